"""What builds a project: what the notes on CMake and its kind say."""

# ruff: noqa: E501  one case of a table is one line

from __future__ import annotations

import time
from textwrap import dedent

import pytest

from ralf_notes.outline.imports import Declarations, index
from ralf_notes.outline.model import Outline
from ralf_notes.outline.parse import outline


def of(path: str, text: str) -> Outline:
    return outline(path, dedent(text).lstrip("\n"))


def rows(found: Outline, title: str) -> list[tuple[str, ...]]:
    return [row for each in found.tables if each.title == title for row in each.rows]


def cmake(text: str, title: str) -> list[tuple[str, ...]]:
    return rows(of("CMakeLists.txt", text), title)


# --- CMake ------------------------------------------------------------------------------------

SHOP = """
    # Till of a shop.
    cmake_minimum_required(VERSION 3.20...3.28)
    project(shop VERSION 1.2.3 DESCRIPTION "Sells (much)" LANGUAGES C CXX)
    set(CMAKE_CXX_STANDARD 20)
    option(SHOP_TESTS "Build the tests" ON)
    cmake_dependent_option(SHOP_FUZZ "Fuzz it" OFF "SHOP_TESTS;NOT WIN32" OFF)
    set(SHOP_COINS "a;b" CACHE STRING "Which coins")
    set(SHOP_SEEN 1 CACHE INTERNAL "not for users")
    find_package(Boost 1.80 REQUIRED COMPONENTS log thread)
    FetchContent_Declare(fmt
      GIT_REPOSITORY https://example.org/fmt.git
      GIT_TAG 10.1.0)

    # What all programs share.
    add_library(${PROJECT_NAME}-core STATIC src/till.cpp)
    target_link_libraries(shop-core PUBLIC Boost::log PRIVATE $<$<BOOL:X>:y> fmt::fmt)
    add_library(shop::core ALIAS shop-core)
    add_executable(shop src/main.cpp)
    add_custom_target(docs COMMAND doxygen)
    add_test(NAME all COMMAND shop --check)
    add_subdirectory(tests)
"""


def test_a_build_says_what_it_makes_and_takes() -> None:
    found = of("CMakeLists.txt", SHOP)
    assert found.about == "Manifest of the CMake project `shop`."
    assert rows(found, "Project") == [
        ("cmake_minimum_required", "3.20...3.28"),
        ("project", "shop"),
        ("VERSION", "1.2.3"),
        ("LANGUAGES", "C\nCXX"),
        ("CMAKE_CXX_STANDARD", "20"),
    ]
    assert rows(found, "Targets") == [
        ("shop-core", "static library", "Boost::log\nfmt::fmt", "What all programs share."),
        ("shop::core", "alias of shop-core", "", ""),
        ("shop", "executable", "", ""),
        ("docs", "custom", "", ""),
    ]
    assert rows(found, "Options") == [
        ("SHOP_TESTS", "ON", "", "Build the tests"),
        ("SHOP_FUZZ", "OFF", "SHOP_TESTS and NOT WIN32", "Fuzz it"),
        ("SHOP_COINS", "a;b", "", "Which coins"),
    ]
    assert rows(found, "Packages") == [
        ("Boost", "1.80", "log\nthread", ""),
        ("fmt", "10.1.0", "", "https://example.org/fmt.git"),
    ]
    assert rows(found, "Tests") == [("all", "shop --check")]


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("ADD_EXECUTABLE ( a main.c )", "Targets", [("a", "executable")]),
        ("# add_executable(a main.c)\n", "Targets", []),
        ("#[[ add_executable(a) ]]\nadd_library(b c.c)", "Targets", [("b", "library")]),
        ('message("add_library(a b)")', "Targets", []),
        ("message([==[ ]] add_library(a b) ]==])", "Targets", []),
        ("add_library(a IMPORTED)\nadd_library(b UNKNOWN IMPORTED)", "Targets", []),
        ("set(n x)\nadd_library(${n} a.c)", "Targets", [("x", "library")]),
        ("set(n x)\nset(n y)\nadd_library(${n} a.c)", "Targets", [("${n}", "library")]),
        ("if(A)\nset(n x)\nendif()\nadd_library(${n} a.c)", "Targets", [("${n}", "library")]),
        ("set(n x)\nforeach(n a b)\nadd_library(${n} a.c)\nendforeach()", "Targets", [("${n}", "library")]),
        ("function(f n)\nadd_library(${n} a.c)\nendfunction()", "Targets", []),
        ("shop_add_library(Till SOURCES a.cpp)", "Targets", [("Till", "shop_add_library")]),
        ("shop_cc_library(NAME till SRCS a.cc)", "Targets", [("till", "shop_cc_library")]),
        ("# set(A 1)\nadd_library(a b.c)", "Targets", [("a", "library")]),
        ('option(A "a")', "Options", [("A", "OFF", "a")]),
        ('set(A 1 CACHE STRING "a" FORCE)', "Options", []),
        ('shop_option(SHOP_X OFF BOOL "Whether it sells")', "Options", [("SHOP_X", "OFF", "Whether it sells")]),
        ('target_compile_options(a PRIVATE "-a -b")', "Options", []),
        ("pkg_check_modules(GTK REQUIRED gtk4>=4.8 glib-2.0)", "Packages", [("gtk4", ">=4.8", "pkg-config"), ("glib-2.0", "", "pkg-config")]),
        ('CPMAddPackage("gh:shop/till@1.2")', "Packages", [("till", "1.2", "https://github.com/shop/till")]),
        ("CPMAddPackage(NAME till VERSION 2 GITHUB_REPOSITORY shop/till)", "Packages", [("till", "2", "https://github.com/shop/till")]),
        ("ExternalProject_Add(z URL https://example.org/z.tgz)", "Packages", [("z", "https://example.org/z.tgz")]),
        ("find_package(${NAME})", "Packages", []),
        ("find_package(A)\nfind_package(A COMPONENTS b)", "Packages", [("A", "b")]),
        ("add_test(a ${PROGRAM} b)", "Tests", [("a",)]),
        ("if((A) AND (B))\nadd_test(a b c)\nendif()", "Tests", [("a", "b c")]),
    ],
)  # fmt: skip
def test_commands_of_cmake(text: str, title: str, expected: list[tuple[str, ...]]) -> None:
    assert cmake(text, title) == expected


def test_functions_and_macros_are_symbols_with_their_comments() -> None:
    found = of(
        "cmake/Till.cmake",
        """
        include_guard()

        #[[.rst:
        Opens a till.
        ]]
        function(open_till name # of it
                 coins)
          function(inner)
          endfunction()
        endfunction()

        # Closes it.
        macro(CLOSE_TILL)
        endmacro()
        """,
    )
    assert [(each.kind, each.name, each.doc) for each in found.symbols] == [
        ("function", "open_till", "Opens a till."),
        ("macro", "CLOSE_TILL", "Closes it."),
    ]
    assert found.about == "CMake with the function `open_till` and the macro `CLOSE_TILL`."


@pytest.mark.parametrize(
    ("path", "text", "about", "purpose"),
    [
        (
            "FindTill.cmake",
            "# Finds it.\n\nset(A)\n",
            "CMake module that finds `Till`.",
            "Finds it.",
        ),
        ("x.cmake", "# About the first option.\noption(A b ON)", "CMake with the option `A`.", ""),
        ("x.cmake", "# Least version\ncmake_minimum_required(VERSION 3)", "", ""),
        (
            "x.cmake",
            "# Builds all.\ncmake_minimum_required(VERSION 3)",
            "",
            "Builds all.",
        ),
        (
            "CMakeLists.txt",
            "add_subdirectory(a)\nadd_subdirectory(b)\n",
            "CMake with the folders `a` and `b`.",
            "",
        ),
    ],
)
def test_what_a_file_of_cmake_is(path: str, text: str, about: str, purpose: str) -> None:
    found = outline(path, text)
    assert (found.about, found.purpose) == (about, purpose)


FILES = ("CMakeLists.txt", "src/CMakeLists.txt", "src/till.cpp", "src/gen.h.in", "cmake/FindTill.cmake", "cmake/Own.cmake", "lib/main.c", "src/gen.h")  # fmt: skip


@pytest.mark.parametrize(
    ("importer", "text", "expected"),
    [
        ("CMakeLists.txt", "add_subdirectory(src)", ["src/CMakeLists.txt"]),
        ("CMakeLists.txt", "add_subdirectory(lib)", []),
        ("CMakeLists.txt", "add_executable(a src/till.cpp gone.cpp)", ["src/till.cpp"]),
        ("CMakeLists.txt", "set(D src)\nadd_library(a ${D}/till.cpp)", ["src/till.cpp"]),
        ("src/CMakeLists.txt", "list(APPEND A till.cpp)", ["src/till.cpp"]),
        (
            "src/CMakeLists.txt",
            "add_library(a ${CMAKE_CURRENT_SOURCE_DIR}/till.cpp)",
            ["src/till.cpp"],
        ),
        ("src/CMakeLists.txt", "add_library(a ${PROJECT_SOURCE_DIR}/lib/main.c)", ["lib/main.c"]),
        ("src/CMakeLists.txt", "add_library(a ../lib/main.c)", ["lib/main.c"]),
        ("src/CMakeLists.txt", "add_library(a ../../lib/main.c)", []),
        ("src/CMakeLists.txt", "configure_file(gen.h.in gen.h)", ["src/gen.h.in"]),
        ("src/CMakeLists.txt", "add_library(a ${CMAKE_BINARY_DIR}/gen.h)", []),
        (
            "src/CMakeLists.txt",
            "include(Own)\nfind_package(Till)",
            ["cmake/FindTill.cmake", "cmake/Own.cmake"],
        ),
        ("src/CMakeLists.txt", "include(CTest)\nfind_package(ZLIB)", []),
        ("src/CMakeLists.txt", "include(${CMAKE_SOURCE_DIR}/cmake/Own.cmake)", ["cmake/Own.cmake"]),
    ],
)
def test_files_that_a_build_names_are_links(importer: str, text: str, expected: list[str]) -> None:
    found = outline(importer, text)
    user = Declarations(importer, found.language, imports=found.imports)
    files = [Declarations(each, "text") for each in FILES if each != importer]
    uses = index([*files, user], {}.get).resolve(user).uses
    assert sorted(use.path for use in uses) == expected


# --- Gradle -----------------------------------------------------------------------------------

GRADLE = """
    plugins {
        id 'java' // of the shop
        id "org.example.boot" version "3.1.0" apply false
        kotlin("jvm") version "1.9"
        `kotlin-dsl`
        alias(libs.plugins.till)
    }
    apply plugin: 'war'
    group = 'com.shop'
    version "$made"
    // implementation 'no:no:1'
    dependencies {
        implementation 'a:b:1', 'c:d'
        implementation project(':core')
        testImplementation(project(path: ":t", configuration: 'x'))
        api platform("e:f:$v")
        implementation(group: 'g', name: 'h', version: '2')
        runtimeOnly files('libs/a.jar')
        implementation("i:j:1:all@jar") { exclude group: 'x', module: 'y' }
        /* api 'no:no' */
        "custom"("k:l:3")
        implementation(
            libs.multi.line
        )
        constraints { implementation 'z:z:9' }
        testImplementation(kotlin("test"))
        if (x.y) { }
    }
    sourceSets { commonTest.dependencies { implementation("m:n:4") } }
"""


def test_a_gradle_script_says_its_plugins_and_what_it_needs() -> None:
    found = of("build.gradle", GRADLE)
    assert found.about == "Gradle build script."
    assert rows(found, "Project") == [("group", "com.shop")]
    assert rows(found, "Plugins") == [
        ("war", ""),
        ("java", ""),
        ("org.example.boot", "3.1.0"),
        ('kotlin("jvm")', "1.9"),
        ("kotlin-dsl", ""),
        ("libs.plugins.till", ""),
    ]
    assert rows(found, "Dependencies") == [
        ("a:b", "1", "implementation"),
        ("c:d", "", "implementation"),
        (":core", "", "implementation"),
        (":t", "", "testImplementation"),
        ("e:f", "", "api"),
        ("g:h", "2", "implementation"),
        ("i:j", "1", "implementation"),
        ("k:l", "3", "custom"),
        ("libs.multi.line", "", "implementation"),
        ("org.jetbrains.kotlin:kotlin-test", "", "testImplementation"),
        ("m:n", "4", "commonTest implementation"),
    ]


def test_a_gradle_script_in_kotlin_has_its_tasks_as_well() -> None:
    script = 'dependencies { }\ntasks.register("sell") { }\ndependencies {\n  api(libs.a)\n}\n'
    found = of("build.gradle.kts", script)
    assert rows(found, "Dependencies") == [("libs.a", "api")]
    assert rows(found, "Tasks") == [("sell",)]


@pytest.mark.parametrize("text", ['include(":a", ":b")', "include ':a', ':b'", "include ':a'\ninclude ':b'", 'include(\n  ":a",\n  ":b", // last\n)'])  # fmt: skip
def test_settings_of_gradle_list_the_modules(text: str) -> None:
    assert rows(of("settings.gradle", text), "Modules") == [(":a",), (":b",)]


# --- pipelines --------------------------------------------------------------------------------

AZURE = """
    pool:
      vmImage: ubuntu-latest
    parameters:
    - name: release
      displayName: Whether to release
      type: string
      default: 'no'
    stages:
    - stage: Build
      displayName: Builds it
      jobs:
      - job: linux
        pool:
          vmImage: ubuntu-22.04
        steps:
        - task: UsePython@0
        - script: make
        - template: steps/sign.yml
    - stage: Ship
      dependsOn: Build
      jobs:
      - deployment: shop
        dependsOn: [a, b]
"""


def test_a_pipeline_of_azure_says_its_stages_and_jobs() -> None:
    found = of("azure-pipelines.yml", AZURE)
    assert found.about == "Azure pipeline with the stages `Build` and `Ship`."
    assert rows(found, "Inputs") == [("release", "string", "no", "Whether to release")]
    assert rows(found, "Stages") == [("Build", "", "Builds it"), ("Ship", "Build", "")]
    assert rows(found, "Jobs") == [
        ("linux", "Build", "ubuntu-22.04", ""),
        ("shop", "Ship", "", "a\nb"),
    ]
    assert rows(found, "Steps use") == [("UsePython@0",)]
    assert [each.module for each in found.imports] == ["steps/sign.yml"]


def test_a_template_of_azure_is_known_by_its_folder_and_other_lists_of_jobs_are_not() -> None:
    text = "jobs:\n- job: a\n"
    assert of(".azure-pipelines/x.yml", text).about == "Azure pipeline with the job `a`."
    assert of("x.yml", text).about == "YAML with the key `jobs`."


def test_a_pipeline_of_circle_says_its_workflows_and_jobs() -> None:
    text = """
        version: 2.1
        orbs:
          node: circleci/node@5
        jobs:
          test:
            description: Runs all tests
            docker:
              - image: cimg/node:20
          ship:
            executor: node/default
        workflows:
          version: 2
          all:
            jobs:
              - test
              - ship:
                  requires: [test]
    """
    found = of(".circleci/config.yml", text)
    assert found.about == "CircleCI pipeline with the jobs `test` and `ship`."
    assert rows(found, "Workflows") == [("all", "test\nship")]
    assert rows(found, "Jobs") == [
        ("test", "cimg/node:20", "Runs all tests"),
        ("ship", "node/default", ""),
    ]
    assert rows(found, "Includes") == [("circleci/node@5",)]


JENKINS = """
    @Library('till@v2') _
    // stage('Gone') { }
    pipeline {
      parameters {
        string(name: 'VERSION', defaultValue: '1.0', description: 'What to ship')
        booleanParam(name: 'SHIP', defaultValue: false)
      }
      stages {
        stage('Build') { steps { sh "echo stage('x') {" } }
        stage('Checks') {
          parallel {
            stage("Unit") { steps { sh 'make' } }
          }
        }
      }
    }
"""


def test_a_jenkinsfile_says_its_stages() -> None:
    found = of("Jenkinsfile", JENKINS)
    assert found.about == "Jenkins pipeline with the stages `Build`, `Checks` and `Unit`."
    assert rows(found, "Stages") == [("Build", ""), ("Checks", ""), ("Unit", "Checks")]
    assert rows(found, "Inputs") == [
        ("VERSION", "string", "1.0", "What to ship"),
        ("SHIP", "booleanParam", "false", ""),
    ]
    assert rows(found, "Includes") == [("till@v2",)]
    assert not of("Till.groovy", "class Till { }").tables


# --- Meson --------------------------------------------------------------------------------------

MESON = """
    project('shop', ['c', 'cpp'], version: '1.2', license: 'MIT',
      meson_version: '>=1.3', default_options: ['c_std=c11', 'werror=true'])
    # dependency('gone')
    gtk = dependency('gtk4', version: ['>=4.8', '<5'], modules: ['Core'])
    m = meson.get_compiler('c').find_library('m', required: false)
    cc = meson.get_compiler('c')
    rt = cc.find_library('rt')
    subdir('src')
    if get_option('tests')
      # Checks all.
      checks = executable('checks', 'check(s).c', dependencies: [gtk, rt], link_with: core)
      test('all', checks, args: ['--x'])
    endif
    shared_library('core', files('src/core.c'), dependencies: cc.find_library('z'))
    foreach n : names
      executable('tool-@0@'.format(n), n)
      executable(n, n)
    endforeach
"""


def test_a_build_of_meson_says_what_it_makes_and_takes() -> None:
    found = of("meson.build", MESON)
    assert found.about == "Meson with the targets `checks` and `core` and the folder `src`."
    assert rows(found, "Project") == [
        ("project", "shop"),
        ("languages", "c\ncpp"),
        ("version", "1.2"),
        ("license", "MIT"),
        ("meson_version", ">=1.3"),
        ("c_std", "c11"),
    ]
    assert rows(found, "Targets") == [
        ("checks", "executable", "gtk\nrt\ncore", "Checks all."),
        ("core", "shared library", "", ""),
    ]
    assert rows(found, "Packages") == [("gtk4", ">=4.8 <5", "Core"), ("m", "", ""), ("rt", "", "")]
    assert rows(found, "Tests") == [("all", "checks")]
    assert [each.module for each in found.imports] == ["src/meson.build", "src/core.c"]


def test_options_of_meson_have_their_words() -> None:
    text = """
        option('sell', type: 'feature', value: 'auto', description: 'Whether to sell, and what')
        option('coins', type : 'array', choices : ['a', 'b'], value : ['a', 'b'])
        option('tests', type: 'boolean', value: true) # checks
    """
    assert rows(of("meson_options.txt", text), "Options") == [
        ("sell", "feature", "auto", "Whether to sell, and what"),
        ("coins", "array", "a\nb", ""),
        ("tests", "boolean", "true", ""),
    ]


# --- Bazel --------------------------------------------------------------------------------------


def test_a_build_of_bazel_says_its_targets() -> None:
    text = """
        load("//tools:till.bzl", "till_library")
        load(":own.bzl", "own")
        load("@rules_cc//cc:defs.bzl", "cc_binary")
        package(default_visibility = ["//visibility:public"])

        # Counts coins.
        till_library(
            name = "till",
            srcs = ["till.cc"] + select({"//x": ["deep/win.cc"]}),
            deps = [":core", "@fmt//:fmt"],  # both
        )
        # cc_binary(name = "gone")
        [cc_binary(name = "many_" + each) for each in NAMES]
        cc_binary(name = NAME)
    """
    found = of("shop/BUILD.bazel", text)
    assert found.about == "Bazel with the target `till`."
    assert rows(found, "Targets") == [
        ("till", "till_library", ":core\n@fmt//:fmt", "Counts coins.")
    ]
    assert [each.module for each in found.imports] == [
        "/tools/till.bzl",
        "own.bzl",
        "till.cc",
        "//x"[1:],
        "deep/win.cc",
    ]


def test_a_module_of_bazel_says_what_it_needs() -> None:
    text = """
        module(name = "shop", version = "1.0")
        bazel_dep(name = "fmt", version = "10")
        bazel_dep(name = "checks", version = "2", dev_dependency = True)
        http_archive(name = "zlib", urls = ["https://example.org/z.tgz"])
    """
    found = of("MODULE.bazel", text)
    assert rows(found, "Project") == [("module", "shop"), ("version", "1.0")]
    assert rows(found, "Packages") == [
        ("fmt", "10", "", ""),
        ("checks", "2", "", "dev"),
        ("zlib", "", "https://example.org/z.tgz", ""),
    ]


def test_an_extension_of_bazel_has_functions_and_rules() -> None:
    text = '''
        # Copyright 2020 The Shop.

        """How tills are built."""

        # Opens it.
        def open_till(name, coins = (1, 2)):
            native.cc_library(name = "inner", srcs = ["x.cc"])

        def close_till(name):
            """Closes it.

            Args:
              name: of the till.
            """
            pass

        def _own(): pass

        till = rule(
            implementation = _own,
            doc = "Makes a till.",
        )
        TillInfo = provider("What a till knows.")
        _hidden = rule(implementation = _own)
    '''
    found = of("till.bzl", text)
    assert (
        found.about == "Bazel with the functions `open_till` and `close_till` and the rule `till`."
    )
    assert found.purpose == "How tills are built."
    assert [(each.name, each.doc.partition("\n")[0]) for each in found.symbols] == [
        ("open_till", "Opens it."),
        ("close_till", "Closes it."),
    ]
    assert found.symbols[0].signature == "def open_till(name, coins = (1, 2))"
    assert rows(found, "Definitions") == [
        ("till", "rule", "Makes a till."),
        ("TillInfo", "provider", "What a till knows."),
    ]
    assert not rows(found, "Targets")
    assert not found.imports


# --- Nix ----------------------------------------------------------------------------------------

FLAKE = """
    {
      description = "Sells things.";
      # inputs.gone.url = "github:no/no";
      inputs = {
        nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
        till = {
          url = "github:shop/till";
          inputs.nixpkgs.follows = "nixpkgs";
        };
      };
      inputs.lock.url = "github:shop/lock";
      outputs = { self, nixpkgs, ... }: let
        lib = nixpkgs.lib;
        packages = import ./packages;
      in {
        packages.${system}.default = pkgs.callPackage ./shop.nix { };
        devShells.default = pkgs.mkShell {
          packages = builtins.attrValues { inherit (pkgs) jq; };
          shellHook = \'\'
            overlays = 1;
          \'\';
        };
        overlays = {
          lib = final: prev: { };
        };
        lib = import ./lib;
      };
    }
"""


def test_a_flake_says_its_inputs_and_outputs() -> None:
    found = of("flake.nix", FLAKE.replace("\\'", "'"))
    assert found.purpose == "Sells things."
    assert rows(found, "Inputs") == [
        ("lock", "github:shop/lock"),
        ("nixpkgs", "github:NixOS/nixpkgs/nixos-unstable"),
        ("till", "github:shop/till"),
    ]
    assert [row[0] for row in rows(found, "Outputs")] == [
        "packages.${system}.default",
        "devShells.default",
        "overlays",
        "lib",
    ]
    assert {"./packages/default.nix", "./shop.nix", "./lib/default.nix"} <= {
        each.module for each in found.imports
    }


# --- files that mean harm -----------------------------------------------------------------------

HARMFUL = {
    "flake.nix": ["inputs = {" * 9000, "outputs = { packages = {" * 9000, "\'\'" * 9001, "/*" * 9000, "outputs = " + "let packages = a; in " * 9000, "outputs = " + "packages = {\n" * 9000, "./a" * 9000, "outputs =\n" + "packages.a" * 9000],
    "meson.build": ["executable(" * 9000, "a = [" * 20_000, "x('\\\\" * 9000, "\'\'\'" * 9001, "dependency('a', " * 9000, "f(" + "a," * 50_000 + ")", "# a\n" * 30_000],
    "x.bzl": ["def a(" * 9000, "def a():\n" * 9000, "def a():\n  x\n" * 9000, '"""' * 9001, "a = rule(" * 9000, "# a\n" * 30_000 + "def a(): x\n", "def a((" + "()" * 20_000],
    "build.gradle": ["dependencies {" * 9000, "dependencies {\n" + "implementation(" * 9000, "plugins {\n" + "id(" * 9000, "/*" * 20_000, '"""' * 9001, "a {" * 20_000, "include " * 9000],
    "Jenkinsfile": ["stage('a') {" * 9000, "parameters {" + "string(name: " * 9000, "@Library(" * 9000, "string(" + "a: 'b', " * 9000],
    ".circleci/config.yml": ["jobs: 1\nworkflows: [1]\n", "jobs:\n  a:\n    docker: x\n    machine: true\nworkflows: {a: {jobs: [1, [], {}]}}\n"],
    "azure-pipelines.yml": ["stages: [1, {stage: []}, {jobs: 1}]\n", "jobs: [{job: {}}]\nparameters: [1, {name: a, default: {}}]\n", "steps: [1, {task: []}]\n"],
    "CMakeLists.txt": ["a(" * 30_000, "#[[" * 30_000, "set(A " + "x" * 60 + ")\n" + "set(B ${A}${A}" * 3000, "function(a)\n" * 9000, "[[ ]" * 30_000, "# a\n" * 30_000 + "b()", '"\\' * 30_000, "add_library(a" + " ${b" * 30_000],
}  # fmt: skip


@pytest.mark.parametrize("path", HARMFUL)
def test_no_build_file_crashes_the_run_or_takes_long(path: str) -> None:
    for text in HARMFUL[path]:
        begun = time.process_time()
        found = outline(path, text)
        assert time.process_time() - begun < 5, text[:40]
        cells = [cell for each in found.tables for row in each.rows for cell in row]
        assert sum(map(len, cells)) < 20 * len(text) + 1000
