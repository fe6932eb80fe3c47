"""What an edition does to what is there: computed under both, and nothing is written."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlmodel import Session, col, func, select

from appendix_a.assessing.assess import assess
from appendix_a.assessing.facts import Facts
from appendix_a.editions.edition import Adoption
from appendix_a.editions.replay import Difference, answer, differences
from appendix_a.procedure.lifecycle import SANCTIONED, Status
from appendix_a.reading.case import Stage
from appendix_a.values.answers import Verdict
from service.db.tables import Entry
from service.db.tables import Proposal as ProposalRow
from service.desk.cases import cases
from service.desk.office import Office
from service.desk.policy import editions
from service.desk.register import sites
from service.desk.views import Site

MOST_TESTED = 200  # sites for one page: it is shown while somebody waits for it
PENDING: Mapping[Status, Stage] = MappingProxyType(
    {
        Status.CHECKING: Stage.DRAFT,
        Status.REFERRED: Stage.DRAFT,
        Status.IN_SIGN_OFF: Stage.SIGN_OFF,
        Status.APPROVED: Stage.REGISTRATION,
    }
)
"""What has been submitted and is not decided, and what is asked of it next."""


@dataclass(frozen=True)
class Changed:
    """A proposal, or a site by its entry, that would answer differently."""

    ref: str
    entry: str
    title: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Preview:
    """What adopting the draft would change, and how many were looked at."""

    proposals: tuple[Changed, ...]
    sites: tuple[Changed, ...]
    looked_at: int


@dataclass(frozen=True)
class Sum:
    """What would get worse: sites by the printed number of a clause, proposals in all."""

    fail: Mapping[str, int]
    undecided: Mapping[str, int]
    returned: int
    referred: int


def summed(found: Preview) -> Sum:
    """How many would fail, or could not be decided, that do neither today."""
    worst = [
        _worse(one, Verdict.UNMET) or _worse(one, Verdict.UNDETERMINED) for one in found.proposals
    ]
    returned = sum(bool(_worse(one, Verdict.UNMET)) for one in found.proposals)
    return Sum(
        _by_clause(found.sites, Verdict.UNMET),
        _by_clause(found.sites, Verdict.UNDETERMINED),
        returned,
        sum(map(bool, worst)) - returned,
    )


def _by_clause(found: tuple[Changed, ...], said: Verdict) -> Mapping[str, int]:
    return Counter(number for one in found for number in _worse(one, said))


_BAD: Mapping[Verdict, frozenset[Verdict]] = MappingProxyType(
    {
        Verdict.UNMET: frozenset({Verdict.UNMET}),
        Verdict.UNDETERMINED: frozenset({Verdict.UNMET, Verdict.UNDETERMINED}),
    }
)
"""Each answer with those that are no better."""


def _worse(changed: Changed, said: Verdict) -> tuple[str, ...]:
    """The clauses that would answer this and answer better today, each once."""
    numbers = (
        one.after.printed
        for one in changed.differences
        if one.after and one.after.answer is said
        if one.before is None or one.before.answer not in _BAD[said]
    )
    return tuple(dict.fromkeys(numbers))


def preview(office: Office, school: str) -> Preview:
    """Which pending proposals and sanctioned sites would answer differently under the draft."""
    with office.read() as session:
        adoption, _ = editions.drafted(session, school)
        proposals = tuple(
            Changed(row.ref, "", row.title, _moved(office, session, row, adoption, stage))
            for row, stage in _pending(session, school)
        )
        live = tuple(
            Changed(row.ref, entry.key, entry.title, _moved(office, session, row, adoption))
            for entry, row in _sanctioned(session, school)
        )
    return Preview(_changed(proposals), _changed(live), len(proposals) + len(live))


def _changed(found: tuple[Changed, ...]) -> tuple[Changed, ...]:
    return tuple(one for one in found if one.differences)


def _moved(
    office: Office,
    session: Session,
    row: ProposalRow,
    adoption: Adoption,
    stage: Stage = Stage.LIFE,
) -> tuple[Difference, ...]:
    now = cases.facts_of(office, session, row)
    then = now.model_copy(update={"adoption": adoption})
    before, after = (
        assess(one.case, one.policy(), one.on, stage=stage).findings for one in (now, then)
    )
    return tuple(filter(_matters, differences(before, after, by=answer)))


def _matters(one: Difference) -> bool:
    """Whether anything is asked on either side: “does not apply” and “not asked” ask nothing."""
    sides = (one.before, one.after)
    return any(side and side.answer is not Verdict.DOES_NOT_APPLY for side in sides)


def _pending(session: Session, school: str) -> Iterator[tuple[ProposalRow, Stage]]:
    rows = session.exec(
        select(ProposalRow)
        .where(ProposalRow.school == school, col(ProposalRow.status).in_(list(PENDING)))
        .order_by(ProposalRow.ref)
    )
    return ((row, PENDING[row.status]) for row in rows.all())


def _sanctioned(
    session: Session, school: str, most: int | None = None
) -> list[tuple[Entry, ProposalRow]]:
    """Sanctioned sites by key with their proposals: all of them, or so many at most."""
    found = (
        select(Entry, ProposalRow)
        .where(
            Entry.school == school, col(Entry.status).in_(SANCTIONED), ProposalRow.ref == Entry.ref
        )
        .order_by(Entry.key)
        .limit(most)
    )
    return list(session.exec(found))


def depending(office: Office, school: str, clause: str) -> tuple[Site, ...]:
    """The sanctioned sites of which this clause asks something today.

    Of the first MOST_TESTED by key: `untested` says how many more there are.
    """
    with office.read() as session:
        return tuple(
            sites.site_of(session, entry)
            for entry, row in _sanctioned(session, school, MOST_TESTED)
            if _applies(cases.facts_of(office, session, row), clause)
        )


def untested(office: Office, school: str) -> int:
    """How many sanctioned sites `depending` does not look at."""
    standing = select(func.count()).where(Entry.school == school, col(Entry.status).in_(SANCTIONED))
    with office.read() as session:
        return max(0, session.exec(standing).one() - MOST_TESTED)


def _applies(facts: Facts, clause: str) -> bool:
    found = assess(
        facts.case, facts.policy(), facts.on, stage=Stage.LIFE, only=lambda id_: id_ == clause
    )
    return any(one.answer is not Verdict.DOES_NOT_APPLY for one in found.findings)
