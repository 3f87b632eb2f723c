package prometheus

import (
	"bytes"
	"maps"
	"slices"

	"gopkg.in/yaml.v3"
)

// Word is a text in a file of rules; Line and Col count from 1.
type Word struct {
	Text      string
	Line, Col int
}

// Place is where a file says a rule.
type Place struct {
	Name, Expr Word
	// Texts are the values of labels and annotations.
	Texts []Word
}

// Places are those of the rules of a file that Rules accepts, in the same order.
func Places(content []byte) []Place {
	var file struct {
		Groups []struct {
			Labels map[string]yaml.Node `yaml:"labels"`
			Rules  []struct {
				Record      yaml.Node            `yaml:"record"`
				Alert       yaml.Node            `yaml:"alert"`
				Expr        yaml.Node            `yaml:"expr"`
				Labels      map[string]yaml.Node `yaml:"labels"`
				Annotations map[string]yaml.Node `yaml:"annotations"`
			} `yaml:"rules"`
		} `yaml:"groups"`
	}
	if err := yaml.Unmarshal(content, &file); err != nil {
		return nil
	}
	var places []Place
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			one := Place{Name: wordOf(r.Alert), Expr: wordOf(r.Expr)}
			if r.Alert.IsZero() {
				one.Name = wordOf(r.Record)
			}
			for _, texts := range []map[string]yaml.Node{r.Labels, g.Labels, r.Annotations} {
				for _, name := range slices.Sorted(maps.Keys(texts)) {
					one.Texts = append(one.Texts, wordOf(texts[name]))
				}
			}
			places = append(places, one)
		}
	}
	return places
}

// wordOf is a scalar; of an alias, what it stands for.
func wordOf(n yaml.Node) Word {
	if n.Alias != nil {
		n = *n.Alias
	}
	return Word{n.Value, n.Line, n.Column}
}

// Documents counts the YAML documents of a file, of which Prometheus reads the first.
func Documents(content []byte) int {
	d := yaml.NewDecoder(bytes.NewReader(content))
	for n := 0; ; n++ {
		var any yaml.Node
		if d.Decode(&any) != nil {
			return n
		}
	}
}
