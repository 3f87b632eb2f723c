package words

import (
	"reflect"
	"slices"
	"strings"
	"text/template/parse"
)

// Functions lists the names of functions that a template calls, sorted and each
// once. Variables that come from outside are declared in front, such as
// "{{$labels := .}}". A template that cannot be parsed calls none.
func Functions(declarations, text string) []string {
	if !strings.Contains(text, "{{") {
		return nil
	}
	trees := map[string]*parse.Tree{}
	tree := parse.New("main")
	tree.Mode = parse.SkipFuncCheck
	if _, err := tree.Parse(declarations+text, "", "", trees); err != nil {
		return nil
	}
	var names []string
	for _, t := range trees {
		gather(reflect.ValueOf(t.Root), &names)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// gather walks through the nodes of a template, whatever their kinds.
func gather(v reflect.Value, names *[]string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return
		}
		if call, ok := v.Interface().(*parse.IdentifierNode); ok {
			*names = append(*names, call.Ident)
			return
		}
		gather(v.Elem(), names)
	case reflect.Slice:
		for at := range v.Len() {
			gather(v.Index(at), names)
		}
	case reflect.Struct:
		for at := range v.NumField() {
			if v.Type().Field(at).IsExported() {
				gather(v.Field(at), names)
			}
		}
	}
}
