"""A finding in the words of a page: the way to yes beside it, where it says more than the remedy."""

from typing import Any

from appendix_a.assessing.assess import assess
from appendix_a.assessing.suggest import suggest
from service.pages.finding_views import FindingView, finding_view
from tests.builders import TEACHER, TODAY, a_case, a_policy, a_proposal

POLICY = a_policy()


def views(**changes: Any) -> dict[str, FindingView]:
    """The class blog changed in these answers: each finding as a page has it, by its check."""
    case = a_case(proposal=a_proposal(**changes))
    ways = suggest(case, POLICY, TODAY)
    found = assess(case, POLICY, TODAY).findings
    return {one.check: finding_view(one, {}, suggested=ways) for one in found}


def test_the_smallest_change_stands_beside_what_fails() -> None:
    """One moderator too few: whom to name, and that it stays the same proposal."""
    one = views(moderators=(TEACHER,))["A.5.4a/1"]
    assert (one.way, one.another) == (("At “Who moderates it?”, name Conor Daly too.",), False)


def test_a_question_that_wants_words_has_its_remedy_alone() -> None:
    """“Answer in your own words” is no news beside what the clause wants said."""
    one = views(exit_plan=None)["A.1.6/2"]
    assert (one.way, one.remedy) == (
        (), "Say what happens to the site and to its content at the end.",
    )  # fmt: skip


def test_what_passes_has_neither_way_nor_remedy() -> None:
    """The class blog as it stands: nothing to change anywhere."""
    assert {(one.way, one.remedy) for one in views().values()} == {((), None)}
