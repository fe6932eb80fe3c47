"""The keys outside the record: one signs checkpoints, its public half given away; one codes rows."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from service.troubles import why

LOG_KEY = "log.key"  # its file, beside the signing key
LOG_KEY_BYTES = 32


class CheckpointError(Exception):
    """A checkpoint or a key that cannot be used; the message says why and what to do."""


def new_key(path: Path) -> Ed25519PrivateKey:
    """Make a signing key in a file that only its owner reads (0600), whole or not at all.

    Raises CheckpointError where the file is there already: a key is never overwritten.
    """
    key = Ed25519PrivateKey.generate()
    _write(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key


def new_log_key(path: Path) -> bytes:
    """Make a log key (32 random bytes) in a file that only its owner reads, as `new_key` does."""
    key = secrets.token_bytes(LOG_KEY_BYTES)
    _write(path, f"{key.hex()}\n".encode())
    return key


def load_log_key(path: Path) -> bytes:
    """Read the log key. Raises CheckpointError where the file is missing or holds no such key."""
    try:
        found = path.stat()
        return _log_key(path, found.st_mtime_ns, found.st_size)
    except (OSError, ValueError) as error:
        raise CheckpointError(
            f"The log key {path} cannot be read: {why(error)}. Put back the copy that was kept."
        ) from error


@lru_cache(maxsize=64)
def _log_key(path: Path, _written: int, _size: int) -> bytes:
    """Read anew only when the file has changed: each act asks for it."""
    key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    if len(key) != LOG_KEY_BYTES:
        raise ValueError(f"It has {len(key)} bytes, and a log key has {LOG_KEY_BYTES}")
    return key


def _write(path: Path, text: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent) as draft:
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
        try:
            path.hardlink_to(draft.name)
        except FileExistsError as error:
            raise CheckpointError(
                f"{path} is there already, and a key is never overwritten. Use it, or move it away."
            ) from error
    sync_folder(path.parent)


def load_key(path: Path) -> Ed25519PrivateKey:
    """Read the signing key. Raises CheckpointError where the file is missing or holds no such key."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CheckpointError(
            f"The signing key {path} cannot be read: {why(error)}. Put back the copy that was kept."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise CheckpointError(
            f"{path} holds a key, but not an Ed25519 key. Give the one made here."
        )
    return key


@contextmanager
def alone_with(path: Path) -> Iterator[Ed25519PrivateKey]:
    """Hold the signing key while no other process does: several engines may share its folder."""
    with path.with_suffix(".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield load_key(path)


def public_text(key: Ed25519PrivateKey) -> str:
    """Give the public half, as PEM, for whoever checks a checkpoint."""
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode()


def public_key(public: str) -> Ed25519PublicKey:
    """Read a public key. Raises CheckpointError where the text is no Ed25519 key in PEM."""
    try:
        key = load_pem_public_key(public.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CheckpointError(
            f"The public key cannot be read: {why(error)}. Give signing.pub, whole and unchanged."
        ) from error
    if not isinstance(key, Ed25519PublicKey):
        raise CheckpointError(
            "The public key is not an Ed25519 key. Give the one shown by the service."
        )
    return key


def sync_folder(folder: Path) -> None:
    """Return when the names of a folder's files are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
