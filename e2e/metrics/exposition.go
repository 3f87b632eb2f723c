package main

import (
	"cmp"
	"slices"
	"strings"

	"gen/generator/check/metrics"
)

// family is one metric as a scrape shows it.
type family struct {
	kind   string
	series int
	// labels counts the series that have a label with a value.
	labels map[string]int
}

// scrape is the content of one /metrics by the names of metrics.
type scrape map[string]*family

// parse reads the text format of Prometheus. What it does not know it passes over: the programs
// are tested elsewhere, names and labels are all that is wanted here.
func parse(text string) scrape {
	s := scrape{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if declared, ok := strings.CutPrefix(line, "# TYPE "); ok {
			name, kind, _ := strings.Cut(declared, " ")
			s[name] = &family{kind: kind, labels: map[string]int{}}
		} else if line != "" && line[0] != '#' {
			s.sample(line)
		}
	}
	return s
}

// sample counts one line with a value.
func (s scrape) sample(line string) {
	end := strings.IndexAny(line, "{ ")
	if end < 0 {
		return
	}
	f := s.familyOf(line[:end])
	f.series++
	if line[end] == ' ' {
		return
	}
	for rest := line[end+1:]; ; {
		name, after, ok := strings.Cut(rest, `="`)
		if !ok || strings.HasPrefix(rest, "}") {
			return
		}
		size := valueSize(after)
		if size > 0 && name != "le" && name != "quantile" {
			f.labels[name]++
		}
		rest = strings.TrimPrefix(after[size+1:], ",")
	}
}

// valueSize is the length of a label's value up to its closing quote.
func valueSize(text string) int {
	for at := 0; at < len(text); at++ {
		switch text[at] {
		case '\\':
			at++
		case '"':
			return at
		}
	}
	return len(text) - 1
}

// familyOf is the metric that a series belongs to.
func (s scrape) familyOf(name string) *family {
	for _, suffix := range []string{"_bucket", "_sum", "_count"} {
		base, ok := strings.CutSuffix(name, suffix)
		if f := s[base]; ok && f != nil && (f.kind == metrics.Histogram || f.kind == metrics.Summary) {
			return f
		}
	}
	if s[name] == nil {
		s[name] = &family{kind: metrics.Untyped, labels: map[string]int{}}
	}
	return s[name]
}

// rows are the lines of a table for a scrape.
func (s scrape) rows(needs, from string) []metrics.Row {
	var rows []metrics.Row
	for name, f := range s {
		if f.series == 0 {
			continue
		}
		row := metrics.Row{Name: name, Type: f.kind, Versions: "-", Needs: needs, From: from}
		for label, count := range f.labels {
			row.Labels = append(row.Labels, metrics.Label{Name: label, Always: count == f.series})
		}
		if strings.HasSuffix(name, "_build_info") && f.labels["revision"] > 0 && f.labels["branch"] == 0 {
			row.Labels = append(row.Labels, metrics.Label{Name: "branch"}) // releases are built from one
		}
		slices.SortFunc(row.Labels, func(a, b metrics.Label) int { return cmp.Compare(a.Name, b.Name) })
		rows = append(rows, row)
	}
	slices.SortFunc(rows, byName)
	return rows
}

func byName(a, b metrics.Row) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Versions, b.Versions), cmp.Compare(a.Needs, b.Needs), cmp.Compare(a.LabelText(), b.LabelText()))
}
