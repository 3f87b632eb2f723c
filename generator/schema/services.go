package schema

import (
	"strings"

	"gen/generator/blueprint"
	"gen/generator/report"
	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// definitionOf is where the settings of a service stand in the schema.
func definitionOf(service string) string { return "#/definitions/service." + service }

// definitions returns the settings of every service.
func (w *writer) definitions() properties {
	var all properties
	for _, b := range w.set.Sorted() {
		all = append(all, property{"service." + b.Name, w.service(b)})
	}
	return all
}

// serviceMap returns the schema of services as a mapping of names to settings.
func (w *writer) serviceMap() *node {
	n := &node{Type: kinds{"object"}, Additional: false}
	for _, name := range w.set.Names() {
		n.Properties = append(n.Properties, property{name, &node{Ref: definitionOf(name)}})
	}
	return n
}

// serviceList returns the schema of services as a list of names, of which some
// may have settings.
func (w *writer) serviceList() *node {
	one := w.serviceMap()
	one.MinProperties, one.MaxProperties = 1, 1
	return &node{Type: kinds{"array"}, Items: &node{AnyOf: []*node{{Enum: w.set.Names()}, one}}}
}

// service returns the schema of what stands behind a service's name.
func (w *writer) service(b *blueprint.Blueprint) *node {
	n := &node{Type: kinds{"object", "null"}, Description: b.About.Value, Additional: false}
	for _, f := range strictyaml.Describe(topology.Service{}).Fields {
		key := w.field(f)
		if f.Key == "ports" {
			key = listenerPorts(b)
			key.Description = f.Doc
		}
		n.Properties = append(n.Properties, property{f.Key, key})
	}
	defaults := b.CheckSettings(topology.Service{}, &report.Report{})
	for _, entry := range b.Settings {
		name, declared := entry.Key.Value, entry.Value
		key := setting(declared)
		key.Description = declared.About.Value
		if declared.Default.Node != nil {
			key.Default = jsonValue(defaults[name])
		}
		n.Properties = append(n.Properties, property{name, key})
	}
	return n
}

// listenerPorts returns the schema of ports by listener.
func listenerPorts(b *blueprint.Blueprint) *node {
	n := &node{Type: kinds{"object"}, Additional: false}
	for _, l := range b.Listeners {
		port := &node{Type: kinds{"integer"}, Description: l.Value.About.Value, Default: l.Value.Port.Value, Minimum: new(1), Maximum: new(65535)}
		n.Properties = append(n.Properties, property{l.Key.Value, port})
	}
	return n
}

// setting returns the schema of a setting's value.
func setting(s blueprint.Setting) *node {
	switch s.Type.Value {
	case "int":
		return scalar(strictyaml.KindInt)
	case "bool":
		return scalar(strictyaml.KindBool)
	case "duration":
		return scalar(strictyaml.KindDuration)
	case "size":
		return &node{Type: kinds{"string"}, Pattern: sizePattern}
	case "path":
		return &node{Type: kinds{"string"}, Pattern: pathPattern}
	case "list":
		return listOf(patterned(s), true)
	case "map":
		return &node{Type: kinds{"object"}, Additional: scalar(strictyaml.KindText)}
	}
	if len(s.Enum) == 0 {
		return patterned(s)
	}
	allowed := &node{}
	for _, word := range s.Enum {
		allowed.Enum = append(allowed.Enum, word.Value)
	}
	return allowed
}

// patterned returns the schema of a text with the setting's pattern, unless
// JavaScript, whose syntax JSON Schema has, could read the pattern otherwise.
func patterned(s blueprint.Setting) *node {
	n := scalar(strictyaml.KindText)
	if p := s.Pattern.Value; p != "" && !strings.Contains(p, "(?") && !strings.Contains(p, "[[:") && !strings.Contains(p, `\`) {
		n.Pattern = "^(?:" + p + ")$"
	}
	return n
}

// jsonValue turns a setting's value into what JSON writes.
func jsonValue(value any) any {
	pairs, ok := value.([]blueprint.Pair)
	if !ok {
		return value
	}
	object := map[string]string{}
	for _, pair := range pairs {
		object[pair.Name] = pair.Value
	}
	return object
}
