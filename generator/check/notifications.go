package check

import (
	"fmt"
	"maps"
	"net"
	"path"
	"strings"

	"gen/generator/check/alertmanager"
	"gen/generator/check/words"
	"gen/generator/compat"
	"gen/generator/plan"
	"gen/generator/report"
)

// alertmanager checks that Alertmanager accepts its configuration, that every
// message can be written, and that every alert reaches somebody.
func (c *checker) alertmanager(s subject) {
	config, err := alertmanager.Load(s.file.Content)
	if err != nil {
		if c.timesRead { // else that was told, where it stands
			c.refuse(s, err.Error())
		}
		return
	}
	c.meanRouting(s, config)
	c.messages(s, config)
	for _, a := range c.alerts() {
		c.reaches(s, config, a)
	}
}

// messages writes the messages of all receivers for sample alerts.
func (c *checker) messages(s subject, config *alertmanager.Config) {
	samples := c.samples()
	for _, to := range c.plan.Receivers {
		c.count(&c.figures.Messages, len(to.Integrations)*len(samples))
	}
	for _, f := range config.Messages(c.templates(s, config.Templates), external(s), samples) {
		pos, who := s.entry.Pos, "Alertmanager's messages"
		if f.Receiver != "" {
			pos, who = c.receiverPos(f.Receiver, pos), fmt.Sprintf("the %s message to %s", f.Way, f.Receiver)
		}
		c.add("check/message", pos, who+" cannot be sent as it is: "+f.Fact, "correct the template, or report it if it is gen's own work")
	}
}

// external is the URL at which people reach an Alertmanager, as its command line says.
func external(s subject) string {
	for _, arg := range s.Args {
		if url, ok := strings.CutPrefix(arg, "--web.external-url="); ok {
			return url
		}
	}
	return "https://" + net.JoinHostPort(s.Node.Address.String(), "9093")
}

// templates are the template files that globs of a configuration find.
func (c *checker) templates(s subject, globs []string) map[string][]byte {
	files := map[string][]byte{}
	for _, glob := range globs {
		if !path.IsAbs(glob) {
			glob = path.Join(path.Dir(s.entry.Path), glob)
		}
		for _, name := range c.tree.Below(s.Node.Name + path.Dir(glob)) {
			if ok, _ := path.Match(s.Node.Name+glob, name); ok {
				file, _ := c.tree.Get(name)
				files[name] = file.Content
			}
		}
	}
	return files
}

// samples are alerts like those that the site raises.
func (c *checker) samples() []alertmanager.Sample {
	labels := map[string]string{"alertname": "Sample", "severity": "critical", "host": "host", "instance": "host:9100", "job": "job", "site": c.plan.Site, "mountpoint": "/srv/a b+c&d=e/ü"}
	annotations := map[string]string{"summary": "summary", "description": "description", "panel": "https://192.0.2.1/d/a?b=c", "runbook": "alerts.md#sample"}
	return alertmanager.Samples(labels, annotations)
}

// notificationTemplate checks that the version has the functions of a template.
func (c *checker) notificationTemplate(s subject) {
	for _, name := range words.Functions("", string(s.file.Content)) {
		if a := compat.Lookup(s.Blueprint.Versions.Table.Value, compat.TemplateFunc, name, s.Version); a.Known && !a.OK {
			c.add("check/unknown-function", s.entry.Pos, fmt.Sprintf("the messages of %s cannot be written: %s", s.file.Path, a.Explain()), "say it without this function, or choose a version that has it")
		}
	}
}

// reaches checks that an alert reaches somebody whatever else it carries, and
// that one of those who are told of it is told of its end. What is merely good
// to know needs no end.
func (c *checker) reaches(s subject, config *alertmanager.Config, a *plan.Alert) {
	labels := map[string]string{"alertname": a.Name, "severity": a.Severity}
	for _, l := range a.Labels {
		labels[l.Name] = l.Value
	}
	for _, corner := range config.Corners() {
		if isHeartbeat(corner) && !isHeartbeat(labels) {
			continue // that label is the alert's own
		}
		all := maps.Clone(corner)
		maps.Copy(all, labels)
		over := a.Severity == "info" || always(a)
		var last string
		for _, told := range config.Reaches(all) {
			over, last = over || told.Resolved || told.Ways == 0, told.Receiver
			if told.Ways == 0 && c.first("nobody", told.Receiver) {
				c.add("check/nobody-told", c.receiverPos(told.Receiver, s.entry.Pos), fmt.Sprintf("%s goes to receiver %q, who is told in no way", a.Name, told.Receiver), "give the receiver a way, or route the alert elsewhere")
			}
		}
		if !over && c.first("over", last) {
			c.add("check/never-over", c.receiverPos(last, s.entry.Pos), fmt.Sprintf("receiver %q is told of %s, and nobody that it is over", last, a.Name), "take send_resolved: false out of one of its ways")
		}
	}
}

// always tells whether an alert is a heartbeat, which is never over: those are
// there only when a rule of the routes asks for them.
func always(a *plan.Alert) bool {
	for _, own := range a.Blueprint.Alerts {
		if own.Name.Value == a.Name {
			return own.Routed.Value
		}
	}
	return false
}

func (c *checker) receiverPos(name string, otherwise report.Pos) report.Pos {
	for _, r := range c.plan.Receivers {
		if r.Name == name {
			return orElse(r.Pos, otherwise)
		}
	}
	return otherwise
}
