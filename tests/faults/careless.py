"""`python -m tests.faults.careless`: an engine that marks its items done before it records them."""

import sys
import time
from collections.abc import Iterable

from appendix_a.steps import Outcome
from service.desk import outcomes, work
from service.desk.office import Office
from service.desk.work import Claimed, Run
from service.engine import __main__, lane

BETWEEN = 0.3  # seconds, in which it can die


def record_all(
    office: Office, owner: str, answers: Iterable[tuple[Claimed, Outcome]], run: Run
) -> dict[Claimed, Exception]:
    """Two transactions, where the product has one."""
    answers = list(answers)
    with office.act() as act:
        for item, _ in answers:
            if held := work.held(act.session, item, owner):
                work.finish(held, act.now, run)
                act.session.add(held)
    time.sleep(BETWEEN)
    with office.act() as act:
        for item, outcome in answers:
            outcomes._taken(act, office, item, outcome, run)
    return {}


if __name__ == "__main__":
    setattr(lane, "record_all", record_all)  # noqa: B010 - the lane's own name for it
    sys.exit(__main__.main())
