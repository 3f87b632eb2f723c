package plan

import (
	"strings"
	"testing"
)

func TestUnfitBase(t *testing.T) {
	for base, want := range map[string]string{
		"https://git.example.org/ops/site/src/branch/main/out":  "",
		"https://git.example.org/ops/site/src/branch/main/out/": "",
		"http://[2001:db8::1]:8080":                             "",
		"https://a.example.org/%20b":                            "",
		"":                                                      "it is no URL",
		"git.example.org/out":                                   "it is no URL",
		"https://":                                              "it is no URL",
		"https://a.example.org/{{ $value }}":                    "it is no URL",
		"https://a.example.org/a b":                             "it is no URL",
		"https://a.example.org/(a)":                             "it is no URL",
		"https://a.example.org/%zz":                             "it is no URL",
		"ftp://a.example.org/out":                               "it begins with neither https:// nor http://",
		"javascript://a.example.org/out":                        "it begins with neither https:// nor http://",
		"https://me:secret@a.example.org/out":                   "it holds a login, which everybody who is told would read",
		"https://a.example.org/?file=":                          "there is something behind its path, where alerts.md#… has to be",
		"https://a.example.org/?":                               "there is something behind its path, where alerts.md#… has to be",
		"https://a.example.org/#":                               "there is something behind its path, where alerts.md#… has to be",
		"https://a.example.org/" + strings.Repeat("a", 60):      "with the name of an alert behind it, it is longer than messages can hold",
	} {
		if got := unfitBase(base); got != want {
			t.Errorf("unfitBase(%q) is %q, want %q", base, got, want)
		}
	}
}
