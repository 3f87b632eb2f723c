package secrets

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// entries are the names in the folder of secrets, with their modes.
func entries(t *testing.T) []string {
	t.Helper()
	list, err := os.ReadDir("secrets")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range list {
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, info.Mode().String()+" "+entry.Name())
	}
	return names
}

func TestSetMakesTheFolder(t *testing.T) {
	l := newLab(t)
	file, err := l.open(t).Set("discord", []byte(discord+"\r\n"))
	if err != nil || file != filepath.Join("secrets", "discord") {
		t.Fatal(file, err)
	}
	if info, err := os.Stat("secrets"); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if got, want := entries(t), []string{"-rw------- .gitignore", "-rw------- discord"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if text, err := os.ReadFile("secrets/discord"); err != nil || string(text) != discord {
		t.Errorf("%q, %v", text, err)
	}
}

// A secret has one form, plain or encrypted, and the store sees the new one.
func TestSetReplaces(t *testing.T) {
	l := full(t)
	keys := recipients(t)
	l.options.Identities = keys.Identities
	l.put(t, recipientsFile, string(keys.Recipients))
	s := l.open(t)
	if got, err := s.Value("discord"); err != nil || string(got) != discord {
		t.Fatalf("%q, %v", got, err)
	}
	if file, err := s.Set("discord", []byte(discord+"2")); err != nil || file != "secrets/discord.age" {
		t.Fatal(file, err)
	}
	if got, err := s.Value("discord"); err != nil || string(got) != discord+"2" {
		t.Errorf("%q, %v", got, err)
	}
	text, err := os.ReadFile("secrets/discord.age")
	if err != nil || !strings.HasPrefix(string(text), "-----BEGIN AGE ENCRYPTED FILE-----\n") {
		t.Errorf("%q, %v", text, err)
	}
	discreet(t, string(text))
	if _, err := os.Stat("secrets/discord"); err == nil {
		t.Error("the plain file is still there")
	}
	remove(t, filepath.Join("secrets", recipientsFile))
	if file, err := s.Set("discord", []byte(discord)); err != nil || file != "secrets/discord" {
		t.Fatal(file, err)
	}
	if _, err := os.Stat("secrets/discord.age"); err == nil {
		t.Error("the encrypted file is still there")
	}
}

// What cannot be used is not written, and what was there stays.
func TestSetRefusals(t *testing.T) {
	l := full(t)
	before := entries(t)
	for name, c := range map[string]struct{ secret, text, fact string }{
		"another form":  {"discord", "pl4nt3d-m3trics", "the secret discord cannot be used: it is not an https URL"},
		"nothing":       {"grafana-admin", "\n", "it is empty"},
		"too short":     {"node-pass", "pl4nt3d", "it is not 16 to 72 characters of ASCII long"},
		"too large":     {"grafana-admin", strings.Repeat("x", maxSize+1), "larger than 64 KiB"},
		"several lines": {"grafana-admin", "pl4nt3d\npl4nt3d", "more than one line"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := l.open(t).Set(c.secret, []byte(c.text))
			fails(t, err, c.fact, "")
		})
	}
	l.options.Recipients = []byte(discord)
	_, err := l.open(t).Set("discord", []byte(discord))
	fails(t, err, "the file of age recipients cannot be read", "age1")
	if after := entries(t); !slices.Equal(slices.DeleteFunc(after, func(name string) bool { return strings.HasSuffix(name, ".gitignore") }), before) {
		t.Errorf("got %q, want %q", after, before)
	}
	if got, err := l.open(t).Value("discord"); err != nil || string(got) != discord {
		t.Errorf("%q, %v", got, err)
	}
}

// Two cannot write at once, and a broken off write leaves no trace.
func TestSetAtWork(t *testing.T) {
	l := full(t)
	l.put(t, ".gen-tmp-discord", "half")
	s := l.open(t)
	lock, err := s.own()
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.open(t).Set("discord", []byte(discord))
	fails(t, err, "another gen is at work in the folder of secrets secrets", "wait until it is done")
	lock.Close()
	if _, err := s.Set("discord", []byte(discord)); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(entries(t), " "); strings.Contains(got, ".gen-tmp-") {
		t.Errorf("got %s", got)
	}
}

func TestRandomIsAnother(t *testing.T) {
	a, b := Random(), Random()
	if len(a) != 32 || string(a) == string(b) {
		t.Errorf("%d characters, equal %v", len(a), string(a) == string(b))
	}
}

// A file is what its reader gets to the last line end; nothing else is.
func TestFilesAreKeptWhole(t *testing.T) {
	l := full(t)
	s := l.open(t)
	s.uses["discord"][0].secret.Forms = []string{"file"}
	text := "pl4nt3d {\n}\n\n"
	if _, err := s.Set("discord", []byte(text)); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Value("discord"); err != nil || string(got) != text {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := s.Set("discord", nil); err == nil {
		t.Error("an empty file was taken")
	}
}
