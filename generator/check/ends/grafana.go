package ends

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Provided is the file that a value of Grafana stands in for, which reads $__file{PATH}.
func Provided(value string) string {
	inner, ok := strings.CutPrefix(strings.TrimSpace(value), "$__file{")
	inner, closed := strings.CutSuffix(inner, "}")
	if !ok || !closed {
		return ""
	}
	return inner
}

// Datasources reads the datasources that Grafana is provisioned with.
func Datasources(_ string, content []byte) Content {
	var c struct {
		Datasources []struct {
			Name, UID, URL string
			Basic          bool   `yaml:"basicAuth"`
			User           string `yaml:"basicAuthUser"`
			JSON           struct {
				Auth         bool   `yaml:"tlsAuth"`
				WithCA       bool   `yaml:"tlsAuthWithCACert"`
				Skip         bool   `yaml:"tlsSkipVerify"`
				ServerName   string `yaml:"serverName"`
				Alertmanager string `yaml:"alertmanagerUid"`
			} `yaml:"jsonData"`
			Secure map[string]string `yaml:"secureJsonData"`
		}
	}
	var out Content
	if yaml.Unmarshal(content, &c) != nil {
		return out
	}
	for _, s := range c.Datasources {
		out.Sources = append(out.Sources, s.UID)
		out.References = append(out.References, present(s.JSON.Alertmanager)...)
		d, ok := URL(s.URL)
		if !ok {
			continue
		}
		d.About, d.ServerName, d.Insecure = "datasource "+s.Name, s.JSON.ServerName, s.JSON.Skip
		if s.JSON.WithCA {
			d.CA = Provided(s.Secure["tlsCACert"])
		}
		if s.JSON.Auth {
			d.Cert, d.Key = Provided(s.Secure["tlsClientCert"]), Provided(s.Secure["tlsClientKey"])
		}
		if s.Basic {
			d.Username, d.Password = s.User, Provided(s.Secure["basicAuthPassword"])
		}
		out.Dials, out.Paths = append(out.Dials, d), append(out.Paths, d.paths()...)
	}
	return out
}

// Provider reads where Grafana looks for dashboards.
func Provider(_ string, content []byte) Content {
	var c struct {
		Providers []struct{ Options struct{ Path string } }
	}
	var out Content
	if yaml.Unmarshal(content, &c) == nil {
		for _, p := range c.Providers {
			out.Paths = append(out.Paths, given(p.Options.Path)...)
		}
	}
	return out
}

// Dashboard reads which datasources a dashboard names; variables and Grafana's own are none.
func Dashboard(_ string, content []byte) Content {
	var tree any
	var out Content
	if json.Unmarshal(content, &tree) == nil {
		out.sources(tree)
	}
	slices.Sort(out.References)
	out.References = slices.Compact(out.References)
	return out
}

func (c *Content) sources(value any) {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			c.sources(item)
		}
	case map[string]any:
		if source, ok := value["datasource"].(map[string]any); ok {
			uid, _ := source["uid"].(string)
			if !strings.HasPrefix(uid, "$") && !strings.HasPrefix(uid, "-- ") {
				c.References = append(c.References, present(uid)...)
			}
		}
		for _, item := range value {
			c.sources(item)
		}
	}
}

// present is the word as a list, or none if it is empty.
func present(word string) []string {
	if word == "" {
		return nil
	}
	return []string{word}
}

// GrafanaINI reads a grafana.ini: where it listens, and which files it names
// (grafana/conf/defaults.ini).
func GrafanaINI(_ string, content []byte) Content {
	var out Content
	server, section := map[string]string{}, ""
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok {
			section = strings.TrimSuffix(name, "]")
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok || strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";") {
			continue
		}
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if section == "server" {
			server[key] = value
		}
		if section == "paths" || strings.HasSuffix(key, "_path") {
			out.Paths = append(out.Paths, given(value)...)
		}
		out.Paths = append(out.Paths, given(Provided(value))...)
	}
	return out.grafana(server)
}

// grafana adds the listener of the section [server].
func (c Content) grafana(server map[string]string) Content {
	l := Listen{Host: server["http_addr"], Port: 3000}
	if port, err := strconv.Atoi(server["http_port"]); err == nil {
		l.Port = port
	}
	if server["protocol"] == "https" || server["protocol"] == "h2" {
		l.TLS = &Server{Cert: server["cert_file"], Key: server["cert_key"]}
		c.Paths = append(c.Paths, l.TLS.paths()...)
	}
	c.Listens = append(c.Listens, l)
	return c
}
