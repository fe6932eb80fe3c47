"""`init`: begins a record, with its settings, its signing key and its first two people."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from appendix_a.addresses import AddressFault, parse
from appendix_a.case import School, Standing
from appendix_a.faults import Fault, faults
from appendix_a.places import Jurisdiction
from service.cli.options import DATA, Data
from service.cli.record import SETTINGS
from service.db.migrate import migrate
from service.desk import log, people
from service.desk.office import INSTALLATION, Office, open_office
from service.desk.people import NewPerson
from service.desk.refusals import Faulty, NotAllowed
from service.desk.words import email_fault, line_fault
from service.settings import Settings, load

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_KEY = 20
RECORD_THERE = "There is a record in it already, and no record is begun anew."


@dataclass(frozen=True)
class Founding:
    """A school and its first two people, as they were typed."""

    key: str
    school: School
    registrar: NewPerson
    operator: NewPerson


def _asks(option: str, question: str) -> Any:
    return typer.Option(option, prompt=question, help=f"{question}.")


def init(
    school_key: Annotated[str, _asks("--school-key", "A short key for the school, a-z 0-9 -")],
    school_name: Annotated[str, _asks("--school-name", "The school's name")],
    domains: Annotated[str, _asks("--domains", "Its own domains, with commas between them")],
    registrar_name: Annotated[str, _asks("--registrar-name", "Registrar (keeps people): name")],
    registrar_email: Annotated[str, _asks("--registrar-email", "Registrar: e-mail address")],
    operator_name: Annotated[str, _asks("--operator-name", "Operator (runs this host): name")],
    operator_email: Annotated[str, _asks("--operator-email", "Operator: e-mail address")],
    youngest: Annotated[int, _asks("--youngest", "Age of the youngest pupil")] = 4,
    oldest: Annotated[int, _asks("--oldest", "Age of the oldest pupil")] = 11,
    jurisdiction: Annotated[Jurisdiction, typer.Option(help="Whose law holds.")] = (
        Jurisdiction.NORTHERN_IRELAND
    ),
    data: Data = DATA,
    checkpoints: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Signed checkpoints and their key, outside the data."),
    ] = None,
    public_origin: Annotated[
        str | None, typer.Option(metavar="URL", help="The https address that others use.")
    ] = None,
    database_url: Annotated[
        str | None, typer.Option(metavar="URL", help="PostgreSQL, instead of a file here.")
    ] = None,
) -> None:
    """Begin a school's record. What is not given as an option is asked."""
    founding = Founding(
        key=school_key.strip(),
        school=_school(school_name, domains, youngest, oldest, jurisdiction),
        registrar=NewPerson(registrar_name.strip(), registrar_email.strip(), Standing.EMPLOYEE),
        operator=NewPerson(operator_name.strip(), operator_email.strip(), Standing.OTHER),
    )
    _refuse_unusable(founding)
    named = {
        "checkpoints": str(checkpoints.expanduser().resolve()) if checkpoints else None,
        "public_origin": public_origin,
        "database_url": database_url,
    }
    given = {name: value for name, value in named.items() if value is not None}
    settings = load(data, **given)
    begun = (settings.data / SETTINGS).exists()
    _refuse_used(settings.data, RECORD_THERE if begun else "It holds something else.")
    _refuse_used(settings.checkpoints, "Another record's checkpoints may be there.")
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    office = open_office(settings)
    try:
        tokens = _begin(office, founding)
    finally:
        office.db.dispose()
    _write(settings.data / SETTINGS, given)
    typer.echo(_done(settings, founding, tokens))


def _school(
    name: str, domains: str, youngest: int, oldest: int, jurisdiction: Jurisdiction
) -> School:
    try:
        return School.model_validate(
            {
                "name": name,
                "jurisdiction": jurisdiction,
                "domains": tuple(_hosts(domains.replace(",", " ").split())),
                "pupils": {"youngest": youngest, "oldest": oldest},
            }
        )
    except ValidationError as error:
        raise Faulty(faults(error, School)) from error


def _hosts(domains: Iterable[str]) -> Iterable[str]:
    for domain in domains:
        read = parse(domain)
        if isinstance(read, AddressFault) or read.path or read.query:
            words = f"“{domain}” is not a domain. Write it like school.example."
            raise Faulty((Fault("domains", words),))
        yield read.host


def _refuse_unusable(founding: Founding) -> None:
    key, registrar, operator = founding.key, founding.registrar, founding.operator
    wrong = {
        "school-key": "Use small letters and digits, with single hyphens between, at most "
        f"{LONGEST_KEY}; “{INSTALLATION}” is taken."
        if not _KEY.fullmatch(key) or len(key) > LONGEST_KEY or key == INSTALLATION
        else "",
        "school-name": "" if founding.school.name else "Give the school's name.",
        "registrar-name": line_fault(registrar.name)
        if registrar.name
        else "Give the registrar's name.",
        "operator-name": line_fault(operator.name)
        if operator.name
        else "Give the operator's name.",
        "registrar-email": email_fault(registrar.email),
        "operator-email": email_fault(operator.email)
        or (
            "Give another address than the registrar's: the operator sees no school's data."
            if operator.email.casefold() == registrar.email.casefold()
            else ""
        ),
    }
    found = tuple(Fault(f"--{field}", words) for field, words in wrong.items() if words)
    if found:
        raise Faulty(found)


def _refuse_used(folder: Path, why: str) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise NotAllowed(f"{folder} is not empty. {why} Name another folder.")


def _begin(office: Office, founding: Founding) -> tuple[str, str]:
    log.make_key(office)
    migrate(office.db)
    school = founding.school
    facts = school.model_dump(
        mode="json", include={"jurisdiction", "domains", "pupils"}, exclude_none=True
    )
    zone = school.jurisdiction.time_zone
    people.open_school(office, founding.key, school.name, facts, zone)
    tokens = people.found(office, founding.key, founding.registrar, founding.operator)
    log.sign_checkpoints(office)
    return tokens


def _write(file: Path, given: Mapping[str, str]) -> None:
    # A JSON text is a TOML text. Only its owner reads it: an address may hold a password.
    lines = (f"{name} = {json.dumps(value)}\n" for name, value in given.items())
    file.touch(mode=0o600)
    file.write_text("".join(("# Settings of Official Sites.\n", *lines)), encoding="utf-8")


def _done(settings: Settings, founding: Founding, tokens: tuple[str, str]) -> str:
    registrar, operator = (f"{settings.origin}/set-password/{token}" for token in tokens)
    return (
        f"The record of {founding.school.name} is in {settings.data}.\n"
        f"Signed checkpoints and their key are in {settings.checkpoints}: "
        "give copies to somebody else.\n"
        "Each of these links sets a password, once, within 24 hours:\n"
        f"  {founding.registrar.name} (registrar)  {registrar}\n"
        f"  {founding.operator.name} (operator)  {operator}\n"
        "Start it with “official-sites serve”."
    )
