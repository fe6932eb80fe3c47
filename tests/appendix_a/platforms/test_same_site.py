"""What known platforms treat as one site: each alias, each name that ignores case, each tracker."""

import pytest

from appendix_a.platforms.addresses import Address, parse

# Two addresses of one site: as people copy it, and as the record has it.
ALIASES = """
blogspot.co.uk blogspot.com · blogspot.ie blogspot.com · discordapp.com discord.com
fb.com facebook.com · instagr.am instagram.com · linktree.com linktr.ee
pinterest.co.uk pinterest.com · pinterest.ie pinterest.com · telegram.dog t.me · telegram.me t.me
threads.net threads.com · twitter.com x.com · youtube-nocookie.com youtube.com
"""

# Paths with a name in capitals that means the same in small letters.
ANY_CASE = """
bsky.app/NAME bsky.app/profile/NAME facebook.com/NAME facebook.com/groups/NAME
facebook.com/pages/NAME flickr.com/NAME flickr.com/photos/NAME flickr.com/people/NAME
flickr.com/groups/NAME github.com/NAME github.com/orgs/NAME instagram.com/NAME
linkedin.com/company/NAME linkedin.com/in/NAME linkedin.com/school/NAME linkedin.com/showcase/NAME
pinterest.com/NAME reddit.com/r/NAME reddit.com/u/NAME reddit.com/user/NAME snapchat.com/add/NAME
soundcloud.com/NAME t.me/NAME t.me/s/NAME threads.com/NAME tiktok.com/NAME twitch.tv/NAME
vimeo.com/NAME x.com/NAME youtube.com/NAME youtube.com/c/NAME youtube.com/user/NAME
"""
OWN_CASE = "facebook.com/watch/NAME youtube.com/watch/NAME reddit.com/x/NAME padlet.com/NAME"

COPIES = "m mbasic mobile touch web www"
HAVE_COPIES = "facebook.com x.com youtube.com myspace.com quora.com wikipedia.org soundcloud.com"

TRACKERS = """
_ga _gl dclid fbclid gbraid gclid gclsrc igsh igshid li_fat_id mc_cid mc_eid mibextid msclkid
ref_src ref_url ttclid twclid wbraid yclid utm_source utm_anything
"""
TRACKERS_OF = {
    "facebook.com": "__tn__ fref locale rdid ref share_url",
    "instagram.com": "hl",
    "open.spotify.com": "si",
    "tiktok.com": "_r _t is_from_webapp lang sender_device",
    "x.com": "lang s t",
    "youtube.com": "ab_channel app feature hl pp si",
}


def canonical(text: str) -> str:
    """The one string for a site."""
    read = parse(text)
    assert isinstance(read, Address)
    return read.canonical


@pytest.mark.parametrize(
    ("alias", "host"),
    [one.split() for line in ALIASES.strip().splitlines() for one in line.split(" · ")],
)
def test_an_alias_is_the_same_host(alias: str, host: str) -> None:
    """Another host that serves the same accounts."""
    assert canonical(f"https://{alias}/p5") == canonical(f"https://{host}/p5")


@pytest.mark.parametrize("place", ANY_CASE.split())
def test_a_name_is_the_same_in_capitals(place: str) -> None:
    """Where the platform ignores case, so does the record."""
    written, small = place.replace("NAME", "BirchField"), place.replace("NAME", "birchfield")
    assert canonical(written) == canonical(small)


@pytest.mark.parametrize("place", OWN_CASE.split())
def test_what_is_no_name_keeps_its_case(place: str) -> None:
    """Posts, videos and every other platform's paths are told apart by it."""
    written, small = place.replace("NAME", "BirchField"), place.replace("NAME", "birchfield")
    assert canonical(written) != canonical(small)


@pytest.mark.parametrize("host", HAVE_COPIES.split())
@pytest.mark.parametrize("copy", COPIES.split())
def test_a_mobile_copy_is_the_same_site(host: str, copy: str) -> None:
    """A platform's copy for telephones shows the same accounts."""
    assert canonical(f"https://{copy}.{host}/p5") == canonical(f"https://{host}/p5")


def test_elsewhere_a_copy_may_be_somebodys_name() -> None:
    """On a host where people choose the name in front, m is somebody."""
    assert canonical("https://m.tumblr.com/p5") != canonical("https://tumblr.com/p5")


@pytest.mark.parametrize("name", TRACKERS.split())
def test_what_only_tracks_is_dropped(name: str) -> None:
    """On every host; what tells pages apart stays."""
    assert canonical(f"https://p5.example/a?{name}=1&page=2") == "https://p5.example/a?page=2"


@pytest.mark.parametrize(
    ("host", "name"), [(host, one) for host, line in TRACKERS_OF.items() for one in line.split()]
)
def test_a_platforms_own_trackers_are_dropped_there_alone(host: str, name: str) -> None:
    """On another host the same name may tell pages apart."""
    there, elsewhere = f"https://{host}/watch?v=1", "https://p5.example/watch?v=1"
    assert canonical(f"{there}&{name}=2") == canonical(there)
    assert canonical(f"{elsewhere}&{name}=2") != canonical(elsewhere)
