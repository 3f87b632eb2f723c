package pki

import (
	"crypto/x509"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// prune removes certificates and keys that gen made for what the plan does not
// list any more. A certificate is known by who signed it; others stay.
func (s *Store) prune() ([]string, error) {
	var stale []file
	wanted := s.wanted()
	for _, f := range s.found(s.out, "*/etc/ssl/*/*.crt", false) {
		if !wanted[f.path] && s.ours(f.path) {
			stale = append(stale, f)
		}
	}
	for _, f := range s.found(s.keys, "*/etc/ssl/*/*.key*", true) {
		plain := strings.TrimSuffix(f.path, sealedSuffix)
		if name := path.Base(plain); (name == "server.key" || name == "client.key") && !wanted[strings.TrimSuffix(plain, ".key")+".crt"] {
			stale = append(stale, f)
		}
	}
	return s.removeAll(stale)
}

func (s *Store) removeAll(files []file) ([]string, error) {
	var removed []string
	for _, f := range files {
		if err := s.remove(f); err != nil {
			return removed, err
		}
		removed = append(removed, s.name(f))
	}
	return removed, nil
}

// wanted are the paths of all certificates below the output folder.
func (s *Store) wanted() map[string]bool {
	wanted := map[string]bool{}
	for _, c := range s.plan.Certificates {
		wanted[Path(c)] = true
	}
	for _, folder := range Folders(s.plan) {
		for _, kind := range kinds {
			wanted[folder+"/"+AuthorityPath(kind)] = true
		}
	}
	return wanted
}

func (s *Store) found(root *os.Root, pattern string, secret bool) []file {
	if root == nil {
		return nil
	}
	paths, _ := fs.Glob(root.FS(), pattern) // the pattern is good
	files := make([]file, len(paths))
	for at, path := range paths {
		files[at] = file{secret: secret, path: path}
	}
	return files
}

// ours tells whether a file below the output folder holds a certificate that
// one of the authorities signed, or the authorities themselves.
func (s *Store) ours(name string) bool {
	text, _, err := s.read(name)
	if err != nil {
		return false
	}
	list, err := parseCertificates(text)
	if err != nil {
		return false
	}
	for _, kind := range kinds {
		bundle := s.authorities[kind].bundle
		switch path.Base(name) {
		case kind + ".crt":
			return slices.ContainsFunc(bundle, func(a *x509.Certificate) bool { return list[0].CheckSignatureFrom(a) == nil })
		case AuthorityPath(kind):
			return slices.ContainsFunc(list, func(c *x509.Certificate) bool { return slices.ContainsFunc(bundle, sameKey(c)) })
		}
	}
	return false
}

// sameKey matches certificates of the same authority: signed anew, it keeps its key.
func sameKey(c *x509.Certificate) func(*x509.Certificate) bool {
	return func(other *x509.Certificate) bool {
		return string(c.RawSubjectPublicKeyInfo) == string(other.RawSubjectPublicKeyInfo)
	}
}

// authorityKeys are the keys that gen has of a kind's authorities.
func (s *Store) authorityKeys(kind string) (paths []string) {
	for _, f := range s.found(s.keys, "ca-"+kind+"-*.key*", true) {
		paths = append(paths, f.path)
	}
	return paths
}
