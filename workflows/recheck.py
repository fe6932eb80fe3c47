"""Registered sites are tested again, a page of them in one run: what was true may be so no more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from prefect import flow

from appendix_a.assessing.assess import assess
from appendix_a.assessing.facts import Outcome
from appendix_a.editions.policy import Policy
from appendix_a.procedure.steps import Result
from appendix_a.reading.case import Stage
from appendix_a.values.answers import FAILS, Assessment, Verdict
from workflows.shared import holds
from workflows.step_case import OPTIONS, StepCase, each


@flow(name="recheck", **OPTIONS)
def recheck(cases: list[StepCase]) -> Iterator[Outcome]:
    """Test every site of each page, as it lives."""
    return each(cases, _page)


def _page(page: StepCase) -> Outcome:
    """Answer for each site; where not one could be worked out, the page is at fault as a whole."""
    sites = tuple(each(list(_sites(page)), partial(_site, page.facts.policy())))
    results = {one.result for one in sites}
    worst = next((one for one in (Result.UNMET, Result.UNDETERMINED) if one in results), Result.MET)
    if results == {Result.FAULT}:
        return replace(page.answer(Result.FAULT), fault=sites[0].fault)
    return replace(page.answer(worst), sites=sites)


def _sites(page: StepCase) -> Iterator[StepCase]:
    for case in (page.facts.case, *page.facts.others):
        facts = page.facts.model_copy(update={"case": case, "others": ()})
        yield StepCase(reference=case.reference, seal="", facts=facts)


def _site(policy: Policy, site: StepCase) -> Outcome:
    found = assess(site.facts.case, policy, site.facts.on, stage=Stage.LIFE)
    result = Result.MET if holds(found) else Result(found.worst().value)
    return replace(site.answer(result), findings=found.having(*FAILS), valid_until=_last_day(found))


def _last_day(found: Assessment) -> date | None:
    """Give the eve of the first day on which a dated rule ends what holds today."""
    ends = (one.until for one in found.having(Verdict.MET_UNTIL) if one.until)
    first = min(ends, default=None)
    return first and first - timedelta(days=1)
