// Package revision names the state that the files of a node are in, so that
// what a node has can be compared with what was built for it.
//
// The revision of a node is the digest of its lines in gen.lock, of which path,
// digest, mode and owner count: what lies on its disk, and not what has to be
// reloaded for it. So anybody can work it out from a committed tree:
//
//	grep ^web1/ gen.lock | grep -v -e /etc/ssl/ -e rules/revisions.yml | cut -f 1-4 | sha256sum | cut -c 1-16
//
// What that leaves out are requests for certificates, which go to nobody, and
// the list of revisions itself.
package revision

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"

	"gen/generator/plan"
	"gen/generator/tree"
)

// List is the name of the file beside the rules of a Prometheus that lists the
// revisions of all nodes. It changes with each of them, also its own node's.
const List = "revisions.yml"

// Rules is the format of the folder in which List lies.
const Rules = "prometheus-rules"

// digits is the length of a revision.
const digits = 16

// Request tells whether a path below a node is that of a request for a
// certificate, which no node gets.
func Request(name string) bool {
	return path.Ext(name) == ".cnf" && strings.HasPrefix(name, "etc/ssl/")
}

// All returns the revision of each node, 16 hexadecimal digits, by its name.
func All(p *plan.Plan, t *tree.Tree) map[string]string { return ofAll(p, t, p.Nodes) }

// Of returns the revision of one node.
func Of(p *plan.Plan, t *tree.Tree, n *plan.Node) string {
	return ofAll(p, t, []*plan.Node{n})[n.Name]
}

func ofAll(p *plan.Plan, t *tree.Tree, nodes []*plan.Node) map[string]string {
	files, lists := map[string][]tree.File{}, lists(p)
	for _, n := range nodes {
		files[n.Name] = nil
	}
	for f := range t.All() {
		node, name, _ := strings.Cut(f.Path, "/")
		if own, ok := files[node]; ok && !Request(name) && !slices.Contains(lists, f.Path) {
			files[node] = append(own, f)
		}
	}
	all := map[string]string{}
	for node, own := range files {
		all[node] = of(own)
	}
	return all
}

// lists are the paths in the tree at which a List may lie.
func lists(p *plan.Plan) []string {
	var paths []string
	for _, i := range p.Instances() {
		for _, f := range i.Files {
			if f.Format == Rules {
				paths = append(paths, i.Node.Name+f.Path+"/"+List)
			}
		}
	}
	return paths
}

func of(files []tree.File) string {
	slices.SortFunc(files, func(a, b tree.File) int { return strings.Compare(a.Path, b.Path) })
	sum := sha256.New()
	for _, f := range files {
		fmt.Fprintf(sum, "%s\t%x\t%04o\t%s\n", f.Path, sha256.Sum256(f.Content), uint32(f.Mode), f.Owner)
	}
	return hex.EncodeToString(sum.Sum(nil))[:digits]
}
