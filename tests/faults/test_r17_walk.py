"""People do whatever the pages offer, for long; a small model says what must follow."""

from tests.faults import counts, r17


def test_the_pages_and_the_record_do_what_the_model_does() -> None:
    """On both databases, after every step, with stale pages, strangers and another school."""
    assert r17.run(counts.of(r17.FAULT)).failures == []


def test_a_register_that_is_too_eager_is_caught() -> None:
    """The negative control: a site called official before it was opened is noticed."""
    assert r17.control()
