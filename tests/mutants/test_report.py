"""The report says how many were noticed, and fails where they are too few."""

import pytest

from tests.mutants.__main__ import report
from tests.mutants.trying import ROOT, modules_of, own_tests


@pytest.mark.parametrize(("noticed", "code"), [(10, 0), (9, 0), (8, 1)])
def test_fewer_than_nine_in_ten_is_a_failure(
    noticed: int, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table has a row for each module and one for all, and the exit code judges all."""
    found = {"routing": [True] * 5, "form": [True] * (noticed - 5) + [False] * (10 - noticed)}
    assert report(found) == code
    share = f"{noticed * 10}.0"
    assert capsys.readouterr().out.splitlines()[-1] == f"| **all** | 10 | {noticed} | {share} |"


def test_every_module_of_the_policy_has_tests_of_its_own() -> None:
    """No module is left to the tests of others alone."""
    assert [module for module in modules_of(ROOT) if not own_tests(module)] == []
