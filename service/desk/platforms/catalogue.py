"""The catalogue as a school reads it: the packaged rows, its own laid over them, and who read each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, col, select

from appendix_a.platforms.catalogue import Catalogue, Platform, load, overlay
from appendix_a.platforms.places import TermsPlace
from appendix_a.values.faults import Fault, faults
from service.db.tables import Event, PlatformRow
from service.desk.cases import schools
from service.desk.office import Office
from service.desk.queue.rechecks import Dependant, dependants
from service.desk.refusals import Faulty

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_KEY = 40
OWN = "own-"  # begins the keys that a referral gives
AN_AGE = "An age is a whole number from 1 to 25, “none” or “unknown”. Correct it."
MOST_SHOWN = 200  # sites that depend on a platform


@dataclass(frozen=True)
class Shelf:
    """A catalogue with what reading it takes: the school's place, its day, how long a row is fresh.

    `own` are the keys that the packaged catalogue does not have.
    """

    catalogue: Catalogue
    place: TermsPlace
    today: date
    months: int
    own: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reading:
    """One row that somebody recorded. It decides from `confirmed_at` on where an age fell."""

    id: str
    row: Platform
    read_by: str
    recorded_at: datetime
    needs_confirming: bool
    confirmed_by: str
    confirmed_at: datetime | None


def shelf(office: Office, school: str) -> Shelf:
    """The catalogue as it stands at a school today."""
    with office.read() as session:
        row = schools.school_row(session, school)
        today = office.today(row)
        catalogue = schools.catalogue_of(session, school)
        return Shelf(
            catalogue=catalogue,
            place=schools.school_facts(session, row, today).jurisdiction.terms_place,
            today=today,
            months=schools.adoption_of(session, row).thresholds.fresh_months,
            own=frozenset(one.key for one in catalogue.platforms if load().row(one.key) is None),
        )


def history(office: Office, school: str, key: str) -> tuple[Reading, ...]:
    """Every row that the school recorded for a platform, the newest first."""
    with office.read() as session:
        rows = session.exec(
            select(PlatformRow)
            .where(PlatformRow.school == school, PlatformRow.key == key)
            .order_by(col(PlatformRow.seq).desc())
        ).all()
        people = schools.names(session, [one for row in rows for one in _people(row)])
        confirmed = _confirmations(session, school) if rows else {}
        return tuple(
            Reading(
                id=one.id,
                row=Platform.model_validate(one.row),
                read_by=people.get(one.read_by, ""),
                recorded_at=one.recorded_at,
                needs_confirming=one.needs_confirming and not one.confirmed_by,
                confirmed_by=people.get(one.confirmed_by or "", ""),
                confirmed_at=confirmed.get(one.id),
            )
            for one in rows
        )


def _people(row: PlatformRow) -> Iterator[str]:
    yield row.read_by
    if row.confirmed_by:
        yield row.confirmed_by


def _confirmations(session: Session, school: str) -> dict[str, datetime]:
    events = session.exec(
        select(Event).where(Event.school == school, Event.kind == "evidence_confirmed")
    )
    return {one.body["row"]: one.at for one in events}


def depending(office: Office, school: str, key: str) -> tuple[int, tuple[Dependant, ...]]:
    """How many sites depend on a platform's row, and the first of them by key."""
    with office.read() as session:
        count, shown = 0, []
        for count, site in enumerate(dependants(session, school, key), 1):
            if count <= MOST_SHOWN:
                shown.append(site)
        return count, tuple(shown)


def is_new_key(key: str) -> bool:
    """Whether a platform that nobody has recorded may get this key: a short name, and no referral's."""
    fits = KEY.fullmatch(key) is not None and len(key) <= LONGEST_KEY
    return fits and not key.startswith(OWN)


def sound(given: Mapping[str, Any], catalogue: Catalogue, today: date) -> Platform:
    """The row that was given, as the catalogue can take it; Faulty with a fault for each mistake."""
    found = [*_of_the_reading(given, today)]
    try:
        row = Platform.model_validate(given)
        found += [*_of_the_periods(row), *_of_the_whole(catalogue, row)]
    except ValidationError as error:
        found += [_named(one) for one in faults(error, Platform)]
    if found:
        raise Faulty(tuple({one.field: one for one in reversed(found)}.values())[::-1])
    return row


def _of_the_reading(given: Mapping[str, Any], today: date) -> Iterator[Fault]:
    if not str(given.get("source") or "").strip():
        yield Fault("source", "An age needs a source. Give the address where the terms are.")
    read_on = given.get("checked_on")
    if not read_on:
        yield Fault("checked_on", "Say on which day you read the terms.")
    elif (day := _day(read_on)) and day > today:
        yield Fault(
            "checked_on", "The day on which you read the terms is in the future. Correct it."
        )


def _day(typed: object) -> date | None:
    try:
        return typed if isinstance(typed, date) else date.fromisoformat(str(typed))
    except ValueError:
        return None


def _of_the_periods(row: Platform) -> Iterator[Fault]:
    for one in row.ages:
        if one.since and one.until and one.since >= one.until:
            words = f"The age of {one.age} ends before it begins. Correct its days."
            yield Fault("ages", words)


def _of_the_whole(catalogue: Catalogue, row: Platform) -> Iterator[Fault]:
    """A row that borrows has a lender with ages, and nobody borrows from it."""
    try:
        overlay(catalogue, (row,))
    except ValidationError as error:
        for one in faults(error, Catalogue):
            yield replace(_named(one), field="resolves_to")


def _named(fault: Fault) -> Fault:
    """At the part of the row that is wrong; what no field is named for is in its source or ages."""
    if "literal[" in fault.field or "constrained-int" in fault.field:
        return Fault(fault.field.partition(".")[0], AN_AGE)
    if fault.field:
        return fault
    words = fault.words.removeprefix("The form ")
    return Fault("source" if "where or by whom" in words else "ages", words)
