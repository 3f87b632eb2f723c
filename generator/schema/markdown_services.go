package schema

import (
	"fmt"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/report"
	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// servicesIntro opens the chapter about services.
const servicesIntro = `## Services

A node or group lists its services by name, or maps names to settings:

` + "```yaml" + `
services: [node_exporter, nginx]
services:
  node_exporter:
  prometheus: {retention: 30d, port: 9091}
` + "```" + `

Every service knows these keys; what else it knows stands below.

| Key | Type | Default | Meaning |
|---|---|---|---|
`

// services writes the chapter about services.
func (p *page) services(set blueprint.Set) {
	p.WriteString(servicesIntro)
	for _, f := range strictyaml.Describe(topology.Service{}).Fields {
		preset, meaning := splitDefault(f)
		fmt.Fprintf(p, "| %s | %s | %s | %s |\n", code(f.Key), p.typeOf(f.Key, f), preset, meaning)
	}
	for _, b := range set.Sorted() {
		p.service(b)
	}
}

// service writes what a site has to know of one service.
func (p *page) service(b *blueprint.Blueprint) {
	fmt.Fprintf(p, "\n### %s\n\n%s\n\n", b.Name, cell(b.About.Value))
	fmt.Fprintf(p, "Versions %s to %s, by default %s. Runs under %s.\n",
		cell(b.Versions.Oldest.Value), orElse(cell(b.Versions.Newest.Value), "any later one"), cell(b.Versions.Default.Value), runtimes(b))
	if len(b.Settings) > 0 {
		p.WriteString("\n| Setting | Type | Default | Meaning |\n|---|---|---|---|\n")
	}
	defaults := b.CheckSettings(topology.Service{}, &report.Report{})
	for _, entry := range b.Settings {
		fmt.Fprintf(p, "| %s | %s | %s | %s |\n", code(entry.Key.Value), settingType(entry.Value), settingDefault(entry.Value, defaults[entry.Key.Value]), cell(entry.Value.About.Value))
	}
	if len(b.Listeners) > 0 {
		p.WriteString("\n| Listener | Port | Secured by | What is there |\n|---|---|---|---|\n")
	}
	for _, entry := range b.Listeners {
		fmt.Fprintf(p, "| %s | %d | %s | %s |\n", code(entry.Key.Value), entry.Value.Port.Value, security(entry.Value), cell(entry.Value.About.Value))
	}
	if len(b.Secrets) > 0 {
		p.WriteString("\n| Secret | What it is |\n|---|---|\n")
	}
	for _, entry := range b.Secrets {
		fmt.Fprintf(p, "| %s | %s |\n", code(entry.Key.Value), cell(entry.Value.About.Value))
	}
}

// runtimes names the ways in which a service runs.
func runtimes(b *blueprint.Blueprint) string {
	var ways []string
	if b.Systemd != nil {
		ways = append(ways, "systemd")
	}
	if b.Compose != nil {
		ways = append(ways, "compose")
	}
	return strings.Join(ways, " or ")
}

// settingType says in words what a setting may be.
func settingType(s blueprint.Setting) string {
	var words []string
	for _, word := range s.Enum {
		words = append(words, code(word.Value))
	}
	if len(words) > 0 {
		return strings.Join(words, ", ")
	}
	switch kind := s.Type.Value; kind {
	case "int":
		return strictyaml.KindInt
	case "bool":
		return strictyaml.KindBool
	case "duration":
		return strictyaml.KindDuration
	case "size":
		return "size such as 512MB"
	case "list":
		return "list of text, or one of them"
	case "map":
		return "mapping of names to text"
	default:
		return kind
	}
}

// settingDefault writes a default as a user would type it.
func settingDefault(s blueprint.Setting, value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case []string:
		return code("[" + strings.Join(value, ", ") + "]")
	case []blueprint.Pair:
		var pairs []string
		for _, pair := range value {
			pairs = append(pairs, pair.Name+": "+pair.Value)
		}
		return code("{" + strings.Join(pairs, ", ") + "}")
	case bool:
		return code(fmt.Sprint(value))
	default:
		if s.Default.Node == nil {
			return ""
		}
		return code(fmt.Sprint(value))
	}
}

// security names the ways in which a listener is secured, by version.
func security(l blueprint.Listener) string {
	var ways []string
	for _, option := range l.Security.Cases {
		way := cell(option.Use.Value)
		if !option.Versions.IsZero() {
			way += " (" + cell(option.Versions.String()) + ")"
		}
		ways = append(ways, way)
	}
	text := strings.Join(ways, ", else ")
	if l.Reason.Value != "" {
		text += ": " + cell(l.Reason.Value)
	}
	return text
}

// orElse is a text, or another when it is empty.
func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
