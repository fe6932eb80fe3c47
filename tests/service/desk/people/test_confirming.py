"""What waits for a second person is confirmed together: just what was shown, all of it or none."""

import pytest

from appendix_a.procedure.notices import NoticeKind
from appendix_a.reading.case import MembershipKind, Role
from service.desk.notices import inbox
from service.desk.office import Office
from service.desk.people import confirming, granting, inviting, people
from service.desk.people.confirming import MOVED, ToConfirm
from service.desk.people.people import NewPerson
from service.desk.refusals import Conflict
from tests.builders import (
    CHAIR,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_CHAIR,
    VICE_PRINCIPAL,
    VOLUNTEER,
)
from tests.schools import Birchfield
from tests.service.conftest import Keys, Web
from tests.service.desk.notices.test_inbox import visitor
from tests.service.pages.reading import Read
from tests.service.school import OWN, REGISTRAR, email

EMPLOYEE = MembershipKind.EMPLOYEE
SEAN = email(OWN, VICE_PRINCIPAL)
HERE = {"school": OWN}


def manage(school: Birchfield, who: str, manager: str, by: str = REGISTRAR) -> None:
    """The registrar gives somebody another line manager."""
    tied = NewPerson("", "", EMPLOYEE, school.key(manager))
    people.change(school.office, school.key(by), OWN, school.key(who), tied, None)


def waits(school: Birchfield, who: str) -> tuple[ToConfirm, ...]:
    """What this person is shown."""
    return confirming.to_confirm(school.office, school.key(who), OWN)


def manager_of(school: Birchfield, who: str) -> str | None:
    """Who signs the aims of what this person proposes."""
    return people.person(school.office, OWN, school.key(who)).line_manager


def test_line_managers_are_one_list(school: Birchfield) -> None:
    """Each with those whose aims they would sign; until it is confirmed the old ones sign."""
    before = manager_of(school, TEACHER)
    for who in (TEACHER, SECOND_TEACHER):
        manage(school, who, VICE_PRINCIPAL)
    [shown] = waits(school, PRINCIPAL)
    assert (shown.title, shown.words) == (
        "Line managers (2)", f"Sean Boyle ({SEAN}) for Aoife Kerr, Emma Walsh.",
    )  # fmt: skip
    assert manager_of(school, TEACHER) == before
    assert confirming.confirm(school.office, school.key(PRINCIPAL), OWN, [shown.key]) == 1
    assert (manager_of(school, TEACHER), waits(school, PRINCIPAL)) == (
        school.key(VICE_PRINCIPAL), (),
    )  # fmt: skip


def test_nobody_is_asked_about_themselves_or_about_what_they_asked_for(school: Birchfield) -> None:
    """The principal's own line manager is for the chair; the registrar and the vice chair confirm none."""
    manage(school, PRINCIPAL, VICE_PRINCIPAL)
    manage(school, TEACHER, VICE_PRINCIPAL, by=CHAIR)
    shown = {who: [one.words for one in waits(school, who)] for who in (PRINCIPAL, CHAIR)}
    assert shown == {
        PRINCIPAL: [f"Sean Boyle ({SEAN}) for Aoife Kerr."],
        CHAIR: [f"Sean Boyle ({SEAN}) for Niamh Hart."],
    }
    assert waits(school, REGISTRAR) == waits(school, VICE_CHAIR) == ()


def test_that_somebody_has_no_line_manager_any_more_counts_at_once(school: Birchfield) -> None:
    """It gives nobody a signature: the vice principal or the principal signs."""
    tied = NewPerson("", "", EMPLOYEE, None)
    people.change(school.office, school.key(REGISTRAR), OWN, school.key(TEACHER), tied, None)
    assert (manager_of(school, TEACHER), waits(school, PRINCIPAL)) == (None, ())


def test_going_back_to_the_old_one_takes_the_new_one_off_the_list(school: Birchfield) -> None:
    """Nothing waits for what is so already."""
    manage(school, TEACHER, VICE_PRINCIPAL)
    manage(school, TEACHER, LINE_MANAGER)
    assert (manager_of(school, TEACHER), waits(school, PRINCIPAL)) == (
        school.key(LINE_MANAGER), (),
    )  # fmt: skip


def test_a_list_that_has_changed_is_not_confirmed(school: Birchfield) -> None:
    """Nor is anything beside it: what was shown is done whole or not at all."""
    manage(school, TEACHER, VICE_PRINCIPAL)
    registrar, volunteer = school.key(REGISTRAR), school.key(VOLUNTEER)
    granting.grant(school.office, registrar, OWN, volunteer, Role.AUDITOR)
    keys = [one.key for one in waits(school, PRINCIPAL)]
    manage(school, SECOND_TEACHER, VICE_PRINCIPAL)
    with pytest.raises(Conflict) as refused:
        confirming.confirm(school.office, school.key(PRINCIPAL), OWN, keys)
    assert refused.value.words == MOVED
    assert len(waits(school, PRINCIPAL)) == 2
    grants = people.person(school.office, OWN, volunteer).grants
    assert [one.confirmed for one in grants if one.role is Role.AUDITOR] == [False]


def test_roles_and_ends_are_shown_to_whoever_can_confirm_them(school: Birchfield) -> None:
    """A new role to principal and chair; the end of the chair's to the others who may."""
    registrar = school.key(REGISTRAR)
    granting.grant(school.office, registrar, OWN, school.key(VOLUNTEER), Role.AUDITOR)
    chair = people.person(school.office, OWN, school.key(CHAIR))
    leads = next(one.id for one in chair.grants if one.role is Role.CHAIR)
    granting.end_role(school.office, registrar, OWN, leads)
    at = email(OWN, VOLUNTEER)
    gets = f"Gets the role “Auditor”, given by Ivy Shaw. Their address is {at}."
    loses = "Loses the role “Chair of governors”, as Ivy Shaw asks."
    assert {who: {one.words for one in waits(school, who)} for who in (PRINCIPAL, CHAIR, VICE_CHAIR)} == {
        PRINCIPAL: {gets, loses}, CHAIR: {gets}, VICE_CHAIR: {loses},
    }  # fmt: skip
    keys = [one.key for one in waits(school, PRINCIPAL)]
    assert confirming.confirm(school.office, school.key(PRINCIPAL), OWN, keys) == 2
    after = people.person(school.office, OWN, school.key(CHAIR)).grants
    assert Role.CHAIR not in {one.role for one in after}


def test_a_click_on_a_new_role_does_not_end_it(school: Birchfield) -> None:
    """The chair confirmed it meanwhile, and its end was asked for: the old page does neither."""
    office, registrar, key = school.office, school.key(REGISTRAR), school.key(VOLUNTEER)
    granting.grant(office, registrar, OWN, key, Role.PRINCIPAL)
    [shown] = waits(school, PRINCIPAL)
    confirming.confirm(office, school.key(CHAIR), OWN, [shown.key])
    grant = next(
        one.id for one in people.person(office, OWN, key).grants if one.role is Role.PRINCIPAL
    )
    granting.end_role(office, registrar, OWN, grant)
    with pytest.raises(Conflict):
        confirming.confirm(office, school.key(PRINCIPAL), OWN, [shown.key])
    with pytest.raises(Conflict):
        granting.confirm(office, school.key(PRINCIPAL), OWN, grant, ends=False)
    granting.confirm(office, school.key(PRINCIPAL), OWN, grant, ends=True)


def test_a_link_that_took_anothers_place_is_not_confirmed_unseen(school: Birchfield) -> None:
    """Nor is a key that somebody makes up."""
    registrar, key = school.key(REGISTRAR), school.key(PRINCIPAL)
    inviting.invite(school.office, registrar, OWN, key)
    [shown] = confirming.links_to_confirm(school.office, school.key(CHAIR), OWN)
    inviting.invite(school.office, registrar, OWN, key)
    for made_up in (shown.key, "x"):
        with pytest.raises(Conflict):
            confirming.confirm_links(school.office, school.key(CHAIR), OWN, [made_up])


def test_the_list_is_one_thing_in_the_inbox(school: Birchfield) -> None:
    """However long it is; it is gone once it is confirmed."""
    for who in (TEACHER, SECOND_TEACHER):
        manage(school, who, VICE_PRINCIPAL)
    found = inbox.inbox(school.office, visitor(school, PRINCIPAL), OWN)
    mine = [(one.href, one.words) for one in found if one.kind == NoticeKind.CONFIRM_MANAGERS]
    assert mine == [
        (f"/people/confirm?school={OWN}", "Confirm who is whose line manager (2)"),
    ]
    school.confirm_managers()
    left = inbox.inbox(school.office, visitor(school, PRINCIPAL), OWN)
    assert [one for one in left if one.kind == NoticeKind.CONFIRM_MANAGERS] == []


# The page ------------------------------------------------------------------------------------


def test_those_that_are_ticked_are_confirmed_or_all(web: Web, office: Office, keys: Keys) -> None:
    """Nothing is ticked beforehand, and nothing at all is told; twice pressed it is done once."""
    for who in (TEACHER, VOLUNTEER):
        granting.grant(office, keys[OWN, REGISTRAR], OWN, keys[OWN, who], Role.GOVERNOR)
        granting.grant(office, keys[OWN, REGISTRAR], OWN, keys[OWN, who], Role.AUDITOR)
    browser = web.sign_in_as(PRINCIPAL)
    page = Read(browser.get("/people/confirm", params=HERE).text)
    shown = [one.key for one in confirming.to_confirm(office, keys[OWN, PRINCIPAL], OWN)]
    assert ("Confirm all 2" in page.words, "checked" in page.words) == (True, False)
    once = page.fields["once"]
    empty = browser.post("/people/confirm", params=HERE, data={"once": once, "do": "ticked"})
    assert (empty.status_code, "Tick what you confirm." in empty.text) == (422, True)
    typed = {"once": once, "do": "ticked", "which": shown[0], "shown": shown}
    answers = [browser.post("/people/confirm", params=HERE, data=typed) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert "Confirmed: 1." in browser.get(answers[0].headers["location"]).text
    everything = {"do": "all", "shown": shown[1:]}
    assert browser.post("/people/confirm", params=HERE, data=everything).status_code == 303
    assert confirming.to_confirm(office, keys[OWN, PRINCIPAL], OWN) == ()
    done = Read(browser.get("/people/confirm", params=HERE).text).words
    assert "Nothing waits for you to confirm it." in done


def test_what_was_never_shown_is_not_confirmed(web: Web, office: Office, keys: Keys) -> None:
    """A made-up key, and one that another may confirm, are answered like what has changed."""
    browser = web.sign_in_as(PRINCIPAL)
    answer = browser.post("/people/confirm", params=HERE, data={"do": "ticked", "which": "x"})
    assert (answer.status_code, MOVED in answer.text) == (409, True)
