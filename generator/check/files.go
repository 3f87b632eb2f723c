package check

import (
	"cmp"
	"fmt"

	"gen/generator/check/blackbox"
	"gen/generator/check/grafana"
	"gen/generator/check/prometheus"
	"gen/generator/check/webconfig"
	"gen/generator/compat"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/tree"
)

// format is how files of a format are checked.
type format struct {
	// folder tells that the blueprint names a folder, of which every file counts.
	folder bool
	// keys is what compat calls the keys of the format; empty when it knows none.
	keys string
	// read reads the file with the code of its reader.
	read func(c *checker, s subject)
}

// subject is one file of an instance.
type subject struct {
	*plan.Instance
	entry plan.File
	file  tree.File
}

// plainly makes a check of a reader that says what it refuses.
func plainly(read func([]byte) error) func(*checker, subject) {
	return func(c *checker, s subject) {
		if err := read(s.file.Content); err != nil {
			c.refuse(s, err.Error())
		}
	}
}

// asMeant makes a check of a reader that also says what its daemon takes in
// silence for something else.
func asMeant(read func([]byte) error) func(*checker, subject) {
	return func(c *checker, s subject) {
		if err := read(s.file.Content); err != nil {
			c.add("check/config", s.entry.Pos, fmt.Sprintf("%s would not read %s as it is meant: %s", s.Blueprint.Name, s.file.Path, err), "correct the entry under files, or report it if the file is gen's own work")
		}
	}
}

// formats are the formats with a reader. Lists that are as long as the
// site are read in parts; see long.
var formats = map[string]format{
	"alertmanager":           {keys: compat.ConfigKey, read: (*checker).alertmanager},
	"alertmanager-cluster":   {keys: compat.ClusterTLSKey, read: plainly(webconfig.Gossip)},
	"alertmanager-templates": {folder: true, read: (*checker).notificationTemplate},
	"blackbox":               {keys: compat.ConfigKey, read: asMeant(blackbox.Config)},
	"grafana-dashboards":     {folder: true, read: (*checker).dashboard},
	"grafana-datasources":    {keys: compat.DatasourceKey, read: asMeant(grafana.Datasources)},
	"grafana-own-dashboards": {folder: true, read: (*checker).ownDashboard},
	"grafana-provider":       {keys: compat.DashboardProviderKey, read: asMeant(grafana.Providers)},
	"http-client":            {read: plainly(webconfig.Client)},
	"prometheus":             {keys: compat.ConfigKey, read: plainly(prometheus.Config)},
	"prometheus-rules":       {folder: true, keys: compat.RuleKey, read: (*checker).rules},
	"prometheus-targets":     {folder: true, read: plainly(prometheus.Targets)},
	"web-config":             {keys: compat.WebConfigKey, read: plainly(webconfig.Server)},
	"grafana.ini.tmpl":       {read: asMeant(grafana.INI)}, // the name of a template: it has no format of gen's
}

// file checks what one entry of a blueprint has led to.
func (c *checker) file(i *plan.Instance, entry plan.File) {
	how, known := formats[cmp.Or(entry.Template, entry.Format)]
	if !known {
		return
	}
	paths := []string{i.Node.Name + entry.Path}
	if how.folder {
		paths = c.tree.Below(paths[0])
	}
	for _, path := range paths {
		file, ok := c.tree.Get(path)
		if ok {
			c.count(&c.figures.Files, 1)
		}
		if !ok || c.same[i.Node] || !c.first(i.Blueprint.Name, i.Version.String(), entry.Format, string(file.Content)) {
			continue
		}
		s := subject{i, entry, file}
		c.todo = append(c.todo, func() {
			if c.keys(s, how.keys) && how.read != nil {
				how.read(c, s)
			}
		})
	}
}

// keys tells whether the version has all keys of a file. One that is as long
// as the site is left to its reader.
func (c *checker) keys(s subject, kind string) bool {
	table := s.Blueprint.Versions.Table.Value
	if kind == "" || table == "" || long(s.file.Path) {
		return true
	}
	keys, wrong := compat.CheckYAMLKeys(table, kind, s.Version, s.file.Content)
	c.count(&c.figures.Keys, keys)
	own, users := c.ownRules(s)
	for _, w := range wrong {
		switch {
		case users && w.Line == 0: // no YAML, which the reader tells better
			return true
		case users:
			c.add("check/unknown-key", report.Pos{File: own.Shown, Line: w.Line, Col: w.Column}, w.Fact, w.Hint)
			continue
		case w.Line == 0:
			c.refuse(s, w.Fact)
			continue
		}
		fact := fmt.Sprintf("%s %s would refuse line %d of %s: %s", s.Blueprint.Name, s.Version, w.Line, s.file.Path, w.Fact)
		c.add("check/unknown-key", s.entry.Pos, fact, w.Hint)
	}
	return len(wrong) == 0
}

// refuse tells that a daemon would not read a file.
func (c *checker) refuse(s subject, fact string) {
	c.add("check/config", s.entry.Pos, fmt.Sprintf("%s would refuse %s: %s", s.Blueprint.Name, s.file.Path, fact), "correct the entry under files, or report it if the file is gen's own work")
}
