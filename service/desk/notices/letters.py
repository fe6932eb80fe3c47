"""What a mail says, as values: who reads it, what about, and the one page that it leads to.

Nothing that people typed is in it but titles, and nothing about pupils.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, SQLModel, col, select

from appendix_a.procedure.delivery import Answer
from appendix_a.values.answers import day_in_words
from service.db import proven
from service.db.keys import CheckpointError
from service.db.tables import Link, Mail, MailKind, Notice, Person, School, WithCode
from service.desk.notices.notices import Shown, shown
from service.desk.office import Office
from service.desk.people import signing_in
from service.desk.proof import NotProven, proven_read
from service.desk.queue import mails
from service.desk.queue.mails import Sending

PRODUCT = "Official Sites"
HAPPENED = "This has happened:"
WHY = (
    "You get this because you have a part in it at the school. Opening the page changes nothing: you "
    "sign in first, and decide there. Under “Notices” you choose how often you are written to."
)
WHY_LINK = (
    "The page can be used once, within 24 hours of this mail. If you did not expect it, do nothing, "
    "and tell the school's office."
)
WHY_OLD = "If nobody asked you about this, tell the school's office at once."


@dataclass(frozen=True)
class Line:
    """One thing that a mail tells of. `due`: by when, in words; empty where there is no day."""

    title: str
    words: str
    due_on: date | None = None
    beside: str = ""

    @property
    def due(self) -> str:
        return f"By {day_in_words(self.due_on)}." if self.due_on else ""


@dataclass(frozen=True)
class Letter:
    """A mail before it is put into its form. `answer_to` is the office's address, where it has one."""

    id: str
    to: str
    name: str
    school: str
    subject: str
    opening: str
    lines: tuple[Line, ...]
    button: str
    href: str
    why: str
    answer_to: str | None = None
    news: tuple[Line, ...] = ()  # what has happened, beside what waits


def letter(office: Office, mail: Sending) -> Letter | Answer:
    """What this mail says now, or why it says nothing.

    The address is the one that the log commits to: whoever changes it beside the log gets no mail.
    """
    try:
        with proven_read(office) as session:
            return _letter(office, session, mail)
    except (NotProven, CheckpointError):
        return Answer.NOT_PROVEN


def _letter(office: Office, session: Session, mail: Sending) -> Letter | Answer:
    row = session.get_one(Mail, mail.id)
    if not _is_coded(office, row):
        return Answer.NOT_PROVEN
    person = session.get_one(Person, mail.person)
    to = mail.send_to or person.email
    if not to or person.name is None:
        return Answer.NO_ADDRESS
    school = session.get(School, mail.school)
    begun = _Begun(office, mail, to, person.name, school)
    return _WRITE[mail.kind](session, begun)


def _is_coded(office: Office, row: WithCode) -> bool:
    form = proven.form_of(SQLModel.metadata.tables[str(row.__tablename__)])
    return proven.same(row.commit_mac, proven.coded(office.log_key, form, row.__dict__))


@dataclass(frozen=True)
class _Begun:
    office: Office
    mail: Sending
    to: str
    name: str
    school: School | None

    def end(
        self,
        subject: str,
        opening: str,
        lines: Sequence[Line],
        button: str,
        href: str,
        why: str,
        news: Sequence[Line] = (),
    ) -> Letter:
        """The letter, with all that its kind says."""
        called = self.school.name if self.school else PRODUCT
        return Letter(
            id=self.mail.id,
            to=self.to,
            name=self.name,
            school=called,
            subject=f"{called}: {subject}",
            opening=opening,
            lines=tuple(lines),
            button=button,
            href=f"{self.office.origin}{href}" if href else "",
            why=why,
            answer_to=self.school.office_email if self.school else None,
            news=tuple(news),
        )


def _of_notices(session: Session, begun: _Begun) -> Letter | Answer:
    rows = session.exec(
        select(Notice)
        .where(Notice.mail == begun.mail.id, Notice.person == begun.mail.person)
        .order_by(col(Notice.at), col(Notice.id))
    ).all()
    if not all(_is_coded(begun.office, one) for one in rows):
        return Answer.NOT_PROVEN
    still = [one for one in rows if one.over_at is None]
    told = shown(session, still)
    if not told:
        return Answer.NOTHING_TO_SAY
    owed = [one for one in told if one.is_owed]
    news = [one for one in told if not one.is_owed]
    said, also = (owed, news) if owed else (news, [])
    inbox = f"/inbox?school={begun.mail.school}"
    return begun.end(*_said(said, inbox, owes=bool(owed)), WHY, _lines(also))


def _lines(told: Sequence[Shown]) -> tuple[Line, ...]:
    return tuple(dict.fromkeys(Line(one.title, one.words, one.due_on, one.beside) for one in told))


def _said(
    told: Sequence[Shown], inbox: str, *, owes: bool
) -> tuple[str, str, tuple[Line, ...], str, str]:
    """Subject, opening, lines, and where the mail leads: one thing to its own page."""
    lines = _lines(told)
    opening = "This is waiting for you:" if owes else HAPPENED
    if len(lines) == 1:
        return f"{lines[0].title} – {lines[0].words}", opening, lines, "Open it", told[0].href
    count = f"{len(lines)} things wait for you" if owes else f"{len(lines)} things have happened"
    titles = {one.title for one in lines}
    subject = f"{titles.pop()} – {count}" if len(titles) == 1 else count
    if owes:
        return subject, opening, lines, "Open your inbox", inbox
    return subject, opening, lines, "Open your notices", "/me/notices"


def _with_link(session: Session, begun: _Begun) -> Letter | Answer:
    link = session.get(Link, begun.mail.link)
    token = mails.link_token(begun.office.log_key, begun.mail.id)
    if link is None or link.used_at or signing_in.digest_of(token) != link.digest:
        return Answer.NOTHING_TO_SAY  # it was used, or a newer one has replaced it
    if not _is_coded(begun.office, link) or link.person != begun.mail.person:
        return Answer.NOT_PROVEN
    invited = begun.mail.kind is MailKind.INVITATION
    called = begun.school.name if begun.school else "this service"
    words = "Set your password" if invited else "Set a new password"
    opening = (
        f"You can sign in to {PRODUCT} of {called}. Set your password first:"
        if invited
        else "You asked for a new password for this address, or the school's registrar did for you:"
    )
    return begun.end(words, opening, (), words, f"/set-password/{token}", WHY_LINK)


def _to_old_address(_session: Session, begun: _Begun) -> Letter:
    words = "Your e-mail address was changed"
    opening = (
        f"From now on mails from {PRODUCT} go to another address, and you sign in with that one."
    )
    return begun.end(words, opening, (), "", "", WHY_OLD)


_WRITE = {
    MailKind.NOTICES: _of_notices,
    MailKind.INVITATION: _with_link,
    MailKind.FORGOTTEN: _with_link,
    MailKind.OLD_ADDRESS: _to_old_address,
}
"""What each kind of mail says."""


def start_link(office: Office, mail: Sending) -> None:
    """Let the 24 hours of a mail's link begin: it is sent now."""
    if mail.link is None or mail.number > 1:
        return
    with office.transaction() as transaction:
        link = transaction.session.get(Link, mail.link)
        if link and link.used_at is None:
            signing_in.renew(transaction, link)
