package plan

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/compat"
	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// severities from worst to mildest.
var severities = []string{"critical", "warning", "info"}

// settleAlerts chooses the alerts in force: those of the services that the
// site has, at their versions, with the site's changes.
func (p *planner) settleAlerts() {
	present := p.instancesByBlueprint()
	known := map[string]strictyaml.Text{}
	for _, name := range sortedKeys(present) {
		b := p.blueprints[name]
		p.plan.Blueprints = append(p.plan.Blueprints, b)
		p.plan.dashboards[b] = dashboardsFor(b, present[name])
		for _, own := range b.Alerts {
			known[own.Name.Value] = own.Name
			p.settleAlert(b, own, present[name])
		}
	}
	p.settleSilences()
	p.checkAlertNames(known)
	p.checkSomebodyIsTold(present)
	p.checkHeartbeat()
}

func (p *planner) instancesByBlueprint() map[string][]*Instance {
	present := map[string][]*Instance{}
	for _, i := range p.plan.Instances() {
		present[i.Blueprint.Name] = append(present[i.Blueprint.Name], i)
	}
	return present
}

func (p *planner) settleAlert(b *blueprint.Blueprint, own blueprint.Alert, instances []*Instance) {
	change, changed := p.site.Alerts.Get(own.Name.Value)
	if changed && change.Disable.Value || !appliesTo(own.Where, instances) || own.Routed.Value && !named(own, p.plan.Routes.Routes) {
		return
	}
	a := &Alert{
		Blueprint: b, Name: own.Name.Value, Help: own.Help.Value, Tests: own.Tests, Inhibits: texts(own.Inhibits), Silences: texts(own.Silences),
		Severity: either(change.Severity.Value, own.Severity.Value),
		For:      either(either(change.For.Text, own.For.Text), "0s"),
		Summary:  own.Summary.Value, Description: own.Description.Value, Every: own.Every.Text,
	}
	limits := p.limits(own, change)
	a.Limits = labels(limits)
	a.Plain = fillLimits(own.Expr.Value, limits)
	a.Expr = a.Plain
	if len(change.Overrides) > 0 {
		p.settleOverrides(a, own, change.Overrides)
	}
	a.Summary, a.Description = fillLimits(a.Summary, limits), fillLimits(a.Description, limits)
	for _, l := range own.Labels {
		a.Labels = append(a.Labels, Label{l.Key.Value, l.Value.Value})
	}
	if !slices.Contains(severities, a.Severity) {
		p.fail("plan/unknown-severity", change.Severity.Pos, "unknown severity "+quoted(a.Severity), meant(a.Severity, severities))
	}
	p.plan.Alerts = append(p.plan.Alerts, a)
}

// appliesTo tells whether an alert or a panel is for any of these instances.
func appliesTo(w blueprint.Where, instances []*Instance) bool {
	versions, _ := compat.ParseRange(w.Versions.Value) // the blueprint's loader has checked it
	if w.Peers.Value && len(instances) < 2 {
		return false
	}
	runtime := w.Runtime.Value
	return slices.ContainsFunc(instances, func(i *Instance) bool {
		return versions.Contains(i.Version) && (runtime == "" || i.Runtime == runtime) && hasSettings(i, w.Setting)
	})
}

// hasSettings tells whether an instance has these values, in lists among others.
func hasSettings(i *Instance, wanted strictyaml.Map[strictyaml.Text]) bool {
	return !slices.ContainsFunc(wanted, func(w strictyaml.Entry[strictyaml.Text]) bool {
		value := i.Settings[w.Key.Value]
		list, isList := value.([]string)
		return isList && !slices.Contains(list, w.Value.Value) || !isList && fmt.Sprint(value) != w.Value.Value
	})
}

// named tells whether a rule asks for this very alert: by its name or by a
// label of its own.
func named(own blueprint.Alert, rules []Route) bool {
	return slices.ContainsFunc(rules, func(r Route) bool {
		return slices.ContainsFunc(r.Match, func(m Label) bool {
			value, _ := own.Labels.Get(m.Name)
			return m == Label{"alertname", own.Name.Value} || m.Value == value.Value && value.Value != ""
		})
	})
}

// plainNumber is a number that PromQL reads as everybody does.
var plainNumber = regexp.MustCompile(`^[-+]?[0-9]{1,20}(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,2})?$`)

// limits are an alert's thresholds by name: the site's, else the default.
func (p *planner) limits(own blueprint.Alert, change topology.AlertSetting) map[string]string {
	values := map[string]string{}
	for _, l := range own.Limits {
		values[l.Key.Value] = p.shipped(l.Value)
	}
	for _, l := range change.Limits {
		if p.checkLimit(own, l) {
			values[l.Key.Value] = l.Value.Value
		}
	}
	return values
}

// checkLimit refuses a limit that the alert does not have, and what is no number.
func (p *planner) checkLimit(own blueprint.Alert, l strictyaml.Entry[strictyaml.Text]) bool {
	if _, ok := own.Limits.Get(l.Key.Value); !ok {
		var names []string
		for _, known := range own.Limits {
			names = append(names, known.Key.Value)
		}
		slices.Sort(names)
		p.fail("plan/unknown-limit", l.Key.Pos, fmt.Sprintf("alert %s has no limit %s", own.Name.Value, quoted(l.Key.Value)), meantOr("take it out", l.Key.Value, names))
		return false
	}
	if !plainNumber.MatchString(l.Value.Value) {
		p.fail("plan/bad-limit", l.Value.Pos, fmt.Sprintf("limit %s is not a number", quoted(l.Value.Value)), "write a plain number such as 0.1 or 5e9")
		return false
	}
	return true
}

// shipped is the default of a limit: less where certificates live so short that
// it would be passed all the time.
func (p *planner) shipped(l blueprint.Limit) string {
	number, _ := strconv.ParseFloat(l.Default.Value, 64) // the blueprint's loader has checked both
	share, err := strconv.ParseFloat(l.Leaf.Value, 64)
	most := math.Floor(share*float64(p.plan.TLS.LeafDays)*100) / 100
	if err != nil || number <= most {
		return l.Default.Value
	}
	return strconv.FormatFloat(most, 'f', -1, 64)
}

// fillLimits replaces ${name} by the limit of that name.
func fillLimits(text string, limits map[string]string) string {
	var pairs []string
	for _, name := range sortedKeys(limits) {
		pairs = append(pairs, "${"+name+"}", limits[name])
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// checkAlertNames refuses changes to alerts that the site does not have, and
// overrides of those that it disables as a whole.
func (p *planner) checkAlertNames(known map[string]strictyaml.Text) {
	for _, change := range p.site.Alerts {
		if _, ok := known[change.Key.Value]; !ok {
			p.fail("plan/unknown-alert", change.Key.Pos, "no service of this site has an alert "+quoted(change.Key.Value), meantOr("correct the name, or take it out; alerts.md of the output lists all", change.Key.Value, sortedKeys(known)))
		}
		if overrides := change.Value.Overrides; change.Value.Disable.Value && len(overrides) > 0 {
			p.fail("plan/override-idle", overrides[0].Pos, change.Key.Value+" is disabled as a whole, and has overrides", "take disable: true or the overrides out")
		}
	}
}

// checkSomebodyIsTold refuses an Alertmanager without anybody to tell.
func (p *planner) checkSomebodyIsTold(present map[string][]*Instance) {
	for _, name := range sortedKeys(present) {
		first := present[name][0]
		if first.Writes("alertmanager") && len(p.plan.Receivers) == 0 {
			p.fail("plan/nobody-told", first.Pos, "the site has an Alertmanager, and nobody whom it could tell", "add receivers, and routes with a default")
		}
	}
}

// checkHeartbeat refuses a heartbeat that nothing would send.
func (p *planner) checkHeartbeat() {
	own := p.site.Heartbeat
	if own == nil {
		return
	}
	const id = "plan/idle-heartbeat"
	beats := func(a *Alert) bool {
		return slices.Contains(a.Labels, Label{topology.PurposeLabel, topology.HeartbeatValue})
	}
	switch tells := func(i *Instance) bool { return i.Writes("alertmanager") }; {
	case !slices.ContainsFunc(p.plan.Instances(), tells):
		p.fail(id, own.Pos, "the site has no Alertmanager that could send a heartbeat", "add alertmanager to a node, or take the heartbeat out")
	case !slices.ContainsFunc(p.plan.Alerts, beats):
		p.fail(id, own.Pos, "no alert of this site fires all the time, so that nothing beats", "add prometheus to a node, and leave Watchdog in force under alerts")
	}
}
