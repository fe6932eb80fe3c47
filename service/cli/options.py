"""The options that several commands share."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer


def day(text: str) -> date:
    """Read a day. Raises typer.BadParameter for one that does not exist."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("It must be a date that exists, such as 2027-06-30.") from error


def today() -> date:
    """The day on this machine's clock and in its time zone."""
    return datetime.now().astimezone().date()


DATA = Path("data")

Data = Annotated[Path, typer.Option("--data", metavar="DIR", help="The data folder.")]
On = Annotated[
    date | None,
    typer.Option("--on", metavar="DATE", parser=day, help="The day to answer for (today)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON, for a program.")]
School = Annotated[str, typer.Option("--school", metavar="KEY", help="The school's key.")]
As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="EMAIL",
        help="The person the host acts for. The log records the act as theirs.",
    ),
]
