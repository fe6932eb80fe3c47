"""The form: each answer asked once, read back whole, and refused without losing a letter."""

from typing import Any

import pytest
from hypothesis import given, settings

from appendix_a.platforms.places import Jurisdiction
from appendix_a.reading.case import Case, Stage
from appendix_a.reading.form import CONDITIONS, asked
from appendix_a.reading.proposal import AgeRange, Group, Proposal, PupilRoute, YearGroup
from appendix_a.values.faults import Fault
from service.desk.office import Office
from service.desk.proposals import proposals
from service.pages.page import Form
from service.pages.proposals.form_answers import read
from service.pages.proposals.form_pages import (
    ACCOUNT,
    ADDRESS,
    ADVICE,
    CHILDREN,
    PAGES,
    PLATFORM,
    QUESTION_OF,
    READERS,
    TEAM,
    TERMS,
    TIME,
    WHAT,
    WHEN,
    WHO,
    WHY,
)
from service.pages.proposals.form_views import fields, typed
from service.pages.proposals.question_kinds import FormPage
from tests.appendix_a.strategies import cases
from tests.builders import (
    ADVISED,
    DESIGNATED,
    SECOND_TEACHER,
    TEACHER,
    TODAY,
    a_case,
    a_policy,
    a_proposal,
)
from tests.service.conftest import Web
from tests.service.journey import ON_WORDPRESS, Keys, blog, drafted
from tests.service.pages.posting import (
    LISTS,
    asked_of,
    changed,
    in_its_form,
    page_of,
    pairs,
    posting,
    values,
)
from tests.service.school import OWN
from tests.templates.views import Page

ASKED = asked_of(a_proposal())
PUPILS_POST: dict[str, Any] = {
    "contributors": frozenset({Group.STAFF, Group.PUPILS}),
    "contributor_pupils": AgeRange(youngest=8, oldest=9),
    "pupil_routes": frozenset({PupilRoute.STAFF_LOGIN, PupilRoute.THROUGH_STAFF}),
    "parental_agreement": True,
}
CARE: dict[str, Any] = {
    "pupil_homes": frozenset({Jurisdiction.NORTHERN_IRELAND, Jurisdiction.IRELAND}),
    "contributor_years": frozenset({YearGroup.P5, YearGroup.P6}),
    "vulnerable_pupils": True,
    "dt_adviser": DESIGNATED,
    "dt_advised_on": ADVISED,
    "dt_advice": "Show work, and no faces.",
    "has_followers": True,
    "vetting_person": SECOND_TEACHER,
    "platform": "facebook",
    "address": "https://www.facebook.com/birchfieldp5",
    "personal_logins": (TEACHER, SECOND_TEACHER),
    "links_organisations": True,
    "external_links": ("The library", "The museum"),
}


def test_each_answer_of_a_proposal_is_asked_on_one_page() -> None:
    """Every field of `Proposal` stands in the table exactly once."""
    asked = [question.field for page in PAGES for question in page.questions]
    assert sorted(asked) == sorted(Proposal.model_fields)


@settings(max_examples=100, deadline=None)
@given(cases(), cases())
def test_a_question_stands_after_the_answers_that_open_it(one: Case, other: Case) -> None:
    """Whatever is answered after a question, it is asked or not as the answers before it say."""
    assert out_of_order(one, other, list(QUESTION_OF)) == set()


def test_a_question_that_stood_too_early_would_be_found() -> None:
    """The control: backwards, what others comment with is asked before whether they may."""
    backwards = list(reversed(QUESTION_OF))
    one, other = (a_case(proposal=a_proposal(comments=given)) for given in ("off", "embedded"))
    assert out_of_order(one, other, backwards) == {"comment_service", "removal_procedure"}


def out_of_order(one: Case, other: Case, order: list[str]) -> set[str]:
    """The questions whose being asked in the one case hangs on later answers, of the other."""
    found = set()
    for number, field in enumerate(order):
        if field in CONDITIONS:
            later = {name: getattr(other.proposal, name) for name in order[number + 1 :]}
            mixed = one.proposal.model_copy(update=later)
            if (field in opened(one, mixed)) != (field in opened(one, one.proposal)):
                found.add(field)
    return found


def opened(case: Case, proposal: Proposal) -> frozenset[str]:
    """What the form asks where these answers stand."""
    with_these = case.model_copy(update={"proposal": proposal})
    return asked(a_policy().context(with_these, TODAY, Stage.DRAFT))


def test_each_question_has_words_of_its_own() -> None:
    """A question is the title of its field, and no two are the same."""
    asked = [question.label for page in PAGES for question in page.questions]
    assert len(set(asked)) == len(asked)
    assert [words for words in asked if "?" not in words] == []


@pytest.mark.parametrize(
    "proposal",
    [
        a_proposal(),
        a_proposal(**PUPILS_POST),
        a_proposal(platform=None, platform_name="Birchfield Forum"),
        a_proposal(success_measures=("One", "Two"), exit_plan="A line.\n\nAnother line."),
        Proposal(contributors=frozenset({Group.STAFF})),
        a_proposal(**PUPILS_POST | CARE),
    ],
)
def test_a_proposal_survives_its_form(proposal: Proposal) -> None:
    """Page by page, from a blank draft, the form gives back the proposal that filled it in."""
    draft: Proposal | tuple[Fault, ...] = Proposal()
    for page in PAGES:
        assert isinstance(draft, Proposal)
        draft = read(Form(page_of(proposal, page)), page, draft, LISTS, asked_of(proposal))
    assert draft == proposal


def test_a_page_leaves_the_answers_of_the_others_alone() -> None:
    """Reading one page changes its own answers and nothing else."""
    given = changed(page_of(a_proposal(), WHAT), title="P5 news")
    assert read(Form(given), WHAT, a_proposal(), LISTS, ASKED) == a_proposal(title="P5 news")


LONG = "x" * 1_000_000
BAD: list[tuple[str, FormPage, dict[str, str | list[str]], str, str]] = [
    ("unknown platform", PLATFORM, {"platform": "myspace-9"}, "platform",
     "“Which platform is it on?” is not in the list. Choose one from it, or say that it is not in this list."),
    ("no such day", WHEN, {"closure-day": "30", "closure-month": "2"}, "closure",
     "“When will it close?” must be a date that exists, such as 2027-06-30."),
    ("year of two digits", WHEN, {"closure-year": "27"}, "closure",
     "“When will it close?” must be a date that exists, such as 2027-06-30."),
    ("year beyond any", WHEN, {"closure-year": "9" * 30}, "closure",
     "“When will it close?” must be a date that exists, such as 2027-06-30."),
    ("a megabyte", WHY, {"reason_statement": LONG}, "reason_statement",
     "“Why does the school need this site?” is 1,000,000 characters long. Shorten it to 5,000."),
    ("control character", WHAT, {"title": "P5\x07blog"}, "title",
     "“What will the site be called?” has a character that cannot be shown. Type the words again."),
    ("log-in in the address", ADDRESS, {"address": "https://school.example@evil.example"}, "address",
     "The address has an @ before the site's name ends, as in an e-mail address or a log-in. Give the web address alone."),
    ("backslash", ADDRESS, {"address": "https://school.example\\@evil.example"}, "address",
     "The address has a backslash (\\), which browsers read differently. Write it with forward slashes (/)."),
    ("percent-encoded host", ADDRESS, {"address": "https://sch%6Fol.example"}, "address",
     "The address has a percent sign in the site's name, which can hide another name. Write the name in plain letters."),
    ("another scheme", ADDRESS, {"address": "javascript:alert(1)"}, "address",
     "The address starts with “javascript:”, which is not a web site. Give one that starts with https://."),
    ("age below any", READERS, {"audience_pupils__youngest": "-1"}, "audience_pupils.youngest",
     "“Age of the youngest pupil” must be 2 or more."),
    ("age above any", READERS, {"audience_pupils__oldest": "200"}, "audience_pupils.oldest",
     "“Age of the oldest pupil” must be 19 or less."),
    ("no number", READERS, {"audience_pupils__oldest": "nine"}, "audience_pupils.oldest",
     "“Age of the oldest pupil” must be a whole number."),
    ("half an age", READERS, {"audience_pupils__oldest": ""}, "audience_pupils.oldest",
     "“Age of the oldest pupil” is missing. Add it."),
    ("ages turned round", READERS, {"audience_pupils__oldest": "7"}, "audience_pupils",
     "“How old are the pupils it is for?” has an oldest pupil younger than the youngest. Correct the two ages."),
    ("one person twice", TEAM, {"administrators.2": TEACHER}, "administrators",
     "“Who administers it?” names one person twice. Name another person, or remove one."),
    ("a stranger", TEAM, {"moderators.1": "jo.stranger"}, "moderators",
     "“Who moderates it?” names somebody who is not in the school's record. Choose from the list."),
    ("nobody takes part", WHO, {"contributors": []}, "contributors",
     "“Who will add to the site?” names nobody. Say who will add to the site; staff alone is enough."),
    ("an answer to a risk too long", CHILDREN, {"risks__bullying": "z" * 5001}, "risks.bullying",
     "“What could go wrong for the pupils, and what is done about it? (bullying)” is 5,001 characters long. Shorten it to 5,000."),
    ("a stranger as adviser", ADVICE, {"adviser": "jo.stranger"}, "adviser",
     "“Who did you talk to about readers and risks?” names somebody who is not in the school's record. Choose from the list."),
    ("too many hours", TIME, {"hours_per_week": "41"}, "hours_per_week",
     "“How many hours a week will it take altogether?” must be 40 or less."),
    ("half an hour", TIME, {"hours_per_week": "half"}, "hours_per_week",
     "“How many hours a week will it take altogether?” must be a whole number."),
    ("terms without an address", TERMS, {"terms_url": "the help pages"}, "terms_url",
     "The address has a space or an invisible character in it. Remove it, or copy the address again from the browser."),
    ("too many measures", WHY, {"success_measures": "one\n" * 11}, "success_measures",
     "“How will you tell whether it has worked?” has 11 entries. Keep at most 10."),
    ("a measure too long", WHY, {"success_measures": "one\n" + "y" * 201}, "success_measures",
     "“How will you tell whether it has worked?” is 201 characters long. Shorten it to 200."),
    ("a sentence too long", READERS, {"relevance__families": "z" * 5001}, "relevance.families",
     "“Why does it matter to them? (pupils' families)” is 5,001 characters long. Shorten it to 5,000."),
    ("no mailbox", ACCOUNT, {"account_email": "p5 at school"}, "account_email",
     "“Which e-mail address holds the account?” is not an e-mail address. Write it like class5@school.example."),
]  # fmt: skip
IDS = [name for name, *_ in BAD]


@pytest.mark.parametrize(("page", "bad", "field", "words"), [case[1:] for case in BAD], ids=IDS)
def test_what_cannot_be_taken_is_said_at_its_field(
    page: FormPage, bad: dict[str, str | list[str]], field: str, words: str
) -> None:
    """One fault, at the field that is wrong, in one sentence with what to do."""
    form = Form(changed(page_of(a_proposal(), page), **bad))
    assert read(form, page, a_proposal(), LISTS, ASKED) == (Fault(field, words),)


@pytest.mark.parametrize(("page", "bad", "field", "words"), [case[1:] for case in BAD], ids=IDS)
def test_a_fault_leads_to_a_field_that_shows_it(
    page: FormPage, bad: dict[str, str | list[str]], field: str, words: str
) -> None:
    """The named field is on the page, carries the sentence, and every value stands as typed."""
    posted = changed(page_of(a_proposal(), page), **bad)
    form = Form(posted)
    drawn = tuple(
        one.faulted((Fault(field, words),))
        for one in fields(page, a_proposal(), LISTS, typed(form), ASKED)
    )
    every = [one for question in drawn for one in (question, *question.parts)]
    assert [one.fault for one in every if one.fault] == [words]
    assert sorted(pairs(drawn)) == sorted(posted)


@pytest.mark.parametrize(("page", "bad", "field", "words"), [case[1:] for case in BAD], ids=IDS)
def test_a_refused_page_shows_what_was_typed_and_saves_nothing(
    web: Web,
    office: Office,
    keys: Keys,
    page: FormPage,
    bad: dict[str, str | list[str]],
    field: str,
    words: str,
) -> None:
    """422 with the sentence twice (summary and field), all values typed, and the draft as before."""
    ref, teacher = drafted(office, keys, **ON_WORDPRESS), keys[OWN, TEACHER]
    before = proposals.draft(office, teacher, ref)
    own = {name: teacher if value == TEACHER else value for name, value in bad.items()}
    given = changed(in_its_form(before, page), **own)
    answer = web.sign_in_as(TEACHER).post(
        f"/proposals/{ref}/draft/{page.key}", data=posting(given, before.version)
    )
    assert answer.status_code == 422
    assert Page(answer.text).words().count(words) == 2
    assert f"#{field}" in Page(answer.text).values("href")
    assert {value for _, value in given} <= values(answer.text) | {""}
    after = proposals.draft(office, teacher, ref)
    assert (after.version, after.given) == (
        before.version,
        before.given,
    )


def test_a_good_page_is_saved(web: Web, office: Office, keys: Keys) -> None:
    """The control: the same page without a bad value is saved, and leads on."""
    ref, teacher = drafted(office, keys, **ON_WORDPRESS), keys[OWN, TEACHER]
    before = proposals.draft(office, teacher, ref)
    given = changed(in_its_form(before, WHAT), title="P5 news")
    answer = web.sign_in_as(TEACHER).post(
        f"/proposals/{ref}/draft/what", data=posting(given, before.version)
    )
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/proposals/{ref}/draft/before",
    )
    after = proposals.draft(office, teacher, ref)
    assert after.given == blog(keys, title="P5 news", **ON_WORDPRESS)
