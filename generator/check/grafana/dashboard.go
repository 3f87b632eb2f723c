// Package grafana reads dashboards with the strict reader of Grafana's Foundation SDK.
package grafana

import (
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
	register()
	//lint:ignore SA1019 this is the schema that gen writes, see package emit/grafana
	var d dashboard.Dashboard
	if err := problems(d.UnmarshalJSONStrict(content)); err != nil {
		return nil, err
	}
	return gather(all, nil), fields(content)
}

// fields reads the fields of panels apart: the SDK is lenient with them when it
// reads the whole.
func fields(content []byte) error {
	var raw struct {
		Panels []struct{ FieldConfig json.RawMessage }
	}
	if err := json.Unmarshal(content, &raw); err != nil {
		return errors.New(words.Of(err))
	}
	for _, p := range raw.Panels {
		var one dashboard.FieldConfigSource
		if p.FieldConfig == nil {
			continue
		}
		if err := problems(one.UnmarshalJSONStrict(p.FieldConfig)); err != nil {
			return err
		}
	}
	return nil
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
