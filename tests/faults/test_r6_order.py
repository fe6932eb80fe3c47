"""Two acts on one proposal at once, against a model that does one after the other."""

from tests.faults import counts, r6


def test_two_acts_at_once_come_to_what_some_order_of_them_comes_to() -> None:
    """On both databases, for every ordered pair of acts: where it leads, and which was refused."""
    assert r6.run(counts.of(r6.FAULT)).failures == []


def test_a_desk_that_takes_a_page_of_any_age_is_caught() -> None:
    """The negative control: a save that does not look at its version is noticed."""
    assert r6.control()
