"""Signing in and out: Argon2id passwords, waits after failures, sessions that can be ended."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import delete
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from appendix_a.reading.case import Role
from appendix_a.values.faults import Fault
from service import clock
from service.db.tables import (
    Credential,
    FailedSignIn,
    Grant,
    Link,
    LinkConfirmation,
    MailKind,
    Person,
    School,
    SignIn,
)
from service.desk.cases.schools import is_on, schools_of
from service.desk.office import INSTALLATION, Office, Transaction, new_key
from service.desk.people import passwords
from service.desk.queue import mails
from service.desk.refusals import Faulty, NotFound, Refusal, TooSoon
from service.desk.views import Visitor

NOTICE_VERSION = "8.2-1"
NOTICE = (
    "This system belongs to the school. What you do here is recorded, with your name and the "
    "time, and leaders and auditors of the school can read it (clauses 8.1 and 8.2 of the "
    "social media policy). Do not expect privacy here."
)
PROVED = timedelta(minutes=15)
IDLE, WHOLE = timedelta(minutes=60), timedelta(hours=12)
FREE_FAILURES, LONGEST_WAIT, LAST_FAILURE = 5, 15 * 60, 100
FORGOTTEN = timedelta(days=30)
LINK_LASTS = timedelta(hours=24)
AGAIN = timedelta(minutes=2)  # in which a button that was pressed twice is answered twice
MOST_CODES = 5  # wrong ones, after which a link is dead
WAITS = (
    "This link waits for a second person. The principal, the chair or the vice chair confirms it in "
    "Official Sites, and gives you a code. Then open the link again."
)
WRONG_CODE = (
    "This is not the code that belongs to this link. Whoever confirmed the link has it. After five "
    "wrong ones the link is dead."
)
DEAD_LINK = (
    "This link does not work. It has been used already, a newer one has replaced it, it is more "
    "than 24 hours old, or part of it is missing. Ask the school's registrar for another one."
)


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class SignedIn:
    """A new session. The token goes into the cookie and is kept nowhere else."""

    token: str
    person: str


class NotFitting(Refusal):
    """An address and a password that are not those of an account."""


def sign_in(office: Office, email: str, password: str, notice: str) -> SignedIn:
    """Begin a session. TooSoon while this address waits; Refusal where it does not fit.

    The same words, and the same work, whether or not there is such an account.
    """
    now = clock.now()
    return _begin(office, _checked(office, email, password, now), address_of(email), now, notice)


def _checked(office: Office, email: str, password: str, now: datetime) -> str:
    """Whose address and password these are; NotFitting, which is counted, where they are nobody's."""
    address = address_of(email)
    with office.read() as session:
        found = _credential(session, email)
        failed = session.get(FailedSignIn, address)
    if failed and failed.wait_until and failed.wait_until > now:
        raise TooSoon(int((failed.wait_until - now).total_seconds()) + 1)
    locked = failed is not None and failed.failures >= LAST_FAILURE
    usable = found.password_hash if found and not locked else None
    fits = passwords.fits(usable or passwords.NOBODY, password)
    if found is None or not usable or not fits:
        _failed(office, address, now)
        raise NotFitting("The e-mail address or the password is wrong. Check both.")
    return found.person


def _plain(email: str) -> str:
    return email.strip().casefold()


def _credential(session: Session, email: str) -> Credential | None:
    person = session.exec(select(Person).where(col(Person.email) == _plain(email))).one_or_none()
    return session.get(Credential, person.key) if person else None


def _failed(office: Office, address: str, now: datetime) -> None:
    with office.transaction() as transaction:
        transaction.session.execute(
            delete(FailedSignIn)
            .where(col(FailedSignIn.failed_at) < now - FORGOTTEN)
            .where(col(FailedSignIn.failures) < LAST_FAILURE)
        )
        row = transaction.session.get(FailedSignIn, address) or FailedSignIn(
            address=address, failed_at=now
        )
        row.failures, row.failed_at = row.failures + 1, now
        over = row.failures - FREE_FAILURES
        if over >= 0:
            row.wait_until = now + timedelta(seconds=min(2 ** min(over, 20), LONGEST_WAIT))
        transaction.session.add(row)


def forget_failures(transaction: Transaction, address: str) -> None:
    """Nobody has failed with this address: after signing in, a new password, an erasure."""
    transaction.session.execute(delete(FailedSignIn).where(col(FailedSignIn.address) == address))


def address_of(email: str) -> str:
    """Under what failures with an e-mail address are counted."""
    return digest_of(_plain(email))


def _begin(office: Office, person: str, address: str, now: datetime, notice: str) -> SignedIn:
    token = secrets.token_urlsafe(32)
    with office.transaction() as transaction:
        row = transaction.session.get(Credential, person)
        if row is None:
            raise Refusal("This account has just been closed. Ask the registrar.")
        forget_failures(transaction, address)
        if notice == NOTICE_VERSION != row.notice_version:
            row.notice_version, row.notice_at = notice, now
        transaction.session.add(row)
        transaction.session.add(
            SignIn(digest=digest_of(token), person=person, started_at=now, seen_at=now)
        )
    return SignedIn(token, person)


def who(office: Office, token: str) -> Visitor | None:
    """Whose session this is, with their roles as they are now; None where it has ended.

    Notes once a minute that it is in use; a minute that cannot be noted ends nothing.
    """
    now = clock.now()
    with office.read() as session:
        found = session.get(SignIn, digest_of(token))
        if found is None or not is_open(found, now):
            return None
        seen, known = found.seen_at, visitor(office, session, found.person)
        known = known and replace(known, proved_at=found.started_at)
    if now - seen > timedelta(minutes=1):
        with suppress(OperationalError):  # a record that takes no writing is still there to read
            _seen(office, token, now)
    return known


def is_long_ago(visitor: Visitor) -> bool:
    """Whether they typed their password more than a quarter of an hour ago."""
    return visitor.proved_at is None or clock.now() - visitor.proved_at > PROVED


def prove(office: Office, token: str, password: str) -> None:
    """Type the password again in an open session, which begins anew by it.

    NotFitting for a wrong one, which is counted as at signing in; TooSoon while the address waits.
    """
    with office.read() as session:
        row = session.get(SignIn, digest_of(token))
        person = session.get(Person, row.person) if row else None
        email = (person.email if person else None) or ""
    now = clock.now()
    _checked(office, email, password, now)
    with office.transaction() as transaction:
        forget_failures(transaction, address_of(email))
        found = transaction.session.get(SignIn, digest_of(token))
        if found:
            found.started_at = found.seen_at = now
            transaction.session.add(found)


def _seen(office: Office, token: str, now: datetime) -> None:
    with office.transaction() as transaction:
        row = transaction.session.get(SignIn, digest_of(token))
        if row:
            row.seen_at = now
            transaction.session.add(row)


def is_open(sign_in: SignIn, now: datetime) -> bool:
    """Not ended, used within the hour, and not older than twelve hours."""
    return (
        sign_in.ended_at is None
        and now - sign_in.seen_at < IDLE
        and now - sign_in.started_at < WHOLE
    )


def visitor(office: Office, session: Session, person: str) -> Visitor | None:
    """A person with their schools and roles today; None for one who was erased."""
    row = session.get(Person, person)
    if row is None or row.name is None:
        return None
    member_of = schools_of(session, person, office.clock())
    schools = {one.key: one.name for one in member_of}
    roles: dict[str, set[Role]] = {}
    for grant, at in _counting(office, session, person, member_of):
        of_host = grant.role is Role.OPERATOR  # the operator sees no school's data
        roles.setdefault("" if of_host else at.key, set()).add(grant.role)
        schools |= {} if of_host else {at.key: at.name}
    return Visitor(
        person=person,
        name=row.name,
        roles={school: frozenset(held) for school, held in roles.items()},
        schools=schools,
    )


def _counting(
    office: Office, session: Session, person: str, member_of: Sequence[School]
) -> list[tuple[Grant, School]]:
    """The roles that a person holds, each with where: on the day that it is at that school.

    Who has left a school holds nothing there. A role at all schools counts at each.
    """
    held = select(Grant).where(
        Grant.person == person,
        col(Grant.confirmed_at).is_not(None),
        col(Grant.ended_at).is_(None),
    )
    grants = session.exec(held).all()
    at_all = any(one.school is None for one in grants)
    every = session.exec(select(School).order_by(School.name)).all() if at_all else ()
    return [
        (grant, school)
        for grant in grants
        for school in (member_of if grant.school else every)
        if grant.school in (None, school.key) and is_on(grant, office.today(school))
    ]


@dataclass(frozen=True)
class OpenSession:
    """A session of one's own, as shown to oneself."""

    key: str
    started_at: datetime
    seen_at: datetime
    this: bool


def sessions(office: Office, person: str, token: str) -> tuple[OpenSession, ...]:
    """One's own open sessions, newest first."""
    now = clock.now()
    with office.read() as session:
        rows = session.exec(
            select(SignIn).where(SignIn.person == person).order_by(col(SignIn.started_at).desc())
        )
        return tuple(
            OpenSession(
                one.digest[:16], one.started_at, one.seen_at, one.digest == digest_of(token)
            )
            for one in rows
            if is_open(one, now)
        )


def sign_out(office: Office, token: str) -> None:
    """End this session at once."""
    with office.transaction() as transaction:
        row = transaction.session.get(SignIn, digest_of(token))
        if row and row.ended_at is None:
            row.ended_at = clock.now()
            transaction.session.add(row)


def end_session(office: Office, person: str, key: str) -> None:
    """End one of one's own sessions, by the key shown."""
    with office.transaction() as transaction:
        rows = transaction.session.exec(select(SignIn).where(SignIn.person == person))
        for row in [one for one in rows if one.digest[:16] == key]:
            row.ended_at = clock.now()
            transaction.session.add(row)


def end_all(transaction: Transaction, person: str) -> None:
    """End every session of a person: on a new password, a lost role, an erasure."""
    open_ = select(SignIn).where(SignIn.person == person, col(SignIn.ended_at).is_(None))
    for row in transaction.session.exec(open_):
        row.ended_at = clock.now()
        transaction.session.add(row)


def new_link(
    transaction: Transaction, person: str, token: str = "", asked: tuple[str, str] | None = None
) -> str:
    """A one-time token to set a password, for 24 hours; earlier ones stop working.

    The token is random, unless one is given: a mail's is worked out whenever it is sent. `asked` is
    the school where a second person has to confirm it, and who asked for it.
    """
    token = token or secrets.token_urlsafe(32)
    end_links(transaction, person)
    ends_at = clock.now() + LINK_LASTS
    transaction.session.add(Link(digest=digest_of(token), person=person, ends_at=ends_at))
    if asked:
        school, by = asked
        transaction.session.add(
            LinkConfirmation(
                link=digest_of(token),
                school=school,
                person=person,
                asked_by=by,
                asked_at=transaction.now,
            )
        )
    return token


def guard_links(transaction: Transaction, school: str, person: str, by: str) -> None:
    """Let the links that a person has already wait for a second person: they are given power now."""
    open_ = select(Link).where(
        Link.person == person, col(Link.used_at).is_(None), Link.ends_at > clock.now()
    )
    for link in transaction.session.exec(open_).all():
        if transaction.session.get(LinkConfirmation, link.digest) is None:
            transaction.session.add(
                LinkConfirmation(
                    link=link.digest,
                    school=school,
                    person=person,
                    asked_by=by,
                    asked_at=transaction.now,
                )
            )


_UNCONFIRMED = col(LinkConfirmation.confirmed_at).is_(None)


def waits(session: Session, person: str, by: str | None = None) -> LinkConfirmation | None:
    """What a link of this person waits for, which is neither used nor over; or `by` confirmed."""
    found = session.exec(
        select(LinkConfirmation, Link)
        .where(LinkConfirmation.link == Link.digest, LinkConfirmation.person == person)
        .where(col(LinkConfirmation.confirmed_by).in_([by]) | _UNCONFIRMED)
    )
    return next((one for one, link in found if _is_open_link(link)), None)


def open_links(session: Session) -> dict[str, datetime]:
    """Until when a link works, of each person who has one that is not used."""
    rows = select(Link.person, Link.ends_at).where(
        col(Link.used_at).is_(None), Link.ends_at > clock.now()
    )
    return dict(session.exec(rows).all())


def end_links(transaction: Transaction, person: str) -> None:
    """Let no link of a person work any more."""
    unused = select(Link).where(Link.person == person, col(Link.used_at).is_(None))
    for row in transaction.session.exec(unused):
        row.used_at = clock.now()
        transaction.session.add(row)


def link_works(office: Office, token: str) -> bool:
    """Whether the link can still be used. Looking at it does not use it."""
    return bool(link_email(office, token))


def renew(transaction: Transaction, link: Link) -> None:
    """Let the time of a link begin now: it has only now been sent."""
    link.ends_at = clock.now() + LINK_LASTS
    transaction.session.add(link)


def mail_link(
    office: Office,
    transaction: Transaction,
    school: str,
    person: str,
    kind: MailKind,
    asked: tuple[str, str] | None = None,
) -> None:
    """Send a person a link to set their password. Only the mail has it."""
    id_ = new_key()
    token = new_link(transaction, person, mails.link_token(office.log_key, id_), asked)
    mails.add(transaction, school, person, kind, link=digest_of(token), id_=id_)


def link_email(office: Office, token: str) -> str:
    """The e-mail address with which the person of a link that works signs in; else empty."""
    with office.read() as session:
        person = _of_link(session, token)
        return person.email or "" if person else ""


def _of_link(session: Session, token: str) -> Person | None:
    row = session.get(Link, digest_of(token))
    return session.get(Person, row.person) if row and _works(session, row) else None


def link_waits(office: Office, token: str) -> bool:
    """Whether the link would work if a second person had confirmed it."""
    with office.read() as session:
        row = session.get(Link, digest_of(token))
        return row is not None and _is_open_link(row) and not _works(session, row)


def asks_code(office: Office, token: str) -> bool:
    """Whether a code has to be typed with the link."""
    with office.read() as session:
        return session.get(LinkConfirmation, digest_of(token)) is not None


def _known(office: Office, token: str) -> tuple[str, ...]:
    """What others know of the person of a link that works: name, e-mail address, schools."""
    with office.read() as session:
        person = _of_link(session, token)
        if person is None:
            return ()
        schools = (one.name for one in schools_of(session, person.key, office.clock()))
        return tuple(filter(None, (person.email, person.name, *schools)))


def _works(session: Session, link: Link) -> bool:
    second = session.get(LinkConfirmation, link.digest)
    return _is_open_link(link) and (second is None or second.confirmed_at is not None)


def _is_open_link(link: Link) -> bool:
    return link.used_at is None and link.ends_at > clock.now()


def use_link(office: Office, token: str, password: str, code: str = "") -> None:
    """Set a password by a one-time link; every session of the person ends. NotFound for a dead one.

    Faulty for a wrong code, where a second person gave one. What set it a moment ago is answered
    like the first time: a button is pressed twice.
    """
    if link_works(office, token) and not _code_fits(office, token, code):
        raise Faulty((Fault("code", WRONG_CODE),))
    done = link_works(office, token) and _set_by(
        office, token, passwords.hash_password(password, _known(office, token))
    )
    if not done and not _was_just_set(office, token, password):
        raise NotFound(DEAD_LINK)


def _code_fits(office: Office, token: str, code: str) -> bool:
    """Whether this is the code of the link, if it has one; a wrong one is counted."""
    with office.read() as session:
        row = session.get(LinkConfirmation, digest_of(token))
        if row is None or compare_digest(row.code or "", digest_of(passwords.plain_code(code))):
            return True
    with office.transaction() as transaction:
        row = transaction.session.get_one(LinkConfirmation, digest_of(token))
        row.wrong += 1
        transaction.session.add(row)
        link = transaction.session.get(Link, row.link)
        if link and row.wrong >= MOST_CODES:
            link.used_at = clock.now()
            transaction.session.add(link)
    return False


def _set_by(office: Office, token: str, hashed: str) -> bool:
    """Use the link; False where another request was faster."""
    with office.transaction() as transaction:
        row = transaction.session.get(Link, digest_of(token), with_for_update=True)
        if row is None or not _works(transaction.session, row):
            return False
        row.used_at = clock.now()
        transaction.session.add(row)
        set_password(transaction, row.person, hashed)
        return True


def _was_just_set(office: Office, token: str, password: str) -> bool:
    """Whether this link was used within minutes, and what is posted with it is now the password.

    A key of the form would add nothing: whoever posts has the link, and could derive it. A dead
    link must not say which password is right, so a wrong one here counts as a failure to sign in,
    and makes one wait like any other; the link changes nothing any more.
    """
    now = clock.now()
    with office.read() as session:
        link = session.get(Link, digest_of(token))
        if link is None or link.used_at is None or now - link.used_at >= AGAIN:
            return False
        person = session.get_one(Person, link.person)
    try:
        return _checked(office, person.email or "", password, now) == person.key
    except NotFitting:
        return False


def forget_password(transaction: Transaction, person: str) -> bool:
    """Let a person's password, and every session of theirs, end; False where they have none."""
    credential = transaction.session.get(Credential, person)
    if credential is None or credential.password_hash is None:
        return False
    credential.password_hash = None
    transaction.session.add(credential)
    end_all(transaction, person)
    return True


def set_password(transaction: Transaction, person: str, hashed: str) -> None:
    """Store a new password; forget failures; end every session."""
    credential = transaction.session.get(Credential, person) or Credential(person=person)
    credential.password_hash = hashed
    transaction.session.add(credential)
    if (row := transaction.session.get(Person, person)) and row.email:
        forget_failures(transaction, address_of(row.email))
    end_all(transaction, person)
    theirs = [one.key for one in schools_of(transaction.session, person, transaction.now)]
    for log in theirs or [INSTALLATION]:
        transaction.log(log, "password_set", person, person)
