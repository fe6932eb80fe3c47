"""`address`: what an address is, without any record."""

import json
from typing import Annotated

import typer

from appendix_a.platforms.catalogue import load
from appendix_a.platforms.identity import Identity, Kind, identify, plain
from service.cli.options import AsJson

WORDS = {
    Kind.ACCOUNT: "an account",
    Kind.PAGE: "a page of an account",
    Kind.LEADS_ELSEWHERE: "leads elsewhere",
    Kind.NOT_AN_ACCOUNT: "not an account",
    Kind.SITE: "a site",
    Kind.UNREADABLE: "unreadable",
    Kind.UNKNOWN_FORM: "of an unknown form",
}


def address(
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...", show_default=False)],
    *,
    json_: AsJson = False,
) -> None:
    """Say what an address is: an account, a page of one, a site, or something else.

    Reads it with the packaged catalogue alone. Two addresses with one key are one site.
    """
    found = [(one, identify(load(), one)) for one in addresses]
    if json_:
        typer.echo(json.dumps([plain(*one) for one in found], ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_line(*one) for one in found))


def _line(asked: str, identity: Identity) -> str:
    called = load().row(identity.platform)
    where = f", {called.called}" if called else ""
    says = identity.sentence or identity.canonical
    return f"{asked}\n  {WORDS[identity.kind].capitalize()}{where}: {says}"
