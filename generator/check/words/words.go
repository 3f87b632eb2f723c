// Package words says in the words of people what libraries say in those of
// their authors: without the names of Go types, and in one line.
package words

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// rewrites are applied in order; start-up is paid by every command, so nothing
// is compiled before the first mistake.
var rewrites = sync.OnceValue(func() []rewrite {
	var list []rewrite
	for _, pair := range [][2]string{
		{`yaml: unmarshal errors:\s*`, ""},
		{`\byaml: `, ""},
		{`field (\S+) not found in type \S+`, `there is no key "$1"`},
		{`field (\S+) already set in type \S+`, `key "$1" stands twice`},
		{`key "([^"]*)" already set in map`, `key "$1" stands twice`},
		{`mapping key "([^"]*)" already defined at line (\d+)`, `key "$1" stands already in line $2`},
		{"cannot unmarshal !!(?:map|seq) into (?:string|int|uint|float|bool)\\S*", "a single value is wanted"},
		{"cannot unmarshal !!\\w+(?: `([^`]*)`)? into u?int\\w*", `"$1" is not a whole number`},
		{"cannot unmarshal !!\\w+(?: `([^`]*)`)? into float\\w*", `"$1" is not a number`},
		{"cannot unmarshal !!\\w+(?: `([^`]*)`)? into bool", `"$1" is neither true nor false`},
		{"cannot unmarshal !!\\w+(?: `([^`]*)`)? into \\[\\]\\S+", `a list is wanted instead of "$1"`},
		{"cannot unmarshal !!\\w+(?: `([^`]*)`)? into \\S+", `"$1" is not what is wanted here`},
		{` instead of ""`, ""},
		{`"" is not what is wanted here`, "a value of another kind is wanted"},
		{`not a valid duration string: ("[^"]*")`, `$1 is not a duration`},
		{`unknown unit ("[^"]*") in duration ("[^"]*")`, `$2 is not a duration: there is no unit $1`},
		{`empty duration string`, `a duration is empty`},
		{`error parsing regexp: `, `a regular expression is wrong: `},
	} {
		list = append(list, rewrite{regexp.MustCompile(pair[0]), pair[1]})
	}
	return list
})

// rewrite replaces what a library says.
type rewrite struct {
	from *regexp.Regexp
	to   string
}

// lineColumn and lineIn are how libraries tell a place.
var (
	lineColumn = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\d+):(\d+): `) })
	lineIn     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\bline (\d+)`) })
)

// Place is the place in a file that the text of an error names, from 1; zeros for none.
func Place(err error) (line, col int) {
	if m := lineColumn().FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
		col, _ = strconv.Atoi(m[2])
	} else if m := lineIn().FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
		col = 1
	}
	return line, col
}

// Of is the text of an error in one line of plain words.
func Of(err error) string {
	text := err.Error()
	for _, r := range rewrites() {
		text = r.from.ReplaceAllString(text, r.to)
	}
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
	for at, line := range lines {
		lines[at] = strings.TrimSpace(line)
	}
	return strings.TrimRight(strings.Join(lines, "; "), ". ")
}
