"""What the program says to whoever started it: sentences, and one line of progress."""

import os
import sys
import threading
from shutil import get_terminal_size
from typing import TextIO

CLEAR = "\r\x1b[K"  # to the start of the line, and away with what stood there


class Console:
    """Sentences of several threads, one after the other.

    On a terminal the line of progress is written over, and stands below what is said; elsewhere
    there is none.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._watched = self._stream.isatty()
        self._line = ""
        self._turn = threading.Lock()

    def say(self, words: str) -> None:
        """Write a sentence, or several lines of them."""
        with self._turn:
            self._write(f"{CLEAR if self._line else ''}{words}\n{self._line}")

    def progress(self, words: str) -> None:
        """Show how far it is; with no words the line goes away."""
        if not self._watched:
            return
        with self._turn:
            self._line = words[: get_terminal_size().columns - 1]
            self._write(f"{CLEAR}{self._line}")

    def close(self) -> None:
        """Take the line of progress away for good; sentences may still follow."""
        self.progress("")
        self._watched = False

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except BrokenPipeError:  # whoever read it has gone; what is served goes on
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
