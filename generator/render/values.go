package render

import (
	"fmt"
	"math/bits"
	"reflect"
	"strconv"
	"strings"
)

// describe names what a template passed: "a text", "a number", "nothing".
func describe(value any) string {
	if value == nil {
		return "nothing"
	}
	return kindOf(reflect.TypeOf(value).Kind().String())
}

// toInt takes whole numbers of every type and texts that are one.
func toInt(value any) (int64, error) {
	v := reflect.ValueOf(value)
	switch {
	case v.Kind() == reflect.String:
		n, err := strconv.ParseInt(v.String(), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%q is not a whole number", v.String())
		}
		return n, nil
	case v.CanInt():
		return v.Int(), nil
	case v.CanUint() && v.Uint() <= 1<<63-1:
		return int64(v.Uint()), nil
	}
	return 0, fmt.Errorf("expected a whole number, not %s", describe(value))
}

func add(first any, rest ...any) (int64, error) { return fold(first, rest, addExact) }
func mul(first any, rest ...any) (int64, error) { return fold(first, rest, mulExact) }
func sub(a, b any) (int64, error)               { return fold(a, []any{b}, subExact) }

// fold applies an operation from left to right; a result that does not fit is an error.
func fold(first any, rest []any, operation func(a, b int64) (int64, bool)) (int64, error) {
	total, err := toInt(first)
	if err != nil {
		return 0, err
	}
	for _, value := range rest {
		n, err := toInt(value)
		if err != nil {
			return 0, err
		}
		result, ok := operation(total, n)
		if !ok {
			return 0, fmt.Errorf("the result of %d and %d is too large", total, n)
		}
		total = result
	}
	return total, nil
}

func addExact(a, b int64) (int64, bool) { sum := a + b; return sum, (sum > a) == (b > 0) }
func subExact(a, b int64) (int64, bool) { d := a - b; return d, (d < a) == (b > 0) }

func mulExact(a, b int64) (int64, bool) {
	high, low := bits.Mul64(magnitude(a), magnitude(b))
	return a * b, high == 0 && low <= 1<<63-1
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func first(list any) (any, error) { return item(list, func(int) int { return 0 }) }
func last(list any) (any, error)  { return item(list, func(n int) int { return n - 1 }) }

// item picks one item of a list; that of an empty list is an error.
func item(list any, pick func(length int) int) (any, error) {
	v := reflect.ValueOf(list)
	if v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
		return nil, fmt.Errorf("expected a list, not %s", describe(list))
	}
	if v.Len() == 0 {
		return nil, fmt.Errorf("the list is empty")
	}
	return v.Index(pick(v.Len())).Interface(), nil
}

// dict makes a map of keys and values in turn.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("expected a value for every key")
	}
	values := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("expected a text as key, not %s", describe(pairs[i]))
		}
		values[key] = pairs[i+1]
	}
	return values, nil
}

// The functions below can grow a text; none returns more than maxOutput.

func bounded(text string) (string, error) {
	if len(text) > maxOutput {
		return "", errTooLarge
	}
	return text, nil
}

// boundedJoin wraps the join of sprig.
func boundedJoin(join func(string, any) string) func(string, any) (string, error) {
	return func(separator string, list any) (string, error) { return bounded(join(separator, list)) }
}

func replace(old, new, text string) (string, error) {
	if old == "" {
		return "", fmt.Errorf("there is nothing to look for")
	}
	if strings.Count(text, old)*len(new) > maxOutput {
		return "", errTooLarge
	}
	return bounded(strings.ReplaceAll(text, old, new))
}

func repeat(count int, text string) (string, error) {
	if count < 0 {
		return "", fmt.Errorf("cannot repeat a text %d times", count)
	}
	if count > maxOutput || count*len(text) > maxOutput {
		return "", errTooLarge
	}
	return strings.Repeat(text, count), nil
}

// indent puts spaces before every line of a text, as sprig's does.
func indent(spaces int, text string) (string, error) {
	blanks, err := repeat(spaces, " ")
	if err != nil {
		return "", err
	}
	lines, err := replace("\n", "\n"+blanks, text)
	if err != nil {
		return "", err
	}
	return bounded(blanks + lines)
}

// nindent is indent on a new line.
func nindent(spaces int, text string) (string, error) {
	lines, err := indent(spaces, text)
	if err != nil {
		return "", err
	}
	return bounded("\n" + lines)
}

func printFormat(form string, values ...any) (string, error) {
	return bounded(fmt.Sprintf(form, values...))
}

// boundedText wraps functions that write their arguments one after the other.
func boundedText(write func(...any) string) func(...any) (string, error) {
	return func(values ...any) (string, error) { return bounded(write(values...)) }
}

// maxItems bounds lists, which could double in a loop.
const maxItems = 100_000

// boundedConcat wraps the concat of sprig.
func boundedConcat(concat func(...any) any) func(...any) (any, error) {
	return func(lists ...any) (any, error) {
		items := 0
		for _, list := range lists {
			if v := reflect.ValueOf(list); v.Kind() == reflect.Slice {
				items += v.Len()
			}
		}
		if items > maxItems {
			return nil, fmt.Errorf("the list has more than %d items", maxItems)
		}
		return concat(lists...), nil
	}
}
