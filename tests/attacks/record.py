"""A record with something in every proven table, and every state that its rows ever had."""

from datetime import date, timedelta

from appendix_a.procedure.notices import Pace
from appendix_a.reading.case import MembershipKind, Role, SignOffStep
from service.db.tables import DecisionKind, MailKind
from service.desk.calendar import closures
from service.desk.notices import notices
from service.desk.office import Office
from service.desk.operations import log
from service.desk.people import erasing, granting, inviting, people, signing_in
from service.desk.people.people import NewPerson
from service.desk.policy import editions
from service.desk.queue import mails
from service.desk.register import actions
from service.desk.register.entering import CloseReason
from tests.attacks.ground import Rows, kept_states
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    GO_LIVE,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    VICE_CHAIR,
)
from tests.schools import Birchfield
from tests.service.desk.queue.test_rechecks import CLASSWALL, PUPILS_WRITE, ages
from tests.service.journey import WORDS, Keys, launched, registered
from tests.service.school import MEMBER, OTHER, OWN, PASSWORD, REGISTRAR, email

CLOSED = "https://birchfieldp5.wordpress.com"  # the address of a site that was live once
LATER, LAST = GO_LIVE + timedelta(days=7), GO_LIVE + timedelta(days=30)
ERASED = NewPerson("Nora Bell", "nora.bell@birchfield.example", MembershipKind.EMPLOYEE)


def build(school: Birchfield, at_once: Office, keys: Keys) -> Rows:
    """Let both schools work; gives every state that any row had after any act."""
    with kept_states(school.office.db) as states:
        _work(school, at_once, keys)
    log.sign_checkpoints(school.office)
    return {table: tuple(rows.values()) for table, rows in states.items()}


def _work(school: Birchfield, at_once: Office, keys: Keys) -> None:
    office = school.office
    registered(at_once, keys, OTHER, backlink="https://www.oakfield.example/p5")
    launched(at_once, keys, OTHER)
    _close(school, school.approved(address=CLOSED))
    _refuse(school)
    school.reread(**CLASSWALL, ages=ages(7))
    school.launched(school.registered(**PUPILS_WRITE, go_live=LATER))
    _adopt(school, "Ours")
    school.reread(**CLASSWALL | {"checked_on": school.today}, ages=ages(13))
    school.carry(office)
    _adopt(school, "Ours, read again")
    _people(school)
    _mails(school)
    for at in (OWN, OTHER):
        _calendar(office, keys[at, REGISTRAR], at)
    for name in (MEMBER, LINE_MANAGER, BRAND_OWNER):
        signing_in.sign_in(office, email(OWN, name), PASSWORD, "8.2-1")
        inviting.invite(office, school.key(REGISTRAR), OWN, school.key(name))
    inviting.confirm_link(office, school.key(CHAIR), OWN, school.key(BRAND_OWNER))
    school.drafted(title="Not sent yet")


def _close(school: Birchfield, ref: str) -> None:
    school.after(timedelta(minutes=15))
    site = school.launched(ref)
    actions.close(
        school.office, school.key(PRINCIPAL), site.key, site.version, CloseReason.NOT_USED
    )


def _adopt(school: Birchfield, title: str) -> None:
    office, words = school.office, {"title": title, "confirmed": True}
    version = editions.draft(office, OWN).version
    saved = editions.save_draft(office, school.key(REGISTRAR), OWN, version, words)
    editions.adopt(office, school.key(PRINCIPAL), OWN, saved)


def _refuse(school: Birchfield) -> None:
    """Somebody declines a declaration, one proposal is rejected and one returned, with reasons."""
    declined = school.checked(address="https://one.wordpress.com", go_live=LAST)
    clause = school.asked(declined, SECOND_TEACHER)[0].clause
    school.answer(
        declined, school.key(SECOND_TEACHER), clause, reason=WORDS, conflict="My aunt owns it."
    )
    for kind, where in ((DecisionKind.REJECT, "two"), (DecisionKind.RETURN, "three")):
        ref = school.checked(address=f"https://{where}.wordpress.com", go_live=LAST)
        school.give(ref, SignOffStep.BRAND)
        school.carry(school.office)
        school.give(ref, SignOffStep.AIMS, kind, f"{WORDS} Not {where}.")
        school.carry(school.office)


def _mails(school: Birchfield) -> None:
    """Two mails that wait, and how often two people want theirs; one of them has changed her mind."""
    with school.office.transaction() as transaction:
        for name in (LINE_MANAGER, BRAND_OWNER):
            mails.add(transaction, OWN, school.key(name), MailKind.NOTICES)
    for name, pace in ((LINE_MANAGER, Pace.DAILY), (BRAND_OWNER, Pace.DAILY)):
        notices.choose(school.office, school.key(name), pace)
    notices.choose(school.office, school.key(BRAND_OWNER), Pace.WEEKLY)


def _people(school: Birchfield) -> None:
    office, registrar = school.office, school.key(REGISTRAR)
    gone = people.add(office, registrar, OWN, ERASED, (Role.STAFF,))
    inviting.invite(office, registrar, OWN, gone)
    erasing.erase(office, registrar, gone)
    granting.grant(office, registrar, OWN, school.key(VICE_CHAIR), Role.AUDITOR)
    tied = NewPerson("", "", MembershipKind.EMPLOYEE)
    people.change(office, registrar, OWN, school.key(MEMBER), tied, school.today)


def _calendar(office: Office, registrar: str, school: str) -> None:
    for month, name in ((2, "Mid-term"), (5, "Training")):
        first = date(2027, month, 10)
        closures.add(office, registrar, school, name, first, first + timedelta(days=2))
