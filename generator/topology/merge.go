package topology

import (
	"fmt"
	"slices"

	"gen/generator/report"
	"gen/generator/strictyaml"
)

// merge makes one fragment of all files. What has a name may stand in one file
// only; nothing overrides anything.
func (l *loader) merge(parts []part) Fragment {
	return Fragment{
		Blueprints: l.blueprints(parts),
		Versions:   combine(l, "version of", parts, func(f *Fragment) strictyaml.Map[strictyaml.Text] { return f.Versions }),
		TLS:        l.once("tls", parts).TLS,
		Admins:     l.once("admins", parts).Admins,
		Mirror:     l.once("mirror", parts).Mirror,
		Firewall:   l.once("firewall", parts).Firewall,
		Groups:     combine(l, "group", parts, func(f *Fragment) strictyaml.Map[Group] { return f.Groups }),
		Nodes:      combine(l, "node", parts, func(f *Fragment) strictyaml.Map[Node] { return f.Nodes }),
		Scrape:     combine(l, "scrape job", parts, func(f *Fragment) strictyaml.Map[External] { return f.Scrape }),
		Receivers:  combine(l, "receiver", parts, func(f *Fragment) strictyaml.Map[Receiver] { return f.Receivers }),
		Routes:     l.once("routes", parts).Routes,
		Heartbeat:  l.once("heartbeat", parts).Heartbeat,
		Links:      l.once("links", parts).Links,
		Alerts:     combine(l, "alert", parts, func(f *Fragment) strictyaml.Map[AlertSetting] { return f.Alerts }),
		Times:      combine(l, "span of time", parts, func(f *Fragment) strictyaml.Map[[]TimeSpan] { return f.Times }),
		Expect:     expectations(parts),
		Rules:      join(parts, func(f *Fragment) []strictyaml.Text { return f.Rules }),
		Dashboards: join(parts, func(f *Fragment) []strictyaml.Text { return f.Dashboards }),
		RuleTests:  join(parts, func(f *Fragment) []strictyaml.Text { return f.RuleTests }),
	}
}

// combine joins the maps that get takes from each part. A name that stands in
// two files is a problem; within one file the YAML reader has refused it.
func combine[T any](l *loader, what string, parts []part, get func(*Fragment) strictyaml.Map[T]) strictyaml.Map[T] {
	if len(parts) == 1 {
		return get(parts[0].fragment)
	}
	var all strictyaml.Map[T]
	first := map[string]report.Pos{}
	for _, p := range parts {
		all = slices.Grow(all, len(get(p.fragment)))
		for _, entry := range get(p.fragment) {
			if before, twice := first[entry.Key.Value]; twice {
				l.duplicate(entry.Key.Pos, fmt.Sprintf("%s %q", what, entry.Key.Value), before)
				continue
			}
			first[entry.Key.Value] = entry.Key.Pos
			all = append(all, entry)
		}
	}
	return all
}

// once returns the fragment of the only part with the key, or an empty one.
func (l *loader) once(name string, parts []part) *Fragment {
	found, before := &Fragment{}, report.Pos{}
	for _, p := range parts {
		key, _ := lookup(p.root, name)
		switch {
		case key == nil:
		case before.IsZero():
			found, before = p.fragment, l.at(p.file, key)
		default:
			l.duplicate(l.at(p.file, key), fmt.Sprintf("key %q", name), before)
		}
	}
	return found
}

// blueprints joins the lists of folders.
func (l *loader) blueprints(parts []part) []strictyaml.Text {
	var all []strictyaml.Text
	first := map[string]report.Pos{}
	for _, p := range parts {
		for _, folder := range p.fragment.Blueprints {
			before, twice := first[folder.Value]
			switch {
			case !l.isInside(folder):
			case twice:
				l.duplicate(folder.Pos, fmt.Sprintf("folder %q", folder.Value), before)
			default:
				first[folder.Value] = folder.Pos
				all = append(all, folder)
			}
		}
	}
	return all
}

// join puts lists one behind the other.
func join(parts []part, get func(*Fragment) []strictyaml.Text) []strictyaml.Text {
	var all []strictyaml.Text
	for _, p := range parts {
		all = append(all, get(p.fragment)...)
	}
	return all
}

// duplicate reports what stands twice.
func (l *loader) duplicate(pos report.Pos, what string, first report.Pos) {
	l.fail("topology/duplicate", pos, fmt.Sprintf("%s stands twice, the first is at %s", what, place(first)), "keep one of the two")
}
