"""What one person alone cannot do: use another's account, make a puppet a leader, end a leader's role."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from appendix_a.procedure.notices import NoticeKind
from appendix_a.procedure.routing import Signatory
from appendix_a.reading.case import MembershipKind, Role, SignOffStep
from appendix_a.values.answers import day_in_words
from service.db.tables import Grant, Mail, Notice
from service.desk.cases.schools import grants_in_force, school_row
from service.desk.notices import asking, inbox, notices
from service.desk.office import INSTALLATION
from service.desk.people import granting, inviting, passwords, people, power, signing_in
from service.desk.people.granting import BY_HOST_AFTER
from service.desk.people.people import NewPerson
from service.desk.people.power import FRESH, POWERFUL
from service.desk.queue import mails
from service.desk.refusals import Faulty, NotAllowed, NotFound, Refusal
from service.settings import Relay
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_CHAIR,
    VICE_PRINCIPAL,
)
from tests.schools import Birchfield
from tests.service.desk.notices.test_inbox import visitor
from tests.service.school import AUDITOR, OWN, PASSWORD, REGISTRAR

NEW = "otter bramble kettle thimble"
PUPPET = NewPerson("Pat Grey", "pat.grey@elsewhere.example", MembershipKind.GOVERNOR)
WITH_POWER = (PRINCIPAL, CHAIR, VICE_CHAIR, VICE_PRINCIPAL, BRAND_OWNER, E_SAFETY_LEAD, AUDITOR)
RELAY = Relay("mail.invalid", 25, "none", "office@birchfield.example")


def asked(school: Birchfield, who: str, by: str = REGISTRAR) -> str:
    """The link that somebody asks for, as it is handed to them."""
    return inviting.invite(school.office, school.key(by), OWN, school.key(who))


def sets(school: Birchfield, token: str, code: str = "") -> bool:
    """Whether a password is set with this link and code."""
    try:
        signing_in.use_link(school.office, token, NEW, code)
    except Refusal:
        return False
    return True


def with_mails(school: Birchfield) -> Birchfield:
    return replace(school, office=replace(school.office, relay=RELAY))


def leader(school: Birchfield, who: str) -> str:
    """The role by which somebody leads."""
    view = people.person(school.office, OWN, school.key(who))
    return next(one.id for one in view.grants if one.role in power.CONFIRMERS)


# A link --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [*WITH_POWER, LINE_MANAGER])
def test_a_link_of_somebody_with_power_is_nothing_alone(school: Birchfield, who: str) -> None:
    """Whoever asked for it sets no password with it, whatever code they guess."""
    token = asked(school, who)
    assert (signing_in.link_works(school.office, token), sets(school, token)) == (False, False)
    signing_in.sign_in(school.office, f"{who}@birchfield.example", PASSWORD, "")


def test_of_anybody_else_it_works_at_once(school: Birchfield) -> None:
    """The control: a teacher's link opens no door that a second person would have to watch."""
    assert sets(school, asked(school, SECOND_TEACHER))


@pytest.mark.parametrize("role", [Role.VICE_CHAIR, Role.AUDITOR])
def test_a_link_that_was_made_before_the_role_opens_no_more(school: Birchfield, role: Role) -> None:
    """Whoever has it in hand cannot wait for its person to get power; the control works still."""
    token, other = asked(school, TEACHER), asked(school, SECOND_TEACHER)
    granting.grant(school.office, school.key(REGISTRAR), OWN, school.key(TEACHER), role)
    found = [sets(school, token)]
    code = inviting.confirm_link(school.office, school.key(CHAIR), OWN, school.key(TEACHER))
    assert [*found, sets(school, token, code), sets(school, other)] == [False, True, True]


@pytest.mark.parametrize("role", [Role.VICE_PRINCIPAL, Role.AUDITOR])
def test_a_password_that_was_set_before_the_role_ends(school: Birchfield, role: Role) -> None:
    """Whoever made the link may have set it: its person needs a link and a code, and nobody else has both."""
    assert sets(school, asked(school, TEACHER))
    granting.grant(school.office, school.key(REGISTRAR), OWN, school.key(TEACHER), role)
    with pytest.raises(Refusal):
        signing_in.sign_in(school.office, f"{TEACHER}@birchfield.example", NEW, "")
    token = asked(school, TEACHER)
    code = inviting.confirm_link(school.office, school.key(CHAIR), OWN, school.key(TEACHER))
    assert (sets(school, token), sets(school, token, code)) == (False, True)
    [given] = [one for one in school.events(school.key(TEACHER)) if one.kind == "role_granted"][-1:]
    assert given.body["password_ends"] is True


def test_a_password_of_somebody_who_has_power_stands(school: Birchfield) -> None:
    """The control: another role changes nothing, and one without power ends nobody's password."""
    registrar = school.key(REGISTRAR)
    granting.grant(school.office, registrar, OWN, school.key(VICE_PRINCIPAL), Role.BRAND_OWNER)
    granting.grant(school.office, registrar, OWN, school.key(TEACHER), Role.GOVERNOR)
    for who in (VICE_PRINCIPAL, TEACHER):
        signing_in.sign_in(school.office, f"{who}@birchfield.example", PASSWORD, "")


def test_a_password_that_was_set_before_somebody_manages_ends(school: Birchfield) -> None:
    """From the moment in which they are named; where mails reach them alone it stands."""
    there = with_mails(school)
    tied = NewPerson("", "", MembershipKind.EMPLOYEE, school.key(SECOND_TEACHER))
    address = f"{SECOND_TEACHER}@birchfield.example"
    people.change(there.office, school.key(REGISTRAR), OWN, school.key(TEACHER), tied, None)
    signing_in.sign_in(school.office, address, PASSWORD, "")
    back = replace(tied, line_manager=school.key(LINE_MANAGER))
    people.change(school.office, school.key(REGISTRAR), OWN, school.key(TEACHER), back, None)
    people.change(school.office, school.key(REGISTRAR), OWN, school.key(TEACHER), tied, None)
    with pytest.raises(Refusal):
        signing_in.sign_in(school.office, address, PASSWORD, "")


def test_a_link_that_was_made_before_somebody_manages_opens_no_more(school: Birchfield) -> None:
    """A line manager signs: it waits from the moment in which they are named."""
    token = asked(school, SECOND_TEACHER)
    tied = NewPerson("", "", MembershipKind.EMPLOYEE, school.key(SECOND_TEACHER))
    people.change(school.office, school.key(REGISTRAR), OWN, school.key(TEACHER), tied, None)
    assert not sets(school, token)


def test_a_role_that_was_taken_away_just_now_leaves_its_holder_guarded(school: Birchfield) -> None:
    """Nobody ends a role to make the link alone, and gives it back; after seven days it is over."""
    for one in people.person(school.office, OWN, school.key(BRAND_OWNER)).grants:
        granting.end_role(school.office, school.key(REGISTRAR), OWN, one.id)
    found = [signing_in.link_works(school.office, asked(school, BRAND_OWNER))]
    school.clock.now += FRESH
    found.append(signing_in.link_works(school.office, asked(school, BRAND_OWNER)))
    assert found == [False, True]


def test_two_people_give_it_and_neither_has_both_parts(school: Birchfield) -> None:
    """One has the link, the other the code; with both the person sets a password, once."""
    token = asked(school, PRINCIPAL)
    code = inviting.confirm_link(school.office, school.key(CHAIR), OWN, school.key(PRINCIPAL))
    typed = code.replace("-", " ").lower()
    assert (sets(school, token), sets(school, token, "AAAA-AAAA"), sets(school, token, typed)) == (
        False,
        False,
        True,
    )
    signing_in.sign_in(school.office, f"{PRINCIPAL}@birchfield.example", NEW, "")


def test_a_button_that_was_pressed_twice_shows_the_code_that_works(school: Birchfield) -> None:
    """The second takes the place of the first, for whoever confirmed it and for nobody else."""
    token, key = asked(school, PRINCIPAL), school.key(PRINCIPAL)
    first, second = (
        inviting.confirm_link(school.office, school.key(CHAIR), OWN, key) for _ in range(2)
    )
    with pytest.raises(NotFound):
        inviting.confirm_link(school.office, school.key(VICE_CHAIR), OWN, key)
    assert (sets(school, token, first), sets(school, token, second)) == (False, True)


def test_a_code_is_not_guessed(school: Birchfield) -> None:
    """After five wrong ones the link is dead, and the right one helps no more."""
    token = asked(school, PRINCIPAL)
    code = inviting.confirm_link(school.office, school.key(CHAIR), OWN, school.key(PRINCIPAL))
    for _ in range(5):
        with pytest.raises(Faulty):
            signing_in.use_link(school.office, token, NEW, passwords.new_code())
    assert not sets(school, token, code)


@pytest.mark.parametrize("by", [REGISTRAR, PRINCIPAL, TEACHER, LINE_MANAGER, AUDITOR, BRAND_OWNER])
def test_nobody_else_confirms_a_link(school: Birchfield, by: str) -> None:
    """Not whoever asked, not the person themselves, and nobody who is no leader."""
    asked(school, PRINCIPAL)
    with pytest.raises(NotAllowed):
        inviting.confirm_link(school.office, school.key(by), OWN, school.key(PRINCIPAL))


def test_a_newer_link_takes_the_place_of_one_that_was_confirmed(school: Birchfield) -> None:
    """What was confirmed is one link: another that is asked for afterwards waits again."""
    asked(school, PRINCIPAL)
    code = inviting.confirm_link(school.office, school.key(CHAIR), OWN, school.key(PRINCIPAL))
    assert not sets(school, asked(school, PRINCIPAL), code)


def test_where_nobody_could_confirm_the_host_alone_gives_it(school: Birchfield) -> None:
    """With no other leader nobody is asked in vain, and the host's link works."""
    school.end_leading(CHAIR)
    for one in people.person(school.office, OWN, school.key(VICE_CHAIR)).grants:
        granting.end_role(school.office, INSTALLATION, OWN, one.id)
    with pytest.raises(NotAllowed, match="official-sites people reset"):
        asked(school, PRINCIPAL)
    assert sets(school, inviting.invite(school.office, INSTALLATION, OWN, school.key(PRINCIPAL)))


def test_with_mails_the_link_goes_to_the_person_alone(school: Birchfield) -> None:
    """Whoever asks for it is given nothing, even where they ask to have it handed over."""
    assert asked(with_mails(school), PRINCIPAL) == ""
    [mail] = [one for one in school.rows(Mail, person=school.key(PRINCIPAL)) if one.link]
    assert (mail.send_to, inviting.waiting_link(school.office, OWN, school.key(PRINCIPAL))) == (
        None,
        None,
    )


@pytest.mark.parametrize("by_oneself", [False, True])
def test_a_mail_to_a_new_address_waits_for_a_second_person(
    school: Birchfield, by_oneself: bool
) -> None:
    """For seven days after somebody changed it, whether it is given or asked for as forgotten."""
    there = with_mails(school)
    key, address = school.key(PRINCIPAL), "niamh@elsewhere.example"

    def works() -> bool:
        if by_oneself:
            asking.ask(there.office, address)
            asking.answer(there.office)
        else:
            asked(there, PRINCIPAL)
        mail = max(
            school.rows(Mail, person=key), key=lambda one: (one.link is not None, one.made_at)
        )
        return signing_in.link_works(there.office, mails.link_token(there.office.log_key, mail.id))

    people.correct(there.office, school.key(REGISTRAR), OWN, key, "Niamh Hart", address)
    found = [works()]
    school.clock.now += FRESH
    assert [*found, works()] == [False, True]


# Roles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(POWERFUL - {Role.OPERATOR, Role.REGISTRAR}))
def test_a_puppet_has_no_power_until_a_leader_confirms_it(school: Birchfield, role: Role) -> None:
    """Whatever role that signs, confirms or audits the registrar gives to somebody new."""
    key = people.add(school.office, school.key(REGISTRAR), OWN, PUPPET, (role,))
    with school.office.read() as session:
        [grant] = session.exec(select(Grant).where(Grant.person == key))
    with pytest.raises(NotAllowed):
        granting.confirm(school.office, school.key(REGISTRAR), OWN, grant.id)
    with pytest.raises(NotAllowed):
        granting.confirm(school.office, key, OWN, grant.id)
    assert key not in leaders(school, role)
    granting.confirm(school.office, school.key(CHAIR), OWN, grant.id)
    assert key in leaders(school, role)


def leaders(school: Birchfield, role: Role) -> set[str]:
    """Who holds this role today, so that it counts."""
    with school.office.read() as session:
        today = school.office.today(school_row(session, OWN))
        return {one.person for one in grants_in_force(session, OWN, today) if one.role is role}


@pytest.mark.parametrize(
    ("who", "by"), [(PRINCIPAL, CHAIR), (CHAIR, PRINCIPAL), (CHAIR, VICE_CHAIR)]
)
def test_a_leaders_role_ends_when_another_leader_confirms_it(
    school: Birchfield, who: str, by: str
) -> None:
    """Asked for by the registrar, it counts on; confirmed, it is over."""
    id_ = leader(school, who)
    granting.end_role(school.office, school.key(REGISTRAR), OWN, id_)
    assert leader(school, who) == id_
    for one in (REGISTRAR, who, TEACHER):
        with pytest.raises(NotAllowed):
            granting.confirm(school.office, school.key(one), OWN, id_)
    granting.confirm(school.office, school.key(by), OWN, id_)
    with pytest.raises(StopIteration):
        leader(school, who)


def test_whoever_comes_back_has_no_power_until_a_leader_confirms_it(school: Birchfield) -> None:
    """A last day that is over, and taken out again, brings nobody's signature back; the control: not over."""
    office, registrar, key = school.office, school.key(REGISTRAR), school.key(VICE_CHAIR)
    tied = NewPerson("", "", MembershipKind.GOVERNOR)
    people.change(office, registrar, OWN, key, tied, school.today)
    people.change(office, registrar, OWN, key, tied, None)
    assert key in leaders(school, Role.VICE_CHAIR)
    people.change(office, registrar, OWN, key, tied, school.today)
    school.clock.now += timedelta(days=1)
    people.change(office, registrar, OWN, key, tied, None)
    assert key not in leaders(school, Role.VICE_CHAIR)
    grants = people.person(office, OWN, key).grants
    [waits] = [one for one in grants if not one.confirmed and one.role is Role.VICE_CHAIR]
    granting.confirm(office, school.key(PRINCIPAL), OWN, waits.id)
    assert key in leaders(school, Role.VICE_CHAIR)


def test_what_was_taken_back_is_confirmed_by_nobody(school: Birchfield) -> None:
    """The registrar asked for the end by mistake: the role goes on, and nothing waits."""
    id_, registrar = leader(school, CHAIR), school.key(REGISTRAR)
    granting.end_role(school.office, registrar, OWN, id_)
    granting.keep_role(school.office, registrar, OWN, id_)
    for act, who in ((granting.confirm, PRINCIPAL), (granting.keep_role, REGISTRAR)):
        with pytest.raises(NotFound):
            act(school.office, school.key(who), OWN, id_)
    assert leader(school, CHAIR) == id_
    waits = inbox.inbox(school.office, visitor(school, PRINCIPAL), OWN)
    assert [one for one in waits if one.subject == school.key(CHAIR)] == []


def test_nobody_ends_what_nobody_asked_to_end(school: Birchfield) -> None:
    """A leader alone does not end another's role either."""
    with pytest.raises(NotFound):
        granting.confirm(school.office, school.key(CHAIR), OWN, leader(school, PRINCIPAL))


@pytest.mark.parametrize("who", [PRINCIPAL, CHAIR])
def test_a_leader_is_not_made_to_leave_instead(school: Birchfield, who: str) -> None:
    """A last day for a leader is refused, with what to do; for anybody else it is written down."""
    change = people.change
    tied = NewPerson("", "", MembershipKind.EMPLOYEE)
    registrar, office = school.key(REGISTRAR), school.office
    with pytest.raises(Faulty) as refused:
        change(office, registrar, OWN, school.key(who), tied, school.today)
    assert [one.field for one in refused.value.faults] == ["leaves"]
    change(office, registrar, OWN, school.key(TEACHER), tied, school.today)


def test_what_waits_is_in_the_inbox_of_those_who_can_confirm_it(school: Birchfield) -> None:
    """Theirs alone: not whoever asked, and not the person themselves."""
    asked(school, PRINCIPAL)
    granting.end_role(school.office, school.key(REGISTRAR), OWN, leader(school, CHAIR))
    about = tuple(f"/people/{school.key(one)}/" for one in (PRINCIPAL, CHAIR))
    words = {
        who: {
            one.words
            for one in inbox.inbox(school.office, visitor(school, who), OWN)
            if one.href.startswith(about)
        }
        for who in (PRINCIPAL, CHAIR, VICE_CHAIR, REGISTRAR, TEACHER)
    }
    link, end = (
        "Confirm a link to set a password",
        "Confirm that the role “Chair of governors” ends",
    )
    assert words == {
        PRINCIPAL: {end},
        CHAIR: {link},
        VICE_CHAIR: {link, end},
        REGISTRAR: set(),
        TEACHER: set(),
    }


# The host ------------------------------------------------------------------------------------


def host_of(school: Birchfield) -> Birchfield:
    """The school as a command of the host has it."""
    return replace(school, office=replace(school.office, by_host=True))


def told_by_host(school: Birchfield, kind: NoticeKind) -> dict[str, str]:
    """What everybody was told of the host's act, by person."""
    names = {key: name for name, key in school.keys.items()}
    found = school.rows(Notice, kind=kind)
    return {names.get(one.person, ""): notices.words_of(one.kind, one.key) for one in found}


def test_what_the_host_confirms_counts_after_seven_days_and_all_are_told(
    school: Birchfield,
) -> None:
    """Where nobody is left who could; while there is a leader it is refused."""
    key = people.add(school.office, school.key(REGISTRAR), OWN, PUPPET, (Role.PRINCIPAL,))
    [grant] = school.rows(Grant, person=key)
    with pytest.raises(NotAllowed):
        granting.confirm(school.office, INSTALLATION, OWN, grant.id)
    for who in (PRINCIPAL, CHAIR):
        school.end_leading(who)
    granting.confirm(host_of(school).office, INSTALLATION, OWN, grant.id)
    day = school.today + BY_HOST_AFTER
    counts = []
    for wait in (timedelta(0), BY_HOST_AFTER - timedelta(days=1), timedelta(days=1)):
        school.clock.now += wait
        counts.append(key in leaders(school, Role.PRINCIPAL))
    assert counts == [False, False, True]
    told = told_by_host(school, NoticeKind.HOST_CONFIRMED)
    assert set(told.values()) == {
        f"The host has given them a role, principal, which counts from {day_in_words(day)}"
    }
    assert {TEACHER, AUDITOR, REGISTRAR, CHAIR, PRINCIPAL} <= told.keys()


def test_the_host_ends_a_leaders_role_after_seven_days_and_all_are_told(
    school: Birchfield,
) -> None:
    """Until then the leader leads, reads of it, and can ask what it means; another role ends at once."""
    host = host_of(school).office
    granting.end_role(host, INSTALLATION, OWN, leader(school, CHAIR))
    leads = []
    for wait in (timedelta(0), BY_HOST_AFTER - timedelta(days=1), timedelta(days=1)):
        school.clock.now += wait
        leads.append(school.key(CHAIR) in leaders(school, Role.CHAIR))
    assert leads == [True, True, False]
    assert CHAIR in told_by_host(school, NoticeKind.HOST_ENDS)
    brand = people.person(school.office, OWN, school.key(BRAND_OWNER)).grants
    granting.end_role(host, INSTALLATION, OWN, brand[0].id)
    assert len(people.person(school.office, OWN, school.key(BRAND_OWNER)).grants) == (
        len(brand) - 1
    )


# Line managers -------------------------------------------------------------------------------


def test_a_puppet_is_nobodys_line_manager_until_a_leader_confirms_it(school: Birchfield) -> None:
    """Whoever the registrar names signs nothing: the old line manager does."""
    puppet = people.add(school.office, school.key(REGISTRAR), OWN, PUPPET)
    tied = NewPerson("", "", MembershipKind.EMPLOYEE, puppet)
    people.change(school.office, school.key(REGISTRAR), OWN, school.key(TEACHER), tied, None)
    ref = school.checked()
    assert signs_aims(school, ref) == school.key(LINE_MANAGER)
    school.confirm_managers()
    assert signs_aims(school, ref) == puppet


def signs_aims(school: Birchfield, ref: str) -> str:
    """Whose signature the aims wait for."""
    route = school.view(ref).route
    return next(
        one.person for one in route if isinstance(one, Signatory) and one.step is SignOffStep.AIMS
    )
