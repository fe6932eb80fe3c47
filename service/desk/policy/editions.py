"""The school's edition of the policy: the registrar drafts it, the principal adopts it.

An adopted edition is never edited: the next one replaces it, and old decisions keep theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, func, select

from appendix_a.editions.edition import Adoption
from appendix_a.editions.edition_faults import read
from appendix_a.reading.case import Role
from appendix_a.values.faults import Fault
from service.db import chain
from service.db.tables import Edition, EditionDraft, Event
from service.desk.cases import schools
from service.desk.cases.history import said_at
from service.desk.office import Office, Transaction
from service.desk.platforms import referrals
from service.desk.queue import rechecks
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound


@dataclass(frozen=True)
class InForce:
    """The edition that holds at a school; the model itself has no number and nobody adopted it."""

    school: str
    adoption: Adoption
    number: int = 0
    adopted_by: str = ""
    adopted_at: datetime | None = None


@dataclass(frozen=True)
class Drafted:
    """The next edition as the registrar has it. Version 0: the present one, nothing changed yet."""

    school: str
    adoption: Adoption
    version: int = 0
    drafted_by: str = ""
    changed_at: datetime | None = None
    faults: tuple[Fault, ...] = ()


def current(office: Office, school: str) -> InForce:
    """The edition in force; NotFound where there is no such school."""
    with office.read() as session:
        adoption = schools.adoption_of(session, schools.school_row(session, school))
        row = _newest(session, school)
        if row is None:
            return InForce(school, adoption)
        who = schools.names(session, [row.adopted_by]).get(row.adopted_by, row.adopted_by)
        return InForce(school, adoption, row.number, who, row.adopted_at)


def _newest(session: Session, school: str) -> Edition | None:
    return session.exec(
        select(Edition)
        .where(Edition.school == school)
        .order_by(col(Edition.number).desc())
        .limit(1)
    ).one_or_none()


def draft(office: Office, school: str) -> Drafted:
    """What the registrar is drafting, and what would stand in the way of adopting it today."""
    with office.read() as session:
        adoption, row = drafted(session, school)
        if row is None:
            return Drafted(school, adoption)
        found = read(row.adoption, _held(session, office, school))
        who = schools.names(session, [row.drafted_by]).get(row.drafted_by, row.drafted_by)
        faults = () if isinstance(found, Adoption) else found
        return Drafted(school, adoption, row.version, who, row.changed_at, faults)


def drafted(session: Session, school: str) -> tuple[Adoption, EditionDraft | None]:
    """The draft as an edition, with its row; the edition in force where nothing is drafted."""
    row = session.get(EditionDraft, school)
    if row is None:
        return schools.adoption_of(session, schools.school_row(session, school)), None
    return Adoption.model_validate(row.adoption), row


def faults(office: Office, school: str, fields: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Everything for which this draft would be refused today."""
    with office.read() as session:
        found = read(fields, _held(session, office, school))
    return () if isinstance(found, Adoption) else found


def save_draft(
    office: Office, actor: str, school: str, version: int, fields: Mapping[str, Any]
) -> int:
    """Take the whole draft, by the registrar; gives its new version.

    Faulty, with every fault named, where the edition could not be adopted; Conflict where the
    draft was changed since. Nothing is changed then, nor where the draft says this already: the
    same page posted twice is saved once.
    """
    with office.transaction() as transaction:
        _refuse_others(transaction, office, school, actor, Role.REGISTRAR)
        row = transaction.session.get(EditionDraft, school)
        found = _read(transaction, office, school, fields)
        if row and isinstance(found, Adoption) and row.adoption == found.plain():
            return row.version
        _refuse_stale(transaction.session, school, row, version)
        adoption = _sound(found)
        row = row or EditionDraft(
            school=school,
            adoption={},
            drafted_by=actor,
            changed_at=transaction.now,
            version=_version_of(transaction.session, _newest(transaction.session, school)),
        )
        row.adoption, row.drafted_by, row.changed_at = adoption.plain(), actor, transaction.now
        row.version += 1
        transaction.session.add(row)
        _log(transaction, "edition_drafted", school, actor, adoption, version=row.version)
        return row.version


def adopt(office: Office, actor: str, school: str, version: int) -> int:
    """Let the draft hold from now on, by the principal; gives its number.

    Referred proposals in whose way something else stands under it are checked again, and every
    registered site is tested again.
    Faulty where it cannot be adopted today; Conflict where it is not the draft that was read.
    The same page posted twice adopts once, while that edition holds.
    """
    with office.transaction() as transaction:
        _refuse_others(transaction, office, school, actor, Role.PRINCIPAL)
        held = _newest(transaction.session, school)
        if (
            held
            and held.adopted_by == actor
            and 0 < version == _version_of(transaction.session, held)
        ):
            return held.number
        row = transaction.session.get(EditionDraft, school)
        _refuse_stale(transaction.session, school, row, version)
        if row is None:
            raise NotFound("There is no draft. The registrar can start one.")
        today = office.today(schools.school_row(transaction.session, school))
        adoption = _sound(_read(transaction, office, school, row.adoption, today))
        before = referrals.open_questions(office, transaction, school)
        number = _next_number(transaction.session, school)
        seq = _log(
            transaction,
            "edition_adopted",
            school,
            actor,
            adoption,
            number=number,
            version=row.version,
        )
        transaction.session.add(
            Edition(
                school=school,
                number=number,
                adoption=adoption.plain(),
                drafted_by=row.drafted_by,
                adopted_by=actor,
                adopted_at=transaction.now,
                seq=seq,
            )
        )
        transaction.session.delete(row)
        for one in referrals.moved(office, transaction, before):
            referrals.check_again(
                transaction, one, "edition_adopted", actor, edition=adoption.key, adopted=seq
            )
        rechecks.ask(transaction, school, actor, seq, None)
        return number


def _log(
    transaction: Transaction, kind: str, school: str, actor: str, adoption: Adoption, **more: int
) -> int:
    digest = sha256(chain.canonical(adoption.plain())).hexdigest()
    return transaction.log(
        school, kind, adoption.key, actor, edition=adoption.key, digest=digest, **more
    )


def _read(
    transaction: Transaction,
    office: Office,
    school: str,
    fields: Mapping[str, Any],
    adopted_on: date | None = None,
) -> Adoption | tuple[Fault, ...]:
    """The edition under the key that it gets when it is adopted, or what is wrong with it."""
    found = read(fields, _held(transaction.session, office, school))
    if not isinstance(found, Adoption):
        return found
    key = f"{school}-{_next_number(transaction.session, school)}"
    return found.model_copy(update={"key": key, "adopted_on": adopted_on})


def _sound(found: Adoption | tuple[Fault, ...]) -> Adoption:
    if not isinstance(found, Adoption):
        raise Faulty(found)
    return found


def _next_number(session: Session, school: str) -> int:
    newest = select(func.max(Edition.number)).where(Edition.school == school)
    return (session.exec(newest).one() or 0) + 1


def _held(session: Session, office: Office, school: str) -> frozenset[Role]:
    today = office.today(schools.school_row(session, school))
    return frozenset(one.role for one in schools.grants_in_force(session, school, today))


def _refuse_others(
    transaction: Transaction, office: Office, school: str, actor: str, role: Role
) -> None:
    today = office.today(schools.school_row(transaction.session, school))
    held = schools.grants_in_force(transaction.session, school, today)
    if not any((one.person, one.role) == (actor, role) for one in held):
        raise NotAllowed(f"Only the {role.label.lower()} can do this.")


def _version_of(session: Session, adopted: Edition | None) -> int:
    """The version of the draft that was adopted; 0 where none was, or its event does not say.

    Versions count on from one draft to the next, so that a page of the last draft is never taken
    for a page of this one.
    """
    event = session.get(Event, (adopted.school, adopted.seq)) if adopted else None
    version: int = event.body.get("version", 0) if event else 0
    return version


def _refuse_stale(session: Session, school: str, row: EditionDraft | None, version: int) -> None:
    if (row.version if row else 0) == version:
        return
    if row:
        did, by, at = "changed", row.drafted_by, row.changed_at
    elif held := _newest(session, school):
        did, by, at = "adopted", held.adopted_by, held.adopted_at
    else:
        raise Conflict("There is no longer a draft. The registrar drafts the next edition.")
    who = schools.names(session, [by]).get(by, by)
    raise Conflict(
        f"The draft was {did} on {said_at(session, school, at)} by {who}, after you opened this "
        "page. See what has changed before you go on."
    )
