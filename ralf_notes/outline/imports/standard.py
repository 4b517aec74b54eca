"""The standard libraries of the languages, which do not count as outside packages."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NODE = _words("""
    assert async_hooks buffer child_process cluster console constants crypto dgram
    diagnostics_channel dns domain events fs http http2 https inspector module net os path
    perf_hooks process punycode querystring readline repl stream string_decoder
    sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib
""")
"""https://nodejs.org/api/"""

PYTHON_2 = _words("""
    BaseHTTPServer CGIHTTPServer ConfigParser Cookie HTMLParser Queue SimpleHTTPServer SocketServer
    StringIO Tkinter UserDict UserList UserString __builtin__ anydbm cPickle cStringIO commands
    cookielib copy_reg dummy_thread exceptions httplib md5 robotparser sets thread tkMessageBox
    urllib2 urlparse xmlrpclib
""")
"""What Python 3 has under other names: https://docs.python.org/2.7/library/"""

JVM = _words("android dalvik java javax jdk kotlin scala sun")
"""First parts of packages that come with Java, Kotlin, Scala and Android."""

SCALA = _words("annotation collection compat concurrent io language math reflect sys util")
"""Packages inside `scala`, of which Scala imports all names."""

GO = _words("""
    archive bufio bytes cmp compress container context crypto database debug embed encoding errors
    expvar flag fmt go hash html image index io iter log maps math mime net os path plugin reflect
    regexp runtime slices sort strconv strings structs sync syscall testing text time unicode
    unique unsafe
""")
"""First parts of packages that come with Go: https://pkg.go.dev/std"""

ECMASCRIPT_GLOBALS = _words("""
    Array Atomics Blob Buffer Cypress Date Document Element Error Event EventTarget Express File
    FormData Function Headers HTMLElement Image ImportMeta ImportMetaEnv Intl JSON JSX Location Map
    Math Navigator Node NodeJS Number Object Performance Promise Proxy React Reflect RegExp Request
    Response Set Storage String Symbol URL WeakMap WeakSet Window Worker after afterAll afterEach
    before beforeAll beforeEach console context cy describe document expect fetch global globalThis
    it jest module process require self test vi window
""")
"""Names that files declare anew only to add to them: they mean the ones from outside."""

CSHARP = _words("System")
"""First parts of namespaces that come with .NET."""

CSHARP_METHODS = _words("""
    AddDays AddHours AddMinutes AddOrUpdate AddRange AddScoped AddSeconds AddSingleton
    AddTransient AppendFormat AppendLine AsEnumerable AsMemory AsQueryable AsReadOnly AsSpan
    BinarySearch CompareTo ConfigureAwait ConfigureServices ContainsKey ContainsValue ConvertAll
    CopyTo CopyToAsync CreateScope DefaultIfEmpty DistinctBy ElementAt EndsWith EnsureCapacity
    EnsureSuccessStatusCode ExceptBy FindAll FindIndex FirstOrDefault FlushAsync ForEach
    GetAsync GetAwaiter GetBytes GetConstructor GetConstructors GetCustomAttribute
    GetCustomAttributes GetEnumerator GetField GetFields GetGenericArguments GetHashCode
    GetInterfaces GetMember GetMembers GetMethod GetMethods GetName GetOrAdd GetOrCreate
    GetProperties GetProperty GetRange GetRequiredService GetResult GetSection GetService
    GetServices GetString GetType GetTypeInfo GetValue GetValueOrDefault GroupBy IndexOf
    InsertRange IntersectBy IsAssignableFrom IsAssignableTo IsDefined IsInstanceOfType IsMatch
    IsNullOrEmpty IsNullOrWhiteSpace IsSubclassOf LastIndexOf LastOrDefault LogDebug LogError
    LogInformation LogTrace LogWarning MakeGenericMethod MakeGenericType MapControllers
    MapDelete MapGet MapGroup MapPost MapPut MaxBy MinBy MoveNext MoveNextAsync OfType OrderBy
    OrderByDescending PadLeft PadRight PostAsync PutAsync ReadAllText ReadAsStringAsync
    ReadAsync ReadByte ReadLine ReadLineAsync ReadToEnd RemoveAll RemoveAt RemoveRange
    ReplaceLineEndings SelectMany SendAsync SequenceEqual SetValue SingleOrDefault SkipLast
    SkipWhile StartsWith TakeLast TakeWhile ThenBy ThenByDescending ToArray ToArrayAsync
    ToCharArray ToDictionary ToHashSet ToList ToListAsync ToLocalTime ToLookup ToLower
    ToLowerInvariant ToString ToUniversalTime ToUpper ToUpperInvariant TrimEnd TrimStart TryAdd
    TryDequeue TryGetValue TryParse TryPeek TryPop TryRemove TryUpdate UnionBy UseRouting
    WaitAll WhenAll WhenAny WriteAsync WriteLine WriteLineAsync
""")
"""Methods of several words of the types of .NET: an extension of this name is often not meant."""

C_HEADERS = _words("""
    aio alloca altivec arm_neon arm_sve assert complex conio cpio cpuid ctype direct dirent dlfcn
    endian err errno execinfo fcntl features fenv float fmtmsg fnmatch fts ftw getopt glob
    grp iconv ifaddrs inttypes io iso646 langinfo libgen libintl limits
    link locale malloc math memory mntent monetary ndbm netdb nl_types paths poll process
    pthread pty pwd regex resolv sched search semaphore setjmp shadow signal spawn stdalign
    stdarg stdatomic stdbit stdbool stdckdint stddef stdint stdio stdlib stdnoreturn string
    strings stropts syslog tar TargetConditionals tchar termios tgmath threads time uchar
    ucontext ulimit unistd utime utmp utmpx values wait wchar wctype windows winsock
    winsock2 wordexp ws2tcpip
""")
"""Headers of C, POSIX, Windows and compilers, without `.h`."""

C_FOLDERS = _words("""
    arpa asm asm-generic bits experimental libkern linux mach mach-o net netinet netpacket
    rpc scsi sys
""")
"""Folders of headers that come with a system."""

C_SYSTEM_HEADERS = _words("""
    Availability AvailabilityMacros AvailabilityVersions EEPROM
    acxx_demangle ammintrin arm_acle arm_fp16 avx2intrin avxintrin bcrypt commctrl commdlg
    crt_externs crtdbg cxxabi dbghelp demangle devctl devstat emmintrin fileapi
    fstream handleapi immintrin intrin ioLib iomanip iostream iphlpapi kstat kvm launch libproc
    libutil lmcons lwp malloc_np mem mm_malloc mmintrin mmsystem mstcpip mswsock ndir nmmintrin
    ntddk ntdef ntstatus objbase ole2 osreldate pmmintrin port processenv processthreadsapi procfs
    procinfo profileapi psapi pthread_np realtimeapiset reent sdkddkver sgtty share shellapi
    shellscalingapi shlobj shlwapi sidinfo smmintrin stab strstream synchapi syscall sysexits
    sysinfoapi sysmeta term thread timeapi tlhelp32 tmmintrin ucred unix unixio unwind util
    varargs versionhelpers vfork vis wasm_simd128 wincodec wincon wincrypt winapifamily
    winbase windef windowsx wincred winerror wininet winioctl winnt winreg winspool
    winternl winuser winver wmmintrin wtsapi32 wtypes x86intrin xlocale xmmintrin zone
    FindDirectory OS accctrl aclapi as400_protos as400_types basetsd builtins hurd iptypes
    libperfstat userenv winperf xti BaseTsd afunix emscripten gnu-versions gnuregex netioapi qurt
    unixlib
""")
"""Headers of single systems and compilers, without `.h`: names that a tree may use itself."""

C_SYSTEM_FOLDERS = _words("""
    AudioToolbox AppKit ApplicationServices Carbon Cocoa CoreAudio CoreFoundation CoreGraphics
    CoreServices Foundation IOKit Security SystemConfiguration UIKit android architecture avr bsm
    dev dispatch emscripten ext fuzzer gnu hurd i386 kern kernel lwp machine malloc miscfs net80211
    netinet6 netlink nfs objc os posix prop protocols rpcsvc sanitizer tr1 tr2 ufs uvm vm x86
    xlocale xpc zircon
""")
"""Folders of such headers."""

C_SYSTEM_PATHS = frozenset(
    f"util/{name}.h" for name in ("atomic", "crc16", "delay", "parity", "setbaud", "twi")
)
"""Headers of avr-libc: https://www.nongnu.org/avr-libc/user-manual/modules.html"""

C_SOURCES = (".c", ".cc", ".cpp", ".cxx", ".c++", ".cu", ".m", ".mm")
"""Endings of what is compiled by itself: no header."""
C_NAMES = _words("""
    NULL alignas alignof and asm auto bool break case catch char class const constexpr continue
    default define delete do double else endif enum explicit extern false final float for friend
    goto if ifdef ifndef inline int long mutable namespace new noexcept not nullptr operator or
    override private protected public register restrict return short signed sizeof static
    static_assert std struct switch template this throw true try typedef typename union unsigned
    using virtual void volatile while
    BOOL BYTE DWORD EOF FALSE FILE HANDLE MAX MIN TRUE WORD
    abort abs accept access assert atexit atof atoi atol bind bsearch calloc ceil chdir chmod
    chown clock close closedir connect cos dirent dup dup2 environ errno execvp exit exp fabs
    fchmod fclose fcntl fdopen feof ferror fflush fgetc fgets fileno floor flock fmod fopen fork
    fprintf fputc fputs fread free freeaddrinfo fscanf fseek fseeko fstat fsync ftell ftello
    ftruncate fwrite gai_strerror getaddrinfo getc getchar getcwd getenv geteuid getgid
    gethostname getline getopt getopt_long getpeername getpid getppid getrusage getsockname
    getsockopt gettimeofday getuid gmtime gmtime_r htonl htons inet_ntop inet_pton ioctl iovec
    isalnum isalpha isatty isdigit isinf isnan isspace kill link listen localtime localtime_r log
    longjmp lseek lstat malloc max memchr memcmp memcpy memmem memmove memset min mkdir mkdtemp
    mkstemp mktime mmap munmap nanosleep ntohl ntohs off_t offsetof open opendir optarg optind
    optopt pause perror pipe poll pollfd pow pread printf putc putchar putenv puts pwrite qsort
    raise rand random read readdir readlink readv realloc realpath recv recvfrom remove rename
    rewind rmdir round scanf select send sendmsg sendto setenv setjmp setlocale setsockopt setvbuf
    shutdown sigaction signal sin sleep snprintf sockaddr socket sprintf sqrt srand sscanf stat
    stderr stdin stdout stpcpy strcasecmp strcasestr strcat strchr strcmp strcpy strcspn strdup
    strerror strerror_r strftime strlcat strlcpy strlen strncasecmp strncat strncmp strncpy
    strndup strnlen strpbrk strptime strrchr strsep strsignal strspn strstr strtod strtok strtok_r
    strtol strtoll strtoul strtoull strtoumax symlink sysconf system tan time timeval tolower
    toupper truncate tzset uint umask ulong uname unlink unsetenv usleep utime vasprintf va_copy
    va_list vfprintf vprintf vsnprintf vsprintf wait waitpid wcslen write writev asprintf
""")
"""Words of C and C++, and names of their libraries, which a tree declares for some systems."""

PHP = _words("BcMath Dba Dom FFI FTP IMAP LDAP Odbc PSpell Pdo PgSql Random Uri")
"""Namespaces of PHP's own extensions: https://www.php.net/manual/en/extensions.php"""

RUBY = _words("""
    abbrev base64 benchmark bigdecimal bundler cgi continuation coverage csv date delegate
    did_you_mean digest drb English erb error_highlight etc expect fcntl fiber fiddle
    fileutils find forwardable getoptlong io ipaddr irb json logger matrix mkmf monitor
    mutex_m net nkf objspace observer open-uri open3 openssl optparse ostruct pathname pp
    prettyprint prime pstore psych pty racc rbconfig rdoc readline reline resolv rinda
    ripper rubygems securerandom set shellwords singleton socket stringio strscan syslog
    tempfile thread time timeout tmpdir tracer tsort un unicode_normalize uri weakref
    win32ole yaml zlib
""")
"""https://stdgems.org and the rest of the standard library."""

RUBY_CONSTANTS = _words("""
    ARGF ARGV ArgumentError Array BasicObject Benchmark BigDecimal Binding Bundler CGI CSV Class
    Comparable Complex Data Date DateTime Delegator Digest Dir ENV ERB EncodingError Encoding
    Enumerable Enumerator Errno Etc Exception FalseClass Fiber File FileTest FileUtils Float
    Forwardable GC Gem Hash IO IOError IPAddr IndexError Integer JSON Kernel KeyError LoadError
    Logger Marshal MatchData Math Method Minitest Module Monitor Mutex NameError Net NilClass
    NoMethodError NotImplementedError Numeric ObjectSpace Object Observable Open3 OpenSSL
    OpenStruct OptionParser Pathname Proc Process Psych Queue Racc Rake Random Range RangeError
    Rational Refinement Regexp RegexpError Ripper RuntimeError SecureRandom Set Shellwords Signal
    SimpleDelegator Singleton Socket StandardError StopIteration String StringIO StringScanner
    Struct Symbol SystemExit TCPSocket Tempfile Test Thread Time Timeout TracePoint TrueClass
    TypeError URI UnboundMethod WeakRef YAML ZeroDivisionError Zlib
    AbstractController ActionCable ActionController ActionDispatch ActionMailer ActionView
    ActiveJob ActiveModel ActiveRecord ActiveStorage ActiveSupport Capybara Devise FactoryBot
    Faker Faraday Kaminari Nokogiri Puma RSpec Rack Rails Redis Sequel Sidekiq Sprockets Warden
""")
"""Constants of Ruby, of its standard library and of gems that trees reopen."""

SWIFT = _words("""
    Accelerate Accessibility ActivityKit AppIntents AppKit ARKit AudioToolbox
    AuthenticationServices AVFoundation AVKit BackgroundTasks Builtin CarPlay CFNetwork
    Charts CloudKit Cocoa Combine CommonCrypto Compression Concurrency Contacts CoreAudio
    CoreBluetooth CoreData CoreFoundation CoreGraphics CoreImage CoreLocation CoreMedia
    CoreML CoreMotion CoreServices CoreSpotlight CoreTelephony CoreText CoreVideo CryptoKit
    Cxx Darwin DeveloperToolsSupport Dispatch Distributed EventKit Foundation
    FoundationEssentials FoundationNetworking FoundationXML GameKit GameplayKit Glibc
    HealthKit ImageIO Intents IntentsUI IOKit LocalAuthentication MapKit MediaPlayer
    MessageUI Metal MetalKit MobileCoreServices MultipeerConnectivity Musl NaturalLanguage
    Network NotificationCenter ObjectiveC Observation os OSLog PackageDescription
    PackagePlugin PassKit PDFKit Photos PhotosUI PlaygroundSupport QuartzCore QuickLook
    RealityKit RegexBuilder SafariServices SceneKit Security ServiceManagement simd Social
    Speech SpriteKit StoreKit StringProcessing Swift SwiftData SwiftUI Synchronization
    SystemConfiguration Testing TipKit ucrt UIKit UniformTypeIdentifiers UserNotifications
    VideoToolbox Vision WASILibc WatchKit WebKit WidgetKit WinSDK XCTest XPC
""")
"""Swift's own modules and the frameworks of Apple's systems."""
