package compat

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"
	"testing"
)

// maxData is the number of bytes that all tables may take in the program.
const maxData = 700_000

var kinds = []string{
	Aggregator, Behaviour, ClusterTLSKey, ComposeKey, ConfigKey, DashboardProviderKey, DashboardSchema, DatasourceKey,
	Default, Directive, ExperimentalFunction, Feature, Flag, Function, INIKey, Image, ImagePath, ImageTag, ImageUser,
	QuadletKey, RuleKey, SecretFile, TemplateFunc, Value, Variable, WebConfigKey,
}

// tables parses all embedded tables.
func tables(t *testing.T) map[string]*table {
	t.Helper()
	all := map[string]*table{}
	for _, component := range Components() {
		parsed, err := parseTable(text(t, component))
		if err != nil {
			t.Fatalf("%s: %v", component, err)
		}
		all[component] = parsed
	}
	if len(all) == 0 {
		t.Fatal("no table")
	}
	return all
}

func text(t *testing.T, component string) string {
	t.Helper()
	content, err := fs.ReadFile(files, "data/"+component+".tsv")
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestTablesAreSmall(t *testing.T) {
	size := 0
	for _, component := range Components() {
		size += len(text(t, component))
	}
	if size > maxData {
		t.Errorf("the tables take %d bytes", size)
	}
}

// TestTablesAreSorted keeps changes to the data readable.
func TestTablesAreSorted(t *testing.T) {
	for _, component := range Components() {
		var before []string
		for line := range strings.Lines(text(t, component)) {
			fields := strings.Split(line, "\t")
			if strings.HasPrefix(line, "#") {
				if before != nil {
					t.Errorf("%s: %q stands below the first name", component, line)
				}
				continue
			}
			if before != nil && cmp.Or(cmp.Compare(before[0], fields[0]), cmp.Compare(before[1], fields[1])) >= 0 {
				t.Errorf("%s: %q stands after %q", component, fields[1], before[1])
			}
			before = fields
		}
	}
}

func TestTablesSayWhatIsPossible(t *testing.T) {
	for component, parsed := range tables(t) {
		if parsed.oldest.Compare(parsed.newest) >= 0 {
			t.Errorf("%s: checked from %v to %v", component, parsed.oldest, parsed.newest)
		}
		for key, e := range parsed.entries {
			switch {
			case !slices.Contains(kinds, key.kind):
				t.Errorf("%s: unknown kind %q", component, key.kind)
			case key.name == "" || strings.TrimSpace(key.name) != key.name:
				t.Errorf("%s: %s %q is no name", component, key.kind, key.name)
			case !e.until.IsZero() && e.since.Compare(e.until) > 0:
				t.Errorf("%s: %s %s ends before it begins", component, key.kind, key.name)
			case e.source == "":
				t.Errorf("%s: %s %s has no source", component, key.kind, key.name)
			}
		}
		for kind := range parsed.partial {
			if !slices.Contains(kinds, kind) {
				t.Errorf("%s: unknown partial kind %q", component, kind)
			}
		}
	}
}

// TestPathsHaveParents proves that a walk from the top of a document reaches every key.
func TestPathsHaveParents(t *testing.T) {
	for component, parsed := range tables(t) {
		for key := range parsed.entries {
			parent, word := splitName(key.kind, key.name)
			parent = strings.TrimSuffix(parent, "[]")
			if _, found := parsed.entries[entryKey{key.kind, parent}]; !found && parent != "" && key.kind != INIKey {
				t.Errorf("%s: %s %s stands below nothing", component, key.kind, key.name)
			}
			if strings.Contains(word, "*") && word != "*" && word != "**" {
				t.Errorf("%s: %s %s has a star inside of a key", component, key.kind, key.name)
			}
		}
		for key, same := range parsed.recursive {
			if _, found := parsed.entries[entryKey{key.kind, same}]; !found {
				t.Errorf("%s: %s repeats %s, which is nothing", component, key.name, same)
			}
		}
	}
}

// TestKindsAgree proves that what one kind says of a name of another is about a name that exists.
func TestKindsAgree(t *testing.T) {
	for component, parsed := range tables(t) {
		for key := range parsed.entries {
			var candidates []string
			switch key.kind {
			case SecretFile:
				candidates = parsed.names[ConfigKey]
			case ExperimentalFunction:
				candidates = slices.Concat(parsed.names[Function], parsed.names[Aggregator])
			default:
				continue
			}
			if !slices.Contains(candidates, key.name) {
				t.Errorf("%s: %s %s is nothing else", component, key.kind, key.name)
			}
		}
	}
}

func TestParseTableRefuses(t *testing.T) {
	const checked = "#checked\t1.0.0\t2.0.0\n"
	tests := []struct{ text, want string }{
		{"", "no line #checked"},
		{"#checked\t1.0.0\n", `line 1: unknown header "#checked 1.0.0"`},
		{"#checked\t1.0.0\tnow\n", `line 1: "now" is not a version, a version looks like 2.48.1`},
		{checked + "#colour\tred\n", `line 2: unknown header "#colour red"`},
		{checked + "#go-flags\t1.0.0\n", `line 2: "1.0.0" does not start with one of < <= > >= =, write a range such as ">=1.0.0 <2.0.0"`},
		{checked + "flag\t--x\t\t\n", "line 2: 4 columns, not 5"},
		{checked + "flag\t--x\told\t\tmain.go\n", `line 2: "old" is not a version, a version looks like 2.48.1`},
		{checked + "flag\t--x\t\t1.2.3.4\tmain.go\n", `line 2: "1.2.3.4" is not a version, a version looks like 2.48.1`},
	}
	for _, test := range tests {
		if _, err := parseTable(test.text); err == nil || err.Error() != test.want {
			t.Errorf("%q: got %v, want %s", test.text, err, test.want)
		}
	}
}
