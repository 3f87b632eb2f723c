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
// half of what was alive in it, a large one to twice: there, memory is what others
// on the machine miss. The environment's GOGC, if any, stays in force.
const (
	leastHeap = 24 << 20 // bytes
	goLeast   = 4 << 20  // the least heap of Go itself at 100 per cent, and more above
	growth    = 150      // per cent of what is alive
	largeHeap = 40 << 20 // bytes alive
	slow      = 100      // per cent of what is alive in a large heap
)

func tuneCollector() {
	if os.Getenv("GOGC") == "" {
		tuneNext()
	}
}

// letGo collects what was needed to make and prove a tree before it is written,
// if that is much: writing needs as much again.
func letGo() {
	if alive() > largeHeap {
		runtime.GC()
	}
}

// alive is how much of the heap was in use when it was last collected, in bytes.
func alive() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// tuneNext says when to collect next, and comes back after that.
func tuneNext() {
	debug.SetGCPercent(percentAt(max(alive(), goLeast)))
	seen := new([16]byte) // tiny objects share memory, and their finalizers come late
	runtime.SetFinalizer(seen, func(*[16]byte) { tuneNext() })
}

// percentAt is by how much a heap with as much alive may grow.
func percentAt(live uint64) int {
	if live > largeHeap {
		return slow
	}
	percent := leastHeap * 100 / live
	if live > goLeast {
		percent -= min(percent, 100)
	}
	return max(growth, int(percent))
}
