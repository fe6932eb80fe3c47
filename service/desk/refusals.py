"""Why the desk does not do what it was asked. Each carries a sentence for the person."""

from appendix_a.values.faults import Fault


class Refusal(Exception):
    """Nothing was changed. The words say what is wrong and what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class NotFound(Refusal):
    """There is no such thing, or it belongs to another school."""

    def __init__(self, words: str = "There is nothing at this address.") -> None:
        super().__init__(words)


class NotAllowed(Refusal):
    """This person may not do this."""


class Conflict(Refusal):
    """Somebody was faster, or the state has moved on. The words say who and when."""


class Faulty(Refusal):
    """What was put in cannot be taken: one fault for each field."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(" ".join(fault.words for fault in faults))
        self.faults = faults


class TooSoon(Refusal):
    """Too many tries: wait. `seconds` until the next one is looked at."""

    def __init__(self, seconds: int, why: str = "Too many failed attempts.") -> None:
        wait = "1 second" if seconds == 1 else f"{seconds} seconds"
        super().__init__(f"{why} Wait {wait}, then try again.")
        self.seconds = seconds
