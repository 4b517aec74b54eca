// Prints a JSON list [file, name, kind, public, doc] for all that the Go files named on standard input declare.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
)

func say(file string, kind string, public bool, doc string, name ...string) {
	line, _ := json.Marshal([]any{file, name, kind, public, doc})
	fmt.Println(string(line))
}

// owner is the type that a receiver names: T of *T and T[K].
func owner(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.StarExpr:
		return owner(x.X)
	case *ast.IndexExpr:
		return owner(x.X)
	case *ast.IndexListExpr:
		return owner(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

func members(file, outer string, fields *ast.FieldList, methods bool) {
	for _, field := range fields.List {
		kind := "data"
		if _, is := field.Type.(*ast.FuncType); is && methods {
			kind = "method"
		}
		for _, name := range field.Names {
			say(file, kind, ast.IsExported(outer) && name.IsExported(), field.Doc.Text(), outer, name.Name)
		}
	}
}

func declared(file string, d ast.Decl) {
	switch x := d.(type) {
	case *ast.FuncDecl:
		if x.Recv == nil {
			say(file, "function", x.Name.IsExported(), x.Doc.Text(), x.Name.Name)
		} else {
			of := owner(x.Recv.List[0].Type)
			say(file, "method", ast.IsExported(of) && x.Name.IsExported(), x.Doc.Text(), of, x.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range x.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				doc := s.Doc.Text()
				if doc == "" && len(x.Specs) == 1 {
					doc = x.Doc.Text()
				}
				say(file, "type", s.Name.IsExported(), doc, s.Name.Name)
				if t, is := s.Type.(*ast.StructType); is {
					members(file, s.Name.Name, t.Fields, false)
				}
				if t, is := s.Type.(*ast.InterfaceType); is {
					members(file, s.Name.Name, t.Methods, true)
				}
			case *ast.ValueSpec:
				for _, name := range s.Names {
					say(file, "name", name.IsExported(), "", name.Name)
				}
			}
		}
	}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		tree, err := parser.ParseFile(token.NewFileSet(), lines.Text(), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			continue
		}
		for _, d := range tree.Decls {
			declared(lines.Text(), d)
		}
	}
}
