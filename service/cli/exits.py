"""How a command ends: an exit code and, where something is wrong, plain sentences on stderr."""

from collections.abc import Mapping
from enum import IntEnum

from sqlalchemy.exc import DBAPIError
from typer import Abort
from typer.exceptions import TyperException

from service.db.connect import UnsoundDatabaseError
from service.db.keys import CheckpointError
from service.desk.refusals import Faulty, NotAllowed, NotFound, Refusal
from service.settings import SettingsError


class Exit(IntEnum):
    """What a script reads (definitions, section 5)."""

    YES = 0
    NO = 1
    BAD_INPUT = 2
    NOT_ALLOWED = 3  # or not found
    UNAVAILABLE = 4


class BadInput(Exception):
    """What was typed or read cannot be used. The words say where, and what to do."""


class Unavailable(Exception):
    """The record cannot be reached now. The words say what to do."""


EXIT_OF: Mapping[type[Exception], Exit] = {
    BadInput: Exit.BAD_INPUT,
    TyperException: Exit.BAD_INPUT,
    Abort: Exit.BAD_INPUT,
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


def exit_of(error: Exception) -> Exit:
    """The exit code of an error that stands in the table."""
    return next(code for kind, code in EXIT_OF.items() if isinstance(error, kind))


def words_of(error: Exception) -> str:
    """What to tell the person at the terminal: a line for each thing that is wrong."""
    match error:
        case Faulty(faults=faults):
            return "\n".join(f"{one.field}: {one.words}" for one in faults)
        case TyperException():
            return error.format_message().replace("Value error, ", "")
        case Abort():
            return "The answers ended too early. Give them as options; --help names them."
        case DBAPIError():
            return f"The record cannot be used now: {error.orig}. Try again, or ask the operator."
        case OSError():
            return f"{error.filename or 'The system'}: {error.strerror}."
        case _:
            return str(error)
