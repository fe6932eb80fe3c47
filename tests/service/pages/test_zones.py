"""Every moment on a page is the school's own; the host's are in UTC, and say so."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import service.pages
from service.db.tables import School
from service.desk.office import Office
from service.pages.cells import moment
from tests.builders import E_SAFETY_LEAD, PRINCIPAL, TEACHER
from tests.schools import at_birchfield
from tests.service.conftest import Keys, Web
from tests.service.pages.operations.test_operator import failed
from tests.service.pages.platforms.test_platforms import record
from tests.service.school import AUDITOR, OPERATOR, OWN, Clock
from tests.service.stepping import run_all
from tests.templates.views import TEMPLATES, Page

AWAY = "1 September 2026, 08:00"
AT_HOME = re.compile(r"1 September 2026, 1[23]:00(?! UTC)")
HERE = Path(service.pages.__file__).parent
FIXED = re.compile(r"%H|%-?I:|Europe/London|\.date\(\)")
OF_A_DAY = {"platforms.py": [".date()"]}  # the day in that zone on which a row is fresh or stale


@pytest.fixture(autouse=True)
def elsewhere(office: Office) -> None:
    """The school is in New York, where it is eight in the morning at noon in UTC."""
    with office.transaction() as transaction:
        transaction.session.get_one(School, OWN).time_zone = "America/New_York"


def words(web: Web, who: str, path: str) -> str:
    answer = web.sign_in_as(who).get(path)
    assert answer.status_code == 200
    return Page(answer.text).words()


def test_a_proposal_its_record_and_the_log_have_the_time_of_the_school(
    web: Web, office: Office, keys: Keys, clock: Clock
) -> None:
    """Signatures, declarations, history, lists and log: eight in the morning, nowhere noon or one."""
    school = at_birchfield(office, keys, clock, run_all)
    ref = school.registered()
    entry = school.site(ref).key
    for who, path in (
        (TEACHER, f"/proposals/{ref}"),
        (TEACHER, "/proposals"),
        (AUDITOR, f"/sites/{entry}/record"),
        (AUDITOR, "/log"),
    ):
        told = words(web, who, path)
        assert (path, AWAY in told, AT_HOME.findall(told)) == (path, True, [])


def test_a_reading_of_a_platform_has_the_time_of_the_school(web: Web) -> None:
    """When it was recorded, on the platform's page."""
    here = "/platforms/classroom-pages"
    assert record(web, here, who=E_SAFETY_LEAD) == 303
    told = words(web, PRINCIPAL, here)
    assert (AWAY in told, AT_HOME.findall(told)) == (True, [])


def test_the_operator_reads_utc(web: Web, office: Office) -> None:
    """The host is no school's: its page says UTC, whatever the schools' zones are."""
    failed(office, "BIRCHFIELD-0007", 2)
    told = words(web, OPERATOR, "/operator")
    assert ("1 September 2026, 12:00 UTC" in told, AWAY in told) == (True, False)
    assert AT_HOME.findall(told) == []


def test_one_moment_in_two_zones() -> None:
    """The zone is the caller's to give; in UTC it is said."""
    noon = datetime(2026, 9, 1, 12, tzinfo=UTC)
    assert [moment(noon, one) for one in ("America/New_York", "Europe/London", "UTC")] == [
        AWAY, "1 September 2026, 13:00", "1 September 2026, 12:00 UTC",
    ]  # fmt: skip


def test_no_page_formats_a_moment_by_itself() -> None:
    """Neither a page nor a template names a zone or writes hours: all go through one function."""
    files = [*HERE.rglob("*.py"), *TEMPLATES.rglob("*.html")]
    found = {one.name: FIXED.findall(one.read_text()) for one in files}
    assert {name: marks for name, marks in found.items() if marks} == OF_A_DAY
