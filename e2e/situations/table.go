package main

import (
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The table stands between these lines of the page.
const (
	begin = "<!-- situations: make situations -->\n"
	end   = "<!-- end of situations -->\n"
)

// page is a page with a table in it.
type page struct{ before, table, after string }

// readPage finds the table of a page.
func readPage(text string) (page, error) {
	before, rest, ok := strings.Cut(text, begin)
	table, after, ended := strings.Cut(rest, end)
	if !ok || !ended {
		return page{}, fmt.Errorf("has no lines %q and %q", begin, end)
	}
	return page{before, table, after}, nil
}

// with is the page with another table.
func (p page) with(table string) string { return p.before + begin + table + end + p.after }

// never is a cell of a set that tells nobody.
const never = "–"

// newTable plays every situation to every set. What sets say that are not there is taken from the old table.
func newTable(all []situation, sets []set, old string) (string, error) {
	rows, err := playAll(all, sets, cells(old))
	if err != nil {
		return "", err
	}
	trouble, quiet := head("When somebody has to be told", sets), head("When nobody wants to be told", sets)
	told, kept, wanted := make([]int, len(sets)), make([]int, len(sets)), 0
	for n, s := range all {
		for of, cell := range rows[n] {
			if s.Within == 0 && cell == never {
				kept[of]++
			}
			if s.Within > 0 && s.inTime(cell) {
				told[of]++
			}
		}
		row := line(append([]string{s.title()}, rows[n]...))
		if s.Within > 0 {
			wanted, trouble = wanted+1, trouble+row
		} else {
			quiet += row
		}
	}
	trouble += line(sum("**told in time**", told, wanted))
	quiet += line(sum("**kept quiet**", kept, len(all)-wanted))
	return trouble + "\n" + quiet, nil
}

// playAll makes the cells of all rows, several rows at a time.
func playAll(all []situation, sets []set, known map[string]string) ([][]string, error) {
	rows, errs := make([][]string, len(all)), make([]error, len(all))
	places := make(chan struct{}, runtime.NumCPU())
	var wait sync.WaitGroup
	for n, s := range all {
		wait.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			for _, of := range sets {
				cell, err := s.cell(of, known)
				rows[n], errs[n] = append(rows[n], cell), errors.Join(errs[n], err)
			}
		})
	}
	wait.Wait()
	return rows, errors.Join(errs...)
}

// title is the first cell of a situation's row.
func (s situation) title() string {
	if s.Within == 0 {
		return s.Name + ": " + s.What
	}
	return s.Name + ": " + s.What + " (" + minutes(s.Within) + ")"
}

// cell is what a set does in a situation.
func (s situation) cell(of set, known map[string]string) (string, error) {
	if !of.there {
		if cell, ok := known[s.Name+"\x00"+of.name]; ok {
			return cell, nil
		}
		return "?", nil
	}
	alert, after, err := s.play(of)
	switch {
	case err != nil:
		return "", err
	case alert == "":
		return never, nil
	}
	return alert + " " + minutes(after), nil
}

// inTime tells whether a cell tells of an alert that is early enough.
func (s situation) inTime(cell string) bool {
	_, text, ok := strings.Cut(cell, " ")
	after, err := strconv.Atoi(strings.TrimSuffix(text, " min"))
	return ok && err == nil && time.Duration(after)*time.Minute <= s.Within
}

// minutes is a time in minutes.
func minutes(d time.Duration) string { return strconv.Itoa(int(d.Minutes())) + " min" }

// head is the first two lines of a table.
func head(first string, sets []set) string {
	names, rule := []string{first}, "|---|"
	for _, of := range sets {
		names, rule = append(names, of.name), rule+"---|"
	}
	return line(names) + rule + "\n"
}

// line is one line of a table.
func line(cells []string) string { return "| " + strings.Join(cells, " | ") + " |\n" }

// sum is the last row of a table.
func sum(name string, counts []int, of int) []string {
	row := []string{name}
	for _, n := range counts {
		row = append(row, fmt.Sprintf("**%d of %d**", n, of))
	}
	return row
}

// cells are the cells of a table by the name of the situation and of the set.
func cells(table string) map[string]string {
	known := map[string]string{}
	var names []string
	for text := range strings.Lines(table) {
		row := strings.Split(strings.Trim(strings.TrimSpace(text), "|"), "|")
		for n := range row {
			row[n] = strings.TrimSpace(row[n])
		}
		if strings.HasPrefix(row[0], "When ") {
			names = row
			continue
		}
		situation, _, _ := strings.Cut(row[0], ":")
		for n := 1; n < len(row) && n < len(names); n++ {
			known[situation+"\x00"+names[n]] = row[n]
		}
	}
	return known
}

// differences are the lines of the new table that the old one has not.
func differences(old, table string) string {
	var out strings.Builder
	for text := range strings.Lines(table) {
		if !strings.Contains("\n"+old, "\n"+text) {
			out.WriteString(text)
		}
	}
	return out.String()
}
