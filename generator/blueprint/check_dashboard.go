package blueprint

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"gen/generator/render"
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// Words and spellings of dashboards.
var (
	panelTypes   = []string{"timeseries", "stat", "gauge", "table", "bargauge", "state-timeline", "text"}
	legendKinds  = []string{"list", "table", "none"}
	dashboardUID = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)
)

// sourceVariable is the variable that gen adds to every dashboard.
const sourceVariable = "datasource"

func (c *checker) checkDashboard(d *Dashboard) {
	c.form(d.UID, dashboardUID, "an id of a dashboard", "type at most 40 lower-case letters, digits and -")
	for _, variable := range d.Variables {
		c.name(variable.Key, render.Setting)
		c.name(variable.Value.Label, render.Label)
		if variable.Key.Value == sourceVariable {
			c.fail("blueprint/dashboard", variable.Key.Pos, "the variable datasource is gen's own, by which people choose between several Prometheus", "choose another name")
		}
	}
	if d.Rows != nil && len(d.Rows) == 0 {
		c.fail("blueprint/dashboard", d.Pos, fmt.Sprintf("the dashboard %q has no rows", d.Title.Value), "add a row, or remove the file")
	}
	for _, row := range d.Rows {
		if row.Panels != nil && len(row.Panels) == 0 {
			c.fail("blueprint/dashboard", row.Title.Pos, fmt.Sprintf("the row %q has no panels", row.Title.Value), "add a panel, or remove the row")
		}
		c.checkVariable(d, row.Repeat)
		for _, panel := range row.Panels {
			c.checkVariable(d, panel.Repeat)
			c.checkPanel(panel)
			c.checkTable(panel)
		}
	}
	c.checkVariableUses(d)
}

// checkVariable refuses to repeat over a variable that is not there.
func (c *checker) checkVariable(d *Dashboard, name strictyaml.Text) {
	if _, there := d.Variables.Get(name.Value); given(name) && !there {
		c.fail("blueprint/dashboard", name.Pos, fmt.Sprintf("the dashboard has no variable %q", name.Value), suggest(name.Value, keys(d.Variables), "it has: "))
	}
}

func (c *checker) checkPanel(p Panel) {
	c.checkWhere(p.Where)
	c.oneOf(p.Type, panelTypes...)
	c.oneOf(p.Legend, legendKinds...)
	if !p.Width.Pos.IsZero() && (p.Width.Value < 1 || p.Width.Value > 24) {
		c.fail("blueprint/dashboard", p.Width.Pos, fmt.Sprintf("the width %d does not fit a row", p.Width.Value), "type a number from 1 to 24")
	}
	if !p.Height.Pos.IsZero() && (p.Height.Value < 1 || p.Height.Value > 100) {
		c.fail("blueprint/dashboard", p.Height.Pos, fmt.Sprintf("the height %d is of no use", p.Height.Value), "type a number from 1 to 100")
	}
	c.checkUnit(p.Unit)
	c.checkValues(p.Min, p.Max, p.Decimals, p.Thresholds, p.Colors)
	for _, query := range p.Queries {
		c.oneOf(query.Color, slices.Concat(Roles, States)...)
	}
	switch isText := p.Kind() == "text"; {
	case isText && !given(p.Text):
		c.fail("blueprint/dashboard", p.Pos, fmt.Sprintf("the panel %q says nothing", p.Title.Value), `add "text:" with some Markdown`)
	case isText && len(p.Queries) > 0:
		c.fail("blueprint/dashboard", p.Queries[0].Expr.Pos, "a panel of type text asks for nothing", "remove the queries, or the type")
	case !isText && len(p.Queries) == 0:
		c.fail("blueprint/dashboard", p.Pos, fmt.Sprintf("the panel %q asks for nothing", p.Title.Value), `add "queries:" with at least one expr`)
	case !isText && !given(p.Unit):
		c.fail("blueprint/dashboard", p.Pos, fmt.Sprintf("the panel %q has no unit", p.Title.Value), `add "unit:", such as percentunit, bytes, s, or short for a plain number`)
	}
}

// checkValues looks at what panels and columns say of values.
func (c *checker) checkValues(least, most *strictyaml.Text, decimals *strictyaml.Int, thresholds []Threshold, colours strictyaml.Map[strictyaml.Text]) {
	for _, end := range []*strictyaml.Text{least, most} {
		if end != nil {
			c.number(*end)
		}
	}
	if decimals != nil && !decimals.Pos.IsZero() && (decimals.Value < 0 || decimals.Value > 9) {
		c.fail("blueprint/dashboard", decimals.Pos, fmt.Sprintf("nobody reads %d digits behind the point", decimals.Value), "type a number from 0 to 9")
	}
	for _, threshold := range thresholds {
		c.number(threshold.From)
		c.oneOf(threshold.Color, States...)
	}
	for _, colour := range colours {
		c.oneOf(colour.Value, States...)
	}
}

// checkTable looks at what tables only have.
func (c *checker) checkTable(p Panel) {
	if p.Kind() != "table" {
		for _, column := range p.Columns {
			c.fail("blueprint/dashboard", column.Key.Pos, fmt.Sprintf("a panel of type %s has no columns", p.Kind()), "remove columns, or write type: table")
			return
		}
		if given(p.Sort) {
			c.fail("blueprint/dashboard", p.Sort.Pos, fmt.Sprintf("a panel of type %s is not sorted", p.Kind()), "remove sort, or write type: table")
		}
		return
	}
	first := map[string]bool{}
	for _, column := range p.Columns {
		own := column.Value
		c.checkUnit(own.Unit)
		c.checkValues(own.Min, own.Max, own.Decimals, own.Thresholds, own.Colors)
		if own.Bar.Value && (own.Min == nil || own.Max == nil) {
			c.fail("blueprint/dashboard", own.Bar.Pos, "a bar has no ends", "add min and max to the column")
		}
		title := cmp.Or(own.Title.Value, column.Key.Value)
		if first[title] {
			c.fail("blueprint/dashboard", column.Key.Pos, fmt.Sprintf("two columns have the title %q", title), "choose another title")
		}
		first[title] = true
	}
}

// variableUse is a variable of a dashboard in a text: $name, ${name} or
// ${name:format}. Those that begin with __ are Grafana's own.
var variableUse = regexp.MustCompile(`\$(?:\{([a-zA-Z]\w*)[^}]*\}|([a-zA-Z]\w*))`)

// checkVariableUses wants every variable in a text to be there: Grafana would
// leave the word as it stands, and nothing would match it.
func (c *checker) checkVariableUses(d *Dashboard) {
	for _, text := range d.texts() {
		for _, use := range variableUse.FindAllStringSubmatch(text.Value, -1) {
			name := use[1] + use[2]
			if _, there := d.Variables.Get(name); !there && name != sourceVariable {
				c.fail("blueprint/dashboard", text.Pos, fmt.Sprintf("the dashboard has no variable %q", name), suggest(name, keys(d.Variables), "it has: "))
			}
		}
	}
}

// texts are those in which Grafana replaces variables.
func (d *Dashboard) texts() []strictyaml.Text {
	var all []strictyaml.Text
	for _, v := range d.Variables {
		all = append(all, v.Value.From)
	}
	for _, row := range d.Rows {
		all = append(all, row.Title)
		for _, p := range row.Panels {
			all = append(all, p.Title)
			for _, q := range p.Queries {
				all = append(all, q.Expr, q.Legend)
			}
		}
	}
	return all
}

// checkDashboardEnds wants the dashboards and alerts that dashboards name to be there.
func checkDashboardEnds(all []*Blueprint, r *report.Report) {
	var uids, alerts []string
	for _, b := range all {
		for _, d := range b.Dashboards {
			uids = append(uids, d.UID.Value)
		}
		for _, a := range b.Alerts {
			alerts = append(alerts, a.Name.Value)
		}
	}
	for _, b := range all {
		c := &checker{Blueprint: b, report: r}
		for _, d := range b.Dashboards {
			c.known("dashboard", d.Links, uids)
			for _, row := range d.Rows {
				for _, p := range row.Panels {
					c.known("dashboard", []strictyaml.Text{p.Link}, uids)
					c.known("alert", p.Alerts, alerts)
				}
			}
		}
	}
}

// known refuses names of a kind that no blueprint has.
func (c *checker) known(kind string, names []strictyaml.Text, all []string) {
	for _, name := range names {
		if given(name) && !slices.Contains(all, name.Value) {
			c.fail("blueprint/dashboard", name.Pos, fmt.Sprintf("no blueprint has %s %q", article(kind), name.Value), suggest(name.Value, all, "there are: "))
		}
	}
}

func article(kind string) string {
	if kind == "alert" {
		return "an " + kind
	}
	return "a " + kind
}
