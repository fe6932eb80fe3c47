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
    _bearer,
)
from appendix_a.values.answers import Verdict
from tests.appendix_a.examples import Example, example, found, params, said
from tests.builders import (
    APPROVED,
    PEOPLE,
    TEACHER,
    TODAY,
    a_case,
    a_policy,
    a_proposal,
    a_school,
    signed_off,
)

MET, UNMET, EXEMPT = Verdict.MET, Verdict.UNMET, Verdict.DOES_NOT_APPLY

NO_TITLE = "The title does not carry the name of anybody at the school."
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
    example("5.1/2", EXEMPT, "It has no address yet.", {"address": None}),
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
    for check in ("5.1/1", "5.1/2")
)

EXAMPLES = (*TITLES, *ADDRESSES, *LATER)


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


def test_a_name_alone_is_found() -> None:
    """Nothing else has to stand beside it, and what bears no name bears nobody's."""
    context = a_policy().context(a_case(), TODAY, Stage.DRAFT)
    found = [_bearer(context, text) for text in ("kerr", "p5 kerr", "p5")]
    assert found == [PEOPLE[TEACHER].name, PEOPLE[TEACHER].name, ""]
