package ends

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// Alertmanager reads an alertmanager.yml: where its receivers send, and which
// files it names. Of the many kinds of receivers only the keys count, which
// mean the same in all of them (alertmanager/config).
func Alertmanager(file string, content []byte) Content {
	var c struct {
		Global    yaml.Node
		Templates []string
		Receivers []map[string]yaml.Node
	}
	var out Content
	if yaml.Unmarshal(content, &c) != nil {
		return out
	}
	for _, glob := range c.Templates {
		out.Paths = append(out.Paths, folder(Absolute(file, glob)))
	}
	out.filesIn(file, &c.Global)
	for _, receiver := range c.Receivers {
		for kind, ways := range receiver {
			if !strings.HasSuffix(kind, "_configs") {
				continue
			}
			for _, way := range ways.Content {
				out.filesIn(file, way)
				out.webhook(file, way)
			}
		}
	}
	return out
}

// filesIn adds the values of all keys that end in _file, wherever they stand.
func (c *Content) filesIn(file string, node *yaml.Node) {
	for at, child := range node.Content {
		if node.Kind == yaml.MappingNode && at%2 == 1 && strings.HasSuffix(node.Content[at-1].Value, "_file") {
			c.Paths = append(c.Paths, given(Absolute(file, child.Value))...)
		}
		c.filesIn(file, child)
	}
}

// webhook adds the URL that a receiver sends to.
func (c *Content) webhook(file string, way *yaml.Node) {
	var w struct {
		URL  string     `yaml:"url"`
		HTTP httpClient `yaml:"http_config"`
	}
	if way.Decode(&w) != nil || w.URL == "" {
		return
	}
	if d, ok := URL(w.URL); ok {
		d.Client, d.About = w.HTTP.of(file), "receiver"
		c.Dials = append(c.Dials, d)
	}
}
