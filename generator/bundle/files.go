package bundle

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"gen/generator/plan"
	"gen/generator/private"
	"gen/generator/revision"
	"gen/generator/tree"
)

// file is one file of the bundle.
type file struct {
	// path is absolute on the node.
	path string
	size int64
	open func() (io.ReadCloser, error)
	// digest is the SHA-256 of what open reads.
	digest string
	mode   fs.FileMode
	owner  string
	// units are the units or compose services that need onChange when it changes.
	units    []string
	onChange string
	// secrets are the paths of secrets that are filled in on the node.
	secrets []string
	// replaces tells that the node may have another file there.
	replaces bool
	// from and until are the life of a certificate.
	from, until time.Time
}

// withContent is a file whose content is known.
func (f file) withContent(content []byte) file {
	sum := sha256.Sum256(content)
	f.size, f.digest = int64(len(content)), hex.EncodeToString(sum[:])
	f.open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }
	return f
}

// files are all files of a node, sorted by path.
func (in Input) files(n *plan.Node) ([]file, error) {
	files := in.built(n)
	for _, gather := range []func(*plan.Node) ([]file, error){in.certificates, in.secrets, in.programs} {
		more, err := gather(n)
		if err != nil {
			return nil, err
		}
		files = append(files, more...)
	}
	rules := in.owners(n)
	for at := range files {
		rules.apply(&files[at])
	}
	slices.SortStableFunc(files, func(a, b file) int { return strings.Compare(a.path, b.path) })
	return unique(files)
}

// unique merges programs that several instances run, and refuses other files
// that want one place.
func unique(files []file) ([]file, error) {
	var kept []file
	for _, f := range files {
		last := len(kept) - 1
		if last < 0 || kept[last].path != f.path {
			kept = append(kept, f)
			continue
		}
		if kept[last].digest != f.digest {
			return nil, private.Failed("let one of them be elsewhere", "two different files are to be at %s", f.path)
		}
		kept[last].units = append(kept[last].units, f.units...)
	}
	return kept, nil
}

// built are the files of the output folder that go to the node; request files
// for certificates are for people.
func (in Input) built(n *plan.Node) []file {
	var files []file
	for f := range in.Tree.All() {
		name, inNode := strings.CutPrefix(f.Path, n.Name+"/")
		if !inNode || revision.Request(name) {
			continue
		}
		one := file{path: "/" + name, mode: f.Mode, owner: f.Owner, onChange: f.OnChange, units: list(f.Unit), replaces: isPackaged(n, f)}
		for _, secret := range f.Secrets {
			one.secrets = append(one.secrets, "/etc/"+f.Service+"/secrets/"+secret)
		}
		files = append(files, one.withContent(f.Content))
	}
	return files
}

// isPackaged tells whether a file belongs to a service of the distribution's,
// whose package has configuration of its own.
func isPackaged(n *plan.Node, f tree.File) bool {
	return slices.ContainsFunc(n.Instances, func(i *plan.Instance) bool { return i.Name == f.Service && i.Packaged() })
}

func (in Input) certificates(n *plan.Node) ([]file, error) {
	installed, err := in.Certificates.Of(n.Name)
	var files []file
	for _, c := range installed {
		one := file{path: c.Path, mode: 0o640, owner: "root:" + c.Instance.KeyGroup(), onChange: c.OnChange, units: list(c.Instance.Unit), from: c.From, until: c.Until}
		files = append(files, one.withContent(c.Content))
	}
	return files, err
}

func (in Input) secrets(n *plan.Node) ([]file, error) {
	var files []file
	for _, i := range n.Instances {
		for _, s := range i.Secrets {
			if in.Secrets == nil {
				continue
			}
			value, err := in.Secrets.Value(s.Name)
			if err != nil {
				return nil, err
			}
			one := file{path: s.Path, mode: 0o640, owner: "root:" + i.KeyGroup(), onChange: s.OnChange, units: list(i.Unit)}
			files = append(files, one.withContent(value))
		}
	}
	return files, nil
}

func (in Input) programs(n *plan.Node) ([]file, error) {
	var files []file
	for _, i := range n.Instances {
		if in.Programs == nil || i.Runtime != plan.Systemd {
			continue
		}
		p, err := in.Programs.Program(i)
		if err != nil {
			return nil, err
		}
		if p != nil {
			files = append(files, file{
				path: i.Binary, size: p.Size, open: p.Open, digest: p.SHA256, mode: 0o755, owner: "root:root",
				onChange: tree.Restart, units: list(i.Unit), replaces: true, // who locks programs wants them in the place of others
			})
		}
	}
	return files, nil
}

// list is a list of one unit, or of none.
func list(unit string) []string {
	if cmp.Or(unit, "-") == "-" {
		return nil
	}
	return []string{unit}
}
