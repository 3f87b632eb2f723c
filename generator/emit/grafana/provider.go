package grafana

import (
	"fmt"
	"slices"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
)

// providerFile tells Grafana where dashboards lie.
// Source: pkg/services/provisioning/dashboards/types.go@v11.5.1.
type providerFile struct {
	APIVersion int        `yaml:"apiVersion"`
	Providers  []provider `yaml:"providers"`
}

type provider struct {
	Name            string          `yaml:"name"`
	OrgID           int             `yaml:"orgId"`
	Folder          string          `yaml:"folder"`
	Type            string          `yaml:"type"`
	DisableDeletion bool            `yaml:"disableDeletion"`
	UpdateInterval  int             `yaml:"updateIntervalSeconds"`
	AllowUIUpdates  bool            `yaml:"allowUiUpdates"`
	Options         providerOptions `yaml:"options"`
}

type providerOptions struct {
	Path string `yaml:"path"`
}

// Provider is the emit.Format "grafana-provider": the folder, called like the
// site, into which Grafana puts the dashboards. It looks for changed files
// every half minute and deletes what has no file any more.
func Provider(p *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	at := slices.IndexFunc(i.Files, func(f plan.File) bool { return f.Format == "grafana-dashboards" })
	if at < 0 {
		return nil, fmt.Errorf("%s on %s has no file of the format grafana-dashboards that a provider could name", i.Name, i.Node.Name)
	}
	content, err := emit.YAML(providerFile{APIVersion: 1, Providers: []provider{{
		Name: "gen", OrgID: 1, Folder: p.Site, Type: "file", UpdateInterval: 30,
		Options: providerOptions{Path: i.Files[at].Path},
	}}})
	if err != nil {
		return nil, err
	}
	return []tree.File{emit.For(i, f, content)}, nil
}
