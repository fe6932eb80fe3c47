"""Web addresses as people type them, read into their parts; what a part means, `identity` says."""

import re
import string
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import quote

import idna

LONGEST = 2000
LONGEST_HOST = 253

# Parameters that tell who follows a link, and never which page it is.
TRACKING_PREFIX = "utm_"
TRACKING = frozenset({
    "_ga", "_gl", "dclid", "fbclid", "gbraid", "gclid", "gclsrc", "igsh", "igshid", "li_fat_id",
    "mc_cid", "mc_eid", "mibextid", "msclkid", "ref_src", "ref_url", "srsltid", "ttclid", "twclid",
    "wbraid", "yclid",
})  # fmt: skip

TWICE = tuple(f"{one}://{two}:" for one in ("http", "https") for two in ("http", "https"))
APPS = frozenset({"fb", "instagram", "twitter", "intent", "android-app", "vnd.youtube", "snssdk1233",
                  "whatsapp", "tg", "spotify", "youtube", "fb-messenger", "discord"})  # fmt: skip
"""Schemes that only an app on a telephone opens."""

DEFAULT_PORTS = frozenset({"", "80", "443"})

# Marks that browsers drop from a name without a word (UTS 46, "ignored"), and that nobody sees.
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0") | {
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
}

# "school.example:443" is a name and a port, "mailto:office" is a scheme.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?=//)|[A-Za-z][A-Za-z0-9+-]*:(?!\d)")
OPENING, CLOSING = "<(\"'“‘«‹", ".,;!>)\"'”’»›"
_LINKED = re.compile(r"\[[^\]]{0,200}\]\((\S+)\)")  # [the page](https://…)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_PLAIN = frozenset((string.ascii_letters + string.digits + "-._~@").encode())


@dataclass(frozen=True, slots=True)
class Address:
    """A web address whose parts are already canonical; `path` is empty or starts with a slash."""

    host: str
    path: str
    query: str
    # What stands after the #, as typed; no server ever sees it.
    fragment: str = field(default="", compare=False)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(self.host.split("."))

    @property
    def segments(self) -> tuple[str, ...]:
        """The parts of the path, still percent-encoded."""
        return tuple(part for part in self.path.split("/") if part)

    @property
    def canonical(self) -> str:
        """The one spelling; always with https, for http and https are the same site."""
        return f"https://{self.host}{self.path}" + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True, slots=True)
class AddressFault:
    """Why a text is no usable address. The words finish a sentence that begins with the field."""

    words: str

    @property
    def what(self) -> str:
        """What is wrong, as the rest of a sentence without its full stop."""
        return self.words.partition(". ")[0]

    @property
    def instead(self) -> str:
        """What to do, as a sentence."""
        return self.words.partition(". ")[2] + "."

    @property
    def sentence(self) -> str:
        return f"The address {self.words}."


class _Unusable(Exception):
    """Carries the words from the place that finds the fault to `parse`."""


def within(host: str, name: str) -> bool:
    """Whether the host is the name or lies under it, by whole DNS labels."""
    return host == name or host.endswith(f".{name}")


def parse(text: str) -> Address | AddressFault:
    """Read an address as people type it; never raises."""
    text = _unwrapped(text.strip())
    try:
        _refuse_long(text)
        return _parse(text)
    except _Unusable as fault:
        return AddressFault(str(fault))


@lru_cache(maxsize=4096)  # one address is read when it is typed, and again by several facts
def _parse(text: str) -> Address:
    _refuse_unreadable(text)
    authority, path, query, fragment = _split(_without_scheme(text))
    host = _without_www(_host(authority))
    path = "".join(f"/{part}" for part in segments(path))
    address = _kept(Address(host, path, _query(query), fragment))
    _refuse_long(address.canonical)
    return address


def _kept(address: Address) -> Address:
    """The address with the mark at its end encoded, where it would be taken for a sentence's."""
    if not _is_cut(address):
        return address
    if not address.query:
        return replace(address, path=_ending(address.path))
    # Each part, for they are in order only as they will be written. A full stop is always plain.
    parts = (one if one.endswith(".") else _ending(one) for one in address.query.split("&"))
    address = replace(address, query="&".join(sorted(parts)))
    return replace(address, query=_ending(address.query)) if _is_cut(address) else address


def _is_cut(address: Address) -> bool:
    return _unwrapped(address.canonical) != address.canonical


def _ending(text: str) -> str:
    """The text with the mark at its end encoded, if one stands there."""
    return f"{text[:-1]}%{ord(text[-1]):02X}" if text.endswith(tuple(CLOSING)) else text


def _unwrapped(text: str) -> str:
    """The address without what a sentence, a letter or a message put around it."""
    if linked := _LINKED.fullmatch(text):
        text = linked[1]
    text = text.lstrip(OPENING)
    closing = CLOSING if "(" not in text else CLOSING.replace(")", "")
    return text.rstrip(closing)


def _refuse_long(text: str) -> None:
    if len(text) > LONGEST:
        raise _Unusable(
            f"is longer than {LONGEST:,} characters. Give that of the site's front page"
        )


def _refuse_unreadable(text: str) -> None:
    hidden = any(unicodedata.category(char)[0] in "CZ" or char in UNSEEN for char in text)
    faults = (
        (not text, "is empty. Give the web address of the site"),
        (text.endswith("…"), "is cut off: it ends in “…”. Open the page, and copy the whole address"),
        (text.startswith("@"), "is a user name, which anybody can have on another platform. Give the address of its page"),
        (text.lower().startswith(("https//", "http//")), "lacks the colon after “http”. Write it as https://…"),
        (text.lower().startswith(TWICE), "has “https://” in it twice. Remove one of the two"),
        (hidden, "has a space or an invisible character in it. Remove it, or copy the address again from the browser"),
        ("\\" in text, "has a backslash (\\), which browsers read differently. Write it with forward slashes (/)"),
    )  # fmt: skip
    for applies, words in faults:
        if applies:
            raise _Unusable(words)


def _without_scheme(text: str) -> str:
    found = _SCHEME.match(text)
    if found is None:
        return text.removeprefix("//")
    scheme, rest = found.group()[:-1].lower(), text[found.end() :]
    if scheme in APPS:
        raise _Unusable(
            f"starts with “{scheme}:”, which only an app opens. In the app choose Share, then “Copy link”"
        )
    if scheme not in {"http", "https"}:
        raise _Unusable(
            f"starts with “{scheme}:”, which is not a web site. Give one that starts with https://"
        )
    if not rest.startswith("//"):
        raise _Unusable(f"lacks two slashes after “{scheme}:”. Write it as {scheme}://…")
    return rest[2:]


def _split(text: str) -> tuple[str, str, str, str]:
    whole, _, fragment = text.partition("#")
    before, _, query = whole.partition("?")
    authority, _, path = before.partition("/")
    return authority, path, query, fragment


def _host(authority: str) -> str:
    _refuse_disguise(authority)
    name, _, port = authority.partition(":")
    # A register entry names a site that people reach by its name. A service on another port is a
    # different site behind the same name, and nobody who reads the entry could tell the two apart.
    if port not in DEFAULT_PORTS:
        raise _Unusable(
            f"names the port “{port}”. Give the public address of the site, without a port"
        )
    labels = _labels(name)
    if _NUMBER.fullmatch(labels[-1]):
        raise _Unusable("is a number (an IP address) and not a name. Give the name of the site")
    if len(labels) == 1:
        raise _Unusable(
            f"names no full site, only “{labels[0]}”. Give a name with a dot, such as school.example.org"
        )
    return ".".join(labels)


def _refuse_disguise(authority: str) -> None:
    faults = (
        ("@", "has an @ before the site's name ends, as in an e-mail address or a log-in. Give the web address alone"),
        ("%", "has a percent sign in the site's name, which can hide another name. Write the name in plain letters"),
        ("[", "is a number (an IP address) and not a name. Give the name of the site"),
    )  # fmt: skip
    # Once as typed and once as compatibility characters (a full-width @) will be read.
    for mark, words in faults:
        if mark in authority or mark in unicodedata.normalize("NFKC", authority):
            raise _Unusable(words)


def _labels(name: str) -> list[str]:
    try:
        mapped = idna.uts46_remap(name, std3_rules=False, transitional=False)
        labels = [_label(label) for label in mapped.removesuffix(".").split(".")]
    except UnicodeError:
        labels = []
    if not 0 < len(".".join(labels)) <= LONGEST_HOST:
        raise _Unusable(
            "has a site name that the internet does not allow. Check its spelling, or copy it from the browser"
        )
    return labels


def _label(label: str) -> str:
    """Return the ASCII label; raises UnicodeError.

    Only names in other scripts go through IDNA: it refuses hyphens that plain names may hold.
    """
    if not label.isascii() or label.startswith("xn--"):
        return idna.alabel(label).decode("ascii")
    if not _LABEL.fullmatch(label):
        raise UnicodeError
    return label


def _without_www(host: str) -> str:
    while host.startswith("www.") and host.count(".") > 1:
        host = host.removeprefix("www.")
    return host


def segments(path: str) -> list[str]:
    """Return the path's parts, encoded one way, without empty and dot segments."""
    parts: list[str] = []
    for raw in path.split("/"):
        part = _encoded(raw, safe="!$&'()*+,;=:@%")
        if part == "..":
            del parts[-1:]
        elif part not in {"", "."}:
            parts.append(part)
    return parts


def _encoded(text: str, safe: str) -> str:
    """Percent-encode what must be, decode what need not be; a lone percent sign is encoded."""
    whole = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return _ESCAPE.sub(_escape, quote(whole, safe=safe))


def _escape(found: re.Match[str]) -> str:
    byte = int(found.group(1), 16)
    return chr(byte) if byte in _PLAIN else f"%{byte:02X}"


def _query(query: str) -> str:
    """Keep the parameters that tell pages apart, in alphabetical order."""
    parts = (_encoded(part, safe="!$'()*+,;=:@/?%") for part in query.split("&") if part)
    return "&".join(sorted(part for part in parts if not _tracks(part)))


def _tracks(part: str) -> bool:
    name = part.partition("=")[0].lower()
    return name.startswith(TRACKING_PREFIX) or name in TRACKING
