"""Appendix A, part 4: what each fact answers, and in which words."""

from datetime import date, timedelta
from typing import Any

import pytest

from appendix_a.assessing.assess import assess
from appendix_a.reading.case import Stage
from appendix_a.reading.proposal import (
    AgeRange,
    Assessing,
    Group,
    Holding,
    PupilRoute,
    Telephone,
    Visibility,
)
from appendix_a.reading.thresholds import Thresholds
from appendix_a.values.answers import Verdict
from tests.appendix_a.examples import Example, example, found, params, said
from tests.builders import SCHOOL_HOSTED, TODAY, a_case, a_policy, a_proposal, a_row, a_school

MET, UNMET, UNDETERMINED = Verdict.MET, Verdict.UNMET, Verdict.UNDETERMINED
EXEMPT = Verdict.DOES_NOT_APPLY
OURS = "It is one of the school's own addresses."
NO_DOMAINS = a_school(domains=())


def either(
    check: str, field: str, title: str, base: dict[str, Any] | None = None
) -> tuple[Example, ...]:
    """A question that has to be answered: answered, and not."""
    base = base or {}
    return (
        example(check, MET, f"“{title}” is answered.", base),
        example(check, UNMET, f"“{title}” is not answered.", base | {field: None}),
    )


RULES = "What are the house rules for those who take part?"
NOT_OURS = "The school does not host it."

A_4_1A = (
    *either("A.4.1a/1", "house_rules", RULES, SCHOOL_HOSTED),
    *either("A.4.1a/2", "terms_of_use", "What are the site's own terms of use?", SCHOOL_HOSTED),
    example("A.4.1a/1", EXEMPT, NOT_OURS),
    example("A.4.1a/2", EXEMPT, NOT_OURS, {"hosting": None}),
)

DAYS = timedelta(days=1)
RECENT = "The provider's terms were read within the last 90 days: sign by"
TOO_LONG_AGO = "The provider's terms were read more than 90 days ago."
NOT_READ = "The provider's terms have not been read yet."
PROVIDER = "The school is the provider: there are no other terms."


def read(check: str, answer: Verdict, words: str, on: date | None, **more: Any) -> Example:
    """The example of a proposer who read the provider's terms on that day."""
    return example(check, answer, words, {"terms_read_on": on}, **more)


A_4_1B = (
    *either("A.4.1b/1", "terms_url", "Where did you read the provider's terms?"),
    example("A.4.1b/1", EXEMPT, PROVIDER, SCHOOL_HOSTED | {"terms_url": None}),
    example("A.4.1b/2", MET, "The provider's terms were read on 1 August 2026."),
    read("A.4.1b/2", MET, "The provider's terms were read on 1 September 2026.", TODAY),
    read("A.4.1b/2", MET, "The provider's terms were read on 1 January 2020.", date(2020, 1, 1)),
    read("A.4.1b/2", UNMET, "2 September 2026 is in the future.", TODAY + DAYS),
    read("A.4.1b/2", UNMET, "The proposal does not say when the provider's terms were read.", None),
    *(
        read("A.4.1b/3", answer, words, on)
        for answer, words, on in (
            (MET, f"{RECENT} 30 November 2026.", TODAY),
            (MET, f"{RECENT} 1 September 2026.", TODAY - 90 * DAYS),
            (UNMET, TOO_LONG_AGO, TODAY - 91 * DAYS),
            (UNMET, TOO_LONG_AGO, TODAY - 200 * DAYS),
            (EXEMPT, NOT_READ, TODAY + DAYS),
            (EXEMPT, NOT_READ, None),
        )
    ),
    example(
        "A.4.1b/3",
        EXEMPT,
        "The site is in the register already.",
        {"terms_read_on": TODAY - 200 * DAYS},
        stage=Stage.LIFE,
    ),
    *either("A.4.1b/4", "house_rules", RULES),
)

NOBODY_CHECKS = "The proposal does not say who checks that what is published is accurate."

A_4_3 = (
    example("A.4.3/1", MET, "Conor Daly checks that what is published is accurate."),
    example("A.4.3/1", UNMET, NOBODY_CHECKS, {"fact_checker": None}),
    example(
        "A.4.3/1",
        UNMET,
        "Somebody named here is not in the school's record.",
        {"fact_checker": "nobody"},
    ),
)

THROUGH_STAFF: dict[str, Any] = {
    "contributors": {Group.STAFF, Group.PUPILS},
    "contributor_pupils": AgeRange(youngest=8, oldest=9),
    "pupil_routes": {PupilRoute.THROUGH_STAFF},
    "dpia": Assessing.NOT_NEEDED,
    "dpia_reference": "Pupils hand their writing to the teacher.",
}
WITH_ACCOUNTS = THROUGH_STAFF | {
    "pupil_routes": {PupilRoute.OWN_ACCOUNT},
    "dpia": Assessing.DONE,
    "dpia_reference": "In the office, DPIA 7.",
}
BEING_DONE = {"dpia": Assessing.IN_PROGRESS}
NO_PUPILS = "No pupils add to the site."
NOT_SAID = "The proposal does not say whether one is needed."
MADE = "Pupils hold or use accounts, and the assessment is not left out."
LEFT_OUT = "Pupils hold or use accounts, so the assessment cannot be left out."
DONE = "The effect on data protection has been assessed."
NOT_DONE = "The effect on data protection is still being assessed."


def assessed(answer: Verdict, words: str, changes: dict[str, Any]) -> Example:
    """The example of whether the assessment is done when somebody signs."""
    return example("A.4.4/4", answer, words, changes, stage=Stage.SIGN_OFF)


A_4_4 = (
    *either("A.4.4/1", "copyright_plan", "Where do pictures, music and texts come from?"),
    *either(
        "A.4.4/2", "dpia", "Has the effect on data protection been assessed (DPIA)?", WITH_ACCOUNTS
    ),
    example("A.4.4/2", EXEMPT, NO_PUPILS),
    example("A.4.4/3", MET, MADE, WITH_ACCOUNTS),
    example("A.4.4/3", MET, MADE, WITH_ACCOUNTS | BEING_DONE),
    *(
        example(
            "A.4.4/3", UNMET, LEFT_OUT, WITH_ACCOUNTS | {"dpia": Assessing.NOT_NEEDED} | account
        )
        for account in (
            {},
            {"pupil_routes": {PupilRoute.STAFF_LOGIN}},
            {"pupil_routes": {PupilRoute.THROUGH_STAFF}, "tags_pupils": True},
        )
    ),
    example("A.4.4/3", EXEMPT, NO_PUPILS, {"tags_pupils": True}),
    example("A.4.4/3", EXEMPT, "No pupil holds or uses an account.", THROUGH_STAFF),
    example("A.4.4/3", EXEMPT, NOT_SAID, WITH_ACCOUNTS | {"dpia": None}),
    assessed(MET, DONE, WITH_ACCOUNTS),
    assessed(MET, DONE, THROUGH_STAFF | {"dpia": Assessing.DONE}),
    assessed(UNMET, NOT_DONE, WITH_ACCOUNTS | BEING_DONE),
    assessed(UNMET, NOT_DONE, THROUGH_STAFF | BEING_DONE),
    assessed(EXEMPT, "No assessment is needed.", THROUGH_STAFF),
    assessed(EXEMPT, NOT_SAID, WITH_ACCOUNTS | {"dpia": None}),
    assessed(EXEMPT, NO_PUPILS, BEING_DONE),
    *either(
        "A.4.4/5",
        "dpia_reference",
        "Where is that assessment kept, or why is none needed?",
        THROUGH_STAFF,
    ),
    example("A.4.4/5", EXEMPT, NO_PUPILS),
    example("A.4.4/5", EXEMPT, NOT_SAID, WITH_ACCOUNTS | {"dpia": None}),
)

NO_LOGO = "The school hosts the site, and it is not planned to carry the school's logo."

A_4_7A = (
    example("A.4.7a/1", MET, "The site carries the school's logo.", SCHOOL_HOSTED),
    example("A.4.7a/1", UNMET, NO_LOGO, SCHOOL_HOSTED | {"uses_logo": False, "brand_use": None}),
    example("A.4.7a/1", UNMET, NO_LOGO, SCHOOL_HOSTED | {"uses_logo": None}),
    example("A.4.7a/1", EXEMPT, NOT_OURS, {"uses_logo": False, "brand_use": None}),
)

NO_BACKLINK = SCHOOL_HOSTED | {"backlink": None}
WHY_NOT = {"no_backlink": "The heading of the page cannot be changed."}

A_4_7B = (
    example("A.4.7b/1", MET, OURS, SCHOOL_HOSTED),
    example("A.4.7b/1", MET, OURS, SCHOOL_HOSTED | {"backlink": "Birchfield.example"}),
    example(
        "A.4.7b/1", MET, "The proposal says why the logo cannot link back.", NO_BACKLINK | WHY_NOT
    ),
    example(
        "A.4.7b/1",
        UNMET,
        "The proposal does not say which page of the school's website the logo links to.",
        NO_BACKLINK,
    ),
    *(
        example(
            "A.4.7b/1",
            UNMET,
            f"{host} is not one of the school's own web addresses.",
            SCHOOL_HOSTED | {"backlink": f"https://{host}/birchfield.example"} | WHY_NOT,
        )
        for host in ("schools.example", "notbirchfield.example", "birchfield.example.evil.example")
    ),
    example(
        "A.4.7b/1",
        UNDETERMINED,
        "The school's own web addresses are not recorded.",
        case=a_case(proposal=a_proposal(**SCHOOL_HOSTED), school=NO_DOMAINS),
    ),
    example("A.4.7b/1", EXEMPT, NOT_OURS),
)

NOT_RECORDED = "The school's own e-mail domains are not recorded."
NOT_PERSONAL = "The site is not held as a person's own profile."

A_4_9 = (
    *either("A.4.9/1", "account_email", "Which e-mail address holds the account?"),
    example("A.4.9/1", EXEMPT, "There is no account to hold.", SCHOOL_HOSTED),
    example("A.4.9/2", MET, OURS),
    example("A.4.9/2", MET, OURS, {"account_email": "p5@Mail.Birchfield.example"}),
    *(
        example(
            "A.4.9/2",
            UNMET,
            f"{host} is not one of the school's own e-mail domains.",
            {"account_email": f"p5@{host}"},
        )
        for host in ("mail.example", "notbirchfield.example", "birchfield.example.evil.example")
    ),
    example("A.4.9/2", UNDETERMINED, NOT_RECORDED, case=a_case(school=NO_DOMAINS)),
    example("A.4.9/2", EXEMPT, "No address is given yet.", {"account_email": None}),
    example("A.4.9/3", MET, OURS),
    example(
        "A.4.9/3",
        UNMET,
        "home.example is not one of the school's own e-mail domains.",
        {"recovery_email": "aoife@home.example"},
    ),
    example("A.4.9/3", UNDETERMINED, NOT_RECORDED, case=a_case(school=NO_DOMAINS)),
    example(
        "A.4.9/3", EXEMPT, "There is no second address for recovery.", {"recovery_email": None}
    ),
    *(
        example("A.4.9/4", MET, NOT_PERSONAL, {"holding": holding})
        for holding in Holding
        if holding is not Holding.PERSON
    ),
    example(
        "A.4.9/4",
        UNMET,
        "The site would be held as a person's own profile.",
        {"holding": Holding.PERSON},
    ),
    example(
        "A.4.9/4",
        EXEMPT,
        "The proposal does not say what kind of account or page the site uses.",
        {"holding": None},
    ),
)

TERMS_OF = {"terms_url": "https://www.facebook.com/terms"}
NO_OTHER = "The terms are at an address of no other provider."
WHATSAPP = {
    "platform": "whatsapp",
    "address": "https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv",
    "account_email": None,
}
BY_NUMBER = a_row("whatsapp", held_by="telephone")
WHOSE_TERMS = (
    example("A.4.1b/6", MET, NO_OTHER),
    example("A.4.1b/6", MET, NO_OTHER, {"terms_url": "https://automattic.com/legal"}),
    example(
        "A.4.1b/6",
        UNMET,
        "facebook.com belongs to Facebook: these are another provider's terms.",
        TERMS_OF,
    ),
    example(
        "A.4.1b/6",
        MET,
        NO_OTHER,
        {
            "platform": "threads",
            "address": "https://www.threads.net/@birchfield",
            "terms_url": "https://help.instagram.com/769983657850450",
        },
    ),
    example("A.4.1b/6", EXEMPT, "No address of the terms is given yet.", {"terms_url": None}),
    example("A.4.1b/6", EXEMPT, PROVIDER, SCHOOL_HOSTED),
)
A_NUMBER = (
    example(
        "A.4.9/7",
        MET,
        "The account depends on one of the school's own numbers.",
        WHATSAPP | {"account_telephone": Telephone.SCHOOL},
        rows=(BY_NUMBER,),
    ),
    example(
        "A.4.9/7",
        UNMET,
        "The account depends on somebody's own telephone number.",
        WHATSAPP | {"account_telephone": Telephone.PERSONAL},
        rows=(BY_NUMBER,),
    ),
    example(
        "A.4.9/7",
        UNMET,
        "The account depends on a telephone number, and nobody says whose it is.",
        WHATSAPP,
        rows=(BY_NUMBER,),
    ),
    example(
        "A.4.9/7",
        EXEMPT,
        "This was not asked when the site was approved.",
        WHATSAPP,
        rows=(BY_NUMBER,),
        stage=Stage.LIFE,
    ),
    example("A.4.9/7", EXEMPT, "The account does not depend on a telephone number."),
    example(
        "A.4.9/1", EXEMPT, "The account depends on a telephone number.", WHATSAPP, rows=(BY_NUMBER,)
    ),
)

CLOSED = WHATSAPP | {"account_telephone": Telephone.SCHOOL, "visibility": Visibility.INVITED}
NUMBERS = (
    example(
        "A.4.9/8",
        UNMET,
        "In a closed space of WhatsApp every member sees the telephone numbers of all the others.",
        CLOSED,
        rows=(a_row("whatsapp", shows_numbers="yes"),),
    ),
    example(
        "A.4.9/8",
        MET,
        "Nobody sees the telephone numbers of the others.",
        CLOSED,
        rows=(a_row("whatsapp", shows_numbers="no"),),
    ),
    example(
        "A.4.9/8",
        UNDETERMINED,
        "It is not known whether the members of a closed space of WhatsApp see each other's "
        "telephone numbers.",
        CLOSED,
        rows=(a_row("whatsapp", shows_numbers="unknown"),),
    ),
    example("A.4.9/8", EXEMPT, "It is not a closed group in which people have numbers.", WHATSAPP),
    example(
        "A.4.9/8",
        EXEMPT,
        "It is not a closed group in which people have numbers.",
        {"visibility": Visibility.INVITED},
    ),
)

EXAMPLES = (
    *NUMBERS,
    *WHOSE_TERMS,
    *A_NUMBER,
    *A_4_1A,
    *A_4_1B,
    *A_4_3,
    *A_4_4,
    *A_4_7A,
    *A_4_7B,
    *A_4_9,
)


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)


@pytest.mark.parametrize(
    ("check", "changes", "field", "remedy"),
    [
        pytest.param(*row, marks=pytest.mark.clause(id=row[0].partition("/")[0]))
        for row in (
            (
                "A.4.1b/2",
                {"terms_read_on": TODAY + DAYS},
                "terms_read_on",
                "Give the day on which you read them.",
            ),
            (
                "A.4.1b/2",
                {"terms_read_on": None},
                "terms_read_on",
                "Read the provider's terms, and give the day.",
            ),
            (
                "A.4.3/1",
                {"fact_checker": "nobody"},
                "fact_checker",
                "Name someone who is in the school's record.",
            ),
            ("A.4.3/1", {"fact_checker": None}, "fact_checker", "Name who checks it."),
        )
    ],
)
def test_the_remedy_fits_what_is_wrong(
    check: str, changes: dict[str, Any], field: str, remedy: str
) -> None:
    """What is missing and what is wrong have a remedy each, beside the question they are about."""
    finding = found(example(check, UNMET, "", changes))
    assert (finding.field, finding.remedy) == (field, remedy)


@pytest.mark.clause(id="A.4.1b")
@pytest.mark.parametrize(("ago", "answer"), [(30, MET), (31, UNMET)])
def test_the_school_says_for_how_long_a_reading_of_the_terms_counts(
    ago: int, answer: Verdict
) -> None:
    """An edition that asks for 30 days takes the thirtieth, and not the day after."""
    case = a_case(proposal=a_proposal(terms_read_on=TODAY - ago * DAYS))
    policy = a_policy(thresholds=Thresholds(terms_days=30))
    findings = assess(case, policy, TODAY).of_clause("A.4.1b")
    assert [one.answer for one in findings if one.check == "A.4.1b/3"] == [answer]
