"""The demo's school: it fills through the desk, with real steps, into every status."""

from datetime import timedelta

import pytest
from sqlmodel import select

from appendix_a.case import SiteStatus
from appendix_a.lifecycle import Status
from service.clock import demo_clock
from service.db.connect import open_database
from service.db.migrate import migrate
from service.db.tables import Entry, Proposal
from service.demo.fill import FILLED, Demo, fill
from service.demo.school import KEY, SECRET, SIGN_IN_AS
from service.desk import entrance, log
from service.desk.office import Office
from tests.service.stepping import run_all


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo, filled; where it would wait for the engine, the steps are run here."""
    folder = tmp_path_factory.mktemp("demo")
    office = Office(
        db=open_database(f"sqlite:///{folder / 'record.db'}"),
        clock=demo_clock(folder),
        hold=timedelta(0),
        checkpoints=folder.with_name(f"{folder.name}-checkpoints"),
        origin="http://127.0.0.1:8000",
        demo=True,
    )
    migrate(office.db)
    log.make_key(office)
    found = Demo(office, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.demo.fill.time.sleep", lambda _: run_all(office))
        fill(found)
    run_all(office)
    return found


def test_it_shows_a_proposal_in_every_status_that_lasts(demo: Demo) -> None:
    """All but checking and approved, which pass within seconds."""
    with demo.office.read() as session:
        found = set(session.exec(select(Proposal.status)))
    assert found == set(Status) - {Status.CHECKING, Status.APPROVED}


def test_its_register_has_sites_at_every_turn(demo: Demo) -> None:
    """Live, awaiting launch, and closed."""
    with demo.office.read() as session:
        found = set(session.exec(select(Entry.status)))
    assert found == {SiteStatus.LIVE, SiteStatus.AWAITING_LAUNCH, SiteStatus.CLOSED}


def test_its_past_is_lived_through_in_order(demo: Demo) -> None:
    """The log is whole, its times only rise, and it spans more than a year."""
    assert log.verify(demo.office, KEY) is None
    assert (demo.data / FILLED).exists()
    lines = log.lines(demo.office, KEY, limit=1000)[::-1]
    times = [line.at for line in lines]
    assert times == sorted(times)
    lived = [line.at for line in lines if line.kind != "reminded"]  # which comes due today
    assert (lived[-1] - lived[0]).days == 397


def test_everyone_who_is_named_can_sign_in(demo: Demo) -> None:
    """With the one password that the banner tells."""
    for one in SIGN_IN_AS:
        session = entrance.sign_in(demo.office, one.email, SECRET, entrance.NOTICE_VERSION)
        assert entrance.who(demo.office, session.token) is not None
