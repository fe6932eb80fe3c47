"""An act at the desk against its SQL statements, bare, and against itself without its proof."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pytest import MonkeyPatch
from sqlalchemy import event

from appendix_a.reading.case import SignOffStep
from service.db.connect import sqlite_module
from service.db.settings import SQLITE_SETTINGS
from service.db.tables import DecisionKind
from service.desk.office import Transaction
from service.desk.proposals import decisions, proposals
from service.desk.proposals.decisions import Deciding
from tests.benchmarks.record import PROPOSER, School, a_school
from tests.benchmarks.timing import Row, medians, milliseconds
from tests.service.stepping import run_all

TIMES, IN_A_ROW = 9, 10
LEAST = 0.6
MOST_FOR_PROOF = 1.15
Act = Callable[[], object]
Statement = tuple[str, Any, bool]  # its words, what it was given, whether for many rows at once


def measure() -> list[Row]:
    """Acts a second: a draft is submitted, a step is signed; what their proof costs them."""
    with a_school() as (school, _):
        return [
            row
            for what, prepare in (("submit", _submit), ("decide", _decide))
            for row in (_row(school, what, prepare), _proof(school, what, prepare))
        ]


def _row(school: School, what: str, prepare: Callable[[School], Act]) -> Row:
    _turn(school, prepare)  # the first of a process is slower
    ours, floor = medians([_turn(school, prepare) for _ in range(TIMES)])
    label = f"{what}: acts a second, {IN_A_ROW} in a row; floor: their SQL statements, bare"
    second = 1000 * IN_A_ROW
    return Row(label, second / ours, "a second", second / floor, least=LEAST)


def _proof(school: School, what: str, prepare: Callable[[School], Act]) -> Row:
    """The same acts beside those of a program that commits to no row."""
    proven, bare = medians([_both(school, prepare) for _ in range(TIMES)])
    return Row(f"{what}, proven; floor: without", proven, "ms", bare, MOST_FOR_PROOF)


def _both(school: School, prepare: Callable[[School], Act]) -> tuple[float, float]:
    acts = [prepare(school) for _ in range(2 * IN_A_ROW)]
    proven = milliseconds(lambda: [act() for act in acts[::2]]) / IN_A_ROW
    with _unproven():
        return proven, milliseconds(lambda: [act() for act in acts[1::2]]) / IN_A_ROW


@contextmanager
def _unproven() -> Iterator[None]:
    with MonkeyPatch.context() as patched:
        patched.setattr(Transaction, "close", lambda *_: None)
        patched.setattr("service.db.connect.watch", lambda _: None)
        yield


def _turn(school: School, prepare: Callable[[School], Act]) -> tuple[float, float]:
    """Milliseconds of a row of acts, and of their statements on the state that they found."""
    acts = [prepare(school) for _ in range(IN_A_ROW)]
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "record.db"
        with school.office.read() as session:
            raw = session.connection().connection.driver_connection
            assert raw is not None
            with closing(sqlite_module().connect(str(copy))) as target:
                raw.backup(target)
        with _heard(school) as statements:
            ours = milliseconds(lambda: [act() for act in acts])
        with closing(_opened(copy)) as bare:
            return ours, milliseconds(lambda: _say(bare, statements))


def _submit(school: School) -> Act:
    ref = school.draft()
    version, person = school.version(ref), school.keys[PROPOSER]
    return lambda: proposals.submit(school.office, person, ref, version)


def _decide(school: School) -> Act:
    ref = school.draft()
    school.submit(ref)
    run_all(school.office)
    signer = school.keys["conor"]
    card = decisions.sign_off(school.office, signer, ref, SignOffStep.AIMS)
    told = school.stories[ref].answers
    answers = {one.check: told[one.check] for one in card.questions}
    seal, nonce = card.view.seal, card.nonce
    given = Deciding(DecisionKind.SIGN, card.view.revision, seal, nonce, card.edition, "", answers)
    return lambda: decisions.decide(school.office, signer, ref, SignOffStep.AIMS, given)


@contextmanager
def _heard(school: School) -> Iterator[list[Statement]]:
    """What the record is told while the block runs, in its order."""
    said: list[Statement] = []

    def statement(_c: Any, _u: Any, words: str, given: Any, _x: Any, many: bool) -> None:
        said.append((words, given, many))

    def commit(_c: Any) -> None:
        said.append(("COMMIT", (), False))

    def rollback(_c: Any) -> None:
        said.append(("ROLLBACK", (), False))

    heard: dict[str, Callable[..., None]] = {
        "before_cursor_execute": statement,
        "commit": commit,
        "rollback": rollback,
    }
    for name, listener in heard.items():
        event.listen(school.office.db, name, listener)
    yield said
    for name, listener in heard.items():
        event.remove(school.office.db, name, listener)


def _opened(file: Path) -> Any:
    connection = sqlite_module().connect(str(file), isolation_level=None)
    for name, value in SQLITE_SETTINGS.items():
        connection.execute(f"PRAGMA {name}={value}").close()
    connection.execute("PRAGMA journal_mode=wal").close()
    return connection


def _say(connection: Any, statements: list[Statement]) -> None:
    for words, given, many in statements:
        cursor = connection.cursor()
        (cursor.executemany if many else cursor.execute)(words, given)
        if cursor.description:
            cursor.fetchall()
        cursor.close()
