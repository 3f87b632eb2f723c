package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
)

// print writes the tables of all sites: how each went with what was counted in it, and which
// service was seen at which version and how it ran.
func (w whole) print(out io.Writer) {
	fmt.Fprintln(out)
	w.printSites(out)
	fmt.Fprintln(out)
	w.printServices(out)
	for _, r := range w.Sites {
		if r.Error != "" {
			fmt.Fprintf(out, "\n%s: %s\n", r.Site, r.Error)
		}
	}
	fmt.Fprintf(out, "\n%s after %.0f s\n", verdict(w.OK), w.Seconds)
}

func verdict(ok bool) string {
	if ok {
		return "ok"
	}
	return "FAILED"
}

// printSites has a column for each site and one for their sum, and a row for each figure.
func (w whole) printSites(out io.Writer) {
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	figures := map[string]int{}
	row(table, "", w.Sites, func(r record) string { return r.Site }, "all")
	row(table, "", w.Sites, func(r record) string { return verdict(r.OK) }, verdict(w.OK))
	row(table, "seconds", w.Sites, func(r record) string { return fmt.Sprintf("%.0f", r.Seconds) }, fmt.Sprintf("%.0f", w.Seconds))
	for _, r := range w.Sites {
		for what, n := range r.Figures {
			figures[what] += n
		}
	}
	for _, what := range slices.Sorted(maps.Keys(figures)) {
		row(table, what, w.Sites, func(r record) string { return fmt.Sprint(r.Figures[what]) }, fmt.Sprint(figures[what]))
	}
	table.Flush()
}

func row(out io.Writer, about string, sites []record, cell func(record) string, sum string) {
	fmt.Fprintf(out, "%s\t", about)
	for _, r := range sites {
		fmt.Fprintf(out, "%s\t", cell(r))
	}
	fmt.Fprintf(out, "%s\t\n", sum)
}

// printServices has a row for each service at a version, and says in which runtime it was seen well,
// or not.
func (w whole) printServices(out io.Writer) {
	seen := map[kind]bool{}
	var rows []kind // without runtime
	for _, r := range w.Sites {
		for _, k := range r.Services {
			well, known := seen[k]
			seen[k] = r.OK && (well || !known)
			if k.Runtime = ""; !slices.Contains(rows, k) {
				rows = append(rows, k)
			}
		}
	}
	slices.SortFunc(rows, func(a, b kind) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Version, b.Version))
	})
	if len(rows) == 0 {
		return // nothing has been built
	}
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "service\tversion\tsystemd\tcompose")
	for _, k := range rows {
		fmt.Fprintf(table, "%s\t%s", k.Service, k.Version)
		for _, runtime := range []string{"systemd", "compose"} {
			cell := "-"
			if well, known := seen[kind{k.Service, k.Version, runtime}]; known {
				cell = verdict(well)
			}
			fmt.Fprintf(table, "\t%s", cell)
		}
		fmt.Fprintln(table)
	}
	table.Flush()
}
