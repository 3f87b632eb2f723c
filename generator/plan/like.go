package plan

import (
	"bytes"
	"fmt"
	"strconv"

	"gen/generator/alike"
)

// findLike tells of each node which one it is like. Nodes of a group differ in
// name and address, and thousands of them need not be looked at one by one.
func (p *planner) findLike() {
	first := map[string]*Node{}
	var d dump
	var key []byte
	for _, n := range p.plan.Nodes {
		n.Like = n
		if !ordinary(n.Name) {
			continue
		}
		d.Reset()
		d.node(n)
		key = alike.Cut(d.Bytes(), n.Words()).AppendTo(key[:0])
		if known, ok := first[string(key)]; ok {
			n.Like = known
		} else {
			first[string(key)] = n
		}
	}
}

// ordinary tells whether a name begins with a letter and ends with a digit. No
// format takes such a word for anything but a name, or needs quotes around it.
func ordinary(name string) bool {
	first, last := name[0], name[len(name)-1]
	return 'a' <= first && first <= 'z' && '0' <= last && last <= '9'
}

// Words are those in which the files of a node differ from those of nodes that it is like.
func (n *Node) Words() []string { return []string{n.Name, n.Address.String()} }

// dump holds all of a node that its own files are made of. What others know of
// it, such as labels of targets, does not matter.
type dump struct{ bytes.Buffer }

// add writes texts in a way that no two lists of texts come out alike: what a plan
// holds is UTF-8, which has no such byte.
func (d *dump) add(texts ...string) {
	for _, text := range texts {
		d.WriteString(text)
		d.WriteByte(0xfe)
	}
	d.WriteByte(0xfd)
}

func (d *dump) number(n int)  { d.add(strconv.Itoa(n)) }
func (d *dump) flag(yes bool) { d.add(strconv.FormatBool(yes)) }

func (d *dump) node(n *Node) {
	d.add(n.Name, n.OS, n.Arch, n.Runtime)
	d.add(n.Names...)
	for _, a := range n.Addresses {
		d.add(a.String())
		d.flag(a.Is4())
	}
	for _, i := range n.Instances {
		d.instance(i)
	}
}

func (d *dump) instance(i *Instance) {
	d.add(i.Blueprint.Name, i.Name, i.Version.String(), i.Runtime, i.Unit, i.Binary, i.Image, i.User, i.Group, i.Textfile)
	d.flag(i.HostNetwork)
	if len(i.wishes.Settings) > 0 { // else they are those of the blueprint
		d.add(fmt.Sprintf("%#v", i.Settings))
	}
	d.add(i.Args...)
	d.labels(i.Environment)
	d.add(i.Health...)
	d.add(i.Check...)
	if r := i.Release; r != nil {
		d.add(r.Archive, r.Checksums, r.Program)
	}
	for _, l := range i.Listeners {
		d.listener(l)
	}
	d.far(i.Behind)
	for _, l := range i.Out {
		d.link(l)
	}
	for _, l := range i.In {
		d.link(l)
	}
	d.certificate(i.Server)
	d.certificate(i.Client)
	for _, f := range i.Files {
		d.file(f)
	}
	for _, s := range i.Secrets {
		d.add(s.Name, s.Path, s.About, s.OnChange, s.Digest)
		d.flag(s.Inline)
		d.add(s.Forms...)
		d.add(s.Expands...)
	}
	d.add() // the end of the instance
}

func (d *dump) labels(list []Label) {
	for _, l := range list {
		d.add(l.Name, l.Value)
	}
	d.add()
}

func (d *dump) listener(l *Listener) {
	d.add(l.Name, l.Host, l.Security, l.Reason, l.Protocol, l.Path, l.Trust)
	d.number(l.Port)
	d.flag(l.People)
	d.flag(l.Published)
	d.add(l.Admits...)
	d.far(l.Front)
	if m := l.Metrics; m != nil {
		d.add(m.Job, m.Path, m.Interval, m.Username, m.Secret)
		d.labels(m.Params)
	}
	if b := l.BasicAuth; b != nil {
		d.add(b.Username, b.Secret, b.Hash)
	}
}

// far names a listener: of another node, the name says everything.
func (d *dump) far(l *Listener) {
	if l != nil {
		d.add(l.Instance.Node.Name, l.Instance.Name, l.Name)
	}
	d.add()
}

func (d *dump) link(l *Link) {
	d.add(l.Name, l.Purpose, l.From.Node.Name, l.From.Name, l.Host, l.Scheme, l.Path, l.Identity, l.Username, l.Secret)
	d.number(l.Port)
	d.far(l.To)
}

func (d *dump) certificate(c *Certificate) {
	if c != nil {
		d.add(c.Kind, c.CN, c.Cert, c.Key, c.Group, c.OnChange)
		d.add(c.DNS...)
		for _, a := range c.IPs {
			d.add(a.String())
		}
		d.number(c.Days)
	}
	d.add()
}

func (d *dump) file(f File) {
	d.add(f.Path, f.Format, f.Template, f.OnChange, f.Owner)
	d.number(int(f.Mode))
	d.far(f.Listener)
}
