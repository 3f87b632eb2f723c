package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
)

// worldAddress is the lab's own on the network of the site, and that of all the services outside.
const worldAddress = "192.168.10.20"

// lab is a site that runs.
type lab struct {
	*site
	hosts   []*host
	world   *outside
	server  *prometheus   // the first one
	servers []*prometheus // all
	told    instructions
	count   func(what string, n int) // adds to a figure of the report
}

// play builds, boots and judges a site. What goes wrong is in the report; the error says that
// nothing could be judged.
func play(ctx context.Context, o options, r *report) error {
	if err := able(ctx, o); err != nil {
		return err
	}
	l := &lab{count: r.count}
	defer l.end(ctx, r)
	ready := r.step("gen builds the site", func() (string, error) { return l.build(ctx, o) }) &&
		r.about(l.site) &&
		r.step("certificates are issued and secrets kept as the README says", func() (string, error) { return l.issue(ctx) }) &&
		r.step("hosts boot", func() (string, error) { return l.boot(ctx, o) }) &&
		r.step("the site is brought to its hosts as the README says", func() (string, error) { return l.install(ctx) })
	if !ready {
		return context.Cause(ctx)
	}
	for _, check := range l.checks() {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if o.wanted(check, l.site) && r.step(check.name, func() (string, error) { return check.look(ctx) }) && check.fault {
			l.count("faults survived", 1)
		}
	}
	return nil
}

func (l *lab) build(ctx context.Context, o options) (string, error) {
	var err error
	if err := tools(o); err != nil {
		return "", err
	}
	if l.site, err = build(ctx, o); err != nil {
		return "", err
	}
	for _, node := range l.Nodes {
		l.hosts = append(l.hosts, &host{Node: node, work: o.work})
	}
	return fmt.Sprintf("%d nodes, %d listeners for other hosts", len(l.Nodes), len(l.published())), nil
}

func (l *lab) issue(ctx context.Context) (string, error) {
	var err error
	if l.told, err = readInstructions(l.out); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d certificates, %d secrets", len(l.Certificates), len(l.secrets())), errors.Join(l.certify(ctx, l.told), l.keep(ctx, l.told))
}

// boot opens the network and the services outside, and boots hosts on which the programs are
// installed and nothing else.
func (l *lab) boot(ctx context.Context, o options) (string, error) {
	if err := openNetwork(ctx, worldAddress); err != nil {
		return "", err
	}
	world, err := newOutside(worldAddress)
	if err != nil {
		return "", err
	}
	l.world = world
	if err := errors.Join(world.serveNames(), world.serveDiscord(), world.serveMail(), world.serveHook(filepath.Join(l.proofs, "ca-client.crt")), wire(l.hosts)); err != nil {
		return "", err
	}
	return "", l.each(func(h *host) error {
		if err := h.fit(ctx, o.base, world); err != nil {
			return err
		}
		if err := h.programs(o.tools); err != nil {
			return err
		}
		if err := h.start(ctx); err != nil {
			return err
		}
		return h.images(ctx)
	})
}

func (l *lab) install(ctx context.Context) (string, error) {
	if l.servers = l.prometheuses(); len(l.servers) == 0 {
		return "", errors.New("the site has no Prometheus")
	}
	l.server = l.servers[0]
	err := l.each(func(h *host) error { _, err := h.install(ctx, l.site, l.folder, l.told); return err })
	if err != nil {
		_, units := l.unitsAre(ctx) // what failed knows why
		err = errors.Join(err, units)
	}
	return "", err
}

// each does something with all hosts at once.
func (l *lab) each(do func(*host) error) error {
	all := make([]error, len(l.hosts))
	var group sync.WaitGroup
	for at, h := range l.hosts {
		group.Go(func() { all[at] = do(h) })
	}
	group.Wait()
	return errors.Join(all...)
}

// end halts the hosts. Their processes end with the lab in any case, so that who interrupts it does
// not have to wait.
func (l *lab) end(ctx context.Context, r *report) {
	if len(l.hosts) > 0 && ctx.Err() == nil {
		r.step("hosts halt", func() (string, error) { return "", l.each((*host).halt) })
	}
}

// list is for people.
func list(words []string) string { return strings.Join(words, ", ") }
