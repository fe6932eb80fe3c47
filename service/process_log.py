"""What the processes say on stderr: a line of JSON for each request and each run of a step.

No word of anybody's stands there: an error is its class and its places, and of a library's line only
its place is kept. On a terminal a line is a sentence, and only what goes wrong is said unless all of
it is asked for.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, TextIO

LOG = logging.getLogger("official_sites")
IN_OWN_WORDS = frozenset({LOG.name, "uvicorn.error"})  # their sentences repeat nothing that came in


def begin(stream: TextIO | None = None, *, verbose: bool = False) -> None:
    """Take over everything that is logged in this process. `stream` is stderr by default."""
    stream = stream or sys.stderr
    watched = stream.isatty()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Sentence() if watched else Line())
    logging.getLogger().handlers = LOG.handlers = [handler]
    LOG.propagate = False
    LOG.setLevel(logging.WARNING if watched and not verbose else logging.INFO)


def say(event: str, *, level: int = logging.INFO, **facts: Any) -> None:
    """Log an event with its facts: numbers, codes and names of our own, never what somebody sent."""
    LOG.log(level, event, extra={"facts": facts})


def fault(event: str, error: BaseException, **facts: Any) -> None:
    """Log an error of ours by its class and its places in the code."""
    LOG.error(event, extra={"facts": facts | _told(error)})


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """What may be told of a record: all of our own, and of a library's where it was said."""
    ours = record.name in IN_OWN_WORDS
    facts: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": record.getMessage() if ours else f"{record.name}, {record.module}:{record.lineno}",
        **getattr(record, "facts", {}),
    }
    error = record.exc_info[1] if record.exc_info else None
    return facts | (_told(error) if error else {})


class Line(logging.Formatter):
    """A line of JSON, for a program that collects them."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(facts_of(record))


class Sentence(logging.Formatter):
    """The same for a person at a terminal: the event, then each fact."""

    def format(self, record: logging.LogRecord) -> str:
        facts = facts_of(record)
        places = facts.pop("places", [])
        event, rest = facts.pop("event"), [f"{name} {facts[name]}" for name in list(facts)[2:]]
        return "\n  ".join((": ".join(filter(None, (event, ", ".join(rest)))), *places))


def _told(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{one.filename}:{one.lineno} in {one.name}" for one in frames]
    return {"error": type(error).__name__, "places": places}
