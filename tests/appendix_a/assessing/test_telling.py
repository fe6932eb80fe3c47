"""The ways to yes in words: the one for all on top, and each list of changes once."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from appendix_a.assessing.assess import assess
from appendix_a.assessing.candidates import Edit
from appendix_a.assessing.suggest import Suggestion, Ways, suggest
from appendix_a.assessing.telling import INSTEAD, Told, beside, on_top, told_together
from appendix_a.reading.case import Case
from appendix_a.reading.proposal import Visibility
from appendix_a.values.answers import Finding
from tests.appendix_a.strategies import cases
from tests.appendix_a.test_properties import SEARCHING, THOROUGH
from tests.builders import PUPILS_ADD, TEACHER, TODAY, a_case, a_policy, a_proposal

POLICY = a_policy()
NAME_ONE = (
    "At “Who moderates it?”, name Conor Daly too.",
    "At “Who moderates it?”, name Emma Walsh too.",
    "At “Who moderates it?”, name Niamh Hart too.",
)


ADD_OPENLY = PUPILS_ADD | {
    "visibility": Visibility.PUBLIC, "privacy_settings": "Nobody is shown to search engines.",
}  # fmt: skip


def told(**changes: Any) -> tuple[Told | None, Mapping[str, Told]]:
    """What is said on top and beside the findings of the class blog changed in these answers."""
    case = a_case(proposal=a_proposal(**changes))
    ways = suggest(case, POLICY, TODAY)
    return on_top(ways), beside(ways, assess(case, POLICY, TODAY).findings)


def test_a_single_finding_has_its_changes_beside_it_alone() -> None:
    """One finding fails: nothing stands on top, and beside it stands what would let it pass."""
    assert told(two_step=False) == (
        None,
        {
            "A.1.5/4": Told(
                "This change would let it pass:",
                (
                    (
                        "At “Does signing in to the account need a second step?”, turn on the second "
                        "step in the settings of the account, then answer yes."
                    ),
                ),
            )
        },
    )


def test_what_stands_on_top_is_not_said_again_beside_a_finding() -> None:
    """Three findings, two changes on top; beside stands only who else could be named."""
    top, by_check = told(two_step=False, moderators=(TEACHER,))
    assert top == Told(
        "All of these together would let all 3 findings pass:",
        (
            NAME_ONE[0],
            (
                "At “Does signing in to the account need a second step?”, turn on the second step in "
                "the settings of the account, then answer yes."
            ),
        ),
    )
    assert by_check == {"A.5.4a/1": Told(INSTEAD, NAME_ONE[1:])}


def test_one_change_for_several_findings_is_said_to_be_one() -> None:
    """A second moderator lets both findings pass."""
    top, by_check = told(moderators=(TEACHER,))
    assert top == Told("One change would let both findings pass:", NAME_ONE[:1])
    assert by_check == {"A.5.4a/1": Told(INSTEAD, NAME_ONE[1:])}


def test_questions_that_ask_for_the_same_share_a_sentence() -> None:
    """Three that want words are one thing to do."""
    edits = [Edit(one, "x", "answer in your own words") for one in ("aims", "exit_plan", "title")]
    assert told_together([*edits, Edit("two_step", True, "turn it on")]) == (
        (
            "At “What is it meant to achieve?”, “What happens to it and to its content at the end?” "
            "and “What will the site be called?”, answer in your own words."
        ),
        "At “Does signing in to the account need a second step?”, turn it on.",
    )


def test_where_only_words_are_wanted_the_remedy_says_it() -> None:
    """“Answer in your own words” is no news beside what the clause wants said."""
    assert told(exit_plan=None) == (None, {})


def test_a_page_of_some_findings_says_everything_beside_them() -> None:
    """Without what stands on top, each way stands beside the first finding that it lets pass."""
    case = a_case(proposal=a_proposal(moderators=(TEACHER,)))
    ways = suggest(case, POLICY, TODAY).apart()
    by_check = beside(ways, assess(case, POLICY, TODAY).findings)
    assert (on_top(ways), by_check) == (
        None, {"A.5.4a/1": Told("Any of these changes would let it pass:", NAME_ONE)},
    )  # fmt: skip


LEADS: tuple[tuple[int, int, bool, str], ...] = (
    (1, 0, False, "This change would let A.1, A.2 and A.3 pass:"),
    (1, 1, False, "Any of these changes would let it pass:"),
    (2, 0, False, "All of these changes together would let A.1, A.2 and A.3 pass:"),
    (1, 0, True, "Only a different proposal would pass:"),
    (1, 1, True, "Only a different proposal would pass, with any of these changes:"),
    (2, 0, True, "Only a different proposal would pass, with all of these changes together:"),
)


@pytest.mark.parametrize(("edits", "others", "another", "lead"), LEADS)
def test_it_is_said_how_the_changes_belong_together(
    edits: int, others: int, another: bool, lead: str
) -> None:
    """One, any of several or all of several; which clauses pass; whether it is another proposal."""
    made = tuple(Edit("title", n, f"write {n}", is_another=another) for n in range(edits))
    more = tuple(Edit("title", -n, f"write {-n}") for n in range(1, others + 1))
    found = [finding(f"A.{n}") for n in (1, 2, 3)]
    way = Suggestion("A.1/1", made, more, tuple(one.check for one in found))
    assert beside(Ways({"A.1/1": way}), found)["A.1/1"].lead == lead


def finding(clause: str) -> Finding:
    first = assess(a_case(), POLICY, TODAY).findings[0]
    return replace(first, clause=clause, printed=clause, check=f"{clause}/1")


def nothing_is_said_twice(
    thoroughly: settings, how: Callable[[Ways, tuple[Finding, ...]], Mapping[str, Told]]
) -> None:
    @thoroughly
    @given(cases())
    def holds(case: Case) -> None:
        ways = suggest(case, POLICY, TODAY)
        top = on_top(ways)
        said = Counter(
            one.lines for one in how(ways, assess(case, POLICY, TODAY).findings).values()
        )
        said.update([top.lines] if top else [])
        assert [lines for lines, times in said.items() if times > 1] == []

    holds()


@pytest.mark.hypothesis
def test_no_list_of_changes_is_said_twice() -> None:
    """For any case: on top and beside all findings, each list once."""
    nothing_is_said_twice(settings(THOROUGH, max_examples=100), beside)


@pytest.mark.hypothesis
def test_saying_it_beside_each_finding_is_caught() -> None:
    """The control: each finding has its way beside it, whatever was said before."""

    def each(ways: Ways, findings: tuple[Finding, ...]) -> Mapping[str, Told]:
        alone = (Ways({check: way}) for check, way in ways.items())
        return {check: told for one in alone for check, told in beside(one, findings).items()}

    with pytest.raises(AssertionError):
        nothing_is_said_twice(settings(SEARCHING, max_examples=200), each)


def test_a_different_proposal_stands_beside_its_finding() -> None:
    """It is no part of what stands on top."""
    top, by_check = told(**ADD_OPENLY, two_step=False)
    assert top == Told(
        "One change would let 1 of the 2 findings pass:",
        (
            (
                "At “Does signing in to the account need a second step?”, turn on the second step in "
                "the settings of the account, then answer yes."
            ),
        ),
    )
    assert by_check["7.3/10"].lead == "Only a different proposal would pass:"
