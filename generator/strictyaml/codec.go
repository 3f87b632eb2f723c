package strictyaml

import (
	"fmt"
	"reflect"
	"sync"

	"gen/generator/report"

	"gopkg.in/yaml.v3"
)

// codec knows how to decode one Go type. It is built once per type.
type codec struct {
	decode func(d reader, n *yaml.Node, v reflect.Value)
	// scalar tells that the type is a single value, for which null is no value.
	scalar bool
}

// codecs caches finished codecs by type; what is in it depends on nothing but the types.
var codecs sync.Map

var (
	decoderType  = reflect.TypeFor[Decoder]()
	orderedType  = reflect.TypeFor[interface{ ordered() }]()
	positionType = reflect.TypeFor[report.Pos]()
	textType     = reflect.TypeFor[Text]()
	intType      = reflect.TypeFor[Int]()
	boolType     = reflect.TypeFor[Bool]()
	durationType = reflect.TypeFor[Duration]()
	nodeType     = reflect.TypeFor[Node]()
)

// codecOf returns the codec of t from the cache, or builds it.
func codecOf(t reflect.Type) *codec {
	if c, ok := codecs.Load(t); ok {
		return c.(*codec)
	}
	b := builder{}
	c := b.codec(t)
	for t, c := range b {
		codecs.Store(t, c)
	}
	return c
}

// builder holds the codecs under construction, so that types may contain themselves.
type builder map[reflect.Type]*codec

// codec returns the codec of t; its functions may be filled in a little later.
func (b builder) codec(t reflect.Type) *codec {
	if c, ok := b[t]; ok {
		return c
	}
	c := &codec{}
	b[t] = c
	b.fill(c, t)
	return c
}

// fill sets the functions of c for t.
func (b builder) fill(c *codec, t reflect.Type) {
	if reflect.PointerTo(t).Implements(decoderType) && t.Kind() != reflect.Pointer {
		c.decode = decodeDecoder
		return
	}
	if t == nodeType {
		c.decode = decodeNode
		return
	}
	if decode := scalarDecode(t); decode != nil {
		c.scalar, c.decode = true, withEnum(t, decode)
		return
	}
	switch t.Kind() {
	case reflect.Pointer:
		b.pointer(c, t)
	case reflect.Slice:
		if t.Implements(orderedType) {
			c.decode = mapDecode(b.codec(t.Elem().Field(1).Type))
		} else {
			c.decode = listDecode(b.codec(t.Elem()), false)
		}
	case reflect.Struct:
		c.decode = b.structInfo(t).decode
	default:
		panic(fmt.Sprintf("strictyaml: cannot decode into %s", t))
	}
}

// pointer fills c for an optional value: a collection may be left empty, a
// scalar's key that is written down needs a value.
func (b builder) pointer(c *codec, t reflect.Type) {
	element := b.codec(t.Elem())
	c.scalar = element.scalar
	c.decode = func(d reader, n *yaml.Node, v reflect.Value) {
		if isNull(n) && !element.scalar {
			return
		}
		target := reflect.New(t.Elem())
		element.decode(d, n, target.Elem())
		v.Set(target)
	}
}

// decodeDecoder lets the type decode itself.
func decodeDecoder(d reader, n *yaml.Node, v reflect.Value) {
	v.Addr().Interface().(Decoder).DecodeYAML(&Context{Node: n, Report: d.report, File: d.file})
}

// decodeNode keeps the node for later.
func decodeNode(d reader, n *yaml.Node, v reflect.Value) {
	*v.Addr().Interface().(*Node) = Node{Node: n, File: d.file}
}

// listDecode decodes lists; with scalar, a bare value stands for a list of one.
func listDecode(element *codec, scalar bool) func(reader, *yaml.Node, reflect.Value) {
	return func(d reader, n *yaml.Node, v reflect.Value) {
		parts := n.Content
		if scalar && n.Kind == yaml.ScalarNode && !isNull(n) {
			parts = []*yaml.Node{n}
		} else if !d.want(n, yaml.SequenceNode) {
			return
		}
		list := reflect.MakeSlice(v.Type(), len(parts), len(parts))
		for i, part := range parts {
			element.decode(d, part, list.Index(i))
		}
		v.Set(list)
	}
}

// mapDecode decodes a Map.
func mapDecode(element *codec) func(reader, *yaml.Node, reflect.Value) {
	return func(d reader, n *yaml.Node, v reflect.Value) {
		if !d.want(n, yaml.MappingNode) {
			return
		}
		entries := reflect.MakeSlice(v.Type(), len(n.Content)/2, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, entry := n.Content[i], entries.Index(i/2)
			*entry.Field(0).Addr().Interface().(*Text) = Text{key.Value, posOf(d.file, key)}
			element.decode(d, n.Content[i+1], entry.Field(1))
		}
		v.Set(entries)
	}
}
