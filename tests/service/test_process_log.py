"""What is said on stderr: a line of JSON for a program, a sentence for a person, no word of anybody's."""

import json
import logging
from collections.abc import Callable
from typing import Any

from service import process_log
from tests.service.listening import listened
from tests.service.test_console import Terminal

SECRET = "Aoife Kerr's secret"


def lines(*acts: Callable[[], object]) -> list[dict[str, Any]]:
    """What these acts leave in a file, one line each."""
    with listened() as stream:
        for act in acts:
            act()
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    for one in found:
        assert one.pop("time").endswith("+00:00")
    return found


def failing() -> None:
    try:
        int(SECRET)
    except ValueError as error:
        process_log.fault("failed", error, request="1a2b")


def of_a_library() -> None:
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("library").exception("cannot serve %s", SECRET)


def test_an_event_is_a_line_with_its_facts() -> None:
    """As they were given, numbers as numbers."""
    assert lines(lambda: process_log.say("run", run="r-1", items=3, ms=1.5)) == [
        {"level": "info", "event": "run", "run": "r-1", "items": 3, "ms": 1.5}
    ]


def test_an_error_is_its_class_and_its_places() -> None:
    """The line of the code that failed, and nothing that it said."""
    (found,) = lines(failing)
    (place,) = found.pop("places")
    assert found == {"level": "error", "event": "failed", "request": "1a2b", "error": "ValueError"}
    assert place.endswith(" in failing")
    assert f"{__file__}:" in place


def test_of_a_library_only_the_place_is_told() -> None:
    """Neither its words nor its error's: they may repeat what somebody sent."""
    (found,) = lines(of_a_library)
    assert found["event"].startswith("library, test_process_log:")
    assert (found["level"], found["error"]) == ("error", "ValueError")
    assert SECRET not in json.dumps(found)


def test_the_search_for_the_secret_would_find_it() -> None:
    """The negative: a plain handler tells all."""
    with listened() as stream:
        logging.getLogger().handlers = [logging.StreamHandler(stream)]
        of_a_library()
    assert SECRET in stream.getvalue()


def test_the_server_speaks_in_its_own_words() -> None:
    """That an address is taken has to be told."""
    words = "[Errno 98] address already in use"
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "server.py", 1, words, None, None)
    assert process_log.facts_of(record)["event"] == words


def test_a_terminal_hears_only_of_what_goes_wrong() -> None:
    """A sentence with its facts, and below it the places."""
    with listened(Terminal()) as stream:
        process_log.say("request", route="/")
        process_log.say("engine waits", level=logging.WARNING, why="Prefect does not answer")
        failing()
    first, second, place = stream.getvalue().splitlines()
    assert first == "engine waits: why Prefect does not answer"
    assert second == "failed: request 1a2b, error ValueError"
    assert place.startswith(f"  {__file__}:")


def test_a_terminal_hears_all_of_it_when_asked() -> None:
    """As sentences."""
    with listened(Terminal(), verbose=True) as stream:
        process_log.say("request", route="/")
    assert stream.getvalue() == "request: route /\n"
