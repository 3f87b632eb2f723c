// Package metrics knows what services export: names, types and labels of
// metrics, by version and by the flags that bring them.
//
// A blueprint's metrics.tsv says it, one line per metric; e2e/metrics gathers
// the lines of gen's own blueprints from the real programs. The package joins
// the tables of a site's services into what its Prometheus can know.
package metrics

import (
	"fmt"
	"slices"
	"strings"

	"gen/generator/compat"
)

// Types of metrics, as the text format of Prometheus names them.
const (
	Counter   = "counter"
	Gauge     = "gauge"
	Histogram = "histogram"
	Summary   = "summary"
	Untyped   = "untyped"
)

// AnyLabel stands among the labels of a metric that may have others.
const AnyLabel = "*"

var types = []string{Counter, Gauge, Histogram, Summary, Untyped}

// Label is a label of a metric's own, without those of its target.
type Label struct {
	Name string
	// Always tells that every series of the metric has it.
	Always bool
}

// Row is one line of a table.
type Row struct {
	// Name may hold one "*" for what nobody can list.
	Name   string
	Type   string
	Labels []Label
	// Versions is the text of a range; "-" is every version.
	Versions string
	// Needs names a Need; "-" is none.
	Needs string
	// From is "run", or the source that shows it.
	From string
}

// Need is what a group of metrics depends on beside the version.
type Need struct {
	Name string
	// Terms must all hold for the command line, see term.
	Terms string
	// Hint says how a site brings them, such as "set collectors: [tcpstat] on node_exporter".
	Hint string
}

// Table is a metrics.tsv as it is written.
type Table struct {
	// Comment is the head of the file without the marks.
	Comment []string
	Needs   []Need
	Rows    []Row
	// ranges are the ranges of versions that have been looked at.
	ranges map[string]error
}

// Mistake is a line that cannot be read.
type Mistake struct {
	// Line counts from 1.
	Line int
	Fact string
	Hint string
}

// isName tells whether a text is a name of letters, digits and _, and of more
// characters if they are allowed. A table has thousands, hence no regular expression.
func isName(text, more string) bool {
	for at := range len(text) {
		switch c := text[at]; {
		case c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || strings.IndexByte(more, c) >= 0:
		case '0' <= c && c <= '9' && at > 0:
		default:
			return false
		}
	}
	return text != "" && text[0] != '*'
}

// ReadTable reads the text of a metrics.tsv. Lines are fields between tabs:
//
//	# comment
//	@needs  name  terms  hint
//	name  type  labels  versions  needs  from
//
// Lines that cannot be read are left out of the table.
func ReadTable(text string) (*Table, []Mistake) {
	t, mistakes := &Table{}, []Mistake(nil)
	line := 0
	for one := range strings.Lines(text) {
		line++
		one = strings.TrimRight(one, "\r\n")
		if fact, hint := t.read(one); fact != "" {
			mistakes = append(mistakes, Mistake{line, fact, hint})
		}
	}
	return t, mistakes
}

// read adds one line, or says what is wrong with it.
func (t *Table) read(line string) (fact, hint string) {
	fields := strings.Split(line, "\t")
	switch {
	case line == "":
	case line[0] == '#':
		t.Comment = append(t.Comment, strings.TrimPrefix(strings.TrimPrefix(line, "#"), " "))
	case fields[0] == "@needs":
		return t.readNeed(fields)
	case len(fields) != 6:
		return fmt.Sprintf("the line has %d fields, not 6", len(fields)), `write name, type, labels, versions, needs and source with one tab between them, and "-" for nothing`
	default:
		return t.readRow(fields)
	}
	return "", ""
}

func (t *Table) readNeed(fields []string) (fact, hint string) {
	if len(fields) != 4 {
		return fmt.Sprintf("the line has %d fields, not 4", len(fields)), "write @needs, a name, flags and a hint with one tab between them"
	}
	need := Need{fields[1], fields[2], fields[3]}
	if _, err := parseTerms(need.Terms); err != nil {
		return err.Error(), "write flags such as --collector.wifi, !--no-collector.cpu or --disable_metrics:tcp"
	}
	t.Needs = append(t.Needs, need)
	return "", ""
}

func (t *Table) readRow(fields []string) (fact, hint string) {
	row := Row{Name: fields[0], Type: fields[1], Versions: fields[3], Needs: fields[4], From: fields[5]}
	if !isName(row.Name, ":*") || strings.Count(row.Name, "*") > 1 {
		return fmt.Sprintf("%q is not a name of a metric", row.Name), "use letters, digits, _ and :, with no digit first"
	}
	if !slices.Contains(types, row.Type) {
		return fmt.Sprintf("%q is not a type of a metric", row.Type), "write one of: " + strings.Join(types, ", ")
	}
	if err := t.checkRange(row.Versions); err != nil {
		return fmt.Sprintf("%q is not a range of versions", row.Versions), err.Error()
	}
	if row.Needs != "-" && !slices.ContainsFunc(t.Needs, func(n Need) bool { return n.Name == row.Needs }) {
		return fmt.Sprintf("no line above says what %q needs", row.Needs), "add a line with @needs, or write \"-\""
	}
	for _, word := range labelWords(fields[2]) {
		name, always := word, true
		if cut, ok := strings.CutSuffix(word, "?"); ok {
			name, always = cut, false
		}
		if !isName(name, "") && word != AnyLabel {
			return fmt.Sprintf("%q is not a name of a label", name), `separate labels by commas; "-" is none`
		}
		row.Labels = append(row.Labels, Label{name, always})
	}
	t.Rows = append(t.Rows, row)
	return "", ""
}

// checkRange refuses what is no range of versions; most rows share a few.
func (t *Table) checkRange(text string) error {
	if text == "-" {
		return nil
	}
	err, known := t.ranges[text]
	if !known {
		_, err = compat.ParseRange(text)
		if t.ranges == nil {
			t.ranges = map[string]error{}
		}
		t.ranges[text] = err
	}
	return err
}

func labelWords(field string) []string {
	if field == "-" {
		return nil
	}
	return strings.Split(field, ",")
}

// Text is the table as a file.
func (t *Table) Text() string {
	var out strings.Builder
	for _, line := range t.Comment {
		out.WriteString(strings.TrimRight("# "+line, " ") + "\n")
	}
	for _, n := range t.Needs {
		out.WriteString(strings.Join([]string{"@needs", n.Name, n.Terms, n.Hint}, "\t") + "\n")
	}
	for _, r := range t.Rows {
		out.WriteString(strings.Join([]string{r.Name, r.Type, r.LabelText(), r.Versions, r.Needs, r.From}, "\t") + "\n")
	}
	return out.String()
}

// LabelText is the field of the labels.
func (r Row) LabelText() string {
	words := make([]string, len(r.Labels))
	for i, l := range r.Labels {
		words[i] = l.Name
		if !l.Always {
			words[i] += "?"
		}
	}
	if len(words) == 0 {
		return "-"
	}
	return strings.Join(words, ",")
}
