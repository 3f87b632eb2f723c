package blueprint

import (
	"fmt"

	"gen/generator/compat"
	"gen/generator/strictyaml"
)

// Where says for which instances of its service an alert or a panel is made.
// Without any of its keys it is for all.
type Where struct {
	Versions strictyaml.Text                 `yaml:"versions" doc:"versions of the service that export what it reads; default all"`
	Runtime  strictyaml.Text                 `yaml:"runtime" doc:"systemd or compose: only there when the service runs so somewhere, as it exports what it reads only then"`
	Setting  strictyaml.Map[strictyaml.Text] `yaml:"setting" doc:"settings to values: only there when the service has them somewhere, in a list among others, as it exports what it reads only then"`
	Peers    strictyaml.Bool                 `yaml:"peers" doc:"only there when the site has a second instance of the service"`
}

func (c *checker) checkWhere(w Where) {
	c.oneOf(w.Runtime, "systemd", "compose")
	if _, err := compat.ParseRange(w.Versions.Value); given(w.Versions) && err != nil {
		c.report.Add(notARange(w.Versions, err))
	}
	for _, wanted := range w.Setting {
		if _, there := c.Settings.Get(wanted.Key.Value); !there {
			c.fail("blueprint/alert", wanted.Key.Pos, fmt.Sprintf("the service has no setting %q", wanted.Key.Value), suggest(wanted.Key.Value, keys(c.Settings), "there are: "))
		}
	}
}
