"""`people`: who is in the record, their links, and what erasing leaves."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from service.cli.options import today
from service.cli.record import opened
from service.db.tables import Grant
from service.desk.operations import log
from service.desk.people import granting, signing_in
from tests.service.cli.conftest import Run

INVITE = ["--school", "hill", "--name", "Aoife Kerr", "--standing", "employee", "--role", "staff"]
EMAIL = "a.kerr@hill.example"


@pytest.fixture
def invited(run: Run, data: Path) -> str:
    """The link of a teacher who was just added."""
    ran = run("people", "invite", *INVITE, "--email", EMAIL, "--data", data)
    assert ran.exit == 0, ran.err
    return ran.out.strip()


def token(link: str) -> str:
    return link.rpartition("/")[2]


def test_an_invitation_is_a_link_that_works(data: Path, invited: str) -> None:
    """The link sets the password of the new person, who then signs in."""
    with opened(data) as office:
        signing_in.use_link(office, token(invited), "three unrelated lanterns")
        signed = signing_in.sign_in(office, EMAIL, "three unrelated lanterns", "")
        visitor = signing_in.who(office, signed.token)
    assert visitor is not None
    assert (visitor.name, visitor.schools) == ("Aoife Kerr", {"hill": "Hill Primary School"})


def test_everybody_is_listed_by_name(run: Run, data: Path, invited: str) -> None:
    """The list holds the school's people with their roles; the operator is of no school."""
    ran = run("people", "list", "--school", "hill", "--data", data)
    assert [line.split("  ")[1:] for line in ran.out.splitlines()] == [
        ["Aoife Kerr", EMAIL, "employee", "staff"],
        ["Niamh Hart", "principal@hill.example", "employee", "principal, staff"],
        ["Orla Beggs", "office@hill.example", "employee", "registrar"],
        ["Ruth Adair", "chair@hill.example", "governor", "chair_of_governors, governor"],
    ]


STAFF = (
    "Name,E-mail,Kind,Line manager,Roles\n"
    "Conor Daly,c.daly@hill.example,Employee,,Vice principal\n"
    "Emma Walsh,e.walsh@hill.example,Employee,Conor Daly,Staff\n"
)


def test_a_staff_list_is_shown_and_applied_when_it_is_said(run: Run, data: Path) -> None:
    """Without --apply nothing is done; done once, there is nothing more to do."""
    file = data.with_name("staff.csv")
    file.write_text(STAFF, encoding="utf-8")
    command = ("people", "import", file, "--school", "hill", "--data", data)
    shown, before = run(*command), run("people", "export", "--school", "hill", "--data", data)
    applied, again = run(*command, "--apply"), run(*command, "--apply")
    assert [one.exit for one in (shown, applied, again)] == [0, 0, 0]
    assert shown.out.splitlines()[-1] == (
        "joins: 2, changes: 0, leaves: 0, not in the list: 3, as before: 0"
    )
    assert "Emma Walsh" not in before.out
    assert applied.out == shown.out + "The list is applied.\n"
    assert again.out == "joins: 0, changes: 0, leaves: 0, not in the list: 3, as before: 2\n"


def test_what_is_exported_is_imported_without_a_change(run: Run, data: Path, invited: str) -> None:
    """Name, address, connection, manager, roles and days, all as they are."""
    file = data.with_name("staff.csv")
    file.write_text(run("people", "export", "--school", "hill", "--data", data).out, "utf-8")
    ran = run("people", "import", file, "--school", "hill", "--data", data)
    assert ran.out == "joins: 0, changes: 0, leaves: 0, not in the list: 0, as before: 4\n"


def test_a_list_with_faults_is_refused_by_row_and_column(run: Run, data: Path) -> None:
    """A line for each, and nothing of the list is done."""
    file = data.with_name("staff.csv")
    file.write_text(STAFF.replace("Staff", "Cook").replace("Conor Daly,c", ",c"), "utf-8")
    ran = run("people", "import", file, "--school", "hill", "--data", data, "--apply")
    assert (ran.exit, [line.split(":")[0] for line in ran.err.splitlines()]) == (2, [
        f"{file}, row 2, Name", f"{file}, row 3, Roles", f"{file}, row 3, Line manager",
    ])  # fmt: skip
    file.write_bytes(b"%PDF")
    ran = run("people", "import", file, "--school", "hill", "--data", data)
    assert (ran.exit, ran.err[: len(f"{file}: This is a PDF")]) == (2, f"{file}: This is a PDF")


def test_training_is_recorded_with_the_invitation(run: Run, data: Path, invited: str) -> None:
    """The day is in the person's record; a day that does not exist is refused."""
    who = ["--name", "Emma Walsh", "--email", "e@hill.example", "--standing", "employee"]
    invite = ("people", "invite", "--school", "hill", *who, "--data", data, "--trained-on")
    refused = run(*invite, "2026-02-30")
    assert (refused.exit, run(*invite, "2026-08-27").exit) == (2, 0)
    listed = json.loads(run("people", "list", "--school", "hill", "--json", "--data", data).out)
    assert {one["name"]: one["trained_on"] for one in listed} == {
        "Aoife Kerr": None,
        "Emma Walsh": "2026-08-27",
        "Niamh Hart": None,
        "Orla Beggs": None,
        "Ruth Adair": None,
    }


VICE = ["--name", "Conor Daly", "--email", "c@hill.example", "--standing", "employee"]


def test_a_role_that_needs_confirming_says_so(run: Run, data: Path) -> None:
    """The host names the first principal and chair; what it gives later waits for one of them."""
    run("people", "invite", "--school", "hill", *VICE, "--role", "vice_principal", "--data", data)
    out = run("people", "list", "--school", "hill", "--data", data).out
    assert [line.split("  ")[4] for line in out.splitlines()] == [
        "vice_principal (to be confirmed)",
        "principal, staff",
        "registrar",
        "chair_of_governors, governor",
    ]


def test_the_host_confirms_where_nobody_else_can(run: Run, data: Path) -> None:
    """While there is a principal or a chair it is refused; when both have ended, it is done."""
    run("people", "invite", "--school", "hill", *VICE, "--role", "principal", "--data", data)
    waits = roles(run, data, "Conor Daly")[0]["id"]
    confirm = ("people", "confirm", waits, "--school", "hill", "--data", data)
    refused = run(*confirm)
    assert (refused.exit, refused.err.partition(",")[0]) == (
        3, "Only the principal or the chair can confirm this role",
    )  # fmt: skip
    ended = [
        run("people", "end", one["id"], "--school", "hill", "--data", data).out.split()[1]
        for name in ("Niamh Hart", "Ruth Adair")
        for one in roles(run, data, name)
    ]
    assert ended == ["ends:", "is", "ends:", "is"]  # of a leader's role the last day lies ahead
    assert run(*confirm).exit == 3
    over(data)
    assert run(*confirm).exit == 0
    given = roles(run, data, "Conor Daly")[0]
    assert (given["confirmed"], given["from_on"] > today().isoformat()) == (True, True)


def over(data: Path) -> None:
    """The seven days have passed in which a leader's role ends."""
    with opened(data) as office, office.transaction() as transaction:
        for grant in transaction.session.exec(select(Grant)):
            if grant.until_on:
                grant.until_on -= granting.BY_HOST_AFTER
                transaction.session.add(grant)


def roles(run: Run, data: Path, name: str) -> list[dict[str, Any]]:
    found = json.loads(run("people", "list", "--school", "hill", "--json", "--data", data).out)
    return next(list(one["grants"]) for one in found if one["name"] == name)


def test_a_reset_is_another_link_and_the_first_stops_working(
    run: Run, data: Path, invited: str
) -> None:
    """A forgotten password is set by a new link; the older one is dead."""
    ran = run("people", "reset", EMAIL, "--school", "hill", "--data", data)
    with opened(data) as office:
        works = [signing_in.link_works(office, token(one)) for one in (invited, ran.out.strip())]
    assert works == [False, True]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["invite", *INVITE, "--email", "a.kerr"], 2, "email: Give an e-mail address, such as a.teacher@school.example."),
        (["invite", *INVITE, "--name", "x" * 201, "--email", "x@hill.example"], 2, "name: This is 201 characters long. Shorten it to 200."),
        (["invite", *INVITE, "--email", EMAIL], 2, "email: Somebody with this address is in the record already."),
        (["invite", *INVITE, "--email", "x@hill.example", "--line-manager", "boss"], 3, "Nobody of “hill” has the key or address boss."),
        (["reset", "boss", "--school", "hill"], 3, "Nobody of “hill” has the key or address boss."),
        (["reset", "host@trust.example", "--school", "hill"], 3, "Nobody of “hill” has the key or address host@trust.example."),
        (["confirm", "nothing", "--school", "hill"], 3, "There is nothing at this address."),
        (["erase", " ", "--school", "hill"], 3, "Nobody of “hill” has the key or address  ."),
        (["invite", *INVITE, "--email", "Aoife Kerr <x@hill.example>"], 2, "email: Give an e-mail address, such as a.teacher@school.example."),
        (["erase", EMAIL, "--school", "vale"], 3, "There is nothing at this address."),
        (["list", "--school", "vale"], 3, "There is nothing at this address."),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(
    run: Run, data: Path, invited: str, arguments: list[str], code: int, said: str
) -> None:
    """Bad input is 2, nobody there is 3, in one sentence."""
    ran = run("people", *arguments, "--data", data)
    assert (ran.exit, ran.out, ran.err.strip()) == (code, "", said)


def test_erasing_takes_the_name_and_leaves_the_log_whole(
    run: Run, data: Path, invited: str
) -> None:
    """No byte of the data folder holds the name or the address any more, and the log verifies."""
    listed = json.loads(run("people", "list", "--school", "hill", "--json", "--data", data).out)
    key = next(one["key"] for one in listed if one["email"] == EMAIL)
    before = held(data)
    ran = run("people", "erase", EMAIL, "--school", "hill", "--data", data)
    assert ran.exit == 0, ran.err
    assert ran.out == f"{key} is erased; 0 texts held their name or address.\n"
    assert (before, held(data)) == (True, False)
    with opened(data) as office:
        assert log.verify(office, "hill") is None


def held(data: Path) -> bool:
    content = b"".join(one.read_bytes() for one in data.rglob("*") if one.is_file())
    return b"Aoife Kerr" in content or EMAIL.encode() in content


def test_an_invitation_with_a_role_that_cannot_be_given_adds_nobody(
    run: Run, data: Path, invited: str
) -> None:
    """The same invitation without it is taken afterwards."""
    who = ["--name", "Emma Walsh", "--email", "e@hill.example", "--standing", "employee"]
    invite = ("people", "invite", "--school", "hill", *who, "--data", data)
    refused = run(*invite, "--role", "operator")
    assert (refused.exit, refused.out) == (3, "")
    assert run(*invite, "--role", "staff").exit == 0


def test_nobody_is_found_by_the_address_that_an_erased_person_has_no_more(
    run: Run, data: Path, invited: str
) -> None:
    """An empty address is nobody's; by the key the erasure can be completed again."""
    key = next(
        one["key"]
        for one in json.loads(
            run("people", "list", "--school", "hill", "--json", "--data", data).out
        )
        if one["email"] == EMAIL
    )
    assert run("people", "erase", EMAIL, "--school", "hill", "--data", data).exit == 0
    found = [
        run("people", "erase", one, "--school", "hill", "--data", data).exit
        for one in ("", EMAIL, f" {key.upper()} ")
    ]
    assert found == [3, 3, 0]
