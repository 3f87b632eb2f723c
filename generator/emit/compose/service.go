package compose

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"gen/generator/blueprint"
	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/strictyaml"
)

// service is all that a service of the project depends on, with marks in the
// place of the node's address and of the digest.
type service struct {
	Blueprint         *blueprint.Blueprint
	Name, Image, User string
	// Behind is the service that this one is a front of.
	Behind string
	// Host is the host's network, Outer and Inner are the project's own.
	Host, Outer, Inner bool
	// Config and TLS are the folders that it reads, or empty.
	Config, TLS  string
	Args, Health []string
	Environment  []plan.Label
	Ports        []port
	Digest       string
}

// port is a published port.
type port struct {
	Number   int
	Protocol string
}

func newService(i *plan.Instance) (service, error) {
	s := service{
		Blueprint: i.Blueprint, Name: i.Unit, Image: i.Image, User: i.User,
		Host: i.HostNetwork, Args: slices.Clone(i.Args), Health: slices.Clone(i.Health),
		Environment: slices.Clone(i.Environment),
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
	if i.HasTLS() {
		s.TLS = i.TLSDir()
	}
	if !i.HostNetwork {
		s.Inner, s.Outer = networks(i)
	}
	for _, variable := range s.Environment {
		if err := emit.CheckEnvironment(variable.Name); err != nil {
			return s, err
		}
	}
	var err error
	if s.Ports, err = ports(i); err != nil {
		return s, err
	}
	return s, s.literal(i.Node.Address.String())
}

// literal makes the texts that come from elsewhere stand for themselves.
func (s *service) literal(address string) error {
	texts := []*string{&s.Image}
	for at := range s.Args {
		texts = append(texts, &s.Args[at])
	}
	for at := range s.Health {
		texts = append(texts, &s.Health[at])
	}
	for at := range s.Environment {
		texts = append(texts, &s.Environment[at].Value)
	}
	for _, text := range texts {
		if err := check(*text); err != nil {
			return err
		}
		*text = literal(*text, address)
	}
	b := s.Blueprint.Compose
	for _, own := range slices.Concat(b.Tmpfs, b.Capabilities, b.Groups, []strictyaml.Text{b.PID}) {
		if err := check(own.Value); err != nil {
			return err
		}
	}
	return nil
}

// literal doubles "$", because Compose replaces ${NAME} in every value, and
// puts a mark in the place of the address.
func literal(text, address string) string {
	text = strings.ReplaceAll(text, "$", "$$")
	text = strings.ReplaceAll(text, address, mark(addressMark))
	if strings.Contains(text, "\n") {
		return mark(quotesMark) + text // a block scalar would lose blanks after a first empty line
	}
	return text
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
