"""What a session has put together once is given again, until it has changed something itself."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from service.db import connect
from service.db.connect import cached, reading, remember, writing
from service.db.migrate import migrate
from service.db.tables import LogHead
from tests.databases import KINDS

pytestmark = pytest.mark.databases(*KINDS)


def heads(session: Session) -> list[tuple[str, int]]:
    """Every log's newest number, as a use case would put it together."""
    query = select(LogHead.school, LogHead.seq).order_by(LogHead.school)
    return cached(session, "heads", lambda: [(school, seq) for school, seq in session.exec(query)])


@pytest.fixture
def record(engine: Engine) -> Iterator[Engine]:
    migrate(engine)
    with writing(engine) as session:
        session.add(LogHead(school="alder", seq=1, hash=""))
        session.commit()
    yield engine


def add(session: Session) -> None:
    session.add(LogHead(school="beech", seq=1, hash=""))


def change(session: Session) -> None:
    session.get_one(LogHead, "alder").seq = 2


def delete(session: Session) -> None:
    session.delete(session.get_one(LogHead, "alder"))


def change_at_once(session: Session) -> None:
    session.execute(update(LogHead).where(col(LogHead.school) == "alder").values(seq=2))


def add_and_flush(session: Session) -> None:
    add(session)
    session.flush()


CHANGES: dict[Callable[[Session], None], list[tuple[str, int]]] = {
    add: [("alder", 1), ("beech", 1)],
    add_and_flush: [("alder", 1), ("beech", 1)],
    change: [("alder", 2)],
    change_at_once: [("alder", 2)],
    delete: [],
}


@pytest.mark.parametrize("act", CHANGES, ids=lambda act: act.__name__)
def test_what_an_act_has_changed_it_reads_anew(
    record: Engine, act: Callable[[Session], None]
) -> None:
    """Whether it was flushed or not, and however it was written."""
    with writing(record) as session:
        before = heads(session)
        act(session)
        assert (before, heads(session)) == ([("alder", 1)], CHANGES[act])


def test_what_was_put_together_is_not_read_again(record: Engine) -> None:
    """Neither while a session only reads, nor in an act before its first change."""
    for opened in (reading, writing):
        with opened(record) as session:
            remember(session, {"heads": [("known", 0)]})
            assert heads(session) == [("known", 0)]
            session.exec(select(LogHead)).all()
            assert heads(session) == [("known", 0)]


def test_a_memory_that_outlives_a_change_is_caught(
    record: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: without forgetting, a change by a statement is not seen."""
    monkeypatch.setattr(connect, "_forget", lambda _: None)
    with writing(record) as session:
        heads(session)
        change_at_once(session)
        assert heads(session) == [("alder", 1)]
