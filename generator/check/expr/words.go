package expr

import (
	"strconv"
	"strings"

	"github.com/prometheus/prometheus/promql/parser/posrange"

	"gen/generator/report"
)

func quote(text string) string { return strconv.Quote(text) }

// variable tells that a text holds a variable of a dashboard.
func variable(text string) bool { return strings.Contains(text, "$") }

// longest is how much of an expression is repeated in a sentence.
const longest = 60

// brief is a part of an expression in one line, as it was written.
func (a *analysis) brief(r posrange.PositionRange) string {
	if r.Start < 0 || int(r.End) > len(a.text) || r.Start > r.End {
		return "the expression"
	}
	text := strings.Join(strings.Fields(a.text[r.Start:r.End]), " ")
	if cut := []rune(text); len(cut) > longest {
		return string(cut[:longest]) + "…"
	}
	return text
}

// find is how far behind a place a word stands; 0 when it does not.
func (a *analysis) find(at posrange.Pos, word string) posrange.Pos {
	if int(at) > len(a.text) || at < 0 {
		return 0
	}
	for from := int(at); ; {
		found := strings.Index(a.text[from:], word)
		if found < 0 {
			return 0
		}
		start, end := from+found, from+found+len(word)
		if !letter(a.text, start-1) && !letter(a.text, end) {
			return posrange.Pos(start) - at
		}
		from = end
	}
}

// letter tells whether a name could go on at a place.
func letter(text string, at int) bool {
	if at < 0 || at >= len(text) {
		return false
	}
	c := text[at]
	return c == '_' || c == ':' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// nearest suggests one of the words, or lists them.
func nearest(word string, words []string, list string) string {
	if near, ok := report.Nearest(word, words); ok {
		return "did you mean " + quote(near) + "?"
	}
	if len(words) == 0 {
		return "remove it"
	}
	return list + strings.Join(words, ", ")
}
