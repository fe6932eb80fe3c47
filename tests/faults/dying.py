"""A process that is killed at the n-th passage of a named point.

The product has no switch for it: the points lie around its own functions and around each statement
that reaches the database, and are put there in a process that ends with the trial.
"""

import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from traceback import format_exc
from typing import Any, NoReturn

from sqlalchemy import Engine, event

from tests.service.engine.waiting import PATIENCE

_WRITE = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?')
_OTHERS = {
    "BEGIN IMMEDIATE": "the beginning of an act",
    **dict.fromkeys(("CREATE", "ALTER", "DROP"), "a change of a table"),
}


@dataclass
class Points:
    """Counts what is passed under each name; kills this process at the chosen passage of one."""

    chosen: str = ""
    turn: int = 0
    passed: Counter[str] = field(default_factory=Counter)

    def __call__(self, words: str) -> None:
        """Pass the point of this name."""
        self.passed[words] += 1
        if (words, self.passed[words]) == (self.chosen, self.turn):
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: object, name: str, words: str) -> None:
        """Put a point before and one after a function of the product."""
        own = getattr(owner, name)

        @wraps(own)
        def passing(*given: Any, **named: Any) -> Any:
            self(f"before {words}")
            result = own(*given, **named)
            self(f"after {words}")
            return result

        setattr(owner, name, passing)

    def at_statements(self, db: Engine) -> None:
        """Put points around each commit, each row that is written, and where an act begins."""

        def before(_c: object, _cursor: object, statement: str, *_: object) -> None:
            if words := _words(statement):
                self(f"before {words}")

        def after(_c: object, _cursor: object, statement: str, *_: object) -> None:
            if words := _words(statement):
                self(f"after {words}")

        event.listen(db, "before_cursor_execute", before)
        event.listen(db, "after_cursor_execute", after)
        self.around(db.dialect, "do_commit", "a commit")


def _words(statement: str) -> str:
    for start, words in _OTHERS.items():
        if statement.lstrip().startswith(start):
            return words
    written = _WRITE.match(statement)
    return f"a row of {written[1]}" if written else ""


def child(doing: Callable[[], object]) -> int:
    """Do it in a child of this process, which has no threads yet; gives the child's number."""
    number = os.fork()
    if not number:
        _end_well(doing)
    return number


def ended(number: int) -> int:
    """How the child ended: its exit code, or the signal that ended it as a negative number."""
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def _end_well(doing: Callable[[], object]) -> NoReturn:
    signal.alarm(int(PATIENCE))  # which ends one that hangs
    try:
        doing()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - whatever it is, this process does not outlive it
        sys.stderr.write(format_exc())
        sys.stderr.flush()
    os._exit(1)
