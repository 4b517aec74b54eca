# ruff: noqa: E501 - a table of words stands on one line
"""Which names call their value a password, a secret, a token or a key, in several languages."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from ralf_notes.patterns import lazily
from ralf_notes.source.secrets.letters import word_set


class NameKind(StrEnum):
    """What a name calls its value."""

    PASSWORD = "password"
    SECRET = "secret"
    """Also a token, and a key whose name says what it opens: `api_key`."""
    KEY = "key"
    """Any other key, such as that of a map: only a value that cannot be anything else counts."""


class Meaning(NamedTuple):
    """What a name says about its value."""

    kind: NameKind
    is_sure: bool
    """Whether the rest of the name leaves no doubt: `password2`, not `password_policy`."""
    is_many: bool
    """Whether it names several, as `tokens` does."""


class SecretName(NamedTuple):
    """The name of a secret in a text."""

    start: int
    end: int
    meaning: Meaning


def find_names(text: str, lower: str) -> Iterator[SecretName]:
    """Yield the names of secrets in a text.

    Args:
        text: the text to search.
        lower: the same text in lower case, character by character.
    """
    has_phrases = any(words in lower for words in _OF_PHRASES)
    for phrase in _PHRASES.finditer(lower) if has_phrases else ():
        yield SecretName(*phrase.span(), Meaning(NameKind.PASSWORD, True, False))
    needles = _NEEDLES if _without_marks(text).isascii() else _ALL_NEEDLES
    searched = 0
    for needle in needles.finditer(lower):
        if needle.start() < searched:
            continue
        start = needle.start()
        first = max(searched, start - _LONGEST)
        while start > first and ((before := text[start - 1]).isalnum() or before in "_-$"):
            start -= 1
        end = _REST.match(text, needle.end()).end()  # type: ignore[union-attr]
        searched = end
        while text[start] in "-$_" and start < needle.start():
            start += 1
        while text[end - 1] in "-_" and end > needle.end():
            end -= 1
        if meaning := meaning_of(text[start:end], _owner(text, start)):
            yield SecretName(start, end, meaning)


def _without_marks(text: str) -> str:
    """Return a text without the marks that our notes are full of; no name holds one of them."""
    for mark in "·…—–→" if not text.isascii() else "":
        text = text.replace(mark, "")
    return text


def _owner(text: str, start: int) -> str:
    """Return the name before a dot or a slash, which says what a mere `key` belongs to."""
    if start and text[start - 1] in ".:/ ":
        return _OWNER.search(text, max(0, start - 40), start - 1)[0]  # type: ignore[index]
    return ""


@lru_cache(maxsize=1 << 16)
def meaning_of(name: str, owner: str = "") -> Meaning | None:
    """Return what a name says about its value; None if it does not call it a secret.

    Args:
        name: an identifier in camel, snake or kebab case.
        owner: the identifier that it belongs to, as `api` in `api.key`.
    """
    lower = name.lower()
    words = [word.lower() for word in _WORDS.findall(name)]
    joined = "_".join(words)
    core = None
    for core in _CORE.finditer(joined):  # noqa: B007 - the last one counts
        pass
    if core is None and name.isascii():
        return None
    if core is None or (not name.isascii() and not core[0].isascii()):
        return _foreign(lower)
    kind = NameKind(core.lastgroup or "")
    before, after = joined[: core.start()].strip("_"), joined[core.end() :]
    plural = _PLURAL.match(after)
    after = after[plural.end() :].strip("_") if plural else after.strip("_")
    if _OTHER.search(after) or _NO_SECRET.fullmatch(lower) or "public_key" in joined:
        return None
    if core[0] == "pass" and after and not _is_ordinary(after):
        return None
    if kind is NameKind.KEY:
        if _PUBLIC.search(before):
            return None
        if _OPENS.search(before) or _OPENS.search(owner.lower()):
            kind = NameKind.SECRET
    is_sure = lower != "pass" and _is_ordinary(after) and not _DENIES.search(before)
    return Meaning(kind, is_sure, bool(plural) or core[0].endswith("words"))


def _foreign(lower: str) -> Meaning | None:
    if match := _FOREIGN_PASSWORD.search(lower):
        kind = NameKind.PASSWORD
    elif match := _FOREIGN_SECRET.search(lower):
        kind = NameKind.SECRET
    else:
        return None
    after = lower[match.end() :].strip("_-")
    return Meaning(kind, not after or _is_ordinary(after), False)


def _is_ordinary(after: str) -> bool:
    """Whether what follows in a name says nothing else of its value: `_old`, `2`, `_base64`."""
    words = after.split("_")
    return all(not word or word in _ORDINARY or word.strip("v").isdigit() for word in words)


def calls_secret(text: str) -> bool:
    """Whether a text speaks of passwords, tokens or keys: it is a label, not a secret."""
    return bool(_LABEL.search(text.lower()))


_PHRASES = lazily(
    r"mots? de passe|palavra[ -]passe|kata sandi|mật khẩu|parola d'ordine|parola chiave|clave de acceso"
    r"|palabra clave|κωδικός πρόσβασης|кодовое слово|كلمة (?:المرور|السر)|pass phrase|access code|clé (?:api|secrète|privée)"
)
"""Names of several words."""
_OF_PHRASES = (
    "de passe", "palavra", "kata sandi", "mật khẩu", "parola d'ordine", "parola chiave",
    "clave de acceso", "palabra clave", "κωδικός", "кодовое слово", "كلمة", "pass phrase",
    "access code", "clé ",
)  # fmt: skip
"""One of these is in all that `_PHRASES` matches: to look for them takes a fifth of the time."""
_LONGEST = 64
"""Characters of a name."""
_REST = lazily(r"[\w$-]{0,80}")
_OWNER = lazily(r"[\w-]{0,40}\Z")
_WORDS = lazily(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")

_PASSWORDS = (
    # English and its short forms
    r"pass_?words?|pass_?wd|pass_?phrase|pass_?code|pass_?wrd|pwd|pswd|psswd|(?<![a-z])p_?word|(?<![a-z])pw"
    r"|(?<=_)pass|(?<=user)pass|(?<=db)pass|(?<=admin)pass|(?<=root)pass|(?<=store)pass"
    r"|(?<=key)pass|(?<=user)pw|(?<=root)pw|(?<=admin)pw|(?<=db)pw|(?<=bind)pw|(?<=ldap)pw|(?<=mail)pass|(?<=smtp)pass|(?<=require)pass|(?<=master)pass|(?<=become_)pass|(?<![a-z])pass(?![a-z])"
    # German, Dutch, Nordic
    r"|passw(?![a-z])|pass_?wort|kenn_?wort|wacht_?woord|l[o]senord|passord|adgangs_?kode|kode_?ord|salasana"
    # French, Spanish, Portuguese, Italian, Romanian
    r"|mots?_?de_?passe|(?<![a-z])mdp|contrasen(?:y|ni|)a|contrasena|palabra_?clave|palavra_?passe"
    r"|(?<![a-z])senhas?|parola(?:_?chiave|_?d_?ordine)?"
    # Polish, Czech, Croatian, Slovene, Hungarian, Turkish, Indonesian, Vietnamese, Russian
    r"|(?<![a-z])haslo|(?<![a-z])hesl[oa]|lozink[ae]|(?<![a-z])geslo|jelszo|(?<![a-z])sifre(?:si)?"
    r"|kata_?sandi|mat_?khau|(?<![a-z])parol(?![a-z])"
)
_SECRETS = (
    r"secret|secreto|segredo|segreto|geheimnis|geheim(?![a-z])|(?<![a-z])sekret(?:ny)?"
    r"|token(?!i[sz])|jeton|credential|credencial|credenziali|identifiants|zugangsdaten"
    r"|(?<![a-z])creds?(?![a-z])"
    r"|api_?(?:key|schluessel|sleutel)|(?:zugangs|zugriffs|geheim|api)_?schl(?:ue|u)ssel"
    r"|cle_(?:api|secrete|privee)|clave_(?:api|secreta|privada|de_acceso)|chave_(?:api|secreta|privada|de_api)"
    r"|chiave_(?:api|segreta|privata)|klucz_api|tajny_klucz|api_anahtari|api_klic"
    r"|(?<![a-z])salt(?![a-z])|bearer(?![a-z])|authorization(?![a-z])|(?<=basic_)auth(?![a-z_])|(?<=_)auth(?![a-z_])"
    r"|(?:access|auth|private|priv|secret|encryption|encrypt|signing|master|shared|account|storage"
    r"|license|licence|hmac|jwt|webhook|session|service|client|app|aws|deploy|db|database)_?keys?"
)
_KEYS = r"(?<![a-z])key(?=s?(?![a-z]))|(?<![a-z])auth(?![a-z_])|sleutel|schluessel|(?<![a-z])klucz|(?<![a-z])chave|(?<![a-z])chiave|(?<![a-z])clave"
_CORE = lazily(rf"(?P<password>{_PASSWORDS})|(?P<secret>{_SECRETS})|(?P<key>{_KEYS})")
_FOREIGN_PASSWORD = lazily(
    r"contraseña|palavra-?passe|mot_?de_?passe|hasło|has[lł]a\b|lösenord|jelszó|şifre|heslo|parolă|mật_?khẩu"
    r"|пароль|пароля|парол[аь]?|кодовое_?слово|гасло|лозинка|密码|密碼|口令|通行码|パスワード|暗証番号|パスフレーズ"
    r"|비밀번호|암호|סיסמה|סיסמא|كلمة[_ ]?المرور|كلمة[_ ]?السر|κωδικός|κωδικος|รหัสผ่าน|पासवर्ड|สาส์น"
)
_FOREIGN_SECRET = lazily(
    r"schlüssel|clé_?(?:api|secrète|privée|d)|clé(?!\w)|секрет|токен|ключ|таємниця|密钥|密鑰|秘钥|令牌|秘密|金鑰"
    r"|トークン|シークレット|秘密鍵|鍵|キー(?!ボ|ワ)|토큰|비밀키|키(?!보)|tajność|gehe?imschlüssel|klíč|kľúč"
    r"|токен|anahtarı|ключ|رمز|מפתח|κλειδί"
)
_ASCII = (
    "a(?:uth(?:orization)?|dgangs|nahtar|pi_klic)|bearer"
    "|c(?:red|ontrasen|l(?:e(?:_|api|secrete)|ave)|h(?:ave|iave))|ge(?:slo|heim)|h(?:aslo|esl)"
    "|identifiants|je(?:lszo|ton)|k(?:e(?:y|nnwort)|ode|hau|lucz)|lo(?:senord|zink)|mdp"
    "|p(?:a(?:ss|la(?:bra|vra)|rol)|wd?|s(?:wd|swd))"
    "|s(?:e(?:cret|nha|gre|kret)|a(?:l(?:t|asana)|ndi)|ifre|chl|leutel)|token|woord|zugangs"
)
"""Parts of all names in ASCII. What several begin with stands once: so the search is twice as fast
as one for the words."""
_NEEDLES = lazily(_ASCII)
_ALL_NEEDLES = lazily(f"{_ASCII}|{_FOREIGN_PASSWORD.pattern}|{_FOREIGN_SECRET.pattern}")
_PLURAL = lazily(r"e?s(?![a-z])|s_?(?=list|array|map|dict)")
_ORDINARY = word_set(
    "value val str string text txt raw plain plaintext clear prod production prd dev "
    "devel test testing staging stage stg qa local default def old new current cur live "
    "master admin root user username db database env var base64 base32 b64 hex bytes data "
    "access api shared signing private secret key keys token tokens password pass base "
    "primary secondary main backup internal external app application web service server "
    "client const constant conf config cfg setting literal content json prop property "
    "attr param arg opt option list array map dict set github gitlab aws azure gcp google "
    "stripe slack s"
)
"""What may follow in the name of a secret."""
_OTHER = lazily(
    r"(?:^|_)(?:hash(?:ed|es)?|digest)(?:_|$)|(?:^|_)(?:sha\d*|md5|bcrypt|id|ids|type|types|name|names|url|urls|uri|uris"
    r"|path|paths|file|files|filename|field|fields|label|labels|hint|hints|error|errors|message"
    r"|regex|pattern|policy|rule|rules|length|len|min|max|size|count|limit|expiry|expires?|expiration"
    r"|ttl|timeout|at|time|date|created|updated|changed|index|idx|format|title|description|prompt"
    r"|placeholder|help|location|class|provider|store|algorithm|alg|arn|ref|reference|version"
    r"|prefix|suffix|header|column|table|selector|input|form|page|view|scheme|issuer|audience"
    r"|endpoint|scope|scopes|usage|code|kind|mode|status|state|strength|reset|confirmation|rotation"
    r"|enabled|required|allowed|exists|present|handler|factory|service_url|manager|encoder|encoding"
    r"|validator|generator|board|word|words|ring|pair|up|down|press|frame|frames|stroke|event"
    r"|events|binding|bindings|map_key|by|binder|vault|space|bundle|fingerprint|thumbprint|kid|pem)$"
)
"""A name that ends so is that of something else: a hash, a path, a label."""
_NO_SECRET = lazily(
    r"(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass|by_?pass|com_?pass|.*_pass(?:ed|ing|es|ive|word_reset)?_count"
    r"|passes|passed|passing|passive|(?:render|second|first|multi|single|next|prev|last|depth|shadow)_?pass"
    r"|max_?tokens?|num_?tokens?|min_?tokens?|csrf_?token_?name|stop_?tokens?|(?:bos|eos|pad|unk|sep|cls|mask)_?token"
)
_PUBLIC = lazily(
    r"(?:^|_)(?:public|pub|primary|foreign|unique|cache|sort|sorting|partition|row|group|index|hash"
    r"|map|dict|hot|arrow|i18n|translation|message|locale|lang|host|candidate|natural|composite"
    r"|surrogate|lookup|object|s3|bucket|routing|config|json|yaml|meta|metadata|data|item|list"
    r"|websocket|web_socket|react|any|no|each|on|by|for|is|has|sub|super|parent|short|shortcut|enter|tab|esc|escape"
    r"|modifier|ctrl|shift|alt|left|right|up|down|space|delete|known|idempotency|dedupe)$"
)
"""A key with such a name opens nothing."""
_DENIES = lazily(
    r"(?:^|_)(?:bad|invalid|incorrect|missing|wrong|expired|no|not|forgot|forgotten|lost|reset|change|has"
    r"|is|needs?|show|hide|enter|requires?|required|validate|verify|confirm|valid|unknown|empty|blank)$"
)
"""What stands before the name in that of a message or a question."""
_OPENS = lazily(
    r"api|auth|access|account|priv|client|service|db|database|crypt|cipher|aes|sign|master|storage"
    r"|session|secret|license|licence|hmac|jwt|webhook|admin|root|deploy|sdk|server|live|prod|write"
    r"|ingest|stripe|github|gitlab|google|azure|aws|gcp|openai|anthropic|sendgrid|twilio|mailgun"
    r"|mailchimp|slack|discord|telegram|datadog|sentry|algolia|firebase|cloudflare|heroku|shopify"
    r"|paypal|square|maps|weather|recaptcha|pusher|okta|vault|consul|kafka|redis|mongo|s3|minio"
)
"""What a key opens."""
_LABEL = lazily(
    r"passw|pass.?phrase|pwd|secret|token|credential|api.?key|access.?key|contrase[nñ]a|mot de passe"
    r"|kennwort|wachtwoord|geheim|senha|lösenord|adgangskode|passord|salasana|hasło|haslo|heslo|parola"
    r"|jelszó|şifre|lozink|парол|ключ|токен|секрет|密码|密碼|口令|密钥|令牌|パスワード|トークン|비밀번호|암호"
    r"|сообщени|κωδικ|סיסמ|كلمة|mật khẩu|kata sandi|schlüssel|segre[dt]o|jeton|\bclave|\bchave|\bcl[eé]\b"
)
