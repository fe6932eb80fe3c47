"""What stands on the console: sentences, and below them one line of progress."""

import io

import pytest

from service.console import CLEAR, Console


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_sentence_goes_above_the_line_of_progress() -> None:
    """On a terminal the line is taken away, the sentence written, and the line put back."""
    stream = Terminal()
    console = Console(stream)
    console.progress("1 of 2")
    console.say("Prefect ended.")
    console.progress("")
    console.say("Ready.")
    assert stream.getvalue() == f"{CLEAR}1 of 2{CLEAR}Prefect ended.\n1 of 2{CLEAR}Ready.\n"


def test_a_file_gets_the_sentences_alone() -> None:
    """Where nobody watches there is no progress to see."""
    stream = io.StringIO()
    console = Console(stream)
    console.progress("1 of 2")
    console.say("Ready.")
    assert stream.getvalue() == "Ready.\n"


def test_a_console_that_is_closed_shows_no_more_progress() -> None:
    """The line goes away for good, and what is said afterwards stands alone."""
    stream = Terminal()
    console = Console(stream)
    console.progress("1 of 2")
    console.close()
    console.progress("2 of 2")
    console.say("Stopped.")
    assert stream.getvalue() == f"{CLEAR}1 of 2{CLEAR}Stopped.\n"


def test_a_line_of_progress_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wider than the terminal is cut, or it could not be written over."""
    monkeypatch.setenv("COLUMNS", "20")
    stream = Terminal()
    Console(stream).progress("x" * 50)
    assert stream.getvalue() == CLEAR + "x" * 19
