package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"
)

// source says where cases come from and which versions they have.
type source struct {
	// examples holds the site.yaml of cases that have none of their own.
	examples string
	// gen is the program that resolves a site's versions. Without it only those count that the
	// site.yaml itself pins.
	gen string
}

// siteFile is the site.yaml of a case: its own, or that of the example of the same name.
func (s source) siteFile(dir string) (string, error) {
	own := filepath.Join(dir, "site.yaml")
	_, err := os.Stat(own)
	if !errors.Is(err, fs.ErrNotExist) {
		return own, err
	}
	file := filepath.Join(s.examples, filepath.Base(dir), "site.yaml")
	_, err = os.Stat(file)
	return file, err
}

// versions returns the versions of a site: by node, and then by service.
func (s source) versions(file string, nodes []string) (map[string]map[string]string, error) {
	if s.gen == "" {
		return pinned(file, nodes)
	}
	out, err := command(s.gen, "describe", file)
	if err != nil {
		return nil, err
	}
	return described([]byte(out))
}

// described reads the answer of gen describe.
func described(text []byte) (map[string]map[string]string, error) {
	var site struct {
		Nodes []struct {
			Name     string `json:"name"`
			Services []struct {
				Blueprint string `json:"blueprint"`
				Version   string `json:"version"`
			} `json:"services"`
		} `json:"nodes"`
	}
	if err := json.Unmarshal(text, &site); err != nil {
		return nil, fmt.Errorf("gen describe: %w", err)
	}
	versions := map[string]map[string]string{}
	for _, n := range site.Nodes {
		versions[n.Name] = map[string]string{}
		for _, s := range n.Services {
			versions[n.Name][s.Blueprint] = s.Version
		}
	}
	return versions, nil
}

// pinned reads the versions that a site.yaml pins for all of its nodes.
func pinned(file string, nodes []string) (map[string]map[string]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var site struct {
		Versions map[string]string `yaml:"versions"`
	}
	if err := yaml.Unmarshal(text, &site); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	versions := map[string]map[string]string{}
	for _, node := range nodes {
		versions[node] = site.Versions
	}
	return versions, nil
}
