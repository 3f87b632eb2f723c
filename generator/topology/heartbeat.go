package topology

import (
	"fmt"
	"strings"
	"time"

	"gen/generator/report"
	"gen/generator/strictyaml"
)

// Alerts with the label purpose="heartbeat" fire all the time, and say that
// alerts still arrive.
const (
	PurposeLabel   = "purpose"
	HeartbeatValue = "heartbeat"
)

// Heartbeat is what waits for the site's sign of life, outside of the site.
type Heartbeat struct {
	URL         strictyaml.Text     `yaml:"url" doc:"https URL that is asked with POST, if it is no secret"`
	URLSecret   *Secret             `yaml:"url_from" doc:"the URL as a secret"`
	CA          strictyaml.Text     `yaml:"ca" doc:"who signed the endpoint's certificate: system (default), site, or an absolute path"`
	Certificate strictyaml.Bool     `yaml:"certificate" doc:"show the site's alertmanager client certificate; default false"`
	Every       strictyaml.Duration `yaml:"every" doc:"time between two signs, from 1m to 1h; default 5m"`
	Pos         report.Pos          `yaml:"-"`
}

// receiverName is what the receiver of the heartbeat is called, in expectations, too.
const receiverName = HeartbeatValue

// heartbeat adds what a heartbeat stands for: a receiver, and the first of all
// rules, so that nothing that the user routes can come in between.
func (l *loader) heartbeat(site *Site) {
	own := site.Heartbeat
	if own == nil {
		return
	}
	if before, taken := site.Receivers.Get(receiverName); taken {
		l.duplicate(own.Pos, fmt.Sprintf("receiver %q, which is that of the heartbeat,", receiverName), before.Pos)
		return
	}
	name := strictyaml.Text{Value: receiverName, Pos: own.Pos}
	quiet := &strictyaml.Bool{Pos: own.Pos} // it is never over
	hook := &Webhook{URL: own.URL, URLSecret: own.URLSecret, CA: own.CA, Certificate: own.Certificate, SendResolved: quiet}
	receiver := Receiver{Webhook: hook, Pos: own.Pos}
	site.Receivers = append(site.Receivers[:len(site.Receivers):len(site.Receivers)], strictyaml.Entry[Receiver]{Key: name, Value: receiver})
	site.Routes.Rules = append([]Route{l.beat(own, name)}, site.Routes.Rules...)
}

// beat is the rule of the heartbeat. Alertmanager looks at a group every
// group_interval, and repeats what it has told longer than repeat_interval ago,
// counted from when the receiver had taken it (notify/notify.go DedupStage).
// With both the same every second sign would be left out; so it looks more
// often, and repeats a little earlier.
func (l *loader) beat(own *Heartbeat, to strictyaml.Text) Route {
	every := own.Every.Value
	if own.Every.Pos.IsZero() {
		every = 5 * time.Minute
	}
	if every < time.Minute || every > time.Hour {
		l.fail("topology/heartbeat", own.Every.Pos, fmt.Sprintf("a sign of life every %s is not between 1m and 1h", own.Every.Text), "write a time from 1m to 1h, such as 5m")
	}
	text := func(value string) strictyaml.Text { return strictyaml.Text{Value: value, Pos: own.Pos} }
	return Route{
		Match:     strictyaml.Map[strictyaml.Text]{{Key: text(PurposeLabel), Value: text(HeartbeatValue)}},
		To:        []strictyaml.Text{to},
		GroupBy:   []strictyaml.Text{text("alertname")},
		GroupWait: span(0, own.Pos), GroupInterval: span(every/5, own.Pos), RepeatInterval: span(every*9/10, own.Pos),
		Pos: own.Pos,
	}
}

// span is a time in whole seconds, as people write it.
func span(d time.Duration, pos report.Pos) strictyaml.Duration {
	d = d.Truncate(time.Second)
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	return strictyaml.Duration{Value: d, Text: text, Pos: pos}
}
