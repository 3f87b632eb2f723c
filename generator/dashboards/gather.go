package dashboards

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gen/generator/report"
	"gen/generator/strictyaml"
)

// core are the panels that every Grafana from 10 on brings along.
// Source: public/app/plugins/panel.
var core = []string{
	"alertlist", "annolist", "barchart", "bargauge", "candlestick", "canvas", "dashlist", "datagrid", "debug", "flamegraph", "gauge", "geomap",
	"gettingstarted", "graph", "heatmap", "histogram", "live", "logs", "news", "nodeGraph", "piechart", "row", "singlestat", "stat", "state-timeline",
	"status-history", "table", "table-old", "text", "timeseries", "traces", "trend", "welcome", "xychart",
}

// panels are all panels, those of closed rows too.
func (d *reader) panels() []*node {
	var all []*node
	for _, p := range d.root.list("panels") {
		all = append(append(all, p), p.list("panels")...)
	}
	return all
}

// gather takes down the queries, and looks for what leads nowhere.
func (d *reader) gather() {
	known := d.variables()
	for _, p := range d.panels() {
		d.plugin(p)
		d.uses(known, p.get("title"))
		if repeat := p.get("repeat"); repeat.text() != "" {
			d.use(known, repeat, repeat.text())
		}
		for _, target := range p.list("targets") {
			if foreign(p) || foreign(target) {
				continue
			}
			d.query(known, target.get("expr"), target.get("legendFormat"))
		}
	}
	for _, a := range d.root.get("annotations").list("list") {
		if !foreign(a) {
			d.query(known, a.get("expr"), nil)
			d.query(known, a.get("target").get("expr"), nil)
		}
	}
	d.links()
}

// foreign tells that what asks asks no Prometheus.
func foreign(n *node) bool {
	kind := n.get("datasource").get("type").text()
	return kind != "" && kind != "prometheus" && kind != "mixed" && kind != "datasource"
}

// plugin warns of panels that somebody has to install.
func (d *reader) plugin(p *node) {
	kind := p.get("type")
	if p.get("libraryPanel") != nil {
		return // told already
	}
	if kind.text() == "" {
		d.fail("dashboard/panel", p.at, fmt.Sprintf("the panel %s has no type", quoted(p.get("title").text())), "export the dashboard once more, or take the panel out")
		return
	}
	if slices.Contains(core, kind.text()) {
		return
	}
	hint := "install it in the site's Grafana, which gen does not do, or choose another type"
	if near, ok := report.Nearest(kind.text(), core); ok {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	d.fail("dashboard/plugin", kind.at, fmt.Sprintf("Grafana does not bring panels of the type %s along", quoted(kind.text())), hint)
}

// query takes down one query, if there is any.
func (d *reader) query(known []string, expr, legend *node) {
	if expr.text() == "" {
		return
	}
	d.uses(known, expr)
	d.uses(known, legend)
	d.Queries = append(d.Queries, Query{Expr: d.said(expr), Legend: d.said(legend)})
}

// said is a text with its place, which is zero when there is none.
func (d *reader) said(n *node) strictyaml.Text {
	if n.text() == "" {
		return strictyaml.Text{}
	}
	return strictyaml.Text{Value: n.text(), Pos: d.pos(n.at)}
}

// asks is a query of a variable: what lists the values of a label of some series.
var asks = regexp.MustCompile(`(?s)^\s*label_values\(\s*(.+)\s*,\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*\)\s*$`)

// variables are the names of those that the dashboard has; what they ask for
// is taken down, too.
func (d *reader) variables() []string {
	var known []string
	all := d.root.get("templating").list("list")
	for _, v := range all {
		known = append(known, v.get("name").text())
	}
	for _, v := range all {
		text := v.get("query")
		if is[object](text) {
			text = text.get("query")
		}
		if v.get("type").text() != "query" || foreign(v) {
			continue
		}
		d.uses(known, text)
		if found := asks.FindStringSubmatchIndex(text.text()); found != nil {
			d.Queries = append(d.Queries, d.values(text, found))
		}
	}
	return known
}

// values is what a variable asks for as a query with a legend: the series, and
// the label that they have to carry. Both stand inside of one text.
func (d *reader) values(n *node, found []int) Query {
	text := n.text()
	return Query{
		Variable: true,
		Expr:     strictyaml.Text{Value: text[found[2]:found[3]], Pos: d.pos(written(d.File.Text, n.at, found[2]))},
		Legend:   strictyaml.Text{Value: "{{" + text[found[4]:found[5]] + "}}", Pos: d.pos(written(d.File.Text, n.at, found[4]))},
	}
}

// variable is one in a text; those that begin with __ are Grafana's own.
var variable = regexp.MustCompile(`\$\{([a-zA-Z]\w*)[^}]*\}|\$([a-zA-Z]\w*)|\[\[([a-zA-Z]\w*)[^\]]*\]\]`)

// uses wants all variables in a text to be there.
func (d *reader) uses(known []string, n *node) {
	for _, found := range variable.FindAllStringSubmatch(n.text(), -1) {
		if name := strings.Join(found[1:], ""); !strings.Contains(n.text(), "?P<"+name+">") { // a part of a regular expression
			d.use(known, n, name)
		}
	}
}

func (d *reader) use(known []string, n *node, name string) {
	if slices.Contains(known, name) {
		return
	}
	hint := "add it to the variables of the dashboard, or write a value"
	if near, ok := report.Nearest(name, known); ok {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	d.fail("dashboard/variable", n.at, fmt.Sprintf("the dashboard has no variable %q", name), hint)
}

// leads is a link to another dashboard of the same Grafana.
var leads = regexp.MustCompile(`^/?d/([a-zA-Z0-9_-]+)`)

// links wants dashboards to be there to which links lead.
func (d *reader) links() {
	d.root.walk(func(n *node) {
		address := n.get("url")
		found := leads.FindStringSubmatch(address.text())
		if found == nil || found[1] == d.UID {
			return
		}
		if _, there := d.site.UIDs[found[1]]; !there && !slices.Contains(d.site.Linked, found[1]) {
			d.fail("dashboard/link", address.at, fmt.Sprintf("the link leads to the dashboard %s, which the site does not have", quoted(found[1])), "correct the uid, or add that dashboard")
		}
	})
}
