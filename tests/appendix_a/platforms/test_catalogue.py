"""The platform catalogue: 106 sourced rows, found by DNS labels, dated, and never taken on trust."""

from collections.abc import Callable
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest
from pydantic import ValidationError

from appendix_a.platforms.addresses import Address, parse
from appendix_a.platforms.catalogue import (
    Age,
    Catalogue,
    Doubt,
    Edition,
    Platform,
    age,
    candidates,
    digest,
    doubts,
    find,
    fresh_through,
    is_fresh,
    is_redirect,
    later_ages,
    load,
    next_age,
    overlay,
    resolve,
)
from tests.appendix_a.canonical import canonical, digest_of

SEPTEMBER = date(2026, 9, 1)

READ = frozenset(
    """
    apple-podcasts bbc bereal blogger bluesky carrd classdojo crowdsignal dailymotion deviantart
    discord disqus facebook fanschool-kidblog flickr github gofundme goodreads google-sites
    instagram issuu just2easy kahoot kick linkedin linktree livejournal mastodon-social medium
    meetup messenger microsoft-account myspace nextdoor ning padlet parentpay pinterest quora
    reddit roblox schoolcloud schoolcomms schudio scratch seesaw signal snapchat soundcloud
    spotify squarespace stack-overflow strava substack surveymonkey tapestry telegram thinglink
    threads tiktok tumblr twitch viber vimeo wakelet weebly wetransfer whatsapp
    whatsapp-channels wikipedia wix wordpress-com x youtube youtube-kids zoom
    """.split()  # noqa: SIM905
)
NEVER_READ = frozenset(
    """
    arbor book-creator buzzsprout canva canva-education chatroom-generic class-charts
    e4education edublogs eventbrite flip forum-self-hosted google-workspace-education jotform
    lemon8 link-shortener marvellousme mastodon-instance microsoft-365-education
    minecraft-education parentmail podcast-self-hosted primarysite-blog purple-mash
    school-jotter school-website self-hosted-wordpress showbie spotify-for-creators weduc
    """.split()  # noqa: SIM905
)
OWN_PROVIDER = (
    "e4education",
    "forum-self-hosted",
    "podcast-self-hosted",
    "school-jotter",
    "school-website",
    "schudio",
    "self-hosted-wordpress",
)

HOSTS = (
    ("https://facebook.com.evil.example/", ()),
    ("https://evil.example/facebook.com", ()),
    ("https://evilfacebook.com/", ()),
    ("https://social.example/@p7class", ()),
    ("https://www.stmarysps.belfast.ni.sch.uk", ()),
    ("facebook.com.", ("facebook",)),
    ("FACEBOOK.com:443", ("facebook",)),
    ("m.facebook.com", ("facebook",)),
    ("//youtube.com/@school", ("youtube",)),
    ("https://youtu.be/abc", ("youtube",)),
    ("kids.youtube.com", ("youtube-kids",)),
    ("twitter.com/school", ("x",)),
    ("x.com/school", ("x",)),
    ("p5class.blogspot.com", ("blogger",)),
    ("p5class.blogspot.co.uk", ("blogger",)),
    ("p5.wixsite.com", ("wix",)),
    ("p5.github.io", ("github",)),
    ("p5.square.site", ("weebly",)),
    ("p5class.wordpress.com", ("wordpress-com",)),
    ("p5.my.canva.site", ("canva", "canva-education")),
    ("canva.com/school", ("canva", "canva-education")),
    ("whatsapp.com", ("whatsapp",)),
    ("whatsapp.com/channel/0029", ("whatsapp-channels",)),
    ("whatsapp.com/channels", ("whatsapp",)),
    ("open.spotify.com/show/1", ("spotify",)),
    ("creators.spotify.com/pod/school", ("spotify-for-creators",)),
    ("m.me/school", ("messenger",)),
    ("surveymonkey.com/r/1", ("surveymonkey",)),
    ("bbc.co.uk/bitesize", ("bbc",)),
    ("onedrive.live.com", ("microsoft-365-education", "microsoft-account")),
    ("p5.carrd.co", ("carrd",)),
    ("https://bit.ly/abc", ("link-shortener",)),
)

REDIRECTS = (
    ("https://bit.ly/abc", True),
    ("https://t.co/abc", True),
    ("https://lnkd.in/abc", True),
    ("https://fb.me/school", True),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fschool.example", True),
    ("https://www.youtube.com/redirect?q=school.example", True),
    ("https://www.google.com/url?q=https://school.example", True),
    ("https://www.google.com/amp/s/school.example", True),
    ("https://school-example.translate.goog/", True),
    ("https://youtube.com/@redirect", False),
    ("https://google.com/", False),
    ("https://facebook.com/school", False),
    ("https://bit.ly.evil.example/abc", False),
    ("https://evil.example/bit.ly/abc", False),
)

AGES: tuple[tuple[str, str, date, Age], ...] = (
    ("facebook", "uk", SEPTEMBER, 13),
    ("youtube", "uk", SEPTEMBER, 13),
    ("youtube", "ireland", SEPTEMBER, 16),
    ("youtube", "eea", SEPTEMBER, "unknown"),
    ("youtube", "atlantis", SEPTEMBER, "unknown"),
    ("tumblr", "general", SEPTEMBER, 13),
    ("tumblr", "uk", SEPTEMBER, 16),
    ("flickr", "uk", date(2020, 7, 28), "unknown"),
    ("flickr", "uk", date(2025, 7, 24), 16),
    ("flickr", "uk", date(2025, 7, 25), 18),
    ("whatsapp", "uk", date(2024, 4, 10), 16),
    ("whatsapp", "uk", date(2024, 4, 11), 13),
    ("telegram", "uk", date(2024, 2, 19), 16),
    ("telegram", "uk", date(2024, 2, 20), 18),
    ("wordpress-com", "ireland", date(2020, 12, 2), 13),
    ("wordpress-com", "ireland", date(2020, 12, 3), 16),
    ("wikipedia", "uk", SEPTEMBER, "none"),
    ("kahoot", "uk", SEPTEMBER, "none"),
    ("roblox", "uk", SEPTEMBER, "unknown"),
    ("scratch", "uk", SEPTEMBER, "unknown"),
    ("wix", "uk", SEPTEMBER, 13),
    ("wix", "ireland", SEPTEMBER, 16),
    ("surveymonkey", "ireland", SEPTEMBER, 16),
    ("crowdsignal", "uk", SEPTEMBER, 13),
    ("gofundme", "eea", SEPTEMBER, 16),
    ("bbc", "uk", SEPTEMBER, "unknown"),
    ("threads", "uk", SEPTEMBER, 13),
    ("messenger", "ireland", SEPTEMBER, 13),
    ("whatsapp-channels", "uk", date(2024, 4, 10), 16),
    *((key, "uk", SEPTEMBER, "none") for key in OWN_PROVIDER),
)

DOUBTS: tuple[tuple[str, str, date, tuple[Doubt, ...]], ...] = (
    ("facebook", "uk", SEPTEMBER, ()),
    ("facebook", "uk", date(2027, 6, 17), ("stale",)),
    ("flickr", "uk", date(2026, 9, 23), ()),
    ("flickr", "uk", date(2026, 9, 24), ("stale",)),
    ("padlet", "uk", SEPTEMBER, ("stale",)),
    ("canva-education", "uk", SEPTEMBER, ("never_read",)),
    ("spotify-for-creators", "uk", SEPTEMBER, ("never_read",)),
    ("edublogs", "uk", SEPTEMBER, ("unverified", "never_read")),
    ("blogger", "uk", SEPTEMBER, ("unverified",)),
    ("spotify", "uk", SEPTEMBER, ("unverified",)),
    ("spotify", "general", SEPTEMBER, ()),
    ("flip", "uk", SEPTEMBER, ("retired", "never_read")),
    ("mastodon-instance", "uk", SEPTEMBER, ("resolve_first", "never_read")),
    ("wikipedia", "uk", SEPTEMBER, ()),
    ("wikipedia", "uk", date(2027, 7, 18), ("stale",)),
    ("kahoot", "uk", SEPTEMBER, ("stale",)),
    ("scratch", "uk", SEPTEMBER, ("unverified",)),
    ("classdojo", "uk", SEPTEMBER, ("unverified", "stale")),
    ("linktree", "uk", SEPTEMBER, ("unverified", "stale")),
    ("pinterest", "uk", date(2027, 7, 30), ()),
    ("bluesky", "uk", date(2026, 12, 10), ()),
    ("bluesky", "uk", date(2026, 12, 11), ("stale",)),
    ("youtube", "uk", date(2026, 12, 9), ("stale",)),
    ("wix", "uk", SEPTEMBER, ("stale",)),
    ("buzzsprout", "uk", SEPTEMBER, ("never_read",)),
    ("eventbrite", "uk", SEPTEMBER, ("unverified", "never_read")),
    *((key, "uk", date(2040, 1, 1), ()) for key in OWN_PROVIDER),
)

BOUNDARIES = (
    (2015, 1, 31), (2018, 6, 1), (2020, 7, 29), (2020, 12, 3), (2020, 12, 9), (2024, 2, 20),
    (2024, 4, 11), (2025, 7, 25),
)  # fmt: skip

# A field with a closed list, and a word that is on none.
CLOSED = (
    "kind",
    "status",
    "account_model",
    "consent_by",
    "scope",
    "view_rule",
    "uk_under16_ban_announced",
    "evidence",
)

BROKEN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("an unknown field", {"colour": "blue"}),
    ("an age of zero", {"admin_min_age": 0}),
    ("an age of yes", {"admin_min_age": True}),
    ("an age in quotation marks", {"admin_min_age": "13"}),
    ("a forbidden act not on the list", {"terms_forbid": ["whistling"]}),
    ("a missing jurisdiction", {"ages": [{"jurisdiction": "uk", "age": 13, "basis": "stated"}]}),
    ("an own age beside a borrowed one", {"resolves_to": "instagram"}),
    ("a reading without a source", {"source": ""}),
    ("a host in capitals", {"hostnames": ["Facebook.com"]}),
    ("a host with a scheme", {"hostnames": ["https://facebook.com"]}),
    ("a provider with an age", {"account_model": "provider_is_school"}),
    ("an unresolved row with an age", {"account_model": "resolve_first"}),
)


def address(text: str) -> Address:
    """Read an address that must be usable."""
    read = parse(text)
    assert isinstance(read, Address), read
    return read


def row(key: str) -> Platform:
    """Return a packaged row as it is written."""
    found = load().row(key)
    assert found is not None
    return found


def resolved(key: str) -> Platform:
    """Return a packaged row with its borrowed ages."""
    found = resolve(load(), key)
    assert found is not None
    return found


def changed(key: str, /, **fields: Any) -> Platform:
    """Return a valid row that differs from the packaged one in these fields."""
    return Platform.model_validate(row(key).model_dump() | fields)


def aged(key: str, years: Age) -> Platform:
    """Return the packaged row with this age in both jurisdictions."""
    places = ("uk", "ireland")
    return changed(key, ages=[{"jurisdiction": j, "age": years, "basis": "stated"} for j in places])


def test_the_rows_are_all_there() -> None:
    """The catalogue holds the 106 platforms, and says of each whether it was ever read."""
    rows = load().platforms
    assert len(rows) == 106
    first = files("appendix_a.platforms").joinpath("platforms.toml").read_text("utf-8")[:200]
    assert " 106 rows" in first.replace("\n# ", " ")
    assert {r.key for r in rows if r.checked_on is not None} == READ
    assert {r.key for r in rows if r.checked_on is None} == NEVER_READ


@pytest.mark.parametrize("key", sorted(READ))
def test_a_row_that_was_read_says_where_and_when(key: str) -> None:
    """A row with a date names a page as its source and is not later than 22 August 2026."""
    found = row(key)
    assert found.source.startswith(("https://", "http://"))
    assert found.checked_on is not None
    assert date(2011, 1, 1) < found.checked_on <= date(2026, 8, 22)


def test_archived_terms_are_attributed() -> None:
    """A row from archived terms names the collection, except those read on the provider's page."""
    without = {
        r.key for r in load().platforms if r.evidence == "archived_terms" and not r.attribution
    }
    assert without == {"just2easy", "parentpay", "schoolcloud", "schoolcomms", "seesaw"}


def test_every_place_is_canonical() -> None:
    """A host is listed in the form in which an address arrives, or its canonical form is too."""
    for found in load().platforms:
        for place in (*found.hostnames, *found.redirects):
            canonical = address(place).canonical.removeprefix("https://")
            assert canonical == place or canonical in found.hostnames, place


@pytest.mark.parametrize(("text", "keys"), HOSTS)
def test_an_address_finds_its_rows(text: str, keys: tuple[str, ...]) -> None:
    """Rows are found by whole labels, the longest match alone; a path or a prefix is no host."""
    assert tuple(r.key for r in candidates(load(), address(text))) == keys


@pytest.mark.parametrize(
    ("text", "edition", "key"),
    [
        ("facebook.com", None, "facebook"),
        ("canva.com", None, None),
        ("canva.com", "personal", "canva"),
        ("canva.com", "school", "canva-education"),
        ("school.example", "school", None),
    ],
)
def test_a_host_never_guesses_an_edition(
    text: str, edition: Edition | None, key: str | None
) -> None:
    """One row is found only where the host, or the edition that was named, leaves one."""
    found = find(load(), address(text), edition)
    assert (found.key if found else None) == key


@pytest.mark.parametrize(
    ("key", "ask"),
    [
        ("padlet", True),
        ("canva", True),
        ("google-workspace-education", True),
        ("facebook", False),
        ("seesaw", False),
    ],
)
def test_whether_the_edition_must_be_asked(key: str, ask: bool) -> None:
    """The edition is asked for where one host serves several."""
    assert row(key).ask_edition is ask


@pytest.mark.parametrize(("text", "expected"), REDIRECTS)
def test_short_links_and_wrappers_are_known(text: str, expected: bool) -> None:
    """A short link or a wrapper is told from a site by its labels and its path."""
    assert is_redirect(load(), address(text)) is expected


@pytest.mark.parametrize(("key", "jurisdiction", "on", "expected"), AGES)
def test_age_by_place_and_day(key: str, jurisdiction: str, on: date, expected: Age) -> None:
    """The age is that of the place and the day; what nobody found is unknown, never zero."""
    assert age(resolved(key), jurisdiction, on) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 7, 24), (date(2025, 7, 25), 18)),
        (date(2025, 7, 25), None),
        (date(2019, 1, 1), (date(2020, 7, 29), 16)),
    ],
)
def test_the_next_change_of_an_age(on: date, expected: tuple[date, Age] | None) -> None:
    """The next change is the first later day on which another age holds."""
    assert next_age(row("flickr"), "uk", on) == expected


def test_every_later_change_is_told_in_order() -> None:
    """All changes that are still to come, each with its age; the last is not known to end."""
    assert later_ages(row("flickr"), "uk", date(2019, 1, 1)) == (
        (date(2020, 7, 29), 16),
        (date(2025, 7, 25), 18),
    )
    assert later_ages(row("flickr"), "uk", date(2025, 7, 25)) == ()


def test_on_every_boundary_each_platform_has_one_age_or_none() -> None:
    """Around every day named in the data at most one entry holds in a place; none is unknown."""
    rows = [found for r in load().platforms if (found := resolve(load(), r.key))]
    named = {day for r in rows for e in r.ages for day in (e.since, e.until) if day}
    assert named == {date(*day) for day in BOUNDARIES}
    for found in rows:
        for place in ("uk", "ireland", "eea", "general"):
            entries = [e for e in found.ages if e.jurisdiction == place]
            for day in (one + timedelta(more) for one in named for more in (-1, 0, 1)):
                holding = [e.age for e in entries if e.holds(day)] or ["unknown"]
                assert holding == [age(found, place, day)], (found.key, place, day)


def test_a_new_period_of_the_same_age_is_no_change() -> None:
    """Terms printed anew with the same age change nothing until the age itself does."""
    first, second = date(2027, 1, 1), date(2027, 4, 1)
    uk = {"jurisdiction": "uk", "basis": "stated"}
    periods = [
        {**uk, "age": 13, "until": first},
        {**uk, "age": 13, "since": first, "until": second},
        {**uk, "age": 16, "since": second},
        {"jurisdiction": "ireland", "age": 13, "basis": "stated"},
    ]
    assert next_age(changed("facebook", ages=periods), "uk", SEPTEMBER) == (second, 16)


def test_a_borrowed_age_follows_its_lender() -> None:
    """Messenger has Facebook's age, also after the school re-read Facebook; WhatsApp is untouched."""
    assert row("messenger").ages == ()
    after = overlay(load(), [aged("facebook", 16)])
    messenger, channels = resolve(after, "messenger"), resolve(after, "whatsapp-channels")
    assert messenger is not None
    assert channels is not None
    assert age(messenger, "uk", SEPTEMBER) == 16
    assert age(channels, "uk", SEPTEMBER) == 13


def test_a_borrowed_age_is_as_weak_as_the_weaker_row() -> None:
    """A borrowing row has the older of the two dates, none where one was never read."""
    assert resolved("whatsapp-channels").checked_on == date(2026, 3, 12)
    after = overlay(load(), [changed("whatsapp", checked_on=None, verified=False)])
    weak = resolve(after, "whatsapp-channels")
    assert weak is not None
    assert doubts(weak, "uk", SEPTEMBER) == ("unverified", "never_read")


def test_a_row_may_only_borrow_from_one_that_has_ages() -> None:
    """A loan from a missing row, or from one that borrows itself, is refused."""
    for lender in ("threads", "nowhere"):
        borrower = changed("messenger", resolves_to=lender)
        with pytest.raises(ValidationError, match="borrows from a row without ages"):
            overlay(load(), [borrower])


def test_resolving_an_unknown_key_finds_nothing() -> None:
    """A key that the catalogue lacks has no row."""
    assert resolve(load(), "nowhere") is None


@pytest.mark.parametrize(
    ("checked_on", "months", "last"),
    [
        (date(2025, 9, 23), 12, date(2026, 9, 23)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
    ],
)
def test_freshness_ends_on_the_day(checked_on: date, months: int, last: date) -> None:
    """A row is fresh to the last day of its months and stale on the day after."""
    found = changed("flickr", checked_on=checked_on)
    assert fresh_through(found, months) == last
    assert is_fresh(found, last, months)
    assert not is_fresh(found, date.fromordinal(last.toordinal() + 1), months)


def test_a_row_never_read_is_never_fresh() -> None:
    """Without a date there is no last fresh day."""
    assert fresh_through(row("canva")) is None
    assert not is_fresh(row("canva"), date(2020, 1, 1))


@pytest.mark.parametrize(("key", "jurisdiction", "on", "expected"), DOUBTS)
def test_what_stands_against_relying_on_a_row(
    key: str, jurisdiction: str, on: date, expected: tuple[Doubt, ...]
) -> None:
    """Every doubt is named; the school as provider is exempt, and nobody else."""
    assert doubts(resolved(key), jurisdiction, on) == expected


@pytest.mark.parametrize("years", ["none", 13])
@pytest.mark.parametrize(
    ("fields", "doubt"),
    [
        ({}, ()),
        ({"verified": False}, ("unverified",)),
        ({"checked_on": None}, ("never_read",)),
        ({"checked_on": date(2025, 8, 31)}, ("stale",)),
    ],
)
def test_none_by_the_terms_is_a_reading_like_a_number(
    years: Age, fields: dict[str, Any], doubt: tuple[Doubt, ...]
) -> None:
    """An age of none that the terms state carries every doubt that a number does."""
    stated = aged("wikipedia", years).model_copy(update=fields)
    assert doubts(stated, "uk", SEPTEMBER) == doubt


@pytest.mark.parametrize("years", ["none", 13])
def test_an_age_from_memory_is_unverified(years: Age) -> None:
    """What somebody remembers is no reading, whatever the row says of itself."""
    ages = [{"jurisdiction": j, "age": years, "basis": "recalled"} for j in ("uk", "ireland")]
    assert doubts(changed("wikipedia", ages=ages), "uk", SEPTEMBER) == ("unverified",)


def test_what_the_school_provides_needs_no_reading() -> None:
    """The control: the same fields as a company's row are doubted, and as the school's are not."""
    bare = row("school-website")
    assert (bare.verified, bare.checked_on) == (False, None)
    company = bare.model_copy(update={"account_model": "self_registered"})
    assert [doubts(one, "uk", SEPTEMBER) for one in (bare, company)] == [
        (),
        ("unverified", "never_read"),
    ]


def test_an_overlay_replaces_its_own_key_alone() -> None:
    """The school's row stands in place of the packaged one, and every other row is the same."""
    reread = changed("padlet", checked_on=date(2026, 8, 1))
    after = overlay(load(), [reread])
    assert after.row("padlet") == reread
    assert [r for r in after.platforms if r.key != "padlet"] == [
        r for r in load().platforms if r.key != "padlet"
    ]
    assert load().row("padlet") != reread


def test_an_overlay_adds_a_new_key_and_the_last_row_wins() -> None:
    """A new key comes in its place in the order, and of two rows the later one stands."""
    first, last = (changed("padlet", key="a-new-one", name=name) for name in ("First", "Last"))
    after = overlay(load(), [first, last])
    assert after.row("a-new-one") == last
    assert len(after.platforms) == 107
    assert after.platforms[0] == last


def test_keys_stand_once_and_in_order() -> None:
    """A catalogue with a key twice, or out of order, is refused."""
    a, b = row("bereal"), row("blogger")
    assert Catalogue(platforms=(a, b)).row("blogger") == b
    for wrong in ((b, a), (a, a)):
        with pytest.raises(ValidationError, match="twice or out of order"):
            Catalogue(platforms=wrong)


def test_the_digest_is_of_content_not_of_order() -> None:
    """The digest ignores the order of rows and changes with any fact in them."""
    rows = load().platforms
    assert digest(rows) == digest(reversed(rows))
    changes: tuple[Callable[[], Platform], ...] = (
        lambda: aged("facebook", 14),
        lambda: changed("facebook", notes="Another note."),
        lambda: changed("facebook", checked_on=date(2026, 8, 1)),
    )
    digests = {digest(overlay(load(), [change()]).platforms) for change in changes}
    assert len(digests | {digest(rows)}) == 4


def test_the_digest_is_over_the_canonical_text() -> None:
    """One line of JSON, the rows in order of their key, letters as they are."""
    rows = [changed("padlet", name="Fête"), row("bereal")]
    text = canonical([one.model_dump(mode="json") for one in reversed(rows)])
    assert digest(rows) == digest_of(text)


def test_an_edition_is_asked_only_where_several_share_the_address() -> None:
    """WordPress.com has no school edition: asked for one, its single row is found all the same."""
    here = address("https://p5.wordpress.com")
    assert [find(load(), here, one) for one in (None, "school")] == [row("wordpress-com")] * 2


def test_without_rows_of_the_schools_own_the_packaged_ones_stand() -> None:
    """Laying nothing over the catalogue gives the catalogue."""
    assert overlay(load(), ()) == load()


@pytest.mark.parametrize(
    ("host", "known"), [("faceb00k.com", "facebook.com"), ("facebook.com", ""), ("a.example", "")]
)
def test_the_catalogue_knows_whose_name_a_host_looks_like(host: str, known: str) -> None:
    """The names are those of the hosts in its rows, without the paths on them."""
    assert load().names.like(host) == known


@pytest.mark.parametrize(
    ("model", "editions"),
    [
        ("self_registered", ("personal",)),
        ("school_managed", ("school",)),
        ("tenant", ("school",)),
        ("either", ("personal", "school")),
    ],
)
def test_the_editions_follow_from_who_holds_the_accounts(
    model: str, editions: tuple[Edition, ...]
) -> None:
    """What people hold is the personal edition, what the school holds the school's."""
    assert changed("padlet", account_model=model).editions == editions


def test_where_nobody_holds_accounts_there_is_no_edition() -> None:
    """The school as provider has no editions, and neither has a kind of site."""
    assert [row(one).editions for one in ("self-hosted-wordpress", "chatroom-generic")] == [(), ()]


def test_a_renamed_platform_is_not_relied_on() -> None:
    """What bears another name now is to be read again under it."""
    renamed = changed("wordpress-com", status="renamed", verified=True, checked_on=SEPTEMBER)
    assert doubts(renamed, "uk", SEPTEMBER) == ("renamed",)


def test_a_year_is_meant_where_no_months_are_named() -> None:
    """A reading is fresh for twelve months, and stale on the day after."""
    read = changed("wordpress-com", verified=True, checked_on=SEPTEMBER)
    last, after = date(2027, 9, 1), date(2027, 9, 2)
    assert (fresh_through(read), is_fresh(read, last), is_fresh(read, after)) == (last, True, False)
    assert (doubts(read, "uk", last), doubts(read, "uk", after)) == ((), ("stale",))


def test_a_host_lends_its_name_without_the_path_on_it() -> None:
    """A platform that has only a part of a host is known by the host."""
    catalogue = Catalogue(platforms=(changed("padlet", hostnames=("padlet.com/p5",)),))
    assert catalogue.names.like("padl3t.com") == "padlet.com"


def test_rows_are_frozen() -> None:
    """A fact cannot be changed in place."""
    with pytest.raises(ValidationError, match="frozen"):
        row("facebook").verified = False  # type: ignore[misc]


@pytest.mark.parametrize("field", CLOSED)
def test_a_closed_list_is_closed(field: str) -> None:
    """A word outside the list of its field is refused; the packaged word is accepted."""
    assert changed("facebook", **{field: getattr(row("facebook"), field)}) == row("facebook")
    with pytest.raises(ValidationError, match=field):
        changed("facebook", **{field: "perhaps"})


@pytest.mark.parametrize(("what", "fields"), BROKEN, ids=[what for what, _ in BROKEN])
def test_a_broken_row_is_refused(what: str, fields: dict[str, Any]) -> None:
    """A row with one thing wrong is refused, and the same row without it is not."""
    assert changed("facebook") == row("facebook")
    with pytest.raises(ValidationError):
        changed("facebook", **fields)


def test_periods_of_one_place_do_not_overlap() -> None:
    """Two ages for one place on one day are refused; periods that touch are not."""
    uk = {"jurisdiction": "uk", "basis": "stated"}
    ireland = {"jurisdiction": "ireland", "age": 13, "basis": "stated"}
    change = date(2027, 4, 1)
    later = {**uk, "age": 16, "since": change}
    touching = changed("facebook", ages=[{**uk, "age": 13, "until": change}, later, ireland])
    assert next_age(touching, "uk", SEPTEMBER) == (change, 16)
    with pytest.raises(ValidationError, match="overlap"):
        changed("facebook", ages=[{**uk, "age": 13}, later, ireland])


def test_a_route_by_consent_is_kept_for_rows_that_the_school_manages() -> None:
    """Every school-managed row of which anything was read states the age that its route opens."""
    managed = [r for r in load().platforms if r.account_model in {"school_managed", "tenant"}]
    assert len(managed) == 20
    assert {r.min_age_with_consent.age for r in managed if r.min_age_with_consent} == {"none"}
    without = {r.key for r in managed if not r.min_age_with_consent}
    assert without == {"parentmail", "weduc"}  # nobody has read anything of theirs
