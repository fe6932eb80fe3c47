"""The way to yes: the fewest answers per finding, found by running the rules."""

import re
from collections.abc import Collection
from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import settings

from appendix_a.assessing.assess import assess
from appendix_a.assessing.candidates import HOW, OWN_WORDS, STAYS, Edit, candidates, is_blank
from appendix_a.assessing.suggest import Suggestion, Together, Ways, suggest
from appendix_a.editions.policy import Policy
from appendix_a.platforms.places import Jurisdiction
from appendix_a.reading.case import Case, Person, Stage
from appendix_a.reading.form import asked, only_asked
from appendix_a.reading.marks import Mark, mark_of
from appendix_a.reading.proposal import (
    AgeRange,
    Comments,
    Group,
    Proposal,
    RequestKind,
    Visibility,
)
from appendix_a.values.answers import FAILS
from tests.appendix_a.strategies import cases
from tests.appendix_a.test_properties import THOROUGH
from tests.builders import (
    GOVERNOR,
    PEOPLE,
    PUPILS_ADD,
    TEACHER,
    TODAY,
    VOLUNTEER,
    a_case,
    a_policy,
    a_proposal,
    a_school,
)

POLICY = a_policy()


def ways(policy: Policy = POLICY, **changes: Any) -> Ways:
    """What is suggested for the class blog changed in these answers."""
    return suggest(a_case(proposal=a_proposal(**changes)), policy, TODAY)


def words(way: Suggestion) -> list[str]:
    return [edit.words for edit in way.edits]


def touched(found: Ways) -> set[str]:
    """Every question that a suggestion would answer otherwise."""
    return {edit.field for way in found.values() for edit in (*way.edits, *way.others)}


MAILBOX = (
    "At “Which e-mail address holds the account?”, let a mailbox of the school's own, at "
    "birchfield.example, hold the account, then give its address."
)
TURN_IT_ON = (
    "At “Does signing in to the account need a second step?”, turn on the second step in the "
    "settings of the account, then answer yes."
)
EXAMPLES: tuple[tuple[str, dict[str, Any], str, list[str]], ...] = (
    ("two moderators", {"moderators": (TEACHER,)}, "A.5.4a/1",
     ["At “Who moderates it?”, name Conor Daly too."]),
    ("a volunteer moderates", {"moderators": (TEACHER, VOLUNTEER)}, "A.3.1b/3",
     ["At “Who moderates it?”, name Conor Daly in place of Jim Orr."]),
    ("no end", {"closure": None}, "A.1.6/1",
     ["At “When will it be reviewed?”, give a day such as 30 November 2026."]),
    ("a private mailbox", {"account_email": "p5@gmail.com"}, "A.4.9/2",
     [MAILBOX]),
    ("no second step", {"two_step": False}, "A.1.5/4", [TURN_IT_ON]),
    ("nobody says whether there is one", {"two_step": None}, "A.1.5/4", [TURN_IT_ON]),
    ("no word of pictures", {"pupil_images": None}, "6.7/1",
     ["At “Will pictures of pupils or their families appear?”, answer yes or no."]),
    ("no word of who may comment", {"comments": None}, "7.3/13",
     ["At “Who may comment?”, choose “Comments are switched off”."]),
    ("nobody to read it", {"audience": frozenset()}, "7.1/1",
     ["At “Who is the site for?”, tick all that apply."]),
    ("nobody to run it", {"administrators": ()}, "A.3.1b/1",
     ["At “Who administers it?”, name Aoife Kerr and Conor Daly."]),
    ("a volunteer runs it", {"administrators": (VOLUNTEER, GOVERNOR)}, "A.3.1b/3",
     ["At “Who administers it?”, name Aoife Kerr in place of Jim Orr."]),
    ("anyone comments", {"comments": Comments.EMBEDDED, "comment_service": "disqus"}, "7.3/13",
     ["At “Who may comment?”, choose “Comments are switched off”."]),
    ("no relevance", {"relevance": ()}, "7.1/3",
     ["At “Why does it matter to them?”, write a sentence for each group."]),
    ("no plan for its end", {"exit_plan": None}, "A.1.6/2",
     ["At “What happens to it and to its content at the end?”, answer in your own words."]),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "check", "way"), [one[1:] for one in EXAMPLES], ids=[one[0] for one in EXAMPLES]
)
def test_the_smallest_change_is_named(changes: dict[str, Any], check: str, way: list[str]) -> None:
    """One edit where one is enough, of the question that the finding is about first."""
    found = ways(**changes)[check]
    assert (words(found), found.is_another_proposal) == (way, False)


def test_what_passes_needs_no_suggestion() -> None:
    """A proposal without a failing fact has none."""
    assert ways() == {}


def of_one_clause(id_: str) -> Policy:
    """The policy with this clause alone."""
    return Policy(POLICY.edition, (POLICY.clause(id_),), POLICY.catalogue)


ADD_OPENLY = PUPILS_ADD | {
    "visibility": Visibility.PUBLIC, "privacy_settings": "Nobody is shown to search engines.",
}  # fmt: skip

# What is never suggested ----------------------------------------------------------------------


def test_pupils_too_young_for_accounts_are_not_helped_by_another_host() -> None:
    """The only way found is that staff post for them, as a different proposal."""
    found = ways(**ADD_OPENLY)["7.3/10"]
    assert (words(found), found.is_another_proposal) == (
        [
            (
                "At “How will pupils add to the site?”, choose “Staff post for them; pupils never "
                "touch the site” alone."
            )
        ],
        True,
    )


EVASIONS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("the public alone reads it", {"audience": {Group.PUBLIC}, "audience_pupils": None}, "7.1/2"),
    ("nobody is named who advised", {"adviser": None}, "A.1.3/6"),
    ("another platform's address", {"address": "https://www.youtube.com/@p5"}, "7.3/1"),
    ("an address that is taken", {"hosting": None}, "7.3/1"),
    (
        "nobody advised on vulnerable pupils",
        {"confidential_service": True, "vulnerable_pupils": True},
        "A.2.7/3",
    ),
)


@pytest.mark.parametrize(
    ("changes", "check"), [one[1:] for one in EVASIONS], ids=[one[0] for one in EVASIONS]
)
def test_what_only_leaving_the_rule_would_help_has_its_remedy_alone(
    changes: dict[str, Any], check: str
) -> None:
    """It fails, and no other audience, platform, address, host or adviser is suggested."""
    case = a_case(proposal=a_proposal(**changes))
    assert check in {one.check for one in assess(case, POLICY, TODAY).findings if one.remedy}
    assert check not in suggest(case, POLICY, TODAY)


def test_nothing_is_suggested_about_what_is_so() -> None:
    """That the site exists, and since when, is for the proposer to say."""
    proposal = a_proposal(request_kind=RequestKind.REGISTER_EXISTING, already_exists=True)
    found = suggest(a_case(proposal=proposal), of_one_clause("A.3.6"), TODAY)
    assert {mark_of(Proposal, one) for one in touched(found)} <= {Mark.CHOICE, Mark.ESSENCE}


HONEST = re.compile(r"answer yes or no|answer (yes|no) if that is so|[a-z].+, then answer (yes|no)")
"""What may be said of a yes or no: that it is to be answered, or what has to be done before it."""


def gives_up(case: Case, edits: Collection[Edit]) -> list[str]:
    """What these edits would give up instead of meeting a rule, or claim without knowing."""
    after = case.proposal
    for one in edits:
        after = one.made_in(after)
    before = case.proposal
    kept = ("audience", "audience_years", "contributors", "contributor_years", "other_schools",
            "organisations", "reason_kinds", "confidential_service")  # fmt: skip
    return [
        *(one.field for one in edits if mark_of(Proposal, one.field) is Mark.WORLD),
        *(one.field for one in edits if one.field in STAYS),
        *(one for one in kept if getattr(before, one) and getattr(before, one) != getattr(after, one)),
        *("children" for _ in before.children - after.children),
        *(one.said for one in edits if isinstance(one.answer, bool) and not HONEST.fullmatch(one.said)),
    ]  # fmt: skip


@pytest.mark.hypothesis
def test_no_suggestion_gives_anything_up() -> None:
    """For any case: the site stays where it is and for whom it is, and nothing is claimed to be so."""

    @settings(THOROUGH, max_examples=80)
    @for_any(cases())
    def holds(case: Case) -> None:
        found = suggest(case, POLICY, TODAY)
        lists = [way.edits for way in found.values()]
        lists += [(one,) for way in found.values() for one in way.others]
        lists += [found.together.edits] if found.together else []
        assert [gives_up(case, edits) for edits in lists if gives_up(case, edits)] == []

    holds()


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (Edit("hosting", "school", "choose"), ["hosting"]),
        (Edit("parental_agreement", True, "ask them, then answer yes"), ["parental_agreement"]),
        (Edit("audience", frozenset({Group.FAMILIES}), "take out"), ["audience", "children"]),
        (Edit("two_step", True, "say yes"), ["say yes"]),
    ],
)
def test_a_suggestion_that_gives_something_up_is_caught(edit: Edit, told: list[str]) -> None:
    """The controls: the school hosts it, the parents agree, no pupils read it, say yes."""
    assert gives_up(a_case(), [edit]) == told


def as_submitted(case: Case) -> Case:
    """The case as the desk and the command line check it: what is not asked counts as not given."""
    return only_asked(POLICY.context(case, TODAY, Stage.DRAFT)).case


def after(case: Case, edits: Collection[Edit]) -> Case:
    """The case with these edits."""
    proposal = case.proposal
    for one in edits:
        proposal = one.made_in(proposal)
    return case.model_copy(update={"proposal": proposal})


def not_asked(case: Case, edits: Collection[Edit]) -> list[str]:
    """The questions of these edits that the form asks neither now nor once they are made."""
    asks = frozenset[str]().union(
        *(asked(POLICY.context(one, TODAY, Stage.DRAFT)) for one in (case, after(case, edits)))
    )
    return [one.field for one in edits if one.field not in asks]


@pytest.mark.hypothesis
def test_a_suggestion_is_about_questions_that_are_asked() -> None:
    """For any case: each edit can be made on the form, and submitted it does what it promises."""

    @settings(THOROUGH, max_examples=60)
    @for_any(cases())
    def holds(any_case: Case) -> None:
        case = as_submitted(any_case)
        for way in suggest(case, POLICY, TODAY).values():
            assert not_asked(case, way.edits) == []
            made = as_submitted(after(case, way.edits))
            assert way.check not in {
                one.check for one in assess(made, POLICY, TODAY).having(*FAILS)
            }

    holds()


def test_an_edit_of_a_question_that_is_not_asked_is_caught() -> None:
    """The control: nobody is asked which service runs a comment box where there is none."""
    assert not_asked(a_case(), [Edit("comment_service", "Disqus", "name it")]) == [
        "comment_service"
    ]


OPEN_TO_ALL = Edit("visibility", Visibility.PUBLIC, "choose “Anyone”")
CLOSED: dict[str, Any] = {
    "visibility": Visibility.INVITED,
    "audience_pupils": AgeRange(youngest=17, oldest=17),
    "parental_agreement": False,
    "pupil_homes": {Jurisdiction.NORTHERN_IRELAND},
    "dpia": None,
}
"""Pupils of seventeen read it with accounts of their own; not every parent has agreed to that."""


def closed() -> Case:
    school = a_school(pupils=AgeRange(youngest=4, oldest=18))
    return a_case(school=school, proposal=a_proposal(**CLOSED))


def test_a_rule_is_met_and_not_left() -> None:
    """Open to anyone, no agreement and no assessment would be asked for: so that is no way."""
    before = {one.check for one in assess(closed(), POLICY, TODAY).having(*FAILS)}
    opened = assess(after(closed(), [OPEN_TO_ALL]), POLICY, TODAY)
    assert (before, opened.having(*FAILS)) == ({"7.3/14", "A.4.4/2"}, ())
    assert dict(suggest(closed(), POLICY, TODAY)) == {}


def test_a_site_is_never_opened_wider() -> None:
    """Whoever is too young to read a closed group is not let in by opening it to everybody."""
    young = a_case(
        proposal=a_proposal(**CLOSED | {"audience_pupils": AgeRange(youngest=8, oldest=9)})
    )
    assert "7.3/25" in {one.check for one in assess(young, POLICY, TODAY).having(*FAILS)}
    assert not {
        edit.field for way in suggest(young, POLICY, TODAY).values() for edit in way.edits
    } & {"visibility"}
    opened = a_case(proposal=a_proposal(visibility=Visibility.UNLISTED))
    context = POLICY.context(opened, TODAY, Stage.DRAFT)
    offered = [one.answer for one in candidates("visibility", context)]
    assert offered == [Visibility.INVITED], "the control: fewer people may see it"


def test_a_rule_that_is_left_would_be_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where anything may be left out, the site is opened to all to get past an age."""
    monkeypatch.setattr("appendix_a.assessing.states.LEAVES_OUT", frozenset(Proposal.model_fields))
    monkeypatch.setattr("appendix_a.assessing.candidates.HOW", {**HOW, "visibility": HOW["naming"]})
    assert {one.field for one in suggest(closed(), POLICY, TODAY)["7.3/14"].edits} == {"visibility"}


@pytest.mark.hypothesis
def test_a_question_that_is_not_answered_needs_its_answer() -> None:
    """Nothing that was answered is changed because something else has not been answered yet."""

    @settings(THOROUGH, max_examples=80)
    @for_any(cases())
    def holds(case: Case) -> None:
        failing = {one.check: one.field for one in assess(case, POLICY, TODAY).having(*FAILS)}
        changed = [
            (way.check, edit.field)
            for way in suggest(case, POLICY, TODAY).values()
            if is_blank(failing[way.check], case.proposal)
            for edit in way.edits
            if not is_blank(edit.field, case.proposal)
        ]
        assert changed == []

    holds()


def test_what_is_left_out_by_choice_may_be_suggested() -> None:
    """A logo that links nowhere may go: that is the proposer's to decide, and gives nobody up."""
    assert (
        gives_up(a_case(), [Edit("uses_logo", False, "leave the logo out, then answer no")]) == []
    )


# Any of these, all of these -------------------------------------------------------------------


def test_where_one_does_as_well_as_another_some_are_named() -> None:
    """A second moderator may be any of three who are named, each of whom would do."""
    found = ways(moderators=(TEACHER,))["A.5.4a/1"]
    assert [one.said for one in (*found.edits, *found.others)] == [
        "name Conor Daly too", "name Emma Walsh too", "name Niamh Hart too",
    ]  # fmt: skip


def test_where_several_answers_are_needed_together_there_is_no_other() -> None:
    """With readers comes a sentence for each group of them; which checks these clear is told."""
    found = ways(audience=frozenset(), relevance=())["7.1/1"]
    assert found.clears == ("7.1/1",)
    assert (words(found), found.others) == (
        [
            "At “Who is the site for?”, tick all that apply.",
            "At “Why does it matter to them?”, write a sentence for each group.",
        ],
        (),
    )


def test_one_change_that_does_more_stands_in_place_of_one_that_does_less() -> None:
    """Nobody administers it: naming two is suggested for both findings, not one person for one."""
    found = ways(administrators=())
    assert found["A.3.1b/1"].edits == found["A.1.5/1"].edits
    assert [(check, way.check) for check, way in found.items() if check != way.check] == []
    assert len(found) == 2
    assert found["A.3.1b/1"].clears == ("A.1.5/1", "A.3.1b/1")


# The whole proposal ---------------------------------------------------------------------------


def test_one_suggestion_lets_the_most_pass() -> None:
    """Four answers clear five findings, the one that clears two of them first."""
    together = ways(
        moderators=(TEACHER,), account_email="p5@gmail.com", closure=None, relevance=()
    ).together
    assert together
    assert ([one.field for one in together.edits], together.clears, together.of) == (
        ["moderators", "relevance", "review", "account_email"],
        ("7.1/3", "A.1.6/1", "A.4.9/2", "A.5.4a/1", "A.5.4b/1"),
        5,
    )


def test_what_would_be_a_different_proposal_is_no_part_of_it() -> None:
    """Pupils too young stay out of it; the second step is what is left of the way."""
    found = ways(**ADD_OPENLY, two_step=False)
    assert found["7.3/10"].is_another_proposal
    assert found.together
    assert ([one.field for one in found.together.edits], found.together.of) == (["two_step"], 2)


def together_passes(case: Case, found: Together | None) -> list[str]:
    """What is wrong with the one for the whole proposal: checks it promises or opens."""
    proposal = case.proposal
    for one in found.edits if found else ():
        proposal = one.made_in(proposal)
    Proposal.model_validate(proposal.model_dump())
    before, after = (
        {one.check for one in assess(each, POLICY, TODAY).findings if one.remedy}
        for each in (case, case.model_copy(update={"proposal": proposal}))
    )
    promised = set(found.clears) if found else set()
    return sorted((promised & after) | (after - before))


@pytest.mark.hypothesis
def test_the_one_for_the_whole_proposal_keeps_what_it_promises() -> None:
    """For any case: applied, every check that it names passes, and nothing fails that passed."""

    @settings(THOROUGH, max_examples=60)
    @for_any(cases())
    def holds(case: Case) -> None:
        found = suggest(case, POLICY, TODAY)
        assert together_passes(case, found.together) == []
        alone = max(
            (len(one.clears) for one in found.values() if not one.is_another_proposal), default=0
        )
        assert len(found.together.clears if found.together else ()) >= alone

    holds()


def test_one_that_promises_too_much_is_caught() -> None:
    """The control: the last edit is left out."""
    case = a_case(proposal=a_proposal(two_step=False, moderators=(TEACHER,)))
    found = suggest(case, POLICY, TODAY).together
    assert found
    spoilt = Together(found.edits[:-1], found.clears, found.of)
    assert together_passes(case, found) == []
    assert together_passes(case, spoilt) == ["A.1.5/4"]


def test_a_reader_from_whom_one_is_kept_is_told_of_none_for_all() -> None:
    """What stands for the whole proposal would give away what is kept."""
    found = ways(two_step=False, moderators=(TEACHER,))
    every = found.only(lambda _: True)
    some = found.only(lambda way: way.check != "A.1.5/4")
    assert (every, every.together) == (found, found.together)
    assert (sorted(some), some.together) == (["A.5.4a/1", "A.5.4b/1"], None)
    assert (found.apart(), found.apart().together) == (found, None)


# Marks ----------------------------------------------------------------------------------------


def test_every_field_is_marked() -> None:
    """What is so, what may be chosen, and what the site is: examples of each, and none unmarked."""
    marks = {field: mark_of(Proposal, field) for field in Proposal.model_fields}
    assert set(marks.values()) == set(Mark)
    assert [marks[one] for one in ("advised_on", "terms_read_on", "parental_agreement")] == [
        Mark.WORLD
    ] * 3
    assert [marks[one] for one in ("visibility", "moderation", "closure")] == [Mark.CHOICE] * 3
    assert [marks[one] for one in ("audience", "pupil_routes")] == [Mark.ESSENCE] * 2


WHERE = ("platform", "platform_name", "hosting", "address")


def test_where_the_site_is_belongs_to_what_it_is() -> None:
    """Platform, its name, host and address together: a choice in one would be a choice in all."""
    assert {mark_of(Proposal, one) for one in WHERE} == {Mark.ESSENCE}
    assert set(WHERE) <= set(STAYS)


def test_a_field_without_a_mark_would_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a field declared without one of the three ways has no mark."""
    monkeypatch.setattr(Proposal.model_fields["closure"], "json_schema_extra", None)
    with pytest.raises(KeyError):
        mark_of(Proposal, "closure")


def test_own_words_pass_for_words_and_for_nothing_else() -> None:
    """The stand-in for words is never put into the proposal: an edit only says to write them."""
    found = ways(aims=None, exit_plan=None)
    edits = [edit for way in found.values() for edit in way.edits]
    assert {edit.said for edit in edits} == {"answer in your own words"}
    assert [edit.asks_for_words for edit in edits] == [True, True]
    assert OWN_WORDS not in " ".join(edit.words for edit in edits)
    assert len({edit.answer for edit in edits}) == 2


# What it costs --------------------------------------------------------------------------------


def runs_for(case: Case, policy: Policy = POLICY, **stage: Any) -> list[tuple[Any, Stage]]:
    """Each run of the rules that the search asks for: its day and its stage."""
    runs: list[tuple[Any, Stage]] = []

    def counted(*given: Any, **more: Any) -> Any:
        runs.append((given[2], more["stage"]))
        return assess(*given, **more)

    suggest(case, policy, TODAY, run=counted, **stage)
    return runs


def test_a_proposal_that_passes_costs_one_run() -> None:
    """Nothing fails, so nothing is searched for."""
    assert len(runs_for(a_case())) == 1


def test_a_finding_whose_own_question_has_a_fitting_answer_costs_a_few() -> None:
    """Beside one run for what each clause reads."""
    case = a_case(proposal=a_proposal(moderators=(TEACHER,)))
    assert len(runs_for(case)) < len(POLICY.clauses) + 20


def test_a_blank_form_costs_a_few_hundred() -> None:
    """Every question is searched for, and no rule is run that has nothing new to say."""
    assert len(runs_for(a_case(proposal=Proposal()))) < 350


CROWD: dict[str, Person] = {
    f"governor.{number}": PEOPLE[GOVERNOR].model_copy(update={"name": f"Governor {number}"})
    for number in range(300)
}


def test_a_large_school_where_nobody_fits_ends_the_search() -> None:
    """Three hundred governors, none of whom is trained: those are tried who fit best, no others."""
    school = a_school(people={TEACHER: PEOPLE[TEACHER], **CROWD})
    named = tuple(CROWD)[:8]
    case = a_case(school=school, proposal=a_proposal(administrators=named, moderators=named))
    assert len(runs_for(case)) < 500


def test_the_search_ends_where_it_has_run_often_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A blank form that needs more than two hundred runs stops at a hundred and twenty."""
    monkeypatch.setattr("appendix_a.assessing.states.MOST_RUNS", 120)
    assert len(runs_for(a_case(proposal=Proposal()))) <= 121


@pytest.mark.hypothesis
def test_any_case_costs_a_few_hundred_runs_at_most() -> None:
    """Whatever is in the proposal: far fewer than the search would allow itself."""

    @settings(THOROUGH, max_examples=80)
    @for_any(cases())
    def holds(case: Case) -> None:
        assert len(runs_for(case)) < 500

    holds()


def test_a_search_that_is_spent_says_what_it_has_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """With runs for no more than what the clauses read, nothing is suggested and nothing fails."""
    monkeypatch.setattr("appendix_a.assessing.states.MOST_RUNS", 1)
    assert dict(ways(moderators=(TEACHER,))) == {}


@pytest.mark.parametrize(
    ("given", "stage"), [({}, Stage.DRAFT), ({"stage": Stage.SIGN_OFF}, Stage.SIGN_OFF)]
)
def test_a_draft_is_meant_where_no_stage_is_named(given: dict[str, Any], stage: Stage) -> None:
    """Every run is one of the stage and of the day that was given."""
    case = a_case(proposal=a_proposal(aims=None))
    assert set(runs_for(case, of_one_clause("A.1.2"), **given)) == {(TODAY, stage)}
