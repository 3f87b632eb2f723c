package secrets

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
)

// recipients are an age key's two halves.
func recipients(t *testing.T) Options {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return Options{Recipients: []byte(identity.Recipient().String() + "\n"), Identities: []byte(identity.String() + "\n")}
}

func gitFiles(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("git", "ls-files").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// The first source that has a secret counts, and the later ones are not asked.
func TestOrderOfSources(t *testing.T) {
	l := newLab(t)
	keys := recipients(t)
	l.command(func([]string) ([]byte, error) { return []byte("from-command-0\n"), nil })
	l.environment(map[string]string{})
	want := func(text, source, where string) {
		t.Helper()
		s := l.open(t)
		got, err := s.Value("grafana-metrics")
		rows, _ := s.List()
		at := slices.IndexFunc(rows, func(r Row) bool { return r.Name == "grafana-metrics" })
		if err != nil || string(got) != text || rows[at].Source != source || rows[at].Where != where {
			t.Errorf("got %q, %v, %+v", got, err, rows[at])
		}
	}
	want("from-command-0", FromCommand, "pass show site/grafana-metrics")
	l.environment(map[string]string{"GEN_SECRET_GRAFANA_METRICS": "from-variable"})
	want("from-variable", FromEnvironment, "GEN_SECRET_GRAFANA_METRICS")
	l.options.Recipients, l.options.Identities = keys.Recipients, keys.Identities
	if _, err := l.open(t).Set("grafana-metrics", []byte("from-age-file")); err != nil {
		t.Fatal(err)
	}
	want("from-age-file", FromAge, "secrets/grafana-metrics.age")
	l.put(t, "grafana-metrics", "from-file\r\n")
	want("from-file", FromFile, "secrets/grafana-metrics")
}

// A command is asked once for each secret, with the name in its place.
func TestCommandIsAskedOnce(t *testing.T) {
	l := newLab(t)
	l.command(func([]string) ([]byte, error) { return []byte(discord + "\n\n"), nil })
	s := l.open(t)
	for range 3 {
		if got, err := s.Value("discord"); err != nil || string(got) != discord {
			t.Errorf("got %q, %v", got, err)
		}
	}
	if len(l.asked) != 1 || !slices.Equal(l.asked[0], []string{"pass", "show", "site/discord"}) {
		t.Errorf("asked %q", l.asked)
	}
}

// Bundles of several nodes are made at once.
func TestManyAskAtOnce(t *testing.T) {
	l := newLab(t)
	l.command(func([]string) ([]byte, error) { return []byte(nodePass), nil })
	s := l.open(t)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if got, err := s.Value("node-pass"); err != nil || string(got) != nodePass {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	all.Wait()
	if len(l.asked) != 1 {
		t.Errorf("asked %d times", len(l.asked))
	}
}

// What a caller does to a value is not seen by the next one.
func TestValuesAreCopies(t *testing.T) {
	s := full(t).open(t)
	first, err := s.Value("discord")
	if err != nil {
		t.Fatal(err)
	}
	clear(first)
	if second, err := s.Value("discord"); err != nil || string(second) != discord {
		t.Errorf("got %q, %v", second, err)
	}
}

// Each of these ends in a clear error that tells nothing of the secret.
func TestFolderRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		spoil      func(t *testing.T, l *lab)
		fact, hint string
	}{
		"folder that others can read": {
			func(t *testing.T, l *lab) { chmod(t, "secrets", 0o755) },
			"others can read the folder of secrets secrets: its mode is 0755", "chmod 700 secrets; if others could copy a secret, replace it",
		},
		"file that the group can read": {
			func(t *testing.T, l *lab) { chmod(t, "secrets/discord", 0o640) },
			"others can read the secret secrets/discord: its mode is 0640", "chmod 600 secrets/discord",
		},
		"symlink in the place of a secret": {
			func(t *testing.T, l *lab) {
				errs := errors.Join(os.Rename("secrets/discord", "elsewhere"), os.Symlink("../elsewhere", "secrets/discord"))
				if errs != nil {
					t.Fatal(errs)
				}
			},
			"the secret secrets/discord is no regular file", "put the secret itself there",
		},
		"folder in the place of a secret": {
			func(t *testing.T, l *lab) {
				if err := errors.Join(os.Remove("secrets/discord"), os.Mkdir("secrets/discord", 0o700)); err != nil {
					t.Fatal(err)
				}
			},
			"the secret secrets/discord is no regular file", "",
		},
		"folder that is a file": {
			func(t *testing.T, l *lab) { l.options.Folder = "secrets/discord" },
			"secrets/discord is not a folder", "name another folder by --secrets",
		},
		"folder inside the output": {
			func(t *testing.T, l *lab) { l.options.Out = "." },
			"lie in one another", "name a folder beside the output folder by --secrets",
		},
		"secret that git tracks": {
			func(t *testing.T, l *lab) { git(t, "init", "-q"); git(t, "add", "-f", "secrets/discord") },
			"git tracks the secret secrets/discord", "git rm -r --cached secrets; whoever has a copy of the repository has the secret, so replace it",
		},
		"gitignore that ignores too little": {
			func(t *testing.T, l *lab) { l.put(t, ".gitignore", "*.txt\n") },
			"secrets/.gitignore does not keep git from the secrets", "delete it, and the next gen secrets set writes a good one",
		},
		"encrypted file without an identity": {
			func(t *testing.T, l *lab) { l.seal(t, recipients(t), nil) },
			"the secret secrets/discord.age is encrypted to age recipients", "--identity",
		},
		"encrypted file of somebody else": {
			func(t *testing.T, l *lab) { l.seal(t, recipients(t), recipients(t).Identities) },
			"the identity does not open secrets/discord.age", "--identity",
		},
		"identity file that is none": {
			func(t *testing.T, l *lab) { l.seal(t, recipients(t), []byte("AGE-SECRET-KEY-"+discord)) },
			"the age identity file cannot be read", "age-keygen",
		},
		"encrypted file that is cut off": {
			func(t *testing.T, l *lab) {
				keys := recipients(t)
				l.seal(t, keys, keys.Identities)
				if err := os.Truncate("secrets/discord.age", 90); err != nil {
					t.Fatal(err)
				}
			},
			"the secret secrets/discord.age is damaged", "restore it from a backup",
		},
		"plain text with the name of an encrypted file": {
			func(t *testing.T, l *lab) {
				if err := os.Rename("secrets/discord", "secrets/discord.age"); err != nil {
					t.Fatal(err)
				}
			},
			"the secret secrets/discord.age is damaged: it is no whole file of age in text form", "",
		},
		"nothing anywhere": {
			func(t *testing.T, l *lab) { remove(t, "secrets/discord") },
			"the secret discord is nowhere: not in secrets/discord, and not in the environment as GEN_SECRET_DISCORD", "gen secrets set discord",
		},
		"larger than any secret": {
			func(t *testing.T, l *lab) { l.put(t, "discord", string(make([]byte, maxSize+1))) },
			"the secret discord (secrets/discord) is larger than 64 KiB", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := full(t)
			c.spoil(t, l)
			s, err := Open(l.plan(t), l.options)
			if err == nil {
				defer s.Close()
				_, err = s.Value("discord")
			}
			fails(t, err, c.fact, c.hint)
		})
	}
}

// seal puts the Discord address into the folder, encrypted.
func (l *lab) seal(t *testing.T, to Options, identities []byte) {
	t.Helper()
	l.options.Recipients = to.Recipients
	if _, err := l.open(t).Set("discord", []byte(discord)); err != nil {
		t.Fatal(err)
	}
	l.options.Recipients, l.options.Identities = nil, identities
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

func TestEnvironmentRefusals(t *testing.T) {
	l := newLab(t)
	l.environment(map[string]string{"GEN_SECRET_DISCORD": ""})
	_, err := l.open(t).Value("discord")
	fails(t, err, "the secret discord (GEN_SECRET_DISCORD) cannot be used: it is empty", "gen secrets set discord")

	// Two names that differ in what a variable cannot have.
	l.site = labSite + "scrape: {a: {targets: [\"a:1\"], basic_auth: {username: a, password: {secret: x-y}}}, b: {targets: [\"b:1\"], basic_auth: {username: b, password: {secret: x.y}}}}\n"
	l.environment(map[string]string{"GEN_SECRET_X_Y": metrics})
	_, err = l.open(t).Value("x.y")
	fails(t, err, "GEN_SECRET_X_Y could be of the secret x-y or of x.y", "unset GEN_SECRET_X_Y")
}

// A password that is asked for by a service of which nobody here is a client
// still needs its hash.
func TestPasswordWithoutAClient(t *testing.T) {
	l := newLab(t)
	l.site = "version: 1\nsite: lab\nnodes:\n  web: {address: 10.0.0.1, services: {node_exporter: {basic_auth: {username: scraper, password: {secret: node-pass}}}}}\n"
	_, err := l.open(t).Set("node-pass", []byte("pl4nt3d"))
	fails(t, err, "it is not 16 to 72 characters of ASCII long", "")
	if _, err := l.open(t).Set("node-pass", []byte(nodePass)); err != nil {
		t.Fatal(err)
	}
	if got := l.record(t); !strings.Contains(got, "bcrypt:") {
		t.Errorf("got\n%s", got)
	}
	rows, err := l.open(t).List()
	if err != nil || len(rows) != 1 || rows[0].Service != "node_exporter" || rows[0].Path != "" || !Good(rows) {
		t.Errorf("got %+v, %v", rows, err)
	}
}

func TestUnknownNames(t *testing.T) {
	s := full(t).open(t)
	for name, hint := range map[string]string{"discrod": "did you mean discord?", "../secrets/discord": "gen secrets lists", "": "gen secrets lists", ".key": "gen secrets lists"} {
		_, err := s.Value(name)
		fails(t, err, "no service of this site reads a secret", hint)
		_, err = s.Set(name, []byte(discord))
		fails(t, err, "no service of this site reads a secret", hint)
	}
}

// Commands for real: what they say beside the secret is never seen.
func TestCommands(t *testing.T) {
	t.Run("good", func(t *testing.T) {
		l := newLab(t)
		l.shell("echo stderr-of-a-command >&2; test $0 = grafana-metrics; pwd")
		got, err := l.open(t).Value("grafana-metrics")
		if here, _ := filepath.EvalSymlinks(l.dir); err != nil || string(got) != here {
			t.Errorf("got %q, %v", got, err)
		}
	})
	for name, c := range map[string]struct{ script, fact, hint string }{
		"fails and tells the secret": {"echo " + metrics + "; echo stderr-of-a-command " + metrics + " >&2; exit 7", "the command for the secret grafana-metrics failed (exit status 7): sh -c ", "try it yourself; what it said is not shown here"},
		"says nothing":               {"true", "cannot be used: it is empty", ""},
		"says too much":              {"yes", "prints more than 64 KiB", "let it print the secret alone"},
		"is killed":                  {"kill -9 $$", "failed (signal: killed)", ""},
		"says several lines":         {"printf 'a\\\\nb\\\\n'", "it has more than one line", ""},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.shell(c.script)
			_, err := l.open(t).Value("grafana-metrics")
			fails(t, withoutScript(err, c.script), c.fact, c.hint)
		})
	}
}

// withoutScript takes the lab's own script out of an error, which a user would
// not fill with secrets.
func withoutScript(err error, script string) error {
	known, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	return &Error{Fact: strings.ReplaceAll(known.Fact, script, "SCRIPT"), Hint: known.Hint}
}

// A command that hangs, and what it has started, ends with its time.
func TestCommandThatHangs(t *testing.T) {
	l := newLab(t)
	l.shell("echo $$ > pid; sleep 600 & sleep 600")
	begin := time.Now()
	_, err := l.open(t).Value("grafana-metrics")
	fails(t, err, "did not end within 1s", "secrets.timeout")
	if took := time.Since(begin); took > 30*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestCommandThatIsNotThere(t *testing.T) {
	l := newLab(t)
	l.site += "secrets: {command: [no-such-program-of-gen, \"{name}\"]}\n"
	_, err := l.open(t).Value("discord")
	fails(t, err, "the command for the secret discord cannot be run: no-such-program-of-gen: executable file not found in $PATH", "install it")
	l.site = labSite + "secrets: {command: [./no-such-file, \"{name}\"]}\n"
	_, err = l.open(t).Value("discord")
	fails(t, err, "./no-such-file: no such file or directory", "install it")
}
