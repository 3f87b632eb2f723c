package copies

import (
	"net/netip"
	"testing"

	"gen/generator/plan"
	"gen/generator/tree"
)

func node(name, address string, like *plan.Node) *plan.Node {
	n := &plan.Node{Name: name, Address: netip.MustParseAddr(address), Like: like}
	if like == nil {
		n.Like = n
	}
	return n
}

func files(n *plan.Node, digest string) []tree.File {
	return []tree.File{
		{Path: n.Name + "/etc/x", Content: []byte("listen " + n.Address.String() + "\n"), Service: "x", OnChange: tree.Restart},
		{Path: n.Name + "/etc/gen/compose.yaml", Content: []byte("name: " + n.Name + ".lab\n    gen.config: " + digest + "\n    gen.config: \"0\"\n")},
	}
}

func TestFind(t *testing.T) {
	a := node("a1", "10.0.0.1", nil)
	b := node("b2", "10.0.0.22", a)
	for name, c := range map[string]struct {
		change func(list []tree.File) []tree.File
		want   bool
	}{
		"a copy":           {func(list []tree.File) []tree.File { return list }, true},
		"other content":    {func(list []tree.File) []tree.File { list[0].Content = []byte("listen 10.0.0.23\n"); return list }, false},
		"the first's name": {func(list []tree.File) []tree.File { list[0].Content = []byte("listen 10.0.0.1\n"); return list }, false},
		"more content":     {func(list []tree.File) []tree.File { list[1].Content = append(list[1].Content, '#'); return list }, false},
		"a digest less": {func(list []tree.File) []tree.File {
			list[1].Content = []byte("name: b2.lab\n    gen.config: ff\n")
			return list
		}, false},
		"another path":    {func(list []tree.File) []tree.File { list[0].Path = "b2/etc/y"; return list }, false},
		"another mode":    {func(list []tree.File) []tree.File { list[0].Mode = 0o640; return list }, false},
		"another owner":   {func(list []tree.File) []tree.File { list[0].Owner = "root:x"; return list }, false},
		"another service": {func(list []tree.File) []tree.File { list[0].Service = "y"; return list }, false},
		"another effect":  {func(list []tree.File) []tree.File { list[0].OnChange = tree.Reload; return list }, false},
		"another unit":    {func(list []tree.File) []tree.File { list[0].Unit = "y"; return list }, false},
		"a secret":        {func(list []tree.File) []tree.File { list[0].Secrets = []string{"s"}; return list }, false},
		"a file less":     {func(list []tree.File) []tree.File { return list[:1] }, false},
		"a file more": {func(list []tree.File) []tree.File {
			return append(list, tree.File{Path: "b2/etc/more"})
		}, false},
		"no files": {func([]tree.File) []tree.File { return nil }, false},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := tree.New(append(files(a, "ab12"), c.change(files(b, "cd34"))...)...)
			if err != nil {
				t.Fatal(err)
			}
			same := Find(&plan.Plan{Nodes: []*plan.Node{a, b}}, all)
			if same[b] != c.want || same[a] {
				t.Errorf("found %v", same)
			}
		})
	}
}

// A node that the plan says is like no other is none, whatever its files are.
func TestFindAsksThePlan(t *testing.T) {
	a, b := node("a1", "10.0.0.1", nil), node("b2", "10.0.0.22", nil)
	b.Like = b
	all, err := tree.New(append(files(a, "ab12"), files(b, "cd34")...)...)
	if err != nil {
		t.Fatal(err)
	}
	if same := Find(&plan.Plan{Nodes: []*plan.Node{a, b}}, all); len(same) > 0 {
		t.Errorf("found %v", same)
	}
}
