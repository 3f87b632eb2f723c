package compose

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"gen/generator/blueprint"
	"gen/generator/emit"
	"gen/generator/plan"
)

// service is all that a service of the project depends on, with marks in the
// place of the node's address and of the digest.
type service struct {
	Blueprint         *blueprint.Blueprint
	Name, Image, User string
	// Behind is the service that this one is a front of.
	Behind            string
	Host, Outer       bool
	Inner             bool
	Config, TLS       string
	Args, Environment []string
	Health            []string
	Ports             []port
	Digest            string
}

// port is a published port.
type port struct {
	Number   int
	Protocol string
}

func (w *writer) service(i *plan.Instance) (service, error) {
	s := service{
		Blueprint: i.Blueprint, Name: i.Unit, Image: i.Image, User: i.User,
		Host: i.HostNetwork, Args: slices.Clone(i.Args), Health: slices.Clone(i.Health),
	}
	if i.Group != "" {
		s.User += ":" + i.Group
	}
	if i.Behind != nil && i.Behind.Instance.Runtime == plan.Compose {
		s.Behind = i.Behind.Instance.Unit
	}
	if emit.HasConfig(i) {
		s.Config = i.ConfigDir()
	}
	if emit.HasTLS(i) {
		s.TLS = i.TLSDir()
	}
	if w.digest != nil {
		s.Digest = mark(digestMark(s.Name))
	}
	if !i.HostNetwork {
		s.Inner, s.Outer = networks(i)
	}
	var err error
	if s.Environment, err = environment(i); err == nil {
		s.Ports, err = ports(i)
	}
	return s, errors.Join(err, s.literal(i.Node.Address.String()))
}

// literal makes the texts that come from elsewhere stand for themselves.
func (s *service) literal(address string) error {
	for _, list := range [][]string{s.Args, s.Environment, s.Health} {
		for at, text := range list {
			if err := check(text); err != nil {
				return err
			}
			// Compose replaces ${NAME} in every value; "$$" is a dollar.
			text = strings.ReplaceAll(text, "$", "$$")
			list[at] = strings.ReplaceAll(text, address, mark(addressMark))
		}
	}
	if err := check(s.Image); err != nil {
		return err
	}
	s.Image = strings.ReplaceAll(s.Image, "$", "$$")
	return nil
}

// check refuses what no command line should hold, and what would be taken for a mark.
func check(text string) error {
	hidden := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }
	if strings.ContainsFunc(text, hidden) {
		return fmt.Errorf("%q has a control character", text)
	}
	if strings.Contains(text, escaped) {
		return fmt.Errorf("%q has the letters %s, which mark places to be filled in", text, escaped)
	}
	return nil
}

// environment are the variables as NAME=value.
func environment(i *plan.Instance) ([]string, error) {
	var list []string
	for _, variable := range i.Environment {
		if err := emit.CheckEnvironment(variable.Name); err != nil {
			return nil, err
		}
		list = append(list, variable.Name+"="+variable.Value)
	}
	return list, nil
}

// ports are published on the node; what shares the host's network needs none.
func ports(i *plan.Instance) ([]port, error) {
	var list []port
	for _, l := range i.Listeners {
		if !l.Published || i.HostNetwork {
			continue
		}
		switch l.Protocol {
		case "", "http", "tcp":
			list = append(list, port{l.Port, "tcp"})
		case "udp":
			list = append(list, port{l.Port, "udp"})
		case "tcp+udp":
			list = append(list, port{l.Port, "tcp"}, port{l.Port, "udp"})
		default:
			return nil, fmt.Errorf("%s: %q is no protocol that has ports", l.Name, l.Protocol)
		}
	}
	return list, nil
}

// networks tells which of the project's two networks an instance is on: inner,
// which leads nowhere else, when neighbours dial it by its name or it dials
// them; outer when it is published or dials anything else.
func networks(i *plan.Instance) (inner, outer bool) {
	for _, l := range slices.Concat(i.In, i.Out) {
		switch {
		case l.From == l.To.Instance:
		case l.Host == l.To.Instance.Unit:
			inner = true
		case l.From == i:
			outer = true
		}
	}
	published := slices.ContainsFunc(i.Listeners, func(l *plan.Listener) bool { return l.Published })
	return inner, outer || published || !inner
}

func (p port) text() string { return strconv.Itoa(p.Number) }
