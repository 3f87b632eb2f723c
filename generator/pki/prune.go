package pki

import (
	"bytes"
	"crypto/x509"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// shelf is a folder of a node with folders of services, and what gen puts into these.
type shelf struct {
	dir   string
	names []string
}

// What lies below the output folder, and below the key folder.
var (
	publicShelves = []shelf{
		{"etc/ssl", []string{"ca-client.crt", "ca-server.crt", "client.crt", "server.crt"}},
		{"etc", []string{"rules/" + listFile}},
	}
	secretShelves = []shelf{{"etc/ssl", []string{"client.key", "client.key" + sealedSuffix, "server.key", "server.key" + sealedSuffix}}}
)

// prune removes certificates and keys that gen made for what the plan does not
// list any more. A certificate is known by who signed it; others stay.
func (s *Store) prune() ([]string, error) {
	wanted := s.wanted()
	unwanted := func(f file) bool { return !wanted[f.path] }
	stale := s.below(s.keys, "", unwanted)
	for _, f := range s.below(s.out, "", unwanted) {
		if s.ours(f.path) {
			stale = append(stale, f)
		}
	}
	return s.removeAll(stale)
}

// below are the files of gen's in the folders of services: of one node, or of
// all if none is named, and of those only which. A folder of others may be as
// large as it likes; only gen's own names are looked at.
func (s *Store) below(root *os.Root, node string, which func(file) bool) []file {
	if root == nil {
		return nil
	}
	shelves, secret := publicShelves, root == s.keys
	if secret {
		shelves = secretShelves
	}
	nodes := []string{node}
	if node == "" {
		nodes = folders(root)
	}
	found := make([][]file, len(nodes))
	_ = parallel(len(nodes), func(at int) error {
		for _, own := range shelves {
			found[at] = append(found[at], own.of(root, nodes[at], secret, which)...)
		}
		return nil
	})
	return slices.Concat(found...)
}

func (s shelf) of(root *os.Root, node string, secret bool, which func(file) bool) (files []file) {
	dir := path.Join(node, s.dir)
	folder, err := root.OpenRoot(dir)
	if err != nil || strings.Contains(node, "/") {
		return nil
	}
	defer folder.Close()
	for _, service := range folders(folder) {
		for _, name := range s.names {
			f := file{secret: secret, path: path.Join(dir, service, name)}
			if !which(f) {
				continue
			}
			if _, err := folder.Lstat(service + "/" + name); err == nil {
				files = append(files, f)
			}
		}
	}
	return files
}

// folders are the names of the folders in a folder, sorted.
func folders(root *os.Root) []string {
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil
	}
	var names []string
	for _, entry := range entries {
		if entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	return names
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

// wanted are the paths of all that the plan lists: certificates below the
// output folder, and keys in both forms below the key folder.
func (s *Store) wanted() map[string]bool {
	wanted := map[string]bool{}
	for _, c := range s.plan.Certificates {
		wanted[Path(c)], wanted[KeyPath(c)], wanted[KeyPath(c)+sealedSuffix] = true, true, true
	}
	for _, folder := range Folders(s.plan) {
		for _, kind := range kinds {
			wanted[folder+"/"+AuthorityPath(kind)] = true
		}
	}
	for _, l := range lists(s.plan) {
		wanted[l.Place()] = true
	}
	return wanted
}

// ours tells whether a file below the output folder holds a certificate that
// one of the authorities signed, the authorities themselves, or a list of gen's.
func (s *Store) ours(name string) bool {
	text, _, err := s.read(name)
	if err != nil {
		return false
	}
	if path.Base(name) == listFile {
		return bytes.HasPrefix(text, []byte(listHead))
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
	if s.keys != nil {
		paths, _ = fs.Glob(s.keys.FS(), "ca-"+kind+"-*.key*") // the pattern is good
	}
	return paths
}
