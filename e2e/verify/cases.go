package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// site is one case: a site.yaml with the tree that was built from it.
type site struct {
	name string
	// versions are those that the site pins, by service.
	versions map[string]string
	// tree is the built folder; nodes are those of its folders that are a node's root.
	tree  string
	nodes []string
}

// findCases lists the cases below folder, sorted by name. None is an error: a judge that
// has nothing to look at must not say that all is well.
func findCases(folder string) ([]site, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var cases []site
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		c, err := readCase(filepath.Join(folder, entry.Name()))
		if err != nil {
			return nil, err
		}
		cases = append(cases, c)
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("%s: no case in it", folder)
	}
	return cases, nil
}

func readCase(dir string) (site, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return site{}, err
	}
	c := site{name: filepath.Base(dir), tree: filepath.Join(dir, "tree")}
	text, err := os.ReadFile(filepath.Join(dir, "site.yaml"))
	if err != nil {
		return c, err
	}
	c.versions, err = pinned(text)
	if err != nil {
		return c, fmt.Errorf("%s: %w", c.name, err)
	}
	roots, err := filepath.Glob(filepath.Join(c.tree, "*", "etc"))
	for _, root := range roots {
		c.nodes = append(c.nodes, filepath.Base(filepath.Dir(root)))
	}
	if err == nil && len(c.nodes) == 0 {
		err = fmt.Errorf("%s: no node in %s", c.name, c.tree)
	}
	return c, err
}

// pinned reads the versions of a site.yaml.
func pinned(text []byte) (map[string]string, error) {
	var s struct {
		Versions map[string]string `yaml:"versions"`
	}
	err := yaml.Unmarshal(text, &s)
	return s.Versions, err
}

// verify judges the files of every node, and those beside the nodes.
func (c site) verify(box toolbox, total *tally) error {
	for _, name := range c.nodes {
		dir := filepath.Join(c.tree, name)
		files, err := filesBelow(dir, "/")
		if err != nil {
			return err
		}
		lift, err := lay(dir)
		if err != nil {
			return err
		}
		n := &node{label: c.name + "/" + name, files: files, versions: c.versions, box: box}
		err = n.furnish()
		if err == nil {
			n.verify(total)
		}
		lift()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return c.verifyRest(box, total)
}

// verifyRest judges the files of the tree that belong to no node, in a copy; their paths are relative.
func (c site) verifyRest(box toolbox, total *tally) error {
	all, err := filesBelow(c.tree, "")
	if err != nil {
		return err
	}
	for _, name := range c.nodes {
		maps.DeleteFunc(all, func(path, _ string) bool { return strings.HasPrefix(path, name+"/") })
	}
	copied, err := os.MkdirTemp("", "verify-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(copied)
	for path, text := range all {
		if err := writeNew(filepath.Join(copied, path), text, 0o644); err != nil {
			return err
		}
	}
	n := &node{label: c.name, root: copied, files: all, versions: c.versions, box: box}
	n.verify(total)
	return nil
}

// filesBelow maps the path of each file below dir, after a prefix, to its text.
func filesBelow(dir, prefix string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		files[prefix+filepath.ToSlash(rel)] = string(text)
		return err
	})
	return files, err
}

// paths lists files in order.
func paths(files map[string]string) []string { return slices.Sorted(maps.Keys(files)) }
