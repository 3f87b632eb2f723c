package blueprint

import (
	"hash/fnv"
	"strconv"
)

// numberRange is one more than the highest number of a panel that Numbers gives.
const numberRange = 1 << 20

// Numbers are the ids of a dashboard's panels, from 1, which links to one
// panel name: by row, that of the row itself first. They are made from titles
// and not from places, so that a new panel renumbers no other one.
func (d *Dashboard) Numbers() [][]int {
	taken, seen := map[int]bool{}, map[string]int{}
	next := func(title string) int {
		seen[title]++
		number := titleNumber(title, seen[title])
		for taken[number] {
			number = number%(numberRange-1) + 1
		}
		taken[number] = true
		return number
	}
	all := make([][]int, len(d.Rows))
	for at, r := range d.Rows {
		all[at] = append(all[at], next("row "+r.Title.Value))
		for _, p := range r.Panels {
			all[at] = append(all[at], next("panel "+p.Title.Value))
		}
	}
	return all
}

// titleNumber is a number for the nth thing of a title.
func titleNumber(title string, nth int) int {
	sum := fnv.New32a()
	sum.Write([]byte(title + "\x00" + strconv.Itoa(nth)))
	return int(sum.Sum32()%(numberRange-1)) + 1
}
