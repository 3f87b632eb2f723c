package systemd_test

import (
	"strings"
	"testing"

	"gen/generator/blueprint"
	"gen/generator/emit/emittest"
	"gen/generator/emit/systemd"
	"gen/generator/plan"
	"gen/generator/strictyaml"
	"gen/generator/tree"
)

func text(s string) strictyaml.Text { return strictyaml.Text{Value: s} }

func emitted(t *testing.T, p *plan.Plan) []tree.File {
	t.Helper()
	files, err := systemd.Emit(p)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// changed emits the site with a changed prometheus on "mon", and returns its unit.
func changed(t *testing.T, change func(*plan.Instance)) (string, error) {
	t.Helper()
	p := emittest.Plan()
	i := p.Nodes[1].Instances[0]
	change(i)
	files, err := systemd.Emit(p)
	if err != nil {
		return "", err
	}
	return emittest.Content(t, files, "mon/etc/systemd/system/"+i.Unit), nil
}

func TestGolden(t *testing.T) {
	emittest.Golden(t, "testdata", emitted(t, emittest.Plan()))
}

func TestTheSameEveryTime(t *testing.T) {
	first := emitted(t, emittest.Plan())
	for range 20 {
		for at, f := range emitted(t, emittest.Plan()) {
			if f.Path != first[at].Path || string(f.Content) != string(first[at].Content) {
				t.Fatalf("%s differs from run to run", f.Path)
			}
		}
	}
}

func TestFilesFitInATree(t *testing.T) {
	files := emitted(t, emittest.Plan())
	if _, err := tree.New(files...); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		unit := strings.HasSuffix(f.Path, ".service") && !strings.Contains(f.Path, "/gen-") // which are the node's own
		if unit != (f.OnChange == tree.Restart && f.Unit != "" && f.Service+".service" == f.Unit) {
			t.Errorf("%s: on change %q of unit %q", f.Path, f.OnChange, f.Unit)
		}
	}
}

// TestTextsStandForThemselves looks at lines of the unit that hold what
// somebody else wrote.
func TestTextsStandForThemselves(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*plan.Instance)
		want   string
	}{
		"specifier and variable": {func(i *plan.Instance) { i.Args = []string{"--a=%h $HOME ${X}"} },
			"ExecStart=/usr/local/bin/prometheus \\\n    \"--a=%%h $$HOME $${X}\"\nExecReload"},
		"new line in an argument": {func(i *plan.Instance) { i.Args = []string{"a\nExecStartPre=/bin/sh"} },
			"ExecStart=/usr/local/bin/prometheus \\\n    \"a\\nExecStartPre=/bin/sh\"\nExecReload"},
		"quotes, backslash, bracket": {func(i *plan.Instance) { i.Args = []string{`"`, `'`, `\`, `]`, ";", "#", ""} },
			"prometheus \\\n    \"\\\"\" \\\n    \"'\" \\\n    \"\\\\\" \\\n    \"]\" \\\n    \";\" \\\n    \"#\" \\\n    \"\"\nExecReload"},
		"no argument": {func(i *plan.Instance) { i.Args = nil },
			"\nExecStart=/usr/local/bin/prometheus\nExecReload"},
		"environment": {func(i *plan.Instance) { i.Environment = []plan.Label{{Name: "A", Value: "$x %n \"\n[Install]"}} },
			"\nEnvironment=\"A=$x %%n \\\"\\n[Install]\"\nExecStart"},
		"description": {func(i *plan.Instance) { i.Blueprint.About = text("50% \n[Service]\nExecStart=/bin/sh \\") },
			"\nDescription=50%% [Service] ExecStart=/bin/sh\nWants"},
		"full stop": {func(i *plan.Instance) { i.Blueprint.About = text("One sentence.") },
			"\nDescription=One sentence\nWants"},
		"front": {func(i *plan.Instance) { i.Behind = i.Node.Instances[1].Listeners[0] },
			"\nDescription=Front of node_exporter\nWants"},
		"a reason with lines": {func(i *plan.Instance) { except(i, "UMask", "0077", "one\n[Install]\\") },
			"\n# one [Install]\nUMask=0077\n\n[Install]"},
		"a value with lines": {func(i *plan.Instance) { except(i, "SystemCallFilter", "@system-service\nExecStart=/bin/sh\n", "why") },
			"\n# why\nSystemCallFilter=@system-service\nSystemCallFilter=ExecStart=/bin/sh\nUMask"},
		"left out": {func(i *plan.Instance) { except(i, "UMask", "", "why") },
			"\n# UMask left out: why\n\n[Install]"},
		"added": {func(i *plan.Instance) { except(i, "ReadWritePaths", "/srv/%i", "why") },
			"\n# why\nReadWritePaths=/srv/%%i\nRemoveIPC"},
		"capabilities": {func(i *plan.Instance) {
			i.Blueprint.Systemd.Capabilities = []strictyaml.Text{text("CAP_NET_RAW"), text("CAP_CHOWN")}
		}, "\nAmbientCapabilities=CAP_NET_RAW CAP_CHOWN\nCapabilityBoundingSet=CAP_NET_RAW CAP_CHOWN\n"},
		"root and why": {func(i *plan.Instance) { i.User, i.Group = "root", "root"; except(i, "User", "root", "it must") },
			"\n# it must\nUser=root\nGroup=root\nStateDirectory"},
		"a unit twice": {func(i *plan.Instance) {
			i.Blueprint.Systemd.After = []strictyaml.Text{text("network-online.target"), text("a.service"), text("a.service")}
		}, "\nAfter=network-online.target a.service\n"},
		"groups and units": {func(i *plan.Instance) {
			i.Blueprint.Systemd.Groups = []strictyaml.Text{text("adm"), text("docker")}
			i.Blueprint.Systemd.After = []strictyaml.Text{text("docker.service")}
			i.Blueprint.Systemd.Runtime.Value = true
		}, "\nSupplementaryGroups=adm docker\nStateDirectory=prometheus\nStateDirectoryMode=0750\nLimitNOFILE=524288\nRuntimeDirectory=prometheus\nRuntimeDirectoryMode=0750\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := changed(t, c.change)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("want %q in\n%s", c.want, got)
			}
		})
	}
}

func except(i *plan.Instance, name, value, why string) {
	i.Blueprint.Systemd.Hardening = append(i.Blueprint.Systemd.Hardening,
		strictyaml.Entry[blueprint.Exception]{Key: text(name), Value: blueprint.Exception{Value: text(value), Why: text(why)}})
}

func TestRefused(t *testing.T) {
	for want, change := range map[string]func(*plan.Instance){
		`ExecStart: argument "a\x00": the text contains a NUL byte`:                    func(i *plan.Instance) { i.Args = []string{"a\x00"} },
		`ExecStart: the program "bin/x" cannot be used: it does not begin with "/"`:    func(i *plan.Instance) { i.Binary = "bin/x" },
		`ExecStart: the program "/a b" cannot be used: its part "a b" cannot stand`:    func(i *plan.Instance) { i.Binary = "/a b" },
		`Environment: "A B" cannot be the name of an environment variable`:             func(i *plan.Instance) { i.Environment = []plan.Label{{Name: "A B", Value: "c"}} },
		`Environment: the text contains the control character U+0007`:                  func(i *plan.Instance) { i.Environment = []plan.Label{{Name: "A", Value: "\a"}} },
		`User: "a\nb" cannot be a user`:                                                func(i *plan.Instance) { i.User = "a\nb" },
		`Group: "" cannot be a group: it is empty`:                                     func(i *plan.Instance) { i.Group = "" },
		`After: "x" cannot be a unit name: it has to end with the type of unit`:        func(i *plan.Instance) { i.Blueprint.Systemd.After = []strictyaml.Text{text("x")} },
		`SupplementaryGroups: "A" cannot be a group`:                                   func(i *plan.Instance) { i.Blueprint.Systemd.Groups = []strictyaml.Text{text("A")} },
		`ExecReload: "HUP $X" is not the name of a signal`:                             func(i *plan.Instance) { i.Blueprint.Systemd.Reload = text("HUP $X") },
		`hardening: "UMask=0\nUser" is not the name of a directive`:                    func(i *plan.Instance) { except(i, "UMask=0\nUser", "root", "why") },
		`UMask: the text ends with a backslash`:                                        func(i *plan.Instance) { except(i, "UMask", `0077\`, "why") },
		`prometheus.service of mon: UMask`:                                             func(i *plan.Instance) { except(i, "UMask", "\a", "why") },
		`/etc/tmpfiles.d/gen.conf: the path "/etc/d/*" cannot be used: its part "*"`:   private("/etc/d/*", "root:x"),
		`/etc/tmpfiles.d/gen.conf: the path "/etc/a b" cannot be used: its part "a b"`: private("/etc/a b", "root:x"),
		`/etc/tmpfiles.d/gen.conf: group "a\x00": the text contains a NUL byte`:        private("/etc/a", "root:a\x00"),
		`/etc/systemd/system-preset/50-gen.preset: "a b.service" cannot be a unit`:     func(i *plan.Instance) { i.Unit = "a b.service" },
	} {
		t.Run(want, func(t *testing.T) {
			got, err := changed(t, change)
			if err == nil {
				t.Fatalf("accepted:\n%s", got)
			}
			if !strings.Contains(err.Error(), want) {
				t.Errorf("got %q", err)
			}
		})
	}
}

func private(path, owner string) func(*plan.Instance) {
	return func(i *plan.Instance) {
		i.Files = append(i.Files, plan.File{Path: path, Mode: 0o640, Owner: owner})
	}
}
