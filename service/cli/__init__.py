"""`official-sites`: the command line."""

import signal
import sys
from collections.abc import Sequence

import typer

from service.cli import (
    acting,
    address,
    audit,
    backup,
    check,
    doctor,
    founding,
    mail,
    members,
    policy,
    register,
    running,
)
from service.cli.exits import EXIT_OF, NAME, as_called, exit_of, words_of

app = typer.Typer(
    name=NAME,
    help="The register and approval workflow for a school's official sites.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    running.serve,
    running.web,
    running.engine,
    running.migrate,
    founding.init,
    running.demo,
    check.check,
    check.schema,
    address.address,
    acting.propose,
    acting.decide,
    backup.backup,
    backup.restore,
    doctor.doctor,
):
    app.command()(command)
for name, group in (
    ("register", register.app),
    ("audit", audit.app),
    ("people", members.app),
    ("mail", mail.app),
    ("policy", policy.app),
):
    app.add_typer(group, name=name)


def main() -> None:
    """The console script."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # “| head” ends it quietly
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command; gives its exit code. What the world did wrong is one sentence on stderr."""
    try:
        return int(app(list(arguments), prog_name=NAME, standalone_mode=False) or 0)
    except tuple(EXIT_OF) as error:
        typer.echo(as_called(words_of(error)), err=True)
        return exit_of(error)
