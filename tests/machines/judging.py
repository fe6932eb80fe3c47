"""Whether nothing was lost, halved or done twice: read from the record and from Prefect's own."""

from collections import Counter
from collections.abc import Iterator, Mapping

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from sqlmodel import col, select

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import CHECKS, FlowStep
from service.db.tables import Event, Proposal, StepRun, WorkItem
from service.desk.office import Office
from service.desk.operations import log

PAGE = 200  # runs that Prefect tells at once
CHECKED = ("drafted", "drafted", "submitted", *("checked",) * len(CHECKS))
KINDS: Mapping[Status, tuple[str, ...]] = {
    Status.RETURNED: CHECKED,
    Status.REJECTED: (*CHECKED, "rejected"),
    Status.WITHDRAWN: (*CHECKED, "withdrawn"),
    Status.REGISTERED: (
        *CHECKED,
        *("declared",) * 3,
        *("signed",) * 3,
        *("signature_counted",) * 3,
        "registered",
    ),
}
"""What happens to a proposal that comes to this end, each as often as it stands here."""
TIMERS = (
    FlowStep.LAPSE,
    FlowStep.LAPSE_SITE,
    FlowStep.REMIND,
    FlowStep.REVIEW,
    FlowStep.LOOK_AGAIN,
)
"""Steps that wait for their day, long after all is over."""
STEPS: Mapping[Status, Counter[str]] = {
    end: Counter(CHECKS)
    + (
        Counter({FlowStep.SIGN_OFF: 3, FlowStep.REGISTER_SITE: 1})
        if end is Status.REGISTERED
        else Counter()
    )
    for end in KINDS
}


def faults(office: Office, ends: Mapping[str, Status], prefect: SyncPrefectClient) -> list[str]:
    """Everything that is not as it has to be, in words; nothing where all is well."""
    return [*_record(office, ends), *_logs(office), *_runs(office, prefect)]


def _record(office: Office, ends: Mapping[str, Status]) -> Iterator[str]:
    with office.read() as session:
        statuses = dict(session.exec(select(Proposal.ref, Proposal.status)).all())
        events = session.exec(select(Event.subject, Event.kind)).all()
        runs = session.exec(select(StepRun.ref, StepRun.step)).all()
        owed = session.exec(
            select(WorkItem.subject, WorkItem.step)
            .where(col(WorkItem.done_at).is_(None))
            .where(col(WorkItem.step).not_in(TIMERS))
        ).all()
    if set(statuses) != set(ends):
        yield f"{len(statuses)} proposals are in the record, and {len(ends)} were made"
    for ref, end in ends.items():
        if statuses.get(ref) is not end:
            yield f"{ref} has come to {statuses.get(ref)}, and not to {end}"
        happened = sorted(kind for subject, kind in events if subject == ref)
        if happened != sorted(KINDS[end]):
            yield f"{ref}: {Counter(happened)}"
        if (steps := Counter(step for one, step in runs if one == ref)) != STEPS[end]:
            yield f"{ref}: {steps}"
    yield from (f"{subject} still waits for {step}" for subject, step in owed)


def _logs(office: Office) -> Iterator[str]:
    for name in log.logs(office):
        newest, public = log.newest_checkpoint(office, name), log.public_key(office)
        found = log.verify_against(office, newest, public)[1] if newest else "no checkpoint"
        if found:
            yield f"the log of {name}: {found}"


def _runs(office: Office, prefect: SyncPrefectClient) -> Iterator[str]:
    with office.read() as session:
        recorded = sorted(set(session.exec(select(StepRun.run_id))))
    for first in range(0, len(recorded), PAGE):
        page = recorded[first : first + PAGE]
        known = prefect.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                id=FlowRunFilterId(any_=page),
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.COMPLETED])),
            ),
            limit=PAGE,
        )
        missing = set(page) - {str(one.id) for one in known}
        yield from (f"Prefect knows no completed run {run}" for run in missing)
