"""Two schools with a person for every role, built once with the desk, as their registrars would."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from sqlmodel import select

from appendix_a.reading.case import MembershipKind, Role
from service.db.migrate import migrate
from service.db.tables import Credential, Person
from service.desk.notices.telling import tell
from service.desk.office import Office
from service.desk.operations import log
from service.desk.people import granting, people
from service.desk.people.people import NewPerson
from tests.builders import PEOPLE, PRINCIPAL, TODAY, TRAINED
from tests.databases import fresh, opened

OWN, OTHER = "birchfield", "oakfield"
NAMES = {OWN: "Birchfield Integrated Primary School", OTHER: "Oakfield Primary School"}
AUDITOR, REGISTRAR, MEMBER = "una.reid", "ivy.shaw", "ben.lowe"
OPERATOR = "otis.park"
ORIGIN = "http://127.0.0.1:8000"
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
PASSWORD = "heron puddle lantern"
# Argon2 reads its cost from the hash: this one is checked in a millisecond.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
ROLES: Mapping[str, tuple[Role, ...]] = {
    **{name: tuple(sorted(one.roles)) for name, one in PEOPLE.items()},
    AUDITOR: (Role.AUDITOR,),
    MEMBER: (),
}
"""Everyone but the registrar and the operator, whom the host names."""


@dataclass
class Clock:
    """The record's time: noon of the builders' day, until a test moves it."""

    now: datetime = field(default=NOON)

    def __call__(self) -> datetime:
        return self.now


def an_office(folder: Path, url: str = "", **changes: Any) -> Office:
    """Open the record at this address, else the one in the folder; the hold is over at once."""
    given: dict[str, Any] = {
        "db": opened(url or fresh("sqlite", folder)),
        "clock": Clock(),
        "hold": timedelta(0),
        "checkpoints": folder / "checkpoints",
        "origin": ORIGIN,
        "tells": tell,
    }
    return Office(**given | changes)


def build(folder: Path, url: str = "") -> dict[tuple[str, str], str]:
    """Make the record with both schools; gives everyone's key by school and name."""
    office = an_office(folder, url)
    migrate(office.db)
    log.make_key(office)
    for school in (OWN, OTHER):
        _school(office, school)
    with office.transaction() as transaction:
        everyone = transaction.session.exec(select(Person)).all()
        for one in everyone:
            row = transaction.session.get(Credential, one.key) or Credential(person=one.key)
            row.password_hash = CHEAP
            transaction.session.add(row)
        keys = {_place(one.email or ""): one.key for one in everyone}
    office.db.dispose()
    return keys


def email(school: str, name: str) -> str:
    return f"{name}@{school}.example"


def _place(address: str) -> tuple[str, str]:
    name, _, host = address.partition("@")
    return host.removesuffix(".example"), name


def _new(school: str, name: str, standing: MembershipKind = MembershipKind.EMPLOYEE) -> NewPerson:
    shown = PEOPLE[name].name if name in PEOPLE else name.replace(".", " ").title()
    return NewPerson(shown, email(school, name), standing, trained_on=_trained(standing))


def _trained(standing: MembershipKind) -> date | None:
    return TRAINED if standing is MembershipKind.EMPLOYEE else None


def _school(office: Office, school: str) -> None:
    facts: dict[str, object] = {
        "domains": [f"{school}.example"],
        "pupils": {"youngest": 4, "oldest": 11},
    }
    people.open_school(office, school, NAMES[school], facts)
    first = {Role.REGISTRAR: _new(school, REGISTRAR), Role.OPERATOR: _new(school, OPERATOR)}
    people.found(office, school, first)
    keys = {one.email.split("@")[0]: one.key for one in people.people(office, school)}
    registrar = keys[REGISTRAR]
    for name in ROLES:
        standing = PEOPLE[name].standing if name in PEOPLE else MembershipKind.EMPLOYEE
        keys[name] = people.add(office, registrar, school, _new(school, name, standing))
    _tie(office, school, keys)
    _grant(office, school, keys)


def _tie(office: Office, school: str, keys: dict[str, str]) -> None:
    for name, one in PEOPLE.items():
        if one.line_manager:
            manager = keys[one.line_manager]
            tied = NewPerson("", "", one.standing, manager, trained_on=_trained(one.standing))
            people.change(office, keys[REGISTRAR], school, keys[name], tied, None)


def _grant(office: Office, school: str, keys: dict[str, str]) -> None:
    for name in sorted(ROLES, key=lambda one: one != PRINCIPAL):
        for role in ROLES[name]:
            granting.grant(office, keys[REGISTRAR], school, keys[name], role)
    for person in people.people(office, school):
        for grant in person.grants:
            if not grant.confirmed:
                granting.confirm(office, keys[PRINCIPAL], school, grant.id)
