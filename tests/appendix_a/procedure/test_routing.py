"""Who signs: every proposer, in every school, has one signatory a step or is told whom to appoint."""

from collections.abc import Iterable
from itertools import product

import pytest

from appendix_a.procedure.routing import ROUTES, Signatory, Unroutable, route, steps_due
from appendix_a.reading.case import Capacities, Case, MembershipKind, Person, Role, SignOffStep
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    GOVERNOR,
    LINE_MANAGER,
    PEOPLE,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_CHAIR,
    VICE_PRINCIPAL,
    VOLUNTEER,
    a_case,
    a_proposal,
    a_school,
    people,
)

OFFICES = {
    Role.PRINCIPAL: PRINCIPAL,
    Role.VICE_PRINCIPAL: VICE_PRINCIPAL,
    Role.BRAND_OWNER: BRAND_OWNER,
    Role.CHAIR: CHAIR,
    Role.VICE_CHAIR: VICE_CHAIR,
}

# Who proposes, and whose signature is asked for the aims, best first (docs/definitions.md, “Signatures”).
AIMS_OF: dict[str, tuple[str, tuple[str, ...]]] = {
    "chair": (CHAIR, (VICE_CHAIR,)),
    "principal": (PRINCIPAL, (VICE_PRINCIPAL, VICE_CHAIR)),
    "governor": (GOVERNOR, (PRINCIPAL,)),
    "vice chair": (VICE_CHAIR, (PRINCIPAL,)),
    "staff": (TEACHER, (LINE_MANAGER,)),
    "staff, no manager": (SECOND_TEACHER, (VICE_PRINCIPAL, PRINCIPAL)),
    "staff, managed by the principal": (LINE_MANAGER, (VICE_PRINCIPAL, PRINCIPAL)),
    "vice principal": (VICE_PRINCIPAL, (VICE_PRINCIPAL, PRINCIPAL)),
    "volunteer": (VOLUNTEER, (VICE_PRINCIPAL, PRINCIPAL)),
}
BRAND_BY = (BRAND_OWNER, PRINCIPAL, CHAIR)
FINAL_BY = (PRINCIPAL, CHAIR, VICE_CHAIR)
NAMED = ((TEACHER,), (PRINCIPAL, TEACHER), (PRINCIPAL, CHAIR))


def school_with(vacant: Iterable[str]) -> dict[str, Person]:
    """The people of a school in which these have left, and the second teacher has no manager."""
    kept = people(emma__walsh={"line_manager": None})
    return {key: person for key, person in kept.items() if key not in vacant}


def expected(by: tuple[str, ...], present: Iterable[str], barred: Iterable[str]) -> str | None:
    return next((key for key in by if key in present and key not in barred), None)


def signers(case: Case) -> dict[SignOffStep, str | None]:
    return {one.step: one.person if isinstance(one, Signatory) else None for one in route(case)}


@pytest.mark.parametrize("kind", AIMS_OF)
def test_every_case_has_one_signatory_a_step_or_is_unroutable(kind: str) -> None:
    """In each of 32 schools, with and without logo: the table's person, never one's own."""
    proposer, aims_by = AIMS_OF[kind]
    offices = [key for key in OFFICES.values() if key != proposer]
    for there, logo, named in product(
        product((True, False), repeat=len(offices)), (True, False), NAMED
    ):
        vacant = {key for key, stays in zip(offices, there, strict=True) if not stays}
        kept = school_with(vacant)
        proposal = a_proposal(uses_logo=logo, administrators=named, moderators=())
        case = a_case(proposer=proposer, proposal=proposal, school=a_school(people=kept))
        wanted = {SignOffStep.AIMS: expected(aims_by, kept, {proposer})}
        if logo:
            wanted[SignOffStep.BRAND] = expected(BRAND_BY, kept, {proposer})
        wanted[SignOffStep.FINAL] = expected(FINAL_BY, kept, {proposer, *named})
        assert signers(case) == wanted
        assert proposer not in wanted.values()


@pytest.mark.parametrize(
    ("role", "vacant", "signer"),
    [
        (Role.VICE_PRINCIPAL, (), VICE_PRINCIPAL),
        (Role.VICE_CHAIR, (), VICE_CHAIR),
        (Role.PRINCIPAL, (), PRINCIPAL),
        (Role.VICE_PRINCIPAL, (VICE_PRINCIPAL,), PRINCIPAL),
        (Role.BRAND_OWNER, (), BRAND_OWNER),
    ],
)
def test_the_edition_says_whose_the_brand_is(
    role: Role, vacant: tuple[str, ...], signer: str
) -> None:
    """Whom it means signs the brand step, and the next in route where nobody is left."""
    case = a_case(
        school=a_school(people=school_with(vacant)), capacities=Capacities(brand_owner=role)
    )
    others = signers(a_case(school=a_school(people=school_with(vacant)))) | {
        SignOffStep.BRAND: signer
    }
    assert signers(case) == others


def test_whom_to_appoint_is_said_once_each() -> None:
    """An edition whose brand owner is the principal asks for no two principals."""
    nobody = a_school(people=school_with({BRAND_OWNER, PRINCIPAL, CHAIR}))
    case = a_case(school=nobody, capacities=Capacities(brand_owner=Role.PRINCIPAL))
    assert route(case)[1] == Unroutable(
        SignOffStep.BRAND, "a principal or chair of governors who is not the proposer"
    )


def test_each_proposer_stands_in_one_row() -> None:
    """The first row that applies is the one of their kind; the last row applies always."""
    kinds = {
        "chair": CHAIR,
        "principal": PRINCIPAL,
        "governor": GOVERNOR,
        "staff, no line manager": VOLUNTEER,
        "staff": TEACHER,
    }
    first = {
        person: next(row.kind for row in ROUTES if row.fits(a_case(proposer=person)))
        for person in kinds.values()
    }
    assert first == {person: kind for kind, person in kinds.items()}


def test_the_proposer_would_sign_if_nothing_barred_them() -> None:
    """The control: the principal's own proposal goes to the chair, and only because it is theirs."""
    own, others = a_case(proposer=PRINCIPAL), a_case(proposer=TEACHER)
    assert (signers(own)[SignOffStep.FINAL], signers(others)[SignOffStep.FINAL]) == (
        CHAIR,
        PRINCIPAL,
    )


def test_one_who_is_named_does_not_sign_the_final_step() -> None:
    """A principal who moderates the site leaves the final signature to the chair."""
    case = a_case(proposal=a_proposal(moderators=(PRINCIPAL, TEACHER)))
    assert signers(case)[SignOffStep.FINAL] == CHAIR


def test_two_steps_by_one_person_are_flagged() -> None:
    """Without a vice principal the principal makes two decisions, and the page says so."""
    case = a_case(
        proposer=VOLUNTEER, school=a_school(people=school_with({VICE_PRINCIPAL, BRAND_OWNER}))
    )
    flag = "signs more than one step, as separate decisions"
    assert [
        (one.step, one.person, one.flags) for one in route(case) if isinstance(one, Signatory)
    ] == [
        (step, PRINCIPAL, (flag,))
        for step in (SignOffStep.AIMS, SignOffStep.BRAND, SignOffStep.FINAL)
    ]


def test_one_who_signs_twice_is_flagged_and_the_other_is_not() -> None:
    """Without the logo the principal signs the aims and the end, in two decisions."""
    case = a_case(
        proposer=VOLUNTEER,
        proposal=a_proposal(uses_logo=False),
        school=a_school(people=school_with({VICE_PRINCIPAL})),
    )
    flag = "signs more than one step, as separate decisions"
    assert [one.flags for one in route(case) if isinstance(one, Signatory)] == [(flag,), (flag,)]


def test_a_vice_chair_counts_as_a_governor() -> None:
    """One who is vice chair and nothing else proposes as governors do: the principal signs."""
    alone = PEOPLE[VICE_CHAIR].model_copy(update={"roles": frozenset({Role.VICE_CHAIR})})
    case = a_case(proposer=VICE_CHAIR, school=a_school(people=PEOPLE | {VICE_CHAIR: alone}))
    assert signers(case)[SignOffStep.AIMS] == PRINCIPAL


def test_a_signatory_who_is_named_is_flagged() -> None:
    """A line manager who administers the site may approve its aims, and the page says so."""
    aims = route(a_case())[0]
    assert aims == Signatory(
        SignOffStep.AIMS, LINE_MANAGER, "line_manager", ("is named as administrator or moderator",)
    )


def test_unroutable_says_whom_to_appoint() -> None:
    """A chair's proposal in a school without vice chair: appoint one."""
    case = a_case(proposer=CHAIR, school=a_school(people=school_with({VICE_CHAIR})))
    assert route(case)[0] == Unroutable(SignOffStep.AIMS, "a vice chair who is not the proposer")


@pytest.mark.parametrize("manager", [None, TEACHER, "left.long.ago"])
def test_who_has_no_manager_but_themselves_goes_to_the_vice_principal(
    manager: str | None,
) -> None:
    """No manager, oneself as manager, and one who has left are the same: nobody."""
    case = a_case(school=a_school(people=people(aoife__kerr={"line_manager": manager})))
    assert signers(case)[SignOffStep.AIMS] == VICE_PRINCIPAL


def test_someone_unknown_to_the_record_is_routed_too() -> None:
    """A proposer whom the record has lost is treated as staff without a line manager."""
    assert signers(a_case(proposer="left.long.ago"))[SignOffStep.AIMS] == VICE_PRINCIPAL


def test_a_governor_on_the_staff_is_staff() -> None:
    """A teacher who is also a governor has a line manager like any teacher."""
    both = PEOPLE[TEACHER].model_copy(update={"roles": frozenset({Role.STAFF, Role.GOVERNOR})})
    case = a_case(school=a_school(people=PEOPLE | {TEACHER: both}))
    assert signers(case)[SignOffStep.AIMS] == LINE_MANAGER
    assert both.standing is MembershipKind.EMPLOYEE


@pytest.mark.parametrize(
    ("logo", "steps"),
    [
        (True, (SignOffStep.AIMS, SignOffStep.BRAND, SignOffStep.FINAL)),
        (False, (SignOffStep.AIMS, SignOffStep.FINAL)),
        (None, (SignOffStep.AIMS, SignOffStep.FINAL)),
    ],
)
def test_brand_is_due_where_the_logo_is_used(
    logo: bool | None, steps: tuple[SignOffStep, ...]
) -> None:
    """Two signatures always, a third for the logo."""
    assert steps_due(a_case(proposal=a_proposal(uses_logo=logo))) == steps


@pytest.mark.parametrize("question", ["advertises", "links_organisations"])
@pytest.mark.parametrize("logo", [True, False])
def test_brand_is_due_where_the_name_is_lent(question: str, logo: bool) -> None:
    """Advertising for contributors and outside friends take the third signature, once, as well."""
    proposal = a_proposal(uses_logo=logo, **{question: True})
    assert steps_due(a_case(proposal=proposal)) == (
        SignOffStep.AIMS,
        SignOffStep.BRAND,
        SignOffStep.FINAL,
    )
    assert signers(a_case(proposal=proposal))[SignOffStep.BRAND] == BRAND_OWNER
