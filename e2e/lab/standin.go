package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// counters are series by name and labels: what each begins with, and by how much it rises in a second.
type counters map[string][2]float64

// page is what an exporter tells of them after some seconds.
func (c counters) page(elapsed float64) string {
	text := ""
	for _, name := range slices.Sorted(maps.Keys(c)) {
		text += fmt.Sprintf("%s %g\n", name, c[name][0]+c[name][1]*elapsed)
	}
	return text
}

// standIn tells counters in the place of an exporter, with its certificate and only to who shows one,
// until it is ended: "lab standin ADDRESS FOLDER FILE", with the exporter's certificates in FOLDER.
func standIn(args []string, out io.Writer) int {
	if len(args) != 3 {
		fmt.Fprintln(out, "usage: lab standin ADDRESS FOLDER FILE")
		return 2
	}
	var told counters
	text, err := os.ReadFile(args[2])
	if err == nil {
		err = json.Unmarshal(text, &told)
	}
	config, distrust := credentials("", filepath.Join(args[1], "ca-client.crt"))
	if err != nil || distrust != nil {
		fmt.Fprintln(out, err, distrust)
		return 2
	}
	began := time.Now()
	server := &http.Server{Addr: args[0], TLSConfig: &tls.Config{
		MinVersion: tls.VersionTLS12, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: config.RootCAs,
	}, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		fmt.Fprint(w, told.page(time.Since(began).Seconds()))
	})}
	fmt.Fprintln(out, server.ListenAndServeTLS(filepath.Join(args[1], "server.crt"), filepath.Join(args[1], "server.key")))
	return 1
}

// scraped is the last listener of the site with that job, elsewhere than on the host that scrapes.
func (l *lab) scraped(job string) (victim, error) {
	scraper, err := l.scraper()
	if err != nil {
		return victim{}, err
	}
	var found *victim
	for _, h := range l.hosts {
		if h == scraper {
			continue
		}
		for _, service := range h.Services {
			for _, listener := range service.Listeners {
				if listener.Job == job {
					found = &victim{h, service, listener}
				}
			}
		}
	}
	if found == nil {
		return victim{}, fmt.Errorf("no other host has a job %s", job)
	}
	return *found, nil
}

// replace stops a server and tells counters in its place. The function that it returns ends that.
func (l *lab) replace(ctx context.Context, job string, told counters) (func() error, error) {
	v, err := l.scraped(job)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(l.work, "standin-"+job+".json")
	if err := saveJSON(file, told); err != nil {
		return nil, err
	}
	playing, end := context.WithCancel(ctx)
	command, err := v.host.within(playing, "standin", v.listener.Bind, filepath.Join(v.host.root(), "etc/ssl", v.service.Name), file)
	if err == nil {
		err = v.host.control(ctx, "stop", v.service)
	}
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		end()
		return nil, err
	}
	return func() error {
		end()
		_ = command.Wait() // it was killed
		return v.host.control(ctx, "start", v.service)
	}, nil
}
