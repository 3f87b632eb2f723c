package blueprint

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gen/generator/compat"
	"gen/generator/render"
	"gen/generator/strictyaml"
)

// Words and spellings of alerts and dashboards.
var (
	severities   = []string{"critical", "warning", "info"}
	panelTypes   = []string{"timeseries", "stat", "gauge", "table", "bargauge", "state-timeline"}
	colours      = []string{"green", "yellow", "orange", "red"}
	camelCase    = regexp.MustCompile(`^[A-Z][A-Za-z0-9]{2,99}$`)
	seriesName   = regexp.MustCompile(`^[a-zA-Z_:][a-zA-Z0-9_:]*$`)
	dashboardUID = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)
	limitUse     = regexp.MustCompile(`\$\{([^}]*)\}`)
)

// checkRules looks at alerts and recording rules; whether their expressions
// are PromQL is the proof's business.
func (c *checker) checkRules() {
	for _, record := range c.Records {
		c.form(record.Name, seriesName, "a name of a series", "use letters, digits, _ and :, with no digit first")
		c.checkRuleLabels(record.Labels)
	}
	for _, alert := range c.Alerts {
		c.checkAlert(alert)
	}
}

func (c *checker) checkAlert(a Alert) {
	c.form(a.Name, camelCase, "a name of an alert", "type words in CamelCase, such as NodeFilesystemFull")
	c.oneOf(a.Severity, severities...)
	c.oneOf(a.Runtime, "systemd", "compose")
	c.checkRuleLabels(a.Labels)
	if _, err := compat.ParseRange(a.Versions.Value); given(a.Versions) && err != nil {
		c.report.Add(notARange(a.Versions, err))
	}
	used := c.checkLimitUses(a)
	for _, limit := range a.Limits {
		c.name(limit.Key, render.Setting)
		if !slices.Contains(used, limit.Key.Value) && given(a.Expr) {
			c.fail("blueprint/alert", limit.Key.Pos, fmt.Sprintf("the expression does not use the limit %q", limit.Key.Value), fmt.Sprintf("write ${%s} into expr, or remove the limit", limit.Key.Value))
		}
		c.number(limit.Value.Default)
		c.number(limit.Value.Leaf)
	}
	c.checkTests(a)
}

// checkLimitUses wants every ${limit} of an alert's texts to be declared and
// returns those of the expression.
func (c *checker) checkLimitUses(a Alert) []string {
	var used []string
	for i, text := range []strictyaml.Text{a.Expr, a.Summary, a.Description} {
		for _, use := range limitUse.FindAllStringSubmatch(text.Value, -1) {
			if _, declared := a.Limits.Get(use[1]); !declared {
				c.fail("blueprint/alert", text.Pos, fmt.Sprintf("the alert has no limit %q", use[1]), suggest(use[1], keys(a.Limits), "add it to limits; there are: "))
			}
			if i == 0 {
				used = append(used, use[1])
			}
		}
	}
	return used
}

// checkTests wants a test of each outcome, so that an alert that never fires
// and one that always fires are both found.
func (c *checker) checkTests(a Alert) {
	if a.Tests == nil {
		return // the YAML reader has told it
	}
	fires := func(want bool) func(AlertTest) bool {
		return func(t AlertTest) bool { return t.Fires.Value == want && !t.Fires.Pos.IsZero() }
	}
	if !slices.ContainsFunc(a.Tests, fires(true)) {
		c.fail("blueprint/alert", a.Name.Pos, fmt.Sprintf("no test shows that %s fires", a.Name.Value), `add one with "fires: true"`)
	}
	if !slices.ContainsFunc(a.Tests, fires(false)) {
		c.fail("blueprint/alert", a.Name.Pos, fmt.Sprintf("no test shows that %s stays quiet", a.Name.Value), `add one with "fires: false"`)
	}
}

// checkRuleLabels refuses labels that the rule's own keys give.
func (c *checker) checkRuleLabels(labels strictyaml.Map[strictyaml.Text]) {
	for _, label := range labels {
		c.name(label.Key, render.Label)
		if name := label.Key.Value; name == "alertname" || name == "severity" {
			c.fail("blueprint/alert", label.Key.Pos, fmt.Sprintf("the label %q has a key of its own", name), "remove it from labels")
		}
	}
}

func (c *checker) checkDashboard(d *Dashboard) {
	c.form(d.UID, dashboardUID, "an id of a dashboard", "type at most 40 lower-case letters, digits and -")
	for _, variable := range d.Variables {
		c.name(variable.Key, render.Setting)
		c.name(variable.Value.Label, render.Label)
	}
	if d.Rows != nil && len(d.Rows) == 0 {
		c.fail("blueprint/dashboard", d.Pos, fmt.Sprintf("the dashboard %q has no rows", d.Title.Value), "add a row, or remove the file")
	}
	for _, row := range d.Rows {
		if row.Panels != nil && len(row.Panels) == 0 {
			c.fail("blueprint/dashboard", row.Title.Pos, fmt.Sprintf("the row %q has no panels", row.Title.Value), "add a panel, or remove the row")
		}
		if _, there := d.Variables.Get(row.Repeat.Value); given(row.Repeat) && !there {
			c.fail("blueprint/dashboard", row.Repeat.Pos, fmt.Sprintf("the dashboard has no variable %q", row.Repeat.Value), suggest(row.Repeat.Value, keys(d.Variables), "it has: "))
		}
		for _, panel := range row.Panels {
			c.checkPanel(panel)
		}
	}
}

func (c *checker) checkPanel(p Panel) {
	c.oneOf(p.Type, panelTypes...)
	if !p.Width.Pos.IsZero() && (p.Width.Value < 1 || p.Width.Value > 24) {
		c.fail("blueprint/dashboard", p.Width.Pos, fmt.Sprintf("the width %d does not fit a row", p.Width.Value), "type a number from 1 to 24")
	}
	if !p.Height.Pos.IsZero() && (p.Height.Value < 1 || p.Height.Value > 100) {
		c.fail("blueprint/dashboard", p.Height.Pos, fmt.Sprintf("the height %d is of no use", p.Height.Value), "type a number from 1 to 100")
	}
	for _, end := range []*strictyaml.Text{p.Min, p.Max} {
		if end != nil {
			c.number(*end)
		}
	}
	for _, threshold := range p.Thresholds {
		c.number(threshold.From)
		c.oneOf(threshold.Color, colours...)
	}
	if p.Queries != nil && len(p.Queries) == 0 {
		c.fail("blueprint/dashboard", p.Pos, fmt.Sprintf("the panel %q asks for nothing", p.Title.Value), `add "queries:" with at least one expr`)
	}
}

// number refuses a given text that is no decimal number.
func (c *checker) number(text strictyaml.Text) {
	_, err := strconv.ParseFloat(text.Value, 64)
	if given(text) && (err != nil || strings.ContainsAny(text.Value, "xX_nNiI")) {
		c.fail("blueprint/form", text.Pos, fmt.Sprintf("%q is not a number", text.Value), "type a number such as 90 or 0.5")
	}
}
