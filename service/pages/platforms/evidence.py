"""The form for what a platform's terms say: drawn from its row, read into a new one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args
from urllib.parse import urlencode

from pydantic import ValidationError

from appendix_a.platforms.addresses import AddressFault, parse, within
from appendix_a.platforms.catalogue import Age, AgeEntry, Platform, age, load, next_age
from appendix_a.platforms.forms import Forms, patterns
from appendix_a.platforms.places import TermsPlace
from appendix_a.platforms.platform import Forbidden
from appendix_a.values.faults import Fault
from service.desk.platforms.referrals import own_key
from service.desk.views import Referral
from service.desk.words import unfit
from service.pages.fields import YES_NO, Field, Option, Typed, Widget
from service.pages.page import Form, typed_day
from service.pages.platforms.platform_words import (
    CHOICES,
    FORBIDDEN,
    OF_TERMS,
    OF_USE,
    PLACES,
    address_of,
)

SCHEME = re.compile(r"^(https?:)?//(www\.)?|^www\.", re.IGNORECASE)
A_FORM = "A form of address is an address with {name} in it, such as blogs.example.org/{name}. Correct it."
YEARS = "Whole years; “none” if the terms state no age; “unknown” if you cannot tell."
ALWAYS: tuple[TermsPlace, ...] = ("uk", "ireland")
ADMIN = "At what age can someone run a site there?"


@dataclass(frozen=True)
class About:
    """What the form is about: a platform, its row where it has one, and the place of the reader.

    `lender` is the key of the row from which it borrows its ages; they stand in `row`.
    """

    key: str
    name: str
    host: str
    row: Platform | None
    place: TermsPlace
    today: date
    lender: str | None = None

    @property
    def places(self) -> tuple[TermsPlace, ...]:
        """The places whose ages are asked for: those that every row states, and the school's own."""
        return tuple(dict.fromkeys((*ALWAYS, self.place)))


@dataclass(frozen=True)
class Stated:
    """What the terms state for one place: the age now, and the one to come from a day on."""

    now: str
    coming: str = ""
    on: str = ""


def key_for(referral: Referral) -> str:
    """The key of the row that the evidence is for; one of its own where there is none yet."""
    return referral.platform or own_key(referral.ref)


def of_referral(referral: Referral, place: TermsPlace, today: date) -> About:
    """What a referral's evidence is about."""
    read = parse(referral.address)
    host = "" if isinstance(read, AddressFault) else read.host
    return About(key_for(referral), referral.platform_name, host, referral.row, place, today)


def fields(about: About, form: Form | None) -> tuple[Field, ...]:
    """The questions, as typed or as the row has them. What has to be read again is empty."""
    row = about.row

    def value(name: str, stands: str = "") -> str:
        return form[name] if form is not None else stands

    route = row.min_age_with_consent if row else None
    return (
        Field("name", "What is the platform called?", value=value("name", about.name), width=20),
        Field(
            "hostnames", "What addresses do its sites have?", Widget.TEXT,
            "One on each line, such as blogs.example.org.",
            value("hostnames", "\n".join(row.hostnames if row else (about.host,))), rows=3,
        ),
        Field(
            "forms", "How are the addresses of its accounts written?", Widget.TEXT,
            "One on each line, with {name} for the account: blogs.example.org/{name}. Write {code} "
            "where capitals count. Leave it empty if each account has a host of its own.",
            value("forms", "\n".join(_recorded_forms(row))), rows=3, optional=True,
        ),
        *(field for place in about.places for field in _ages(about, place, form, value)),
        Field(
            "admin_min_age", ADMIN, hint=YEARS,
            value=value("admin_min_age", str(row.admin_min_age) if row else ""), width=10,
        ),
        *(_select(name, row, value) for name in OF_TERMS),
        Field(
            "consent_age", "At what age can someone younger take part with that consent?",
            hint=YEARS, value=value("consent_age", str(route.age) if route else ""), width=10,
            optional=True,
        ),
        Field(
            "consent_condition", "On what condition?", Widget.TEXT, rows=2, optional=True,
            value=value("consent_condition", route.condition if route else ""),
        ),
        Field(
            "terms_forbid", "What do the terms forbid?", Widget.CHECKBOXES, optional=True,
            value=form.all("terms_forbid") if form else (row.terms_forbid if row else ()),
            options=tuple(Option(one, words) for one, words in FORBIDDEN.items()),
        ),
        *(_select(name, row, value) for name in OF_USE),
        Field(
            "use_source", "Where does it say how it is used?", Widget.URL,
            "The address of its help page. Leave it empty if the terms say it.",
            value("use_source", address_of(row.use_source) if row else ""), optional=True,
        ),
        Field("source", "Where did you read the terms?", Widget.URL, "The address of the terms themselves.", value("source")),
        Field(
            "checked_on", "On what day did you read it?", Widget.DATE, "For example,  1 9 2026.",
            _typed(form, "checked_on"),
        ),
        Field(
            "verified", "Did you read it in the provider's own words?", Widget.RADIOS,
            "Another page's summary is not enough to rely on.", value("verified"), options=YES_NO,
        ),
        Field(
            "notes", "What else should the next reader know?", Widget.TEXT, optional=True,
            value=value("notes", row.notes if row else ""), rows=3,
        ),
    )  # fmt: skip


def _recorded_forms(row: Platform | None) -> Iterator[str]:
    """The forms of address that the school recorded itself; the packaged ones stay as they are."""
    if row and row.forms:
        packaged = load().row(row.key)
        own = row.forms.later if packaged and packaged.forms else row.forms.account
        yield from (pattern for pattern, _ in own)


def _forms(form: Form) -> dict[str, Any] | None:
    """The forms as a row holds them; the first address of the platform is its home."""
    typed = (SCHEME.sub("", one.strip()) for one in form["forms"].splitlines())
    patterns = [one for one in typed if one]
    hosts = [one.partition("/")[0] for one in form["hostnames"].split()]
    table = {one: one for one in patterns}
    return {"home": hosts[0], "account": table} if patterns and hosts else None


def _form_faults(form: Form) -> Iterator[Fault]:
    hosts = form["hostnames"].split()
    try:
        forms = Forms.model_validate(_forms(form)) if _forms(form) else None
    except ValidationError:
        yield Fault("forms", A_FORM)
        return
    for pattern in patterns(forms) if forms else ():
        host = pattern.removeprefix("{name}.").partition("/")[0]
        if "{" not in pattern:
            yield Fault(
                "forms", f"“{pattern}” has no gap. Write {{name}} where the account's name stands."
            )
        elif not any(within(host, place.partition("/")[0]) for place in hosts):
            yield Fault(
                "forms",
                f"“{pattern}” is at none of the platform's addresses. Correct one of the two.",
            )


def _typed(form: Form | None, name: str, stands: str = "") -> Typed:
    parts = ("day", "month", "year")
    if form is not None:
        return tuple(form[f"{name}-{part}"] for part in parts)
    return tuple(str(int(one)) for one in reversed(stands.split("-"))) if stands else ()


def _ages(about: About, place: TermsPlace, form: Form | None, value: Any) -> Iterator[Field]:
    stands, where = stated(about.row, place, about.today), PLACES[place]
    asked = f"At what age can someone in {where} hold an account?"
    yield Field(
        f"age_{place}", asked, hint=YEARS, value=value(f"age_{place}", stands.now), width=10
    )
    yield Field(
        f"next_{place}", f"What age will apply in {where} instead?",
        hint="Only if the terms name a day from which another age applies.",
        value=value(f"next_{place}", stands.coming), width=10, optional=True,
    )  # fmt: skip
    yield Field(
        f"next_{place}_on", f"From what day will it apply in {where}?", Widget.DATE,
        "For example,  1 3 2027.", _typed(form, f"next_{place}_on", stands.on), optional=True,
    )  # fmt: skip


def stated(row: Platform | None, place: TermsPlace, today: date) -> Stated:
    """What a row states for a place today; nothing where it does not speak of the place."""
    if row is None or not any(one.jurisdiction == place for one in row.ages):
        return Stated("")
    now, coming = str(age(row, place, today)), next_age(row, place, today)
    return Stated(now, str(coming[1]), coming[0].isoformat()) if coming else Stated(now)


def _select(name: str, row: Platform | None, value: Any) -> Field:
    label, choices, words = CHOICES[name]
    offered = (Option(one, words.get(one, one.capitalize())) for one in get_args(choices))
    stands = str(getattr(row, name)) if row else ""
    return Field(
        name, label, Widget.SELECT, value=value(name, stands), width=20,
        options=(Option("", "Choose"), *offered),
    )  # fmt: skip


def read(form: Form, about: About, reader: str) -> dict[str, Any] | tuple[Fault, ...]:
    """The row as it is to be recorded; the faults where something is missing or cannot be."""
    faults = tuple(_faults(form, about))
    if faults:
        return faults
    row = about.row
    kept = row.model_dump(mode="json", exclude={"resolves_to"}) if row else {}
    verified = form["verified"] == "yes"
    told = {name: form[name] for name in CHOICES}
    ages = _entries(form, about)
    return kept | told | _use(form) | {
        "key": about.key,
        "name": form["name"].strip(),
        "hostnames": form["hostnames"].split(),
        "forms": _forms(form),
        "ages": [] if ages is None else [one.model_dump(mode="json") for one in ages],
        "resolves_to": about.lender if ages is None else None,
        "admin_min_age": _years(form["admin_min_age"]),
        "min_age_with_consent": _route(form),
        "terms_forbid": list(form.all("terms_forbid")),
        "verified": verified,
        "checked_on": typed_day(form, "checked_on"),
        "checked_by": reader,
        "source": form["source"].strip(),
        "held_on": typed_day(form, "checked_on"),
        "evidence": "archived_terms" if verified else "secondary",
        "attribution": "",
        "notes": form["notes"].strip(),
    }  # fmt: skip


def _use(form: Form) -> dict[str, str]:
    """Where and when it was read how the platform is used; nothing where nothing is known of it."""
    source = form["use_source"].strip()
    known = source or any(form[name] != "unknown" for name in OF_USE)
    return {
        "use_source": (source or form["source"].strip()) if known else "",
        "use_held_on": typed_day(form, "checked_on") if known else "",
    }


def _faults(form: Form, about: About) -> Iterator[Fault]:
    texts = ("name", "consent_condition", "notes")
    yield from unfit({name: form[name] for name in texts})
    yield from _form_faults(form)
    if not form["name"].strip():
        yield Fault("name", "Type the platform's name.")
    for place in about.places:
        yield from _age_faults(form, place, about.today)
    if _years(form["admin_min_age"]) is None:
        yield _no_years("admin_min_age", ADMIN)
    for name, (words, choices, _) in CHOICES.items():
        if form[name] not in get_args(choices):
            yield Fault(name, f"“{words}” is not answered. Choose one.")
    yield from _consent_faults(form)
    if set(form.all("terms_forbid")) - set(get_args(Forbidden)):
        yield Fault("terms_forbid", "Choose what the terms forbid from the list.")
    for name in ("use_source", "source") if form["use_source"].strip() else ("source",):
        read = parse(form[name])
        if isinstance(read, AddressFault):
            yield Fault(name, read.sentence)
    if form["verified"] not in ("yes", "no"):
        yield Fault("verified", "Say whether you read it in the provider's own words.")


def _no_years(name: str, asked: str) -> Fault:
    return Fault(name, f"“{asked}” needs a number from 1 to 25, “none” or “unknown”.")


def _age_faults(form: Form, place: TermsPlace, today: date) -> Iterator[Fault]:
    where, coming, on = PLACES[place], form[f"next_{place}"], typed_day(form, f"next_{place}_on")
    if _years(form[f"age_{place}"]) is None:
        yield _no_years(f"age_{place}", f"At what age can someone in {where} hold an account?")
    if coming.strip() and _years(coming) is None:
        yield _no_years(f"next_{place}", f"What age will apply in {where} instead?")
    if bool(coming.strip()) != bool(on):
        words = f"An age to come in {where} needs both the age and the day from which it applies."
        yield Fault(f"next_{place}" if on else f"next_{place}_on", words)
    if on and not _is_ahead(on, today):
        words = f"The age to come in {where} must apply from a day after today. Correct the day."
        yield Fault(f"next_{place}_on", words)


def _is_ahead(typed: str, today: date) -> bool:
    try:
        return date.fromisoformat(typed) > today
    except ValueError:
        return False


def _consent_faults(form: Form) -> Iterator[Fault]:
    lowest, condition = form["consent_age"].strip(), form["consent_condition"].strip()
    if lowest and _years(lowest) is None:
        yield _no_years("consent_age", "At what age can someone younger take part?")
    if bool(lowest) != bool(condition):
        words = "A lower age with consent needs both the age and the condition."
        yield Fault("consent_age" if condition else "consent_condition", words)


def _route(form: Form) -> dict[str, Any] | None:
    lowest = _years(form["consent_age"])
    return {"age": lowest, "condition": form["consent_condition"].strip()} if lowest else None


def _years(typed: str) -> Age | None:
    return _AGES.get(typed.strip().casefold())


_AGES: dict[str, Age] = {
    "none": "none",
    "unknown": "unknown",
    **{str(years): years for years in range(1, 26)},
}


def _entries(form: Form, about: About) -> list[AgeEntry] | None:
    """What is typed for the places that are asked for; what the row has for others stays.

    None where the ages are borrowed, and those of the lender were left as they are.
    """
    old = about.row.ages if about.row else ()
    typed = {place: _typed_ages(form, place) for place in about.places}
    if about.lender and all(_stays(about, place, one) for place, one in typed.items()):
        return None
    entries: list[AgeEntry] = []
    for place in dict.fromkeys((*(one.jurisdiction for one in old), *about.places)):
        there = [one for one in old if one.jurisdiction == place]
        if place in typed:
            found = _periods(about, place, typed[place], there)
            read = form["verified"] == "yes"
            there = [_read(one, about.today) for one in found] if read else found
        entries += there
    return entries


def _typed_ages(form: Form, place: TermsPlace) -> Stated:
    return Stated(
        form[f"age_{place}"].strip().casefold(),
        form[f"next_{place}"].strip().casefold(),
        typed_day(form, f"next_{place}_on"),
    )


def _stays(about: About, place: TermsPlace, typed: Stated) -> bool:
    """Whether the row says it already; a place of which it does not speak is not known."""
    stands = stated(about.row, place, about.today)
    silent = about.row is not None and stands == Stated("")
    return typed == (Stated("unknown") if silent else stands)


def _read(one: AgeEntry, today: date) -> AgeEntry:
    """An age of today, or to come, that stood there from memory: it has been read now."""
    if one.basis not in ("recalled", "secondary") or (one.until and one.until <= today):
        return one
    return one.model_copy(update={"basis": "stated"})


def _periods(about: About, place: TermsPlace, typed: Stated, old: list[AgeEntry]) -> list[AgeEntry]:
    """An age that stays keeps its beginning and what was before it; a new one stands alone."""
    if _stays(about, place, typed):
        return old
    same = [one for one in old if one.holds(about.today) and str(one.age) == typed.now]
    now = same[0] if same else AgeEntry(jurisdiction=place, age=_years(typed.now), basis="stated")
    past = [one for one in old if same and one.until and one.until <= about.today]
    change = date.fromisoformat(typed.on) if typed.on else None
    coming = (
        [AgeEntry(jurisdiction=place, age=_years(typed.coming), basis="stated", since=change)]
        if change
        else []
    )
    return [*past, now.model_copy(update={"until": change}), *coming]


FIELDS = {"ages": "age_uk", "key": "name", "resolves_to": "name"}
"""Where the form asks for what a row calls otherwise."""


def at_its_field(fault: Fault) -> Fault:
    """A fault of the row at the field that asks for it."""
    name = fault.field.partition(".")[0]
    return replace(fault, field=FIELDS.get(name, name))


def after(form: Form, page: str, school: str, **query: str) -> str:
    """Where to look when it is recorded: at the referrals, if it was for one of them."""
    where, told = ("/referrals", {}) if form["ref"] else (page, query)
    return f"{where}?{urlencode({'school': school, **told})}"
