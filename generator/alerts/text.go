package alerts

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// few is how many targets a line names.
const few = 3

// Table writes a document as a table: a line for each alert and each of its
// limits, and one for each override. What no place says is as it was shipped.
func Table(w io.Writer, d Document) error {
	lines := []string{"ALERT\tSEVERITY\tFOR\tLIMITS\tBY\tTOLD"}
	for _, a := range d.Alerts {
		first, told := a.Name+"\t"+a.Severity.Value+"\t"+a.For.Value, a.heard
		for _, line := range rows(a) {
			lines = append(lines, strings.Join([]string{first, line[0], line[1], told}, "\t"))
			first, told = "\t\t", ""
		}
	}
	if err := columns(w, lines); err != nil {
		return err
	}
	for _, off := range d.Disabled {
		if _, err := fmt.Fprintf(w, "%s is disabled, by %s\n", off.Name, off.From); err != nil {
			return err
		}
	}
	return nil
}

// columns aligns the cells of lines, without blanks at their ends.
func columns(w io.Writer, lines []string) error {
	var aligned strings.Builder
	t := tabwriter.NewWriter(&aligned, 0, 0, 2, ' ', 0)
	for _, line := range lines {
		fmt.Fprintln(t, line)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(aligned.String()) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

// rows are the limits of an alert and what is otherwise, each with who says it.
func rows(a Alert) [][2]string {
	var said []string
	for _, by := range []struct{ what, from string }{{"severity", a.Severity.From}, {"for", a.For.From}} {
		if by.from != "" {
			said = append(said, by.what+" "+by.from)
		}
	}
	var list [][2]string
	for _, l := range a.Limits {
		list = append(list, [2]string{l.Name + " " + l.Value.Value, l.From})
	}
	if len(list) == 0 {
		list = append(list, [2]string{})
	}
	if list[0][1] != "" {
		said = append(said, list[0][1])
	}
	list[0][1] = strings.Join(said, ", ")
	for _, o := range a.Overrides {
		list = append(list, [2]string{strings.Join(append(settings(o), "on "+some(o.Targets)), " "), by(o)})
	}
	return list
}

// settings are what an override says.
func settings(o Override) []string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(o.Limits)) {
		words = append(words, name+" "+o.Limits[name])
	}
	if o.Disable {
		words = append(words, "disabled")
	}
	return words
}

// by says who has made an override, why, and until when.
func by(o Override) string {
	text := o.From + ": " + strings.Join(strings.Fields(o.Why), " ")
	if o.Until != "" {
		text += ", until " + o.Until
	}
	return text
}

func some(names []string) string {
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:few-1], ", "), len(names)-few+1)
}

// heard is who is told, with the conditions that only the moment decides.
func heard(told []Told) string {
	var words []string
	for _, t := range told {
		word := strings.Join(t.Receivers, " and ")
		if len(t.When) > 0 {
			word += " when " + strings.Join(t.When, " ")
		}
		if t.Else {
			word = "else " + word
		}
		for _, times := range []struct {
			word  string
			names []string
		}{{" except at ", t.Mute}, {" only at ", t.Active}} {
			if len(times.names) > 0 {
				word += times.word + strings.Join(times.names, ", ")
			}
		}
		words = append(words, word)
	}
	return cmp.Or(strings.Join(words, "; "), "nobody")
}

// Page writes one alert in full.
func Page(w io.Writer, a Alert) error {
	lines := []string{
		"severity\t" + a.Severity.Value + "\t" + shown(a.Severity.From),
		"for\t" + a.For.Value + "\t" + shown(a.For.From),
	}
	for _, l := range a.Limits {
		lines = append(lines, fmt.Sprintf("limit\t%s %s\t%s; %s", l.Name, l.Value.Value, shown(l.From), l.About))
	}
	for _, o := range a.Overrides {
		lines = append(lines, fmt.Sprintf("override\t%s\t%s", strings.Join(settings(o), " "), by(o)), "\t\ton "+strings.Join(o.Targets, ", "))
	}
	if _, err := fmt.Fprintf(w, "%s, of %s\n", a.Name, a.Service); err != nil {
		return err
	}
	if err := columns(w, append(lines, "told\t"+a.heard)); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n", strings.TrimSpace(a.Expr))
	return err
}

// shown is the place of a value, which may be its blueprint.
func shown(from string) string { return cmp.Or(from, "as shipped") }
