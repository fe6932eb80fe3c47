"""Section 5: what each fact answers, and in which words."""

from typing import Any

import pytest

from appendix_a.reading.case import Case, MembershipKind, Person, SignOffStep, Stage
from appendix_a.reading.clause import Clause, Declaration, Duty, Judgement, Named
from appendix_a.s5_principles import (
    CONFIDENTIAL,
    NO_COMMENT,
    OWN_VIEWS,
    PUBLISHING,
    TRANSPARENT,
)
from appendix_a.values.answers import Verdict
from tests.appendix_a.examples import Example, example, found, params, said
from tests.builders import (
    APPROVED,
    PEOPLE,
    SCHOOL_HOSTED,
    a_case,
    a_proposal,
    a_school,
    signed_off,
)

MET, UNMET, EXEMPT = Verdict.MET, Verdict.UNMET, Verdict.DOES_NOT_APPLY

NO_TITLE = "The title does not carry the name of anybody at the school."
NO_PLAIN_TITLE = "Nothing in the title is plainly somebody's name."
NO_PLAIN_ADDRESS = "Nothing in the address is plainly somebody's name."
NO_ADDRESS = "The address does not carry the name of anybody at the school."
TITLE, ADDRESS = "The title carries the name of {}.", "The address carries the name of {}."
REGISTERED = "The site is in the register already."


def with_somebody(name: str, school: str = "Birchfield Primary School", **changes: Any) -> Case:
    """The case at a school of that name where somebody has this name."""
    one = {"some.body": Person(name=name, standing=MembershipKind.EMPLOYEE)}
    return a_case(proposal=a_proposal(**changes), school=a_school(name=school, people=PEOPLE | one))


TITLES = (
    example("5.1/1", MET, NO_TITLE),
    # A name within a longer word is not that name.
    example("5.1/1", MET, NO_TITLE, {"title": "Kerrygold"}),
    # The school's own name is nobody's, whoever is called the same.
    *(
        example("5.1/1", MET, NO_TITLE, case=with_somebody(name, school, title=title))
        for name, school, title in (
            ("Ann Birchfield", "Birchfield Primary School", "Birchfield news"),
            ("Mary Quinn", "St Mary's Primary School", "St Mary's, Class 5"),
        )
    ),
    # Initials and particles are too short to be anybody's.
    example("5.1/1", MET, NO_TITLE, case=with_somebody("J. de la P. Brún", title="De la P. J.")),
    *(
        example("5.1/1", UNMET, TITLE.format(name), {"title": title})
        for title, name in (
            ("Miss Kerr's class blog", "Aoife Kerr"),
            ("Aoife's corner", "Aoife Kerr"),
            ("NEWS FROM MRS HART", "Niamh Hart"),
        )
    ),
    # A word that is also somebody's name is theirs only after Mr, Miss and the like.
    *(
        example("5.1/1", MET, NO_PLAIN_TITLE, case=with_somebody(name, title=title))
        for name, title in (
            ("Luc French", "French department"),
            ("Ann Garden", "School garden"),
            ("Tom Young", "Young writers"),
            ("May Orr", "May fair"),
            ("Seán Orr", "Sean-nós ranganna"),
        )
    ),
    *(
        example("5.1/1", UNMET, TITLE.format(name), case=with_somebody(name, title=title))
        for name, title in (
            ("Luc French", "Mr French's class"),
            ("Síle Ó Néill", "Nuacht ó Shíle: Síle Ó Néill"),
            ("Tom Young", "Young, Tom"),
        )
    ),
    example("5.1/1", EXEMPT, "It has no title yet.", {"title": None}),
)

ADDRESSES = (
    example("5.1/2", MET, NO_ADDRESS),
    example("5.1/2", MET, NO_ADDRESS, {"address": "https://dalys.wordpress.com"}),
    # Nor is the school's own domain anybody's.
    example(
        "5.1/2",
        MET,
        NO_ADDRESS,
        case=with_somebody(
            "Ann Birchfield", "Lakeside School", address="https://birchfield.example/p5"
        ),
    ),
    *(
        example("5.1/2", UNMET, ADDRESS.format(name), {"address": address})
        for address, name in (
            ("https://miss-kerr.wordpress.com", "Aoife Kerr"),
            ("https://wordpress.com/p5-Daly", "Conor Daly"),
            ("https://kerr5.wordpress.com", "Aoife Kerr"),
            ("https://x.com/aoifekerr", "Aoife Kerr"),
            ("https://x.com/kerr_aoife", "Aoife Kerr"),
            ("https://aoife-kerr.wordpress.com", "Aoife Kerr"),
            ("https://www.facebook.com/missaoifekerr5", "Aoife Kerr"),
        )
    ),
    # An accent that is left out in an address, or written as a code, hides nobody.
    *(
        example(
            "5.1/2",
            UNMET,
            ADDRESS.format("Gráinne Ó Briain"),
            case=with_somebody("Gráinne Ó Briain", address=address),
        )
        for address in ("https://wordpress.com/grainne", "https://wordpress.com/gr%C3%A1inne")
    ),
    example("5.1/2", MET, NO_PLAIN_ADDRESS, {"address": "https://x.com/akerr"}),
    example("5.1/2", EXEMPT, "It has no address yet.", {"address": None}),
)

NO_ACCOUNT = "There is no account to hold."
MAILBOX = "The mailbox of the account is not called after anybody at the school."
RECOVERY = "The mailbox of the recovery is not called after anybody at the school."
MAILBOXES = (
    example("5.1/4", MET, MAILBOX),
    example("5.1/5", MET, RECOVERY),
    *(
        example(
            "5.1/4",
            UNMET,
            "The mailbox of the account is Aoife Kerr's own.",
            {"account_email": f"{name}@birchfield.example"},
        )
        for name in ("aoife.kerr", "aoifekerr", "kerr-aoife", "Aoife_Kerr2", "aoife.kerr+blog")
    ),
    *(
        example(
            "5.1/4",
            MET,
            "The mailbox of the account is not plainly one person's own.",
            {"account_email": f"{name}@birchfield.example"},
        )
        for name in ("akerr", "a.kerr", "kerr.a", "aoife", "mrskerr.kerr")
    ),
    example(
        "5.1/5",
        UNMET,
        "The mailbox of the recovery is Niamh Hart's own.",
        {"recovery_email": "niamh.hart@birchfield.example"},
    ),
    example("5.1/4", EXEMPT, "No address is given yet.", {"account_email": None}),
    example("5.1/5", EXEMPT, "There is no second address for recovery.", {"recovery_email": None}),
    *(example(check, EXEMPT, NO_ACCOUNT, SCHOOL_HOSTED) for check in ("5.1/4", "5.1/5")),
)

# A newcomer may be called like a site of long standing.
LATER = tuple(
    example(
        check,
        EXEMPT,
        REGISTERED,
        case=signed_off(with_somebody("Blog Wordpress")),
        stage=Stage.LIFE,
        on=APPROVED,
    )
    for check in ("5.1/1", "5.1/2", "5.1/4", "5.1/5")
)

EXAMPLES = (*TITLES, *ADDRESSES, *MAILBOXES, *LATER)


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)


@pytest.mark.parametrize(
    "clause", [OWN_VIEWS, CONFIDENTIAL, NO_COMMENT], ids=lambda clause: clause.id
)
def test_conduct_is_declared_by_all_and_kept(clause: Clause) -> None:
    """Personal views, personal information, comments on people: promised by all, then kept."""
    declaration, duty = clause.checks
    assert isinstance(declaration, Declaration)
    assert declaration.by == (Named.PROPOSER, Named.ADMINISTRATORS, Named.MODERATORS)
    assert isinstance(duty, Duty)


@pytest.mark.parametrize("clause", [PUBLISHING, TRANSPARENT], ids=lambda clause: clause.id)
def test_what_is_fit_and_fair_is_judged_by_a_person(clause: Clause) -> None:
    """No machine says whether content is fit or fair: the line manager does."""
    judgement = clause.checks[0]
    assert isinstance(judgement, Judgement)
    assert judgement.by is SignOffStep.AIMS


@pytest.mark.clause(id="5.1")
@pytest.mark.parametrize(
    ("check", "changes", "flag"),
    [
        ("5.1/1", {"title": "Hart news"}, "“hart” in the title may be the name of Niamh Hart."),
        (
            "5.1/2",
            {"address": "https://x.com/akerr"},
            "“akerr” in the address may be the name of Aoife Kerr.",
        ),
        (
            "5.1/4",
            {"account_email": "akerr@birchfield.example"},
            "“akerr” in the mailbox of the account may be the name of Aoife Kerr.",
        ),
        ("5.1/1", {"title": "P5 news"}, ""),
        ("5.1/1", {"title": "Mrs Hart's news"}, ""),
    ],
)
def test_what_may_be_a_name_is_shown_to_whoever_signs(
    check: str, changes: dict[str, str], flag: str
) -> None:
    """A question, never a refusal; what bears no name, or plainly bears one, asks nothing."""
    assert found(example(check, MET, "", changes)).flag == flag
