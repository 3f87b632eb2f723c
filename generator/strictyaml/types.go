package strictyaml

import (
	"time"

	"gen/generator/report"

	"gopkg.in/yaml.v3"
)

// Text is a single value kept as the user typed it: 1.10 stays "1.10".
type Text struct {
	Value string
	Pos   report.Pos
}

// Int is a decimal whole number.
type Int struct {
	Value int
	Pos   report.Pos
}

// Bool is true or false, in these words only.
type Bool struct {
	Value bool
	Pos   report.Pos
}

// Duration is a time span in Prometheus' notation, such as 30s, 1h30m or 2w.
type Duration struct {
	Value time.Duration
	// Text is the span as typed.
	Text string
	Pos  report.Pos
}

// List is a YAML list.
type List[T any] = []T

// Map is a YAML mapping whose keys the user chooses, in the order of the file.
type Map[T any] []Entry[T]

// Entry is one key of a Map with its value.
type Entry[T any] struct {
	Key   Text
	Value T
}

// Get returns the value of key; it is false when the map does not have it.
func (m Map[T]) Get(key string) (T, bool) {
	for i := range m {
		if m[i].Key.Value == key {
			return m[i].Value, true
		}
	}
	var none T
	return none, false
}

// ordered marks Map for reflection.
func (Map[T]) ordered() {}

// Node keeps a part of the file as it is, to be decoded when its type is
// known. The zero Node means that the key is absent; null is kept as a node.
type Node struct {
	Node *yaml.Node
	File string
}

// Pos returns where the part begins; it is zero when the key is absent.
func (n Node) Pos() report.Pos {
	if n.Node == nil {
		return report.Pos{}
	}
	return posOf(n.File, n.Node)
}

// posOf returns the place of n.
func posOf(file string, n *yaml.Node) report.Pos {
	return report.Pos{File: file, Line: n.Line, Col: n.Column}
}
