package render

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// plainWord are the marks that need no quotes in a word of systemd's files.
const plainWord = "_./:@,=+-"

// Systemd returns one word for ExecStart= and its kin, other than the first:
// the program's path takes no "$$" and has to pass SafePath instead. Quotes and
// escapes are those of systemd.syntax(7), "%" and "$" are doubled.
func Systemd(s string) (string, error) {
	return systemdWord(strings.ReplaceAll(s, "$", "$$"))
}

// SystemdEnvironment returns one NAME=value word for Environment=, where "$"
// has no meaning. systemd takes no control character in it but tab and newline.
func SystemdEnvironment(s string) (string, error) {
	if i := strings.IndexByte(s, '='); i < 1 {
		return "", errors.New("an environment assignment has the form NAME=value")
	}
	if err := checkLine(strings.ReplaceAll(s, "\n", " ")); err != nil {
		return "", err
	}
	return systemdWord(s)
}

// SystemdValue returns the value of a directive that takes the rest of its line
// as one text, such as Description=. There are no quotes or escapes there:
// blanks at the edges and a backslash at the end are errors, "%" is doubled.
func SystemdValue(s string) (string, error) {
	if err := checkLine(s); err != nil {
		return "", err
	}
	if strings.Trim(s, " \t") != s {
		return "", errors.New("the text begins or ends with a blank, which cannot be written here")
	}
	if strings.HasSuffix(s, `\`) {
		return "", errors.New("the text ends with a backslash, which would join the next line to it")
	}
	return strings.ReplaceAll(s, "%", "%%"), nil
}

// Tmpfiles returns one of the first six fields of a line of tmpfiles.d(5), such
// as the path. The argument, which is the rest of the line, has other rules.
func Tmpfiles(s string) (string, error) { return systemdWord(s) }

var sysusersEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%")

// Sysusers returns one field of a line of sysusers.d(5). It knows "%"
// specifiers and quotes, but unlike tmpfiles.d no C-style escapes.
func Sysusers(s string) (string, error) {
	if err := checkLine(s); err != nil {
		return "", err
	}
	if isPlain(s, plainWord) {
		return s, nil
	}
	return `"` + sysusersEscapes.Replace(s) + `"`, nil
}

// systemdWord returns one word for a reader that takes off quotes, undoes
// C-style escapes and then expands "%" specifiers.
func systemdWord(s string) (string, error) {
	if err := checkText(s); err != nil {
		return "", err
	}
	if isPlain(s, plainWord) {
		return s, nil
	}
	word := append(make([]byte, 0, len(s)+8), '"')
	for _, r := range s {
		word = appendSystemdRune(word, r)
	}
	return string(append(word, '"')), nil
}

// appendSystemdRune writes one character inside of double quotes.
func appendSystemdRune(word []byte, r rune) []byte {
	switch {
	case r == '\\' || r == '"':
		return append(word, '\\', byte(r))
	case r == '%':
		return append(word, "%%"...)
	case r == '\n':
		return append(word, `\n`...)
	case r == '\t':
		return append(word, `\t`...)
	case isControl(r):
		return fmt.Appendf(word, `\u%04x`, r)
	}
	return utf8.AppendRune(word, r)
}
