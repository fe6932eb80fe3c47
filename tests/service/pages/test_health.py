"""Whether the process lives and can answer, without a word more."""

from pathlib import Path

from service.desk import work
from service.desk.office import Office
from tests.service.conftest import Web


def test_a_working_service_is_live_and_ready(web: Web) -> None:
    """Both answers in one word."""
    found = [web.browser().get(f"/health/{one}") for one in ("live", "ready")]
    assert [(one.status_code, one.text) for one in found] == [(200, "live\n"), (200, "ready\n")]


def test_waiting_for_prefect_is_no_fault_of_the_pages(web: Web, office: Office) -> None:
    """People go on while the checks wait."""
    work.waiting(office, office.clock())
    assert web.browser().get("/health/ready").status_code == 200


def test_without_its_record_a_service_lives_but_is_not_ready(
    web: Web, office: Office, tmp_path: Path
) -> None:
    """The negative: the database is gone."""
    office.db.dispose()
    for file in (tmp_path / "data").glob("record.db*"):
        file.unlink()
    found = [web.browser().get(f"/health/{one}") for one in ("live", "ready")]
    assert [(one.status_code, one.text) for one in found] == [(200, "live\n"), (503, "not ready\n")]
