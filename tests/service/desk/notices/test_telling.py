"""Who is told of what: each once, when it begins to wait for them, and until nobody waits for it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

import service
from appendix_a.procedure.notices import OWED, NoticeKind
from appendix_a.reading.case import Role, SignOffStep
from appendix_a.values.answers import day_in_words
from service.db.tables import DecisionKind, Notice, WorkItem
from service.desk.cases.history import WORDS
from service.desk.notices import inbox, notices, telling
from service.desk.notices.owed import SECTIONS
from service.desk.notices.telling import AFTER, NOBODY
from service.desk.people import granting, inviting, people, signing_in
from service.desk.proposals import proposals
from service.desk.queue import mornings
from service.desk.register import actions
from service.desk.register.entering import CloseReason
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_PRINCIPAL,
)
from tests.schools import HOLD, Birchfield
from tests.service.desk.notices.test_inbox import EVERYBODY, visitor
from tests.service.desk.platforms.test_referrals import CLASSWALL, YOUNGER
from tests.service.school import AUDITOR, OWN, PASSWORD, REGISTRAR

Told = Mapping[str, list[str]]
DECLARE, DECIDE = NoticeKind.DECLARE.value, NoticeKind.DECIDE.value


def told(school: Birchfield, *, still: bool = False) -> Told:
    """What everybody was told, oldest first, by kind; `still`: of that, what is not over."""
    found: dict[str, list[str]] = {}
    names = {key: name for name, key in school.keys.items()}
    with school.office.read() as session:
        rows = session.exec(select(Notice).order_by(Notice.at, Notice.kind, Notice.key))  # type: ignore[arg-type]
        for one in rows:
            theirs = one.person in names  # and nobody's of the other school
            if theirs and (not still or (one.over_at is None and one.kind in OWED)):
                found.setdefault(names[one.person], []).append(one.kind.value)
    return found


def new(school: Birchfield, act: Callable[[], object]) -> Told:
    """What people were told by one act, and by what the engine made of it."""
    before = told(school)
    act()
    after = told(school)
    found = {who: list(kinds) for who, kinds in after.items()}
    for who, kinds in before.items():
        for one in kinds:
            found[who].remove(one)
    return {who: kinds for who, kinds in found.items() if kinds}


def test_every_kind_of_event_is_told_or_says_why_not() -> None:
    """Each stands in one of the two tables, so that a new one has to choose."""
    assert set(AFTER) | set(NOBODY) == set(WORDS)
    assert not set(AFTER) & set(NOBODY)


def test_only_the_office_that_tells_is_opened_by_a_program() -> None:
    """No page, command or engine opens one that tells nobody."""
    root = Path(service.__file__).parent
    opens = [one for one in root.rglob("*.py") if "open_office(" in one.read_text("utf-8")]
    names = sorted(str(one.relative_to(root)) for one in opens)
    assert names == ["desk/office.py", "desk/opening.py", "desk/operations/restoring.py"]


def test_a_proposal_that_passes_tells_its_proposer_and_whoever_comes_next(
    school: Birchfield,
) -> None:
    """Declarations and the first signatures, each of whoever owes it; the rest is nobody's yet."""
    assert new(school, school.checked) == {
        TEACHER: [DECLARE, NoticeKind.PASSED.value],
        LINE_MANAGER: [DECIDE, DECLARE],
        SECOND_TEACHER: [DECLARE],
        BRAND_OWNER: [DECIDE],
    }


def test_submitting_alone_tells_nobody(school: Birchfield) -> None:
    """What nothing has checked waits for nobody."""
    assert new(school, school.submitted) == {}


def test_the_last_signature_is_told_when_its_turn_comes(school: Birchfield) -> None:
    """Not before the declarations and the other signatures are there, and then once."""
    ref = school.checked()
    assert new(school, lambda: school.sign(ref, SignOffStep.AIMS, SignOffStep.BRAND)) == {}
    assert new(school, lambda: school.declare(ref)) == {PRINCIPAL: [DECIDE]}
    assert told(school, still=True) == {PRINCIPAL: [DECIDE]}


def test_an_approval_is_told_when_it_can_no_longer_be_undone(school: Birchfield) -> None:
    """In the quarter of an hour of the hold nobody is told; then proposer and those of the site."""
    ref = school.ready()
    assert new(school, lambda: school.sign(ref, SignOffStep.FINAL)) == {}
    assert new(school, lambda: school.after(HOLD)) == {
        TEACHER: [NoticeKind.APPROVED.value],
        LINE_MANAGER: [NoticeKind.APPROVED.value],
        SECOND_TEACHER: [NoticeKind.APPROVED.value],
    }


def test_what_is_returned_is_told_with_whoever_has_to_change_it(school: Birchfield) -> None:
    """What others owed is over, and begins anew with the next revision."""
    ref = school.checked()
    give = lambda: school.give(ref, SignOffStep.AIMS, DecisionKind.RETURN, "Say who moderates.")  # noqa: E731
    assert new(school, give) == {TEACHER: [NoticeKind.EDIT.value]}
    assert told(school, still=True) == {TEACHER: [NoticeKind.EDIT.value]}
    school.saved(ref)
    assert told(school, still=True) == {}
    school.submit(ref)
    assert new(school, lambda: school.carry(school.office)) == {
        TEACHER: [DECLARE, NoticeKind.PASSED.value],
        LINE_MANAGER: [DECIDE, DECLARE],
        SECOND_TEACHER: [DECLARE],
        BRAND_OWNER: [DECIDE],
    }


def test_a_rejection_is_told_to_the_proposer_and_ends_what_others_owed(school: Birchfield) -> None:
    """Nothing waits for anybody any more."""
    ref = school.checked()
    give = lambda: school.give(ref, SignOffStep.AIMS, DecisionKind.REJECT, "We have one.")  # noqa: E731
    assert new(school, give) == {TEACHER: [NoticeKind.REJECTED.value]}
    assert told(school, still=True) == {}


def test_a_withdrawal_ends_what_others_owed(school: Birchfield) -> None:
    """Whoever withdraws is told nothing: they did it."""
    ref = school.checked()
    version = school.row(ref).version
    key = school.key(TEACHER)
    act = lambda: proposals.withdraw(school.office, key, ref, version, "")  # noqa: E731
    assert new(school, act) == {}
    assert told(school, still=True) == {}


def test_a_referral_is_told_to_whoever_may_record_evidence(school: Birchfield) -> None:
    """The e-safety lead and the principal, as in their inboxes."""
    found = new(school, lambda: school.checked(**CLASSWALL))
    assert {who: kinds for who, kinds in found.items() if NoticeKind.REFER.value in kinds} == {
        E_SAFETY_LEAD: [NoticeKind.REFER.value],
        PRINCIPAL: [NoticeKind.REFER.value],
    }


def test_a_reminder_is_told_to_those_it_names(school: Birchfield) -> None:
    """Each of them once, with how many school days it was."""
    school.checked()
    found = new(school, lambda: school.after(timedelta(days=6)))
    assert found == {
        who: [NoticeKind.REMINDER.value] for who in (LINE_MANAGER, SECOND_TEACHER, BRAND_OWNER)
    }


def test_a_role_is_told_to_whoever_gets_it(school: Birchfield) -> None:
    """And one that needs a second person first to those who can confirm it."""
    office, registrar = school.office, school.key(REGISTRAR)
    give = granting.grant
    key = school.key(VICE_PRINCIPAL)
    assert new(school, lambda: give(office, registrar, OWN, key, Role.GOVERNOR)) == {
        VICE_PRINCIPAL: [NoticeKind.ROLE.value]
    }
    assert new(school, lambda: give(office, registrar, OWN, key, Role.AUDITOR)) == {
        PRINCIPAL: [NoticeKind.CONFIRM_ROLE.value],
        CHAIR: [NoticeKind.CONFIRM_ROLE.value],
    }
    grant = next(one for one in people.person(office, OWN, key).grants if not one.confirmed)
    confirm = lambda: granting.confirm(office, school.key(CHAIR), OWN, grant.id)  # noqa: E731
    assert new(school, confirm) == {VICE_PRINCIPAL: [NoticeKind.ROLE.value]}
    assert told(school, still=True) == {}


def test_a_lower_age_is_told_to_those_who_may_confirm_it(school: Birchfield) -> None:
    """Not to the one who read it."""
    assert new(school, lambda: school.reread(ages=YOUNGER)) == {
        PRINCIPAL: [NoticeKind.CONFIRM_READING.value],
        VICE_PRINCIPAL: [NoticeKind.CONFIRM_READING.value],
    }


def test_a_new_password_is_told_to_its_person(school: Birchfield) -> None:
    """Whoever sets it: it may have been somebody else. A link in other hands is told too."""
    office, key = school.office, school.key(TEACHER)
    tokens = []
    act = lambda: tokens.append(inviting.invite(office, school.key(REGISTRAR), OWN, key))  # noqa: E731
    assert new(school, act) == {TEACHER: [NoticeKind.LINK.value]}
    set_it = lambda: signing_in.use_link(office, tokens[0], f"{PASSWORD} anew")  # noqa: E731
    assert new(school, set_it) == {TEACHER: [NoticeKind.PASSWORD.value]}


def test_a_closed_site_is_told_to_those_who_run_it(school: Birchfield) -> None:
    """Not to the principal, who closed it."""
    site = school.launched(school.registered())
    close = lambda: actions.close(  # noqa: E731
        school.office, school.key(PRINCIPAL), site.key, site.version, CloseReason.NOT_USED
    )
    assert new(school, close) == {
        TEACHER: [NoticeKind.CLOSED.value],
        LINE_MANAGER: [NoticeKind.CLOSED.value],
        SECOND_TEACHER: [NoticeKind.CLOSED.value],
    }


def beside(school: Birchfield, who: str, kind: NoticeKind) -> list[str]:
    """What is said beside the words of this person's notices of a kind, newest first."""
    found = notices.notices(school.office, school.key(who))
    return [one.beside for one in found if one.kind is kind]


def test_a_notice_says_whose_act_it_is_and_from_when(school: Birchfield) -> None:
    """Of one's own proposal no proposer is named; of what the procedure did nobody."""
    ref = school.checked()
    name = "Proposed by Aoife Kerr."
    assert beside(school, BRAND_OWNER, NoticeKind.DECIDE) == [name]
    assert beside(school, SECOND_TEACHER, NoticeKind.DECLARE) == [name]
    assert beside(school, TEACHER, NoticeKind.DECLARE) == [""]
    school.give(ref, SignOffStep.AIMS, DecisionKind.RETURN, "Say who moderates.")
    assert beside(school, TEACHER, NoticeKind.EDIT) == ["Returned by Conor Daly."]
    school.saved(ref)
    school.submit(ref)
    school.carry(school.office)
    school.give(ref, SignOffStep.AIMS, DecisionKind.REJECT, "We have one.")
    assert beside(school, TEACHER, NoticeKind.REJECTED) == ["Rejected by Conor Daly."]


def test_a_launch_is_told_to_the_others_of_the_site(school: Birchfield) -> None:
    """Their approval said from which day on it could be; who launched it is named."""
    ref = school.registered()
    first = school.site(ref).go_live
    assert first is not None
    day = f"It can be launched from {day_in_words(first)}."
    assert beside(school, SECOND_TEACHER, NoticeKind.APPROVED) == [day]
    runs = school.view(ref).proposal
    found = new(school, lambda: school.launched(ref))
    others = {school.key(one) for one in found if NoticeKind.LAUNCHED.value in found[one]}
    assert others == {school.key(TEACHER), *runs.people()} - {runs.administrators[0]}


def test_a_first_day_is_told_on_its_morning(school: Birchfield) -> None:
    """It comes without an act: the step of each morning tells it, once."""
    ref = school.registered()
    mornings.ask_all(school.office)
    school.carry(school.office)
    first = school.site(ref).go_live
    assert first is not None
    wait = timedelta(days=(first - school.today).days)
    found = new(school, lambda: school.after(wait))
    assert found == {LINE_MANAGER: [NoticeKind.LAUNCH.value], TEACHER: [NoticeKind.LAUNCH.value]}
    assert new(school, lambda: school.after(timedelta(days=1))) == {}


def test_the_morning_step_comes_back_and_a_new_school_gets_its_own(school: Birchfield) -> None:
    """One item for each school, due at six on the next day."""
    mornings.ask_all(school.office)
    mornings.ask_all(school.office)
    school.carry(school.office)
    due = {one.school: one.due_at for one in school.rows(WorkItem, step="tell")}
    assert len(due) == len(school.rows(WorkItem, step="tell")) == 2
    tomorrow = (school.clock.now + timedelta(days=1)).replace(hour=5, minute=0)  # UTC in summer
    assert due[OWN] == tomorrow


def test_what_waits_in_an_inbox_was_told(school: Birchfield) -> None:
    """Whatever stands in anybody's inbox has a notice that is not over, and the other way round."""
    school.checked()
    school.checked(**CLASSWALL)
    school.reread(ages=YOUNGER)
    granting.grant(
        school.office, school.key(REGISTRAR), OWN, school.key(SECOND_TEACHER), Role.AUDITOR
    )
    waiting = {
        who: sorted(one.kind for one in inbox.inbox(school.office, visitor(school, who), OWN))
        for who in EVERYBODY
    }
    assert {who: sorted(kinds) for who, kinds in told(school, still=True).items()} == {
        who: kinds for who, kinds in waiting.items() if kinds
    }


def test_the_control_an_office_that_tells_nobody_leaves_no_notice(school: Birchfield) -> None:
    """The notices come from the hook alone."""
    silent = replace(school, office=replace(school.office, tells=lambda *_: None))
    assert new(silent, silent.checked) == {}


def test_every_kind_that_is_owed_is_found_by_a_section() -> None:
    """And each by one alone: what one section ends, no other has made."""
    kinds = [kind for section in SECTIONS.values() for kind in section]
    assert sorted(kinds) == sorted(OWED)


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_says_something_and_leads_somewhere(
    school: Birchfield, kind: NoticeKind
) -> None:
    """Words without a gap, and a page of ours."""
    key = {
        NoticeKind.DECIDE: "aims",
        NoticeKind.ROLE: "principal",
        NoticeKind.ROLE_ENDED: "auditor",
        NoticeKind.HOST_CONFIRMED: "principal 2026-09-08",
        NoticeKind.HOST_ENDS: "principal 2026-09-07",
    }
    row = Notice(
        id="1",
        school=OWN,
        person=school.key(AUDITOR),
        kind=kind,
        subject="BIP-0001",
        key=key.get(kind, "/log/differences?school=own"),
        at=school.clock.now,
    )
    with school.office.read() as session:
        (shown,) = notices.shown(session, [row])
    assert not re.search(r"[{}]", shown.words + shown.href)
    assert shown.title
    assert shown.href.startswith("/")


def test_owing_gives_what_a_step_is_asked(school: Birchfield) -> None:
    """What is owed and what was told of it are the same, where every act was told."""
    school.checked()
    now, known = telling.owing(school.office, OWN)
    assert set(now) == set(known)
    assert len(now) == len(set(now)) > 0
