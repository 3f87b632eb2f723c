package expr

import (
	"fmt"
	"slices"

	"gen/generator/blueprint"
	"gen/generator/check/metrics"
	"gen/generator/dashboards"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// Rule is a rule as Prometheus reads it.
type Rule struct {
	// Alert tells that it is no recording rule.
	Alert      bool
	Name, Expr string
	// Labels are the names of those that it adds, Fixed those of them whose values are no templates.
	Labels []string
	Fixed  map[string]string
	// Texts are its templates: values of labels and annotations.
	Texts []string
	// Pos is where to look when no blueprint says the rule.
	Pos report.Pos
	// Said are the expression and the texts as a file of the user says them; none for gen's own rules.
	Said []strictyaml.Text
}

// Check adds what is wrong with the rules and queries of a site to r. Where a
// blueprint says one, the problem stands at the very word.
// It returns what is known of the alerts that the rules raise, in their order.
func Check(p *plan.Plan, rules []Rule, queries []dashboards.Query, r *report.Report) []Raised {
	if len(rules)+len(queries) == 0 {
		return nil
	}
	c := &checker{site: newSite(p, metrics.New(p, r), rules), report: r, unproven: map[string]bool{}, asked: map[string]bool{}, plan: p, origins: origins(p)}
	var alerts []Raised
	for _, rule := range rules {
		if result := c.rule(rule); rule.Alert {
			alerts = append(alerts, c.raised(rule, result))
		}
	}
	if len(queries) == 0 {
		return alerts
	}
	for _, b := range p.Blueprints {
		for _, d := range p.DashboardsOf(b) {
			c.dashboard(d)
		}
	}
	for _, q := range queries {
		if !c.asked[q.Expr.Value] {
			result := c.expression(q.Expr, filled{text: Substitute(q.Expr.Value)})
			c.texts(q.Legend, filled{}, result, legendUses(q.Legend.Value), "the legend")
		}
	}
	return alerts
}

type checker struct {
	site    *site
	report  *report.Report
	plan    *plan.Plan
	origins map[string]origin
	// asked are the queries of dashboards that have been looked at.
	asked map[string]bool
	// unproven are the services about which it was told that nobody knows their metrics.
	unproven map[string]bool
}

// origin is what a blueprint says of a rule.
type origin struct {
	expr  strictyaml.Text
	texts []strictyaml.Text
	// limits replace words of both.
	limits []plan.Label
}

// origins are the rules of all blueprints by name.
func origins(p *plan.Plan) map[string]origin {
	all := map[string]origin{}
	for _, b := range p.Blueprints {
		for _, own := range b.Records {
			all[own.Name.Value] = origin{expr: own.Expr}
		}
	}
	for _, a := range p.Alerts {
		for _, own := range a.Blueprint.Alerts {
			if own.Name.Value != a.Name {
				continue
			}
			o := origin{own.Expr, []strictyaml.Text{own.Summary, own.Description}, a.Limits}
			for _, l := range own.Labels {
				o.texts = append(o.texts, l.Value)
			}
			all[a.Name] = o
		}
	}
	return all
}

// find is the text of a blueprint that a text of a rule was made from. What
// was not, has only the place of the rule.
func (o origin) find(text string, pos report.Pos, among ...strictyaml.Text) (strictyaml.Text, filled) {
	for _, own := range among {
		f := fill(own.Value, func(name string) (string, bool) {
			at := slices.IndexFunc(o.limits, func(l plan.Label) bool { return l.Name == name })
			if at < 0 {
				return "", false
			}
			return o.limits[at].Value, true
		})
		if f.text == text {
			return own, f
		}
	}
	if !o.expr.Pos.IsZero() {
		pos = o.expr.Pos
	}
	return strictyaml.Text{Pos: pos}, filled{text: text}
}

// rule checks the expression of a rule, and whether its texts read labels
// that the result has, which it returns.
func (c *checker) rule(rule Rule) Result {
	o := c.origins[rule.Name]
	if len(rule.Said) > 0 {
		o = origin{expr: rule.Said[0], texts: rule.Said[1:]}
	}
	own, f := o.find(rule.Expr, rule.Pos, o.expr)
	result := c.expression(own, f)
	for _, text := range rule.Texts {
		own, f := o.find(text, rule.Pos, o.texts...)
		c.texts(own, f, result, uses(text), "the text")
	}
	return result
}

// expression checks one expression; text is where it stands.
func (c *checker) expression(text strictyaml.Text, f filled) Result {
	result, findings := Analyse(f.text, c.site)
	source, _ := c.report.Source(text.Pos.File)
	for _, one := range findings {
		pos := locate(source, text, f.original(one.At))
		c.report.Add(report.Problem{ID: one.ID, Pos: pos, Fact: one.Fact, Hint: one.Hint})
	}
	c.tellUnproven(text, result)
	return result
}

// tellUnproven warns once for each blueprint of the user that says nothing
// about its metrics. Of what gen does not install nobody can say it.
func (c *checker) tellUnproven(text strictyaml.Text, result Result) {
	for _, b := range c.plan.Blueprints {
		if b.Name != result.Unproven || c.unproven[b.Name] || b.Metrics.Text != "" {
			continue
		}
		c.unproven[b.Name] = true
		c.report.Add(report.Problem{
			ID: "check/unproven-metrics", Pos: text.Pos, Fact: fmt.Sprintf("nobody has said what %s exports, so that expressions over it are not proven", b.Name),
			Hint: "list its metrics in " + b.Folder + "/metrics.tsv",
		})
	}
}

// texts checks the labels that a template or a legend reads.
func (c *checker) texts(text strictyaml.Text, f filled, result Result, list []use, what string) {
	a := &analysis{}
	for _, u := range list {
		if u.label == nameLabel || result.Labels.Has(u.label) {
			continue
		}
		a.want(u.label, result.Labels, 0, what)
		source, _ := c.report.Source(text.Pos.File)
		last := a.findings[len(a.findings)-1]
		c.report.Add(report.Problem{ID: last.ID, Pos: locate(source, text, f.original(u.at)), Fact: last.Fact, Hint: last.Hint})
	}
}

func (c *checker) dashboard(d *blueprint.Dashboard) {
	for _, v := range d.Variables {
		result := c.expression(v.Value.From, filled{text: Substitute(v.Value.From.Value)})
		c.texts(v.Value.Label, filled{}, result, []use{{v.Value.Label.Value, 0}}, "the variable")
	}
	for _, row := range d.Rows {
		for _, panel := range row.Panels {
			c.panel(panel)
		}
	}
}

// panel checks what a panel asks for, and that it says why it may be empty.
func (c *checker) panel(p blueprint.Panel) {
	link := use{blueprint.HostLabel, 0}
	for _, q := range p.Queries {
		result := c.expression(q.Expr, filled{text: Substitute(q.Expr.Value)})
		c.asked[q.Expr.Value] = true
		c.texts(q.Legend, filled{}, result, legendUses(q.Legend.Value), "the legend")
		if p.Link.Value != "" {
			c.texts(p.Link, filled{}, result, []use{link}, "the link")
		}
	}
	if p.Empty.Value == "" && len(p.Queries) > 0 && !slices.ContainsFunc(p.Queries, func(q blueprint.PanelQuery) bool { return !mayBeEmpty(q.Expr.Value) }) {
		c.report.Add(report.Problem{
			ID: "check/empty-panel", Pos: p.Title.Pos, Fact: fmt.Sprintf("the panel %q is empty whenever its condition is not met, and does not say so", p.Title.Value),
			Hint: `add "empty:" with what stands there then, and why, or end the query with "or vector(0)"`,
		})
	}
}
