"""What an address is: every row of the table, and what holds for every address."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appendix_a.platforms.catalogue import Catalogue, Platform, load
from appendix_a.platforms.forms import Forms
from appendix_a.platforms.identity import CLOSED, SITES, Identity, Kind, identify, name_of, plain
from tests.appendix_a.platforms.address_rows import ROWS


def read(text: str) -> Identity:
    """What an address is under the packaged catalogue."""
    return identify(load(), text)


def _one_key(*addresses: str) -> bool:
    keys = {read(one).key for one in addresses}
    return len(keys) == 1 and keys != {""}


def _own_keys(*addresses: str) -> bool:
    return len({read(one).key for one in addresses}) == len(addresses)


def _all(kind: Kind) -> Callable[..., bool]:
    return lambda *addresses: {read(one).kind for one in addresses} == {kind}


def _leads(*row: str) -> bool:
    platform, addresses = (row[0], row[1:]) if "." not in row[0] else ("", row)
    found = [read(one) for one in addresses]
    on_it = not platform or {one.platform for one in found} == {platform}
    return on_it and {one.kind for one in found} == {Kind.LEADS_ELSEWHERE}


RIGHT: dict[str, Callable[..., bool]] = {
    "one": _one_key,
    "two": _own_keys,
    "not": _all(Kind.NOT_AN_ACCOUNT),
    "same_single": lambda *row: _one_key(*row) and _all(Kind.NOT_AN_ACCOUNT)(*row),
    "unknown": _all(Kind.UNKNOWN_FORM),
    "unreadable": _all(Kind.UNREADABLE),
    "leads": _leads,
    "platform": lambda key, *row: {read(one).platform for one in row} == {key},
}


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_each_row_is_right(row: tuple[str, ...]) -> None:
    """What the row says of its addresses is what is read in them."""
    kind, *addresses = row
    assert RIGHT[kind](*addresses), [(one, plain(one, read(one))) for one in addresses]


# Every form of every row ------------------------------------------------------------------------

FILLING = {
    "name": "birchfieldips",
    "code": "UCbIrChFiEld5",
    "number": "100063123456789",
    "id": "100063123456789",
}
WITH_FORMS = [row for row in load().platforms if row.forms]


@cache
def forms() -> tuple[tuple[Platform, str, str], ...]:
    """Each form of an account of each row, with an address that it fits."""
    return tuple(_each_form())


def _each_form() -> Iterator[tuple[Platform, str, str]]:
    for row in WITH_FORMS:
        assert row.forms is not None
        for pattern, _ in row.forms.account:
            address = pattern.replace("*", "anything")
            for gap, filling in FILLING.items():
                for number in ("", "2", "3"):
                    address = address.replace(f"{{{gap}{number}}}", filling)
            home = row.forms.home if address.startswith("/") else ""
            yield row, pattern, f"https://{home}{address}"


@pytest.mark.parametrize(
    ("row", "pattern", "address"), forms(), ids=[f"{row.key} {form}" for row, form, _ in forms()]
)
def test_every_form_of_every_row_round_trips(row: Platform, pattern: str, address: str) -> None:
    """An address in this form is an account, and its canonical address is the same one."""
    found = read(address)
    again = read(found.canonical)
    assert (found.kind, found.platform) == (Kind.ACCOUNT, row.key), found
    assert (again.kind, again.key, again.canonical) == (found.kind, found.key, found.canonical)


def test_every_row_has_forms_or_has_no_addresses_of_its_own() -> None:
    """A platform with hosts says how its addresses are written."""
    without = {row.key for row in load().platforms if not row.forms and row.hostnames}
    # The forms of Canva and of Microsoft 365 stand on the same hosts; the others lead elsewhere.
    assert without == {"canva-education", "link-shortener", "microsoft-account"}


@pytest.mark.parametrize("row", WITH_FORMS, ids=[row.key for row in WITH_FORMS])
def test_a_reserved_word_is_never_an_account(row: Platform) -> None:
    """Neither a word that no platform gives away, nor one that this one keeps, alone or as a host."""
    assert row.forms is not None
    for word in sorted(load().reserved | row.forms.reserved):
        for address in (f"https://{row.forms.home}/{word}", f"https://{word}.{row.forms.home}"):
            found = read(address)
            assert not found.is_a_site or found.name.lower() != word, (address, found)


@pytest.mark.parametrize("row", WITH_FORMS, ids=[row.key for row in WITH_FORMS])
def test_a_front_page_is_never_an_account(row: Platform) -> None:
    """Nor is it with a page's file, a parameter or a www."""
    assert row.forms is not None
    for end in ("", "/", "/index.php", "/?ref=x", "#top", "/home.php?a=1"):
        found = read(f"https://www.{row.forms.home}{end}")
        assert found.kind not in {*SITES, Kind.UNREADABLE}, (end, found)


# What holds for every address -------------------------------------------------------------------

PIECES = st.sampled_from([
    "https://", "http:", "//", "/", "?", "#", "#!", "&", "=", ":", "@", "%", "%2", "%41", "%c3%a9",
    "\\", ".", "..", "www.", "m.", "web.", "en-gb.", "x.com", "twitter.com", "youtu.be", "t.me",
    "facebook.com", "pg", "profile.php?id=", "people", "watch?v=", "birchfield.tumblr.com", "groups",
    "en.wikipedia.org", "utm_a=1", "v=A", "Name", "é", "ß", "ﬀ", "。", "／", "İ", "xn--", "+", ";",
    "80", " ", "\u200b", "\u202e", "[", "]", "~a", "index.html", "github.io", "sites.google.com",
])  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))
NAMES = st.from_regex(r"[a-z][a-z0-9]{8,14}q", fullmatch=True)


@settings(deadline=None, max_examples=500)
@given(TEXTS)
def test_identify_never_raises_and_its_answer_is_stable(text: str) -> None:
    """Any text has an answer; the canonical address of a site or account is its own."""
    found = read(text)
    if found.is_a_site:
        again = read(found.canonical)
        assert (again.key, again.canonical) == (found.key, found.canonical)
    else:
        assert found.sentence


@settings(deadline=None, max_examples=300)
@given(NAMES, NAMES, st.sampled_from([one for one in forms() if "{name}" in one[1]]))
def test_two_accounts_never_share_a_key(
    one: str, other: str, form: tuple[Platform, str, str]
) -> None:
    """In each form, two names are two keys."""
    row, pattern, _ = form
    a, b = (_named(row, pattern, name) for name in (one, other))
    assert (read(a).key == read(b).key) is (one == other)


@settings(deadline=None, max_examples=300)
@given(NAMES, st.sampled_from(WITH_FORMS))
def test_one_account_in_any_of_its_forms_has_one_key(name: str, row: Platform) -> None:
    """The forms that say the same canonical address, and any capitals, are one key."""
    assert row.forms is not None
    by_canonical: dict[str, set[str]] = {}
    for pattern, said in row.forms.account:
        if said.count("{") == 1 == pattern.count("{") and "{name}" in pattern:
            keys = {read(_named(row, pattern, one)).key for one in (name, name.upper())}
            by_canonical.setdefault(said, set()).update(keys)
    assert [len(keys) for keys in by_canonical.values()] == [1] * len(by_canonical)


def _named(row: Platform, pattern: str, name: str) -> str:
    assert row.forms is not None
    address = pattern.replace("{name}", name).replace("*", "anything")
    for gap, filling in FILLING.items():
        for number in ("", "2", "3"):
            address = address.replace(f"{{{gap}{number}}}", filling)
    return f"https://{row.forms.home if address.startswith('/') else ''}{address}"


def a_catalogue(**forms: object) -> Catalogue:
    """A catalogue in which Facebook alone has forms, and these."""
    row = load().row("facebook")
    assert row is not None
    changed = row.model_copy(
        update={"forms": Forms.model_validate({"home": "facebook.com", **forms})}
    )
    return Catalogue(platforms=(changed,), reserved=load().reserved)


BROKEN = {
    "two accounts share a key": ({"account": {"/{name}": "/page"}}, "/a1", "/b2", True),
    "one account has two keys": ({"account": {"/{code}": "/{code}"}}, "/Birch", "/birch", False),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_form_is_caught(name: str) -> None:
    """The two properties above fail where a form forgets the name, or takes capitals for another."""
    table, one, other, same = BROKEN[name]
    catalogue = a_catalogue(**table)
    keys = {identify(catalogue, f"facebook.com{path}").key for path in (one, other)}
    assert (len(keys) == 1) is same


def test_a_reserved_word_is_an_account_where_nobody_keeps_it() -> None:
    """The control: without the list, a log-in page would be somebody's account."""
    open_ = Catalogue(platforms=a_catalogue(account={"/{name}": "/{name}"}).platforms)
    assert identify(open_, "facebook.com/login").kind is Kind.ACCOUNT


def test_what_a_school_recorded_comes_last() -> None:
    """A school's form is tried where no packaged one fits, and moves no other identity."""
    before = a_catalogue(account={"/{name}": "/{name}"}, tabs=["about"])
    after = a_catalogue(
        account={"/{name}": "/{name}"},
        tabs=["about"],
        later={"/team/{name}": "/team/{name}", "/{name}/about": "/about/{name}"},
    )
    address = "facebook.com/team/birchfield"
    assert identify(before, address).kind is Kind.UNKNOWN_FORM
    assert identify(after, address).key == "facebook.com/team/birchfield"
    about = "facebook.com/birchfield/about"
    assert identify(after, about) == identify(before, about)


# Sites on the web at large ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "belongs_to"),
    [
        (
            "https://birchfield.example/p5/news?id=3",
            ("/p5/news?id=3", "/p5/news", "/p5", ""),
        ),
        ("https://birchfield.example/~kerr/p5", ("/~kerr/p5", "/~kerr")),
        ("https://birchfield.example/index.html", ("",)),
    ],
)
def test_a_page_belongs_to_what_stands_above_it(address: str, belongs_to: tuple[str, ...]) -> None:
    """The nearest first, up to the host; the pages of a person end at the person."""
    assert read(address).belongs_to == tuple(
        f"https://birchfield.example{one}" for one in belongs_to
    )


def test_a_foreign_path_on_a_shared_host_belongs_to_nobody_above() -> None:
    """On a host under which anybody has a path, the host itself is no site."""
    found = read("https://s3.amazonaws.com/birchfield/p5")
    assert found.belongs_to == (
        "https://s3.amazonaws.com/birchfield/p5",
        "https://s3.amazonaws.com/birchfield",
    )


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.facebook.com/BirchfieldIPS/about", "BirchfieldIPS"),
        ("https://www.youtube.com/@birchfieldips", "birchfieldips"),
        ("https://birchfieldp5.wordpress.com", "birchfieldp5"),
        ("https://www.birchfield.belfast.ni.sch.uk/p5", "birchfield"),
    ],
)
def test_the_name_of_a_site(address: str, name: str) -> None:
    """An account's own name; the name in the host elsewhere."""
    assert name_of(read(address)) == name


@pytest.mark.parametrize(
    ("address", "closed"),
    [
        ("https://classroom.google.com/c/NTYz", True),
        ("https://teams.microsoft.com/l/team/19", True),
        ("https://app.seesaw.me/#/login", True),
        ("https://blog.seesaw.me/", False),
        ("https://www.facebook.com/login", False),
    ],
)
def test_nobody_is_sent_to_look_for_the_address_of_a_closed_space(
    address: str, closed: bool
) -> None:
    """A class has no address that others can check: that is said, not where to copy another."""
    read = identify(load(), address)
    assert (read.kind, read.instead == CLOSED) == (Kind.NOT_AN_ACCOUNT, closed)
