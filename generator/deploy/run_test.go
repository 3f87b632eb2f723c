package deploy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// stub stands for ssh: it records its words, what it reads, and when it begins
// and ends; then it does what a file named after the node says.
const stub = `#!/bin/sh
for word; do node=$last last=$word; done
printf '%s\n' "$@" > "$LOG/words.$node"
cat > "$LOG/bundle.$node"
echo "begin $node" >> "$LOG/log"
[ ! -f "$LOG/do.$node" ] || . "$LOG/do.$node"
echo "end $node" >> "$LOG/log"
exit "${code:-0}"
`

// lab is a rollout over the stub.
type lab struct {
	t    *testing.T
	dir  string
	o    Options
	said []string
	on   func(node string, event Event)
}

func newLab(t *testing.T) *lab {
	t.Helper()
	l := &lab{t: t, dir: t.TempDir(), on: func(string, Event) {}}
	ssh := filepath.Join(l.dir, "ssh")
	l.write("ssh", stub)
	if err := os.Chmod(ssh, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LOG", l.dir)
	l.o = Options{
		SSH: []string{ssh, "-F", "out/ssh_config"}, Config: "out/ssh_config", Limit: 4, Patience: time.Minute,
		Bundle: func(w io.Writer, node string) error { _, err := io.WriteString(w, "bundle of "+node); return err },
		Say:    l.say,
	}
	return l
}

// say is never called twice at once, which the race detector watches.
func (l *lab) say(node string, event Event, text string) {
	l.said = append(l.said, strings.TrimSpace(fmt.Sprintf("%s %s %s", node, []string{"begun", "|", "done", "failed"}[event], text)))
	l.on(node, event)
}

func (l *lab) write(name, text string) {
	l.t.Helper()
	if err := os.WriteFile(filepath.Join(l.dir, name), []byte(text), 0o644); err != nil {
		l.t.Fatal(err)
	}
}

func (l *lab) read(name string) string {
	l.t.Helper()
	text, err := os.ReadFile(filepath.Join(l.dir, name))
	if err != nil {
		l.t.Fatal(err)
	}
	return string(text)
}

func (l *lab) run(stages ...[]string) []Outcome {
	l.t.Helper()
	return l.runUntil(context.Background(), stages...)
}

func (l *lab) runUntil(ctx context.Context, stages ...[]string) []Outcome {
	l.t.Helper()
	r, err := Prepare(&l.o, stages)
	if err != nil {
		l.t.Fatal(err)
	}
	return r.Run(ctx)
}

// states are outcomes in a word each.
func states(list []Outcome) (words []string) {
	for _, o := range list {
		switch {
		case !o.Begun:
			words = append(words, o.Node+" not begun")
		case o.Err != nil:
			words = append(words, o.Node+" "+o.Err.Error())
		default:
			words = append(words, o.Node+" done")
		}
	}
	return words
}

func (l *lab) want(got []Outcome, want ...string) {
	l.t.Helper()
	if diff := cmp.Diff(want, states(got)); diff != "" {
		l.t.Errorf("outcomes (-want +got):\n%s", diff)
	}
}

func TestRun(t *testing.T) {
	l := newLab(t)
	l.write("do.web1", "printf 'one\\r\\ntw\\033[2Jo\\n'; printf 'rest' >&2\n")
	l.want(l.run([]string{"web1"}), "web1 done")
	if diff := cmp.Diff([]string{"web1 begun", "web1 | one", "web1 | tw?[2Jo", "web1 | rest", "web1 done"}, l.said); diff != "" {
		t.Error(diff)
	}
	want := "-F\nout/ssh_config\nweb1\n" + `sh -c 's=; test "$(id -u)" = 0 || s="sudo -n"; $s tar -xf - -C / || exit 100; $s /etc/gen/apply'` + "\n"
	if diff := cmp.Diff(want, l.read("words.web1")); diff != "" {
		t.Error(diff)
	}
	if got := l.read("bundle.web1"); got != "bundle of web1" {
		t.Errorf("the node got %q", got)
	}
}

// Stages come one after another, whatever the limit.
func TestStages(t *testing.T) {
	l := newLab(t)
	l.want(l.run([]string{"web1", "web2"}, []string{"mon1"}, []string{"mon2"}), "web1 done", "web2 done", "mon1 done", "mon2 done")
	log := l.read("log")
	if !strings.HasSuffix(log, "begin mon1\nend mon1\nbegin mon2\nend mon2\n") || strings.Count(log, "\n") != 8 {
		t.Errorf("it went\n%s", log)
	}
}

// With a limit of two, two are at work at once: each waits for the other. And
// there are never three.
func TestLimit(t *testing.T) {
	l := newLab(t)
	l.o.Limit = 2
	meet := `touch "$LOG/here.$node"; other=%s; n=0
while [ ! -f "$LOG/here.$other" ]; do n=$((n+1)); [ $n -lt 2000 ] || { code=9; break; }; sleep 0.01; done
`
	for node, other := range map[string]string{"a": "b", "b": "a", "c": "d", "d": "c"} {
		l.write("do."+node, fmt.Sprintf(meet, other))
	}
	l.want(l.run([]string{"a", "b", "c", "d"}), "a done", "b done", "c done", "d done")
	if most := overlap(l.read("log")); most != 2 {
		t.Errorf("%d were at work at once, not 2", most)
	}
}

func TestLimitOfOne(t *testing.T) {
	l := newLab(t)
	l.o.Limit = 1
	l.run([]string{"a", "b", "c", "d"})
	if most := overlap(l.read("log")); most != 1 {
		t.Errorf("%d were at work at once, not 1", most)
	}
}

// overlap is how many nodes were at work at once.
func overlap(log string) (most int) {
	now := 0
	for line := range strings.Lines(log) {
		if strings.HasPrefix(line, "begin ") {
			now++
		} else {
			now--
		}
		most = max(most, now)
	}
	return most
}

// The first failure keeps others from being begun; those at work end.
func TestFailure(t *testing.T) {
	l := newLab(t)
	l.o.Limit = 2
	l.write("do.b", "code=1\n")
	// a ends only after b has failed.
	l.write("do.a", `until [ -f "$LOG/failed" ]; do sleep 0.01; done`+"\n")
	l.on = func(node string, event Event) {
		if node == "b" && event == Failed {
			l.write("failed", "")
		}
	}
	l.want(l.run([]string{"a", "b", "c"}, []string{"mon"}),
		"a done", "b apply failed, and what was there before is back", "c not begun", "mon not begun")
}

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		code             string
		check            bool
		fact, hint, hurt string
	}{
		{code: "0"},
		{code: "3", check: true},
		{code: "3", fact: "it ended with exit code 3", hint: "the lines above may tell why"},
		{code: "1", fact: "apply failed, and what was there before is back", hint: "the lines above tell why"},
		{code: "4", fact: "apply touched nothing, as something is missing", hint: "the lines above tell what is missing"},
		{code: "5", fact: "apply failed, and not all that was there before is back", hint: "the lines above tell what to look at"},
		{code: "100", fact: "the bundle could not be unpacked", hint: "look whether the user may use sudo without a password there: ssh -F out/ssh_config web1 sudo -n true"},
		{code: "255", fact: "ssh did not get through", hint: "try: ssh -F out/ssh_config web1 sudo -n true"},
		{code: "127", fact: "it ended with exit code 127", hint: "the lines above may tell why"},
	} {
		l := newLab(t)
		l.o.Check = c.check
		l.write("do.web1", "code="+c.code+"\n")
		err := l.run([]string{"web1"})[0].Err
		if c.fact == "" {
			if err != nil {
				t.Errorf("exit code %s: %v", c.code, err)
			}
			continue
		}
		if bad, ok := errors.AsType[*Error](err); !ok || bad.Fact != c.fact || bad.Hint != c.hint {
			t.Errorf("exit code %s: %+v", c.code, bad)
		}
	}
}

func TestCheckAsksApply(t *testing.T) {
	l := newLab(t)
	l.o.Check = true
	l.run([]string{"web1"})
	if words := l.read("words.web1"); !strings.HasSuffix(words, "$s /etc/gen/apply --check'\n") {
		t.Errorf("the words are %q", words)
	}
}

// A node that hangs is given up, with all that ssh has begun.
func TestPatience(t *testing.T) {
	l := newLab(t)
	l.o.Patience = 200 * time.Millisecond
	l.write("do.web1", "sleep 600\n")
	l.want(l.run([]string{"web1"}, []string{"mon"}), "web1 it took longer than 200ms", "mon not begun")
}

// After Stop is closed, who is at work ends as if nothing had been.
func TestStop(t *testing.T) {
	l := newLab(t)
	l.o.Limit = 1
	stop := make(chan struct{})
	l.o.Stop = stop
	l.on = func(node string, event Event) {
		if node == "a" && event == Begun {
			close(stop)
		}
	}
	l.want(l.run([]string{"a", "b"}), "a done", "b not begun")
}

func TestContextEndsAtOnce(t *testing.T) {
	l := newLab(t)
	ctx, cancel := context.WithCancel(context.Background())
	l.write("do.a", "echo here; sleep 600\n")
	l.on = func(_ string, event Event) {
		if event == Line {
			cancel()
		}
	}
	l.want(l.runUntil(ctx, []string{"a"}, []string{"b"}), "a it was interrupted", "b not begun")
}

func TestNoSSH(t *testing.T) {
	l := newLab(t)
	l.o.SSH = []string{filepath.Join(l.dir, "none")}
	l.want(l.run([]string{"a"}, []string{"b"}), "a ssh cannot be run: no such file or directory", "b not begun")
}

// A bundle that cannot be made stops everything before the first node.
func TestPrepareFails(t *testing.T) {
	l := newLab(t)
	bad := errors.New("the secret x is missing")
	l.o.Bundle = func(w io.Writer, node string) error {
		if node == "mon" {
			return bad
		}
		return nil
	}
	if _, err := Prepare(&l.o, [][]string{{"web1"}, {"mon"}}); !errors.Is(err, bad) {
		t.Errorf("the error is %v", err)
	}
	if len(l.said) > 0 {
		t.Errorf("something was begun: %q", l.said)
	}
}

// What is brought is what all bundles were made of at the beginning.
func TestBundleThatChanges(t *testing.T) {
	l := newLab(t)
	round := 0
	l.o.Bundle = func(w io.Writer, node string) error {
		round++
		_, err := fmt.Fprintf(w, "%d", round)
		return err
	}
	l.want(l.run([]string{"a"}), "a files, keys or secrets have changed since the rollout began")
	if _, err := os.Stat(filepath.Join(l.dir, "bundle.a")); err == nil {
		t.Error("it was brought to the node")
	}
}

func TestBundleLost(t *testing.T) {
	l := newLab(t)
	round := 0
	l.o.Bundle = func(io.Writer, string) error {
		if round++; round > 1 {
			return errors.New("gone")
		}
		return nil
	}
	l.want(l.run([]string{"a"}), "a gone")
}

func TestSize(t *testing.T) {
	l := newLab(t)
	r, err := Prepare(&l.o, [][]string{{"web1"}, {"mon"}})
	if want := int64(len("bundle of web1bundle of mon")); err != nil || r.Bytes != want {
		t.Errorf("%d bytes, not %d; %v", r.Bytes, want, err)
	}
}

func TestLines(t *testing.T) {
	var got []string
	l := &lines{say: func(line string) { got = append(got, line) }}
	for _, part := range []string{"a", "b\nc", "\n\n", "tab\there\u202e\xff", strings.Repeat("x", longest)} {
		if n, err := l.Write([]byte(part)); n != len(part) || err != nil {
			t.Error(n, err)
		}
	}
	l.end()
	l.end()
	long := "tab\there??" + strings.Repeat("x", longest)
	want := []string{"ab", "c", "", long[:longest-2], long[longest-2:]}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
