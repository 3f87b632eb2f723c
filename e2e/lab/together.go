package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// whole is the report of a run over all sites as JSON.
type whole struct {
	OK      bool     `json:"ok"`
	Seconds float64  `json:"seconds"`
	Sites   []record `json:"sites"`
}

// together runs sites, some at the same time as they mostly wait, and prints what became of them.
func together(o options, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	began := time.Now()
	all := whole{OK: true, Sites: make([]record, len(o.sites))}
	width := 0
	for _, site := range o.sites {
		width = max(width, len(siteName(site)))
	}
	var running sync.WaitGroup
	var printing sync.Mutex
	free := make(chan struct{}, o.together)
	for at, site := range o.sites {
		free <- struct{}{}
		out := &marked{mutex: &printing, out: stdout, mark: fmt.Sprintf("%-*s  ", width, siteName(site))}
		running.Go(func() {
			all.Sites[at] = enclose(ctx, o, site, out)
			<-free
		})
	}
	running.Wait()
	for _, r := range all.Sites {
		all.OK = all.OK && r.OK
	}
	all.Seconds = seconds(began)
	all.print(stdout)
	return all.end(o.json, stderr)
}

// end writes the report and returns the exit code.
func (w whole) end(file string, stderr io.Writer) int {
	if err := saveJSON(file, w); err != nil {
		fmt.Fprintln(stderr, "lab:", err)
		return 2
	}
	code := 0
	for _, r := range w.Sites {
		switch {
		case len(r.Steps) == 0 && !r.OK:
			return 2
		case !r.OK:
			code = 1
		}
	}
	return code
}

// marked begins every line with the name of its site.
type marked struct {
	mutex *sync.Mutex
	out   io.Writer
	mark  string
	rest  []byte // of a line that has no end yet
}

func (m *marked) Write(text []byte) (int, error) {
	m.rest = append(m.rest, text...)
	end := bytes.LastIndexByte(m.rest, '\n') + 1
	m.mutex.Lock()
	defer m.mutex.Unlock()
	for line := range bytes.Lines(m.rest[:end]) {
		if _, err := fmt.Fprintf(m.out, "%s%s", m.mark, line); err != nil {
			return 0, err
		}
	}
	m.rest = m.rest[end:]
	return len(text), nil
}
