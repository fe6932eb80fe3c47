"""The three check flows share out the clauses, and a step's facts hold a whole policy."""

from itertools import chain

from appendix_a.assessing.facts import Facts, Outcome
from appendix_a.editions.policy import MODEL
from appendix_a.procedure.steps import CHECKS, FlowStep, Result, clauses_of
from tests.builders import TODAY, a_case, a_row


def test_each_clause_is_assessed_by_one_check_flow() -> None:
    """The reason takes 7.1, 7.2 and 7.4, the platform 7.3, the requirements everything else."""
    shared = {step: [one.id for one in MODEL if clauses_of(step)(one.id)] for step in CHECKS}
    assert shared[FlowStep.STATE_REASON] == ["7.1", "7.2", "7.4"]
    assert shared[FlowStep.CHECK_PLATFORM] == ["7.3"]
    assert sorted(chain.from_iterable(shared.values())) == sorted(one.id for one in MODEL)


def test_facts_give_the_policy_with_the_schools_rows() -> None:
    """The step's policy is the model's clauses over a catalogue with the school's own rows."""
    row = a_row("wordpress-com", verified=False)
    policy = Facts(case=a_case(), rows=(row,), on=TODAY).policy()
    assert (policy.clauses, policy.catalogue.row(row.key)) == (MODEL, row)


def test_the_checks_run_in_the_order_of_the_procedure() -> None:
    """The reason comes first, then the platform, then the requirements."""
    assert [str(one) for one in CHECKS] == ["state_reason", "check_platform", "check_requirements"]


def test_an_outcome_is_not_the_last_unless_it_says_so() -> None:
    """A signature that counts leaves others owed, where nothing else is said."""
    assert Outcome("P-1", "seal", Result.COUNTED).last is False
