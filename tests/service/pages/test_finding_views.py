"""A finding in the words of a page: the way to yes beside it, where it says more than the remedy."""

from typing import Any

from appendix_a.assessing.assess import assess
from appendix_a.assessing.suggest import suggest
from appendix_a.assessing.telling import Told, beside
from service.pages.finding_views import FindingView, finding_view
from tests.builders import TODAY, a_case, a_policy, a_proposal

POLICY = a_policy()


def views(**changes: Any) -> dict[str, FindingView]:
    """The class blog changed in these answers: each finding as a page has it, by its check."""
    case = a_case(proposal=a_proposal(**changes))
    found = assess(case, POLICY, TODAY).findings
    told = beside(suggest(case, POLICY, TODAY), found)
    return {one.check: finding_view(one, {}, told=told) for one in found}


def test_the_smallest_change_stands_beside_what_fails() -> None:
    """A site without an end: which answer would give it one."""
    assert views(closure=None)["A.1.6/1"].way == Told(
        "This change would let it pass:",
        ("At “When will it be reviewed?”, give a day such as 30 November 2026.",),
    )


def test_a_question_that_wants_words_has_its_remedy_alone() -> None:
    """“Answer in your own words” is no news beside what the clause wants said."""
    one = views(exit_plan=None)["A.1.6/2"]
    assert (one.way, one.remedy) == (
        None, "Say what happens to the site and to its content at the end.",
    )  # fmt: skip


def test_what_passes_has_neither_way_nor_remedy() -> None:
    """The class blog as it stands: nothing to change anywhere."""
    assert {(one.way, one.remedy) for one in views().values()} == {(None, None)}
