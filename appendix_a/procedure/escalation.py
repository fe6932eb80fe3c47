"""Who stands next to those whom a proposal waits for: they are told, and may decide nothing by it.

Silence never approves, and never moves a signature to somebody else.
"""

from appendix_a.procedure.routing import Signatory, able_to_settle, able_to_sign
from appendix_a.reading.case import Case, Role

LEADERS = (Role.PRINCIPAL, Role.CHAIR)


def above_signatory(case: Case, by: Signatory) -> frozenset[str]:
    """Who would be asked to sign if this person were not there; where nobody would be, who leads."""
    others = (one.person for one in able_to_sign(case, by.step) if one.person != by.person)
    found = next(others, None)
    return frozenset({found}) if found else _leader(case, by.person)


def above_declarer(case: Case, person: str) -> frozenset[str]:
    """The line manager of somebody who owes a declaration, else who leads the school."""
    named = case.school.people[person].line_manager
    knows = named in case.school.people and named not in (person, case.proposer)
    return frozenset({named}) if named and knows else _leader(case, person)


def above_evidence(case: Case) -> frozenset[str]:
    """Who would settle a referral if nobody did who settles it now."""
    asked, *others = (*able_to_settle(case), frozenset[str]())
    return next((people - asked for people in others if people - asked), frozenset())


def _leader(case: Case, but: str) -> frozenset[str]:
    """The principal, else the chair; never this person, nor the proposer."""
    every = (frozenset(case.school.holders(role)) - {but, case.proposer} for role in LEADERS)
    return next((people for people in every if people), frozenset())
