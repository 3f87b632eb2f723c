package render

import (
	"fmt"
	"maps"
	"reflect"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

// fromSprig are the functions of sprig that are pure, total and say the truth.
// Left out for a reason: default and coalesce (they replace false and 0), keys
// and values (their order varies), int, add and the like (they take "x" for 0),
// first and last (nothing for an empty list), quote (Go's quotes).
var fromSprig = []string{
	"append", "contains", "empty", "has", "hasKey", "hasPrefix", "hasSuffix", "list", "lower", "reverse",
	"sortAlpha", "splitList", "ternary", "toString", "trim", "trimPrefix", "trimSuffix", "uniq", "upper", "without",
}

// Functions returns what templates may call besides the functions that
// text/template has built in. The map is the caller's own.
func Functions() template.FuncMap {
	sprigs := sprig.TxtFuncMap()
	functions := template.FuncMap{
		"add": add, "sub": sub, "mul": mul, "int": toInt,
		"first": first, "last": last, "dict": dict,
	}
	maps.Copy(functions, growing(sprigs))
	for _, name := range fromSprig {
		functions[name] = sprigs[name]
	}
	for name, quote := range quoters() {
		functions[name] = ofText(quote)
	}
	return functions
}

// growing are the functions, some in place of built-in ones, that could return
// much more than they take; each is bounded.
func growing(sprigs template.FuncMap) template.FuncMap {
	return template.FuncMap{
		"repeat": repeat, "replace": replace, "indent": indent, "nindent": nindent,
		"join":   boundedJoin(sprigs["join"].(func(string, any) string)),
		"concat": boundedConcat(sprigs["concat"].(func(...any) any)),
		"print":  boundedText(fmt.Sprint), "println": boundedText(fmt.Sprintln), "printf": printFormat,
		"html": boundedText(template.HTMLEscaper), "js": boundedText(template.JSEscaper), "urlquery": boundedText(template.URLQueryEscaper),
	}
}

// quoters are the quoting functions by the name that templates use.
func quoters() map[string]func(string) (string, error) {
	return map[string]func(string) (string, error){
		"apache": Apache, "goTemplate": GoTemplate, "ini": INI, "markdown": Markdown, "markdownCell": MarkdownCell,
		"markdownCode": MarkdownCode, "mermaid": Mermaid, "nft": NFT, "nginx": Nginx, "nginxLiteral": NginxLiteral, "openssl": OpenSSL,
		"promql": PromQL, "regex": Regex, "shell": Shell, "sshConfig": SSHConfig, "systemd": Systemd,
		"systemdEnvironment": SystemdEnvironment, "systemdValue": SystemdValue, "sysusers": Sysusers,
		"tmpfiles": Tmpfiles, "yaml": YAML,
	}
}

// ofText lets a template pass values of every type that is text underneath,
// and nothing else: a number quoted as text would be a surprise.
func ofText(quote func(string) (string, error)) func(any) (string, error) {
	return func(value any) (string, error) {
		v := reflect.ValueOf(value)
		if v.Kind() != reflect.String {
			return "", fmt.Errorf("expected a text, not %s", describe(value))
		}
		return quote(v.String())
	}
}
