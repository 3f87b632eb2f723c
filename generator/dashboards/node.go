package dashboards

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// maxDepth is how deep values may lie in each other; Grafana's own need about fifteen.
const maxDepth = 100

// node is a value of JSON with its place.
type node struct {
	// at is the offset in the file in bytes.
	at int
	// fields are those of an object, in the order of the file.
	fields []field
	// items are those of a list.
	items []*node
	// plain is a text, json.Number, bool or nil; of objects and lists it says which they are.
	plain any
}

// field is a key of an object with its value.
type field struct {
	name  string
	at    int
	value *node
}

// Kinds of nodes that hold others.
type (
	object struct{}
	list   struct{}
)

// get returns the value of a key, or nil; a node that is no object has none.
func (n *node) get(name string) *node {
	if n == nil {
		return nil
	}
	at := slices.IndexFunc(n.fields, func(f field) bool { return f.name == name })
	if at < 0 {
		return nil
	}
	return n.fields[at].value
}

// text is the value of a text, or empty.
func (n *node) text() string {
	if n == nil {
		return ""
	}
	s, _ := n.plain.(string)
	return s
}

// is tells whether a node is there and of a kind: object, list, text, …
func is[T any](n *node) bool {
	if n == nil {
		return false
	}
	_, ok := n.plain.(T)
	return ok
}

// list returns the items of a key.
func (n *node) list(name string) []*node {
	if inner := n.get(name); inner != nil {
		return inner.items
	}
	return nil
}

// set gives a key a value, in the place of the one that it had.
func (n *node) set(name string, value *node) {
	at := slices.IndexFunc(n.fields, func(f field) bool { return f.name == name })
	if at < 0 {
		n.fields = append(n.fields, field{name, n.at, value})
		return
	}
	n.fields[at].value = value
}

// remove takes keys away.
func (n *node) remove(names ...string) {
	n.fields = slices.DeleteFunc(n.fields, func(f field) bool { return slices.Contains(names, f.name) })
}

// walk visits a node and all inside of it, from the outside.
func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, f := range n.fields {
		f.value.walk(visit)
	}
	for _, item := range n.items {
		item.walk(visit)
	}
}

// value is the node for the encoder of JSON.
func (n *node) value() any {
	switch n.plain.(type) {
	case object:
		all := make(map[string]any, len(n.fields))
		for _, f := range n.fields {
			all[f.name] = f.value.value()
		}
		return all
	case list:
		all := make([]any, len(n.items))
		for at, item := range n.items {
			all[at] = item.value()
		}
		return all
	}
	return n.plain
}

// fault is why a text is no JSON, and where.
type fault struct {
	at   int
	what string
}

// parser reads JSON token by token, as only tokens have places.
type parser struct {
	text    []byte
	decoder *json.Decoder
}

// parse reads a file of JSON.
func parse(text []byte) (*node, *fault) {
	p := &parser{text, json.NewDecoder(bytes.NewReader(text))}
	p.decoder.UseNumber()
	root, wrong := p.next(0)
	if wrong != nil {
		return nil, wrong
	}
	if _, err := p.decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, &fault{p.start(), "there is more behind its end"}
	}
	return root, nil
}

// start is where the next token begins.
func (p *parser) start() int {
	at := int(p.decoder.InputOffset())
	for at < len(p.text) && bytes.IndexByte([]byte(" \t\r\n,:"), p.text[at]) >= 0 {
		at++
	}
	return at
}

// next reads a value.
func (p *parser) next(depth int) (*node, *fault) {
	n := &node{at: p.start()}
	token, err := p.decoder.Token()
	if err != nil {
		return nil, p.fault(err)
	}
	if depth > maxDepth {
		return nil, &fault{n.at, "its values lie too deep in each other"}
	}
	switch token {
	case json.Delim('{'):
		n.plain = object{}
		return n, p.object(n, depth)
	case json.Delim('['):
		n.plain = list{}
		return n, p.list(n, depth)
	}
	n.plain = token
	return n, nil
}

func (p *parser) object(n *node, depth int) *fault {
	for p.decoder.More() {
		at := p.start()
		token, err := p.decoder.Token()
		if err != nil {
			return p.fault(err)
		}
		name, _ := token.(string) // the decoder takes nothing else
		if n.get(name) != nil {
			return &fault{at, "the key " + quoted(name) + " stands twice in one place"}
		}
		value, wrong := p.next(depth + 1)
		if wrong != nil {
			return wrong
		}
		n.fields = append(n.fields, field{name, at, value})
	}
	return p.end()
}

func (p *parser) list(n *node, depth int) *fault {
	for p.decoder.More() {
		value, wrong := p.next(depth + 1)
		if wrong != nil {
			return wrong
		}
		n.items = append(n.items, value)
	}
	return p.end()
}

// end reads the bracket that closes.
func (p *parser) end() *fault {
	if _, err := p.decoder.Token(); err != nil {
		return p.fault(err)
	}
	return nil
}

func (p *parser) fault(err error) *fault {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &fault{len(p.text), "it ends too early"}
	case errors.As(err, &syntax):
		return &fault{p.wrong(syntax), syntax.Error()}
	}
	return &fault{p.start(), err.Error()}
}

// wrong is where the character of a mistake stands: the decoder tells that
// place of a token, and the one behind it of a value.
func (p *parser) wrong(err *json.SyntaxError) int {
	at := int(err.Offset)
	if at < len(p.text) && strings.Contains(err.Error(), strconv.QuoteRune(rune(p.text[at]))) {
		return at
	}
	return max(at-1, 0)
}

// written is the offset of the nth byte of a text that stands at an offset of
// a file, where escapes are longer than what they stand for.
func written(file []byte, at, n int) int {
	at++ // the quote
	for read := 0; read < n && at < len(file); read++ {
		switch {
		case file[at] != '\\':
			at++
		case at+1 < len(file) && file[at+1] == 'u':
			at += 6
		default:
			at += 2
		}
	}
	return min(at, len(file))
}
