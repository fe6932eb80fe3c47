"""Links to set a password: asked for, confirmed by a second person, mailed or handed over."""

from contextlib import suppress

from sqlmodel import Session

from appendix_a.reading.case import FORMER
from service.db.tables import Credential, MailKind, Person
from service.desk.cases import schools
from service.desk.office import INSTALLATION, Office, Transaction
from service.desk.people import passwords, power, signing_in
from service.desk.refusals import NotAllowed, NotFound, Refusal
from service.desk.views import HandedLink, WaitingLink


def invite(office: Office, actor: str, school: str, key: str, *, by_mail: bool = False) -> str:
    """A one-time link's token for 24 hours, for an invitation or a forgotten password.

    By mail it goes to the person alone, and nothing is given back; without mails it is handed over.
    For whoever signs or keeps people it always goes by mail; where none is sent, or their address
    is new, it works once a second person confirmed it (`confirm_link`). NotAllowed where there is
    none, and for a person who belongs elsewhere too: the host alone gives theirs (decision 11).
    """
    with office.transaction() as transaction:
        schools.membership(transaction.session, school, key)
        if actor != INSTALLATION and power.is_elsewhere(office, transaction.session, school, key):
            raise NotAllowed(
                "This person belongs to another school too, or to the host. Ask the operator for "
                "their link: “official-sites people reset” gives it on the host itself."
            )
        if transaction.session.get(Credential, key) is None:
            transaction.session.add(Credential(person=key))
            transaction.session.flush()
        asked = _second(office, transaction.session, actor, school, key)
        own = actor != INSTALLATION and power.has_power(transaction.session, key, office.clock())
        if (by_mail or own) and office.relay:
            row = transaction.session.get_one(Credential, key)
            kind = MailKind.FORGOTTEN if row.password_hash else MailKind.INVITATION
            signing_in.mail_link(office, transaction, school, key, kind, asked)
            transaction.log(school, "invited", key, actor, mail=True, waits=bool(asked))
            return ""
        token = signing_in.new_link(transaction, key, asked=asked)
        transaction.log(school, "invited", key, actor, waits=bool(asked))
        return token


def waiting_link(office: Office, school: str, key: str) -> WaitingLink | None:
    """The link of a person that waits for a second person, if any does."""
    with office.read() as session:
        row = signing_in.waits(session, key)
        if row is None or row.school != school:
            return None
        names = schools.names(session, [row.asked_by])
        return WaitingLink(row.link[:16], row.asked_by, names.get(row.asked_by, ""), row.asked_at)


def confirm_link(office: Office, actor: str, school: str, key: str) -> str:
    """Let a link work that somebody else asked for; gives the code that has to be typed with it.

    Whoever confirmed it gets another code, which takes the place of the first: the page that is
    seen last has the one that works.
    NotAllowed for whoever asked, for the person themselves, and for who is none of `SECONDS`.
    """
    with office.transaction() as transaction:
        return code_for_link(transaction, office, actor, school, key)


def code_for_link(
    transaction: Transaction, office: Office, actor: str, school: str, key: str
) -> str:
    """Confirm a link, as one of several acts of a transaction; gives its code."""
    row = signing_in.waits(transaction.session, key, by=actor)
    if row is None or row.school != school:
        raise NotFound("No link of this person waits for anybody.")
    if actor not in power.seconds(office, transaction.session, school) - {key, row.asked_by}:
        raise NotAllowed(power.BY_A_SECOND)
    code = passwords.new_code()
    row.code = signing_in.digest_of(code)
    row.confirmed_by, row.confirmed_at = actor, transaction.now
    transaction.session.add(row)
    transaction.log(school, "link_confirmed", key, actor)
    return code


def invite_all(office: Office, actor: str, school: str) -> int:
    """Send a link to each who is at the school and has no password; gives how many got one.

    Whoever belongs elsewhere too is left out, as in `invite`, and whoever needs a second person
    where there is none. Refusal where no mails are sent.
    """
    if office.relay is None:
        raise Refusal("This service sends no mails. Make the links, and hand them over.")
    with office.transaction() as transaction:
        asked = _to_invite(office, transaction, actor, school)
        for key, second in asked.items():
            kind = MailKind.INVITATION
            signing_in.mail_link(office, transaction, school, key, kind, second)
            transaction.log(school, "invited", key, actor, mail=True, waits=bool(second))
        return len(asked)


def links(office: Office, actor: str, school: str) -> tuple[HandedLink, ...]:
    """A link for each who is at the school and has no password, to be handed over, by name.

    Without one is who is left out of `invite_all`. Refusal where mails are sent: they bring the
    links.
    """
    if office.relay is not None:
        raise Refusal("This service sends mails. Send the links: then nobody else sees them.")
    with office.transaction() as transaction:
        asked = _to_invite(office, transaction, actor, school)
        tokens = {}
        for key, second in asked.items():
            tokens[key] = signing_in.new_link(transaction, key, asked=second)
            transaction.log(school, "invited", key, actor, waits=bool(second))
        every = _without_password(office, transaction.session, school)
        named = {one: transaction.session.get_one(Person, one) for one in every}
    made = (
        HandedLink(
            row.name or FORMER,
            row.email or "",
            tokens.get(key, ""),
            waits=bool(asked.get(key)),
        )
        for key, row in named.items()
    )
    return tuple(sorted(made, key=lambda one: one.name.casefold()))


def _without_password(office: Office, session: Session, school: str) -> set[str]:
    """Who is at the school and cannot sign in yet."""
    row = schools.school_row(session, school)
    here = schools.school_facts(session, row, office.today(row)).people
    return here.keys() - power.able_to_sign_in(session, school)


def _to_invite(
    office: Office, transaction: Transaction, actor: str, school: str
) -> dict[str, tuple[str, str] | None]:
    """Whoever has no password, each with what a second person is asked; their account is opened."""
    session = transaction.session
    found: dict[str, tuple[str, str] | None] = {}
    for key in sorted(_without_password(office, session, school)):
        if not power.is_elsewhere(office, session, school, key):
            with suppress(NotAllowed):
                found[key] = _second(office, session, actor, school, key)
    for key in found:
        if session.get(Credential, key) is None:
            session.add(Credential(person=key))
    session.flush()
    return found


def _second(
    office: Office, session: Session, actor: str, school: str, key: str
) -> tuple[str, str] | None:
    """What a second person is asked, where a link takes one; NotAllowed where there is none."""
    if actor == INSTALLATION or not power.has_power(session, key, office.clock()):
        return None
    if not power.takes_two(office, session, school, key):
        return None
    if not power.seconds(office, session, school) - {key, actor}:
        raise NotAllowed(power.NO_SECOND)
    return school, actor
