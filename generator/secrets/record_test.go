package secrets

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"gen/generator/topology"
)

// record records, writes and returns secrets.lock.
func (l *lab) record(t *testing.T) string {
	t.Helper()
	text, missing, err := l.open(t).Record()
	if err != nil || len(missing) > 0 {
		t.Fatal(missing, err)
	}
	if err := WriteRecorded(".", topology.RecordedFile, text); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// states are what secrets.lock says, by secret.
func (l *lab) states(t *testing.T) map[string]string {
	t.Helper()
	rows, err := l.open(t).List()
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]string{}
	for _, r := range rows {
		states[r.Name] = r.Recorded
	}
	return states
}

// Recording again changes nothing, though bcrypt salts anew each time.
func TestRecordIsStable(t *testing.T) {
	l := full(t)
	l.options.HashCost = 0
	if got := l.states(t); got["discord"] != NotRecorded || got["node-pass"] != Behind {
		t.Errorf("before the first record: %v", got)
	}
	first := l.record(t)
	if second := l.record(t); second != first {
		t.Errorf("got\n%s\nthen\n%s", first, second)
	}
	for name, state := range l.states(t) {
		if state != Current {
			t.Errorf("%s is %s", name, state)
		}
	}
	hash := l.plan(t).Recorded[3].Hash
	if cost, err := bcrypt.Cost([]byte(hash)); err != nil || cost != hashCost || strings.Count(first, "bcrypt:") != 1 {
		t.Errorf("cost %d, %v in\n%s", cost, err, first)
	}
	discreet(t, first)
}

// A new secret changes its own line and no other.
func TestRecordOfANewSecret(t *testing.T) {
	l := full(t)
	before := strings.Split(l.record(t), "\n")
	l.put(t, "discord", discord+"x")
	if got := l.states(t); got["discord"] != Behind || got["node-pass"] != Current {
		t.Errorf("got %v", got)
	}
	after := strings.Split(l.record(t), "\n")
	changed := 0
	for at := range before {
		if before[at] != after[at] {
			changed++
		}
	}
	if changed != 1 || len(before) != len(after) {
		t.Errorf("%d lines changed", changed)
	}
	l.put(t, "node-pass", nodePass+"x")
	if hash := l.plan(t).Recorded[3].Hash; !strings.Contains(l.record(t), "bcrypt:") || l.plan(t).Recorded[3].Hash == hash {
		t.Error("the hash of the old password was kept")
	}
}

// Equal secrets have different digests, and another site's key makes others.
func TestDigestsTellNothing(t *testing.T) {
	l := full(t)
	l.put(t, "grafana-admin", metrics)
	l.record(t)
	p := l.plan(t)
	if p.Recorded[1].Digest == p.Recorded[2].Digest {
		t.Error("equal secrets have equal digests")
	}
	other := full(t)
	other.put(t, "grafana-admin", metrics)
	other.record(t)
	if other.plan(t).Recorded[1].Digest == p.Recorded[1].Digest {
		t.Error("two keys make one digest")
	}
}

func TestTamperedRecords(t *testing.T) {
	l := full(t)
	good := l.record(t)
	digest := l.plan(t).Recorded[0].Digest
	hash := l.plan(t).Recorded[3].Hash
	for name, c := range map[string]struct{ text, secret string }{
		"another digest": {strings.Replace(good, digest, strings.Repeat("0", 64), 1), "discord"},
		"another hash":   {strings.Replace(good, hash, hash[:59]+"z", 1), "node-pass"},
		"no hash":        {strings.Replace(good, "    bcrypt: \""+hash+"\"\n", "", 1), "node-pass"},
	} {
		if c.text == good {
			t.Fatalf("%s: nothing was changed", name)
		}
		write(t, c.text)
		if got := l.states(t); got[c.secret] != Behind {
			t.Errorf("%s: got %v", name, got)
		}
		if again := l.record(t); name == "another digest" && again != good {
			t.Errorf("%s: not mended", name)
		}
	}
}

func write(t *testing.T, text string) {
	t.Helper()
	if err := os.WriteFile(topology.RecordedFile, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// What is not to be had keeps its entry, so that not everybody has to have everything.
func TestRecordWithoutAll(t *testing.T) {
	l := full(t)
	good := l.record(t)
	remove(t, "secrets/discord")
	text, missing, err := l.open(t).Record()
	if err != nil || string(text) != good || len(missing) != 1 || missing[0] != "discord" {
		t.Errorf("missing %q, %v\n%s", missing, err, text)
	}
	if got := l.states(t); got["discord"] != Unknown || got["node-pass"] != Current {
		t.Errorf("got %v", got)
	}
	remove(t, topology.RecordedFile)
	if text, missing, err = l.open(t).Record(); err != nil || bytes.Contains(text, []byte("discord")) || len(missing) != 1 {
		t.Errorf("missing %q, %v\n%s", missing, err, text)
	}
}

func TestKeyRefusals(t *testing.T) {
	l := full(t)
	l.record(t)
	chmod(t, "secrets/.key", 0o644)
	_, _, err := l.open(t).Record()
	fails(t, err, "others can read the secret secrets/.key", "chmod 600 secrets/.key")
	_, err = l.open(t).List()
	fails(t, err, "others can read the secret secrets/.key", "")

	remove(t, "secrets/.key")
	if got := l.states(t); got["discord"] != Unknown {
		t.Errorf("without a key: %v", got)
	}
	_, _, err = l.open(t).Record()
	fails(t, err, "secrets.lock was written with a key that is not here: secrets/.key", "copy it from who has recorded them")

	l.put(t, ".key", "pl4nt3d")
	_, _, err = l.open(t).Record()
	fails(t, err, "the key secrets/.key is damaged", "restore it from a backup")
}

// The key can be committed encrypted; who cannot open it can look at the rest.
func TestSealedKey(t *testing.T) {
	l := full(t)
	keys := recipients(t)
	l.options.Recipients, l.options.Identities = keys.Recipients, keys.Identities
	l.record(t)
	if _, err := os.Stat("secrets/.key.age"); err != nil {
		t.Fatal(err)
	}
	if got := l.states(t); got["discord"] != Current {
		t.Errorf("got %v", got)
	}
	l.options.Identities = nil
	if got := l.states(t); got["discord"] != Unknown {
		t.Errorf("got %v", got)
	}
	_, _, err := l.open(t).Record()
	fails(t, err, "the secret secrets/.key.age is encrypted to age recipients", "--identity")
}
