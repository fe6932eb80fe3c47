"""Every feature of the journeys is tried, by one module."""

from tests.features import (
    test_done_once,
    test_is_it_official,
    test_journeys,
    test_people_are_told,
    test_people_come_and_go,
    test_reading_again,
    test_renewing,
    test_signing_in,
    test_the_edition,
    test_the_record,
    test_the_staff_list,
)

MODULES = (
    test_done_once,
    test_is_it_official,
    test_journeys,
    test_people_are_told,
    test_people_come_and_go,
    test_reading_again,
    test_renewing,
    test_signing_in,
    test_the_edition,
    test_the_record,
    test_the_staff_list,
)


def test_the_features_found_are_the_features_bound() -> None:
    """A feature that no module binds, or that two bind, is named here."""
    bound = sorted(name for one in MODULES for name in one.BOUND)
    assert bound == sorted(one.stem for one in test_journeys.FEATURES.rglob("*.feature"))
