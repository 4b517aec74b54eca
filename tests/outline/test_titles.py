"""Tests whose names are titles: of JavaScript, Ruby and bats."""

from __future__ import annotations

import pytest

from ralf_notes.outline.parse import outline

JAVASCRIPT = """
import { describe, it } from 'vitest'
describe('cart', () => {
  it('adds `one` item', async () => { expect(/x/.test("a")).toBe(1) })
  describe.each([1])("with %s", (x) => { it.each`a`("skips", () => {}); test.skip("b", () => {}) })
  for (const x of xs) it("loops", () => {})
})
test("alone", { timeout: 1 }, () => {})
test.describe("pages", () => { test("opens", async ({ page }) => {}) })
"""
RUBY = """
RSpec.describe Cart do
  describe "#add" do
    it "adds one" do
    end
    context "when full" do
      it { is_expected.to be_full }
      specify("refuses") { }
    end
  end
end
"""
BATS = """
setup() { mkdir a; }
@test "no version selected" {
  run rbenv-version
}
@test 'two' {
  run x
}
"""


@pytest.mark.parametrize(
    ("path", "text", "about", "rows"),
    [
        (
            "a.test.ts",
            JAVASCRIPT,
            "Tests `cart` and `pages`.",
            [
                ("cart", "adds `one` item"),
                ("cart › with %s", "skips"),
                ("cart › with %s", "b"),
                ("cart", "loops"),
                ("", "alone"),
                ("pages", "opens"),
            ],
        ),
        (
            "a_spec.rb",
            RUBY,
            "Tests `Cart`.",
            [("Cart › #add", "adds one"), ("Cart › #add › when full", "refuses")],
        ),
        (
            "a.bats",
            BATS,
            "Tests `no version selected` and `two`.",
            [("no version selected",), ("two",)],
        ),
    ],
)
def test_titles_of_tests_are_told(
    path: str, text: str, about: str, rows: list[tuple[str, ...]]
) -> None:
    made = outline(path, text)
    assert not made.unread
    assert made.about == about
    assert [list(table.rows) for table in made.tables] == [rows]


def test_a_file_without_tests_has_no_titles() -> None:
    for path, text in (("a.js", "run('a', () => 1); re.test('x')"), ("a.rb", "it = 1\ntest 'x'")):
        made = outline(path, text)
        assert not made.tables and not made.about
