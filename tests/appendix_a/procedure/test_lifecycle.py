"""The two tables of moves are those of the procedure: each move is there, and no other."""

from collections import Counter
from itertools import product

import pytest

from appendix_a.procedure.lifecycle import (
    PROPOSAL,
    SITE,
    Action,
    By,
    Refused,
    Status,
    Transition,
    actions,
    after,
)
from appendix_a.reading.case import SiteStatus

# status: [(act, when, to)], written out from the procedure, not from the table.
PROPOSAL_MOVES = {
    "draft": [
        ("submit", "", "checking"),
        ("withdraw", "", "withdrawn"),
        ("delete", "", "deleted"),
        ("lapse", "", "lapsed"),
    ],
    "checking": [
        ("record_outcomes", "unmet", "returned"),
        ("record_outcomes", "undetermined", "referred"),
        ("record_outcomes", "met", "in_sign_off"),
        ("edit", "", "draft"),
        ("withdraw", "", "withdrawn"),
    ],
    "referred": [
        ("record_evidence", "", "checking"),
        ("void", "facts moved", "checking"),
        ("return", "", "returned"),
        ("edit", "", "draft"),
        ("withdraw", "", "withdrawn"),
    ],
    "in_sign_off": [
        ("sign", "more owed", "in_sign_off"),
        ("sign", "last", "approved"),
        ("void", "not valid", "in_sign_off"),
        ("void", "unmet", "returned"),
        ("void", "undetermined", "referred"),
        ("return", "", "returned"),
        ("reject", "", "rejected"),
        ("decline", "", "returned"),
        ("undo", "", "in_sign_off"),
        ("edit", "", "draft"),
        ("withdraw", "", "withdrawn"),
    ],
    "returned": [("edit", "", "draft"), ("withdraw", "", "withdrawn"), ("lapse", "", "lapsed")],
    "approved": [
        ("undo", "", "in_sign_off"),
        ("register", "met", "registered"),
        ("register", "unmet", "returned"),
        ("register", "undetermined", "referred"),
        ("register", "owed", "in_sign_off"),
    ],
    "registered": [],
    "rejected": [],
    "withdrawn": [],
    "lapsed": [],
    "deleted": [],
}

SITE_MOVES = {
    "awaiting_launch": [("launch", "", "live"), ("lapse", "", "lapsed"), ("close", "", "closed")],
    "live": [
        ("suspend", "", "suspended"),
        ("lapse", "", "lapsed"),
        ("close", "", "closed"),
        ("close", "approved again", "closed"),
    ],
    "suspended": [
        ("reinstate", "", "live"),
        ("reinstate", "attested", "live"),
        ("lapse", "", "lapsed"),
        ("close", "", "closed"),
    ],
    "lapsed": [
        ("renew", "never live", "awaiting_launch"),
        ("renew", "was live", "live"),
        ("renew", "was suspended", "suspended"),
        ("close", "", "closed"),
    ],
    "closed": [],
}

# Who may do what, in which states: a relation without a line may nothing.
ON_A_PROPOSAL = {
    "proposer": [
        "draft submit",
        "draft withdraw",
        "draft delete",
        "checking edit",
        "checking withdraw",
        "referred edit",
        "referred withdraw",
        "in_sign_off edit",
        "in_sign_off withdraw",
        "returned edit",
        "returned withdraw",
    ],
    "principal": [
        "draft withdraw",
        "checking withdraw",
        "referred record_evidence",
        "referred return",
        "referred withdraw",
        "in_sign_off withdraw",
        "returned withdraw",
    ],
    "chair_of_governors": [
        "draft withdraw",
        "checking withdraw",
        "referred withdraw",
        "in_sign_off withdraw",
        "returned withdraw",
    ],
    "e_safety_lead": ["referred record_evidence", "referred return"],
    "signatory": ["in_sign_off return", "in_sign_off reject", "in_sign_off undo", "approved undo"],
    "named": ["in_sign_off decline"],
    "engine": [
        "checking record_outcomes",
        "referred void",
        "in_sign_off sign",
        "in_sign_off void",
        "approved register",
    ],
    "time": ["draft lapse", "returned lapse"],
}
ON_A_SITE = {
    "administrator": ["awaiting_launch launch"],
    "principal": ["live suspend", "suspended reinstate"]
    + [f"{state} close" for state in ("awaiting_launch", "live", "suspended", "lapsed")],
    "chair_of_governors": ["live suspend", "suspended reinstate"],
    "engine": ["suspended reinstate", "lapsed renew", "live close"],
    "time": ["awaiting_launch lapse", "live suspend", "live lapse", "suspended lapse"],
}

PROPOSAL_WHENS = sorted({row.when for row in PROPOSAL})
SITE_WHENS = sorted({row.when for row in SITE})


def walked_proposals() -> dict[str, list[tuple[str, str, str]]]:
    """Every status × act × outcome that leads somewhere."""
    found: dict[str, list[tuple[str, str, str]]] = {str(status): [] for status in Status}
    for status, act, when in product(Status, Action, PROPOSAL_WHENS):
        to = after(PROPOSAL, status, act, when)
        if not isinstance(to, Refused):
            found[status].append((act, when, to))
    return found


def walked_sites() -> dict[str, list[tuple[str, str, str]]]:
    """Every status × act × outcome that leads somewhere."""
    found: dict[str, list[tuple[str, str, str]]] = {str(status): [] for status in SiteStatus}
    for status, act, when in product(SiteStatus, Action, SITE_WHENS):
        to = after(SITE, status, act, when)
        if not isinstance(to, Refused):
            found[status].append((act, when, to))
    return found


def in_order(
    moves: dict[str, list[tuple[str, str, str]]],
) -> dict[str, list[tuple[str, str, str]]]:
    return {status: sorted(found) for status, found in moves.items()}


def test_a_proposal_moves_as_the_procedure_says_and_not_otherwise() -> None:
    """Walking every status, act and outcome finds the written moves, and no other."""
    assert in_order(walked_proposals()) == in_order(PROPOSAL_MOVES)


def test_a_site_moves_as_the_procedure_says_and_not_otherwise() -> None:
    """Walking every status, act and outcome finds the written moves, and no other."""
    assert in_order(walked_sites()) == in_order(SITE_MOVES)


def test_no_two_rows_answer_the_same_question() -> None:
    """For one status, act and outcome there is at most one row in each table."""
    proposals = Counter((s, row.action, row.when) for row in PROPOSAL for s in row.states)
    sites = Counter((s, row.action, row.when) for row in SITE for s in row.states)
    assert ([k for k, n in proposals.items() if n > 1], [k for k, n in sites.items() if n > 1]) == (
        [],
        [],
    )


def test_what_is_not_in_the_table_is_refused_in_a_sentence() -> None:
    """The refusal names the act and the state."""
    assert after(PROPOSAL, Status.REJECTED, Action.SIGN) == Refused(
        "“Sign” cannot be done to what is “rejected”."
    )


@pytest.mark.parametrize("by", By)
def test_each_relation_may_do_what_the_procedure_gives_it_and_no_more(by: By) -> None:
    """In every state of a proposal and of a site: the written acts, and no other."""
    proposal = [f"{one} {act}" for one in Status for act in actions(PROPOSAL, one, frozenset({by}))]
    site = [f"{one} {act}" for one in SiteStatus for act in actions(SITE, one, frozenset({by}))]
    assert (sorted(proposal), sorted(site)) == (
        sorted(ON_A_PROPOSAL.get(by, [])),
        sorted(ON_A_SITE.get(by, [])),
    )


@pytest.mark.parametrize(
    ("status", "by", "allowed"),
    [
        (Status.DRAFT, {By.PROPOSER}, (Action.SUBMIT, Action.WITHDRAW, Action.DELETE)),
        (Status.CHECKING, {By.PROPOSER}, (Action.EDIT, Action.WITHDRAW)),
        (Status.REFERRED, {By.E_SAFETY}, (Action.RECORD_EVIDENCE, Action.RETURN)),
        (Status.IN_SIGN_OFF, {By.SIGNATORY}, (Action.RETURN, Action.REJECT, Action.UNDO)),
        (Status.IN_SIGN_OFF, {By.NAMED}, (Action.DECLINE,)),
        (Status.IN_SIGN_OFF, {By.PROPOSER}, (Action.EDIT, Action.WITHDRAW)),
        (Status.APPROVED, {By.SIGNATORY}, (Action.UNDO,)),
        (Status.APPROVED, {By.PROPOSER, By.PRINCIPAL}, ()),
        (Status.REGISTERED, set(By), ()),
    ],
)
def test_acts_on_a_proposal_are_those_of_ones_relation(
    status: Status, by: set[By], allowed: tuple[Action, ...]
) -> None:
    """People may do what the table gives to their relation, in its order, and nothing else."""
    assert actions(PROPOSAL, status, frozenset(by)) == allowed


@pytest.mark.parametrize(
    ("status", "by", "allowed"),
    [
        (SiteStatus.AWAITING_LAUNCH, {By.ADMINISTRATOR}, (Action.LAUNCH,)),
        (SiteStatus.LIVE, {By.ADMINISTRATOR}, ()),
        (SiteStatus.LIVE, {By.PRINCIPAL}, (Action.SUSPEND, Action.CLOSE)),
        (SiteStatus.LIVE, {By.CHAIR}, (Action.SUSPEND,)),
        (SiteStatus.SUSPENDED, {By.CHAIR}, (Action.REINSTATE,)),
        (SiteStatus.LAPSED, {By.PRINCIPAL}, (Action.CLOSE,)),
        (SiteStatus.CLOSED, set(By), ()),
    ],
)
def test_acts_on_a_site_are_those_of_ones_relation(
    status: SiteStatus, by: set[By], allowed: tuple[Action, ...]
) -> None:
    """People may do what the table gives to their relation, in its order, and nothing else."""
    assert actions(SITE, status, frozenset(by)) == allowed


def test_only_a_flow_counts_a_signature() -> None:
    """No person's relation has the act that counts a signature or enters the register."""
    flows_only = {row.action for row in PROPOSAL if row.by == (By.ENGINE,)}
    assert flows_only == {Action.RECORD_OUTCOMES, Action.SIGN, Action.VOID, Action.REGISTER}


def test_an_act_with_one_outcome_is_named_alone() -> None:
    """Where the table tells no outcomes apart, none has to be given."""
    assert after(PROPOSAL, Status.DRAFT, Action.SUBMIT) is Status.CHECKING


ANSWERS_A_PERSON = {
    (Action.SIGN, "more owed"),
    (Action.SIGN, "last"),
    (Action.VOID, "not valid"),
}
"""A flow records these once for each signature that a person gave."""


def led_on_by_flows(table: tuple[Transition[Status], ...]) -> set[tuple[Status, Status]]:
    """The steps from state to state that no person takes, and that answer nobody."""
    return {
        (state, row.to)
        for row in table
        for state in row.states
        if set(row.by) <= {By.ENGINE, By.TIME} and (row.action, row.when) not in ANSWERS_A_PERSON
    }


def on_a_ring(steps: set[tuple[Status, Status]]) -> set[Status]:
    """The states from which these steps lead back to themselves."""
    reached = {state: {to for one, to in steps if one is state} for state, _ in steps}
    for _ in Status:
        for state, there in reached.items():
            reached[state] = there.union(*(reached.get(one, set()) for one in there))
    return {state for state, there in reached.items() if state in there}


def test_flows_alone_lead_a_proposal_round_only_past_a_person_who_has_evidence() -> None:
    """Without the steps out of *referred* no flow leads back: there evidence is asked of a person."""
    steps = led_on_by_flows(PROPOSAL)
    assert on_a_ring({(one, to) for one, to in steps if one is not Status.REFERRED}) == set()
    assert Status.REFERRED in on_a_ring(steps)


def test_no_flow_leads_back_to_the_checks_but_for_evidence() -> None:
    """What a flow finds wrong goes to whoever can mend it, and is not checked over and over."""
    assert {one for one, to in led_on_by_flows(PROPOSAL) if to is Status.CHECKING} == {
        Status.REFERRED
    }


def test_the_table_that_sent_moved_facts_back_to_the_checks_is_caught() -> None:
    """The control: with its two rows a proposal goes round between checks, sign-off and approval."""
    old = (
        Transition((Status.IN_SIGN_OFF,), Action.VOID, (By.ENGINE,), Status.CHECKING, "moved"),
        Transition((Status.APPROVED,), Action.REGISTER, (By.ENGINE,), Status.CHECKING, "moved"),
    )
    steps = {step for step in led_on_by_flows((*PROPOSAL, *old)) if step[0] is not Status.REFERRED}
    assert on_a_ring(steps) == {Status.CHECKING, Status.IN_SIGN_OFF}
