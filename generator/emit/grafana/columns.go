package grafana

import (
	"cmp"
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"gen/generator/blueprint"
)

// columns joins the queries of a table into one row per set of labels, and
// names and orders the columns.
func columns(p blueprint.Panel) []dashboard.DataTransformerConfig {
	var list []dashboard.DataTransformerConfig
	if len(p.Queries) > 1 {
		list = append(list, dashboard.DataTransformerConfig{Id: "merge", Options: map[string]any{}})
	}
	exclude, order, names := map[string]any{"Time": true, "__name__": true}, map[string]any{}, map[string]any{}
	for at, q := range p.Queries {
		names[valueField(p, at)] = cmp.Or(q.Legend.Value, valueTitle(p, at))
	}
	for at, c := range p.Columns {
		field := fieldOf(p, c.Key.Value)
		order[field] = at
		if c.Value.Hidden.Value {
			exclude[field] = true
		}
		if title := c.Value.Title.Value; title != "" {
			names[field] = title
		}
	}
	return append(list, dashboard.DataTransformerConfig{Id: "organize", Options: map[string]any{
		"excludeByName": exclude, "indexByName": order, "renameByName": names,
	}})
}

// valueField is what Grafana calls the column with the values of a query.
func valueField(p blueprint.Panel, at int) string {
	if len(p.Queries) == 1 {
		return "Value"
	}
	return "Value #" + refID(at)
}

// valueTitle is the title of a column of values whose query has no name.
func valueTitle(p blueprint.Panel, at int) string {
	if len(p.Queries) == 1 {
		return p.Title.Value
	}
	return refID(at)
}

// fieldOf is what Grafana calls the column that a blueprint names by the legend
// of a query, or by a label.
func fieldOf(p blueprint.Panel, key string) string {
	for at, q := range p.Queries {
		if q.Legend.Value == key {
			return valueField(p, at)
		}
	}
	return key
}

// titleOf is the title of a column.
func titleOf(p blueprint.Panel, key string) string {
	column, _ := p.Columns.Get(key)
	return cmp.Or(column.Title.Value, key)
}

// cells are how a table's columns look where they do not look like the panel.
func (s site) cells(p blueprint.Panel) ([]dashboard.DashboardFieldConfigSourceOverrides, error) {
	list, linked := []dashboard.DashboardFieldConfigSourceOverrides{}, false
	if len(p.Queries) > 1 && p.Empty.Value != "" { // what a panel says instead of rows, Grafana writes into every cell too
		list = override(list, "byType", "number", properties{{Id: "noValue", Value: "-"}})
	}
	for _, c := range p.Columns {
		says, err := column(c.Value)
		if err != nil {
			return nil, fmt.Errorf("column %q: %w", c.Key.Value, err)
		}
		if c.Key.Value == blueprint.HostLabel {
			says, linked = append(says, s.cellLinks(p)...), true
		}
		list = override(list, "byName", titleOf(p, c.Key.Value), says)
	}
	if !linked {
		list = override(list, "byName", blueprint.HostLabel, s.cellLinks(p))
	}
	return list, nil
}

// cellLinks lead from the name of a host to another dashboard.
func (s site) cellLinks(p blueprint.Panel) properties {
	link, there := s.toHost(p, "${__value.raw}")
	if !there {
		return nil
	}
	return properties{{Id: "links", Value: []dataLink{link}}}
}

// column is how one column looks.
func column(c blueprint.Column) (properties, error) {
	var list properties
	list.addIf(c.Unit.Value != "", "unit", c.Unit.Value)
	if c.Decimals != nil {
		list.addIf(true, "decimals", c.Decimals.Value)
	}
	if err := list.ends(c.Min, c.Max); err != nil {
		return nil, err
	}
	if len(c.Thresholds) > 0 {
		steps, err := thresholds(c.Thresholds)
		if err != nil {
			return nil, fmt.Errorf("thresholds: %w", err)
		}
		list.addIf(true, "thresholds", steps)
	}
	list.addIf(len(c.Mappings)+len(c.Colors) > 0, "mappings", mappings(c.Mappings, c.Colors))
	list.addIf(c.Width.Value > 0, "custom.width", c.Width.Value)
	switch {
	case c.Bar.Value:
		list.addIf(true, "custom.cellOptions", map[string]any{"type": "gauge", "mode": "basic"})
	case len(c.Thresholds)+len(c.Colors) > 0:
		list.addIf(true, "custom.cellOptions", map[string]any{"type": "color-background", "mode": "basic"})
	}
	return list, nil
}
