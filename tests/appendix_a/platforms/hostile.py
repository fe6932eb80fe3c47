"""Two thousand addresses that mean to be taken for another, or to break what reads them."""

from collections.abc import Iterator
from itertools import product

VICTIMS = (
    "facebook.com/birchfieldips",
    "birchfieldp5.wordpress.com",
    "birchfield.example/p5",
    "www.youtube.com/@birchfieldips",
    "sites.google.com/view/birchfield",
)
"""What is on the register: none of the addresses below may ever be read as one of these."""

_WRAPPED = (
    "https://{v}@evil.example/",
    "https://{v}:443@evil.example",
    "https://{h}@evil.example/{p}",
    "https://{h}%40evil.example/{p}",
    "https://{h}\\@evil.example/{p}",
    "https:\\\\{h}\\{p}",
    "https://evil.example\\{v}",
    "https://evil.example/{v}",
    "https://evil.example/?u=https://{v}",
    "https://evil.example/#https://{v}",
    "https://evil.example/%2e%2e/{v}",
    "https://{h}.evil.example/{p}",
    "https://{h}-evil.example/{p}",
    "https://evil-{h}/{p}",
    "https://evil{h}/{p}",
    "https://{h}evil/{p}",
    "https://{h}%2eevil.example/{p}",
    "https://{h}%00.evil.example/{p}",
    "https://{h}\u2024evil.example/{p}",
    "https://{h}\uff0fevil.example/{p}",
    "https://{h}\u2044evil.example/{p}",
    "https://{h}\u200b/{p}",
    "https://\u202e{h}/{p}",
    "https://{h}\u2060/{p}",
    "https://{h}:8080/{p}",
    "https://{h}:0/{p}",
    "https://{h}:port/{p}",
    "https://{h}..evil.example/{p}",
    "javascript://{v}%0aalert(1)",
    "data:text/html,{v}",
    "ftp://{v}",
    "file://{v}",
    "intent://{v}#Intent;end",
    "blob:https://{v}",
    "view-source:https://{v}",
    "https:{v}",
    "https:///{v}",
    "http://https://{v}",
    "https://www.facebook.com/l.php?u=https://{v}",
    "https://l.facebook.com/l.php?u=https%3A%2F%2F{v}",
    "https://www.google.com/url?q=https://{v}",
    "https://www.google.com/url?q=https://bit.ly/x?u={v}",
    "https://bit.ly/{v}",
    "https://web.archive.org/web/2020/https://{v}",
    "https://translate.google.com/translate?u=https://{v}",
    "https://{d}.translate.goog/{p}",
    "https://cdn.ampproject.org/c/s/{v}",
    "https://[::ffff:1.2.3.4]/{v}",
    "https://2130706433/{v}",
    "https://0x7f.0.0.1/{v}",
    "https://127.1/{v}",
    "https://0177.0.0.1/{v}",
    "https://1.2.3.4/{v}",
    "<a href='https://{v}'>{v}</a>",
    "https://{v}/ https://evil.example",
    "https://evil.example https://{v}",
    "mailto:office@{h}",
    "//{h}@evil.example",
    "\\\\{v}",
)
_TWINS = {"a": "а", "e": "е", "o": "о", "i": "і", "c": "с", "p": "р", "s": "ѕ", "b": "Ь", "l": "1"}
_MARKS = (
    "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202b", "\u202d", "\u202e", "\u2066",
    "\u2067", "\u2069", "\u00ad", "\ufeff", "\u034f", "\u180e", "\u2060", "\x00", "\x1b", "\x7f", "\t", "\n",
)  # fmt: skip


def _parts(victim: str) -> dict[str, str]:
    host, _, path = victim.partition("/")
    return {"v": victim, "h": host, "p": path, "d": host.replace(".", "-")}


def _in_every_place(victim: str) -> Iterator[str]:
    """A mark that nobody sees in each place of the host, and a letter's twin in place of each."""
    host, slash, path = victim.partition("/")
    for mark, at in product(_MARKS, range(1, len(host))):
        yield f"https://{host[:at]}{mark}{host[at:]}{slash}{path}"
    for at, letter in enumerate(host):
        if letter in _TWINS:
            yield f"https://{host[:at]}{_TWINS[letter]}{host[at + 1 :]}{slash}{path}"


def _long(victim: str) -> Iterator[str]:
    for size, piece in product(
        (2_000, 100_000), ("a", "/a", "?a", "&a=1", "%41", ".a", "@", "é", "../")
    ):
        yield f"https://{victim}{piece * (size // len(piece))}"
        yield f"https://{piece * (size // len(piece))}{victim}"


def hostile() -> tuple[str, ...]:
    """All of them, each once."""
    found: dict[str, None] = {}
    for victim in VICTIMS:
        for pattern in _WRAPPED:
            found[pattern.format(**_parts(victim))] = None
        found.update(dict.fromkeys([*_in_every_place(victim), *_long(victim)]))
    return tuple(found)
