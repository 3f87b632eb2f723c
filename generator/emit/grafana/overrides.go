package grafana

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"gen/generator/blueprint"
	"gen/generator/strictyaml"
)

// properties are what an override says of some fields.
type properties []dashboard.DynamicConfigValue

// addIf adds a property if there is one.
func (p *properties) addIf(there bool, id string, value any) {
	if there {
		*p = append(*p, dashboard.DynamicConfigValue{Id: id, Value: value})
	}
}

// ends adds those of the axis.
func (p *properties) ends(least, most *strictyaml.Text) error {
	low, err := number(least)
	if err != nil {
		return fmt.Errorf("min: %w", err)
	}
	high, err := number(most)
	if err != nil {
		return fmt.Errorf("max: %w", err)
	}
	if low != nil {
		p.addIf(true, "min", *low)
	}
	if high != nil {
		p.addIf(true, "max", *high)
	}
	return nil
}

// override adds one for the fields that a matcher of Grafana's finds, if there
// is anything to say.
func override(list []dashboard.DashboardFieldConfigSourceOverrides, matcher, option string, says properties) []dashboard.DashboardFieldConfigSourceOverrides {
	if len(says) == 0 {
		return list
	}
	return append(list, dashboard.DashboardFieldConfigSourceOverrides{
		Matcher: dashboard.MatcherConfig{Id: matcher, Options: option}, Properties: says,
	})
}

// overrides are how some series or columns of a panel look different.
func (s site) overrides(p blueprint.Panel) ([]dashboard.DashboardFieldConfigSourceOverrides, error) {
	if p.Kind() == "table" {
		return s.cells(p)
	}
	list := []dashboard.DashboardFieldConfigSourceOverrides{}
	for at, q := range p.Queries {
		var says properties
		says.addIf(q.Color.Value != "", "color", map[string]any{"mode": "shades", "fixedColor": colour(q.Color.Value)})
		says.addIf(q.Below.Value, "custom.transform", "negative-Y")
		list = override(list, "byFrameRefID", refID(at), says)
	}
	return list, nil
}
