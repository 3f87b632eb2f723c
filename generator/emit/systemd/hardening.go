package systemd

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/render"
	"gen/generator/strictyaml"
)

// hardened is what a network daemon without privileges can do without; a value
// with several lines is a directive that is given several times.
//
// ProcSubset=pid is not among them: it hides /proc/stat, from which every Go
// daemon works out process_start_time_seconds. PrivateUsers= is not either: it
// needs user namespaces, which hardened hosts switch off. And IPAddressAllow=
// cannot be derived, because a plan does not say what a daemon asks outside of
// the site (name servers, mail hosts, probed addresses).
var hardened = map[string]string{
	"CapabilityBoundingSet":   "",
	"LockPersonality":         "yes",
	"MemoryDenyWriteExecute":  "yes",
	"NoNewPrivileges":         "yes",
	"PrivateDevices":          "yes",
	"PrivateTmp":              "yes",
	"ProtectClock":            "yes",
	"ProtectControlGroups":    "yes",
	"ProtectHome":             "yes",
	"ProtectHostname":         "yes",
	"ProtectKernelLogs":       "yes",
	"ProtectKernelModules":    "yes",
	"ProtectKernelTunables":   "yes",
	"ProtectProc":             "invisible",
	"ProtectSystem":           "strict",
	"RemoveIPC":               "yes",
	"RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
	"RestrictNamespaces":      "yes",
	"RestrictRealtime":        "yes",
	"RestrictSUIDSGID":        "yes",
	"SystemCallArchitectures": "native",
	// Without it a forbidden call kills the daemon, and then often only at the
	// first scrape.
	"SystemCallErrorNumber": "EPERM",
	"SystemCallFilter":      "@system-service\n~@privileged @resources",
	"UMask":                 "0027",
}

var directive = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)

// hardening writes the hardening directives by name, each exception of the
// blueprint below its reason.
func (t *text) hardening(s *blueprint.Systemd) {
	all, why := maps.Clone(hardened), map[string]string{}
	if len(s.Capabilities) > 0 {
		kept := strings.Join(values(s.Capabilities), " ")
		all["CapabilityBoundingSet"], all["AmbientCapabilities"] = kept, kept
	}
	left := map[string]bool{}
	for _, exception := range s.Hardening {
		name, e := exception.Key.Value, exception.Value
		if name == "User" {
			continue // see account
		}
		if !directive.MatchString(name) {
			t.fail("hardening", fmt.Errorf("%q is not the name of a directive", name))
		}
		all[name], why[name], left[name] = e.Value.Value, e.Why.Value, e.Value.Value == ""
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.harden(name, all[name], why[name], left[name])
	}
}

func (t *text) harden(name, value, why string, left bool) {
	if why != "" {
		note := ""
		if left {
			note = name + " left out: "
		}
		t.comment(note + why)
	}
	if left {
		return
	}
	for line := range strings.SplitSeq(strings.TrimSpace(value), "\n") {
		t.quoted(name, strings.TrimSpace(line), render.SystemdValue)
	}
}

func values(list []strictyaml.Text) []string {
	var words []string
	for _, text := range list {
		words = append(words, text.Value)
	}
	return words
}
