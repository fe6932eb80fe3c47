"""A database that fails at the statement one chooses, as the driver itself would say it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from tests.faults.report import changed

BUSY, READING, FULL = "database is locked", "disk I/O error", "database or disk is full"
ERRORS = (BUSY, READING, FULL)
STATEMENTS = ("do_execute", "do_executemany", "do_execute_no_params", "do_commit")


@dataclass
class Counter:
    """Statements that have reached the database so far, and which of them were commits."""

    statements: int = 0
    commits: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Failing:
    """From which statement on the database fails, in which words, and whether it goes on so."""

    at: int
    words: str
    lasting: bool

    def fails(self, statement: int) -> bool:
        """Whether this statement, counted from 1, fails."""
        return statement == self.at or (self.lasting and statement > self.at)


NEVER = Failing(0, "", lasting=False)


@contextmanager
def failing(db: Engine, how: Failing = NEVER) -> Iterator[Counter]:
    """The database, failing in this way for a while; gives what it counts."""
    counter = Counter()
    wrapped = (
        (db.dialect, name, _wrapped(getattr(db.dialect, name), name, db, how, counter))
        for name in STATEMENTS
    )
    with changed(*wrapped):
        yield counter


def _wrapped(
    own: Callable[..., Any], name: str, db: Engine, how: Failing, counter: Counter
) -> Callable[..., Any]:
    def call(*given: Any) -> Any:
        counter.statements += 1
        if how.fails(counter.statements):
            raise db.dialect.loaded_dbapi.OperationalError(how.words)
        done = own(*given)
        if name == "do_commit":
            counter.commits.append(counter.statements)
        return done

    return call
