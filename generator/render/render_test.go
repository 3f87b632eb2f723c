package render

import (
	"errors"
	"strings"
	"testing"
)

// kind is a type with text underneath, as the plan has many.
type kind string

type site struct {
	Name  string
	Kind  kind
	Ports []int
	Next  *site
	Tags  map[string]string
}

var example = site{Name: "web {1}", Kind: "a b", Ports: []int{80, 443}, Tags: map[string]string{"b": "2", "a": "1"}}

func TestExecute(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"text", "plain\n", "plain\n"},
		{"fields", "{{.Name}} {{.Tags.a}}", "web {1} 1"},
		{"maps are sorted", "{{range $k, $v := .Tags}}{{$k}}={{$v}};{{end}}", "a=1;b=2;"},
		{"quoting", `{{yaml "yes"}} {{nginx .Name}} {{shell .Name}} {{systemd "50%"}}`, `"yes" "web {1}" 'web {1}' "50%%"`},
		{"quoting of named text types", "{{yaml .Kind}} {{nginx .Kind}}", `a b "a b"`},
		{"text functions", `{{upper "a"}}{{lower "B"}}{{trim " c "}}{{trimPrefix "x" "xd"}}{{trimSuffix "x" "ex"}}`, "Abcde"},
		{"tests", `{{contains "a" "cat"}} {{hasPrefix "c" "cat"}} {{hasSuffix "c" "cat"}} {{has "a" (list "a")}} {{empty 0}}`, "true true false true true"},
		{"lists", `{{join "," (sortAlpha (uniq (list "b" "a" "b")))}} {{first .Ports}} {{last .Ports}} {{len (splitList "," "a,b")}}`, "a,b 80 443 2"},
		{"more lists", `{{append (list 1) 2}} {{concat (list 1) (list 2)}} {{reverse (list 1 2)}} {{without (list 1 2) 1}}`, "[1 2] [1 2] [2 1] [2]"},
		{"dict", `{{(dict "a" 1).a}} {{hasKey (dict "a" 1) "b"}}`, "1 false"},
		{"choice", `{{ternary "y" "n" false}} {{toString 5}}`, "n 5"},
		{"arithmetic", `{{add 1 2 3}} {{sub 1 2}} {{mul 2 3}} {{int "7"}} {{add (int "-9223372036854775807") -1}}`, "6 -1 6 7 -9223372036854775808"},
		{"indent", "{{indent 2 \"a\\nb\"}}{{nindent 1 \"c\"}}", "  a\n  b\n c"},
		{"repeat and replace", `{{repeat 3 "ab"}} {{replace "a" "b" "aca"}}`, "ababab bcb"},
		{"printing", `{{printf "%02d" 7}} {{print "a" 1}} {{println "x"}}`, "07 a1 x\n"},
		{"called templates", `{{define "a"}}A{{template "b" .}}{{end}}{{define "b"}}{{.}}{{end}}{{template "a" "x"}}{{template "b" "y"}}`, "Axy"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			parsed, err := Parse("page", c.text)
			if err != nil {
				t.Fatal(err)
			}
			for range 20 {
				got, err := parsed.Execute(example)
				if err != nil || string(got) != c.want {
					t.Fatalf("got %q, %v, want %q", got, err, c.want)
				}
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"syntax", "a\n{{if}}", "pages/a:b.md:2: missing value for if"},
		{"no end", "{{if .X}}\n", "pages/a:b.md:2: {{ end }} is missing"},
		{"unknown function", "\n\n{{foo 1}}", `pages/a:b.md:3: there is no function called "foo"`},
		{"calls itself", `{{define "a"}}{{template "a"}}{{end}}`, `pages/a:b.md: the template "a" calls itself`},
		{"call each other", `{{define "a"}}{{if .}}{{else}}{{with .}}{{template "b"}}{{end}}{{end}}{{end}}{{define "b"}}{{range .}}{{template "a"}}{{end}}{{end}}`,
			`pages/a:b.md: the template "a" calls itself`},
		{"the whole calls itself", `{{template "pages/a:b.md"}}`, `pages/a:b.md: the template "pages/a:b.md" calls itself`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			parsed, err := Parse("pages/a:b.md", c.text)
			checkError(t, err, c.want)
			if parsed != nil {
				t.Error("a template in spite of the error")
			}
		})
	}
}

func TestForbiddenFunctions(t *testing.T) {
	names := []string{"env", "expandenv", "now", "date", "ago", "randAlpha", "uuidv4", "shuffle", "genCA", "bcrypt", "htpasswd",
		"getHostByName", "keys", "values", "fail", "default", "coalesce", "quote", "squote", "toYaml", "set", "unset"}
	for _, name := range names {
		if _, err := Parse("t", "{{"+name+"}}"); err == nil {
			t.Errorf("%s can be called", name)
		}
	}
}

func TestExecuteErrors(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"missing field", "a\n  {{.Nme}}", `t:2:5: .Nme: there is no value called "Nme"`},
		{"column counts runes", "é€ {{.Nme}}", `t:1:6: .Nme: there is no value called "Nme"`},
		{"missing key", "{{.Tags.c}}", `t:1:8: .Tags.c: there is no value called "c"`},
		{"nothing there", "{{.Next.Name}}", `t:1:8: .Next.Name: "Name" is asked of something that is not set`},
		{"inside a called template", "{{define \"x\"}}\n{{.Nme}}{{end}}{{template \"x\" .}}", `t:2:3: .Nme: there is no value called "Nme"`},
		{"arguments", `{{ternary 1}}`, "t:1:3: ternary: ternary takes 3 arguments, not 1"},
		{"no text to trim", `{{trim 5}}`, "t:1:8: 5: expected a text, not 5"},
		{"type", `{{trim .Ports}}`, "t:1:8: .Ports: expected a text, not a list"},
		{"quoting a number", `{{yaml 5}}`, "t:1:3: yaml 5: expected a text, not a number"},
		{"quoting nothing", `{{yaml nil}}`, "t:1:3: yaml nil: expected a text, not nothing"},
		{"quoting the impossible", `{{nginxLiteral "$x"}}`, `t:1:3: nginxLiteral "$x": the text contains "$", which cannot be written here literally`},
		{"quoting a list", `{{yaml .Ports}}`, "t:1:3: yaml .Ports: expected a text, not a list"},
		{"quoting a map", `{{yaml .Tags}}`, "t:1:3: yaml .Tags: expected a text, not a group of values"},
		{"count", `{{repeat "2" "x"}}`, `t:1:10: "2": expected a number, not "2"`},
		{"range", `{{range .Name}}{{end}}`, "t:1:9: .Name: range needs a list"},
		{"first of nothing", `{{first (list)}}`, "t:1:3: first (list): the list is empty"},
		{"last of a text", `{{last "abc"}}`, `t:1:3: last "abc": expected a list, not a text`},
		{"half a dict", `{{dict "a"}}`, `t:1:3: dict "a": expected a value for every key`},
		{"odd key", `{{dict 1 2}}`, `t:1:3: dict 1 2: expected a text as key, not a number`},
		{"no number", `{{add "x" 1}}`, `t:1:3: add "x" 1: "x" is not a whole number`},
		{"half a number", `{{add 1 1.5}}`, `t:1:3: add 1 1.5: expected a whole number, not a decimal number`},
		{"sum too large", `{{add 9223372036854775807 1}}`, `t:1:3: add 9223372036854775807 1: the result of 9223372036854775807 and 1 is too large`},
		{"difference too large", `{{sub -9223372036854775807 2}}`, `t:1:3: sub -9223372036854775807 2: the result of -9223372036854775807 and 2 is too large`},
		{"product too large", `{{mul 4611686018427387904 2}}`, `t:1:3: mul 4611686018427387904 2: the result of 4611686018427387904 and 2 is too large`},
		{"negative repeat", `{{repeat -1 "a"}}`, `t:1:3: repeat -1 "a": cannot repeat a text -1 times`},
		{"replace nothing", `{{replace "" "a" "b"}}`, `t:1:3: replace "" "a" "b": there is nothing to look for`},
		{"output", `{{range 5}}{{repeat 1048576 "x"}}{{end}}`, "t: the output is larger than 4 MiB"},
		{"repeat", `{{repeat 9223372036854775807 "xx"}}`, "t: the output is larger than 4 MiB"},
		{"escaping", `{{$x := repeat 4000000 "&"}}{{html $x}}`, "t: the output is larger than 4 MiB"},
		{"doubling a list", `{{$x := list 1}}{{range 99}}{{$x = concat $x $x}}{{end}}`, "t:1:36: concat $x $x: the list has more than 100000 items"},
		{"indent", `{{indent 2000000 "x\ny\nz"}}`, "t: the output is larger than 4 MiB"},
		{"replace", `{{$x := repeat 4000000 "x"}}{{replace "x" $x $x}}`, "t: the output is larger than 4 MiB"},
		{"print", `{{$x := repeat 4000000 "x"}}{{range 99}}{{$x = print $x $x}}{{end}}`, "t: the output is larger than 4 MiB"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			parsed, err := Parse("t", c.text)
			if err != nil {
				t.Fatal(err)
			}
			got, err := parsed.Execute(example)
			checkError(t, err, c.want)
			if got != nil {
				t.Errorf("output %q in spite of the error", got)
			}
		})
	}
}

func checkError(t *testing.T, err error, want string) {
	t.Helper()
	var place *Error
	if !errors.As(err, &place) {
		t.Fatalf("got %v, want %s", err, want)
	}
	if place.Error() != want {
		t.Errorf("got  %s\nwant %s", place, want)
	}
}

// TestEveryQuoterIsCallable keeps the names of templates and of Go together.
func TestEveryQuoterIsCallable(t *testing.T) {
	for name, quote := range quoters() {
		want, err := quote("NAME=a b")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		parsed, err := Parse("t", "{{"+name+` "NAME=a b"}}`)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := parsed.Execute(nil); err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, want)
		}
	}
	if len(quoters()) != 21 {
		t.Errorf("%d quoting functions; every one needs a fuzz test, then change this number", len(quoters()))
	}
}

func TestExecuteHoldsExactlyTheLimit(t *testing.T) {
	parsed, err := Parse("t", `{{.}}{{.}}`)
	if err != nil {
		t.Fatal(err)
	}
	half := strings.Repeat("x", maxOutput/2)
	if got, err := parsed.Execute(half); err != nil || len(got) != maxOutput {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
	if _, err := parsed.Execute(half + "x"); err == nil {
		t.Error("two bytes too many are taken")
	}
}
