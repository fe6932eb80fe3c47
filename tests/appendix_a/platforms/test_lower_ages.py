"""An age falls where pupils could do today, or on a day to come, what they could not before."""

from datetime import date
from typing import Any

import pytest

from appendix_a.platforms.catalogue import Catalogue, load
from appendix_a.platforms.lower_ages import lowers_an_age
from appendix_a.platforms.places import Jurisdiction
from tests.builders import TODAY, a_row

HERE = Jurisdiction.NORTHERN_IRELAND


def of(age: Any, place: str = "uk", **days: date) -> dict[str, Any]:
    """One age as a row states it."""
    return {"jurisdiction": place, "age": age, "basis": "stated"} | days


def asks(age: Any) -> dict[str, Any]:
    """The ages of a row that asks for this one in the United Kingdom, and for 16 in Ireland."""
    return {"ages": [of(age), of(16, "ireland")]}


STANDS = a_row("instagram", **asks(13))
CATALOGUE = Catalogue(platforms=(STANDS,))


@pytest.mark.parametrize(
    ("changes", "falls"),
    [
        (asks(13), False),
        (asks(16), False),
        (asks(12), True),
        (asks("none"), True),
        (asks("unknown"), True),
        (asks(13) | {"min_age_with_consent": {"age": 8, "condition": "A parent agrees."}}, True),
        (asks(13) | {"min_age_with_consent": {"age": 13, "condition": "A parent agrees."}}, False),
        (asks(13) | {"hostnames": ("instagram.example",)}, True),
    ],
)
def test_an_age_falls_below_the_one_that_stands(changes: dict[str, Any], falls: bool) -> None:
    """Lower, none or no longer known; a new way below it; or an address that is given up."""
    new = STANDS.model_copy(update=dict(a_row("instagram", **changes)))
    assert lowers_an_age(CATALOGUE, new, HERE, TODAY) is falls


@pytest.mark.parametrize(("since", "falls"), [(date(2027, 9, 1), True), (date(2020, 9, 1), True)])
def test_an_age_that_falls_on_a_later_day_falls(since: date, falls: bool) -> None:
    """A row that names the day on which it will ask for less lowers an age already."""
    ages = [of(13, until=since), of(12, since=since), of(16, "ireland")]
    assert lowers_an_age(CATALOGUE, a_row("instagram", ages=ages), HERE, TODAY) is falls


def test_a_row_of_another_key_at_the_same_address_is_compared_with_it() -> None:
    """A school cannot lower an age by recording the platform under another key."""
    new = a_row("instagram", key="instagram-again", **asks(8))
    assert lowers_an_age(CATALOGUE, new, HERE, TODAY) is True


def test_a_platform_that_stands_nowhere_lowers_nothing() -> None:
    """Where nothing stood, nothing falls."""
    new = a_row("instagram", key="new", hostnames=("new.example",), **asks(8))
    assert lowers_an_age(load(), new, HERE, TODAY) is False
