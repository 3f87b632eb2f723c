package prometheus

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// value is one sample of a test's series; text is "_" for none, "stale" for the
// end of the series, and empty for a number.
type value struct {
	number float64
	text   string
}

// gap is a value that was not scraped, end the end of a series.
var gap, end = value{text: "_"}, value{text: "stale"}

// mostValues bounds what a test may spell out: two years of minutes.
const mostValues = 1_000_000

var errNotation = errors.New("values in a notation that is not understood")

// parseValues reads the notation of promtool's tests: a, axn, a+bxn, a-bxn, _,
// _xn and stale (promql/parser/generated_parser.y@v3.15.0).
func parseValues(text string) ([]value, error) {
	var all []value
	for _, word := range strings.Fields(text) {
		some, err := parseWord(word)
		if err != nil {
			return nil, err
		}
		if all = append(all, some...); len(all) > mostValues {
			return nil, errNotation
		}
	}
	return all, nil
}

// parseWord reads one word; axn is a and n more, _xn is n gaps.
func parseWord(word string) ([]value, error) {
	base, times, repeated := strings.Cut(word, "x")
	n, err := strconv.Atoi(times)
	if repeated && (err != nil || n < 0 || n > mostValues) {
		return nil, errNotation
	}
	if base == "_" || base == "stale" {
		return repeat(value{text: base}, 0, max(n, 1)), nil
	}
	start, step, err := parseSteps(base)
	if err != nil {
		return nil, err
	}
	return repeat(value{number: start}, step, n+1), nil
}

// parseSteps reads a, a+b and a-b.
func parseSteps(text string) (start, step float64, err error) {
	at := len(text)
	for n := 1; n < len(text); n++ {
		if (text[n] == '+' || text[n] == '-') && text[n-1] != 'e' && text[n-1] != 'E' {
			at = n
			break
		}
	}
	start, err = strconv.ParseFloat(text[:at], 64)
	if err == nil && at < len(text) {
		step, err = strconv.ParseFloat(text[at:], 64)
	}
	if err != nil {
		err = errNotation
	}
	return start, step, err
}

func repeat(v value, step float64, n int) []value {
	list := make([]value, n)
	for at := range list {
		list[at] = value{v.number + step*float64(at), v.text}
	}
	return list
}

// formatValues writes values as short as the notation allows.
func formatValues(all []value) string {
	var words []string
	for at := 0; at < len(all); {
		n, step := stretch(all[at:])
		words = append(words, formatWord(all[at], step, n))
		at += n
	}
	return strings.Join(words, " ")
}

// stretch is how many values from the first on grow by the same step.
func stretch(all []value) (n int, step float64) {
	first := all[0]
	if len(all) > 1 && all[1].text == "" {
		step = all[1].number - first.number
	}
	for n = 1; n < len(all); n++ {
		if all[n].text != first.text || all[n].number != first.number+step*float64(n) {
			break
		}
	}
	if n == 2 && step != 0 {
		return 1, 0 // the second may begin a stretch of its own
	}
	return n, step
}

func formatWord(v value, step float64, n int) string {
	switch {
	case v.text != "" && n == 1:
		return v.text
	case v.text != "":
		return fmt.Sprintf("%sx%d", v.text, n)
	case n == 1:
		return number(v.number)
	case step == 0:
		return fmt.Sprintf("%sx%d", number(v.number), n-1)
	case step < 0:
		return fmt.Sprintf("%s%sx%d", number(v.number), number(step), n-1)
	}
	return fmt.Sprintf("%s+%sx%d", number(v.number), number(step), n-1)
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
