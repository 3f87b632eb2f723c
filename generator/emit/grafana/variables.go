package grafana

import (
	"cmp"
	"fmt"
	"strings"

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

// variables are the dashboard's own, behind the choice of Prometheus.
func (s site) variables(d *blueprint.Dashboard) []cog.Builder[dashboard.VariableModel] {
	list := []cog.Builder[dashboard.VariableModel]{s.chooseSource()}
	for _, v := range d.Variables {
		list = append(list, s.variable(v.Key.Value, v.Value))
	}
	return list
}

// chooseSource lists the site's own Prometheus; others that people have added
// by hand may know nothing of it. Where there is one only, nobody sees it.
func (s site) chooseSource() *dashboard.DatasourceVariableBuilder {
	b := dashboard.NewDatasourceVariableBuilder(sourceVariable).
		Label("Data source").Type(prometheusKind).Regex("/^" + prometheusKind + "(-.*)?$/").
		Current(choice(prometheusKind, prometheusKind))
	if !s.several {
		b.Hide(dashboard.VariableHideHideVariable)
	}
	return b
}

// everything is what All stands for in a query: not a list of names, which
// would be long with a thousand hosts.
const everything = ".+"

// variable lists the values of a label, sorted; they are read again whenever
// another time range is chosen.
func (s site) variable(name string, v blueprint.Variable) *dashboard.QueryVariableBuilder {
	query := fmt.Sprintf("label_values(%s, %s)", v.From.Value, v.Label.Value)
	b := dashboard.NewQueryVariableBuilder(name).
		Label(cmp.Or(v.Title.Value, capital(name))).Datasource(s.source).Definition(query).
		Query(dashboard.StringOrMap{Map: map[string]any{
			"qryType": labelValues, "query": query, "refId": "PrometheusVariableQueryEditor-VariableQuery",
		}}).
		Refresh(dashboard.VariableRefreshOnTimeRangeChanged).Sort(dashboard.VariableSortAlphabeticalAsc)
	if v.Multi.Value {
		b.Multi(true).IncludeAll(true).AllValue(everything).Current(choices("All", "$__all"))
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

// capital writes a name with a capital letter, as people read it.
func capital(name string) string { return strings.ToUpper(name[:1]) + name[1:] }
