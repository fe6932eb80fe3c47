"""What the system or the database refuses, in one sentence with what to do."""

import errno
from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError

_ROOM = "Free some space, then try again."
_LESS = "Close other programs, then try again."
_LOCKED = (
    "It can only be read there. Name a folder that can be written, or let this disk be written."
)
_MADE = "Make that folder, or name another one."
ADVICE: Mapping[int, str] = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: _ROOM,
    errno.EAGAIN: _LESS,
    errno.ENOMEM: _LESS,
    errno.EMFILE: _LESS,
    errno.ENFILE: _LESS,
    errno.EROFS: _LOCKED,
    errno.ENOENT: _MADE,
    errno.ENOTDIR: "A file is where a folder is needed. Move it away, or name another folder.",
    errno.EISDIR: "A folder is where a file is needed. Move it away, or name another one.",
    errno.EEXIST: "Something is there already. Move it away, or name another one.",
    errno.ENAMETOOLONG: "Name a shorter one.",
    errno.ELOOP: "Its links lead in a circle. Name the folder itself.",
    errno.EIO: "The disk does not answer as it should. Look at the disk, and keep what is on it.",
}
RIGHTS = "Give this user the right to it, or name another folder."


def cannot_be_used(error: OSError | DBAPIError, otherwise: str = "This cannot be done now") -> str:
    """What cannot be used, why, and what to do; `otherwise` where the system names no file."""
    if isinstance(error, DBAPIError):
        return f"The record cannot be used now: {error.orig}. Try again, or ask the operator."
    what = f"{error.filename} cannot be used" if error.filename else otherwise
    advice = ADVICE.get(error.errno or 0, RIGHTS)
    return f"{what}: {error.strerror or error}. {advice}"


def why(error: Exception) -> str:
    """Why something cannot be read, to stand in a sentence: no codes, and no library's advice."""
    match error:
        case OSError():
            return str(error.strerror or error).lower()
        case UnicodeDecodeError():
            return "it is not text in UTF-8"
        case _:
            return "it does not hold what it should"
