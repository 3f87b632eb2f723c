package topology

import "gen/generator/strictyaml"

// Links say where people find what messages can only name.
type Links struct {
	Runbooks strictyaml.Text `yaml:"runbooks" doc:"URL of the folder in which people read alerts.md of the output, such as https://git.example.org/ops/site/src/branch/main/out; messages link to it"`
}
