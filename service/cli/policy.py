"""`policy`: the school's edition as a file, and old signatures tested again."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from appendix_a.editions.edition import Adoption
from appendix_a.editions.replay import Difference
from appendix_a.values.answers import Finding, day_in_words
from service.cli import case_file
from service.cli.exits import Exit
from service.cli.options import DATA, As, AsJson, Data, School
from service.cli.record import as_json, opened, reading
from service.desk.people import people
from service.desk.policy import editions, replays
from service.desk.policy.replays import Replayed
from service.desk.refusals import Faulty

app = typer.Typer(
    help="The school's edition of the policy, as a file.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


_BARE = re.compile(r"[A-Za-z0-9_-]+")


@app.command()
def export(
    *,
    school: Annotated[
        str | None,
        typer.Option("--school", metavar="KEY", help="Whose edition (the model's own)."),
    ] = None,
    json_: AsJson = False,
    data: Data = DATA,
) -> None:
    """Print the edition in force as TOML, or with --json as JSON: what “policy import” reads."""
    if school is None:
        adoption = Adoption()
    else:
        with reading(data) as office:
            adoption = editions.current(office, school).adoption
    typer.echo(as_json(adoption.plain()) if json_ else toml(adoption), nl=json_)


@app.command("import")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="TOML or JSON; - reads it here.")],
    school: School,
    email: As,
    data: Data = DATA,
) -> None:
    """Make the edition of a file the registrar's draft, in place of what was drafted.

    The principal adopts it, in the application. A file with a fault changes nothing.
    """
    source = case_file.read(file)
    with opened(data) as office:
        actor = people.by_email(office, email)
        version = editions.draft(office, school).version
        try:
            editions.save_draft(office, actor, school, version, source.fields)
        except Faulty as faulty:
            raise source.refuse(faulty.faults) from faulty
    typer.echo(f"This is the draft of {school} now. The principal adopts it, at /edition/preview.")


@app.command()
def replay(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The proposal's reference.")],
    *,
    json_: AsJson = False,
    data: Data = DATA,
) -> Exit:
    """Test a proposal's signatures again, each on what there was when it was given.

    The edition, the terms, the people and their roles, the register and the declarations are those
    of that moment. Names, training, authorisation, the school's own particulars and a line manager
    whom the log does not name are taken as they are today. What moved between a signature and its
    counting shows as a difference.

    Exit 0 if every finding is the same, 1 with the clauses that answer differently.
    """
    with reading(data) as office:
        found = replays.replay(office, ref)
    lines = (line for one in found for line in _replayed(one))
    typer.echo(
        as_json(found)
        if json_
        else "\n".join(lines) or f"{ref}: no signature has been counted or refused yet."
    )
    return Exit.NO if any(one.differences for one in found) else Exit.YES


def _replayed(one: Replayed) -> Iterator[str]:
    differ = f"{len(one.differences)} differ" if one.differences else "every finding is the same"
    yield f"{one.step.label}, {day_in_words(one.on)}, edition {one.edition}: {differ}."
    if not one.same_code:
        yield "  The reading of the clauses has changed since."
    if not one.same_rows:
        yield "  The catalogue of platforms has changed since."
    yield from (_difference(difference) for difference in one.differences)


def _difference(one: Difference) -> str:
    number = one.finding.printed
    return f"  {number} ({one.check}): {_said(one.before)} → {_said(one.after)}"


def _said(finding: Finding | None) -> str:
    return f"{finding.answer.label.lower()}: {finding.words}" if finding else "not asked"


def toml(adoption: Adoption) -> str:
    """The edition as TOML. A clause is named by the id that never changes."""
    plain = adoption.plain()
    tables = {name: one for name, one in plain.items() if isinstance(one, dict)}
    head = _lines({name: one for name, one in plain.items() if name not in tables})
    return head + "".join(f"\n[{name}]\n{_lines(one)}" for name, one in tables.items() if one)


def _lines(table: Mapping[str, Any]) -> str:
    return "".join(f"{_key(name)} = {_value(one)}\n" for name, one in table.items())


def _value(value: Any) -> str:
    match value:
        case dict():
            return (
                f"{{{', '.join(f'{_key(name)} = {_value(one)}' for name, one in value.items())}}}"
            )
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case _:  # words, numbers, yes and no are written as in JSON
            return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)
