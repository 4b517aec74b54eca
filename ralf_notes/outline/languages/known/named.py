"""What is known by its ending: templates, other files of one kind, languages no grammar reads.

A row is all that a further kind needs.
"""

from __future__ import annotations

from ralf_notes.outline.languages.known import Language

_TEMPLATES = {
    "ERB": ".erb .rhtml", "Haml": ".haml .hamlit", "Slim": ".slim", "Pug": ".pug .jade",
    "EJS": ".ejs", "Eta": ".eta", "Handlebars": ".hbs .handlebars", "Mustache": ".mustache",
    "Twig": ".twig", "Liquid": ".liquid", "Blade": ".blade.php", "Latte": ".latte",
    "Nunjucks": ".njk", "Razor": ".cshtml .razor .vbhtml", "HEEx": ".heex", "EEx": ".eex .leex",
    "JSP": ".jsp .jspx", "Mako": ".mako", "Jbuilder": ".jbuilder", "XML Builder": ".builder",
    "templ": ".templ", "Jinja": ".j2 .jinja .jinja2", "FreeMarker": ".ftlh", "Velocity": ".vm",
}  # fmt: skip
_KINDS = (
    ("feature", "Cucumber feature", ".feature", "#"),
    ("robot", "suite of Robot Framework", ".robot", "#"),
    ("http", "file of HTTP requests", ".http", "#"),
    ("bruno", "request of Bruno", ".bru", ""),
    ("tape", "tape of VHS", ".tape", "#"),
    ("tt", "template", ".tt .template", ""),
    ("prisma", "Prisma schema", ".prisma", "//"),
    ("thrift", "Thrift schema", ".thrift", "// # /*"),
    ("fbs", "FlatBuffers schema", ".fbs", "//"),
    ("capnp", "Cap'n Proto schema", ".capnp", "#"),
    ("shader", "shader", ".glsl .frag .vert .comp .hlsl .wgsl .metal .gdshader .shader", "// /*"),
    ("plantuml", "PlantUML diagram", ".puml .plantuml", ""),
    ("mermaid", "Mermaid diagram", ".mmd .mermaid", ""),
    ("graphviz", "Graphviz graph", ".dot .gv", "// # /*"),
    ("org", "Org document", ".org", ""),
    ("xcconfig", "file of Xcode build settings", ".xcconfig", "//"),
    ("pbxproj", "Xcode project", ".pbxproj", ""),
    ("interfacebuilder", "Interface Builder file", ".storyboard .xib", "<!--"),
    ("xaml", "XAML view", ".xaml .axaml", "<!--"),
    ("resx", "file of .NET resources", ".resx .resw", ""),
    ("solution", "Visual Studio solution", ".sln .slnx", ""),
    ("vcxproj", "C++ project", ".vcxproj", "<!--"),
    ("qtui", "Qt form", ".ui", "<!--"),
    ("qmake", "qmake project", ".pri", "#"),
)
_LANGUAGES = (
    ("fortran", "Fortran", ".f90 .f95 .f03 .f08 .f .for", ""),
    ("fsharp", "F#", ".fs .fsi .fsx", "//"), ("vb", "Visual Basic", ".vb .vbs .bas", ""),
    ("pascal", "Pascal", ".pas .dpr .lpr", "//"), ("ocaml", "OCaml", ".ml .mli", ""),
    ("erlang", "Erlang", ".erl .hrl", ""), ("gleam", "Gleam", ".gleam", "//"),
    ("nim", "Nim", ".nim .nims", "#"), ("crystal", "Crystal", ".cr", "#"), ("d", "D", ".d", "//"),
    ("elm", "Elm", ".elm", "--"), ("purescript", "PureScript", ".purs", "--"),
    ("haxe", "Haxe", ".hx", "// /*"), ("gdscript", "GDScript", ".gd", "#"),
    ("cython", "Cython", ".pyx .pxd .pxi", "#"), ("coffee", "CoffeeScript", ".coffee", "#"),
    ("moonscript", "MoonScript", ".moon", "--"), ("wren", "Wren", ".wren", "// /*"),
    ("solidity", "Solidity", ".sol", "// /*"), ("vyper", "Vyper", ".vy", "#"),
    ("assembly", "Assembly", ".s .asm .nasm", "; # // /*"), ("ada", "Ada", ".adb .ads", "--"),
    ("verilog", "Verilog", ".sv .svh .vh", "// /*"), ("vhdl", "VHDL", ".vhd .vhdl", "--"),
    ("tcl", "Tcl", ".tcl", "#"), ("vim", "Vim script", ".vim .vimrc", ""),
    ("nushell", "Nushell", ".nu", "#"),
    ("qml", "QML", ".qml", "// /*"), ("cue", "CUE", ".cue", "//"), ("rego", "Rego", ".rego", "#"),
    ("bicep", "Bicep", ".bicep", "//"), ("jsonnet", "Jsonnet", ".jsonnet .libsonnet", "// # /*"),
    ("dhall", "Dhall", ".dhall", "--"), ("mojo", "Mojo", ".mojo", "#"),
    ("odin", "Odin", ".odin", "// /*"), ("racket", "Racket", ".rktl", ";"),
    ("applescript", "AppleScript", ".applescript", "-- #"), ("ahk", "AutoHotkey", ".ahk", ";"),
)  # fmt: skip

TEMPLATES = tuple(
    Language(title.lower().replace(" ", "-"), title, endings, code_fence="text",
        noun=f"{title} template", facts="documents.templates:facts",
        imports="further.blade:blade" if title == "Blade" else "further.templates:templates")
    for title, endings in _TEMPLATES.items()
)  # fmt: skip
KINDS = tuple(
    Language(key, noun, endings, tuple(marks.split()), code_fence="text", noun=noun)
    for key, noun, endings, marks in _KINDS
)
NAMED_ONLY = (
    *TEMPLATES,
    *KINDS,
    *(
        Language(key, title, endings, tuple(marks.split()))
        for key, title, endings, marks in _LANGUAGES
    ),
)
