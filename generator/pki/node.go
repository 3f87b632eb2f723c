package pki

import (
	"slices"
	"strings"
	"time"

	"gen/generator/plan"
	"gen/generator/tree"
)

// Installed is a file of certificates or a key, or the list of when they end, as it has to lie on a node.
type Installed struct {
	Instance *plan.Instance
	// Path is absolute; Content is PEM.
	Path    string
	Content []byte
	// OnChange is what the instance needs when the file changes: reload, restart or empty.
	OnChange string
	// From and Until are the life of a certificate of the instance; zero for keys and authorities.
	From, Until time.Time
}

// Of returns what the instances of a node read, sorted by path: their
// certificates, keys, both authorities, and the list of when certificates end. The error is an *Error: one of the
// certificates is due, or a key is missing, another one's or cannot be opened.
func (s *Store) Of(node string) ([]Installed, error) {
	var list []Installed
	var due []string
	for _, c := range s.plan.Certificates {
		if c.Node == nil || c.Node.Name != node {
			continue
		}
		pair, why, err := s.installed(c)
		if err != nil {
			return nil, err
		}
		if why != "" {
			due = append(due, Path(c)+" "+why)
		}
		list = append(list, pair...)
	}
	if len(due) > 0 {
		return nil, failed("gen pki issue makes them anew, gen pki status tells more", "certificates of %s are due: %s", node, some(due))
	}
	trusted, err := s.trusted(node)
	if err != nil {
		return nil, err
	}
	list = append(list, trusted...)
	listed, err := s.listedOn(node)
	list = append(list, listed...)
	slices.SortFunc(list, func(a, b Installed) int { return strings.Compare(a.Path, b.Path) })
	return list, err
}

// installed is a certificate with its key, or why it has to be made anew first.
func (s *Store) installed(c *plan.Certificate) ([]Installed, string, error) {
	row, err := s.row(c)
	if err != nil || row.Due != "" {
		return nil, row.Due, err
	}
	key, err := s.leafKey(c)
	if err != nil {
		return nil, "", err
	}
	text, _, err := s.read(Path(c))
	return []Installed{
		{c.Instance, c.Cert, text, c.OnChange, *row.NotBefore, *row.NotAfter},
		{c.Instance, c.Key, key, c.OnChange, time.Time{}, time.Time{}},
	}, "", err
}

// leafKey is the key of a certificate, as its daemon reads it.
func (s *Store) leafKey(c *plan.Certificate) ([]byte, error) {
	text, name, err := s.readKey(KeyPath(c))
	if err != nil {
		return nil, err
	}
	if name == "" {
		return nil, failed("restore it from a backup, or gen pki issue makes a new one", "there is no key %s in %s", KeyPath(c), s.keysName)
	}
	key, err := s.seal.open(name, text)
	if err != nil {
		return nil, err
	}
	return encodeKey(key)
}

// trusted are the authorities' certificates where the instances of a node look for them.
func (s *Store) trusted(node string) ([]Installed, error) {
	var list []Installed
	for _, n := range s.plan.Nodes {
		for _, i := range n.Instances {
			if n.Name != node || !i.HasTLS() {
				continue
			}
			for _, kind := range kinds {
				text, ok, err := s.read(AuthorityPath(kind))
				if err != nil {
					return nil, err
				}
				if !ok {
					return nil, failed("gen pki issue", "there is no %s authority yet", kind)
				}
				list = append(list, Installed{Instance: i, Path: i.TLSDir() + "/" + AuthorityPath(kind), Content: text, OnChange: afterTrust(i)})
			}
		}
	}
	return list, nil
}

// listedOn are the files that tell a node's Prometheus when certificates end.
func (s *Store) listedOn(node string) ([]Installed, error) {
	var list []Installed
	for _, l := range lists(s.plan) {
		if l.Instance.Node.Name != node {
			continue
		}
		text, ok, err := s.read(l.Place())
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, failed("gen pki issue writes it", "there is no %s", s.name(file{path: l.Place()}))
		}
		list = append(list, Installed{Instance: l.Instance, Path: l.Path, Content: text, OnChange: tree.Reload})
	}
	return list, nil
}

// afterTrust is what an instance needs when it is to trust others: the same as
// after a renewal, but a program that is told by its environment where the
// authorities are reads them once, and others say so of a listener.
func afterTrust(i *plan.Instance) string {
	for _, l := range i.Listeners {
		if l.Trust != "" {
			return l.Trust
		}
	}
	told := func(v plan.Label) bool { return strings.Contains(v.Value, i.TLSDir()+"/") }
	switch {
	case slices.ContainsFunc(i.Environment, told):
		return "restart"
	case i.Server != nil:
		return i.Server.OnChange
	case i.Client != nil:
		return i.Client.OnChange
	}
	return "restart"
}
