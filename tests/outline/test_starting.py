# ruff: noqa: E501 - a case stands on one line
"""In which files a program starts, by the rules of each language."""

from __future__ import annotations

import pytest

from ralf_notes.outline.parse import outline

STARTS = [
    ("a.c", "int main(void) { return 0; }\n"),
    ("a.c", "#ifdef _WIN32\nint main() {}\n#else\nint main(int c, char **v) {}\n#endif\n"),
    ("a.c", "#ifdef REDIS_TEST\nint test() {}\n#endif\nint main() {}\n"),
    ("a.c", "#ifndef NO_TEST\nint main() {}\n#endif\n"),
    ("a.c", "#if !TEST\nint main() {}\n#endif\n"),
    (
        "a.c",
        "#ifdef WIN32\nint umain() {\n#else\nint main(int c, char *v[]) {\n#endif\nreturn 0; }\n",
    ),
    ("a.cpp", "#if defined(__linux__) || defined(HAVE_FORK)\nint main() {}\n#endif\n"),
    ("a.cpp", "#ifndef A_H\n#define A_H\nint main() {}\n#endif\n"),
    ("a.go", "package main\n\nfunc main() {}\n"),
    ("a.go", "//go:build linux\n\npackage main\n\nfunc main() {}\n"),
    ("a.rs", "fn main() {}\n"),
    ("A.java", "class A { public static void main(String[] args) {} }\n"),
    ("A.java", "class A { static void main(String... args) {} }\n"),
    ("A.java", "public class A { void main() {} }\n"),
    ("a.kt", "fun main() {}\n"),
    ("a.kt", "object A {\n    @JvmStatic\n    fun main(args: Array<String>) {}\n}\n"),
    ("A.swift", "import SwiftUI\n\n@main\nstruct A: App {}\n"),
    ("main.swift", 'print("a")\n'),
    ("Sources/a/main.swift", "import A\n\nlet app = A()\n\napp.run()\n"),
    ("main.swift", "struct B {}\n\nB<Int>.main()\n"),
    ("main.swift", "let _ = NSApplicationMain(CommandLine.argc, CommandLine.unsafeArgv)\n"),
    ("main.swift", "import A\n\nA.shared.delegate = a\n"),
    ("main.swift", "import A\n\nwhile true {\n    wait()\n}\n"),
    ("Program.cs", "using System;\n\n// Starts.\nvar app = A.Create(args);\napp.Run();\n"),
    (
        "Program.cs",
        "#nullable enable\nglobal using A.B;\nusing C = D.E<int>;\n/* x */ await A.Run();\n",
    ),
    ("Program.cs", "using var file = Open();\n"),
    ("Program.cs", "using A;\nusing B = C.D<E?, F[]>;\nusing Stream file = Open();\n"),
    ("A.cs", "class A { static async Task<int> Main(string[] args) => 0; }\n"),
    ("a.py", 'if __name__ == "__main__":\n    run()\n'),
    ("a.js", "#!/usr/bin/env node\nrun()\n"),
    ("a.py", "from fastapi import FastAPI\n\napp: FastAPI = FastAPI(\n    title='a'\n)\n"),
    ("a.py", "import flask\n\napp = flask.Flask(__name__)\n"),
    ("a.ts", "const app = express();\n\napp.listen(3000, () => {});\n"),
    ("a.mjs", "const server = Bun.serve({ fetch });\n"),
    ("a.ts", "async function bootstrap() {\n  await serve();\n}\nbootstrap();\n"),
    ("a.ts", "const main = async () => {};\n\nmain().catch(console.error);\n"),
    ("a.ts", "async function bootstrap(): Promise<void> {}\nvoid bootstrap();\n"),
]
STARTS_NOT = [
    ("a.py", "def make():\n    app = Flask(__name__)\n    return app\n"),
    ("a.ts", "export function start() {\n  app.listen(3000);\n}\n"),
    ("a.ts", "import { main } from './b';\n\nexport function start() {}\nmain();\n"),
    ("a.ts", "export function main() {}\n\nexport const x = () => {\n  main();\n};\n"),
    ("a.c", "#ifdef CRC_TEST_MAIN\nint main() {}\n#endif\n"),
    ("a.c", "#if defined(A) && defined(SELF_TEST)\nint main() {}\n#endif\n"),
    ("a.c", "#if 0\nint main() {}\n#endif\n"),
    ("a.c", "#ifdef MAKE_TABLES\nint main() {}\n#endif\n"),
    ("a.c", "#ifdef A\n#elif defined(BENCHMARK)\nint main() {}\n#endif\n"),
    ("a.c", "int domain(void);\n"),
    ("a.go", "package a\n\nfunc main() {}\n"),
    ("A.java", "class A { private static void main(String[] args) {} }\n"),
    ("A.java", "class A { void main(int count) {} void maintain() {} }\n"),
    ("a.kt", "class A { fun main() {} }\n"),
    ("A.swift", "// @main is elsewhere\nstruct A {}\n"),
    (
        "Modules/Disk/main.swift",
        "import Kit\n\npublic class Disk: Module {\n    var a = B()\n    init() {\n        a.run()\n"
        "    }\n}\n\npublic let names: [String] = [\n    a(1),\n]\n\n#if DEBUG\nextension Disk {}\n#endif\n",
    ),
    ("A.cs", "using A;\nusing static B.C;\n[assembly: D]\nnamespace E;\nclass F {}\n"),
    ("A.cs", "using A = B.C<D, E.F?>;\nusing G = H.I[];\nnamespace J { class K {} }\n"),
    ("A.cs", "using A = (int Left, string? Right);\nusing static B.C<D>;\nclass E {}\n"),
    ("A.cs", "using unsafe A = int*;\nglobal using @B = C.D;\nclass E {}\n"),
    ("A.cs", "\ufeffusing A = B.C<\n    D,\n    E?>;\n\nclass F {}\n"),
    ("A.cs", "// Only words.\nusing A;\n"),
    ("A.cs", ""),
    ("A.cs", "class A { void Main() {} }\n"),
    ("A.cs", "#if X\nusing A;\n#endif\ninternal sealed class B {}\n"),
]


@pytest.mark.parametrize(("path", "text"), STARTS)
def test_a_program_starts_here(path: str, text: str) -> None:
    assert outline(path, text).is_entry


@pytest.mark.parametrize(("path", "text"), STARTS_NOT)
def test_no_program_starts_here(path: str, text: str) -> None:
    assert not outline(path, text).is_entry


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("a.py", 'p = argparse.ArgumentParser(prog="a", description="Grinds corn.")\n', "Grinds corn."),
        ("a.py", 'p = ArgumentParser(\n  description=("Grinds "\n    "corn."),\n)\n', "Grinds corn."),
        ("a.py", "p = ArgumentParser(description=f'Grinds {corn}')\n", ""),
        ("a.py", "p = ArgumentParser(description='description')\n", ""),
        ("a.py", "p = ArgumentParser(description='A')\nq = ArgumentParser(description='B')\n", ""),
        ("a.py", '"""Mills."""\np = ArgumentParser(description="Grinds.")\n', "Mills."),
        ("a.go", 'package a\n\nvar c = &cobra.Command{\n\tUse: "x",\n\tShort: "Grinds corn",\n}\n', "Grinds corn"),
        ("a.php", "<?php\nclass A extends Command {\n  protected $signature = 'corn:grind\n    {--fine : Very}';\n\n  protected $description = 'Grinds corn';\n}\n", "Grinds corn"),
        ("a.php", "<?php\n#[AsCommand(name: 'corn:grind', description: 'Grinds corn')]\nclass A extends Command {}\n", "Grinds corn"),
        ("a.php", "<?php\n// A Command of an army.\nclass A {\n  protected $description = 'Grinds corn';\n}\n", ""),
        ("a.swift", 'struct A: ParsableCommand {\n  static let configuration = CommandConfiguration(\n    commandName: "grind",\n    abstract: "Grinds corn")\n}\n', "Grinds corn"),
        ("a.swift", 'struct A: ParsableCommand {\n  static let configuration = CommandConfiguration(abstract: "Grinds corn")\n}\nstruct B: ParsableCommand {\n  static let configuration = CommandConfiguration(abstract: "Adds corn")\n}\n', ""),
        ("A.java", '@Command(name = "grind", mixinStandardHelpOptions = true,\n    description = "Grinds corn")\nclass A implements Runnable {}\n', "Grinds corn"),
        ("a.kt", '@CommandLine.Command(name = "grind", description = ["Grinds corn"])\nclass A : Runnable\n', "Grinds corn"),
        ("A.cs", '[Command("grind", Description = "Grinds corn")]\nclass A : ICommand {}\n', "Grinds corn"),
        ("A.cs", 'var root = new RootCommand("Grinds corn");\nreturn root.Invoke(args);\n', "Grinds corn"),
        ("a.rs", '#[derive(Parser)]\n#[command(version, about = "Grinds corn")]\nstruct A {}\n', "Grinds corn"),
        ("a.rs", '#[derive(Subcommand)]\nenum A {\n  #[command(about = "Adds corn")]\n  Add { a: u8 },\n}\n', ""),
        ("a.js", "import { program } from 'c'\nconst add = new Command('add').description('Adds')\n", ""),
        ("a.js", "program.addCommand(new Command('add').description('Adds'))\n", ""),
        ("a.py", "p = ArgumentParser(description='Grinds corn\\u2026')\n", ""),
        ("a.js", "program.name('a').description('Grinds corn').command('x').description('y')\n", "Grinds corn"),
    ],
)  # fmt: skip
def test_a_program_is_described_by_what_it_says_of_itself(path: str, text: str, words: str) -> None:
    assert outline(path, text).purpose == words


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        (
            "bin/mill",
            '#!/bin/sh\necho "Usage: $0 [-v] <corn>" >&2\nexit 1\n',
            "Run as `mill [-v] <corn>`.",
        ),
        (
            "mill.sh",
            "cat <<END\nUsage: $(basename $0) CORN\n  -v  more\nEND\n",
            "Run as `mill.sh CORN`.",
        ),
        ("mill.rb", 'o.banner = "Usage: mill.rb [options]"\n', "Run as `mill.rb [options]`."),
        ("mill.sh", 'echo "Usage: $0 add X"\necho "Usage: $0 take Y"\n', ""),
        ("mill.sh", 'echo "Usage: $0 $ALL"\n', ""),
        ("mill.sh", 'echo "Memory usage: high today"\n', ""),
    ],
)
def test_a_script_is_told_by_how_it_is_run(path: str, text: str, words: str) -> None:
    assert outline(path, text).about == words
