// Package ssh reads an ssh_config as OpenSSH does (readconf.c): a keyword and
// its arguments on each line, below the hosts that it is about.
package ssh

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// keywords are those that a block may have, as far as a site has use for them;
// OpenSSH ends at a word that it does not know.
var keywords = []string{
	"addressfamily", "batchmode", "bindaddress", "certificatefile", "compression", "connecttimeout", "forwardagent", "hostkeyalias", "hostname",
	"identitiesonly", "identityagent", "identityfile", "loglevel", "port", "preferredauthentications", "proxycommand", "proxyjump", "requesttty",
	"serveralivecountmax", "serveraliveinterval", "stricthostkeychecking", "user", "userknownhostsfile",
}

// Config reads an ssh_config; the error is in the words of people.
func Config(content []byte) error {
	hosts := map[string]bool{}
	block := map[string]bool{}
	number := 0
	for line := range strings.Lines(string(content)) {
		number++
		text := strings.TrimSpace(line)
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		keyword, rest, _ := strings.Cut(text, " ")
		args, err := arguments(rest)
		if err == nil && strings.EqualFold(keyword, "Host") {
			block = map[string]bool{}
			err = host(args, hosts)
		} else if err == nil {
			err = option(strings.ToLower(keyword), args, len(hosts) > 0, block)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	return nil
}

// arguments are the words behind a keyword; quotes hold several together.
func arguments(text string) ([]string, error) {
	if strings.Count(text, `"`)%2 != 0 {
		return nil, errors.New("a quote is not closed")
	}
	var args []string
	for at, part := range strings.Split(text, `"`) {
		if at%2 == 1 {
			args = append(args, part)
			continue
		}
		args = append(args, strings.Fields(part)...)
	}
	return args, nil
}

func host(names []string, hosts map[string]bool) error {
	if len(names) == 0 {
		return errors.New("host names nobody")
	}
	for _, name := range names {
		if hosts[name] {
			return fmt.Errorf("host %q stands twice, and of two ssh uses the first", name)
		}
		hosts[name] = true
	}
	return nil
}

// option judges a line below a Host.
func option(keyword string, args []string, below bool, block map[string]bool) error {
	switch {
	case !slices.Contains(keywords, keyword):
		return fmt.Errorf("there is no option %q", keyword)
	case !below:
		return fmt.Errorf("%s stands above the first Host, so that it is about all", keyword)
	case block[keyword]:
		return fmt.Errorf("%s stands twice, and of two ssh uses the first", keyword)
	case len(args) == 0 || args[0] == "":
		return fmt.Errorf("%s has no value", keyword)
	case len(args) > 1 && keyword != "proxycommand":
		return fmt.Errorf("%s has more than one value", keyword)
	case strings.HasPrefix(args[0], "-"):
		return fmt.Errorf("%s %q would be taken for an option", keyword, args[0])
	}
	block[keyword] = true
	if number, err := strconv.Atoi(args[0]); keyword == "port" && (err != nil || number < 1 || number > 65535) {
		return fmt.Errorf("%q is not a port", args[0])
	}
	return nil
}
