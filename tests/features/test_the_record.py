"""The record is checked by the command that an auditor runs, on files that somebody may have changed."""

from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from service.cli.record import opened
from service.desk.operations import log
from tests.features.test_journeys import FEATURES
from tests.service.cli.conftest import Ran, command, options
from tests.service.cli.test_audit import FLIP, RECOMPUTE, against, tamper, verify

BOUND = ("the_record",)

scenarios(*(str(FEATURES / f"{one}.feature") for one in BOUND))


@given("the record of a school, and its checkpoint kept in another place", target_fixture="data")
def the_record_of_a_school(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    assert command("init", *options(), "--data", data).exit == 0
    with opened(data) as office:
        log.sign_checkpoints(office)
        kept = log.checkpoint_file(office, "hill").read_bytes()
    (tmp_path / "kept.txt").write_bytes(kept)
    return data


@given("somebody with access to the file has changed line 3 of the log")
def a_line_was_changed(data: Path) -> None:
    tamper(data, FLIP)


@given(
    "somebody with access to the file has changed line 3 of the log, and made every later line fit"
)
def made_to_fit(data: Path) -> None:
    """By itself the chain then holds: each line gives the hash of the next."""
    tamper(data, FLIP, RECOMPUTE)
    with opened(data) as office:
        assert log.verify(office, "hill") is None


@given(parsers.parse('somebody with access to the file has given everybody the name "{name}"'))
def everybody_is_renamed(data: Path, name: str) -> None:
    """No line of the log is touched: each of them still gives its hash."""
    tamper(data, f"db.execute('UPDATE person SET name = ?', [{name!r}])")


@given(parsers.parse('somebody with access to the file has added a person with the name "{name}"'))
def a_person_is_put_in(data: Path, name: str) -> None:
    tamper(
        data,
        "db.execute('INSERT INTO person (key, name, former, created_at) VALUES (?, ?, \"[]\", ?)', "
        f"['stranger', {name!r}, '2026-09-01 12:00:00.000000'])",
    )


@when("the auditor has it checked", target_fixture="ran")
def is_checked(data: Path) -> Ran:
    return verify(command, data)


@when("the auditor has it checked against that checkpoint", target_fixture="ran")
def is_checked_against(data: Path) -> Ran:
    return verify(command, data, *against(data))


@then("the check says that it is whole")
def it_is_whole(ran: Ran) -> None:
    assert (ran.exit, ran.out.startswith("Whole: hill (")) == (0, True)


@then(parsers.parse('the check names "{said}"'))
def the_check_names(ran: Ran, said: str) -> None:
    """Among what differs; it does not end as if all were well."""
    assert (ran.exit, f"- {said} (person " in ran.out) == (1, True)


@then(parsers.parse('the check says "{said}"'))
def the_check_says(ran: Ran, said: str) -> None:
    """As its last words; it does not end as if all were well."""
    assert (ran.exit, ran.out.strip().endswith(said)) == (1, True)


@pytest.fixture
def before(data: Path) -> bytes:
    """The record as it was."""
    return (data / "official-sites.db").read_bytes()


@when("somebody begins a record in the same place", target_fixture="ran")
def begins_again(before: bytes, data: Path) -> Ran:
    return command("init", *options(), "--data", data)


@then(parsers.parse('they are told "{said}"'))
def are_told(ran: Ran, said: str) -> None:
    assert (ran.exit, ran.out) == (3, "")
    assert ran.err.endswith(f" {said}\n")


@then("the record is as it was")
def is_as_it_was(before: bytes, data: Path) -> None:
    assert (data / "official-sites.db").read_bytes() == before
