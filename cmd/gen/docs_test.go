package main

import (
	"flag"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the sessions in docs/cli.md and README.md from what gen says now")

const manual = "../../docs/cli.md"

// Every session in the manual and in the README is played, in order and in one
// folder, and has to print what stands there.
func TestManualSessions(t *testing.T) {
	t.Setenv("GEN_CACHE", t.TempDir())
	for _, page := range []string{manual, "../../README.md"} {
		text := readFile(t, page)
		got := played(t, text, t.TempDir())
		if *update {
			if err := os.WriteFile(page, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			text = readFile(t, page)
		}
		if diff := cmp.Diff(text, got); diff != "" {
			t.Errorf("%s and what gen says differ, run make golden if that is meant (-page +gen):\n%s", page, diff)
		}
	}
}

// session is a block of commands, each after "$ ", with what they print.
var session = regexp.MustCompile("(?m)^```console\n((?:.*\n)*?)```\n")

// played is the text with every session as it goes now.
func played(t *testing.T, text, dir string) string {
	t.Helper()
	code, blocks := 0, 0
	out := session.ReplaceAllStringFunc(text, func(block string) string {
		blocks++
		var now strings.Builder
		now.WriteString("```console\n")
		for line := range strings.Lines(block) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				now.WriteString(line)
				code = play(t, &now, dir, command, code)
			}
		}
		return now.String() + "```\n"
	})
	if blocks == 0 {
		t.Fatal("no session found")
	}
	return out
}

// play runs a command after one that ended with code, so that echo $? works.
func play(t *testing.T, w io.Writer, dir, command string, code int) int {
	t.Helper()
	c := exec.Command("sh", "-c", "(exit "+strconv.Itoa(code)+")\n"+command)
	c.Dir, c.Stdout, c.Stderr = dir, w, w
	if err := c.Run(); err != nil && c.ProcessState == nil {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode()
}

// The manual has a chapter for every command and for no other, with a session
// of it, and names no flag that there is not.
func TestManualIsComplete(t *testing.T) {
	text := readFile(t, manual)
	var chapters, flags []string
	for _, m := range regexp.MustCompile("(?m)^## gen ([a-z]+)$").FindAllStringSubmatch(text, -1) {
		chapters = append(chapters, m[1])
	}
	if diff := cmp.Diff(names(commands()), chapters); diff != "" {
		t.Errorf("chapters of docs/cli.md (-commands +chapters):\n%s", diff)
	}
	for _, c := range commands() {
		flags = append(flags, flagNames(c)...)
		if help := "\n$ gen " + c.Name + " --help\n"; !strings.Contains(text, help) {
			t.Errorf("docs/cli.md has no session%s", help)
		}
	}
	prose := session.ReplaceAllString(text, "")
	for _, name := range named(prose) {
		if !slices.Contains(flags, name) {
			t.Errorf("docs/cli.md names the flag %s", name)
		}
	}
	for _, m := range regexp.MustCompile("`gen ([^ `]+)").FindAllStringSubmatch(prose, -1) {
		if !slices.Contains(names(commands()), m[1]) && m[1] != "--version" {
			t.Errorf("docs/cli.md names the command %s", m[1])
		}
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
