"""What an address is: an account, a page of one, a site, or something that nobody can approve.

Two addresses are one site exactly where their keys are equal. What each platform's addresses look
like stands in its row (`forms.toml`); on the web at large the host decides.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from typing import Any
from urllib.parse import unquote

from publicsuffixlist import PublicSuffixList

from appendix_a.platforms.addresses import Address, AddressFault, parse, segments
from appendix_a.platforms.catalogue import (
    Catalogue,
    Platform,
    Rule,
    Served,
    candidates,
    is_redirect,
    load,
    resolve,
)
from appendix_a.platforms.lookalikes import owned

FRONT_PAGES = frozenset(
    f"{name}.{ending}"
    for name in ("index", "default", "home")
    for ending in ("html", "htm", "shtml", "php", "asp", "aspx", "jsp", "cfm")
)
"""What a server shows where an address names no page."""
MOST_PARENTS = 40
OWN_PATH = ("!", "/")  # after a #, where a site of one page keeps the path of what it shows
PERSONAL = "~"  # before the name of somebody whose pages a server shows beside its own


COPY = "Open the site itself, and copy its address from the top of your browser."


class Kind(StrEnum):
    """What an address can be."""

    ACCOUNT = "account"
    PAGE = "page"
    LEADS_ELSEWHERE = "leads_elsewhere"
    NOT_AN_ACCOUNT = "not_an_account"
    SITE = "site"
    UNREADABLE = "unreadable"
    UNKNOWN_FORM = "unknown_form"


SITES = frozenset({Kind.ACCOUNT, Kind.PAGE, Kind.SITE})
"""What a register can hold, or a page of it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What an address is.

    `key` and `canonical` of a page are those of its account; `name` is the account's name as its
    platform shows it. `why` says what it is instead of an account or site, and `instead` what to do.
    `address` is None where the text could not be read. `shared`: others have sites on its host.
    """

    kind: Kind
    platform: str = ""
    key: str = ""
    canonical: str = ""
    name: str = ""
    why: str = ""
    instead: str = ""
    address: Address | None = None
    shared: bool = False

    @property
    def sentence(self) -> str:
        """What it is, and what to do instead; empty for accounts, their pages and sites."""
        return f"{self.why} {self.instead}".strip()

    @property
    def is_a_site(self) -> bool:
        """Whether it is one account or site, or a page of it."""
        return self.kind in SITES

    @property
    def belongs_to(self) -> tuple[str, ...]:
        """The canonical addresses of what it may be or be a page of, the nearest first."""
        if self.kind is Kind.SITE and self.address is not None:
            return tuple(_and_above(self.address, shared=self.shared))
        return (self.canonical,) if self.is_a_site else ()


def identify(catalogue: Catalogue, text: str) -> Identity:
    """Say what an address is; never raises. Equal keys are one account or site."""
    read = parse(text)
    if isinstance(read, AddressFault):
        return Identity(Kind.UNREADABLE, why=f"The address {read.what}.", instead=read.instead)
    served = catalogue.served(read.host)
    asked = _asked(read, served) if served else None
    folded = asked.address if asked else read
    for one in (read, folded):
        if is_redirect(catalogue, one):
            return _leads(_platform(catalogue, one), read)
    found = _by_its_form(asked) if asked else None
    if found and found.kind is Kind.LEADS_ELSEWHERE:
        return _leads(found.platform, read)  # as it was written: hosts that lead on are not one
    return found or _on_the_web(catalogue, read)


def rows_of(catalogue: Catalogue, identity: Identity) -> tuple[Platform, ...]:
    """The rows under whose terms the address stands: several where it tells no edition."""
    placed = candidates(catalogue, identity.address) if identity.address else ()
    named = resolve(catalogue, identity.platform) if identity.platform else None
    return placed or ((named,) if named else ())


def _platform(catalogue: Catalogue, address: Address) -> str:
    return next((row.key for row in candidates(catalogue, address)), "")


def plain(asked: str, identity: Identity) -> dict[str, str | None]:
    """An identity as the command line and the API print it: what is empty is null."""
    return {
        "address": asked,
        "kind": identity.kind.value,
        "platform": identity.platform or None,
        "key": identity.key or None,
        "canonical": identity.canonical or None,
        "why": identity.sentence or None,
    }


@cache
def reading() -> str:
    """What identities depend on beyond a school's own rows; another text may read them otherwise."""
    rows = load().platforms
    known = [(row.key, row.hostnames, row.redirects, row.forms) for row in rows]
    text = repr((known, load().elsewhere, sorted(load().reserved)))
    return f"{sha256(text.encode()).hexdigest()[:16]}-{version('publicsuffixlist')}"


def name_of(identity: Identity) -> str:
    """By what people call a site: its account's name, or the name in its host."""
    if identity.kind is Kind.SITE and identity.address is not None:
        return owned(identity.address.host).partition(".")[0]
    return identity.name


# On a platform ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """An address as a platform reads it: its host folded, and the labels that stand before that."""

    served: Served
    labels: tuple[str, ...]
    address: Address
    parameters: Mapping[str, str]


def _asked(read: Address, served: Served) -> _Asked:
    labels = served.before_it(read.host)
    path, query, fragment = read.path, read.query, read.fragment
    if served.hash_bang and fragment.startswith("!"):
        path, query, fragment = _hash_bang(fragment)
    pairs = (one.partition("=") for one in query.split("&") if one)
    return _Asked(
        served,
        labels,
        Address(".".join((*labels, served.home)), path, query, fragment),
        {name.removeprefix("amp;"): value for name, _, value in pairs},
    )


def _hash_bang(fragment: str) -> tuple[str, str, str]:
    whole, _, after = fragment.removeprefix("!").partition("#")
    path, _, query = whole.partition("?")
    return "".join(f"/{part}" for part in segments(path)), query, after


def _by_its_form(asked: _Asked) -> Identity | None:
    """What the first form that fits says; None on the web at large, which needs no form."""
    address = asked.address
    for rule in asked.served.rules:
        fits = rule.pattern.fits(asked.labels, address.path, asked.parameters, address.fragment)
        if fits and (found := SAID[rule.table](rule, address, *fits)):
            return found
    if not asked.served.row:
        return None
    if not asked.labels and _is_front(address.path):
        return _no_account(asked.served, address, "the front page of {platform}")
    return Identity(
        Kind.UNKNOWN_FORM,
        asked.served.row,
        why=f"This address is on {asked.served.called}, but in no form that is known here.",
        instead=_copy(asked.served),
        address=address,
    )


def _account(rule: Rule, address: Address, gaps: dict[str, str], rest: str) -> Identity | None:
    """The account, or a page of it; None where what follows its address is no known page."""
    after = rest.strip("/").partition("/")[0].lower()
    if after and not rule.takes(after):
        return None
    name = next((gaps[one] for one in ("name", "code", "number", "id") if one in gaps), "")
    spelt = _spelt(rule, gaps, address.host)
    if spelt["address"] is None:  # a name that can stand in a path and in no host
        return None
    if rule.keeps(name):
        return _no_account(rule, address, "a page of {platform} itself")
    return Identity(
        Kind.PAGE if after else Kind.ACCOUNT,
        rule.row,
        name=unquote(name),
        **spelt,
    )


def _single(rule: Rule, address: Address, gaps: dict[str, str], _: str) -> Identity:
    found = _no_account(rule, address, "a single post, picture, video or event on {platform}")
    return replace(found, **_spelt(rule, gaps, address.host))


def _spelt(rule: Rule, gaps: dict[str, str], host: str) -> dict[str, Any]:
    canonical = rule.canonical(gaps, host)
    read = parse(canonical)
    return {
        "key": canonical.removeprefix("https://"),
        "canonical": canonical,
        "address": None if isinstance(read, AddressFault) else read,
    }


def _other(rule: Rule, address: Address, _: dict[str, str], __: str) -> Identity:
    return _no_account(rule, address, rule.said)


def _onward(rule: Rule, address: Address, _: dict[str, str], __: str) -> Identity:
    return _leads(rule.row, address)


SAID: Mapping[str, Callable[[Rule, Address, dict[str, str], str], Identity | None]] = {
    "account": _account,
    "single": _single,
    "other": _other,
    "leads": _onward,
}
"""What each table of a platform's forms says of an address that fits one of its patterns."""


def _no_account(of: Rule | Served, address: Address, what: str) -> Identity:
    said = what.format(platform=of.called)
    return Identity(
        Kind.NOT_AN_ACCOUNT,
        of.row,
        why=f"This is {said}, and not an account.",
        instead=CLOSED if said.endswith(INSIDE) else _copy(of),
        address=address,
    )


INSIDE = "which only its members see"
CLOSED = (
    "Such a space has no address that others can check, so it does not stand in this register: the "
    "school's agreement with the provider covers it."
)


def _copy(of: Rule | Served) -> str:
    if not of.example:
        return COPY
    return (
        f"Open the account on {of.called}, and copy its address from the top of your browser. "
        f"It looks like {of.example}."
    )


def _leads(platform: str, address: Address) -> Identity:
    return Identity(
        Kind.LEADS_ELSEWHERE,
        platform,
        address.canonical.removeprefix("https://"),
        address.canonical,
        why="This link only leads on to another address.",
        instead="Open the link, and give the address on which it ends.",
        address=address,
    )


# On the web at large ----------------------------------------------------------------------------


def _on_the_web(catalogue: Catalogue, read: Address) -> Identity:
    """A site of its own: the host, or host and path where others have sites on the same host."""
    platform = _platform(catalogue, read)
    is_suffix = _suffixes().privatesuffix(read.host) is None
    address = replace(read, path=_without_front(read.path))
    if is_suffix and not address.path:
        return Identity(
            Kind.NOT_AN_ACCOUNT,
            platform,
            why=f"Many sites have an address that ends in {read.host}, and this names none of them.",
            instead=COPY,
            address=address,
        )
    if read.fragment.startswith(OWN_PATH):
        return Identity(
            Kind.NOT_AN_ACCOUNT,
            platform,
            why="The page that is meant stands after the #, and that part would be lost.",
            instead="Give the address of the site's front page, without the # and what follows it.",
            address=address,
        )
    return Identity(
        Kind.SITE,
        platform,
        address.canonical.removeprefix("https://"),
        address.canonical,
        address=address,
        shared=is_suffix or bool(platform),
    )


@cache
def _suffixes() -> PublicSuffixList:
    """Under what names anyone can have one: of registries, and of companies (github.io)."""
    return PublicSuffixList()


def _is_front(path: str) -> bool:
    return path.removeprefix("/").lower() in {"", *FRONT_PAGES}


def _without_front(path: str) -> str:
    above, _, last = path.rpartition("/")
    return above if last.lower() in FRONT_PAGES else path


def _and_above(address: Address, *, shared: bool) -> Iterator[str]:
    """The address, and each that it lies under: its host too, where that is one owner's."""
    yield address.canonical
    paths = _paths(address.path)
    if address.query:
        yield replace(address, query="").canonical
    for path in paths:
        if path or not shared:
            yield Address(address.host, path, "").canonical


def _paths(path: str) -> list[str]:
    """Each path above this one, the nearest first; none above the pages of one person."""
    parts = path.split("/")[1:]
    first = next((n + 1 for n, one in enumerate(parts) if one.startswith(PERSONAL)), 0)
    last = min(len(parts), first + MOST_PARENTS)
    return ["".join(f"/{one}" for one in parts[:n]) for n in range(first, last)][::-1]
