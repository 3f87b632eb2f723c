package expr

import (
	"regexp"
	"strings"
)

// grafanaVariable is a variable in a query: $name, ${name}, ${name:format} or [[name]].
var grafanaVariable = regexp.MustCompile(`\$(?:\{[a-zA-Z_][^}]*\}|[a-zA-Z_][a-zA-Z0-9_]*)|\[\[[a-zA-Z_][a-zA-Z0-9_:]*\]\]`)

// Substitute makes PromQL of a panel's query without moving anything: inside
// of strings variables stay, as a duration they become one of the same length,
// and elsewhere a name of the same length that begins with "_".
func Substitute(query string) string {
	out := []byte(query)
	for _, found := range grafanaVariable.FindAllStringIndex(query, -1) {
		from, to := found[0], found[1]
		switch before := strings.TrimRight(query[:from], " \t\n"); {
		case quoted(query[:from]):
		case strings.HasSuffix(before, "[") || strings.HasSuffix(before, ":") || strings.HasSuffix(before, "offset"):
			copy(out[from:to], strings.Repeat("0", to-from-2)+"5m")
		default:
			copy(out[from:to], strings.Repeat("_", to-from))
			for at := from; at < to; at++ {
				if letter(query, at) {
					out[at] = query[at]
				}
			}
		}
	}
	return string(out)
}

// placeholderName tells that a name may stand for a variable of a dashboard.
func placeholderName(name string) bool { return strings.HasPrefix(name, "_") }

// quoted tells whether a string is open at the end of a text.
func quoted(text string) bool {
	var open byte
	for at := 0; at < len(text); at++ {
		switch c := text[at]; {
		case open != 0 && c == '\\' && open != '`':
			at++
		case open == c:
			open = 0
		case open == 0 && (c == '"' || c == '\'' || c == '`'):
			open = c
		}
	}
	return open != 0
}

// legendLabel is a label in the legend of a query.
var legendLabel = regexp.MustCompile(`\{\{\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*\}\}`)

// legendUses are the labels that a legend reads.
func legendUses(text string) []use {
	var list []use
	for _, found := range legendLabel.FindAllStringSubmatchIndex(text, -1) {
		list = append(list, use{text[found[2]:found[3]], found[2]})
	}
	return list
}
