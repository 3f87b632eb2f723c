package tree

import "testing"

// Room for more changes nothing about what is in a tree.
func TestGrow(t *testing.T) {
	tree := treeOf(t, map[string]string{"n1/etc/a": "a"})
	tree.Grow(100)
	must(t, tree.Add(File{Path: "n1/etc/b"}))
	if tree.Len() != 2 || !tree.Folder("n1/etc") {
		t.Errorf("the tree has %d files", tree.Len())
	}
	if f, ok := tree.Get("n1/etc/a"); !ok || string(f.Content) != "a" {
		t.Error("a file is lost")
	}
	if tree.Add(File{Path: "n1/etc/a"}) == nil || tree.Add(File{Path: "n1/ETC/c"}) == nil || tree.Add(File{Path: "n1/etc"}) == nil {
		t.Error("a path was taken twice")
	}
}
