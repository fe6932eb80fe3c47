"""Erasing a person: their name, their address, and both wherever somebody wrote them down.

The log stays as it is: it holds keys and commitments. The chain still verifies, and an
`erased` event says which texts lost their commitment.
"""

import json
import re

from sqlalchemy import Engine, delete
from sqlmodel import SQLModel, col, select

from service.db.tables import (
    Credential,
    Entry,
    Grant,
    Link,
    Membership,
    Person,
    PlatformRow,
    Proposal,
    SignIn,
    Text,
)
from service.desk.entrance import address_of, forget_failures
from service.desk.office import INSTALLATION, Act, Office
from service.desk.refusals import NotFound

ERASED = "(erased)"
WRITTEN_IN: tuple[tuple[type[SQLModel], str], ...] = (
    (Proposal, "title"),
    (Entry, "title"),
    (Entry, "public_purpose"),
    (Entry, "platform_name"),
    (Membership, "authorised_by"),
    (PlatformRow, "row"),
)
"""Where, beside `text`, somebody may have written a name."""


def erase(office: Office, actor: str, key: str) -> int:
    """Erase a person everywhere; gives how many texts held their name. NotFound for nobody."""
    with office.act() as act:
        person = act.session.get(Person, key)
        if person is None or person.name is None:
            raise NotFound("There is nobody with this key, or they are erased already.")
        found = _pattern(person)
        texts = _scrub_texts(act, found)
        _scrub_columns(act, found)
        _close_account(act, person)
        for school in sorted({*_schools(act, key), *texts.values(), INSTALLATION}):
            mine = sorted(text for text, where in texts.items() if where == school)
            act.log(school, "erased", key, actor, texts=mine)
    compact(office.db)
    return len(texts)


def _pattern(person: Person) -> re.Pattern[str]:
    """Name and address, plain and as JSON writes them."""
    plain = [word for word in (person.name, person.email) if word]
    spelt = {
        *plain,
        *(json.dumps(word, ensure_ascii=a)[1:-1] for word in plain for a in (True, False)),
    }
    longest_first = sorted(spelt, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in longest_first), re.IGNORECASE)


def _scrub_texts(act: Act, found: re.Pattern[str]) -> dict[str, str]:
    scrubbed = {}
    for text in act.session.exec(select(Text).where(col(Text.body).is_not(None))):
        if found.search(text.body or ""):
            text.body, text.salt = found.sub(ERASED, text.body or ""), None
            text.erased_at = act.now
            act.session.add(text)
            scrubbed[text.id] = text.school
    return scrubbed


def _scrub_columns(act: Act, found: re.Pattern[str]) -> None:
    for table, column in WRITTEN_IN:
        for row in act.session.exec(select(table)):
            value = getattr(row, column)
            written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            if value is not None and found.search(written):
                clean = found.sub(ERASED, written)
                setattr(row, column, clean if isinstance(value, str) else json.loads(clean))
                act.session.add(row)


def _close_account(act: Act, person: Person) -> None:
    forget_failures(act, address_of(person.email or ""))
    for table in (SignIn, Link, Credential):
        act.session.execute(delete(table).where(col(table.person) == person.key))
    grants = select(Grant).where(Grant.person == person.key, col(Grant.ended_at).is_(None))
    for grant in act.session.exec(grants):
        grant.ended_at = act.now
        act.session.add(grant)
    for member in act.session.exec(select(Membership).where(Membership.person == person.key)):
        member.until_on = min(member.until_on or act.now.date(), act.now.date())
        act.session.add(member)
    person.name = person.email = None
    person.erased_at = act.now
    act.session.add(person)


def _schools(act: Act, key: str) -> tuple[str, ...]:
    return tuple(act.session.exec(select(Membership.school).where(Membership.person == key)))


def compact(db: Engine) -> None:
    """Rewrite a SQLite file without what was erased, and empty its write-ahead log."""
    if db.dialect.name != "sqlite":
        return
    raw = db.raw_connection()  # VACUUM cannot run in a transaction, and `begin` opens one
    try:
        for statement in ("PRAGMA query_only=0", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            raw.driver_connection.execute(statement).close()  # type: ignore[union-attr]
    finally:
        raw.close()
