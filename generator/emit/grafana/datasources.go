// Package grafana writes what Grafana reads at start: its data sources, where
// its dashboards lie, and the dashboards themselves as classic JSON, which
// every version from 10 on takes. The dashboards come from the blueprints in
// use, so that none asks for metrics that the site cannot have.
package grafana

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"gen/generator/blueprint"
	"gen/generator/compat"
	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
)

// Kinds of data sources.
const (
	prometheusKind   = plan.PrometheusSource
	alertmanagerKind = plan.AlertmanagerSource
)

// maxUID is the longest id that Grafana takes, of a data source as of a
// dashboard. Source: pkg/util/shortid_generator.go.
const maxUID = 40

// datasourceFile is a provisioning file of data sources.
// Source: pkg/services/provisioning/datasources/types.go@v11.5.1.
type datasourceFile struct {
	APIVersion  int          `yaml:"apiVersion"`
	Prune       bool         `yaml:"prune,omitempty"`
	Datasources []datasource `yaml:"datasources"`
}

type datasource struct {
	// Name is always the UID: Grafana finds a data source of an earlier start by
	// its name, and refuses a new name with a known UID.
	Name      string  `yaml:"name"`
	UID       string  `yaml:"uid"`
	Type      string  `yaml:"type"`
	Access    string  `yaml:"access"`
	OrgID     int     `yaml:"orgId"`
	URL       string  `yaml:"url"`
	BasicAuth bool    `yaml:"basicAuth,omitempty"`
	User      string  `yaml:"basicAuthUser,omitempty"`
	IsDefault bool    `yaml:"isDefault"`
	Editable  bool    `yaml:"editable"`
	Options   options `yaml:"jsonData"`
	Secrets   secrets `yaml:"secureJsonData,omitempty"`
}

// options are a data source's jsonData. Client certificate and authority count
// only when their switch is on.
// Source: packages/grafana-data/src/types/datasource.ts, DataSourceJsonData.
type options struct {
	ClientCert     bool   `yaml:"tlsAuth,omitempty"`
	ServerCA       bool   `yaml:"tlsAuthWithCACert,omitempty"`
	Method         string `yaml:"httpMethod,omitempty"`
	Interval       string `yaml:"timeInterval,omitempty"`
	Alertmanager   string `yaml:"alertmanagerUid,omitempty"`
	Implementation string `yaml:"implementation,omitempty"`
}

// secrets are a data source's secureJsonData: PEM text and a password, which
// Grafana reads from files by itself.
type secrets struct {
	Password   string `yaml:"basicAuthPassword,omitempty"`
	ServerCA   string `yaml:"tlsCACert,omitempty"`
	ClientCert string `yaml:"tlsClientCert,omitempty"`
	ClientKey  string `yaml:"tlsClientKey,omitempty"`
}

// Datasources is the emit.Format "grafana-datasources": one data source for
// each Prometheus and Alertmanager that the instance has a query link to. The
// first one is Grafana's default.
func Datasources(_ *plan.Plan, i *plan.Instance, f plan.File) ([]tree.File, error) {
	known := compat.Lookup("grafana", compat.DatasourceKey, "prune", i.Version).OK
	file := datasourceFile{APIVersion: 1, Prune: known}
	for _, kind := range []string{prometheusKind, alertmanagerKind} {
		for at, l := range queries(i, kind) {
			file.Datasources = append(file.Datasources, datasourceOf(l, kind, at))
		}
	}
	if len(file.Datasources) == 0 {
		return nil, fmt.Errorf("%s on %s has no link of purpose %s, so there is nothing that it could show", i.Name, i.Node.Name, blueprint.Query)
	}
	file.Datasources[0].IsDefault = true
	content, err := emit.YAML(file)
	if err != nil {
		return nil, err
	}
	return []tree.File{emit.For(i, f, content)}, nil
}

// queries are the instance's links to data sources of a kind, in the plan's order.
func queries(i *plan.Instance, kind string) []*plan.Link {
	return slices.DeleteFunc(slices.Clone(i.Out), func(l *plan.Link) bool {
		return l.Purpose != blueprint.Query || l.SourceKind() != kind
	})
}

func datasourceOf(l *plan.Link, kind string, at int) datasource {
	name := datasourceUID(l, kind, at)
	d := datasource{Name: name, UID: name, Type: kind, Access: "proxy", OrgID: 1, URL: l.Scheme + "://" + l.Address()}
	if kind == alertmanagerKind {
		d.Options.Implementation = "prometheus"
	} else {
		interval, _ := l.Answering().Settings["scrape_interval"].(string)
		d.Options.Method, d.Options.Interval = "POST", cmp.Or(interval, "15s")
		if len(queries(l.From, alertmanagerKind)) > 0 {
			d.Options.Alertmanager = alertmanagerKind // where silences of its alerts go
		}
	}
	d.secure(l)
	return d
}

// secure sets what the link needs for TLS and a login. No server name is needed: what is
// dialled is an address, and the certificate has it.
func (d *datasource) secure(l *plan.Link) {
	if l.Scheme != "https" {
		return
	}
	folder := l.From.TLSDir()
	d.Options.ServerCA, d.Secrets.ServerCA = true, fromFile(folder+"/ca-server.crt")
	if l.Secret != "" {
		d.BasicAuth, d.User, d.Secrets.Password = true, l.Username, fromFile(l.From.SecretPath(l.Secret))
	}
	if l.Identity != "" {
		d.Options.ClientCert = true
		d.Secrets.ClientCert, d.Secrets.ClientKey = fromFile(folder+"/client.crt"), fromFile(folder+"/client.key")
	}
}

// fromFile lets Grafana replace a value by a file's content.
// Source: pkg/setting/expanders.go@v11.5.1.
func fromFile(path string) string { return "$__file{" + path + "}" }

// datasourceUID is the stable id of the data source at the end of a link: the
// kind for the first of its kind, so that people's own dashboards outlive the
// arrival of a second one, and the kind with the node's name for the others.
func datasourceUID(l *plan.Link, kind string, at int) string {
	if at == 0 {
		return kind
	}
	uid := kind + "-" + l.Answering().Node.Name
	if len(uid) <= maxUID {
		return uid
	}
	sum := sha256.Sum256([]byte(uid))
	return kind + "-" + hex.EncodeToString(sum[:6])
}
