package alike

import (
	"bytes"
	"testing"
)

func TestCut(t *testing.T) {
	words := []string{"web", "10.0.0.1"}
	for text, want := range map[string]string{
		"":                           "",
		"nothing":                    "nothing",
		"web":                        "\xff\x00",
		"web 10.0.0.1 web":           "\xff\x00 \xff\x01 \xff\x00",
		"web.site:10.0.0.1:9100":     "\xff\x00.site:\xff\x01:9100",
		"webweb xweb web1 web_ -web": "webweb xweb web1 web_ -web",
		"web-config":                 "web-config",
		"10.0.0.12 110.0.0.1":        "10.0.0.12 110.0.0.1",
		"web-config web/web\nweb":    "web-config \xff\x00/\xff\x00\n\xff\x00",
		"10.0.0.1web":                "10.0.0.1web",
		"äweb":                       "ä\xff\x00", // no byte of the character is in a word
	} {
		cut := Cut([]byte(text), words)
		if got := string(cut.AppendTo(nil)); got != want {
			t.Errorf("%q is cut into %q, want %q", text, got, want)
		}
		if got := cut.Fill(words); string(got) != text || !cut.Is([]byte(text), words) {
			t.Errorf("%q is put together again as %q", text, got)
		}
	}
}

func TestFillAndIs(t *testing.T) {
	cut := Cut([]byte("name=a1 address=10.0.0.1 of a1.site"), []string{"a1", "10.0.0.1"})
	other := []string{"b22", "10.0.0.22"}
	want := "name=b22 address=10.0.0.22 of b22.site"
	if got := string(cut.Fill(other)); got != want {
		t.Errorf("filled %q, want %q", got, want)
	}
	for text, is := range map[string]bool{
		want:                                     true,
		want + " ":                               false,
		"":                                       false,
		"name=":                                  false,
		"name=b22":                               false,
		"name=b22 address=10.0.0.22 of b23.site": false,
		"name=b22 address=10.0.0.2 of b22.site":  false,
		"name=a1 address=10.0.0.1 of a1.site":    false,
	} {
		if got := cut.Is([]byte(text), other); got != is {
			t.Errorf("%q is the text: %v", text, got)
		}
	}
}

func TestIsWithTooFewWords(t *testing.T) {
	text := []byte("a b")
	if Cut(text, []string{"a", "b"}).Is(text, []string{"a"}) {
		t.Error("a text was told with a word less")
	}
}

func TestEqual(t *testing.T) {
	one := Cut([]byte("x a y b"), []string{"a", "b"})
	for text, equal := range map[string]bool{"x c y d": true, "x d y c": false, "x c y": false, "x c z d": false, "c x y d": false} {
		if got := one.Equal(Cut([]byte(text), []string{"c", "d"})); got != equal {
			t.Errorf("%q is equal: %v", text, got)
		}
	}
}

// A text that was cut and filled with its own words is the same text.
func FuzzCut(f *testing.F) {
	f.Add("web 10.0.0.1", "web", "10.0.0.1")
	f.Add("aaaa a aa", "a", "aa")
	f.Add("a b ab", "a", "b ab")
	f.Fuzz(func(t *testing.T, text, first, second string) {
		if first == "" || second == "" {
			t.Skip()
		}
		words := []string{first, second}
		cut := Cut([]byte(text), words)
		if got := cut.Fill(words); !bytes.Equal(got, []byte(text)) || !cut.Is(got, words) || !cut.Equal(Cut(got, words)) {
			t.Errorf("%q with %q becomes %q", text, words, got)
		}
	})
}
