package strictyaml

import "reflect"

// The kinds of a Type.
const (
	KindText     = "text"
	KindInt      = "whole number"
	KindBool     = "true or false"
	KindDuration = "time span"
	KindList     = "list"
	KindMap      = "map"
	KindStruct   = "struct"
	KindAny      = "any"
	// KindShapes is a value that may be written in one of several Shapes.
	KindShapes = "shapes"
	// KindRepeat stands inside a type that contains itself; Name tells which.
	KindRepeat = "repeat"
)

// Type describes what may be written at a place of a file. JSON Schema and
// reference pages are made from it. It is a tree: nothing occurs twice.
type Type struct {
	// Kind is one of the Kind constants.
	Kind string
	// Name is the Go type's name; it identifies a KindStruct for a KindRepeat.
	Name string
	// Key, Doc, Required and Scalar describe a struct's field: its key, one
	// sentence, whether it must be there, and whether a list may be one bare value.
	Key      string
	Doc      string
	Required bool
	Scalar   bool
	// Nullable tells that the key may stand without a value.
	Nullable bool
	// Fields are those of a KindStruct in the order of the Go type.
	Fields []*Type
	// Element is the type of the values of a KindList or KindMap.
	Element *Type
	// Enum lists the allowed words of a KindText; nil allows all.
	Enum []string
	// Shapes are the alternatives of a KindShapes.
	Shapes []*Type
}

// Describer is implemented by a Decoder that can tell its shapes.
type Describer interface{ Describe() *Type }

// Describe returns what Decode accepts for the type of v, which may be a
// pointer. A Decoder that is no Describer is described as KindAny.
func Describe(v any) *Type { return describe(reflect.TypeOf(v), nil) }

// describe returns the description of t; outer are the structs around it.
func describe(t reflect.Type, outer []reflect.Type) *Type {
	if t.Kind() == reflect.Pointer {
		inner := describe(t.Elem(), outer)
		inner.Nullable = !codecOf(t.Elem()).scalar
		return inner
	}
	if d, ok := reflect.New(t).Interface().(Describer); ok {
		described := *d.Describe()
		return &described
	}
	if t == nodeType || reflect.PointerTo(t).Implements(decoderType) {
		return &Type{Kind: KindAny, Name: t.Name(), Nullable: true}
	}
	if kind := scalarKind(t); kind != "" {
		return &Type{Kind: kind, Name: t.Name(), Enum: enumOf(t)}
	}
	switch {
	case t.Implements(orderedType):
		return &Type{Kind: KindMap, Element: describe(t.Elem().Field(1).Type, outer)}
	case t.Kind() == reflect.Slice:
		return &Type{Kind: KindList, Element: describe(t.Elem(), outer)}
	}
	return describeStruct(t, outer)
}

// describeStruct describes the fields of t, or refers to a struct around it.
func describeStruct(t reflect.Type, outer []reflect.Type) *Type {
	for _, around := range outer {
		if around == t {
			return &Type{Kind: KindRepeat, Name: t.Name()}
		}
	}
	described := &Type{Kind: KindStruct, Name: t.Name()}
	for _, f := range fieldsOf(t).fields {
		inner := describe(f.typ, append(outer[:len(outer):len(outer)], t))
		inner.Key, inner.Doc, inner.Required, inner.Scalar = f.key, f.doc, f.required, f.scalar
		described.Fields = append(described.Fields, inner)
	}
	return described
}

// scalarKind returns the kind of a single-value type, or nothing.
func scalarKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return KindText
	case reflect.Int:
		return KindInt
	case reflect.Bool:
		return KindBool
	case reflect.Struct:
		return structKind(t)
	}
	return ""
}

// structKind is scalarKind for Text and its like.
func structKind(t reflect.Type) string {
	switch {
	case t.ConvertibleTo(textType):
		return KindText
	case t.ConvertibleTo(intType):
		return KindInt
	case t.ConvertibleTo(boolType):
		return KindBool
	case t.ConvertibleTo(durationType):
		return KindDuration
	case t.NumField() == 1 && t.Field(0).Anonymous:
		return scalarKind(t.Field(0).Type)
	}
	return ""
}
