"""`doctor --deploy`: the gravest mistakes in how an installation is set up, before others reach it.

What cannot be known from here (which host of one's own network is whose) is worth a look, and is not
refused. One engine on SQLite needs no check: `engine` refuses SQLite, and `serve` holds a lock.
"""

import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlmodel import col, select

from service.db.tables import Event
from service.desk.office import Office
from service.desk.operations import log, watching
from service.desk.operations.watching import utc_in_words
from service.settings import Settings

MOUNTS = Path("/proc/self/mountinfo")
SHARED = frozenset(
    {"9p", "afs", "beegfs", "ceph", "cifs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4",
     "ocfs2", "smb2", "smb3", "smbfs", "virtiofs"}
)  # fmt: skip
"""File systems of another machine. SQLite's locks and its shared memory do not hold on them."""
KNOWN_TO_ALL = frozenset({"admin:pass"})  # what Prefect's own manual gives as its example
CREDENTIALS = ("PREFECT_API_AUTH_STRING", "PREFECT_API_KEY")
ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
OTHERS, ANYBODY_ELSE = stat.S_IRWXO, stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Installation:
    """What is looked at: the settings and the record, this shell's environment, this machine's mounts."""

    settings: Settings
    office: Office
    environment: Mapping[str, str]
    mounts: str  # as /proc/self/mountinfo has them; empty where the system has no such file
    served: str = (
        ""  # the address at which the folder is served just now, whatever the settings say
    )


class Look(NamedTuple):
    """What a check found. What is not `grave` is worth a look, and does not fail the command."""

    well: bool
    words: str
    grave: bool = True


def _well(words: str) -> Look:
    return Look(well=True, words=words)


def _ill(words: str) -> Look:
    return Look(well=False, words=words)


def _doubtful(words: str) -> Look:
    return Look(well=False, words=words, grave=False)


def _demo(one: Installation) -> Look:
    if one.settings.demo:
        return _ill("This folder is the demo's: everyone knows its passwords. Begin with “init”.")
    return _well("This is no demo.")


def _address(one: Installation) -> Look:
    """`load` has refused what binds another address without https already."""
    origin = one.settings.public_origin
    if origin and not origin.startswith("https://"):
        return _ill(f"Browsers reach it at {origin}: passwords travel in the clear. Give https.")
    return _well(f"Browsers reach it at {one.served or one.settings.origin}.")


def _file_system(one: Installation) -> Look:
    if not _file(one):
        return _well("The record is kept by a server.")
    kind = kind_of(_file(one), one.mounts)
    if kind in SHARED or kind.startswith("fuse."):
        return _ill(
            f"The record is a SQLite file on {kind}, where its locks do not hold. Move it to a disk "
            "of this machine, or use PostgreSQL.",
        )
    return _well(f"The record is on {kind or 'a file system that this system does not name'}.")


def _checkpoints(one: Installation) -> Look:
    data, checkpoints = one.settings.data, one.settings.checkpoints
    if not checkpoints.is_dir() or data.stat().st_dev != checkpoints.stat().st_dev:
        return _well(f"Checkpoints are in {checkpoints}, on another disk than the data.")
    return _doubtful(
        f"Checkpoints are in {checkpoints}, on the same disk as the data: what takes one takes the "
        "other. Give copies to somebody else, or keep them elsewhere."
    )


def _key(one: Installation) -> Look:
    return _closed(
        log.key_file(one.office), ANYBODY_ELSE, "can sign checkpoints in your name", "600"
    )


def _log_key(one: Installation) -> Look:
    return _closed(one.office.log_key_path, ANYBODY_ELSE, "can write rows that look proven", "600")


def _folder(one: Installation) -> Look:
    folders = (one.settings.data, *([Path(file).parent] if (file := _file(one)) else []))
    found = [_closed(folder, OTHERS, "can read the record", "700") for folder in folders]
    return next((look for look in found if not look.well), found[0])


def _closed(path: Path, who: int, can: str, mode: str) -> Look:
    if not path.exists():
        return _ill(f"{path} is not there.")
    if path.stat().st_mode & who:
        return _ill(f"Others on this machine can open {path}, and so {can}: chmod {mode} {path}")
    return _well(f"{path} is closed to others.")


def _of_watch(part: str) -> Callable[[Installation], Look]:
    """What the health, the figures and the operator's page say of it too."""

    def look(one: Installation) -> Look:
        found = {part.name: part for part in watching.look(one.office)[0]}
        if part not in found:
            return _ill("The record cannot be read as it is.")
        return Look(found[part].well, found[part].words)

    return look


def _prefect(one: Installation) -> Look:
    at = urlsplit(one.settings.prefect_url)
    if not at.hostname or _is_here(at.hostname):
        return _well("Prefect's server is on this machine.")
    given = next((one.environment[name] for name in CREDENTIALS if one.environment.get(name)), "")
    if not given or given in KNOWN_TO_ALL:
        return _ill(
            f"Prefect's server at {at.hostname} takes orders from anyone: set a password there "
            "(PREFECT_SERVER_API_AUTH_STRING), and the same in PREFECT_API_AUTH_STRING here.",
        )
    return _in_the_clear(at.scheme == "https", at.hostname, "Prefect's server", "an https address")


def _database(one: Installation) -> Look:
    url = one.office.db.url
    host = str(url.host or url.query.get("host", ""))
    if not host or host.startswith("/") or _is_here(host):
        return _well("The record is on this machine.")
    mode = url.query.get("sslmode") or one.environment.get("PGSSLMODE")
    return _in_the_clear(mode in ENCRYPTED, host, "The record", "sslmode=verify-full")


def _in_the_clear(encrypted: bool, host: str, what: str, remedy: str) -> Look:  # noqa: FBT001
    if encrypted:
        return _well(f"{what} at {host} is reached over TLS.")
    words = f"{what} at {host} is reached in the clear: give {remedy}."
    if "." in host or ":" in host:
        return _ill(words)
    return _doubtful(f"{words} Leave it only where {host} is a container of this machine.")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _clock(one: Installation) -> Look:
    with one.office.read() as session:
        newest = session.exec(select(Event.at).order_by(col(Event.at).desc()).limit(1)).first()
    if newest is None or newest <= one.office.clock():
        return _well("The clock has not gone back behind the log.")
    return _ill(
        f"The newest line of the log is of {utc_in_words(newest)}, which is still to come: the clock of this "
        "machine, or of another that writes, is wrong. Let NTP set it.",
    )


def _file(one: Installation) -> str:
    url = one.office.db.url
    return url.database or "" if url.get_backend_name() == "sqlite" else ""


def kind_of(path: str, mounts: str) -> str:
    """The kind of file system that a path is on, by the lines of mountinfo; empty where none fits."""
    found = [_mount(line) for line in mounts.splitlines()]
    fitting = [
        (len(at.parts), place, kind) for place, (at, kind) in enumerate(found) if at in _above(path)
    ]
    return max(fitting, default=(0, 0, ""))[2]  # of two at one place the later one covers the other


def _mount(line: str) -> tuple[Path, str]:
    before, _, after = line.partition(" - ")
    at = re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), before.split()[4])  # \040: a space
    return Path(at), after.split()[0]


def _above(path: str) -> tuple[Path, ...]:
    whole = Path(path).resolve()
    return whole, *whole.parents


BASE: Mapping[str, Callable[[Installation], Look]] = {
    "No demo": _demo,
    "Address": _address,
    "File system": _file_system,
    "Checkpoints' disk": _checkpoints,
    "Signing key": _key,
    "Log key": _log_key,
    "Data folder": _folder,
    "Way to the record": _database,
    "Way to Prefect": _prefect,
}
"""Checks of the set-up alone."""
RECORD: Mapping[str, Callable[[Installation], Look]] = {
    "Backup": _of_watch("backup"),
    "Room": _of_watch("room"),
    "Clock": _clock,
}
"""Checks that read the record."""
