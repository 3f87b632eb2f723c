package main

import "testing"

func TestPercentAt(t *testing.T) {
	for live, want := range map[uint64]int{goLeast: 600, 6 << 20: 300, 8 << 20: 200, 12 << 20: 150, 40 << 20: 150, 41 << 20: 100, 1 << 33: 100} {
		if got := percentAt(live); got != want {
			t.Errorf("a heap with %d MiB alive may grow by %d%%, want %d%%", live>>20, got, want)
		}
	}
}
