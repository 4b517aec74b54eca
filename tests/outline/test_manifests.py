# ruff: noqa: E501 - a case stands on one line
"""What manifests say: names, descriptions, starts and needs, and nothing that they could run."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ralf_notes.outline.manifests import Manifest, decode, encode, is_manifest, read_manifest
from ralf_notes.outline.parse import outline

MANIFESTS = {
    "pyproject.toml": """
        [project]
        name = "mill"
        description = "Turns corn into flour."
        license = "MIT"
        dependencies = ["stones>=2; python_version < '3.14'", "Water[cold]"]
        [project.scripts]
        mill = "mill.cli:main"
    """,
    "setup.cfg": """
        [metadata]
        name = mill
        description = Turns corn into flour.
        license = MIT
        [options]
        install_requires =
            stones>=2
            Water[cold]
        [options.entry_points]
        console_scripts =
            mill = mill.cli:main
    """,
    "setup.py": """
        from setuptools import setup
        ABOUT = "Turns corn into flour."
        if os.name == "nt":
            POINTS = {}
        else:
            POINTS = {"console_scripts": ["mill = mill.cli:main"]}
        setup(name="mill", description=ABOUT, license="MIT", version=open("/etc/version").read(),
              install_requires=["stones>=2", "Water[cold]"],
              entry_points=POINTS)
    """,
    "package.json": """
        {"name": "mill", "description": "Turns corn into flour.", "license": "MIT",
         "bin": "./dist/cli.js", "dependencies": {"stones": "2"},
         "peerDependencies": {"Water": "*", "@types/wind": "*"},
         "scripts": {"test": "vitest", "build": "tsc"}}
    """,
    "Cargo.toml": """
        [package]
        name = "mill"
        description = "Turns corn into flour."
        license = "MIT"
        [[bin]]
        name = "mill"
        path = "src/cli.rs"
        [dependencies]
        stones = "2"
        Water = { version = "1", features = ["cold"] }
        wheel = { path = "../wheel" }
        extra = { version = "1", optional = true }
    """,
    "composer.json": """
        {"name": "mill", "description": "Turns corn into flour.", "license": "MIT",
         "bin": ["bin/mill"], "require": {"php": ">=8", "ext-json": "*", "a/stones": "2"}}
    """,
    "mill.gemspec": """
        Gem::Specification.new do |spec|
          spec.name = "mill"
          spec.summary = %q{Turns corn into flour.}
          spec.license = "MIT"
          spec.executables = ["mill"]
          spec.add_dependency "stones", ">= 2"
          spec.add_development_dependency "rspec"
        end
    """,
    "Mill.csproj": """
        <Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><PackageId>mill</PackageId>
        <Description>Turns corn into flour.</Description><OutputType>Exe</OutputType>
        <PackageLicenseExpression>MIT</PackageLicenseExpression></PropertyGroup>
        <ItemGroup><PackageReference Include="Stones" /></ItemGroup></Project>
    """,
    "pom.xml": """
        <project xmlns="http://maven.apache.org/POM/4.0.0"><artifactId>mill</artifactId>
        <description>Turns corn into flour.</description>
        <licenses><license><name>MIT</name></license></licenses>
        <dependencies><dependency><groupId>a</groupId><artifactId>stones</artifactId></dependency>
        <dependency><groupId>j</groupId><artifactId>unit</artifactId><scope>test</scope></dependency>
        </dependencies></project>
    """,
    "pubspec.yaml": """
        name: mill
        description: >-
          Turns corn
          into flour.
        dependencies:
          stones: ^2.0.0
        dev_dependencies:
          test: any
    """,
    "mill.pc.in": """
        prefix=@prefix@

        Name: mill
        Description: Turns corn into flour.\x20
        Version: @VERSION@
    """,
    "mix.exs": """
        defmodule Mill.MixProject do
          def project, do: [app: :mill, description: "Turns corn into flour."]
          defp deps, do: [{:stones, "~> 2.0"}, {:ex_doc, "~> 1", only: :dev},
                          {:wind, "~> 1", optional: true}]
        end
    """,
}


def read(path: str, text: str) -> Manifest:
    manifest = read_manifest(path, dedent(text).lstrip("\n"))
    assert manifest is not None
    return manifest


@pytest.mark.parametrize("path", MANIFESTS)
def test_a_manifest_says_what_a_package_is_and_needs(path: str) -> None:
    manifest = read(path, MANIFESTS[path])
    assert manifest.name == "mill"
    assert manifest.description == "Turns corn into flour."
    assert manifest.licence in ("MIT", "")
    needed = [name.lower().rpartition("/")[2].removeprefix("a:") for name in manifest.dependencies]
    assert needed in ([], ["stones"], ["stones", "water"])
    assert bool(needed) == (path != "mill.pc.in")


@pytest.mark.parametrize(
    ("path", "label", "file"),
    [
        ("pyproject.toml", "`mill` command", "src/mill/cli.py"),
        ("setup.cfg", "`mill` command", "mill/cli.py"),
        ("setup.py", "`mill` command", "mill/cli/__init__.py"),
        ("package.json", "`mill` command", "src/cli.ts"),
        ("Cargo.toml", "`mill` command", "src/cli.rs"),
        ("composer.json", "`mill` command", "bin/mill"),
        ("mill.gemspec", "`mill` command", "exe/mill"),
        ("Mill.csproj", "program", "Program.cs"),
    ],
)
def test_a_manifest_says_where_programs_start(path: str, label: str, file: str) -> None:
    starts = {start.label: start.candidates for start in read(path, MANIFESTS[path]).starts}
    assert file in starts[label]


@pytest.mark.parametrize(
    ("written", "name"), [("mill", "mill"), ('"mill"', "mill"), ('"Old Mill"', "Old Mill")]
)
def test_the_name_of_a_project_of_cmake_may_stand_in_quotes(written: str, name: str) -> None:
    text = f'project({written}\n  DESCRIPTION "Turns corn into flour."\n  LANGUAGES CXX)\n'
    manifest = read("CMakeLists.txt", text)
    assert (manifest.name, manifest.description) == (name, "Turns corn into flour.")


def test_gradle_lists_no_needs_of_tests() -> None:
    text = """
        kotlin { sourceSets {
            val commonMain by getting { dependencies {
                api("a:stones:2") } }
            val jvmTest by getting {
                dependencies {
                    implementation("b:sieve:1")
                }
            }
            val jvmMain by getting { dependencies {
                implementation("a:water:1") } }
        } }
        """
    assert read("build.gradle.kts", text).dependencies == ("a:stones", "a:water")


def test_go_mod_lists_what_is_required_directly() -> None:
    manifest = read(
        "go.mod",
        """
        module example.org/mill // the mill
        go 1.24
        require example.org/one v1.0.0
        require ( // by hand
            example.org/two v1.2.0 // good
            example.org/three v0.1.0 // indirect
        )
        exclude example.org/four v1.0.0
        replace example.org/two => ../two
        """,
    )
    assert manifest.name == "example.org/mill"
    assert manifest.dependencies == ("example.org/one", "example.org/two")


def test_what_a_go_mod_replaces_is_not_required_by_that() -> None:
    text = "module a.org/mill\n\nrequire b.org/sieve v1.0.0\n\nreplace (\n\tc.org/dam v1.2.0 => ../dam\n)\n"
    tables = {table.title: table.rows for table in outline("go.mod", text).tables}
    assert tables["Requires"] == (("b.org/sieve", "v1.0.0"),)
    assert tables["Replaces"] == (("c.org/dam", "../dam"),)


def test_an_app_on_a_framework_starts_where_the_framework_begins() -> None:
    manifest = read("package.json", '{"name": "a", "dependencies": {"next": "15"}}')
    assert manifest.starts[0].label == "Next.js page"
    assert "app/layout.tsx" in manifest.starts[0].candidates


def test_a_container_starts_what_its_last_command_names() -> None:
    manifest = read(
        "Dockerfile", 'FROM a\nCMD ["old.py"]\nENTRYPOINT ["python", "/app/serve.py"]\n'
    )
    assert manifest.starts[0].candidates[:2] == ("app/serve.py", "serve.py")


@pytest.mark.parametrize(
    "command",
    [
        "CMD alembic upgrade head && \\\n    poetry run uvicorn --host=0.0.0.0 shop.main:app\n",
        'CMD ["gunicorn", "-w", "4", "shop.main:make()"]\n',
        'ENTRYPOINT ["daphne", "shop.main:app"]\n',
    ],
)
def test_a_container_starts_the_app_that_a_server_is_given(command: str) -> None:
    manifest = read("Dockerfile", f"FROM a\n{command}")
    assert "shop/main.py" in manifest.starts[0].candidates


def test_an_android_app_starts_in_its_launched_activity() -> None:
    manifest = read(
        "AndroidManifest.xml",
        """
        <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="org.mill">
        <application><activity android:name=".Other"/><activity android:name=".Main"><intent-filter>
        <category android:name="android.intent.category.LAUNCHER"/></intent-filter></activity>
        </application></manifest>
        """,
    )
    assert "kotlin/org/mill/Main.kt" in manifest.starts[0].candidates


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("description = 'Mills corn.'\n", "Mills corn."),
        ('project.description = "Mills corn."\n', "Mills corn."),
        ("tasks.register('site', Copy) {\n  description = 'Builds the site.'\n}\n", ""),
    ],
)
def test_a_description_in_a_block_of_gradle_is_of_a_task(text: str, said: str) -> None:
    manifest = read_manifest("build.gradle", text)
    assert (manifest.description if manifest else "") == said


def test_a_gemfile_lists_what_an_application_needs() -> None:
    text = """
        source "https://rubygems.org"
        gem 'rails', '~> 7'
        gem "puma" # the server
        gem 'stub', group: :test
        group :development, :test do
          gem 'mock'
        end
        platforms :mri do
          gem 'fast'
        end
        # gem 'old'
    """
    manifest = read_manifest("Gemfile", text)
    assert manifest is not None
    assert manifest.dependencies == ("rails", "puma", "fast")
    assert read_manifest("Gemfile", "gemspec\ngem 'rake'\n") is None


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ("[![Build Status](https://a.example/b.svg)](https://a.example)", ""),
        ("![Logo](l.png) Grinds [corn](https://a.example).", "Grinds corn."),
        ("Grinds [corn](https://a.example).", "Grinds [corn](https://a.example)."),
    ],
)
def test_a_badge_describes_no_package(description: str, said: str) -> None:
    text = json.dumps({"name": "mill", "description": description})
    manifest = read_manifest("package.json", text)
    assert manifest is not None
    assert manifest.description == said
    assert outline("package.json", text).purpose == said


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><project><description>&z;</description></project>'
    assert read_manifest("pom.xml", bomb) is None


NAMES = [
    *MANIFESTS, "go.mod", "Dockerfile", "Package.swift", "build.gradle.kts", "gradle.properties",
    "AndroidManifest.xml", "Chart.yaml", "CMakeLists.txt", "deno.json",
    "manifest.json", "x.podspec", "settings.gradle",
]  # fmt: skip
PIECES = st.sampled_from(
    [
        "name", "description", "scripts", "bin", "exports", "dependencies", "[project]", "\n", " = ",
        '"', "'", "{", "}", "[", "]", ":", ",", "<a>", "</a>", "setup(", ")", "%q{", "<<~X", "X", "1",
        "[package]", "[[bin]]", "license", ".", "-", "#", "null", "true", "CMD ", "(", "  ", "\\",
        "project", "require (", "\u2028", "\0", "é", "&lt;", "spec.name", "<<", "implementation",
    ]
)  # fmt: skip


@given(st.sampled_from(NAMES), st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200))
@example("setup.py", "(" * 3000)
@example("setup.py", "setup" + ".a" * 5000 + "()")
@example("setup.py", "setup(name=" + "-" * 5000 + "1)")
@example("package.json", "[" * 100_000)
@example("package.json", '{"exports":' * 2000)
@example(
    "package.json", '{"bin": {"a": 1, "b": [2]}, "scripts": [], "license": [], "exports": [1]}'
)
@example("pyproject.toml", "a = " + "[" * 5000)
@example("pyproject.toml", "[project]\nname = 1\nscripts = 2\ndependencies = {}\nlicense = []")
@example("Cargo.toml", "bin = 1\n[dependencies]\na = 1\n[package]\nname = [1]")
@example("composer.json", '{"autoload": {"psr-4": []}, "bin": {}, "scripts": 1, "require": []}')
@example("pom.xml", "<a>" * 5000)
@example("Cargo.toml", "a." * 100_000)
@example("pyproject.toml", "'a' . " * 50_000)
def test_no_manifest_can_make_reading_fail(path: str, text: str) -> None:
    manifest = read_manifest(f"some/{path}", text)
    assert is_manifest(path)
    if manifest is not None:
        assert decode(encode(manifest)) == manifest
        assert "\n" not in manifest.description
        assert len(manifest.description) <= 1000
