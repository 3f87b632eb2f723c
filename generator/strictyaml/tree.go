package strictyaml

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// deepest is how many mappings and lists may stand in each other.
const deepest = 100

// fewKeys is the size up to which comparing all pairs of keys beats a map.
const fewKeys = 8

// tree checks the nodes of a document for what YAML allows and gen does not.
type tree struct {
	reader
	failed bool
}

// fail adds a problem and remembers that there is one.
func (t *tree) fail(n *yaml.Node, id, fact, hint string) {
	t.failed = true
	t.reader.fail(n, id, fact, hint)
}

// check looks at n and all below it; depth counts from 1.
func (t *tree) check(n *yaml.Node, depth int) {
	t.checkExtras(n)
	switch n.Kind {
	case yaml.ScalarNode:
		t.checkScalar(n)
		return
	case yaml.MappingNode:
		t.checkKeys(n)
	}
	if depth > deepest {
		t.fail(n, "yaml/too-deep", fmt.Sprintf("nested more than %d deep", deepest), "look for a bracket that is never closed")
		return
	}
	for _, part := range n.Content {
		t.check(part, depth+1)
	}
}

// checkExtras refuses anchors, aliases and tags.
func (t *tree) checkExtras(n *yaml.Node) {
	const instead = "write the value out, or share it with a group"
	switch {
	case n.Kind == yaml.AliasNode:
		t.fail(n, "yaml/anchor", "the alias "+quote("*"+n.Value)+" is not allowed", instead)
	case n.Anchor != "":
		t.fail(n, "yaml/anchor", "the anchor "+quote("&"+n.Anchor)+" is not allowed", instead)
	}
	if n.Style&yaml.TaggedStyle != 0 {
		t.fail(n, "yaml/tag", "the tag "+quote(n.Tag)+" is not allowed", "remove it; put quotes around a value that shall be text")
	}
}

// checkScalar refuses hidden characters that an escape such as "\0" brought in.
func (t *tree) checkScalar(n *yaml.Node) {
	if n.Style&yaml.DoubleQuotedStyle == 0 {
		return
	}
	if at := strings.IndexFunc(n.Value, hidden); at >= 0 {
		r := []rune(n.Value[at:min(len(n.Value), at+4)])[0]
		t.fail(n, "yaml/control-character", fmt.Sprintf("the text holds the invisible character U+%04X", r), `remove the escape that stands for it; type "\\" for one "\"`)
	}
}

// checkKeys refuses keys that are not text, and those given twice.
func (t *tree) checkKeys(n *yaml.Node) {
	var lines map[string]int
	if len(n.Content) > 2*fewKeys {
		lines = make(map[string]int, len(n.Content)/2)
	}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		if !t.isText(key) {
			continue
		}
		if line := firstLine(n, i, lines); line > 0 {
			t.fail(key, "yaml/duplicate-key", "key "+quote(key.Value)+" is given twice",
				fmt.Sprintf("the first is on line %d; remove one of the two", line))
		}
	}
}

// isText tells whether key is text, and adds a problem when it is not. Aliases
// and tags have their own problem.
func (t *tree) isText(key *yaml.Node) bool {
	switch {
	case key.Kind == yaml.AliasNode || key.Style&yaml.TaggedStyle != 0:
		return false
	case key.Kind != yaml.ScalarNode:
		t.fail(key, "yaml/key-not-text", "want a name as key, got "+kindNames[key.Kind], `write "key: value"`)
		return false
	case key.Tag == "!!merge":
		t.fail(key, "yaml/anchor", `the merge key "<<" is not allowed`, "write the keys out, or share them with a group")
		return false
	case isNull(key) && key.Value == "":
		t.fail(key, "yaml/key-not-text", "the key is missing", `write "key: value"`)
		return false
	case key.Tag != "!!str":
		t.fail(key, "yaml/key-not-text", "key "+quote(key.Value)+" is not read as text", "put quotes around it")
		return false
	}
	return true
}

// firstLine returns the line of the first key equal to that at i, or 0 when
// there is none before i. Large mappings remember their keys in lines.
func firstLine(n *yaml.Node, i int, lines map[string]int) int {
	key := n.Content[i]
	if lines != nil {
		line, twice := lines[key.Value]
		if !twice {
			lines[key.Value] = key.Line
		}
		return line
	}
	for j := 0; j < i; j += 2 {
		if n.Content[j].Kind == yaml.ScalarNode && n.Content[j].Value == key.Value {
			return n.Content[j].Line
		}
	}
	return 0
}
