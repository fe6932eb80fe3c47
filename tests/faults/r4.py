"""R4: a statement of an act fails, as on a busy, broken or full disk: all of the act, or nothing."""

import logging
from collections.abc import Callable, Iterator, Mapping
from random import Random

from sqlalchemy.exc import OperationalError

from service.db import closing
from service.desk.office import Transaction
from service.desk.refusals import Refusal
from tests.faults import pages
from tests.faults.acts import ACTS, Doing, everything
from tests.faults.failing import ERRORS, Failing, failing
from tests.faults.records import Copy, broken_logs, copied, digest, prepared
from tests.faults.report import Report, changed

FAULT, SEED = "R4", 4
_LOG = logging.getLogger("official_sites")  # has a line for each failure
Table = Mapping[str, Callable[[Copy], Doing]]


def run(count: int) -> Report:
    """Every act in turn, at as many of its statements as the count allows."""
    return _tried(count, {**ACTS, **pages.POSTS})


def _tried(count: int, acts: Table) -> Report:
    report, left = Report(FAULT, 0), len(acts)
    for name, act in acts.items():
        share = (count - report.count) // left
        report.failures += [f"{name}: {words}" for words in _of_one(act, share)]
        report.count, left = report.count + share, left - 1
    return report


def _of_one(act: Callable[[Copy], Doing], share: int) -> Iterator[str]:
    """What is wrong after each fault of one act, and when it is done at last without one."""
    one = prepared("sqlite", everything)
    with copied(one) as copy, failing(copy.office.db) as counted:
        doing = act(copy)
        ready = counted.statements
        doing()
        commits = [at - ready for at in counted.commits if at > ready]
        statements = commits[0] if commits else counted.statements - ready
    if len(commits) > 1:
        yield f"it is committed in {len(commits)} parts"
    with copied(one) as copy:
        doing, before = act(copy), digest(copy.office.db)
        for how in _faults(statements, share):
            yield from _wrong_after(copy, doing, how, before)
        doing()
        if commits and digest(copy.office.db) == before:
            yield "done without a fault at last, it changes nothing"
        yield from broken_logs(copy.office)


def _faults(statements: int, share: int) -> Iterator[Failing]:
    """As many as asked, spread over the statements from the last, which commits, to the first."""
    random = Random(SEED)
    for number in range(share):
        at = statements - number * statements // share
        yield Failing(at, ERRORS[number % len(ERRORS)], lasting=random.random() < 0.5)


def _wrong_after(copy: Copy, doing: Doing, how: Failing, before: str) -> Iterator[str]:
    with failing(copy.office.db, how), changed((_LOG, "disabled", True)):
        said = _said(doing)
    if said:
        yield f"{how}: {said}"
    if digest(copy.office.db) != before:
        yield f"{how}: half of it is there"


def _said(doing: Doing) -> str:
    """What is wrong with how the fault was told; empty where it was told as it should be."""
    try:
        answer = doing()
    except OperationalError:
        return ""
    except Refusal as refusal:
        return f"it was refused as if it were the person's fault: {refusal.words}"
    if not isinstance(answer, pages.Answer):
        return "the fault went unnoticed"
    return answer.wrong()


def control() -> bool:
    """Whether an office that commits after the first line of the log is caught."""

    def hasty(transaction: Transaction, *given: object, **body: object) -> int:
        seq = own(transaction, *given, **body)  # type: ignore[arg-type]
        transaction.session.commit()
        return seq

    own = Transaction.log
    nothing = (closing, "_refuse_open", lambda _: None)  # a commit before all is closed is refused
    with changed((Transaction, "log", hasty), nothing):
        return bool(_tried(len(ACTS), {name: ACTS[name] for name in ("submit", "sign")}).failures)
