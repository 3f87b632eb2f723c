package blueprint

import (
	"fmt"

	"gen/generator/compat"
	"gen/generator/report"
	"gen/generator/strictyaml"

	"gopkg.in/yaml.v3"
)

// At returns the value that counts for a version: that of the first case which
// fits. The loader has made sure that there is one.
func (c Choice) At(v compat.Version) strictyaml.Text {
	for _, one := range c.Cases {
		if one.Versions.Contains(v) {
			return one.Use
		}
	}
	return strictyaml.Text{Pos: c.Pos}
}

// VersionRange are the versions of the service that the alert is for. The
// loader has made sure that the text is a range.
func (a Alert) VersionRange() compat.Range {
	r, _ := compat.ParseRange(a.Versions.Value)
	return r
}

// choiceCase is how a Case is written.
type choiceCase struct {
	Versions strictyaml.Text `yaml:"versions" doc:"versions for which the entry counts, such as >=1.0.0 <2.0.0; default: all that are left"`
	Use      strictyaml.Text `yaml:"use,required" doc:"the value"`
}

// DecodeYAML reads the bare value, or the list of cases.
func (c *Choice) DecodeYAML(d *strictyaml.Context) {
	c.Pos = d.Pos()
	if d.Node.Kind == yaml.SequenceNode {
		c.decodeCases(d)
		return
	}
	var use strictyaml.Text
	d.Decode(d.Node, &use)
	c.Cases = []Case{{Use: use}}
}

// decodeCases reads the list; only its last entry is for all versions, so that
// every entry is reached and every version finds one.
func (c *Choice) decodeCases(d *strictyaml.Context) {
	var cases []choiceCase
	d.Decode(d.Node, &cases)
	if len(cases) == 0 {
		d.Fail("blueprint/choice", "the list of cases is empty", "type the value itself, or a list of {versions: \">=1.0.0\", use: VALUE}")
	}
	for i, written := range cases {
		last, bound := i == len(cases)-1, !written.Versions.Pos.IsZero()
		versions, err := compat.ParseRange(written.Versions.Value)
		switch {
		case last && bound:
			d.FailAt(d.Node.Content[i], "blueprint/choice", "no entry of the list is for all other versions", `remove "versions" from the last entry; it then takes all that the others leave`)
		case !last && !bound:
			d.FailAt(d.Node.Content[i], "blueprint/choice", "the entry is for all versions, so that those after it never count", `add "versions", or move it to the end`)
		case bound && err != nil:
			d.Report.Add(notARange(written.Versions, err))
		}
		c.Cases = append(c.Cases, Case{Versions: versions, Use: written.Use})
	}
}

// notARange is the problem of a text that ParseRange has refused.
func notARange(text strictyaml.Text, err error) report.Problem {
	return report.Problem{ID: "blueprint/versions", Pos: text.Pos, Fact: fmt.Sprintf("%q is not a range of versions", text.Value), Hint: err.Error()}
}

// Describe tells the two shapes.
func (c *Choice) Describe() *strictyaml.Type {
	return &strictyaml.Type{Kind: strictyaml.KindShapes, Name: "Choice", Shapes: []*strictyaml.Type{
		strictyaml.Describe(strictyaml.Text{}),
		strictyaml.Describe([]choiceCase{}),
	}}
}
