package alertmanager

import (
	"context"
	"log/slog"
	"slices"

	"github.com/prometheus/alertmanager/alert"
	"github.com/prometheus/alertmanager/config/common"
	"github.com/prometheus/alertmanager/eventrecorder"
	"github.com/prometheus/alertmanager/inhibit"
	"github.com/prometheus/alertmanager/pkg/labels"
	"github.com/prometheus/alertmanager/provider"
	"github.com/prometheus/common/model"
)

// inhibition is a rule with its matchers.
type inhibition struct {
	common.InhibitRule
	sources, targets labels.Matchers
}

func inhibitions(rules []common.InhibitRule) []inhibition {
	var all []inhibition
	for _, r := range rules {
		own := inhibit.NewInhibitRule(r)
		all = append(all, inhibition{r, own.SourceMatchers, own.TargetMatchers})
	}
	return all
}

// Inhibited tells whether an alert stays silent while others are firing
// (inhibit/inhibit.go).
func (c *Config) Inhibited(alert map[string]string, firing []map[string]string) bool {
	return mutes(c.inhibit, alert, firing)
}

// InhibitedByNothing tells whether an alert stays silent because of another
// one with which it shares no label: all that the rule wants to be equal is
// missing on both sides, or the rule wants nothing. carries tells of labels
// that the alert may have.
func (c *Config) InhibitedByNothing(alert, firing map[string]string, carries func(name string) bool) bool {
	labels := labelSet(alert)
	for at, r := range c.inhibit {
		if r.targets.Matches(labels) && !slices.ContainsFunc(r.Equal, carries) && mutes(c.inhibit[at:at+1], alert, []map[string]string{firing}) {
			return true
		}
	}
	return false
}

// mutes asks Alertmanager's own inhibitor, if any rule is about these alerts.
func mutes(list []inhibition, target map[string]string, firing []map[string]string) bool {
	var rules []common.InhibitRule
	labels := labelSet(target)
	for _, r := range list {
		source := func(other map[string]string) bool { return r.sources.Matches(labelSet(other)) }
		if r.targets.Matches(labels) && slices.ContainsFunc(firing, source) {
			rules = append(rules, r.InhibitRule)
		}
	}
	if len(rules) == 0 {
		return false
	}
	inhibitor := inhibit.NewInhibitor(fixed(firing), rules, slog.New(slog.DiscardHandler), eventrecorder.NopRecorder())
	over := make(chan struct{})
	go func() {
		defer close(over)
		inhibitor.Run()
	}()
	inhibitor.WaitForLoading()
	muted := inhibitor.Mutes(context.Background(), labels)
	inhibitor.Stop()
	<-over
	return muted
}

// fixed are alerts that are firing, as an inhibitor asks for them; there never
// are others.
type fixed []map[string]string

var _ provider.Alerts = fixed{}

// SlurpAndSubscribe returns all alerts.
func (f fixed) SlurpAndSubscribe(name string) ([]*alert.Alert, provider.AlertIterator) {
	var all []*alert.Alert
	for _, labels := range f {
		all = append(all, &alert.Alert{Alert: model.Alert{Labels: labelSet(labels), StartsAt: began}, UpdatedAt: began})
	}
	return all, f.Subscribe(name)
}

// Subscribe returns an iterator that never has anything.
func (fixed) Subscribe(string) provider.AlertIterator {
	return provider.NewAlertIterator(nil, make(chan struct{}), nil)
}

// GetPending is never asked.
func (f fixed) GetPending() provider.AlertIterator { return f.Subscribe("") }

// Get is never asked.
func (fixed) Get(model.Fingerprint) (*alert.Alert, error) { return nil, provider.ErrNotFound }

// Put is never asked.
func (fixed) Put(context.Context, ...*alert.Alert) error { return nil }
