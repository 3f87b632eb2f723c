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
// site, into which Grafana puts the dashboards, and beside it one for those of
// the user, if there are any. It looks for changed files every half minute and
// deletes what has no file any more.
func Provider(p *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	gens := folderOf(i, "grafana-dashboards")
	if gens == "" {
		return nil, fmt.Errorf("%s on %s has no file of the format grafana-dashboards that a provider could name", i.Name, i.Node.Name)
	}
	file := providerFile{APIVersion: 1, Providers: []provider{fromFolder("gen", p.Site, gens)}}
	if own := folderOf(i, "grafana-own-dashboards"); own != "" && len(p.Dashboards) > 0 {
		file.Providers = append(file.Providers, fromFolder("own", p.Site+" own", own))
	}
	content, err := emit.YAML(file)
	if err != nil {
		return nil, err
	}
	return []tree.File{emit.For(i, f, content)}, nil
}

// folderOf is the path of an instance's file of a format, or empty.
func folderOf(i *plan.Instance, format string) string {
	at := slices.IndexFunc(i.Files, func(f plan.File) bool { return f.Format == format })
	if at < 0 {
		return ""
	}
	return i.Files[at].Path
}

// fromFolder shows the files of a path as dashboards of a folder.
func fromFolder(name, folder, path string) provider {
	return provider{Name: name, OrgID: 1, Folder: folder, Type: "file", UpdateInterval: 30, Options: providerOptions{Path: path}}
}
