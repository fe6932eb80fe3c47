"""Appendix A, part 3: what each fact answers, and in which words."""

from datetime import date, timedelta
from typing import Any

import pytest

from appendix_a.procedure.deadlines import NOTICE
from appendix_a.reading.case import (
    Case,
    MembershipKind,
    Role,
    Signed,
    SignOffStep,
    SiteStatus,
    Stage,
)
from appendix_a.reading.proposal import Proposal, RequestKind
from appendix_a.values.answers import Verdict
from tests.appendix_a.examples import Example, example, found, params, said
from tests.builders import (
    APPROVED,
    BRAND_OWNER,
    CHAIR,
    GO_LIVE,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    TODAY,
    VICE_CHAIR,
    VOLUNTEER,
    a_case,
    a_proposal,
    a_registered_site,
    a_school,
    after_leaving,
    people,
    signed_off,
)

MET, UNMET, EXEMPT = Verdict.MET, Verdict.UNMET, Verdict.DOES_NOT_APPLY
UNDETERMINED = Verdict.UNDETERMINED

WITH_VOLUNTEER = a_proposal(administrators=("aoife.kerr", VOLUNTEER))
WITH_GOVERNOR = a_proposal(administrators=("aoife.kerr", "lena.moss"))
BY_PRINCIPAL = {"authorised_by": "Niamh Hart", "authorised_on": date(2026, 9, 1)}


def with_people(proposal: Any = None, **changes: Any) -> Case:
    """The case in a school some of whose people are different."""
    return a_case(proposal=proposal or a_proposal(), school=a_school(people=people(**changes)))


NOBODY_APPROVES = {
    key.replace(".", "__"): {"roles": frozenset({Role.STAFF})}
    for key in (PRINCIPAL, CHAIR, VICE_CHAIR)
}
UNAUTHORISED = "Neither an employee nor a governor, and not authorised by anybody: Jim Orr."
AUTHORISED = "Everyone named is an employee, a governor or otherwise authorised."

A_3_1B = (
    example("A.3.1b/1", MET, "“Who administers it?” is answered."),
    example("A.3.1b/1", UNMET, "“Who administers it?” is not answered.", {"administrators": ()}),
    example("A.3.1b/3", MET, AUTHORISED),
    example("A.3.1b/3", MET, AUTHORISED, case=a_case(proposal=WITH_GOVERNOR)),
    example("A.3.1b/3", MET, AUTHORISED, case=with_people(WITH_VOLUNTEER, jim__orr=BY_PRINCIPAL)),
    example("A.3.1b/3", UNMET, UNAUTHORISED, case=a_case(proposal=WITH_VOLUNTEER)),
    example(
        "A.3.1b/3",
        UNMET,
        UNAUTHORISED,
        case=with_people(
            WITH_VOLUNTEER, jim__orr=BY_PRINCIPAL | {"authorised_on": date(2026, 9, 2)}
        ),
    ),
    example(
        "A.3.1b/3",
        UNMET,
        UNAUTHORISED,
        case=with_people(WITH_VOLUNTEER, jim__orr={"authorised_by": "Niamh Hart"}),
    ),
    example(
        "A.3.1b/3",
        UNMET,
        UNAUTHORISED,
        case=with_people(WITH_VOLUNTEER, jim__orr={"standing": MembershipKind.CONTRACTOR}),
    ),
    example("A.3.1b/2", MET, "Everyone named is in the school's record."),
    *(
        example(check, EXEMPT, "Not everybody who is to run it is named yet.", {field: ()})
        for check in ("A.3.1b/2", "A.3.1b/3")
        for field in ("administrators", "moderators")
    ),
    example(
        "A.3.1b/2",
        UNMET,
        "Somebody named here is not in the school's record.",
        {"moderators": ("somebody",), "administrators": ()},
    ),
    example(
        "A.3.1b/2",
        UNMET,
        "Somebody named here is not in the school's record.",
        {"moderators": ("somebody", TEACHER, "another")},
    ),
    example("A.3.1b/3", MET, AUTHORISED, {"moderators": ("somebody",)}),
)


def signing(**changes: Any) -> Case:
    """The signed case with one point of it changed."""
    return signed_off().model_copy(update=changes)


AIMS, BRAND, FINAL = signed_off().signed


def registration(check: str, answer: Verdict, words: str, case: Case) -> Example:
    return example(check, answer, words, case=case, stage=Stage.REGISTRATION, on=APPROVED)


STANDS = "Niamh Hart approved it for the school on 15 September 2026."
NO_DECISION = "The record holds no final approval of what is now proposed."

A_3_1A = (
    registration("A.3.1a/1", MET, STANDS, signed_off()),
    registration("A.3.1a/1", MET, STANDS, signing(signed=(FINAL,))),
    registration("A.3.1a/1", UNMET, NO_DECISION, signing(signed=(AIMS, BRAND))),
    registration("A.3.1a/1", UNMET, NO_DECISION, signing(signed=())),
    registration(
        "A.3.1a/1",
        UNMET,
        NO_DECISION,
        signing(signed=(AIMS, BRAND, FINAL.model_copy(update={"counted": False}))),
    ),
    registration(
        "A.3.1a/1", UNMET, NO_DECISION, signing(proposal=a_proposal(title="Another title"))
    ),
)

COUNT = "The line manager's and the final signature count."
NO_AIMS = "“Aims and content” is not signed by whoever has to sign it."
NO_FINAL = "“Final approval” is not signed by whoever has to sign it."
NO_BRAND = "“Name and logo” is not signed by whoever has to sign it."
LAST = "The final signature came last, as a decision of its own."
NOT_LAST = "The final signature is not the last."


def changed(signature: Signed, **changes: Any) -> Signed:
    return signature.model_copy(update=changes)


LOOKED_AT = (
    "“Aims and content”: Conor Daly, line manager. “Name and logo”: Mary Quinn, brand owner."
)

A_3_2 = (
    example("A.3.2/1", MET, f"{LOOKED_AT} “Final approval”: Niamh Hart, principal."),
    example(
        "A.3.2/1",
        MET,
        f"{LOOKED_AT} “Final approval”: Ruth Adair, chair of governors, because Niamh Hart, "
        "principal, is named to run it.",
        {"moderators": (TEACHER, SECOND_TEACHER, PRINCIPAL)},
    ),
    example(
        "A.3.2/1",
        MET,
        "“Aims and content”: Sean Boyle, vice principal. “Name and logo”: Mary Quinn, brand owner. "
        "“Final approval”: Ruth Adair, chair of governors, because Niamh Hart, principal, proposes "
        "it.",
        case=a_case(proposer=PRINCIPAL),
    ),
    example(
        "A.3.2/1",
        MET,
        "“Aims and content”: Conor Daly, line manager. “Name and logo”: Niamh Hart, principal. "
        "“Final approval”: Tom Greer, vice chair of governors, because Niamh Hart, principal, is "
        "named to run it and Ruth Adair, chair of governors, is named to run it.",
        case=with_people(
            a_proposal(moderators=(TEACHER, SECOND_TEACHER, PRINCIPAL, CHAIR)),
            mary__quinn={"roles": frozenset({Role.STAFF})},
        ),
    ),
    example(
        "A.3.2/1",
        UNMET,
        "Nobody can sign “Final approval” for this proposal.",
        case=with_people(**NOBODY_APPROVES),
    ),
    registration(
        "A.3.2/1",
        MET,
        "There is somebody to sign each step.",
        signing(signed=(AIMS, changed(FINAL, signer=CHAIR))),
    ),
    registration("A.3.2/2", MET, COUNT, signed_off()),
    registration("A.3.2/2", MET, COUNT, signing(signed=(BRAND, AIMS, FINAL))),
    registration("A.3.2/2", UNMET, NO_AIMS, signing(signed=())),
    registration("A.3.2/2", UNMET, NO_AIMS, signing(signed=(BRAND, FINAL))),
    registration("A.3.2/2", UNMET, NO_FINAL, signing(signed=(AIMS, BRAND))),
    registration("A.3.2/2", UNMET, NO_FINAL, signing(signed=(AIMS, changed(FINAL, counted=False)))),
    registration("A.3.2/2", UNMET, NO_FINAL, signing(signed=(AIMS, changed(FINAL, seal="0" * 64)))),
    registration(
        "A.3.2/2", UNMET, NO_FINAL, signing(signed=(AIMS, changed(FINAL, signer=TEACHER)))
    ),
    # Another was to sign when it was counted: what stands is the signature, not the route of today.
    registration("A.3.2/2", MET, COUNT, signing(signed=(AIMS, changed(FINAL, signer=CHAIR)))),
    registration(
        "A.3.2/2", UNMET, NO_AIMS, signing(signed=(changed(AIMS, signer="aoife.kerr"), FINAL))
    ),
    registration("A.3.2/2", UNMET, NO_AIMS, signing(proposal=a_proposal(title="Another title"))),
    registration("A.3.2/3", MET, LAST, signed_off()),
    registration("A.3.2/3", UNMET, NOT_LAST, signing(signed=(FINAL, AIMS, BRAND))),
    registration(
        "A.3.2/3",
        UNMET,
        NOT_LAST,
        signing(signed=(changed(AIMS, on=date(2026, 9, 16)), BRAND, FINAL)),
    ),
    registration("A.3.2/3", EXEMPT, "There is no final signature yet.", signing(signed=())),
    registration("A.3.2/3", EXEMPT, "There is no final signature yet.", signing(signed=(AIMS,))),
    registration(
        "A.3.2/3", UNMET, "A step has been signed twice.", signing(signed=(AIMS, AIMS, FINAL))
    ),
)

JOINING = {
    "request_kind": RequestKind.PARTICIPATE,
    "other_owner": "The town's library",
    "go_live": None,
}
JOINED = signed_off(a_case(proposal=a_proposal(**JOINING)))
OWNER = "“Whose site will the school take part in?”"
OWN_SITE = "This is a site of the school's own."

A_3_3 = (
    example("A.3.3/1", MET, f"{OWNER} is answered.", JOINING),
    example("A.3.3/1", UNMET, f"{OWNER} is not answered.", JOINING | {"other_owner": " "}),
    *(
        example("A.3.3/1", EXEMPT, OWN_SITE, {"request_kind": kind})
        for kind in RequestKind
        if kind is not RequestKind.PARTICIPATE
    ),
    registration("A.3.3/2", MET, COUNT, JOINED),
    *(
        registration(
            "A.3.3/2", UNMET, words, JOINED.model_copy(update={"signed": JOINED.signed[kept]})
        )
        for words, kept in ((NO_AIMS, slice(1, None)), (NO_FINAL, slice(0, 2)))
    ),
    registration("A.3.3/2", EXEMPT, OWN_SITE, signed_off()),
)

APPROVES = "“Who approves what is published?”"

A_3_4 = (
    example("A.3.4/1", MET, f"{APPROVES} is answered."),
    example("A.3.4/1", UNMET, f"{APPROVES} is not answered.", {"post_approval": None}),
)

NO_LOGO = a_proposal(uses_logo=False, brand_use=None)
LOGO_QUESTION = "“Will it carry the school's logo or name as a brand?”"

A_3_5 = (
    example("A.3.5/1", MET, f"{LOGO_QUESTION} is answered."),
    example("A.3.5/1", MET, f"{LOGO_QUESTION} is answered.", case=a_case(proposal=NO_LOGO)),
    example("A.3.5/1", UNMET, f"{LOGO_QUESTION} is not answered.", {"uses_logo": None}),
    example("A.3.5/2", MET, "“How will the logo be used?” is answered."),
    example("A.3.5/2", UNMET, "“How will the logo be used?” is not answered.", {"brand_use": None}),
    example("A.3.5/2", EXEMPT, "The school's logo is not used.", case=a_case(proposal=NO_LOGO)),
    registration("A.3.5/3", MET, "Mary Quinn has signed “Name and logo”.", signed_off()),
    registration("A.3.5/3", UNMET, NO_BRAND, signing(signed=(AIMS, FINAL))),
    registration(
        "A.3.5/3",
        UNMET,
        NO_BRAND,
        signing(signed=(AIMS, changed(BRAND, signer=TEACHER), FINAL)),
    ),
)

EXISTING = {
    "request_kind": RequestKind.REGISTER_EXISTING,
    "already_exists": True,
    "existing_since": date(2024, 9, 1),
    "go_live": None,
}

FIRST = "it has to be approved first, and goes live on a later day."

A_3_6 = (
    example("A.3.6/1", MET, "“Does the site exist already?” is answered."),
    example(
        "A.3.6/1",
        UNMET,
        "“Does the site exist already?” is not answered.",
        {"already_exists": None},
    ),
    example("A.3.6/2", MET, "The site does not exist yet."),
    example(
        "A.3.6/2",
        EXEMPT,
        "It is not said whether the site exists already.",
        {"already_exists": None},
    ),
    example(
        "A.3.6/2",
        UNMET,
        "The site is proposed as new, but it exists already.",
        {"already_exists": True},
    ),
    example("A.3.6/2", EXEMPT, "This is not a new site.", EXISTING),
    example("A.3.6/3", MET, "It has existed since 1 September 2024.", EXISTING),
    example(
        "A.3.6/3",
        UNMET,
        "The proposal is to register an existing site, but the site does not exist yet.",
        EXISTING | {"already_exists": False},
    ),
    example(
        "A.3.6/3",
        UNMET,
        "The proposal does not say how long it has existed.",
        EXISTING | {"existing_since": None},
    ),
    example(
        "A.3.6/3",
        UNMET,
        "2 September 2026 is in the future.",
        EXISTING | {"existing_since": date(2026, 9, 2)},
    ),
    example("A.3.6/3", EXEMPT, "This does not register a site that is already running."),
    example("A.3.6/4", MET, "“When should it go live?” is answered."),
    example("A.3.6/4", UNMET, "“When should it go live?” is not answered.", {"go_live": None}),
    registration(
        "A.3.6/5", MET, "It goes live on 1 October 2026, after its approval.", signed_off()
    ),
    *(
        example("A.3.6/5", answer, words, {"go_live": live})
        for answer, words, live in (
            (
                MET,
                "It goes live on 2 September 2026, and has to be approved before that day.",
                date(2026, 9, 2),
            ),
            (UNMET, f"It cannot go live on 1 September 2026: {FIRST}", TODAY),
            (UNMET, f"It cannot go live on 1 March 2026: {FIRST}", date(2026, 3, 1)),
            (EXEMPT, "It is not said when the site goes live.", None),
        )
    ),
    example(
        "A.3.6/5",
        EXEMPT,
        "The site is in the register already.",
        {"go_live": date(2026, 3, 1)},
        stage=Stage.LIFE,
    ),
    registration(
        "A.3.6/5",
        UNMET,
        "It was approved on 1 October 2026, and must go live on a later day.",
        signing(approved_on=GO_LIVE, go_live=GO_LIVE),
    ),
    registration(
        "A.3.6/5",
        EXEMPT,
        "This is not a new site.",
        signed_off(a_case(proposal=a_proposal(**EXISTING))),
    ),
)


def test_the_day_of_going_live_has_a_remedy_that_names_the_first_that_is_possible() -> None:
    """Before the approval it is tomorrow, after it the day that follows the approval."""
    late = example("A.3.6/5", UNMET, "", {"go_live": date(2026, 3, 1)})
    approved = registration("A.3.6/5", UNMET, "", signing(approved_on=GO_LIVE, go_live=GO_LIVE))
    assert [(found(one).field, found(one).remedy) for one in (late, approved)] == [
        ("go_live", "Choose 2 September 2026 or a later day."),
        ("go_live", "Choose 2 October 2026 or a later day."),
    ]


FREE = "No other site in the register has its address."
TAKEN = "“P6 class blog” is in the register with this address."
ANEW = "It replaces “P6 class blog”, whose approval ends."


def beside(proposal: Proposal | None = None, **changes: Any) -> Case:
    """The case at a school that has another site, at the very same address unless changed."""
    same = {"address": "https://birchfieldp5.wordpress.com"}
    return a_case(
        proposal=proposal or a_proposal(), register=(a_registered_site(**same | changes),)
    )


def kept_at(address: str) -> Case:
    """The class blog as the register has it, at this address."""
    return a_case().model_copy(update={"registered_address": address})


A_3_6_IN_THE_REGISTER = (
    example("A.3.6/9", EXEMPT, "It is not in the register with an address.", stage=Stage.LIFE),
    example(
        "A.3.6/9",
        MET,
        "Its address is read as it was when it was registered.",
        case=kept_at("https://birchfieldp5.wordpress.com"),
        stage=Stage.LIFE,
    ),
    example(
        "A.3.6/9",
        UNDETERMINED,
        "The register has it at https://facebook.com. This is the front page of Facebook, and not "
        "an account.",
        case=kept_at("https://facebook.com"),
        stage=Stage.LIFE,
    ),
    example(
        "A.3.6/9",
        UNDETERMINED,
        "The register has it at https://fb.com/birchfieldips. It is read as "
        "https://facebook.com/birchfieldips now.",
        case=kept_at("https://fb.com/birchfieldips"),
        stage=Stage.LIFE,
    ),
)

A_3_6_ADDRESS = (
    example("A.3.6/8", MET, FREE),
    example("A.3.6/8", MET, FREE, case=beside(address="https://birchfieldp6.wordpress.com")),
    example("A.3.6/8", MET, FREE, case=beside(status=SiteStatus.CLOSED)),
    example("A.3.6/8", UNMET, TAKEN, case=beside()),
    example("A.3.6/8", UNMET, TAKEN, case=beside(status=SiteStatus.AWAITING_LAUNCH)),
    example(
        "A.3.6/8",
        UNMET,
        TAKEN,
        case=beside(a_proposal(address="HTTPS://BirchfieldP5.wordpress.com/")),
    ),
    example("A.3.6/8", UNMET, TAKEN, case=beside(a_proposal(**EXISTING))),
    registration(
        "A.3.6/8",
        UNMET,
        TAKEN,
        signed_off(beside()),
    ),
    example(
        "A.3.6/8",
        UNMET,
        TAKEN,
        case=beside(a_proposal(request_kind=RequestKind.PARTICIPATE)),
    ),
    example(
        "A.3.6/8",
        UNMET,
        "A change to a site in the register cannot be proposed here yet.",
        case=beside(a_proposal(request_kind=RequestKind.CHANGE)),
    ),
    example("A.3.6/8", UNMET, TAKEN, case=beside(status=SiteStatus.SUSPENDED)),
    *(
        example("A.3.6/8", answer, words, case=beside(a_proposal(**kind), **ending))
        for answer, words, kind, ending in (
            (MET, ANEW, EXISTING, {"valid_until": TODAY + NOTICE}),
            (MET, ANEW, EXISTING, {"valid_until": TODAY - timedelta(days=1)}),
            (UNMET, TAKEN, EXISTING, {"valid_until": TODAY + NOTICE + timedelta(days=1)}),
            (UNMET, TAKEN, {}, {"valid_until": TODAY + NOTICE}),
            (
                UNMET,
                TAKEN,
                EXISTING,
                {"valid_until": TODAY, "status": SiteStatus.AWAITING_LAUNCH},
            ),
            (UNMET, TAKEN, EXISTING, {"valid_until": TODAY, "status": SiteStatus.SUSPENDED}),
        )
    ),
)
ENDS = date(2026, 12, 1)


def test_a_site_that_is_proposed_anew_too_early_is_told_from_when() -> None:
    """With the end of its approval thirty days off the remedy names the day; else it is as ever."""
    case = beside(a_proposal(**EXISTING), valid_until=ENDS)
    assert found(example("A.3.6/8", UNMET, TAKEN, case=case)).remedy == (
        "Propose it again from 1 November 2026 on, when its approval is about to end."
    )
    new = beside(valid_until=ENDS)
    assert found(example("A.3.6/8", UNMET, TAKEN, case=new)).remedy == (
        "Give it an address of its own, or ask for the other site to be closed first."
    )


FORM = (
    ("A.3.6/6", "title", "“What will the site be called?”"),
    ("A.3.6/7", "public_purpose", "“In one sentence, what is the site for? (shown to the public)”"),
)
A_3_6_FORM = (
    example("A.3.6/8", EXEMPT, "It has no address yet.", {"address": None}),
    *(example(check, MET, f"{title} is answered.") for check, _, title in FORM),
    *(
        example(check, UNMET, f"{title} is not answered.", {key: None})
        for check, key, title in FORM
    ),
)

EXAMPLES = (
    *A_3_1A,
    *A_3_1B,
    *A_3_2,
    *A_3_3,
    *A_3_4,
    *A_3_5,
    *A_3_6,
    *A_3_6_ADDRESS,
    *A_3_6_IN_THE_REGISTER,
    *A_3_6_FORM,
)


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)


@pytest.mark.clause(id="A.3.1b")
@pytest.mark.parametrize(
    ("check", "administrators", "moderators", "field"),
    [
        (check, administrators, moderators, field)
        for check, who in (("A.3.1b/2", "nobody"), ("A.3.1b/3", VOLUNTEER))
        for administrators, moderators, field in (
            ((TEACHER, who), (TEACHER,), "administrators"),
            ((TEACHER,), (TEACHER, who), "moderators"),
            ((TEACHER, who), (who,), "administrators"),
        )
    ],
)
def test_it_shows_beside_the_question_that_names_the_person(
    check: str, administrators: tuple[str, ...], moderators: tuple[str, ...], field: str
) -> None:
    """Somebody unknown or not authorised is shown where they are named, administrators first."""
    changes = {"administrators": administrators, "moderators": moderators}
    finding = found(example(check, UNMET, "", changes))
    assert (finding.answer, finding.field) == (UNMET, field)


@pytest.mark.clause(id="A.3.1b")
@pytest.mark.parametrize(
    ("case", "words", "remedy"),
    [
        (
            after_leaving(LINE_MANAGER),
            "Conor Daly has left the school.",
            (
                "If there is an account already, take them off the account and change the password. "
                "Then name somebody who is at the school."
            ),
        ),
        (
            a_case(proposal=a_proposal(administrators=(TEACHER, "nobody"))),
            "Somebody named here is not in the school's record.",
            "Name someone who is in the school's record.",
        ),
    ],
    ids=["left", "never there"],
)
def test_whoever_has_left_is_taken_off_the_account(case: Case, words: str, remedy: str) -> None:
    """A leaver may still know the password, and whoever was never there cannot: each has its remedy."""
    finding = found(example("A.3.1b/2", UNMET, words, case=case))
    assert (finding.words, finding.remedy) == (words, remedy)


@pytest.mark.clause(id="A.3.2")
def test_unroutable_says_whom_to_appoint() -> None:
    """Where nobody may sign, the remedy names the office that has to be filled."""
    one = example("A.3.2/1", UNMET, "", case=with_people(**NOBODY_APPROVES))
    assert found(one).remedy == (
        "The school has to appoint a principal or chair of governors or vice chair who is not "
        "the proposer and is not named to run the site."
    )


@pytest.mark.clause(id="A.3.5")
def test_the_brand_owner_decides_apart_from_the_rest() -> None:
    """The three signatures of the class blog are of three people, one for each step."""
    assert [(one.step, one.signer) for one in signed_off().signed] == [
        (SignOffStep.AIMS, LINE_MANAGER),
        (SignOffStep.BRAND, BRAND_OWNER),
        (SignOffStep.FINAL, PRINCIPAL),
    ]
