"""R6: two acts on one proposal at once come to what some order of the two comes to."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial
from itertools import cycle, islice, product
from random import Random
from threading import Barrier
from typing import NamedTuple

from sqlmodel import Session, col, select

from appendix_a.procedure.steps import CHECKS
from appendix_a.reading.case import Role, SignOffStep
from service.db.tables import (
    Decision,
    DecisionKind,
    DecisionState,
    Entry,
    Grant,
    Statement,
    StepRun,
)
from service.db.tables import Proposal as ProposalRow
from service.desk.office import Office
from service.desk.people import erasing, granting
from service.desk.proposals import decisions, declarations, proposals
from service.desk.proposals.outcomes import record
from service.desk.queue import work
from service.desk.refusals import Refusal
from tests import databases
from tests.builders import BRAND_OWNER, PRINCIPAL, SECOND_TEACHER
from tests.faults.acts import WORDS, Doing
from tests.faults.order import ACTS, Seen, Stand, outcomes
from tests.faults.records import Copy, Prepared, a_folder, broken_logs, copied, two_schools
from tests.faults.report import Report, changed
from tests.schools import HOLD, at_birchfield
from tests.service.desk.stepwise import LEASE, a_run
from tests.service.engine.waiting import PATIENCE
from tests.service.school import OWN, REGISTRAR, Clock, an_office
from tests.service.stepping import run_all
from workflows import FLOWS
from workflows.step_case import StepCase

FAULT, SEED = "R6", 6
KINDS = (*["sqlite"] * 7, "postgresql")  # a server's rounds cost five times as much


def run(count: int) -> Report:
    """Every ordered pair of acts in turn, in a state where it matters, on each database by turns."""
    report, random = Report(FAULT, count), Random(SEED)
    for number, pair in enumerate(islice(cycle(product(ACTS, ACTS)), count)):
        kind = KINDS[number % len(KINDS)]
        report.failures += _tried(kind, random.choice(_where(kind, *pair)), *pair)
    return report


def _tried(kind: str, state: str, first: str, second: str) -> list[str]:
    with copied(_states(kind)[state].record) as copy:
        wrong = [*_wrong(copy, first, second), *broken_logs(copy.office)]
    return [f"{kind}, {state}, {first} and {second}: {words}" for words in wrong]


def _wrong(copy: Copy, first: str, second: str) -> Iterator[str]:
    begin, gate = _stand(copy), Barrier(2)
    doings = [_DO[one](copy) for one in (first, second)]
    with ThreadPoolExecutor(len(doings)) as threads:
        said = list(threads.map(partial(_done, gate), doings))
    found, may = _stand(copy), outcomes(begin, first, second)
    taken = tuple(one == "" for one in said)
    if any(not isinstance(one, Refusal) and one for one in said):
        yield f"{said}"
    elif (found, *taken) not in may:
        yield f"{found}, {said} is none of {may}"


def _done(gate: Barrier, doing: Doing) -> object:
    """Nothing where the act was taken; why it was not, where it was not."""
    gate.wait(PATIENCE)
    try:
        doing()
    except Refusal as refusal:
        return refusal
    except Exception as error:  # noqa: BLE001 - whatever else it is, it is a failure
        return f"{type(error).__name__}: {error}"
    return ""


class _State(NamedTuple):
    record: Prepared
    stand: Stand


@cache
def _states(kind: str) -> Mapping[str, _State]:
    """The record of one proposal at each point of its way."""
    base = two_schools(kind)
    folder, clock = a_folder(f"way-{kind}"), Clock()
    url, keys = base.copied(folder), base.keys
    school = at_birchfield(an_office(folder, url, clock=clock, hold=HOLD), keys, clock, run_all)
    ref, found = school.drafted(), {}
    for name, step in {"draft": lambda _: None, **_WAY}.items():
        step(Copy(school, keys, {"it": ref}, folder, url))
        stand = _stand(Copy(school, keys, {"it": ref}, folder, url))
        school.office.db.dispose()
        kept = databases.copied(url, a_folder(f"way-{kind}-{name}"))
        found[name] = _State(replace(base, url=kept, refs={"it": ref}, now=clock.now), stand)
    school.office.db.dispose()
    return found


def _submitted(copy: Copy) -> None:
    copy.school.submit(copy.refs["it"])


def _turns(count: int) -> Callable[[Copy], None]:
    def turn(copy: Copy) -> None:
        for _ in range(count):
            _engine(copy.office)

    return turn


def _given(step: SignOffStep) -> Callable[[Copy], None]:
    return lambda copy: copy.school.give(copy.refs["it"], step)


def _declared(copy: Copy) -> None:
    _engine(copy.office)
    copy.school.declare(copy.refs["it"])


def _approved(copy: Copy) -> None:
    _engine(copy.office)
    copy.school.clock.now += HOLD + timedelta(minutes=1)


_WAY: Mapping[str, Callable[[Copy], None]] = {
    "checking": _submitted,
    "last check": _turns(2),
    "in sign-off": _turns(1),
    "aims given": _given(SignOffStep.AIMS),
    "declared": _declared,
    "brand given": _given(SignOffStep.BRAND),
    "ready": _turns(1),
    "final given": _given(SignOffStep.FINAL),
    "approved": _approved,
}


_NEED_A_SEAL = frozenset(
    {"sign aims", "sign brand", "sign final", "return", "reject", "decline", "declare"}
)
"""Acts from a page that shows nothing of a draft."""


def _where(kind: str, first: str, second: str) -> list[str]:
    """The states in which both can be begun, and the first would be taken if there is such a one."""
    able = [name for name in _states(kind) if name != "draft" or not _NEED_A_SEAL & {first, second}]
    return [one for one in able if _is_taken(_states(kind)[one].stand, first)] or able


def _is_taken(stand: Stand, act: str) -> bool:
    return ACTS[act](stand, Seen(stand.version, stand.revision)) is not None


def _stand(copy: Copy) -> Stand:
    """Where the proposal stands in the record."""
    with copy.office.read() as session:
        row = session.get_one(ProposalRow, copy.refs["it"])
        return Stand(
            status=row.status.value,
            version=row.version,
            revision=row.revision,
            signed=_signed(session, row.ref),
            checks=len(session.exec(select(StepRun).where(col(StepRun.step).in_(CHECKS))).all()),
            declared=_of(session, Statement, copy.school.key(SECOND_TEACHER), Statement.accepted),
            entered=session.exec(select(Entry)).one_or_none() is not None,
            brand_owner=_of(
                session, Grant, copy.school.key(BRAND_OWNER), Grant.role == Role.BRAND_OWNER,
                col(Grant.ended_at).is_(None),
            ),
        )  # fmt: skip


def _of(session: Session, table: type[Statement] | type[Grant], person: str, *so: object) -> bool:
    return session.exec(select(table).where(table.person == person, *so)).first() is not None  # type: ignore[arg-type]


def _signed(session: Session, ref: str) -> tuple[tuple[str, str], ...]:
    standing = (
        select(Decision)
        .where(Decision.ref == ref, Decision.kind == DecisionKind.SIGN)
        .where(Decision.state != DecisionState.VOID)
        .order_by(col(Decision.seq))
    )
    return tuple((one.step.value, one.state.value) for one in session.exec(standing))


def _engine(office: Office) -> None:
    """One turn of the engine: what is due is taken, answered and recorded."""
    for item in work.claim(office, "one", 50, LEASE):
        found = work.facts_for(office, item)
        if found is None:
            work.settle(office, item, "one")
            continue
        case = StepCase(reference=item.subject, seal=found[0], facts=found[1])
        (outcome,) = FLOWS[item.step].fn([case])
        record(office, item, "one", outcome, a_run(office.clock()))


def _by_version(act: Callable[..., object], *rest: object) -> Callable[[Copy], Doing]:
    def prepare(copy: Copy) -> Doing:
        row = copy.school.row(copy.refs["it"])
        return partial(act, copy.office, row.proposer, row.ref, row.version, *rest)

    return prepare


def _edit(copy: Copy) -> Doing:
    return _by_version(proposals.save, copy.school.typed(title="P5 reads"))(copy)


def _decide(step: SignOffStep, kind: DecisionKind) -> Callable[[Copy], Doing]:
    def prepare(copy: Copy) -> Doing:
        ref = copy.refs["it"]
        deciding = copy.school.deciding(ref, step, kind, WORDS)
        signer = copy.school.signer(ref, step)
        return partial(decisions.decide, copy.office, signer, ref, step, deciding)

    return prepare


def _answer(*, accepts: bool) -> Callable[[Copy], Doing]:
    def prepare(copy: Copy) -> Doing:
        ref, person = copy.refs["it"], copy.school.key(SECOND_TEACHER)
        asked = declarations.statements(copy.office, person, ref)
        answers = {one.check: accepts for one in asked.statements}
        reason = "" if accepts else WORDS
        return partial(
            declarations.declare,
            copy.office,
            person,
            ref,
            asked.seal,
            asked.edition,
            answers,
            reason,
            "",
        )

    return prepare


def _leave(copy: Copy) -> Doing:
    registrar, who = copy.school.key(REGISTRAR), copy.school.key(BRAND_OWNER)
    mine = select(Grant).where(Grant.person == who, Grant.role == Role.BRAND_OWNER)
    with copy.office.read() as session:
        grant = session.exec(mine).one().id
    return partial(granting.end_role, copy.office, registrar, OWN, grant)


def _erase(copy: Copy) -> Doing:
    registrar, who = copy.school.key(REGISTRAR), copy.school.key(BRAND_OWNER)

    def erase() -> None:
        try:
            erasing.erase(copy.office, registrar, who)
        except Refusal as refusal:  # only the files are left to be rewritten
            if "is erased, but" not in refusal.words:
                raise

    return erase


_DO: Mapping[str, Callable[[Copy], Doing]] = {
    "submit": _by_version(proposals.submit),
    "edit": _edit,
    "withdraw": _by_version(proposals.withdraw, WORDS),
    "sign aims": _decide(SignOffStep.AIMS, DecisionKind.SIGN),
    "sign brand": _decide(SignOffStep.BRAND, DecisionKind.SIGN),
    "sign final": _decide(SignOffStep.FINAL, DecisionKind.SIGN),
    "return": _decide(SignOffStep.AIMS, DecisionKind.RETURN),
    "reject": _decide(SignOffStep.FINAL, DecisionKind.REJECT),
    "undo": lambda copy: partial(
        decisions.undo, copy.office, copy.school.key(PRINCIPAL), copy.refs["it"]
    ),
    "decline": _answer(accepts=False),
    "declare": _answer(accepts=True),
    "the engine": lambda copy: partial(_engine, copy.office),
    "brand owner leaves": _leave,
    "brand owner is erased": _erase,
}


def control() -> bool:
    """Whether a desk that does not look at the version of the page is caught."""
    with changed((proposals, "current", lambda *_: None)):
        return bool(_tried("sqlite", "in sign-off", "edit", "edit"))
