# ruff: noqa: E501 - a case stands on one line
"""Which paragraph of a README says what the project is."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ralf_notes.outline.parse import outline
from ralf_notes.outline.readmes import is_readme, purpose_in
from ralf_notes.outline.readmes.beginning import beginning

SAID = "Brook is a library for mills."


def purpose(text: str, path: str = "README.md") -> str:
    return purpose_in(path, dedent(text).lstrip("\n"))


@pytest.mark.parametrize(
    "before",
    [
        "",
        "[![CI][ci]](https://a.example) [![v](https://b.example/v.svg)](https://b.example)\n\n",
        "[NPM Version][npm] [Build][ci]\n\n",
        "[Docs](https://a.example) • [Discord](https://b.example) • [Blog](https://c.example)\n\n",
        "> [!NOTE]\n> Brook is in maintenance mode.\n\n",
        "> **Warning**\n> This is a work in progress.\n\n",
        "**Note:** this is the branch of version 2.\n\n",
        "See the [documentation](https://a.example) for more details.\n\n",
        "_formerly wind-mill_\n\n",
        "Also known as the Blue Mill.\n\n",
        "Please read the guide first.\n\n",
        "If you prefer Yarn over npm, use this command:\n\n    yarn add brook\n\n",
        "Install it with `pip install brook`.\n\n",
        "~~*`brook` in a mill, again?*~~\n\n",
        "Read this in [English](a.md), [中文](b.md), [日本語](c.md).\n\n",
        "Supported by [Acme](https://acme.example).\n\n",
        "Trusted by Acme, Bolt and others.\n\n",
        "To help you ship mills faster, check out [Acme](https://acme.example).\n\n",
        "<!-- A long\n\ncomment -->\n\n",
        '<p align="center"><img src="a.png" alt="Brook carries water"></p>\n\n',
        '<div align="center">\n<sup>Sponsors</sup>\n\n'
        "### [Acme, the terminal for all](https://a.example)\n"
        "[Try Acme today](https://a.example)\n\n</div>\n\n",
        "- a list\n- of things that Brook is\n\n",
        "| a | table |\n|---|---|\n| of | Brook |\n\n",
        "```sh\nbrook is a command\n```\n\n",
        "---\ntitle: Brook\n---\n\n",
        "::: tip\nBrook is quick.\n:::\n\n",
        "!!! note\n    Brook is new.\n\n",
        "Is this a mill?\n\n",
        "The mill team maintains a deployment at:\n\n- https://a.example\n\n",
        "[ci]: https://a.example/ci\n\n",
        "A screencast is available here: https://a.example\n\n",
        "Join our Discord to chat with us.\n\n",
        "Brook has a [documentation website](https://a.example).\n\n",
        "© 2026 Acme\n\n",
        "For example, a mill of four wheels needs two gates.\n\n",
        "Likely more will follow, stay tuned.\n\n",
        "More to come.\n\n",
    ],
)  # fmt: skip
def test_what_is_beside_the_point_is_passed_over(before: str) -> None:
    assert purpose_in("README.md", f"# Brook\n\n{before}{SAID}\n") == SAID
    assert purpose_in("README.md", f"{before}{SAID}\n\n# Install\n") == SAID


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<p align=center><em>A brook that never runs dry.</em></p>\n\n# Brook\n\nIt gives you:\n",
         "A brook that never runs dry."),
        ("<h1>Brook</h1>\n<p>A quiet water\n<br/>\nby <a href=x>@me</a></p>\n", "A quiet water"),
        ("# brook\n\n> Carries water.\n", "Carries water."),
        ("# Brook\n\nJoin us on Slack.\n\nBrook is a library for bots on Slack and Twitter.\n",
         "Brook is a library for bots on Slack and Twitter."),
        ("# Brook\n\n... so drink it\n\nCarries water to mills.\n", "Carries water to mills."),
        ("# brook\n\n**Brook** — a quiet water for mills.\n", "A quiet water for mills."),
        ("# brook\n\nBrook: a quiet water for mills.\n", "A quiet water for mills."),
        ("![logo](a.png)\n\nhey is a tiny mill.\n\nhey was called boom.\n", "hey is a tiny mill."),
        ("# Brook\n\nHey there, nice to see you! Brook carries water.\n", "Brook carries water."),
        ("# Brook\n\n> A quiet, safe stream\n\n- x\n\nBrook works with both mills and wells.\n",
         "A quiet, safe stream"),
        ('<div align="center">\n<a href="https://a.example">\n  <div>\n    <img src="b.png">\n  </div>\n'
         "  <b>Warp, the smart mill</b>\n</a>\n<br>\n</div>\n\nA quiet water for all.\n",
         "A quiet water for all."),
        ("# Full Water Mill\n\n- x\n\n## License\n\nIt is licensed under MIT.\n", "Full Water Mill"),
        ("# brook\n\nThis guide walks you through mills.\n\n## Start\n\nThis project is set up for it.\n",
         "This guide walks you through mills."),
        ("# brook\n\n> Better mills — [Demo](https://a.example)\n", "Better mills"),
        ("# brook\n\nTo serve water, run `brook`. Brook 4 was recently released.\n\nA quiet water.\n",
         "A quiet water."),
        ("# brook\n\n> ### Example Mill of water\n\n## Start\n\nThis project needs stones.\n",
         "Example Mill of water"),
        ("# Brook - carries water to mills\n\n## Install\n", "Carries water to mills"),
        ("Brook\n=====\n\nBrook carries *much* water to `mills`.\n",
         "Brook carries much water to `mills`."),
        ("# Brook\n\nBrook is a **DSL** for mills:\n\n```rb\nx\n```\n", "Brook is a DSL for mills."),
        ("# Brook\n\nBrook is quick. It:\n\n* runs\n", "Brook is quick."),
        ("# What\n\nWords about it.\n\n## What is Brook?\n\nBrook is a stream.\n", "Brook is a stream."),
        ("# Brook\n\n## About\n\n`brook` is [a stream][1] of [water](x).\n\n[1]: y\n",
         "`brook` is a stream of water."),
        ("# Now in Mills\n\nThis is the repository of it.\n\nNow in Mills is an app for millers.\n",
         "Now in Mills is an app for millers."),
        ("<h2>\n An open source mill. </br>\n Collaborative. </br>\n</h2>\n", "An open source mill."),
        ("# Brook\n\n一个快速的水磨库。\n", "一个快速的水磨库。"),
        ("Brook - a tiny mill for all\n===\n\n**Brook 2.9 is out!!**\n", "A tiny mill for all"),
        ("# Brooks\n\nThese samples show mills. In its branches you'll find more.\n",
         "These samples show mills. In its branches you'll find more."),
        ("# Mill\n\n> *Grinding Since 2015*\n\nGrind corn with water.\n\nThe app is lean.\n",
         "Grind corn with water."),
        ("# Mill\n\n> It has moved to x. Work will go on there.\n\nSample mill for corn.\n",
         "Sample mill for corn."),
        ("# Brook\n\n**Brook is for *se*nding and *de*livering water.**\n",
         "Brook is for sending and delivering water."),
        ("# Brook is no longer maintained\n\nThe source will stay here.\n\n# Brook\n\nThis library carries water.\n",
         "This library carries water."),
        ("Welcome to **Brook**, a mill for corn. It runs.\n\nBrook is used to run a.example.\n",
         "Brook is a mill for corn. It runs."),
        ("# Mills\n\nA library of water wheels.\n\n## Overview\n\nMills are the houses that grind corn.\n",
         "A library of water wheels."),
        ("# Brook\n\nCreate and run mills easily.\n\n## Editor\n\nBrook uses your default editor.\n",
         "Create and run mills easily."),
        ("# Brook\n\n##### A set of mills with no dependencies\n\n## Tools\n\n- a\n", "A set of mills with no dependencies"),
        ("## Mill of corn\n\nThis is a mill that features:\n- a wheel\n\n## Auth0\n\nThis sample has Auth0.\n",
         "Mill of corn"),
        ("# Mill templates\n\nTo use it, copy it. Then choose File... , and scroll down.\n", ""),
        ("# Brook (deprecated)\n\nBrook carries water.\n", "Brook carries water."),
        ("# Brook\n\nThe mill library.\n\n## What is a mill?\n\nA mill is a machine that grinds.\n",
         "The mill library."),
        ("# Brook\n\n## About\n\nStop right there! This is the starter for mills.\n\n"
         "> In this template, we use `@acme` as a name.\n", "This is the starter for mills."),
        ("# Brook\n\nThis is a Jazzband project. By contributing you agree.\n\nBrook carries water.\n",
         "Brook carries water."),
        ("# Brook\n\n<style>\nbody { margin: 0; }\n\nh1 { color: red; }\n</style>\n\nBrook carries water.\n",
         "Brook carries water."),
        ("# Brook\n\nCarries water by itself.\n\n## More\n\nBrook comes with a `mill` tool.\n",
         "Carries water by itself."),
        (
            "Brook\n=====\n\nThis package implements many mills, including\n\n- wind mills\n",
            "This package implements many mills.",
        ),
        (
            "Brook grinds corn for many people.\n\n> ⚠ API may change, use Mill for real work.\n",
            "Brook grinds corn for many people.",
        ),
        (
            "# Brook\n\nBrook is a library <sup><sup>[How?](a.md)</sup></sup>, for mills.\n",
            "Brook is a library, for mills.",
        ),
        (
            "# Brook\n\nOver the last 10 years, I have used Mill. This configuration is the ultimate one.\n",
            "This configuration is the ultimate one.",
        ),
        (
            "# Gate middleware\n\nThis middleware opens the `Gate` of a mill.\n\n"
            "The `wheels` option is off by default.\n",
            "This middleware opens the `Gate` of a mill.",
        ),
        (
            "# The Mill Primer\n\n## Motivation\n\n> Learn how to mill.\n>\n> Prep for the mill exam.\n\n"
            "### Learn how to mill\n\nA mill is a broad topic.\n\n"
            "This repo is an **organized collection** of texts on mills.\n\n"
            "### Learn from others\n\nThis is a continually updated, open source project.\n",
            "This repo is an organized collection of texts on mills.",
        ),
        ("brook carries water to mills.\n\n### Usage\n\nThe water must run downhill.\n",
         "brook carries water to mills."),
        ("# brook.mill\n\n## Introduction\n\nA first wheel for mills that is:\n\n* Small\n\n## Install\n\n"
         "Corn is a grain for mills.\n", "A first wheel for mills."),
        ("# Corn in Mills\n\n## Overview\n\n[Corn](https://a.example) is a grain of the fields.\n\n"
         "The Corn-Mills package is a set of mills.\n", "The Corn-Mills package is a set of mills."),
        ("# Brook\n\nYou probably know mills. Carries water for those who do not.\n",
         "Carries water for those who do not."),
        ("# Mill app with wheels\n\nThis is a mill app that features:\n\n- a wheel\n", "Mill app with wheels"),
        ("Brook\n===\n\n**Notes about version 2**: this is an updated version of Brook to unify mills.\n\n"
         "Brook is a wheel for mills.\n", "Brook is a wheel for mills."),
        ('<h3 align="center">brook - <i>Supercharge your mill!</i></h3>\n\n'
         "`brook` (_b³_) is a full-featured mill.\n\n## Features\n\n- corn\n", "`brook` (b³) is a full-featured mill."),
    ],
)  # fmt: skip
def test_the_sentence_is_found_where_authors_write_it(text: str, said: str) -> None:
    assert purpose(text) == said


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.rst", "=====\nBrook\n=====\n\n.. image:: a.png\n   :alt: x\n\n|badge|\n\n"
                       f":Author: me\n\n{SAID}"),
        ("README.rst", ".. _top:\n\nBrook\n-----\n\n"
                       "**Brook** is a `library <https://a.example>`_ for mills.\n"),
        ("README.rst", "Brook\n=====\n\n.. note::\n\n   Brook is old.\n\n"
                       "Brook is a library_ for mills.\n"),
        ("README.adoc", ":toc:\nimage:https://a.example/b.svg[CI]\n\n= Brook\n\n"
                        "[NOTE]\n====\nOld.\n====\n\nBrook is a https://a.example[library] for mills.\n"),
        ("README", "BROOK\n\nBrook is a library for mills.\n\nTo install, type make.\n"),
        ("README.org", "#+TITLE: Brook\n\nBrook is a library for mills.\n"),
        ("README.rdoc", "= Brook\n\nBrook is a library for mills.\n\n== Install\n"),
        ("Readme.txt", "Brook is a library\nfor mills.\n"),
    ],
)  # fmt: skip
def test_other_markups_are_read(path: str, text: str) -> None:
    assert purpose_in(path, text) == SAID


@pytest.mark.parametrize(
    "text",
    [
        "# Brook\n\nSee https://a.example\n",
        "# Brook\n\nThe editor supports:\n\n- water\n",
        "# Brook\n\n[Visit the site](https://a.example)\n",
        "# Brook\n\n## License\n\nMIT\n",
        "# The Brook\n\n## Water\n\n- a\n\n## License\n\nThe Brook is licensed under the MIT license.\n",
        "# Brook\n\n### Keys - Dark Mode\n\n![dark](a.png)\n\n### Environment variables\n\n"
        "This project depends on some environment variables.\n",
        "# Brook\n\nWhat is this?\n",
        "# Brook\n\nMore modern examples can be found in other mills.\n\n## Tests\n\nThis project uses wheels.\n",
        "# Brook\n\nThis feature is only available at night.\n",
        "# Brook\n\n## Getting started\n\nAll you need to get started is a mill.\n",
        "# Brook\n\n(Assumed you are at the mill.)\n",
        "# Brook\n\nThe documentation of the mill is available online.\n",
        "",
        "# Brook\n\n**🌎 README is available in other languages: [🇪🇸](es.md) . [🇫🇷](fr.md)**\n\n",
        "# Brook\n\n**Help [translate](a.md) this guide!**\n\n",
        "# Brook\n\nThis repo was made with love using Acme.\n\n",
        "# Brook\n\nDefinitely for advanced users.\n\n",
        "Generic single-database configuration.\n",
        "# Brook\n\nThis is a [Next.js](a) project bootstrapped with [`create-next-app`](b).\n",
        "# Brook\n\nThis course has been developed by Acme.\n",
        "# Brook\n\n<em>Disclaimer: this may vary with the version.<br/>\nRunning <code>brook show</code> will tell you.</em>\n\n",
    ],
)
def test_nothing_is_said_rather_than_nonsense(text: str) -> None:
    assert purpose_in("README.md", text) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Mills\n\nEach program turns a wheel. It stops by itself.\n",
         "Each program turns a wheel. It stops by itself."),
        ("# Mills\n\nSee the guide. It is long.\n", ""),
        ("# Mills\n\nIt turns with 1 wheel.\n", ""),
        ("# Mills\n\nIt is a wheel.\n", "It is a wheel."),
        ("# Mills\n\nThese are wheels.\n", "These are wheels."),
        ("# Turn a wheel with water\n\n> Gather the water.\n\n## A\n\n> Ask for more.\n",
         "Gather the water."),
        ("# Turn a wheel with water\n\n## A\n\nGather the water.\n", "Turn a wheel with water"),
        ("# Mills\n\n## Usage\n\nRust is a language that turns wheels.\n", "Rust is a language that turns wheels."),
        ("# Mills\n\nTurns wheels.\n\n## Notes\n\nRust is a language.\n", "Turns wheels."),
        (
            "Wheel wrapper for Brook\n====\n\nWe provide a wheel wrapper for Brook, to grind better.\n\n"
            "This wrapper currently supports only corn.\n",
            "We provide a wheel wrapper for Brook, to grind better.",
        ),
    ],
)  # fmt: skip
def test_the_readme_of_a_folder_may_speak_of_its_files(text: str, said: str) -> None:
    assert purpose(text, "mills/README.md") == said


@pytest.mark.parametrize(
    "said",
    [
        "Build and publish mills as packages.",
        "Build fast mills with water.",
        "Build mills, gates and wheels out of plain wood.",
    ],
)
def test_what_a_user_builds_with_it_says_what_it_is(said: str) -> None:
    assert purpose_in("README.md", f"# Brook\n\n{said}\n") == said


@pytest.mark.parametrize(
    "text",
    [
        "Build from source with make.",
        "Build and run the tests first.",
        "Build status of the main branch.",
        "Build using two wheels.",
        "Build: passing",
        "Build the mill with a hammer.",
        "Build",
    ],
)
def test_how_it_is_built_does_not(text: str) -> None:
    assert purpose_in("README.md", f"# Brook\n\n{text}\n") == ""


def test_a_rule_ends_a_paragraph() -> None:
    assert purpose(f"_Click the release_\n***\n{SAID}\n") == SAID


@pytest.mark.parametrize(
    "path", ["README.md", "a/readme", "Readme.rst", "README.adoc", "README.txt"]
)
def test_readmes_are_known_by_name(path: str) -> None:
    assert is_readme(path)


@pytest.mark.parametrize("path", ["README.zh.md", "README-VIM.md", "READMES.md", "readme.py"])
def test_translations_and_others_are_no_readme(path: str) -> None:
    assert not is_readme(path)


PIECES = st.sampled_from(
    [
        "# ", "\n", "\n\n", "> ", "- ", "```", "    ", "<p>", "</p>", "<div", ">", "<!--", "-->", "[",
        "](", ")", "![", "*", "**", "`", "Brook is a mill.", "===", "---", "::", ".. x::", "= ", "|",
        "_", "<br>", ":::", "~~", "\x01", "\x02", "\x03", "]: ", "www", "1. ", "&lt;", "\\", "[NOTE]",
    ]
)  # fmt: skip


@given(
    st.sampled_from(["README.md", "README.rst", "README.adoc", "README", "README.org"]),
    st.lists(PIECES, max_size=80).map("".join) | st.text(max_size=300),
)
@example("README.md", "[" * 30_000)
@example("README.md", "<a " * 20_000)
@example("README.md", "*a " * 20_000)
@example("README.md", "`a" * 20_000)
@example("README.md", "![" * 20_000)
@example("README.md", "[a](" * 10_000)
@example("README.rst", "`a" * 20_000)
@example("README.adoc", "link:" * 8_000)
@example("README.adoc", "*_" * 20_000)
def test_any_text_is_read(path: str, text: str) -> None:
    said = purpose_in(path, text)
    assert not {"\x01", "\x02", "\x03"} & set(said) or {"\x01", "\x02", "\x03"} & set(text)
    assert len(said) <= 1200


def test_the_beginning_of_a_readme_is_prose_without_what_is_aside() -> None:
    text = """<p align="center"><img src="logo.png"
  alt="Logo"></p>

Gate
====

[![build](https://x.example/b.svg)](https://x.example)

Opens **doors** by their [name](https://x.example/names).

## Installation

Run the installer of your system.

```bash
brew install gate
```

## What it can do
- Open doors
- Shut `doors`

[x]: https://x.example
"""
    said = "Gate: Opens doors by their name. What it can do: - Open doors - Shut `doors`"
    assert beginning(text, 1_500) == said
    assert beginning(text, 10) == said[:10].strip()


@given(st.text(alphabet="ab `~#=-<>![]()\n*_é", max_size=300), st.integers(0, 60))
def test_the_beginning_of_any_readme_is_one_line_of_so_many_bytes(text: str, most: int) -> None:
    said = beginning(text, most)
    assert len(said.encode()) <= most
    assert "\n" not in said


@pytest.mark.parametrize(
    ("most", "said"),
    [
        (200, "Shop: Sells bread. It bakes. bread | heat rye | high wheat | low"),
        (52, "Shop: Sells bread. It bakes. bread | heat rye | high"),
        (50, "Shop: Sells bread. It bakes. bread | heat"),
        (27, "Shop: Sells bread."),
    ],
)
def test_a_beginning_ends_with_a_whole_sentence_or_row(most: int, said: str) -> None:
    table = "| bread | heat |\n|-------|:----|\n| rye | high |\n| wheat | low |\n"
    assert beginning(f"# Shop\n\nSells bread. It bakes.\n\n{table}", most) == said


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("name: Fault\nabout: Tell us of a fault", "Tell us of a fault"),
        ("name: Fault\nabout: Tell us\ndescription: A fault of a mill", "A fault of a mill"),
        ("title: Fault\nabout: true", "A clear description of what the fault is."),
    ],
)
def test_a_template_of_issues_is_told_by_its_front_matter(front: str, said: str) -> None:
    text = f"---\n{front}\n---\n\nA clear description of what the fault is.\n"
    assert outline(".github/ISSUE_TEMPLATE/fault.md", text).purpose == said


def test_what_stands_below_a_command_is_about_the_command() -> None:
    text = "# The shop\n\n## Start\n\n### `npm start`\n\nThe app runs in the development mode.\n"
    assert purpose_in("README.md", text) == ""
    assert purpose_in("README.md", "# `mill corn`\n\nGrinds corn in mills.\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Brook\n\nQuick and small. Brook is a library for mills.\n", f"{SAID}"),
        ("# Brook\n\nIf so, you are right here! Brook is a library for mills.\n", f"{SAID}"),
        ("# Brook\n\nBrook derives from the old word for water. It turns wheels.\n\nTurns wheels of all mills.\n",
         "Turns wheels of all mills."),
        ("Go module to turn wheels.\n\nThis module makes wheels by the rule: four wheels a mill.\n",
         "Go module to turn wheels."),
        ("# Brook mill images\n\n## Folders\n\n### `/wheels`\n\nThis directory is for the wheels of mills.\n",
         "Brook mill images"),
        ("# brook dotfiles\n\n## Install\n\n    rcup\n", "brook dotfiles"),
    ],
)  # fmt: skip
def test_a_sentence_on_something_else_gives_way(text: str, said: str) -> None:
    assert purpose(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "# Mill\n\nA fast mill, written in C ⚡️\\\nGrinds corn and rye!\\\nRuns anywhere.\n",
            "A fast mill, written in C. Grinds corn and rye! Runs anywhere.",
        ),
        ("# Mill\n\nA fast mill for\\\nthe whole house.\n", "A fast mill for the whole house."),
        (
            "# `mill` + `gate`: Power for brooks\n\nThis repository provides both `mill` and `gate`"
            " tools.\n\n## What are `mill` and `gate`?\n\n**mill** is a tool to grind corn.<br/>\n"
            "**gate** is a tool to stop water.\n",
            "mill is a tool to grind corn. gate is a tool to stop water.",
        ),
        (
            "![logo](a.svg)\n\nnow is a tool to grind corn.\n\n## Install\n\n"
            "[a](https://github.com/ada/now/issues), [b](https://github.com/ada/now), [c](https://github.com/bob/mill)\n",
            "now is a tool to grind corn.",
        ),
        ("Open browser to `http://a.example`\n", ""),
        ("The archive of tests contains\n\n- a\n- b\n\nMore tests are all welcome.\n", ""),
        ("# Mill\n\nMill is:\n\n- a wheel\n\nIn other words, Mill turns.\n", "Mill turns."),
    ],
)
def test_the_sentence_is_told_as_it_is_meant(text: str, said: str) -> None:
    assert purpose(text) == said
