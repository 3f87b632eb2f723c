package ends

import (
	"strconv"
	"strings"
)

// Certificate is one of the list of what is to be issued, or a request for one.
type Certificate struct {
	Name, Usage string
	// Node is empty for one of people.
	Node      string
	DNS, IPs  []string
	Days      int
	Authority string
	// Path and Key are absolute on the node; Group may read the key.
	Path, Key, Group string
}

// Certificates reads the list of certificates. It is as long as the site and
// written by gen alone, in plain lines, so that it is not left to a YAML reader.
func Certificates(content []byte) (list []Certificate) {
	for line := range strings.Lines(string(content)) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || line[0] != ' ' {
			continue
		}
		if name, first := strings.CutPrefix(key, "- "); first {
			key, list = name, append(list, Certificate{})
		}
		if len(list) > 0 {
			list[len(list)-1].set(key, value)
		}
	}
	return list
}

func (c *Certificate) set(key, value string) {
	value = strings.Trim(value, `"`)
	switch key {
	case "name":
		c.Name = value
	case "usage":
		c.Usage = value
	case "node":
		c.Node = value
	case "dns":
		c.DNS = listed(value)
	case "ip":
		c.IPs = listed(value)
	case "days":
		c.Days, _ = strconv.Atoi(value)
	case "authority":
		c.Authority = value
	case "certificate":
		c.Path = value
	case "key":
		c.Key = value
	case "key_readable_by":
		c.Group = value
	}
}

// listed are the items of [a, b].
func listed(value string) (list []string) {
	for item := range strings.SplitSeq(strings.Trim(value, "[]"), ",") {
		if item = strings.Trim(item, ` "`); item != "" {
			list = append(list, item)
		}
	}
	return list
}

// Request reads an OpenSSL request file, with the lifetime that its comment tells.
func Request(content []byte) (c Certificate) {
	for line := range strings.Lines(string(content)) {
		if line[0] == '#' {
			c.lifetime(line)
			continue
		}
		key, value, ok := strings.Cut(strings.TrimSpace(line), " = ")
		switch {
		case !ok:
		case key == "CN":
			c.Name = value
		case key == "extendedKeyUsage":
			c.Usage = value
		case strings.HasPrefix(key, "DNS."):
			c.DNS = append(c.DNS, value)
		case strings.HasPrefix(key, "IP."):
			c.IPs = append(c.IPs, value)
		}
	}
	return c
}

// lifetime reads "-days 397" or "for 397 days" in a comment.
func (c *Certificate) lifetime(line string) {
	_, after, asked := strings.Cut(line, "-days ")
	if before, _, ok := strings.Cut(line, " days,"); !asked && ok {
		after = before[strings.LastIndexByte(before, ' ')+1:]
	}
	number, _, _ := strings.Cut(after, " ")
	if days, err := strconv.Atoi(number); err == nil {
		c.Days = days
	}
}
