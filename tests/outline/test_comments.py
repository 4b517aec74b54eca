"""Which comment describes which definition, and which one is about the file."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ralf_notes.outline.parse import outline


def docs(path: str, text: str) -> dict[str, str]:
    return {symbol.name: symbol.doc for symbol in outline(path, dedent(text)).symbols}


def test_a_comment_on_what_a_module_exposes_is_of_that_alone() -> None:
    found = docs(
        "a.js",
        """
        /**
         * Expose `Song` class.
         */

        function hum(tune) {}

        /** Expose `sing`. */
        module.exports.sing = function () {};
        """,
    )
    assert (found["hum"], found["sing"]) == ("", "Expose `sing`.")


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("a.rs", "/// Sings.\n\n#[derive(Debug)]\n\npub struct A;\n", "A"),
        ("a.rs", "/** Sings. */\n\npub fn a() {}\n", "a"),
        ("a.rs", '#[doc = "Sings."]\npub fn a() {}\n', "a"),
        ("a.js", "/**\n * Sings.\n */\n\napp.sing = function () {};\n", "app.sing"),
        ("a.js", "var x = 1;\n\n/** Sings. */\n\n\nfunction a() {}\n", "a"),
        ("a.ts", "/** Sings. */\n\nexport class A {}\n", "A"),
        ("A.java", "/** Sings. */\n\n@Deprecated\npublic class A {}\n", "A"),
        ("a.kt", "/** Sings. */\n\nfun a() {}\n", "a"),
        ("a.php", "<?php\n/** Sings. */\n\nfunction a() {}\n", "a"),
        ("a.swift", "/// Sings.\n\nfunc a() {}\n", "a"),
        ("A.cs", "/// <summary>Sings.</summary>\n\npublic class A {}\n", "A"),
        ("a.c", "int x = 1;\n\n/* Sings. */\n\nint a(void) { return 1; }\n", "a"),
        ("a.h", "#pragma once\n\n/*! Sings. */\n\nint a(void);\n", "a"),
        ("a.c", "#define A 3 /* Sings. */\n", "A"),
        ("a.go", "package a\n\nconst A = 3 // Sings.\n", "A"),
        ("a.py", "A = 3  # Sings.\n", "A"),
        ("a.py", "#: Sings.\nA = 3\n", "A"),
        ("a.py", 'A = 3\n"""Sings."""\n', "A"),
        ("a.sh", "X=1\n\n#\n# Sings.\n#\n\na() {\n  :\n}\n", "a"),
        ("a.sh", "X=1\n\na() { #? Sings.\n  :\n}\n", "a"),
        ("a.sh", "X=1\n\n# Sings.\na() { # shellcheck disable=SC2034\n  :\n}\n", "a"),
        ("a.hpp", "int x;\n\n//* Sings.\nint a();\n", "a"),
        # A macro or an annotation that the grammar does not know stands between the two.
        ("a.h", "/* Sings. */\nSONG_PUBLIC(const char *) sing(void);\n", "sing"),
        ("a.hpp", "class A {\n  /// Sings.\n  A_CONSTEXPR void sing() {}\n};\n", "A::sing"),
        ("a.hpp", "/// Sings.\nA_EXPORT\ntemplate <class T> struct A {};\n", "A"),
        ("a.kt", '/** Sings. */\n@JvmName("b")\nfun a(): Int = 3\n', "a"),
        ("a.rs", "/// Sings.\n#[derive(Debug)] // as tests need it\npub struct A;\n", "A"),
        ("a.ts", "/** Sings. */\n/*#__PURE__*/\nexport const a = () => 3\n", "a"),
        # The comment above a group describes the first of it.
        ("a.h", "// Sings.\nenum { A = 3 };\n", "A"),
        ("a.go", "package a\n\n// Sings.\nconst (\n\tA = 3\n\tB = 4\n)\n", "A"),
    ],
)
def test_a_comment_describes_the_definition_that_it_belongs_to(
    path: str, text: str, name: str
) -> None:
    result = outline(path, text)
    assert {symbol.name: symbol.doc for symbol in result.symbols}[name] == "Sings."
    assert result.purpose == ""


@pytest.mark.parametrize(
    ("path", "comment"),
    [
        ("a.go", "// Sings.\n\n"),  # godoc does not look over an empty line
        ("a.c", "/* Birds */\n\n"),  # the title of what follows, not a sentence
        ("a.js", "// Sings.\n\n"),
        ("a.js", "// ---- birds ----\n"),
        ("a.js", "// =====\n// Birds\n// =====\n"),
        ("a.c", "/*******\n * Birds\n *******/\n"),
        ("a.rb", "# --- birds\n"),
        ("a.js", "/** @private */\n"),
        ("a.js", "/* @api private */\n"),
        ("a.js", "/**\n * Module dependencies.\n * @private\n */\n\n"),
        ("a.js", "/* Helper functions */\n"),
        ("a.c", "// birds.c\n"),  # where it is defined
        ("a.js", "/** @file Sings. */\n\n"),
        ("a.js", "/* Copyright (c) 2020 A */\n"),
        ("a.js", "// eslint-disable-next-line\n"),
    ],
)
def test_a_title_or_a_licence_describes_no_definition(path: str, comment: str) -> None:
    before = {"a.go": "package a\n\nvar x = 1\n\n", "a.rb": "X = 1\n"}.get(path, "x = 1;\n")
    body = {"a.go": "func a() {}\n", "a.c": "int a(void) { return 1; }\n", "a.rb": "def a\nend\n"}
    text = before + comment + body.get(path, "function a() {}\n")
    assert docs(path, text)["a"] == ""


@pytest.mark.parametrize("words", ["Miscellaneous utility methods.", "Constants"])
def test_a_doc_comment_that_says_what_a_type_holds_is_no_title(words: str) -> None:
    doc = f"/**\n * {words}\n *\n * @author A\n */\n\n"
    java = docs("A.java", f"package a;\n\n{doc}class A {{\n  {doc}  int b() {{ return 1; }}\n}}\n")
    assert java["A"].startswith(words)
    assert java["A.b"] == ""
    kotlin = docs("a.kt", f"package a\n\n{doc}object A {{\n}}\n\n{doc}fun b() = 1\n")
    assert kotlin["A"].startswith(words)
    assert kotlin["b"] == ""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("A.java", "class A {\n    // Sings the whole song\n    void a() {}\n}\n"),
        ("a.swift", "struct A {\n    // Sings the whole song\n    func a() {}\n}\n"),
        ("a.kt", "class A {\n    // Sings the whole song\n    @JvmStatic\n    fun a() {}\n}\n"),
        ("A.cs", "class A {\n    // Sings the whole song\n    void a() {}\n}\n"),
        ("a.py", "class A:\n    # Sings the whole song\n    def a(self): ...\n"),
    ],
)
def test_a_plain_comment_describes_what_has_no_other(path: str, text: str) -> None:
    assert docs(path, text)["A.a"] == "Sings the whole song"


def test_a_comment_below_a_declaration_of_c_describes_that() -> None:
    text = """
        #ifndef SONG_H
        /* Songs of all kinds.

           They are sung here.
        */

        typedef int song;

        #define LOUD 1
        #define SOFT 2
        /* How to sing. */

        int sing(song it);
        /*
           Sings it.
        */

        /*
        int hum(song it);

           Hums it.
        */

        int end(song it); /* Ends it. */

        extern int songs;
        /* Counts the birds that sing. */

        int birds(void);
        #endif
    """
    said = {"song": "", "LOUD": "How to sing.", "SOFT": "", "sing": "Sings it.", "end": "Ends it."}
    said |= {"songs": "", "birds": ""}
    assert docs("song.h", text) == said


@pytest.mark.parametrize(
    "comment",
    [
        "// TODO: sing the song",
        "// sing(song);",
        "// Constructors",
        "// Songs of the day\n",
        "// a = b of the song",
        "// ---- songs of the day ----",
    ],
)
def test_a_plain_comment_that_is_no_sentence_describes_nothing(comment: str) -> None:
    assert docs("A.java", f"class A {{\n    {comment}\n    void a() {{}}\n}}\n")["A.a"] == ""


def test_an_author_decides_what_a_doc_comment_says() -> None:
    assert docs("a.ts", "/** Helper type */\nexport type A = {};\n") == {"A": "Helper type"}
    text = "/** Sings.\n * @copyright 2020 A Singer */\nexport type A = {};\n"
    assert docs("a.ts", text) == {"A": "Sings."}
    text = "// type B = {};\n/** Sings. */\nexport type A = {};\n"
    assert docs("a.ts", text) == {"A": "Sings."}
    text = "enum A {\n  /// Old words.\n\n  /// Sings.\n  case a\n}\n"
    assert "Sings." in outline("a.swift", text).symbols[0].signature
    assert "Old" not in outline("a.swift", text).symbols[0].signature


def test_what_overloads_and_setters_say_stands_together() -> None:
    text = '''
        class A:
            @property
            def song(self):
                """The song.

                Returns:
                    Its words.
                """

            @song.setter
            def song(self, words):
                """Learns another one.

                Args:
                    words: New ones.
                """
    '''
    said = docs("a.py", text)["A.song"]
    assert said == "The song.\n\nLearns another one.\n\nReturns:\n    Its words."


def test_the_words_of_people_are_no_marks_for_tools() -> None:
    for words in ("Global state of the shop.", "Exported for tests.", "Region of interest.",
                  "Prettier than before.", "Type: the kind.", "Sets the copyright line.",
                  "Function of x and y."):  # fmt: skip
        assert docs("a.js", f"/** {words} */\nfunction a() {{}}\n")["a"] == words


def test_boxes_around_words_are_not_shown() -> None:
    for box, words in {
        "/*****\n * Sings. *\n * Loud.  *\n *****/": "Sings.\nLoud.",
        "/*****\n*  Sings.   *\n*****/": "Sings.",
        "/*!****\n *       *\n * Sings. **\n *       *\n * Loud.  **\n ***/": "Sings.\n\nLoud.",
        "/*****\n* Sings. *\n*****\n* x * y *\nLoud.\n*/": "Sings.\n\nx * y *\nLoud.",
        "////////\n/// Sings. ///\n////////": "Sings.",
        # A mark that some lines have is the author's.
        "/*****\n * Sings *\n * loud.\n *****/": "Sings *\nloud.",
        "/**\n * Sings *\n */": "Sings *",
        "/**\n * Sings:\n  - loud\n */": "Sings:\n- loud",
        "/**\n ** Sings:\n    - loud\n **/": "Sings:\n- loud",
        "/**\nSings:\n * loud\n   birds\n */": "Sings:\n * loud\n   birds",
    }.items():
        assert docs("a.c", f"{box}\nint a(void) {{ return 1; }}\n")["a"] == words, box


def test_tags_without_a_text_are_left_out_of_a_description() -> None:
    doc = "/**\n * Sings.\n *\n * @private\n * @memberof Bird\n * @author A B <a@b.c>\n */\n"
    assert docs("a.js", f"{doc}function a() {{}}\n")["a"] == "Sings."


@pytest.mark.parametrize(
    ("path", "text", "purpose"),
    [
        ("a.py", "# every tune\nTUNES = (1, 2)\n", ""),
        ("a.js", "/** Every tune. */\nconst tunes = [];\n", ""),
        ("a.js", "// Sings.\nconst x = require('x');\n", "Sings."),
        (
            "a.py",
            "# Ann B. Bird 2014-2026\n# birds Tunes of Birds\n# License: BSD\n\nimport a\n",
            "",
        ),
        ("a.js", "// FIXME: sing\n// loud\n\nconst x = require('x');\n", ""),
        ("a.js", "// TODO(bird): sing\n\n// Sings.\n\nimport 'x';\n", "Sings."),
        (
            "a.d.ts",
            "declare global {\n  // interface Bird {}\n  // interface Song {}\n}\nexport {};\n",
            "",
        ),
        ("a.rb", "# Be sure to restart your server when you modify this file.\n\nx = 1\n", ""),
        (
            "a.rb",
            "# Be sure to restart your server when you modify this file.\n\n# Sings.\n\nx = 1\n",
            "Sings.",
        ),
        ("a.rb", "# Bird::Song.configure do |tune|\n#   tune.sing\n# end\n", ""),
        ("a.js", "/**\n * Module dependencies.\n */\n\nvar x = require('x');\n", ""),
        ("a.js", "/*!\n * bird\n * Copyright(c) 2009 A\n */\n\n'use strict';\nf();\n", ""),
        ("a.rs", "/// Sings.\n\nfoo!();\n", ""),
        ("a.rs", "//! Sings.\n\npub fn a() {}\n", "Sings."),
        ("a.sh", "#!/bin/sh\n# Sings.\n# Loud.\nX=1\n", "Sings.\nLoud."),
        ("a.sh", "#!/bin/sh\n\n# Where.\nX=1\n", ""),
        ("a.c", "/* a.c -- sing it\n * Copyright (C) 1995 A\n */\n#include <x.h>\n", "sing it"),
        ("a.c", "// Songs for C\n//\n// Copyright (c) 2012 A\n\n#include <x.h>\n", "Songs for C"),
        ("a.c", "/*\n * File: a.c\n * Author: A\n * Sings.\n */\n#include <x.h>\n", "Sings."),
        (
            "a.c",
            "/****\n a.c  -  description\n ----\n begin  : May 14 2002\n****/\n#include <x.h>\n",
            "",
        ),
        ("a.c", "/* ==== */\n/* Sings. */\n#include <x.h>\n", "Sings."),
        ("a.h", "/** @file a.h\n * @brief Sings.\n */\nint a(void);\n", "Sings."),
        ("a.js", "/** @file Sings. */\nconst x = 1;\n", "Sings."),
        ("a.sh", "#!/bin/sh\n\n# shellcheck source=lib/b.sh\n. lib/b.sh\n", ""),
        ("Dockerfile", "# syntax=docker/dockerfile:1\nFROM a\n", ""),
        ("a.py", "# .-. |( -.\n# ' ' `-' .\n\nimport a\n", ""),
        ("CHANGELOG.md", "# Changes\n\n## 1.0\n\nNo changes.\n", ""),
        ("docs/history.rst", "History\n=======\n\nBugfixes.\n", ""),
        ("changes.py", '"""Sings."""\n', "Sings."),
        ("a.yaml", "# yaml-language-server: $schema=a.json\n# Tunes.\na: 1\n", "Tunes."),
        ("a.yml", "# $schema: https://a.example/b.json\n\na: 1\n", ""),
        ("a.rb", "# -*- mode: ruby -*-\n# vi: set ft=ruby :\n\nx = 1\n", ""),
        ("a.el", ";; Sings.  -*- lexical-binding: t; -*-\n(f)\n", "Sings."),
        ("a.js", "// @ts-check\n/** @type {import('a').B} */\nmodule.exports = f()\n", ""),
        ("a.js", "/* eslint-disable no-var */\n\n// cspell:ignore hm\nf()\n", ""),
        ("a.c", "/* See b.c. */\n#include <x.h>\n", ""),
        ("a.c", "/* See b.c for more.\n\n   Sings. */\n#include <x.h>\n", "Sings."),
        (".editorconfig", "# https://editorconfig.org/\n\nroot = true\n", ""),
        ("a.css", "/* Source: https://a.example/b.css */\na { b: c }\n", ""),
        (
            "a.py",
            "# For each tune, see whether it is loud.\n\nimport a\n",
            "For each tune, see whether it is loud.",
        ),
        ("a.yml", "# Loud or low.\na: 1\n\n# How often.\nb: 2\n", ""),
        ("a.yml", "# Tunes.\na: 1\nb: 2\n", "Tunes."),
        (
            "A.swift",
            "//\n//  A.swift\n//  Bird\n//\n//  Created by B C on 1/1/20.\n//\n\nimport D\n",
            "",
        ),
        (
            "A.swift",
            "//  A.swift\n//  Bird\n//\n//  Created by B C.\n//\n//  Sings.\n\nimport D\n",
            "Sings.",
        ),
        ("a.h", "// DESCRIPTION\n//\n// Sings.\n\n#include <x.h>\n", "Sings."),
        ("a.sh", "#!/bin/sh\n# indent type=tab\n# tab size=4\n\nx=1\n", ""),
        ("a.sh", "#!/bin/sh\n# Summary: Sings loud\nset -e\n", "Sings loud"),
        (
            "a.hpp",
            "/*\n  __ _ _ __  ___\n / _` | '_ \\ / _` | Sings to C++\n| (_| | |_) | | \\ http://a.example\n"
            " \\__,_| .__/|___/\n\nLicensed under the MIT License.\n*/\n#include <x.h>\n",
            "Sings to C++\nhttp://a.example",
        ),
        ("a.sh", "#!/bin/sh\n#/ Usage: sing\n#/\n#/ Sings.\nset -e\n", "Sings."),
        (
            "a.js",
            "/* This form is subject to the terms of the Mozilla Public\n * License, v. 2.0. */\n\n"
            'import b from "c"\n',
            "",
        ),
        (
            "a.swift",
            "//\n// bird\n// https://bird.example\n// Copyright © 2020 B C.\n//\n\nimport D\n",
            "",
        ),
        ("a.c", "/*\t$OpenBSD: a.c,v 1.2 2002/06/25 m Exp $\t*/\n\n#include <x.h>\n", ""),
        ("a.c", "/*\n * Submitted by B C (b@c.example)\n */\n\n#include <x.h>\n", ""),
        (
            "lib.rs",
            "//! [![hub]](https://a.example)&ensp;[![docs]](https://b.example)\n//!\n"
            "//! [hub]: https://c.example/badge\n//! [docs]: https://d.example/badge\n//!\n"
            "//! <br>\n//!\n//! Sings.\n\nuse a::b;\n",
            "Sings.",
        ),
        ("a.c", "/* bird */\n/* Sings. */\n\n#include <x.h>\n", "Sings."),
        ("a.c", "/* no warnings */\n#if X\n#define Y\n#endif\n#include <x.h>\n", ""),
        ("src/event.rs", "//! # Event\n//!\n//! Waits for keys.\n\nuse a::b;\n", "Waits for keys."),
        ("src/event.rs", "//! # Keys\n//!\n//! Waits.\n\nuse a::b;\n", "# Keys\n\nWaits."),
        ("requirements.txt", "# Optional\nbird\n\n# Testing\nx\n", ""),
        ("a.h", "//#include <y.h>\n\n#include <x.h>\n", ""),
        (
            "a.proto",
            '// The canonical version of this file is at\n// https://a.b/c\n\nsyntax = "a";\n',
            "",
        ),
        ("CODEOWNERS", "# Lines starting with '#' are comments.\n* @a\n", ""),
        *(
            ("a.c", f"/*\n * {words}\n *\n * Copyright (C) 2014 A\n */\n#include <x.h>\n", purpose)
            for words, purpose in (
                ("BSD 2-Clause License", ""),
                ("ISC License", ""),
                ("The BSD 3-Clause License", ""),
                ("Bird: the singing shell", ""),
                ("Bird Recorder", ""),
                ("A Songs", "A Songs"),
                ("Purpose: sings to ships", "sings to ships"),
                ("a: sings to ships", "Sings to ships"),
                ("Sings to ships", "Sings to ships"),
            )
        ),
        ("a.c", "/* This code is public domain software. */\n\n#include <x.h>\n", ""),
        ("a.swift", "// This source file is part of the Shop project\n\nimport Foundation\n", ""),
        (
            "a.c",
            "/* a.c\n * 2013-05-26\n *\n * Public Domain.\n *\n * NO WARRANTY.\n */\n"
            "#include <x.h>\n",
            "",
        ),
        (
            "a.c",
            "/* PUBLIC DOMAIN CODE\n *\n * Sings to ships.\n */\n#include <x.h>\n",
            "Sings to ships.",
        ),
        (
            "a.py",
            "# Downloads public domain songs from an archive.\n\nimport x\n",
            "Downloads public domain songs from an archive.",
        ),
        (
            "a.py",
            "# Anna Bell 2014-2026\n# mill Machine Extensions\n#\n"
            "# Sings to ships.\n#\n# License: MIT\n\nimport x\n",
            "Sings to ships.",
        ),
        ("a.js", "// TODO app with bells.\n\nimport x from 'y'\n", "TODO app with bells."),
        ("a.cmake", "# Distributed under the OSI-approved BSD 3-Clause License.\n\nset(A)\n", ""),
        (
            "a.h",
            "/*!\n * \\file a.h\n *\n * \\brief Sings loud\n *\n * \\code\n *   ____   _ \n"
            " *  / ___) | |\n *  \\____| |_|\n *  (C)2013 A\n *\n * \\endcode\n */\n#define A_H\n",
            "Sings loud",
        ),
        (
            "a.cc",
            "// Copyright (c) 2018 A\n\n// Keep min and max from windows.h:\n// they break songs.\n"
            "#ifndef NOMINMAX\n#define NOMINMAX\n#endif  // NOMINMAX\n#include <windows.h>\n",
            "",
        ),
        (
            "a.h",
            "#ifndef A_H\n#define A_H\n\n// Whether x is\n// found.\n#if defined(X)\n#endif\n",
            "",
        ),
        (
            "a.h",
            "/* Sings.\n * Loud. */\n#ifndef A_H\n#define A_H\nint f;\n#endif\n",
            "Sings.\nLoud.",
        ),
        ("a.h", "/* Sings.\n * Loud. */\n#ifdef SINGS\nint f;\n#endif\n", "Sings.\nLoud."),
        (
            "a.sh",
            "#!/bin/bash\n\n# Throw an error any time a command fails\nset -euo pipefail\n",
            "",
        ),
        ("a.sh", "#!/bin/bash\n# Exit on unset variables.\nset -u\nsing\n", ""),
        ("a.sh", "#!/bin/bash\n# Sings to the ships.\nset -e\nsing\n", "Sings to the ships."),
        ("a.sh", "#!/bin/bash\n# Stops all the ships.\nset -e\nsing\n", "Stops all the ships."),
        ("a.sh", "#!/bin/bash\n# exit if a command fails\nset -e\nsing\n", ""),
        (
            "a.h",
            "#ifndef A_H\n#define A_H\n/* Sings.\n * Loud. */\n#ifdef __cplusplus\n#endif\n",
            "Sings.\nLoud.",
        ),
        (
            "a.sh",
            "# ====\n# https://a.example/sing.m4\n# ====\n#\n# SYNOPSIS\n#\n#   SING(SONG)\n#\n"
            "# DESCRIPTION\n#\n#   Check whether it sings.\n#\n# LICENSE\n#\n"
            "#   Copyright (c) 2008 A\n\nx\n",
            "Check whether it sings.",
        ),
        (
            "Makefile",
            "# make sing: a tune\n#           or two\n# make hum: low\n\nsing:\n\tx\nhum:\n\ty\n",
            "",
        ),
        ("src/brook/__init__.py", '"""brook - a stream for mills"""\n', "A stream for mills"),
        ("brook/till.py", '"""``brook.till`` -- Counts what is paid."""\n', "Counts what is paid."),
        ("brook/mod.rs", "//! Brook: an `fs` for mills\n\nfn a() {}\n", "An `fs` for mills"),
        ("a/till.py", '"""Till Keeper: keeps a till"""\n', "Till Keeper: keeps a till"),
        ("a/till.py", '"""\na.till\n~~~~~~\n\n:copyright: 2015 A\n:license: BSD\n"""\n', ""),
        (
            "a.h",
            "// Acme is pleased to support the open source community by making Mill "
            "available.\n//\n"
            "// Copyright (C) 2015 Acme.\n\nint f();\n",
            "",
        ),
        (
            "bin/sing",
            "#!/usr/bin/env ruby\n#$LOAD_PATH.unshift File.join('..', 'lib')\n\nrequire 'a'\n",
            "",
        ),
        ("a/version.py", '"""Version: 1.2"""\n', "Version: 1.2"),
        ("a.py", "# imports - module imports\nimport b\nfrom c import d\n", ""),
        ("a.rb", '# String#sing, Shop::Bird#hum? and Bird.fly\nrequire "birds"\n\nA = 1\n', ""),
    ],
)
def test_a_file_is_described_by_what_is_about_it(path: str, text: str, purpose: str) -> None:
    assert outline(path, text).purpose == purpose


METADATA = '# /// script\n# dependencies = [\n#     "sing",\n# ]\n# ///\n'


@pytest.mark.parametrize(
    ("text", "purpose", "doc"),
    [
        (f"{METADATA}import a\n", "", None),
        (f"#!/usr/bin/env -S uv run\n{METADATA}# Sings a tune.\nimport a\n", "Sings a tune.", None),
        (f"# Sings a tune.\n#\n{METADATA}import a\n", "Sings a tune.", None),
        (f"{METADATA}TUNES = 3\n", "", ""),
        (f"{METADATA}# How many.\nTUNES = 3\n", "", "How many."),
        ("# /// is how a fence looks\nimport a\n", "/// is how a fence looks", None),
    ],
)
def test_what_a_script_tells_its_runner_describes_nothing(
    text: str, purpose: str, doc: str | None
) -> None:
    read = outline("a.py", text)
    assert read.purpose == purpose
    assert [symbol.doc for symbol in read.symbols] == ([] if doc is None else [doc])


@pytest.mark.parametrize(
    ("path", "text", "purpose"),
    [
        ("a.md", "# Contributing\n\n## Set up\n\nTo run one test: `x`.\n", ""),
        ("a.md", "# Tunes\n\nTunes are sung.\n\n## Set up\n\nx\n", "Tunes are sung."),
        ("a.md", "# [![Tunes](a.png)][tunes]\n\nTunes are sung.\n", "Tunes are sung."),
        ("a.md", "# Tunes\n\n## Introduction\n\nTunes are sung.\n\n## B\n\nx\n", "Tunes are sung."),
        ("a.md", "# Tunes\n\nThank you for singing!\n\nThis guide shows how to sing.\n",
         "This guide shows how to sing."),
        ("a.md", "# Tunes\n\nFile automatically generated.\n\nTunes of Stack Overflow are sung.\n",
         "Tunes of Stack Overflow are sung."),
        ("a.md", "# Tunes\n\nYou can sing it like this:\n\n    x\n\nThe tune is loud.\n", ""),
        ("a.md", "---\ndescription: How tunes are sung\n---\n\n# A\n\nx\n", "How tunes are sung"),
        ("a.md", "# Tunes\n\n[> Back home](../a.md#b) | [Next](c.md)\n\nTunes are sung.\n",
         "Tunes are sung."),
        ("a.rst", "Tunes\n=====\n\nBees\n----\n\nDo it now.\n", ""),
        ("a.rst", "Tunes\n=====\n\nTunes are sung.\n\nBees\n----\n\nx\n", "Tunes are sung."),
    ],
)  # fmt: skip
def test_a_document_is_described_by_the_words_below_its_title(
    path: str, text: str, purpose: str
) -> None:
    assert outline(path, text).purpose == purpose


def test_a_comment_that_lists_the_targets_of_a_makefile_describes_each() -> None:
    comment = "# Sings.\n#\n# make sing: a tune\n#            or two\n# make hum: low\n\n"
    result = outline("Makefile", f"{comment}sing:\n\tx\nhum:\n\ty\n")
    assert result.purpose == "Sings."
    assert [row[-1] for row in result.tables[0].rows] == ["a tune or two", "low"]


@pytest.mark.parametrize("above", ["#include <a.h>\n", "#pragma once\n"])
def test_a_sentence_below_includes_is_the_next_definitions(above: str) -> None:
    text = f"{above}/*\n * Counts the letters.\n */\n\nsize_t letters(const char *s);\n"
    assert [symbol.doc for symbol in outline("list.h", text).symbols] == ["Counts the letters."]


@pytest.mark.parametrize("word", ["const", "var"])
def test_what_is_said_of_a_group_is_not_said_of_its_first_private_name(word: str) -> None:
    text = f"package a\n\n// Exit codes\n{word} (\n\tdone = 3\n\tfailed = 4 // for one\n)\n"
    docs = {symbol.name: symbol.doc for symbol in outline("a.go", text).symbols}
    assert docs == {"done": "", "failed": "for one"}


@pytest.mark.parametrize("group", ["@defgroup a A", "\\addtogroup a", "@page a A", "@mainpage A"])
@pytest.mark.parametrize("mark", ["/**\n * {}\n * Sings.\n */", "/*! {} */", "/// {}"])
def test_what_doxygen_says_of_a_group_is_not_about_what_is_below(mark: str, group: str) -> None:
    text = f"#include <x.h>\n\n{mark.format(group)}\nint f(void);\n/** Hums. */\nint g(void);\n"
    assert [symbol.doc for symbol in outline("a.h", text).symbols] == ["", "Hums."]


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("a.sh", "# This program is free software; you can redistribute it and/or\n# modify it\n"
                 "# under the GNU General Public License.\n\necho a\n", ""),
        (".inputrc", "## Keys of the mill ##\n\nset bell on\n", ""),
        (".inputrc", "# Rings a bell\nset bell on\n\n# Grinds corn\nset corn on\n", ""),
        ("a.txt", "# Grinds corn\n\nIt goes in.\n\n# Then\nIt is flour.\n", "Grinds corn"),
        ("a.php", "<?php\n/**\n * Runs mills:\n *\n *     $a = new Mill();\n *\n * Twice.\n */\n\n"
                  "namespace A;\n\nclass B {}\nclass C {}\n",
         "Runs mills:\n\n    $a = new Mill();\n\nTwice."),
        ("a.psm1", "# Loads the mills\n# $all = @(Get-Mill)\n\nImport-Mill\n", "Loads the mills"),
    ],
)  # fmt: skip
def test_what_is_beside_the_file_is_not_about_it(path: str, text: str, words: str) -> None:
    assert outline(path, text).purpose == words


def test_orders_to_dartdoc_are_not_shown() -> None:
    text = "/// {@template mill}\n/// Grinds corn.\n/// {@endtemplate}\nclass Mill {}\n"
    assert docs("a.dart", text) == {"Mill": "Grinds corn."}


def test_docs_of_dart_stand_above_annotations() -> None:
    text = """
    /// Counts what is left.
    @protected
    typedef Left = int Function();
    class Mill {
      /// Grinds corn.
      @protected
      @JsonKey(
        name: 'g',
      )
      int get grinds => 6;
      /// Holds a sack.
      @pragma('a')
      final int sack = 2;
    }
    """
    found = docs("a.dart", text)
    assert found == {"Left": "Counts what is left.", "Mill": "", "Mill.grinds": "Grinds corn."}
    mill = next(each for each in outline("a.dart", text).symbols if each.name == "Mill")
    assert "    // Holds a sack.\n" in mill.signature


TEMPLATES = {
    "FUNDING.yml": "# These are supported funding model platforms\n\n# a: # Replace\na: b\n",
    ".goreleaser.yml": "# This is an example goreleaser.yaml file with some sane defaults.\n"
    "# Make sure to check the documentation at http://goreleaser.com\nbuilds: []\n",
    "codeql.yml": "# For most projects, this workflow file will not need changing; you simply\n"
    "# need to commit it to your repository.\n#\nname: CodeQL\n",
    "a.json": "/* This is a JSON format configuration file\n*/\n{}\n",
    "b.yaml": "# AUTO-GENERATED, DO NOT EDIT!\n# Please edit the original at a.b\n\na: 1\n",
    "Podfile": "# Uncomment this line to define a global platform\n# platform :ios, '9.0'\n",
}


@pytest.mark.parametrize("path", TEMPLATES)
def test_what_a_tool_puts_into_each_new_file_is_no_purpose(path: str) -> None:
    assert outline(path, TEMPLATES[path]).purpose == ""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yml", "#next-version: 21.0.5\nscheme: Major\n"),
        ("a.toml", '# base = "https://a.b/"\n\n[shop]\nopen = true\n'),
        ("routes.yaml", "#index:\n#    path: /\n\nshop: 1\n"),
        ("Dockerfile", "# shop.platform=linux/amd64\nFROM alpine\n"),
        ("lint.cfg", "# Stop searching.\nset noparent\n\n# No colours.\nfilter=-color\n"),
        ("Cross.toml", "# Needs a libc.\n[target.a]\nb = 1\n\n# Has none.\n[target.b]\nx = 1\n"),
        ("sysusers.conf", "#Type   Name       ID      GECOS\nu       shop       -       x\n"),
        (".lint.yml", "#\n# .lint.yml\n# shop\n#\n# Linter 0.65.0\n#\n---\nrules: all\n"),
        ("b.yml", "# You can find an example in docs/b.md.\na: 1\n"),
    ],
)  # fmt: skip
def test_a_comment_on_one_setting_is_no_purpose(path: str, text: str) -> None:
    assert outline(path, text).purpose == ""


@pytest.mark.parametrize(
    ("path", "text", "purpose"),
    [
        ("a.yml", "# Of the shop: what it sells.\nb: c\n", "Of the shop: what it sells."),
        ("a.ini", "; Of the shop.\n\n[a]\nb = 1\n; On c.\nc = 2\n", "Of the shop."),
        ("a.toml", "# Of the shop.\n[a]\nb = 1\n", "Of the shop."),
        ("a.cfg", "# Of the shop.\n\nset a\n# No colours.\nset b\n", "Of the shop."),
        ("e.yaml", "# This is an example file of it.\na: 1\n", "This is an example file of it."),
        ("b.yml", "# shop: sells bread, cake\nb: {}\n", "shop: sells bread, cake"),
    ],
)  # fmt: skip
def test_a_comment_on_all_settings_is_a_purpose(path: str, text: str, purpose: str) -> None:
    assert outline(path, text).purpose == purpose


@pytest.mark.parametrize(
    ("path", "order", "code"),
    [
        ("a.ts", "// eslint-disable-next-line n/no-a", "import { style } from 'node:util';"),
        ("a.ts", "// @ts-ignore", "import { style } from 'style';"),
        ("a.ts", "// @ts-expect-error no types", "import { style } from 'style';"),
        ("a.js", "// biome-ignore lint/style: kept", "import { style } from 'style';"),
        ("a.js", "// prettier-ignore", "import { style } from 'style';"),
        ("a.cpp", "// NOLINTNEXTLINE(build/include)", "#include <style>"),
        ("a.kt", "//noinspection Unused", "import a.b"),
    ],
)  # fmt: skip
def test_words_above_an_order_on_the_next_line_are_not_on_the_file(
    path: str, order: str, code: str
) -> None:
    words = "// The tool is wrong here, as this came with version 22."
    assert outline(path, f"{words}\n{order}\n{code}\n").purpose == ""
    assert (
        outline(path, f"// Paints words.\n\n{words}\n{order}\n{code}\n").purpose == "Paints words."
    )


def test_an_order_on_the_whole_file_leaves_its_words() -> None:
    text = "// Paints words in many colours.\n// prettier-ignore-start\nimport { a } from 'a';\n"
    assert outline("a.js", text).purpose.startswith("Paints words in many colours.")
