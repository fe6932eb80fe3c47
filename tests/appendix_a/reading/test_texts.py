"""What the written answers say: what counts as none, what is shown to whoever signs, what passes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from appendix_a.assessing.assess import assess
from appendix_a.editions.policy import MODEL
from appendix_a.reading.case import Case, MembershipKind, Person, School, Stage
from appendix_a.reading.clause import Fact
from appendix_a.reading.proposal import (
    Assessing,
    Comments,
    Group,
    Interaction,
    Moderation,
    Proposal,
    Relevance,
    RequestKind,
    Risk,
    RiskKind,
    Visibility,
)
from appendix_a.reading.texts import (
    BESIDE,
    RESTRICTED,
    TEXTS,
    TO_BE_WRITTEN,
    asked_about,
    looks_thin,
    public,
    told,
)
from appendix_a.reading.thresholds import Addition, Thresholds
from appendix_a.values.answers import Assessment, Finding, Verdict
from appendix_a.values.wording import says_nothing, words_of
from tests.builders import (
    PEOPLE,
    PUPILS_ADD,
    SCHOOL_HOSTED,
    TODAY,
    a_case,
    a_policy,
    a_proposal,
    a_school,
)

OTHERS = a_school(name="Gaelscoil na Coille")

SHORTEST: Mapping[str, tuple[str, ...]] = {
    "title": ("Eco club", "Q", "Bláthanna", "P5"),
    "public_purpose": ("News.", "Nuacht.", "To show pupils' work."),
    "other_owner": ("The BBC", "CCEA", "An Gum", "RTÉ"),
    "reason_statement": (
        "It lets families who never come to school see the work.",
        "Feicfidh tuismitheoirí obair na bpáistí an lá céanna.",
        "家长无法到校，但可以在这里看到孩子们的作业。",
    ),
    "aims": ("To inform.", "Léitheoireacht.", "Literacy.", "Cynnwys rhieni."),
    "proposed_content": ("Poems.", "Dánta.", "Photos", "诗"),
    "success_measures": ("Ten readers.", "20 léitheoir", "More entries."),
    "public_contact": ("028 9012 3456", "office@birchfield.example"),
    "account_statement": ("We are P5.", "Is linne é."),
    "alternative_text": ("Staff do.", "Na múinteoirí."),
    "why_not_existing": ("Other readers.", "Léitheoirí eile.", "It is full."),
    "advice": ("None.", "Dada.", "Go ahead.", "Close comments."),
    "relevance": ("They asked.", "Is leo é.", "It is theirs.", "To dla nich."),
    "other_schools": ("Gaelscoil Uladh", "Holy Cross"),
    "organisations": ("AA", "Trócaire", "GAA", "RSPB"),
    "other_people": ("Grandparents.", "Seantuismitheoirí.", "Nobody.", "Former pupils"),
    "interaction_reason": ("Simplest.", "Is leor é.", "Staff time."),
    "comment_service": ("X", "Disqus", "Giscus"),
    "child_benefit": ("Pride.", "Bród.", "They practise."),
    "content_suitability": ("Teachers read it.", "Léann an múinteoir é.", "We check."),
    "risks": ("None.", "Comments are off.", "Gan tráchtanna.", "Cannot happen."),
    "vetting_method": ("By name.", "De réir ainm.", "In person"),
    "security_measures": ("By password.", "Pasfhocal.", "Nobody enters."),
    "image_consent": ("Mrs Kerr, on paper.", "An rúnaí, ón liosta.", "The office checks."),
    "withdrawal": ("Deleted that day.", "Scriostar é láithreach.", "Gone within hours."),
    "platform_name": ("X", "Slatepage", "Dúlra Beo"),
    "credentials": ("The safe.", "Sa taisceadán.", "Office safe"),
    "privacy_settings": ("All private.", "Príobháideach.", "The strictest."),
    "underage_access": ("Refused.", "Diúltófar dóibh.", "None join."),
    "house_rules": ("Be kind.", "Bí cineálta.", "Bądź miły."),
    "terms_of_use": ("Ask first.", "Fiafraigh ar dtús.", "Reading only."),
    "host_tools": ("Nothing.", "Faic.", "It filters."),
    "extra_intervention": ("We delete.", "Scriosfaimid é.", "Close it."),
    "dpia_reference": ("7", "77", "DP 4", "San oifig", "No data."),
    "copyright_plan": ("Ourselves.", "Uainn féin.", "All ours."),
    "moderation_reason": ("Staff only.", "Foireann amháin.", "It is tiny."),
    "holiday_cover": ("Aoife Kerr.", "An príomhoide.", "Nobody.", "班主任"),
    "removal_procedure": ("We delete it.", "Scriosaimid é.", "At once"),
    "post_approval": ("Aoife Kerr.", "An príomhoide.", "Principal."),
    "exit_plan": ("Deleted.", "Scriosfar é.", "Printed."),
    "archive_plan": ("Nothing.", "Faic.", "All, on paper."),
    "brand_use": ("On top.", "Ar barr.", "Small."),
    "no_backlink": ("No links.", "Gan nasc.", "Impossible."),
    "advertising_plan": ("By letter.", "Litir abhaile.", "Posters"),
    "external_links": ("AA", "Cumann Lúthchleas Gael", "BBC"),
    "dt_advice": ("None.", "Go cúramach.", "Ask home."),
    "consent_method": ("By letter.", "Litir.", "In person."),
}
"""The shortest honest answers to each question, one of them in Irish."""


def given(field: str, *texts: str) -> dict[str, Any]:
    """These texts as the answer to this question."""
    if field == "risks":
        kinds = tuple(RiskKind)
        return {field: tuple(Risk(kind=kinds[n], mitigation=one) for n, one in enumerate(texts))}
    if field == "relevance":
        groups = (Group.PUPILS, Group.FAMILIES, Group.STAFF)
        return {field: tuple(Relevance(group=groups[n], words=one) for n, one in enumerate(texts))}
    if field in {"success_measures", "other_schools", "organisations", "external_links"}:
        return {field: texts}
    [text] = texts
    return {field: text}


def faults(school: School = OTHERS, **answers: Any) -> Mapping[str, str]:
    """What is said of these answers, by question, at a school that is not the examples'."""
    return told(Proposal(**answers), school).faults


def flags(**answers: Any) -> Mapping[str, str]:
    """What is shown of these answers to whoever signs."""
    return told(Proposal(**answers), OTHERS).flags


# What passes ----------------------------------------------------------------------------------


def test_each_question_has_its_shortest_honest_answers() -> None:
    """A new question that is answered in words needs a row here; and each row tries several."""
    assert set(SHORTEST) == set(TEXTS)
    assert [field for field, answers in SHORTEST.items() if len(answers) < 2] == []


@pytest.mark.parametrize(
    ("field", "text"), [(field, text) for field, texts in SHORTEST.items() for text in texts]
)
def test_the_shortest_honest_answer_counts(field: str, text: str) -> None:
    """In whatever language; the control: a mark in its place counts as none."""
    assert faults(**given(field, text)) == {}
    assert set(faults(**given(field, "…"))) == {field, BESIDE.get(field, field)}


@pytest.mark.parametrize("column", [0, 1])
def test_short_honest_answers_stand_together(column: int) -> None:
    """All in one proposal: “Nothing.” or a name may answer several questions."""
    answers: dict[str, Any] = {}
    for field, texts in SHORTEST.items():
        answers |= given(field, texts[column])
    assert faults(**answers) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Obair na bpáistí, gach seachtain.",
        "Gwaith y plant, bob wythnos.",
        "Prace dzieci, co tydzień.",
        "أعمال التلاميذ كل أسبوع",
        "每周的学生作品",
        "Whit the weans hae been at, ilka week.",
        "Darbai, kas savaitę.",
        "Cad é atá ar siúl againn.",
    ],
)
def test_a_text_in_any_language_passes_without_a_flag(text: str) -> None:
    """Irish, Welsh, Polish, Arabic, Chinese, Ulster-Scots, Lithuanian: no word is looked up."""
    assert (faults(proposed_content=text), flags(proposed_content=text)) == ({}, {})


@pytest.mark.parametrize(
    "text", ["john", "john.doe", "Jeff", "Times", "INRIA-ENPC", "Rhythms", "Llwyn", "Mgr", "Krzyś"]
)
def test_what_tools_took_for_gibberish_is_never_refused(text: str) -> None:
    """Honest answers that detectors of gibberish have refused, by their public lists of faults."""
    assert faults(holiday_cover=text) == {}


# What counts as none --------------------------------------------------------------------------

AIMS = "“What is it meant to achieve?”"
CONTENT = "“What will be published there?”"
COPY = f"What stands there is the answer to {AIMS} over again."
SENTENCE = "It is for the school."


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ({"proposed_content": "x"}, "What stands there is one character and no more."),
        ({"proposed_content": "xx"}, "What stands there is one character over and over."),
        ({"proposed_content": "?!"}, "What stands there is only blanks and marks."),
        ({"proposed_content": "Yes."}, "What stands there is a bare yes or no."),
        ({"proposed_content": "Tá."}, "What stands there is a bare yes or no."),
        (
            {"proposed_content": "Lorem ipsum"},
            "What stands there is the printers' filler text.",
        ),
        (
            {"title": "Eco club", "proposed_content": "ECO-club"},
            "What stands there is the title over again.",
        ),
        (
            {"title": "Eco club", "proposed_content": "The eco club writes."},
            "",
        ),
        (
            {"title": "Eco club", "proposed_content": "ECO club!"},
            "What stands there is the title over again.",
        ),
        ({"aims": SENTENCE, "proposed_content": f"  {SENTENCE.upper()}"}, COPY),
        ({"aims": "It is for school.", "proposed_content": "It is for school."}, ""),
        (
            {
                "proposed_content": "Photographs of displays, pieces of writing, and the week's plan."
            },
            "What stands there is a public example, unchanged.",
        ),
        (
            {"proposed_content": "Writing, photographs of displays, dates."},
            "What stands there is a public example, unchanged.",
        ),
        (
            {"proposed_content": "What will be published there?"},
            "What stands there is a public example, unchanged.",
        ),
        ({"proposed_content": "Photographs of displays, and pieces of writing."}, ""),
    ],
)
def test_what_counts_as_no_answer_is_said(answers: dict[str, Any], fault: str) -> None:
    """Each kind in its own words; and beside each what only resembles it."""
    assert faults(**answers) == ({"proposed_content": fault} if fault else {})


def test_the_invented_school_writes_its_own_words() -> None:
    """The examples are its own; the hints of the form are nobody's."""
    own = a_school()
    assert words_of(own.name) == public().school
    assert (
        faults(
            own, proposed_content="Photographs of displays, pieces of writing, and the week's plan."
        )
        == {}
    )
    assert set(faults(own, exit_plan="Taken down on the last day, writing kept in print.")) == {
        "exit_plan"
    }


@pytest.mark.parametrize("example", sorted(public().examples))
def test_no_other_school_hands_in_an_example(example: tuple[str, ...]) -> None:
    """Any sentence of docs/examples, at any question, whatever its capitals and marks."""
    assert set(faults(aims=" ".join(example).upper() + "!")) == {"aims"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("holiday_cover", "post_approval"),
        ("house_rules", "terms_of_use"),
    ],
)
def test_one_answer_may_be_right_for_two_questions(first: str, second: str) -> None:
    """The same people, the same rules; the control: no other question may have it too."""
    same = "Whoever is on duty that week, by the list in the office."
    both: dict[str, Any] = {first: same, second: same}
    assert faults(**both) == {}
    assert set(faults(**both, exit_plan=same)) == {"exit_plan"}


def test_the_people_of_the_school_may_answer_every_question() -> None:
    """A name and an office are no sentence, however many people they name."""
    same = "Mrs Aoife Kerr, the class teacher, and Mr Conor Daly, the vice principal."
    assert faults(holiday_cover=same, image_consent=same, removal_procedure=same) == {}
    other = same.replace("Aoife Kerr", "Ann Other Name Of Nobody There")
    assert set(faults(image_consent=other, removal_procedure=other)) == {"removal_procedure"}


def test_a_name_may_be_given_twice() -> None:
    """The partner that takes part is the one that is linked, and may give the site its name."""
    name = "The Friends of Lisburn Public Library Trust"
    assert faults(title=name, organisations=(name,), external_links=(name,)) == {}
    assert set(faults(title=name, organisations=("Yes",))) == {"organisations"}


@pytest.mark.parametrize("field", sorted(RESTRICTED))
def test_no_finding_tells_what_few_may_read(field: str) -> None:
    """Of two that are alike the restricted one is the copy, whichever is asked first."""
    same = "The teacher sits beside him and reads along with him."
    assert set(faults(exit_plan=same, **given(field, same))) == {field, BESIDE[field]}


def test_only_the_entries_that_say_nothing_are_left_out() -> None:
    """The others of a list stay, and what was typed is untouched."""
    typed = Proposal(success_measures=("x", "Ten readers.", "No."), aims="x")
    left = told(typed, OTHERS).proposal
    assert (left.success_measures, left.aims) == (("Ten readers.",), None)
    assert (typed.success_measures, typed.aims) == (("x", "Ten readers.", "No."), "x")


def test_a_text_that_a_suggestion_asks_for_is_no_copy() -> None:
    """It stands for words that are still to be written, at as many questions as need them."""
    assert faults(aims=TO_BE_WRITTEN, exit_plan=TO_BE_WRITTEN) == {}


def test_a_text_that_a_suggestion_asks_for_is_shown_where_somebody_hands_it_in() -> None:
    """A clause that it would pass is met, and whoever signs sees that the answer is to come."""
    shown = flags(aims=f"{TO_BE_WRITTEN}: say what it is for.")
    assert shown == {"aims": f"{AIMS} looks like a placeholder."}


# What is shown to whoever signs ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("TBC", "looks like a placeholder"),
        ("to be confirmed.", "looks like a placeholder"),
        ("Don't know", "looks like a placeholder"),
        ("asdf", "looks like a placeholder"),
        ("asdfjkl", "looks like a placeholder"),
        ("good", "has fewer than three different words"),
        ("Read, read, read!", "has fewer than three different words"),
        ("Nobody.", "has fewer than three different words"),
        ("老师", "has fewer than three different words"),
        ("Yes, we do.", "is hardly more than a yes or no"),
        ("go to it", "has no word of more than two letters"),
        ("asdf and qwer too hjkl", "looks like keys that were hit at random"),
        ("we will we will we will we will", "has fewer than three different words"),
        ("good for us good for us good for us", "repeats itself"),
        ("It is sooooo good.", "repeats itself"),
        ("Staff read it daily.", ""),
        ("Yes, on Mondays we look.", ""),
        ("property and poverty were there", ""),
        ("老师每天看", ""),
    ],
)
def test_what_looks_thin_is_flagged_and_never_refused(text: str, why: str) -> None:
    """Each in its own words; the last say enough not to be shown."""
    assert (looks_thin(text), says_nothing(text)) == (why, "")
    shown = (
        {"exit_plan": f"“What happens to it and to its content at the end?” {why}."} if why else {}
    )
    assert flags(exit_plan=text) == shown


@pytest.mark.parametrize("field", ["risks", "relevance", "success_measures"])
def test_the_same_for_each_of_a_list_is_shown(field: str) -> None:
    """Three times, or as the whole list; twice among others is not worth a look."""
    same, other = "We read it every day.", "A parent sits with us."
    title = Proposal.model_fields[field].title
    assert faults(**given(field, same, same, same)) == {}
    assert flags(**given(field, same, same, same)) == {field: f"“{title}” says the same 3 times."}
    assert flags(**given(field, same, same)) == {field: f"“{title}” says the same 2 times."}
    assert flags(**given(field, same, same, other)) == {}


def test_a_name_is_not_thin() -> None:
    """One word is the whole answer; a placeholder is shown all the same."""
    assert flags(title="Eco", organisations=("RSPB",)) == {}
    assert set(flags(title="TBC", organisations=("asdf",))) == {"title", "organisations"}


# What the clauses answer ----------------------------------------------------------------------

EVERYTHING = a_policy(thresholds=Thresholds(added=frozenset(Addition)))
OPENED: Mapping[str, dict[str, Any]] = {
    "other_owner": {"request_kind": RequestKind.PARTICIPATE},
    "other_schools": {"audience": {Group.PUPILS, Group.OTHER_SCHOOLS}},
    "organisations": {"audience": {Group.PUPILS, Group.ORGANISATIONS}},
    "other_people": {"audience": {Group.PUPILS, Group.OTHERS}},
    "comment_service": {
        "comments": Comments.EMBEDDED,
        "interaction": Interaction.COMMENT,
    },
    "vetting_method": {"has_followers": True},
    "security_measures": {"has_followers": True},
    "image_consent": {"pupil_images": True},
    "withdrawal": {"pupil_images": True},
    "platform_name": {"platform": None, "address": None},
    "privacy_settings": PUPILS_ADD | {"visibility": Visibility.PUBLIC},
    "terms_of_use": SCHOOL_HOSTED,
    "no_backlink": SCHOOL_HOSTED | {"backlink": None},
    "dpia_reference": PUPILS_ADD | {"dpia": Assessing.DONE},
    "moderation_reason": PUPILS_ADD | {"moderation": Moderation.POST},
    "removal_procedure": PUPILS_ADD,
    "advertising_plan": {"advertises": True},
    "external_links": {"links_organisations": True},
    "dt_advice": {"vulnerable_pupils": True},
    "consent_method": PUPILS_ADD | {"learning_disabilities": True},
    "why_not_existing": {},
}
"""What opens a question that the class blog is not asked."""


def assessed(**answers: Any) -> Assessment:
    """Every finding on the class blog with these answers."""
    return assess(a_case(proposal=a_proposal(**answers)), EVERYTHING, TODAY)


def at(found: Assessment, field: str, answer: Verdict) -> list[Finding]:
    """The findings at this question, or where the fact that reads it stands."""
    return [
        one
        for one in found.findings
        if one.field in {field, BESIDE.get(field)} and one.answer is answer
    ]


@pytest.mark.parametrize("field", [one for one in TEXTS if one != "why_not_existing"])
def test_a_clause_says_what_stands_in_place_of_an_answer(field: str) -> None:
    """Whichever fact reads the text; and it passes again with the shortest honest answer."""
    opened = OPENED.get(field, {})
    title = Proposal.model_fields[field].title
    wanted = (
        "What stands there is a bare yes or no.",
        f"What stands at “{title}” is a bare yes or no.",
    )
    refused = at(assessed(**opened | given(field, "No.")), field, Verdict.UNMET)
    said = [one for one in refused if one.words.endswith(wanted)]
    assert [bool(one.remedy) for one in said] == [True]
    honest = at(assessed(**opened | given(field, *SHORTEST[field][:1])), field, Verdict.UNMET)
    assert [one for one in honest if "What stands" in one.words] == []


def test_every_text_is_read_by_a_fact_that_can_say_so() -> None:
    """Its own question is a fact's, or that of a fact which reads it too."""
    asked = {one.field for clause in MODEL for one in clause.checks if isinstance(one, Fact)}
    assert [one for one in TEXTS if one not in asked and BESIDE.get(one) not in asked] == []


def test_what_few_may_read_is_never_repeated() -> None:
    """Neither a fault nor a flag has a word of the answer."""
    for text in ("asdfqwer", "xx", "sick leave"):
        found = assessed(**OPENED["dt_advice"], dt_advice=text)
        assert [
            one for one in found.findings if text in f"{one.words} {one.remedy} {one.flag}"
        ] == []


def test_a_flag_is_carried_and_said_once() -> None:
    """Several checks read the reason; whoever signs is shown once that it repeats itself."""
    text = "reading writing drawing " * 4 + "singing"
    found = assessed(reason_statement=text)
    assert [(one.field, one.answer) for one in found.flagged()] == [
        ("reason_statement", Verdict.MET)
    ]
    assert assessed().flagged() == ()


def test_a_flag_leads_to_the_text_that_it_is_about() -> None:
    """Also where the fact that reads the text stands beside another question."""
    found = assessed(**OPENED["privacy_settings"] | {"privacy_settings": "TBC"}).flagged()
    assert [(one.field, asked_about(one.field, one.flag)) for one in found] == [
        ("visibility", "privacy_settings")
    ]
    assert asked_about("exit_plan", "“What happens?” has fewer than three words.") == "exit_plan"


def test_a_flag_of_the_fact_itself_comes_first() -> None:
    """A name in the title is asked about under 5.1; that the title is a placeholder, with the title."""
    test = Person(name="Rose Test", standing=MembershipKind.EMPLOYEE)
    school = a_school(people=PEOPLE | {"rose.test": test})
    case = a_case(proposal=a_proposal(title="Test"), school=school)
    shown = assess(case, a_policy(), TODAY).flagged()
    assert [(one.clause, one.flag) for one in shown] == [
        ("5.1", "“test” in the title may be the name of Rose Test."),
        ("A.3.6", "“What will the site be called?” looks like a placeholder."),
    ]


def test_a_flag_changes_no_answer() -> None:
    """The findings are those of a full text but for the flag."""
    thin, full = (assessed(exit_plan=text) for text in ("asdf", "It is taken down and printed."))
    assert [replace(one, flag="") for one in thin.findings] == list(full.findings)
    assert [one.flag for one in thin.findings if one.flag] != []


def test_in_the_register_texts_are_settled() -> None:
    """A site lives on with the words that it was approved with; a draft with them is refused."""
    case: Case = a_case(proposal=a_proposal(exit_plan="x"))
    at_each = {
        stage: a_policy().context(case, TODAY, stage).proposal.exit_plan
        for stage in (Stage.DRAFT, Stage.SIGN_OFF, Stage.LIFE)
    }
    assert at_each == {Stage.DRAFT: None, Stage.SIGN_OFF: None, Stage.LIFE: "x"}
