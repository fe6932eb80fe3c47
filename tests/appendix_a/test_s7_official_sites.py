"""Section 7: what each fact answers, and in which words. The ages are in `test_age_cases`."""

import pytest

from appendix_a.reading.case import SiteStatus
from appendix_a.reading.proposal import (
    Group,
    ReasonKind,
    Relevance,
)
from appendix_a.values.answers import Verdict
from tests.appendix_a.examples import Example, example, found, params, said
from tests.builders import (
    a_case,
    a_proposal,
    a_registered_site,
)

MET, UNMET, UNDETERMINED = Verdict.MET, Verdict.UNMET, Verdict.UNDETERMINED
EXEMPT = Verdict.DOES_NOT_APPLY

PUBLIC_ONLY = {
    "audience": {Group.PUBLIC},
    "relevance": (Relevance(group=Group.PUBLIC, words="They like it."),),
}
TWIN = a_registered_site(
    audience=frozenset({Group.PUPILS, Group.FAMILIES}),
    reason_kinds=frozenset({ReasonKind.PEDAGOGICAL}),
)
CLOSED_TWIN = TWIN.model_copy(update={"status": SiteStatus.CLOSED})

S7_1 = (
    example("7.1/1", MET, "“Who is the site for?” is answered."),
    example("7.1/1", UNMET, "“Who is the site for?” is not answered.", {"audience": ()}),
    example("7.1/2", MET, "The site is for people of the school."),
    example(
        "7.1/2",
        UNMET,
        "The site is only for members of the public; an official site serves the school's own "
        "people.",
        PUBLIC_ONLY,
    ),
    example("7.1/2", EXEMPT, "The audience is not named yet.", {"audience": ()}),
    example("7.1/3", MET, "The proposal says why the site matters to each group."),
    example(
        "7.1/3",
        UNMET,
        "The proposal does not say why the site matters to pupils of the school and pupils' "
        "families.",
        {"relevance": ()},
    ),
    example(
        "7.1/3",
        UNMET,
        "The proposal does not say why the site matters to pupils' families.",
        {
            "relevance": (
                Relevance(group=Group.PUPILS, words="They see their own work read."),
                Relevance(group=Group.FAMILIES, words=" "),
            )
        },
    ),
    example("7.1/4", MET, "“What will be published there?” is answered."),
    example(
        "7.1/4",
        UNMET,
        "“What will be published there?” is not answered.",
        {"proposed_content": "  "},
    ),
)

S7_2 = (
    example("7.2/1", MET, "“What kind of reason is there?” is answered."),
    example(
        "7.2/1", UNMET, "“What kind of reason is there?” is not answered.", {"reason_kinds": ()}
    ),
    example("7.2/2", MET, "“Why does the school need this site?” is answered."),
    example(
        "7.2/2",
        UNMET,
        "“Why does the school need this site?” is not answered.",
        {"reason_statement": None},
    ),
    example("7.2/3", MET, "The reason is long enough to be judged."),
    example(
        "7.2/3",
        UNMET,
        "The reason has 21 characters; at least 40 are needed.",
        {"reason_statement": "It would be nice too."},
    ),
    example("7.2/3", EXEMPT, "The proposal gives no reason yet.", {"reason_statement": None}),
    example("7.2/4", MET, "The reason is not the same few words again and again."),
    example(
        "7.2/4",
        Verdict.DOES_NOT_APPLY,
        "The reason is too short to be read as one.",
        {"reason_statement": "It would be good."},
    ),
    example(
        "7.2/4",
        MET,
        "The reason is not the same few words again and again.",
        {"reason_statement": "Families ask for 100000 words on the week ..... and get none."},
    ),
    *(
        example(
            "7.2/4",
            UNMET,
            "The reason repeats itself instead of saying something.",
            {"reason_statement": text},
        )
        for text in (
            "because " * 12,
            "good for us " * 6,
        )
    ),
    example("7.2/5", MET, "The reason stands on its own."),
    example(
        "7.2/5",
        UNMET,
        "The reason is copied from the aims.",
        {
            "aims": "To give the class a real audience, and families a window on the week.",
            "reason_statement": "to give the class a real audience and FAMILIES a window",
        },
    ),
    example("7.2/5", EXEMPT, "There are no aims.", {"aims": None}),
    example("7.2/6", MET, "No other official site has this audience and this kind of reason."),
    example(
        "7.2/6",
        MET,
        "No other official site has this audience and this kind of reason.",
        case=a_case(register=(a_registered_site(), CLOSED_TWIN)),
    ),
    example(
        "7.2/6",
        UNMET,
        "“P6 class blog” is for the same people and has the same kind of reason.",
        case=a_case(register=(a_registered_site(), TWIN)),
    ),
    example(
        "7.2/6",
        MET,
        "The proposal says why “P6 class blog” is not enough.",
        case=a_case(
            register=(TWIN,),
            proposal=a_proposal(why_not_existing="P6 may not post for another class."),
        ),
    ),
)


S7_4 = (
    example("7.4/1", MET, "“How does the site benefit the pupils it involves?” is answered."),
    example(
        "7.4/1",
        UNMET,
        "“How does the site benefit the pupils it involves?” is not answered.",
        {"child_benefit": None},
    ),
    example(
        "7.4/1",
        EXEMPT,
        "No pupils are involved.",
        {"audience": {Group.FAMILIES}, "child_benefit": None},
    ),
)

EXAMPLES: tuple[Example, ...] = (
    *S7_1,
    *S7_2,
    *S7_4,
)


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)


LONG = "reading writing drawing"


@pytest.mark.clause(id="7.2")
@pytest.mark.parametrize(
    ("reason", "check", "answer"),
    [
        ("reading, " * 4 + "and", "7.2/3", UNMET),
        ("reading, " * 4 + "also", "7.2/3", MET),
        ("读书使孩子们学会写作并分享。", "7.2/3", MET),
        ("读书使孩子们学会写作。", "7.2/3", UNMET),
        ("wwwww wwwww", "7.2/2", UNMET),
        ("w" * 60, "7.2/4", EXEMPT),
        (f"{LONG} " * 4, "7.2/4", UNMET),
        (f"{LONG} " * 3, "7.2/4", MET),
        (f"{LONG} " * 4 + "singing", "7.2/4", MET),
        (f"{LONG} singing " * 4, "7.2/4", MET),
    ],
)
def test_a_reason_is_forty_letters_long_and_no_few_words_four_times_over(
    reason: str, check: str, answer: Verdict
) -> None:
    """At each bound: the last that is too little, and the first that is enough."""
    assert found(example(check, answer, "", {"reason_statement": reason})).answer is answer


@pytest.mark.clause(id="7.2")
@pytest.mark.parametrize(
    "reason", [f"{LONG} " * 4 + "singing", "We need it now for the schoooooool, and for us."]
)
def test_a_reason_that_repeats_itself_otherwise_is_shown_to_whoever_signs(reason: str) -> None:
    """It stands: whether it says enough is a person's to judge."""
    flags = {found(example(f"7.2/{n}", MET, "", {"reason_statement": reason})).flag for n in (2, 4)}
    assert flags == {"“Why does the school need this site?” repeats itself."}


@pytest.mark.clause(id="7.2")
@pytest.mark.parametrize("status", SiteStatus)
def test_a_site_that_runs_or_waits_for_its_launch_is_compared(status: SiteStatus) -> None:
    """One that is suspended, lapsed or closed does nothing that a new one would do again."""
    proposal = a_proposal()
    site = a_registered_site(
        status=status, audience=proposal.audience, reason_kinds=proposal.reason_kinds
    )
    compared = status in {SiteStatus.AWAITING_LAUNCH, SiteStatus.LIVE}
    case = a_case(register=(site,))
    assert found(example("7.2/6", UNMET, "", case=case)).answer is (UNMET if compared else MET)
