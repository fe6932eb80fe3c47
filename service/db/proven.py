"""What the log commits to of a row: a salted digest of it, and a code that only the key gives.

Values in, values out. A digest says the same of a row wherever it is kept: as an object, and as
SQLite or PostgreSQL gives its raw values. Every table stands in one of three lists.
"""

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC as _UTC
from datetime import date, datetime
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Column, Table
from sqlmodel import SQLModel

from service.db import tables
from service.db.chain import canonical
from service.db.columns import UTC, Json

PROOF = ("commit_seq", "commit_salt", "commit_mac")
"""The columns of the proof itself, of which no digest is made."""
MARK = 8  # digits by which one column is told from what it was

PROVEN: tuple[type[tables.Proven], ...] = (
    tables.School,
    tables.Person,
    tables.Membership,
    tables.Grant,
    tables.Text,
    tables.Proposal,
    tables.Revision,
    tables.StepRun,
    tables.Decision,
    tables.Answered,
    tables.Statement,
    tables.Entry,
    tables.EntryStatus,
    tables.PlatformRow,
    tables.Edition,
    tables.OpenException,
    tables.MailChoice,
    tables.Closure,
    tables.LinkConfirmation,
)
"""Tables whose every row agrees with what the log commits to."""
BY_CODE_ALONE: tuple[type[tables.WithCode], ...] = (
    tables.Credential,
    tables.SignIn,
    tables.Link,
    tables.Notice,
    tables.Mail,
)
"""Tables whose rows bear a code and are in no event: of a person's signing in, and what they are told.

Whoever puts an older one back, or deletes one, is not found by it.
"""
LEFT_OUT: Mapping[type[SQLModel], str] = {
    tables.Event: "the log itself, whose chain, codes and checkpoints prove it",
    tables.LogHead: "it repeats the newest line of a log, and is compared with it",
    tables.EntryName: "it is worked out from an entry, and compared with it",
    tables.RecordedHost: "it is worked out from the school's rows of the catalogue, and compared",
    tables.Receipt: "it lasts three days, and answers a form that was posted twice",
    tables.FailedSignIn: "it only makes somebody wait",
    tables.AskedLink: "it asks for a link, which goes to the person's own address",
    tables.EditionDraft: "nothing counts of it until it is adopted",
    tables.WorkItem: "it asks for a step; what the step finds is in the log",
    tables.EngineState: "it says since when the engine waits",
    tables.Verification: "it is found anew each night",
}
"""Every other table, with the reason."""


class Form(NamedTuple):
    """How the rows of one table are read for a digest."""

    table: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    plain: tuple[Callable[[Any], Any], ...]


class State(NamedTuple):
    """A row's state in a digest, and each column's mark, by which its change has a name."""

    digest: str
    marks: str


@cache
def form_of(table: Table) -> Form:
    """How the rows of a table are read; without the columns of the proof."""
    columns = [one for one in table.columns if one.name not in PROOF]
    return Form(
        table.name,
        tuple(one.name for one in table.primary_key.columns),
        tuple(one.name for one in columns),
        tuple(map(_plain_of, columns)),
    )


def key_of(form: Form, row: Mapping[str, Any]) -> str:
    """By what a row is named in the log: its key as JSON."""
    parts = dict(zip(form.columns, form.plain, strict=True))
    return _json([parts[name](row[name]) for name in form.keys])


def digest_of(form: Form, row: Mapping[str, Any], salt: str) -> str:
    """The digest of a row under its salt: all that a yes needs, which it shows in its own time."""
    return _digest(_salted(form, salt), _values(form, row))


def state_of(form: Form, row: Mapping[str, Any], salt: str) -> State:
    """The digest of a row and the marks of its columns, all under its salt."""
    salted, values = _salted(form, salt), _values(form, row)
    marks = []
    for name, value in zip(form.columns, values, strict=True):
        one = salted.copy()
        one.update(_json([name, value]).encode(errors="surrogatepass"))
        marks.append(one.hexdigest()[:MARK])
    return State(_digest(salted, values), "".join(marks))


def _salted(form: Form, salt: str) -> Any:
    return sha256(f"{salt}\n{form.table}\n".encode())


def _digest(salted: Any, values: list[Any]) -> str:
    whole = salted.copy()
    whole.update(_json(values).encode(errors="surrogatepass"))
    return str(whole.hexdigest())


def _values(form: Form, row: Mapping[str, Any]) -> list[Any]:
    return [plain(row[name]) for name, plain in zip(form.columns, form.plain, strict=True)]


def changed_columns(columns: Sequence[str], before: str, form: Form, now: str) -> tuple[str, ...]:
    """The columns whose marks differ, in the order of the table; new ones are not looked at."""
    old = {name: before[n * MARK :][:MARK] for n, name in enumerate(columns)}
    new = {name: now[n * MARK :][:MARK] for n, name in enumerate(form.columns)}
    return tuple(name for name in form.columns if old.get(name, new[name]) != new[name])


def row_code(key: bytes, log: str, seq: int, digest: str) -> str:
    """The code of a row: under the key, over its log, the number of the event, and its digest."""
    return _code(key, f"row\n{log}\n{seq}\n{digest}".encode())


def coded(key: bytes, form: Form, row: Mapping[str, Any]) -> str:
    """The code of a row that no event commits to."""
    values = _json(_values(form, row))
    return _code(key, f"coded\n{form.table}\n{values}".encode(errors="surrogatepass"))


def event_code(key: bytes, prev: str, event: Mapping[str, Any]) -> str:
    """The code of a closing event: over all of it but the code, and over the line before it."""
    body = {name: value for name, value in event["body"].items() if name != "mac"}
    return _code(key, b"event\n" + canonical({**event, "body": body, "prev": prev}))


def key_id(key: bytes) -> str:
    """By what a key is told from another one; it gives nothing of it away."""
    return sha256(b"official-sites log key\n" + key).hexdigest()[:16]


def same(given: object, wanted: str) -> bool:
    """Whether a code is the one wanted, without telling how much of it is; bytes never are."""
    return hmac.compare_digest(str(given).encode(errors="surrogatepass"), wanted.encode())


def _code(key: bytes, said: bytes) -> str:
    return hmac.digest(key, said, "sha256").hex()


_spell = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(values: list[Any]) -> str:
    return _spell(values)


def _plain_of(column: Column[Any]) -> Callable[[Any], Any]:
    kind = column.type
    if isinstance(kind, Json):
        return _plain_json
    if isinstance(kind, UTC):
        return _plain_moment
    return _plain_flag if isinstance(kind, Boolean) else _plain


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or type(value) in (str, int) else repr(value)


def _plain_json(value: Any) -> Any:
    if isinstance(value, bytes):  # which SQLite takes for a text, and no use case writes
        return _plain(value)
    return value if value is None or isinstance(value, str) else canonical(value).decode()


def _plain_moment(value: Any) -> Any:
    if isinstance(value, datetime):
        moment = value.astimezone(_UTC) if value.tzinfo else value.replace(tzinfo=_UTC)
        return moment.isoformat(" ", timespec="microseconds")
    return f"{value}+00:00" if isinstance(value, str) else _plain(value)


def _plain_flag(value: Any) -> Any:
    return bool(value) if value in (0, 1) else _plain(value)
