package grafana

import (
	"cmp"
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"gen/generator/blueprint"
)

// Sizes on Grafana's grid.
const (
	gridWidth     = 24
	defaultWidth  = 12
	defaultHeight = 8
)

// layout places panels from left to right and from top to bottom.
type layout struct {
	x, y   int
	height int // of the highest panel on the line so far
}

// rows are a dashboard's panels, each row's own behind its title, or in it as
// long as it is closed.
func (s site) rows(d *blueprint.Dashboard) ([]dashboard.PanelOrRowPanel, error) {
	var all []dashboard.PanelOrRowPanel
	var place layout
	for at, numbers := range d.Numbers() {
		r := d.Rows[at]
		title := row(r, &place, numbers[0])
		all = append(all, dashboard.PanelOrRowPanel{RowPanel: title})
		closed := place
		for at, p := range r.Panels {
			built, err := s.panel(p)
			if err != nil {
				return nil, fmt.Errorf("panel %q: %w", p.Title.Value, err)
			}
			built.GridPos = place.next(p.Width.Value, p.Height.Value)
			built.Id = cog.ToPtr(uint32(numbers[at+1]))
			if r.Collapsed.Value {
				title.Panels = append(title.Panels, built)
			} else {
				all = append(all, dashboard.PanelOrRowPanel{Panel: &built})
			}
		}
		if r.Collapsed.Value {
			place = closed
		}
	}
	return all, nil
}

// row is the title of a row.
func row(r blueprint.Row, place *layout, number int) *dashboard.RowPanel {
	place.breakLine()
	panel := dashboard.NewRowPanel()
	panel.Title = &r.Title.Value
	panel.GridPos = place.next(gridWidth, 1)
	panel.Id = uint32(number)
	panel.Collapsed = r.Collapsed.Value
	if r.Repeat.Value != "" {
		panel.Repeat = &r.Repeat.Value
	}
	return panel
}

// next is the place of the next panel, on a new line if this one is full; zero
// sizes mean the defaults.
func (l *layout) next(width, height int) *dashboard.GridPos {
	width, height = cmp.Or(width, defaultWidth), cmp.Or(height, defaultHeight)
	if l.x+width > gridWidth {
		l.breakLine()
	}
	pos := &dashboard.GridPos{X: uint32(l.x), Y: uint32(l.y), W: uint32(width), H: uint32(height)}
	l.x += width
	l.height = max(l.height, height)
	return pos
}

// breakLine begins a new line below everything on this one.
func (l *layout) breakLine() {
	l.x, l.y, l.height = 0, l.y+l.height, 0
}
