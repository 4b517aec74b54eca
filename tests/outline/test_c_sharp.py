"""C#: types and members that their names alone do not tell apart."""

from __future__ import annotations

from ralf_notes.outline.imports.declared import declared_names
from ralf_notes.outline.parse import outline

RULES = """
namespace Shop;
public interface IRule { void A(); }
public interface IRule<in T> : IRule { void B(); }
public interface IRule<T, out U> { }
public class Only<T> { }
public class Reply<T> : Reply { public T Value { get; } public void Send() { } }
public class Reply { public void Send() { } }
public record Page<T>(T Item);
public record Page(int Number);
public class Limits : IRule {
    public int From { get; }
    object IRule.From => From;
    void IRule.A() { }
}
"""


def test_types_that_differ_by_their_type_parameters_have_names_of_their_own() -> None:
    made = outline("Rules.cs", RULES)
    names = [symbol.name for symbol in made.symbols]
    assert names[:5] == ["IRule", "IRule.A", "IRule<T>", "IRule<T>.B", "IRule<T, U>"]
    assert names[5:] == [
        *("Only", "Reply<T>", "Reply<T>.Send", "Reply", "Reply.Send", "Page<T>", "Page"),
        *("Limits", "Limits.IRule.From", "Limits.IRule.A"),
    ]
    assert declared_names(made)[0] == ("IRule", "Only", "Reply", "Page", "Limits")


def test_members_that_implement_an_interface_by_name_are_named_after_it() -> None:
    symbols = outline("Rules.cs", RULES).symbols
    found = {symbol.name: symbol.public for symbol in symbols if "Limits." in symbol.name}
    assert found == {"Limits.IRule.From": False, "Limits.IRule.A": False}


def test_a_signature_has_one_branch_of_a_condition_and_no_directive() -> None:
    text = (
        "public class A {\n#if NULLABLE\n    public string? B\n#else\n    public string B\n#endif\n"
        "    {\n        get { return null; }\n    }\n#if NULLABLE\n    public void C(string? a,\n"
        "#else\n    public void C(string a,\n#endif\n        int b)\n    { }\n}\n"
    )
    signatures = [symbol.signature for symbol in outline("a.cs", text).symbols[1:]]
    assert signatures == ["public string? B { get; }", "public void C(string? a,\n    int b)"]


def test_a_finalizer_is_named_after_its_type() -> None:
    made = outline(
        "Cart.cs", "class Cart { ~Cart() { Close(); } }\nstruct Box<T> { ~Box() => Drop(); }\n"
    )
    assert [symbol.name for symbol in made.symbols] == ["Cart", "Cart.~Cart", "Box", "Box.~Box"]


def test_a_further_overload_in_short_names_each_parameter_that_differs() -> None:
    shared = "this string input, CultureInfo culture, bool isStrict"
    text = f"""public static class To {{
        public static string Turn({shared}, params IStep[] steps) => "";
        public static string Turn({shared}, params ICulturedStep[] steps) => "";
        public static string Turn({shared}, int most, params IStep[] steps) => "";
    }}
    """
    turn = outline("To.cs", text).symbols[1]
    assert turn.signature.split("\n") == [
        f"public static string Turn({shared}, params IStep[] steps)",
        "public static string Turn(…, params ICulturedStep[] steps)",
        "public static string Turn(…, int most, …)",
    ]
