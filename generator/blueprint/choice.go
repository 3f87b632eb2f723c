package blueprint

import (
	"gen/generator/compat"
	"gen/generator/strictyaml"
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
