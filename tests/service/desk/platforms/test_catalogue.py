"""A row of the catalogue: refused whole where it is not sound, and kept with who read it."""

from datetime import date
from typing import Any

import pytest

from appendix_a.platforms.catalogue import load
from service.desk.platforms import catalogue, referrals
from service.desk.refusals import Faulty
from tests.builders import E_SAFETY_LEAD, VICE_PRINCIPAL, a_row
from tests.schools import Birchfield
from tests.service.desk.platforms.test_referrals import YOUNGER
from tests.service.school import OTHER, OWN

TOMORROW = date(2026, 9, 2)


def entry(place: str, age: object, **days: str) -> dict[str, Any]:
    return {"jurisdiction": place, "age": age, "basis": "stated"} | days


IRELAND = entry("ireland", 13)
BAD: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "an age and no source": (
        {"source": " "},
        {"source": "An age needs a source. Give the address where the terms are."},
    ),
    "never read": ({"checked_on": None}, {"checked_on": "Say on which day you read the terms."}),
    "read tomorrow": (
        {"checked_on": TOMORROW},
        {"checked_on": "The day on which you read the terms is in the future. Correct it."},
    ),
    "overlapping periods": (
        {"ages": [entry("uk", 13), entry("uk", 16, since="2027-03-01"), IRELAND]},
        {"ages": "facebook has ages whose dates overlap. Correct since and until."},
    ),
    "a period that ends before it begins": (
        {"ages": [entry("uk", 13, since="2027-03-01", until="2027-02-01"), IRELAND]},
        {"ages": "The age of 13 ends before it begins. Correct its days."},
    ),
    "a place without an age": (
        {"ages": [IRELAND]},
        {"ages": "facebook lacks an age for uk or ireland. Add it, or say unknown."},
    ),
    "a key of another shape": (
        {"key": "Face Book"},
        {"key": "“key” must be a short key of small letters, digits, '.', '_' or '-'."},
    ),
    "an age out of bounds": (
        {"ages": [entry("uk", 0), IRELAND]},
        {"ages": "An age is a whole number from 1 to 25, “none” or “unknown”. Correct it."},
    ),
    "borrowing from a borrower": (
        {"resolves_to": "threads", "ages": []},
        {"resolves_to": "facebook borrows from a row without ages. Name another."},
    ),
    "several faults at once": (
        {"source": "", "checked_on": TOMORROW, "kind": "newspaper"},
        {"source": "", "checked_on": "", "kind": ""},
    ),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_row_that_is_not_sound_is_refused_whole(school: Birchfield, fault: str) -> None:
    """Each fault is named, and nothing is recorded or changed."""
    changes, named = BAD[fault]
    plain = a_row("facebook").model_dump(mode="json")
    read = {"checked_on": school.today, "checked_by": "Paul Irwin"}
    before = school.events()
    with pytest.raises(Faulty) as refused:
        lead = school.key(E_SAFETY_LEAD)
        referrals.record_row(school.office, lead, OWN, plain | read | changes)
    said = {one.field: one.words for one in refused.value.faults}
    assert said.keys() == named.keys()
    assert all(said[field].startswith(words) for field, words in named.items())
    assert (school.events(), catalogue.history(school.office, OWN, "facebook")) == (before, ())


def test_the_same_row_without_a_fault_is_recorded(school: Birchfield) -> None:
    """Control: the row that the faults above were made in is sound by itself."""
    school.reread("facebook", checked_on=school.today)
    (reading,) = catalogue.history(school.office, OWN, "facebook")
    assert (reading.read_by, reading.needs_confirming) == ("Paul Irwin", False)


def test_a_lender_does_not_become_a_borrower(school: Birchfield) -> None:
    """Another row borrows its ages, and would be left without any."""
    given = a_row("instagram", checked_on=school.today, checked_by="Paul Irwin")
    borrowing = given.model_dump(mode="json") | {"resolves_to": "facebook", "ages": []}
    with pytest.raises(Faulty, match="threads borrows from a row without ages"):
        referrals.record_row(school.office, school.key(E_SAFETY_LEAD), OWN, borrowing)


def test_the_history_names_who_read_and_who_confirmed(school: Birchfield) -> None:
    """The newest first; a lower age has its second person and the moment."""
    school.reread(ages=YOUNGER)
    (waits,) = referrals.unconfirmed(school.office, OWN)
    newest, oldest = catalogue.history(school.office, OWN, "wordpress-com")
    assert (newest.needs_confirming, newest.confirmed_at) == (True, None)
    referrals.confirm_row(school.office, school.key(VICE_PRINCIPAL), OWN, waits.id)
    newest, oldest = catalogue.history(school.office, OWN, "wordpress-com")
    assert (newest.read_by, newest.confirmed_by, newest.confirmed_at) == (
        "Paul Irwin", "Sean Boyle", school.clock.now,
    )  # fmt: skip
    assert (newest.needs_confirming, oldest.confirmed_by) == (False, "")


def test_a_shelf_is_the_schools_own(school: Birchfield) -> None:
    """Its rows lie over the packaged ones; another school's shelf has none of them."""
    school.reread(key="classwall", hostnames=["classwall.example"], redirects=[])
    own = catalogue.shelf(school.office, OWN)
    assert (set(own.own), own.place, own.months) == ({"classwall"}, "uk", 12)
    assert catalogue.shelf(school.office, OTHER).catalogue == load()


@pytest.mark.parametrize(
    ("key", "new"),
    [("classwall", True), ("class-wall-2", True), ("own-birchfield-0001", False), ("", False),
     ("Classwall", False), ("a b", False), ("-a", False), ("a-", False), ("a\n", False),
     ("a" * 40, True), ("a" * 41, False)],
)  # fmt: skip
def test_a_new_key_is_a_short_name(key: str, new: bool) -> None:
    """Small letters, digits and single hyphens, at most forty; what belongs to a referral is none."""
    assert catalogue.is_new_key(key) is new
