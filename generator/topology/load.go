package topology

import (
	"fmt"
	"io/fs"
	"path"

	"gen/generator/report"
	"gen/generator/source"
	"gen/generator/strictyaml"

	"gopkg.in/yaml.v3"
)

// FormatVersion is the version of site.yaml that this package reads.
const FormatVersion = "1"

// Load reads a site. file is the path of site.yaml as the user typed it, with
// slashes; fsys is rooted at the folder that holds it, so that nothing outside
// can be included. Problems point into files as the user would type them.
//
// The result is nil when the file cannot be read as a site at all. Otherwise
// it holds everything that could be read; it is to be used further only when r
// has not failed.
func Load(fsys fs.FS, file string, r *report.Report) *Site {
	l := &loader{files: source.New(fsys, path.Dir(file)), main: path.Base(file), report: r}
	root := l.files.YAML(l.main, report.Pos{}, r)
	if root == nil || !l.knowsVersion(root) {
		return nil
	}
	var site Site
	strictyaml.Decode(l.files.Shown(l.main), root, &site, r)
	parts := append([]part{{l.main, root, &site.Fragment}}, l.included(site.Include)...)
	site.Fragment = l.merge(parts)
	l.heartbeat(&site)
	site.RuleFiles, site.TestFiles = l.rules(site.Rules), l.ruleTests(site.RuleTests)
	site.DashboardFiles = l.dashboards(site.Dashboards)
	site.Recorded = l.recorded()
	l.check(&site)
	return &site
}

// loader reads the files of one site.
type loader struct {
	files  *source.Files
	main   string
	report *report.Report
}

// part is one file of the site.
type part struct {
	file     string
	root     *yaml.Node
	fragment *Fragment
}

// fail adds a problem.
func (l *loader) fail(id string, pos report.Pos, fact, hint string) {
	l.report.Add(report.Problem{ID: id, Pos: pos, Fact: fact, Hint: hint})
}

// knowsVersion looks at the format's version before anything else: a file of
// another format would only draw misleading problems.
func (l *loader) knowsVersion(root *yaml.Node) bool {
	const id, reads = "topology/version", "this gen reads version " + FormatVersion
	key, value := lookup(root, "version")
	switch {
	case key == nil:
		l.fail(id, l.at(l.main, root), "the file does not say its version; "+reads, fmt.Sprintf(`start it with "version: %s"`, FormatVersion))
	case value.Kind != yaml.ScalarNode || value.Value != FormatVersion:
		l.fail(id, l.at(l.main, value), fmt.Sprintf("the version %s is not known; %s", versionText(value), reads), fmt.Sprintf(`type "version: %s", or take the gen that reads the other version`, FormatVersion))
	default:
		return true
	}
	return false
}

// versionText is what stands behind "version:", as far as it fits a sentence.
func versionText(value *yaml.Node) string {
	if value.Kind != yaml.ScalarNode || value.Value == "" || len(value.Value) > 20 {
		return "given here"
	}
	return fmt.Sprintf("%q", value.Value)
}

// at is the place of a node in one of the site's files.
func (l *loader) at(file string, n *yaml.Node) report.Pos {
	return report.Pos{File: l.files.Shown(file), Line: n.Line, Col: n.Column}
}

// lookup finds a key of a mapping, or returns nil twice.
func lookup(mapping *yaml.Node, name string) (key, value *yaml.Node) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			return mapping.Content[i], mapping.Content[i+1]
		}
	}
	return nil, nil
}
