package metrics

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gen/generator/report"
)

// unknown names a service that may export a name without gen's knowing, or "".
func (w *World) unknown(name string, match func(string) bool) string {
	for _, s := range w.sources {
		x := w.tables[s.blueprint]
		switch {
		case !match(s.job) || !s.federates && strings.Contains(name, ":"): // by convention of rules
		case x == nil && w.owner(name) == nil:
			return s.job
		case x != nil && len(x.open) > 0 && s.anything(x, name) && w.foreign(s, x, name):
			return s.job
		}
	}
	return ""
}

// foreign tells whether a name may well come from what users put into a
// source: no table has it, and it does not look like a slip.
func (w *World) foreign(s *source, x *index, name string) bool {
	owner := w.owner(name)
	if owner != nil && owner != x || len(x.find(name)) > 0 {
		return false
	}
	_, slip := report.Nearest(name, w.exported(s, x))
	return !slip
}

// anything tells whether some instance may export names that no table has.
func (s *source) anything(x *index, name string) bool {
	for _, v := range s.variants {
		if !slices.ContainsFunc(x.open, func(t term) bool { return !t.holds(v.flags, name) }) {
			return true
		}
	}
	return false
}

// owner is the table of the service whose names all begin like this one, or nil.
func (w *World) owner(name string) *index {
	word := firstWord(name)
	for _, s := range w.sources {
		if x := w.tables[s.blueprint]; x != nil && (x.first[word] || shared[word] && word != "net") {
			return x
		}
	}
	return nil
}

// hint says what would bring a metric, or what was meant.
func (w *World) hint(name string, match func(string) bool) string {
	var candidates []string
	for _, s := range w.sources {
		x := w.tables[s.blueprint]
		if x == nil {
			continue
		}
		for _, m := range x.find(name) {
			if text := w.explain(s, m, match(s.job)); text != "" {
				return text
			}
		}
		if !match(s.job) {
			continue
		}
		candidates = append(candidates, w.exported(s, x)...)
	}
	if near, ok := report.Nearest(name, append(candidates, made...)); ok {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if owner := w.owner(name); owner != nil && owner.openHint != "" {
		return owner.openHint
	}
	return "remove it, or add the service that exports it"
}

// exported are the names that a source has at its versions and flags, sorted.
func (w *World) exported(s *source, x *index) []string {
	if s.names == nil {
		s.names = s.gather(x)
	}
	return s.names
}

func (s *source) gather(x *index) []string {
	names := []string{}
	for name, list := range x.byName {
		if slices.ContainsFunc(list, func(m *Metric) bool { return (m.NeedsName == Probe) == s.probe && s.has(m) }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (s *source) has(m *Metric) bool {
	for _, v := range s.variants {
		if m.at(v, m.Name) {
			return true
		}
	}
	return false
}

// explain says why a source does not export a metric that its table has.
func (w *World) explain(s *source, m *Metric, matched bool) string {
	if (m.NeedsName == Probe) != s.probe {
		return ""
	}
	if !matched {
		return fmt.Sprintf("%s exports it; correct the matcher of the label job", s.job)
	}
	for _, v := range s.variants {
		if m.versions.Contains(v.version) && m.Hint != "" && !m.at(v, m.Name) {
			return m.Hint
		}
	}
	for _, key := range slices.Sorted(maps.Keys(s.variants)) {
		if v := s.variants[key]; !m.versions.Contains(v.version) {
			return fmt.Sprintf("%s %s does not export it, other versions do", s.blueprint.Name, v.version)
		}
	}
	return ""
}
