package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// unpack reads an archive of ttar (tools/ttar of the project's sources), a tar in plain text. Its
// own script needs minutes for what takes milliseconds here.
func unpack(archive, dir string) error {
	text, err := os.ReadFile(archive)
	if err != nil {
		return err
	}
	lines := strings.Split(string(text), "\n")
	path := ""
	for at := 0; at < len(lines); at++ {
		key, value, _ := strings.Cut(lines[at], ": ")
		switch key {
		case "Path":
			path = filepath.Join(dir, filepath.FromSlash(value))
			err = os.MkdirAll(filepath.Dir(path), 0o755)
		case "Directory":
			err = os.MkdirAll(filepath.Join(dir, filepath.FromSlash(value)), 0o755)
		case "SymlinkTo":
			err = os.Symlink(value, path)
		case "Lines":
			count, _ := strconv.Atoi(value)
			count = min(count, len(lines)-at-1)
			err = os.WriteFile(path, []byte(content(lines[at+1:at+1+count])), 0o644)
			at += count
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// content undoes what ttar does to lines: bytes of zero have a name, and so has a missing last
// line break.
func content(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	text := strings.ReplaceAll(strings.Join(lines, "\n")+"\n", "NULLBYTE", "\x00")
	if cut, ok := strings.CutSuffix(text, "EOF\n"); ok {
		return cut
	}
	return text
}
