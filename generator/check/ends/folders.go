package ends

import (
	"io/fs"
	"strconv"
	"strings"
)

// Owned is who may use a folder and what lies below it, by a line of tmpfiles.d(5).
type Owned struct {
	Path, User, Group string
	Mode              fs.FileMode
	// Below tells that it is about everything below, of which Mode takes rights away only.
	Below bool
}

// Folders reads a file of tmpfiles.d.
func Folders(content []byte) (list []Owned) {
	for line := range strings.Lines(string(content)) {
		f := arguments(strings.TrimSpace(line))
		if len(f) < 5 || strings.HasPrefix(f[0], "#") {
			continue
		}
		mode, err := strconv.ParseUint(strings.TrimLeft(f[2], "~:"), 8, 32)
		if err == nil {
			list = append(list, Owned{Path: f[1], User: f[3], Group: f[4], Mode: fs.FileMode(mode), Below: f[0] == "Z"})
		}
	}
	return list
}

// Users are the names of users, each with a group of its own, in a file of sysusers.d(5).
func Users(content []byte) (list []string) {
	for line := range strings.Lines(string(content)) {
		if f := arguments(strings.TrimSpace(line)); len(f) > 1 && f[0] == "u" {
			list = append(list, f[1])
		}
	}
	return list
}
