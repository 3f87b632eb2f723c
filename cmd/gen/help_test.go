package main

import (
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/urfave/cli/v2"
)

// Every command has a page, which names its flags and no others.
func TestPagesNameEveryFlag(t *testing.T) {
	for _, c := range commands() {
		page := readPage(t, c.Name)
		if want := flagNames(c); !slices.Equal(want, named(page)) {
			t.Errorf("help/%s.txt names the flags %q, not %q", c.Name, named(page), want)
		}
	}
}

func TestPagesNameEveryCommand(t *testing.T) {
	overview := readPage(t, "gen")
	want := []string{"help/gen.txt"}
	for _, c := range commands() {
		want = append(want, "help/"+c.Name+".txt")
		if !strings.Contains(overview, "\n    "+c.Name+" ") {
			t.Errorf("help/gen.txt does not list %s", c.Name)
		}
	}
	got, err := fs.Glob(pages, "help/*")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
}

// A terminal of 80 columns shows every page as it was laid out.
func TestPagesFit(t *testing.T) {
	for _, name := range append([]string{"gen"}, names(commands())...) {
		page := readPage(t, name)
		for line := range strings.Lines(page) {
			if len(line) > 81 || strings.ContainsAny(line, "\t\r") {
				t.Errorf("help/%s.txt: %q", name, line)
			}
		}
		if strings.Count(page, "\n") > 40 {
			t.Errorf("help/%s.txt is longer than a screen", name)
		}
	}
}

func commands() []*cli.Command { return newApp(io.Discard, io.Discard, time.Now).Commands }

func flagNames(c *cli.Command) []string {
	var list []string
	for _, f := range c.Flags {
		if hidden, ok := f.(cli.VisibleFlag); !ok || hidden.IsVisible() {
			list = append(list, "--"+f.Names()[0])
		}
	}
	slices.Sort(list)
	return list
}

// named are the flags that a text mentions, but for those that all commands have.
func named(text string) []string {
	list := regexp.MustCompile(`--[a-z]+(?:-[a-z]+)*`).FindAllString(text, -1)
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(name string) bool {
		return name == "--help" || name == "--version" || name == "--body-file"
	})
}

func readPage(t *testing.T, name string) string {
	t.Helper()
	page, err := pages.ReadFile("help/" + name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}
