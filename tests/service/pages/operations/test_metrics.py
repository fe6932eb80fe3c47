"""The figures: what they say, how many there are, and who may read them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.access.permissions import TABLE
from service.access.watched import BOUNDS, NOWHERE, STATIC, Tally
from service.desk.office import Office
from service.desk.queue import work
from service.settings import SettingsError, load
from tests.builders import PRINCIPAL
from tests.databases import dropped
from tests.service.conftest import Keys, Web
from tests.service.journey import submitted
from tests.service.school import OPERATOR, OWN, Clock

TOKEN = "t" * 32
Samples = dict[tuple[str, ...], float]


def read(text: str) -> Samples:
    """Every series by its name and its labels' values."""
    families = text_string_to_metric_families(text)
    samples = [one for family in families for one in family.samples]
    return {
        (one.name.removeprefix("official_sites_"), *one.labels.values()): one.value
        for one in samples
    }


def figures(web: Web) -> Samples:
    answer = web.sign_in_as(OPERATOR).get("/metrics")
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/plain")
    return read(answer.text)


def test_the_figures_say_how_the_record_stands(
    web: Web, office: Office, keys: Keys, clock: Clock
) -> None:
    """A proposal, an item that waits for a minute, Prefect away for half of it."""
    submitted(office, keys)
    with office.transaction() as transaction:
        transaction.enqueue(OWN, "A", "lapse", 1)
    clock.now += timedelta(seconds=30)
    work.waiting(office, clock.now)
    clock.now += timedelta(seconds=30)
    found = figures(web)
    wanted = {
        ("well", "work"): 1, ("well", "prefect"): 0, ("well", "backup"): 0,
        ("oldest_due_age_seconds",): 60, ("prefect_wait_seconds",): 30,
        ("items", "due", "lapse"): 1, ("items", "set_aside", "lapse"): 0, ("attempts",): 0,
        ("proposals", "in_sign_off"): 1, ("proposals", "draft"): 0, ("sites", "live"): 0,
        ("last_proven_backup_timestamp_seconds",): 0,
        ("last_outcome_timestamp_seconds",): (clock.now - timedelta(minutes=1)).timestamp(),
    }  # fmt: skip
    assert {name: found.get(name) for name in wanted} == wanted


def test_answers_are_counted_by_template_and_timed(web: Web) -> None:
    """Whatever was asked for: a page, a refusal, a file, and nothing that is there."""
    browser = web.browser()
    for path in ("/register", f"/register/{OWN}", "/register/none", "/nowhere", "/static/site.css"):
        browser.get(path)
    browser.put("/register")
    found = figures(web)
    assert {name[1:]: value for name, value in found.items() if name[0] == "requests_total"} == {
        ("/register", "2xx"): 1, ("/register", "4xx"): 1, ("/register/{school}", "2xx"): 1,
        ("/register/{school}", "4xx"): 1, (NOWHERE, "4xx"): 1, (STATIC, "2xx"): 1,
        ("/sign-in", "3xx"): 1,
    }  # fmt: skip
    assert found["request_seconds_count",] == found["request_seconds_bucket", "+Inf"] == 7


@pytest.mark.parametrize(("seconds", "kept"), [(0.01, 7), (0.011, 6), (5.0, 2), (5.1, 1)])
def test_a_time_is_in_each_bucket_that_it_keeps(web: Web, seconds: float, kept: int) -> None:
    """A bound belongs to its bucket; a longer time is in the last alone."""
    browser = web.sign_in_as(OPERATOR)
    web.app.state.tally = Tally()
    web.app.state.tally.note("/register", 200, seconds)
    found = read(browser.get("/metrics").text)
    bounds = [*map(str, BOUNDS), "+Inf"]
    assert sum(found["request_seconds_bucket", one] for one in bounds) == kept


def test_there_are_at_most_500_series(web: Web) -> None:
    """When every route has answered in every way."""
    routes = {rule.path for rule in TABLE} | {NOWHERE, STATIC}
    for route in routes:
        for status in (200, 303, 404, 500):
            web.app.state.tally.note(route, status, 0.1)
    found = figures(web)
    assert len([name for name in found if name[0] == "requests_total"]) == 4 * len(routes)
    assert len(found) <= 500


def test_each_application_counts_for_itself(web: Web, web_with: Callable[..., Web]) -> None:
    """What one has answered is not in the figures of another in the same process."""
    web.browser().get("/register")
    assert ("requests_total", "/register", "2xx") not in figures(web_with())


@pytest.mark.parametrize(
    ("token", "header", "status"),
    [
        (TOKEN, f"Bearer {TOKEN}", 200), (TOKEN, "Bearer " + "u" * 32, 303), (TOKEN, TOKEN, 303),
        (TOKEN, "Bearer Zoë", 303), (TOKEN, "", 303), ("", "Bearer ", 303), ("", "", 303),
    ],
)  # fmt: skip
def test_a_monitor_shows_its_token(
    web_with: Callable[..., Web], token: str, header: str, status: int
) -> None:
    """The very token of the settings, or the sign-in; without one in the settings no token fits."""
    browser = web_with(metrics_token=token).browser()
    answer = browser.get("/metrics", headers={b"Authorization": header.encode()})
    assert answer.status_code == status


@pytest.mark.parametrize("path", ["/operator", "/log", "/people"])
def test_the_token_opens_nothing_else(web_with: Callable[..., Web], path: str) -> None:
    """Every other page asks for a person."""
    browser = web_with(metrics_token=TOKEN).browser(Authorization=f"Bearer {TOKEN}")
    assert browser.get(path).status_code == 303


def test_who_is_of_a_school_alone_is_refused(web: Web) -> None:
    """Not even its principal."""
    assert web.sign_in_as(PRINCIPAL).get("/metrics").status_code == 403


def test_a_token_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    """One character less than 32."""
    with pytest.raises(SettingsError, match="can be guessed"):
        load(tmp_path, metrics_token=TOKEN[1:])
    assert load(tmp_path, metrics_token=TOKEN).metrics_token == TOKEN


def test_without_its_record_a_process_still_says_so(
    web_with: Callable[..., Web], office: Office
) -> None:
    """The token is looked at without the record; what is known of it is that it cannot be read."""
    browser = web_with(metrics_token=TOKEN).browser(Authorization=f"Bearer {TOKEN}")
    office.db.dispose()
    dropped(office.db.url.render_as_string(hide_password=False))
    found = read(browser.get("/metrics").text)
    # SQLite begins an empty file where there is none.
    well = {"sqlite": {"database": 1, "tables": 0}, "postgresql": {"database": 0}}
    assert {name[1]: value for name, value in found.items() if name[0] == "well"} == well[
        office.db.dialect.name
    ]
    assert [name for name in found if name[0] in ("items", "proposals")] == []
