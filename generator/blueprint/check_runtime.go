package blueprint

import (
	"fmt"
	"regexp"
	"strings"

	"gen/generator/render"
	"gen/generator/strictyaml"
)

// Spellings of what units and containers are made of.
var (
	signalName    = regexp.MustCompile(`^[A-Z][A-Z0-9+-]{1,9}$`)
	capability    = regexp.MustCompile(`^CAP_[A-Z_]+$`)
	unitDirective = regexp.MustCompile(`^[A-Z][A-Za-z0-9]+$`)
	variableName  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	userAndGroup  = regexp.MustCompile(`^[0-9]{1,9}:[0-9]{1,9}$`)
	groupNumber   = regexp.MustCompile(`^[0-9]{1,9}$`)
	memorySize    = regexp.MustCompile(`^[1-9][0-9]{0,8}[kmg]$`)
	bindMount     = regexp.MustCompile(`^/[^:,\s]*:/[^:,\s]*(:ro)?(,r?slave)?$`)
	deviceMapping = regexp.MustCompile(`^/dev/[^:,\s]+:/[^:,\s]+(:(r|w|m|rw|rm|wm|rwm))?$`)
	folderPath    = regexp.MustCompile(`^/[^:,\s]*$`)
	// No part of a path begins with a dot, so that none leads upwards.
	releaseURL    = regexp.MustCompile(`^https://[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(/[A-Za-z0-9_+~-][A-Za-z0-9_.+~-]*)+$`)
	releaseMember = regexp.MustCompile(`^[A-Za-z0-9_+~-][A-Za-z0-9_.+~-]*(/[A-Za-z0-9_+~-][A-Za-z0-9_.+~-]*)*$`)
	releaseFile   = regexp.MustCompile(`^([A-Za-z0-9_+~-][A-Za-z0-9_.+~-]*)?$`)
	imageWithTag  = regexp.MustCompile(`^[^\s:@]+(:[0-9]+/[^\s:@]+)?:[^\s:@/]+$`)
)

// checkRuntimes looks at how the service runs.
func (c *checker) checkRuntimes() {
	if c.Systemd == nil && c.Compose == nil && !c.Pos.IsZero() {
		c.fail("blueprint/runtime", c.Pos, "the service runs neither under systemd nor under compose", `add "systemd:" or "compose:"`)
	}
	if c.Systemd != nil {
		c.checkSystemd(c.Systemd)
	}
	if c.Compose != nil {
		c.checkCompose(c.Compose)
	}
}

func (c *checker) checkSystemd(s *Systemd) {
	c.templates(s.Unit)
	c.templates(s.Args...)
	c.templates(s.Check...)
	c.checkEnvironment(s.Environment)
	if why, ok := render.SafePath(s.Binary.Value); given(s.Binary) && !ok {
		c.fail("blueprint/form", s.Binary.Pos, fmt.Sprintf("%q cannot be the program: %s", s.Binary.Value, why), "type its absolute path")
	}
	c.checkRelease(s)
	c.name(s.User, render.User)
	if _, excused := s.Hardening.Get("User"); s.User.Value == "root" && !excused {
		c.fail("blueprint/runtime", s.User.Pos, "the service runs as root, and no reason is given", `add "User: {value: root, why: ...}" to hardening`)
	}
	c.form(s.Reload, signalName, "a signal", "type its name without SIG, such as HUP")
	for _, group := range s.Groups {
		c.name(group, render.Group)
	}
	for _, unit := range s.After {
		c.name(unit, render.UnitName)
	}
	c.checkCapabilities(s.Capabilities)
	for _, exception := range s.Hardening {
		c.form(exception.Key, unitDirective, "a directive of a unit", "type its name, such as ProtectHome")
		if why := exception.Value.Why; given(why) && strings.TrimSpace(why.Value) == "" {
			c.fail("blueprint/runtime", why.Pos, fmt.Sprintf("%s differs without a reason", exception.Key.Value), "say in one sentence why the service needs it")
		}
	}
}

func (c *checker) checkCompose(s *Compose) {
	for _, option := range s.Image.Cases {
		c.templates(option.Use)
		c.checkImage(option.Use)
	}
	c.form(s.User, userAndGroup, "a user of a container", `type the numbers "UID:GID"`)
	c.templates(s.Args...)
	c.templates(s.Health...)
	c.checkEnvironment(s.Environment)
	c.oneOf(s.Network, "bridge", "host")
	c.oneOf(s.PID, "host")
	for _, volume := range s.Volumes {
		c.name(volume.Key, render.Service)
		c.form(volume.Value, folderPath, "a folder", "type its absolute path in the container")
	}
	for _, bind := range s.Binds {
		c.form(bind, bindMount, "a mount", "type SOURCE:TARGET or SOURCE:TARGET:ro, both absolute, with ,rslave behind it if needed")
	}
	for _, device := range s.Devices {
		c.form(device, deviceMapping, "a device", "type /dev/SOURCE:TARGET, with :r, :rw or :rwm behind it for what the service may do")
	}
	for _, folder := range s.Tmpfs {
		c.form(folder, folderPath, "a folder", "type its absolute path in the container")
	}
	for _, group := range s.Groups {
		c.form(group, groupNumber, "the number of a group", "type the number; the container knows no names of the host")
	}
	c.checkCapabilities(s.Capabilities)
	c.form(s.Memory, memorySize, "an amount of memory", "type a number with k, m or g, such as 256m")
	c.form(s.Reload, signalName, "a signal", "type its name without SIG, such as HUP")
}

// checkRelease looks at where the program of a unit comes from.
func (c *checker) checkRelease(s *Systemd) {
	if s.Release == nil {
		return
	}
	if s.Packaged.Value {
		c.fail("blueprint/runtime", s.Release.Pos, "the distribution brings the program, and a release would, too", `remove "release" or "packaged"`)
	}
	for _, option := range s.Release.Archive.Cases {
		c.spelled(option.Use, releaseURL, "the address of an archive", "type https://HOST/PATH, with {{ .Version }} and {{ .Arch }} in it")
	}
	for _, option := range s.Release.Checksums.Cases {
		c.spelled(option.Use, releaseFile, "the name of a file", "type the name alone, such as sha256sums.txt; it lies beside the archive")
	}
	c.spelled(s.Release.Program, releaseMember, "a path inside an archive", "type it without a slash in front, such as demo-{{ .Version }}/demo")
}

// spelled refuses a template that does not become such a thing.
func (c *checker) spelled(text strictyaml.Text, spelling *regexp.Regexp, what, hint string) {
	c.templates(text)
	if given(text) && !spelling.MatchString(action.ReplaceAllString(text.Value, "x")) {
		c.fail("blueprint/form", text.Pos, fmt.Sprintf("%q is not %s", text.Value, what), hint)
	}
}

// action is a template's part that is filled in.
var action = regexp.MustCompile(`\{\{[^}]*\}\}`)

// checkImage wants a pinned image.
func (c *checker) checkImage(image strictyaml.Text) {
	filled := action.ReplaceAllString(image.Value, "x")
	if given(image) && (!imageWithTag.MatchString(filled) || strings.HasSuffix(filled, ":latest")) {
		c.fail("blueprint/runtime", image.Pos, fmt.Sprintf("the image %q is not pinned to a tag", image.Value), `type NAME:TAG, such as "quay.io/prometheus/prometheus:v{{.Version}}"`)
	}
}

func (c *checker) checkCapabilities(capabilities []strictyaml.Text) {
	for _, text := range capabilities {
		c.form(text, capability, "a capability", "type its name, such as CAP_NET_RAW")
	}
}

func (c *checker) checkEnvironment(environment strictyaml.Map[strictyaml.Text]) {
	for _, variable := range environment {
		c.form(variable.Key, variableName, "a name of an environment variable", "use letters, digits and _, with no digit first")
		c.templates(variable.Value)
	}
}
