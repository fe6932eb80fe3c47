"""Signatures that stand on a proposal, and how they end."""

from collections.abc import Iterable

from sqlmodel import Session

from appendix_a.reading.case import SignOffStep
from service.db.tables import Decision, DecisionKind, DecisionState
from service.db.tables import Proposal as ProposalRow
from service.desk.cases.cases import decisions_of
from service.desk.office import Transaction


def standing_signatures(session: Session, row: ProposalRow, *steps: SignOffStep) -> list[Decision]:
    """Signatures of these steps (all where none is named) that are not void."""
    signed = (one for one in decisions_of(session, row.ref) if one.kind is DecisionKind.SIGN)
    standing = (one for one in signed if one.state is not DecisionState.VOID)
    return [one for one in standing if not steps or one.step in steps]


def given_signatures(session: Session, row: ProposalRow) -> list[Decision]:
    """Signatures that no flow has counted yet: nothing outlives the sign-off that they wait in."""
    return [one for one in standing_signatures(session, row) if one.state is DecisionState.GIVEN]


def void(transaction: Transaction, decisions: Iterable[Decision]) -> None:
    """These do not count any more."""
    for decision in decisions:
        decision.state = DecisionState.VOID
        transaction.session.add(decision)
