"""Projects of .NET: *.csproj, *.fsproj, *.vbproj, and the properties that they share."""

from __future__ import annotations

from ralf_notes.outline.manifests.model import Manifest, Start
from ralf_notes.outline.manifests.reading import xml_root, xml_text

_PROGRAMS = ("Exe", "WinExe")


def read_project(text: str) -> Manifest:
    """Return what a project of .NET says.

    Source: https://learn.microsoft.com/nuget/reference/msbuild-targets
    """
    root = xml_root(text)
    if root is None:
        return Manifest("nuget")
    name = xml_text(root, ".//PackageId", ".//AssemblyName", ".//AssemblyTitle", ".//Title")
    is_web = (root.get("Sdk") or "").endswith((".Web", ".Worker"))
    starts: tuple[Start, ...] = ()
    if xml_text(root, ".//OutputType") in _PROGRAMS or is_web:
        label = "web app" if is_web else "program"
        starts = (Start(label, ("Program.cs", "Program.fs", "Program.vb", "App.xaml.cs")),)
    is_tool = xml_text(root, ".//PackAsTool").lower() == "true"
    if is_tool and (command := xml_text(root, ".//ToolCommandName")):
        starts = (Start(f"`{command}` command", ("Program.cs", "Program.fs")),)
    needed = (
        each.get("Include") or ""
        for each in root.iter("PackageReference")
        if (each.get("PrivateAssets") or "").lower() != "all"
    )
    return Manifest(
        "nuget",
        name,
        xml_text(root, ".//Description", ".//PackageDescription"),
        xml_text(root, ".//PackageLicenseExpression"),
        starts,
        dependencies=tuple(each for each in needed if "$" not in each),
        lists_dependencies=True,
    )
