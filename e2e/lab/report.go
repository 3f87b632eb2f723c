package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// report is what a run has found so far.
type report struct {
	out   io.Writer
	steps []step
}

// step is one thing that was done or looked at.
type step struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
	Found   string  `json:"found,omitempty"` // figures
	Error   string  `json:"error,omitempty"` // empty is well
}

// step does something, prints how it went, and returns whether it went well.
func (r *report) step(name string, do func() (found string, err error)) bool {
	began := time.Now()
	found, err := do()
	s := step{Name: name, Seconds: time.Since(began).Round(100 * time.Millisecond).Seconds(), Found: found}
	mark := "ok    "
	if err != nil {
		mark, s.Error = "FAILED", tail(err.Error())
	}
	fmt.Fprintf(r.out, "%s %6.1f s  %s", mark, s.Seconds, name)
	if found != "" {
		fmt.Fprintf(r.out, ": %s", found)
	}
	fmt.Fprintln(r.out)
	if err != nil {
		fmt.Fprintln(r.out, "       "+strings.ReplaceAll(s.Error, "\n", "\n       "))
	}
	r.steps = append(r.steps, s)
	return err == nil
}

func (r *report) failed() bool {
	for _, s := range r.steps {
		if s.Error != "" {
			return true
		}
	}
	return false
}

// save writes the steps as JSON, if a file was asked for.
func (r *report) save(file string) error {
	if file == "" {
		return nil
	}
	text, err := json.MarshalIndent(map[string]any{"ok": !r.failed(), "steps": r.steps}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}
