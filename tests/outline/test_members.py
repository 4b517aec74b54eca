"""Members that are data, constructors, accessors and overloads: what each language calls so."""

# ruff: noqa: E501  one case of a table is one line

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from ralf_notes.outline.model import Symbol
from ralf_notes.outline.parse import outline


def symbols(path: str, text: str) -> dict[str, Symbol]:
    found = outline(path, dedent(text).lstrip("\n")).symbols
    return {symbol.name: symbol for symbol in found}


CASES = {
    "python enum": (
        "a.py",
        '''
        class Kind(Enum):
            """Kinds."""

            #: Of every day.
            DAILY = 1
            WEEKLY = 7  # on Sundays
            NEVER = LATER = 0
            """Not at all."""
            _private = 3
            first, second = 1, 2
            if True:
                limit: int = 4
            handlers = {
                "a": 1,
            }
            def name(self): local = 1
        ''',
        "Kind",
        """
        class Kind(Enum):
            # Of every day.
            DAILY = 1
            # on Sundays
            WEEKLY = 7
            # Not at all.
            NEVER = LATER = 0
            first, second = 1, 2
            limit: int = 4
            handlers = {
                "a": 1,
            }
        """,
    ),
    "python attributes of an instance": (
        "a.py",
        '''
        class Cart(Base):
            """A cart."""

            size = 3

            def __init__(self, owner, size, items=()):
                super().__init__()
                #: Who pays.
                self.owner = owner
                self.items = list(items)
                """What is in it."""
                self.total = self.net = 0  #: The sum.
                self.size = size
                self._hidden, self.shape = 1, 2
                local = other.value = 3
                if owner:
                    self.bill = Bill(
                        owner,
                    )
                else:
                    self.bill = None

                def inner(self):
                    self.inside = 1

            @property
            def price(self): return 1

            def later(self): self.late = 1
        ''',
        "Cart",
        """
        class Cart(Base):
            size = 3
            # Who pays.
            self.owner = owner
            # What is in it.
            self.items = list(items)
            # The sum.
            self.total = self.net = 0
            self._hidden, self.shape = 1, 2
            self.bill = Bill(
                owner,
            )
        """,
    ),
    "c# enum": (
        "A.cs",
        """
        public enum Level {
            /// <summary>Not <c>much</c>.</summary>
            Low,
            /// <summary>
            /// Very much.
            /// </summary>
            High = 2,
            /// <summary>None</summary>
            None
        }
        """,
        "Level",
        """
        public enum Level {
            // Not `much`.
            Low,
            // Very much.
            High = 2,
            None
        }
        """,
    ),
    "ruby constant of several lines": (
        "a.rb",
        """
        class Shop
          LONG = if defined?(A) # rubocop:disable all
                   Module.new do
                     def to_s = %(LONGTEXT)
                   end
                 end
        end
        """.replace("LONGTEXT", "x" * 300),
        "Shop",
        """
        class Shop
            LONG = if defined?(A) # rubocop:disable all …
        end
        """,
    ),
    "scala data that a trait asks for": (
        "a.scala",
        """
        trait Shop {
          /** Where it stands. */
          def place: Map[String, Int]
          def open[T]: T
          def close(): Unit
          def size: Int = 3
        }
        """,
        "Shop",
        """
        trait Shop {
            // Where it stands.
            def place: Map[String, Int]
        }
        """,
    ),
    "parameters of a script block": (
        "a.ps1",
        """
        Function Open-Shop {
          [CmdletBinding()]
          param(
            [Parameter(Mandatory)]
            [string[]]$Name = 'a',
            [switch]$Force
          )
          1
        }
        """,
        "Open-Shop",
        """
        Function Open-Shop([string[]]$Name = 'a', [switch]$Force)
        """,
    ),
    "elixir specs": (
        "a.ex",
        '''
        defmodule Shop do
          @doc """
          Sells it.
          """
          @spec sell(t, integer) :: t
          def sell(shop, n), do: shop
          defstruct [:a]
        end
        ''',
        "Shop.sell",
        """
        @spec sell(t, integer) :: t
        def sell(shop, n)
        """,
    ),
    "java enum": (
        "A.java",
        """
        public enum Level implements Named {
            /** Not much. */
            LOW(1),
            @Deprecated HIGH(2) {
                @Override public int cost() { return 9; }
            },
            NONE;
            public static final int MAX = 3, MIN = 2;
            protected int kept; // in pieces
            private int gone;
            int hidden;
        }
        """,
        "Level",
        """
        public enum Level implements Named {
            // Not much.
            LOW(1),
            @Deprecated HIGH(2),
            NONE;
            public static final int MAX = 3, MIN = 2;
            // in pieces
            protected int kept;
        }
        """,
    ),
    "java interface": (
        "A.java",
        "public interface A {\n    /** The most. */\n    int MAX = 3;\n    void run();\n}\n",
        "A",
        """
        public interface A {
            // The most.
            int MAX = 3;
        }
        """,
    ),
    "kotlin class": (
        "a.kt",
        """
        class Stand private constructor(val street: String) : Place() {
            /** Who owns it. */
            val owner: String = "me"
            private val secret = 1
            internal val inside = 2
            protected var kept = 3
            val lazyOne: String by lazy { "x" }
            var size = 0
                private set
            val computed: Int
                get() = 1
            init { val local = 1 }
            companion object Factory {
                /** The tag. */
                const val TAG = "stand"
            }
        }
        """,
        "Stand",
        """
        class Stand private constructor(val street: String) : Place() {
            // Who owns it.
            val owner: String = "me"
            protected var kept = 3
            val lazyOne: String by lazy { "x" }
            var size = 0
                private set
            companion object Factory {
                // The tag.
                const val TAG = "stand"
            }
        }
        """,
    ),
    "kotlin enum": (
        "a.kt",
        """
        enum class Level(val n: Int) {
            LOW(1), // not much
            HIGH(2) {
                override fun cost() = 9
            };
            fun cost() = n
        }
        """,
        "Level",
        """
        enum class Level(val n: Int) {
            // not much
            LOW(1),
            HIGH(2);
        }
        """,
    ),
    "kotlin interface": (
        "a.kt",
        "interface Shape {\n    /** The size. */\n    val size: Int\n    fun draw()\n}\n",
        "Shape",
        """
        interface Shape {
            // The size.
            val size: Int
        }
        """,
    ),
    "swift struct": (
        "a.swift",
        """
        public struct Cloud {
            /// How much water it holds.
            public let litres: Int
            public private(set) var height = 3.0
            var hidden = 1
            public static let shared = Cloud()
            @Published public var seen = 1 { didSet { print(1) } }
            public var computed: Int { litres * 2 }
        }
        public extension Cloud {
            static let most = 4
            private static let least = 1
        }
        """,
        "Cloud",
        """
        public struct Cloud {
            // How much water it holds.
            public let litres: Int
            public private(set) var height = 3.0
            public static let shared = Cloud()
            @Published public var seen = 1
        }
        public extension Cloud {
            static let most = 4
        }
        """,
    ),
    "swift enum": (
        "a.swift",
        """
        public enum Kind: String {
            /// Heaps.
            case cumulus, stratus = "s"
            case mixed(Int, name: String)
            indirect case nested(Kind)
        }
        """,
        "Kind",
        """
        public enum Kind: String {
            // Heaps.
            case cumulus, stratus = "s"
            case mixed(Int, name: String)
            indirect case nested(Kind)
        }
        """,
    ),
    "swift protocol": (
        "a.swift",
        """
        public protocol Sky {
            associatedtype Item: Hashable
            /// Its name.
            var name: String { get }
        }
        """,
        "Sky",
        """
        public protocol Sky {
            associatedtype Item: Hashable
            // Its name.
            var name: String { get }
        }
        """,
    ),
    "c# class": (
        "A.cs",
        """
        public class Cart {
            /// <summary>The owner.</summary>
            public string Owner { get; private set; } = "me";
            protected internal int Kept { get; init; }
            private protected int Mine;
            internal int Hidden { get; set; }
            public const int Most = 3, Least = 1;
            public static readonly Cart Shared = new();
            public event EventHandler Changed;
            public int Count => items.Count;
        }
        """,
        "Cart",
        """
        public class Cart {
            // The owner.
            public string Owner { get; private set; } = "me";
            protected internal int Kept { get; init; }
            public const int Most = 3, Least = 1;
            public static readonly Cart Shared = new();
            public event EventHandler Changed;
        }
        """,
    ),
    "ruby class": (
        "a.rb",
        """
        class Recipe < ApplicationRecord
          include Comparable
          # What one eats.
          has_many :portions, dependent: :destroy
          scope :quick, -> { where("minutes < 30") }
          attr_accessor :minutes, :hours
          LIMIT = 7 # the most
          SECRET = 1
          private_constant :SECRET
          alias cook make
          class << self
            attr_reader :config
          end
          if FAST
            # Quickly.
            attr_reader :fast
          else
            attr_writer :slow unless NEVER
          end
          private attr_reader :own
          private
          attr_reader :hidden
        end
        """,
        "Recipe",
        """
        class Recipe < ApplicationRecord
            include Comparable
            # What one eats.
            has_many :portions, dependent: :destroy
            scope :quick, -> { where("minutes < 30") }
            attr_accessor :minutes, :hours
            # the most
            LIMIT = 7
            alias cook make
            class << self
                attr_reader :config
            end
            # Quickly.
            attr_reader :fast
            attr_writer :slow
        end
        """,
    ),
    "php class": (
        "a.php",
        """
        <?php
        final class Wheel {
            use Turns;
            /** How many a minute. */
            public int $turns = 3;
            protected ?string $name, $other = 'x';
            private $secret;
            const LOAD = 90;
            private const HIDDEN = 1;
            public private(set) string $maker = 'x';
            public function __construct(
                /** The id. */
                public readonly int $id,
                private Axle $axle,
                string $plain = 'y',
            ) {}
        }
        """,
        "Wheel",
        """
        final class Wheel {
            use Turns;
            // How many a minute.
            public int $turns = 3;
            protected ?string $name, $other = 'x';
            const LOAD = 90;
            public private(set) string $maker = 'x';
            // The id.
            public readonly int $id;
        }
        """,
    ),
    "php enum": (
        "a.php",
        "<?php\nenum Suit: string {\n    /** Red. */\n    case Hearts = 'H';\n    const Wild = 1;\n}\n",
        "Suit",
        """
        enum Suit: string {
            // Red.
            case Hearts = 'H';
            const Wild = 1;
        }
        """,
    ),
    "rust": (
        "a.rs",
        """
        pub struct Heap {
            pub size: usize,
        }
        impl Heap {
            /// The most.
            pub const MAX: usize = 3;
            const HIDDEN: usize = 3;
        }
        impl Iterator for Heap {
            type Item = u8;
            fn next(&mut self) -> Option<u8> { None }
        }
        """,
        "Heap",
        """
        pub struct Heap {
            pub size: usize,
        }
        impl Heap {
            // The most.
            pub const MAX: usize = 3;
        }
        impl Iterator for Heap {
            type Item = u8;
        }
        """,
    ),
    "rust trait": (
        "a.rs",
        "pub trait Store {\n    /// What it holds.\n    type Item: Clone;\n    const N: usize = 3;\n}\n",
        "Store",
        """
        pub trait Store {
            // What it holds.
            type Item: Clone;
            const N: usize = 3;
        }
        """,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_type_shows_its_open_members_with_value_and_description(
    case: tuple[str, str, str, str],
) -> None:
    path, text, name, expected = case
    assert symbols(path, text)[name].signature == dedent(expected).strip("\n")


@pytest.mark.parametrize(
    ("path", "head", "line", "tail"),
    [
        ("a.go", "package a\n\ntype Big struct {\n", "\t// Says {0}.\n\tF{0} int\n\th{0} int\n", "}\n"),
        ("a.rs", "pub struct Big {\n", "    /// Says {0}.\n    pub F{0}: u8,\n    h{0}: u8,\n", "}\n"),
        ("A.cs", "public enum Big {\n", "    /// <summary>Says {0}.</summary>\n    F{0},\n", "}\n"),
    ],
)  # fmt: skip
def test_of_a_long_type_the_open_members_are_shown(
    path: str, head: str, line: str, tail: str
) -> None:
    text = head + "".join(line.format(number) for number in range(60)) + tail
    signature = symbols(path, text)["Big"].signature
    assert all(f"Says {number}." in signature for number in range(60))
    assert all(f"F{number}" in signature for number in range(60)) and "h3" not in signature


@pytest.mark.parametrize("path", ["a.ts", "a.tsx"])
@pytest.mark.parametrize("head", ["export type Big = {", "type Big = Base & {"])
def test_of_a_long_alias_of_an_object_all_members_are_shown(path: str, head: str) -> None:
    rows = "".join(f"  /** Says {n}. */\n  name{n}?: Some<Type> | number;\n" for n in range(60))
    big = symbols(path, f"{head}\n{rows}  call(a: number): void;\n}};\nexport {{ Big }}\n")["Big"]
    assert big.signature.startswith(f"{head}\n    // Says 0.\n    name0?: Some<Type> | number;\n")
    assert "    name59?:" in big.signature and "    call(a: number): void;" in big.signature
    assert big.signature.endswith("};") and big.kind == "type"


def test_what_the_shell_reads_and_what_a_command_says_are_no_constants_of_a_script() -> None:
    text = """
    IFS=$'\\n'
    export PATH="/usr/bin:$PATH" PS1="$ "
    MOST=3
    VERSION="$(cat version)"
    HASH=`git rev-parse HEAD`
    readonly HERE="$(pwd)"
    export NAME="${NAME:-x}"
    """
    assert set(symbols("a.sh", text)) == {"MOST", "HERE", "NAME"}


def test_what_a_class_of_ruby_says_by_a_bare_word_is_shown() -> None:
    text = "class User < Base\n  has_secure_password\n\n  private\n\n  def forget\n    reset\n  end\nend\n"
    made = symbols("a.rb", text)
    assert made["User"].signature == "class User < Base\n    has_secure_password\nend"
    assert [*made] == ["User", "User.forget"]


def test_an_underscore_hides_no_function_of_a_script_whose_functions_all_begin_so() -> None:
    prefixed = "function __shop_sell { _x; }\n__shop_buy ()\n{\n  :\n}\n"
    assert all(each.public for each in symbols("a.sh", prefixed).values())
    made = symbols("a.sh", prefixed + "sell() { :; }\n")
    assert [name for name, each in made.items() if each.public] == ["sell"]


def test_constants_of_go_have_the_value_that_their_line_repeats() -> None:
    text = """
    package a

    const (
    \tIdle Kind = iota
    \tBusy // at work
    \t_
    \tGone, Lost = iota, iota + 10
    \tOut, Far
    )

    const (
    \t_  = 1 << (10 * iota)
    \tKB
    \tAll = Kind(-iota)
    \tMany
    \tText = "a"
    \tSame
    \tOdd = f(iota, 2)
    \tOther
    )

    const Alone = 1
    """
    shown = {name: symbol.signature for name, symbol in symbols("a.go", text).items()}
    assert shown == {
        "Idle": "const Idle Kind = iota // 0",
        "Busy": "const Busy Kind = 1",
        "Gone": "const Gone, Lost = iota, iota + 10 // 3, 13",
        "Lost": "const Gone, Lost = iota, iota + 10 // 3, 13",
        "Out": "const Out, Far = 4, 14",
        "Far": "const Out, Far = 4, 14",
        "KB": "const KB = 1024",
        "All": "const All = Kind(-iota) // -2",
        "Many": "const Many = Kind(-3)",
        "Text": 'const Text = "a"',
        "Same": 'const Same = "a"',
        "Odd": "const Odd = f(iota, 2) // iota is 6",
        "Other": "const Other = f(iota, 2) // iota is 7",
        "Alone": "const Alone = 1",
    }


def test_many_or_long_members_are_shortened_but_keep_their_names() -> None:
    rows = "".join(f"    NAME_{n} = '{'x' * 400}'\n    '''Says much.'''\n" for n in range(60))
    signature = symbols("a.py", f"class A:\n{rows}")["A"].signature
    assert len(signature) < 16_500 and all(f"NAME_{n} = " in signature for n in range(60))
    names = ", ".join(f":reader_{n}" for n in range(40))
    signature = symbols("a.rb", f"class A\n  attr_reader {names}\nend\n")["A"].signature
    assert ":reader_39" in signature
    text = 'class A\n  B = "one " \\\n      \'two ' + "and " * 80 + "'\nend\n"
    assert 'B = "one " \'two and' in symbols("a.rb", text)["A"].signature


@pytest.mark.parametrize(
    ("path", "head", "line", "tail"),
    [
        ("A.java", "public enum Big {\n", "    /** Says {0}. */\n    NAME_{0}({0}, \"some words\"),\n", "}\n"),
        ("a.ts", "export interface Big {\n", "  /** Says {0}. */\n  name{0}: Some<Type>;\n", "}\n"),
        ("a.py", "class Big:\n", "    name_{0}: int = {0}\n    \"\"\"Says {0}.\"\"\"\n", ""),
    ],
)  # fmt: skip
def test_no_member_of_a_very_long_type_is_left_out(
    path: str, head: str, line: str, tail: str
) -> None:
    text = head + "".join(line.format(number) for number in range(1_500)) + tail
    signature = symbols(path, text)["Big"].signature.lower().replace("_", "")
    assert all(re.search(rf"name{number}\W", signature) for number in range(1_500))


OVERLOADS = {
    "java": (
        "A.java",
        """
        public class Shop {
            /** Sells some. */
            public void sell(int n) {}
            private void sell() {}
            /**
             * Sells one.
             * @param name which
             */
            public int sell(String name) { return 1; }
            /** Shuts. */
            public void close() {}
            /** Sells later. */
            public void sell(long n) {}
        }
        """,
        "Shop.sell",
        """
        public void sell(int n)
        // Sells one.
        //
        // - `name`: which
        public int sell(String name)
        // Sells later.
        public void sell(long n)
        """,
        "Sells some.",
    ),
    "c#": (
        "A.cs",
        """
        public class Shop {
            private int Sell() => 1;
            /// <summary>Sells some.</summary>
            public void Sell(int n) {}
            /// <summary>Sells one.</summary>
            [Slow]
            public void Sell(string name) {}
        }
        """,
        "Shop.Sell",
        """
        public void Sell(int n)
        // Sells one.
        [Slow]
        public void Sell(string name)
        """,
        "Sells some.",
    ),
    "swift": (
        "a.swift",
        """
        public struct Shop {
            public init() {}
            /// Opens one.
            public init(name: String) {}
        }
        """,
        "Shop.init",
        """
        public init()
        // Opens one.
        public init(name: String)
        """,
        "",
    ),
    "c++": (
        "a.hpp",
        """
        class Shop {
         public:
          Shop(int n);
          // Not copyable.
          Shop(const Shop&) = delete;
        };
        """,
        "Shop::Shop",
        """
        Shop(int n);
        // Not copyable.
        Shop(const Shop&) = delete;
        """,
        "",
    ),
    "rust": (
        "a.rs",
        """
        pub struct Error;
        impl From<A> for Error {
            fn from(a: A) -> Self { Error }
        }
        impl From<B> for Error {
            fn from(b: B) -> Self { Error }
        }
        """,
        "Error::from",
        """
        fn from(a: A) -> Self
        fn from(b: B) -> Self
        """,
        "",
    ),
}


@pytest.mark.parametrize("case", OVERLOADS.values(), ids=OVERLOADS)
def test_overloads_are_one_entry_with_what_is_said_of_each(
    case: tuple[str, str, str, str, str],
) -> None:
    path, text, name, expected, doc = case
    by_name = symbols(path, text)
    assert not any("#" in name for name in by_name)
    assert by_name[name].signature == dedent(expected).strip("\n")
    assert by_name[name].doc == doc
    assert by_name[name].public
    lines = by_name[name].signature.split("\n")
    begun = [lines[at] for at in by_name[name].parts]
    assert (
        len(begun)
        == sum(f"{name.rpartition('.')[2].rpartition(':')[2]}(" in line for line in lines) - 1
    )


PYTHON = '''
import typing

class Stand:
    def __init__(  # noqa: D107
        self, street: str, *, papers: int = 3
    ) -> None:
        """Put up a stand."""

    @property
    def size(self) -> int:
        """How wide."""

    @size.setter
    def size(self, value: int) -> None: ...

    @typing.overload
    def sell(self, n: int) -> int: ...
    @typing.overload
    def sell(self, n: str, by: int = 1) -> str: ...
    def sell(self, n, by=1):
        """Sell some."""

    def __call__(self, n: int) -> int: ...
    @staticmethod
    def fold(self, n): ...
    @classmethod
    def of(cls, n): ...

def fold(cls, n: int = 2) -> int: ...
'''


def test_python_shows_constructors_and_special_methods_and_each_function_once() -> None:
    by_name = symbols("a.py", PYTHON)
    assert list(by_name) == [
        "Stand", "Stand.__init__", "Stand.size", "Stand.sell", "Stand.__call__", "Stand.fold",
        "Stand.of", "fold",
    ]  # fmt: skip
    assert all(symbol.public for symbol in by_name.values())
    assert by_name["Stand.__init__"].doc == "Put up a stand."
    assert (
        by_name["Stand.size"].signature
        == dedent("""
        @property
        def size(self) -> int:
        @size.setter
        def size(self, value: int) -> None:""").strip()
    )
    assert by_name["Stand.sell"].doc == "Sell some."
    assert by_name["Stand.sell"].signature.count("def sell(self, n") == 3
    names = {name: [one.name for one in symbol.parameters] for name, symbol in by_name.items()}
    assert names["Stand.__init__"] == ["street", "*", "papers"]
    assert names["Stand.size"] == []
    assert names["Stand.sell"] == ["n", "by"]
    assert names["Stand.fold"] == ["self", "n"]
    assert names["Stand.of"] == ["n"]
    assert names["fold"] == ["cls", "n"]


def test_python_names_of_a_module_are_shown_once_also_in_a_branch() -> None:
    text = """
        router = APIRouter(prefix="/papers")
        a, b = 1, 2
        try:
            import fast
            HAS_FAST = True
        except ImportError:
            HAS_FAST = False
        for number in range(3):
            passing = number
        __all__ = [*other]
    """
    assert list(symbols("a.py", text)) == ["router", "a", "b", "HAS_FAST"]


def test_python_values_outside_of_all_are_still_reached() -> None:
    text = "__all__ = ['f']\nrouter = APIRouter()\n_hidden = 1\ndef f(): ...\ndef g(): ...\n"
    by_name = symbols("a.py", text)
    assert {name for name, symbol in by_name.items() if symbol.public} == {"router", "f"}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.rb", "class A\n  private\n  public def a; end\n  def b; end\nend", {"A", "A.a"}),
        ("a.rb", "class A\n  private\n  def initialize; end\nend", {"A", "A.initialize"}),
        ("a.rb", "class A\n  def self.a; end\n  private_class_method :a\n  def b; end\nend", {"A", "A.b"}),
        ("a.rb", "class A\n  private_class_method def self.a; end\n  def b; end\nend", {"A", "A.b"}),
        ("a.rb", "class A\n  def a; end\n  private(*%i[a])\nend\nclass B\n  def a; end\nend", {"A", "B", "B.a"}),
        ("a.rb", "class A\n  define_method(:a) { |x| x }\nend", {"A", "A.a"}),
        ("a.rb", "P = Struct.new(:x) do\n  def a = x\nend", {"P", "P.a"}),
        ("a.rb", "module A\n  class_methods do\n    def a; end\n  end\nend", {"A", "A.a"}),
        ("a.rb", "module A\n  included do\n    private(:a)\n  end\n  def a; end\n  def b; end\n  private :b\nend", {"A", "A.a"}),
        ("a.swift", "public extension A {\n  func a() {}\n  private func b() {}\n}", {"A.a"}),
        ("a.swift", "private extension A {\n  func a() {}\n}\nfunc b() {}", {"b"}),
        ("a.swift", "class A {\n  private(set) var a: Int { 1 }\n}", {"A", "A.a"}),
        ("a.cs", "public class A { protected void a() {} private protected void b() {} }", {"A", "A.a"}),
        ("a.cs", "public class A;\npublic interface B;", {"A", "B"}),
        ("a.kt", "class A {\n  protected fun a() {}\n  internal fun b() {}\n}", {"A", "A.a"}),
        ("a.kt", "class A {\n  private companion object {\n    fun a() = 1\n  }\n}", {"A"}),
        ("a.php", "<?php class A { protected function a() {} private function b() {} }", {"A", "A::a"}),
        ("a.sh", "readonly A=1\nB=\"$1\"\nif x; then export C=1; fi\nfor i in 1; do export D=1; done\n", {"A"}),
        ("a.go", "package a\nvar _ I = &T{}\nconst (\n\tA = iota\n\t_\n\tB\n)\n", {"A", "B"}),
        ("a.sh", "alias ll='ls -l'\nexport A=1\ndeclare -x B=2\nf() { export C=3; }\nlower=1\n", {"ll", "A", "B", "f"}),
        ("a.swift", "public macro a(_ b: Int) = #externalMacro(module: \"M\", type: \"T\")", {"a"}),
        ("a.swift", "infix operator +++\npublic func +++ (a: Int, b: Int) -> Int { 1 }", {"operator +++", "+++"}),
    ],
)  # fmt: skip
def test_what_others_reach_is_public(path: str, text: str, expected: set[str]) -> None:
    assert {name for name, symbol in symbols(path, text).items() if symbol.public} == expected


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("@A(1)\nannotation class Foo\n", "Foo", "class"),
        ("@A\nannotation class Foo\n", "Foo", "class"),
        ("@A(X::class)\nactual class Foo {\n    fun x() = 1\n}\n", "Foo", "class"),
        ("/** Doc. */\n@B\n@A(X::class)\ninterface Foo {\n    fun x(): Y\n}\n", "Foo", "interface"),
        ("object Foo { val x = 1 }\n", "Foo", "class"),
        ("enum class Foo(val n: Int) { A(1) }\n", "Foo", "enum"),
    ],
)
def test_kotlin_types_that_look_like_expressions_are_found(text: str, name: str, kind: str) -> None:
    found = symbols("a.kt", f"package a\n\n{text}")[name]
    assert found.kind == kind
    assert found.signature.startswith(text.partition("{")[0].removeprefix("/** Doc. */\n").strip())


def test_conversion_operators_and_indexers_of_c_sharp_are_named() -> None:
    by_name = symbols(
        "A.cs",
        """
        public class A {
            public static implicit operator int(A a) => 1;
            public static explicit operator A(string s) { return null; }
            public int this[int i] => 1;
        }
        """,
    )
    assert list(by_name) == ["A", "A.operator int", "A.operator A", "A.this"]
    assert by_name["A.operator int"].signature == "public static implicit operator int(A a)"
    assert by_name["A.this"].signature == "public int this[int i] { get; }"


def test_fields_that_lombok_opens_are_shown() -> None:
    text = """
        {head}
        public class A {{
            private static final Logger LOG = null;
            @Getter(AccessLevel.NONE) private int hidden;
            /** The name. */
            private String name;
            @Setter private int size;
            @Value("x") private int set;
            @Setter(AccessLevel.PRIVATE) private int kept;
        }}
        """
    for head, shown in (
        ("import lombok.*;\n@Data", {"name", "size", "set", "kept"}),
        ("import lombok.Getter;\n@Getter", {"name", "size", "set", "kept"}),
        (
            "import lombok.Setter;\n@AllArgsConstructor(access = AccessLevel.PRIVATE)",
            {"size", "set"},
        ),
        ("import a.Data;\n@Data", {"set"}),
    ):
        signature = symbols("A.java", text.format(head=head))["A"].signature
        names = ("LOG", "hidden", "name", "size", "set", "kept")
        assert {name for name in names if f" {name}" in signature} == shown


def test_fields_that_an_annotation_ties_to_tables_and_settings_are_shown() -> None:
    text = """
        {head}
        public class A {{
            private static final int MOST = 3;
            @Column(name = "user_name") private String name;
            @Value("${{shop.url}}") private String url;
            @Inject private Store store;
            private Column column;
            @Transient private int sum;
            @jakarta.persistence.Id private long id;
        }}
        """
    for head, shown in (
        ("@Entity", {"name", "url", "store", "column", "id"}),
        ('@ConfigurationProperties(prefix = "shop")', {"name", "url", "store", "column", "id"}),
        ("@Service", {"name", "url", "id"}),
    ):
        signature = symbols("A.java", text.format(head=head))["A"].signature
        names = ("MOST", "name", "url", "store", "column", "sum", "id")
        assert {name for name in names if f" {name}" in signature} == shown


def test_members_of_an_internal_type_of_swift_make_no_library() -> None:
    view = "class View {\n  public init() {}\n  func draw() {}\n}\n"
    for others, shown in (
        ("", {"View", "View.init", "View.draw"}),
        ("public func open() {}\n", {"open"}),
        ("extension String {\n  public func open() {}\n  func close() {}\n}\n", {"String.open"}),
        (
            "extension String {\n  func open() {}\n}\n",
            {"View", "View.init", "View.draw", "String.open"},
        ),
        ("@MainActor\nopen class Cart {\n  func open() {}\n}\n", {"Cart"}),
        ("#if os(iOS)\npublic let a = 1\n#endif\n", {"a"}),
    ):
        by_name = symbols("a.swift", view + others)
        assert {name for name, symbol in by_name.items() if symbol.public} == shown


def test_a_companion_with_a_name_or_a_type_is_told_without_data_too() -> None:
    for companion, shown in (
        ("companion object Factory { fun make() = A() }", "class A\ncompanion object Factory"),
        (
            "companion object : Maker<A> {\nfun make() = A()\n}",
            "class A\ncompanion object : Maker<A>",
        ),
        ("companion object { fun make() = A() }", "class A"),
        ("internal companion object Factory { fun make() = A() }", "class A"),
        (
            "companion object Factory {\nval B = 1\n}",
            "class A {\n    companion object Factory {\n        val B = 1\n    }\n}",
        ),
    ):
        assert symbols("a.kt", f"class A {{\n{companion}\n}}\n")["A"].signature == shown


def test_a_body_of_kotlin_on_one_line_may_end_with_a_property() -> None:
    text = """
        enum class A { B, C; val text = "x" }
        enum class D(val n: Int) { E(1); val text: String get() = "x" }
        interface F { val text: String }
        class G { private val n = 1; val text = "x" }
        fun h() = 1
        """
    by_name = symbols("a.kt", text)
    assert [*by_name] == ["A", "D", "D.text", "F", "G", "h"]
    assert "B,\n    C;\n    val text = " in by_name["A"].signature
    assert "    val text: String\n" in by_name["F"].signature
    assert by_name["G"].signature == 'class G {\n    val text = "x"\n}'


def test_what_a_swift_package_shares_is_public_to_its_modules() -> None:
    by_name = symbols(
        "a.swift",
        "package struct A { package func b() {} func c() {} }\npublic struct D {}\n",
    )
    assert [name for name, symbol in by_name.items() if symbol.public] == ["A", "A.b", "D"]


def test_a_property_with_code_says_whether_it_can_be_set() -> None:
    sharp = symbols(
        "A.cs",
        """
        public class A {
            public int B => 1;
            public int C { [X] get { return c; } protected internal set => c = value; }
            public int D { get => 1; init { } }
        }
        """,
    )
    assert [sharp[f"A.{name}"].signature for name in "BCD"] == [
        "public int B { get; }",
        "public int C { get; protected internal set; }",
        "public int D { get; init; }",
    ]
    swift = symbols(
        "a.swift",
        """
        public struct A {
            public var b: Int { on_modify() }
            public private(set) var c: Int { get { 1 } set(new) { print(new) } }
            public subscript(i: Int) -> Int { _read { yield i } _modify { yield &d } }
        }
        """,
    )
    assert [swift[f"A.{name}"].signature for name in ("b", "c", "subscript")] == [
        "public var b: Int { get }",
        "public private(set) var c: Int { get set }",
        "public subscript(i: Int) -> Int { get set }",
    ]


def test_a_long_enumeration_of_objective_c_shows_all_its_values() -> None:
    about = "    /// How the cache is asked for an image that is not there yet, and what it does then.\n"
    values = "".join(f"{about}    Query{number} = {number},\n" for number in range(30))
    values += '    QueryOld API_DEPRECATED("Ask", macos(10.1, 10.2)) = 1 << 4,\n    QueryLast\n'
    text = f"typedef NS_OPTIONS(NSUInteger, Queries) {{\n{values}}};\n@interface A : B\n@end\n"
    by_name = symbols("a.h", text)
    signature = by_name["Queries"].signature
    assert all(f"    Query{number} = {number}," in signature for number in range(30))
    assert '    QueryOld API_DEPRECATED("Ask", macos(10.1, 10.2)) = 1 << 4,\n' in signature
    assert signature.startswith("typedef NS_OPTIONS(NSUInteger, Queries) {\n")
    assert signature.endswith("    QueryLast\n}")
    assert list(by_name) == ["Queries", "A"]


@pytest.mark.parametrize("head", ["typedef NS_OPTIONS(NSInteger, Side)", "enum Side"])
def test_conditions_in_an_enum_of_objective_c_are_no_values(head: str) -> None:
    values = "    SideLeft = 1,\n#if ON_PHONE || ON_WATCH\n    SideMargin = 2,\n#else\n    SideTop,\n#endif\n"
    text = f"{head} {{\n{values}}};\n@interface A : B\n@end\n"
    found = outline("a.h", text)
    signature = next(each for each in found.symbols if each.name == "Side").signature
    assert "SideMargin = 2" in signature and "SideTop" in signature
    assert not found.unread and "\n    ON_" not in signature


OBJECTIVE_C = """
/// The domain of errors.
FOUNDATION_EXPORT NSString *const ShopErrorDomain;
UIKIT_EXTERN NSNotificationName const ShopDidOpen;
static NSString * const kHidden = @"x";
const NSInteger kMost = 3;
int opened = 1;
int (*on_open)(int till);
enum : NSInteger { ShopOpen, ShopShut } ShopState;
typedef void (^ShopBlock)(NSString *name);
typedef NSString *ShopName NS_STRING_ENUM;
SHOP_EXTERN void ShopLog(NSString *text);
SHOP_EXPORT @interface Shop : NSObject
@end
describe(@"a shop", ^{ int local = 1; });
"""


def test_objective_c_has_constants_blocks_and_functions_outside_classes() -> None:
    by_name = symbols("Shop.m", OBJECTIVE_C)
    kinds = {name: symbol.kind for name, symbol in by_name.items()}
    assert kinds == {
        "ShopErrorDomain": "constant", "ShopDidOpen": "constant", "kHidden": "constant",
        "kMost": "constant", "opened": "variable", "on_open": "variable", "ShopOpen": "constant",
        "ShopShut": "constant", "ShopBlock": "type", "ShopName": "type", "ShopLog": "function",
        "Shop": "class",
    }  # fmt: skip
    assert [name for name, symbol in by_name.items() if not symbol.public] == ["kHidden"]
    assert by_name["ShopErrorDomain"].doc == "The domain of errors."


def test_a_category_of_objective_c_declares_no_class() -> None:
    text = """
    @interface NSDate (Shop)
    @property (readonly) NSDate *opens;
    @property (copy) void (^ _Nullable opened)(BOOL again);
    @property (readonly) NSDate *(^after)(int days);
    @property int (*asked)(int);
    - (BOOL)isOpen;
    @end
    @interface Shop : NSObject
    @end
    @interface Shop (Paying)
    - (void)pay;
    @end
    @implementation NSData (Shop)
    - (void)read {}
    @end
    """
    by_name = symbols("Shop.m", text)
    kinds = {name: symbol.kind for name, symbol in by_name.items()}
    assert kinds == {
        "NSDate": "category", "NSDate.isOpen": "method", "Shop": "class", "Shop.pay": "method",
        "NSData": "category", "NSData.read": "method",
    }  # fmt: skip
    shown = by_name["NSDate"].signature
    assert [word for word in ("opens", "opened", "after", "asked") if word in shown] == [
        "opens", "opened", "after", "asked",
    ]  # fmt: skip


def test_an_overload_with_fewer_parameters_is_shown_whole() -> None:
    most = "names: Map[String, String], words: Map[String, String], width: Int, isSorted: Boolean"
    fewer = most.rpartition(",")[0]
    text = f"object A {{\n  def rows({most}): String = 1\n  def rows({fewer}): String = 2\n}}\n"
    signature = symbols("a.scala", text)["A.rows"].signature
    assert signature == f"def rows({most}): String\ndef rows({fewer}): String"


def test_a_function_of_zig_that_returns_a_type_is_that_type() -> None:
    by_name = symbols(
        "a.zig",
        """
        /// Keeps items.
        pub fn List(comptime T: type) type {
            return struct {
                /// What it keeps.
                items: []T,
                const Self = @This();
                /// Adds one.
                pub fn append(self: *Self, item: T) !void {}
                fn grow(self: *Self) void {}
            };
        }
        pub fn Lists(comptime T: type) type {
            return List(List(T));
        }
        """,
    )
    assert {name: (each.kind, each.public) for name, each in by_name.items()} == {
        "List": ("struct", True),
        "List.append": ("method", True),
        "List.grow": ("method", False),
        "Lists": ("function", True),
    }
    assert by_name["List"].doc == "Keeps items."
    assert "    // What it keeps.\n    items: []T," in by_name["List"].signature
    assert by_name["List.append"].doc == "Adds one."


OPEN_AND_HIDDEN = {
    "java": "class Cart {\n  public static void run(String... names) {}\n"
    "  static int run(InputStream from, String... names) { return 0; }\n}\n",
    "kt": "class Cart {\n  fun run(names: List<String>) {}\n"
    "  private fun run(from: Input, names: List<String>): Int = 0\n}\n",
    "cs": "class Cart {\n  private int Run(Stream from, string names) { return 0; }\n"
    "  public void Run(string names) {}\n}\n",
}


@pytest.mark.parametrize("ending", OPEN_AND_HIDDEN)
def test_the_parameters_of_overloads_are_of_one_that_is_shown(ending: str) -> None:
    made = symbols(f"Cart.{ending}", OPEN_AND_HIDDEN[ending])
    run = next(each for name, each in made.items() if name.lower() == "cart.run")
    assert [each.name.strip(".") for each in run.parameters] == ["names"]


def test_the_parameters_of_overloads_have_the_defaults_that_are_told() -> None:
    head = "from typing import overload\n\n\n"
    one = "@overload\ndef run(to: {}, of: int = ...) -> {}: ...\n\n\n"
    last = "def run(to: object, of: int = 3) -> object:\n    return to\n"
    text = head + one.format("int", "int") + one.format("str", "str") + last
    assert [each.default for each in symbols("cart.py", text)["run"].parameters] == ["", "3"]


def test_a_member_below_an_annotation_keeps_its_name_if_its_long_value_has_a_comment() -> None:
    value = "new Curve() {\n    // slow, then fast\n" + "    int a() { return 1; }\n" * 20 + "  }"
    text = f'class Curves {{\n  @Quiet("unused")\n  public static final Curve IN = {value};\n}}\n'
    signature = symbols("Curves.java", text)["Curves"].signature
    assert '@Quiet("unused") public static final Curve IN = new Curve() { …' in signature
    text = (
        f"class Curves {{\n  #[Quiet]\n  public Curve $in = {value.replace('new', 'make')};\n}}\n"
    )
    assert "public Curve $in =" in symbols("Curves.php", f"<?php\n{text}")["Curves"].signature


def test_an_enumeration_without_a_name_is_not_shown_with_the_comments_behind_its_values() -> None:
    values = "".join(f"    A{n} = BREAD(B{n}),  // Bread number {n}.\n" for n in range(9))
    text = f"class Cart {{\n public:\n  enum {{\n{values}  }};\n}};\n"
    assert symbols("cart.h", text)["Cart"].signature == "class Cart {\n    enum { …\n};"


def test_words_inside_of_a_long_variant_of_rust_are_not_joined_to_its_fields() -> None:
    words = "many " * 20
    fields = "".join(
        f"        /// Says {n} in {words}words.\n        #[arg(long)]\n        f{n}: u8,\n\n"
        for n in range(9)
    )
    text = f"enum Order {{\n    /// Bakes.\n    Bake {{\n{fields}    }},\n    Sell,\n}}\n"
    bare = "".join(f"        f{n}: u8,\n" for n in range(9))
    shown = symbols("main.rs", text)["Order"].signature
    assert shown == f"enum Order {{\n    // Bakes.\n    Bake {{\n{bare}    }},\n    Sell,\n}}"


def test_signs_behind_a_member_are_no_words_about_the_next() -> None:
    text = "class Queue\n  LIMIT = 3#,\n  #:wait,\n  def_delegators :@pool, :length #,\n    #:stop\nend\n"
    assert "# ,\n" not in symbols("a.rb", text)["Queue"].signature
