package generator_test

import (
	"go/ast"
	"go/token"
	"testing"
)

// The sizes that a reader bears: lines of a file, of a function, and of nine functions in ten.
const (
	longestFile     = 350
	longestFunction = 70
	usualFunction   = 45
)

// TestPackagesAreDocumented wants a comment in one file of every package.
func TestPackagesAreDocumented(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		if !s.test {
			documented[s.pkg] = documented[s.pkg] || s.tree.Doc != nil
		}
	}
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("%s: no package comment", pkg)
		}
	}
}

// TestExportedNamesAreDocumented wants a comment on everything that another package can name.
func TestExportedNamesAreDocumented(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, decl := range s.tree.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && receiverExported(d) && d.Doc == nil {
					t.Errorf("%s: %s has no comment", s.at(d.Pos()), d.Name.Name)
				}
			case *ast.GenDecl:
				for _, name := range undocumented(d) {
					t.Errorf("%s: %s has no comment", s.at(name.Pos()), name.Name)
				}
			}
		}
	}
}

// undocumented lists the exported types, constants and variables of a declaration that have no
// comment. One comment serves a whole group of constants or variables, but not of types.
func undocumented(d *ast.GenDecl) []*ast.Ident {
	var bare []*ast.Ident
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && s.Doc == nil && (d.Doc == nil || d.Lparen.IsValid()) {
				bare = append(bare, s.Name)
			}
		case *ast.ValueSpec:
			for _, name := range s.Names {
				if name.IsExported() && s.Doc == nil && s.Comment == nil && d.Doc == nil {
					bare = append(bare, name)
				}
			}
		}
	}
	return bare
}

// receiverExported tells whether d is a function, or a method of an exported type.
func receiverExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	exported, found := false, false
	ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok && !found {
			exported, found = name.IsExported(), true // type parameters follow
		}
		return !found
	})
	return exported
}

// TestFilesAndFunctionsAreShort keeps what has to be read at once within what can be.
func TestFilesAndFunctionsAreShort(t *testing.T) {
	functions, long := 0, 0
	for _, s := range sources(t) {
		if s.lines > longestFile {
			t.Errorf("%s: %d lines, more than %d", s.file, s.lines, longestFile)
		}
		if s.test {
			continue // a table of cases may be as long as it has to
		}
		for _, decl := range s.tree.Decls {
			d, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			functions++
			length := s.length(d)
			if length > usualFunction {
				long++
				t.Logf("%s: %s has %d lines", s.at(d.Pos()), d.Name.Name, length)
			}
			if length > longestFunction {
				t.Errorf("%s: %s has %d lines, more than %d", s.at(d.Pos()), d.Name.Name, length, longestFunction)
			}
		}
	}
	if long*10 > functions {
		t.Errorf("%d of %d functions have more than %d lines; at most one in ten may", long, functions, usualFunction)
	}
}

// length is the number of lines of a node.
func (s source) length(n ast.Node) int {
	line := func(p token.Pos) int { return s.set.Position(p).Line }
	return line(n.End()) - line(n.Pos()) + 1
}
