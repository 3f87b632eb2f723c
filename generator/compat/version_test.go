package compat_test

import (
	"encoding/json"
	"testing"

	"gen/generator/compat"
)

func TestParseVersion(t *testing.T) {
	tests := []struct {
		text string
		want compat.Version
	}{
		{"2.48.1", compat.Version{Major: 2, Minor: 48, Patch: 1}},
		{"11.2.2", compat.Version{Major: 11, Minor: 2, Patch: 2}},
		{"1.10.0", compat.Version{Major: 1, Minor: 10}},
		{"0.11.0", compat.Version{Minor: 11}},
		{"v1.0.3", compat.Version{Major: 1, Patch: 3}},
		{"252.39", compat.Version{Major: 252, Minor: 39}},
	}
	for _, test := range tests {
		got, err := compat.ParseVersion(test.text)
		if err != nil || got != test.want {
			t.Errorf("%q: got %v, %v, want %v", test.text, got, err, test.want)
		}
	}
}

func TestParseVersionRefuses(t *testing.T) {
	tests := []string{
		"", "v", "2", "252", "latest", "2.", ".2", "2..1", "2.48.1.0", "2.48.x", "2.48.1-rc1", "2.48.1+ds", "vv1.0.0",
		"V1.0.0", " 2.48.1", "2.48.1\n", "-1.0.0", "+1.0.0", "02.48.1", "2.048.1", "1e3.0", "1234567.0.0", "٢.٤٨",
	}
	for _, text := range tests {
		if got, err := compat.ParseVersion(text); err == nil {
			t.Errorf("%q: got %v, want an error", text, got)
		}
	}
}

func TestParseVersionError(t *testing.T) {
	_, err := compat.ParseVersion("latest")
	if want := `"latest" is not a version, a version looks like 2.48.1`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestVersionCompare(t *testing.T) {
	ascending := []string{"0.9.0", "0.11.0", "1.0.0", "1.0.3", "1.0.12", "1.2.0", "1.10.0", "2.48.1", "11.2.2"}
	for i, a := range ascending {
		for j, b := range ascending {
			got := version(t, a).Compare(version(t, b))
			if (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%s against %s: got %d", a, b, got)
			}
		}
	}
}

func TestVersionIsZero(t *testing.T) {
	if !(compat.Version{}).IsZero() {
		t.Error("the zero version is not zero")
	}
	if (compat.Version{Patch: 1}).IsZero() {
		t.Error("0.0.1 is zero")
	}
}

func TestVersionText(t *testing.T) {
	var v compat.Version
	if err := json.Unmarshal([]byte(`"v2.48"`), &v); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(v); err != nil || string(got) != `"2.48.0"` {
		t.Errorf("got %s, %v", got, err)
	}
	if err := json.Unmarshal([]byte(`"newest"`), &v); err == nil {
		t.Error("newest is taken for a version")
	}
}

func FuzzParseVersion(f *testing.F) {
	for _, text := range []string{"2.48.1", "v1.0", "", "1..2", "999999.999999.999999", "0.0.0"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := compat.ParseVersion(text)
		if err != nil {
			return
		}
		again, err := compat.ParseVersion(v.String())
		if err != nil || again != v {
			t.Errorf("%q is %v, which reads as %v, %v", text, v, again, err)
		}
	})
}

// version reads a version that a test is sure of.
func version(t *testing.T, text string) compat.Version {
	t.Helper()
	v, err := compat.ParseVersion(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
