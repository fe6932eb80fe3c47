"""The rules of the policy in the principal's words, each answered by `assess` alone."""

from datetime import date
from pathlib import Path

from pytest_bdd import parsers, scenarios, then, when

from appendix_a.assessing.assess import assess
from appendix_a.editions.policy import MODEL
from appendix_a.reading.case import Stage
from appendix_a.reading.proposal import Proposal
from appendix_a.reading.thresholds import Thresholds
from appendix_a.values.answers import Assessment, Finding, Kind, Verdict
from tests.builders import APPROVED, TODAY, a_policy
from tests.features.conftest import Story, day

FEATURES = Path(__file__).parents[2] / "features"
BOUND = tuple(sorted(FEATURES.glob("*.feature")))

scenarios(*(str(path) for path in BOUND))


def assessed(story: Story, on: date, stage: Stage = Stage.DRAFT) -> Assessment:
    policy = a_policy(thresholds=Thresholds(**story.thresholds))
    return assess(story.case(), policy, on, stage=stage)


@when("the proposal is checked", target_fixture="assessment")
def checked(story: Story) -> Assessment:
    return assessed(story, TODAY)


@when(parsers.parse("the proposal is checked on {words}"), target_fixture="assessment")
def checked_on(story: Story, words: str) -> Assessment:
    return assessed(story, day(words))


@when("the final approval is to be given", target_fixture="assessment")
def to_be_signed(story: Story) -> Assessment:
    return assessed(story, TODAY, Stage.SIGN_OFF)


@when("it is to be entered in the register", target_fixture="assessment")
def to_be_registered(story: Story) -> Assessment:
    return assessed(story, APPROVED, Stage.REGISTRATION)


@when("the live site is looked at", target_fixture="assessment")
def live_site(story: Story) -> Assessment:
    return assessed(story, date(2027, 1, 11), Stage.LIFE)


def facts(assessment: Assessment, clause: str) -> Assessment:
    """The facts of one clause that apply."""
    return Assessment(Assessment(assessment.of_clause(clause)).of(Kind.FACT))


@then(parsers.re(r"clause (?P<clause>\S+) is met"))
def is_met(assessment: Assessment, clause: str) -> None:
    assert {one.answer for one in facts(assessment, clause).findings} == {Verdict.MET}


@then(parsers.re(r'clause (?P<clause>\S+) is met: "(?P<words>.+)"'))
def is_met_as(assessment: Assessment, clause: str, words: str) -> None:
    found = facts(assessment, clause).findings
    assert [(one.answer, one.words) for one in found] == [(Verdict.MET, words)]


@then(parsers.re(r'clause (?P<clause>\S+) is not met: "(?P<words>.+)"'), target_fixture="finding")
def is_not_met(assessment: Assessment, clause: str, words: str) -> Finding:
    unmet = facts(assessment, clause).having(Verdict.UNMET)
    assert [one.words for one in unmet] == [words]
    return unmet[0]


@then(parsers.re(r'clause (?P<clause>\S+) has this among what is not met: "(?P<words>.+)"'))
def is_among_what_is_not_met(assessment: Assessment, clause: str, words: str) -> None:
    unmet = facts(assessment, clause).having(Verdict.UNMET)
    assert words in [one.words for one in unmet]


@then(parsers.re(r'clause (?P<clause>\S+) says "(?P<words>.+)"'))
def says(assessment: Assessment, clause: str, words: str) -> None:
    assert words in [one.words for one in facts(assessment, clause).having(Verdict.MET)]


@then(
    parsers.re(r'clause (?P<clause>\S+) cannot be determined: "(?P<words>.+)"'),
    target_fixture="finding",
)
def is_undetermined(assessment: Assessment, clause: str, words: str) -> Finding:
    weighty = facts(assessment, clause).having(Verdict.UNMET, Verdict.UNDETERMINED)
    assert [(one.answer, one.words) for one in weighty] == [(Verdict.UNDETERMINED, words)]
    return weighty[0]


@then(parsers.re(r'clause (?P<clause>\S+) is in doubt: "(?P<words>.+)"'))
def is_in_doubt(assessment: Assessment, clause: str, words: str) -> None:
    weighty = facts(assessment, clause).having(Verdict.UNMET, Verdict.UNDETERMINED)
    assert {(one.answer, one.words) for one in weighty} == {(Verdict.UNDETERMINED, words)}


@then(parsers.re(r'clause (?P<clause>\S+) warns: "(?P<words>.+)"'))
def warns(assessment: Assessment, clause: str, words: str) -> None:
    warnings = [one.warning for one in assessment.of_clause(clause) if one.warning]
    assert warnings == [words]


@then(parsers.re(r'whoever signs is shown, under clause (?P<clause>\S+): "(?P<words>.+)"'))
def is_shown(assessment: Assessment, clause: str, words: str) -> None:
    shown = [one.flag for one in assessment.flagged() if one.clause == clause]
    assert shown == [words]


@then(parsers.re(r'clause (?P<clause>\S+) does not apply: "(?P<words>.+)"'))
def does_not_apply(assessment: Assessment, clause: str, words: str) -> None:
    found = assessment.of_clause(clause)
    assert {(one.answer, one.words) for one in found} == {(Verdict.DOES_NOT_APPLY, words)}


@then(parsers.parse('the remedy is "{words}"'))
def the_remedy_is(finding: Finding, words: str) -> None:
    assert finding.remedy == words


@then(parsers.parse('it shows beside "{question}"'))
def it_shows_beside(finding: Finding, question: str) -> None:
    assert Proposal.model_fields[finding.field].title == question


@then("the e-safety lead is asked to settle it")
def the_e_safety_lead_is_asked(finding: Finding) -> None:
    who, _, record = finding.remedy.partition(": ")
    assert (who, bool(record)) == ("The e-safety lead", True)


SIGNATURE = {"the line manager": "aims", "the brand owner": "brand", "the final approval": "final"}


@then(parsers.re(r"whether .+ waits for (?P<whom>the .+), under clause (?P<clause>\S+)"))
def a_judgement_waits(assessment: Assessment, whom: str, clause: str) -> None:
    found = Assessment(assessment.of_clause(clause)).of(Kind.JUDGEMENT)
    assert [(one.answer, one.owners) for one in found] == [(Verdict.WAITING, (SIGNATURE[whom],))]


DECLARERS = {
    "the proposer": ("proposer",),
    "the administrators": ("administrators",),
    "the moderators": ("moderators",),
    "those with a personal account": ("personal_logins",),
    "the administrators and the moderators": ("administrators", "moderators"),
    "the proposer, the administrators and the moderators": (
        "proposer",
        "administrators",
        "moderators",
    ),
}


@then(parsers.re(r"(?P<who>th(?:e|ose) .+) ha(?:s|ve) to declare, under clause (?P<clause>\S+)"))
def a_declaration_waits(assessment: Assessment, who: str, clause: str) -> None:
    found = Assessment(assessment.of_clause(clause)).of(Kind.DECLARATION)
    assert {(one.answer, one.owners) for one in found} == {(Verdict.WAITING, DECLARERS[who])}


@then(parsers.re(r'the duty is "(?P<words>.+)", under clause (?P<clause>\S+)'))
def a_duty_is_owed(assessment: Assessment, words: str, clause: str) -> None:
    found = Assessment(assessment.of_clause(clause)).of(Kind.DUTY)
    assert [(one.answer, one.words) for one in found] == [(Verdict.WAITING, words)]


@then(parsers.re(r'it is a duty under clause (?P<clause>\S+): "(?P<words>.+)"'))
def one_duty_is_owed(assessment: Assessment, words: str, clause: str) -> None:
    found = Assessment(assessment.of_clause(clause)).of(Kind.DUTY)
    assert [one.answer for one in found if one.words == words] == [Verdict.WAITING]


@then(parsers.re(r"clause (?P<clause>\S+) is tested under clause (?P<same>\S+)"))
def is_tested_elsewhere(assessment: Assessment, clause: str, same: str) -> None:
    assert {one.id: one.same_as for one in MODEL}[clause] == same
    assert (facts(assessment, clause).findings, bool(assessment.of_clause(same))) == ((), True)


@then(parsers.re(r'clause (?P<clause>\S+) is kept by people: "(?P<words>.+)"'))
def left_to_people(clause: str, words: str) -> None:
    assert {one.id: one.left for one in MODEL}[clause] == words
