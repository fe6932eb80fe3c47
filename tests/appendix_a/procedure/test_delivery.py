"""What a mail server's answer leads to: sent, tried again, or for the operator."""

from datetime import timedelta

import pytest

from appendix_a.procedure.delivery import (
    HOPELESS,
    OVER,
    PAUSES,
    Answer,
    Try,
    pause_after,
    result_of,
)
from appendix_a.procedure.steps import Result

TRIED_AGAIN = set(Answer) - OVER - HOPELESS


@pytest.mark.parametrize("answer", Answer)
def test_each_answer_leads_to_one_result(answer: Answer) -> None:
    """What is over is sent, what is hopeless is set aside, all else is tried again."""
    expected = {
        **dict.fromkeys(OVER, Result.SENT),
        **dict.fromkeys(HOPELESS, Result.SET_ASIDE),
        **dict.fromkeys(TRIED_AGAIN, Result.LATER),
    }
    assert result_of(Try(answer=answer, number=1)) is expected[answer]


def test_it_ends_after_its_bound() -> None:
    """With one try more than there are pauses; what is taken with the last is sent."""
    last = len(PAUSES) + 1
    results = [result_of(Try(answer=Answer.LATER, number=n)) for n in range(1, last + 1)]
    assert results == [Result.LATER] * len(PAUSES) + [Result.SET_ASIDE]
    assert result_of(Try(answer=Answer.TAKEN, number=last)) is Result.SENT


def test_the_pauses_grow_and_last_as_long_as_the_standard_asks() -> None:
    """Four days at least in all (RFC 5321, 4.5.4.1), the first of them minutes."""
    pauses = [pause_after(Try(answer=Answer.LATER, number=n)) for n in range(1, len(PAUSES) + 1)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=5)
    assert sum(pauses, timedelta()) >= timedelta(days=3)
