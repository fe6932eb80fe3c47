"""A proposal after edits: what fails then is what a run of all the rules says, at less cost."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appendix_a.assessing.assess import assess
from appendix_a.assessing.candidates import Edit, candidates
from appendix_a.assessing.reads import read_by
from appendix_a.assessing.states import States
from appendix_a.reading.case import Case, Stage
from appendix_a.reading.proposal import Holding, Proposal, PupilRoute
from appendix_a.values.answers import FAILS
from tests.appendix_a.strategies import cases
from tests.appendix_a.test_properties import SEARCHING, THOROUGH
from tests.builders import SECOND_TEACHER, TEACHER, TODAY, a_case, a_policy, a_proposal

POLICY = a_policy()
ONE_TOO_FEW = Edit("moderators", (TEACHER,), "name one alone")
TWO = Edit("moderators", (TEACHER, SECOND_TEACHER), "name two")


def states_of(case: Case, stage: Stage = Stage.DRAFT, run: Any = assess) -> States:
    return States(case, POLICY, TODAY, stage, run)


def fails(case: Case) -> list[str]:
    """What fails by a run of all the rules."""
    return [one.check for one in assess(case, POLICY, TODAY).having(*FAILS)]


def test_a_state_says_what_it_opened_and_what_it_cleared() -> None:
    """One moderator alone opens two findings, in the policy's order; a second clears them."""
    opened = states_of(a_case()).after((ONE_TOO_FEW,)).opened
    assert [one.check for one in opened] == ["A.5.4a/1", "A.5.4b/1"]
    lone = states_of(a_case(proposal=a_proposal(moderators=(TEACHER,))))
    assert lone.after((TWO,)).cleared == ("A.5.4a/1", "A.5.4b/1")


def test_a_state_is_worked_out_once_whatever_the_order() -> None:
    """The same edits in another order, or said otherwise, cost no further run."""
    found, aims = states_of(a_case()), Edit("aims", "To be read.", "write")
    found.after((ONE_TOO_FEW, aims))
    before = found.runs
    again = (aims, Edit("moderators", (TEACHER,), "take one out"))
    assert (found.after(again).edits, found.runs) == (again, before)


def test_only_the_rules_that_read_a_changed_answer_run_again() -> None:
    """Of the whole policy, a change of the moderators runs the clauses that read them."""
    ran: list[list[str]] = []

    def run(*given: Any, only: Any, **more: Any) -> Any:
        ran.append([one.id for one in POLICY.clauses if only(one.id)])
        return assess(*given, only=only, **more)

    found = states_of(a_case(), run=run)
    found.after((ONE_TOO_FEW,))
    every, *alone, again = ran
    assert every == [clause for one in alone for clause in one]
    assert again == [one for one in every if "moderators" in found.read(found.base, one)]
    assert len(again) < len(every) / 4


def test_a_rule_that_is_left_is_not_cleared() -> None:
    """Without a logo nothing has to be said of its use: that may be. Held by nobody it may not."""
    unsaid = states_of(a_case(proposal=a_proposal(brand_use=None, two_step=False)))
    no_logo = unsaid.after((Edit("uses_logo", False, "leave it out"),))
    no_account = unsaid.after((Edit("holding", Holding.NO_ACCOUNT, "choose"),))
    assert "A.1.5/4" not in no_account.failing
    assert ("A.1.5/4" in no_account.cleared, set(unsaid.failing) - set(no_logo.cleared)) == (
        False, {"A.1.5/4"},
    )  # fmt: skip


def test_an_answer_that_the_form_would_refuse_is_no_way() -> None:
    """Pupils cannot be said to add by an account where those who add leave pupils out."""
    refused = Edit("pupil_routes", frozenset({PupilRoute.OWN_ACCOUNT}), "choose")
    found = states_of(a_case())
    assert (found.base.is_sound, found.after((refused,)).is_sound) == (True, False)


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.REGISTRATION])
def test_the_rules_are_run_at_the_stage_that_is_asked_for(stage: Stage) -> None:
    """What only fails once it is to be registered is not looked for in a draft."""
    assert ("A.1.5/1" in states_of(a_case(), stage).failing) is (stage is Stage.REGISTRATION)


def agrees_with_a_full_run(thoroughly: settings) -> None:
    @thoroughly
    @given(cases(), st.data())
    def holds(case: Case, data: st.DataObject) -> None:
        found, edits = states_of(case), list[Edit]()
        for field in data.draw(st.sets(st.sampled_from(sorted(Proposal.model_fields)), max_size=4)):
            edits += list(candidates(field, found.context(found.base)))[:1]
        after = found.after(tuple(edits))
        assert list(after.failing) == fails(after.case)

    holds()


@pytest.mark.hypothesis
def test_a_state_fails_where_a_run_of_all_the_rules_does() -> None:
    """For any edits of any case: the same checks, in the policy's order."""
    agrees_with_a_full_run(settings(THOROUGH, max_examples=200))


@pytest.mark.hypothesis
def test_a_rule_that_is_not_run_again_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: rules are thought not to read who moderates."""
    monkeypatch.setattr(
        "appendix_a.assessing.states.read_by", lambda *given: read_by(*given) - {"moderators"}
    )
    with pytest.raises(AssertionError):
        agrees_with_a_full_run(SEARCHING)
