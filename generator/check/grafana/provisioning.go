package grafana

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"gen/generator/check/words"
)

// datasources is a provisioning file of data sources.
// Source: pkg/services/provisioning/datasources/types.go@v11.5.1.
type datasources struct {
	APIVersion int                  `yaml:"apiVersion"`
	Prune      bool                 `yaml:"prune"`
	Sources    []datasource         `yaml:"datasources"`
	Delete     []map[string]any     `yaml:"deleteDatasources"`
	Rest       map[string]yaml.Node `yaml:",inline"`
}

type datasource struct {
	Name      string               `yaml:"name"`
	Type      string               `yaml:"type"`
	Access    string               `yaml:"access"`
	OrgID     int64                `yaml:"orgId"`
	UID       string               `yaml:"uid"`
	URL       string               `yaml:"url"`
	IsDefault bool                 `yaml:"isDefault"`
	Editable  bool                 `yaml:"editable"`
	BasicAuth bool                 `yaml:"basicAuth"`
	User      string               `yaml:"basicAuthUser"`
	Options   options              `yaml:"jsonData"`
	Secrets   map[string]string    `yaml:"secureJsonData"`
	Rest      map[string]yaml.Node `yaml:",inline"`
}

// options are those of jsonData whose kind matters before a data source is asked.
type options struct {
	ClientCert bool                 `yaml:"tlsAuth"`
	ServerCA   bool                 `yaml:"tlsAuthWithCACert"`
	SkipVerify bool                 `yaml:"tlsSkipVerify"`
	Rest       map[string]yaml.Node `yaml:",inline"`
}

// uid is what Grafana takes for one (pkg/util/shortid_generator.go).
var uid = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,40}$`)

// Datasources reads a provisioning file of data sources as Grafana does
// (provisioning/datasources/config_reader.go); the error is in the words of people.
func Datasources(content []byte) error {
	var file datasources
	if err := decode(content, &file); err != nil {
		return err
	}
	if file.APIVersion != 1 {
		return errors.New("apiVersion is not 1")
	}
	seen, first := map[string]bool{}, map[int64]string{}
	for at, d := range file.Sources {
		if err := d.check(); err != nil {
			return fmt.Errorf("data source %s: %w", called(d.Name, at), err)
		}
		for _, key := range []string{"name " + d.Name, "uid " + d.UID} {
			if seen[key] && d.UID != "" {
				return fmt.Errorf("two data sources have the %s", key)
			}
			seen[key] = true
		}
		if before, two := first[d.OrgID]; d.IsDefault && two {
			return fmt.Errorf("%s and %s are both the default", before, d.Name)
		}
		if d.IsDefault {
			first[d.OrgID] = d.Name
		}
	}
	return nil
}

func (d datasource) check() error {
	address, err := url.Parse(d.URL)
	switch {
	case d.Name == "":
		return errors.New("it has no name")
	case d.Type == "":
		return errors.New("it has no type")
	case d.Access != "" && d.Access != "proxy" && d.Access != "direct":
		return fmt.Errorf("access %q is neither proxy nor direct", d.Access)
	case d.UID != "" && !uid.MatchString(d.UID):
		return fmt.Errorf("uid %q is not made of at most 40 letters, digits, - and _", d.UID)
	case err != nil || d.URL != "" && (address.Host == "" || address.Scheme != "http" && address.Scheme != "https"):
		return fmt.Errorf("%q is not a URL of http or https", d.URL)
	case d.Options.SkipVerify:
		return errors.New("tlsSkipVerify takes any certificate")
	case d.Options.ClientCert && (d.Secrets["tlsClientCert"] == "" || d.Secrets["tlsClientKey"] == ""):
		return errors.New("tlsAuth is true, and tlsClientCert or tlsClientKey is missing")
	case d.Options.ServerCA && d.Secrets["tlsCACert"] == "":
		return errors.New("tlsAuthWithCACert is true, and tlsCACert is missing")
	case d.BasicAuth != (d.User != ""):
		return errors.New("basicAuth and basicAuthUser need each other")
	}
	for _, name := range slices.Sorted(maps.Keys(d.Secrets)) {
		if err := expanded(d.Secrets[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// expanded judges what Grafana puts into a value (pkg/setting/expanders.go).
func expanded(value string) error {
	if rest, ok := strings.CutPrefix(value, "$__file{"); ok && !strings.HasSuffix(rest, "}") {
		return errors.New("the brace behind $__file is not closed")
	}
	if path, ok := strings.CutPrefix(strings.TrimSuffix(value, "}"), "$__file{"); ok && !strings.HasPrefix(path, "/") {
		return fmt.Errorf("%s is not an absolute path", path)
	}
	if strings.HasPrefix(value, "$") && !strings.HasPrefix(value, "$__file{") && !strings.HasPrefix(value, "$__env{") && !strings.HasPrefix(value, "$$") {
		return fmt.Errorf("%s would be taken for a variable", value)
	}
	return nil
}

// providers is a provisioning file of dashboards.
// Source: pkg/services/provisioning/dashboards/types.go@v11.5.1.
type providers struct {
	APIVersion int                  `yaml:"apiVersion"`
	Providers  []provider           `yaml:"providers"`
	Rest       map[string]yaml.Node `yaml:",inline"`
}

type provider struct {
	Name     string               `yaml:"name"`
	OrgID    int64                `yaml:"orgId"`
	Type     string               `yaml:"type"`
	Folder   string               `yaml:"folder"`
	Interval int64                `yaml:"updateIntervalSeconds"`
	Keep     bool                 `yaml:"disableDeletion"`
	Updates  bool                 `yaml:"allowUiUpdates"`
	Editable bool                 `yaml:"editable"`
	Options  map[string]any       `yaml:"options"`
	Rest     map[string]yaml.Node `yaml:",inline"`
}

// Providers reads a provisioning file of dashboards as Grafana does
// (provisioning/dashboards/config_reader.go and file_reader.go); the error is in
// the words of people.
func Providers(content []byte) error {
	var file providers
	if err := decode(content, &file); err != nil {
		return err
	}
	if file.APIVersion != 1 {
		return errors.New("apiVersion is not 1, so that the file is read as one of old")
	}
	if len(file.Providers) == 0 {
		return errors.New("there is no provider, so that no dashboard is shown")
	}
	seen := map[string]bool{}
	for at, p := range file.Providers {
		path, _ := p.Options["path"].(string)
		problem := ""
		switch {
		case p.Name == "":
			problem = "it has no name"
		case seen[p.Name]:
			problem = "another one has its name"
		case p.Type != "" && p.Type != "file":
			problem = fmt.Sprintf("type %q is not file", p.Type)
		case !strings.HasPrefix(path, "/"):
			problem = "options.path is not an absolute path"
		case p.Interval < 0:
			problem = "updateIntervalSeconds is below 0"
		}
		if problem != "" {
			return fmt.Errorf("provider %s: %s", called(p.Name, at), problem)
		}
		seen[p.Name] = true
	}
	return nil
}

func called(name string, at int) string {
	if name == "" {
		return fmt.Sprintf("number %d", at+1)
	}
	return name
}

func decode(content []byte, into any) error {
	if err := yaml.NewDecoder(bytes.NewReader(content)).Decode(into); err != nil {
		return errors.New(words.Of(err))
	}
	return nil
}
