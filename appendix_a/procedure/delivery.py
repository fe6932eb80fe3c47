"""When a mail is tried again, and when it is given up: what a mail server's answer leads to."""

from datetime import timedelta

from appendix_a.procedure.steps import Result
from appendix_a.values.value import Choice, Value


class Answer(Choice):
    """What a try to send one mail came to."""

    TAKEN = "taken", "The mail server took it"
    LATER = "later", "The mail server asks for another try"
    BROKEN_OFF = "broken_off", "The connection broke before the mail server answered"
    REFUSED = "refused", "The mail server refuses it"
    NO_ADDRESS = "no_address", "The person has no address any more"
    NOT_PROVEN = "not_proven", "The address does not agree with the log"
    NOTHING_TO_SAY = "nothing_to_say", "Everything in it is over"


class Try(Value):
    """One try: its answer, the server's code (0 for none), and how many there were with this one."""

    answer: Answer
    code: int = 0
    number: int


PAUSES = (
    *(timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4)),
    *(timedelta(hours=12), timedelta(hours=24), timedelta(hours=24), timedelta(hours=24)),
)
"""How long before each further try. Greylisting ends within the first three; RFC 5321 asks for at
least four or five days in all (section 4.5.4.1)."""
PROBE = timedelta(minutes=5)
"""How long a mail server that does not work is left alone. Nothing is counted against a mail meanwhile."""
OVER = frozenset({Answer.TAKEN, Answer.NO_ADDRESS, Answer.NOTHING_TO_SAY})
"""What leaves nothing to do."""
HOPELESS = frozenset({Answer.REFUSED, Answer.NOT_PROVEN})
"""What another try would not change: the operator looks."""


def result_of(tried: Try) -> Result:
    """Sent, later, or set aside for the operator."""
    if tried.answer in OVER:
        return Result.SENT
    if tried.answer in HOPELESS or tried.number > len(PAUSES):
        return Result.SET_ASIDE
    return Result.LATER


def pause_after(tried: Try) -> timedelta:
    """How long before the next try."""
    return PAUSES[min(tried.number, len(PAUSES)) - 1]
