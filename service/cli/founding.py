"""`init`: begins a record, with its settings, its signing key and its first people."""

import json
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from appendix_a.platforms.addresses import AddressFault, parse
from appendix_a.platforms.places import Jurisdiction
from appendix_a.reading.case import MembershipKind, Role, School
from appendix_a.values.faults import Fault, faults
from service.cli.exits import BadInput, called
from service.cli.options import DATA, Data
from service.cli.record import SETTINGS, file_of
from service.db import copying
from service.db.keys import LOG_KEY
from service.db.migrate import migrate
from service.desk.office import INSTALLATION, Office
from service.desk.opening import open_desk
from service.desk.operations import log
from service.desk.people import people
from service.desk.people.people import NewPerson
from service.desk.refusals import Faulty, NotAllowed
from service.desk.words import email_fault, line_fault
from service.settings import Settings, load

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_KEY = 20
YOUNGEST, OLDEST = 2, 19
RECORD_THERE = "There is a record in it already, so a new one cannot be started."
HALF_THERE = "A record was started in it and not finished. If nothing in it is needed, delete it."
STOPPED = (
    "Stopped before every question was answered, so nothing was written. Start again, or give the "
    "answers as options; --help names them."
)
Answers = Mapping[str, str]
FIRST: Mapping[str, tuple[Role, MembershipKind]] = {
    "principal": (Role.PRINCIPAL, MembershipKind.EMPLOYEE),
    "chair": (Role.CHAIR, MembershipKind.GOVERNOR),
    "registrar": (Role.REGISTRAR, MembershipKind.EMPLOYEE),
    "operator": (Role.OPERATOR, MembershipKind.OTHER),
}
"""The first people of a record, as they are asked for."""


@dataclass(frozen=True)
class Question:
    """What `init` asks. `fault` says what is wrong with an answer, knowing those so far."""

    name: str
    words: str
    fault: Callable[[str, Answers], str]
    default: Callable[[Answers], str] = lambda _: ""

    @property
    def option(self) -> str:
        return f"--{self.name.replace('_', '-')}"


@dataclass(frozen=True)
class Founding:
    """A school and its first people, as they were typed."""

    key: str
    school: School
    named: Mapping[Role, NewPerson]


def _key_fault(key: str, _: Answers) -> str:
    if key == INSTALLATION:
        return f"“{INSTALLATION}” is taken. Choose another key, such as hill."
    if _KEY.fullmatch(key) and len(key) <= LONGEST_KEY:
        return ""
    return (
        "Use small letters and digits, with single hyphens between, at most "
        f"{LONGEST_KEY}, such as our-lady."
    )


def _name_fault(whose: str) -> Callable[[str, Answers], str]:
    return lambda name, _: line_fault(name) if name else f"Give the {whose} name."


def _domains_fault(domains: str, _: Answers) -> str:
    hosts = tuple(_hosts(domains))
    wrong = next((domain for domain, host in hosts if not host), None)
    if wrong is not None:
        return f"“{wrong}” is not a domain. Write it like school.example."
    return "" if hosts else "Give at least one domain, such as school.example."


def _email_fault(address: str, answers: Answers) -> str:
    if words := email_fault(address):
        return words
    others = {name: said.casefold() for name, said in answers.items() if name.endswith("_email")}
    if address.casefold() not in others.values():
        return ""
    return "Give an address of their own: whoever has one of these offices has none of the others."


def _age_fault(other: str, *, older: bool) -> Callable[[str, Answers], str]:
    def fault(age: str, answers: Answers) -> str:
        if not _is_age(age):
            return f"Give an age in whole years, from {YOUNGEST} to {OLDEST}."
        against = answers.get(other, "")
        ages = (int(against), int(age)) if _is_age(against) else (0, 0)
        right = ages == tuple(sorted(ages, reverse=not older))
        return "" if right else "The oldest pupil is younger than the youngest. Correct the age."

    return fault


def _is_age(age: str) -> bool:
    return age.isascii() and age.isdigit() and YOUNGEST <= int(age) <= OLDEST


def _slug(name: str) -> str:
    """A key that the school's name suggests: its first words, as many as fit."""
    key = ""
    for word in re.findall(r"[a-z0-9]+", name.casefold().replace("'", "").replace("’", "")):
        longer = f"{key}-{word}".strip("-")
        if len(longer) > LONGEST_KEY or word in {"primary", "school"}:
            break
        key = longer
    return key


QUESTIONS = (
    Question("school_name", "The school's name", _name_fault("school's")),
    Question(
        "school_key",
        "A short key for it, in addresses and references (a-z 0-9 -)",
        _key_fault,
        lambda answers: _slug(answers["school_name"]),
    ),
    Question("domains", "Its own domains, with commas between them", _domains_fault),
    Question("principal_name", "Principal: name", _name_fault("principal's")),
    Question("principal_email", "Principal: e-mail address", _email_fault),
    Question("chair_name", "Chair of governors: name", _name_fault("chair's")),
    Question("chair_email", "Chair of governors: e-mail address", _email_fault),
    Question("registrar_name", "Registrar (keeps people, signs nothing): name",
             _name_fault("registrar's")),
    Question("registrar_email", "Registrar: e-mail address", _email_fault),
    Question("operator_name", "Operator (runs this host, sees no school's data): name",
             _name_fault("operator's")),
    Question("operator_email", "Operator: e-mail address", _email_fault),
    Question("youngest", "Age of the youngest pupil", _age_fault("oldest", older=False),
             lambda _: "4"),
    Question("oldest", "Age of the oldest pupil", _age_fault("youngest", older=True),
             lambda _: "11"),
)  # fmt: skip
"""In the order in which they are asked."""


def _asks(name: str) -> Any:
    (one,) = (question for question in QUESTIONS if question.name == name)
    return typer.Option(one.option, help=f"{one.words}.", show_default=False)


Answer = str | None


def init(
    school_name: Annotated[Answer, _asks("school_name")] = None,
    school_key: Annotated[Answer, _asks("school_key")] = None,
    domains: Annotated[Answer, _asks("domains")] = None,
    principal_name: Annotated[Answer, _asks("principal_name")] = None,
    principal_email: Annotated[Answer, _asks("principal_email")] = None,
    chair_name: Annotated[Answer, _asks("chair_name")] = None,
    chair_email: Annotated[Answer, _asks("chair_email")] = None,
    registrar_name: Annotated[Answer, _asks("registrar_name")] = None,
    registrar_email: Annotated[Answer, _asks("registrar_email")] = None,
    operator_name: Annotated[Answer, _asks("operator_name")] = None,
    operator_email: Annotated[Answer, _asks("operator_email")] = None,
    youngest: Annotated[Answer, _asks("youngest")] = None,
    oldest: Annotated[Answer, _asks("oldest")] = None,
    jurisdiction: Annotated[Jurisdiction, typer.Option(help="Whose law holds.")] = (
        Jurisdiction.NORTHERN_IRELAND
    ),
    data: Data = DATA,
    checkpoints: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Signed checkpoints and their key, outside the data."),
    ] = None,
    host: Annotated[str | None, typer.Option(help="The address to bind (127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(help="The port to serve at (8000).")] = None,
    public_origin: Annotated[
        str | None, typer.Option(metavar="URL", help="The https address that others use.")
    ] = None,
    database_url: Annotated[
        str | None, typer.Option(metavar="URL", help="PostgreSQL, instead of a file here.")
    ] = None,
) -> None:
    """Start a school's record. You are asked for anything that you do not give as an option."""
    named = {
        "checkpoints": str(checkpoints) if checkpoints else None,
        "host": host,
        "port": port,
        "public_origin": public_origin,
        "database_url": database_url,
    }
    given = {name: value for name, value in named.items() if value is not None}
    settings = load(data, **given)
    _refuse_used_folders(settings)  # before anybody answers every question in vain
    answers = _answers(
        {
            "school_name": school_name,
            "school_key": school_key,
            "domains": domains,
            "principal_name": principal_name,
            "principal_email": principal_email,
            "chair_name": chair_name,
            "chair_email": chair_email,
            "registrar_name": registrar_name,
            "registrar_email": registrar_email,
            "operator_name": operator_name,
            "operator_email": operator_email,
            "youngest": youngest,
            "oldest": oldest,
        }
    )
    founding = _founding(answers, jurisdiction)
    with _whole(settings), _open(settings) as office:
        tokens = _begin(office, founding)
        _write(settings.data / SETTINGS, given | _whole_paths(settings, given))
    typer.echo(_done(settings, founding, tokens))


def _whole_paths(settings: Settings, given: Mapping[str, object]) -> dict[str, str]:
    """The paths among what was given, so that they mean the same wherever it is started."""
    file = file_of(settings)
    paths = {
        "checkpoints": str(settings.checkpoints),
        "database_url": f"sqlite:///{file}" if file else settings.database_url,
    }
    return {name: path for name, path in paths.items() if name in given}


def _answers(given: Mapping[str, str | None]) -> dict[str, str]:
    """Every answer, sound: what was given as options, and what is asked for the rest."""
    known = {name: value.strip() for name, value in given.items() if value is not None}
    faulty = tuple(
        Fault(one.option, words)
        for one in QUESTIONS
        if one.name in known and (words := one.fault(known[one.name], _others(known, one)))
    )
    if faulty:
        raise Faulty(faulty)
    for one in QUESTIONS:
        if one.name not in known:
            known[one.name] = _ask(one, known)
    return known


def _others(known: Answers, asked: Question) -> Answers:
    """What came before it: of two answers that do not go together the later one is said."""
    names = [one.name for one in QUESTIONS]
    before = names[: names.index(asked.name)]
    return {name: value for name, value in known.items() if name in before}


def _ask(question: Question, known: Answers) -> str:
    """Ask until the answer is sound."""

    def sound(typed: str) -> str:
        answer = typed.strip()
        if words := question.fault(answer, known):
            raise typer.BadParameter(words)
        return answer

    try:
        offered = question.default(known) or None
        return str(typer.prompt(question.words, default=offered, value_proc=sound))
    except typer.Abort as error:
        raise BadInput(f"\n{STOPPED}") from error


def _founding(answers: Answers, jurisdiction: Jurisdiction) -> Founding:
    return Founding(
        key=answers["school_key"],
        school=_school(answers, jurisdiction),
        named={
            role: NewPerson(answers[f"{who}_name"], answers[f"{who}_email"], standing)
            for who, (role, standing) in FIRST.items()
        },
    )


def _school(answers: Answers, jurisdiction: Jurisdiction) -> School:
    try:
        return School.model_validate(
            {
                "name": answers["school_name"],
                "jurisdiction": jurisdiction,
                "domains": tuple(host for _, host in _hosts(answers["domains"])),
                "pupils": {
                    "youngest": int(answers["youngest"]),
                    "oldest": int(answers["oldest"]),
                },
            }
        )
    except ValidationError as error:
        raise Faulty(faults(error, School)) from error


def _hosts(domains: str) -> Iterable[tuple[str, str]]:
    """Each domain as it was typed, with its host; empty where it is no domain."""
    for domain in domains.replace(",", " ").split():
        read = parse(domain)
        bad = isinstance(read, AddressFault) or read.path or read.query
        yield domain, "" if bad or isinstance(read, AddressFault) else read.host


def _refuse_used_folders(settings: Settings) -> None:
    begun = (settings.data / SETTINGS).exists()
    half = (settings.data / "official-sites.db").exists()
    why = RECORD_THERE if begun else HALF_THERE if half else "It holds something else."
    _refuse_used(settings.data, why)
    _refuse_used(settings.checkpoints, "Another record's checkpoints may be there.")


def _refuse_used(folder: Path, why: str) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise NotAllowed(f"{folder} is not empty. {why} Name another folder.")


@contextmanager
def _whole(settings: Settings) -> Iterator[None]:
    """Both folders with a record in them; as they were where that fails or is stopped."""
    with ExitStack() as undo:
        for folder in (settings.data, settings.checkpoints):
            undo.callback(_put_back, folder, there=folder.exists())
        if file := file_of(settings):
            undo.callback(_remove, file)
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield
        undo.pop_all()


def _put_back(folder: Path, *, there: bool) -> None:
    # What is in it is ours: it was empty.
    for one in folder.iterdir() if folder.is_dir() else ():
        one.unlink()
    if not there:
        with suppress(OSError):  # not made yet
            folder.rmdir()


def _remove(file: Path) -> None:
    for one in copying.files_of(file):
        one.unlink()


@contextmanager
def _open(settings: Settings) -> Iterator[Office]:
    office = open_desk(settings)
    try:
        if copying.holds_something(office.db):
            raise NotAllowed(
                "The database holds something already, and no record is begun over it. Name an empty "
                "one with --database-url."
            )
        yield office
    finally:
        office.db.dispose()


def _begin(office: Office, founding: Founding) -> Mapping[Role, str]:
    log.make_key(office)
    migrate(office.db)
    school = founding.school
    facts = school.model_dump(
        mode="json", include={"jurisdiction", "domains", "pupils"}, exclude_none=True
    )
    zone = school.jurisdiction.time_zone
    people.open_school(office, founding.key, school.name, facts, zone)
    tokens = people.found(office, founding.key, founding.named)
    log.sign_checkpoints(office)
    return tokens


def _write(file: Path, given: Mapping[str, str | int]) -> None:
    # A JSON text is a TOML text. Only its owner reads it: an address may hold a password.
    lines = (f"{name} = {json.dumps(value)}\n" for name, value in given.items())
    file.touch(mode=0o600)
    file.write_text("".join(("# Settings of Official Sites.\n", *lines)), encoding="utf-8")


def _done(settings: Settings, founding: Founding, tokens: Mapping[Role, str]) -> str:
    links = "".join(
        f"{founding.named[role].name} ({role.label.lower()}):\n"
        f"{settings.origin}/set-password/{token}\n"
        for role, token in tokens.items()
    )
    kept = settings.checkpoints
    where = "" if settings.data == DATA.resolve() else f" --data {shlex.quote(str(settings.data))}"
    return (
        f"The record of {founding.school.name} is in {settings.data}.\n\n"
        "Each link sets a password, once, within 24 hours, while the record is served. Give each to "
        "its person alone:\n"
        f"{links}\n"
        "Give these to somebody who does not run this service, and the checkpoints again every term:\n"
        f"{kept / 'signing.pub'}\n{kept / founding.key}.txt\n{kept / INSTALLATION}.txt\n\n"
        "Never give these away; keep one copy of each where only you can read it, apart from the "
        "backups, which do not hold them:\n"
        f"{kept / 'signing.key'}\n{kept / LOG_KEY}\n\n"
        f"Start it with:\n{called()} serve{where}"
    )
