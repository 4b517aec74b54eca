"""Words of each language that prose may use as names: keywords, common builtins, standard types."""

from __future__ import annotations

_ECMASCRIPT = """
    async await break case catch class const constructor continue debugger default delete do else
    export extends false finally for from function get if import in instanceof let new null of
    return set static super switch this throw true try typeof undefined var void while with yield
    Array ArrayBuffer BigInt Boolean Buffer DOMException Date Error Event EventTarget FormData
    Function Headers Infinity Int32Array Intl JSON Map Math NaN Number Object Promise Proxy
    RangeError ReferenceError Reflect RegExp Request Response Set String Symbol SyntaxError
    TypeError URL URLSearchParams Uint8Array WeakMap WeakRef WeakSet console document exports fetch
    globalThis module process prototype require setTimeout setInterval clearTimeout window
    clearInterval localStorage sessionStorage WebSocket AbortController AbortSignal JavaScript
    parseInt parseFloat isNaN encodeURIComponent decodeURIComponent queueMicrotask
"""

_TYPESCRIPT = """
    abstract any as asserts bigint boolean declare enum implements infer interface is keyof
    namespace never number object override private protected public readonly satisfies string
    symbol type unique unknown Awaited Exclude Extract InstanceType NonNullable Omit Parameters
    Partial Pick PromiseLike Readonly ReadonlyArray Record Required ReturnType TypeScript
"""

_C = """
    auto break case char const continue default define do double else enum extern float for goto
    if ifdef ifndef include inline int long register restrict return short signed sizeof static
    struct switch typedef union unsigned void volatile while bool true false NULL FILE EOF errno
    size_t ssize_t ptrdiff_t intptr_t uintptr_t int8_t int16_t int32_t int64_t uint8_t uint16_t
    uint32_t uint64_t va_list stdin stdout stderr malloc calloc realloc free memcpy memset memmove
    strlen strcmp strncmp strcpy strcat printf fprintf snprintf fopen fclose fread fwrite assert
    main argc argv
"""

_TEXTS = {
    "python": """
    False None True and as assert async await break case class continue def del elif else except
    finally for from global if import in is lambda match nonlocal not or pass raise return try
    while with yield self cls __init__ __main__ __name__ __file__ __all__ __doc__ __enter__ __exit__
    __call__ __iter__ __next__ __repr__ __str__ __eq__ __hash__ __len__ __getitem__ __setitem__
    __getattr__ __setattr__ __new__ __post_init__ __slots__ __dict__ __class__ __version__
    abs all any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex
    delattr dict dir divmod enumerate eval exec filter float format frozenset getattr globals
    hasattr hash help hex id input int isinstance issubclass iter len list locals map max memoryview
    min next object oct open ord pow print property range repr reversed round set setattr slice
    sorted staticmethod str sum super tuple type vars zip
    ArithmeticError AssertionError AttributeError BaseException BlockingIOError BrokenPipeError
    ConnectionError ConnectionRefusedError ConnectionResetError EOFError Exception ExceptionGroup
    FileExistsError FileNotFoundError GeneratorExit IOError ImportError IndentationError IndexError
    InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError
    ModuleNotFoundError NameError NotADirectoryError NotImplemented NotImplementedError OSError
    OverflowError PermissionError RecursionError RuntimeError RuntimeWarning StopAsyncIteration
    StopIteration SyntaxError SystemExit TimeoutError TypeError UnicodeDecodeError
    UnicodeEncodeError UnicodeError UserWarning ValueError Warning DeprecationWarning
    ZeroDivisionError Any Callable ClassVar Counter Ellipsis Enum Final Generator Generic Iterable
    Iterator Literal Mapping NamedTuple Optional OrderedDict Path Protocol Sequence TypeVar
    TypedDict Union abstractmethod asyncio contextmanager dataclass dataclasses datetime deque
    defaultdict functools itertools json logging namedtuple os pathlib re sys typing
    """,
    "javascript": _ECMASCRIPT,
    "typescript": _ECMASCRIPT + _TYPESCRIPT,
    "tsx": _ECMASCRIPT + _TYPESCRIPT + " JSX React",
    "go": """
    break case chan const continue default defer else fallthrough for func go goto if import
    interface map package range return select struct switch type var any append bool byte cap
    clear close comparable complex complex64 complex128 copy delete error false float32 float64
    imag int int8 int16 int32 int64 iota len make max min new nil panic print println real recover
    rune string true uint uint8 uint16 uint32 uint64 uintptr main init fmt os io errors context
    sync time http bytes strings Context Reader Writer Mutex RWMutex WaitGroup Duration Time
    Stringer Handler ResponseWriter goroutine goroutines GOPATH GOOS GOARCH
    """,
    "rust": """
    as async await break const continue crate dyn else enum extern false fn for if impl in let loop
    match mod move mut pub ref return self Self static struct super trait true type union unsafe
    use where while bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize
    String Vec Option Some None Result Ok Err Box Rc Arc Cell RefCell Mutex RwLock HashMap HashSet
    BTreeMap BTreeSet VecDeque Cow Path PathBuf OsStr OsString Iterator IntoIterator From Into
    TryFrom TryInto AsRef Borrow Clone Copy Debug Default Deref DerefMut Display Drop Eq Error Fn
    FnMut FnOnce Future Hash Ord PartialEq PartialOrd Pin Send Sized Sync ToOwned ToString
    Duration Instant Read Write main println eprintln format panic vec assert assert_eq
    debug_assert derive cfg unwrap expect macro_rules
    """,
    "java": """
    abstract assert boolean break byte case catch char class const continue default do double else
    enum extends false final finally float for goto if implements import instanceof int interface
    long native new null package permits private protected public record return sealed short static
    strictfp super switch synchronized this throw throws transient true try var void volatile while
    yield String Object Integer Long Double Float Boolean Byte Short Character Number Math System
    Thread Runnable Callable Class Enum Exception RuntimeException Error Throwable Iterable Iterator
    Collection Collections List ArrayList LinkedList Map HashMap TreeMap LinkedHashMap
    ConcurrentHashMap Set HashSet TreeSet Deque ArrayDeque Queue Optional Stream Collectors Arrays
    Objects StringBuilder Override Deprecated FunctionalInterface SuppressWarnings Comparable
    Comparator Function Supplier Consumer Predicate BiFunction Future CompletableFuture
    ExecutorService AutoCloseable Closeable InputStream OutputStream IOException File Path Files
    Duration Instant LocalDate LocalDateTime UUID BigDecimal BigInteger NullPointerException
    IllegalArgumentException IllegalStateException IndexOutOfBoundsException
    UnsupportedOperationException InterruptedException main args toString equals hashCode
    """,
    "kotlin": """
    abstract actual annotation as break by catch class companion const constructor continue
    crossinline data do dynamic else enum expect external false field final finally for fun get if
    import in infix init inline inner interface internal is it lateinit noinline null object open
    operator out override package private protected public reified return sealed set super suspend
    tailrec this throw true try typealias val value var vararg when where while Any Array Boolean
    Byte Char Double Float Int Long Nothing Number Short String Unit List MutableList Map MutableMap
    Set MutableSet Sequence Pair Triple Exception Throwable IllegalArgumentException
    IllegalStateException Iterable Iterator Comparable Lazy Result Regex Flow StateFlow
    CoroutineScope Job Deferred JvmStatic JvmField JvmOverloads println listOf mapOf setOf
    mutableListOf mutableMapOf let run also apply with require check error lazy main
    """,
    "swift": """
    actor any as associatedtype async await break case catch class continue convenience default
    defer deinit didSet do else enum extension fallthrough false fileprivate final for func get
    guard if import in indirect infix init inout internal is isolated lazy let mutating nil
    nonisolated nonmutating open operator optional override postfix prefix private protocol public
    repeat required rethrows return self Self set some static struct subscript super switch throw
    throws true try typealias unowned var weak where while willSet Any AnyObject Array Bool
    Character Codable Comparable Data Date Decodable Dictionary Double Encodable Equatable Error
    Float Hashable Identifiable Int Int32 Int64 Never Optional Range Result Sendable Sequence Set
    String Substring Task UInt UInt8 URL UUID Void MainActor ObservableObject Published State
    Binding View UIView UIViewController NSObject DispatchQueue Foundation SwiftUI UIKit print
    """,
    "c": _C,
    "cpp": _C
    + """
    alignas alignof and catch char16_t char32_t char8_t class co_await co_return co_yield concept
    const_cast consteval constexpr constinit decltype delete dynamic_cast explicit export final
    friend import module mutable namespace new noexcept not nullptr operator or override private
    protected public reinterpret_cast requires static_assert static_cast template this thread_local
    throw try typeid typename using virtual wchar_t std string string_view vector map set array
    deque list pair tuple optional variant any function unique_ptr shared_ptr weak_ptr make_unique
    make_shared unordered_map unordered_set mutex lock_guard unique_lock thread atomic future
    promise ostream istream iostream stringstream cout cin cerr endl exception runtime_error
    logic_error invalid_argument out_of_range begin end size move forward initializer_list span
    """,
    "c_sharp": """
    abstract as async await base bool break byte case catch char checked class const continue
    decimal default delegate do double dynamic else enum event explicit extern false finally fixed
    float for foreach get global goto if implicit in init int interface internal is lock long
    nameof namespace new null object operator out override params partial private protected public
    readonly record ref required return sbyte sealed set short sizeof stackalloc static string
    struct switch this throw true try typeof uint ulong unchecked unsafe ushort using value var
    virtual void volatile when where while with yield Action ArgumentException
    ArgumentNullException Array Attribute Boolean Byte CancellationToken Console DateTime
    DateTimeOffset Dictionary Enum Enumerable EventArgs EventHandler Exception Func Guid HashSet
    IAsyncEnumerable ICollection IDictionary IDisposable IEnumerable IEnumerator IList
    IReadOnlyCollection IReadOnlyDictionary IReadOnlyList Int32 Int64 InvalidOperationException
    KeyValuePair Lazy List Math Memory NotImplementedException NotSupportedException Nullable
    Object Predicate Queue Span Stack Stream String StringBuilder Task TimeSpan Tuple Type Uri
    ValueTask Main ToString Equals GetHashCode Dispose
    """,
    "ruby": """
    BEGIN END alias and begin break case class def defined? do else elsif end ensure false for if in
    module next nil not or redo rescue retry return self super then true undef unless until when
    while yield __FILE__ __LINE__ __method__ attr_accessor attr_reader attr_writer extend include
    initialize lambda private prepend proc protected public puts raise require require_relative
    loop freeze new Array BasicObject Class Comparable Dir ENV Enumerable Enumerator Exception File
    Float Hash IO Integer Kernel KeyError Module NameError NilClass NoMethodError Numeric Object
    Proc Range Regexp Set StandardError String StringIO Struct Symbol Thread Time ArgumentError
    IndexError RuntimeError TypeError NotImplementedError ActiveRecord ActiveSupport to_s to_h to_a
    to_i to_sym each map select reject inject
    """,
    "php": """
    abstract and array as break callable case catch class clone const continue declare default do
    echo else elseif empty enum extends false final finally fn for foreach function global goto if
    implements include include_once instanceof insteadof interface isset list match mixed namespace
    new null or parent print private protected public readonly require require_once return self
    static switch this throw trait true try unset use var void while xor yield bool float int
    iterable never object string __construct __destruct __get __set __call __invoke __toString
    __DIR__ __FILE__ __CLASS__ Exception Error Throwable TypeError ValueError ArrayAccess Closure
    Countable DateTime DateTimeImmutable Generator Iterator IteratorAggregate JsonSerializable
    InvalidArgumentException LogicException RuntimeException Stringable stdClass PDO count strlen
    array_map array_filter array_merge in_array json_encode json_decode sprintf
    """,
    "bash": """
    case coproc do done elif else esac fi for function if in select then time until while alias bg
    break cd command continue declare echo eval exec exit export false fg getopts hash let local
    printf pwd read readonly return set shift shopt source test trap true type ulimit umask unset
    wait HOME PATH PWD IFS USER SHELL TMPDIR BASH_SOURCE EUID RANDOM grep sed awk cat cp mv rm mkdir
    chmod chown find xargs sort uniq head tail curl wget tar git sudo
    """,
}

WORDS = {key: frozenset(words.split()) for key, words in _TEXTS.items()}
"""The words by the key of their language."""
