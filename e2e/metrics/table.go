package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"gen/generator/check/metrics"
	"gen/generator/compat"
)

// gathered tells whether a row comes from a run. Those of a "host" depend on the machine.
func gathered(r metrics.Row) bool { return r.From == "run" || r.From == "host" }

// readTable reads a metrics.tsv; one that does not exist is empty.
func readTable(file string) (*metrics.Table, error) {
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	table, mistakes := metrics.ReadTable(string(text))
	if len(mistakes) > 0 {
		return nil, fmt.Errorf("%s:%d: %s", file, mistakes[0].Line, mistakes[0].Fact)
	}
	return table, nil
}

// compare prints what the table says otherwise than the programs.
func compare(file string, e exporter, versions []program) error {
	table, err := readTable(file)
	if err != nil {
		return err
	}
	wrong := 0
	for _, p := range versions {
		rows, err := e.gather(p)
		if err != nil {
			return err
		}
		differences := differences(table, rows, p.version)
		fmt.Printf("%s %s: %d metrics, %d differences\n", e.service, p.version, len(rows), len(differences))
		for _, line := range differences {
			fmt.Println("  " + line)
		}
		wrong += len(differences)
	}
	if wrong > 0 {
		return errDiffers
	}
	return nil
}

// differences are the lines by which a table and a run differ at a version: "+" for what only the
// run has, "-" for what only the table has.
func differences(table *metrics.Table, rows []metrics.Row, version string) []string {
	var lines []string
	for _, row := range rows {
		if !slices.ContainsFunc(table.Rows, func(r metrics.Row) bool { return valid(r, version) && same(r, row) }) {
			lines = append(lines, "+ "+shown(row))
		}
	}
	for _, row := range table.Rows {
		if row.From == "run" && valid(row, version) && !slices.ContainsFunc(rows, func(r metrics.Row) bool { return same(row, r) }) {
			lines = append(lines, "- "+shown(row))
		}
	}
	return lines
}

// valid tells whether a row is about a version.
func valid(r metrics.Row, version string) bool {
	v, err := compat.ParseVersion(version)
	versions, rangeErr := compat.ParseRange(r.Versions)
	return err == nil && (r.Versions == "-" || rangeErr == nil && versions.Contains(v))
}

// same tells whether the table's row says what a run has shown. Where another machine may show
// more or fewer series, a label that some lack is as good as one that all have.
func same(known, seen metrics.Row) bool {
	if !strings.Contains(known.Name, "*") && known.Name != seen.Name || !matches(known.Name, seen.Name) {
		return false
	}
	if seen.From == "host" || known.From != "run" {
		return known.Type == seen.Type && known.Needs == seen.Needs && covers(known.Labels, seen.Labels)
	}
	return known.Type == seen.Type && known.Needs == seen.Needs && known.LabelText() == seen.LabelText()
}

func matches(pattern, name string) bool {
	before, after, any := strings.Cut(pattern, "*")
	return !any || strings.HasPrefix(name, before) && strings.HasSuffix(name[len(before):], after)
}

func covers(known, seen []metrics.Label) bool {
	return !slices.ContainsFunc(seen, func(s metrics.Label) bool {
		return !slices.ContainsFunc(known, func(k metrics.Label) bool { return k.Name == s.Name })
	})
}

func shown(r metrics.Row) string {
	return strings.Join([]string{r.Name, r.Type, r.LabelText(), r.Versions, r.Needs, r.From}, "\t")
}

// rewrite replaces the rows of runs in a table by what all versions show; others stay.
func rewrite(file string, e exporter, versions []program) error {
	table, err := readTable(file)
	if err != nil {
		return err
	}
	table.Rows = slices.DeleteFunc(table.Rows, gathered)
	seen := map[string][]bool{}
	first := map[string]metrics.Row{}
	for at, p := range versions {
		rows, err := e.gather(p)
		if err != nil {
			return err
		}
		for _, row := range rows {
			key := shown(row)
			if seen[key] == nil {
				seen[key], first[key] = make([]bool, len(versions)), row
			}
			seen[key][at] = true
		}
	}
	for key, row := range first {
		for _, span := range spans(seen[key], versions) {
			row.Versions = span
			table.Rows = append(table.Rows, row)
		}
	}
	table.Needs = needsOf(table)
	slices.SortFunc(table.Rows, byName)
	return os.WriteFile(file, []byte(table.Text()), 0o644)
}

// spans are the ranges of versions in which a row was seen without a gap.
// Versions between one that has it and one that has not may have it.
func spans(seen []bool, versions []program) []string {
	var list []string
	for from := 0; from < len(seen); from++ {
		if !seen[from] {
			continue
		}
		to := from
		for to+1 < len(seen) && seen[to+1] {
			to++
		}
		var bounds []string
		if from > 0 {
			bounds = append(bounds, ">"+versions[from-1].version)
		}
		if to < len(seen)-1 {
			bounds = append(bounds, "<"+versions[to+1].version)
		}
		list = append(list, strings.Join(append(bounds, "-")[:max(len(bounds), 1)], " "))
		from = to
	}
	return list
}

// needsOf keeps the needs that stand in a table, and adds those of collectors.
func needsOf(table *metrics.Table) []metrics.Need {
	known := map[string]metrics.Need{}
	for _, n := range table.Needs {
		known[n.Name] = n
	}
	for _, row := range table.Rows {
		if _, ok := known[row.Needs]; !ok && row.Needs != "-" {
			known[row.Needs] = metrics.Need{Name: row.Needs, Terms: "--collector." + row.Needs, Hint: "set collectors: [" + row.Needs + "] on node_exporter"}
		}
	}
	var list []metrics.Need
	for _, name := range slices.Sorted(maps.Keys(known)) {
		list = append(list, known[name])
	}
	return list
}

// answers waits until a server answers.
func answers(url string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err := get(ctx, url)
	return err
}
