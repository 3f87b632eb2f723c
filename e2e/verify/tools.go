package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// toolbox holds the versions of each tool that are installed, oldest first, and their folder.
type toolbox struct {
	folder   string
	versions map[string][]string
}

// openToolbox looks what is in the folder of tools: files named NAME-VERSION.
func openToolbox(folder string) (toolbox, error) {
	box := toolbox{folder: folder, versions: map[string][]string{}}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return box, fmt.Errorf("no tools (run e2e/install-tools.sh): %w", err)
	}
	for _, entry := range entries {
		at := strings.LastIndexByte(entry.Name(), '-')
		if at < 0 || filepath.Ext(entry.Name()) == ".stamp" || filepath.Ext(entry.Name()) == ".new" {
			continue
		}
		name, version := entry.Name()[:at], entry.Name()[at+1:]
		box.versions[name] = append(box.versions[name], version)
	}
	for _, versions := range box.versions {
		slices.SortFunc(versions, compareVersions)
	}
	return box, nil
}

// find returns the tool that stands for a wanted version: that version, or the first above it, or
// the newest. No wish means the newest.
func (b toolbox) find(name, wanted string) (string, error) {
	versions := b.versions[name]
	if len(versions) == 0 {
		return "", fmt.Errorf("%s is not in %s", name, b.folder)
	}
	chosen := versions[len(versions)-1]
	for _, version := range versions {
		if wanted != "" && compareVersions(version, wanted) >= 0 {
			chosen = version
			break
		}
	}
	return b.path(name, chosen), nil
}

func (b toolbox) path(name, version string) string {
	return filepath.Join(b.folder, name+"-"+version)
}

// compareVersions orders versions made of numbers and dots.
func compareVersions(a, b string) int {
	return slices.CompareFunc(strings.Split(a, "."), strings.Split(b, "."), func(x, y string) int {
		m, _ := strconv.Atoi(x)
		n, _ := strconv.Atoi(y)
		return cmp.Or(cmp.Compare(m, n), cmp.Compare(x, y))
	})
}
