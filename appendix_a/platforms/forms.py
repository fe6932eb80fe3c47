"""How a platform writes the addresses of its accounts: the patterns in a row, and what fits them.

A pattern is an address with gaps. `{name}` is a name whose capitals do not count, `{code}` a text
whose capitals do, `{number}` digits, `{id}` eight of them or more, `*` any one part, `**` at the
end any further parts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Self
from unicodedata import normalize
from urllib.parse import quote, unquote

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from appendix_a.values.value import Value

Label = Annotated[str, Field(pattern=r"^([a-z0-9_-]+|\{language\}|\*)$")]
Host = Annotated[str, Field(pattern=r"^([a-z0-9-]+\.)+[a-z0-9-]+$")]
Hosts = Annotated[str, Field(pattern=r"^([a-z0-9-]+\.)+([a-z0-9-]+|\*)$")]


def _pairs(given: object) -> object:
    return tuple(given.items()) if isinstance(given, Mapping) else given


# What each pattern says, written as a table; a tuple, for a row is a value.
Table = Annotated[tuple[tuple[str, str], ...], BeforeValidator(_pairs)]

LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,4})?")
# What a gap takes. A name has a letter or digit, and is no file of the platform's own.
FILE = r"(?![^/]*\.(?:php|html?|aspx?|jsp|cgi|js|css|json|xml|txt|ico|png|jpe?g|gif|svg|pdf|cfm|bml|shtml|xhtml|webp|woff2?)(?:/|$))"
GAPS = {
    "name": r"(?=[^/]*(?:[a-z0-9]|%[89A-F]))(?:[a-z0-9_.~-]|%[89A-F][0-9A-F])+",
    "code": r"[^/]+",
    "number": r"[0-9]+",
    "id": r"[0-9]{8,}",
}
_GAP = re.compile(r"\{((?:name|code|number|id)[2-9]?)\}|\*\*|\*")


class Forms(Value):
    """The forms of address of one platform.

    `account`, `single` and `other` map a pattern to what it says: to the canonical address of the
    account, to that of the one post or video, and to a noun for what it is instead. A pattern that
    starts with a slash stands under `home`; any other names its own host.
    """

    home: Host
    # Other hosts of the same accounts under the same paths; `mastodon.*` is any with that first label.
    hosts: tuple[Hosts, ...] = ()
    # Whether each host is a server with accounts of its own: one name on two of them is two.
    servers: bool = False
    # Labels that may stand before a host and change nothing: m, old, {language}; * for any.
    before: tuple[Label, ...] = ()
    account: Table = ()
    # The same, as a school recorded them: tried last, so that they move no other identity.
    later: Table = ()
    # First parts after an account's address that are pages of it; * for any.
    tabs: tuple[str, ...] = ()
    single: Table = ()
    leads: tuple[str, ...] = ()
    other: Table = ()
    # Names that the platform keeps for itself.
    reserved: frozenset[str] = frozenset()
    # What people call it, wherever that stands in the name of another host: twitter-support.com.
    brands: tuple[str, ...] = ()
    # Marks in a name that do not count, such as the dots of Facebook's.
    ignores: str = ""
    # Whether what stands after #! is the address.
    hash_bang: bool = False

    @field_validator("account", "later", "single", "other")
    @classmethod
    def _is_a_pattern(cls, table: Table, info: ValidationInfo) -> Table:
        for pattern, said in table:
            gaps = set(re.findall(r"\{.*?\}", said))
            if info.field_name != "other" and gaps - set(re.findall(r"\{.*?\}", pattern)):
                raise ValueError(f"says “{said}” of “{pattern}”, which lacks that gap. Add it")
        return table

    @model_validator(mode="after")
    def _patterns_are_sound(self) -> Self:
        for pattern in patterns(self):
            compiled(pattern, self.home, whole=True)
        return self

    @property
    def example(self) -> str:
        """What an account's address looks like: the first form, with a school's name in the gap."""
        pattern, said = next(iter(self.account), ("", ""))
        shown = said if "{name}" in said or "{code}" in said else pattern
        host, rest = _split(shown, self.home)
        return _GAP.sub(lambda gap: _SHOWN.get(_kind(gap[1] or ""), "…"), host + rest)


_SHOWN = {"name": "your-school", "code": "…", "number": "123456", "id": "123456789"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern, ready to be tried; `rank` puts the more exact first."""

    host: str
    own_host: int  # 1 where a name stands before the host: the account has its host to itself
    parts: int
    bare: bool  # whether a name stands where anything else of the platform's could stand
    path: re.Pattern[str]
    query: tuple[tuple[str, str], ...]  # a parameter and the gap it fills
    fragment: re.Pattern[str] | None
    rank: tuple[int, ...]

    def fits(
        self, labels: tuple[str, ...], path: str, query: Mapping[str, str], fragment: str
    ) -> tuple[dict[str, str], str] | None:
        """The gaps that were filled and the rest of the path; None where it does not fit."""
        if len(labels) != self.own_host:
            return None
        found = self.path.fullmatch(path)
        if found is None:
            return None
        gaps = {key: value for key, value in found.groupdict().items() if key != "rest"}
        for name, gap in self.query:
            value = query.get(name, "")
            if not re.fullmatch(GAPS[_kind(gap)], value, re.IGNORECASE):
                return None
            gaps[gap] = value
        if self.fragment is not None:
            after = self.fragment.fullmatch(fragment)
            if after is None:
                return None
            gaps |= after.groupdict()
        if labels:
            gaps["name"] = labels[0]
        return gaps, found["rest"] or ""


@lru_cache(maxsize=4096)
def compiled(pattern: str, home: str, *, whole: bool) -> Pattern:
    """The pattern as it is tried; `whole` where nothing may follow it."""
    host, path, query, fragment = _read(pattern, home)
    own = host.startswith("{name}.")
    host = host.removeprefix("{name}.")
    parts = [one for one in path.split("/") if one]
    open_ended = parts[-1:] == ["**"]
    body = "".join(f"/{_part(one)}" for one in (parts[:-1] if open_ended else parts))
    rest = "(?P<rest>)" if whole and not open_ended else "(?P<rest>(?:/.*)?)"
    return Pattern(
        host,
        int(own),
        len(parts),
        own or (bool(parts) and _GAP.match(parts[0]) is not None),
        re.compile(body + rest, re.IGNORECASE),
        query,
        re.compile(_part(fragment), re.IGNORECASE) if fragment else None,
        (
            -len(query) - bool(fragment),
            *(_rank(one) for one in parts),
            *([] if open_ended else [_END]),
        ),
    )


_END = 9


def _rank(part: str) -> int:
    """How little a part says: letters of its own, some beside a gap, or none."""
    if not _GAP.search(part):
        return 0
    whole = _GAP.fullmatch(part)
    return _OF_GAP.get(_kind(whole[1] or part), 0) if whole else 1


_OF_GAP = {"id": 2, "number": 2, "code": 4, "name": 4, "*": 6, "**": 8}


def _read(pattern: str, home: str) -> tuple[str, str, tuple[tuple[str, str], ...], str]:
    """Host, path, query and fragment of a pattern; raises ValueError for one that says nothing."""
    host, rest = _split(pattern, home)
    before, _, fragment = rest.partition("#")
    path, _, query = before.partition("?")
    asked = tuple(
        (name, gap.strip("{}"))
        for name, _, gap in (one.partition("=") for one in query.split("&") if one)
    )
    unknown = set(re.findall(r"\{.*?\}", pattern)) - {one[0] for one in _GAP.finditer(pattern)}
    if unknown or any(_kind(gap) not in GAPS for _, gap in asked) or " " in pattern:
        raise ValueError(f"“{pattern}” is no form of address. Use {{name}}, {{code}}, {{number}}")
    return host, path, asked, fragment


def _split(pattern: str, home: str) -> tuple[str, str]:
    if pattern.startswith("/"):
        return home, pattern
    found = re.match(r"[^/?#]+", pattern)
    host = found.group() if found else ""
    return host, pattern[len(host) :]


def _kind(gap: str) -> str:
    return gap.rstrip("23456789")


def _part(part: str) -> str:
    """One part of a path as a regular expression; its literal letters are matched in any case."""
    made, at = [], 0
    for gap in _GAP.finditer(part):
        made.append(re.escape(part[at : gap.start()]))
        at = gap.end()
        guard = FILE if gap[1] and at == len(part) else ""
        made.append(f"{guard}(?P<{gap[1]}>{GAPS[_kind(gap[1])]})" if gap[1] else "[^/]+")
    return "".join((*made, re.escape(part[at:])))


def filled(said: str, gaps: Mapping[str, str], ignores: str) -> str:
    """The canonical address with its gaps filled, each as far as it counts."""

    def fill(gap: re.Match[str]) -> str:
        value = gaps[gap[1]]
        return _folded(value, ignores) if _kind(gap[1]) == "name" else value

    return _GAP.sub(fill, said)


def _folded(name: str, ignores: str) -> str:
    plain = "".join(one for one in name if one not in ignores) or name
    if "%" not in plain:
        return plain.lower()
    return quote(normalize("NFC", unquote(plain).lower()), safe="-._~@!$&'()*+,;=:")


def merged(packaged: Forms | None, own: Forms | None) -> Forms | None:
    """A school's forms after the packaged ones, which they never replace: identities stay."""
    if packaged is None or own is None:
        return packaged or own
    known = {pattern for pattern, _ in packaged.account}
    added = tuple(one for one in (*own.account, *own.later) if one[0] not in known)
    return packaged.model_copy(update={"later": added})


def hosts_of(forms: Forms) -> Iterator[str]:
    """Every host that a form names, the gap before it left out."""
    yield forms.home
    yield from (one for one in forms.hosts if "*" not in one)
    for pattern in patterns(forms):
        host, _ = _split(pattern, forms.home)
        yield host.removeprefix("{name}.")


def of_accounts(forms: Forms) -> tuple[str, ...]:
    """How its accounts' addresses are written, each with its host."""
    written = (pattern for pattern, _ in (*forms.account, *forms.later))
    return tuple("".join(_split(one, forms.home)) for one in written)


def patterns(forms: Forms) -> Iterable[str]:
    """Every pattern of a platform."""
    tables = (*forms.account, *forms.later, *forms.single, *forms.other)
    return (*(pattern for pattern, _ in tables), *forms.leads)


# Laid out for looking up -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """One form of one platform; `called` is the platform's name in a sentence."""

    pattern: Pattern
    rank: tuple[int, ...]
    table: str
    said: str
    home: str
    row: str
    called: str
    example: str
    tabs: frozenset[str]
    reserved: frozenset[str]
    ignores: str

    def takes(self, part: str) -> bool:
        """Whether what follows the account's address is a page of it: all of it on its own host."""
        own = self.pattern.own_host and not self.pattern.parts
        return bool(own) or bool(self.tabs & {part, "*"})

    def canonical(self, gaps: Mapping[str, str], host: str) -> str:
        """The account's one address, where `host` is the one that was asked about."""
        said = filled(self.said, gaps, self.ignores)
        return f"https://{self.home or host}{said}" if said.startswith("/") else f"https://{said}"

    def keeps(self, name: str) -> bool:
        """Whether the platform keeps this name for itself; elsewhere a form says what is a name."""
        bare = self.pattern.bare or self.said.startswith("/{")
        return bare and name.lower() in self.reserved


@dataclass(frozen=True, slots=True)
class Served:
    """A host and what is known to stand on it. `row` is empty for a host that is no platform's."""

    host: str
    home: str
    row: str
    called: str
    example: str
    before: frozenset[str]
    rules: tuple[Rule, ...]
    hash_bang: bool

    def before_it(self, host: str) -> tuple[str, ...]:
        """The labels that stand before this host and mean something."""
        labels = host.removesuffix(self.host).split(".")[:-1]
        return tuple(one for one in labels if not self._is_nothing(one))

    def at(self, host: str) -> "Served":
        """The same on another server of the software."""
        return replace(self, host=host, home=host)

    def beside(self, other: "Served") -> "Served":
        """The same host with the forms of another row too, the most exact of both first."""
        both = sorted((*self.rules, *other.rules), key=lambda rule: rule.rank)
        return replace(self, rules=tuple(both))

    def _is_nothing(self, label: str) -> bool:
        language = "{language}" in self.before and LANGUAGE.fullmatch(label) is not None
        return language or bool(self.before & {label, "*"})


def rules(forms: Forms, row: str, called: str, common: frozenset[str]) -> Iterator[Rule]:
    """Every form of a platform; `common` are names that no platform gives away."""
    tables = {"account": forms.account, "single": forms.single, "other": forms.other}
    found = [(table, *pair, False) for table, said in tables.items() for pair in said]
    found += [("leads", pattern, "", False) for pattern in forms.leads]
    found += [("account", *pair, True) for pair in forms.later]
    for table, pattern, said, later in found:
        tried = compiled(pattern, forms.home, whole=table == "other")
        yield Rule(
            tried,
            (later, *tried.rank, table == "account"),  # of two that fit alike, never the account
            table,
            said,
            "" if forms.servers else forms.home,
            row,
            called,
            forms.example,
            frozenset(forms.tabs),
            forms.reserved | common,
            forms.ignores,
        )


@lru_cache(2048)
def served_of(
    row: str, called: str, forms: Forms, common: frozenset[str]
) -> tuple[tuple[str, Served], ...]:
    """Each host of one platform with its forms, laid out once for all schools that have the row."""
    by_host: dict[str, list[Rule]] = {}
    for rule in rules(forms, row, called, common):
        by_host.setdefault(rule.pattern.host, []).append(rule)
    sorted_ = {host: tuple(sorted(found, key=_rank_of)) for host, found in by_host.items()}
    before = frozenset(forms.before) | {"www"}

    def served(host: str) -> Served:
        listed = forms.home if host in forms.hosts else host
        home, found = host if forms.servers else listed, sorted_.get(listed, ())
        return Served(host, home, row, called, forms.example, before, found, forms.hash_bang)

    return tuple((host, served(host)) for host in dict.fromkeys(hosts_of(forms)))


def laid_out(known: Iterable[tuple[str, str, Forms]], common: frozenset[str]) -> dict[str, Served]:
    """Each host with the forms of every row that has it. `known`: key, name and forms of each row."""
    found: dict[str, Served] = {}
    for row, called, forms in known:
        for host, served in served_of(row, called, forms, common):
            first = found.get(host)
            found[host] = served if first is None else first.beside(served)
    return found


def _rank_of(rule: Rule) -> tuple[int, ...]:
    return rule.rank
