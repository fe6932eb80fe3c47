"""A statement fails in the middle of any act: nothing of it is there, and the person is told."""

from tests.faults import counts, r4


def test_an_act_is_done_whole_or_not_at_all() -> None:
    """On a busy, broken or full disk nothing is half done, and the act works when the disk does."""
    assert r4.run(counts.of(r4.FAULT)).failures == []


def test_an_office_that_commits_in_the_middle_is_caught() -> None:
    """The negative control: a commit after the first line of the log is noticed."""
    assert r4.control()
