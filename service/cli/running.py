"""`serve`, `web`, `engine` and `demo`: each becomes another program, with the settings at hand.

They run by themselves, so that the command line imports neither the pages nor Prefect. `migrate`
goes before `web` and `engine`.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from service.cli.exits import BadInput, Exit, Unavailable
from service.cli.options import DATA, Data
from service.cli.record import SETTINGS, opened, refuse_absent, settings_of
from service.db.at_rest import in_use
from service.desk.opening import open_desk
from service.desk.operations import starting
from service.desk.refusals import NotAllowed
from service.settings import Settings, load

SUPERVISOR = "service.supervisor"
DEMO = "service.demo"

Host = Annotated[str | None, typer.Option("--host", help="The address to bind (127.0.0.1).")]
Port = Annotated[int | None, typer.Option("--port", help="The port (8000).")]
Origin = Annotated[
    str | None,
    typer.Option("--public-origin", metavar="URL", help="The https address that others use."),
]
Prefect = Annotated[
    str | None,
    typer.Option("--prefect-url", metavar="URL", help="A Prefect server elsewhere: its /api."),
]

Verbose = Annotated[
    bool, typer.Option("--verbose", help="Show every line of the journal here, not in a file.")
]

Fresh = Annotated[
    bool,
    typer.Option("--fresh", help="Start again from the beginning. Everything done so far is lost."),
]
Pool = Annotated[
    str | None,
    typer.Option("--work-pool", metavar="NAME", help="A Prefect work pool for heavy sweeps."),
]
Worker = Annotated[
    bool, typer.Option("--worker", help="Be a worker of the work pool, and no engine.")
]


def become(module: str, *arguments: str, settings: Settings) -> NoReturn:
    """Replace this process by `python -m module`, with these settings."""
    sys.stdout.flush()
    command = [sys.executable, "-m", module, *arguments]
    os.execve(sys.executable, command, os.environ | settings.to_env())  # noqa: S606 - our own


def serve(
    data: Data = DATA,
    host: Host = None,
    port: Port = None,
    public_origin: Origin = None,
    prefect_url: Prefect = None,
    work_pool: Pool = None,
    verbose: Verbose = False,  # noqa: FBT002 - typer makes a flag of it
) -> None:
    """Serve a school: the pages, a Prefect server of its own, and the engine."""
    settings = _real(
        data,
        host=host,
        port=port,
        public_origin=public_origin,
        prefect_url=prefect_url,
        work_pool=work_pool,
        verbose=verbose,
    )
    if settings.work_pool:
        _refuse_one_machine(settings, "A work pool")
    become(SUPERVISOR, settings=settings)


def web(
    data: Data = DATA, host: Host = None, port: Port = None, public_origin: Origin = None
) -> None:
    """Serve the pages alone, where the engine runs on another machine."""
    settings = _real(data, host=host, port=port, public_origin=public_origin)
    with opened(data):
        become(SUPERVISOR, "web", settings=settings)


def engine(
    data: Data = DATA,
    prefect_url: Prefect = None,
    work_pool: Pool = None,
    worker: Worker = False,  # noqa: FBT002 - typer makes a flag of it
) -> None:
    """Run the engine alone, with PostgreSQL and a Prefect server elsewhere."""
    settings = _real(data, prefect_url=prefect_url, work_pool=work_pool)
    _refuse_one_machine(settings, "An engine by itself")
    if worker and not settings.work_pool:
        raise BadInput("A worker needs a work pool. Name it with --work-pool.")
    with opened(data):
        become(SUPERVISOR, "engine", *(["worker"] if worker else []), settings=settings)


def _refuse_one_machine(settings: Settings, what: str) -> None:
    if settings.database_url.startswith("sqlite"):
        raise BadInput(
            f"{what} is for a record in PostgreSQL. This one is in SQLite: "
            "“official-sites serve” runs its engine, and there may be one only."
        )
    if not settings.prefect_url:
        raise BadInput(f"{what} needs a Prefect server. Name it with --prefect-url.")


def migrate(data: Data = DATA) -> Exit:
    """Look at the record and give its tables the newest form; nobody may be using it.

    `serve` does it by itself. Where web and engine run apart, it is done before they start.
    """
    settings = settings_of(data)
    refuse_absent(settings)
    office = open_desk(settings)
    with in_use(office.db) as changed:  # it notes what it leaves, as everybody does
        if changed:
            raise Unavailable(changed)
        starting.bring_up_to_date(office)
    typer.echo("The record's tables have the form that this version of Official Sites knows.")
    return Exit.YES


def demo(
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Its folder.")] = Path("demo"),
    port: Port = None,
    verbose: Verbose = False,  # noqa: FBT002 - typer makes a flag of it
    fresh: Fresh = False,  # noqa: FBT002 - typer makes a flag of it
) -> Exit:
    """Show an invented school that fills up as you watch. For this machine only."""
    settings = load(data, port=port, demo=True, verbose=verbose)
    _refuse_real(settings)
    become(DEMO, *(["fresh"] if fresh else []), settings=settings)


def _real(data: Path, **given: str | int | None) -> Settings:
    """A school's settings; NotAllowed for the demo's folder."""
    settings = settings_of(data, **given)
    if settings.demo:
        raise NotAllowed(f"{data} belongs to the demo. Name another folder with --data.")
    refuse_absent(settings)
    return settings


def _refuse_real(settings: Settings) -> None:
    # The demo begins its folders anew: it may have only what is empty, or was its own.
    own = (settings.data / SETTINGS).exists() and load(settings.data).demo
    for folder in () if own else (settings.data, settings.checkpoints):
        if folder.exists() and any(folder.iterdir()):
            raise NotAllowed(f"{folder} is not empty. Name another folder with --data.")
