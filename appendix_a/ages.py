"""What a platform's terms ask of the age of those who take part, read for one case on one day."""

from datetime import date

from appendix_a.answers import Answer, Met, MetUntil, Undetermined, Unmet, spoken
from appendix_a.catalogue import Age, Doubt, Platform, age, doubts, next_age
from appendix_a.clause import Question
from appendix_a.host import E_SAFETY, EDITION, called
from appendix_a.proposal import AgeRange

ADULT = 18
READ_AGAIN = "read the terms again, and record the row with its source and the day."

DOUBTS: dict[Doubt, str] = {
    "retired": "{name} has closed.",
    "renamed": "{name} goes by another name now.",
    "resolve_first": "“{name}” is a kind of site, not a platform.",
    "unverified": "Nobody has verified what is recorded of the terms of {name}.",
    "never_read": "It is not recorded when the terms of {name} were read.",
    "stale": "The terms of {name} were last read on {day}, which is too long ago.",
}
UNUSABLE: frozenset[Doubt] = frozenset({"resolve_first", "unverified"})
"""Doubts under which a row's number says nothing, not even that something is unmet."""


def doubt(q: Question, row: Platform) -> Undetermined | None:
    """Say why the row cannot carry *met* today; None where it can."""
    found = doubts(row, q.school.jurisdiction, q.on, q.fresh_months)
    if not found:
        return None
    day = spoken(row.checked_on) if row.checked_on else ""
    return Undetermined(DOUBTS[found[0]].format(name=called(row), day=day), E_SAFETY, READ_AGAIN)


def usable(q: Question, row: Platform) -> bool:
    """Whether the row's numbers can be read at all."""
    return not UNUSABLE & set(doubts(row, q.school.jurisdiction, q.on, q.fresh_months))


def asked(q: Question, row: Platform) -> Age:
    """Return the lowest age at which a person may hold an account and add to the site."""
    account = age(row, q.school.jurisdiction, q.on)
    more = row.min_age_to_contribute
    if more is None or account == "unknown":
        return account
    return more if account == "none" else max(account, more)


def by_school(q: Question, row: Platform, youngest: int) -> bool:
    """Whether the school's own consent or agreement lets in pupils of this age."""
    route = row.min_age_with_consent
    if route is None or route.age == "unknown" or _below(youngest, route.age):
        return False
    tenant = EDITION[q.proposal.holding] == "school" and "school" in row.editions
    return row.consent_by == "either" or (tenant and row.consent_by in {"school", "both"})


def parents_asked(q: Question, row: Platform, youngest: int) -> bool:
    """Whether the terms want a parent's agreement for pupils of this age who are let in."""
    free = row.age_free_of_parent_agreement
    jointly = row.consent_by == "both" and too_young(youngest, asked(q, row))
    return jointly or (free is not None and youngest < free)


def too_young(youngest: int, age_asked: Age) -> bool:
    """Whether somebody of this age is below it; an unknown age is above everyone."""
    return age_asked == "unknown" or _below(youngest, age_asked)


def _below(youngest: int, age_asked: Age) -> bool:
    return isinstance(age_asked, int) and youngest < age_asked


def admitted(q: Question, row: Platform, pupils: AgeRange | None) -> Answer:
    """Whether the terms let the youngest of these pupils take part on the day."""
    if pupils is None:
        return Unmet("The age of the pupils is not given.", "Give their ages.")
    youngest, wanted = pupils.youngest_on(q.on), asked(q, row)
    if wanted == "none":
        return Met(f"The terms of {called(row)} state no lowest age.")
    if wanted != "unknown" and youngest >= wanted:
        return _until_it_rises(q, row, youngest, wanted)
    if by_school(q, row, youngest):
        return Met(f"{called(row)} lets pupils of {youngest} in with the school's consent.")
    if wanted == "unknown":
        return Undetermined(
            f"It is not known what age {called(row)} asks for.", E_SAFETY, READ_AGAIN
        )
    return Unmet(_too_young(q, row, pupils, wanted))


def _until_it_rises(q: Question, row: Platform, youngest: int, wanted: int) -> Answer:
    change = next_age(row, q.school.jurisdiction, q.on)
    if change and _below(youngest, change[1]):
        return MetUntil(change[0], f"{called(row)} asks for {change[1]} from {spoken(change[0])}.")
    return Met(f"{called(row)} asks for {wanted}; the youngest pupil is {youngest}.")


def _too_young(q: Question, row: Platform, pupils: AgeRange, wanted: int) -> str:
    place, youngest = _the(q.school.jurisdiction.label), pupils.youngest_on(q.on)
    said = f"{called(row)} asks for {wanted} in {place}; the youngest pupil is {youngest}."
    day = _old_enough_from(pupils, wanted, q.on)
    return f"{said} It would be met from {spoken(day)}." if day else said


def _the(place: str) -> str:
    return f"the {place}" if place.startswith("United") else place


def _old_enough_from(pupils: AgeRange, wanted: int, on: date) -> date | None:
    day = pupils.older_from
    return day if day and day > on and pupils.youngest_on(day) >= wanted else None
