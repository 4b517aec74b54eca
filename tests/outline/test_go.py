"""What Go says in forms of its own: who reaches a type, and when a file is built."""

from __future__ import annotations

import pytest

from ralf_notes.outline.parse import outline

TYPE = "type chain[T any] struct{ done bool }\n\nfunc (c *chain[T]) Then() {}\n"


@pytest.mark.parametrize(
    ("function", "is_reached"),
    [
        ("func New[T any](a T) *chain[T] {}", True),
        ("func Start(f func(int) bool) (chain[int], error) {}", True),
        ("func (s *Shop) Start() chain[int] {}", True),
        ("func Start(\n\ta int,\n\tb string,\n) (*chain[int], error) {}", True),
        ("func Start() ([]*chain[int], error) {}", True),
        ("func Start() (c chain[int], err error) {}", True),
        ("func start() chain[int] {}", False),
        ("func start(\n\ta int,\n) chain[int] {}", False),
        ("func Stop(c *chain[int]) {}", False),
    ],
)
def test_others_reach_a_type_that_an_exported_function_returns(
    function: str, is_reached: bool
) -> None:
    symbols = outline("a.go", f"package a\n\n{TYPE}\n{function}\n").symbols
    public = {each.name for each in symbols if each.public}
    assert {"chain", "chain.Then"}.isdisjoint(public) is not is_reached


@pytest.mark.parametrize(
    ("head", "condition"),
    [
        ("//go:build linux && !cgo\n// +build linux,!cgo\n\n", "linux && !cgo"),
        ("// Copyright A.\n\n// +build windows\n\n", "windows"),
        ("// A word on //go:build tags.\n", ""),
    ],
)
def test_the_condition_under_which_a_file_is_built_is_a_fact(head: str, condition: str) -> None:
    made = outline("a.go", f"{head}package a\n\n//go:build none\nfunc A() {{}}\n")
    assert [table.rows for table in made.tables] == ([((condition,),)] if condition else [])


def test_a_script_for_go_run_starts_no_program() -> None:
    assert not outline("a.go", "//go:build ignore\n\npackage main\n\nfunc main() {}\n").is_entry


def test_a_value_without_a_name_tells_which_interface_a_type_has() -> None:
    text = (
        "package a\n\ntype Bag struct{}\n\nvar _ Holder = (*Bag)(nil)\n\n"
        "var (\n\t_ io.Reader = &Till[int]{}\n\t_ fmt.Stringer = new(Till)\n\t_ = Till{}\n"
        "\t_ Wrong = fill(Bag{})\n)\n\ntype Till struct{}\n\n"
        "/*\nvar _ Wrong = (*Bag)(nil)\n*/\n\nfunc f() {\n\tvar _ Wrong = Bag{}\n}\n"
    )
    told = {each.name: each.signature.splitlines()[1:] for each in outline("a.go", text).symbols}
    assert told["Bag"] == ["var _ Holder = (*Bag)(nil)"]
    assert told["Till"] == ["var _ io.Reader = &Till[int]{}", "var _ fmt.Stringer = new(Till)"]
