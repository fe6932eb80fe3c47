"""Sites that are tested again, page by page: a change of terms or of the policy asks for it.

What is found is recorded in `service.desk.register.exceptions`.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from sqlmodel import Session, col, or_, select

from appendix_a.assessing.facts import Facts
from appendix_a.platforms.addresses import AddressFault, parse
from appendix_a.platforms.catalogue import Catalogue, Platform, candidates, load
from appendix_a.procedure import lifecycle
from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import Case
from appendix_a.reading.proposal import Proposal
from service.db.tables import (
    Entry,
    Event,
    OpenException,
    PlatformRow,
    Revision,
    Text,
    WorkItem,
)
from service.db.tables import Proposal as ProposalRow
from service.desk.cases import cases, schools
from service.desk.office import Office, Transaction, day_at

PAGE = 500  # sites in one run
PACE = timedelta(seconds=1)  # between two pages: what people wait for comes in between
AGAIN = timedelta(hours=1)  # until a site that could not be worked out is tried by itself
SWEEP = "sweep"
BETWEEN = ".."


class Dependant(NamedTuple):
    """A site that is sanctioned, as far as it matters here."""

    key: str
    title: str
    platform: str
    address: str


def ask(
    transaction: Transaction, school: str, actor: str, cause_seq: int, platform: str | None
) -> int:
    """Ask for every site that depends on this platform (all, for None) to be tested again.

    Gives how many there are. `cause_seq` is the event of the change, in the same transaction.
    """
    sites = (one.key for one in dependants(transaction.session, school, platform))
    pages = list(_pages(sites))
    count = sum(one.sites for one in pages)
    if not pages:
        return 0
    seq = transaction.log(
        school, "recheck_asked", school, actor, because=cause_seq, platform=platform, sites=count
    )
    for number, page in enumerate(pages):
        _enqueue(transaction, school, page.subject, seq, number * PACE)
    return count


def with_open_exceptions(session: Session, school: str) -> list[str]:
    """The keys of sanctioned sites on which something fails."""
    found = (
        select(Entry.key)
        .join(OpenException, col(OpenException.entry) == Entry.key)
        .where(Entry.school == school, col(Entry.status).in_(lifecycle.SANCTIONED))
        .where(col(OpenException.closed_on).is_(None))
        .distinct()
        .order_by(col(Entry.key))
    )
    return list(session.exec(found))


def ask_for_failing(transaction: Transaction, school: str, actor: str, cause_seq: int) -> None:
    """Ask for every site on which something fails to be tested again.

    What was done may have put it right: somebody is there, trained or in a role now.
    """
    ask_for(
        transaction, school, actor, cause_seq, with_open_exceptions(transaction.session, school)
    )


def ask_for(
    transaction: Transaction, school: str, actor: str, cause_seq: int, wanted: Iterable[str]
) -> None:
    """Ask for these sites to be tested again, each once however often it is asked for."""
    asked = transaction.session.exec(
        select(WorkItem.subject)
        .where(WorkItem.school == school, WorkItem.step == FlowStep.RECHECK)
        .where(col(WorkItem.done_at).is_(None), WorkItem.attempts == 0)
    ).all()
    keys = [key for key in wanted if _subject(key, key) not in asked]
    if not keys:
        return
    seq = transaction.log(
        school, "recheck_asked", school, actor, because=cause_seq, platform=None, sites=len(keys)
    )
    for number, key in enumerate(keys):
        _enqueue(transaction, school, _subject(key, key), seq, number * PACE)


class _Page(NamedTuple):
    subject: str
    sites: int


def _pages(keys: Iterator[str]) -> Iterator[_Page]:
    """The first and the last key of each page: all that is kept of it until it is due."""
    while page := list(islice(keys, PAGE)):
        yield _Page(_subject(page[0], page[-1]), len(page))


def _subject(first: str, last: str) -> str:
    return f"{first}{BETWEEN}{last}"


def try_alone(
    transaction: Transaction, school: str, entry: str, cause_seq: int, fault: str
) -> None:
    """Ask again for one site of a page that could not be worked out; `fault` is a code."""
    _enqueue(transaction, school, _subject(entry, entry), cause_seq, AGAIN, fault)


def _enqueue(
    transaction: Transaction,
    school: str,
    subject: str,
    cause: int,
    wait: timedelta,
    fault: str | None = None,
) -> None:
    transaction.session.add(
        WorkItem(
            school=school,
            subject_kind=SWEEP,
            subject=subject,
            step=FlowStep.RECHECK,
            cause_seq=cause,
            due_at=transaction.now + wait,
            fault=fault,
        )
    )


@dataclass(frozen=True)
class _Reach:
    """What a platform's row decides: sites that name it or a borrower, and places under it."""

    keys: frozenset[str]
    row: Platform

    def covers(self, address: str) -> bool:
        """Whether the address stands under one of its places."""
        read = parse(address)
        alone = Catalogue(platforms=(self.row,))
        return not isinstance(read, AddressFault) and bool(candidates(alone, read))

    @property
    def hosts(self) -> Iterable[str]:
        return {place.partition("/")[0] for place in self.row.hostnames}


def _reach(session: Session, school: str, key: str) -> _Reach | None:
    """As the row stands, and as it ever stood: a site at a place given up is tested too."""
    known = schools.catalogue_of(session, school).platforms
    borrowers = [one for one in known if one.resolves_to == key]
    read = session.exec(
        select(PlatformRow.row).where(PlatformRow.school == school, PlatformRow.key == key)
    )
    packaged = load().row(key)
    rows = [*([packaged] if packaged else []), *map(Platform.model_validate, read), *borrowers]
    if not rows:
        return None
    places = tuple(sorted({place for one in rows for place in one.hostnames}))
    plain = rows[0].model_copy(update={"hostnames": places, "resolves_to": None})
    return _Reach(frozenset({key, *(one.key for one in borrowers)}), plain)


def dependants(
    session: Session, school: str, platform: str | None, between: tuple[str, str] | None = None
) -> Iterator[Dependant]:
    """Sites awaiting launch or live that a platform's row bears on (all, for None), by key.

    They are read as they are asked for, never all at once.
    """
    found = (
        select(Entry.key, Entry.title, Entry.platform, Entry.address)
        .where(Entry.school == school, col(Entry.status).in_(lifecycle.SANCTIONED))
        .order_by(col(Entry.key))
        .execution_options(yield_per=PAGE)
    )
    if between:
        found = found.where(col(Entry.key).between(*between))
    if platform is None:
        return (Dependant(*one) for one in session.exec(found))
    reach = _reach(session, school, platform)
    if reach is None:
        return iter(())
    address = col(Entry.address)
    alike = [address.contains(host, autoescape=True) for host in reach.hosts]
    found = found.where(or_(col(Entry.platform).in_(reach.keys), *alike))
    sites = (Dependant(*one) for one in session.exec(found))
    return (one for one in sites if one.platform in reach.keys or reach.covers(one.address))


def facts_of_page(
    office: Office, school: str, subject: str, cause_seq: int
) -> tuple[str, Facts] | None:
    """The facts of a page's sites as they are now; None where none is left. Its seal is empty."""
    first, _, last = subject.partition(BETWEEN)
    with office.read() as session:
        platform = session.get_one(Event, (school, cause_seq)).body["platform"]
        keys = [one.key for one in dependants(session, school, platform, (first, last))]
        page = list(_facts(office, session, school, keys))
    if not page:
        return None
    return "", page[0].model_copy(update={"others": tuple(one.case for one in page[1:])})


def _facts(office: Office, session: Session, school: str, keys: list[str]) -> Iterator[Facts]:
    """The case of each site's last revision, with what the school is read once for them all.

    Neither signatures nor the rest of the register: what they are asked for was settled when the
    site entered.
    """
    row = schools.school_row(session, school)
    today = office.today(row)
    people = schools.school_facts(session, row, today)
    adoption, rows = schools.adoption_of(session, row), schools.rows_of(session, school)
    proposals = session.exec(
        select(ProposalRow, Text.body, Entry.address)
        .join(Entry, col(Entry.ref) == ProposalRow.ref)
        .join(
            Revision,
            (col(Revision.ref) == ProposalRow.ref) & (col(Revision.number) == ProposalRow.revision),
        )
        .join(Text, col(Text.id) == Revision.text)
        .where(col(Entry.key).in_(keys))
        .order_by(col(Entry.key))
    )
    for proposal, body, address in proposals:
        case = Case(
            reference=proposal.ref,
            proposer=proposal.proposer,
            proposal=Proposal.model_validate(json.loads(body or "")),
            school=people,
            registered_address=address,
            approved_on=day_at(row, proposal.approved_at) if proposal.approved_at else None,
            go_live=proposal.go_live,
        )
        facts = Facts(case=case, adoption=adoption, rows=rows, on=today)
        made = case.model_copy(update={"accepted": cases.accepted(session, facts)})
        yield facts.model_copy(update={"case": made})
