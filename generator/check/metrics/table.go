package metrics

import (
	"strings"

	"gen/generator/compat"
)

// Metric is one name that a table knows, with what a histogram or a summary
// expands to.
type Metric struct {
	Name, Type string
	Labels     []Label
	versions   compat.Range
	needs      []term
	// NeedsName and Hint are of the Need; empty without one.
	NeedsName, Hint string
	pattern         bool
}

// Probe is the name of the need of what a prober tells about its targets; all
// other metrics are its own.
const Probe = "probe"

// index finds metrics by name.
type index struct {
	byName   map[string][]*Metric
	patterns []*Metric
	// first are the first words of names that belong to this service alone.
	first map[string]bool
	// flags are those that decide anything.
	flags map[string]bool
	// open are the conditions under which an instance may export anything more.
	open     []term
	openHint string
}

// Open is the name of the need that tells when an instance may export what no
// table can know, such as text files of a user.
const Open = "anything"

// shared are first words of metrics that libraries bring into every program.
var shared = map[string]bool{"go": true, "process": true, "promhttp": true, "net": true}

func newIndex(t *Table) *index {
	x := &index{byName: make(map[string][]*Metric, len(t.Rows)), first: map[string]bool{}, flags: map[string]bool{}}
	needs, hints := map[string][]term{}, map[string]string{}
	for _, n := range t.Needs {
		terms, err := parseTerms(n.Terms)
		if err != nil { // not reached: ReadTable has refused it
			continue
		}
		needs[n.Name], hints[n.Name] = terms, n.Hint
		for _, one := range terms {
			x.flags[one.flag] = true
		}
	}
	x.open, x.openHint = needs[Open], hints[Open]
	ranges := map[string]compat.Range{}
	for _, r := range t.Rows {
		versions, known := ranges[r.Versions]
		if !known {
			versions, _ = compat.ParseRange(r.Versions) // "-" is every version; ReadTable has refused the rest
			ranges[r.Versions] = versions
		}
		x.add(Metric{Name: r.Name, Type: r.Type, Labels: r.Labels, versions: versions, needs: needs[r.Needs], NeedsName: strings.TrimPrefix(r.Needs, "-"), Hint: hints[r.Needs]})
	}
	return x
}

// add files a metric under the names of its series.
func (x *index) add(m Metric) {
	one := func(suffix, kind string, more ...Label) {
		series := m
		series.Name += suffix
		series.Type = kind
		series.Labels = append(m.Labels[:len(m.Labels):len(m.Labels)], more...)
		x.byName[series.Name] = append(x.byName[series.Name], &series)
	}
	switch {
	case strings.Contains(m.Name, "*"):
		m.pattern = true
		x.patterns = append(x.patterns, &m)
	case m.Type == Histogram:
		one("_bucket", Counter, Label{"le", true})
		one("_sum", Counter)
		one("_count", Counter)
	case m.Type == Summary:
		one("", Gauge, Label{"quantile", true})
		one("_sum", Counter)
		one("_count", Counter)
	default:
		one("", m.Type)
	}
	if word := firstWord(m.Name); !shared[word] {
		x.first[word] = true
	}
}

func firstWord(name string) string {
	word, _, _ := strings.Cut(name, "_")
	return word
}

// find returns all that the table says about a name, at any version.
func (x *index) find(name string) []*Metric {
	if found := x.byName[name]; found != nil {
		return found
	}
	var found []*Metric
	for _, p := range x.patterns {
		before, after, _ := strings.Cut(p.Name, "*")
		if len(name) >= len(before)+len(after) && strings.HasPrefix(name, before) && strings.HasSuffix(name, after) {
			found = append(found, p)
		}
	}
	return found
}
