"""What could not be determined: evidence on a platform's terms, recorded by a person.

Undetermined ends only when evidence is recorded and the fact is tested again, never by waiver.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, col, select

from appendix_a.answers import Finding, Said
from appendix_a.assess import assess
from appendix_a.case import Role, Stage
from appendix_a.catalogue import Platform, load, overlay, resolve
from appendix_a.faults import Fault, faults
from appendix_a.lifecycle import Act as Move
from appendix_a.lifecycle import By, Status
from service.db.tables import PlatformRow
from service.db.tables import Proposal as Row
from service.desk import cases
from service.desk.lowering import lowers
from service.desk.office import Act, Office, new_key
from service.desk.outcomes import lapse_when_idle, move, recheck
from service.desk.proposals import allowed, current
from service.desk.refusals import Faulty, NotAllowed, NotFound
from service.desk.views import Referral, Unconfirmed

READERS = frozenset({By.E_SAFETY, By.PRINCIPAL})
CONFIRMERS = frozenset({Role.E_SAFETY_LEAD, Role.VICE_PRINCIPAL, Role.PRINCIPAL})
RECORDERS = CONFIRMERS - {Role.VICE_PRINCIPAL}


def referrals(office: Office, actor: str, school: str) -> tuple[Referral, ...]:
    """Proposals of others that wait for evidence, oldest first."""
    with office.read() as session:
        rows = session.exec(
            select(Row)
            .where(Row.school == school, Row.status == Status.REFERRED, Row.proposer != actor)
            .order_by(col(Row.changed_at))
        )
        return tuple(_referral(office, session, row) for row in rows)


def is_asked_for(office: Office, school: str, key: str) -> bool:
    """Whether evidence may be recorded under this key: of a known platform, or of a referral."""
    with office.read() as session:
        catalogue = overlay(load(), cases.rows_of(session, school))
        referred = _referred(session, school)
        return catalogue.row(key) is not None or key in {own_key(one.ref) for one in referred}


def own_key(ref: str) -> str:
    """The key of an unlisted platform's row: it says nothing, for it stands in the log for good."""
    return f"own-{ref.casefold()}"


def _referral(office: Office, session: Session, row: Row) -> Referral:
    facts = cases.facts_of(office, session, row)
    assessment = assess(facts.case, facts.policy(), facts.on)
    proposal = facts.case.proposal
    policy = facts.policy()
    host = policy.question(facts.case, facts.on, Stage.DRAFT).host
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
        findings=assessment.having(Said.UNDETERMINED),
        row=known,
    )


def unconfirmed(office: Office, school: str) -> tuple[Unconfirmed, ...]:
    """Rows that lower an age and wait for a second person."""
    with office.read() as session:
        rows = _unconfirmed(session, school)
        people = cases.names(session, [one.read_by for one in rows])
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
    """Record what a platform's terms say; every proposal that waited for it is checked again.

    Faulty where the row is not sound. A row that lowers an age waits for a second person.
    """
    row = _sound(given)
    with office.act() as act:
        _refuse_strangers(act, office, school, actor, _recorders(act, office, school))
        today = office.today(cases.school_row(act.session, school))
        if row.checked_on is None or row.checked_on > today or not row.source:
            raise Faulty(
                (
                    Fault(
                        "checked_on",
                        "Say where the terms are and on which day, "
                        "not later than today, you read them.",
                    ),
                )
            )
        catalogue = overlay(load(), cases.rows_of(act.session, school))
        place = cases.school_facts(act.session, cases.school_row(act.session, school), today)
        lower = lowers(catalogue, row, place.jurisdiction, today)
        before = _open_questions(office, act, school)
        _, digest = act.keep(school, row.model_dump_json())
        seq = act.log(
            school,
            "evidence",
            school,
            actor,
            platform=row.key,
            row=digest,
            confirm=lower,
        )
        act.session.add(
            PlatformRow(
                id=new_key(),
                school=school,
                key=row.key,
                row=row.model_dump(mode="json"),
                read_by=actor,
                recorded_at=act.now,
                needs_confirming=lower,
                seq=seq,
            )
        )
        _recheck_what_moved(office, act, actor, before, row.key, seq)


def _sound(given: Mapping[str, Any]) -> Platform:
    try:
        return Platform.model_validate(given)
    except ValidationError as error:
        raise Faulty(faults(error, Platform)) from error


def _refuse_strangers(
    act: Act, office: Office, school: str, actor: str, able: frozenset[Role]
) -> None:
    if not _roles(act.session, office, school, actor) & able:
        words = " or the ".join(one.label.lower() for one in Role if one in able)
        raise NotAllowed(f"Only the {words} does this.")


def _roles(session: Session, office: Office, school: str, actor: str) -> set[Role]:
    today = office.today(cases.school_row(session, school))
    held = cases.grants_in_force(session, school, today)
    return {one.role for one in held if one.person == actor}


def _recorders(act: Act, office: Office, school: str) -> frozenset[Role]:
    """Who records: the chair too, where every other has a referred proposal of their own."""
    today = office.today(cases.school_row(act.session, school))
    held = cases.grants_in_force(act.session, school, today)
    bound = {one.proposer for one in _referred(act.session, school)}
    free = {one.person for one in held if one.role in RECORDERS} - bound
    return RECORDERS if free else RECORDERS | {Role.CHAIR}


def _referred(session: Session, school: str) -> list[Row]:
    found = select(Row).where(Row.school == school, Row.status == Status.REFERRED)
    return list(session.exec(found.order_by(Row.ref)))


Questions = Mapping[str, tuple[Finding, ...]]


def _open_questions(office: Office, act: Act, school: str) -> Questions:
    """What stands in the way of each referred proposal today, by reference."""
    return {row.ref: _in_the_way(office, act, row) for row in _referred(act.session, school)}


def _in_the_way(office: Office, act: Act, row: Row) -> tuple[Finding, ...]:
    facts = cases.facts_of(office, act.session, row)
    found = assess(facts.case, facts.policy(), facts.on)
    return found.having(Said.UNDETERMINED, Said.UNMET)


def _recheck_what_moved(
    office: Office, act: Act, actor: str, before: Questions, platform: str, seq: int
) -> None:
    """Check again each referred proposal that the evidence bears on; never the actor's own."""
    for ref, questions in before.items():
        row = cases.proposal_row(act.session, ref)
        if _in_the_way(office, act, row) == questions:
            continue
        if row.proposer == actor:
            raise NotAllowed(
                f"Your own proposal {ref} waits for this evidence, so somebody else has to give it: "
                "the e-safety lead, the principal or the chair."
            )
        move(act, row, Move.RECORD_EVIDENCE)
        again = act.log(
            row.school,
            "evidence",
            ref,
            actor,
            platform=platform,
            recorded=seq,
            revision=row.revision,
            version=row.version,
            status=row.status,
        )
        recheck(act, row, again)


def confirm_row(office: Office, actor: str, school: str, id_: str) -> None:
    """A second person confirms a lower age; until then the old row holds."""
    with office.act() as act:
        _refuse_strangers(act, office, school, actor, CONFIRMERS)
        row = act.session.get(PlatformRow, id_)
        if row is None or row.school != school or row.confirmed_by:
            raise NotFound
        if row.read_by == actor:
            raise NotAllowed("A second person confirms a lower age: not the one who recorded it.")
        before = _open_questions(office, act, school)
        row.confirmed_by = actor
        act.session.add(row)
        seq = act.log(school, "evidence_confirmed", school, actor, platform=row.key, row=row.id)
        _recheck_what_moved(office, act, actor, before, row.key, seq)


def return_referred(office: Office, actor: str, ref: str, version: int, reason: str) -> None:
    """Give a referred proposal back where the evidence cannot be had."""
    if not reason.strip():
        raise Faulty((Fault("reason", "Say why, and what the proposer can do instead."),))
    with office.act() as act:
        row = cases.proposal_row(act.session, ref)
        current(act.session, row, version)
        case = cases.case_of(
            act.session, row, office.today(cases.school_row(act.session, row.school))
        )
        allowed(row, Move.RETURN, cases.relations(case, actor) & READERS)
        text, digest = act.keep(row.school, reason)
        move(act, row, Move.RETURN)
        seq = act.log(
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
        lapse_when_idle(act, row, seq)
