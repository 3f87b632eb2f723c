package render

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Error is a mistake in a template or in the data for it.
type Error struct {
	// Name is the template's name as given to Parse.
	Name string
	// Line and Col count from 1, Col in runes; 0 means that it is not known.
	Line, Col int
	// Fact says what is the case, without the place.
	Fact string
}

// Error returns "name:line:col: fact", without the parts that are not known.
func (e *Error) Error() string {
	place := e.Name
	if e.Line > 0 {
		place += ":" + strconv.Itoa(e.Line)
	}
	if e.Col > 0 {
		place += ":" + strconv.Itoa(e.Col)
	}
	return place + ": " + e.Fact
}

var (
	placeForm = regexp.MustCompile(`(?s)^(\d+)(?::(\d+))?: (.*)$`)
	atForm    = regexp.MustCompile(`(?s)^executing ".*?" at <(.*?)>: (.*)$`)
)

// splitPlace takes apart "template: name:line:column: message"; line is 0 and
// column is -1 where text/template does not tell it. column counts bytes from 0.
func splitPlace(name, text string) (line, column int, message string) {
	message = strings.TrimPrefix(text, "template: ")
	parts := placeForm.FindStringSubmatch(strings.TrimPrefix(message, name+":"))
	if parts == nil {
		return 0, -1, message
	}
	line, _ = strconv.Atoi(parts[1])
	column = -1
	if parts[2] != "" {
		column, _ = strconv.Atoi(parts[2])
	}
	return line, column, parts[3]
}

// runeColumn turns a byte offset in a line of text into a column as editors count.
func runeColumn(text string, line, offset int) int {
	lines := strings.Split(text, "\n")
	if offset < 0 || line < 1 || line > len(lines) || offset > len(lines[line-1]) {
		return 0
	}
	return utf8.RuneCountInString(lines[line-1][:offset]) + 1
}

// rewording lists the messages of text/template that speak of Go, and what to
// say instead. Source: text/template/exec.go and funcs.go of Go 1.26.
var rewording = []struct {
	pattern *regexp.Regexp
	words   string
}{
	{regexp.MustCompile(`^map has no entry for key ("[^"]*")$`), `there is no value called $1`},
	{regexp.MustCompile(`^nil data; no entry for key ("[^"]*")$`), `there is no value called $1`},
	{regexp.MustCompile(`^can't evaluate field (\w+) in type .*$`), `there is no value called "$1"`},
	{regexp.MustCompile(`^nil pointer evaluating .*\.(\w+)$`), `"$1" is asked of something that is not set`},
	{regexp.MustCompile(`^wrong number of args for (\w+): want (at least )?(\d+) got (\d+)$`), `$1 takes $2$3 arguments, not $4`},
	{regexp.MustCompile(`^wrong type for value; expected (\S+); got (\S+)$`), `expected ${type:1}, not ${type:2}`},
	{regexp.MustCompile(`^expected (\w+); found (.*)$`), `expected ${type:1}, not $2`},
	{regexp.MustCompile(`^function "(\w+)" not defined$`), `there is no function called "$1"`},
	{regexp.MustCompile(`^unexpected EOF$`), `{{ end }} is missing`},
	{regexp.MustCompile(`^unclosed action.*$`), `a "{{" is never closed`},
	{regexp.MustCompile(`^range can't iterate over .*$`), `range needs a list`},
	{regexp.MustCompile(`(?s)^error calling \w+: (.*)$`), `$1`},
}

// plainWords says a message of text/template in the words of people who do not
// write Go.
func plainWords(message string) string {
	prefix := ""
	if parts := atForm.FindStringSubmatch(message); parts != nil {
		prefix, message = parts[1]+": ", parts[2]
	}
	for _, r := range rewording {
		match := r.pattern.FindStringSubmatch(message)
		if match == nil {
			continue
		}
		words := r.words
		for i, text := range match {
			words = strings.ReplaceAll(words, fmt.Sprintf("${type:%d}", i), kindOf(text))
			words = strings.ReplaceAll(words, fmt.Sprintf("$%d", i), text)
		}
		return prefix + words
	}
	return prefix + message
}

// kindOf names a Go type as a user would: "a text", "a number".
func kindOf(goType string) string {
	switch {
	case goType == "string":
		return "a text"
	case goType == "bool":
		return "true or false"
	case strings.HasPrefix(goType, "int"), strings.HasPrefix(goType, "uint"):
		return "a number"
	case strings.HasPrefix(goType, "float"):
		return "a decimal number"
	case strings.HasPrefix(goType, "["), goType == "slice", goType == "array":
		return "a list"
	}
	return "a group of values"
}
