package render

import (
	"fmt"
	"strings"
)

// nginxMax keeps a parameter within the 4096 bytes of nginx's configuration
// buffer, which one parameter has to fit into (ngx_conf_file.c).
const nginxMax = 4000

var nginxEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

// Nginx returns one parameter for an nginx directive. Variables ($host) in it
// are still expanded by nginx; see NginxLiteral.
func Nginx(s string) (string, error) {
	if err := checkText(s); err != nil {
		return "", err
	}
	if isPlain(s, "_./:@,=+-$") && len(s) <= nginxMax {
		return s, nil
	}
	quoted := `"` + nginxEscapes.Replace(s) + `"`
	if len(quoted) > nginxMax {
		return "", fmt.Errorf("the text is longer than the %d bytes that nginx takes for a parameter", nginxMax)
	}
	return quoted, nil
}

// NginxLiteral is Nginx for text without variables. nginx has no escape for
// "$", so that a text with one is an error.
func NginxLiteral(s string) (string, error) {
	if err := refuse(s, "$"); err != nil {
		return "", err
	}
	return Nginx(s)
}

var apacheEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// Apache returns one argument for an httpd directive. "${" and "%{" are
// errors: httpd expands the first after it has taken the quotes off
// (ap_resolve_env) and several directives expand the second.
func Apache(s string) (string, error) {
	if err := checkLine(s); err != nil {
		return "", err
	}
	if err := refuse(s, "${", "%{"); err != nil {
		return "", err
	}
	if isPlain(s, "_./:@,=+-") {
		return s, nil
	}
	return `"` + apacheEscapes.Replace(s) + `"`, nil
}

// NFT returns a quoted nftables string for a comment. nft has no escapes, so
// that `"` is an error, and so is "$", which newer versions expand in log
// prefixes. A comment holds 128 bytes (NFTNL_UDATA_COMMENT_MAXLEN). Not for
// names of interfaces, where "*" and "\" mean something.
func NFT(s string) (string, error) {
	if err := checkLine(s); err != nil {
		return "", err
	}
	if err := refuse(s, `"`, "$"); err != nil {
		return "", err
	}
	if len(s) > 128 {
		return "", fmt.Errorf("the text has %d bytes, nft takes 128", len(s))
	}
	return `"` + s + `"`, nil
}
