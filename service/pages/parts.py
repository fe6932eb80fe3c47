"""What macros/parts.html shows: rows of answers, steps, events."""

from dataclasses import dataclass
from itertools import groupby

from service.desk.views import Happened
from service.pages.cells import moment


@dataclass(frozen=True)
class SummaryRow:
    """One line of a summary. An empty value is shown as not provided."""

    key: str
    value: str | tuple[str, ...]
    change_href: str | None = None
    hidden: str = ""
    note: str = ""  # what to look at in it


@dataclass(frozen=True)
class TaskStep:
    """One step of the way. `status` is done, running, waiting, stopped or later."""

    label: str
    status: str
    detail: str | None = None
    when: str | None = None
    run_id: str | None = None
    href: str | None = None


@dataclass(frozen=True)
class EventLine:
    """One line of a history."""

    when: str
    who: str
    words: str
    detail: str | None = None
    run_id: str | None = None


def event_line(one: Happened, zone: str) -> EventLine:
    """One event of the log; what no person did was done by the checks."""
    words = one.words[:1].upper() + one.words[1:]
    who, when = one.who or "the checks", moment(one.at, zone)
    return EventLine(when, who, words, one.reason or None, one.run_id)


def history(happened: tuple[Happened, ...], zone: str) -> tuple[EventLine, ...]:
    """The log of a proposal; a draft saved many times in a row is one line, the last."""
    runs = groupby(happened, key=lambda one: (one.words, one.who))
    return tuple(event_line(list(run)[-1], zone) for _, run in runs)


def listed(names: tuple[str, ...]) -> str:
    """Names as in a sentence: one, two and three."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
