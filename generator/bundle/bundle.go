// Package bundle packs all that one node needs into a tar: its files as they
// were reviewed, certificates and keys, secrets, programs, and the script that
// puts them in place.
//
// # What is in it
//
//	etc/gen/apply                   the script, the same for every node
//	var/lib/gen/next/manifest       what the node is to have; see Manifest
//	var/lib/gen/next/root/etc/...   the files, at the paths that they will have
//	var/lib/gen/next/complete       the digest of the manifest
//
// Unpacking it at / changes nothing that a daemon reads: what is staged is put
// in place by the script, which knows how to go back. The last file tells it
// that nothing is missing. Folders and files are root's and nobody else can
// read them until they are in place.
//
// Same input, same bytes: names are sorted, and times are fixed.
package bundle

import (
	"io"

	"gen/generator/pki"
	"gen/generator/plan"
	"gen/generator/private"
	"gen/generator/tree"
)

// Error is a fact about what a bundle needs, and what to type next.
type Error = private.Error

// Input is what bundles of a site are made of.
type Input struct {
	Plan *plan.Plan
	// Tree is what a build makes; Reviewed tells whether the output folder holds the same.
	Tree         *tree.Tree
	Certificates Certificates
	// Secrets may be nil: then they are written on the nodes by hand.
	Secrets Secrets
	// Programs may be nil: then the nodes have them from elsewhere.
	Programs Programs
}

// Certificates knows what the instances of a node read; *pki.Store does.
type Certificates interface {
	Of(node string) ([]pki.Installed, error)
}

// Secrets knows the values of secrets. The error is an *Error if there is none of that name.
type Secrets interface {
	Value(name string) ([]byte, error)
}

// Programs brings the daemons themselves.
type Programs interface {
	// Program is what to put at i.Binary, or nil if a package brings it.
	Program(i *plan.Instance) (*Program, error)
}

// Program is a verified program.
type Program struct {
	Size int64
	// SHA256 is the digest of its bytes, 64 lower case hexadecimal digits.
	SHA256 string
	// Open reads it from the beginning.
	Open func() (io.ReadCloser, error)
}

// Reviewed refuses an output folder that does not hold exactly what a build
// would write: a bundle has to be what was reviewed. The error is an *Error, or
// that of the folder.
func Reviewed(out string, t *tree.Tree) error {
	changes, err := tree.Compare(out, t)
	switch {
	case err != nil:
		return err
	case len(changes.HandEdited) > 0:
		return private.Failed("gen diff shows it", "%s was edited by hand", changes.HandEdited[0])
	case changes.Any():
		return private.Failed("gen build writes it; review and commit that first", "the output folder %s is not what the site is now", out)
	}
	return nil
}

// Write writes the bundle of a node. Everything is looked up before the first
// byte is written. The error is an *Error if something is missing, or that of w.
func Write(w io.Writer, node string, in Input) error {
	n, err := in.node(node)
	if err != nil {
		return err
	}
	files, err := in.files(n)
	if err != nil {
		return err
	}
	manifest, err := in.manifest(n, files)
	if err != nil {
		return err
	}
	return pack(w, manifest, files)
}

func (in Input) node(name string) (*plan.Node, error) {
	var known []string
	for _, n := range in.Plan.Nodes {
		if n.Name == name {
			return n, nil
		}
		known = append(known, n.Name)
	}
	return nil, private.Failed(nearest(name, known), "the site has no node %q", name)
}
