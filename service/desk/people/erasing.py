"""Erasing a person: their name, their address, and both wherever somebody wrote them down.

The log stays as it is: it holds keys and commitments. The chain still verifies, and an
`erased` event says which texts lost their commitment.
"""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any
from unicodedata import normalize

from sqlalchemy import Engine
from sqlmodel import SQLModel, col, select

from appendix_a.values.value import LINE_LENGTH, TEXT_LENGTH
from service.db.tables import (
    AskedLink,
    Credential,
    Edition,
    EditionDraft,
    Entry,
    FailedSignIn,
    Grant,
    Link,
    LinkConfirmation,
    Mail,
    MailChoice,
    Membership,
    Notice,
    OpenException,
    Person,
    PlatformRow,
    Proposal,
    School,
    SignIn,
    Text,
)
from service.desk.office import INSTALLATION, Office, Transaction, day_at
from service.desk.people import erasure_list
from service.desk.people.signing_in import address_of, forget_failures
from service.desk.refusals import NotFound, Refusal

ERASED = "(erased)"
_BETWEEN = r"[\s\-\u00ad\u2010-\u2015_]+"  # the parts of a name
_HYPHEN = re.compile(r"[-\u00ad\u2010-\u2015]")
_APOSTROPHES = "'\u2019\u2018\u02bc`´"
SHORT = "…"  # where the longer mark would make the words longer than an answer may be
WRITTEN_IN: tuple[tuple[type[SQLModel], str], ...] = (
    (Proposal, "title"),
    (Entry, "title"),
    (Entry, "public_purpose"),
    (Entry, "platform_name"),
    (Membership, "authorised_by"),
    (PlatformRow, "row"),
    (Edition, "adoption"),
    (EditionDraft, "adoption"),
    (OpenException, "words"),
    (OpenException, "remedy"),
)
"""Where, beside `text`, somebody may have written a name."""
OF_FACTS = {
    "request_kind", "reason_kinds", "audience", "group", "contributors", "pupil_routes",
    "interaction", "comments", "hosting", "platform", "holding", "address", "administrators",
    "moderators", "moderation", "moderation_frequency", "audience_years", "contributor_years",
    "pupil_homes", "adviser", "posting", "safeguarding_contact", "dt_adviser", "vetting_person",
    "withdrawal_owner", "personal_logins", "fact_checker", "naming", "visibility", "dpia",
    "terms_url", "backlink", "space", "account_telephone", "moderator_away", "stand_in",
}  # fmt: skip
OF_FINDINGS = {"clause", "check", "kind", "answer", "field", "owners"}
OF_EDITIONS = {"roles", "brand_owner", "image_kinds", "printed", "added"}
OF_PLATFORMS = {
    "key", "kind", "status", "hostnames", "forms", "redirects", "account_model", "resolves_to",
    "jurisdiction", "age", "basis", "consent_by", "admin_min_age", "scope", "view_rule",
    "terms_forbid", "uk_under16_ban_announced", "evidence", "reading", "adds_without_account",
    "administering", "school_consent", "consented_may_publish", "held_by", "spaces", "shows_numbers",
}  # fmt: skip
CODED = frozenset(OF_FACTS | OF_FINDINGS | OF_EDITIONS | OF_PLATFORMS)
"""Fields whose values are codes, keys or a site's address, which a name may equal but never is."""
MAILBOXES = frozenset({"account_email", "recovery_email"})
"""Fields that hold an e-mail address or nothing."""
TOUCHED: tuple[type[SQLModel], ...] = (
    Text,
    Person,
    Credential,
    FailedSignIn,
    SignIn,
    Link,
    Mail,
    *dict(WRITTEN_IN),
)
COMPACT = {
    "sqlite": ("PRAGMA query_only=0", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"),
    # What a server counted of a column, with the values that it met most, is counted anew.
    "postgresql": (
        *(f'VACUUM (FULL, ANALYZE) "{table.__tablename__}"' for table in TOUCHED),
        "VACUUM FULL pg_statistic",
    ),
}
"""What rewrites the record's files without what was erased."""


def erase(office: Office, actor: str, key: str) -> int:
    """Erase a person everywhere; gives how many texts held their name. NotFound for nobody.

    Of somebody who is erased already, only the files are rewritten once more. Refusal where
    something else that reads the record keeps old bytes in them.
    """
    texts = _erase(office, actor, key)
    erasure_list.complete(office)
    if left := compact(office.db):
        raise Refusal(
            f"{key} is erased, but what was erased may still stand in the record's files: {left}. "
            f"Stop whatever else reads the record, then erase {key} again."
        )
    return texts


def erase_again(office: Office) -> int:
    """Erase again whoever the list names and a restored record still holds; gives how many.

    Before that, the list gets whoever the record has erased and a crash kept from it.
    """
    erasure_list.complete(office)
    with office.read() as session:
        there = session.exec(select(Person.key).where(col(Person.erased_at).is_(None))).all()
    still = sorted(erasure_list.read(office.checkpoints) & set(there))
    for key in still:
        erase(office, INSTALLATION, key)
    return len(still)


def _erase(office: Office, actor: str, key: str) -> int:
    with office.transaction() as transaction:
        person = transaction.session.get(Person, key)
        if person is None:
            raise NotFound("There is nobody with this key.")
        if person.erased_at:
            return 0
        found = _pattern(person)
        texts = _scrub_texts(transaction, found)
        _scrub_columns(transaction, found)
        _close_account(transaction, person)
        for school in sorted({*_schools(transaction, key), *texts.values(), INSTALLATION}):
            mine = sorted(text for text, where in texts.items() if where == school)
            transaction.log(school, "erased", key, actor, texts=mine)
    return len(texts)


def _pattern(person: Person) -> re.Pattern[str]:
    """Each name and address that they had, as whole words, however somebody spelt it."""
    known = (person.email, person.name, *person.former)
    every = [normalize("NFC", one).split() for one in known if one]
    spelt = "|".join(dict.fromkeys(way for words in every for way in _spellings(words)))
    return re.compile(rf"(?<![^\W_])(?:{spelt or '(?!)'})(?![^\W_])", re.IGNORECASE)


def _spellings(words: list[str]) -> Iterator[str]:
    """A name in its order and with the surname first; an address as it is."""
    if "@" in words[0] or not _is_said(words):
        yield r"\s+".join(map(re.escape, words))
        return
    yield _joined(_parts(words))
    for last in range(1, len(words)):  # a surname of several words: Ruiz Picasso, Pablo
        surname, first = words[-last:], words[:-last]
        if not (
            _is_said(surname) and _is_said(first)
        ):  # a sign alone would find any name beside it
            continue
        yield rf"{_joined(_parts(surname))}(?:\s*,\s*|{_BETWEEN}){_joined(_parts(first))}"


def _is_said(words: list[str]) -> bool:
    """Whether there is a letter or a digit in it."""
    return any(map(str.isalnum, "".join(words)))


def _parts(words: list[str]) -> list[str]:
    return [part for word in words for part in _HYPHEN.split(word) if part]


def _joined(parts: list[str]) -> str:
    return _BETWEEN.join("".join(map(_letter, part)) for part in parts)


def _letter(one: str) -> str:
    """A letter as it is, with its accent apart, or without; an apostrophe of any form or none."""
    if one in _APOSTROPHES:
        return f"[{_APOSTROPHES}]?"
    apart = normalize("NFD", one)
    ways = dict.fromkeys((one, apart, apart[0]))
    return f"(?:{'|'.join(map(re.escape, ways))})" if len(ways) > 1 else re.escape(one)


def _scrub_texts(transaction: Transaction, found: re.Pattern[str]) -> dict[str, str]:
    scrubbed = {}
    for text in transaction.session.exec(select(Text).where(col(Text.body).is_not(None))):
        clean = _scrub_text(text.body or "", found)
        if clean != text.body:
            text.body, text.salt, text.erased_at = clean, None, transaction.now
            transaction.session.add(text)
            scrubbed[text.id] = text.school
    return scrubbed


def _scrub_columns(transaction: Transaction, found: re.Pattern[str]) -> None:
    for table, column in WRITTEN_IN:
        for row in transaction.session.exec(select(table)):
            value = getattr(row, column)
            clean = scrub(value, found)
            if clean != value:
                setattr(row, column, clean)
                transaction.session.add(row)


def _scrub_text(body: str, found: re.Pattern[str]) -> str:
    """A text without the name. Facts, findings and platform rows are kept as JSON."""
    try:
        value = json.loads(body)
    except ValueError:
        value = body
    if not isinstance(value, dict | list):
        return _scrub_words(body, found)
    clean = scrub(value, found)
    return body if clean == value else json.dumps(clean, ensure_ascii=False, sort_keys=True)


def scrub(value: Any, found: re.Pattern[str]) -> Any:
    """A JSON value without the name in its words; its names of fields and its codes stay."""
    if isinstance(value, dict):
        return {
            name: one if name in CODED else scrub(one, found)
            for name, one in value.items()
            if not (name in MAILBOXES and found.search(str(one)))
        }
    if isinstance(value, list):
        return [scrub(one, found) for one in value]
    return _scrub_words(value, found) if isinstance(value, str) else value


def _scrub_words(words: str, found: re.Pattern[str]) -> str:
    clean = found.sub(ERASED, words)
    longest = LINE_LENGTH if len(words) <= LINE_LENGTH else TEXT_LENGTH
    return clean if len(clean) <= longest else found.sub(SHORT, words)


def _close_account(transaction: Transaction, person: Person) -> None:
    forget_failures(transaction, address_of(person.email or ""))
    for table in (Notice, Mail, MailChoice, AskedLink, SignIn, LinkConfirmation, Link, Credential):
        for row in transaction.session.exec(select(table).where(col(table.person) == person.key)):
            transaction.session.delete(row)
    grants = select(Grant).where(Grant.person == person.key, col(Grant.ended_at).is_(None))
    for grant in transaction.session.exec(grants):
        grant.ended_at = transaction.now
        transaction.session.add(grant)
    for member in transaction.session.exec(
        select(Membership).where(Membership.person == person.key)
    ):
        school = transaction.session.get_one(School, member.school)
        before = day_at(school, transaction.now) - timedelta(
            days=1
        )  # the last day counts to its end
        member.until_on = min(member.until_on or before, before)
        transaction.session.add(member)
    person.name, person.email, person.former = None, None, []
    person.erased_at = transaction.now
    transaction.session.add(person)


def _schools(transaction: Transaction, key: str) -> tuple[str, ...]:
    return tuple(
        transaction.session.exec(select(Membership.school).where(Membership.person == key))
    )


def compact(db: Engine) -> str:
    """Rewrite the record's files without what was erased; gives why not, or nothing.

    On PostgreSQL its write-ahead log and its backups keep old bytes until the server drops them.
    """
    raw = db.raw_connection()  # VACUUM cannot run in a transaction, and `begin` opens one
    connection: Any = raw.driver_connection
    try:
        if db.dialect.name == "postgresql":
            connection.autocommit = True
        for statement in COMPACT[db.dialect.name]:
            with closing(connection.execute(statement)) as done:
                answer = done.fetchone() if done.description else None
            if answer and answer[0]:  # of the checkpoint: whether a reader held it up
                return "another program is reading it"
    except db.dialect.loaded_dbapi.OperationalError as error:
        return str(error)
    finally:
        raw.invalidate()  # nobody else gets a connection that commits by itself
    return ""
