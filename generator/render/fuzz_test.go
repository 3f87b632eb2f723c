package render

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"text/template"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// hostileTexts are the seeds of every fuzzer: each has tripped some format.
var hostileTexts = []string{
	"", " ", "x", "it's", `say "hi"`, `back\slash`, `end\`, `end\\`, " blanks ", "\ttab\t", "a  b", "a\nb", "a\r\nb\n",
	"nul\x00", "bad\xff", "\u0085\u2028\ufeff", "é €", "𝛌", "\x1b[31m", "\x7f", "# no comment", "a # b", "a;b", "a ;b", ";",
	"$HOME", "${HOME}", "$$", "$__file{/x}", "%(name)s", "%h", "%{Host}i", "%%", "{{ .X }}", "{", "{{{", "}}", "`tick`",
	"true", "No", "null", "~", "~/x", "1", "0x1f", "1e3", "012", "1:30", "30s", "2001-01-01", ".5", "-", "- a", "a: b", "a:",
	"? a", "<<", "=", "[a]", "|", "a|b", `\|`, "<b>", "&amp;", "*a*", "_a_", "[x](y)", "1. a", "1) a", "+ a", "## a", "===",
	"style: x#a;", "classDef x:#1;", "#quot;", "ﬂ°°34¶ß", `"""`, `a"""b`, `"a"`, `'a'`, `"a" "b"`, `\n`, `\x41`, `\u0041`,
	"-leading", "@x", "!x", "eth*", "a,b", "a/b", "http://x/y?z=1&w", "\u200b", "\u00a0x\u00a0", strings.Repeat("a", 129),
}

// roundTrip fuzzes a quoting function: read has to return from the quoted text
// what went in, and nothing harmless may be refused.
func roundTrip(f *testing.F, quote func(string) (string, error), read func(*testing.T, string) string) {
	for _, s := range hostileTexts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		quoted, err := quote(s)
		if err != nil {
			if harmless(s) {
				t.Fatalf("%q is refused: %v", s, err)
			}
			if quoted != "" {
				t.Fatalf("%q is refused, yet there is a result %q", s, quoted)
			}
			return
		}
		if got := read(t, quoted); got != s {
			t.Fatalf("%q is written as %s and read as %q", s, quoted, got)
		}
	})
}

// harmless texts can be written in every format.
func harmless(s string) bool {
	return utf8.ValidString(s) && len(s) < 100 && strings.Trim(s, " ") == s && strings.IndexFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || strings.ContainsRune("$%~\"\\", r)
	}) < 0
}

// inLine wraps a reader of formats in which a line break ends everything.
func inLine(read func(string) string) func(*testing.T, string) string {
	return func(t *testing.T, quoted string) string {
		if strings.ContainsAny(quoted, "\n\r\x00") {
			t.Fatalf("%q leaves its line", quoted)
		}
		return read(quoted)
	}
}

func FuzzYAML(f *testing.F) {
	roundTrip(f, YAML, func(t *testing.T, quoted string) string {
		document := "key: " + quoted + "\nlist:\n    - " + quoted + "\nflow: {a: " + quoted + ", b: [" + quoted + "]}\n"
		var got struct {
			Key  any
			List []any
			Flow struct {
				A any
				B []any
			}
		}
		if err := yaml.Unmarshal([]byte(document), &got); err != nil {
			t.Fatalf("%s: %v", document, err)
		}
		text, isText := got.Key.(string)
		if !isText || got.List[0] != text || got.Flow.A != text || got.Flow.B[0] != text || len(got.Flow.B) != 1 {
			t.Fatalf("%s is read as %#v", document, got)
		}
		return text
	})
}

func FuzzRegex(f *testing.F) {
	for _, s := range hostileTexts {
		f.Add(s, "other")
	}
	f.Fuzz(func(t *testing.T, s, other string) {
		quoted, err := Regex(s)
		if err != nil {
			return
		}
		whole := regexp.MustCompile(`^(?:` + quoted + `)$`)
		if !whole.MatchString(s) || other != s && whole.MatchString(other) {
			t.Fatalf("%q is written as %s, which matches %q: %v", s, quoted, other, whole.MatchString(other))
		}
	})
}

func FuzzPromQL(f *testing.F) {
	roundTrip(f, PromQL, inLine(func(quoted string) string {
		text, err := strconv.Unquote(quoted)
		if err != nil || quoted[0] != '"' {
			return "unreadable " + quoted
		}
		return text
	}))
}

func FuzzGoTemplate(f *testing.F) {
	roundTrip(f, GoTemplate, func(t *testing.T, quoted string) string {
		// an action is the worst neighbour: a brace at the end would join it
		parsed, err := template.New("").Parse(`{{"before"}}` + quoted + `{{"after"}}`)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if err := parsed.Execute(&out, nil); err != nil {
			t.Fatal(err)
		}
		return strings.TrimSuffix(strings.TrimPrefix(out.String(), "before"), "after")
	})
}

func FuzzNginx(f *testing.F)      { roundTrip(f, Nginx, readNginx) }
func FuzzApache(f *testing.F)     { roundTrip(f, Apache, inLine(readApache)) }
func FuzzShell(f *testing.F)      { roundTrip(f, Shell, readShell) }
func FuzzOpenSSL(f *testing.F)    { roundTrip(f, OpenSSL, inLine(readOpenSSL)) }
func FuzzINI(f *testing.F)        { roundTrip(f, INI, inLine(readINI)) }
func FuzzSSHConfig(f *testing.F)  { roundTrip(f, SSHConfig, inLine(readSSH)) }
func FuzzNFT(f *testing.F)        { roundTrip(f, NFT, inLine(readNFT)) }
func FuzzMarkdown(f *testing.F)   { roundTrip(f, Markdown, inLine(readMarkdown)) }
func FuzzMermaid(f *testing.F)    { roundTrip(f, Mermaid, inLine(readMermaid)) }
func FuzzTmpfiles(f *testing.F)   { roundTrip(f, Tmpfiles, inLine(readTmpfiles)) }
func FuzzSysusers(f *testing.F)   { roundTrip(f, Sysusers, inLine(readSysusers)) }
func FuzzSystemd(f *testing.F)    { roundTrip(f, Systemd, inLine(readExec)) }
func FuzzSystemdVal(f *testing.F) { roundTrip(f, SystemdValue, inLine(readDirective)) }

func FuzzNginxLiteral(f *testing.F) {
	roundTrip(f, NginxLiteral, func(t *testing.T, quoted string) string {
		if strings.Contains(quoted, "$") {
			t.Fatalf("%s has a variable", quoted)
		}
		return readNginx(t, quoted)
	})
}

func FuzzMarkdownCell(f *testing.F) {
	roundTrip(f, MarkdownCell, inLine(func(quoted string) string {
		if strings.Contains(quoted, "|") {
			return "two cells"
		}
		return readMarkdown(quoted)
	}))
}

func FuzzMarkdownCode(f *testing.F) {
	roundTrip(f, MarkdownCode, inLine(func(quoted string) string {
		if inner := strings.Trim(quoted, "`"); "`"+inner+"`" == quoted {
			return inner
		}
		inner := strings.TrimSuffix(strings.TrimPrefix(quoted, "<code>"), "</code>")
		if strings.Contains(inner, "|") || "<code>"+inner+"</code>" != quoted {
			return "two cells or no code"
		}
		return readMarkdown(inner)
	}))
}

func FuzzSystemdEnvironment(f *testing.F) {
	withName := func(s string) (string, error) { return SystemdEnvironment("NAME=" + s) }
	roundTrip(f, withName, inLine(func(quoted string) string {
		text, found := strings.CutPrefix(readTmpfiles(quoted), "NAME=")
		if !found {
			return "no assignment"
		}
		return text
	}))
}

func FuzzCheckName(f *testing.F) {
	for _, s := range append(hostileTexts, "node-1", "_user", "a.service", "web.example.org", "/etc/x") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		kinds := []NameKind{Node, Site, DNSName, Service, Setting, Label, Receiver, Secret, User, Group, FileName, UnitName}
		for _, kind := range kinds {
			why, ok := CheckName(kind, s)
			if ok != (why == "") {
				t.Fatalf("%s %q: %v, %q", kind, s, ok, why)
			}
			if ok && !isPlain(s, `_./:@,=+-\`) {
				t.Fatalf("%q would need quotes as a %s", s, kind)
			}
		}
		if _, ok := SafePath(s); ok && !isPlain(s, "_./@+-") {
			t.Fatalf("%q would need quotes as a path", s)
		}
	})
}
