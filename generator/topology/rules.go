package topology

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"gen/generator/report"
	"gen/generator/strictyaml"
)

// File is a file of the user that gen reads, and never changes.
type File struct {
	// Name is its path inside the folder of the site, Shown as the user would type it.
	Name, Shown string
	Text        []byte
	// Pos is where the site names it.
	Pos report.Pos
}

// Base is the name of the file without its folder.
func (f File) Base() string { return path.Base(f.Name) }

// ruleFile is what the name of a file of rules may be: it becomes the name of
// a file on a node, which a glob of Prometheus has to find.
var ruleFile = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\.yml$`)

// dashboardFile is what the name of a dashboard may be; Grafana reads no others.
var dashboardFile = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\.json$`)

// rules reads the files of rules.
func (l *loader) rules(patterns []strictyaml.Text) []File {
	return l.oneFolder("topology/rules", "a file of rules", ruleFile, ".yml", patterns)
}

// dashboards reads dashboards of the user.
func (l *loader) dashboards(patterns []strictyaml.Text) []File {
	return l.oneFolder("topology/dashboards", "a dashboard", dashboardFile, ".json", patterns)
}

// oneFolder reads files that all lie in one folder on a node, so that two
// cannot have the same name.
func (l *loader) oneFolder(id, what string, form *regexp.Regexp, end string, patterns []strictyaml.Text) []File {
	byBase := map[string]File{}
	return slices.DeleteFunc(l.read(id, patterns), func(f File) bool {
		before, twice := byBase[strings.ToLower(f.Base())]
		switch {
		case !form.MatchString(f.Base()):
			l.fail(id, f.Pos, fmt.Sprintf("%s cannot be the name of %s", quoted(f.Name), what), "choose a name of letters, digits, _, - and . that ends in "+end)
		case twice:
			l.fail(id, f.Pos, fmt.Sprintf("%q and %q have the same name, and would be one file on a node", before.Name, f.Name), "rename one of the two")
		default:
			byBase[strings.ToLower(f.Base())] = f
			return false
		}
		return true
	})
}

// ruleTests reads the files of tests, which stay where they are.
func (l *loader) ruleTests(patterns []strictyaml.Text) []File {
	return l.read("topology/rules", patterns)
}

// read reads the files that patterns name, each once.
func (l *loader) read(id string, patterns []strictyaml.Text) []File {
	var files []File
	first := map[string]report.Pos{}
	for _, pattern := range patterns {
		for _, name := range l.expand(id, pattern) {
			if before, twice := first[name]; twice {
				l.fail(id, pattern.Pos, fmt.Sprintf("%q is named a second time, the first is at %s", name, place(before)), "remove one of the two")
				continue
			}
			first[name] = pattern.Pos
			if text, ok := l.files.Read(name, pattern.Pos, l.report); ok {
				f := File{Name: name, Shown: l.files.Shown(name), Text: text, Pos: pattern.Pos}
				l.report.AddSource(f.Shown, text)
				files = append(files, f)
			}
		}
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files
}
