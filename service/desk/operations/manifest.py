"""What a backup says of itself: its files with their digests, and where each log ended."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from service.db import files
from service.db.chain import canonical
from service.desk.refusals import Refusal

NAME = "manifest.json"
FORM = 1


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mark(_Part):
    """A file's size in bytes and its SHA-256."""

    bytes: int
    sha256: str


class Head(_Part):
    """The newest line of a log, and when it was written."""

    seq: int
    hash: str
    at: datetime


class Manifest(_Part):
    """The whole backup in words. `revision` is the form of its tables."""

    form: Literal[1] = 1
    written_at: datetime
    revision: str
    heads: Mapping[str, Head]
    files: Mapping[str, Mark]

    @property
    def digest(self) -> str:
        """SHA-256 of what the manifest says, and so of every file and log in the backup."""
        return sha256(canonical(self.model_dump(mode="json"))).hexdigest()

    @property
    def size(self) -> int:
        """The size of all files, in bytes."""
        return sum(one.bytes for one in self.files.values())


def mark(file: Path) -> Mark:
    """One file's size and digest."""
    return Mark(bytes=file.stat().st_size, sha256=files.digest(file))


def marks(folder: Path) -> dict[str, Mark]:
    """Every file of a folder, by its path in it."""
    there = (one for one in sorted(folder.rglob("*")) if one.is_file())
    return {str(one.relative_to(folder)): mark(one) for one in there}


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into its backup, with its own digest."""
    said = manifest.model_dump(mode="json") | {"sha256": manifest.digest}
    files.write(folder / NAME, json.dumps(said, indent=2).encode())


def read(folder: Path) -> Manifest:
    """The manifest of a backup in which every file is the one that was written.

    Raises Refusal where it is damaged, or newer code wrote it.
    """
    manifest = _manifest(folder)
    for name, written in manifest.files.items():
        file = folder / name
        if not file.is_file() or mark(file) != written:
            raise Refusal(damaged(folder, name))
    return manifest


def _manifest(folder: Path) -> Manifest:
    file = folder / NAME
    if not file.is_file():
        raise Refusal(f"{folder} is no backup: it has no {NAME}. Name the folder of one backup.")
    try:
        said = json.loads(file.read_bytes())
        digest = said.pop("sha256")
        if said["form"] != FORM:
            raise Refusal(
                f"{folder} was written by another version of Official Sites: its form is "
                f"{said['form']}, and this one reads {FORM}. Install that version."
            )
        manifest = Manifest.model_validate(said)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise Refusal(damaged(folder, NAME)) from error
    if manifest.digest != digest:
        raise Refusal(damaged(folder, NAME))
    return manifest


def damaged(folder: Path, name: str) -> str:
    """That a file of a backup is not what was written, in words."""
    return (
        f"The backup {folder} is damaged: {name} is not what was written. Restore another backup."
    )
