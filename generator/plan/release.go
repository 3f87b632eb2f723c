package plan

import (
	"net/netip"
	"net/url"
	"path"
	"strings"
	"unicode"
)

// release is where the program of a unit comes from. Whoever names another
// binary brings it, too.
func (p *planner) release(i *Instance) *Release {
	if i.Runtime != Systemd || i.Blueprint.Systemd.Release == nil || i.wishes.Binary.Value != "" {
		return nil
	}
	own := i.Blueprint.Systemd.Release
	r := &Release{Archive: p.text(i, own.Archive.At(i.Version)), Program: p.text(i, own.Program)}
	if list := p.text(i, own.Checksums.At(i.Version)); list != "" {
		r.Checksums = strings.TrimSuffix(r.Archive, path.Base(r.Archive)) + list
	}
	return r
}

// settleMirror reads where release archives come from instead.
func (p *planner) settleMirror() {
	text := p.site.Mirror
	if text.Pos.IsZero() {
		return
	}
	if why := UnfitMirror(text.Value); why != "" {
		p.fail("plan/bad-mirror", text.Pos, quoted(text.Value)+" cannot be a mirror: "+why, "write a folder, or https://HOST/PATH")
		return
	}
	p.plan.Mirror = strings.TrimRight(text.Value, "/")
}

// UnfitMirror says why a text is neither a folder nor a URL whose answers nobody
// on the way can change, or returns "".
func UnfitMirror(where string) string {
	if !strings.Contains(where, "://") {
		return unfitFolder(where)
	}
	u, err := url.Parse(where)
	switch {
	case err != nil || u.Host == "":
		return "it is no URL"
	case u.User != nil:
		return "it holds a login, which does not belong into this file"
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return "there is something behind its path"
	case u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()):
		return ""
	}
	return "it is not reached by https"
}

func unfitFolder(name string) string {
	switch {
	case strings.Trim(name, "/") == "":
		return "it names no folder"
	case strings.ContainsFunc(name, unicode.IsControl):
		return "it holds a control character"
	}
	return ""
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}
