package report

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"
)

// palette holds the terminal escapes of one printing; all are empty without colour.
type palette struct{ error, warning, faint, reset string }

// paletteFor returns the standard colours or none.
func paletteFor(colour bool) palette {
	if !colour {
		return palette{}
	}
	return palette{error: "\x1b[1;31m", warning: "\x1b[1;33m", faint: "\x1b[2m", reset: "\x1b[0m"}
}

// of returns the escape for a severity.
func (c palette) of(s Severity) string {
	if s == Warning {
		return c.warning
	}
	return c.error
}

// printText writes each problem with its source line, then the summary.
func (r *Report) printText(w *bufio.Writer, colour bool) {
	colours, lines := paletteFor(colour), lineIndex{sources: r.sources}
	counts := map[Severity]int{}
	for _, p := range r.Problems() {
		counts[p.Severity()]++
		shade := colours.of(p.Severity())
		fmt.Fprintf(w, "%s%s%s:%s %s %s[%s]%s\n", place(p.Pos), shade, p.Severity(), colours.reset,
			printable(p.sentence()), colours.faint, printable(p.ID), colours.reset)
		if source, ok := lines.line(p.Pos); ok && len(bytes.TrimSpace(source)) > 0 {
			text, caret := excerpt(source, p.Pos.Col)
			fmt.Fprintf(w, "  %s\n  %s%s^%s\n", text, caret, shade, colours.reset)
		}
	}
	if len(counts) > 0 {
		fmt.Fprintln(w, summary(counts))
	}
}

// sentence joins fact and hint.
func (p Problem) sentence() string {
	if p.Hint == "" {
		return p.Fact
	}
	return p.Fact + "; " + p.Hint
}

// place returns "file:line:col: ", as much of it as is known.
func place(p Pos) string {
	switch {
	case p.File == "":
		return ""
	case p.Line == 0:
		return printable(p.File) + ": "
	default:
		return fmt.Sprintf("%s:%d:%d: ", printable(p.File), p.Line, p.Col)
	}
}

// summary names the counts by severity, such as "2 errors, 1 warning".
func summary(counts map[Severity]int) string {
	var parts []string
	for _, severity := range []Severity{Error, Warning} {
		switch count := counts[severity]; {
		case count == 1:
			parts = append(parts, "1 "+severity.String())
		case count > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", count, severity))
		}
	}
	return strings.Join(parts, ", ")
}
