package compat

import (
	"embed"
	"fmt"
	"strings"
	"sync"
)

// files holds one table per component. A line is kind, name, since, until and
// source, parted by tabs; since and until are empty where the name is older or
// younger than the checked versions. Lines with # in front say:
//
//	#checked OLDEST NEWEST     the versions that the table was made from
//	#go-flags RANGE            versions that parse flags as Go's flag package does, not as kingpin
//	#major-only yes            the component counts by one number
//	#partial KIND...           kinds of which the table knows only some names
//	#recursive KIND PATH SAME  what stands below PATH is what stands below SAME
//
//go:embed data/*.tsv
var files embed.FS

// table is what is known about one component.
type table struct {
	oldest, newest Version
	goFlags        Range
	hasGoFlags     bool
	majorOnly      bool
	partial        map[string]bool
	recursive      map[entryKey]string
	entries        map[entryKey]entry
	names          map[string][]string
}

type entryKey struct{ kind, name string }

type entry struct {
	since, until Version
	source       string
}

// loaded maps a component to a function that reads its table once. Start-up is
// paid by every command, so nothing is read before it is asked for.
var loaded sync.Map

func load(component string) *table {
	read, found := loaded.Load(component)
	if !found {
		read, _ = loaded.LoadOrStore(component, sync.OnceValue(func() *table { return readTable(component) }))
	}
	return read.(func() *table)()
}

// readTable returns an empty table for an unknown component. That every table
// parses is proven by a test, as they are part of the program.
func readTable(component string) *table {
	text, err := files.ReadFile("data/" + component + ".tsv")
	if err != nil {
		return &table{}
	}
	t, err := parseTable(string(text))
	if err != nil {
		return &table{}
	}
	return t
}

func parseTable(text string) (*table, error) {
	t := &table{
		partial: map[string]bool{}, recursive: map[entryKey]string{},
		entries: make(map[entryKey]entry, strings.Count(text, "\n")), names: map[string][]string{},
	}
	number := 0
	for line := range strings.Lines(text) {
		number++
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		parse := t.parseEntry
		if strings.HasPrefix(line, "#") {
			parse = t.parseHeader
		}
		if err := parse(fields); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	if !t.exists() {
		return nil, fmt.Errorf("no line #checked")
	}
	return t, nil
}

func (t *table) parseEntry(fields []string) error {
	if len(fields) != 5 {
		return fmt.Errorf("%d columns, not 5", len(fields))
	}
	since, err := parseBoundary(fields[2])
	if err != nil {
		return err
	}
	until, err := parseBoundary(fields[3])
	if err != nil {
		return err
	}
	kind, name := fields[0], fields[1]
	t.entries[entryKey{kind, name}] = entry{since, until, fields[4]}
	t.names[kind] = append(t.names[kind], name)
	return nil
}

func (t *table) parseHeader(fields []string) (err error) {
	switch name, values := fields[0], fields[1:]; {
	case name == "#checked" && len(values) == 2:
		if t.oldest, err = parseBoundary(values[0]); err == nil {
			t.newest, err = parseBoundary(values[1])
		}
	case name == "#go-flags" && len(values) == 1:
		t.goFlags, err = ParseRange(values[0])
		t.hasGoFlags = true
	case name == "#major-only" && len(values) == 1:
		t.majorOnly = true
	case name == "#partial":
		for _, kind := range values {
			t.partial[kind] = true
		}
	case name == "#recursive" && len(values) == 3:
		t.recursive[entryKey{values[0], values[1]}] = values[2]
	default:
		err = fmt.Errorf("unknown header %q", strings.Join(fields, " "))
	}
	return err
}

// parseBoundary reads a version of one to three numbers; nothing is the zero Version.
func parseBoundary(text string) (Version, error) {
	if text == "" {
		return Version{}, nil
	}
	numbers := strings.Split(text, ".")
	if len(numbers) > 3 {
		return Version{}, versionError(text)
	}
	return parseNumbers(text, numbers)
}

func (t *table) exists() bool { return !t.newest.IsZero() }

// round drops the numbers that the component does not count by: what Debian
// calls systemd 257.13 has the directives of systemd 257.
func (t *table) round(v Version) Version {
	if t.majorOnly {
		return Version{Major: v.Major}
	}
	return v
}

// print writes a version as the component's project does.
func (t *table) print(v Version) string {
	if t.majorOnly {
		return fmt.Sprint(v.Major)
	}
	return v.String()
}

// has tells whether the entry exists at v.
func (t *table) has(e entry, v Version) bool {
	v = t.round(v)
	return v.Compare(e.since) >= 0 && (e.until.IsZero() || v.Compare(e.until) <= 0)
}

// covers tells whether v was checked. Patch releases bring no names, so those
// after the newest checked version are covered as well.
func (t *table) covers(v Version) bool {
	v = t.round(v)
	minor := Version{Major: v.Major, Minor: v.Minor}
	return t.exists() && v.Compare(t.oldest) >= 0 && minor.Compare(t.newest) <= 0
}
