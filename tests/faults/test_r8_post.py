"""R8, as a test: the post is killed at each of its points, on both databases."""

from tests.faults import counts, r8


def test_a_kill_of_the_post_costs_nobody_a_mail() -> None:
    """Each mail is taken at least once under one Message-ID, and one more at most for each kill."""
    assert r8.run(counts.of("R8")).failures == []


def test_a_post_that_forgets_what_it_sent_is_caught() -> None:
    """The same trial finds one that keeps nothing of what it has sent."""
    assert r8.control()
