package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"

	"gen/generator/describe"
)

// impersonation is a metric that only an impostor has.
const impersonation = "lab_impostor"

// impostor answers at an address with a certificate, until it is ended: "lab impostor ADDRESS STEM".
func impostor(args []string, out io.Writer) int {
	if len(args) != 2 {
		fmt.Fprintln(out, "usage: lab impostor ADDRESS STEM")
		return 2
	}
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		fmt.Fprintln(w, impersonation+" 1")
	})
	fmt.Fprintln(out, http.ListenAndServeTLS(args[0], args[1]+".crt", args[1]+".key", page))
	return 1
}

// victim is a server that Prometheus scrapes on another host.
type victim struct {
	host     *host
	service  describe.Service
	listener describe.Listener
}

// stem is where its certificate lies in the output folder, without the suffix.
func (v victim) stem() string { return filepath.Join(v.host.Name, "etc/ssl", v.service.Name, "server") }

// target is how Prometheus names it.
func (v victim) target() string {
	return v.listener.Job + " " + v.host.Name + portOf(v.listener.Bind)
}

// addresses are those of the host, as certificates have them.
func (h *host) addresses() []net.IP {
	var all []net.IP
	for _, address := range h.Addresses {
		all = append(all, address.AsSlice())
	}
	return all
}

// watchedServer is the first node_exporter, the only server that every site has and that nobody misses.
func (l *lab) watchedServer() (victim, error) {
	service, node, err := l.find("node_exporter")
	if err != nil {
		return victim{}, err
	}
	return victim{l.host(node.Name), service, service.Listeners[0]}, nil
}

// impersonated stops a server, answers with another certificate in its place until the target is
// judged well, and starts it again.
func (l *lab) impersonated(ctx context.Context, v victim, stem string, judge func(target) error) error {
	if err := v.host.control(ctx, "stop", v.service); err != nil {
		return err
	}
	pretending, end := context.WithCancel(ctx)
	command, err := v.host.within(pretending, "impostor", v.listener.Bind, stem)
	if err == nil {
		err = command.Start()
	}
	if err == nil {
		err = eventually(ctx, func() error { return l.judged(ctx, v.target(), judge) })
		end()
		_ = command.Wait() // it was killed
	}
	end()
	again := v.host.control(ctx, "start", v.service)
	_, up := l.targetsUp(ctx)
	return errors.Join(err, again, up)
}

// judged finds a target and judges it.
func (l *lab) judged(ctx context.Context, name string, judge func(target) error) error {
	targets, err := l.server.targets(ctx)
	if err != nil {
		return err
	}
	for _, t := range targets {
		if t.name() == name {
			return judge(t)
		}
	}
	return errors.New(name + " is no target")
}

// distrusted is content when Prometheus tells why it does not believe a certificate.
func distrusted(why string) func(target) error {
	return func(t target) error {
		if t.Health == "down" && strings.Contains(t.LastError, "x509") && strings.Contains(t.LastError, why) {
			return nil
		}
		return fmt.Errorf("the certificate of a stranger: %s is %s: %s; expected is %q", t.name(), t.Health, t.LastError, why)
	}
}

// constraintsHold signs certificates with the key of the site's own authority for servers, as who
// stole it would: for the host and something outside of the site, and for the host alone.
func (l *lab) constraintsHold(ctx context.Context) (string, error) {
	v, err := l.watchedServer()
	if err != nil {
		return "", err
	}
	const unpermitted = "not authorized to sign for this name"
	var all []error
	for _, forgery := range []struct {
		about     string
		names     []string
		addresses []net.IP
		judge     func(target) error
	}{
		{"an address outside of the site", nil, []net.IP{net.ParseIP(worldAddress)}, distrusted(unpermitted)},
		{"a name outside of the site", []string{"www.example.org"}, nil, distrusted(unpermitted)},
		{"the host itself", nil, nil, func(t target) error { return l.believesImpostor(ctx, t) }},
	} {
		stem, err := l.steal(append([]string{v.host.Name + "." + l.Domain}, forgery.names...), append(v.host.addresses(), forgery.addresses...))
		if err == nil {
			err = l.impersonated(ctx, v, stem, forgery.judge)
		}
		if err != nil {
			all = append(all, fmt.Errorf("for %s: %w", forgery.about, err))
		}
	}
	return "", errors.Join(all...)
}

// believesImpostor is content when what an impostor tells has been taken.
func (l *lab) believesImpostor(ctx context.Context, t target) error {
	values, err := l.server.query(ctx, impersonation)
	if err == nil && (t.Health != "up" || len(values) == 0) {
		err = fmt.Errorf("%s is %s: %s", t.name(), t.Health, t.LastError)
	}
	return err
}
