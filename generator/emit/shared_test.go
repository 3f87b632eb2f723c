package emit_test

import (
	"testing"

	"gen/generator/blueprint"
	"gen/generator/emit"
	"gen/generator/emit/emittest"
	"gen/generator/plan"
)

func TestCommentIsOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "",
		"plain":                         "plain",
		" two\n[Service]\r\nExecStart=": "two [Service] ExecStart=",
		"line\u2028separators\u0085too": "line separators too",
		"bell\a and\x00 NUL":            "bell and NUL",
		`joins the next \\ `:            "joins the next",
		"joins\a \\\a":                  "joins",
		`a \ inside`:                    `a \ inside`,
	} {
		if got := emit.Comment(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestCheckEnvironment(t *testing.T) {
	for name, good := range map[string]bool{
		"SSL_CERT_FILE": true, "_x1": true,
		"": false, "1X": false, "A B": false, "A=B": false, "A\nB": false, "Ä": false, "A-B": false,
	} {
		if err := emit.CheckEnvironment(name); (err == nil) != good {
			t.Errorf("%q: got %v", name, err)
		}
	}
}

func TestFolders(t *testing.T) {
	i := &plan.Instance{Name: "x"}
	if emit.HasConfig(i) || i.HasTLS() {
		t.Error("an instance without anything has folders")
	}
	i.Files = []plan.File{{Path: "/etc/xy/a"}, {Path: "/etc/default/x"}}
	if emit.HasConfig(i) {
		t.Error("files elsewhere count as its folder's")
	}
	i.Files = append(i.Files, plan.File{Path: "/etc/x/a"})
	if !emit.HasConfig(i) {
		t.Error("a file in the folder does not count")
	}
	i.Files, i.Secrets = nil, []plan.Secret{{Name: "s"}}
	if !emit.HasConfig(i) {
		t.Error("a secret does not count")
	}
}

func TestWhoOnlyDialsTLSHasItsFolder(t *testing.T) {
	p := emittest.Plan()
	cadvisor, prometheus := p.Nodes[0].Instances[0], p.Nodes[1].Instances[0]
	if cadvisor.HasTLS() {
		t.Error("a plain listener needs no certificate")
	}
	l := emittest.Link(cadvisor, prometheus, "query", "10.0.0.10")
	if !cadvisor.HasTLS() {
		t.Error("a client needs the authority's certificate")
	}
	l.To.Security = blueprint.Local
	if cadvisor.HasTLS() {
		t.Error("a client of a plain listener needs nothing")
	}
}
