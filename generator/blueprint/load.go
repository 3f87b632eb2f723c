package blueprint

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"gen/blueprints"
	"gen/generator/render"
	"gen/generator/report"
	"gen/generator/source"
	"gen/generator/strictyaml"
)

// The files of a blueprint's folder.
const (
	mainFile         = "blueprint.yaml"
	alertsFile       = "alerts.yaml"
	metricsFile      = "metrics.tsv"
	dashboardsFolder = "dashboards"
	templateSuffix   = ".tmpl"
)

// reservedNames are folders of gen or of the host below /etc, the word by
// which a link names its own service, and a file beside those of services.
var reservedNames = []string{"gen", "ssl", "self", "expected"}

// BuiltIn loads the blueprints that gen brings along.
func BuiltIn(r *report.Report) []*Blueprint {
	return Load(blueprints.FS, ".", "blueprints", report.Pos{}, r)
}

// Load reads every sub-folder of folder in fsys that holds a blueprint.yaml,
// sorted by name, and checks each on its own; NewSet checks them together.
// In problems the files stand below shown, the folder as the user would type it;
// asked is the place that names the folder, or zero.
// A blueprint with problems is in the result; it is to be used further only
// when r has not failed.
func Load(fsys fs.FS, folder, shown string, asked report.Pos, r *report.Report) []*Blueprint {
	if asked.IsZero() {
		asked = report.Pos{File: shown}
	}
	entries, err := fs.ReadDir(fsys, folder)
	if err != nil {
		r.Add(report.Problem{ID: "blueprint/none", Pos: asked, Fact: fmt.Sprintf("there is no readable folder %q", shown), Hint: "correct the name, or create the folder"})
		return nil
	}
	sub, err := fs.Sub(fsys, folder)
	if err != nil { // not reached: ReadDir has refused the name
		return nil
	}
	files, all := source.New(sub, shown), []*Blueprint(nil)
	for _, entry := range entries {
		if _, err := fs.Stat(sub, path.Join(entry.Name(), mainFile)); err == nil {
			l := &loader{files: files, name: entry.Name(), report: r}
			all = append(all, l.load())
		}
	}
	if len(all) == 0 {
		r.Add(report.Problem{ID: "blueprint/none", Pos: asked, Fact: fmt.Sprintf("no folder below %q holds a %s", shown, mainFile), Hint: fmt.Sprintf("name the folder above the blueprint's own, so that %s lies in %s", mainFile, path.Join(shown, "SERVICE"))})
	}
	return all
}

// loader reads one blueprint.
type loader struct {
	files  *source.Files
	name   string
	report *report.Report
}

// load reads all files of the blueprint's folder and checks them.
func (l *loader) load() *Blueprint {
	b := &Blueprint{}
	l.decode(mainFile, b)
	b.Name, b.Folder, b.Templates = l.name, l.files.Shown(l.name), map[string]string{}
	for _, entry := range l.entries(".") {
		switch name := entry.Name(); {
		case name == mainFile || strings.HasSuffix(name, ".md"):
		case name == alertsFile:
			var rules Alerts
			l.decode(name, &rules)
			b.Alerts, b.Records = rules.Alerts, rules.Records
		case name == dashboardsFolder:
			b.Dashboards = l.dashboards()
		case name == metricsFile:
			text, _ := l.files.Read(path.Join(l.name, name), report.Pos{}, l.report)
			b.Metrics = MetricsTable{l.files.Shown(path.Join(l.name, name)), string(text)}
		case strings.HasSuffix(name, templateSuffix):
			text, _ := l.files.Read(path.Join(l.name, name), report.Pos{}, l.report)
			b.Templates[name] = string(text)
		default:
			l.unknownFile(name, mainFile, alertsFile, dashboardsFolder, metricsFile, "NAME"+templateSuffix)
		}
	}
	c := &checker{Blueprint: b, report: l.report}
	c.checkName()
	c.check()
	return b
}

// decode reads a YAML file of the folder.
func (l *loader) decode(name string, into any) {
	file := path.Join(l.name, name)
	strictyaml.Decode(l.files.Shown(file), l.files.YAML(file, report.Pos{}, l.report), into, l.report)
}

// entries lists a folder without hidden files, which editors leave behind.
func (l *loader) entries(folder string) []fs.DirEntry {
	entries, err := fs.ReadDir(l.files.FS(), path.Join(l.name, folder))
	if err != nil {
		shown := l.files.Shown(path.Join(l.name, folder))
		l.report.Add(report.Problem{ID: "file/unreadable", Pos: report.Pos{File: shown}, Fact: fmt.Sprintf("the folder %q cannot be listed", shown), Hint: "check that it is a folder, and its permissions"})
	}
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), ".") })
}

// dashboards reads the files of the dashboards' folder.
func (l *loader) dashboards() []*Dashboard {
	var all []*Dashboard
	for _, entry := range l.entries(dashboardsFolder) {
		name := path.Join(dashboardsFolder, entry.Name())
		if path.Ext(name) != ".yaml" {
			l.unknownFile(name, dashboardsFolder+"/NAME.yaml")
			continue
		}
		dashboard := &Dashboard{}
		l.decode(name, dashboard)
		all = append(all, dashboard)
	}
	return all
}

// unknownFile refuses a file that nothing would read.
func (l *loader) unknownFile(name string, known ...string) {
	hint := "remove it; a blueprint's folder holds " + strings.Join(known, ", ")
	if near, ok := report.Nearest(name, known); ok {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	shown := l.files.Shown(path.Join(l.name, name))
	l.report.Add(report.Problem{ID: "blueprint/unknown-file", Pos: report.Pos{File: shown}, Fact: fmt.Sprintf("nothing reads the file %q", name), Hint: hint})
}

// checkName refuses a folder's name that cannot be a service's.
func (c *checker) checkName() {
	pos := report.Pos{File: path.Join(c.Folder, mainFile), Line: 1, Col: 1}
	why, ok := render.CheckName(render.Service, c.Name)
	switch {
	case !ok:
		c.fail("blueprint/name", pos, fmt.Sprintf("the folder's name %q cannot be the name of a service: %s", c.Name, why), "rename the folder")
	case slices.Contains(reservedNames, c.Name):
		c.fail("blueprint/name", pos, fmt.Sprintf("the name %q is gen's own", c.Name), "rename the folder")
	case strings.HasSuffix(c.Name, "-front"):
		c.fail("blueprint/name", pos, fmt.Sprintf("the name %q ends with -front, as the names of TLS fronts do", c.Name), "rename the folder")
	}
}
