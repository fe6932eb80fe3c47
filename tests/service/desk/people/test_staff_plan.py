"""What a staff list would change is worked out before anything is done, and what is wrong stops it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from appendix_a.reading.case import MembershipKind, Role
from service.desk.people import sheets, staff_list
from service.desk.people.staff_plan import (
    _STAFF,
    Asked,
    Granting,
    Kind,
    Known,
    Plan,
    Record,
    Tie,
    compare,
    in_words,
)

TODAY, BEGAN = date(2026, 9, 1), date(2025, 9, 1)
HEADS = "Name,E-mail,What they are,Line manager,Roles,From,Until"
TIE = Tie("", MembershipKind.EMPLOYEE, "", frozenset(), BEGAN, None)


def known(name: str, *roles: Role, manager: str = "", **tie: Any) -> Known:
    """A person of the record: their address is their first name."""
    changes = {"name": name, "roles": frozenset(roles), "manager": manager} | tie
    address = email(name)
    return Known(address.split("@")[0], address, replace(TIE, **changes))


def email(name: str) -> str:
    """The address of somebody in these tests."""
    return f"{name.split(maxsplit=1)[0].lower()}@x.example"


IVY = known("Ivy Shaw", Role.REGISTRAR)
HART = known("Niamh Hart", Role.PRINCIPAL, Role.STAFF)
ADA = known("Ada Byrne", Role.STAFF, manager=email("Niamh"))
BOB = known("Bob Burke", Role.STAFF)
EVERYONE = (IVY, HART, ADA, BOB)


def record(*people: Known, **changes: Any) -> Record:
    """A record with these people, or with the four; Ivy Shaw asks."""
    by_address = {one.email: one for one in people or EVERYONE}
    return replace(Record(TODAY, by_address, IVY.key), **changes)


def plan(*rows: str, of: Record | None = None, heads: str = HEADS, **asked: Any) -> Plan:
    """What a list of these rows would change."""
    found = staff_list.read(sheets.read("\n".join((heads, *rows)).encode()))
    return compare(of or record(), found, Asked(**asked))


def kinds(of: Plan) -> dict[str, Kind]:
    """What happens to whom, by the first name."""
    return {one.email.split("@")[0]: one.kind for one in of.steps}


def faults(*rows: str, of: Record | None = None, **asked: Any) -> list[tuple[str, str]]:
    """Column and words of each fault."""
    return [(one.column, one.words) for one in plan(*rows, of=of, **asked).faults]


AS_THEY_ARE = (
    "Ivy Shaw,ivy@x.example,Employee,,Registrar,2025-09-01,",
    "Niamh Hart,niamh@x.example,Employee,,Principal; Staff,2025-09-01,",
    "Ada Byrne,ada@x.example,Employee,niamh@x.example,Staff,2025-09-01,",
    "Bob Burke,bob@x.example,Employee,,Staff,2025-09-01,",
)


def test_a_list_of_what_is_changes_nothing() -> None:
    """Everyone is as before, whichever columns the list has."""
    short = plan(*(",".join(row.split(",")[:2]) for row in AS_THEY_ARE), heads="Name,E-mail")
    for one in (plan(*AS_THEY_ARE), short):
        assert (one.changes_nothing, one.faults, one.grants) == (True, (), ())
        assert set(kinds(one).values()) == {Kind.SAME}


def test_joiners_changes_and_those_who_are_not_in_the_list_are_told_apart() -> None:
    """Nobody leaves by not being in a list that is not said to be complete."""
    found = plan("Eve Quinn,eve@x.example,Governor,Ada Byrne,Governor,,",
                 "Ada Byrne-Low,ada@x.example,,none,Staff; Brand owner,,30/06/2027")  # fmt: skip
    assert found.faults == ()
    assert kinds(found) == {
        "eve": Kind.JOINS, "ada": Kind.CHANGES,
        "ivy": Kind.ABSENT, "niamh": Kind.ABSENT, "bob": Kind.ABSENT,
    }  # fmt: skip
    names = {email("Niamh"): "Niamh Hart", email("Ada"): "Ada Byrne"}
    [joins, changes] = (in_words(found.of(one)[0], names) for one in (Kind.JOINS, Kind.CHANGES))
    assert joins == (
        "Connection with the school: Governor", "Line manager: Ada Byrne",
        "Roles: Governor", "From: 1 September 2026",
    )  # fmt: skip
    assert changes == (
        "Name: Ada Byrne → Ada Byrne-Low", "Line manager: Niamh Hart → none",
        "Roles: Staff → Staff, Brand owner", "Until: none → 30 June 2027",
    )  # fmt: skip


def test_everyone_else_leaves_where_the_list_is_complete() -> None:
    """On the day that is given; whoever leaves sooner anyway is left alone."""
    going = known("Una Reid", until_on=date(2026, 9, 3))
    found = plan(*AS_THEY_ARE[:3], of=record(*EVERYONE, going), last_day=date(2026, 9, 5))
    assert (kinds(found)["bob"], kinds(found)["una"]) == (Kind.LEAVES, Kind.ABSENT)
    assert [(one.email, one.after.until_on) for one in found.of(Kind.LEAVES)] == [
        (BOB.email, date(2026, 9, 5))
    ]
    assert found.faults == ()


def test_nobody_takes_themselves_out() -> None:
    """Neither by a complete list without themselves, nor by a last day, nor by losing the role."""
    gone = faults(*AS_THEY_ARE[1:], last_day=TODAY)
    last = faults("Ivy Shaw,ivy@x.example,,,,,30/06/2027")
    role = faults("Ivy Shaw,ivy@x.example,,,none,,")
    assert [one[0][1].split(",")[0].split(".")[0] for one in (gone, last, role)] == [
        "You are not in this list yourself",
        "You cannot change your own last day by a list",
        "You cannot take the registrar's role from yourself",
    ]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("Ivy Shaw,ivy@x.example,,,Registrar; Auditor,,", "Roles", "You cannot give yourself"),
        ("Bob Burke,bob@x.example,,bob@x.example,,,", "Line manager", "A person cannot be their"),
        ("Bob Burke,bob@x.example,,ivy@x.example,,,", "Line manager", "A registrar does not sign,"),
        ("Bob Burke,bob@x.example,,zed@x.example,,,", "Line manager", "Nobody in the list or in"),
        ("Bob Burke,bob@x.example,,Zed Moon,,,", "Line manager", "Nobody in the list or in"),
        ("Bob Burke,bob@x.example,,,Operator,,", "Roles", "The operator is named on the host"),
        ("Niamh Hart,niamh@x.example,,,Principal;Registrar,,", "Roles", "A registrar cannot hold"),
        ("Bob Burke,bob@x.example,,,,,01/01/2025", "Until", "They are in the record from 1 Sept"),
        ("Eve Quinn,eve@x.example,,,,,", "Connection with the school", "The list does not say"),
    ],
)
def test_what_no_registrar_may_do_one_by_one_no_list_does(
    row: str, column: str, words: str
) -> None:
    """The fault names the column, and the same words are said as on the person's page."""
    [(where, said)] = faults(row)
    assert (where, said[: len(words)]) == (column, words)


def test_a_registrar_manages_nobody_whichever_row_says_so() -> None:
    """One row makes Bob Burke a registrar, another one's manager: the list as a whole is wrong."""
    rows = ("Bob Burke,bob@x.example,,,Registrar,,", "Ada Byrne,ada@x.example,,Bob Burke,,,")
    assert [column for column, _ in faults(*rows)] == ["Roles", "Line manager"]
    assert faults(rows[0]) == faults(rows[1]) == []


def test_a_manager_may_be_in_the_list_alone_and_two_of_one_name_are_asked_apart() -> None:
    """A name is found in the list as in the record; where it means two people, no one is guessed."""
    eve = "Eve Quinn,eve@x.example,Employee,,Staff,,"
    under = "Bob Burke,bob@x.example,,Eve  QUINN,,,"
    found = plan(under, eve)
    assert (found.faults, found.of(Kind.CHANGES)[0].after.manager) == ((), "eve@x.example")
    [(_, words)] = faults(under, eve, eve.replace("eve@", "eve.quinn@"))
    assert words == "2 people are called “Eve QUINN”. Give the address of the one you mean."


@pytest.mark.parametrize(
    "written", ["Hart, Niamh", "Mrs Hart", "Mrs N. Hart", "N Hart", "Dr. Niamh Hart", "hart"]
)
def test_a_manager_is_known_as_schools_write_names(written: str) -> None:
    """Surname first, with a title, with an initial; the preview names whom it found."""
    found = plan(f'Bob Burke,bob@x.example,,"{written}",,,')
    assert (found.faults, found.of(Kind.CHANGES)[0].after.manager) == ((), email("Niamh"))


def test_whoever_has_only_a_governors_roles_is_a_governor() -> None:
    """Though what people are where the list does not say is something else; who teaches too is that."""
    rows = (
        "Ruth Adair,ruth@x.example,,,Chair of governors; Governor,,",
        "Eve Quinn,eve@x.example,,,Governor; Staff,,",
    )
    joins = plan(*rows, otherwise=MembershipKind.EMPLOYEE).of(Kind.JOINS)
    assert [one.after.standing for one in joins] == [
        MembershipKind.GOVERNOR, MembershipKind.EMPLOYEE,
    ]  # fmt: skip


def test_two_whom_a_short_name_means_are_asked_apart_and_a_stranger_is_quoted() -> None:
    """Nobody is guessed; and the manager stays who it was until the list is mended."""
    two = record(*EVERYONE, known("Nora Hart", Role.STAFF))
    [fault] = plan("Ada Byrne,ada@x.example,,N Hart,,,", of=two).faults
    assert fault.words == "2 people are called “N Hart”. Give the address of the one you mean."
    lost = plan("Ada Byrne,ada@x.example,,Mr Smith,,,")
    assert [one.words for one in lost.faults] == [
        "Nobody in the list or in the record is called “Mr Smith”. Give their address instead."
    ]
    [same] = [one for one in lost.steps if one.email == ADA.email]
    assert same.after.manager == ADA.tie.manager


def test_training_is_changed_by_a_list_that_speaks_of_it() -> None:
    """And shown in words before it is done."""
    heads = "Name,E-mail,Trained on"
    found = plan("Bob Burke,bob@x.example,20/08/2026", heads=heads)
    [step] = found.of(Kind.CHANGES)
    assert in_words(step, {}) == ("Trained on: none → 20 August 2026",)
    trained = record(known("Bob Burke", Role.STAFF, trained_on=date(2026, 8, 20)))
    assert plan("Bob Burke,bob@x.example,", heads=heads, of=trained).changes_nothing


def test_a_manager_who_leaves_by_the_list_is_nobodys() -> None:
    """Nor is one who left before; whoever had them already is not asked again."""
    rows = (*AS_THEY_ARE[:2], "Ada Byrne,ada@x.example,Employee,Bob Burke,Staff,,")
    [(column, words)] = faults(*rows, last_day=TODAY)
    assert (column, words.split(".")[0]) == (
        "Line manager", "This line manager is not at the school any more",
    )  # fmt: skip
    left = record(IVY, HART, replace(BOB, tie=replace(BOB.tie, until_on=date(2026, 8, 31))),
                  known("Ada Byrne", manager=BOB.email))  # fmt: skip
    assert faults("Ada Byrne,ada@x.example,,bob@x.example,,,", of=left) == []


def test_who_is_back_is_back() -> None:
    """Somebody who left is taken up again; a leaver of the list who never was here is not added."""
    left = replace(BOB, tie=replace(BOB.tie, until_on=date(2026, 6, 30)))
    found = plan("Bob Burke,bob@x.example,,,,,", "Old Tom,tom@x.example,,,,,30/06/2025",
                 of=record(IVY, HART, left))  # fmt: skip
    [bob, tom] = found.steps[:2]
    assert (bob.kind, bob.after.until_on, bob.notes) == (
        Kind.CHANGES, None, ("Was at the school before, and is back.",),
    )  # fmt: skip
    assert (tom.kind, tom.notes, found.faults) == (
        Kind.SAME, ("Not added: left on 30 June 2025.",), (),
    )  # fmt: skip


def test_a_joiner_begins_today_or_later() -> None:
    """The record does not say that somebody was in it before they were."""
    rows = [f"Eve,eve@x.example,Employee,,,{day}," for day in ("", "2015-09-01", "2026-09-21")]
    found = [plan(row).of(Kind.JOINS)[0].after.from_on for row in rows]
    assert found == [TODAY, TODAY, date(2026, 9, 21)]


def test_the_name_of_somebody_who_is_elsewhere_too_stays() -> None:
    """It is not one school's to change; the row says so, and is no fault."""
    shared = replace(BOB, elsewhere=True)
    found = plan("Robert Burke,bob@x.example,,,,,", of=record(IVY, shared))
    [bob] = found.of(Kind.SAME)
    assert (bob.after.name, bob.notes) == ("Bob Burke", (
        "Stays “Bob Burke”: belongs to another school, or to the host, too.",
    ))  # fmt: skip


def test_a_new_address_of_a_known_name_is_pointed_at() -> None:
    """For it makes a second person of somebody who may be the same."""
    found = plan("Bob Burke,b.burke@x.example,Employee,,Staff,,")
    [joins] = found.of(Kind.JOINS)
    assert [note.split(".")[0] for note in joins.notes] == [
        "The record has somebody of this name with the address bob@x"
    ]


@pytest.mark.parametrize(
    ("cells", "roles"),
    [
        ("Employee,,", {Role.STAFF}),
        ("Employee,,none", set()),
        ("Employee,,Brand owner", {Role.BRAND_OWNER}),
        ("Governor,,", set()),
    ],
)
def test_an_employee_who_joins_can_propose(cells: str, roles: set[Role]) -> None:
    """Where the list says nothing of roles; what it says counts, and nobody else gets any."""
    [joins] = plan(f"Eve Quinn,eve@x.example,{cells},,").of(Kind.JOINS)
    assert (set(joins.after.roles), _STAFF in joins.notes) == (roles, roles == {Role.STAFF})


def test_what_people_are_may_be_said_for_all_who_join() -> None:
    """Of those who are there already nothing is changed by it."""
    found = plan("Eve Quinn,eve@x.example,,,,,", "Bob Burke,bob@x.example,,,,,",
                 otherwise=MembershipKind.CONTRACTOR)  # fmt: skip
    assert (found.faults, [one.after.standing for one in found.steps[:2]]) == (
        (), [MembershipKind.CONTRACTOR, MembershipKind.EMPLOYEE],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("led", "waits"), [(True, [True, True, False]), (False, [False, True, False])]
)
def test_grave_roles_wait_for_a_second_person(led: bool, waits: list[bool]) -> None:
    """As they do one by one; in a school's first list the principal alone counts at once."""
    rows = (
        "Bob Burke,bob@x.example,,,Staff;Auditor,,",
        "Eve,eve@x.example,Employee,,Principal;Staff,,",
    )
    found = plan(*rows, of=record(IVY, BOB, led=led))
    roles = (("eve", Role.PRINCIPAL), ("bob", Role.AUDITOR), ("eve", Role.STAFF))
    assert found.grants == tuple(
        Granting(f"{who}@x.example", role, one)
        for (who, role), one in zip(roles, waits, strict=True)
    )
    assert found.steps[0].notes == ("Waits until the principal or the chair confirms it: Auditor.",)


def test_another_plan_has_another_digest() -> None:
    """Whatever differs: a row, the record, the day of those who leave, who has led."""
    plans = (
        plan(*AS_THEY_ARE),
        plan(*AS_THEY_ARE[:3]),
        plan(*AS_THEY_ARE[:3], last_day=TODAY),
        plan(*AS_THEY_ARE[:3], last_day=date(2026, 9, 2)),
        plan(*AS_THEY_ARE, of=record(IVY, HART, ADA)),
        plan(*AS_THEY_ARE, of=record(IVY, HART, ADA, known("Bob Burke"))),
    )
    assert len({one.digest for one in plans}) == len(plans)
    assert plan(*AS_THEY_ARE).digest == plans[0].digest
