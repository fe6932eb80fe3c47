"""One platform's row changes, with a large register: only what depends on it is tested again."""

import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel, col, select

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import SiteStatus
from service.db.tables import Entry, Proposal, Revision, Text, WorkItem
from service.demo.school import KEY
from service.desk.office import Office
from service.desk.queue import rechecks
from service.desk.register import exceptions
from tests.benchmarks.record import PROPOSER, School, a_school
from tests.benchmarks.timing import Row, medians, milliseconds
from workflows import FLOWS
from workflows.step_case import StepCase

SITES, TURNS = 100_000, 3
FEW, MANY = 500, 1_500  # sites that depend on the row: one page and three
ENTERED = datetime(2026, 9, 1, tzinfo=UTC)
MOST_FOR_ASKING, MOST_GROWTH, MOST_MEMORY = 1.5, 1.5, 1.25
KILOBYTE = 1024
PLATFORMS = {"few": ("tumblr", FEW), "many": ("substack", MANY)}


def measure() -> list[Row]:
    """Finding who depends, and the pages from their facts to what is recorded, flows and all."""
    with a_school() as (school, _settings):
        office = school.office
        _fill(school)
        asked, floor = medians([_asking(office) for _ in range(TURNS)])
        rows = [
            Row(
                f"who depends on one of {SITES:,} sites' platforms; floor: those rows, read",
                asked,
                "ms",
                floor,
                MOST_FOR_ASKING,
            )
        ]
        few, many = (list(_pages(school, platform)) for platform, _ in PLATFORMS.values())
        small, large = _peak(office, few), _peak(office, many)
        rows.append(
            Row(
                f"memory for the facts of {len(many)} pages; floor: of {len(few)}",
                large / KILOBYTE,
                "kB",
                small / KILOBYTE,
                MOST_MEMORY,
            )
        )
        bare = milliseconds(lambda: _read(office, PLATFORMS["few"][0])) / FEW
        one = milliseconds(lambda: _work(office, few)) / FEW
        each = milliseconds(lambda: _work(office, many)) / MANY
        rows.append(Row(f"a site, among {FEW:,}; floor: its facts, read", one, "ms", bare))
        rows.append(Row(f"a site, among {MANY:,}; floor: {FEW:,}", each, "ms", one, MOST_GROWTH))
    return rows


def _asking(office: Office) -> tuple[float, float]:
    def asked() -> None:
        with office.read() as session:
            found = sum(1 for _ in rechecks.dependants(session, KEY, PLATFORMS["few"][0]))
        assert found == FEW, f"{found} depend"

    return milliseconds(asked), milliseconds(lambda: _read_all(office))


def _read_all(office: Office) -> None:
    query = select(Entry.platform, Entry.address).where(Entry.school == KEY)
    with office.read() as session:
        assert sum(1 for _ in session.exec(query.execution_options(yield_per=500))) == SITES


def _read(office: Office, platform: str) -> None:
    query = (
        select(Proposal.ref, Text.body)
        .join(Entry, col(Entry.ref) == Proposal.ref)
        .join(Revision, col(Revision.ref) == Proposal.ref)
        .join(Text, col(Text.id) == Revision.text)
        .where(Entry.platform == platform)
    )
    with office.read() as session:
        assert len(session.exec(query).all()) == FEW


def _pages(school: School, platform: str) -> Iterator[WorkItem]:
    """Ask, as a row that is recorded does; gives the pages that wait."""
    with school.office.transaction() as transaction:
        seq = transaction.log(KEY, "evidence", KEY, school.keys[PROPOSER], platform=platform)
        rechecks.ask(transaction, KEY, school.keys[PROPOSER], seq, platform)
        cause = seq + 1
    with school.office.read() as session:
        waiting = select(WorkItem).where(WorkItem.step == FlowStep.RECHECK)
        yield from session.exec(waiting.where(WorkItem.cause_seq == cause)).all()


def _work(office: Office, pages: Iterable[WorkItem]) -> None:
    for page in pages:
        found = rechecks.facts_of_page(office, KEY, page.subject, page.cause_seq)
        assert found is not None
        case = StepCase(reference=page.subject, seal=found[0], facts=found[1])
        (outcome,) = FLOWS[FlowStep.RECHECK].fn([case])
        with office.transaction() as transaction:
            exceptions.record(transaction, office, KEY, page.cause_seq, outcome, "run")


def _peak(office: Office, pages: list[WorkItem]) -> int:
    """The most memory, in bytes, that Python took while it read one page after another."""
    tracemalloc.start()
    for page in pages:
        rechecks.facts_of_page(office, KEY, page.subject, page.cause_seq)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def _fill(school: School) -> None:
    """Live sites, past the procedure; the facts of those that depend are those of one class blog."""
    ref, office = school.draft(), school.office
    with office.read() as session:
        text = session.get_one(Revision, (ref, 1)).text
    owner = school.keys[PROPOSER]
    platforms = [name for name, count in PLATFORMS.values() for _ in range(count)]
    with office.transaction() as transaction:
        _insert(
            transaction.session, Proposal, (_proposal(number, owner) for number in range(SITES))
        )
        _insert(
            transaction.session,
            Entry,
            (
                _entry(number, platforms[number] if number < len(platforms) else "facebook")
                for number in range(SITES)
            ),
        )
        _insert(
            transaction.session,
            Revision,
            ({"ref": _ref(number), "number": 1, "text": text} for number in range(len(platforms))),
        )


def _insert(session: Any, table: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    session.execute(insert(table), list(rows))


def _ref(number: int) -> str:
    return f"SITE-{number:06}"


def _proposal(number: int, owner: str) -> dict[str, Any]:
    plain = {"ref": _ref(number), "school": KEY, "proposer": owner, "title": f"Class {number}"}
    return plain | {"status": Status.REGISTERED, "created_at": ENTERED, "changed_at": ENTERED}


def _entry(number: int, platform: str) -> dict[str, Any]:
    return {
        "key": f"site-{number:06}",
        "school": KEY,
        "ref": _ref(number),
        "title": f"Class {number}",
        "platform": platform,
        "platform_name": platform,
        "address": f"https://{platform}.example/class-{number}",
        "public_purpose": "Shows families what the class learns.",
        "owner_role": "Staff",
        "audience": ["families"],
        "reason_kinds": ["pedagogical"],
        "listed": True,
        "status": SiteStatus.LIVE,
        "registered_at": ENTERED,
        "edition": "model-1",
    }
