package strictyaml

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gen/generator/report"

	"gopkg.in/yaml.v3"
)

// decodeFunc decodes n into v.
type decodeFunc = func(d reader, n *yaml.Node, v reflect.Value)

// scalarDecode returns the function for single-value types, or nil. A type
// that is defined as one of them, or embeds nothing but one, is read the same way.
func scalarDecode(t reflect.Type) decodeFunc {
	switch {
	case t.ConvertibleTo(textType) && t.Kind() == reflect.Struct:
		return structScalar(textType, func(d reader, n *yaml.Node, v any) {
			if text, ok := d.text(n); ok {
				*v.(*Text) = Text{text, posOf(d.file, n)}
			}
		})
	case t.ConvertibleTo(intType) && t.Kind() == reflect.Struct:
		return structScalar(intType, func(d reader, n *yaml.Node, v any) {
			if number, ok := d.integer(n); ok {
				*v.(*Int) = Int{number, posOf(d.file, n)}
			}
		})
	case t.ConvertibleTo(boolType) && t.Kind() == reflect.Struct:
		return structScalar(boolType, func(d reader, n *yaml.Node, v any) {
			if truth, ok := d.boolean(n); ok {
				*v.(*Bool) = Bool{truth, posOf(d.file, n)}
			}
		})
	case t.ConvertibleTo(durationType) && t.Kind() == reflect.Struct:
		return structScalar(durationType, func(d reader, n *yaml.Node, v any) {
			if span, ok := d.duration(n); ok {
				*v.(*Duration) = Duration{span, n.Value, posOf(d.file, n)}
			}
		})
	case t.Kind() == reflect.Struct && t.NumField() == 1 && t.Field(0).Anonymous:
		if inner := scalarDecode(t.Field(0).Type); inner != nil {
			return func(d reader, n *yaml.Node, v reflect.Value) { inner(d, n, v.Field(0)) }
		}
		return nil
	}
	return plainScalar(t)
}

// structScalar hands v as a pointer to the type as, to which v's type converts.
func structScalar(as reflect.Type, set func(d reader, n *yaml.Node, v any)) decodeFunc {
	pointer := reflect.PointerTo(as)
	return func(d reader, n *yaml.Node, v reflect.Value) {
		at := v.Addr()
		if at.Type() != pointer {
			at = at.Convert(pointer)
		}
		set(d, n, at.Interface())
	}
}

// plainScalar returns the function for Go's own types, which keep no place.
func plainScalar(t reflect.Type) decodeFunc {
	switch t.Kind() {
	case reflect.String:
		return func(d reader, n *yaml.Node, v reflect.Value) {
			if text, ok := d.text(n); ok {
				v.SetString(text)
			}
		}
	case reflect.Int:
		return func(d reader, n *yaml.Node, v reflect.Value) {
			if number, ok := d.integer(n); ok {
				v.SetInt(int64(number))
			}
		}
	case reflect.Bool:
		return func(d reader, n *yaml.Node, v reflect.Value) {
			if truth, ok := d.boolean(n); ok {
				v.SetBool(truth)
			}
		}
	}
	return nil
}

// withEnum refuses values outside those that the type's method Enum lists.
func withEnum(t reflect.Type, decode decodeFunc) decodeFunc {
	allowed := enumOf(t)
	if allowed == nil {
		return decode
	}
	return func(d reader, n *yaml.Node, v reflect.Value) {
		if n.Kind != yaml.ScalarNode || isNull(n) || slices.Contains(allowed, n.Value) {
			decode(d, n, v)
			return
		}
		hint := "write one of: " + strings.Join(allowed, ", ")
		if near, ok := report.Nearest(n.Value, allowed); ok {
			hint = "did you mean " + quote(near) + "?"
		}
		d.fail(n, "yaml/unknown-value", "unknown value "+quote(n.Value), hint)
	}
}

// enumOf returns what the method Enum of t lists, or nil.
func enumOf(t reflect.Type) []string {
	if e, ok := reflect.New(t).Interface().(interface{ Enum() []string }); ok {
		return e.Enum()
	}
	return nil
}

// text returns a single value as typed.
func (d reader) text(n *yaml.Node) (string, bool) {
	if !d.want(n, yaml.ScalarNode) {
		return "", false
	}
	return n.Value, true
}

// plain returns a single value that must not be quoted, such as a number.
func (d reader) plain(n *yaml.Node, want string) (string, bool) {
	if !d.want(n, yaml.ScalarNode) {
		return "", false
	}
	if n.Style != 0 {
		d.wrongType(n, want, "got the text "+quote(n.Value), "type it without quotes")
		return "", false
	}
	return n.Value, true
}

// wrongType adds a problem about a single value.
func (d reader) wrongType(n *yaml.Node, want, got, hint string) {
	d.fail(n, "yaml/wrong-type", "want "+want+", "+got, hint)
}

// The spellings of numbers: decimal is accepted, the others get a hint.
var (
	decimalNumber = regexp.MustCompile(`^[-+]?(0|[1-9][0-9]*)$`)
	leadingZero   = regexp.MustCompile(`^[-+]?0[0-9]+$`)
	underscored   = regexp.MustCompile(`^[-+]?[0-9][0-9_]*$`)
)

// integer reads a decimal whole number.
func (d reader) integer(n *yaml.Node) (int, bool) {
	const want = "a whole number"
	value, ok := d.plain(n, want)
	if !ok {
		return 0, false
	}
	if !decimalNumber.MatchString(value) {
		d.wrongType(n, want, "got "+quote(value), numberHint(value))
		return 0, false
	}
	number, err := strconv.Atoi(value)
	if err != nil {
		d.wrongType(n, want, "got "+quote(value)+", which is too large", "type a smaller number")
		return 0, false
	}
	return number, true
}

// numberHint says how to type the number that was probably meant.
func numberHint(value string) string {
	switch {
	case leadingZero.MatchString(value):
		return "type it without the leading 0, which some readers take for octal"
	case underscored.MatchString(value):
		return "type it without _"
	default:
		return "type digits only, such as 90"
	}
}

// boolean reads true or false.
func (d reader) boolean(n *yaml.Node) (bool, bool) {
	const want = "true or false"
	value, ok := d.plain(n, want)
	if !ok || value == "true" || value == "false" {
		return value == "true", ok
	}
	hint := "type true or false"
	switch strings.ToLower(value) {
	case "yes", "on", "y", "true":
		hint = "type true"
	case "no", "off", "n", "false":
		hint = "type false"
	}
	d.wrongType(n, want, "got "+quote(value), hint)
	return false, false
}

// duration reads a time span.
func (d reader) duration(n *yaml.Node) (time.Duration, bool) {
	if !d.want(n, yaml.ScalarNode) {
		return 0, false
	}
	span, err := ParseDuration(n.Value)
	if err != nil {
		d.wrongType(n, "a time span", "got "+quote(n.Value), err.Error())
		return 0, false
	}
	return span, true
}

// longestQuote is how many runes of a value a message repeats.
const longestQuote = 60

// quote returns value in quotes, cut when it is long. Printing escapes the rest.
func quote(value string) string {
	if len(value) > longestQuote {
		if runes := []rune(value[:min(len(value), 4*longestQuote)]); len(runes) > longestQuote {
			value = string(runes[:longestQuote]) + "..."
		}
	}
	return fmt.Sprintf(`"%s"`, value)
}
