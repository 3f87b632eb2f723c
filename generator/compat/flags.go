package compat

import (
	"fmt"
	"strings"
)

// FlagProblem is an argument that a daemon would refuse.
type FlagProblem struct {
	// Arg is the argument as given: --web.confg=/etc/web.yml.
	Arg string
	// Fact says what is wrong with it, Hint what to write instead; the hint may be empty.
	Fact, Hint string
}

// CheckFlags returns a problem for every argument that the component does not
// accept at v, in the order of the arguments. It knows the two ways in which
// daemons parse flags: kingpin wants two dashes, turns a switch off with --no-
// in front and refuses a value for it; Go's flag package takes one dash or two
// and turns a switch off with =false.
//
// The name of a feature after --enable-feature= is checked as well, since
// Prometheus ignores one that it does not know. Arguments without a dash are
// values and are not looked at, nor is anything after "--". A component without
// flags in its table has no problems.
func CheckFlags(component string, v Version, args []string) []FlagProblem {
	t := load(component)
	if len(t.names[Flag]) == 0 {
		return nil
	}
	check := checkKingpinFlag
	if t.hasGoFlags && t.goFlags.Contains(v) {
		check = checkGoFlag
	}
	var problems []FlagProblem
	for _, arg := range args {
		if arg == "--" {
			break
		}
		if isFlag(arg) {
			problems = append(problems, check(component, v, arg)...)
		}
	}
	return problems
}

// isFlag tells a flag from a value; a value may be a negative number.
func isFlag(arg string) bool {
	return len(arg) > 1 && arg[0] == '-' && (arg[1] < '0' || arg[1] > '9')
}

func checkGoFlag(component string, v Version, arg string) []FlagProblem {
	name, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
	a := Lookup(component, Flag, "--"+name, v)
	if a.OK {
		return nil
	}
	if positive, off := strings.CutPrefix(name, "no-"); off && Lookup(component, Flag, "--"+positive, v).OK {
		return []FlagProblem{{arg, a.Explain(), fmt.Sprintf("write --%s=false", positive)}}
	}
	return []FlagProblem{{arg, a.Explain(), a.Hint()}}
}

func checkKingpinFlag(component string, v Version, arg string) []FlagProblem {
	name, value, hasValue := strings.Cut(arg, "=")
	if !strings.HasPrefix(name, "--") {
		fact := fmt.Sprintf("%s has one dash, %s %s wants two", name, component, load(component).print(v))
		return []FlagProblem{{arg, fact, "write -" + arg}}
	}
	a := lookupSwitch(component, name, v)
	switch {
	case !a.OK:
		return []FlagProblem{{arg, a.Explain(), a.Hint()}}
	case hasValue && (value == "true" || value == "false"):
		fact := fmt.Sprintf("%s %s wants a switch without a value", component, load(component).print(v))
		return []FlagProblem{{arg, fact, "write " + switchFor(a.Name, value)}}
	case a.Name == "--enable-feature" && hasValue:
		return checkFeatures(component, v, arg, value)
	}
	return nil
}

// lookupSwitch finds --no-x under --x when there is no flag of that very name.
func lookupSwitch(component, name string, v Version) Answer {
	a := Lookup(component, Flag, name, v)
	positive, off := strings.CutPrefix(name, "--no-")
	if a.Known || !off {
		return a
	}
	if b := Lookup(component, Flag, "--"+positive, v); b.Known {
		return b
	}
	return a
}

func switchFor(name, value string) string {
	if value == "true" {
		return name
	}
	return "--no-" + strings.TrimPrefix(name, "--")
}

// checkFeatures looks at a list such as "exemplar-storage,native-histograms".
func checkFeatures(component string, v Version, arg, list string) []FlagProblem {
	t := load(component)
	if len(t.names[Feature]) == 0 {
		return nil
	}
	var problems []FlagProblem
	for _, feature := range strings.Split(list, ",") {
		a := Lookup(component, Feature, feature, v)
		if !a.OK && (a.Known || !t.partial[Feature]) {
			problems = append(problems, FlagProblem{arg, a.Explain(), a.Hint()})
		}
	}
	return problems
}
