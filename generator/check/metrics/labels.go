package metrics

import (
	"maps"
	"slices"
)

// Labels are the names of labels that the series of a vector have.
type Labels struct {
	// Names tells for each label whether every series has it.
	Names map[string]bool
	// Lost tells for labels that once were there what has taken them away.
	Lost map[string]string
	// Open tells that there may be others.
	Open bool
}

func labelsOf(names ...string) Labels {
	l := Labels{Names: map[string]bool{}}
	for _, name := range names {
		l.Names[name] = true
	}
	return l
}

// Has tells whether some series may have a label.
func (l Labels) Has(name string) bool {
	_, known := l.Names[name]
	return known || l.Open
}

// Always tells whether every series has a label.
func (l Labels) Always(name string) bool { return l.Names[name] }

// Clone returns labels that may be changed.
func (l Labels) Clone() Labels {
	c := Labels{Names: maps.Clone(l.Names), Lost: maps.Clone(l.Lost), Open: l.Open}
	if c.Names == nil {
		c.Names = map[string]bool{}
	}
	return c
}

// With returns the labels and one more, which every series has if always is true.
func (l Labels) With(name string, always bool) Labels {
	c := l.Clone()
	c.Names[name] = c.Names[name] || always
	delete(c.Lost, name)
	return c
}

// Without returns the labels less those for which drop is true; why is what
// takes them away.
func (l Labels) Without(drop func(name string) bool, why string) Labels {
	c := l.Clone()
	if c.Lost == nil {
		c.Lost = map[string]string{}
	}
	for name := range l.Names {
		if drop(name) {
			delete(c.Names, name)
			c.Lost[name] = why
		}
	}
	return c
}

// Union returns the labels of the series of both.
func (l Labels) Union(other Labels) Labels {
	c := l.Clone()
	c.Open = l.Open || other.Open
	for name, always := range l.Names {
		c.Names[name] = always && other.Names[name]
	}
	for name := range other.Names {
		if _, known := l.Names[name]; !known {
			c.Names[name] = false
		}
		delete(c.Lost, name)
	}
	return c
}

// Sorted returns the names in sort order.
func (l Labels) Sorted() []string { return slices.Sorted(maps.Keys(l.Names)) }
