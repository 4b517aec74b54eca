//go:build linux

// Package x does y.
package main

import (
  "fmt"
  r "a/b"
)
const (
  // A is
  A = iota
  B
)
var c, d int = 1, 2
// T is t
type T struct { X int }
type I interface { M(a int) error }
type F = func(int)
type (
  // P doc
  P struct { a int }
  Q int
)
var (
  z = 1
)
func (t *T[K]) M(a, b int, c ...string) (x int, err error) { return }
func G[K any](x K) {}
func main() { const x = 1; }
