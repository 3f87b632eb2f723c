package render

import (
	"errors"
	"strings"
)

// opensslMax is the longest value that OpenSSL takes (MAX_CONF_VALUE_LENGTH).
const opensslMax = 65536

var opensslEscapes = strings.NewReplacer(
	`\`, `\\`, `"`, `\"`, "'", `\'`, "`", "\\`", "$", `\$`, "#", `\#`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

// OpenSSL returns a value for an openssl.cnf, see config(5): marks are escaped,
// spaces at the edges quoted. Lists inside of the value (subjectAltName) have
// rules of their own on top.
func OpenSSL(s string) (string, error) {
	if err := checkLine(strings.NewReplacer("\n", " ", "\r", " ").Replace(s)); err != nil {
		return "", err
	}
	if len(s) > opensslMax {
		return "", errors.New("the text is longer than the 65536 bytes that OpenSSL takes")
	}
	inner := strings.Trim(s, " ")
	if inner == "" {
		return `"` + s + `"`, nil
	}
	left, right, _ := strings.Cut(s, inner)
	return quoteBlanks(left) + opensslEscapes.Replace(inner) + quoteBlanks(right), nil
}

func quoteBlanks(blanks string) string {
	if blanks == "" {
		return ""
	}
	return `"` + blanks + `"`
}

// INI returns a value for grafana.ini as go-ini reads it. Grafana expands
// ${NAME} and $__provider{...}, go-ini %(name)s, and neither has an escape:
// these are errors. Grafana takes an empty value for "not set".
func INI(s string) (string, error) {
	if err := checkLine(s); err != nil {
		return "", err
	}
	if err := refuse(s, "${", "$__", "%("); err != nil {
		return "", err
	}
	if s == "" || isPlain(s, "_./:@,=+-") {
		return s, nil
	}
	// go-ini ends the value at the last """ of the line, so that any inside are fine.
	return `"""` + s + `"""`, nil
}

var sshEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// SSHConfig returns one argument for ssh_config(5) of OpenSSH 8.7 or later.
// "%", "${" and a leading "~" are errors, since whether ssh expands them
// depends on the keyword. What needs no quotes gets none, as ProxyJump, which
// may hold "[::1]:22", takes them for a part of its value. In Host lines "*",
// "?" and "!" keep their meaning.
func SSHConfig(s string) (string, error) {
	if err := checkLine(s); err != nil {
		return "", err
	}
	if err := refuse(s, "%", "${"); err != nil {
		return "", err
	}
	if strings.HasPrefix(s, "~") {
		return "", errors.New(`the text begins with "~", which ssh may expand`)
	}
	if isPlain(s, "_./:@+-*?![],") {
		return s, nil
	}
	return `"` + sshEscapes.Replace(s) + `"`, nil
}
