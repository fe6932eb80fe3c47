"""A reading is answered line by line: what is confirmed stays, what is corrected changes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from appendix_a.platforms.catalogue import Catalogue, Platform, doubts, load, overlay, resolve
from appendix_a.platforms.places import TermsPlace
from service.desk.platforms import catalogue
from service.pages.page import Form
from service.pages.platforms import lines
from service.pages.platforms.evidence import About
from service.pages.platforms.lines import NEVER_KNOWN, SAME, Line
from service.pages.platforms.platform_words import OF_USE
from tests.builders import TODAY, a_row
from tests.service.pages.posting import pairs

CATALOGUE = load()
RESOLVED = [row for one in CATALOGUE.platforms if (row := resolve(CATALOGUE, one.key))]
A_SOURCE = "https://terms.example/"
OF_THE_READING = {
    "verified", "checked_on", "checked_by", "source", "held_on", "evidence", "attribution",
    "use_source", "use_held_on",
}  # fmt: skip


def about(row: Platform, place: TermsPlace = "uk", known: Catalogue = CATALOGUE) -> About:
    """What the page about a row of the catalogue is about."""
    written = known.row(row.key)
    lender = written.resolves_to if written else None
    return About(row.key, row.name, "", row, place, TODAY, lender)


Changes = Mapping[str, str]


def filled(what: About, row: Platform, changes: Changes) -> dict[str, list[str]]:
    """The page with every line confirmed, and these answers instead."""
    shown = lines.lines(what, row)
    posted = [pair for line in shown for pair in pairs(line.fields)]
    posted += [(f"{line.name}_is", "still") for line in shown]
    posted += [(f"{line.name}_was", line.was) for line in shown]
    posted += [*pairs(lines.of_the_reading(what, row, None)), ("source", row.source or A_SOURCE)]
    posted = [*posted, ("verified", "yes"), *changes.items()]
    made: dict[str, list[str]] = {}
    for name, value in posted:
        made[name] = [*made[name], value] if name in made and name == "terms_forbid" else [value]
    return made


def form(posted: Mapping[str, list[str]]) -> Form:
    return Form([(name, one) for name, values in posted.items() for one in values])


def read(row: Platform, place: TermsPlace, changes: Changes) -> Any:
    """What comes of the page, filled in like this: the row to record, or the fields at fault."""
    what = about(row, place)
    given = lines.read(form(filled(what, row, changes)), what, row, "Paul Irwin")
    return [one.field for one in given] if isinstance(given, tuple) else given


def recorded(row: Platform, place: TermsPlace = "uk", **changes: str) -> Platform:
    """The row of the catalogue once the reading is recorded."""
    named = {name.replace("__", "-"): one for name, one in changes.items()}
    sound = catalogue.sound(read(row, place, named), CATALOGUE, TODAY)
    laid = overlay(CATALOGUE, (sound,)).row(row.key)
    assert laid is not None
    return laid


NOBODY_LOOKED: dict[str, Any] = dict.fromkeys(OF_USE, "unknown") | {
    "use_source": "general knowledge"
}
FACEBOOK = a_row("facebook", **NOBODY_LOOKED)


@pytest.mark.parametrize("place", ["uk", "ireland", "eea"])
@pytest.mark.parametrize("row", RESOLVED, ids=lambda row: row.key)
def test_whoever_confirms_every_line_changes_nothing(row: Platform, place: TermsPlace) -> None:
    """But who read it, when and where: every row of the catalogue, wherever the school is."""
    before, after = CATALOGUE.row(row.key), recorded(row, place)
    assert before is not None
    kept, now = (one.model_dump(exclude={*OF_THE_READING, "ages"}) for one in (before, after))
    assert (now, _ages(after)) == (kept, _ages(before))
    assert (after.checked_on, after.checked_by, after.verified) == (TODAY, "Paul Irwin", True)


def _ages(row: Platform) -> list[object]:
    """The ages, whatever they were read from: what was there from memory has been read."""
    return [one.model_dump(exclude={"basis"}) for one in row.ages]


@pytest.mark.parametrize("row", RESOLVED, ids=lambda row: row.key)
def test_no_line_begins_answered(row: Platform) -> None:
    """Posted as it is opened, the page says of each line that it is not answered, and no more."""
    what = about(row)
    posted = {
        name: one
        for name, one in filled(what, row, {}).items()
        if not name.endswith("_is") and name != "verified"
    }
    given = lines.read(form(posted), what, row, "Paul Irwin")
    assert isinstance(given, tuple)
    names = [f"{one}_is" for one in lines.told(row, what)]
    assert [one.field for one in given] == [*names, "verified"]


CORRECTIONS: list[tuple[str, dict[str, str], str, object]] = [
    ("status", {"status": "retired"}, "status", "retired"),
    ("admin_min_age", {"admin_min_age": "18"}, "admin_min_age", 18),
    ("admin_min_age", {"admin_min_age": "unknown"}, "admin_min_age", "unknown"),
    ("scope", {"scope": "unknown"}, "scope", "unknown"),
    ("view_rule", {"view_rule": "unknown"}, "view_rule", "unknown"),
    ("consent_by", {"consent_by": "unknown"}, "consent_by", "unknown"),
    ("reading", {"reading": "account_when_closed"}, "reading", "account_when_closed"),
    ("adds_without_account", {"adds_without_account": "no"}, "adds_without_account", "no"),
    ("administering", {"administering": "personal"}, "administering", "personal"),
    ("school_consent", {"school_consent": "managed"}, "school_consent", "managed"),
    ("consented_may_publish", {"consented_may_publish": "no"}, "consented_may_publish", "no"),
    ("held_by", {"held_by": "either"}, "held_by", "either"),
]


@pytest.mark.parametrize(("line", "typed", "field", "value"), CORRECTIONS)
def test_a_line_that_is_otherwise_is_corrected_alone(
    line: str, typed: dict[str, str], field: str, value: object
) -> None:
    """Everything else is as it was recorded; not known is an answer too."""
    corrected: dict[str, Any] = {f"{line}_is": "other"} | typed
    before, after = recorded(FACEBOOK), recorded(FACEBOOK, "uk", **corrected)
    changed = {
        name
        for name, one in after.model_dump(exclude=OF_THE_READING).items()
        if one != before.model_dump()[name]
    }
    assert (getattr(after, field), changed) == (value, {field})


def test_an_age_is_corrected_with_the_one_to_come() -> None:
    """The others stay; an age that cannot be told becomes unknown."""
    coming: dict[str, Any] = {"next_uk": "18", "next_uk_on__day": "1", "next_uk_on__month": "3",
              "next_uk_on__year": "2027"}  # fmt: skip
    after = recorded(FACEBOOK, age_uk_is="other", age_uk="16", **coming)
    told = lines.told(after, about(FACEBOOK))
    assert (told["age_uk"], told["age_ireland"]) == ("16, and 18 from 1 March 2027", "13")
    after = recorded(FACEBOOK, age_uk_is="other", age_uk="unknown")
    assert lines.told(after, about(FACEBOOK))["age_uk"] == "Not known"


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"scope_is": ""}, ["scope_is"]),
        ({"scope_is": "yes"}, ["scope_is"]),
        ({"scope": "access"}, ["scope_is"]),
        ({"scope_is": "other"}, ["scope"]),
        ({"scope_is": "other", "scope": "everyone"}, ["scope"]),
        ({"age_uk_is": "other", "age_uk": "old"}, ["age_uk"]),
        ({"age_uk_is": "other", "age_uk": ""}, ["age_uk"]),
        ({"age_uk_is": "other", "next_uk": "16"}, ["next_uk_on"]),
        ({"scope_was": "scope=access"}, ["scope_is"]),
        ({"scope_was": ""}, ["scope_is"]),
        ({"source": ""}, ["source"]),
        ({"source": "javascript:alert(1)"}, ["source"]),
        ({"use_source": "javascript:alert(1)"}, ["use_source"]),
        ({"verified": ""}, ["verified"]),
        ({"notes": "x" * 5_001}, ["notes"]),
        ({"scope_is": "", "age_uk_is": "other", "age_uk": "old", "verified": ""},
         ["scope_is", "age_uk", "verified"]),
    ],
)  # fmt: skip
def test_what_is_not_clear_is_a_fault_at_its_line(
    changes: dict[str, str], fields: list[str]
) -> None:
    """Not answered, both answers at once, a correction that corrects nothing, one that cannot be."""
    assert read(FACEBOOK, "uk", changes) == fields


def test_what_stood_there_from_memory_is_read_now() -> None:
    """Read in the provider's own words, the row can be relied on; by another's summary it cannot."""
    row = next(one for one in RESOLVED if one.key == "edublogs")
    stands = [doubts(recorded(row, verified=verified), "uk", TODAY) for verified in ("yes", "no")]
    assert (doubts(row, "uk", TODAY)[0], stands) == ("unverified", [(), ("unverified",)])


def test_where_it_says_how_it_is_used_is_recorded_with_what_is_known() -> None:
    """The help page, or the terms where none is given; of what nobody knows there is no source."""
    used = recorded(FACEBOOK, reading_is="other", reading="open")
    helped = recorded(FACEBOOK, use_source="https://help.example/read")
    nothing = recorded(FACEBOOK)
    assert [(one.use_source, one.use_held_on) for one in (used, helped, nothing)] == [
        (FACEBOOK.source, "2026-09-01"), ("https://help.example/read", "2026-09-01"), ("", ""),
    ]  # fmt: skip


def test_a_borrowed_age_stays_borrowed_until_it_is_corrected() -> None:
    """Threads follows Instagram still; with another age it has ages of its own."""
    row = next(one for one in RESOLVED if one.key == "threads")
    still, own = recorded(row), recorded(row, age_uk_is="other", age_uk="16")
    assert (still.resolves_to, still.ages) == ("instagram", ())
    assert (own.resolves_to, [one.age for one in own.ages if one.jurisdiction == "uk"]) == (
        None,
        [16],
    )


def test_a_line_that_somebody_else_changed_is_asked_again() -> None:
    """What they recorded is shown, the answer is taken back; what was typed to correct it stays."""
    posted = filled(about(FACEBOOK), FACEBOOK, {"view_rule_is": "other", "view_rule": "barred"})
    now = a_row("facebook", **NOBODY_LOOKED, scope="access", view_rule="by_setting")
    what = about(now)
    given = lines.read(form(posted), what, now, "Paul Irwin")
    assert isinstance(given, tuple)
    assert [one.field for one in given] == ["scope_is", "view_rule_is"]
    again = lines.anew(form(posted), what, now)
    shown = {one.name: one for one in lines.lines(what, now, again)}
    assert [_seen(shown[one]) for one in ("scope", "view_rule", "status")] == [
        ("Recorded: Everyone who looks at it.", "", "access"),
        ("Recorded: It depends on a setting.", "", "barred"),
        ("Recorded: Yes.", "still", "active"),
    ]
    settled = {f"{one}_is": "still" for one in ("scope", "view_rule")}
    settled |= {f"{one}_was": shown[one].was for one in ("scope", "view_rule")}
    settled |= {"view_rule": "by_setting"}
    taken = Form([*(one for one in again.pairs if one[0] not in settled), *settled.items()])
    assert isinstance(lines.read(taken, what, now, "Paul Irwin"), dict)


def _seen(line: Line) -> tuple[object, ...]:
    return line.question.hint, line.question.value, line.fields[0].value


def test_a_line_of_which_nothing_is_known_says_so() -> None:
    """Its answers are that it is still not known, or that it says something."""
    shown = {one.name: one.question.options for one in lines.lines(about(FACEBOOK), FACEBOOK)}
    assert {name for name, one in shown.items() if one == NEVER_KNOWN} == set(OF_USE)
    assert shown["scope"] == SAME


def test_what_a_reading_made_of_the_row_is_counted() -> None:
    """Each change with what it was and is; the words count one, several and none."""
    what = about(FACEBOOK)
    made = lines.counted(FACEBOOK, replace_use(FACEBOOK), what)
    asked = "What does it take to read there?"
    assert made.changed == ((asked, "Not known", "Nothing: anybody can"),)
    said = [
        lines.counted(FACEBOOK, FACEBOOK, what).words,
        made.words,
        replace(made, confirmed=1).words,
        replace(made, confirmed=0).words,
    ]
    assert said == [
        "You confirmed 17 values and changed none.", "You confirmed 16 values and changed 1.",
        "You confirmed 1 value and changed 1.", "You confirmed no values and changed 1.",
    ]  # fmt: skip


def replace_use(row: Platform) -> Platform:
    return row.model_copy(update={"reading": "open"})
