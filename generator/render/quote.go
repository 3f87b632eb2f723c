package render

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The quoting functions of this package take any string and return what to
// write so that a reader of that format gets the same string back, quotes
// included. They fail, instead of changing the string, where the format has no
// way to write it. Every one takes UTF-8 text only.

// checkText refuses what no text file should hold.
func checkText(s string) error {
	if !utf8.ValidString(s) {
		return errors.New("the text is not valid UTF-8")
	}
	if strings.ContainsRune(s, 0) {
		return errors.New("the text contains a NUL byte")
	}
	return nil
}

// checkLine refuses what a format without escapes cannot hold on one line.
func checkLine(s string) error {
	if err := checkText(s); err != nil {
		return err
	}
	if strings.ContainsAny(s, "\n\r") {
		return errors.New("the text contains a line break, which cannot be written here")
	}
	if i := strings.IndexFunc(s, isControl); i >= 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		return fmt.Errorf("the text contains the control character %U, which cannot be written here", r)
	}
	return nil
}

// isControl is true for control characters other than tab.
func isControl(r rune) bool { return r != '\t' && unicode.IsControl(r) }

// refuse fails when s contains one of the given pieces, which the reader would
// expand or end the string at.
func refuse(s string, pieces ...string) error {
	for _, piece := range pieces {
		if strings.Contains(s, piece) {
			return fmt.Errorf("the text contains %q, which cannot be written here literally", piece)
		}
	}
	return nil
}

// isPlain tells whether s is not empty and has only ASCII letters, digits and
// the extra characters.
func isPlain(s, extra string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return !isAlphanumeric(r) && !strings.ContainsRune(extra, r)
	}) < 0
}

func isAlphanumeric(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}

var (
	yamlPlain    = regexp.MustCompile(`^[A-Za-z/][A-Za-z0-9_./@-]*( [A-Za-z0-9_./@-]+)*$`)
	yamlDuration = regexp.MustCompile(`^([0-9]+(ms|[smhdwy]))+$`)
	// yamlWords are read as something else than text by YAML 1.1 or 1.2.
	yamlWords = regexp.MustCompile(`(?i)^(y|n|yes|no|on|off|true|false|null)$`)
)

// YAML returns a scalar that YAML 1.1 and 1.2 readers take for the same text:
// plain where nobody can misread it, else double quoted.
func YAML(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", checkText(s)
	}
	if yamlDuration.MatchString(s) || yamlPlain.MatchString(s) && !yamlWords.MatchString(s) {
		return s, nil
	}
	return strconv.Quote(s), nil // every escape of Go's is also one of YAML's
}

// Shell returns one word for a POSIX shell.
func Shell(s string) (string, error) {
	if err := checkText(s); err != nil {
		return "", err
	}
	if isPlain(s, "_./:@,+-") {
		return s, nil
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'", nil
}

// Regex returns a regular expression (RE2 or PCRE) that matches s and nothing
// else. It still has to be quoted for the file that it goes into.
func Regex(s string) (string, error) {
	if err := checkText(s); err != nil {
		return "", err
	}
	return regexp.QuoteMeta(s), nil
}

// PromQL returns a double-quoted PromQL string, such as a label's value.
func PromQL(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", checkText(s)
	}
	return strconv.Quote(s), nil // PromQL has Go's escapes
}

var braces = regexp.MustCompile(`\{+`)

// GoTemplate returns text that a Go template (rule annotations, notification
// templates) prints as s. Even a single brace is wrapped, since an action right
// after it would begin a brace too early. No bare brace may stand before it.
func GoTemplate(s string) (string, error) {
	if err := checkText(s); err != nil {
		return "", err
	}
	return braces.ReplaceAllString(s, `{{"$0"}}`), nil
}
