package private

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// offGit refuses a folder of which git knows a file that is not encrypted, or
// whose .gitignore lets git take one.
func offGit(folder string, h Habits) error {
	text, err := os.ReadFile(filepath.Join(folder, IgnoreFile))
	switch {
	case errors.Is(err, fs.ErrNotExist): // Make writes it
	case err != nil:
		return Cannot("read", filepath.Join(folder, IgnoreFile), err)
	case !slices.Contains(strings.Fields(string(text)), "*"):
		return Failed(h.Mend, "%s does not keep git from the %ss", filepath.Join(folder, IgnoreFile), h.Thing)
	}
	for _, path := range tracked(folder) {
		if !h.committable(filepath.Base(path)) {
			return Failed("git rm -r --cached "+folder+h.Committed, "git tracks the %s %s", h.Thing, filepath.Join(folder, filepath.FromSlash(path)))
		}
	}
	return nil
}

// tracked are the files below the folder that git knows; none where there is
// no git or no repository.
func tracked(folder string) []string {
	git := exec.Command("git", "-c", "core.fsmonitor=false", "ls-files", "-z")
	git.Dir = folder
	list, err := git.Output()
	if err != nil {
		return nil
	}
	var paths []string
	for path := range bytes.SplitSeq(list, []byte{0}) {
		if len(path) > 0 {
			paths = append(paths, string(path))
		}
	}
	return paths
}
