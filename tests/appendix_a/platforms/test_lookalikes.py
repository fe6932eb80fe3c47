"""Addresses that look like another: what is flagged, what is left in peace, and at what cost."""

import idna
import pytest

from appendix_a.platforms.catalogue import Catalogue, load
from appendix_a.platforms.lookalikes import _one_less, alike, names, shape
from appendix_a.reading.host import host_of
from tests.builders import a_policy, a_proposal, a_registered_site, a_school

LIKE = (
    ("facebo0k.com", "facebook.com"),
    ("faceb00k.com", "facebook.com"),
    ("fac3book.com", "facebook.com"),
    ("facebok.com", "facebook.com"),
    ("faceboook.com", "facebook.com"),
    ("facebopk.com", "facebook.com"),
    ("faecbook.com", "facebook.com"),
    ("face-book.com", "facebook.com"),
    ("facebook.com.evil.example", "facebook.com"),
    ("login.facebook.example", "facebook.com"),
    ("wordpress-com.example", "wordpress.com"),
    ("birchfield-facebook.example", "facebook.com"),
    ("p5.wordpres.com", "wordpress.com"),
    ("instagrarn.com", "instagram.com"),
    ("tvvitter.com", "twitter.com"),
    ("twltter.com", "twitter.com"),
    ("goog1e.com", "google.com"),
    ("z00m.us", "zoom.us"),
    (idna.encode("f\u0430cebook.com").decode(), "facebook.com"),
    (idna.encode("\u0443outube.com").decode(), "youtube.com"),
    (idna.encode("f\u00e1cebook.com").decode(), "facebook.com"),
    ("wordpress.org", "wordpress.com"),
)
UNLIKE = (
    "facebook.com",
    "p5.wordpress.com",
    "google.com",
    "sites.google.com",
    "birchfield.example",
    "www.stmarysps.belfast.ni.sch.uk",
    "school.example.org",
    "family.example.org",
    "sites.example.org",
    "x.example",
    "book.example",
    "xn--zzzzzz.com",
)


@pytest.mark.parametrize(("host", "known"), LIKE)
def test_look_alike_of_a_platform_is_named(host: str, known: str) -> None:
    """Digits, slips, other scripts, hyphens, other endings and labels inside other names."""
    assert load().names.like(host) == known


@pytest.mark.parametrize("host", UNLIKE)
def test_what_is_no_look_alike_is_left_in_peace(host: str) -> None:
    """A platform's own host, a school's, and words that only happen to be in a host."""
    assert load().names.like(host) == ""


ALIKE = (
    ("birchfieldp6.example", "birchfieldp6.example", False),
    ("birchfieldp6.example", "birchfieldp5.example", False),
    ("birchfieldp6.example", "birchfie1dp6.example", True),
    ("birchfieldp6.example", "birchfeildp6.example", True),
    ("birchfieldp6.example", "birchfildp6.example", True),
    ("birchfieldp6.example", "birchfieldxp6.example", True),
    ("birchfieldp6.example", "birchfxxldp6.example", False),
    ("birchfieldp6.example", "birchfieldp6.examples.org", False),
    ("abcde", "abcdf", False),
    ("abcdef", "abcdeg", True),
    ("abcde6", "abcdex", True),
    ("rnoss", "moss", True),
)


@pytest.mark.parametrize(("one", "other", "expected"), ALIKE)
def test_likeness_is_one_slip_or_one_shape_and_goes_both_ways(
    one: str, other: str, expected: bool
) -> None:
    """One letter more, less, other or exchanged; P5 and P6 are two classes, not a slip."""
    assert (alike(one, other), alike(other, one)) == (expected, expected)


# A letter, and what a reader takes for it.
TWINS = (
    "aа", "bβ", "bв", "cс", "dԁ", "eе", "e3", "gɡ", "g9", "hһ", "hн", "iі", "iı", "jј", "kκ", "kк",
    "mм", "nη", "pρ", "pр", "rг", "sѕ", "s5", "tτ", "tт", "uυ", "vν", "vѵ", "wω", "wш", "xх", "xχ",
    "yу", "yү",
)  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        *((pair[1], pair[0]) for pair in TWINS),
        ("face-book", "facebook"),
        ("cloud", "doud"),
        ("www.g00gle.com", "www.google.com"),
        ("p5." + idna.encode("f\u0430cebook.com").decode(), "p5.facebook.com"),
    ],
)
def test_texts_of_one_shape_are_easily_confused(seen: str, read: str) -> None:
    """A twin of another script, a digit, a hyphen, two letters that look like one."""
    assert shape(seen) == shape(read)


def test_a_shape_keeps_the_dots() -> None:
    """The labels of a host stay apart; i and l are read as one."""
    assert shape("www.Wikipedia.org") == "www.wlklpedla.org"


def test_a_name_with_a_letter_less_is_each_of_them() -> None:
    """Every letter is left out once."""
    assert list(_one_less("abc")) == ["bc", "ac", "ab"]


@pytest.mark.parametrize(
    ("known", "host", "found"),
    [
        ("kicks.com", "kicks.example", "kicks.com"),
        ("kick.com", "kick.example", ""),
        ("tiktok.com", "tiktak.example", "tiktok.com"),
        ("kicks.com", "kickz.example", ""),
        *(
            (f"wordpress.{one}", "wordpress.example", f"wordpress.{one}")
            for one in (
                "ac.uk",
                "co.uk",
                "com.au",
                "gov.uk",
                "ne.jp",
                "org.uk",
                "sch.uk",
                "ni.sch.uk",
            )
        ),
    ],
)
def test_a_short_name_is_nobodys(known: str, host: str, found: str) -> None:
    """Five letters make a name, six one that may be mistyped; `co.uk` is no name."""
    key = known.partition(".")[0]
    assert names([(known, key)]).like(host) == found


@pytest.mark.parametrize(
    "hosts",
    [
        [("a.wordpress.com", "wordpress"), ("wordpress.com", "wordpress-com")],
        [("wordpress.net", "wordpress-a"), ("wordpress.com", "wordpress-b")],
    ],
)
def test_of_several_hosts_of_a_name_the_shortest_is_named(hosts: list[tuple[str, str]]) -> None:
    """Of two as long the first by letters, whichever platform has it."""
    assert names(hosts).like("wordpress.example") == "wordpress.com"


def test_a_name_that_is_no_punycode_keeps_its_shape() -> None:
    """What cannot be decoded is read as it is written."""
    assert shape("xn--\u00e9") == shape("xn--e")


def test_a_host_lends_only_the_name_of_its_platform() -> None:
    """`school.blog` is WordPress.com's, and the word school is nobody's."""
    known = names([("school.blog", "wordpress-com"), ("wordpress.com", "wordpress-com")])
    assert (known.like("school.example.org"), known.like("wordpress.example")) == (
        "",
        "wordpress.com",
    )


def test_nothing_is_looked_up_for_the_host_of_a_platform() -> None:
    """The names are laid out once, and not at all where the host is a platform's own."""
    catalogue = Catalogue(platforms=load().platforms)
    for address in ("https://p5.wordpress.com", "https://blogs.birchfield.example/p5"):
        host_of(a_proposal(address=address), a_school(), catalogue)
    assert "names" not in vars(catalogue)
    host_of(a_proposal(address="https://facebo0k.com"), a_school(), catalogue)
    assert catalogue.names is catalogue.names


def test_a_registered_site_of_another_host_is_compared_too() -> None:
    """A site that stands outside every platform is known by its whole address."""
    site = a_registered_site(title="P6 class blog", address="https://p6class.example/blog")
    found = host_of(
        a_proposal(address="https://p6cIass.example/b1og"),
        a_school(),
        a_policy().catalogue,
        (site,),
    )
    assert "looks like that of “P6 class blog”" in str(found.answer)
