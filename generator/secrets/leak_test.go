package secrets

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
)

// planted are the lab's secrets in every form in which they could get out. The
// parts that tell are long enough to stand nowhere by chance.
func planted() []string {
	var forms []string
	for _, text := range []string{discord, "pl4nt3d", admin, metrics, nodePass, "stderr-of-a-command"} {
		b := []byte(text)
		forms = append(forms, text, hex.EncodeToString(b), url.QueryEscape(text), url.PathEscape(text), fmt.Sprintf("%q", text), fmt.Sprint(b), strings.ToUpper(text))
		for _, coding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			for shift := range 3 { // where it stands in a longer text
				coded := coding.EncodeToString(append(make([]byte, shift), b...))
				forms = append(forms, coded[4:len(coded)-2])
			}
		}
	}
	return forms
}

// Whatever is printed or encoded, no secret is in it.
func TestNothingPrintsASecret(t *testing.T) {
	l := full(t)
	s := l.open(t)
	rows, err := s.List()
	if err != nil || !Good(rows) && len(rows) == 0 {
		t.Fatal(rows, err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		for _, thing := range []any{s, *s.plan, s.found, s.found["discord"], rows, s.uses, hide([]byte(discord)), []hidden{hide([]byte(discord))}} {
			discreet(t, fmt.Sprintf(verb, thing))
		}
	}
	var out bytes.Buffer
	if err := errors.Join(WriteText(&out, rows), WriteJSON(&out, rows)); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(map[string]any{"one": hide([]byte(discord)), "rows": rows})
	if err != nil || !strings.Contains(string(text), `"one":"(hidden)"`) {
		t.Errorf("%s, %v", text, err)
	}
	discreet(t, out.String()+string(text))
}

// Of all files, only those of the folder have something of a secret, and none
// of those that git may take.
func TestNothingCommittedHoldsASecret(t *testing.T) {
	l := full(t)
	git(t, "init", "-q")
	text, missing, err := l.open(t).Record()
	if err != nil || len(missing) > 0 {
		t.Fatal(missing, err)
	}
	if err := WriteRecorded(".", "secrets.lock", text); err != nil {
		t.Fatal(err)
	}
	l.options.Recipients = recipients(t).Recipients
	if _, err := l.open(t).Set("discord", []byte(discord)); err != nil {
		t.Fatal(err)
	}
	git(t, "add", "-A")
	out := gitFiles(t)
	want := "secrets.lock\nsecrets/.gitignore\nsecrets/discord.age\n"
	if out != want {
		t.Errorf("git takes\n%swant\n%s", out, want)
	}
	for name := range strings.FieldsSeq(out) {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		discreet(t, string(content))
	}
}
