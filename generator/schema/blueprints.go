package schema

import (
	"gen/generator/blueprint"
	"gen/generator/strictyaml"
)

// blueprintsIntro opens the page about blueprints.
const blueprintsIntro = `# Reference of blueprints

Written by gen; do not edit: change the types in generator/blueprint, then run "make docs".

[blueprints.md](blueprints.md) explains how to write a blueprint, what its templates can read and what they
can call. This page lists every key of its files. A path such as ` + "`listeners.NAME.metrics`" + ` names a mapping
inside the file; capitals stand for names of your own, ` + "`[]`" + ` for each item of a list. "(template)" means
that the text is filled in for each instance. Keys that are not listed here are errors.

`

// BlueprintMarkdown returns the page docs/blueprint-reference.md: every key of
// the files of a blueprint's folder, with type, default and meaning.
func BlueprintMarkdown() []byte {
	p := &page{documented: map[string]string{}}
	p.WriteString(blueprintsIntro)
	p.section("blueprint.yaml", "", strictyaml.Describe(blueprint.Blueprint{}))
	p.section("alerts.yaml", "", strictyaml.Describe(blueprint.Alerts{}))
	p.section("dashboards/NAME.yaml", "", strictyaml.Describe(blueprint.Dashboard{}))
	return p.Bytes()
}
