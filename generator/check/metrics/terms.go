package metrics

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// term is one condition on a command line:
//
//	--flag            the flag is there
//	--flag:word       the flag's list, separated by commas, has the word
//	--flag=           the flag is there with an empty value
//	--flag~PREFIX     the flag's value is a regular expression that matches what
//	                  follows PREFIX in the metric's name
//
// A "!" in front negates it; a "?" makes it hold when the flag is not there.
type term struct {
	not, optional bool
	flag          string
	operator      byte // 0, ':', '=' or '~'
	word          string
}

var termForm = regexp.MustCompile(`^([!?]?)(--?[a-zA-Z][a-zA-Z0-9._-]*)(?:([:~])(\S+)|(=))?$`)

// parseTerms reads terms that are separated by blanks.
func parseTerms(text string) ([]term, error) {
	var list []term
	for _, word := range strings.Fields(text) {
		parts := termForm.FindStringSubmatch(word)
		if parts == nil {
			return nil, fmt.Errorf("%q is not a condition on a flag", word)
		}
		t := term{not: parts[1] == "!", optional: parts[1] == "?", flag: parts[2], word: parts[4]}
		if operator := parts[3] + parts[5]; operator != "" {
			t.operator = operator[0]
		}
		list = append(list, t)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("there is no condition")
	}
	return list, nil
}

// flags is a command line.
type flags struct {
	// values are by name, empty for a flag without one.
	values map[string]string
	// patterns are the values that were read as regular expressions; nil for one that is none.
	patterns map[string]*regexp.Regexp
}

// readFlags reads arguments of the form --name or --name=value.
func readFlags(args []string) flags {
	read := flags{map[string]string{}, map[string]*regexp.Regexp{}}
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		read.values[name] = value
	}
	return read
}

// pattern is a value as a regular expression.
func (f flags) pattern(value string) *regexp.Regexp {
	compiled, done := f.patterns[value]
	if !done {
		compiled, _ = regexp.Compile(value) // nil for one that the daemon would refuse, too
		f.patterns[value] = compiled
	}
	return compiled
}

// holds tells whether the term is true for a command line and a metric.
func (t term) holds(f flags, metric string) bool {
	value, there := f.values[t.flag]
	if !there && t.optional {
		return true
	}
	return (there && t.matches(f, value, metric)) != t.not
}

func (t term) matches(f flags, value, metric string) bool {
	switch t.operator {
	case ':':
		return slices.Contains(strings.Split(value, ","), t.word)
	case '=':
		return value == ""
	case '~':
		pattern := f.pattern(value)
		return pattern != nil && pattern.MatchString(strings.TrimPrefix(metric, t.word))
	}
	return true
}
