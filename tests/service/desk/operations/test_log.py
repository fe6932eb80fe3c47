"""Every act of a person is one line of the log, written with it or not at all, and said in words."""

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import pytest

import service.desk
from appendix_a.procedure import deadlines
from appendix_a.procedure.deadlines import NOTICE, UNLAUNCHED
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.notices import Pace
from appendix_a.reading.case import MembershipKind, Role, SignOffStep
from service.db import closing
from service.db.connect import writing
from service.db.keys import new_log_key
from service.db.tables import Credential, DecisionKind, Entry, MailKind, Proposal
from service.desk.calendar import closures
from service.desk.cases import history
from service.desk.notices import asking, letters, notices, posting
from service.desk.office import INSTALLATION, Office
from service.desk.operations import accepting, backups, log, nightly, restoring, verifying
from service.desk.people import (
    confirming,
    erasing,
    granting,
    inviting,
    people,
    power,
    signing_in,
    staff_changes,
)
from service.desk.people.people import NewPerson
from service.desk.people.staff_plan import Asked
from service.desk.platforms import referrals
from service.desk.policy import editions
from service.desk.proposals import decisions, declarations, outcomes, proposals
from service.desk.queue import mails, mornings, reminders, tickets, verifications, work
from service.desk.refusals import Conflict
from service.desk.register import actions, rereading
from service.settings import Relay
from tests.builders import (
    CHAIR,
    E_SAFETY_LEAD,
    GO_LIVE,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_PRINCIPAL,
    VOLUNTEER,
)
from tests.schools import Birchfield
from tests.service.desk.platforms.test_referrals import CLASSWALL, YOUNGER
from tests.service.desk.platforms.test_referrals import record as read_classwall
from tests.service.desk.queue.test_rechecks import PUPILS_WRITE, ages
from tests.service.desk.register.entries import close
from tests.service.desk.stepwise import a_run, answer, record, set_aside, take
from tests.service.school import OPERATOR, OWN, REGISTRAR, email
from tests.service.stepping import run_all

Do = Callable[[], object]
ADA = NewPerson("Ada Byrne", "ada@birchfield.example", MembershipKind.EMPLOYEE)


def start(school: Birchfield) -> Do:
    return lambda: proposals.start(school.office, school.key(TEACHER), OWN)


def save(school: Birchfield) -> Do:
    ref = school.checked()
    return lambda: school.saved(ref, title="P5 writes")


def submit(school: Birchfield) -> Do:
    ref = school.drafted()
    return lambda: school.submit(ref)


def withdraw(school: Birchfield) -> Do:
    ref = school.checked()
    actor, version = school.key(TEACHER), school.row(ref).version
    return lambda: proposals.withdraw(school.office, actor, ref, version, "The class has moved.")


def accept(school: Birchfield) -> Do:
    ref = school.checked()
    return lambda: school.answer(ref, SECOND_TEACHER)


def decline(school: Birchfield) -> Do:
    ref = school.checked()
    return lambda: school.answer(ref, SECOND_TEACHER, "A.5.4a", reason="I have no time.")


def decide(kind: DecisionKind) -> Callable[[Birchfield], Do]:
    def prepare(school: Birchfield) -> Do:
        ref = school.checked()
        return lambda: school.give(ref, SignOffStep.AIMS, kind, "Because.")

    return prepare


def decide_late(school: Birchfield) -> Do:
    ref = school.checked()
    school.clock.now = school.clock.now.replace(year=2027)

    def give() -> None:
        with pytest.raises(Conflict):
            school.give(ref, SignOffStep.AIMS)

    return give


def undo(school: Birchfield) -> Do:
    ref = school.approved()
    return lambda: decisions.undo(school.office, school.key(PRINCIPAL), ref)


def record_row(school: Birchfield) -> Do:
    return lambda: school.reread("facebook")


def record_row_that_moves(school: Birchfield) -> Do:
    school.checked(**CLASSWALL)
    return lambda: read_classwall(school)


def record_row_of_a_site(school: Birchfield) -> Do:
    school.launched(school.registered())
    return school.reread


def confirm_row(school: Birchfield) -> Do:
    school.reread(ages=YOUNGER)
    (waits,) = referrals.unconfirmed(school.office, OWN)
    return lambda: referrals.confirm_row(school.office, school.key(PRINCIPAL), OWN, waits.id)


def return_referred(school: Birchfield) -> Do:
    ref = school.checked(**CLASSWALL)
    lead, version = school.key(E_SAFETY_LEAD), school.row(ref).version
    return lambda: referrals.return_referred(school.office, lead, ref, version, "No terms.")


def launch(school: Birchfield) -> Do:
    ref = school.registered()
    return lambda: school.launched(ref)


def close_site(school: Birchfield) -> Do:
    ref = school.registered()
    return lambda: close(school, ref)


def read_first(school: Birchfield) -> Do:
    write_address(school, AS_BEFORE, None)
    return lambda: rereading.read_again(school.office)


def read_otherwise(school: Birchfield) -> Do:
    write_address(school, AS_BEFORE, "an older reading")
    return lambda: rereading.read_again(school.office)


def settle_address(school: Birchfield) -> Do:
    entry = write_address(school, AS_BEFORE, "an older reading")
    registrar = school.key(REGISTRAR)
    return lambda: rereading.settle(school.office, registrar, entry.key, entry.version)


AS_BEFORE = "https://birchfieldp5.wordpress.com?blogsub=confirming"


def write_address(school: Birchfield, address: str, read_with: str | None) -> Entry:
    """A live site with an address as an older release wrote it down."""
    site = school.launched(school.registered())
    with school.office.transaction() as transaction:
        entry = transaction.session.get_one(Entry, site.key)
        entry.address, entry.read_with = address, read_with
    found: Entry = school.rows(Entry, key=site.key)[0]
    return found


def open_school(school: Birchfield) -> Do:
    return lambda: people.open_school(
        school.office, "alder", "Alder School", {"pupils": {"youngest": 4, "oldest": 11}}
    )


def found(school: Birchfield) -> Do:
    open_school(school)()
    host = NewPerson("Otto Host", "otto@host.example", MembershipKind.CONTRACTOR)
    return lambda: people.found(school.office, "alder", {Role.REGISTRAR: ADA, Role.OPERATOR: host})


def add(school: Birchfield) -> Do:
    return lambda: people.add(school.office, school.key(REGISTRAR), OWN, ADA)


def change(school: Birchfield) -> Do:
    registrar, teacher = school.key(REGISTRAR), school.key(TEACHER)
    return lambda: people.change(school.office, registrar, OWN, teacher, ADA, school.today)


def correct(school: Birchfield) -> Do:
    registrar, teacher = school.key(REGISTRAR), school.key(TEACHER)
    name, address = "Aoife Kerr-Low", "aoife.low@birchfield.example"
    return lambda: people.correct(school.office, registrar, OWN, teacher, name, address)


def apply_list(school: Birchfield) -> Do:
    registrar, text = school.key(REGISTRAR), f"Name,E-mail,Kind\n{ADA.name},{ADA.email},Governor\n"
    found, _ = staff_changes.read_list(text.encode())
    plan = staff_changes.preview(school.office, registrar, OWN, found, Asked())
    return lambda: staff_changes.apply(school.office, registrar, OWN, found, Asked(), plan.digest)


def invite(school: Birchfield) -> Do:
    registrar, teacher = school.key(REGISTRAR), school.key(TEACHER)
    return lambda: inviting.invite(school.office, registrar, OWN, teacher)


def use_link(school: Birchfield) -> Do:
    token = str(invite(school)())
    return lambda: signing_in.use_link(school.office, token, "otter bramble kettle")


def confirm_link(school: Birchfield) -> Do:
    office, key = school.office, school.key(PRINCIPAL)
    inviting.invite(office, school.key(REGISTRAR), OWN, key)
    return lambda: inviting.confirm_link(office, school.key(CHAIR), OWN, key)


def confirm_links(school: Birchfield) -> Do:
    office, key = school.office, school.key(PRINCIPAL)
    inviting.invite(office, school.key(REGISTRAR), OWN, key)
    [shown] = confirming.links_to_confirm(office, school.key(CHAIR), OWN)
    return lambda: confirming.confirm_links(office, school.key(CHAIR), OWN, [shown.key])


def end_leading(school: Birchfield) -> Do:
    view = people.person(school.office, OWN, school.key(CHAIR))
    role = next(one.id for one in view.grants if one.role in power.CONFIRMERS)
    return lambda: granting.end_role(school.office, school.key(REGISTRAR), OWN, role)


def grant(school: Birchfield) -> Do:
    registrar, volunteer = school.key(REGISTRAR), school.key(VOLUNTEER)
    return lambda: granting.grant(school.office, registrar, OWN, volunteer, Role.AUDITOR)


def confirm(school: Birchfield) -> Do:
    grant(school)()
    view = people.person(school.office, OWN, school.key(VOLUNTEER))
    waits = next(one.id for one in view.grants if not one.confirmed)
    return lambda: granting.confirm(school.office, school.key(PRINCIPAL), OWN, waits)


def name_manager(school: Birchfield) -> Do:
    """The registrar gives the teacher another line manager, who waits."""
    new = NewPerson("", "", MembershipKind.EMPLOYEE, school.key(VICE_PRINCIPAL))
    people.change(school.office, school.key(REGISTRAR), OWN, school.key(TEACHER), new, None)
    return school.confirm_managers


def keep_leading(school: Birchfield) -> Do:
    end_leading(school)()
    view = people.person(school.office, OWN, school.key(CHAIR))
    role = next(one.id for one in view.grants if one.role in power.CONFIRMERS)
    return lambda: granting.keep_role(school.office, school.key(REGISTRAR), OWN, role)


def end_leading_by_host(school: Birchfield) -> Do:
    view = people.person(school.office, OWN, school.key(CHAIR))
    role = next(one.id for one in view.grants if one.role in power.CONFIRMERS)
    return lambda: granting.end_role(school.office, INSTALLATION, OWN, role)


def end_role(school: Birchfield) -> Do:
    view = people.person(school.office, OWN, school.key(VOLUNTEER))
    registrar, role = school.key(REGISTRAR), view.grants[0].id
    return lambda: granting.end_role(school.office, registrar, OWN, role)


def erase(school: Birchfield) -> Do:
    registrar, volunteer = school.key(REGISTRAR), school.key(VOLUNTEER)
    return lambda: erasing.erase(school.office, registrar, volunteer)


def draft_edition(school: Birchfield) -> Do:
    registrar = school.key(REGISTRAR)
    return lambda: editions.save_draft(school.office, registrar, OWN, 0, {"title": "Our own"})


def adopt_edition(school: Birchfield) -> Do:
    draft_edition(school)()
    return lambda: editions.adopt(school.office, school.key(PRINCIPAL), OWN, 1)


def adopt_edition_that_moves(school: Birchfield) -> Do:
    school.checked(**CLASSWALL)
    terms_off = {"switched_off": {"7.3": "The council reads all terms for us."}}
    editions.save_draft(school.office, school.key(REGISTRAR), OWN, 0, terms_off)
    return lambda: editions.adopt(school.office, school.key(PRINCIPAL), OWN, 1)


def check(school: Birchfield) -> Do:
    school.submitted()
    return lambda: school.carry(school.office)


def check_together(school: Birchfield) -> Do:
    school.submitted()
    item = take(school.office)
    answers, run = [(item, answer(school.office, item))], a_run(school.clock.now)
    return lambda: outcomes.record_all(school.office, "one", answers, run)


def delete(school: Birchfield) -> Do:
    ref = school.drafted()
    version, teacher = school.row(ref).version, school.key(TEACHER)
    return lambda: proposals.delete(school.office, teacher, ref, version)


def count(school: Birchfield) -> Do:
    ref = school.checked()
    school.give(ref, SignOffStep.AIMS)
    return lambda: school.carry(school.office)


def count_late(school: Birchfield) -> Do:
    ref = school.checked()
    school.give(ref, SignOffStep.AIMS)
    school.clock.now = school.clock.now.replace(year=2027)
    return lambda: work_once(school)


def work_once(school: Birchfield) -> None:
    """The first item that is due and not late, and no more."""
    item = take(school.office)
    while work.facts_for(school.office, item) is None:
        work.settle(school.office, item, "one")
        item = take(school.office)
    assert record(school.office, item, answer(school.office, item))


def enter(school: Birchfield) -> Do:
    school.approved()
    return lambda: school.after(school.office.hold)


def enter_late(school: Birchfield) -> Do:
    school.approved()
    school.clock.now = school.clock.now.replace(year=2027)
    return lambda: work_once(school)


def lapse(school: Birchfield) -> Do:
    school.drafted()
    return lambda: school.after(deadlines.IDLE)


def lapse_site(school: Birchfield) -> Do:
    school.registered()
    return lambda: school.after(GO_LIVE - school.today + UNLAUNCHED)


def remind(school: Birchfield) -> Do:
    school.checked()
    return lambda: school.after(timedelta(days=3))


def escalate(school: Birchfield) -> Do:
    school.checked()
    return lambda: school.after(timedelta(days=24))


HALLOWEEN = date(2026, 10, 26), date(2026, 10, 30)


def enter_closure(school: Birchfield) -> Do:
    who = school.key(REGISTRAR)
    return lambda: closures.add(school.office, who, OWN, "Halloween", *HALLOWEEN)


def take_closure_out(school: Birchfield) -> Do:
    key = closures.add(school.office, school.key(REGISTRAR), OWN, "Halloween", *HALLOWEEN)
    return lambda: closures.remove(school.office, school.key(PRINCIPAL), OWN, key)


def take_list_over(school: Birchfield) -> Do:
    state, who = closures.calendar(school.office, OWN).state, school.key(REGISTRAR)
    text = "Halloween,2026-10-26,2026-10-30"
    return lambda: closures.replace(school.office, who, OWN, text, state)


def ask_for_review(school: Birchfield) -> Do:
    site = school.launched(school.registered())
    assert site.valid_until is not None
    time_left = site.valid_until - school.today
    return lambda: school.after(time_left - NOTICE)


def open_exception(school: Birchfield) -> Do:
    record_row_of_a_site(school)
    school.reread(verified=False)
    return lambda: work_once(school)


def close_exception(school: Birchfield) -> Do:
    open_exception(school)()
    school.reread()
    return lambda: work_once(school)


def end_sooner(school: Birchfield) -> Do:
    read_classwall(school, ages=ages(7))
    school.launched(school.registered(**PUPILS_WRITE))
    read_classwall(school, ages=ages(7, 13))
    return lambda: work_once(school)


def again(school: Birchfield) -> Do:
    item = set_aside(school, school.submitted())
    return lambda: work.again(school.office, school.key(OPERATOR), item)


def back_up(school: Birchfield) -> Do:
    return lambda: backed_up(school)


def backed_up(school: Birchfield) -> backups.Backup:
    folder = school.office.checkpoints.with_name("kept")
    return backups.back_up(school.office, folder / "data", folder / "backups")


def restored(school: Birchfield) -> Do:
    made = backed_up(school)
    return lambda: restoring._caught_up(school.office, made.manifest, made.manifest.heads)


def differing(school: Birchfield) -> str:
    """A title was changed beside the program; gives the state that there is to accept."""
    school.registered()
    with writing(school.office.db) as session:
        session.connection().exec_driver_sql("UPDATE entry SET title = 'Another title'")
        session.commit()
    found = accepting.to_accept(school.office, OWN)
    assert found is not None
    return found.state


def accept_both(school: Birchfield) -> Do:
    state = differing(school)
    people_ = {accepting.OPERATOR: school.key(OPERATOR), accepting.LEADER: school.key(PRINCIPAL)}

    def both() -> None:
        for by, who in people_.items():
            accepting.accept(school.office, who, by, OWN, state, "Corrected by hand.")

    return both


def accept_new_key(school: Birchfield) -> Do:
    school.registered()
    school.office.log_key_path.unlink()
    new_log_key(school.office.log_key_path)

    def all_logs() -> None:
        for one in log.logs(school.office):
            found = accepting.to_accept(school.office, one)
            assert found is not None
            for by, who in (
                (accepting.OPERATOR, school.key(OPERATOR)),
                (accepting.LEADER, school.key(PRINCIPAL)),
            ):
                accepting.accept(school.office, who, by, one, found.state, "The key was lost.")

    return all_logs


def find_difference(school: Birchfield) -> Do:
    """A title that is changed beside the log, found, and put back."""
    ref = school.drafted()
    (title,) = (one.title for one in school.rows(Proposal, ref=ref))

    def retitled(to: str) -> None:
        with writing(school.office.db) as session:
            table = Proposal.__table__  # type: ignore[attr-defined]
            session.connection().execute(table.update().values(title=to))
            session.commit()

    def found() -> None:
        retitled("Another")
        nightly.ask(school.office, OWN)
        run_all(school.office)
        retitled(title)

    return found


def mailed(school: Birchfield) -> Office:
    """The office, from which mails are sent."""
    return replace(school.office, relay=Relay("127.0.0.1", 9, "none", "s@birchfield.example"))


def invite_everyone(school: Birchfield) -> Do:
    with school.office.transaction() as transaction:
        transaction.session.get_one(Credential, school.key(TEACHER)).password_hash = None
    return lambda: inviting.invite_all(mailed(school), school.key(REGISTRAR), OWN)


def links(school: Birchfield) -> Do:
    with school.office.transaction() as transaction:
        transaction.session.get_one(Credential, school.key(TEACHER)).password_hash = None
    return lambda: inviting.links(school.office, school.key(REGISTRAR), OWN)


def answer_who_forgot(school: Birchfield) -> Do:
    asking.ask(school.office, email(OWN, TEACHER))
    return lambda: asking.answer(mailed(school))


def mail_again(school: Birchfield) -> Do:
    with school.office.transaction() as transaction:
        row = mails.add(transaction, OWN, school.key(TEACHER), MailKind.NOTICES)
        row.set_aside_at, row.fault = transaction.now, "refused 550"
    return lambda: mails.again(school.office, school.key(OPERATOR), row.id)


def choose_pace(school: Birchfield) -> Do:
    return lambda: notices.choose(school.office, school.key(TEACHER), Pace.WEEKLY)


def name_office(school: Birchfield) -> Do:
    words = "office@birchfield.example"
    return lambda: people.name_office(school.office, school.key(REGISTRAR), OWN, words)


ACTS: list[tuple[Callable[..., object], Callable[[Birchfield], Do], list[str]]] = [
    (proposals.start, start, ["drafted"]),
    (proposals.save, save, ["drafted"]),
    (proposals.submit, submit, ["submitted"]),
    (proposals.withdraw, withdraw, ["withdrawn"]),
    (proposals.delete, delete, ["deleted"]),
    (declarations.declare, accept, ["declared"]),
    (declarations.declare, decline, ["declined"]),
    (decisions.decide, decide(DecisionKind.SIGN), ["signed"]),
    (decisions.decide, decide(DecisionKind.RETURN), ["returned"]),
    (decisions.decide, decide(DecisionKind.REJECT), ["rejected"]),
    (decisions.decide, decide_late, ["facts_moved"]),
    (decisions.undo, undo, ["undone"]),
    (referrals.record_row, record_row, ["evidence"]),
    (referrals.record_row, record_row_that_moves, ["evidence", "evidence"]),
    (referrals.record_row, record_row_of_a_site, ["evidence", "recheck_asked"]),
    (referrals.confirm_row, confirm_row, ["evidence_confirmed"]),
    (referrals.return_referred, return_referred, ["referral_returned"]),
    (actions.launch, launch, ["launched"]),
    (actions.close, close_site, ["closed"]),
    (rereading.read_again, read_first, ["address_reread"]),
    (rereading.read_again, read_otherwise, ["address_in_doubt", "recheck_asked"]),
    (rereading.settle, settle_address, ["address_settled", "recheck_asked"]),
    (people.open_school, open_school, ["school_opened"]),
    (people.found, found, ["person_added", "role_granted", "person_added", "role_granted"]),
    (people.add, add, ["person_added"]),
    (people.change, change, ["membership_changed"]),
    (people.correct, correct, ["person_corrected"]),
    (staff_changes.apply, apply_list, ["person_added", "staff_list_applied"]),
    (inviting.invite, invite, ["invited"]),
    (granting.grant, grant, ["role_granted"]),
    (granting.confirm, confirm, ["role_confirmed"]),
    (confirming.confirm, name_manager, ["manager_confirmed"]),
    (granting.end_role, end_role, ["role_ended"]),
    (granting.end_role, end_leading, ["role_end_asked"]),
    (granting.keep_role, keep_leading, ["role_kept"]),
    (granting.end_role, end_leading_by_host, ["role_ends"]),
    (inviting.confirm_link, confirm_link, ["link_confirmed"]),
    (confirming.confirm_links, confirm_links, ["link_confirmed"]),
    (signing_in.use_link, use_link, ["password_set"]),
    (erasing.erase, erase, ["erased", "erased"]),
    (backups.back_up, back_up, ["backup_proven"]),
    (restoring.restore, restored, ["restored"]),
    (editions.save_draft, draft_edition, ["edition_drafted"]),
    (editions.adopt, adopt_edition, ["edition_adopted"]),
    (editions.adopt, adopt_edition_that_moves, ["edition_adopted", "edition_adopted"]),
    (outcomes.record, check, ["checked"] * 3),
    (outcomes.record_all, check_together, ["checked"]),
    (outcomes.record, count, ["signature_counted"]),
    (outcomes.record, count_late, ["signature_void"]),
    (outcomes.record, enter, ["registered"]),
    (outcomes.record, enter_late, ["not_registered"]),
    (outcomes.record, lapse, ["lapsed"]),
    (outcomes.record, lapse_site, ["site_lapsed"]),
    (outcomes.record, remind, ["reminded"]),
    (outcomes.record, escalate, ["escalated"]),
    (closures.add, enter_closure, ["closure_added"]),
    (closures.remove, take_closure_out, ["closure_removed"]),
    (closures.replace, take_list_over, ["closures_replaced"]),
    (outcomes.record, ask_for_review, ["review_due"]),
    (outcomes.record, open_exception, ["rechecked", "exception_opened"]),
    (outcomes.record, close_exception, ["rechecked", "exception_closed"]),
    (outcomes.record, end_sooner, ["rechecked", "valid_until_lowered"]),
    (work.again, again, ["taken_up_again"]),
    (mails.again, mail_again, ["taken_up_again"]),
    (inviting.invite_all, invite_everyone, ["invited"]),
    (inviting.links, links, ["invited"]),
    (people.name_office, name_office, ["office_named"]),
    (asking.answer, answer_who_forgot, ["invited"]),
    (notices.choose, choose_pace, ["notices_chosen"]),
    (outcomes.record, find_difference, ["difference_found"]),
    (accepting.accept, accept_both, ["difference_accepted"] * 2),
    (
        accepting.accept,
        accept_new_key,
        ["difference_accepted", "difference_accepted", "log_key_accepted", "from_here_on"] * 3,
    ),
]
"""What changes the record, how, and the events that say so. One act, one event for each subject."""

QUIET: frozenset[Callable[..., object]] = frozenset(
    {
        signing_in.sign_in,  # sessions and waits say nothing of a school
        signing_in.who,
        signing_in.sign_out,
        signing_in.end_session,
        signing_in.prove,
        verifications.ask_all,  # what is owed is the engine's own
        nightly.ask,
        mornings.ask_all,
        *(mails.take, mails.keep, mails.give_back),  # what is told is in the log already
        *(mails.may_try, mails.works, mails.fails),
        *(posting.post, letters.start_link, notices.mark_read),
        asking.ask,  # the answer is an event
        backups.take_out,  # puts lines back that were written before
        work.claim,  # leases are the engine's own
        work.settle,
        work.release,
        work.put_off,
        work.waiting,
        reminders.look_again_now,  # what it leads to is logged by the flow
        tickets.hand_out,
        tickets.take_up,
    }
)
"""What is written without an event, and why."""


def every_event(school: Birchfield) -> list[tuple[str, int, str]]:
    """All logs, line by line: log, number and kind."""
    logs = log.logs(school.office)
    return [
        (one, event.seq, event.kind)
        for one in logs
        for event in school.events(school=one, closing=True)
    ]


def acts(lines: Iterable[tuple[str, int, str]]) -> list[str]:
    """The kinds of those lines that tell of an act, and do not close one."""
    return sorted(kind for *_, kind in lines if kind != closing.KIND)


@pytest.mark.parametrize(("act", "prepare", "kinds"), ACTS, ids=[p.__name__ for _, p, _ in ACTS])
def test_an_act_is_one_event(
    school: Birchfield,
    act: Callable[..., object],
    prepare: Callable[[Birchfield], Do],
    kinds: list[str],
) -> None:
    """It adds just these lines, and closes each log; no gap, every row proven, words for each."""
    do = prepare(school)
    before = every_event(school)
    do()
    after = every_event(school)
    added = [one for one in after if one not in set(before)]
    assert acts(added) == sorted(kinds)
    ends = {where: kind for where, _, kind in added}
    assert set(ends.values()) <= {closing.KIND}
    for one in log.logs(school.office):
        numbers = [seq for where, seq, _ in after if where == one]
        assert numbers == list(range(1, len(numbers) + 1))
        said = [history.say(event) for event in school.events(school=one)]
        assert not [words for words in said if "{" in words or "None" in words]
    assert verifying.verify(school.office).whole


def test_every_kind_of_event_is_shown_above() -> None:
    """The table and the words know the same kinds."""
    shown = {kind for *_, kinds in ACTS for kind in kinds}
    assert shown | {closing.KIND} == set(history.WORDS)


DESK = tuple(
    import_module(found.name)
    for found in walk_packages(service.desk.__path__, "service.desk.")
    if not found.ispkg
)


def writers(module: ModuleType) -> Iterator[Callable[..., object]]:
    """The public functions of a module that open a transaction, themselves or by a private one."""
    tree = ast.parse(inspect.getsource(module))
    bodies = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}

    def opens(name: str, seen: frozenset[str] = frozenset()) -> bool:
        calls = [one.func for one in ast.walk(bodies[name]) if isinstance(one, ast.Call)]
        if any(isinstance(one, ast.Attribute) and one.attr == "transaction" for one in calls):
            return True
        called = {one.id for one in calls if isinstance(one, ast.Name)} & set(bodies)
        private = {one for one in called if one.startswith("_")} - seen
        return any(opens(one, seen | {name}) for one in private)

    return (getattr(module, name) for name in bodies if not name.startswith("_") and opens(name))


def test_every_writer_is_in_a_table() -> None:
    """A new public function that changes the record has to say which event it writes."""
    assert {one for module in DESK for one in writers(module)} == {act for act, *_ in ACTS} | QUIET


def test_an_act_and_its_event_are_kept_together_or_not_at_all(school: Birchfield) -> None:
    """What fails after its event was written leaves neither; the next line takes its number."""
    ref = school.submitted()
    before = every_event(school)
    with pytest.raises(ZeroDivisionError), school.office.transaction() as transaction:
        transaction.session.get_one(Proposal, ref).status = Status.DRAFT
        transaction.log(OWN, "drafted", ref, "somebody", revision=1)
        _ = 1 / 0
    assert every_event(school) == before
    assert school.status(ref) is Status.CHECKING
    school.saved(ref)
    last = max(seq for where, seq, _ in before if where == OWN)
    assert set(every_event(school)) - set(before) == {
        (OWN, last + 1, "drafted"),
        (OWN, last + 2, "committed"),
    }
