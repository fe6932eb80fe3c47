"""A platform's row in plain words: places, ages, and every code that a row may hold."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from appendix_a.platforms.addresses import Address, parse
from appendix_a.platforms.catalogue import Age, Platform, age, doubts, next_age
from appendix_a.platforms.places import TermsPlace
from appendix_a.platforms.platform import (
    AccountModel,
    Administering,
    ConsentBy,
    Evidence,
    Forbidden,
    HeldBy,
    Kind,
    Reading,
    SchoolConsent,
    Scope,
    Space,
    Status,
    ViewRule,
    YesNo,
)
from appendix_a.platforms.readings import Standing, standing
from appendix_a.terms.ages import DOUBTS
from appendix_a.values.answers import day_in_words
from service.desk.platforms.catalogue import Shelf
from service.pages.cells import Cell, link

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
    "reading": (
        "What does it take to read there?",
        Reading,
        {"open": "Nothing: anybody can", "account_when_closed": "An account, where it is closed to the public", "account": "An account always", "unknown": "Not known"},
    ),
    "adds_without_account": (
        "Can somebody add or comment without an account?",
        YesNo,
        {"yes": "Yes", "no": "No", "unknown": "Not known"},
    ),
    "administering": (
        "How do those who run a site get in?",
        Administering,
        {"personal": "Only through a personal account of their own", "account": "Through an account of the school's", "unknown": "Not known"},
    ),
    "school_consent": (
        "In which accounts does the school's consent count?",
        SchoolConsent,
        {"managed": "Only in those that the school manages", "any": "In any account", "unknown": "Not known"},
    ),
    "consented_may_publish": (
        "Can an account that a parent opens publish there?",
        YesNo,
        {"yes": "Yes", "no": "No", "unknown": "Not known"},
    ),
    "held_by": (
        "What does an account depend on?",
        HeldBy,
        {"email": "An e-mail address", "telephone": "A telephone number", "either": "An e-mail address or a telephone number", "unknown": "Not known"},
    ),
    "shows_numbers": (
        "Do the members of a closed space see each other's telephone numbers?",
        YesNo,
        {"yes": "Yes", "no": "No", "unknown": "Not known"},
    ),
})  # fmt: skip
"""For each question of the form: its words, its codes, and what the codes mean."""

OF_USE = (
    "reading",
    "adds_without_account",
    "administering",
    "school_consent",
    "consented_may_publish",
    "held_by",
    "shows_numbers",
)
"""The questions that help pages answer rather than terms."""
OF_TERMS = tuple(name for name in CHOICES if name not in OF_USE)
SPACES: Mapping[Space, str] = MappingProxyType(
    {"page": "Pages", "group": "Groups", "profile": "Profiles"}
)
EVIDENCE: Mapping[Evidence, str] = MappingProxyType(
    {
        "archived_terms": "The provider's own terms",
        "source_code": "The program itself",
        "help_page": "A help page",
        "secondary": "What others write about them",
        "recalled": "Memory",
    }
)

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
UNKNOWN = "Not known"
NOTHING = "This row decides nothing until somebody reads the terms again and records it."
STANDINGS: Mapping[Standing, tuple[str, str]] = MappingProxyType(
    {
        "relied_on": ("Can be relied on", "Yes"),
        "to_be_read": ("Needs reading", "No: it needs reading"),
        "no_reading": ("Closed, or not one platform", "No: it is closed, or not one platform"),
    }
)
"""How a row stands: as a filter, and as the answer to whether it can be relied on."""


def years(age: Age) -> str:
    """An age in words."""
    return {"none": "No age stated", "unknown": UNKNOWN}.get(str(age), str(age))


def said(name: str, row: Platform) -> str:
    """What a row answers to one of the questions above."""
    _, _, words = CHOICES[name]
    code = str(getattr(row, name))
    return words.get(code, code.capitalize())


def age_said(row: Platform, place: TermsPlace, today: date) -> str:
    """The age of today in a place, and the one to come."""
    coming = next_age(row, place, today)
    now = years(age(row, place, today))
    return (
        f"{now}, and {years(coming[1]).lower()} from {day_in_words(coming[0])}" if coming else now
    )


def younger(row: Platform) -> str:
    """The way in for a younger child, where there is one."""
    route = row.min_age_with_consent
    return f"From {years(route.age).lower()}: {route.condition}" if route else NO_WAY_IN


NO_WAY_IN = "No other way in is recorded"


def forbidden(row: Platform) -> tuple[str, ...]:
    """What the terms forbid."""
    return tuple(FORBIDDEN[one] for one in row.terms_forbid) or ("Nothing that is recorded",)


def doubted(row: Platform, shelf: Shelf, reader: str) -> tuple[str, ...]:
    """Why the row decides nothing today, sentence by sentence; empty where it does.

    `reader` is who read it last: empty for people outside the school, who are told only when.
    """
    found = doubts(row, shelf.place, shelf.today, shelf.months)
    if not found:
        return ()
    day = day_in_words(row.checked_on) if row.checked_on else ""
    last = f"It was {reader} who read it." if reader and day else ""
    ends = NOTHING if stands(row, shelf) == "to_be_read" else ""
    reasons = (DOUBTS[one].format(name=row.called, day=day) for one in found)
    return tuple(words for words in (*reasons, last, ends) if words)


def stands(row: Platform, shelf: Shelf) -> Standing:
    """How a row stands at the school today."""
    return standing(row, shelf.place, shelf.today, shelf.months)


def linked(source: str) -> Cell:
    """A source with its address as a link, and what else is said of it in words."""
    where, gap, rest = source.partition(" ")
    href = where if "://" in where else f"https://{where}"
    return link(href, where) + gap + rest if address_of(source) else source


def address_of(source: str) -> str:
    """The address with which a source begins; "" where it is none, such as general knowledge."""
    where = source.partition(" ")[0]
    return where if isinstance(parse(where), Address) else ""


def as_of(held_on: str) -> str:
    """From which day a source was; what is no day stays as it was written."""
    try:
        return f"As of {day_in_words(date.fromisoformat(held_on))}"
    except ValueError:
        return held_on[:1].upper() + held_on[1:]


def period(since: date | None, until: date | None) -> tuple[str, str]:
    """From which day, and until when: an age ends the day before the first without it."""
    return (day_in_words(since) if since else "", f"before {day_in_words(until)}" if until else "")


def place_of(place: TermsPlace) -> str:
    """The name of a place, to begin a line with."""
    return PLACES[place].removeprefix("the ")
