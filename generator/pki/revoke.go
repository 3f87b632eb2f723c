package pki

import (
	"path"
	"slices"
	"strings"

	"gen/generator/plan"
)

// Revoke takes a lost node out of the site's trust: its certificates and keys
// are removed, and the authorities whose certificates would still be believed
// get a rotation. Those of its clients are, as a client's name is known from
// everywhere. Those of its servers only matter while the site has the node;
// without it, the authority no longer permits the node's addresses. There is no
// list of revoked certificates, because the Go daemons read none.
func (s *Store) Revoke(node string) (*Result, error) {
	if err := s.own(); err != nil {
		return nil, err
	}
	files := s.filesOf(node)
	if len(files) == 0 {
		return nil, failed("if it held a client certificate once: gen pki rotate start", "there is no certificate and no key of a node %q", node)
	}
	var of []string
	if slices.ContainsFunc(files, func(f file) bool { return strings.Contains(f.path, "/client.") }) {
		of = append(of, plan.ClientCert)
	}
	if slices.ContainsFunc(s.plan.Nodes, func(n *plan.Node) bool { return n.Name == node }) {
		of = append(of, plan.ServerCert)
	}
	begin, err := s.toRotate(of)
	if err != nil {
		return nil, err
	}
	for _, kind := range begin {
		if err := s.newAuthority(s.authorities[kind]); err != nil {
			return nil, err
		}
	}
	result, err := s.issue() // which also takes a node that the site has no more out of what is permitted
	if err != nil {
		return result, err
	}
	removed, err := s.removeAll(s.filesOf(node))
	result.Removed = append(result.Removed, removed...)
	if err != nil {
		return result, err
	}
	listed, err := s.list(result, nil) // without what was removed
	if err != nil {
		return result, err
	}
	return result, s.write(listed)
}

// filesOf are the certificates, copies and keys of a node.
func (s *Store) filesOf(node string) []file {
	if node == "" {
		return nil
	}
	all := func(f file) bool { return path.Base(f.path) != listFile }
	public := s.below(s.out, node, all)
	return append(s.below(s.keys, node, all), slices.DeleteFunc(public, func(f file) bool { return !s.ours(f.path) })...)
}

// toRotate are the authorities that need a rotation to begin with. One that
// has begun serves as well, before certificates are signed in it.
func (s *Store) toRotate(of []string) ([]string, error) {
	var begin []string
	for _, kind := range of {
		a := s.authorities[kind]
		next, err := s.next(a)
		switch {
		case err != nil:
			return nil, err
		case len(a.bundle) == 0:
		case next == Finish:
			return nil, failed("gen pki rotate finish ends it; then revoke again", "a rotation of the %s authority is under way, and the node may have a certificate of the new one", kind)
		case next == Start && !a.managed:
			return nil, failed("revoke its certificates there, and import what your authority signs then", "the %s authority is your own", kind)
		case next == Start:
			begin = append(begin, kind)
		}
	}
	return begin, nil
}
