package pages

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// longest is the number of rows up to which a table has one for every single
// thing. Beyond it, things that differ in their node only share a row, and
// what is left after that is cut.
const longest = 150

// row is one row of a table, and the nodes that it is true of.
type row[T keyed] struct {
	Nodes []string
	Is    T
}

// keyed is what rows are about; equal keys make one row.
type keyed interface{ key() string }

// Place names the row's nodes.
func (r row[T]) Place() string { return someNodes(r.Nodes) }

// table is what a page shows of some rows.
type table[T keyed] struct {
	Rows []row[T]
	// More is the number of rows that were cut.
	More int
}

// tableOf puts rows with the same key together, in the order of their first
// nodes as long as there are few rows, else sorted by key.
func tableOf[T keyed](rows []row[T]) table[T] {
	at := map[string]int{}
	var merged []row[T]
	for _, r := range rows {
		key := r.Is.key()
		first, known := at[key]
		if !known {
			at[key] = len(merged)
			merged = append(merged, r)
			continue
		}
		merged[first].Nodes = append(merged[first].Nodes, r.Nodes...)
	}
	if len(rows) > longest {
		slices.SortStableFunc(merged, func(a, b row[T]) int { return cmp.Compare(a.Is.key(), b.Is.key()) })
	}
	for at := range merged {
		merged[at].Nodes = slices.Compact(merged[at].Nodes)
	}
	shown := min(len(merged), longest)
	return table[T]{merged[:shown], len(merged) - shown}
}

// joined is a key made of words.
func joined(words ...string) string { return strings.Join(words, "\x00") }

// someNodes names nodes: all of a few, else what their names begin with, else
// the first two.
func someNodes(names []string) string {
	names = slices.Compact(names)
	if len(names) <= 3 {
		return strings.Join(names, ", ")
	}
	if prefix := commonPrefix(names); prefix != "" {
		return fmt.Sprintf("%s* (%d nodes)", prefix, len(names))
	}
	return fmt.Sprintf("%s, %s and %d more", names[0], names[1], len(names)-2)
}

// commonPrefix is what all names begin with, without the digits at its end:
// web-01 and web-02 are web-*.
func commonPrefix(names []string) string {
	prefix := names[0]
	for _, name := range names {
		for !strings.HasPrefix(name, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	return strings.TrimRight(prefix, "0123456789")
}
