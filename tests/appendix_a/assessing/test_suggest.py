"""The way to yes: the smallest change per finding, found by running the rules."""

from collections.abc import Mapping
from typing import Any

import pytest

from appendix_a.assessing.assess import assess
from appendix_a.assessing.candidates import OWN_WORDS, candidates
from appendix_a.assessing.suggest import Search, Suggestion, _is_sound, suggest
from appendix_a.editions.policy import Policy
from appendix_a.reading.case import Stage
from appendix_a.reading.marks import Mark, mark_of
from appendix_a.reading.proposal import (
    AgeRange,
    Comments,
    Group,
    Hosting,
    Proposal,
    PupilRoute,
    RequestKind,
)
from tests.builders import SCHOOL_HOSTED, TEACHER, TODAY, VOLUNTEER, a_case, a_policy, a_proposal

POLICY = a_policy()


def ways(policy: Policy = POLICY, **changes: Any) -> Mapping[str, Suggestion]:
    """What is suggested for the class blog changed in these answers."""
    return suggest(a_case(proposal=a_proposal(**changes)), policy, TODAY)


def words(way: Suggestion) -> list[str]:
    return [edit.words for edit in way.edits]


EXAMPLES: tuple[tuple[str, dict[str, Any], str, list[str]], ...] = (
    ("two moderators", {"moderators": (TEACHER,)}, "A.5.4a/1",
     ["At “Who moderates it?”, name Conor Daly too."]),
    ("a volunteer moderates", {"moderators": (TEACHER, VOLUNTEER)}, "A.3.1b/3",
     ["At “Who moderates it?”, name Conor Daly in place of Jim Orr."]),
    ("no end", {"closure": None}, "A.1.6/1",
     ["At “When will it be reviewed?”, give a day such as 30 November 2026."]),
    ("a private mailbox", {"account_email": "p5@gmail.com"}, "A.4.9/2",
     ["At “Which e-mail address holds the account?”, give a mailbox of the school's own, at birchfield.example."]),
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


PUPILS_HOLD_ACCOUNTS: dict[str, Any] = {
    "contributors": frozenset({Group.STAFF, Group.PUPILS}),
    "contributor_pupils": AgeRange(youngest=8, oldest=9),
    "pupil_routes": frozenset({PupilRoute.OWN_ACCOUNT}),
    "parental_agreement": True,
}


def of_one_clause(id_: str) -> Policy:
    """The policy with this clause alone."""
    return Policy(POLICY.edition, (POLICY.clause(id_),), POLICY.catalogue)


def test_choices_come_before_what_would_be_another_proposal() -> None:
    """Pupils too young for accounts: the school may host it itself, which changes no essence."""
    found = suggest(
        a_case(proposal=a_proposal(**PUPILS_HOLD_ACCOUNTS)), of_one_clause("7.3"), TODAY
    )["7.3/10"]
    assert {edit.field for edit in found.edits} == {"hosting", "address"}
    assert not found.is_another_proposal


def test_where_only_the_essence_helps_it_says_so() -> None:
    """A blog for the public alone becomes one for this register only as a different proposal."""
    found = ways(audience=frozenset({Group.PUBLIC}), audience_pupils=None)
    way = found["7.1/2"]
    assert way.is_another_proposal
    assert {edit.field for edit in way.edits} & {"audience"} == {"audience"}


def test_nothing_is_suggested_about_what_is_so() -> None:
    """That the parents have agreed is for them to say: the product never proposes it."""
    proposal = a_proposal(request_kind=RequestKind.REGISTER_EXISTING, already_exists=True)
    found = suggest(a_case(proposal=proposal), of_one_clause("A.3.6"), TODAY)
    touched = {edit.field for way in found.values() for edit in way.edits}
    assert "existing_since" not in touched
    assert {mark_of(Proposal, one) for one in touched} <= {Mark.CHOICE, Mark.ESSENCE}


@pytest.mark.parametrize("field", sorted(Proposal.model_fields))
def test_candidates_are_other_answers_of_the_right_type(field: str) -> None:
    """Each candidate differs from the answer, is said in words, and can be stored."""
    context = POLICY.context(a_case(proposal=a_proposal(**SCHOOL_HOSTED)), TODAY, Stage.DRAFT)
    offered = list(candidates(field, context))
    for edit in offered:
        assert edit.answer != getattr(context.proposal, field)
        assert edit.words.startswith("At “")
        assert mark_of(Proposal, field) is not Mark.WORLD
        made = edit.made_in(context.proposal).model_dump(include={field})
        Proposal.model_validate(made | {"contributors": {Group.STAFF, Group.PUPILS}} | made)


def test_every_field_is_marked() -> None:
    """What is so, what may be chosen, and what the site is: examples of each, and none unmarked."""
    marks = {field: mark_of(Proposal, field) for field in Proposal.model_fields}
    assert set(marks.values()) == set(Mark)
    assert [marks[one] for one in ("advised_on", "terms_read_on", "parental_agreement")] == [
        Mark.WORLD
    ] * 3
    assert [marks[one] for one in ("hosting", "visibility", "moderation", "closure")] == [
        Mark.CHOICE
    ] * 4
    assert [marks[one] for one in ("audience", "pupil_routes", "platform")] == [Mark.ESSENCE] * 3


def test_a_field_without_a_mark_would_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a field declared without one of the three ways has no mark."""
    monkeypatch.setattr(Proposal.model_fields["closure"], "json_schema_extra", None)
    with pytest.raises(KeyError):
        mark_of(Proposal, "closure")


def test_own_words_pass_for_words_and_for_nothing_else() -> None:
    """The stand-in for words is never put into the proposal: an edit only says to write them."""
    found = ways(aims=None, exit_plan=None)
    assert {edit.said for way in found.values() for edit in way.edits} == {
        "answer in your own words"
    }
    assert OWN_WORDS not in " ".join(edit.words for way in found.values() for edit in way.edits)


def test_its_cost_is_counted_in_runs_of_the_rules() -> None:
    """A finding whose own question has a fitting answer costs a few runs, not hundreds."""
    runs: list[object] = []

    def counted(*given: Any, **more: Any) -> Any:
        runs.append(given)
        return assess(*given, **more)

    suggest(
        a_case(proposal=a_proposal(moderators=(TEACHER,), hosting=Hosting.THIRD_PARTY)),
        of_one_clause("A.5.4a"),
        TODAY,
        run=counted,
    )
    assert len(runs) < 10


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.REGISTRATION])
def test_the_rules_are_run_at_the_stage_that_is_asked_for(stage: Stage) -> None:
    """What only fails once it is to be registered is not looked for in a draft."""
    found = Search(POLICY, TODAY, stage).failing(a_case())
    assert ("A.1.5/1" in found) is (stage is Stage.REGISTRATION)


def test_a_draft_is_meant_where_no_stage_is_named() -> None:
    """Every run is one of a draft, and of the day that was given."""
    runs: list[tuple[Any, Stage]] = []

    def seen(*given: Any, **more: Any) -> Any:
        runs.append((given[2], more["stage"]))
        return assess(*given, **more)

    suggest(a_case(proposal=a_proposal(aims=None)), of_one_clause("A.1.2"), TODAY, run=seen)
    assert set(runs) == {(TODAY, Stage.DRAFT)}


def test_an_answer_that_the_form_would_refuse_is_never_a_way() -> None:
    """Pupils cannot be said to add by an account where those who add leave pupils out."""
    routes = frozenset({PupilRoute.OWN_ACCOUNT})
    spoilt = a_proposal().model_copy(update={"pupil_routes": routes})
    assert (_is_sound(a_proposal()), _is_sound(spoilt)) == (True, False)
