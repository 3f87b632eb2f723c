// Package schema describes site.yaml to editors and to people: as JSON Schema
// and as a page of reference. Both are made from the types of package topology
// and from what the blueprints declare, so that they cannot say anything else
// than gen does.
package schema

import (
	"bytes"
	"encoding/json"

	"gen/generator/blueprint"
	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// JSON returns the JSON Schema (draft-07, which editors' YAML plugins know) of
// a site.yaml that may use the blueprints of set. Same set, same bytes.
//
// The schema knows the shape: keys, types, words. What a word refers to, and
// whether versions and addresses fit together, only gen itself checks.
func JSON(set blueprint.Set) []byte {
	w := &writer{set: set}
	root := w.object(strictyaml.Describe(topology.Site{}))
	root.Schema = "http://json-schema.org/draft-07/schema#"
	root.Title = "site.yaml of gen"
	root.Definitions = w.definitions()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(root); err != nil {
		panic("schema: " + err.Error()) // the types below hold nothing that JSON lacks
	}
	return out.Bytes()
}

// writer makes schemas from types.
type writer struct{ set blueprint.Set }

// node is one JSON Schema. The order of its fields is that of the output.
type node struct {
	Schema        string     `json:"$schema,omitempty"`
	Ref           string     `json:"$ref,omitempty"`
	Title         string     `json:"title,omitempty"`
	Description   string     `json:"description,omitempty"`
	Type          kinds      `json:"type,omitempty"`
	Enum          []string   `json:"enum,omitempty"`
	Pattern       string     `json:"pattern,omitempty"`
	Default       any        `json:"default,omitempty"`
	Minimum       *int       `json:"minimum,omitempty"`
	Maximum       *int       `json:"maximum,omitempty"`
	MinProperties int        `json:"minProperties,omitempty"`
	MaxProperties int        `json:"maxProperties,omitempty"`
	Items         *node      `json:"items,omitempty"`
	AnyOf         []*node    `json:"anyOf,omitempty"`
	Required      []string   `json:"required,omitempty"`
	PropertyNames *node      `json:"propertyNames,omitempty"`
	Properties    properties `json:"properties,omitempty"`
	// Additional is false, or the schema of all other properties.
	Additional  any        `json:"additionalProperties,omitempty"`
	Definitions properties `json:"definitions,omitempty"`
}

// kinds are JSON's types; a single one is written without brackets.
type kinds []string

// MarshalJSON writes the text or the list.
func (k kinds) MarshalJSON() ([]byte, error) {
	if len(k) == 1 {
		return json.Marshal(k[0])
	}
	return json.Marshal([]string(k))
}

// property is a node with its key.
type property struct {
	key   string
	value *node
}

// properties are written as a JSON object in their own order.
type properties []property

// MarshalJSON writes the object.
func (p properties) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	separator := byte('{')
	for _, entry := range p {
		out.WriteByte(separator)
		if err := encoder.Encode(entry.key); err != nil {
			return nil, err
		}
		out.WriteByte(':')
		if err := encoder.Encode(entry.value); err != nil {
			return nil, err
		}
		separator = ','
	}
	if len(p) == 0 {
		out.WriteByte('{')
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}
