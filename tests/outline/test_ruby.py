"""What Ruby says in forms of its own: methods of a class, of another object, without an end."""

from __future__ import annotations

import pytest

from ralf_notes.notes.kept import Kept
from ralf_notes.notes.render.description import description
from ralf_notes.outline.parse import outline
from ralf_notes.source.classify import Kind


@pytest.mark.parametrize(
    ("body", "name", "signature"),
    [
        ("class << self\n  def open(a)\n  end\nend", "Shop.open", "class << self; def open(a)"),
        ("class_methods do\n  def all; end\nend", "Shop.all", "class_methods do; def all"),
        ("included do\n  def own; end\nend", "Shop.own", "def own"),
        ("def self.open(a)\nend", "Shop.open", "def self.open(a)"),
        ("def Shop.open(a)\nend", "Shop.open", "def Shop.open(a)"),
        ("def LIMIT.inspect\nend", "Shop.LIMIT.inspect", "def LIMIT.inspect"),
        ("refine String do\n  def a; end\nend", "Shop.a", "refine String do; def a"),
        ("refine(Up::Case) { def a(b) = b }", "Shop.a", "refine Up::Case do; def a(b)"),
    ],
)
def test_a_method_shows_of_what_it_is(body: str, name: str, signature: str) -> None:
    symbols = outline("a.rb", f"module Shop\n{body}\nend\n").symbols
    assert (name, signature) in [(each.name, each.signature) for each in symbols]


def test_a_refinement_shows_its_methods_and_gives_no_members_to_its_module() -> None:
    text = (
        "module Shop\n  refine Hash do\n    attr_reader :size\n    alias_method :to, :at\n"
        "    def at; end\n    private\n    def in; end\n  end\n"
        "  refine Array do\n    def at(index); end\n  end\n  def own; end\nend\n"
    )
    shop, at, inner, own = outline("a.rb", text).symbols
    assert (shop.name, shop.signature) == ("Shop", "module Shop")
    assert at.signature == "refine Hash do; def at\nrefine Array do; def at(index)"
    assert [(each.name, each.public) for each in (inner, own)] == [
        ("Shop.in", False),
        ("Shop.own", True),
    ]


@pytest.mark.parametrize(
    "method",
    [
        "def price = raise NotImplementedError, 'no price'",
        "def price(a, b) = puts a, b",
        "private def price = raise Missing, :none",
        "def self.price? = warn :unsaid",
        "def price = offer corn: 1,\n    flour: 2",
    ],
)
def test_an_endless_method_that_calls_without_brackets_tears_nothing(method: str) -> None:
    made = outline("a.rb", f"class Shop\n  {method}\n\n  def last\n  end\nend\n")
    assert [each.name for each in made.symbols if "price" not in each.name] == ["Shop", "Shop.last"]
    assert len(made.symbols) == 3
    assert not made.unread


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("# frozen-string-literal: true\n\nclass Shop\n  class Cart\n  end\nend\n", "`Shop.Cart`"),
        ("# warn-indent: true\nclass Shop\n  def a; end\nend\n", "`Shop` with `a`"),
        ("class Shop < Base\n  class Cart\n  end\nend\n", "`Shop`"),
        ("# The Shop namespace.\nmodule Shop\n  class Cart\n  end\nend\n", "`Shop.Cart`"),
        ("# Sells.\nmodule Shop\n  # Holds bread.\n  class Cart\n  end\nend\n", "Holds bread."),
        ('# desc "Explaining what it does"\n# task :shop do\n# end\n', "Ruby file."),
        (
            "class Shop\n  module Parts\n    # Adds a till.\n    module Till\n      module Inner\n"
            "      end\n    end\n    register(:till, Till)\n  end\nend\n",
            "Adds a till.",
        ),
    ],
)
def test_a_file_is_about_what_stands_in_the_namespaces_that_it_opens(
    text: str, sentence: str
) -> None:
    assert description("a.rb", outline("a.rb", text), Kind.CODE, Kept()) in (
        sentence,
        f"Defines {sentence}.",
    )


@pytest.mark.parametrize("word", [":nocov:", ":startdoc:", "shareable_constant_value: literal"])
def test_a_word_for_a_tool_describes_nothing(word: str) -> None:
    assert not outline("a.rb", f"X = 1\n\n# {word}\ndef a\nend\n").symbols[-1].doc


def test_a_constant_shows_the_first_lines_of_its_text() -> None:
    text = (
        "class Shop\n  USAGE = <<~EOS.freeze\n    one\n    two\n    three\n    four\n  EOS\nend\n"
    )
    signature = outline("a.rb", text).symbols[0].signature
    assert [line.strip() for line in signature.splitlines()] == [
        *("class Shop", "USAGE = <<~EOS.freeze", "one", "two", "three", "…", "EOS", "end")
    ]


def test_an_attribute_of_html_is_no_class() -> None:
    text = (
        "def a\n  x = <<A\n  #{b ? (<<B) : ''\n<table class=\"req\">\n<th>Variable</th>\n"
        "B\n}\nA\nend\n"
    )
    assert "Variable" not in [each.name for each in outline("a.rb", text).symbols]


THOR = """
class Shop < Thor
  # Later: more.
  desc 'add NAME [PRICE]', 'Add bread.'
  method_option 'rye', aliases: '-r'
  long_desc <<~TEXT
    Adds bread.
  TEXT
  def add(name, price = nil)
  end

  desc "sell", "Sell #{bread}"
  def sell
  end

  # Bakes.
  def bake
  end

  desc 'Bakes more'
  def more
  end
end
"""


def test_what_thor_prints_of_a_command_describes_its_method() -> None:
    docs = {each.name: each.doc for each in outline("shop.rb", THOR).symbols}
    assert docs["Shop.add"] == "Add bread."
    assert docs["Shop.bake"] == "Bakes."
    assert not docs["Shop.sell"] and not docs["Shop.more"]


def test_a_comment_above_the_first_of_two_methods_of_one_name_describes_it() -> None:
    text = (
        "class Shop\n  # Sells bread.\n  def self.sell\n  end\n\n"
        "  # Sells one.\n  def sell\n  end\nend\n"
    )
    sell = {each.name: each for each in outline("shop.rb", text).symbols}["Shop.sell"]
    assert sell.doc == "Sells bread."
    assert sell.signature == "def self.sell\n# Sells one.\ndef sell"


@pytest.mark.parametrize(
    "call",
    [
        'tag.div class: "rows", data: { row: 1 }, &',
        'link_to "/", class: "row",\n      &',
    ],
)
def test_a_block_without_a_name_that_is_passed_on_tears_nothing(call: str) -> None:
    text = f"module Rows\n  def row(rows, &)\n    {call}\n  end\n\n  def last\n  end\nend\n"

    read = outline("rows.rb", text)

    assert [symbol.name for symbol in read.symbols] == ["Rows", "Rows.row", "Rows.last"]
    assert not read.unread
