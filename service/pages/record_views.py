"""The record of a site as its page shows it: from the first draft to today."""

from dataclasses import dataclass
from types import MappingProxyType

from appendix_a.steps import Result
from service.desk.views import Decided, Declared, Happened, Ran, Record, Site
from service.pages.cells import Cell, day, moment

STEP_STATUS = MappingProxyType(
    {
        Result.MET: "done",
        Result.COUNTED: "done",
        Result.ENTER: "done",
        Result.KEEP: "done",
        Result.UNDETERMINED: "waiting",
    }
)
DECLARED = MappingProxyType({"made": "Made", "declined": "Declined", "waiting": "Waiting"})


@dataclass(frozen=True)
class StepView:
    """What `parts.steps` shows."""

    label: str
    status: str
    detail: str | None
    when: str | None
    run_id: str | None
    href: None = None


@dataclass(frozen=True)
class EventView:
    """What `parts.history` shows."""

    when: str
    who: str
    words: str
    detail: None
    run_id: str | None


@dataclass(frozen=True)
class DecisionView:
    """One decision: who in which capacity, why, and what it was pinned to."""

    heading: str
    who: str
    state: str
    reason: str
    answers: tuple[tuple[str, str], ...]
    pinned: tuple[Cell, ...]


@dataclass(frozen=True)
class RecordView:
    """Everything of it, ready to print."""

    site: Site
    statuses: tuple[tuple[Cell, ...], ...]
    steps: tuple[StepView, ...]
    decisions: tuple[DecisionView, ...]
    declared: tuple[tuple[Cell, ...], ...]
    history: tuple[EventView, ...]
    seal: str
    revision: int
    proposer: str


def record_view(record: Record) -> RecordView:
    """Build it from the desk's record."""
    proposal = record.proposal
    return RecordView(
        site=record.site,
        statuses=tuple(
            (status.label, day(since), who or "The register itself")
            for status, since, who in record.statuses
        ),
        steps=tuple(_step(one) for one in proposal.ran),
        decisions=tuple(_decision(one) for one in proposal.decided),
        declared=tuple(_declared(one) for one in proposal.declared),
        history=tuple(_event(one) for one in proposal.history),
        seal=proposal.seal,
        revision=proposal.revision,
        proposer=proposal.proposer_name,
    )


def _step(ran: Ran) -> StepView:
    return StepView(
        label=ran.step.label,
        status=STEP_STATUS.get(Result(ran.result), "stopped"),
        detail=f"{Result(ran.result).label}, revision {ran.revision}",
        when=moment(ran.ended_at),
        run_id=ran.run_id,
    )


def _decision(one: Decided) -> DecisionView:
    flags = "".join(f" ({flag})" for flag in one.flags)
    pinned = (
        f"Revision {one.revision}, seal {one.seal}",
        f"Edition {one.edition}",
        f"Catalogue {one.catalogue_digest}",
        f"Policy code {one.code_digest}",
        f"Run {one.run_id}" if one.run_id else "No run",
    )
    return DecisionView(
        heading=f"{one.step.label}: {one.kind}",
        who=f"{one.signer}, {one.capacity}{flags}, {moment(one.given_at)}",
        state=one.state,
        reason=one.reason,
        answers=one.answers,
        pinned=pinned,
    )


def _declared(one: Declared) -> tuple[Cell, ...]:
    return (one.name, DECLARED[one.state], moment(one.at))


def _event(one: Happened) -> EventView:
    return EventView(moment(one.at), one.who or "A step", one.words, None, one.run_id)
