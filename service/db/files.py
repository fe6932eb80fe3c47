"""Files that are whole on the disk, and readable by their owner alone."""

import os
import shutil
from hashlib import file_digest
from pathlib import Path

from service.db.keys import sync_folder


def sync(file: Path) -> None:
    """Return when a file's bytes and its name are on the disk."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
    sync_folder(file.parent)


def write(file: Path, data: bytes) -> None:
    """Write a new file (0600), and return when it is on the disk. FileExistsError where it is there."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=False)
    file.write_bytes(data)
    sync(file)


def copy(source: Path, target: Path) -> None:
    """Copy a file's bytes to a new one (0600) that is on the disk."""
    target.touch(mode=0o600, exist_ok=False)
    shutil.copyfile(source, target)
    sync(target)


def digest(file: Path) -> str:
    """SHA-256 of a file, in hex."""
    with file.open("rb") as handle:
        return file_digest(handle, "sha256").hexdigest()
