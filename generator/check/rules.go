package check

import (
	"fmt"
	"slices"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/check/prometheus"
	"gen/generator/compat"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/revision"
)

// long tells whether a file of rules is a list that is as long as the site: of
// expected targets, or of revisions.
func long(path string) bool {
	is := func(name string) bool {
		return strings.HasSuffix(path, "/"+name) && !strings.HasSuffix(path, ownFolder+name)
	}
	return is("expected.yml") || is(revision.List)
}

// rules checks a file of rules: Prometheus accepts it, and has at the site's
// version every function that it calls.
func (c *checker) rules(s subject) {
	content := s.file.Content
	if own, ok := c.ownRules(s); ok {
		c.usersRules(s, own)
		return
	}
	if long(s.file.Path) {
		content = prometheus.Samples(content, "      - ")
	}
	rules, faults := prometheus.Rules(content)
	for _, f := range faults {
		id, pos := "check/rule", s.entry.Pos
		if own := c.origin(f.Rule); own.rule != zero {
			pos = own.rule
		}
		fact := fmt.Sprintf("%s would refuse %s: %s", s.Blueprint.Name, s.file.Path, f.Fact)
		if f.Rule != "" {
			fact = fmt.Sprintf("%s would refuse the rule %s: %s", s.Blueprint.Name, f.Rule, f.Fact)
		}
		if f.Expression {
			id = "check/expression"
			if own := c.origin(f.Rule); own.expr != zero {
				pos = own.expr
			}
		}
		c.add(id, pos, fact, "correct the rule in alerts.yaml of its blueprint")
	}
	for _, r := range rules {
		own := c.origin(r.Name)
		pos, expr := orElse(own.rule, s.entry.Pos), orElse(own.expr, s.entry.Pos)
		c.functions(s.Instance, r.Name, r.Expr, expr)
		c.texts(s, r, pos)
		panel := c.plan.PanelURL(r.Name) // asks whether there is a host before it reads it
		r.Templates = slices.DeleteFunc(r.Templates, func(text string) bool { return text == panel })
		c.meanRule(r, expr, nil)
	}
}

// texts checks that a Prometheus has the functions of a rule's templates.
func (c *checker) texts(s subject, r prometheus.Rule, pos report.Pos) {
	for _, text := range r.Templates {
		if !c.first("template", s.Version.String(), text) {
			continue
		}
		for _, name := range prometheus.TemplateFunctions(text) {
			if a := compat.Lookup(s.Blueprint.Versions.Table.Value, compat.TemplateFunc, name, s.Version); a.Known && !a.OK {
				c.add("check/unknown-function", pos, fmt.Sprintf("the texts of %s need a newer or older %s: %s", r.Name, s.Blueprint.Name, a.Explain()), "say it without this function, or choose a version that has it")
			}
		}
	}
}

// functions checks that a Prometheus has the functions of an expression.
func (c *checker) functions(i *plan.Instance, what, expr string, pos report.Pos) {
	functions, aggregators := prometheus.Functions(expr)
	for kind, names := range map[string][]string{compat.Function: functions, compat.Aggregator: aggregators} {
		for _, name := range names {
			a := compat.Lookup(i.Blueprint.Versions.Table.Value, kind, name, i.Version)
			if a.Known && !a.OK {
				c.add("check/unknown-function", pos, fmt.Sprintf("%s cannot be computed: %s", what, a.Explain()), "write the expression without it, or choose a version that has it")
			}
		}
	}
}

var zero report.Pos

// origin is where blueprints say a rule: as a whole, and its expression.
type origin struct{ rule, expr report.Pos }

func (c *checker) origin(rule string) origin {
	for _, b := range c.plan.Blueprints {
		for _, a := range b.Alerts {
			if a.Name.Value == rule {
				return origin{a.Name.Pos, a.Expr.Pos}
			}
		}
		for _, r := range b.Records {
			if r.Name.Value == rule {
				return origin{r.Name.Pos, r.Expr.Pos}
			}
		}
	}
	return origin{}
}

// queryPos is where blueprints say the query of a panel.
func (c *checker) queryPos(expr string, otherwise report.Pos) report.Pos {
	for _, b := range c.plan.Blueprints {
		for _, d := range b.Dashboards {
			if pos, ok := queryIn(d, expr); ok {
				return pos
			}
		}
	}
	return otherwise
}

func queryIn(d *blueprint.Dashboard, expr string) (report.Pos, bool) {
	for _, row := range d.Rows {
		for _, panel := range row.Panels {
			for _, q := range panel.Queries {
				if q.Expr.Value == expr {
					return q.Expr.Pos, true
				}
			}
		}
	}
	return zero, false
}

func orElse(pos, otherwise report.Pos) report.Pos {
	if pos == zero {
		return otherwise
	}
	return pos
}
