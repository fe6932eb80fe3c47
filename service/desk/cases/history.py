"""The log in words: what each kind of event says to a person."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.notices import Pace
from appendix_a.procedure.steps import FlowStep, Result
from appendix_a.reading.case import Role, SignOffStep
from appendix_a.values.answers import day_in_words
from service.clock import moment_in_words
from service.db.tables import Event, Grant
from service.desk.cases.cases import text_of
from service.desk.cases.schools import names, school_row
from service.desk.office import ENGINE, INSTALLATION
from service.desk.views import Happened

WORDS = {
    "drafted": "saved revision {revision} as a draft",
    "submitted": "submitted revision {revision}",
    "checked": "{step}: {result}",
    "signed": "signed: {step}",
    "signature_counted": "The signature for “{step}” counts",
    "signature_void": "The signature for “{step}” does not count: {why}",
    "facts_moved": "The facts had changed since the checks: {status}",
    "returned": "returned it: {step}",
    "referral_returned": "returned it: the evidence could not be found",
    "rejected": "rejected it: {step}",
    "declared": "made the declarations",
    "declined": "declined the declaration of clause {clause}",
    "undone": "took the final approval back",
    "withdrawn": "withdrew it",
    "deleted": "deleted the draft",
    "registered": "Entered in the register as {entry}",
    "not_registered": "Not entered, for the facts had changed: {status}",
    "lapsed": "Lapsed after twelve months without a change",
    "evidence": "recorded evidence on the platform {platform}",
    "evidence_confirmed": "confirmed the evidence on the platform {platform}",
    "site_lapsed": "The approval of the site has ended",
    "reminded": "Reminded the people it is waiting for, after {days} {counted}",
    "escalated": "Told who comes next that it has waited for {days} {counted}; only those it waits "
    "for can decide",
    "review_due": "A review is due: the approval of the site ends on {valid_until}",
    "launched": "launched the site",
    "closed": "closed the site: {reason_code}",
    "address_reread": "The address in the register is {address} now; it was {before}",
    "address_in_doubt": "The address {stands} is read otherwise now, and has to be settled",
    "address_settled": "settled the address of the site: {address}; it was {before}",
    "edition_drafted": "drafted the edition {edition}",
    "edition_adopted": "adopted the edition {edition}",
    "recheck_asked": "asked for {sites} registered sites to be tested again",
    "rechecked": "{sites} registered sites were tested again: {opened} exceptions opened, {closed} "
    "closed",
    "exception_opened": "An exception was opened on clause {clause}, to be put right by {due}",
    "exception_closed": "The exception on clause {clause} was closed: it is met again",
    "valid_until_lowered": "The approval ends sooner, on {valid_until}: a dated rule begins on the "
    "next day",
    "taken_up_again": "had the step “{step}” tried again, which had been set aside",
    "school_opened": "opened the school's record",
    "office_named": "said where answers to mails go",
    "person_added": "added a person to the record",
    "membership_changed": "changed a membership",
    "person_corrected": "corrected the {fields} of a person",
    "staff_list_applied": "applied a staff list: {joined} joined, {left} left, {changed} changed, "
    "{unchanged} as before",
    "invited": "invited a person to sign in",
    "password_set": "set a password",
    "manager_confirmed": "confirmed a line manager",
    "role_granted": "granted the role {role}",
    "role_confirmed": "confirmed the role {role}",
    "role_end_asked": "asked that the role {role} end",
    "role_kept": "took back that the role {role} should end",
    "role_ends": "wrote down that the role {role} ends: its last day is {last}",
    "role_ended": "ended the role {role}",
    "link_confirmed": "confirmed a link to set a password",
    "closure_added": "entered in the calendar that the school is closed from {first} to {last}",
    "closure_removed": "took out of the calendar that the school is closed from {first} to {last}",
    "closures_replaced": "took over a list into the calendar: {added} closures added, {removed} "
    "taken out",
    "erased": "Erased a person's name and texts",
    "backup_proven": "proved a backup by restoring it",
    "restored": "restored the record from a backup",
    "difference_found": "Rows differ from their log: {differences}",
    "notices_chosen": "chose how often to be written to: {pace}",
    "committed": "The log committed to what was changed",
    "difference_accepted": "accepted the record as it stands, though {differences} rows differ from "
    "the log",
    "log_key_accepted": "A new log key counts from here on",
    "from_here_on": "From here on the log commits to every row: {rows} rows were there",
}
"""Every kind of event that the desk writes. A kind without words fails the build."""

LABELS = {
    **{role.value: role.label for role in Role},
    **{step.value: step.label for step in FlowStep},
    **{step.value: step.label for step in SignOffStep},
    **{one.value: one.label for one in Result},
    **{one.value: one.label for one in Status},
    **{one.value: one.label for one in Pace},
}


HOST = "the host itself"


def by_host(event: Event) -> bool:
    """Whether a command of the host did it in a person's name."""
    return bool(event.body.get("by_host")) and event.actor not in {INSTALLATION, ENGINE}


def say(event: Event) -> str:
    """One event as a sentence part after the name of who did it."""
    body = {name: _in_words(name, value) for name, value in (UNSAID | event.body).items()}
    return WORDS[event.kind].format_map(body)


DAYS = frozenset({"due", "valid_until", "first", "last"})
UNSAID = {"counted": "days"}
"""What an event of an earlier release left unsaid, because it could be nothing else."""


def _in_words(name: str, value: Any) -> Any:
    """A day as a person writes it, a code by its label, anything else as it is."""
    if name in DAYS and value:
        return day_in_words(date.fromisoformat(value))
    return LABELS.get(str(value), value)


def _who(event: Event, people: Mapping[str, str]) -> str:
    if event.actor in {ENGINE, INSTALLATION}:
        return "" if event.actor == ENGINE else HOST
    name = people.get(event.actor, event.actor)
    return f"{name}, by the host" if by_host(event) else name


def newest(session: Session, school: str, subject: str, reader: str) -> str:
    """When a subject was last changed, and by whom: what a stale page tells its `reader`."""
    last = session.exec(
        select(Event)
        .where(Event.school == school, Event.subject == subject)
        .order_by(col(Event.seq).desc())
        .limit(1)
    ).one()
    return by_whom(session, school, last.at, last.actor, reader)


def by_whom(session: Session, school: str, moment: datetime, actor: str, reader: str) -> str:
    """When something was done, and by whom; what no person did was done by the procedure."""
    nobody = HOST if actor == INSTALLATION else "the procedure"
    who = "you" if actor == reader else names(session, [actor]).get(actor, nobody)
    return f"on {said_at(session, school, moment)} by {who}"


def said_at(session: Session, school: str, moment: datetime) -> str:
    """A moment in the school's own time, as a sentence to somebody there has it."""
    return moment_in_words(moment, school_row(session, school).time_zone)


def granted_at(session: Session, grant: Grant) -> datetime:
    """When a school gave this role: its event in the log, the newest where it was given twice."""
    events = session.exec(
        select(Event)
        .where(Event.school == grant.school, Event.subject == grant.person)
        .where(Event.kind == "role_granted")
        .order_by(col(Event.seq).desc())
    )
    return next(one.at for one in events if one.body["role"] == grant.role)


def happened(session: Session, school: str, subject: str) -> tuple[Happened, ...]:
    """What happened to one subject, oldest first."""
    events = session.exec(
        select(Event)
        .where(Event.school == school, Event.subject == subject)
        .order_by(col(Event.seq))
    ).all()
    people = names(session, [one.actor for one in events])
    return tuple(
        Happened(
            seq=one.seq,
            at=one.at,
            kind=one.kind,
            words=say(one),
            who=_who(one, people),
            run_id=one.body.get("run"),
            reason=text_of(session, one.body.get("text")),
        )
        for one in events
    )
