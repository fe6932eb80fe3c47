"""Section 7: what each fact answers, and in which words. The ages are in `test_age_cases`."""

from datetime import date

import pytest

from appendix_a.answers import Said
from appendix_a.case import SiteStatus
from appendix_a.proposal import (
    AgeRange,
    Comments,
    Group,
    Holding,
    Hosting,
    PupilRoute,
    ReasonKind,
    Relevance,
)
from tests.appendix_a.examples import Example, example, found, params, said
from tests.builders import (
    SCHOOL_HOSTED,
    a_case,
    a_proposal,
    a_registered_site,
    a_row,
    a_school,
)

MET, UNMET, UNDETERMINED = Said.MET, Said.UNMET, Said.UNDETERMINED
SPARED = Said.DOES_NOT_APPLY

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
        "The site is for members of the public alone; an official site serves the school's own "
        "people.",
        PUBLIC_ONLY,
    ),
    example("7.1/2", SPARED, "The audience is not named yet.", {"audience": ()}),
    example("7.1/3", MET, "It is said why the site matters to each group."),
    example(
        "7.1/3",
        UNMET,
        "It is not said why the site matters to pupils of the school and pupils' families.",
        {"relevance": ()},
    ),
    example(
        "7.1/3",
        UNMET,
        "It is not said why the site matters to pupils' families.",
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
    example("7.2/3", SPARED, "There is no reason to read yet.", {"reason_statement": None}),
    example("7.2/4", MET, "The reason is made of different words."),
    example(
        "7.2/4",
        Said.DOES_NOT_APPLY,
        "The reason is too short to be read as one.",
        {"reason_statement": "It would be good."},
    ),
    example(
        "7.2/4",
        MET,
        "The reason is made of different words.",
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
            "a" * 60,
            "We need it, we need it now for the schoooooool.",
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
    example("7.2/5", SPARED, "There are no aims.", {"aims": None}),
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
        "It is said why “P6 class blog” is not enough.",
        case=a_case(
            register=(TWIN,),
            proposal=a_proposal(why_not_existing="P6 may not post for another class."),
        ),
    ),
)

PUPILS_ADD = {
    "contributors": {Group.STAFF, Group.PUPILS},
    "contributor_pupils": AgeRange(youngest=8, oldest=9),
}
OWN_ACCOUNTS = PUPILS_ADD | {"pupil_routes": {PupilRoute.OWN_ACCOUNT}}
BY_LINK = PUPILS_ADD | {"pupil_routes": {PupilRoute.WITHOUT_ACCOUNT}}
AGED_16 = {"contributor_pupils": AgeRange(youngest=16, oldest=17)}
FACEBOOK = {"platform": "facebook", "address": "https://facebook.com/birchfieldips"}
SEESAW = {"platform": "seesaw", "address": "https://app.seesaw.me/p5"}
PADLET = {"platform": "padlet", "address": "https://padlet.com/birchfield/p5"}
DISQUS = {"comments": Comments.EMBEDDED, "comment_service": "Disqus"}

RISING = a_row(
    "wordpress-com",
    checked_on=date(2026, 8, 1),
    checked_by="Paul Irwin",
    source="https://terms.example/",
    ages=(
        {"jurisdiction": "uk", "age": 16, "basis": "stated", "until": date(2027, 3, 1)},
        {"jurisdiction": "uk", "age": 18, "basis": "stated", "since": date(2027, 3, 1)},
        {"jurisdiction": "ireland", "age": 16, "basis": "stated"},
    ),
)
UNVERIFIED = a_row("wordpress-com", verified=False)
UNKNOWN_AGE = a_row(
    "wordpress-com",
    ages=(
        {"jurisdiction": "uk", "age": "unknown", "basis": "not_found"},
        {"jurisdiction": "ireland", "age": 16, "basis": "stated"},
    ),
)
UNKNOWN_SCOPE = a_row("wordpress-com", scope="unknown")
UNKNOWN_STAFF_AGE = a_row("wordpress-com", admin_min_age="unknown")
ADULTS_ADD = a_row("wordpress-com", scope="account", min_age_to_contribute=18)

HOST = (
    example("7.3/1", MET, "The site is on WordPress.com."),
    example("7.3/1", MET, "The site is on WordPress.com.", {"platform": None}),
    example(
        "7.3/1", MET, "The school is the provider: no other company's terms apply.", SCHOOL_HOSTED
    ),
    example("7.3/1", UNMET, "It is not said who hosts the site.", {"hosting": None}),
    example("7.3/1", UNMET, "The site has no address yet.", {"address": None}),
    example("7.3/1", UNMET, "The site has no address yet.", SCHOOL_HOSTED | {"address": None}),
    example("7.3/1", UNMET, "No platform is named.", {"address": None, "platform": None}),
    example(
        "7.3/1",
        UNMET,
        "The school is to host the site, but birchfieldp5.wordpress.com belongs to WordPress.com.",
        {"hosting": Hosting.SCHOOL},
    ),
    example(
        "7.3/1",
        UNMET,
        "Self-hosted WordPress is run by the school itself, but another company is to host the "
        "site.",
        {"platform": "self-hosted-wordpress"},
    ),
    example(
        "7.3/1",
        UNMET,
        "birchfieldp5.wordpress.com belongs to WordPress.com, not to Tumblr.",
        {"platform": "tumblr"},
    ),
    example(
        "7.3/1",
        UNDETERMINED,
        "bit.ly only leads on to another address.",
        {"address": "https://bit.ly/p5"},
    ),
    example(
        "7.3/1",
        UNDETERMINED,
        "blog.example is not among the school's own addresses.",
        SCHOOL_HOSTED | {"address": "https://blog.example/p5"},
    ),
    example(
        "7.3/1",
        UNDETERMINED,
        "birchfieldp5.example is not known as an address of WordPress.com.",
        {"address": "https://birchfieldp5.example"},
    ),
    example(
        "7.3/1",
        UNDETERMINED,
        "Classwall: nothing is recorded about its terms.",
        {"platform": None, "platform_name": "Classwall", "address": "https://classwall.example"},
    ),
    example(
        "7.3/1",
        UNDETERMINED,
        "classwall.example: nothing is recorded about its terms.",
        {"platform": None, "address": "https://classwall.example"},
    ),
    example(
        "7.3/1",
        UNDETERMINED,
        "Several editions of this platform share the address, and they ask for different ages.",
        {"platform": None, "address": "https://canva.com/p5", "holding": None},
    ),
    example(
        "7.3/1",
        MET,
        "The site is on Canva for Education.",
        {
            "platform": None,
            "address": "https://canva.com/p5",
            "holding": Holding.SCHOOL_EDITION,
        },
    ),
)

TERMS = (
    example("7.3/2", MET, "WordPress.com has terms for a site held so."),
    example(
        "7.3/2", UNMET, "It is not said how the site is held on WordPress.com.", {"holding": None}
    ),
    example("7.3/2", UNMET, "Seesaw can only be held under the school's own agreement.", SEESAW),
    example(
        "7.3/2",
        UNDETERMINED,
        "No terms are recorded of a school edition of WordPress.com.",
        {"holding": Holding.SCHOOL_EDITION},
    ),
    example(
        "7.3/2",
        SPARED,
        "The school is the provider: there are no other terms.",
        SCHOOL_HOSTED,
    ),
    example("7.3/2", SPARED, "It is not known yet whose terms apply.", {"hosting": None}),
    example("7.3/3", MET, "The terms of WordPress.com are verified and recent."),
    example(
        "7.3/3",
        MET,
        "The terms of Seesaw are verified and recent.",
        SEESAW | {"holding": Holding.SCHOOL_EDITION},
    ),
    example(
        "7.3/3",
        MET,
        "The terms of WordPress.com are verified and recent.",
        on=date(2027, 8, 1),
    ),
    example(
        "7.3/3",
        UNDETERMINED,
        "The terms of WordPress.com were last read on 1 August 2026, which is too long ago.",
        on=date(2027, 8, 2),
    ),
    example(
        "7.3/3",
        UNDETERMINED,
        "Nobody has verified what is recorded of the terms of WordPress.com.",
        rows=(UNVERIFIED,),
    ),
    example(
        "7.3/3",
        UNDETERMINED,
        "It is not recorded when the terms of Canva were read.",
        {"platform": "canva", "address": "https://canva.com/p5"},
        rows=(a_row("canva"),),
    ),
    example(
        "7.3/3",
        UNDETERMINED,
        "It is not known what age WordPress.com asks for.",
        rows=(UNKNOWN_AGE,),
    ),
    example("7.3/4", MET, "The terms of WordPress.com do not forbid it."),
    example(
        "7.3/4",
        UNMET,
        "Facebook forbids a personal profile that stands for a school.",
        FACEBOOK | {"holding": Holding.PERSON},
    ),
    example("7.3/4", SPARED, "Nobody has verified these terms yet.", rows=(UNVERIFIED,)),
)

PEOPLE = (
    example("7.3/5", MET, "“Who will add to the site?” is answered."),
    example("7.3/5", UNMET, "“Who will add to the site?” is not answered.", {"contributors": None}),
    example("7.3/6", MET, "“How old are the pupils it is for?” is answered."),
    example(
        "7.3/6",
        UNMET,
        "“How old are the pupils it is for?” is not answered.",
        {"audience_pupils": None},
    ),
    example(
        "7.3/6",
        SPARED,
        "The site is not for pupils.",
        {"audience": {Group.FAMILIES}, "audience_pupils": None},
    ),
    example(
        "7.3/7", MET, "“How old are the pupils who will add to it?” is answered.", OWN_ACCOUNTS
    ),
    example(
        "7.3/7",
        UNMET,
        "“How old are the pupils who will add to it?” is not answered.",
        {"contributors": {Group.PUPILS}},
    ),
    example("7.3/8", MET, "“How will pupils add to the site?” is answered.", OWN_ACCOUNTS),
    example("7.3/8", UNMET, "“How will pupils add to the site?” is not answered.", PUPILS_ADD),
    example("7.3/9", MET, "The staff who run the site are adults."),
    example(
        "7.3/9",
        UNDETERMINED,
        "It is not known from what age WordPress.com lets a person run a site.",
        rows=(UNKNOWN_STAFF_AGE,),
    ),
)

AGES = (
    example(
        "7.3/10",
        MET,
        "WordPress.com asks for 16; the youngest pupil is 16.",
        OWN_ACCOUNTS | AGED_16,
    ),
    example(
        "7.3/10",
        Said.MET_UNTIL,
        "WordPress.com asks for 18 from 1 March 2027.",
        OWN_ACCOUNTS | AGED_16,
        rows=(RISING,),
    ),
    example(
        "7.3/10",
        UNMET,
        "WordPress.com asks for 16 in the United Kingdom; the youngest pupil is 8.",
        OWN_ACCOUNTS,
    ),
    example(
        "7.3/10",
        UNMET,
        "WordPress.com asks for 16 in Ireland; the youngest pupil is 8.",
        case=a_case(proposal=a_proposal(**OWN_ACCOUNTS), school=a_school(jurisdiction="ireland")),
    ),
    example(
        "7.3/10",
        UNMET,
        "WordPress.com asks for 16 in the United Kingdom; the youngest pupil is 8.",
        OWN_ACCOUNTS,
        on=date(2028, 1, 1),
    ),
    example(
        "7.3/10",
        UNMET,
        "WordPress.com asks for 16 in the United Kingdom; the youngest pupil is 9.",
        OWN_ACCOUNTS
        | {"contributor_pupils": AgeRange(youngest=8, oldest=9, older_from=date(2026, 8, 31))},
    ),
    example(
        "7.3/10",
        UNMET,
        "The age of the pupils is not given.",
        {"contributors": {Group.PUPILS}, "pupil_routes": {PupilRoute.OWN_ACCOUNT}},
    ),
    example(
        "7.3/10",
        UNDETERMINED,
        "It is not known what age WordPress.com asks for.",
        OWN_ACCOUNTS,
        rows=(UNKNOWN_AGE,),
    ),
    example(
        "7.3/11",
        MET,
        "The terms do not forbid it; the pupils count as account holders.",
        PUPILS_ADD | {"pupil_routes": {PupilRoute.STAFF_LOGIN}},
    ),
    example(
        "7.3/11",
        UNMET,
        "Facebook forbids that pupils use a member of staff's log-in.",
        FACEBOOK | PUPILS_ADD | {"pupil_routes": {PupilRoute.STAFF_LOGIN}},
    ),
    example(
        "7.3/12",
        MET,
        "Padlet lets pupils of 8 in with the school's consent.",
        PADLET | BY_LINK,
    ),
    example(
        "7.3/12",
        MET,
        "Seesaw asks an age of account holders alone.",
        SEESAW | BY_LINK | {"holding": Holding.SCHOOL_EDITION},
    ),
    example(
        "7.3/12",
        UNMET,
        "WordPress.com asks for 16 in the United Kingdom; the youngest pupil is 8.",
        BY_LINK,
    ),
    example(
        "7.3/12",
        UNMET,
        "WordPress.com asks for 18 in the United Kingdom; the youngest pupil is 16.",
        BY_LINK | AGED_16,
        rows=(ADULTS_ADD,),
    ),
    example(
        "7.3/12",
        UNDETERMINED,
        "It is not known whether the age of WordPress.com binds people without an account.",
        BY_LINK,
        rows=(UNKNOWN_SCOPE,),
    ),
)

COMMENTS = (
    *(
        example(
            "7.3/13",
            MET,
            "Nobody comments unless staff let the comment through.",
            {"comments": comments},
        )
        for comments in (Comments.OFF, Comments.MODERATED)
    ),
    example("7.3/13", UNMET, "It is not said who may comment.", {"comments": None}),
    example(
        "7.3/13",
        UNMET,
        "WordPress.com asks for 16 in the United Kingdom; the youngest pupil is 8.",
        {"comments": Comments.ANY_ACCOUNT_HOLDER},
    ),
    example(
        "7.3/13",
        UNMET,
        "The age of the pupils is not given.",
        {"audience_pupils": None, "comments": Comments.ANY_ACCOUNT_HOLDER},
    ),
    example(
        "7.3/13",
        MET,
        "The accounts are the school's own.",
        SCHOOL_HOSTED | {"comments": Comments.ANY_ACCOUNT_HOLDER},
    ),
    example(
        "7.3/13",
        MET,
        "The site is for adults, whom WordPress.com admits.",
        {"audience": {Group.FAMILIES}, "comments": Comments.ANY_ACCOUNT_HOLDER},
    ),
    example(
        "7.3/13",
        UNMET,
        "Disqus asks for 18 in the United Kingdom; the youngest pupil is 8.",
        SCHOOL_HOSTED | DISQUS,
    ),
    example(
        "7.3/13",
        UNMET,
        "It is not said which service runs the comment box.",
        {"comments": Comments.EMBEDDED},
    ),
    example(
        "7.3/13",
        UNDETERMINED,
        "It is not known whose terms bind those who comment.",
        {"comments": Comments.EMBEDDED, "comment_service": "Chatbox"},
    ),
    example(
        "7.3/13",
        UNDETERMINED,
        "Nobody has verified what is recorded of the terms of Disqus.",
        DISQUS,
        rows=(a_row("disqus", verified=False),),
    ),
    example(
        "7.3/13",
        UNMET,
        "Disqus asks for 18 in the United Kingdom; the youngest pupil is 8.",
        DISQUS,
        on=date(2028, 1, 1),
    ),
    example(
        "7.3/13",
        UNDETERMINED,
        "The terms of Disqus were last read on 1 August 2026, which is too long ago.",
        DISQUS | {"audience": {Group.FAMILIES}},
        on=date(2028, 1, 1),
    ),
)

PARENTS = (
    example(
        "7.3/14",
        MET,
        "A parent or guardian of each of these pupils has agreed.",
        OWN_ACCOUNTS | AGED_16 | {"parental_agreement": True},
    ),
    example(
        "7.3/14",
        UNMET,
        "WordPress.com wants a parent's agreement, and each parent has not agreed.",
        OWN_ACCOUNTS | AGED_16 | {"parental_agreement": False},
    ),
    example(
        "7.3/14",
        UNMET,
        "WordPress.com wants a parent's agreement, and each parent is not said to agree.",
        OWN_ACCOUNTS | AGED_16,
    ),
    example("7.3/14", SPARED, "The terms want no parent's agreement here."),
)

S7_4 = (
    example("7.4/1", MET, "“What good does the site do for the pupils it involves?” is answered."),
    example(
        "7.4/1",
        UNMET,
        "“What good does the site do for the pupils it involves?” is not answered.",
        {"child_benefit": None},
    ),
    example(
        "7.4/1",
        SPARED,
        "No pupils are involved.",
        {"audience": {Group.FAMILIES}, "child_benefit": None},
    ),
)

EXAMPLES: tuple[Example, ...] = (
    *S7_1,
    *S7_2,
    *HOST,
    *TERMS,
    *PEOPLE,
    *AGES,
    *COMMENTS,
    *PARENTS,
    *S7_4,
)


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)


@pytest.mark.clause(id="7.3")
def test_undetermined_names_who_can_end_it() -> None:
    """An unlisted medium says what is missing, who can supply it and what to record."""
    unlisted = example(
        "7.3/1", UNDETERMINED, "", {"platform": None, "address": "https://x.example"}
    )
    assert (found(unlisted).words, found(unlisted).remedy) == (
        "x.example: nothing is recorded about its terms.",
        (
            "The e-safety lead: find the provider's terms, and record its ages with their source "
            "and the day."
        ),
    )


@pytest.mark.clause(id="7.3")
def test_evidence_ends_undetermined() -> None:
    """The same unlisted medium is met as soon as the school's own row names its address."""
    row = a_row(
        "github",
        key="classwall",
        name="Classwall",
        hostnames=("classwall.example",),
    )
    changed = {"platform_name": "Classwall", "platform": "classwall-typo"}
    before = example("7.3/1", MET, "", changed | {"address": "https://classwall.example/p5"})
    after = Example(before.check, MET, "", before.case, rows=(row,))
    assert [found(before).answer, found(after).answer] == [UNDETERMINED, MET]
