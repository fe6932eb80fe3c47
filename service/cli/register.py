"""`register`: what is sanctioned, and whether an address is a school's."""

from dataclasses import asdict
from typing import Annotated

import typer

from service.cli.exits import BadInput, Exit
from service.cli.options import DATA, AsJson, Data, On, School
from service.cli.record import as_json, reading
from service.desk.register import listing
from service.desk.register.official import official
from service.desk.views import Site

app = typer.Typer(
    help="List the sanctioned sites, or check whether an address is official.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("list")
def list_(school: School, *, on: On = None, json_: AsJson = False, data: Data = DATA) -> None:
    """List every site that was sanctioned on a day."""
    with reading(data) as office:
        found = listing.sites_on(office, school, on)
    typer.echo(as_json(found) if json_ else "\n".join(map(_line, found)) or "No site.")


def _line(site: Site) -> str:
    until = f", until {site.valid_until}" if site.valid_until else ""
    return (
        f"{site.key}  {site.status.label}, since {site.since}{until}  {site.title}  {site.address}"
    )


@app.command()
def check(
    address: Annotated[str, typer.Argument(metavar="ADDRESS")],
    *,
    json_: AsJson = False,
    data: Data = DATA,
) -> Exit:
    """Is this address a school's official site? Exit 0 yes, 1 no."""
    with reading(data) as office:
        found = official(office, address)
    if not found.address:
        raise BadInput(" ".join((found.words, *found.advice)))
    typer.echo(as_json({**asdict(found), "answer": found.answer}) if json_ else found.words)
    return Exit.YES if found.answer else Exit.NO
