"""R13, as a test: damaged files are never served silently."""

from tests.faults import counts, r13


def test_damage_is_refused_or_found() -> None:
    """Of the record, its log after a kill, the settings, the keys and the checkpoints."""
    assert r13.run(counts.of("R13")).failures == []


def test_a_verifier_of_the_first_line_is_caught() -> None:
    """The harness tells damage that goes unnoticed from damage that is found."""
    assert r13.control()
