"""A platform's row in plain words: places, ages, and every code that a row may hold."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from appendix_a.platforms.catalogue import Age, Platform, doubts
from appendix_a.platforms.places import TermsPlace
from appendix_a.platforms.platform import (
    AccountModel,
    ConsentBy,
    Forbidden,
    Kind,
    Scope,
    Status,
    ViewRule,
)
from appendix_a.reading.ages import DOUBTS
from appendix_a.values.answers import day_in_words
from service.desk.platforms.catalogue import Shelf

PLACES: Mapping[str, str] = MappingProxyType(
    {
        "uk": "the United Kingdom",
        "ireland": "Ireland",
        "eea": "the European Economic Area",
        "general": "any other place",
    }
)
CHOICES: Mapping[str, tuple[str, object, Mapping[str, str]]] = MappingProxyType({
    "kind": ("What kind of site is it?", Kind, {}),
    "status": (
        "Is it still there under this name?",
        Status,
        {"active": "Yes", "retired": "No, it has closed", "renamed": "It has another name now"},
    ),
    "account_model": (
        "Who opens an account there?",
        AccountModel,
        {
            "self_registered": "Each person, for themselves",
            "school_managed": "The school, for its pupils",
            "tenant": "The school, under its own agreement",
            "either": "Both are possible",
            "provider_is_school": "The school runs it itself",
            "resolve_first": "It is a kind of site, not a provider",
        },
    ),
    "consent_by": (
        "Whose consent lets a younger child in?",
        ConsentBy,
        {"nobody": "Nobody's", "parent": "A parent's", "school": "The school's", "either": "A parent's or the school's", "both": "A parent's and the school's", "unknown": "Not known"},
    ),
    "scope": (
        "Who does the age apply to?",
        Scope,
        {"account": "Only account holders", "use": "Everyone who uses it", "access": "Everyone who looks at it", "none": "Nobody", "by_host": "It depends on who hosts it", "unknown": "Not known"},
    ),
    "view_rule": (
        "May children look without an account?",
        ViewRule,
        {"free": "Yes", "terms_set_age_for_use": "Only from the age in the terms", "barred": "No", "parent_enables": "If a parent allows it", "by_setting": "It depends on a setting", "not_public": "Nobody can", "unknown": "Not known"},
    ),
})  # fmt: skip
"""For each question of the form: its words, its codes, and what the codes mean."""

FORBIDDEN: Mapping[Forbidden, str] = MappingProxyType(
    {
        "shared_login": "Several people using one log-in",
        "shared_login_except_guardian": "Several people using one log-in, other than a guardian",
        "account_for_others": "Opening an account for somebody else",
        "account_for_others_without_permission": "Opening one for somebody who has not agreed",
        "letting_under_age_person_use_account": "Letting somebody who is too young use an account",
        "organisation_as_person": "An organisation in the place of a person",
        "impersonation": "Pretending to be somebody else",
        "invented_name": "A name that is not one's own",
        "inaccurate_registration": "Untrue details on opening an account",
        "multiple_accounts": "More than one account",
        "needless_multiple_accounts": "More accounts than are needed",
        "transfer_of_account": "Handing an account on",
    }
)
NOTHING = "This row decides nothing until somebody reads the terms again and records it."


def years(age: Age) -> str:
    """An age in words."""
    return {"none": "No age stated", "unknown": "Not known"}.get(str(age), str(age))


def said(name: str, row: Platform) -> str:
    """What a row answers to one of the questions above."""
    _, _, words = CHOICES[name]
    code = str(getattr(row, name))
    return words.get(code, code.capitalize())


def doubted(row: Platform, shelf: Shelf, reader: str) -> tuple[str, ...]:
    """Why the row decides nothing today, sentence by sentence; empty where it does.

    `reader` is who read it last: empty for people outside the school, who are told only when.
    """
    found = doubts(row, shelf.place, shelf.today, shelf.months)
    if not found:
        return ()
    day = day_in_words(row.checked_on) if row.checked_on else ""
    last = f"It was {reader} who read it." if reader and day else ""
    reasons = (DOUBTS[one].format(name=row.called, day=day) for one in found)
    return tuple(words for words in (*reasons, last, NOTHING) if words)


def period(since: date | None, until: date | None) -> tuple[str, str]:
    """From which day, and until when: an age ends the day before the first without it."""
    return (day_in_words(since) if since else "", f"before {day_in_words(until)}" if until else "")


def place_of(place: TermsPlace) -> str:
    """The name of a place, to begin a line with."""
    return PLACES[place].removeprefix("the ")
