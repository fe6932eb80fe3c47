"""R1: whatever process is killed, and whenever, nothing acknowledged is lost and nothing is twice."""

from tests.faults import counts, r1


def test_a_kill_at_any_moment_costs_nothing() -> None:
    """Every proposal comes to its end, every acknowledged act is there, and the record is whole."""
    report = r1.run(counts.of("R1"))
    assert report.failures == []
    assert report.count == counts.of("R1")


def test_an_engine_that_forgets_what_it_did_is_caught() -> None:
    """The control: done and recorded in two transactions leaves a proposal where it was."""
    assert r1.control()
