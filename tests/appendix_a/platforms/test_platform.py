"""How a platform is used: what each row says of it, where from, and that it is one story."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from appendix_a.platforms.catalogue import Platform, load
from appendix_a.platforms.platform import USE, keeps_use
from tests.appendix_a.platforms.test_catalogue import changed, row

ROWS = load().platforms
NOBODY_LOOKED = "general knowledge"
# What a row says of its use, without where from; each is unknown, or empty, unless it says more.
SAID = tuple(one for one in USE if not one.startswith("use_"))
DAY = re.compile(r"\d{4}-\d{2}-\d{2}|undated")

USED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("discord", {"reading": "account", "adds_without_account": "no", "held_by": "either"}),
    ("facebook", {"reading": "account_when_closed", "administering": "personal"}),
    ("facebook", {"spaces": ("page", "group", "profile"), "held_by": "either"}),
    ("linkedin", {"reading": "unknown", "administering": "personal"}),
    ("instagram", {"reading": "account_when_closed", "administering": "account"}),
    ("youtube", {"reading": "account_when_closed", "consented_may_publish": "no"}),
    ("youtube", {"adds_without_account": "no", "administering": "account"}),
    ("telegram", {"reading": "account_when_closed", "adds_without_account": "no"}),
    ("telegram", {"held_by": "telephone"}),
    ("whatsapp", {"reading": "account", "held_by": "telephone", "consented_may_publish": "no"}),
    ("signal", {"held_by": "telephone"}),
    ("viber", {"held_by": "telephone"}),
    ("wordpress-com", {"reading": "account_when_closed", "adds_without_account": "yes"}),
    ("padlet", {"adds_without_account": "yes", "school_consent": "any"}),
    ("kahoot", {"adds_without_account": "yes", "reading": "open"}),
    ("zoom", {"adds_without_account": "yes", "school_consent": "managed"}),
    ("apple-podcasts", {"school_consent": "managed", "lists_shows": True, "reading": "open"}),
    ("spotify", {"lists_shows": True, "reading": "unknown"}),
    ("spotify-for-creators", {"lists_shows": False}),
    ("google-sites", {"school_consent": "managed"}),
    ("wikipedia", {"reading": "open", "adds_without_account": "yes", "administering": "personal"}),
    ("x", {"reading": "unknown", "adds_without_account": "no"}),
    ("tiktok", {"adds_without_account": "no"}),
    ("threads", {"adds_without_account": "no"}),
    ("school-website", {"reading": "open", "adds_without_account": "yes"}),
    ("link-shortener", {"reading": "unknown", "adds_without_account": "unknown"}),
    ("linktree", {"kind": "link page", "reading": "open"}),
)


@pytest.mark.parametrize(("key", "said"), USED)
def test_how_a_platform_is_used(key: str, said: dict[str, Any]) -> None:
    """The rows say what their platforms' help pages do."""
    assert {one: getattr(row(key), one) for one in said} == said


# Where from ---------------------------------------------------------------------------------------


def silent(one: Platform) -> bool:
    """Whether a row says nothing of its use and does not say either where nobody found it."""
    nothing = all(getattr(one, name) in {"unknown", (), False} for name in SAID)
    return nothing and not one.use_source


def unsourced(one: Platform) -> bool:
    """Whether a row lacks the source of its use, or the day to which that holds."""
    where = one.use_source.startswith(("https://", "http://", NOBODY_LOOKED))
    return not where or DAY.fullmatch(one.use_held_on) is None


def test_no_row_is_silent_on_its_use() -> None:
    """Every row says how its platform is used, or that nobody knows, with its source and day."""
    assert [one.key for one in ROWS if silent(one) or unsourced(one)] == []


def test_a_row_that_says_nothing_and_gives_no_source_is_seen() -> None:
    """The control: a row as it was before anybody looked is silent; one with a source is not."""
    fields = {one: Platform.model_fields[one].default for one in USE}
    bare = row("padlet").model_copy(update=fields)
    said = bare.model_copy(update={"use_source": NOBODY_LOOKED, "use_held_on": "2026-11-27"})
    assert [(silent(one), unsourced(one)) for one in (bare, said)] == [(True, True), (False, False)]


def test_every_field_of_use_stands_in_every_row() -> None:
    """None is left out of the packaged rows: what nobody knows is written as unknown."""
    expected = set(USE) - {"spaces", "lists_shows"}  # empty and false say that there is none
    assert [one.key for one in ROWS if expected - one.model_fields_set] == []


def test_nothing_is_known_of_a_day_to_come() -> None:
    """No use is said to hold after the day on which the rows were written."""
    days = {one.use_held_on for one in ROWS} - {"undated"}
    assert max(map(date.fromisoformat, days)) == date(2026, 11, 27)


# One story ----------------------------------------------------------------------------------------

SCHOOL_CONSENTS = {"school", "either", "both"}

Rule = Callable[[Platform], bool]
STORY: tuple[tuple[str, Rule, dict[str, Any]], ...] = (
    (
        "where nothing is public, reading asks for an account",
        lambda one: one.view_rule != "not_public" or one.reading != "open",
        {"view_rule": "not_public", "reading": "open", "scope": "use"},
    ),
    (
        "who may look freely needs no account for it",
        lambda one: one.view_rule != "free" or one.reading != "account",
        {"view_rule": "free", "reading": "account", "adds_without_account": "no"},
    ),
    (
        "what a setting closes asks for an account when it is closed, or it is the school's own",
        lambda one: (
            one.view_rule != "by_setting"
            or one.reading in {"account_when_closed", "unknown"}
            or one.account_model == "provider_is_school"
        ),
        {"view_rule": "by_setting", "reading": "open"},
    ),
    (
        "terms that bar those below an age from looking speak of reaching the site",
        lambda one: one.view_rule != "barred" or one.scope == "access",
        {"view_rule": "barred", "scope": "account"},
    ),
    (
        "terms that set no age for anything set none for looking",
        lambda one: one.scope != "none" or one.view_rule in {"free", "by_setting"},
        {"scope": "none", "view_rule": "terms_set_age_for_use"},
    ),
    (
        "who adds without an account reads without one",
        lambda one: one.adds_without_account != "yes" or one.reading != "account",
        {"adds_without_account": "yes", "reading": "account", "view_rule": "not_public"},
    ),
    (
        "where the school is the provider, no other company's account is ever asked for",
        lambda one: (
            one.account_model != "provider_is_school"
            or (one.reading, one.adds_without_account, one.scope) == ("open", "yes", "none")
        ),
        {"account_model": "provider_is_school", "reading": "account_when_closed"},
    ),
    (
        "of a kind of site nothing is known before the site is named",
        lambda one: (
            one.account_model != "resolve_first"
            or {getattr(one, name) for name in SAID} <= {"unknown", (), False}
        ),
        {"account_model": "resolve_first", "reading": "open"},
    ),
    (
        "in which accounts a school's consent counts is said where a school may consent at all",
        lambda one: one.school_consent == "unknown" or one.consent_by in SCHOOL_CONSENTS,
        {"school_consent": "any", "consent_by": "parent"},
    ),
    (
        "accounts that the school holds are those that its consent is about",
        lambda one: (
            one.account_model not in {"school_managed", "tenant"} or one.school_consent != "any"
        ),
        {"account_model": "tenant", "school_consent": "any", "consent_by": "school"},
    ),
    (
        "whether an account by consent publishes is said where there is such an account",
        lambda one: (
            one.consented_may_publish == "unknown"
            or bool(one.min_age_with_consent or one.resolves_to)
        ),
        {"consented_may_publish": "yes", "min_age_with_consent": None, "resolves_to": None},
    ),
    (
        "only a podcast directory lists shows",
        lambda one: not one.lists_shows or one.kind == "podcast",
        {"lists_shows": True, "kind": "blog"},
    ),
    (
        "an age that nobody stated is not verified as none",
        lambda one: (
            one.account_model == "provider_is_school"
            or all(entry.age != "none" or entry.basis == "stated" for entry in one.ages)
        ),
        {
            "account_model": "self_registered",
            "ages": row("school-website").ages,
        },
    ),
)


@pytest.mark.parametrize(("what", "holds"), [one[:2] for one in STORY], ids=[s for s, *_ in STORY])
def test_terms_and_use_tell_one_story(what: str, holds: Rule) -> None:
    """No row says one thing of its terms and another of its use."""
    assert [one.key for one in ROWS if not holds(one)] == []


@pytest.mark.parametrize(
    ("what", "holds", "broken"), STORY, ids=[f"{what}: broken" for what, *_ in STORY]
)
def test_a_row_that_tells_two_stories_is_seen(
    what: str, holds: Rule, broken: dict[str, Any]
) -> None:
    """The control: a row that says both is named by its rule."""
    assert holds(row("padlet"))
    assert not holds(row("padlet").model_copy(update=broken))


# Rows of schools ----------------------------------------------------------------------------------


def test_a_row_of_an_earlier_release_is_still_read() -> None:
    """A stored row that knows nothing of use is loaded, and keeps what the packaged one says."""
    stored = row("youtube").model_dump(mode="json", exclude=set(USE))
    read = Platform.model_validate_json(row("youtube").model_dump_json(exclude=set(USE)))
    assert read == Platform.model_validate(stored)
    assert (read.reading, read.use_source) == ("unknown", "")
    assert keeps_use(row("youtube"), read) == row("youtube")


def test_a_school_that_says_otherwise_is_believed() -> None:
    """What a school's own row says of its use stands."""
    own = changed("youtube", reading="account")
    assert keeps_use(row("youtube"), own).reading == "account"
