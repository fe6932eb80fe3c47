"""The figures an edition may set: the policy's own, how far they go, and which way is looser."""

from typing import Any

import pytest
from pydantic import ValidationError

from appendix_a.reading.thresholds import OWN, ImageKind, Thresholds, looser

# The figure, the policy's own, the least and the most that may be set, and one that is looser.
FIGURES = (
    ("fresh_months", 12, 1, 60, 13),
    ("review_days", 365, 30, 1000, 366),
    ("terms_days", 90, 1, 365, 91),
    ("reason_length", 40, 1, 500, 39),
    ("administrators", 2, 1, 10, 1),
    ("moderators", 2, 1, 10, 1),
)


@pytest.mark.parametrize(("name", "own", "least", "most", "looser_one"), FIGURES)
def test_a_figure_goes_so_far_and_no_further(
    name: str, own: int, least: int, most: int, looser_one: int
) -> None:
    """The policy's own stands where none is set; the bounds may be set, and nothing past them."""
    set_ = [getattr(Thresholds(**{name: one}), name) for one in (least, looser_one, most)]
    assert (getattr(OWN, name), set_) == (own, [least, looser_one, most])
    for past in (least - 1, most + 1):
        with pytest.raises(ValidationError):
            Thresholds(**{name: past})


@pytest.mark.parametrize(("name", "own", "least", "most", "looser_one"), FIGURES)
def test_what_asks_for_less_is_looser(
    name: str, own: int, least: int, most: int, looser_one: int
) -> None:
    """One step that asks for less than the policy is told; the policy's own and stricter is not."""
    stricter = own + (own - looser_one)
    told = [looser(Thresholds(**{name: one})) for one in (looser_one, own, stricter)]
    assert told == [(name,), (), ()]
    assert least <= own <= most


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, ()),
        ({"image_kinds": {ImageKind.WEBSITE}}, ()),
        ({"image_kinds": {ImageKind.VIDEO}}, ("image_kinds",)),
        ({"terms_days": 91, "moderators": 1, "image_kinds": {ImageKind.OTHER}},
         ("terms_days", "moderators", "image_kinds")),
    ],
)  # fmt: skip
def test_more_kinds_of_site_with_pictures_are_looser(
    given: dict[str, Any], told: tuple[str, ...]
) -> None:
    """A kind that clause 6.7 does not list is told, after the figures."""
    assert looser(Thresholds(**given)) == told


def test_pictures_are_for_the_three_kinds_that_the_policy_lists() -> None:
    """The website, the Facebook page and the blog (6.7)."""
    assert OWN.image_kinds == {ImageKind.WEBSITE, ImageKind.FACEBOOK, ImageKind.BLOG}
