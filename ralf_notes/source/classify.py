"""The kind of a file, by its path and by the beginning of its text."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from ralf_notes.patterns import lazily
from ralf_notes.source.own_files.recognition import reason_by_name


class Kind(StrEnum):
    """The kind of a file, which decides what its note says."""

    CODE = "code"
    DOCS = "docs"
    TEST = "test"
    DATA = "data"
    SKIPPED = "skipped"


def kind_by_path(path: str, *, is_ours: bool = False) -> tuple[Kind, str]:
    """Classify a file without opening it. It is code if its name is in none of the tables.

    Args:
        path: relative to the root of its tree, with `/`.
        is_ours: whether the file is not vendored, whatever its folder is called.

    Returns:
        The kind and, for SKIPPED, the reason.
    """
    folder, _, name = path.rpartition("/")
    lower = name.lower()
    if reason := reason_by_name(name) or _skip_reason(lower):
        return Kind.SKIPPED, reason
    if not is_ours and not _VENDOR_FOLDERS.isdisjoint(folder.lower().split("/")):
        return Kind.SKIPPED, "vendored"
    place = _kind_of_folder(folder)
    if place is Kind.DATA or lower in _CODE_NAMES:
        return place, ""
    extension = _extension(lower)
    if extension in _DATA or lower in _DATA_NAMES or (lower.startswith(".") and not extension):
        return Kind.DATA, ""
    if extension == "txt" and (place is Kind.TEST or lower.startswith(_DATA_TEXTS)):
        return Kind.DATA, ""
    is_document = not extension and (
        _WORDS.split(lower, maxsplit=1)[0] in _DOCUMENT_NAMES or lower.endswith(_LICENCES)
    )
    if is_document or extension in _DOCS:
        return Kind.DOCS, ""
    is_test = _TEST_NAME.search(name) and not _BUILT.search(folder)
    return Kind.TEST if is_test else place, ""


def reason_by_text(path: str, text: str) -> str:
    """Return why code, tests or docs are not worth describing: `generated`, `minified` or ''."""
    # A generator leaves its mark in a comment near the top.
    head = text[:1000].splitlines()[:10]
    if any(_COMMENT.match(line) and _tells_generated(line) for line in head):
        return "generated"
    may_be_minified = len(text) > 2000 and _extension(path.lower()) in _MINIFIABLE
    if may_be_minified and len(text) / (text.count("\n") + 1) > 300:
        return "minified"
    return ""


def _tells_generated(comment: str) -> bool:
    """Whether a line of a comment has a generator's mark, not prose about one."""
    return any(
        not (_SUPPOSED.search(comment, 0, mark.start()) or _ONCE.match(comment, mark.end()))
        for mark in _GENERATED.finditer(comment)
    )


def _skip_reason(lower: str) -> str:
    extension = _extension(lower)
    if lower in _SECRET_NAMES or extension in _SECRETS:
        return "secrets"
    # The first pattern is quick, and sorts out nearly all names.
    may_hold_secrets = _SECRET_HINT.search(lower) and _SECRET_SETTINGS.fullmatch(lower)
    if may_hold_secrets and not _SAMPLE.search(lower):
        return "secrets"
    if extension in _LOCKS or lower in _LOCK_NAMES:
        return "lock file"
    if extension == "map" or lower.endswith(_MINIFIED_ENDINGS):
        return "minified"
    return "binary" if extension in _BINARY else ""


@lru_cache(maxsize=4096)
def _kind_of_folder(folder: str) -> Kind:
    """Return the kind of the files in a folder; CODE if the names in its path say nothing."""
    if not _DATA_FOLDERS.isdisjoint(folder.lower().split("/")):
        return Kind.DATA
    built = _BUILT.search(folder)
    names = (folder[: built.start()] if built else folder).split("/")
    is_test = any(is_test_folder(name) or name.lower() == "__mocks__" for name in names)
    return Kind.TEST if is_test else Kind.CODE


def is_test_folder(name: str) -> bool:
    """Whether a folder's name says that tests are in it: `tests`, `Cart.Tests`, `browser-tests`.

    A library for testing is called `shop-test`, so that is none.
    """
    return name.lower() in _TEST_FOLDERS or _TEST_FOLDER.search(name) is not None


def _extension(lower: str) -> str:
    stem, _, extension = lower.rpartition(".")
    return extension if stem else ""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_VENDOR_FOLDERS = _set(
    "vendor vendored _vendor node_modules bower_components third_party third-party thirdparty "
    "3rdparty site-packages pods carthage .yarn __pycache__"
)
_DATA_FOLDERS = _set(
    "fixtures __fixtures__ testdata test_data test-data snapshots __snapshots__ cassettes goldens"
)
_TEST_FOLDERS = _set(
    "tests test __tests__ spec specs e2e androidtest unittests integration_test integration-test"
)
_TEST_FOLDER = lazily(r"Tests$|[a-z0-9.]Test$|[._-]tests$")

_BUILT = lazily(r"(?:^|/)src/(?:main|[a-z]\w*Main)(?:/|$)")
"""What Maven and Gradle build a product of: there the name `test` or `UnitTest.java` is no test.
https://maven.apache.org/guides/introduction/introduction-to-the-standard-directory-layout.html"""

_TEST_NAME = lazily(
    r"^(test_.*|tests?|conftest)\.py$"
    r"|^tests?\.rs$"
    r"|_(test|tests|spec|unittest)\.[a-z]+$"
    r"|\.(test|spec|cy|e2e)\.[cm]?[jt]sx?$"
    r"|[a-z0-9](Test|Tests|IT)\.(java|kt|kts|cs|swift|php|scala|groovy)$"
    r"|[a-z0-9]Spec\.(scala|groovy)$"
)

_DOCS = _set("md markdown mdown mdx rst txt adoc asciidoc asc org tex textile rdoc pod wiki")
_DOCUMENT_NAMES = _set(
    "readme changelog changes history news license licence licenses copying copyright notice "
    "authors contributors contributing maintainers code_of_conduct security install todo thanks "
    "credits acknowledgements roadmap unlicense patents support upgrading faq"
)
_LICENCES = ("-license", "-licence", "_license")
"""Ends names such as `MIT-LICENSE`, as gems have it."""
_WORDS = lazily(r"[-. ]")

_CODE_NAMES = _set("cmakelists.txt meson_options.txt")
_DATA = _set(
    "csv tsv psv svg sql json jsonl ndjson json5 jsonc geojson topojson har webmanifest yaml yml "
    "toml xml xsd ini cfg conf cnf properties plist ipynb snap ambr po pot resx xliff xlf strings "
    "log diff patch pbtxt textproto dat data out lst tfvars csproj vbproj fsproj vcxproj sln slnx "
    "filters pbxproj xcscheme storyboard xib entitlements pub crt cer csr bib ris srt vtt gpx kml "
    "obj mtl stl ply fasta fa fastq pdb hex ldif eml mbox ics vcf rtf typed tmlanguage iml example "
    "sample dist golden expected"
)
_DATA_NAMES = _set(
    "codeowners cname version go.mod go.work robots.txt humans.txt ads.txt runtime.txt manifest.in"
)

_DATA_TEXTS = ("requirements", "constraints")

_LOCKS = _set("lock lockfile lockb")
_LOCK_NAMES = _set(
    "package-lock.json npm-shrinkwrap.json pnpm-lock.yaml pnpm-lock.yml packages.lock.json go.sum "
    "go.work.sum package.resolved project.assets.json conda-lock.yml .terraform.lock.hcl"
)
_MINIFIABLE = _set("js mjs cjs css")
_MINIFIED_ENDINGS = (".min.js", ".min.mjs", ".min.cjs", ".min.css", "-min.js", "-min.css")

_SECRETS = _set(
    "pem key p8 p12 pfx pkcs8 pkcs12 pvk jks jceks bks keystore truststore keytab kdb kdbx ppk "
    "ovpn agekey tfstate"
)
_SECRET_NAMES = _set(
    ".netrc _netrc .npmrc .pypirc .pgpass .my.cnf .htpasswd .git-credentials .dockercfg "
    ".dockerconfigjson .vault-token .s3cfg .boto kubeconfig credentials .credentials"
)
_SECRET_HINT = lazily(r"env|secret|credential|id_|tfvars|tfstate|account|adminsdk")
"""Matches part of every name that `_SECRET_SETTINGS` matches."""
_SECRET_SETTINGS = lazily(
    r"\.env|\.envrc|\.env[.-].*|.*\.env"
    r"|.*\.tfvars(?:\.json)?|.*\.tfstate\..*"
    r"|id_(?:rsa|dsa|ecdsa|ed25519)(?:[._-](?!.*pub$).*|_sk)?"
    r"|(?:.*[._-])?(?:secrets?|credentials?)(?:[._-][\w-]+)*"
    r"\.(?:json|ya?ml|toml|ini|cfg|conf|properties|xml|csv|txt|env|enc|db)"
    r"|(?:client[_-]secret|service[_-]?account).*\.json|.*firebase-adminsdk.*\.json"
)
"""Names of settings that hold little but secrets; examples of them hold none."""
_SAMPLE = lazily(r"example|sample|template|dist\b|defaults?\b")

_BINARY = _set(
    # Pictures, sound, film, fonts
    "png jpg jpeg jpe gif bmp tif tiff webp avif heic heif ico icns psd ai eps xcf sketch fig raw "
    "exr hdr tga dds ktx mp3 wav ogg oga opus flac aac m4a wma aiff mid midi mp4 m4v mov avi mkv "
    "webm wmv flv mpg mpeg ogv ttf otf ttc woff woff2 eot "
    # Documents
    "pdf doc docx docm xls xlsx xlsm xlsb ppt pptx pptm odt ods odp odg epub mobi djvu pages "
    "numbers one vsd vsdx "
    # Archives and disk images
    "zip tar gz tgz bz2 tbz xz txz zst lz lz4 lzma 7z rar jar war ear aar apk aab ipa whl egg gem "
    "deb rpm dmg iso img vhd vmdk qcow2 cab msi pkg crx xpi nupkg snupkg "
    # Compiled code
    "exe dll so dylib a lib o ko class pyc pyo pyd elc beam wasm bc ilk exp nib rlib "
    "rmeta hi dex node swiftmodule swiftdoc mo gmo qm bin rom elf "
    # Data and models
    "db sqlite sqlite3 db3 mdb accdb frm ibd parquet avro orc feather arrow h5 hdf5 hdf nc mat npy "
    "npz pkl pickle joblib pt pth ckpt onnx tflite pb safetensors gguf ggml caffemodel rds rdata "
    "sav dta shp shx sbn tfrecord blend fbx glb 3ds max unitypackage uasset umap pack idx der gpg "
    "sig swp swo ds_store"
)

_COMMENT = lazily(r"""\s*(#|//|/\*|\*|<!--|--|;|%|\{-|\(\*|'|\"{3}|REM\b|dnl\b|\.\.)""")
_SUPPOSED = lazily(r"\b(imagine|pretend|suppose|if|when|whether|unless)\b", re.IGNORECASE)
"""What stands before a mark that is only spoken of."""
_ONCE = lazily(
    r"(?: (?:by|with|from|using))? (?:the )?[`'\"]?(?:[\w-]{1,40} [`'\"]?(?:--init|init|new)\b"
    r"|(?:rails|cargo) (?:g|generate)\b|[\w-]{0,40}archetype|cookiecutter|copier|create-[\w-]+"
    r"|express-generator|pyscaffold|yeoman|yo)\b",
    re.IGNORECASE,
)
"""What follows a mark in a file that was laid out once, for people to edit: `rspec --init`."""
_GENERATED = lazily(
    r"\bdo not (edit|modify)\b"
    r"|@generated\b"
    r"|<auto-?generated\b"
    r"|\b(code|auto-?|automatically )\s?generated (by|from|with)\b"
    r"|\b(file|code|module) (is|was|has been) (auto(matically|-)?\s?)?generated\b"
    r"|\bgenerated by (?:the protocol buffer compiler|javadoc|doxygen|dokka|jsdoc|typedoc"
    r"|coffeescript|livescript|haxe|cython|opal|scala\.js|swig|bison|flex|antlr|ragel)\b",
    re.IGNORECASE,
)
