package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gen/generator/describe"
)

// site is what gen says of site.yaml, and the folders that it made of it.
type site struct {
	describe.Document
	name string // of its file
	// work is the lab's folder, and folder that of site.yaml in it. out is the output folder there,
	// and proofs has certificates with their keys beside them.
	work, folder, out, proofs string
}

// build has gen write a site into a folder of its own, where it is used as a person would.
func build(ctx context.Context, o options) (*site, error) {
	s := &site{work: o.work, folder: filepath.Join(o.work, "site"), proofs: filepath.Join(o.work, "proofs")}
	s.out = filepath.Join(s.folder, "out")
	file, _ := splitPart(o.sites[0])
	s.name = strings.TrimSuffix(filepath.Base(file), ".yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(os.Mkdir(s.folder, 0o755), os.WriteFile(filepath.Join(s.folder, "site.yaml"), text, 0o644)); err != nil {
		return nil, err
	}
	if _, err := s.script(ctx, s.folder, "gen build"); err != nil {
		return nil, err
	}
	return s, s.describe(ctx)
}

// describe reads what gen says of the site.
func (s *site) describe(ctx context.Context) error {
	said, err := s.script(ctx, s.folder, "gen describe")
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(said), &s.Document); err != nil {
		return fmt.Errorf("gen describe: %w", err)
	}
	return nil
}

// script runs what a person types in a folder, and returns what it prints; gen and ssh are the lab's.
func (s *site) script(ctx context.Context, folder, text string, environment ...string) (string, error) {
	return script(ctx, folder, text, append(environment, "PATH="+filepath.Join(s.work, "bin")+":"+os.Getenv("PATH"))...)
}

// replaced puts a name in the place of a word in capitals.
func replaced(text, word, name string) string { return strings.ReplaceAll(text, word, name) }

// placed is a service on its node.
type placed struct {
	service describe.Service
	node    describe.Node
}

// all are the services of a blueprint, by the order of their nodes.
func (s *site) all(blueprint string) []placed {
	var all []placed
	for _, node := range s.Nodes {
		for _, service := range node.Services {
			if service.Blueprint == blueprint {
				all = append(all, placed{service, node})
			}
		}
	}
	return all
}

// find returns the first service of a blueprint and its node.
func (s *site) find(blueprint string) (describe.Service, describe.Node, error) {
	if all := s.all(blueprint); len(all) > 0 {
		return all[0].service, all[0].node, nil
	}
	return describe.Service{}, describe.Node{}, fmt.Errorf("the site has no %s", blueprint)
}

// kinds are the services of the site, for the report.
func (s *site) kinds() []kind {
	var all []kind
	for _, node := range s.Nodes {
		for _, service := range node.Services {
			if k := (kind{service.Blueprint, service.Version, service.Runtime}); !slices.Contains(all, k) {
				all = append(all, k)
			}
		}
	}
	return all
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
