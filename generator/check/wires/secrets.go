package wires

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"gen/generator/check/ends"
	"gen/generator/report"
	"gen/generator/tree"
)

// telling are the ends of keys behind which a secret stands.
var telling = regexp.MustCompile(`(?i)(^|[._-])(password|passwd|passphrase|secret|secret_key|token|api_?key|routing_key|service_key|webhook_url|api_url|credentials|private_key|tlsClientKey|basicAuthPassword)$`)

// keyed is a key with its value on a line of YAML, INI or a unit.
var keyed = regexp.MustCompile(`^[\s-]*"?(?:Environment="?)?-*([A-Za-z][A-Za-z0-9._-]*)"?\s*[:=]\s*(.*)$`)

// login is a URL with a password in it.
var login = regexp.MustCompile(`[a-z]+://[^\s/@:'"{}$\\]+:[^\s/@'"{}$\\]+@`)

// pem is how a private key begins.
var pem = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`)

// configs are the files in which a daemon would look for a secret.
var configs = []string{".yml", ".yaml", ".ini", ".conf", ".service", ".json", ".toml", ".env"}

// secrets proves that where a secret is expected, there is a path, a
// placeholder or nothing, and that no file holds a key or a password.
func (s *site) secrets() {
	seen := map[string]bool{}
	for f := range s.tree.All() {
		if key := string(f.Content); len(f.Secrets) > 0 || !seen[key] {
			seen[key] = true
			s.secretsIn(f)
		}
	}
}

func (s *site) secretsIn(f tree.File) {
	if bytes.Contains(f.Content, []byte("PRIVATE KEY-----")) && pem.Match(f.Content) {
		s.leak(f, "a private key")
	}
	if bytes.Contains(f.Content, []byte("://")) {
		if found := login.Find(f.Content); found != nil {
			s.leak(f, "a URL with a password")
		}
	}
	if f.Service == "" && path.Base(f.Path) != "compose.yaml" || !slices.Contains(configs, path.Ext(f.Path)) || under(path.Base(path.Dir(f.Path)), "rules", "rule-tests", "targets", "dashboards") {
		return
	}
	for line := range bytes.Lines(f.Content) {
		if !bytes.ContainsAny(line, ":=") || bytes.HasPrefix(line, []byte("#")) {
			continue
		}
		m := keyed.FindSubmatch(bytes.TrimRight(line, "\r\n"))
		if m != nil && telling.Match(m[1]) && !harmless(f, string(m[2])) {
			s.leak(f, "the value of "+string(m[1]))
		}
	}
}

// harmless tells whether a value is no secret: nothing, a file that is read, a
// variable, or the placeholder of a secret that the lock names.
func harmless(f tree.File, value string) bool {
	value = strings.Trim(strings.TrimRight(value, ` \`), `"'`)
	if value == "" || strings.HasPrefix(value, "/") || strings.HasPrefix(value, "$") || ends.Provided(value) != "" {
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
