"""A decision as pages show it: who gave it in which capacity, why, and what it is pinned to."""

from dataclasses import dataclass

from service.desk.proposals.decisions import DID
from service.desk.views import Decided, ProposalView
from service.pages.cells import moment
from service.pages.parts import SummaryRow
from service.pages.proposals.proposal_words import answered, capacity, edition


@dataclass(frozen=True)
class DecisionView:
    """One decision. `void` and `waits` are said of signatures alone."""

    title: str
    who: str
    when: str
    revision: int
    state: str
    void: bool
    waits: bool
    reason: str
    flags: tuple[str, ...]
    answers: tuple[SummaryRow, ...]
    run_id: str | None
    edition: str
    pinned: tuple[SummaryRow, ...]


def decision_view(one: Decided, view: ProposalView) -> DecisionView:
    """Build it from the desk's view of the proposal that it is about."""
    when = moment(one.given_at, view.zone)
    signs = one.kind == "sign"
    return DecisionView(
        title=f"{one.step.label}: {one.signer} {DID[one.kind]}",
        who=", ".join((f"As {capacity(one)}", *one.flags, when)),
        when=when,
        revision=one.revision,
        state=one.state,
        void=signs and one.state == "void",
        waits=signs and one.state == "given",
        reason=one.reason,
        flags=one.flags,
        answers=answered(one, view),
        run_id=one.run_id,
        edition=edition(view, one.edition),
        pinned=(
            SummaryRow("Revision", str(one.revision)),
            SummaryRow("Seal", one.seal),
            SummaryRow("Edition of the policy", edition(view, one.edition)),
            SummaryRow("Digest of the catalogue", one.catalogue_digest),
            SummaryRow("Digest of the policy's code", one.code_digest),
            SummaryRow("Run", one.run_id or ""),
        ),
    )
