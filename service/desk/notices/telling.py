"""Who is told of what was done: the last act of each transaction, so that no use case forgets it.

What people owe is worked out anew where a line of a log may have changed it (`owed`): what is new
makes a notice, what nobody waits for any more is over. The rest is news.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlmodel import Session, col, select

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.notices import NoticeKind, Told, newly_owed, over
from appendix_a.reading.case import Role
from service.db.tables import Entry, Grant, Notice, Proposal, School
from service.desk.cases import cases, schools
from service.desk.cases.calendars import expected_on
from service.desk.notices import owed
from service.desk.notices.owed import SECTIONS, Section, owed_at, owed_on
from service.desk.office import Office, Owing, Said, Transaction, new_key
from service.desk.queue import work

News = Callable[[Office, Session, Said], Iterable[Told]]


@dataclass(frozen=True)
class After:
    """What follows from a line of a log: what is owed anew, and who hears of it."""

    proposal: bool = False  # whether what its proposal asks for may have changed
    sections: tuple[Section, ...] = ()
    news: News = lambda *_: ()


def tell(office: Office, transaction: Transaction) -> None:
    """Make the notices of what this transaction has logged, each once."""
    transaction.session.flush()  # what was read before holds no longer
    refs: dict[str, None] = {}
    sections: dict[str, dict[Section, None]] = {}
    for said in tuple(transaction.said):
        after = AFTER.get(said.kind)
        if after is None:
            continue
        if after.proposal:
            refs[said.subject] = None
        sections.setdefault(said.school, {}).update(dict.fromkeys(after.sections))
        for told in after.news(office, transaction.session, said):
            _add(office, transaction, said.school, told)
    for ref in refs:
        _on_proposal(office, transaction, ref)
    for name, wanted in sections.items():
        row = transaction.session.get(School, name) if wanted else None
        if row:
            _at_school(office, transaction, row, wanted)
    for one in transaction.owed:
        _as_answered(office, transaction, one)


def _at_school(
    office: Office, transaction: Transaction, school: School, sections: Iterable[Section]
) -> None:
    wanted = tuple(sections)
    session = transaction.session
    now = [one.told for one in owed_at(office, session, school, sections=wanted)]
    _settle(office, transaction, school.key, now, _open(session, school.key, wanted))


def _open(session: Session, school: str, sections: Iterable[Section]) -> Sequence[Notice]:
    """What people of a school were told of these sections, and is not over."""
    kinds = frozenset[NoticeKind]().union(*(SECTIONS[one] for one in sections))
    return session.exec(
        select(Notice)
        .where(Notice.school == school, col(Notice.kind).in_(kinds))
        .where(col(Notice.over_at).is_(None))
    ).all()


def owing(office: Office, school: str) -> tuple[tuple[Told, ...], tuple[Told, ...]]:
    """What people of a school owe now, and of what they were told: what a step is given."""
    with office.read() as session:
        row = schools.school_row(session, school)
        now = tuple(one.told for one in owed_at(office, session, row))
        return now, tuple(map(_told, _open(session, school, SECTIONS)))


def _as_answered(office: Office, transaction: Transaction, owing: Owing) -> None:
    """Tell what a step has found, unless an act has told it since."""
    school, new, gone = owing
    known = {_told(one): one for one in _open(transaction.session, school, SECTIONS)}
    for one in gone:
        if one in known:
            known[one].over_at = transaction.now
            transaction.session.add(known[one])
    for one in newly_owed(new, known):
        _add(office, transaction, school, one)


def _on_proposal(office: Office, transaction: Transaction, ref: str) -> None:
    session = transaction.session
    row = session.get(Proposal, ref)
    if row is None:
        return
    now = [one.told for one in owed_on(office, session, row)]
    open_ = select(Notice).where(
        Notice.subject == ref,
        Notice.school == row.school,
        col(Notice.kind).in_(SECTIONS[owed.proposals]),
        col(Notice.over_at).is_(None),
    )
    due = None
    if row.status in work.WAITING:
        due = expected_on(session, schools.school_row(session, row.school), row.changed_at)
    _settle(office, transaction, row.school, now, session.exec(open_).all(), due)
    _end_reminders(transaction, row, {one.person for one in now})


def _end_reminders(transaction: Transaction, row: Proposal, owing: Collection[str]) -> None:
    """A reminder is over with what it reminds of."""
    reminded = select(Notice).where(
        Notice.subject == row.ref,
        Notice.school == row.school,
        Notice.kind == NoticeKind.REMINDER,
        col(Notice.over_at).is_(None),
    )
    for one in transaction.session.exec(reminded):
        if one.person not in owing:
            one.over_at = transaction.now
            transaction.session.add(one)


def _settle(
    office: Office,
    transaction: Transaction,
    school: str,
    now: Iterable[Told],
    open_: Iterable[Notice],
    due_on: date | None = None,
) -> None:
    """Add what is new, end what is over; a notice that stands is left as it is."""
    waiting, known = tuple(now), {_told(one): one for one in open_}
    for gone in over(waiting, known):
        known[gone].over_at = transaction.now
        transaction.session.add(known[gone])
    for one in newly_owed(waiting, known):
        _add(office, transaction, school, one, due_on)


def _told(row: Notice) -> Told:
    return Told(row.person, row.kind, row.subject, row.key)


def _add(
    office: Office,
    transaction: Transaction,
    school: str,
    told: Told,
    due_on: date | None = None,
) -> None:
    """One row: what the act that causes it pays for."""
    transaction.session.add(
        Notice(
            id=new_key(),
            school=school,
            person=told.person,
            kind=told.kind,
            subject=told.subject,
            key=told.key,
            at=transaction.now,
            due_on=due_on,
            mail_at=transaction.now if office.relay else None,
        )
    )


# News -----------------------------------------------------------------------------------------


def _proposer(kind: NoticeKind, _office: Office, session: Session, said: Said) -> Iterator[Told]:
    row = cases.proposal_row(session, said.subject)
    if row.proposer != said.actor:
        yield Told(row.proposer, kind, row.ref, str(said.body.get("revision", "")))


def _passed(office: Office, session: Session, said: Said) -> Iterator[Told]:
    row = cases.proposal_row(session, said.subject)
    if row.status is Status.IN_SIGN_OFF and said.body["status"] == Status.IN_SIGN_OFF:
        yield from _proposer(NoticeKind.PASSED, office, session, said)


def _those_of_the_site(
    kind: NoticeKind, office: Office, session: Session, said: Said
) -> Iterator[Told]:
    """Who proposed it, and who runs and moderates it, but whoever did it."""
    row = cases.proposal_row(session, said.subject)
    runs = cases.proposal_of(session, row.ref, row.revision).people()
    key = str(said.body.get("entry") or "")
    for person in dict.fromkeys((row.proposer, *runs)):
        if person != said.actor and _is_here(office, session, said.school, person):
            yield Told(person, kind, row.ref, key)


def _failing(office: Office, session: Session, said: Said) -> Iterator[Told]:
    """Who runs the site, and the principal: something on it has to be put right."""
    row = cases.proposal_row(session, said.subject)
    entry = session.get(Entry, said.body["entry"])
    runs = cases.proposal_of(session, row.ref, row.revision).administrators
    for person in dict.fromkeys((*runs, *_holders(office, session, said.school, Role.PRINCIPAL))):
        if entry and _is_here(office, session, said.school, person):
            yield Told(person, NoticeKind.EXCEPTION, entry.key, str(said.body.get("clause") or ""))


def _reminded(_office: Office, _session: Session, said: Said) -> Iterator[Told]:
    for person in said.body["people"]:
        yield Told(person, NoticeKind.REMINDER, said.subject, str(said.body["days"]))


def _role(_office: Office, _session: Session, said: Said) -> Iterator[Told]:
    if not said.body.get("waits"):
        yield Told(said.subject, NoticeKind.ROLE, said.subject, said.body["role"])


def _role_confirmed(office: Office, session: Session, said: Said) -> Iterator[Told]:
    yield from _role(office, session, said)
    if day := said.body.get("counts_on"):
        yield from _by_the_host(NoticeKind.HOST_CONFIRMED, office, session, said, day)


def _role_ends(office: Office, session: Session, said: Said) -> Iterator[Told]:
    yield from _by_the_host(NoticeKind.HOST_ENDS, office, session, said, said.body["last"])


def _by_the_host(
    kind: NoticeKind, office: Office, session: Session, said: Said, day: str
) -> Iterator[Told]:
    """Everybody at the school: where nobody is left to confirm it, all of them watch the host."""
    row = schools.school_row(session, said.school)
    for person in schools.school_facts(session, row, office.today(row)).people:
        yield Told(person, kind, said.subject, f"{said.body['role']} {day}")


def _role_ended(_office: Office, _session: Session, said: Said) -> Iterator[Told]:
    yield Told(said.subject, NoticeKind.ROLE_ENDED, said.subject, said.body["role"])


def _themselves(kind: NoticeKind, _office: Office, _session: Session, said: Said) -> Iterator[Told]:
    yield Told(said.subject, kind, said.subject)


def _link(_office: Office, _session: Session, said: Said) -> Iterator[Told]:
    """Told by itself where the link was handed to somebody else; a mail that brings it tells too."""
    if not said.body.get("mail"):
        yield Told(said.subject, NoticeKind.LINK, said.subject)


def _corrected(_office: Office, _session: Session, said: Said) -> Iterator[Told]:
    if ADDRESS in said.body["fields"]:
        yield Told(said.subject, NoticeKind.ADDRESS_CHANGED, said.subject)


ADDRESS = "address"
WATCHERS = (Role.AUDITOR, Role.PRINCIPAL, Role.CHAIR)


def _difference(office: Office, session: Session, said: Said) -> Iterator[Told]:
    """The auditor and the leaders of the school whose log it is, and every operator."""
    school = session.get(School, said.subject)
    watchers = _holders(office, session, school.key, *WATCHERS) if school else []
    for person in dict.fromkeys(watchers):
        page = f"/log/differences?school={said.subject}"
        yield Told(person, NoticeKind.DIFFERENCE, said.subject, page)
    for person in _operators(session):
        yield Told(person, NoticeKind.DIFFERENCE, said.subject, "/operator/differences")


def _operators(session: Session) -> Iterable[str]:
    return session.exec(
        select(Grant.person).where(
            Grant.role == Role.OPERATOR,
            col(Grant.confirmed_at).is_not(None),
            col(Grant.ended_at).is_(None),
        )
    ).all()


def _holders(office: Office, session: Session, school: str, *roles: Role) -> list[str]:
    row = schools.school_row(session, school)
    held = schools.grants_in_force(session, school, office.today(row))
    return [one.person for one in held if one.role in roles]


def _is_here(office: Office, session: Session, school: str, person: str) -> bool:
    row = schools.school_row(session, school)
    return schools.is_member(session, school, person, office.today(row))


# The table ------------------------------------------------------------------------------------


_MOVED = After(proposal=True)
_PEOPLE = After(sections=tuple(SECTIONS))
AFTER: Mapping[str, After] = {
    **dict.fromkeys(
        (
            *("drafted", "submitted", "signature_counted", "signature_void"),
            *("facts_moved", "returned", "referral_returned", "declared", "declined"),
            *("undone", "withdrawn", "deleted"),
        ),
        _MOVED,
    ),
    "checked": After(proposal=True, news=_passed),
    "rejected": After(proposal=True, news=partial(_proposer, NoticeKind.REJECTED)),
    "lapsed": After(proposal=True, news=partial(_proposer, NoticeKind.LAPSED)),
    "registered": After(
        proposal=True,
        sections=(owed.launches,),
        news=partial(_those_of_the_site, NoticeKind.APPROVED),
    ),
    "not_registered": After(proposal=True, news=partial(_proposer, NoticeKind.NOT_ENTERED)),
    "reminded": After(news=_reminded),
    "escalated": After(proposal=True, news=_reminded),
    "launched": After(
        sections=(owed.launches, owed.ending),
        news=partial(_those_of_the_site, NoticeKind.LAUNCHED),
    ),
    "closed": After(
        sections=(owed.launches, owed.ending, owed.sites, owed.addresses),
        news=partial(_those_of_the_site, NoticeKind.CLOSED),
    ),
    "site_lapsed": After(
        sections=(owed.launches, owed.ending, owed.sites, owed.addresses),
        news=partial(_those_of_the_site, NoticeKind.LAPSED),
    ),
    "review_due": After(sections=(owed.ending,)),
    "exception_opened": After(sections=(owed.sites, owed.addresses), news=_failing),
    "exception_closed": After(sections=(owed.sites, owed.addresses)),
    "valid_until_lowered": After(sections=(owed.ending,)),
    "address_in_doubt": After(sections=(owed.addresses,)),
    "address_settled": After(sections=(owed.addresses,)),
    "evidence": After(sections=(owed.rows, owed.readings)),
    "evidence_confirmed": After(sections=(owed.rows, owed.readings)),
    "edition_drafted": After(sections=(owed.editions,)),
    "edition_adopted": After(sections=(owed.editions, owed.readings)),
    "membership_changed": _PEOPLE,
    "manager_confirmed": _PEOPLE,
    "role_granted": After(sections=tuple(SECTIONS), news=_role),
    "role_confirmed": After(sections=tuple(SECTIONS), news=_role_confirmed),
    "role_ends": After(sections=tuple(SECTIONS), news=_role_ends),
    "role_ended": After(sections=tuple(SECTIONS), news=_role_ended),
    "role_end_asked": After(sections=(owed.grants,)),
    "role_kept": After(sections=(owed.grants,)),
    "link_confirmed": After(sections=(owed.grants,)),
    "password_set": After(news=partial(_themselves, NoticeKind.PASSWORD)),
    "invited": After(sections=(owed.grants,), news=_link),
    "person_corrected": After(news=_corrected),
    "difference_found": After(news=_difference),
}
"""What each kind of event leads to."""

NOBODY: Mapping[str, str] = {
    "signed": "a step counts it within seconds, and whose turn comes next is told then",
    "address_reread": "the site is the same, and nobody has to do anything",
    "recheck_asked": "what it finds is told",
    "rechecked": "each exception that it opens is told",
    "taken_up_again": "it is between the operator and the engine",
    "office_named": "it changes nothing for anybody",
    "school_opened": "nobody is there yet",
    "person_added": "an invitation tells them",
    "erased": "whoever was erased is told nothing more",
    "backup_proven": "it stands on the service status",
    "restored": "it was done on the host, by whoever tells the school",
    "committed": "it closes what others are told of",
    "difference_accepted": "both who accept it are there",
    "log_key_accepted": "both who accept it are there",
    "from_here_on": "a release was started, by whoever tells the school",
    **dict.fromkeys(
        ("closure_added", "closure_removed", "closures_replaced"),
        "the calendar stands on a page of its own, and what is due moves with it",
    ),
    "staff_list_applied": "each person whom it concerns is told of their part",
    "notices_chosen": "they chose it themselves",
}
"""The kinds of event of which nobody is told, and why."""
