"""The three check flows share out the clauses, and a step's facts hold a whole policy."""

from itertools import chain

from appendix_a.policy import MODEL
from appendix_a.steps import CHECKS, Facts, FlowStep, clauses_of
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
