package blueprint

import (
	"fmt"
	"slices"
	"testing"

	"gen/generator/strictyaml"
)

// dashboardOf has one row of each list, its title first.
func dashboardOf(rows ...[]string) *Dashboard {
	d := &Dashboard{}
	for _, titles := range rows {
		row := Row{Title: strictyaml.Text{Value: titles[0]}}
		for _, title := range titles[1:] {
			row.Panels = append(row.Panels, Panel{Title: strictyaml.Text{Value: title}})
		}
		d.Rows = append(d.Rows, row)
	}
	return d
}

func TestANewPanelRenumbersNoOther(t *testing.T) {
	before := dashboardOf([]string{"CPU", "Load", "Cores"}, []string{"Disks", "Room", "Room"}).Numbers()
	after := dashboardOf([]string{"New", "Load of all"}, []string{"CPU", "First", "Load", "Cores"}, []string{"Disks", "Room", "Room"}).Numbers()
	want := [][]int{{before[0][0], after[1][1], before[0][1], before[0][2]}, before[1]}
	if !slices.EqualFunc(want, after[1:], slices.Equal) {
		t.Errorf("before %v, after %v", before, after)
	}
}

// TestNumbersAreDifferent has more panels than any dashboard, so that some
// would be given the same number.
func TestNumbersAreDifferent(t *testing.T) {
	titles := []string{"Row"}
	for n := range 5000 {
		titles = append(titles, fmt.Sprintf("Panel %d", n), "Same")
	}
	numbers := dashboardOf(titles).Numbers()[0]
	slices.Sort(numbers)
	if different := slices.Compact(slices.Clone(numbers)); len(different) != 10001 || different[0] < 1 || different[10000] >= numberRange {
		t.Errorf("%d numbers from %d to %d", len(different), different[0], different[len(different)-1])
	}
}
