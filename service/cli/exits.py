"""How a command ends: an exit code and, where something is wrong, plain sentences on stderr."""

import shlex
import shutil
import sys
from collections.abc import Mapping
from enum import IntEnum
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from typer import Abort
from typer.exceptions import TyperException

from service.db.connect import UnsoundDatabaseError
from service.db.keys import CheckpointError
from service.desk.refusals import Faulty, NotAllowed, NotFound, Refusal
from service.settings import SettingsError
from service.troubles import cannot_be_used

NAME = "official-sites"


class Exit(IntEnum):
    """What a script reads (docs/definitions.md, “Commands”)."""

    YES = 0
    NO = 1
    BAD_INPUT = 2
    NOT_ALLOWED = 3  # or not found
    UNAVAILABLE = 4
    STOPPED = 130  # as a shell says it of Ctrl-C


class BadInput(Exception):
    """What was typed or read cannot be used. The words say where, and what to do."""


class Unavailable(Exception):
    """The record cannot be reached now. The words say what to do."""


EXIT_OF: Mapping[type[BaseException], Exit] = {
    BadInput: Exit.BAD_INPUT,
    TyperException: Exit.BAD_INPUT,
    Abort: Exit.STOPPED,
    KeyboardInterrupt: Exit.STOPPED,
    SettingsError: Exit.BAD_INPUT,
    CheckpointError: Exit.BAD_INPUT,
    Faulty: Exit.BAD_INPUT,
    NotFound: Exit.NOT_ALLOWED,
    NotAllowed: Exit.NOT_ALLOWED,
    Refusal: Exit.NO,
    Unavailable: Exit.UNAVAILABLE,
    UnsoundDatabaseError: Exit.UNAVAILABLE,
    DBAPIError: Exit.UNAVAILABLE,
    OSError: Exit.UNAVAILABLE,
}
"""Every error that is the world's and not ours; the first kind that fits decides."""


def exit_of(error: BaseException) -> Exit:
    """The exit code of an error that stands in the table."""
    return next(code for kind, code in EXIT_OF.items() if isinstance(error, kind))


def words_of(error: BaseException) -> str:
    """What to tell the person at the terminal: a line for each thing that is wrong."""
    match error:
        case Faulty(faults=faults):
            return "\n".join(f"{one.field}: {one.words}" for one in faults)
        case TyperException():
            return error.format_message().replace("Value error, ", "")
        case Abort() | KeyboardInterrupt():
            return "Stopped before it was done."
        case DBAPIError() | OSError():
            return cannot_be_used(error)
        case _:
            return str(error)


def as_called(words: str) -> str:
    """The words with every command as it works at this terminal."""
    return words.replace(f"“{NAME} ", f"“{called()} ")


def called() -> str:
    """How this program is called: by its name where the shell finds it, else as it was typed."""
    typed = Path(sys.argv[0])
    if typed.name != NAME:
        return NAME
    found = shutil.which(NAME)
    known = found is not None and Path(found).resolve() == typed.resolve()
    return NAME if known else shlex.quote(str(typed))
