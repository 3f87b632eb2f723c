// Package grafana reads dashboards with the strict reader of Grafana's Foundation SDK.
package grafana

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"gen/generator/check/words"
)

// register makes the SDK know queries and panels; it may be done once only.
var register = sync.OnceFunc(plugins.RegisterDefaultPlugins)

// Dashboard reads a dashboard's JSON (dashboard.Dashboard.UnmarshalJSONStrict)
// and returns the expressions of its panels.
func Dashboard(content []byte) (expressions []string, err error) {
	var all any
	if err := json.Unmarshal(content, &all); err != nil {
		return nil, errors.New(words.Of(err))
	}
	expressions = gather(all, nil)
	plain, err := withoutFilters(all)
	if err != nil {
		return nil, err
	}
	register()
	//lint:ignore SA1019 this is the schema that gen writes, see package emit/grafana
	var d dashboard.Dashboard
	if err := problems(d.UnmarshalJSONStrict(plain)); err != nil {
		return nil, err
	}
	return expressions, fields(content)
}

// Expressions are those of a dashboard that may have more than the SDK knows.
func Expressions(content []byte) ([]string, error) {
	var all any
	if err := json.Unmarshal(content, &all); err != nil {
		return nil, errors.New(words.Of(err))
	}
	return gather(all, nil), nil
}

// withoutFilters takes the panels from annotations: the SDK reads their numbers
// into bytes, where Grafana has whole numbers.
func withoutFilters(all any) ([]byte, error) {
	root, _ := all.(map[string]any)
	annotations, _ := root["annotations"].(map[string]any)
	list, _ := annotations["list"].([]any)
	for _, item := range list {
		if one, ok := item.(map[string]any); ok {
			if err := numbers(one["filter"]); err != nil {
				return nil, err
			}
			delete(one, "filter")
		}
	}
	return json.Marshal(all)
}

// numbers judges the filter of an annotation, which may be missing.
func numbers(filter any) error {
	var f struct {
		Exclude bool  `json:"exclude"`
		Panels  []int `json:"ids"`
	}
	text, err := json.Marshal(filter)
	if err == nil {
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		err = decoder.Decode(&f)
	}
	if err != nil {
		return errors.New("filter of an annotation: " + words.Of(err))
	}
	return nil
}

// fields reads the fields of panels apart: the SDK is lenient with them when it
// reads the whole.
func fields(content []byte) error {
	var raw struct {
		Panels []struct {
			FieldConfig json.RawMessage
			Panels      []struct{ FieldConfig json.RawMessage }
		}
	}
	if err := json.Unmarshal(content, &raw); err != nil {
		return errors.New(words.Of(err))
	}
	for _, p := range raw.Panels {
		all := []json.RawMessage{p.FieldConfig}
		for _, inner := range p.Panels {
			all = append(all, inner.FieldConfig)
		}
		for _, one := range all {
			if err := field(one); err != nil {
				return err
			}
		}
	}
	return nil
}

// field reads the fields of one panel, which may have none.
func field(raw json.RawMessage) error {
	var one dashboard.FieldConfigSource
	if raw == nil {
		return nil
	}
	return problems(one.UnmarshalJSONStrict(raw))
}

// problems is nil when all is well, where the SDK has an error with an empty list.
func problems(err error) error {
	var list cog.BuildErrors
	if err == nil || errors.As(err, &list) && len(list) == 0 {
		return nil
	}
	return errors.New(words.Of(err))
}

// gather finds what stands under "expr", however deep rows put it.
func gather(node any, found []string) []string {
	switch n := node.(type) {
	case []any:
		for _, item := range n {
			found = gather(item, found)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(n)) {
			if text, ok := n[key].(string); ok && key == "expr" {
				found = append(found, text)
			} else {
				found = gather(n[key], found)
			}
		}
	}
	return found
}
