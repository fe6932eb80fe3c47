"""The language of forms: what a pattern takes, which of several is tried first, what is refused."""

import pytest
from pydantic import ValidationError

from appendix_a.platforms.forms import Forms, compiled, filled, merged


@pytest.mark.parametrize(
    ("pattern", "path", "gaps"),
    [
        ("/{name}", "/birchfield", {"name": "birchfield"}),
        ("/{name}", "/login.php", None),
        ("/{name}", "/...", None),
        ("/@{name}", "/@birchfield", {"name": "birchfield"}),
        ("/{number}", "/123", {"number": "123"}),
        ("/{number}", "/12a", None),
        ("/*-{id}", "/P5-12345678", {"id": "12345678"}),
        ("/*-{id}", "/year-6-2024", None),
        ("/Channel/{code}", "/channel/UCa", {"code": "UCa"}),
        ("/{code}/{code2}", "/a/b", {"code": "a", "code2": "b"}),
        ("/search/**", "/search", {}),
        ("/search/**", "/search/a/b", {}),
        ("/a", "/a/b", None),
    ],
)
def test_what_a_pattern_takes(pattern: str, path: str, gaps: dict[str, str] | None) -> None:
    """Its gaps, or nothing."""
    found = compiled(pattern, "p.example", whole=True).fits((), path, {}, "")
    assert (None if found is None else found[0]) == gaps


def test_the_more_exact_is_tried_first() -> None:
    """A word before a number, a number before a name, and whatever follows last."""
    patterns = ["/**", "/*", "/{name}", "/{number}", "/@{name}", "/search", "/?id={number}"]
    ranked = sorted(patterns, key=lambda one: compiled(one, "p.example", whole=True).rank)
    assert ranked == patterns[::-1]


def test_a_parameter_and_what_follows_the_hash_fill_gaps() -> None:
    """Where a platform tells its accounts apart by them."""
    asked = compiled("/profile.php?id={number}", "p.example", whole=True)
    assert asked.fits((), "/profile.php", {"id": "7", "ref": "x"}, "") == ({"number": "7"}, "")
    assert asked.fits((), "/profile.php", {}, "") is None
    after = compiled("/#{code}", "p.example", whole=True)
    assert after.fits((), "", {}, "CjQ") == ({"code": "CjQ"}, "")


def test_only_a_name_is_folded() -> None:
    """Capitals, marks that do not count and one spelling of letters with accents."""
    gaps = {"name": "St.Mary%C3%89", "code": "St.Mary"}
    assert filled("/{name}/{code}", gaps, ".") == "/stmary%C3%A9/St.Mary"


@pytest.mark.parametrize(
    "forms",
    [
        {"account": {"/{handle}": "/{handle}"}},
        {"account": {"/{name}": "/{code}"}},
        {"account": {"/{name} x": "/x"}},
        {"home": "no host"},
        {"before": ["{any}"]},
    ],
)
def test_forms_that_say_nothing_are_refused(forms: dict[str, object]) -> None:
    """A gap of no kind, one that nothing fills, a space, and what is no host or label."""
    with pytest.raises(ValidationError):
        Forms.model_validate({"home": "p.example", **forms})


def test_the_example_has_a_schools_name_in_the_gap() -> None:
    """What a person reads beside a refusal."""
    assert Forms(home="p.example", account=(("/u/{name}", "/{name}"),)).example == (
        "p.example/your-school"
    )
    assert Forms(home="p.example").example == ""


def test_a_schools_forms_are_added_and_replace_none() -> None:
    """What both have stays the packaged one; where there is no packaged one, the school's stand."""
    packaged = Forms(home="p.example", account=(("/{name}", "/{name}"),))
    own = Forms(home="p.example", account=(("/{name}", "/x"), ("/t/{name}", "/t/{name}")))
    both = merged(packaged, own)
    assert both is not None
    assert (both.account, both.later) == (packaged.account, (("/t/{name}", "/t/{name}"),))
    assert (merged(None, own), merged(packaged, None)) == (own, packaged)
