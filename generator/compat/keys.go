package compat

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// KeyProblem is a key that a daemon would refuse.
type KeyProblem struct {
	// Line and Column are where the key stands in the document, from 1. They are 0
	// for a document that is no YAML.
	Line, Column int
	// Path is where the key stands in the structure: scrape_configs[].job_nam.
	Path string
	// Fact says what is wrong with it, Hint what to write instead; the hint may be empty.
	Fact, Hint string
}

// CheckYAMLKeys returns a problem for every key of a YAML document that the
// component does not have at v, in the order of the document. The kind says
// which of the component's files it is: ConfigKey, RuleKey, WebConfigKey,
// ComposeKey and so on. Below an unknown key nothing more is reported, and
// neither are names that are free to choose, such as labels or service names.
//
// A ConfigKey that is also a SecretFile has to work, not just to parse. A merge
// key and an alias are not followed. A component without such keys in its table
// has no problems. The number is that of the keys that were looked up.
func CheckYAMLKeys(component, kind string, v Version, doc []byte) (int, []KeyProblem) {
	t := load(component)
	if len(t.names[kind]) == 0 {
		return 0, nil
	}
	var root yaml.Node
	if err := yaml.Unmarshal(doc, &root); err != nil {
		return 0, []KeyProblem{{Fact: "this is no YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}}
	}
	w := keyWalk{table: t, component: component, kind: kind, version: v}
	w.walk(&root, "")
	return w.count, w.problems
}

// keyWalk goes through a document with the path of where it is.
type keyWalk struct {
	table           *table
	component, kind string
	version         Version
	problems        []KeyProblem
	count           int
}

func (w *keyWalk) walk(node *yaml.Node, path string) {
	if same, found := w.table.recursive[entryKey{w.kind, path}]; found {
		path = same
	}
	switch node.Kind {
	case yaml.DocumentNode:
		w.walk(node.Content[0], path)
	case yaml.SequenceNode:
		for _, element := range node.Content {
			w.walk(element, path+"[]")
		}
	case yaml.MappingNode:
		if !w.known(strings.TrimRight(path, "[]") + ".**") {
			w.walkMapping(node, path)
		}
	}
}

func (w *keyWalk) walkMapping(node *yaml.Node, path string) {
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if key.Tag == "!!merge" || w.isExtension(key.Value) {
			continue
		}
		name := w.name(path, key.Value)
		w.count++
		if a, bad := w.refuses(name); bad {
			w.add(key, a)
			continue
		}
		w.walk(value, name)
	}
}

// isExtension tells keys that compose leaves to its users.
func (w *keyWalk) isExtension(key string) bool {
	return w.kind == ComposeKey && strings.HasPrefix(key, "x-")
}

// name finds a key under its own name or, where names are free, under *. Keys
// with the signs that build a path are never names of a daemon's own.
func (w *keyWalk) name(path, key string) string {
	prefix := path + "."
	if path == "" {
		prefix = ""
	}
	own := !strings.ContainsAny(key, ".*[]")
	if (!own || !w.known(prefix+key)) && w.known(prefix+"*") {
		return prefix + "*"
	}
	if !own {
		key = "'" + key + "'"
	}
	return prefix + key
}

func (w *keyWalk) known(name string) bool {
	_, found := w.table.entries[entryKey{w.kind, name}]
	return found
}

// refuses returns why the daemon would not take the key.
func (w *keyWalk) refuses(name string) (Answer, bool) {
	e, known := w.table.entries[entryKey{w.kind, name}]
	if !known || !w.table.has(e, w.version) {
		return Lookup(w.component, w.kind, name, w.version), true
	}
	if e, secret := w.table.entries[entryKey{SecretFile, name}]; secret && w.kind == ConfigKey && !w.table.has(e, w.version) {
		return Lookup(w.component, SecretFile, name, w.version), true
	}
	return Answer{}, false
}

func (w *keyWalk) add(key *yaml.Node, a Answer) {
	w.problems = append(w.problems, KeyProblem{
		Line: key.Line, Column: key.Column, Path: a.Name, Fact: a.Explain(), Hint: a.Hint(),
	})
}
