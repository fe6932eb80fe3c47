"""What is foretold: what fails once everybody has signed, and what the last signature waits for."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from appendix_a.assessing.assess import assess
from appendix_a.assessing.at_signing import at_signing
from appendix_a.reading.case import Case, Role, Stage
from appendix_a.reading.clause import Fact
from appendix_a.reading.proposal import Assessing, PupilRoute, Visibility
from appendix_a.values.answers import FAILS, Undetermined, Unmet
from tests.builders import PUPILS_ADD, TODAY, a_case, a_policy, a_proposal, a_school, people

POLICY = a_policy()
IN_PROGRESS: dict[str, Any] = PUPILS_ADD | {
    "pupil_routes": frozenset({PupilRoute.THROUGH_STAFF}),
    "dpia": Assessing.IN_PROGRESS,
    "visibility": Visibility.PUBLIC,
    "privacy_settings": "The strongest that the host offers.",
}


def of(**changes: Any) -> Case:
    return a_case(proposal=a_proposal(**changes))


@pytest.mark.parametrize(
    ("case", "fails", "waits"),
    [
        (of(), [], []),
        (of(terms_read_on=TODAY - timedelta(days=200)), ["A.4.1b/3"], []),
        (of(go_live=date(2026, 3, 1)), ["A.3.6/5"], []),
        (of(**IN_PROGRESS), [], ["A.4.4/4"]),
        (of(**IN_PROGRESS | {"go_live": TODAY}), ["A.3.6/5"], ["A.4.4/4"]),
        (a_case(school=a_school(people=people(
            niamh__hart={"roles": frozenset({Role.STAFF})},
            ruth__adair={"roles": frozenset({Role.GOVERNOR})},
            tom__greer={"roles": frozenset({Role.GOVERNOR})},
        ))), ["A.3.2/1"], []),
    ],
    ids=["nothing", "old terms", "a day gone by", "being assessed", "both", "nobody to sign"],
)  # fmt: skip
def test_what_fails_and_what_is_waited_for_are_told_apart(
    case: Case, fails: list[str], waits: list[str]
) -> None:
    """What people are still to do is no failure; what they cannot mend is, once."""
    found = at_signing(case, POLICY, TODAY)
    assert [one.check for one in found.fails.having(*FAILS)] == fails
    assert ([one.check for one in found.waits], found.holds) == (waits, not fails)


@pytest.mark.parametrize("answer", [Unmet("It fails."), Undetermined("Unknown.", "They", "say.")])
def test_a_fact_of_the_register_that_no_signature_mends_is_foretold(
    answer: Unmet | Undetermined,
) -> None:
    """It is among what is found, though nobody has come to the register yet."""
    clause = POLICY.clause("A.3.1a")
    real = clause.checks[0]
    assert isinstance(real, Fact)
    never = replace(clause, checks=(replace(real, test=lambda _: answer), *clause.checks[1:]))
    policy = replace(
        POLICY, clauses=tuple(never if one is clause else one for one in POLICY.clauses)
    )
    found = at_signing(of(), policy, TODAY)
    assert [one.check for one in found.every.having(*FAILS)] == ["A.3.1a/1"]
    assert assess(of(), policy, TODAY, stage=Stage.SIGN_OFF).having(*FAILS) == ()


def test_what_is_recorded_holds_nothing_that_has_not_happened() -> None:
    """Of the signatures that are taken as given nothing is said: they are no findings."""
    found = at_signing(of(), POLICY, TODAY)
    assert found.every == assess(of(), POLICY, TODAY, stage=Stage.SIGN_OFF)


def test_an_answer_that_counts_as_none_leaves_the_signatures_counted() -> None:
    """Whoever copies an example is told to write their own, and not that nobody has signed."""
    copied = of(public_purpose="Shows families what Primary 5 learns from week to week.")
    case = copied.model_copy(update={"school": a_school(name="Hill Primary School")})
    found = at_signing(case, POLICY, TODAY).every.having(*FAILS)
    assert "A.3.6/7" in {one.check for one in found}
    assert {one.check for one in found} & {"A.3.1a/1", "A.3.2/2", "A.3.5/3"} == set()
