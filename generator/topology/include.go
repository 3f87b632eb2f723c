package topology

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"gen/generator/report"
	"gen/generator/strictyaml"

	"gopkg.in/yaml.v3"
)

// included reads the files that the patterns name, in the order of the
// patterns and, within one pattern, by name. Included files include nothing.
func (l *loader) included(patterns []strictyaml.Text) []part {
	var parts []part
	first := map[string]report.Pos{}
	for _, pattern := range patterns {
		for _, name := range l.expand("topology/include", pattern) {
			if !l.isNew(name, pattern, first) {
				continue
			}
			root := l.files.YAML(name, pattern.Pos, l.report)
			if root == nil {
				continue
			}
			l.dropMainKeys(name, root)
			fragment := &Fragment{}
			strictyaml.Decode(l.files.Shown(name), root, fragment, l.report)
			parts = append(parts, part{name, root, fragment})
		}
	}
	return parts
}

// mainKeys are the keys of Site that a Fragment does not have.
var mainKeys = []string{"version", "site", "domain", "include", "secrets"}

// dropMainKeys takes out keys that only site.yaml may have; as unknown keys
// they would draw suggestions that help nobody.
func (l *loader) dropMainKeys(file string, root *yaml.Node) {
	for i := 0; i+1 < len(root.Content); {
		key := root.Content[i]
		if !slices.Contains(mainKeys, key.Value) {
			i += 2
			continue
		}
		l.fail("topology/include", l.at(file, key), fmt.Sprintf("the key %q stands in an included file", key.Value), "move it to "+l.main)
		root.Content = slices.Delete(root.Content, i, i+2)
	}
}

// isNew refuses a file that is part of the site already.
func (l *loader) isNew(name string, pattern strictyaml.Text, first map[string]report.Pos) bool {
	if name == l.main {
		l.fail("topology/include", pattern.Pos, fmt.Sprintf("%q includes the file that it stands in", pattern.Value), "name the other files only, such as nodes/*.yaml")
		return false
	}
	if before, twice := first[name]; twice {
		l.fail("topology/include", pattern.Pos, fmt.Sprintf("%q is included a second time, the first is at %s", name, place(before)), "remove one of the two")
		return false
	}
	first[name] = pattern.Pos
	return true
}

// expand lists the files that a path or glob names; id is that of its problems.
func (l *loader) expand(id string, pattern strictyaml.Text) []string {
	if !l.isInside(pattern) {
		return nil
	}
	if !strings.ContainsAny(pattern.Value, `*?[\`) {
		return []string{pattern.Value}
	}
	names, err := fs.Glob(l.files.FS(), pattern.Value)
	switch {
	case err != nil:
		l.fail(id, pattern.Pos, fmt.Sprintf("%q is not a complete glob", pattern.Value), "close each [ with ]; * stands for any name, ? for one character")
	case len(names) == 0:
		l.fail(id, pattern.Pos, fmt.Sprintf("no file matches %q", pattern.Value), "correct the glob, or remove it")
	}
	slices.Sort(names)
	return names
}

// isInside refuses paths that lead out of the site's folder or that have more
// than one spelling.
func (l *loader) isInside(name strictyaml.Text) bool {
	const id = "topology/path"
	if name.Pos.IsZero() {
		return false // it is no text, which has been told
	}
	fact := fmt.Sprintf("%q is not a path inside the folder of %s", name.Value, l.main)
	clean := path.Clean(name.Value)
	switch {
	case strings.Contains(name.Value, "**"):
		l.fail(id, name.Pos, fmt.Sprintf("%q has a **, which globs here do not know", name.Value), "write one entry per level, such as nodes/*.yaml and nodes/*/*.yaml")
	case fs.ValidPath(name.Value) && name.Value != ".":
		return true
	case strings.Contains(name.Value, "://"):
		l.fail(id, name.Pos, fmt.Sprintf("%q is a URL, and gen reads files only", name.Value), "save it as a file in the folder of "+l.main)
	case strings.HasPrefix(name.Value, "/"):
		l.fail(id, name.Pos, fact, "type a path that starts in that folder, without the leading /")
	case name.Value != "" && clean != "." && fs.ValidPath(clean):
		l.fail(id, name.Pos, fmt.Sprintf("%q is not the plain spelling of the path", name.Value), fmt.Sprintf("type %q", clean))
	default:
		l.fail(id, name.Pos, fact, `move the file there and name it without ".."`)
	}
	return false
}
