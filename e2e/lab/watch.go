package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// watch collects why scrapes fail while something is done. Targets are named JOB INSTANCE.
type watch struct {
	mutex    sync.Mutex
	why      map[string]string // the last error of each target that had one
	restarts map[string]int    // of the services behind targets, by JOB HOST

	slowness        int // how many times longer things take than on an idle machine
	handshakes      int // of the lab's own, along the site's links
	scrapes, missed int
}

// unmissed does something during which no scrape may fail. gen says which services have to restart,
// as their versions read certificates only once: each may miss one scrape for every restart, but none for want of trust.
func (l *lab) unmissed(ctx context.Context, do func(*watch) error) (string, error) {
	w := newWatch()
	began := time.Now()
	watching, end := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { w.look(watching, l.server); close(ended) }()
	failed := do(w)
	end()
	<-ended
	w.slowness = max(slowness(), 1)
	found, missed := w.judge(ctx, l.server, time.Since(began))
	l.count("handshakes", w.handshakes)
	l.count("scrapes watched", w.scrapes)
	l.count("scrapes missed", w.missed)
	return found, errors.Join(failed, missed)
}

func newWatch() *watch {
	return &watch{why: map[string]string{}, restarts: map[string]int{}, slowness: 1}
}

// look notes errors of targets; each stands until the next scrape.
func (w *watch) look(ctx context.Context, server *prometheus) {
	for ctx.Err() == nil {
		targets, err := server.targets(ctx)
		if err != nil && ctx.Err() == nil {
			w.note("prometheus", err.Error())
		}
		for _, t := range targets {
			if t.LastError != "" {
				w.note(t.name(), t.LastError)
			}
		}
		time.Sleep(300 * time.Millisecond)
	}
}

func (w *watch) note(target, why string) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.why[target] = why
}

// restarted reads what apply says it has restarted.
func (w *watch) restarted(h *host, said string) {
	for _, name := range acts(said, "restarted") {
		for _, service := range h.Services {
			if service.Unit == name {
				w.restarts[service.Blueprint+" "+h.Name]++
			}
		}
	}
}

// acts are the units and containers with which apply says to have done something.
func acts(said, verb string) []string {
	var all []string
	for line := range strings.Lines(said) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), verb+" "); ok {
			all = append(all, name)
		}
	}
	return all
}

// distrust is what Prometheus and the servers in Go say for want of trust, and nginx by its status.
var distrust = regexp.MustCompile(`x509: |tls: |HTTP status 40[03] `)

// late is what Prometheus says of an answer that did not come within a second.
const late = "deadline exceeded"

// allowed is how many scrapes of a target may have failed: none if that was for want of trust, one for
// each restart, and more of both restarts and late answers where other work takes the machine's time.
func (w *watch) allowed(target, host string) int {
	if distrust.MatchString(w.why[target]) {
		return 0
	}
	job, _, _ := strings.Cut(target, " ")
	allowed := w.restarts[job+" "+host] * w.slowness
	if strings.Contains(w.why[target], late) {
		allowed += w.slowness - 1
	}
	return allowed
}

// slowness is how many programs there are for each processor that want to run now.
func slowness() int {
	text, _ := os.ReadFile("/proc/loadavg")
	var load float64
	_, _ = fmt.Sscan(string(text), &load)
	return int(load) / runtime.NumCPU()
}

// judge counts scrapes since the watch began, and those that failed.
func (w *watch) judge(ctx context.Context, server *prometheus, since time.Duration) (string, error) {
	span := fmt.Sprintf("(up[%ds])", int(since.Seconds())+1)
	all, err := server.vector(ctx, "count_over_time"+span)
	failed, bad := server.vector(ctx, "count_over_time"+span+" - sum_over_time"+span)
	if err := errors.Join(err, bad); err != nil {
		return "", err
	}
	var wrong []error
	for target, count := range all {
		lost := int(failed[target].value)
		w.scrapes, w.missed = w.scrapes+int(count.value), w.missed+lost
		if lost > w.allowed(target, count.labels["host"]) {
			wrong = append(wrong, fmt.Errorf("%s: %d scrapes of %.0f failed: %s", target, lost, count.value, w.why[target]))
		}
	}
	return fmt.Sprintf("%d handshakes, %d scrapes, %d missed; had to restart: %s", w.handshakes, w.scrapes, w.missed, w.causes()), errors.Join(wrong...)
}

// causes are the services that had to restart, and how often.
func (w *watch) causes() string {
	var all []string
	for _, service := range slices.Sorted(maps.Keys(w.restarts)) {
		all = append(all, fmt.Sprintf("%s (%d times)", service, w.restarts[service]))
	}
	return list(all)
}
