package report

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// widestExcerpt is how many runes of a source line are shown.
	widestExcerpt = 100
	// cutMark stands where an excerpt leaves something out.
	cutMark = "…"
)

// lineIndex finds lines of the sources; each file is split once.
type lineIndex struct {
	sources map[string][]byte
	split   map[string][][]byte
}

// line returns the line at p without its line break, if the source is known.
func (x *lineIndex) line(p Pos) ([]byte, bool) {
	lines, done := x.split[p.File]
	if !done {
		lines = bytes.Split(x.sources[p.File], []byte("\n"))
		if x.split == nil {
			x.split = map[string][][]byte{}
		}
		x.split[p.File] = lines
	}
	if p.Line < 1 || p.Line > len(lines) || x.sources[p.File] == nil {
		return nil, false
	}
	return bytes.TrimSuffix(lines[p.Line-1], []byte("\r")), true
}

// excerpt returns the printable part of line around column col, and the blank
// text that puts a caret below that column.
func excerpt(line []byte, col int) (text, caret string) {
	var shown, below strings.Builder
	first := max(1, col-widestExcerpt/2)
	if first > 1 {
		shown.WriteString(cutMark)
		below.WriteByte(' ')
	}
	for at := 1; len(line) > 0; at++ {
		if at == first+widestExcerpt {
			shown.WriteString(cutMark)
			break
		}
		r, size := utf8.DecodeRune(line)
		if at >= first {
			cell := visible(r, line[:size])
			shown.WriteString(cell)
			if at < col {
				below.WriteString(blank(cell))
			}
		}
		line = line[size:]
	}
	return shown.String(), below.String()
}

// blank returns what fills the same columns as cell: tabs stay tabs.
func blank(cell string) string {
	if cell == "\t" {
		return cell
	}
	columns := 0
	for _, r := range cell {
		columns += width(r)
	}
	return strings.Repeat(" ", columns)
}

// visible returns r, or an escape for what a terminal would obey or hide.
func visible(r rune, encoded []byte) string {
	switch {
	case r == '\t' || unicode.IsPrint(r) && !(r == utf8.RuneError && len(encoded) == 1):
		return string(encoded)
	case len(encoded) == 1:
		return fmt.Sprintf(`\x%02x`, encoded[0])
	case r > 0xFFFF:
		return fmt.Sprintf(`\U%08x`, r)
	default:
		return fmt.Sprintf(`\u%04x`, r)
	}
}

// printable returns text in one line with everything unprintable escaped, so
// that neither a file name nor a value can steer the reader's terminal.
func printable(text string) string {
	var out strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch r {
		case '\n':
			out.WriteString(`\n`)
		case '\t':
			out.WriteString(`\t`)
		default:
			out.WriteString(visible(r, []byte(text[:size])))
		}
		text = text[size:]
	}
	return out.String()
}
