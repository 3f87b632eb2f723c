package systemd

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gen/generator/blueprint"
	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/render"
)

// text is a unit file in the making; it keeps the first error.
type text struct {
	bytes.Buffer
	err error
}

// section begins a section.
func (t *text) section(name string) { t.WriteString("\n[" + name + "]\n") }

// comment writes one comment line.
func (t *text) comment(words string) { t.WriteString("# " + emit.Comment(words) + "\n") }

// raw writes a directive whose value is written already.
func (t *text) raw(key, value string) { t.WriteString(key + "=" + value + "\n") }

// set writes a directive that takes value literally.
func (t *text) set(key, value string) { t.quoted(key, value, render.SystemdValue) }

// quoted writes a directive after quote has made value safe for it.
func (t *text) quoted(key, value string, quote func(string) (string, error)) {
	safe, err := quote(value)
	if err != nil {
		t.fail(key, err)
		return
	}
	t.raw(key, safe)
}

// name writes a directive whose value is a name of a kind.
func (t *text) name(key string, kind render.NameKind, names ...string) {
	for _, name := range names {
		if why, ok := render.CheckName(kind, name); !ok {
			t.fail(key, fmt.Errorf("%q cannot be a %s: %s", name, kind, why))
		}
	}
	t.raw(key, strings.Join(names, " "))
}

func (t *text) fail(key string, err error) {
	if t.err == nil {
		t.err = fmt.Errorf("%s: %w", key, err)
	}
}

// unitSize is more than most units have, in bytes.
const unitSize = 2048

// unit is the unit of an instance that gen runs itself.
func (w writer) unit(i *plan.Instance) ([]byte, error) {
	t := &text{}
	t.Grow(unitSize)
	t.comment(emit.Notice)
	t.head(i, i.Blueprint.Systemd)
	t.section("Service")
	t.process(i, i.Blueprint.Systemd)
	tail, err := w.tail(i)
	t.Write(tail)
	return t.Bytes(), cmp.Or(t.err, err)
}

// writer remembers the ends of units. They are two thirds of a unit, and those
// of one service are equal on every node, whatever its command line.
type writer map[role][]byte

// role is all that the end of a unit depends on.
type role struct {
	blueprint         *blueprint.Blueprint
	name, user, group string
}

// tail is what stands behind the command line.
func (w writer) tail(i *plan.Instance) ([]byte, error) {
	r := role{i.Blueprint, i.Name, i.User, i.Group}
	if done, ok := w[r]; ok {
		return done, nil
	}
	t := &text{}
	t.account(r)
	t.hardening(r.blueprint.Systemd)
	t.section("Install")
	t.raw("WantedBy", "multi-user.target")
	if t.err == nil {
		w[r] = t.Bytes()
	}
	return t.Bytes(), t.err
}

// head is the section Unit. There is no start limit: a daemon that waits for
// its neighbour or its certificate has to come up whenever that arrives.
func (t *text) head(i *plan.Instance, s *blueprint.Systemd) {
	t.section("Unit")
	t.set("Description", description(i))
	t.raw("Wants", "network-online.target")
	after := []string{"network-online.target"}
	for _, unit := range values(s.After) {
		if !slices.Contains(after, unit) {
			after = append(after, unit)
		}
	}
	t.name("After", render.UnitName, after...)
	t.raw("StartLimitIntervalSec", "0")
}

// description is the blueprint's sentence, without a full stop as systemd wants
// it; all fronts have one blueprint, and are told apart by what they stand before.
func description(i *plan.Instance) string {
	if i.Behind != nil {
		return "Front of " + i.Behind.Instance.Name
	}
	return strings.TrimSuffix(emit.Comment(i.Blueprint.About.Value), ".")
}

var signal = regexp.MustCompile(`^[A-Z][A-Z0-9+-]*$`)

// process is how the daemon starts, reloads and comes back. Type=exec would
// report a program that is missing, but systemd 239 does not know it.
func (t *text) process(i *plan.Instance, s *blueprint.Systemd) {
	t.raw("Type", "simple")
	for _, variable := range i.Environment {
		if err := emit.CheckEnvironment(variable.Name); err != nil {
			t.fail("Environment", err)
		}
		t.quoted("Environment", variable.Name+"="+variable.Value, render.SystemdEnvironment)
	}
	t.quoted("ExecStart", i.Binary, func(program string) (string, error) { return commandLine(program, i.Args) })
	if s.Reload.Value != "" {
		if !signal.MatchString(s.Reload.Value) {
			t.fail("ExecReload", fmt.Errorf("%q is not the name of a signal", s.Reload.Value))
		}
		t.raw("ExecReload", "/bin/kill -"+s.Reload.Value+" $MAINPID")
	}
	t.raw("Restart", "on-failure")
	t.raw("RestartSec", "5")
}

// commandLine has one argument on a line, so that a changed flag is one line of a diff.
func commandLine(program string, args []string) (string, error) {
	if why, ok := render.SafePath(program); !ok {
		return "", fmt.Errorf("the program %q cannot be used: %s", program, why)
	}
	line := program
	for _, arg := range args {
		word, err := render.Systemd(arg)
		if err != nil {
			return "", fmt.Errorf("argument %q: %w", arg, err)
		}
		line += " \\\n    " + word
	}
	return line, nil
}

// account is who the daemon runs as and where it keeps its files. A blueprint
// gives the reason for root as an exception named User.
func (t *text) account(r role) {
	s := r.blueprint.Systemd
	if e, ok := s.Hardening.Get("User"); ok {
		t.comment(e.Why.Value)
	}
	t.name("User", render.User, r.user)
	t.name("Group", render.Group, r.group)
	if len(s.Groups) > 0 {
		t.name("SupplementaryGroups", render.Group, values(s.Groups)...)
	}
	if s.State.Value {
		t.name("StateDirectory", render.Service, r.name)
		t.raw("StateDirectoryMode", "0750")
		// The default hard limit of systemd 240 and later, 4096 before: databases
		// keep a file open for every block.
		t.raw("LimitNOFILE", "524288")
	}
	if s.Runtime.Value {
		t.name("RuntimeDirectory", render.Service, r.name)
		t.raw("RuntimeDirectoryMode", "0750")
	}
}
