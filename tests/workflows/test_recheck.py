"""Registered sites are tested again, a page of them in one run."""

from datetime import date, timedelta
from typing import Any

import pytest

from appendix_a.assessing.facts import Facts, Outcome
from appendix_a.platforms.catalogue import Platform
from appendix_a.procedure.steps import FlowStep, Result
from appendix_a.reading.case import Case
from appendix_a.values.answers import Verdict
from service.clock import now
from service.engine.run_step import run_step
from tests.builders import REREAD, TODAY, a_row, signed_off
from tests.workflows.cases import Explosive, with_proposal
from tests.workflows.server import Server
from tests.workflows.test_what_prefect_keeps import CANARIES, canary, kept
from workflows.recheck import recheck
from workflows.step_case import StepCase

PAGE = "birchfield-1..birchfield-3"


def row(**changes: Any) -> Platform:
    """The row of WordPress.com, read shortly before."""
    return a_row("wordpress-com", checked_on=REREAD, checked_by="Paul Irwin", **changes)


def site(number: int, **changes: Any) -> Case:
    """The class blog as a live site."""
    case = signed_off(with_proposal(**changes))
    return case.model_copy(update={"reference": f"OS-{number}"})


def a_page(*cases: Any, **changes: Any) -> StepCase:
    """A page of these sites, under a row with these changes."""
    facts = Facts(case=site(0), rows=(row(**changes),), on=TODAY)
    facts = facts.model_copy(update={"case": cases[0], "others": cases[1:]})
    return StepCase(reference=PAGE, seal="", facts=facts)


def broken() -> Any:
    """A case with a reference and nothing else that can be read."""
    case = Explosive(KeyError, "Quentin Canary")
    vars(case)["reference"] = "OS-9"
    return case


def found_of(page: StepCase) -> Outcome:
    (outcome,) = recheck.fn([page])
    return outcome


def test_each_site_of_a_page_is_answered_by_its_own_facts(prefect: Server) -> None:
    """In one run; a site that breaks is at fault alone, by the class of what it raised."""
    (outcome,) = recheck([a_page(site(1), site(2, closure=None, review=None), broken())])
    assert [(one.reference, one.result, one.fault) for one in outcome.sites] == [
        ("OS-1", Result.MET, ""),
        ("OS-2", Result.UNMET, ""),
        ("OS-9", Result.FAULT, "KeyError"),
    ]
    assert (outcome.reference, outcome.result) == (PAGE, Result.UNMET)


def test_only_what_fails_is_found() -> None:
    """A site without any end fails A.1.6 and nothing else; what is met is not carried along."""
    (found,) = found_of(a_page(site(1, closure=None, review=None))).sites
    assert {(one.clause, one.answer) for one in found.findings} == {("A.1.6", Verdict.UNMET)}


def test_what_only_approval_asks_is_asked_no_more() -> None:
    """Without a signature, and long after the terms were read, a live site still meets its facts."""
    unsigned = site(1).model_copy(update={"signed": (), "approved_on": None})
    assert [one.result for one in found_of(a_page(unsigned)).sites] == [Result.MET]


@pytest.mark.parametrize(
    ("changes", "result"),
    [({}, Result.MET), ({"verified": False}, Result.UNDETERMINED)],
)
def test_the_row_decides(changes: dict[str, Any], result: Result) -> None:
    """What nobody has verified is undetermined: the same site, under another row."""
    assert found_of(a_page(site(1), **changes)).result is result


def test_a_page_of_which_nothing_can_be_worked_out_is_at_fault() -> None:
    """Then the page as a whole is tried again, and no site of it is recorded."""
    outcome = found_of(a_page(broken()))
    assert (outcome.result, outcome.fault, outcome.sites) == (Result.FAULT, "KeyError", ())


def test_a_dated_rule_gives_the_eve_as_the_last_day() -> None:
    """From the first of March another age counts for those who look: the end of February is the last."""
    change = date(2027, 3, 1)
    ages = [
        {"jurisdiction": place, "age": years, "basis": "stated"} | days
        for place in ("uk", "ireland")
        for years, days in ((8, {"until": change}), (13, {"since": change}))
    ]
    pupils = {"contributors": {"staff", "pupils"}, "contributor_pupils": {"youngest": 8, "oldest": 9},
              "pupil_routes": {"own_account"}}  # fmt: skip
    (found,) = found_of(a_page(site(1, **pupils), ages=ages)).sites
    assert found.valid_until == change - timedelta(days=1)
    (plain,) = found_of(a_page(site(1))).sites
    assert plain.valid_until is None


def test_prefect_keeps_the_pages_reference_alone(
    prefect: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    """A person in the third site of a page is found nowhere in Prefect's files or its output."""
    page = a_page(site(1), site(2), canary("OS-3").facts.case)
    outcomes, _ = run_step(FlowStep.RECHECK, [page], now)
    assert len(outcomes[0].sites) == len((page.facts.case, *page.facts.others))
    assert kept(prefect, *CANARIES) == dict.fromkeys(CANARIES, False)
    assert kept(prefect, PAGE.encode()) == {PAGE.encode(): True}
    assert "ephyrine" not in "".join(capfd.readouterr())
