package bundle_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gen/generator/blueprint"
	"gen/generator/bundle"
	"gen/generator/plan"
	"gen/generator/private"
	"gen/generator/strictyaml"
	"gen/generator/tree"
)

// vault is a source of secrets.
type vault map[string]string

func (v vault) Value(name string) ([]byte, error) {
	if value, ok := v[name]; ok {
		return []byte(value), nil
	}
	return nil, private.Failed("", "there is no secret %s", name)
}

// reading is a site of which the service a needs the secret webhook in its configuration.
var reading = plain.with("/etc/a/a.yml", `# The secret webhook cannot be read from a file.
url: https://gen-secret.invalid/webhook
other: https://gen-secret.invalid/webhook-2
token: gen-secret-webhook
last: gen-secret-webhook`+"\n")

// secretive is the input with a secret, which may have no value.
func secretive(t *testing.T, s site, v bundle.Secrets) bundle.Input {
	t.Helper()
	in := s.input(t)
	in.Secrets = v
	i := in.Plan.Nodes[0].Instances[0]
	i.Secrets = []plan.Secret{{Name: "webhook", Path: "/etc/a/secrets/webhook", Inline: true, OnChange: "reload"}}
	return in
}

func TestSecretsAreFilledIn(t *testing.T) {
	n := newNode(t)
	n.must(pack(t, secretive(t, reading, vault{"webhook": "https://x.example/a_b-c?d=e&f=g%20#h|"[:36]})))
	want := `# The secret webhook cannot be read from a file.
url: https://x.example/a_b-c?d=e&f=g%20#h
other: https://gen-secret.invalid/webhook-2
token: https://x.example/a_b-c?d=e&f=g%20#h
last: https://x.example/a_b-c?d=e&f=g%20#h
`
	if diff := cmp.Diff(want, n.read("/etc/a/a.yml")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if said, did := n.must(pack(t, secretive(t, reading, vault{"webhook": "https://x.example/a_b-c?d=e&f=g%20#h"}))); did != "" {
		t.Errorf("again: did %s, said %s", did, said)
	}
	said, did := n.must(pack(t, secretive(t, reading, vault{"webhook": "https://y.example/"})))
	if !strings.Contains(did, "systemctl reload-or-restart a.service\n") || strings.Contains(said, "y.example") {
		t.Errorf("another value: did %s, said %s", did, said)
	}
	if got := n.read("/etc/a/secrets/webhook"); got != "https://y.example/" {
		t.Errorf("the secret is %q", got)
	}
}

// Secrets and programs that are no longer brought, but needed, stay; others go.
func TestWhatIsStillNeeded(t *testing.T) {
	n := newNode(t)
	in := secretive(t, reading, vault{"webhook": "https://x.example/"})
	in.Programs = programs{"a": "#!/bin/sh\n# brought\n"}
	n.must(pack(t, digested(in)))
	n.must(pack(t, secretive(t, reading, nil)))
	if n.read("/etc/a/secrets/webhook") != "https://x.example/" || !strings.Contains(n.read("/usr/local/bin/a"), "brought") {
		t.Errorf("the secret is %q, the program %q", n.read("/etc/a/secrets/webhook"), n.read("/usr/local/bin/a"))
	}
	n.must(pack(t, digested(in)))
	n.must(reading.without("a").packed(t))
	if got := n.read("/etc/a/secrets/webhook") + n.read("/usr/local/bin/a"); got != "(none)#!/bin/sh\n" {
		t.Errorf("after the service has gone: %q", got) // the program was there before
	}
}

// Secrets may also be written on the node by hand.
func TestSecretsOfTheNode(t *testing.T) {
	n := newNode(t)
	n.unpack(pack(t, secretive(t, reading, nil)))
	code, said, _ := n.apply()
	if code != 4 || !strings.Contains(said, "apply: missing: the secret /etc/a/secrets/webhook") {
		t.Errorf("exit code %d, said %s", code, said)
	}
	n.write("/etc/a/secrets/webhook", "https://x.example/\n", 0o640)
	if code, said, _ := n.apply(); code != 0 {
		t.Errorf("exit code %d, said %s", code, said)
	}
	if !strings.Contains(n.read("/etc/a/a.yml"), "\nurl: https://x.example/\n") {
		t.Errorf("is %s", n.read("/etc/a/a.yml"))
	}
}

func TestSecretsThatDoNotFit(t *testing.T) {
	for _, value := range []string{"", "two\nlines", "a b", `a"b`, `a\b`, "a:", "{a}", "*a", "ä"} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			n := newNode(t)
			n.unpack(pack(t, secretive(t, reading, vault{"webhook": value})))
			before := n.disk()
			code, said, _ := n.apply()
			if code != 4 || !strings.Contains(said, "apply: missing: a secret /etc/a/secrets/webhook of one line without blanks, quotes and backslashes, as /etc/a/a.yml holds it\n") {
				t.Errorf("exit code %d, said %s", code, said)
			}
			if diff := cmp.Diff(before, n.disk()); diff != "" {
				t.Errorf("was touched (-before +after):\n%s", diff)
			}
		})
	}
}

// What stood in the place of a file before comes back when gen no longer wants it there.
func TestOriginals(t *testing.T) {
	packaged := func(in bundle.Input) bundle.Input {
		in.Plan.Nodes[0].Instances[0].Blueprint.Systemd.Packaged = strictyaml.Bool{Value: true}
		return in
	}
	for name, install := range map[string]func(n *node){
		"of the distribution": func(n *node) { n.must(pack(t, packaged(plain.input(t)))) },
		"replaced by force": func(n *node) {
			n.unpack(plain.packed(t))
			if code, said, _ := n.apply("--force"); code != 0 {
				t.Errorf("exit code %d: %s", code, said)
			}
		},
		"the same content": func(n *node) {
			n.must(plain.with("/etc/a/a.yml", "mine\n").packed(t))
		},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNode(t)
			n.write("/etc/a/a.yml", "mine\n", 0o644)
			install(n)
			if got := n.read("/etc/a/a.yml"); got != "a: 1\n" && name != "the same content" {
				t.Errorf("is %q", got)
			}
			n.must(plain.with("/etc/a/a.yml", "a: 2\n").packed(t))
			n.must(plain.with("/etc/a/a.yml", "").packed(t))
			want := "mine\n"
			if name == "the same content" {
				want = "(none)" // it has been gen's since
			}
			if got := n.read("/etc/a/a.yml"); got != want {
				t.Errorf("is %q, not %q", got, want)
			}
		})
	}
}

// project is a node with containers.
var project = site{
	"/etc/gen/compose.yaml":                            "services: {}\n",
	"/etc/systemd/system/gen-compose.service":          "[Service]\nExecStart=/usr/local/bin/a compose up\n",
	"/etc/systemd/system-preset/50-gen-compose.preset": "enable gen-compose.service\n",
	"/etc/x/x.yml": "x: 1\n",
	"/etc/y/y.yml": "y: 1\n",
}

func (s site) project(t *testing.T) []byte {
	t.Helper()
	in := s.input(t)
	files, err := tree.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range in.Tree.Files() {
		switch {
		case strings.HasSuffix(f.Path, "compose.yaml"):
			f.Unit, f.OnChange = "gen-compose.service", tree.Reload
		case strings.HasSuffix(f.Path, ".yml"):
			f.Unit = strings.TrimSuffix(f.Unit, ".service")
		}
		if err := files.Add(f); err != nil {
			t.Fatal(err)
		}
	}
	in.Tree = files
	n := in.Plan.Nodes[0]
	for _, c := range [][2]string{{"x", "HUP"}, {"y", ""}} {
		n.Instances = append(n.Instances, &plan.Instance{Node: n, Name: c[0], Unit: c[0], Runtime: plan.Compose,
			Blueprint: &blueprint.Blueprint{Name: c[0], Compose: &blueprint.Compose{Reload: strictyaml.Text{Value: c[1]}}}})
	}
	return pack(t, in)
}

func TestContainers(t *testing.T) {
	n := newNode(t)
	if _, did := n.must(project.project(t)); did != "docker compose --file /etc/gen/compose.yaml config --quiet\nsystemctl daemon-reload\nsystemctl enable gen-compose.service\nsystemctl start gen-compose.service\n" {
		t.Errorf("the first: did %s", did)
	}
	n.note("containers/x", "id-of-x\n")
	n.note("containers/y", "id-of-y\n")
	const compose = "docker compose --file /etc/gen/compose.yaml "
	for _, tt := range []struct {
		name string
		site site
		did  string
	}{
		{"the same again", project, ""},
		{"one that reloads", project.with("/etc/x/x.yml", "x: 2\n"), compose + "config --quiet\n" + compose + "kill --signal HUP x\n"},
		{"one that cannot reload", project.with("/etc/y/y.yml", "y: 2\n"), compose + "kill --signal HUP x\n" + compose + "restart y\n"},
		{"the project", project.with("/etc/gen/compose.yaml", "services: {x: {}}\n"), "systemctl reload-or-restart gen-compose.service\n" + compose + "restart y\n"},
	} {
		if _, did := n.must(tt.site.project(t)); !strings.HasSuffix(did, strings.TrimPrefix(tt.did, compose+"config --quiet\n")) || (did == "") != (tt.did == "") {
			t.Errorf("%s: did\n%s, not\n%s", tt.name, did, tt.did)
		}
	}
	n.note("replaced", "another id\n")
	if _, did := n.must(project.with("/etc/y/y.yml", "y: 3\n").project(t)); strings.Contains(did, "restart y") {
		t.Errorf("a container that the project has replaced: did %s", did)
	}
	gone := site{"/etc/systemd/system-preset/50-gen.preset": "# none\n"}
	_, did := n.must(gone.packed(t))
	for _, line := range []string{compose + "down --remove-orphans\n", "systemctl disable gen-compose.service\nsystemctl stop gen-compose.service\n"} {
		if !strings.Contains(did, line) {
			t.Errorf("the end: did %s", did)
		}
	}
	if _, err := os.Stat(n.root + "/etc/gen/compose.yaml"); err == nil {
		t.Error("the project's file is still there")
	}
}
