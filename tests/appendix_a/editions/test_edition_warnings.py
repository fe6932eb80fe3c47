"""Words that name another figure than the edition sets are told; words that agree are not."""

from typing import Any

import pytest

from appendix_a.editions.edition import Adoption
from appendix_a.editions.edition_warnings import FIGURES, KINDS, warnings
from appendix_a.reading.thresholds import AT_LEAST, AT_MOST, ImageKind, Thresholds
from appendix_a.values.faults import Fault

OTHER = [
    ("A.1.5", "At least two administrators look after a site.", {"administrators": 1},
     "“two administrators”, but the figure “Fewest administrators” is 1."),
    ("A.3.1b", "There are at least 3 trained administrators.", {},
     "“3 trained administrators”, but the figure “Fewest administrators” is 2."),
    ("A.5.4a", "Three look after it.", {},
     "“Three”, but the figure “Fewest members of staff who moderate” is 2."),
    ("A.5.4a", "At least one reads what is added.", {},
     "“one”, but the figure “Fewest members of staff who moderate” is 2."),
    ("A.5.4a", "Twelve people moderate.", {"moderators": 10},
     "“Twelve people”, but the figure “Fewest members of staff who moderate” is 10."),
    ("7.2", "The reason has 60 characters or more.", {},
     "“60 characters”, but the figure “Fewest characters of a reason” is 40."),
    ("7.3", "The terms are read every year.", {"fresh_months": 6},
     "“every year”, but the figure “Months for which the record of a platform's terms counts” is 6."),
    ("A.2.5a", "The age is checked monthly.", {},
     "“monthly”, but the figure “Months for which the record of a platform's terms counts” is 12."),
    ("A.1.6", "A site is looked at within a year.", {"review_days": 180},
     "“within a year”, but the figure “Days within which a site is reviewed” is 180."),
    ("A.1.6", "A site is looked at after two years.", {},
     "“two years”, but the figure “Days within which a site is reviewed” is 365."),
    ("A.4.1b", "The terms were read in the last six months.", {},
     "“six months”, but the figure “Days for which a reading of the terms counts” is 90."),
]  # fmt: skip
SAME: list[tuple[str, str, dict[str, Any]]] = [
    ("A.1.5", "At least one administrator looks after a site.", {"administrators": 1}),
    ("A.1.5", "Two administrators use two-step sign-in; one of them is on the staff.", {}),
    ("A.1.5", "Three administrators, two of them trained.", {"administrators": 3}),
    ("A.1.5", "Two administrators are named 3 weeks before.", {}),
    ("A.3.1b", "Three teachers know the password.", {}),
    ("A.5.4a", "No one moderates alone, and clause 7.3 and section 4 hold for Year 8.", {}),
    ("A.5.4a", "Staff moderate for 30 pupils, 5 times a day.", {}),
    ("A.5.4a", "Staff have moderated here since 2010 (P7, A.5.4b), and 7.3 holds.", {}),
    ("7.2", "A reason has three parts.", {}),
    ("7.3", "The terms are read every 12 months; nobody under 13 years is let in.", {}),
    ("7.3", "The terms are read annually.", {}),
    ("A.1.6", "A site is looked at every year.", {}),
    ("A.1.6", "A site has a day of review.", {"review_days": 30}),
    ("A.4.1b", "The terms were read in the last three months.", {}),
    ("A.4.1b", "The terms were read in the last 13 weeks.", {}),
    ("A.4.3", "It is checked every year, by three people.", {}),
]


def edition(clause: str, words: str, thresholds: dict[str, Any]) -> Adoption:
    said = {"wording": {clause: {"title": "T", "words": words}}, "thresholds": thresholds}
    return Adoption.model_validate(said)


def of(clause: str, adoption: Adoption) -> tuple[Fault, ...]:
    return tuple(one for one in warnings(adoption) if one.field.startswith(f"wording.{clause}."))


@pytest.mark.parametrize(("clause", "words", "thresholds", "told"), OTHER)
def test_words_that_name_another_figure_are_told(
    clause: str, words: str, thresholds: dict[str, Any], told: str
) -> None:
    """The sentence names the words as they are written, and the figure as it is set."""
    assert of(clause, edition(clause, words, thresholds)) == (
        Fault(
            f"wording.{clause}.words",
            f"Clause {clause}: the words say {told} Change one of the two.",
        ),
    )


@pytest.mark.parametrize(("clause", "words", "thresholds"), SAME)
def test_words_that_name_the_same_figure_or_something_else_are_not_told(
    clause: str, words: str, thresholds: dict[str, Any]
) -> None:
    """The control: the figure itself, an equal time, ages, other things that are counted."""
    assert of(clause, edition(clause, words, thresholds)) == ()


def test_the_model_contradicts_none_of_its_own_figures() -> None:
    """Every clause, as it is printed without an edition."""
    assert warnings(Adoption()) == ()


def test_a_changed_figure_is_told_of_the_models_own_words() -> None:
    """Title and words of the clause, which nobody rewrote; switched off, it says nothing."""
    fields: dict[str, Any] = {"thresholds": {"moderators": 3}}
    found = [one.field for one in warnings(Adoption.model_validate(fields))]
    assert found == ["wording.A.5.4a.title", "wording.A.5.4a.words"]
    off = fields | {"switched_off": {"A.5.4a": "Nothing is added to our sites."}}
    assert warnings(Adoption.model_validate(off)) == ()


def test_the_clause_is_named_by_its_printed_number() -> None:
    """By which the school knows it."""
    said = {"A.5.4a": {"printed": "B.7", "title": "Three members of staff moderate"}}
    [found] = warnings(Adoption.model_validate({"wording": said}))
    assert found == Fault(
        "wording.A.5.4a.title",
        "Clause B.7: the title says “Three members of staff”, but the figure "
        "“Fewest members of staff who moderate” is 2. Change one of the two.",
    )


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ({"website", "facebook", "blog"}, ()),
        ({"website", "facebook", "blog", "other"}, ()),
        ({"website", "facebook", "blog", "video"}, ("do not name “A video channel”, but the list of kinds of site with pictures does.",)),
        ({"website", "facebook"}, ("name “The school's blog”, but the list of kinds of site with pictures leaves it out.",)),
    ],
)  # fmt: skip
def test_the_list_of_kinds_is_compared_with_the_words(
    kinds: set[str], told: tuple[str, ...]
) -> None:
    """A kind that only the list has, or only the words, is told; any other kind has no name."""
    found = warnings(Adoption.model_validate({"thresholds": {"image_kinds": kinds}}))
    said = tuple(f"Clause 6.7: the words {one} Change one of the two." for one in told)
    assert tuple(one.words for one in found) == said


def test_words_that_name_no_kind_leave_it_to_the_list() -> None:
    """There is nothing to compare."""
    assert warnings(edition("6.7", "Pictures appear where the edition says.", {})) == ()


def test_every_figure_and_kind_is_compared() -> None:
    """What an edition may set as a number, and each kind that has a name."""
    assert {one.name for one in FIGURES} == {*AT_MOST, *AT_LEAST}
    assert set(ImageKind) - set(KINDS) == {ImageKind.OTHER}


def test_a_platform_that_is_left_alone_and_stands_in_no_list_is_named() -> None:
    """A misspelt name would forbid nothing: it is said; a name, a key or a host that is known is not."""
    listed = Thresholds(forbidden_platforms=("TikTok", "x", "tumblr.com", "Tik Tokk"))
    assert warnings(Adoption(thresholds=listed)) == (
        Fault(
            "thresholds.forbidden_platforms",
            "No platform in the list is called “Tik Tokk”. Check its spelling.",
        ),
    )
