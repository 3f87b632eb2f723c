package pki

import (
	"crypto/x509"
	"slices"
	"time"

	"gen/generator/plan"
)

// The steps of a rotation, each a commit of its own that reaches every node
// before the next one begins.
const (
	// Start makes a new authority that everybody trusts beside the old one.
	Start = "start"
	// Reissue signs all certificates with the new authority.
	Reissue = "reissue"
	// Finish drops the old authority.
	Finish = "finish"
)

// next is the step that a rotation of the authority waits for; Start if there
// is none under way. The one that signs stands first: as long as that is the
// older one, reissue has not been done. Of a chain of the user's own, gen has
// no key.
func (s *Store) next(a *authority) (string, error) {
	if len(a.bundle) < 2 {
		return Start, nil
	}
	first, last := a.signer(), a.bundle[len(a.bundle)-1]
	started, err := s.hasKey(a.kind, last)
	switch {
	case err != nil:
		return "", err
	case started && last.NotBefore.After(first.NotBefore):
		return Reissue, nil
	case a.managed && first.NotBefore.After(last.NotBefore):
		return Finish, nil
	}
	return Start, nil
}

// waiting are the authorities of some kinds whose next step is the given one.
func (s *Store) waiting(step string, of []string) ([]*authority, error) {
	var list []*authority
	for _, kind := range of {
		a := s.authorities[kind]
		next, err := s.next(a)
		if err != nil {
			return nil, err
		}
		if next == step && len(a.bundle) > 0 {
			list = append(list, a)
		}
	}
	return list, nil
}

// RotateStart makes new authorities of the kinds, both if none is named. The
// old ones go on signing, until everybody trusts the new ones.
func (s *Store) RotateStart(of ...string) (*Result, error) {
	if len(of) == 0 {
		of = kinds
	}
	if err := s.own(); err != nil {
		return nil, err
	}
	for _, kind := range of {
		if err := s.canStart(s.authorities[kind]); err != nil {
			return nil, err
		}
	}
	for _, kind := range of {
		if err := s.newAuthority(s.authorities[kind]); err != nil {
			return nil, err
		}
	}
	result := &Result{}
	return result, s.put(result, nil)
}

func (s *Store) canStart(a *authority) error {
	if len(a.bundle) == 0 {
		return failed("gen pki issue makes it", "there is no %s authority yet", a.kind)
	}
	next, err := s.next(a)
	if err == nil && next != Start {
		err = failed("the next step is: gen pki rotate "+next, "a rotation of the %s authority is under way", a.kind)
	}
	return err
}

// RotateReissue signs all certificates with the new authorities. It may be
// done again as long as a certificate is left.
func (s *Store) RotateReissue() (*Result, error) {
	if err := s.own(); err != nil {
		return nil, err
	}
	started, err := s.waiting(Reissue, kinds)
	if err != nil {
		return nil, err
	}
	done, err := s.waiting(Finish, kinds)
	if err != nil {
		return nil, err
	}
	if len(started)+len(done) == 0 {
		return nil, failed("begin with gen pki rotate start", "no rotation is under way")
	}
	for _, a := range started {
		last := len(a.bundle) - 1
		a.bundle = append([]*x509.Certificate{a.bundle[last]}, a.bundle[:last]...)
		a.key, a.managed = nil, true
	}
	return s.issue()
}

// RotateFinish drops the old authorities, and their keys with them. It refuses
// while a certificate of theirs is left.
func (s *Store) RotateFinish() (*Result, error) {
	if err := s.own(); err != nil {
		return nil, err
	}
	done, err := s.waiting(Finish, kinds)
	if err != nil {
		return nil, err
	}
	if len(done) == 0 {
		return nil, s.nothingToFinish()
	}
	result := &Result{}
	var stale []file
	for _, a := range done {
		if err := s.allSigned(a); err != nil {
			return nil, err
		}
		keep := authorityKey(a.kind, a.signer())
		for _, path := range s.authorityKeys(a.kind) {
			if path != keep && path != keep+sealedSuffix {
				stale = append(stale, file{secret: true, path: path})
			}
		}
		a.bundle = a.bundle[:1]
		result.Dropped = append(result.Dropped, a.kind)
	}
	if err := s.put(result, nil); err != nil {
		return result, err
	}
	removed, err := s.removeAll(stale)
	result.Removed = append(result.Removed, removed...)
	return result, err
}

func (s *Store) nothingToFinish() error {
	started, err := s.waiting(Reissue, kinds)
	if err != nil {
		return err
	}
	if len(started) > 0 {
		return failed("the next step is: gen pki rotate reissue", "certificates have not been signed by the new authority yet")
	}
	return failed("begin with gen pki rotate start", "no rotation is under way")
}

// allSigned refuses while a certificate has not been made anew: it would be
// distrusted as soon as the old authority is gone.
func (s *Store) allSigned(a *authority) error {
	left := slices.DeleteFunc(slices.Clone(s.plan.Certificates), func(c *plan.Certificate) bool {
		p, err := s.pair(c)
		return c.Kind != a.kind || err == nil && s.due(c, p, a) == ""
	})
	if len(left) == 0 {
		return nil
	}
	return failed("gen pki rotate reissue makes it", "%s is not signed by the new authority as the site needs it", s.name(file{path: Path(left[0])}))
}

// rotationDue says why an authority should be rotated; empty for no reason.
func (s *Store) rotationDue(a *authority) string {
	c := a.signer()
	switch {
	case s.now.Before(c.NotBefore):
		return "not valid before " + c.NotBefore.Format(time.RFC3339)
	case !s.now.Before(c.NotAfter):
		return "ended on " + c.NotAfter.Format(dayFormat) + ": gen pki rotate start"
	case a.managed && s.now.Add(time.Duration(s.plan.TLS.LeafDays)*day).After(c.NotAfter):
		return "ends on " + c.NotAfter.Format(dayFormat) + ", sooner than a new certificate would: gen pki rotate start"
	case a.managed && algorithmOf(c.PublicKey) != s.plan.TLS.Algorithm:
		return "its key is " + algorithmOf(c.PublicKey) + ", not " + s.plan.TLS.Algorithm + ": gen pki rotate start"
	}
	return ""
}
