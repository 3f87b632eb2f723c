package plan

import "testing"

func TestUnfitMirror(t *testing.T) {
	for where, want := range map[string]string{
		"https://mirror.example.org/releases/": "", "https://[2001:db8::1]:8443": "", "/srv/mirror": "", "../mirror": "", "mirror": "",
		"http://localhost:8080/x": "", "http://127.0.0.1": "", "http://[::1]:80/": "",
		"http://mirror.example.org": "it is not reached by https", "http://127.0.0.1.example.org": "it is not reached by https",
		"ftp://mirror.example.org": "it is not reached by https", "file:///srv": "it is no URL", "https://": "it is no URL", "https://a b/": "it is no URL",
		"https://me:word@mirror.example.org": "it holds a login, which does not belong into this file",
		"https://mirror.example.org/?x=1":    "there is something behind its path", "https://mirror.example.org/#x": "there is something behind its path",
		"": "it names no folder", "/": "it names no folder", "a\nb": "it holds a control character",
	} {
		if got := UnfitMirror(where); got != want {
			t.Errorf("%q: %q, not %q", where, got, want)
		}
	}
}
