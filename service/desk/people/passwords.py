"""Passwords: whether one is easily guessed, and how it is kept (Argon2id)."""

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from zxcvbn import zxcvbn

from appendix_a.values.faults import Fault
from service.desk.refusals import Faulty, TooSoon

SHORTEST, LONGEST = 15, 128
PATIENCE, BUSY_WAIT = 2.0, 10  # seconds

CODE = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
PRODUCT = ("Official Sites", "official-sites")
HARD_TO_GUESS = 4  # of 4: more than ten thousand million guesses
SEPARATORS = 2  # kinds of marks that somebody puts between words and at the end
LOOKED_AT = 64  # characters; zxcvbn takes seconds for the worst of twice as many
EASY: Mapping[str, str] = {
    "dictionary": "This is made of words that are easy to guess.",
    "user_inputs": "This is made of things that other people know about you or the school.",
    "repeat": "This repeats itself, so it is easy to guess.",
    "sequence": "These characters follow one another in order, so they are easy to guess.",
    "spatial": "These are neighbours on the keyboard, so they are easy to guess.",
    "date": "A date is easy to guess.",
    "regex": "A year is easy to guess.",
}
"""Why a password is weak, by what zxcvbn calls the longest part of it."""


_ONE_ESTIMATE = Lock()
_HASHER = PasswordHasher()  # Argon2id, 64 MiB, 3 passes, 4 lanes
_AT_ONCE = BoundedSemaphore(2)  # 128 MiB at most
NOBODY = _HASHER.hash(secrets.token_hex(16))
"""What a password is compared with where there is no account, so that it takes as long."""


@contextmanager
def _turn() -> Iterator[None]:
    """One's turn with Argon2; TooSoon where it does not come in time."""
    if not _AT_ONCE.acquire(timeout=PATIENCE):
        raise TooSoon(BUSY_WAIT, "Too many people are signing in at the moment.")
    try:
        yield
    finally:
        _AT_ONCE.release()


def fits(hashed: str, password: str) -> bool:
    with _turn():
        try:
            return _HASHER.verify(hashed, password)
        except (VerifyMismatchError, InvalidHashError):
            return False


def hash_password(password: str, known: Iterable[str] = ()) -> str:
    """The stored form of a password; Faulty where it is too short, too long or easily guessed.

    `known` is what others know of the person, such as their name.
    """
    if fault := weakness(password, known):
        raise Faulty((Fault("password", fault),))
    with _turn():
        return _HASHER.hash(password)


def new_code() -> str:
    """A code that one person reads to another: two groups of four, without letters that look alike."""
    drawn = "".join(secrets.choice(CODE) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def plain_code(typed: str) -> str:
    """A code as it was drawn, however it was typed."""
    plain = re.sub(r"[\s-]", "", typed).upper()
    return f"{plain[:4]}-{plain[4:]}"


def weakness(password: str, known: Iterable[str] = ()) -> str:
    """What is wrong with a new password, and what to do; empty where nothing is."""
    if len(password) < SHORTEST:
        return f"Use {SHORTEST} characters or more. Four unrelated words are good."
    if len(password) > LONGEST:
        return f"Use {LONGEST} characters or fewer."
    told = [one[:LOOKED_AT] for one in (*PRODUCT, *known)]
    joined = [re.sub(r"\W", "", one) for one in told]
    words = [word for one in told for word in re.findall(r"\w{3,}", one)]
    if not _ONE_ESTIMATE.acquire(timeout=PATIENCE):
        raise TooSoon(BUSY_WAIT, "Too many people are setting a password at the moment.")
    try:  # one at a time: zxcvbn keeps the words it is given in one table of the process
        looked_at = password[:LOOKED_AT]
        found = min(
            (zxcvbn(one, [*told, *joined, *words]) for one in _as_guessed(looked_at)),
            key=lambda one: int(one["score"]),
        )
    finally:
        _ONE_ESTIMATE.release()
    if found["score"] >= HARD_TO_GUESS:
        return ""
    return f"{_why(found['sequence'])} Use four unrelated words."


def _as_guessed(password: str) -> Iterable[str]:
    """As it was typed, and as whoever guesses tries it: without capitals, and digits around it.

    A mark that stands between words or letters, or after them, is dropped too; several kinds of
    marks are no habit, and stay.
    """
    if len(set(re.findall(r"[\W_]", password))) > SEPARATORS:
        return {password}
    bare = re.sub(r"[\W_]+", "", password)
    return {password, bare.strip("0123456789").lower() or bare or password}


def _why(parts: Sequence[Mapping[str, Any]]) -> str:
    """What is easily guessed: the longest of the parts that a password was taken to pieces in."""
    part = max(parts, key=lambda one: len(one["token"]))
    return EASY.get(part.get("dictionary_name") or part["pattern"], EASY["dictionary"])
