package grafana

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"gen/generator/blueprint"
)

// sourceVariable is the variable by which people choose between several
// Prometheus.
const sourceVariable = "datasource"

// labelValues is Prometheus' kind of variable query that lists a label's
// values. Source: PromVariableQueryType in packages/grafana-prometheus/src/types.ts.
const labelValues = 1

// variables are the dashboard's own, behind the choice of Prometheus if there
// is one.
func (s site) variables(d *blueprint.Dashboard) []cog.Builder[dashboard.VariableModel] {
	var list []cog.Builder[dashboard.VariableModel]
	if s.several {
		list = append(list, chooseSource())
	}
	for _, v := range d.Variables {
		list = append(list, s.variable(v.Key.Value, v.Value))
	}
	return list
}

// chooseSource lists the site's own Prometheus; others that people have added
// by hand may know nothing of it.
func chooseSource() *dashboard.DatasourceVariableBuilder {
	return dashboard.NewDatasourceVariableBuilder(sourceVariable).
		Label("Prometheus").Type(prometheusKind).Regex("/^" + prometheusKind + "(-.*)?$/").
		Current(choice(prometheusKind, prometheusKind))
}

// variable lists the values of a label, sorted; they are read again whenever
// another time range is chosen.
func (s site) variable(name string, v blueprint.Variable) *dashboard.QueryVariableBuilder {
	query := fmt.Sprintf("label_values(%s, %s)", v.From.Value, v.Label.Value)
	b := dashboard.NewQueryVariableBuilder(name).
		Label(name).Datasource(s.source).Definition(query).
		Query(dashboard.StringOrMap{Map: map[string]any{
			"qryType": labelValues, "query": query, "refId": "PrometheusVariableQueryEditor-VariableQuery",
		}}).
		Refresh(dashboard.VariableRefreshOnTimeRangeChanged).Sort(dashboard.VariableSortAlphabeticalAsc)
	if v.Multi.Value {
		b.Multi(true).IncludeAll(true).Current(choices("All", "$__all"))
	}
	return b
}

// choice is a choice of one value.
func choice(text, value string) dashboard.VariableOption {
	return dashboard.VariableOption{
		Selected: cog.ToPtr(true),
		Text:     dashboard.StringOrArrayOfString{String: &text},
		Value:    dashboard.StringOrArrayOfString{String: &value},
	}
}

// choices is a choice where several values may be chosen.
func choices(text, value string) dashboard.VariableOption {
	return dashboard.VariableOption{
		Selected: cog.ToPtr(true),
		Text:     dashboard.StringOrArrayOfString{ArrayOfString: []string{text}},
		Value:    dashboard.StringOrArrayOfString{ArrayOfString: []string{value}},
	}
}
