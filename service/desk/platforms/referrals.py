"""What could not be determined: evidence on a platform's terms, recorded by a person.

Undetermined ends only when evidence is recorded and the fact is tested again, never by waiver.
"""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from appendix_a.assessing.assess import assess
from appendix_a.platforms.catalogue import Platform, overlay, resolve
from appendix_a.platforms.lower_ages import lowers_an_age
from appendix_a.procedure.lifecycle import Action, By, Status
from appendix_a.reading.case import Role, Stage
from appendix_a.values.answers import Verdict
from appendix_a.values.faults import Fault
from appendix_a.values.wording import says_something
from service.db.tables import PlatformRow, RecordedHost
from service.db.tables import Proposal as ProposalRow
from service.desk.cases import cases, schools
from service.desk.office import Office, Transaction, new_key
from service.desk.platforms import catalogue
from service.desk.proposals.proposals import allowed, current
from service.desk.proposals.status import follow, move
from service.desk.queue import rechecks
from service.desk.refusals import Faulty, NotAllowed, NotFound
from service.desk.views import Referral, Unconfirmed

SETTLERS = frozenset({By.E_SAFETY, By.PRINCIPAL})
CONFIRMERS = frozenset({Role.E_SAFETY_LEAD, Role.VICE_PRINCIPAL, Role.PRINCIPAL})
RECORDERS = CONFIRMERS - {Role.VICE_PRINCIPAL}


def referrals(office: Office, actor: str, school: str) -> tuple[Referral, ...]:
    """Proposals of others that wait for evidence, oldest first."""
    with office.read() as session:
        rows = session.exec(
            select(ProposalRow)
            .where(
                ProposalRow.school == school,
                ProposalRow.status == Status.REFERRED,
                ProposalRow.proposer != actor,
            )
            .order_by(col(ProposalRow.changed_at))
        )
        return tuple(_referral(office, session, row) for row in rows)


def is_asked_for(office: Office, school: str, key: str) -> bool:
    """Whether a row may be recorded under this key: of a platform, known or new, or of a referral."""
    if catalogue.is_new_key(key):
        return True
    with office.read() as session:
        known = schools.catalogue_of(session, school)
        referred = _referred(session, school)
        return known.row(key) is not None or key in {own_key(one.ref) for one in referred}


def own_key(ref: str) -> str:
    """The key of an unlisted platform's row: it says nothing, for it stands in the log for good."""
    return f"{catalogue.OWN}{ref.casefold()}"


def _referral(office: Office, session: Session, row: ProposalRow) -> Referral:
    facts = cases.facts_of(office, session, row)
    assessment = assess(facts.case, facts.policy(), facts.on)
    proposal = facts.case.proposal
    policy = facts.policy()
    host = policy.context(facts.case, facts.on, Stage.DRAFT).host
    named = resolve(policy.catalogue, proposal.platform or "")
    known = host.row or (named if named and named.account_model != "resolve_first" else None)
    return Referral(
        ref=row.ref,
        title=row.title,
        since=row.changed_at,
        version=row.version,
        platform=known.key if known else "",
        platform_name=known.name if known else proposal.platform_name or "",
        address=proposal.address or "",
        findings=assessment.having(Verdict.UNDETERMINED),
        row=known,
    )


def unconfirmed(office: Office, school: str) -> tuple[Unconfirmed, ...]:
    """Rows that lower an age and wait for a second person."""
    with office.read() as session:
        rows = _unconfirmed(session, school)
        people = schools.names(session, [one.read_by for one in rows])
        return tuple(
            Unconfirmed(
                one.id,
                Platform.model_validate(one.row),
                people.get(one.read_by, ""),
                one.recorded_at,
            )
            for one in rows
        )


def _unconfirmed(session: Session, school: str) -> list[PlatformRow]:
    return list(
        session.exec(
            select(PlatformRow)
            .where(PlatformRow.school == school, col(PlatformRow.needs_confirming).is_(True))
            .where(col(PlatformRow.confirmed_by).is_(None))
            .order_by(col(PlatformRow.seq))
        )
    )


def confirmable(office: Office, actor: str, school: str) -> frozenset[str]:
    """Which of these rows this person may confirm: never one that they recorded."""
    with office.read() as session:
        able = _roles(session, office, school, actor) & CONFIRMERS
        rows = _unconfirmed(session, school) if able else []
        return frozenset(one.id for one in rows if one.read_by != actor)


def record_row(office: Office, actor: str, school: str, given: Mapping[str, Any]) -> None:
    """Record what a platform's terms say; what waited for it, or depends on it, is tested again.

    Faulty where the row is not sound. A row that lowers an age waits for a second person.
    """
    with office.transaction() as transaction:
        _refuse_strangers(
            transaction, office, school, actor, _recorders(transaction.session, office, school)
        )
        today = office.today(schools.school_row(transaction.session, school))
        known = schools.catalogue_of(transaction.session, school)
        row = catalogue.sound(given, known, today)
        place = schools.school_facts(
            transaction.session, schools.school_row(transaction.session, school), today
        )
        stands = resolve(overlay(known, (row,)), row.key) or row  # with the ages that it borrows
        lower = lowers_an_age(known, stands, place.jurisdiction, today)
        before = open_questions(office, transaction, school)
        _, digest = transaction.keep(school, row.model_dump_json())
        seq = transaction.log(
            school,
            "evidence",
            school,
            actor,
            platform=row.key,
            row=digest,
            confirm=lower,
        )
        transaction.session.add(
            PlatformRow(
                id=new_key(),
                school=school,
                key=row.key,
                row=row.model_dump(mode="json"),
                read_by=actor,
                recorded_at=transaction.now,
                needs_confirming=lower,
                seq=seq,
            )
        )
        for host in sorted({place.partition("/")[0] for place in row.hostnames}):
            transaction.session.merge(RecordedHost(host=host, school=school))
        _recheck_what_moved(office, transaction, actor, before, row.key, seq)
        if not lower:
            rechecks.ask(transaction, school, actor, seq, row.key)


def _refuse_strangers(
    transaction: Transaction, office: Office, school: str, actor: str, able: frozenset[Role]
) -> None:
    if not _roles(transaction.session, office, school, actor) & able:
        words = " or the ".join(one.label.lower() for one in Role if one in able)
        raise NotAllowed(f"Only the {words} can do this.")


def _roles(session: Session, office: Office, school: str, actor: str) -> set[Role]:
    today = office.today(schools.school_row(session, school))
    held = schools.grants_in_force(session, school, today)
    return {one.role for one in held if one.person == actor}


def may_record(office: Office, actor: str, school: str) -> bool:
    """Whether this person keeps the catalogue of the school today."""
    with office.read() as session:
        able = _recorders(session, office, school)
        return bool(_roles(session, office, school, actor) & able)


def _recorders(session: Session, office: Office, school: str) -> frozenset[Role]:
    """Who records: the chair too, where every other has a referred proposal of their own."""
    today = office.today(schools.school_row(session, school))
    held = schools.grants_in_force(session, school, today)
    bound = {one.proposer for one in _referred(session, school)}
    free = {one.person for one in held if one.role in RECORDERS} - bound
    return RECORDERS if free else RECORDERS | {Role.CHAIR}


def _referred(session: Session, school: str) -> list[ProposalRow]:
    found = select(ProposalRow).where(
        ProposalRow.school == school, ProposalRow.status == Status.REFERRED
    )
    return list(session.exec(found.order_by(ProposalRow.ref)))


Questions = Mapping[str, tuple[tuple[str, Verdict, str], ...]]


def open_questions(office: Office, transaction: Transaction, school: str) -> Questions:
    """What stands in the way of each referred proposal today, by reference."""
    return {
        row.ref: _in_the_way(office, transaction, row)
        for row in _referred(transaction.session, school)
    }


def _in_the_way(
    office: Office, transaction: Transaction, row: ProposalRow
) -> tuple[tuple[str, Verdict, str], ...]:
    facts = cases.facts_of(office, transaction.session, row)
    today = assess(facts.case, facts.policy(), facts.on, stage=Stage.SIGN_OFF)
    found = today.having(Verdict.UNDETERMINED, Verdict.UNMET)
    return tuple((one.check, one.answer, one.words) for one in found)


def moved(office: Office, transaction: Transaction, before: Questions) -> tuple[ProposalRow, ...]:
    """The referred proposals in whose way something else stands now."""
    rows = {ref: cases.proposal_row(transaction.session, ref) for ref in before}
    return tuple(
        row for ref, row in rows.items() if _in_the_way(office, transaction, row) != before[ref]
    )


def check_again(
    transaction: Transaction, row: ProposalRow, kind: str, actor: str, **body: Any
) -> None:
    """Have a referred proposal checked again, by an event of this kind."""
    move(transaction, row, Action.RECORD_EVIDENCE)
    now = {"revision": row.revision, "version": row.version, "status": row.status}
    follow(transaction, row, transaction.log(row.school, kind, row.ref, actor, **body, **now))


def _recheck_what_moved(
    office: Office, transaction: Transaction, actor: str, before: Questions, platform: str, seq: int
) -> None:
    """Check again each referred proposal that the evidence bears on; never the actor's own."""
    for row in moved(office, transaction, before):
        if row.proposer == actor:
            raise NotAllowed(
                f"Your own proposal {row.ref} waits for this evidence, so somebody else has to "
                "give it: the e-safety lead, the principal or the chair."
            )
        check_again(transaction, row, "evidence", actor, platform=platform, recorded=seq)


def confirm_row(office: Office, actor: str, school: str, id_: str) -> None:
    """A second person confirms a lower age; until then the old row holds."""
    with office.transaction() as transaction:
        _refuse_strangers(transaction, office, school, actor, CONFIRMERS)
        row = transaction.session.get(PlatformRow, id_)
        if row is None or row.school != school or row.confirmed_by:
            raise NotFound
        if row.read_by == actor:
            raise NotAllowed(
                "A second person must confirm a lower age, not the person who recorded it."
            )
        before = open_questions(office, transaction, school)
        row.confirmed_by = actor
        transaction.session.add(row)
        seq = transaction.log(
            school, "evidence_confirmed", school, actor, platform=row.key, row=row.id
        )
        _recheck_what_moved(office, transaction, actor, before, row.key, seq)
        rechecks.ask(transaction, school, actor, seq, row.key)


def return_referred(office: Office, actor: str, ref: str, version: int, reason: str) -> None:
    """Give a referred proposal back where the evidence cannot be had."""
    if not says_something(reason):
        raise Faulty((Fault("reason", "Say why, and what the proposer can do instead."),))
    with office.transaction() as transaction:
        row = cases.proposal_row(transaction.session, ref)
        current(transaction.session, row, version, actor)
        case = cases.case_of(
            transaction.session,
            row,
            office.today(schools.school_row(transaction.session, row.school)),
        )
        allowed(transaction.session, row, Action.RETURN, cases.relations(case, actor) & SETTLERS)
        text, digest = transaction.keep(row.school, reason)
        move(transaction, row, Action.RETURN)
        seq = transaction.log(
            row.school,
            "referral_returned",
            ref,
            actor,
            revision=row.revision,
            reason=digest,
            text=text,
            status=row.status,
            version=row.version,
        )
        follow(transaction, row, seq)
