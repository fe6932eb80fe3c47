"""`people`: who is in a school's record, and their way in. The host does it, and the log says so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from appendix_a.reading.case import MembershipKind, Role
from appendix_a.values.answers import day_in_words
from service.cli.exits import BadInput
from service.cli.options import DATA, AsJson, Data, School, day
from service.cli.record import as_json, opened, reading
from service.desk.cases import schools
from service.desk.office import INSTALLATION, Office
from service.desk.people import (
    erasing,
    granting,
    inviting,
    people,
    power,
    staff_changes,
    staff_plan,
)
from service.desk.people.people import NewPerson
from service.desk.people.staff_list import CellFault
from service.desk.people.staff_plan import Asked, Kind, Plan
from service.desk.refusals import Faulty, NotAllowed, NotFound
from service.desk.views import PersonView

app = typer.Typer(
    help="People of a school: list, import, export, invite, reset, confirm, erase.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
LARGEST = 2_000_000  # bytes of a staff list
Person = Annotated[str, typer.Argument(metavar="PERSON", help="Their key or e-mail address.")]


@app.command("list")
def list_(school: School, *, json_: AsJson = False, data: Data = DATA) -> None:
    """List everyone in a school's record."""
    with reading(data) as office:
        found = people.people(office, school)
    typer.echo(as_json(found) if json_ else "\n".join(map(_line, found)))


def _line(one: PersonView) -> str:
    roles = ", ".join(
        grant.role.value if grant.confirmed else f"{grant.role.value} (to be confirmed)"
        for grant in one.grants
    )
    return f"{one.key}  {one.name}  {one.email}  {one.standing.value}  {roles or 'no role'}"


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The list: CSV or XLSX.")],
    school: School,
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Apply it, and not only show it.")] = False,
    otherwise: Annotated[
        MembershipKind | None,
        typer.Option("--standing", help="What people are where the list does not say."),
    ] = None,
    others_leave: Annotated[
        date | None,
        typer.Option(
            "--others-leave",
            metavar="DATE",
            parser=day,
            help="The list is complete: everyone else leaves on this day.",
        ),
    ] = None,
    data: Data = DATA,
) -> None:
    """Show what a staff list would change; with --apply, do it: whole, or not at all."""
    content, asked = _content(file), Asked(otherwise, others_leave)
    with opened(data) if apply else reading(data) as office:
        try:
            found, _ = staff_changes.read_list(content)
        except Faulty as faulty:
            raise BadInput(f"{file}: {faulty.words}") from faulty
        plan = staff_changes.preview(office, INSTALLATION, school, found, asked)
        if plan.faults:
            raise BadInput("\n".join(_at(file, one) for one in plan.faults))
        typer.echo("\n".join(_told(plan)))
        if apply and not plan.changes_nothing:
            staff_changes.apply(office, INSTALLATION, school, found, asked, plan.digest)
            typer.echo("The list is applied.")


def _content(file: Path) -> bytes:
    with file.open("rb") as opened_file:
        content = opened_file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BadInput(f"{file}: it is larger than {LARGEST:,} bytes. A staff list is smaller.")
    return content


def _at(file: Path, one: CellFault) -> str:
    where = f", row {one.row}" if one.row else ""
    return f"{file}{where}{f', {one.column}' if one.column else ''}: {one.words}"


def _told(plan: Plan) -> Iterator[str]:
    """A line for each person who joins, changes or leaves, and how many there are of each."""
    names = {one.email: one.after.name for one in plan.steps}
    for one in plan.steps:
        if one.kind in {Kind.JOINS, Kind.CHANGES, Kind.LEAVES}:
            said = "; ".join((*staff_plan.in_words(one, names), *one.notes))
            yield f"{one.kind.label}: {one.after.name} <{one.email}>. {said}"
    yield ", ".join(f"{kind.label.lower()}: {len(plan.of(kind))}" for kind in Kind)


@app.command()
def export(school: School, data: Data = DATA) -> None:
    """Print everyone at the school as CSV, to be changed and imported again."""
    with reading(data) as office:
        typer.echo(staff_changes.export(office, school), nl=False)


@app.command()
def invite(
    school: School,
    name: Annotated[str, typer.Option("--name", help="Their name.")],
    email: Annotated[str, typer.Option("--email", help="Their e-mail address.")],
    standing: Annotated[
        MembershipKind, typer.Option("--standing", help="Their connection with the school.")
    ],
    role: Annotated[
        list[Role] | None, typer.Option("--role", help="A role; several times.")
    ] = None,
    line_manager: Annotated[
        str, typer.Option("--line-manager", metavar="PERSON", help="Their key or e-mail address.")
    ] = "",
    trained_on: Annotated[
        date | None,
        typer.Option("--trained-on", metavar="DATE", parser=day, help="Trained on (A.1.5)."),
    ] = None,
    data: Data = DATA,
) -> None:
    """Add a person with their roles. Prints a link that sets their password, once, for 24 hours."""
    new = NewPerson(name, email, standing, trained_on=trained_on)
    with opened(data) as office:
        if line_manager:
            new = replace(new, line_manager=_found(office, school, line_manager))
        key = people.add(office, INSTALLATION, school, new, role or ())
        typer.echo(_link(office, school, key))


@app.command()
def reset(person: Person, school: School, data: Data = DATA) -> None:
    """Print a link that sets a forgotten password, once, for 24 hours."""
    with opened(data) as office:
        typer.echo(_link(office, school, _found(office, school, person)))


@app.command()
def confirm(
    grant: Annotated[str, typer.Argument(metavar="GRANT", help="Its id, of “people list --json”.")],
    school: School,
    data: Data = DATA,
) -> None:
    """Confirm a role where no principal or chair is left who could. It counts after seven days."""
    with opened(data) as office:
        granting.confirm(office, INSTALLATION, school, grant)
    typer.echo(f"{grant} is confirmed. It counts after seven days, and everybody is told.")


@app.command()
def end(
    grant: Annotated[str, typer.Argument(metavar="GRANT", help="Its id, of “people list --json”.")],
    school: School,
    data: Data = DATA,
) -> None:
    """End a role where nobody is left who could confirm its end: a leader's after seven days."""
    with opened(data) as office:
        granting.end_role(office, INSTALLATION, school, grant)
        ends = granting.last_day(office, grant)
    typer.echo(
        f"{grant} ends: its last day is {day_in_words(ends)}." if ends else f"{grant} is ended."
    )


@app.command()
def erase(person: Person, school: School, data: Data = DATA) -> None:
    """Erase a person's name and address everywhere. The log stays, and still verifies."""
    with opened(data) as office:
        key = _found(office, school, person)
        with office.read() as session:
            theirs = (one.key for one in schools.schools_of(session, key, office.clock()))
            if words := next(filter(None, (power.leads(session, at, key) for at in theirs)), ""):
                raise NotAllowed(words)
        texts = erasing.erase(office, INSTALLATION, key)
    typer.echo(f"{key} is erased; {texts} texts held their name or address.")


def _link(office: Office, school: str, key: str) -> str:
    token = inviting.invite(office, INSTALLATION, school, key)
    return f"{office.origin}/set-password/{token}"


def _found(office: Office, school: str, person: str) -> str:
    """The key of a person of this school, by key or address; NotFound for anyone else."""
    typed = person.strip().casefold()
    for one in people.people(office, school):
        if typed and typed in {one.key, one.email}:  # whoever was erased has no address
            return one.key
    raise NotFound(f"Nobody of “{school}” has the key or address {person}.")
