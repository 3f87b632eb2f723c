package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gen/generator/describe"
)

// site is what gen says of site.yaml, and the folder that it made of it.
type site struct {
	describe.Document
	out string
}

// build has gen write a site into the work folder.
func build(ctx context.Context, o options) (*site, error) {
	s := &site{out: filepath.Join(o.work, "out")}
	if _, err := do(ctx, o.gen, "build", "--out", s.out, o.site); err != nil {
		return nil, err
	}
	text, err := do(ctx, o.gen, "describe", o.site)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(text), &s.Document); err != nil {
		return nil, fmt.Errorf("gen describe: %w", err)
	}
	return s, s.hurry(o.scale)
}

// duration is a line of a configuration that says how long to wait. Ranges of queries stay: they
// would hold fewer samples than an expression needs.
var duration = regexp.MustCompile(`(?m)^(\s*(?:- )?(?:for|keep_firing_for|interval|group_wait|group_interval|repeat_interval|scrape_interval|evaluation_interval): )(\d+[smhd])$`)

// hurry divides the durations of Prometheus and Alertmanager. It is the only thing that the lab
// changes in what gen wrote.
func (s *site) hurry(scale int) error {
	var files []string
	for _, pattern := range []string{"*/etc/prometheus/prometheus.yml", "*/etc/prometheus/rules/*.yml", "*/etc/alertmanager/alertmanager.yml"} {
		found, _ := filepath.Glob(filepath.Join(s.out, pattern)) // the pattern is right
		files = append(files, found...)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		shorter := duration.ReplaceAllStringFunc(string(text), func(line string) string {
			parts := duration.FindStringSubmatch(line)
			return parts[1] + shorten(parts[2], scale)
		})
		if err := os.WriteFile(file, []byte(shorter), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// shorten divides a duration such as 5m, to a second at least; nothing stays nothing.
func shorten(text string, scale int) string {
	days, isDays := strings.CutSuffix(text, "d")
	length, err := time.ParseDuration(text)
	if number, bad := strconv.Atoi(days); isDays && bad == nil {
		length, err = time.Duration(number)*24*time.Hour, nil
	}
	if err != nil || length == 0 {
		return text
	}
	return fmt.Sprintf("%ds", max(1, int(length.Seconds())/scale))
}

// find returns the first service of a blueprint and its node.
func (s *site) find(blueprint string) (describe.Service, describe.Node, error) {
	for _, node := range s.Nodes {
		for _, service := range node.Services {
			if service.Blueprint == blueprint {
				return service, node, nil
			}
		}
	}
	return describe.Service{}, describe.Node{}, fmt.Errorf("the site has no %s", blueprint)
}

// published lists the listeners that other hosts reach, at the address where they do: inside a
// container a daemon listens everywhere, and the engine publishes the port at the node's address.
func (s *site) published() []describe.Listener {
	var all []describe.Listener
	for _, node := range s.Nodes {
		for _, service := range node.Services {
			for _, listener := range service.Listeners {
				if listener.Published {
					if strings.HasPrefix(listener.Bind, ":") {
						listener.Bind = node.Addresses[0].String() + listener.Bind
					}
					all = append(all, listener)
				}
			}
		}
	}
	return all
}
