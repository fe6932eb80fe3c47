"""Eight contenders decide one proposal at the same moment, in threads and in processes."""

from tests.faults import counts, r5


def test_one_of_them_decides_and_the_others_learn_who_did() -> None:
    """On both databases one decision is recorded, and each loser is told by whom, and when."""
    assert r5.run(counts.of(r5.FAULT)).failures == []


def test_a_desk_that_reads_and_writes_apart_is_caught() -> None:
    """The negative control: what is read in one transaction and written in the next is noticed."""
    assert r5.control()
