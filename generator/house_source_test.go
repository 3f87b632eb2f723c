package generator_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"
)

// source is one Go file of the repository.
type source struct {
	file  string // from the root of the repository, with slashes
	pkg   string // the folder of file
	test  bool
	set   *token.FileSet
	tree  *ast.File
	lines int
}

// at prints a place as an editor jumps to it.
func (s source) at(p token.Pos) string {
	return fmt.Sprintf("%s:%d", s.file, s.set.Position(p).Line)
}

// imports lists what s imports.
func (s source) imports() []string {
	var paths []string
	for _, spec := range s.tree.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		paths = append(paths, name)
	}
	return paths
}

// sources parses every Go file that a person wrote.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return skipped(root, name, err)
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		s, err := parse(root, name)
		if err == nil && !ast.IsGenerated(s.tree) {
			all = append(all, s)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no Go file found")
	}
	return all
}

// skipped leaves out folders that hold no source of this module.
func skipped(root fs.FS, name string, err error) error {
	if err != nil || name == "." {
		return err
	}
	base := path.Base(name)
	_, other := fs.Stat(root, path.Join(name, "go.mod"))
	if other == nil || strings.HasPrefix(base, ".") || base == "testdata" || base == "golden" {
		return fs.SkipDir
	}
	return nil
}

func parse(root fs.FS, name string) (source, error) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return source{}, err
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, name, text, parser.ParseComments)
	return source{
		file: name, pkg: path.Dir(name), test: strings.HasSuffix(name, "_test.go"),
		set: set, tree: tree, lines: strings.Count(string(text), "\n"),
	}, err
}
