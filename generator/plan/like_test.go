package plan

import (
	"net/netip"
	"reflect"
	"testing"

	"gen/generator/alike"
	"gen/generator/blueprint"
	"gen/generator/strictyaml"
)

// likeNode is a node with something in every field.
func likeNode(name, address string) *Node {
	n := &Node{Name: name, Address: netip.MustParseAddr(address), Names: []string{name + ".lab"}, OS: "debian", Arch: "amd64", Runtime: Systemd}
	n.Addresses = []netip.Addr{n.Address}
	far := &Listener{Instance: &Instance{Node: &Node{Name: "far"}, Name: "prometheus"}, Name: "web"}
	i := &Instance{Node: n, Blueprint: &blueprint.Blueprint{Name: "x"}, Name: "x", Runtime: Systemd, Settings: map[string]any{"a": 1}}
	i.wishes.Settings = strictyaml.Map[strictyaml.Node]{{}}
	i.Listeners = []*Listener{{Instance: i, Name: "web", Host: address, Admits: []string{"a"}, Front: far, Metrics: &Metrics{Params: []Label{{"a", "b"}}}, BasicAuth: &BasicAuth{Username: "u"}}}
	i.Out = []*Link{{Name: "up", From: i, To: far, Host: "10.9.9.9"}}
	i.In = []*Link{{Name: "scrape", From: far.Instance, To: i.Listeners[0], Host: address}}
	i.Behind, i.Release = far, &Release{Archive: "a"}
	i.Server = &Certificate{CN: name + ".lab", DNS: []string{name}, IPs: n.Addresses}
	i.Client = &Certificate{CN: "x.client", DNS: []string{"x.client"}, IPs: n.Addresses}
	i.Args, i.Environment, i.Health, i.Check = []string{"--listen=" + address}, []Label{{"A", "b"}}, []string{"nc"}, []string{"true"}
	i.Files = []File{{Path: "/etc/x", Listener: i.Listeners[0], Mode: 0o644}}
	i.Secrets = []Secret{{Name: "s", Forms: []string{"a"}, Expands: []string{"$"}}}
	n.Instances = []*Instance{i}
	return n
}

func dumped(n *Node) string {
	var d dump
	d.node(n)
	return string(alike.Cut(d.Bytes(), n.Words()).AppendTo(nil))
}

// Nodes that differ in name and address are alike.
func TestAlike(t *testing.T) {
	if one, other := dumped(likeNode("node1", "10.0.0.1")), dumped(likeNode("node12", "10.0.0.12")); one != other {
		t.Errorf("two nodes differ:\n%q\n%q", one, other)
	}
	if one, other := dumped(likeNode("node1", "10.0.0.1")), dumped(likeNode("node1", "fd00::1")); one == other {
		t.Error("families of addresses do not count")
	}
}

// elsewhere are the fields that the files of a node are not made of: what others
// are told of it, where the user wrote it, and what only leads back or on.
var elsewhere = map[string]bool{
	"Node.Address": true, "Node.Labels": true, "Node.SSH": true, "Node.Pos": true, "Node.Like": true,
	"Instance.Node": true, "Instance.Blueprint": true, "Instance.Version": true, "Instance.Pos": true, "Instance.wishes": true, "Instance.site": true,
	"Listener.Instance": true, "Link.From": true, "Link.To": true, "Certificate.Node": true, "Certificate.Instance": true,
	"File.Pos": true, "BasicAuth.Pos": true,
}

// Whatever changes in a node changes what it is like.
func TestAlikeLooksAtEveryField(t *testing.T) {
	want := dumped(likeNode("node1", "10.0.0.1"))
	for _, get := range []func(*Node) any{
		func(n *Node) any { return n },
		func(n *Node) any { return n.Instances[0] },
		func(n *Node) any { return n.Instances[0].Release },
		func(n *Node) any { return n.Instances[0].Listeners[0] },
		func(n *Node) any { return n.Instances[0].Listeners[0].Metrics },
		func(n *Node) any { return n.Instances[0].Listeners[0].BasicAuth },
		func(n *Node) any { return n.Instances[0].Out[0] },
		func(n *Node) any { return n.Instances[0].In[0] },
		func(n *Node) any { return n.Instances[0].Server },
		func(n *Node) any { return n.Instances[0].Client },
		func(n *Node) any { return &n.Instances[0].Files[0] },
		func(n *Node) any { return &n.Instances[0].Secrets[0] },
	} {
		kind := reflect.TypeOf(get(likeNode("node1", "10.0.0.1"))).Elem()
		for at := range kind.NumField() {
			name := kind.Name() + "." + kind.Field(at).Name
			if elsewhere[name] {
				continue
			}
			n := likeNode("node1", "10.0.0.1")
			change(t, name, reflect.ValueOf(get(n)).Elem().Field(at))
			if dumped(n) == want {
				t.Errorf("%s does not count", name)
			}
		}
	}
}

// change gives a field another value.
func change(t *testing.T, name string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(v.String() + "!")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Int:
		v.SetInt(v.Int() + 1)
	case reflect.Uint32:
		v.SetUint(v.Uint() + 1)
	case reflect.Slice, reflect.Pointer, reflect.Map:
		if v.IsZero() {
			t.Fatalf("%s is empty", name)
		}
		v.SetZero()
	default:
		t.Fatalf("%s cannot be changed", name)
	}
}

// Names that a format may take for something else are like no other.
func TestOrdinary(t *testing.T) {
	for name, want := range map[string]bool{
		"node1": true, "web-01": true, "e5": true, "a-b-3": true,
		"node": false, "true": false, "null": false, "1": false, "1e5": false, "0x10": false, "10-0-0-1": false, "n": false, "web-a": false,
	} {
		if got := ordinary(name); got != want {
			t.Errorf("%s is ordinary: %v", name, got)
		}
	}
}
