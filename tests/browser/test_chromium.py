"""Without Chromium these tests are reported as not run, and where it is required they fail."""

import pytest

from tests.browser.chromium import INSTALL, NOT_RUN, demanded


@pytest.mark.parametrize("required", [True, False])
def test_where_there_is_one_it_is_used(required: bool) -> None:
    """Its path is given, whether or not it is required."""
    assert demanded("/usr/bin/chromium", required=required) == "/usr/bin/chromium"


def test_without_one_a_test_is_reported_as_not_run() -> None:
    """The reason is in pytest's summary, and `make test` still succeeds."""
    with pytest.raises(pytest.skip.Exception) as said:
        demanded(None, required=False)
    assert said.value.msg == NOT_RUN == "not run: no Chromium on this machine"


def test_where_it_is_required_a_test_fails() -> None:
    """REQUIRE_BROWSER=1 lets nothing pass unseen, and says how Chromium is installed."""
    with pytest.raises(pytest.fail.Exception) as said:
        demanded(None, required=True)
    assert said.value.msg == INSTALL
    assert "apt-get install chromium" in INSTALL
