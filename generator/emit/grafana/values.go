package grafana

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"gen/generator/blueprint"
	"gen/generator/strictyaml"
)

// values says how values look: unit, ends of the axis, thresholds, texts
// instead of values, links, and what stands there when there is none.
func (s site) values(f *dashboard.FieldConfig, p blueprint.Panel) (err error) {
	f.Unit = &p.Unit.Value
	if f.Min, err = number(p.Min); err != nil {
		return fmt.Errorf("min: %w", err)
	}
	if f.Max, err = number(p.Max); err != nil {
		return fmt.Errorf("max: %w", err)
	}
	if f.Thresholds, err = thresholds(p.Thresholds); err != nil {
		return fmt.Errorf("thresholds: %w", err)
	}
	f.Mappings = mappings(p.Mappings, p.Colors)
	f.Links = s.seriesLinks(p)
	if p.Decimals != nil {
		f.Decimals = cog.ToPtr(float64(p.Decimals.Value))
	}
	if p.Empty.Value != "" {
		f.NoValue = &p.Empty.Value
	}
	return nil
}

// number reads a decimal number; nothing stays nothing.
func number(text *strictyaml.Text) (*float64, error) {
	if text == nil {
		return nil, nil
	}
	value, err := strconv.ParseFloat(text.Value, 64)
	if err != nil || value-value != 0 { // infinity and NaN have no place in JSON
		return nil, fmt.Errorf("%q is not a number", text.Value)
	}
	return &value, nil
}

// thresholds are the steps in rising order, as Grafana wants them; the first
// begins at minus infinity, which is null: good when there are others, and
// else of no meaning.
func thresholds(list []blueprint.Threshold) (*dashboard.ThresholdsConfig, error) {
	steps := []dashboard.Threshold{{Color: colour("neutral")}}
	if len(list) > 0 {
		steps[0].Color = colour("ok")
	}
	for _, t := range list {
		from, err := number(&t.From)
		if err != nil {
			return nil, err
		}
		steps = append(steps, dashboard.Threshold{Value: from, Color: colour(t.Color.Value)})
	}
	slices.SortStableFunc(steps[1:], func(a, b dashboard.Threshold) int { return cmp.Compare(*a.Value, *b.Value) })
	return &dashboard.ThresholdsConfig{Mode: dashboard.ThresholdsModeAbsolute, Steps: steps}, nil
}

// mappings show texts instead of values, and colours where the thresholds'
// are not meant.
func mappings(words, colours strictyaml.Map[strictyaml.Text]) []dashboard.ValueMapping {
	if len(words)+len(colours) == 0 {
		return nil
	}
	all := dashboard.NewValueMap()
	result := func(value string) dashboard.ValueMappingResult {
		if known, ok := all.Options[value]; ok {
			return known
		}
		return dashboard.ValueMappingResult{Index: cog.ToPtr(int32(len(all.Options)))}
	}
	for _, entry := range words {
		one := result(entry.Key.Value)
		one.Text = cog.ToPtr(entry.Value.Value)
		all.Options[entry.Key.Value] = one
	}
	for _, entry := range colours {
		one := result(entry.Key.Value)
		one.Color = cog.ToPtr(colour(entry.Value.Value))
		all.Options[entry.Key.Value] = one
	}
	return []dashboard.ValueMapping{{ValueMap: all}}
}
