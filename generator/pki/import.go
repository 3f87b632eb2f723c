package pki

import (
	"bytes"
	"crypto/x509"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gen/generator/plan"
	"gen/generator/private"
)

// imported is a certificate file that a user brings.
type imported struct {
	name  string
	chain []*x509.Certificate
	// key is the key file beside it; keyName is empty if there is none.
	key     []byte
	keyName string
}

// Import puts certificates in place that an authority of the user's own has
// signed from the request files. A path is a certificate or a folder of them;
// <kind>.crt below <node>/etc/ssl/<service>/, admin.crt and ca-<kind>.crt are
// known by their paths, others by their keys. Every certificate has to be what
// the plan lists; else nothing is written, and all that differs is told.
func (s *Store) Import(paths []string) (*Result, error) {
	if err := s.own(); err != nil {
		return nil, err
	}
	all, err := gather(paths)
	if err != nil {
		return nil, err
	}
	var wrong []string
	rest := slices.DeleteFunc(all, func(i imported) bool { return isCopy(i.name) || s.importAuthority(i, &wrong) })
	result := &Result{}
	files, err := s.importLeaves(rest, result, &wrong)
	if err != nil {
		return nil, err
	}
	if len(wrong) > 0 {
		return nil, failed("nothing was imported; have them signed as the request files say", "%s", strings.Join(wrong, "\n"))
	}
	if err := s.put(result, files); err != nil {
		return nil, err
	}
	return result, s.takeKeys(rest)
}

// gather reads all certificate files, sorted by name.
func gather(paths []string) ([]imported, error) {
	var all []imported
	for _, path := range paths {
		err := filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || name != path && filepath.Ext(name) != ".crt" {
				return err
			}
			one, err := readImported(name)
			all = append(all, one)
			return err
		})
		if _, told := errors.AsType[*Error](err); told {
			return nil, err
		}
		if err != nil {
			return nil, cannot("read", path, err)
		}
	}
	if len(all) == 0 {
		return nil, failed("name certificates, or a folder that has NODE/etc/ssl/SERVICE/server.crt and so on", "there is no certificate to import")
	}
	return all, nil
}

func readImported(name string) (i imported, err error) {
	i.name = name
	text, err := os.ReadFile(name)
	if err != nil {
		return i, cannot("read", name, err)
	}
	if i.chain, err = parseCertificates(text); err != nil {
		return i, failed("", "%s cannot be read: %s", name, err)
	}
	beside := strings.TrimSuffix(name, filepath.Ext(name)) + ".key"
	if i.key, err = os.ReadFile(beside); err == nil {
		i.keyName = beside
	}
	return i, nil
}

// isCopy tells whether a file is the copy of an authority beside a
// certificate, where gen itself puts it.
func isCopy(name string) bool {
	folder, base := filepath.Split(name)
	copied, _ := filepath.Match("etc/ssl/*", tail(filepath.ToSlash(folder), 3))
	return copied && (base == AuthorityPath(plan.ServerCert) || base == AuthorityPath(plan.ClientCert))
}

// tail is the last n parts of a path.
func tail(path string, n int) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	return strings.Join(parts[max(0, len(parts)-n):], "/")
}

// importAuthority trusts an authority instead of the one before, and tells
// whether the file is one.
func (s *Store) importAuthority(i imported, wrong *[]string) bool {
	for _, kind := range kinds {
		if filepath.Base(i.name) != AuthorityPath(kind) {
			continue
		}
		a := s.authorities[kind]
		why := ""
		switch selfSigned := func(c *x509.Certificate) bool { return string(c.RawSubject) == string(c.RawIssuer) }; {
		case slices.ContainsFunc(i.chain, func(c *x509.Certificate) bool { return !c.IsCA }):
			why = "it holds a certificate that is no authority"
		case !slices.ContainsFunc(i.chain, selfSigned):
			why = "nginx and Apache need the whole chain up to a self-signed root"
		}
		if why != "" {
			*wrong = append(*wrong, i.name+": "+why)
			return true
		}
		a.bundle, a.key = i.chain, nil
		managed, err := s.managed(a)
		a.managed = managed && err == nil
		return true
	}
	return false
}

func (s *Store) managed(a *authority) (bool, error) { return s.hasKey(a.kind, a.signer()) }

// importLeaves checks what is no authority against the plan.
func (s *Store) importLeaves(all []imported, result *Result, wrong *[]string) ([]file, error) {
	var files []file
	byPath := map[string]*plan.Certificate{}
	for _, c := range s.plan.Certificates {
		byPath[Path(c)] = c
	}
	for _, i := range all {
		c, err := s.planned(i, byPath)
		if err != nil {
			return nil, err
		}
		if c == nil {
			*wrong = append(*wrong, i.name+": the site has no such certificate; the path has to end in NODE/etc/ssl/SERVICE/server.crt or client.crt")
			continue
		}
		own, err := s.accept(c, i, wrong)
		if err != nil {
			return nil, err
		}
		if len(own) > 0 {
			files, result.Issued = append(files, own...), append(result.Issued, Change{c, "imported"})
		}
	}
	return files, nil
}

// planned finds the certificate of the plan by the file's path, else by the
// key that is in place; nil if there is none.
func (s *Store) planned(i imported, byPath map[string]*plan.Certificate) (*plan.Certificate, error) {
	whole := filepath.ToSlash(private.Resolved(i.name))
	for _, parts := range []int{5, 1} { // NODE/etc/ssl/SERVICE/server.crt, admin.crt
		if c := byPath[tail(whole, parts)]; c != nil {
			return c, nil
		}
	}
	for _, c := range s.plan.Certificates {
		text, name, err := s.readKey(KeyPath(c))
		if err != nil {
			return nil, err
		}
		if name != "" && !strings.HasSuffix(name, sealedSuffix) && s.keyDue(i.chain[0], text, name) == "" {
			return c, nil
		}
	}
	return nil, nil
}

// accept checks one certificate and its key, and returns the files to write.
func (s *Store) accept(c *plan.Certificate, i imported, wrong *[]string) ([]file, error) {
	a := s.authorities[c.Kind]
	if len(a.bundle) == 0 {
		*wrong = append(*wrong, i.name+": there is no "+AuthorityPath(c.Kind)+" to check it with; import it too")
		return nil, nil
	}
	list := s.differences(c, i.chain, s.trustOf(a, i.chain))
	if why := s.dated(c, i.chain[0], a); why != "" {
		list = append(list, why)
	}
	files, why, err := s.importKey(c, i)
	if why != "" {
		list = append(list, why)
	}
	for _, why := range list {
		*wrong = append(*wrong, i.name+": "+why)
	}
	content := encode(i.chain...)
	if text, _, _ := s.read(Path(c)); bytes.Equal(text, content) && len(files) == 0 {
		return nil, err // as where a whole output folder is imported again
	}
	return append(files, file{path: Path(c), content: content}), err
}

// importKey checks the key that lies beside the certificate, else the one in place.
func (s *Store) importKey(c *plan.Certificate, i imported) (files []file, why string, err error) {
	if i.keyName == "" {
		text, name, err := s.readKey(KeyPath(c))
		if err != nil {
			return nil, "", err
		}
		return nil, s.keyDue(i.chain[0], text, name), nil
	}
	key, err := parseKey(i.key)
	if err != nil {
		return nil, "its key cannot be read: " + err.Error(), nil
	}
	if !fits(key, i.chain[0].PublicKey) {
		return nil, "the key beside it is another one's", nil
	}
	text, err := s.seal.close(key, false)
	return []file{{true, s.seal.withSuffix(KeyPath(c), false), text}}, "", err
}

// takeKeys removes keys from the output folder, where openssl may have left
// them, as it is committed.
func (s *Store) takeKeys(all []imported) error {
	for _, i := range all {
		if i.keyName == "" || !strings.HasPrefix(private.Resolved(i.keyName), private.Resolved(s.outName)+"/") {
			continue
		}
		if err := os.Remove(i.keyName); err != nil {
			return cannot("remove", i.keyName, err)
		}
	}
	return nil
}
