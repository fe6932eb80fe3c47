"""What a reading can end, when the next one is due, and for which sites."""

from datetime import date, timedelta
from typing import Any

import pytest

from appendix_a.platforms.catalogue import Catalogue, load, resolve
from appendix_a.platforms.readings import AHEAD, due, rows_behind, standing
from tests.builders import TODAY, a_row

READ = {"checked_on": TODAY, "checked_by": "Paul Irwin", "verified": True}
A_YEAR_AGO = date(2025, 9, 1)  # fresh through today
DOUBTED: list[tuple[str, dict[str, Any], str]] = [
    ("facebook", READ, "relied_on"),
    ("facebook", READ | {"verified": False}, "to_be_read"),
    ("facebook", {"checked_on": None}, "to_be_read"),
    ("facebook", READ | {"checked_on": A_YEAR_AGO}, "relied_on"),
    ("facebook", READ | {"checked_on": A_YEAR_AGO - timedelta(days=1)}, "to_be_read"),
    ("facebook", READ | {"status": "retired"}, "no_reading"),
    ("facebook", {"status": "renamed", "checked_on": None}, "no_reading"),
    ("mastodon-instance", READ, "no_reading"),
    ("school-website", {}, "relied_on"),
]


@pytest.mark.parametrize(("key", "changes", "stands"), DOUBTED)
def test_a_row_stands_by_what_a_reading_can_end(
    key: str, changes: dict[str, Any], stands: str
) -> None:
    """Old, unverified and unread terms can be read; a platform that has closed is none to read."""
    assert standing(a_row(key, **changes), "uk", TODAY) == stands


def test_every_packaged_row_stands_somewhere() -> None:
    """A kind of site and a closed platform need no reading; whatever else is in doubt does."""
    rows = [resolve(load(), one.key) for one in load().platforms]
    none = {one.key for one in rows if one and standing(one, "uk", TODAY) == "no_reading"}
    told = {one.key for one in rows if one and _no_provider(one.account_model, one.status)}
    assert (none, len(none) > 0) == (told, True)


def _no_provider(model: str, status: str) -> bool:
    return model == "resolve_first" or status != "active"


@pytest.mark.parametrize(
    ("before", "by"),
    [(AHEAD, "due"), (AHEAD + timedelta(days=1), None), (timedelta(0), "due"), (timedelta(-9), "due")],
)  # fmt: skip
def test_terms_are_due_thirty_days_before_their_last_day(before: timedelta, by: str | None) -> None:
    """Not a day sooner; and they stay due when that day has passed."""
    last = date(2026, 9, 1)
    wanted = due(a_row("facebook", **READ | {"checked_on": A_YEAR_AGO}), "uk", last - before)
    assert (wanted and wanted.by) == (by and last)


@pytest.mark.parametrize("changes", [READ | {"verified": False}, {"checked_on": None}])
def test_what_nobody_verified_has_no_last_day(changes: dict[str, Any]) -> None:
    """It is due, and always was."""
    wanted = due(a_row("facebook", **changes), "uk", TODAY)
    assert wanted is not None
    assert wanted.by is None


@pytest.mark.parametrize(
    ("key", "changes"),
    [("school-website", {}), ("facebook", {"status": "retired"}), ("link-shortener", {})],
)
def test_what_no_reading_mends_is_never_due(key: str, changes: dict[str, Any]) -> None:
    """The school's own, a platform that has closed, a kind of site: each unread, none to read."""
    assert due(a_row(key, checked_on=None, **changes), "uk", TODAY) is None


@pytest.mark.parametrize(
    ("platform", "address", "rows"),
    [
        ("facebook", "https://facebook.com/birchfield", ["facebook"]),
        ("threads", "https://threads.com/@birchfield", ["threads", "instagram"]),
        ("", "https://birchfieldp5.wordpress.com", ["wordpress-com"]),
        ("", "https://birchfield.example", []),
        ("", "not an address", []),
        ("nonsuch", "https://facebook.com/birchfield", []),
    ],
)
def test_a_site_depends_on_its_platform_and_its_lender(
    platform: str, address: str, rows: list[str]
) -> None:
    """A site whose platform was only named depends on the one at its address."""
    found = rows_behind(load(), platform, address)
    assert [one.key for one in found] == rows


def test_a_borrower_without_a_lender_stands_alone() -> None:
    """Control: what it borrows comes from the row that it names, and from no other."""
    alone = Catalogue(platforms=(a_row("instagram"),))
    assert [one.key for one in rows_behind(alone, "instagram", "")] == ["instagram"]
