"""Signed checkpoints: their text, their key, their file, and the attacks that only they show."""

import stat
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from service.db.chain import EventLine, Fault, merkle_root, verify_chain
from service.db.checkpoint import Checkpoint, append, compare, parse, read_all, sign, verify
from service.db.keys import CheckpointError, load_key, new_key, public_text
from tests.service.db import logs
from tests.service.db.logs import Attack, and_recompute, log

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = public_text(KEY)
ORIGIN = "sites.example.org/hill"
ROOT = merkle_root(line.hash for line in log(30))
TEXT = sign(KEY, ORIGIN, 30, ROOT)


def first_fault(lines: list[EventLine], checkpoint: Checkpoint) -> Fault | None:
    return verify_chain(lines) or compare(checkpoint, (line.hash for line in lines))


@pytest.mark.parametrize(
    ("attack", "chain_shows", "checkpoint_shows"),
    [
        (logs.nothing, False, False),
        (logs.flip, True, True),
        (logs.insert, True, True),
        (logs.delete_middle, True, True),
        (logs.swap, True, True),
        (logs.truncate, False, True),
        (logs.old_backup_and_on, False, True),
        (logs.recomputed, False, False),
        (and_recompute(logs.flip), False, True),
        (and_recompute(logs.insert), False, True),
        (and_recompute(logs.delete_middle), False, True),
        (and_recompute(logs.swap), False, True),
        (and_recompute(logs.truncate), False, True),
    ],
)
def test_what_a_chain_shows_and_what_takes_a_checkpoint(
    attack: Attack, chain_shows: bool, checkpoint_shows: bool
) -> None:
    """A chain shows no tampering that recomputes it or cuts its end; with a checkpoint all shows."""
    tampered = attack(log(30))
    assert (verify_chain(tampered) is not None) is chain_shows
    assert (first_fault(tampered, verify(TEXT, PUBLIC)) is not None) is checkpoint_shows


def test_what_came_after_the_checkpoint_is_not_covered() -> None:
    """A rewritten entry after the checkpoint goes unseen, and the same before it does not."""
    lines = log(40)
    rewritten = logs.chained(
        [*(f"c{n}" for n in range(35)), "forged", *(f"c{n}" for n in range(36, 40))]
    )
    later = Checkpoint(ORIGIN, 40, merkle_root(line.hash for line in lines))
    assert first_fault(rewritten, parse(TEXT)) is None
    assert first_fault(rewritten, later) == Fault(
        40,
        "Entries 1 to 40 are not those that the checkpoint was signed for: the log was rewritten.",
    )


def test_a_log_that_is_too_short_says_where_it_ends() -> None:
    """A log shorter than the checkpoint is at fault at its first missing entry."""
    assert compare(parse(TEXT), (line.hash for line in log(20))) == Fault(
        21,
        "The log ends at entry 20, and the checkpoint has 30: "
        "the end was deleted, or an old backup was put back.",
    )


def test_a_checkpoint_is_a_signed_note_of_three_lines() -> None:
    """The text is the C2SP form: three lines, an empty line, and the key's id with its signature."""
    root = b64encode(bytes.fromhex(ROOT)).decode()
    body = f"{ORIGIN}\n30\n{root}\n"
    public = KEY.public_key().public_bytes_raw()
    key_id = sha256(ORIGIN.encode() + b"\n\x01" + public).digest()[:4]
    signature = b64encode(key_id + KEY.sign(body.encode())).decode()
    assert f"{body}\n— {ORIGIN} {signature}\n" == TEXT


def test_a_signed_checkpoint_reads_back() -> None:
    """What was signed is what is read, with the signature checked and without."""
    assert verify(TEXT, PUBLIC) == parse(TEXT) == Checkpoint(ORIGIN, 30, ROOT)


def test_every_changed_bit_of_a_checkpoint_is_seen() -> None:
    """No one bit of a signed checkpoint can change and leave it signed."""
    data = TEXT.encode()
    assert [bit for bit in range(len(data) * 8) if is_signed(flipped(data, bit))] == []
    assert is_signed(data)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def is_signed(data: bytes) -> bool:
    try:
        verify(data.decode(), PUBLIC)
    except (CheckpointError, UnicodeDecodeError):
        return False
    return True


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT.strip(),
        TEXT + "\n",
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n30\n", "\n030\n"),
        TEXT.replace("\n30\n", "\n-30\n"),
        TEXT.replace("\n30\n", "\n٣٠\n"),
        TEXT.replace("— sites", "— other"),
        TEXT.replace("\n\n", "\nextension\n\n"),
    ],
)
def test_another_text_is_no_checkpoint(text: str) -> None:
    """A text that is not the five lines to the letter is refused, with what they are."""
    with pytest.raises(CheckpointError, match=r"This is no checkpoint\. One has five lines"):
        parse(text)


def test_base64_with_spare_bits_is_refused() -> None:
    """A root whose last letter carries bits that mean nothing is refused."""
    root = TEXT.splitlines()[2]
    spare = root[:-2] + chr(ord(root[-2]) + 1) + "="
    assert b64decode(spare) == b64decode(root)
    with pytest.raises(CheckpointError, match="changed in its last letter"):
        parse(TEXT.replace(root, spare))


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "a\nb", "schüle"])
def test_a_name_that_no_signed_note_can_bear_is_refused(origin: str) -> None:
    """A log's name is ASCII without spaces and plus signs."""
    with pytest.raises(ValueError, match="is no name of a log"):
        sign(KEY, origin, 1, ROOT)


@pytest.mark.parametrize(("size", "root"), [(-1, ROOT), (1, ROOT[:-2])])
def test_what_is_no_checkpoint_is_not_signed(size: int, root: str) -> None:
    """A size below nought or a root that is no SHA-256 is refused when signing."""
    with pytest.raises(CheckpointError):
        sign(KEY, ORIGIN, size, root)


def test_another_key_is_told_from_a_changed_text() -> None:
    """A checkpoint of another key and a changed checkpoint are refused, each in its own words."""
    other = public_text(Ed25519PrivateKey.generate())
    with pytest.raises(CheckpointError, match="signed with another key"):
        verify(TEXT, other)
    with pytest.raises(CheckpointError, match="does not bear its signature"):
        verify(TEXT.replace("\n30\n", "\n31\n"), PUBLIC)


@pytest.mark.parametrize(
    ("public", "words"), [("", "cannot be read"), ("X25519", "not an Ed25519")]
)
def test_a_text_that_is_no_public_key_is_refused(public: str, words: str) -> None:
    """Text that is no key, or a key of another kind, is refused as the public key."""
    other = X25519PrivateKey.generate().public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with pytest.raises(CheckpointError, match=words):
        verify(TEXT, pem if public else public)


def test_a_new_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """A key's file has mode 0600, is the only file made, and loads as the key that was made."""
    key = new_key(tmp_path / "key.pem")
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["key.pem"]
    assert public_text(load_key(tmp_path / "key.pem")) == public_text(key)


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    """Making a key where a file stands is refused, and the file stays as it was."""
    key = new_key(tmp_path / "key.pem")
    with pytest.raises(CheckpointError, match="is there already"):
        new_key(tmp_path / "key.pem")
    assert public_text(load_key(tmp_path / "key.pem")) == public_text(key)
    assert [file.name for file in tmp_path.iterdir()] == ["key.pem"]


def test_a_file_without_a_signing_key_is_refused(tmp_path: Path) -> None:
    """A missing file, a file of other text and a key of another kind are refused by name."""
    (tmp_path / "text.pem").write_text("no key")
    other = X25519PrivateKey.generate()
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "other.pem").write_bytes(pem)
    with pytest.raises(CheckpointError, match=r"missing\.pem cannot be read"):
        load_key(tmp_path / "missing.pem")
    with pytest.raises(CheckpointError, match=r"text\.pem cannot be read"):
        load_key(tmp_path / "text.pem")
    with pytest.raises(CheckpointError, match=r"other\.pem holds a key, but not an Ed25519 key"):
        load_key(tmp_path / "other.pem")


def several() -> list[str]:
    return [sign(KEY, ORIGIN, size, ROOT) for size in (1, 10, 30)]


def test_a_file_keeps_its_checkpoints_in_order(tmp_path: Path) -> None:
    """Each append leaves what the file held as it was, and all read back, oldest first."""
    file, before = tmp_path / "checkpoints.txt", b""
    for text in several():
        append(file, text)
        assert file.read_bytes().startswith(before)
        before = file.read_bytes()
    assert read_all(file) == several()


def test_a_file_of_one_checkpoint_needs_no_empty_line_at_its_end(tmp_path: Path) -> None:
    """A checkpoint saved by hand reads as a file of one, and takes another."""
    file = tmp_path / "one.txt"
    file.write_text(several()[0])
    append(file, several()[1])
    assert read_all(file) == several()[:2]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda text: text[:-20], "no whole checkpoint at line 13"),
        (lambda text: text.replace("\n10\n", "\n"), "no whole checkpoint at line 7"),
        (lambda text: "note\n" + text, "no whole checkpoint at line 1"),
        (lambda text: text + "\udcff", "cannot be read"),
    ],
)
def test_a_damaged_file_is_refused_and_kept(
    tmp_path: Path, spoil: Callable[[str], str], words: str
) -> None:
    """A file that holds anything else is refused with its line, and append leaves it as it is."""
    file = tmp_path / "checkpoints.txt"
    damaged = spoil("".join(f"{text}\n" for text in several())).encode(errors="surrogateescape")
    file.write_bytes(damaged)
    with pytest.raises(CheckpointError, match=words):
        read_all(file)
    with pytest.raises(CheckpointError, match=words):
        append(file, TEXT)
    assert file.read_bytes() == damaged


def test_only_a_checkpoint_is_appended(tmp_path: Path) -> None:
    """A text that is no checkpoint is refused before the file is made."""
    with pytest.raises(CheckpointError, match="This is no checkpoint"):
        append(tmp_path / "checkpoints.txt", "note\n")
    assert list(tmp_path.iterdir()) == []
