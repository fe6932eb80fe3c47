"""The record of a site as its page shows it: from the first draft to today."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from appendix_a.procedure.steps import Result
from service.desk.views import Declared, ProposalView, Ran, Record, Site
from service.pages.cells import Cell, day, moment
from service.pages.parts import EventLine, TaskStep, history
from service.pages.proposals.decision_views import DecisionView, decision_view
from service.pages.proposals.proposal_words import edition

TONES: Mapping[Result, str] = MappingProxyType(
    {
        Result.MET: "done",
        Result.COUNTED: "done",
        Result.ENTER: "done",
        Result.WAITED_FOR: "done",
        Result.ENDS_SOON: "done",
        Result.KEEP: "done",
        Result.UNDETERMINED: "waiting",
    }
)


@dataclass(frozen=True)
class RecordView:
    """Everything of it, ready to print."""

    site: Site
    statuses: tuple[tuple[Cell, ...], ...]
    steps: tuple[TaskStep, ...]
    decisions: tuple[DecisionView, ...]
    declared: tuple[tuple[Cell, ...], ...]
    history: tuple[EventLine, ...]
    seal: str
    revision: int
    proposer: str
    edition: str


def record_view(record: Record) -> RecordView:
    """Build it from the desk's record."""
    proposal = record.proposal
    return RecordView(
        site=record.site,
        statuses=tuple(
            (status.label, day(since), who or "The register itself")
            for status, since, who in record.statuses
        ),
        steps=tuple(_step(one, proposal) for one in proposal.ran),
        decisions=tuple(decision_view(one, proposal) for one in proposal.decided),
        declared=tuple(_declared(one, proposal.zone) for one in proposal.declared),
        history=history(proposal.history, proposal.zone),
        seal=proposal.seal,
        revision=proposal.revision,
        proposer=proposal.proposer_name,
        edition=edition(proposal, record.site.edition),
    )


def _step(ran: Ran, proposal: ProposalView) -> TaskStep:
    """One run; the one that counted a signature is named after what was signed."""
    signed = next((one.step for one in proposal.decided if one.run_id == ran.run_id), None)
    label = f"{ran.step.label}: {signed.label.lower()}" if signed else ran.step.label
    result = Result(ran.result)
    detail = f"{result.label}, revision {ran.revision}"
    tone = TONES.get(result, "stopped")
    return TaskStep(label, tone, detail, moment(ran.ended_at, proposal.zone), ran.run_id)


def _declared(one: Declared, zone: str) -> tuple[Cell, ...]:
    return (one.name, one.state.capitalize(), moment(one.at, zone))
