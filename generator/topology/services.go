package topology

import (
	"fmt"
	"slices"

	"gen/generator/report"
	"gen/generator/strictyaml"

	"gopkg.in/yaml.v3"
)

// ReservedKeys returns the keys of a service that gen itself understands; all
// others are settings that the blueprint declares.
func ReservedKeys() []string {
	return []string{"port", "ports", "version", "runtime", "binary", "image", "basic_auth"}
}

// DecodeYAML reads services as a mapping of name to settings or nothing, or as
// a list of names and of mappings with one name each.
func (s *Services) DecodeYAML(c *strictyaml.Context) {
	switch c.Node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(c.Node.Content); i += 2 {
			*s = append(*s, newService(c, c.Node.Content[i], c.Node.Content[i+1]))
		}
	case yaml.SequenceNode:
		for _, item := range c.Node.Content {
			s.addItem(c, item)
		}
		s.refuseTwice(c.Report)
	default:
		if c.Node.Tag == "!!null" {
			c.Fail("yaml/no-value", "want services, got nothing", "name at least one, or leave it out")
			return
		}
		c.Fail("topology/services", "services are neither a list nor a mapping", "write a list such as [node_exporter, nginx], or a mapping of names to settings")
	}
}

// addItem reads one item of a list.
func (s *Services) addItem(c *strictyaml.Context, item *yaml.Node) {
	switch {
	case item.Kind == yaml.MappingNode && len(item.Content) == 2:
		*s = append(*s, newService(c, item.Content[0], item.Content[1]))
	case item.Kind == yaml.MappingNode && len(item.Content) > 2:
		c.FailAt(item.Content[2], "topology/services", fmt.Sprintf("the key %q stands beside the service %q", item.Content[2].Value, item.Content[0].Value),
			fmt.Sprintf("indent it further if it is a setting of %s; start a line with - if it is a service", item.Content[0].Value))
	default:
		var name strictyaml.Text
		c.Decode(item, &name)
		if !name.Pos.IsZero() {
			*s = append(*s, Service{Name: name, Pos: name.Pos})
		}
	}
}

// refuseTwice keeps the first service of each name.
func (s *Services) refuseTwice(r *report.Report) {
	first := map[string]report.Pos{}
	*s = slices.DeleteFunc(*s, func(service Service) bool {
		name := service.Name
		before, twice := first[name.Value]
		if twice {
			r.Add(report.Problem{ID: "topology/duplicate", Pos: name.Pos, Fact: fmt.Sprintf("service %q stands twice, the first is at %s", name.Value, place(before)), Hint: "keep one of the two; a node runs a service once"})
			return true
		}
		first[name.Value] = name.Pos
		return false
	})
}

// newService reads what stands behind a service's name.
func newService(c *strictyaml.Context, key, value *yaml.Node) Service {
	service := Service{}
	if value.Kind == yaml.MappingNode {
		reserved, settings := split(c, value)
		c.Decode(reserved, &service)
		service.Settings = settings
	} else if value.Tag != "!!null" {
		c.FailAt(value, "topology/services", fmt.Sprintf("the settings of %q are not a mapping", key.Value), fmt.Sprintf("write \"%s: {setting: value}\", or the name alone", key.Value))
	}
	service.Pos = c.PosOf(key)
	service.Name = strictyaml.Text{Value: key.Value, Pos: service.Pos}
	return service
}

// split parts a service's mapping into gen's own keys and the settings.
func split(c *strictyaml.Context, mapping *yaml.Node) (*yaml.Node, strictyaml.Map[strictyaml.Node]) {
	reserved := *mapping
	reserved.Content = nil
	var settings strictyaml.Map[strictyaml.Node]
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		key, value := mapping.Content[i], mapping.Content[i+1]
		if slices.Contains(ReservedKeys(), key.Value) {
			reserved.Content = append(reserved.Content, key, value)
			continue
		}
		settings = append(settings, strictyaml.Entry[strictyaml.Node]{
			Key:   strictyaml.Text{Value: key.Value, Pos: c.PosOf(key)},
			Value: strictyaml.Node{Node: value, File: c.File},
		})
	}
	return &reserved, settings
}
