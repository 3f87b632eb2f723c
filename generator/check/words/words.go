// Package words says in the words of people what libraries say in those of
// their authors: without the names of Go types, and in one line.
package words

import (
	"regexp"
	"strings"
)

// rewrites are applied in order; the first group of each knows what it is about.
var rewrites = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`yaml: unmarshal errors:\s*`), ""},
	{regexp.MustCompile(`\byaml: `), ""},
	{regexp.MustCompile(`field (\S+) not found in type \S+`), `there is no key "$1"`},
	{regexp.MustCompile(`field (\S+) already set in type \S+`), `key "$1" stands twice`},
	{regexp.MustCompile(`key "([^"]*)" already set in map`), `key "$1" stands twice`},
	{regexp.MustCompile(`mapping key "([^"]*)" already defined at line (\d+)`), `key "$1" stands already in line $2`},
	{regexp.MustCompile("cannot unmarshal !!(?:map|seq) into (?:string|int|uint|float|bool)\\S*"), "a single value is wanted"},
	{regexp.MustCompile("cannot unmarshal !!\\w+(?: `([^`]*)`)? into u?int\\w*"), `"$1" is not a whole number`},
	{regexp.MustCompile("cannot unmarshal !!\\w+(?: `([^`]*)`)? into float\\w*"), `"$1" is not a number`},
	{regexp.MustCompile("cannot unmarshal !!\\w+(?: `([^`]*)`)? into bool"), `"$1" is neither true nor false`},
	{regexp.MustCompile("cannot unmarshal !!\\w+(?: `([^`]*)`)? into \\[\\]\\S+"), `a list is wanted instead of "$1"`},
	{regexp.MustCompile("cannot unmarshal !!\\w+(?: `([^`]*)`)? into \\S+"), `"$1" is not what is wanted here`},
	{regexp.MustCompile(` instead of ""|"" is not what is wanted here`), " of another kind"},
	{regexp.MustCompile(`not a valid duration string: ("[^"]*")`), `$1 is not a duration`},
	{regexp.MustCompile(`unknown unit ("[^"]*") in duration ("[^"]*")`), `$2 is not a duration: there is no unit $1`},
	{regexp.MustCompile(`empty duration string`), `a duration is empty`},
	{regexp.MustCompile(`error parsing regexp: `), `a regular expression is wrong: `},
}

// Of is the text of an error in one line of plain words.
func Of(err error) string {
	text := err.Error()
	for _, r := range rewrites {
		text = r.from.ReplaceAllString(text, r.to)
	}
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
	for at, line := range lines {
		lines[at] = strings.TrimSpace(line)
	}
	return strings.TrimRight(strings.Join(lines, "; "), ". ")
}
