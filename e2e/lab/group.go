package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// hierarchies are the roots of control groups: one on hosts with version 2, else one for each
// controller.
func hierarchies() []string {
	roots, _ := filepath.Glob("/sys/fs/cgroup/*/cgroup.procs") // the pattern is right
	if _, err := os.Stat("/sys/fs/cgroup/cgroup.controllers"); err == nil {
		roots = []string{"/sys/fs/cgroup/cgroup.procs"}
	}
	for at, root := range roots {
		roots[at] = filepath.Dir(root)
	}
	return roots
}

// newGroup makes a control group for a node in every hierarchy and returns the files by which a
// process enters it: systemd-nspawn takes the group that it is in as the root of its host's, so
// that two hosts must not share one.
func newGroup(name string) ([]string, error) {
	var doors []string
	for _, root := range hierarchies() {
		folder := filepath.Join(root, name)
		if err := os.Mkdir(folder, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		for _, file := range []string{"cpuset.cpus", "cpuset.mems"} { // empty in a new group of version 1
			if text, err := os.ReadFile(filepath.Join(root, file)); err == nil {
				if err := os.WriteFile(filepath.Join(folder, file), text, 0o644); err != nil {
					return nil, err
				}
			}
		}
		doors = append(doors, filepath.Join(folder, "cgroup.procs"))
	}
	return doors, nil
}

// removeGroups removes the control groups whose names begin so, innermost first.
func removeGroups(prefix string) {
	for _, root := range hierarchies() {
		tops, _ := filepath.Glob(filepath.Join(root, prefix+"-*"))
		for _, top := range tops {
			var folders []string
			_ = filepath.WalkDir(top, func(path string, entry fs.DirEntry, err error) error {
				if err == nil && entry.IsDir() {
					folders = append(folders, path)
				}
				return nil
			})
			for _, folder := range slices.Backward(folders) {
				_ = os.Remove(folder) // what is in use stays, and is not the lab's
			}
		}
	}
}
