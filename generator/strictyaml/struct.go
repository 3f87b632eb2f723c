package strictyaml

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gen/generator/report"

	"gopkg.in/yaml.v3"
)

// field is a key of a struct.
type field struct {
	key      string
	doc      string
	required bool
	scalar   bool
	index    []int
	typ      reflect.Type
	codec    *codec
}

// structInfo is what decoding needs to know of a struct.
type structInfo struct {
	fields []field
	byKey  map[string]int
	keys   []string
	// places are the fields that receive the position.
	places [][]int
}

// structInfo reads the tags of t and builds the codecs of its fields.
func (b builder) structInfo(t reflect.Type) *structInfo {
	s := fieldsOf(t)
	for i := range s.fields {
		f := &s.fields[i]
		if f.scalar {
			f.codec = &codec{decode: listDecode(b.codec(f.typ.Elem()), true)}
		} else {
			f.codec = b.codec(f.typ)
		}
	}
	return s
}

// fieldsOf reads the tags of t.
func fieldsOf(t reflect.Type) *structInfo {
	s := &structInfo{byKey: map[string]int{}}
	s.collect(t, nil)
	for i, f := range s.fields {
		if _, twice := s.byKey[f.key]; twice {
			panic(fmt.Sprintf("strictyaml: %s has two fields for the key %s", t, f.key))
		}
		s.byKey[f.key] = i
		s.keys = append(s.keys, f.key)
	}
	return s
}

// collect adds the fields of t, which stands at the index path in the outer struct.
func (s *structInfo) collect(t reflect.Type, path []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(slices.Clone(path), i)
		tag, tagged := f.Tag.Lookup("yaml")
		switch {
		case f.Type == positionType && f.Name == "Pos" && tag == "-":
			s.places = append(s.places, index)
		case f.Anonymous && !tagged && f.Type.Kind() == reflect.Struct:
			s.collect(f.Type, index)
		case tagged && tag != "-" && f.IsExported():
			s.fields = append(s.fields, newField(f, tag, index))
		}
	}
}

// newField reads one tag.
func newField(f reflect.StructField, tag string, index []int) field {
	parts := strings.Split(tag, ",")
	out := field{key: parts[0], doc: f.Tag.Get("doc"), index: index, typ: f.Type}
	for _, option := range parts[1:] {
		switch option {
		case "required":
			out.required = true
		case "scalar":
			out.scalar = true
		default:
			panic(fmt.Sprintf("strictyaml: field %s has the unknown option %q", f.Name, option))
		}
	}
	return out
}

// decode reads a mapping into the struct v.
func (s *structInfo) decode(d reader, n *yaml.Node, v reflect.Value) {
	for _, index := range s.places {
		*v.FieldByIndex(index).Addr().Interface().(*report.Pos) = posOf(d.file, n)
	}
	if !d.wantFor(n, yaml.MappingNode, `a mapping of "key: value" lines, with keys such as `+s.some()) {
		return
	}
	seen := make([]bool, len(s.fields))
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		at, known := s.byKey[key.Value]
		if !known {
			near, found := report.Nearest(key.Value, s.keys)
			d.fail(key, "yaml/unknown-key", "unknown key "+quote(key.Value), s.suggest(near))
			if found {
				seen[s.byKey[near]] = true // it is there, and misspelt
			}
			continue
		}
		seen[at] = true
		f := &s.fields[at]
		f.codec.decode(d, n.Content[i+1], v.FieldByIndex(f.index))
	}
	s.missing(d, n, seen)
}

// missing adds a problem for the required keys that are not there.
func (s *structInfo) missing(d reader, n *yaml.Node, seen []bool) {
	var keys, lines []string
	for i, f := range s.fields {
		if f.required && !seen[i] {
			keys, lines = append(keys, quote(f.key)), append(lines, quote(f.key+": ..."))
		}
	}
	switch len(keys) {
	case 0:
	case 1:
		d.fail(n, "yaml/missing-key", "key "+keys[0]+" is missing", "add "+lines[0])
	default:
		d.fail(n, "yaml/missing-key", "keys "+strings.Join(keys, ", ")+" are missing", "add "+strings.Join(lines, ", "))
	}
}

// suggest names the key that was meant, or all that are known.
func (s *structInfo) suggest(near string) string {
	if near != "" {
		return "did you mean " + quote(near) + "?"
	}
	return "known keys here: " + strings.Join(s.keys, ", ")
}

// some names the required keys, or else the first ones.
func (s *structInfo) some() string {
	const enough = 3
	var keys []string
	for _, f := range s.fields {
		if f.required {
			keys = append(keys, f.key)
		}
	}
	if len(keys) == 0 {
		keys = s.keys[:min(enough, len(s.keys))]
	}
	return strings.Join(keys, ", ")
}
