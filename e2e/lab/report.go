package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// report is what a run of one site has found so far.
type report struct {
	out io.Writer
	record
}

// record is a report as JSON.
type record struct {
	Site    string  `json:"site"` // name of the file, and part of the checks
	OK      bool    `json:"ok"`
	Error   string  `json:"error,omitempty"` // why not all could be judged
	Seconds float64 `json:"seconds"`
	// Services are those of the site, without doubles.
	Services []kind `json:"services,omitempty"`
	// Figures are sums over all steps, by what has been counted.
	Figures map[string]int `json:"figures,omitempty"`
	Steps   []step         `json:"steps,omitempty"`
}

// kind is a service at a version, under systemd or in containers.
type kind struct {
	Service string `json:"service"`
	Version string `json:"version"`
	Runtime string `json:"runtime"`
}

// step is one thing that was done or looked at.
type step struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
	Found   string  `json:"found,omitempty"` // figures
	Error   string  `json:"error,omitempty"` // empty is well
}

// siteName is how reports name a site: by its file, and the part of the checks.
func siteName(site string) string { return strings.Replace(filepath.Base(site), ".yaml", "", 1) }

// seconds is how long something took, to a tenth.
func seconds(since time.Time) float64 {
	return time.Since(since).Round(100 * time.Millisecond).Seconds()
}

// step does something, prints how it went, and returns whether it went well.
func (r *report) step(name string, do func() (found string, err error)) bool {
	began := time.Now()
	found, err := do()
	s := step{Name: name, Seconds: seconds(began), Found: found}
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
	r.Steps = append(r.Steps, s)
	return err == nil
}

// count adds to a figure. Steps count one after the other, never at the same time.
func (r *report) count(what string, n int) {
	if r.Figures == nil {
		r.Figures = map[string]int{}
	}
	r.Figures[what] += n
}

// about notes what of a site is there to be seen.
func (r *report) about(s *site) bool {
	r.Services = s.kinds()
	r.count("hosts", len(s.Nodes))
	r.count("targets", len(s.expected()))
	return true
}

// close tells whether all went well, and how long it took.
func (r *report) close(began time.Time, err error) {
	if err != nil {
		r.Error = err.Error()
		fmt.Fprintln(r.out, "FAILED", err)
	}
	wrong := 0
	for _, s := range r.Steps {
		if s.Error != "" {
			wrong++
		}
	}
	r.count("steps ok", len(r.Steps)-wrong)
	r.count("steps failed", wrong)
	r.Seconds, r.OK = seconds(began), err == nil && wrong == 0
}

// saveJSON writes JSON, if a file was asked for.
func saveJSON(file string, document any) error {
	if file == "" {
		return nil
	}
	text, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// readRecord reads what saveJSON has written.
func readRecord(file string) (r record, err error) {
	text, err := os.ReadFile(file)
	return r, errors.Join(err, json.Unmarshal(text, &r))
}
