package blueprint

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gen/generator/render"
	"gen/generator/strictyaml"
)

// Words and spellings of alerts.
var (
	severities = []string{"critical", "warning", "info"}
	camelCase  = regexp.MustCompile(`^[A-Z][A-Za-z0-9]{2,99}$`)
	seriesName = regexp.MustCompile(`^[a-zA-Z_:][a-zA-Z0-9_:]*$`)
	limitUse   = regexp.MustCompile(`\$\{([^}]*)\}`)
)

// longestEvery is how far two samples of a recorded series may be apart.
const longestEvery = 2 * time.Minute

// checkRules looks at alerts and recording rules; whether their expressions
// are PromQL is the proof's business.
func (c *checker) checkRules() {
	for _, record := range c.Records {
		c.form(record.Name, seriesName, "a name of a series", "use letters, digits, _ and :, with no digit first")
		c.checkRuleLabels(record.Labels)
		if record.Every.Value > longestEvery {
			c.fail("blueprint/form", record.Every.Pos, "between two evaluations are "+record.Every.Text, "type at most 2m, as Prometheus forgets a series after five minutes")
		}
	}
	for _, alert := range c.Alerts {
		c.checkAlert(alert)
	}
}

func (c *checker) checkAlert(a Alert) {
	c.form(a.Name, camelCase, "a name of an alert", "type words in CamelCase, such as NodeFilesystemFull")
	c.oneOf(a.Severity, severities...)
	c.checkWhere(a.Where)
	c.checkRuleLabels(a.Labels)
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

// number refuses a given text that is no decimal number.
func (c *checker) number(text strictyaml.Text) {
	_, err := strconv.ParseFloat(text.Value, 64)
	if given(text) && (err != nil || strings.ContainsAny(text.Value, "xX_nNiI")) {
		c.fail("blueprint/form", text.Pos, fmt.Sprintf("%q is not a number", text.Value), "type a number such as 90 or 0.5")
	}
}
