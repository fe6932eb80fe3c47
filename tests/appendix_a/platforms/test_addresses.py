"""One site is one string, however it is typed, and a disguised address is refused with words."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from appendix_a.platforms import addresses
from appendix_a.platforms.addresses import LONGEST, Address, AddressFault, parse, within

SPELLINGS = (
    "https://p5.example/blog",
    "http://p5.example/blog",
    "HTTPS://P5.EXAMPLE/blog",
    "p5.example/blog",
    "//p5.example/blog",
    "https://www.p5.example/blog/",
    "https://p5.example./blog",
    "https://p5.example:443/blog",
    "http://p5.example:80/blog",
    "https://p5.example//blog/",
    "https://p5.example/./blog",
    "https://p5.example/other/../blog",
    "https://p5.example/%62log",
    "https://p5.example/blog#top",
    "https://p5.example/blog?utm_source=letter&fbclid=20",
    "https://ｐ5.example/blog",
    "https://p5。example/blog",
    "  https://p5.example/blog\n",
)

CANONICAL = (
    ("https://www.stmarysps.belfast.ni.sch.uk/", "https://stmarysps.belfast.ni.sch.uk"),
    ("FACEBOOK.com:443", "https://facebook.com"),
    ("facebook.com.", "https://facebook.com"),
    ("https://straße.de", "https://xn--strae-oqa.de"),
    ("school.example/Caf%c3%a9", "https://school.example/Caf%C3%A9"),
    ("school.example/Café", "https://school.example/Caf%C3%A9"),
    ("school.example/100%", "https://school.example/100%25"),
    ("school.example?b=2&a=1&fbclid=9", "https://school.example?a=1&b=2"),
    ("my--class.github.io", "https://my--class.github.io"),
    ("facebook.com:", "https://facebook.com"),
    ("https://evil.example/facebook.com", "https://evil.example/facebook.com"),
)

DIFFERENT = (
    ("x.com/stmarys", "x.com/stmarys2"),
    ("m.blogspot.com", "blogspot.com"),
    ("m.school.example", "school.example"),
    ("school.example/Blog", "school.example/blog"),
    ("instagram.com/p/AbC", "instagram.com/p/abc"),
    ("youtube.com/watch?v=AbC", "youtube.com/watch?v=abc"),
    ("youtube.com/channel/UCa", "youtube.com/channel/UCA"),
    ("t.me/+AbC", "t.me/+abc"),
    ("school.example?page=1", "school.example?page=2"),
    ("school.example?s=1", "school.example"),
    ("a.belfast.ni.sch.uk", "b.belfast.ni.sch.uk"),
    ("school.example/a%2Fb", "school.example/a/b"),
    ("facebook.com.evil.example", "facebook.com"),
)

REFUSED = (
    ("", "is empty"),
    ("   ", "is empty"),
    ("ftp://school.example", "starts with “ftp:”"),
    ("mailto:office@school.example", "starts with “mailto:”"),
    ("javascript:alert(1)", "starts with “javascript:”"),
    ("http:school.example", "lacks two slashes"),
    ("https://facebook.com@evil.example", "has an @"),
    ("https://user:pass@school.example", "has an @"),
    ("office@school.example", "has an @"),
    ("https://facebook.com＠evil.example", "has an @"),
    ("https://facebook.com\\@evil.example", "has a backslash"),
    ("https:\\\\school.example", "has a backslash"),
    ("https://fac%65book.com", "has a percent sign"),
    ("https://evil.example%2f.facebook.com", "has a percent sign"),
    ("https://school.example/a b", "has a space"),
    ("https://school.example/\x00", "has a space or an invisible"),
    ("https://face\u200bbook.com", "has a space or an invisible"),
    ("https://\u202eschool.example", "has a space or an invisible"),
    ("https://192.168.0.1/", "is a number"),
    ("https://127.1", "is a number"),
    ("https://0x7f.1", "is a number"),
    ("https://2130706433", "is a number"),
    ("https://[::1]/", "is a number"),
    ("localhost", "names no full site"),
    ("localhost:80", "names no full site"),
    ("school.example:8080", "names the port “8080”"),
    ("school.example:port", "names the port “port”"),
    ("https://", "has a site name that"),
    ("https:///school.example", "has a site name that"),
    ("a..example", "has a site name that"),
    ("-school.example", "has a site name that"),
    ("my_school.example", "has a site name that"),
    ("facebook.com／evil.example", "has a site name that"),
    ("xn--a.example", "has a site name that"),
    (f"{'a' * 64}.example", "has a site name that"),
    (f"{'a.' * 130}example", "has a site name that"),
    (f"school.example/{'a' * LONGEST}", "is longer than 2,000 characters"),
    (f"school.example/{'é' * 400}", "is longer than 2,000 characters"),
)

WITHIN = (
    ("facebook.com", "facebook.com", True),
    ("m.facebook.com", "facebook.com", True),
    ("p5class.blogspot.com", "blogspot.com", True),
    ("evilfacebook.com", "facebook.com", False),
    ("facebook.com.evil.example", "facebook.com", False),
    ("facebook.com", "m.facebook.com", False),
    ("com", "facebook.com", False),
)

PIECES = (
    "https://", "http:", "//", "/", "?", "#", "&", "=", ":", "@", "%", "%2", "%41", "%c3%a9", "\\",
    ".", "..", "www.", "m.", "web.", "x.com", "twitter.com", "youtu.be", "facebook.com", "t.me",
    "en.wikipedia.org", "utm_a=1", "v=A", "Name", "é", "ß", "ﬀ", "。", "／", "İ", "xn--", "+", ";",
    "80", "8080", " ", "\u200b", "[", "]",
)  # fmt: skip


def canonical(text: str) -> str:
    """Return the canonical form of an address that must be usable."""
    address = parse(text)
    assert isinstance(address, Address), address
    return address.canonical


@pytest.mark.parametrize("text", SPELLINGS)
def test_one_address_is_one_string(text: str) -> None:
    """Each of the spellings is the same address."""
    assert canonical(text) == "https://p5.example/blog"


@pytest.mark.parametrize(("text", "expected"), CANONICAL)
def test_canonical_form(text: str, expected: str) -> None:
    """An address has the one form that the table says."""
    assert canonical(text) == expected


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_sites_stay_different(one: str, other: str) -> None:
    """Normalising never makes one site of two."""
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_unusable_address_is_refused_with_words(text: str, words: str) -> None:
    """A disguised or broken address is a fault that says what is wrong and what to do."""
    fault = parse(text)
    assert isinstance(fault, AddressFault), fault
    assert fault.words.startswith(words)
    assert fault.sentence == f"The address {fault.words}."
    assert fault.words.count(". ") == 1, "what is wrong, then what to do"


@pytest.mark.parametrize(("host", "name", "expected"), WITHIN)
def test_within_compares_whole_labels(host: str, name: str, expected: bool) -> None:
    """A host lies within a name only by whole DNS labels, read from the right."""
    assert within(host, name) is expected


def test_parts_of_an_address() -> None:
    """An address gives its labels and the parts of its path."""
    address = parse("https://www.youtube.com/c/School/videos?x=1")
    assert address == Address("youtube.com", "/c/School/videos", "x=1")
    assert address.labels == ("youtube", "com")
    assert address.segments == ("c", "School", "videos")


ENDINGS = (
    ("0.A/0./", "https://0.a/0%2E"),
    ("p5.example/a.?utm_source=x", "https://p5.example/a%2E"),
    ("p5.example/Yahoo!#History", "https://p5.example/Yahoo%21"),
    ("p5.example/a,/", "https://p5.example/a%2C"),
    ("p5.example/a;/", "https://p5.example/a%3B"),
    ("p5.example/a)/", "https://p5.example/a%29"),
    ("p5.example/a'/", "https://p5.example/a%27"),
    ("p5.example/.../", "https://p5.example/..%2E"),
    ("p5.example/%2e.a%2E", "https://p5.example/..a%2E"),
    ("p5.example/?q=a.&", "https://p5.example?q=a%2E"),
    ("p5.example/?q=a!&gclid=1", "https://p5.example?q=a%21"),
    ("p5.example/?a'&a)&", "https://p5.example?a%27&a%29"),
    ("p5.example/?b.&a'&", "https://p5.example?a%27&b%2E"),
    # The mark of a sentence, and a bracket that has its other half, are what they always were.
    ("p5.example/a.", "https://p5.example/a"),
    ("p5.example/?q=a.", "https://p5.example?q=a"),
    ("p5.example/Belfast_(city)", "https://p5.example/Belfast_(city)"),
    ("p5.example/U.S./news", "https://p5.example/U.S./news"),
    ("p5.example/?a=b.&c=1", "https://p5.example?a=b.&c=1"),
)


@pytest.mark.parametrize(("text", "canonical"), ENDINGS)
def test_a_mark_at_the_end_of_an_address_is_not_a_sentences(text: str, canonical: str) -> None:
    """A mark that belongs to the address is written so that reading it again keeps it."""
    address = parse(text)
    assert isinstance(address, Address)
    assert (address.canonical, parse(canonical)) == (canonical, address)


def test_without_the_encoding_the_mark_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: an address that is left as it was read becomes another when read again."""
    monkeypatch.setattr(addresses, "_kept", lambda address: address)
    addresses._parse.cache_clear()
    read = [parse(text) for text, _ in ENDINGS]
    lost = [one for one in read if isinstance(one, Address) and parse(one.canonical) != one]
    addresses._parse.cache_clear()
    assert len(lost) == 13


@settings(deadline=None, max_examples=300)
@example("0.A/0./")
@example("p5.example/?a'&a)&")
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
def test_parse_never_raises_and_is_idempotent(text: str) -> None:
    """Any text is an address or a fault, and the canonical form of an address is its own."""
    address = parse(text)
    if isinstance(address, Address):
        assert parse(address.canonical) == address


@settings(deadline=None)
@given(st.from_regex(r"[a-z]{1,9}\.(facebook\.com|x\.com)\.[a-z]{2,9}", fullmatch=True))
def test_a_name_in_front_is_never_the_platform(text: str) -> None:
    """A host that merely begins with a platform's name never becomes that platform's."""
    address = parse(text)
    assert isinstance(address, Address)
    assert not within(address.host, "facebook.com")
    assert not within(address.host, "x.com")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("https://www.com/p5", "https://www.com/p5"),
        ("https://www.birchfield.example", "https://birchfield.example"),
        ("https://www.www.birchfield.example", "https://birchfield.example"),
        ("https://p5.example/a/b/../c", "https://p5.example/a/c"),
        ("https://p5.example/../c", "https://p5.example/c"),
    ],
)
def test_what_leads_nowhere_else_is_dropped(text: str, canonical: str) -> None:
    """A www in front of a name, and the steps up a path; www itself may be the name."""
    read = parse(text)
    assert isinstance(read, Address)
    assert read.canonical == canonical


def test_an_address_may_be_so_long_and_no_longer() -> None:
    """The last length that is read, and the first that is refused."""
    start = "https://p5.example/"
    longest = start + "a" * (LONGEST - len(start))
    assert (type(parse(longest)), type(parse(longest + "a"))) == (Address, AddressFault)


def test_a_host_may_be_so_long_and_no_longer() -> None:
    """253 letters with the dots, as the domain name system has it."""
    start = ".".join(["a" * 60] * 4)
    longest, longer = (f"{start}.{'b' * (size - len(start) - 1)}" for size in (253, 254))
    assert (type(parse(longest)), type(parse(longer))) == (Address, AddressFault)
