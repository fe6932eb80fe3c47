"""What holds after every step of the walk: the record and the pages say what the model says."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from sqlmodel import Session, col, func, select

from appendix_a.reading.case import SignOffStep
from service.db.tables import (
    Decision,
    DecisionKind,
    DecisionState,
    Entry,
    EntryStatus,
    Event,
    LogHead,
    Revision,
    WorkItem,
)
from service.db.tables import Proposal as ProposalRow
from tests.builders import TEACHER
from tests.faults.records import broken_logs
from tests.faults.walk import (
    GONE,
    INVOLVED,
    NAMED,
    SANCTIONED,
    SHOWN,
    SIGNERS,
    STRANGERS,
    Paper,
    Walk,
)
from tests.service.school import AUDITOR, OTHER, OWN

CHECKED = ("state_reason", "check_platform", "check_requirements")


@dataclass(frozen=True)
class Record:
    """The rows that the truths are about, read at once after a step."""

    proposals: dict[str, ProposalRow]
    decisions: list[Decision]
    revisions: list[Revision]
    entries: dict[str, Entry]
    statuses: list[EntryStatus]
    events: list[int]
    head: LogHead
    others: int
    owed: list[WorkItem]


def read(session: Session, before: int) -> Record:
    """The rows as they stand; of the log only what was written after event `before`."""
    newer = (
        select(Event.seq).where(Event.school == OWN, Event.seq > before).order_by(col(Event.seq))
    )
    foreign = select(func.count()).select_from(Event).where(Event.school == OTHER)
    return Record(
        proposals={one.ref: one for one in session.exec(select(ProposalRow))},
        decisions=list(session.exec(select(Decision).order_by(col(Decision.seq)))),
        revisions=list(session.exec(select(Revision))),
        entries={one.ref: one for one in session.exec(select(Entry))},
        statuses=list(session.exec(select(EntryStatus))),
        events=list(session.exec(newer)),
        head=session.get_one(LogHead, OWN),
        others=session.exec(foreign).one(),
        owed=list(session.exec(select(WorkItem).where(col(WorkItem.done_at).is_(None)))),
    )


def _standing(now: Record, ref: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.step.value, one.state.value)
        for one in now.decisions
        if one.ref == ref and one.kind is DecisionKind.SIGN and one.state is not DecisionState.VOID
    )


def _owes(now: Record, ref: str, *steps: str) -> int:
    return sum(one.subject == ref and one.step in steps for one in now.owed)


Truth = Callable[[Paper, Record], bool]
OF_EACH: dict[str, Truth] = {
    "its status": lambda one, now: now.proposals[one.ref].status.value == one.stand.status,
    "its version": lambda one, now: now.proposals[one.ref].version == one.stand.version,
    "its revision": lambda one, now: now.proposals[one.ref].revision == one.stand.revision,
    "its signatures": lambda one, now: _standing(now, one.ref) == one.stand.signed,
    "one signature a step": lambda one, now: (
        max(Counter(step for step, _ in _standing(now, one.ref)).values(), default=1) == 1
    ),
    "whether it is sealed": lambda one, now: (
        (
            next(
                r for r in now.revisions if (r.ref, r.number) == (one.ref, one.stand.revision)
            ).seal
            is not None
        )
        is one.sealed
    ),
    "its site": lambda one, now: (
        (now.entries[one.ref].status.value if one.ref in now.entries else "") == one.site
    ),
    "the check that it waits for": lambda one, now: (
        one.stand.status != "checking" or _owes(now, one.ref, *CHECKED) >= 1
    ),
    "the sign-off that it waits for": lambda one, now: (
        _owes(now, one.ref, "sign_off") >= sum(state == "given" for _, state in one.stand.signed)
    ),
    "the registration that it waits for": lambda one, now: (
        one.stand.status != "approved" or _owes(now, one.ref, "register_site") >= 1
    ),
    "since when it is checked": lambda one, now: (
        (now.proposals[one.ref].checking_since is not None) is (one.stand.status == "checking")
    ),
    "when it was approved": lambda one, now: (
        (now.proposals[one.ref].approved_at is not None)
        is (one.stand.status in ("approved", "registered"))
    ),
}
"""What the record holds of each proposal, and whether it is what the model says."""


def _gapless(walk: Walk, now: Record) -> bool:
    whole = [walk.seq, *now.events]
    return all(two == one + 1 for one, two in pairwise(whole)) and whole[-1] == now.head.seq


OF_ALL: dict[str, Callable[[Walk, Record], bool]] = {
    "which proposals there are": lambda walk, now: set(now.proposals) == set(walk.papers),
    "the log without a gap": _gapless,
    "the other school's log": lambda walk, now: now.others == walk.others,
    "a status for each site": lambda _, now: (
        {one.key for one in now.entries.values()} == {one.entry for one in now.statuses}
    ),
    "nothing given up": lambda _, now: not any(one.fault or one.attempts > 1 for one in now.owed),
}
"""What the record holds of the school."""


def wrong(walk: Walk) -> Iterator[str]:
    """Whatever is not as the model says, after one step."""
    with walk.copy.office.read() as session:
        now = read(session, walk.seq)
    yield from (name for name, truth in OF_ALL.items() if not truth(walk, now))
    for ref, paper in walk.papers.items():
        yield from (f"{name} ({ref})" for name, truth in OF_EACH.items() if not truth(paper, now))
    walk.seq = now.head.seq


def look(walk: Walk) -> None:
    """Look at one page, drawn by lot: it shows what the model says. Raises Wrong."""
    walk.random.choice(LOOKS)(walk)


def _official(walk: Walk) -> None:
    """The public asks for an address: only a live site is official."""
    if paper := walk.paper():
        there = f"/api/v1/official?address={paper.address}"
        found = walk.get("", there, SHOWN).json()["official"]
        walk.demand(found is (paper.site == "live"), f"official says {found} of {paper}")


def _register(walk: Walk) -> None:
    """The auditor reads the register as of today: what awaits its launch, or is live."""
    found = walk.get(AUDITOR, f"/api/v1/sites?school={OWN}", SHOWN).json()["sites"]
    mine = {one.ref for one in walk.papers.values() if one.site in SANCTIONED}
    walk.demand({one["reference"] for one in found} == mine, f"the register lists {found}")


def _public(walk: Walk) -> None:
    """Anyone reads the public register: what is live, or was."""
    found = walk.get("", f"/api/v1/register/{OWN}", SHOWN).json()["sites"]
    live = {one.address for one in walk.papers.values() if one.site == "live" or one.was_live}
    walk.demand({one["address"] for one in found} == live, f"anyone reads {found}")


def _reader(walk: Walk) -> None:
    """Somebody opens a proposal: its proposer any, those involved what was ever submitted."""
    if paper := walk.paper():
        who = walk.random.choice((TEACHER, *sorted(INVOLVED), *STRANGERS))
        open_to = paper.seen and paper.stand.status != "draft" and who in INVOLVED
        status = SHOWN if who == TEACHER or open_to else GONE
        walk.get(who, f"/api/v1/proposals/{paper.ref}", status)


def _stranger(walk: Walk) -> None:
    """Nobody of another school opens it."""
    if paper := walk.paper():
        who = walk.random.choice((TEACHER, AUDITOR, *SIGNERS.values()))
        walk.get(who, f"/api/v1/proposals/{paper.ref}", GONE, OTHER)


def _inbox(walk: Walk) -> None:
    """A signatory's inbox holds what they can decide now, and nothing else."""
    step, who = walk.random.choice(list(SIGNERS.items()))
    found = walk.get(who, f"/api/v1/inbox?school={OWN}", SHOWN).json()
    mine = {one["subject"] for one in found if one["kind"] == "decide"}
    due = {ref for ref, one in walk.papers.items() if _decidable(one, step)}
    walk.demand(mine == due, f"{who} finds {mine}, not {due}")


def _decidable(paper: Paper, step: SignOffStep) -> bool:
    signed = dict(paper.stand.signed)
    if paper.stand.status != "in_sign_off" or step.value in signed:
        return False
    before = [signed.get("aims"), signed.get("brand")] == ["counted"] * 2
    return step is not SignOffStep.FINAL or (before and paper.declared == set(NAMED))


def _chain(walk: Walk) -> None:
    """Every log verifies."""
    found = broken_logs(walk.copy.office)
    walk.demand(not found, ", ".join(found))


LOOKS = (_official, _official, _register, _public, _reader, _reader, _stranger, _inbox, _chain)
