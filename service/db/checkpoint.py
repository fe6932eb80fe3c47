"""Signed checkpoints: what a log was at one size, kept where whoever writes the log cannot reach.

The text is a C2SP signed note over a C2SP tlog-checkpoint (origin, size, root), and the name of the
key is the origin. Entries after the newest checkpoint are not covered, and whoever holds the key can
sign anew: keep copies with people who do not run the service.
"""

import fcntl
import os
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from service.db.chain import Fault, merkle_root
from service.db.keys import CheckpointError, public_key, sync_folder
from service.troubles import why

_NOTE = re.compile(
    r"(?P<body>(?P<origin>[!-*,-~]+)\n(?P<size>0|[1-9][0-9]{0,15})\n(?P<root>[A-Za-z0-9+/]{43}=)\n)"
    r"\n— (?P=origin) (?P<signature>[A-Za-z0-9+/]{91}=)\n"
)
_ORIGIN = re.compile(r"[!-*,-~]+")
_KEY_ID_BYTES = 4


class Checkpoint(NamedTuple):
    """A log's name, the number of its entries then, and its Merkle root in hex."""

    origin: str
    size: int
    root: str


def sign(key: Ed25519PrivateKey, origin: str, size: int, root: str) -> str:
    """Write the checkpoint of a log: its name (ASCII, no space, no plus), entries, root in hex."""
    if not _ORIGIN.fullmatch(origin):
        raise ValueError(
            f"{origin!r} is no name of a log. Use ASCII without spaces and plus signs."
        )
    body = f"{origin}\n{size}\n{_base64(bytes.fromhex(root))}\n"
    signature = _key_id(origin, key.public_key()) + key.sign(body.encode())
    text = f"{body}\n— {origin} {_base64(signature)}\n"
    parse(text)
    return text


def parse(text: str) -> Checkpoint:
    """Read a checkpoint without checking its signature. Raises CheckpointError for any other text."""
    return _checkpoint(_match(text))


def verify(text: str, public: str) -> Checkpoint:
    """Read a checkpoint that was signed with the key of `public` (PEM).

    Raises CheckpointError where the text is no checkpoint, was changed, or has another key.
    """
    note, key = _match(text), public_key(public)
    signature = _exact(note["signature"])
    if signature[:_KEY_ID_BYTES] != _key_id(note["origin"], key):
        raise CheckpointError(
            f"The checkpoint of {note['origin']} was signed with another key. "
            "Give the public key that belongs to it."
        )
    try:
        key.verify(signature[_KEY_ID_BYTES:], note["body"].encode())
    except InvalidSignature as error:
        raise CheckpointError(
            f"The checkpoint of {note['origin']} does not bear its signature: it was changed. "
            "Compare it with another copy."
        ) from error
    return _checkpoint(note)


def compare(checkpoint: Checkpoint, hashes: Iterable[str]) -> Fault | None:
    """Hold the hashes of a log's entries, in order, against what the checkpoint says they were.

    For a log in which `verify_chain` found no fault: together they show what a chain alone does
    not. Several entries may be at fault: `seq` is the first one missing, or the last one covered.
    """
    numbers = count()  # what `zip` has not taken from it says how many hashes there were
    covered = zip(islice(hashes, checkpoint.size), numbers, strict=False)
    root = merkle_root(leaf for leaf, _ in covered)
    entries = next(numbers)
    if entries < checkpoint.size:
        return Fault(
            entries + 1,
            f"The log ends at entry {entries}, and the checkpoint has {checkpoint.size}: "
            "the end was deleted, or an old backup was put back.",
        )
    if root != checkpoint.root:
        return Fault(
            checkpoint.size,
            f"Entries 1 to {checkpoint.size} are not those that the checkpoint was signed for: "
            "the log was rewritten.",
        )
    return None


def read_all(path: Path) -> list[str]:
    """Read the checkpoints of a file, oldest first, each as `verify` takes it.

    Raises CheckpointError with the line from which on the file holds something else.
    """
    text, position, notes = _text_of(path), 0, []
    while position < len(text):
        note = _NOTE.match(text, position)
        if note is None:
            line = text.count("\n", 0, position) + 1
            raise CheckpointError(
                f"{path} holds no whole checkpoint at line {line}. "
                "Keep the file as evidence, and start a new one."
            )
        notes.append(note[0])
        position = note.end() + text.startswith("\n", note.end())
    return notes


def append(path: Path, text: str) -> None:
    """Add a checkpoint at the end of a file, and return when it is on the disk.

    What the file holds is never rewritten: CheckpointError where it is damaged.
    """
    parse(text)
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        read_all(path)
        file.write(f"{text}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def _match(text: str) -> re.Match[str]:
    note = _NOTE.fullmatch(text)
    if note is None:
        raise CheckpointError(
            "This is no checkpoint. One has five lines: the log's name, the number of entries, the "
            "root, an empty line, and the signature. Copy it again, whole and unchanged."
        )
    return note


def _checkpoint(note: re.Match[str]) -> Checkpoint:
    return Checkpoint(note["origin"], int(note["size"]), _exact(note["root"]).hex())


def _key_id(name: str, key: Ed25519PublicKey) -> bytes:
    return sha256(name.encode() + b"\n\x01" + key.public_bytes_raw()).digest()[:_KEY_ID_BYTES]


def _base64(data: bytes) -> str:
    return b64encode(data).decode()


def _exact(text: str) -> bytes:
    data = b64decode(text)
    if _base64(data) != text:
        raise CheckpointError(
            "The checkpoint's base64 was changed in its last letter. Copy it again."
        )
    return data


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise CheckpointError(
            f"The checkpoints in {path} cannot be read: {why(error)}. Name the file that was kept, "
            "or put it back."
        ) from error
