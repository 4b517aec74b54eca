"""Blade templates: the functions and classes of the tree that their code uses, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from material.command_line import run
from material.repository import repository

from ralf_notes.outline.components.blade import code_of

HELPERS = "app/helpers.php"
CART, LABEL, LIKES = (
    "app/Models/Cart.php", "app/View/Components/Forms/CartLabel.php", "app/Livewire/CartLikes.php",
)  # fmt: skip
FILES = {
    HELPERS: "<?php\n\nfunction price($cart)\n{\n    return 3;\n}\n\nfunction tax()\n{\n}\n",
    CART: "<?php\n\nnamespace App\\Models;\n\nclass Cart\n{\n    const MOST = 3;\n}\n",
    LABEL: "<?php\n\nnamespace App\\View\\Components\\Forms;\n\nclass CartLabel\n{\n}\n",
    LIKES: "<?php\n\nnamespace App\\Livewire;\n\nclass CartLikes\n{\n}\n",
    "app/Known.php": "<?php\n\nclass Known\n{\n}\n",
}
KNOWN = "<p>{{ Known::class }}</p>"
PAGE = "resources/views/shop/page.blade.php"
NAMED = {HELPERS: ("price", "tax"), CART: ("Cart",), LABEL: ("CartLabel",), LIKES: ("CartLikes",)}


def vault_of(tmp_path: Path, text: str) -> Path:
    source = repository(
        tmp_path / "tree", {**FILES, PAGE: f"<p>{{{{ Known::class }}}}</p>\n{text}"}
    )
    run("generate", source, "--engine", "none", "-o", tmp_path / "vault")
    return tmp_path / "vault/tree"


def used(vault: Path) -> set[str]:
    """Return which of the files the note of the page links to."""
    note = (vault / f"{PAGE}.md").read_text(encoding="utf-8")
    uses = "".join(line for line in note.splitlines() if line.startswith("- Uses "))
    assert "[[tree/app/Known.php.md|" in uses
    return {path for path in NAMED if f"[[tree/{path}.md|" in uses}


USES = [
    ("<b>{{ price($cart) }}</b>", {HELPERS}),
    ("{{{ price($cart) }}}", {HELPERS}),
    ("<b>{!! e(price($cart)) !!}</b>", {HELPERS}),
    ("@if(count($all) > 3 && price($all[0]))\nx\n@endif", {HELPERS}),
    ("@unless (price($a))\n@elseif (tax())\n@endunless", {HELPERS}),
    ("@foreach(price($cart) as $line)\n{{ $line }}\n@endforeach", {HELPERS}),
    ("@forelse (price($cart) as $i => $line)\n@empty\n@endforelse", {HELPERS}),
    ("@include('a.b', ['c' => price($cart), 'd' => ')'])", {HELPERS}),
    ("@php\n    // it's\n    $x = price($cart);\n@endphp", {HELPERS}),
    ("@php($x = price($cart))", {HELPERS}),
    ("<?php echo price($cart); ?>", {HELPERS}),
    ("<?= price($cart) ?>", {HELPERS}),
    ("{{ \\App\\Models\\Cart::MOST }}", {CART}),
    ("@can(App\\Models\\Cart::MOST, $x)\n@endcan", {CART}),
    ("@inject('cart', 'App\\Models\\Cart')", {CART}),
    ("@inject('cart', App\\Models\\Cart::class)", {CART}),
    ("@use('App\\Models\\Cart')\n{{ Cart::MOST }}", {CART}),
    ("@use(App\\Models\\Cart)\n{{ Cart::MOST }}", {CART}),
    ("@use('App\\Models\\{Cart, Gone}')\n{{ Cart::MOST }}", {CART}),
    ("@use('App\\Models\\Cart', 'Basket')\n{{ Basket::MOST }}", {CART}),
    ("@php\nuse App\\Models\\Cart;\n@endphp\n{{ Cart::MOST }}", {CART}),
    ('<x-forms.cart-label :cart="price($cart)" />', {HELPERS, LABEL}),
    ("<x-forms.cart-label class='a' :cart='price($cart)'>x</x-forms.cart-label>", {HELPERS, LABEL}),
    ("<livewire:cart-likes />", {LIKES}),
    ("@livewire('cart-likes', ['cart' => price($cart)])", {LIKES, HELPERS}),
]


@pytest.mark.parametrize(("text", "others"), USES)
def test_links_to_what_the_code_uses(tmp_path: Path, text: str, others: set[str]) -> None:
    assert used(vault_of(tmp_path, text)) == others


@pytest.mark.parametrize(
    "text",
    [
        "{{-- {{ price($cart) }} --}}",
        '{{--\n<x-forms.cart-label :cart="price($cart)"/>\n--}}'.replace("x-forms", "b"),
        "@verbatim\n{{ price(cart) }}\n@endverbatim",
        "@{{ price(cart) }}",
        "@@if(price($cart))",
        "<p>The price(of) it.</p>",
        "<script>price(3); tax()</script>",
        '<my-cart :cart="price(cart)"></my-cart>',
        "{{ $price(3) . $cart->price(3) . Gone::price(3) . 'price(3)' }}",
        "<a href='mailto:me@if(price(3))'>",
        "{{ Cart::MOST }}",
        "@use('App\\Models\\Gone')\n{{ Gone::MOST }}",
        "<x-package::forms.cart-label />",
        "{{ price",
    ],
)
def test_leaves_out_what_is_no_use(tmp_path: Path, text: str) -> None:
    assert used(vault_of(tmp_path, text)) == set()


def test_a_function_tells_the_templates_that_use_it(tmp_path: Path) -> None:
    vault = vault_of(tmp_path, "<b class='big'>{{ price($cart) }}</b>")
    note = (vault / f"{HELPERS}.md").read_text(encoding="utf-8")
    assert f"- Used by [[tree/{PAGE}.md|" in note
    assert "<b class='big'>{{ price($cart) }}</b>" in note


PIECES = st.sampled_from(
    ("{{", "}}", "{!!", "!!}", "{{--", "--}}", "@php", "@endphp", "@if", "(", ")", "'", '"', "a ",
     "@verbatim", "@endverbatim", "<?php", "?>", "<x-a ", ":b=", "\n", "é", "@", ">")
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
@example("{{}}")
@example(":b=''<x-a :b=''")
def test_the_code_stands_where_it_does_in_the_source(text: str) -> None:
    source = text.encode()
    code = code_of(source)
    assert len(code) == len(source)
    kept = ((here, there) for here, there in zip(code, source, strict=True) if here != there)
    assert {here for here, _ in kept} <= set(b" ;[]forach")
