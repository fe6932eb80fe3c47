"""A PostgreSQL of the system, in a folder of its own: Prefect needs its extension pg_trgm."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.machines.parts import MissingError, Part

PACKAGED = "/usr/lib/postgresql"  # where Debian keeps its programs, a folder for each version
OWNER = "postgres"  # whom root becomes: the server refuses to run as root
DATABASES = Path(__file__).parents[2] / "docs" / "operations" / "databases.sql"


def cluster(folder: Path, port: int) -> Part:
    """Make an empty cluster; gives the part that serves it. MissingError where it is not installed."""
    home = folder / "postgres"
    home.mkdir()
    if os.geteuid() == 0:
        owner = pwd.getpwnam(OWNER)
        os.chown(home, owner.pw_uid, owner.pw_gid)
        folder.chmod(0o755)
    made = [*_as_owner(), str(_program("initdb")), "--auth=trust", "-U", "postgres"]
    subprocess.run([*made, "-D", str(home / "data")], check=True, stdout=subprocess.DEVNULL)
    serve = [str(_program("postgres")), "-D", str(home / "data"), "-p", str(port), "-k", str(home)]
    return Part("postgres", [*_as_owner(), *serve], os.environ, folder / "postgres.log", port)


def make_databases(port: int) -> None:
    """Run the statements that compose.yaml gives the server on its first day."""
    psql = [str(_program("psql")), "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-q"]
    subprocess.run([*psql, "-v", "ON_ERROR_STOP=1", "-f", str(DATABASES)], check=True)


def _as_owner() -> Sequence[str]:
    return ("runuser", "-u", OWNER, "--") if os.geteuid() == 0 else ()


def _program(name: str) -> Path:
    packaged = sorted(Path(PACKAGED).glob(f"*/bin/{name}"), key=_version)
    found = packaged[-1] if packaged else shutil.which(name)
    if found is None:
        raise MissingError(
            "The record and Prefect need a PostgreSQL with its extensions. Install it (on Debian "
            "and Ubuntu: apt install postgresql), then run this again."
        )
    return Path(found)


def _version(program: Path) -> int:
    return int(program.parts[-3])
