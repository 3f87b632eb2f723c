package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A build makes much and drops little, so that collecting early is wasted work.
// No collection starts below a heap of 24 MiB, which small sites pass a few times;
// collecting was a third of what they cost. A larger heap may grow to twice and a
// half of what was alive in it. The environment's GOGC, if any, stays in force.
const (
	leastHeap = 24 << 20 // bytes
	goLeast   = 4 << 20  // the least heap of Go itself at 100 per cent, and more above
	growth    = 150      // per cent of what is alive
)

func tuneCollector() {
	if os.Getenv("GOGC") == "" {
		tuneNext()
	}
}

// tuneNext says when to collect next, and comes back after that.
func tuneNext() {
	alive := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(alive)
	live := max(alive[0].Value.Uint64(), goLeast)
	percent := leastHeap * 100 / live
	if live > goLeast {
		percent -= min(percent, 100)
	}
	debug.SetGCPercent(max(growth, int(percent)))
	seen := new([16]byte) // tiny objects share memory, and their finalizers come late
	runtime.SetFinalizer(seen, func(*[16]byte) { tuneNext() })
}
