package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// site is one case: a site.yaml with the tree that was built from it.
type site struct {
	name string
	// versions are those of each node's services, by node and service.
	versions map[string]map[string]string
	// tree is the built folder; nodes are those of its folders that are a node's root.
	tree  string
	nodes []string
}

// findCases lists the cases below folder, sorted by name. None is an error: a judge that
// has nothing to look at must not say that all is well.
func findCases(folder string, from source) ([]site, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var cases []site
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		c, err := readCase(filepath.Join(folder, entry.Name()), from)
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

func readCase(dir string, from source) (site, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return site{}, err
	}
	c := site{name: filepath.Base(dir), tree: filepath.Join(dir, "tree")}
	roots, err := filepath.Glob(filepath.Join(c.tree, "*", "etc"))
	if err != nil || len(roots) == 0 {
		return c, fmt.Errorf("%s: no node in %s", c.name, c.tree)
	}
	for _, root := range roots {
		c.nodes = append(c.nodes, filepath.Base(filepath.Dir(root)))
	}
	file, err := from.siteFile(dir)
	if err == nil {
		c.versions, err = from.versions(file, c.nodes)
	}
	return c, err
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
		n := &node{label: c.name + "/" + name, files: files, versions: c.versions[name], box: box}
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
	n := &node{label: c.name, root: copied, files: all, box: box}
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
