package blueprint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gen/generator/render"
	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// Words that a blueprint may choose from.
var (
	settingTypes  = []string{"text", "int", "bool", "duration", "size", "path", "list", "map"}
	securityWays  = []string{WebConfig, Front, Native, ServerTLS, Local}
	linkPurposes  = []string{Scrape, Alerting, Query, Status, Gossip, Probe, Health, Upstream}
	protocolWords = []string{"http", "tcp", "tcp+udp"}
)

// patternTypes are the types of settings that may have a pattern.
var patternTypes = []string{"text", "path", "list"}

// urlPath is a path that needs no quotes in a URL, a vhost or a config.
var urlPath = regexp.MustCompile(`^/[A-Za-z0-9._~/-]*$`)

// checkSettings looks at the declarations of settings.
func (c *checker) checkSettings() {
	for _, entry := range c.Settings {
		name, setting := entry.Key, entry.Value
		c.name(name, render.Setting)
		if slices.Contains(topology.ReservedKeys(), name.Value) {
			c.fail("blueprint/setting", name.Pos, fmt.Sprintf("every service has a key %q already", name.Value), "choose another name")
		}
		c.oneOf(setting.Type, settingTypes...)
		if !slices.Contains(settingTypes, setting.Type.Value) {
			continue
		}
		c.checkLimits(setting)
		if setting.Default.Node != nil {
			setting.value(name.Value, setting.Default, c.report)
		}
	}
}

// checkLimits looks at a setting's enum and pattern.
func (c *checker) checkLimits(s Setting) {
	if len(s.Enum) > 0 && s.Type.Value != "text" {
		c.fail("blueprint/setting", s.Enum[0].Pos, fmt.Sprintf("enum stands at a setting of type %s", s.Type.Value), "remove it; only a text has allowed values")
	}
	if !given(s.Pattern) {
		return
	}
	if !slices.Contains(patternTypes, s.Type.Value) {
		c.fail("blueprint/setting", s.Pattern.Pos, fmt.Sprintf("pattern stands at a setting of type %s", s.Type.Value), "remove it; only "+strings.Join(patternTypes, ", ")+" have one")
	}
	if _, err := regexp.Compile(s.Pattern.Value); err != nil {
		c.fail("blueprint/setting", s.Pattern.Pos, fmt.Sprintf("%q is not a regular expression", s.Pattern.Value), "correct it; the syntax is RE2's")
	}
}

// checkListeners looks at where the service listens.
func (c *checker) checkListeners() {
	for _, entry := range c.Listeners {
		l := entry.Value
		c.name(entry.Key, render.Service)
		if !l.Port.Pos.IsZero() && (l.Port.Value < 1 || l.Port.Value > 65535) {
			c.fail("blueprint/listener", l.Port.Pos, fmt.Sprintf("%d is not a port", l.Port.Value), "type a number from 1 to 65535")
		}
		for _, option := range l.Security.Cases {
			c.oneOf(option.Use, securityWays...)
			if option.Use.Value == ServerTLS && strings.TrimSpace(l.Reason.Value) == "" {
				c.fail("blueprint/listener", option.Use.Pos, "server-tls asks for no client certificate, and no reason is given", `add "reason: ..." to the listener`)
			}
		}
		c.oneOf(l.Bind, "node", "loopback")
		c.oneOf(l.Protocol, protocolWords...)
		c.oneOf(l.Trust, "reload", "restart")
		c.templates(l.Path)
		if l.Metrics != nil {
			c.checkMetrics(l.Metrics)
		}
	}
}

// checkMetrics looks at how a listener is scraped.
func (c *checker) checkMetrics(m *Metrics) {
	c.form(m.Path, urlPath, "a path of metrics", "type a path such as /metrics; parameters go to params")
	if given(m.Username) != given(m.Password) {
		at := m.Username
		if given(m.Password) {
			at = m.Password
		}
		c.fail("blueprint/listener", at.Pos, "basic authentication needs both username and password", "add the other one; password is the name of a secret")
	}
	if _, declared := c.Secrets.Get(m.Password.Value); given(m.Password) && !declared {
		c.fail("blueprint/listener", m.Password.Pos, fmt.Sprintf("the service has no secret %q", m.Password.Value), suggest(m.Password.Value, keys(c.Secrets), "add it to secrets; there are: "))
	}
}

// checkLinks looks at the connections, as far as the folder alone decides.
func (c *checker) checkLinks() {
	for _, entry := range c.Links {
		c.name(entry.Key, render.Service)
		c.oneOf(entry.Value.Purpose, linkPurposes...)
		c.oneOf(entry.Value.Scope, "node", "site")
	}
}

// checkLinkEnd wants the other end of a link to exist.
func (c *checker) checkLinkEnd(l Link, set Set) {
	other, found := set[l.Service.Value]
	if l.Service.Value == "self" {
		other, found = c.Blueprint, true
	}
	if !given(l.Service) {
		return
	}
	if !found {
		c.fail("blueprint/link", l.Service.Pos, fmt.Sprintf("there is no service %q", l.Service.Value), suggest(l.Service.Value, set.Names(), "there are: self, "))
		return
	}
	if _, there := other.Listeners.Get(l.Listener.Value); given(l.Listener) && !there {
		c.fail("blueprint/link", l.Listener.Pos, fmt.Sprintf("%s has no listener %q", other.Name, l.Listener.Value), suggest(l.Listener.Value, keys(other.Listeners), "it has: "))
	}
}

// checkFiles looks at the files that the service needs.
func (c *checker) checkFiles() {
	for _, f := range c.Files {
		c.templates(f.Path, f.When)
		if why := unfitPath(f.Path.Value); why != "" && given(f.Path) {
			c.fail("blueprint/file", f.Path.Pos, fmt.Sprintf("the path %q %s", f.Path.Value, why), "type an absolute path, or one below the service's own folder")
		}
		switch {
		case given(f.Format) == given(f.Template):
			c.fail("blueprint/file", f.Pos, "a file has either a format that gen writes or a template", `keep one of "format" and "template"`)
		case given(f.Template):
			c.templateFile(f.Template)
		}
		if _, there := c.Listeners.Get(f.Listener.Value); given(f.Listener) && !there {
			c.fail("blueprint/file", f.Listener.Pos, fmt.Sprintf("the service has no listener %q", f.Listener.Value), suggest(f.Listener.Value, keys(c.Listeners), "it has: "))
		}
		c.oneOf(f.OnChange, "reload", "restart")
	}
}

// checkInstalled looks at what a package brings.
func (c *checker) checkInstalled() {
	for _, text := range c.Installed {
		if unfitPath(text.Value) != "" || !strings.HasPrefix(text.Value, "/") {
			c.fail("blueprint/file", text.Pos, fmt.Sprintf("%q is not the absolute path of a file or folder", text.Value), "write it as /usr/share/NAME")
		}
	}
}

// checkTextfile looks at the folder of metrics; what a template makes of it is
// known later.
func (c *checker) checkTextfile() {
	c.templates(c.Textfile)
	folder := c.Textfile.Value
	if given(c.Textfile) && !strings.Contains(folder, "{{") && (unfitPath(folder) != "" || !strings.HasPrefix(folder, "/")) {
		c.fail("blueprint/file", c.Textfile.Pos, fmt.Sprintf("%q is not the absolute path of a folder", folder), "write it as /var/lib/NAME")
	}
}

// unfitPath says why a path cannot be a file's, or nothing. Parts that a
// template fills in are checked when they are known.
func unfitPath(file string) string {
	switch {
	case file == "" || file == "/":
		return "names no file"
	case slices.Contains(strings.Split(file, "/"), ".."):
		return `leads upwards with ".."`
	case strings.Contains(file, "//"):
		return "has an empty part"
	case strings.ContainsFunc(file, func(c rune) bool { return c < ' ' || c == 0x7f || c == '\\' }):
		return "has a character that no path needs"
	}
	return ""
}

// checkSecrets looks at the secrets that the service reads.
func (c *checker) checkSecrets() {
	for _, entry := range c.Secrets {
		c.name(entry.Key, render.Secret)
		c.templates(entry.Value.When)
		c.oneOf(entry.Value.Form, SecretForms...)
		c.oneOf(entry.Value.OnChange, "reload", "restart")
		for _, sequence := range entry.Value.Expands {
			if sequence.Value == "" { // every text holds it
				c.fail("blueprint/form", sequence.Pos, "the sequence is empty", "write what the service would take for something else, such as ${")
			}
		}
	}
}

// keys lists the keys of a map in the order of the file.
func keys[T any](m strictyaml.Map[T]) []string {
	var all []string
	for _, entry := range m {
		all = append(all, entry.Key.Value)
	}
	return all
}
