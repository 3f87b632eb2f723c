package schema

import (
	"slices"

	"gen/generator/blueprint"
	"gen/generator/strictyaml"
)

// Spellings, as JSON Schema's regular expressions have them.
const (
	durationPattern = `^(0|(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?)$`
	sizePattern     = `^((0|[1-9]\d*)(B|KB|MB|GB|TB|PB|EB))?$`
	pathPattern     = `^(/.*)?$`
	dnsLabelPattern = `^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`
	labelPattern    = `^[a-zA-Z_][a-zA-Z0-9_]*$`
)

// words are the allowed values of keys that have the same ones wherever they stand.
var words = map[string][]string{
	"runtime":   {"systemd", "compose"},
	"os":        {"debian", "redhat"},
	"algorithm": {"ecdsa-p256", "rsa-2048", "rsa-4096", "ed25519"},
	"severity":  {"critical", "warning", "info"},
}

// field returns the schema of a struct's field.
func (w *writer) field(t *strictyaml.Type) *node {
	n := w.typed(t)
	n.Description = t.Doc
	if t.Nullable && n.Type != nil {
		n.Type = append(n.Type, "null")
	}
	return n
}

// typed returns the schema of a type.
func (w *writer) typed(t *strictyaml.Type) *node {
	switch {
	case t.Name == "Services":
		return &node{AnyOf: []*node{w.serviceList(), w.serviceMap()}}
	case t.Kind == strictyaml.KindList:
		return listOf(w.typed(t.Element), t.Scalar)
	case t.Kind == strictyaml.KindMap:
		return w.mapping(t)
	case t.Kind == strictyaml.KindStruct:
		return w.object(t)
	}
	if allowed := slices.Concat(t.Enum, words[t.Key]); len(allowed) > 0 {
		return &node{Enum: allowed}
	}
	n := scalar(t.Kind)
	if t.Key == "site" {
		n.Pattern = dnsLabelPattern
	}
	return n
}

// scalar returns the schema of a single value. A text may look like a number
// or a truth value to YAML; it is kept as it was typed. 0 is a time span that
// needs no unit.
func scalar(kind string) *node {
	switch kind {
	case strictyaml.KindInt:
		return &node{Type: kinds{"integer"}}
	case strictyaml.KindBool:
		return &node{Type: kinds{"boolean"}}
	case strictyaml.KindDuration:
		return &node{Type: kinds{"string", "integer"}, Pattern: durationPattern, Minimum: new(0), Maximum: new(0)}
	}
	return &node{Type: kinds{"string", "number", "boolean"}}
}

// listOf returns the schema of a list, whose only item may stand alone.
func listOf(item *node, bare bool) *node {
	list := &node{Type: kinds{"array"}, Items: item}
	if !bare {
		return list
	}
	return &node{AnyOf: []*node{item, list}}
}

// object returns the schema of a struct.
func (w *writer) object(t *strictyaml.Type) *node {
	n := &node{Type: kinds{"object"}, Additional: false}
	for _, f := range t.Fields {
		n.Properties = append(n.Properties, property{f.Key, w.field(f)})
		if f.Required {
			n.Required = append(n.Required, f.Key)
		}
	}
	return n
}

// mapping returns the schema of a map; some have keys that are known beforehand.
func (w *writer) mapping(t *strictyaml.Type) *node {
	n := &node{Type: kinds{"object"}, Additional: w.typed(t.Element)}
	switch t.Key {
	case "nodes":
		n.PropertyNames = &node{Pattern: dnsLabelPattern}
	case "labels", "match", "match_re":
		n.PropertyNames = &node{Pattern: labelPattern}
	case "versions":
		n.PropertyNames = &node{Enum: w.set.Names()}
	case "alerts":
		n.PropertyNames = &node{Enum: alertNames(w.set)}
	}
	return n
}

// alertNames lists the alerts of all blueprints.
func alertNames(set blueprint.Set) []string {
	var names []string
	for _, b := range set {
		for _, alert := range b.Alerts {
			names = append(names, alert.Name.Value)
		}
	}
	slices.Sort(names)
	return names
}
