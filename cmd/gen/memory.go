package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gen/generator"
	"gen/generator/memo"
	"gen/generator/report"
	"gen/generator/tree"
)

// memory is what is known of a site from earlier runs, and what this run learns.
type memory struct {
	store memo.Store
	now   time.Time
	// inputs are what this run has read; nil unless it found nothing to tell.
	inputs []memo.Input
	// until is when an override of the site is over; zero for never.
	until time.Time
}

func openMemory(now time.Time) *memory { return &memory{store: memo.Default(), now: now} }

// recall returns what a run would find if it did everything again: an output
// that is up to date. It is nil when something has changed, or nothing is known.
// What cannot be read is left to the run itself to tell.
func (m *memory) recall(file, out string) (*tree.Changes, json.RawMessage) {
	known, ok := m.store.Get(file)
	if !ok || !known.Until.IsZero() && !m.now.Before(known.Until) {
		return nil, nil
	}
	root, err := os.OpenRoot(filepath.Dir(file))
	if err != nil {
		return nil, nil
	}
	defer root.Close()
	if !memo.Same(root.FS(), known.Inputs) {
		return nil, nil
	}
	found, err := tree.Intact(out, known.Lock)
	if err != nil {
		return nil, nil
	}
	return found, known.Proof
}

// watch does the work and learns what it reads.
func (m *memory) watch(do work) work {
	return func(fsys fs.FS, file string, r *report.Report) (*generator.Site, error) {
		recorder := memo.Record(fsys)
		site, err := do(recorder, file, r)
		if inputs, all := recorder.Inputs(); all && len(r.Problems()) == 0 {
			m.inputs = inputs
			if site != nil && site.Plan != nil {
				m.until = site.Plan.Ends()
			}
		}
		return site, err
	}
}

// keep remembers that the inputs lead to the output as it now is. A run that had
// a warning is not remembered, as it has to be told again.
func (m *memory) keep(file string, found *tree.Changes, proof json.RawMessage) {
	if m.inputs != nil {
		m.store.Put(file, memo.Memory{Inputs: m.inputs, Lock: found.Lock, Until: m.until, Proof: proof})
	}
}
