package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

func checkAlertmanager(n *node, file string) error {
	_, err := n.tool("amtool", "alertmanager", "check-config", n.at(file))
	return err
}

// checkNotifications wants amtool to find every template through the alertmanager.yml of its folder.
func checkNotifications(n *node, files []string) error {
	var all []error
	for _, file := range files {
		config := n.above(file, "alertmanager.yml")
		if config == "" {
			all = append(all, fmt.Errorf("%s: no alertmanager.yml above it", file))
			continue
		}
		out, err := n.tool("amtool", "alertmanager", "check-config", n.at(config))
		if err == nil && strings.Contains(out, " 0 templates") {
			err = fmt.Errorf("%s: %s names no template", file, config)
		}
		all = append(all, err)
	}
	return errors.Join(all...)
}

// above finds the nearest file of a name in the folder of file or above it; empty is none.
func (n *node) above(file, name string) string {
	for dir := filepath.Dir(file); dir != "." && dir != "/"; dir = filepath.Dir(dir) {
		if _, ok := n.files[dir+"/"+name]; ok {
			return dir + "/" + name
		}
	}
	return ""
}
