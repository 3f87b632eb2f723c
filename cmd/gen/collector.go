package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// A build makes much and drops little, so that collecting early is wasted work.
// The first collection waits for a heap of 24 MiB, which small sites hardly
// reach; it was a third of what they cost. Later ones come when the heap has
// grown to two and a half times what is alive. The environment's GOGC, if any, stays
// in force.
const (
	firstCollection  = 600 // per cent of the 4 MiB at which Go begins
	laterCollections = 150
)

func tuneCollector() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(firstCollection)
	seen := new([16]byte) // tiny objects share memory, and their finalizers come late
	runtime.SetFinalizer(seen, func(*[16]byte) { debug.SetGCPercent(laterCollections) })
}
