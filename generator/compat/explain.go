package compat

import "fmt"

// kindWords names the kinds in sentences where the kind itself reads badly.
var kindWords = map[string]string{
	ConfigKey: "key", RuleKey: "rule file key", WebConfigKey: "web configuration key", ClusterTLSKey: "cluster TLS key",
	ComposeKey: "key", DatasourceKey: "datasource key", DashboardProviderKey: "dashboard provider key",
	DashboardSchema: "dashboard schema version", INIKey: "grafana.ini key", SecretFile: "secret file key",
	ExperimentalFunction: "experimental function", TemplateFunc: "template function", QuadletKey: "quadlet key",
	ImageTag: "image tag", ImageUser: "image user", ImagePath: "image path",
}

// Explain says the answer as a fact, such as
//
//	--web.config.file exists from apache_exporter 1.0.0, not in 0.13.4
//	receivers[].discord_configs[].webhook_url_file works from alertmanager 0.28.0, not in 0.26.0
//	prometheus 2.48.1 has no flag --web.confg
func (a Answer) Explain() string {
	t := load(a.Component)
	version := t.print(a.Version)
	switch {
	case !a.Known && (t.partial[a.Kind] || len(t.names[a.Kind]) == 0):
		return fmt.Sprintf("nothing is known about the %s %s of %s", a.kindWord(), a.Name, a.Component)
	case !a.Known:
		return fmt.Sprintf("%s %s has no %s %s%s", a.Component, version, a.kindWord(), a.Name, a.outside(t))
	case a.OK && a.Since.IsZero() && a.Until.IsZero():
		return fmt.Sprintf("%s %s in %s %s", a.Name, a.verb(), a.Component, version)
	case a.OK:
		return fmt.Sprintf("%s %s%s", a.Name, a.verb(), a.bounds(t))
	}
	return fmt.Sprintf("%s %s%s, not in %s%s", a.Name, a.verb(), a.bounds(t), version, a.outside(t))
}

// Hint says what to type instead of an unknown name; it may be empty.
func (a Answer) Hint() string {
	if a.Nearest == "" {
		return ""
	}
	_, word := splitName(a.Kind, a.Nearest)
	return fmt.Sprintf("did you mean %s?", word)
}

func (a Answer) kindWord() string {
	if word, found := kindWords[a.Kind]; found {
		return word
	}
	return a.Kind
}

// verb tells keys that are merely parsed from those that do what they say.
func (a Answer) verb() string {
	if a.Kind == SecretFile {
		return "works"
	}
	return "exists"
}

func (a Answer) bounds(t *table) string {
	switch {
	case a.Until.IsZero():
		return fmt.Sprintf(" from %s %s", a.Component, t.print(a.Since))
	case a.Since.IsZero():
		return fmt.Sprintf(" until %s %s", a.Component, t.print(a.Until))
	}
	return fmt.Sprintf(" from %s %s until %s", a.Component, t.print(a.Since), t.print(a.Until))
}

// outside warns that the version itself was never looked at.
func (a Answer) outside(t *table) string {
	if a.InRange {
		return ""
	}
	return fmt.Sprintf(" (checked versions: %s to %s)", t.print(t.oldest), t.print(t.newest))
}
