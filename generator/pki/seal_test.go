package pki

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"filippo.io/age"
)

const planted = "correct horse battery staple 7f3a"

// words is a seal with a passphrase, cheap to try.
func words(passphrase string) Seal {
	return Seal{Passphrase: func(bool) (string, error) { return passphrase, nil }, WorkFactor: 2}
}

// recipients is a seal to an age key that is made for it.
func recipients(t *testing.T) Seal {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return Seal{Recipients: []byte("# us\n" + identity.Recipient().String() + "\n"), Identities: []byte(identity.String() + "\n")}
}

// An authority's key is opened only by whom it was closed for, and only when
// something has to be signed.
func TestSealedAuthorities(t *testing.T) {
	for name, seal := range map[string]Seal{"passphrase": words(planted), "recipients": recipients(t)} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.seal = seal
			l.issue(t)
			text, err := os.ReadFile(l.authorityFile(t, "server"))
			if err != nil || !strings.HasPrefix(string(text), "-----BEGIN AGE ENCRYPTED FILE-----\n") || bytes.Contains(text, []byte("PRIVATE")) {
				t.Errorf("key of the authority: %s, %v", text, err)
			}
			l.seal = Seal{}
			if result := l.issue(t); result.Any() {
				t.Errorf("got %+v", result)
			}
			l.seal = seal
			l.now = birth.AddDate(0, 0, 380)
			if result := l.issue(t); len(result.Issued) != len(l.plan.Certificates) {
				t.Errorf("got %+v", result)
			}
		})
	}
}

func TestSealRefusals(t *testing.T) {
	byWords, toUs := words(planted), recipients(t)
	for name, c := range map[string]struct {
		closed, opened Seal
		fact, hint     string
	}{
		"wrong passphrase":   {byWords, words("wrong"), "the passphrase does not open keys/ca-client-", "try again; without it the key is lost"},
		"empty passphrase":   {byWords, words(""), "the passphrase is empty", ""},
		"no passphrase":      {byWords, Seal{}, "there is no passphrase to open the key of an authority", "--passphrase-file"},
		"cancelled":          {byWords, Seal{Passphrase: func(bool) (string, error) { return "", failed("", "no passphrase was typed") }}, "no passphrase was typed", ""},
		"no identity":        {toUs, byWords, "is encrypted to age recipients", "--identity"},
		"another identity":   {toUs, Seal{Identities: recipients(t).Identities}, "the identity does not open keys/ca-client-", "--identity"},
		"no identity at all": {toUs, Seal{Identities: []byte("AGE-SECRET-KEY-" + planted)}, "the age identity file cannot be read", "age-keygen"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.seal = c.closed
			l.issue(t)
			l.seal = c.opened
			l.now = birth.AddDate(0, 0, 380)
			l.refused(t, (*Store).Issue, c.fact, c.hint)
		})
	}
}

// Without a way to close it, no authority is made.
func TestNoAuthorityWithoutASeal(t *testing.T) {
	for fact, seal := range map[string]Seal{
		"there is no passphrase for the keys of new authorities": {},
		"the passphrase is empty":                                words(""),
		"the file of age recipients cannot be read":              {Recipients: []byte("AGE-SECRET-KEY-1" + planted)},
	} {
		l := newLab(t)
		l.seal = seal
		_, err := l.do((*Store).Issue)
		if bad, ok := errors.AsType[*Error](err); !ok || bad.Fact != fact || strings.Contains(bad.Fact+bad.Hint, planted) {
			t.Errorf("got %v, want %s", err, fact)
		}
		if files := contents(t, l.dir); len(files) > 0 {
			t.Errorf("left behind: %v", files)
		}
	}
}

func TestDamagedSeals(t *testing.T) {
	for name, damage := range map[string]func(text []byte) []byte{
		"cut":     func(text []byte) []byte { return text[:len(text)/2] },
		"changed": func(text []byte) []byte { return bytes.Replace(text, []byte("\n"), []byte("\nAAAA"), 3) },
		"empty":   func([]byte) []byte { return nil },
		"plain":   func([]byte) []byte { return []byte("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n") },
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.seal = words(planted)
			l.issue(t)
			text, err := os.ReadFile(l.authorityFile(t, "client"))
			if err != nil {
				t.Fatal(err)
			}
			put(t, l.authorityFile(t, "client"), string(damage(text)), 0o600)
			l.now = birth.AddDate(0, 0, 380)
			l.refused(t, (*Store).Issue, "the key keys/ca-client-", "restore it from a backup")
		})
	}
}

// All other keys can be encrypted too, and be compared by who has an identity.
func TestSealedLeaves(t *testing.T) {
	l := newLab(t)
	l.seal = recipients(t)
	l.seal.Leaves = true
	l.issue(t)
	for name, text := range contents(t, l.keys("")) {
		if !strings.HasSuffix(name, ".key.age") || strings.Contains(text, "PRIVATE") {
			t.Errorf("%s is not encrypted", name)
		}
	}
	if result := l.issue(t); result.Any() {
		t.Errorf("got %+v", result)
	}
	mixed := contents(t, l.dir)["keys/mon/etc/ssl/prometheus/server.key.age"]
	put(t, l.keys("admin.key.age"), mixed, 0o600)
	if got := l.row(t, "admin.crt").Due; got != "its key is another one's" {
		t.Errorf("with an identity: %q", got)
	}
	l.seal.Identities = nil
	if got := l.row(t, "admin.crt").Due; got != "" {
		t.Errorf("without an identity: %q", got)
	}
	l.seal.Leaves, l.now = false, birth.AddDate(0, 0, 380)
	l.refused(t, (*Store).Issue, "is encrypted to age recipients", "--identity")
}

// A key that is made anew replaces its other form.
func TestSealChangesForm(t *testing.T) {
	l := newLab(t)
	l.issue(t)
	l.seal = recipients(t)
	l.seal.Leaves = true
	l.now = birth.AddDate(0, 0, 380)
	l.issue(t)
	for name := range contents(t, l.keys("")) {
		if strings.HasSuffix(name, ".key") && !strings.HasPrefix(name, "ca-") {
			t.Errorf("%s is still there", name)
		}
	}
	l.seal.Leaves = false
	l.now = birth.AddDate(0, 0, 760)
	l.issue(t)
	for name := range contents(t, l.keys("")) {
		if strings.HasSuffix(name, ".age") {
			t.Errorf("%s is still there", name)
		}
	}
}

// Nothing of a key or a passphrase stands anywhere but where it belongs.
func TestNothingLeaks(t *testing.T) {
	l := newLab(t)
	l.seal = words(planted)
	var said bytes.Buffer
	result := l.issue(t)
	if err := errors.Join(result.WriteJSON(&said), l.status(t).WriteJSON(&said), l.status(t).WriteText(&said)); err != nil {
		t.Fatal(err)
	}
	for name, text := range contents(t, l.dir) {
		private := strings.Contains(text, "PRIVATE KEY")
		if strings.Contains(text, planted) || private && !strings.HasPrefix(name, "keys/") || private && strings.Contains(name, "/ca-") {
			t.Errorf("%s holds what it must not", name)
		}
		said.WriteString(strings.Join(explainAll(text), "\n"))
	}
	for name, text := range contents(t, l.keys("")) {
		for _, line := range strings.Split(text, "\n") {
			if len(line) > 20 && !strings.HasPrefix(line, "-----") && strings.Contains(said.String(), line) {
				t.Errorf("a line of %s is said", name)
			}
		}
	}
	if strings.Contains(said.String(), planted) {
		t.Error("the passphrase is said")
	}
}

func explainAll(text string) (lines []string) {
	list, err := parseCertificates([]byte(text))
	if err != nil {
		return []string{err.Error()}
	}
	for _, c := range list {
		lines = append(lines, explain(c)...)
	}
	return lines
}
