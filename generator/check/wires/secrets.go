package wires

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/tree"
)

// telling are the ends of keys behind which a secret stands, in lower case.
var telling = []string{"password", "passwd", "passphrase", "secret", "secret_key", "token", "api_key", "apikey", "routing_key", "service_key", "webhook_url", "api_url", "credentials", "private_key", "tlsclientkey"}

// pem is how a private key begins.
var pem = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`)

// configs are the files in which a daemon would look for a secret.
var configs = []string{".yml", ".yaml", ".ini", ".conf", ".service", ".json", ".toml", ".env"}

// elsewhere are folders of files that are no configuration.
var elsewhere = []string{"rules", "rule-tests", "targets", "dashboards"}

// secrets proves that where a secret is expected, there is a path, a
// placeholder or nothing, and that no file holds a key or a password.
func (s *site) secrets() {
	nodes := map[string]*plan.Node{}
	for _, n := range s.plan.Nodes {
		nodes[n.Name] = n
	}
	seen := map[string]bool{}
	for f := range s.tree.All() {
		node, _, _ := strings.Cut(f.Path, "/")
		if s.same[nodes[node]] {
			continue
		}
		if bytes.Contains(f.Content, []byte("PRIVATE KEY-----")) && pem.Match(f.Content) {
			s.leak(f, "a private key")
		}
		if login(f.Content) {
			s.leak(f, "a URL with a password")
		}
		if !expected(f) {
			continue
		}
		shape, _ := standIn(nodes[node], f.Content)
		if len(f.Secrets) > 0 || !seen[string(shape)] {
			seen[string(shape)] = true
			s.secretsIn(f)
		}
	}
}

// expected tells whether a daemon may look for a secret in a file.
func expected(f tree.File) bool {
	if f.Service == "" && path.Base(f.Path) != "compose.yaml" || !slices.Contains(configs, path.Ext(f.Path)) {
		return false
	}
	return !slices.Contains(elsewhere, path.Base(path.Dir(f.Path)))
}

func (s *site) secretsIn(f tree.File) {
	for line := range bytes.Lines(f.Content) {
		if key, value := entry(string(line)); tells(key) && !harmless(f, value) {
			s.leak(f, "the value of "+key)
		}
	}
}

// login tells whether a URL has a password in it: scheme://user:password@host.
func login(content []byte) bool {
	for {
		_, rest, found := bytes.Cut(content, []byte("://"))
		if !found {
			return false
		}
		end := bytes.IndexAny(rest, "/@ \t\n\"'{}$\\")
		if end > 0 && rest[end] == '@' && bytes.IndexByte(rest[:end], ':') > 0 {
			return true
		}
		content = rest
	}
}

// entry cuts a line of YAML, of INI, of a unit or of a command line into a key
// and its value; a comment has neither.
func entry(line string) (key, value string) {
	line = strings.TrimLeft(strings.TrimSpace(line), `-" `)
	at := strings.IndexAny(line, ":=")
	if at < 1 || line[0] == '#' || line[0] == ';' {
		return "", ""
	}
	key, value = strings.Trim(line[:at], `" `), strings.TrimSpace(line[at+1:])
	if key == "Environment" { // of a unit: NAME=value
		return entry(value)
	}
	return key, value
}

// tells tells whether a secret stands behind a key.
func tells(key string) bool {
	if len(key) < len("token") || strings.ContainsAny(key, " \t{(/") {
		return false
	}
	key = strings.ToLower(strings.ReplaceAll(key, "-", "_"))
	return slices.ContainsFunc(telling, func(end string) bool { return strings.HasSuffix(key, end) })
}

// variable is one of Grafana's, of a shell's or of a daemon's.
var variable = regexp.MustCompile(`^(\$__(file|env|vault)\{.*\}|\$\{[A-Za-z_][A-Za-z0-9_]*\}|\$[A-Z_][A-Z0-9_]*)$`)

// noSecret are values that say whether there is one.
var noSecret = []string{"true", "false", "null", "~"}

// harmless tells whether a value is no secret: nothing, a file that is read, a
// variable, a mapping, or the placeholder of a secret that the lock names.
func harmless(f tree.File, value string) bool {
	value = strings.Trim(strings.TrimRight(value, ` \`), `"'`)
	if value == "" || value[0] == '/' || value[0] == '{' || variable.MatchString(value) || slices.Contains(noSecret, value) {
		return true
	}
	return slices.ContainsFunc(f.Secrets, func(name string) bool {
		return value == "gen-secret-"+name || value == "https://gen-secret.invalid/"+name
	})
}

func (s *site) leak(f tree.File, what string) {
	s.add("check/secret-in-output", s.filePos(f), fmt.Sprintf("%s holds %s", f.Path, what), "let the service read it from a file: add it under secrets in the blueprint")
}

// filePos is what a blueprint says of a file, or its service's place in the site.
func (s *site) filePos(f tree.File) report.Pos {
	for _, n := range s.plan.Nodes {
		if !strings.HasPrefix(f.Path, n.Name+"/") {
			continue
		}
		for _, i := range n.Instances {
			for _, entry := range i.Files {
				if n.Name+entry.Path == f.Path {
					return entry.Pos
				}
			}
			if i.Name == f.Service {
				return runtimePos(i)
			}
		}
		return n.Pos
	}
	return report.Pos{}
}
