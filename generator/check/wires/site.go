package wires

import (
	"net/netip"
	"path"

	"gen/generator/check/copies"
	"gen/generator/check/ends"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/tree"
)

// site is all that is known of the tree.
type site struct {
	plan   *plan.Plan
	tree   *tree.Tree
	report *report.Report
	// found counts the problems, told those of a kind at a place.
	found int
	told  map[told]int
	nodes map[string]*node
	// same are the nodes with copies of others' files, apart all others.
	same  copies.Set
	apart []*node
	// running are the processes by instance.
	running map[*plan.Instance]*process
	// at are the nodes by address.
	at map[string]*node
	// certificates are by node and path; identities are those of clients, by name.
	certificates map[string]map[string]*ends.Certificate
	identities   map[string]*ends.Certificate
	list         []ends.Certificate
	// met are those who were seen to dial each listener.
	met map[*listen]map[client]bool
	// doubtful are dials that met nobody, and may be meant for something outside of the site.
	doubtful []*dial
	// answers are whether a pattern over subjects matches one.
	answers map[[2]string]bool
	reader  reader
}

// client is a process that dials for a purpose.
type client struct {
	*process
	purpose string
}

// told is a kind of problem at a place.
type told struct {
	id  string
	pos report.Pos
}

// node is one host.
type node struct {
	*plan.Node
	processes []*process
	// containers are processes by the name of their service.
	containers map[string]*process
	internal   []string
	// listens are by the port at which the host, or a container, is dialled.
	listens map[int][]*listen
	// rules are the firewall's; nil without one.
	rules []ends.Rule
	owned []ends.Owned
	users []string
}

// process is an instance as its unit or container says.
type process struct {
	*plan.Instance
	runs ends.Process
	node *node
	// shown are the files that were read for it, its command line among them.
	shown   []shown
	listens []*listen
	modules map[string]ends.Client
	// secured is where the user can change TLS settings of a file, by group.
	secured map[string]report.Pos
}

// shown is what a file says, and where the user can change it.
type shown struct {
	ends.Content
	// file is the file's path in the tree.
	file string
	pos  report.Pos
}

// listen is where a process listens.
type listen struct {
	ends.Listen
	process *process
	// meant is the listener of the plan at this port, or nil.
	meant *plan.Listener
	// unseen tells that the blueprint's word has to do, as no file says so.
	unseen bool
	// port is the one at which it is dialled from without; 0 where it cannot be.
	port int
	// pos is where the user can change where it listens, tlsPos how it is secured.
	pos, tlsPos report.Pos
	// admitted are the identities that dial it.
	admitted []string
}

// file is one of a node's files by its path there.
func (s *site) file(n *plan.Node, name string) (tree.File, bool) { return s.tree.Get(n.Name + name) }

// matching are the files of a node whose path matches a name, which may have wild cards.
func (s *site) matching(n *plan.Node, name string) (list []tree.File) {
	if f, ok := s.file(n, name); ok {
		return []tree.File{f}
	}
	for _, below := range s.tree.Below(n.Name + path.Dir(name)) {
		if ok, err := path.Match(n.Name+name, below); ok && err == nil {
			f, _ := s.tree.Get(below)
			list = append(list, f)
		}
	}
	return list
}

// byAddress is the node that has an address, or nil.
func (s *site) byAddress(host string) *node {
	if a, err := netip.ParseAddr(host); err == nil {
		return s.at[a.String()]
	}
	return nil
}

// certificate is the one at a path of a node, or nil.
func (s *site) certificate(n *node, name string) *ends.Certificate {
	return s.certificates[n.Name][name]
}

// readCertificates reads the list of what is to be issued.
func (s *site) readCertificates() {
	s.certificates, s.identities = map[string]map[string]*ends.Certificate{}, map[string]*ends.Certificate{}
	f, _ := s.tree.Get("certificates.yaml")
	s.list = ends.Certificates(f.Content)
	for at := range s.list {
		c := &s.list[at]
		if s.certificates[c.Node] == nil {
			s.certificates[c.Node] = map[string]*ends.Certificate{}
		}
		s.certificates[c.Node][c.Path], s.certificates[c.Node][c.Key] = c, c
		if c.Usage == "clientAuth" {
			s.identities[c.Name] = c
		}
	}
}
