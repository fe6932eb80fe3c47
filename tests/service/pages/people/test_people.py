"""The registrar keeps people and roles; the principal or the chair confirms some."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from httpx2 import Response
from sqlmodel import select

from appendix_a.reading.case import MembershipKind, Role
from service.db.tables import Credential, Mail, MailKind, Membership
from service.desk.office import Office
from service.desk.operations import log
from service.desk.people import confirming, inviting, people, signing_in
from service.desk.people.people import NewPerson
from service.desk.views import PersonView
from tests.builders import BRAND_OWNER, CHAIR, PRINCIPAL, SECOND_TEACHER, TEACHER, VOLUNTEER
from tests.service.conftest import Keys, Web
from tests.service.pages.reading import Read
from tests.service.school import MEMBER, OTHER, OWN, REGISTRAR, email

NEW = {"name": "Cara Finn", "email": "Cara.Finn@birchfield.example", "standing": "employee"}
HERE = {"school": OWN}


def person(office: Office, keys: Keys, name: str) -> PersonView:
    return people.person(office, OWN, keys[OWN, name])


def roles_of(office: Office, keys: Keys, name: str) -> dict[Role, bool]:
    return {one.role: one.confirmed for one in person(office, keys, name).grants}


def test_a_person_is_added(web: Web, office: Office, keys: Keys) -> None:
    """With their tie to the school, and a line manager who waits; they cannot sign in yet."""
    typed = NEW | {"line_manager": keys[OWN, PRINCIPAL]}
    answer = web.sign_in_as(REGISTRAR).post("/people", params=HERE, data=typed)
    [added] = [one for one in people.people(office, OWN) if one.name == "Cara Finn"]
    assert answer.headers["location"] == f"/people/{added.key}/roles?school={OWN}"
    assert (added.email, added.standing, added.manager_asked, added.can_sign_in) == (
        "cara.finn@birchfield.example", MembershipKind.EMPLOYEE, keys[OWN, PRINCIPAL], False,
    )  # fmt: skip


def test_where_answers_go_is_said_on_the_page(web: Web, office: Office) -> None:
    """The registrar names the school's office; what is no address is shown again with its fault."""
    browser = web.sign_in_as(REGISTRAR)
    typed = {"office": "office@birchfield.example"}
    answer = browser.post("/people/office", params=HERE, data=typed)
    kept = people.school_office(office, OWN)
    wrong = browser.post("/people/office", params=HERE, data={"office": "office at birchfield"})
    shown = Read(wrong.text)
    assert (answer.status_code, kept) == (303, typed["office"])
    assert (wrong.status_code, "Give an e-mail address" in shown.words) == (422, True)
    assert shown.fields["office"] == "office at birchfield"
    assert people.school_office(office, OWN) == kept


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Give the person's name."),
        ({"name": "x" * 201}, "This is 201 characters long. Shorten it to 200."),
        ({"email": "cara@finn@birchfield.example"}, "Give an e-mail address"),
        ({"email": "cara"}, "Give an e-mail address, such as a.teacher@school.example."),
        ({"email": "aoife.kerr@birchfield.example"}, "Somebody with this address is in the record"),
        ({"standing": "pupil"}, "Choose this person's connection with the school."),
    ],
)
def test_what_cannot_be_taken_is_shown_again(web: Web, changes: dict[str, str], words: str) -> None:
    """Everything typed is still there, and the fault is named."""
    answer = web.sign_in_as(REGISTRAR).post("/people", params=HERE, data=NEW | changes)
    page = Read(answer.text)
    assert (answer.status_code, words in page.words) == (422, True)
    assert page.fields["email"] == (NEW | changes)["email"]


def keep(web: Web, keys: Keys, name: str, **typed: str) -> Response:
    registrar = web.sign_in_as(REGISTRAR)
    return registrar.post(f"/people/{keys[OWN, name]}/roles", params=HERE, data=typed)


def test_a_role_is_given_and_ended(web: Web, office: Office, keys: Keys) -> None:
    """From one day to its last; ending it is one button."""
    given = keep(web, keys, MEMBER, do="grant", role="staff",
                 **{"until-day": "1", "until-month": "2", "until-year": "2027"})  # fmt: skip
    [grant] = person(office, keys, MEMBER).grants
    assert (given.status_code, grant.role, str(grant.until_on)) == (303, Role.STAFF, "2027-02-01")
    keep(web, keys, MEMBER, do="end", grant=grant.id)
    assert roles_of(office, keys, MEMBER) == {}


def test_a_day_that_is_none_is_shown_again(web: Web, office: Office, keys: Keys) -> None:
    """Nothing is granted, and the three fields hold what was typed."""
    answer = keep(web, keys, MEMBER, do="grant", role="staff",
                  **{"until-day": "31", "until-month": "2", "until-year": "2027"})  # fmt: skip
    page = Read(answer.text)
    assert (answer.status_code, "This is not a day." in page.words) == (422, True)
    assert page.fields["until-day"] == "31"
    assert roles_of(office, keys, MEMBER) == {}


@pytest.mark.parametrize(
    ("name", "role", "words"),
    [
        (MEMBER, "king", "Choose the role."),
        (MEMBER, "operator", "The operator is named on the host itself"),
        (TEACHER, "staff", "They hold the role “Staff” already."),
        (REGISTRAR, "staff", "You cannot give yourself a role."),
        (PRINCIPAL, "registrar", "A registrar cannot hold a role that signs."),
    ],
)
def test_a_role_that_cannot_be_given_says_why(
    web: Web, office: Office, keys: Keys, name: str, role: str, words: str
) -> None:
    """On the form itself, with nothing changed."""
    before = roles_of(office, keys, name)
    answer = keep(web, keys, name, do="grant", role=role)
    assert (answer.status_code, words in Read(answer.text).words) == (422, True)
    assert roles_of(office, keys, name) == before


def test_a_grave_role_counts_when_the_principal_confirms_it(
    web: Web, office: Office, keys: Keys
) -> None:
    """The registrar alone makes nobody an auditor."""
    keep(web, keys, MEMBER, do="grant", role="auditor")
    assert roles_of(office, keys, MEMBER) == {Role.AUDITOR: False}
    at = f"/people/{keys[OWN, MEMBER]}/roles"
    principal = web.sign_in_as(PRINCIPAL)
    page = Read(principal.get(at).text)
    principal.post(f"{at}/confirm", params=HERE, data={"grant": page.fields["grant"]})
    assert roles_of(office, keys, MEMBER) == {Role.AUDITOR: True}


def test_nobody_confirms_their_own_role(web: Web, office: Office, keys: Keys) -> None:
    """The chair has been given a second grave role, and somebody else confirms it."""
    keep(web, keys, CHAIR, do="grant", role="auditor")
    [waiting] = [one for one in person(office, keys, CHAIR).grants if not one.confirmed]
    chair = web.sign_in_as(CHAIR)
    at = f"/people/{keys[OWN, CHAIR]}/roles/confirm"
    assert chair.post(at, params=HERE, data={"grant": waiting.id}).status_code == 403


def test_the_principal_reads_people_but_keeps_none(web: Web, keys: Keys) -> None:
    """No form of the registrar's is offered to a leader."""
    principal = web.sign_in_as(PRINCIPAL)
    shown = [principal.get(one).text for one in ("/people", f"/people/{keys[OWN, TEACHER]}/roles")]
    assert ["<h2>Add a person" in shown[0], "<h2>Give a role" in shown[1]] == [False, False]


def test_an_invitation_is_shown_once(web: Web, office: Office, keys: Keys) -> None:
    """It is in the answer to the button, and on no page that can be opened again."""
    answer = keep(web, keys, MEMBER, do="invite")
    [link] = [one for one in Read(answer.text).codes if "/set-password/" in one]
    assert link.startswith(f"{office.origin}/set-password/")
    again = web.sign_in_as(REGISTRAR).get(f"/people/{keys[OWN, MEMBER]}/roles").text
    assert "/set-password/" not in again
    assert web.browser().get(link.removeprefix(office.origin)).status_code == 200


def test_what_ties_a_person_is_changed_and_nothing_is_lost(
    web: Web, office: Office, keys: Keys
) -> None:
    """Who let a volunteer act is kept when the form is saved as it was shown (A.3.1)."""
    typed = {
        "do": "change", "standing": "volunteer", "authorised_by": "The governors",
        "authorised_on-day": "3", "authorised_on-month": "6", "authorised_on-year": "2026",
    }  # fmt: skip
    keep(web, keys, VOLUNTEER, **typed)
    page = web.sign_in_as(REGISTRAR).get(f"/people/{keys[OWN, VOLUNTEER]}/roles").text
    shown = {name: value for name, value in Read(page).fields.items() if name.startswith("auth")}
    keep(web, keys, VOLUNTEER, do="change", standing="volunteer", **shown)
    found = person(office, keys, VOLUNTEER)
    assert (found.authorised_by, str(found.authorised_on)) == ("The governors", "2026-06-03")


def test_nobody_manages_themselves(web: Web, keys: Keys) -> None:
    """The form says so."""
    own = keys[OWN, TEACHER]
    answer = keep(web, keys, TEACHER, do="change", standing="employee", line_manager=own)
    words = "A person cannot be their own line manager."
    assert (answer.status_code, words in answer.text) == (422, True)


def test_whoever_leaves_is_signed_out(web: Web, keys: Keys) -> None:
    """A last day is put down, and the sessions end."""
    browser = web.sign_in_as(MEMBER)
    assert browser.get("/me/sessions").status_code == 200
    keep(web, keys, MEMBER, do="change", standing="employee",
         **{"leaves-day": "1", "leaves-month": "9", "leaves-year": "2026"})  # fmt: skip
    assert browser.get("/me/sessions").status_code == 303


def test_a_line_that_is_too_long_is_shown_again(web: Web, office: Office, keys: Keys) -> None:
    """Who authorised somebody: as typed, with its fault; and the school's pages stay open."""
    answer = keep(web, keys, VOLUNTEER, do="change", standing="volunteer", authorised_by="x" * 201)
    page = Read(answer.text)
    assert (answer.status_code, "This is 201 characters long." in page.words) == (422, True)
    assert page.fields["authorised_by"] == "x" * 201
    assert person(office, keys, VOLUNTEER).authorised_by == ""
    assert web.sign_in_as(PRINCIPAL).get("/proposals").status_code == 200


def test_nobody_of_another_school_is_given_a_link(web: Web, keys: Keys) -> None:
    """The registrar adds them by their address, and is sent to the operator."""
    typed = NEW | {"email": email(OTHER, PRINCIPAL)}
    registrar = web.sign_in_as(REGISTRAR)
    registrar.post("/people", params=HERE, data=typed)
    where = f"/people/{keys[OTHER, PRINCIPAL]}/roles"
    answer = registrar.post(where, params=HERE, data={"do": "invite"})
    assert (answer.status_code, "/set-password/" in answer.text) == (403, False)
    assert "official-sites people reset" in Read(answer.text).words


@pytest.mark.parametrize("do", ["", "erase"])
def test_an_act_that_there_is_not_is_not_found(web: Web, keys: Keys, do: str) -> None:
    """The four buttons are all that the form takes."""
    assert keep(web, keys, MEMBER, do=do).status_code == 404


def test_a_line_manager_who_has_left_stays_chosen_until_another_is(
    web: Web, office: Office, keys: Keys
) -> None:
    """The form never empties the answer by itself: it is shown, and saving it says what is wrong."""
    second = keys[OWN, SECOND_TEACHER]
    keep(web, keys, TEACHER, do="change", standing="employee", line_manager=second)
    with office.transaction() as transaction:
        row = transaction.session.get_one(Membership, (OWN, second))
        row.until_on = row.from_on - timedelta(days=1)
        transaction.session.add(row)
    page = web.sign_in_as(REGISTRAR).get(f"/people/{keys[OWN, TEACHER]}/roles").text
    assert f'<option value="{second}" selected>Emma Walsh</option>' in page
    answer = keep(web, keys, TEACHER, do="change", standing="employee", line_manager=second)
    words = "This person is not at the school now. Choose somebody who is."
    assert (answer.status_code, words in Read(answer.text).words) == (422, True)
    assert person(office, keys, TEACHER).manager_asked == second
    new = web.sign_in_as(REGISTRAR).get("/people").text
    assert f'<option value="{second}">' not in new


@pytest.mark.parametrize(
    ("do", "field", "day", "words"),
    [
        ("change", "leaves", ("31", "8", "2026"), "They are in the record from 1 September 2026."),
        ("change", "trained_on", ("1", "9", "26"), "Correct the year."),
        ("grant", "until", ("31", "8", "2026"), "This day is past."),
    ],
)
def test_a_day_that_cannot_be_meant_is_shown_again(
    web: Web, keys: Keys, do: str, field: str, day: tuple[str, str, str], words: str
) -> None:
    """At its field, as typed."""
    parts = dict(zip((f"{field}-{one}" for one in ("day", "month", "year")), day, strict=True))
    answer = keep(web, keys, MEMBER, do=do, standing="employee", role="staff", **parts)
    page = Read(answer.text)
    assert (answer.status_code, words in page.words) == (422, True)
    assert tuple(page.fields[name] for name in parts) == day


def test_the_last_day_of_whoever_leaves_is_in_the_list(web: Web, keys: Keys) -> None:
    """The registrar sees who has left, or will."""
    keep(web, keys, MEMBER, do="change", standing="employee",
         **{"leaves-day": "1", "leaves-month": "9", "leaves-year": "2026"})  # fmt: skip
    page = Read(web.sign_in_as(REGISTRAR).get("/people").text).words
    assert "Employee, last day 1 September 2026" in page


ADDED = {"name": "Cara Finn", "email": "cara.finn@birchfield.example", "standing": "employee"}


@pytest.mark.parametrize(
    ("who", "typed"),
    [
        ("", ADDED),
        (MEMBER, {"do": "grant", "role": "staff"}),
        (MEMBER, {"do": "change", "standing": "volunteer"}),
        (VOLUNTEER, {"do": "end"}),
    ],
)
def test_an_act_of_the_registrars_is_done_once_and_answered_twice(
    web: Web, office: Office, keys: Keys, who: str, typed: dict[str, str]
) -> None:
    """A button pressed twice leads both times to the same page; the log has its line, and its close."""
    registrar = web.sign_in_as(REGISTRAR)
    at = f"/people/{keys[OWN, who]}/roles" if who else "/people"
    hidden = Read(registrar.get(at).text).fields
    sent = {name: hidden[name] for name in ("once", "grant") if name in hidden} | typed
    before = log.size(office, OWN)
    answers = [registrar.post(at, params=HERE, data=sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert log.size(office, OWN) == before + 2


def test_a_role_is_confirmed_once_and_answered_twice(web: Web, office: Office, keys: Keys) -> None:
    """The principal presses twice."""
    keep(web, keys, MEMBER, do="grant", role="auditor")
    at, principal = f"/people/{keys[OWN, MEMBER]}/roles", web.sign_in_as(PRINCIPAL)
    hidden = Read(principal.get(at).text).fields
    sent = {name: hidden[name] for name in ("once", "grant")}
    answers = [principal.post(f"{at}/confirm", params=HERE, data=sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert roles_of(office, keys, MEMBER) == {Role.AUDITOR: True}


def test_of_two_links_the_one_on_the_last_page_works(web: Web, office: Office, keys: Keys) -> None:
    """Pressed twice, the button gives a second link, and ends the first that nobody saw."""
    pages = [Read(keep(web, keys, MEMBER, do="invite").text) for _ in range(2)]
    links = [one for page in pages for one in page.codes if "/set-password/" in one]
    paths = [one.removeprefix(office.origin) for one in links]
    assert [web.browser().get(one).status_code for one in paths] == [404, 200]


def test_everyone_who_cannot_sign_in_gets_a_link_by_mail(
    web_with: Callable[..., Web], office: Office, keys: Keys
) -> None:
    """One mail for each, to their own address; whoever has a password gets none, twice pressed or not."""
    with office.transaction() as transaction:
        for name in (TEACHER, VOLUNTEER):
            transaction.session.get_one(Credential, keys[OWN, name]).password_hash = None
    mailed = {"mail_host": "127.0.0.1", "mail_sender": "s@birchfield.example", "mail_tls": "none"}
    browser = web_with(**mailed).sign_in_as(REGISTRAR)
    assert "Send a link to everyone who cannot sign in yet" in browser.get("/people").text
    typed = {"once": "0" * 32}
    first = browser.post("/people/invitations", data=typed)
    assert first.headers["location"].endswith("&invited=2")
    assert browser.post("/people/invitations", data=typed).status_code == 303
    with office.read() as session:
        found = session.exec(select(Mail)).all()
    assert {(one.person, one.kind) for one in found} == {
        (keys[OWN, name], MailKind.INVITATION) for name in (TEACHER, VOLUNTEER)
    }
    assert len(found) == 2
    assert "Links were sent: 2." in browser.get(first.headers["location"]).text


def test_where_no_mails_are_sent_links_are_handed_over(
    web: Web, office: Office, keys: Keys
) -> None:
    """All at once, on a page that is shown once; one for a leader says that it waits."""
    with office.transaction() as transaction:
        for name in (TEACHER, VOLUNTEER, CHAIR):
            transaction.session.get_one(Credential, keys[OWN, name]).password_hash = None
    browser = web.sign_in_as(REGISTRAR)
    assert "Make a link for everyone who cannot sign in yet" in browser.get("/people").text
    answer = browser.post("/people/invitations", data={"once": "0" * 32})
    shown = Read(answer.text)
    found = re.findall(r"/set-password/([\w-]+)", answer.text)
    assert (answer.status_code, shown.heading, len(found)) == (200, "Links to sign in", 3)
    works = [signing_in.link_works(office, one) for one in found]
    named = [shown.words.index(one) for one in ("Aoife Kerr", "Jim Orr", "Ruth Adair")]
    assert (works, named) == ([True, True, False], sorted(named))
    assert shown.words.count("Needs a code too.") == 1
    assert all(email(OWN, one) in shown.words for one in (TEACHER, VOLUNTEER, CHAIR))
    people_ = Read(browser.get("/people").text).words
    assert people_.count("Not yet; has a link until") == 3


def test_whoever_gets_no_link_is_named_with_the_reason(
    web: Web, office: Office, keys: Keys
) -> None:
    """A person of another school too: their link is the host's to give."""
    both = people.by_email(office, email(OTHER, TEACHER))
    new = NewPerson("Whoever", email(OTHER, TEACHER), MembershipKind.EMPLOYEE)
    people.add(office, keys[OWN, REGISTRAR], OWN, new)
    with office.transaction() as transaction:
        transaction.session.get_one(Credential, both).password_hash = None
    answer = web.sign_in_as(REGISTRAR).post("/people/invitations", data={"once": "1" * 32})
    assert "/set-password/" not in answer.text
    assert f"{email(OTHER, TEACHER)} No link was made" in Read(answer.text).words


def test_the_codes_of_links_are_shown_together(web: Web, office: Office, keys: Keys) -> None:
    """To the chair, who did not ask for them, for all or for those that were ticked; then never again."""
    tokens = {
        who: inviting.invite(office, keys[OWN, REGISTRAR], OWN, keys[OWN, who])
        for who in (PRINCIPAL, BRAND_OWNER)
    }
    browser = web.sign_in_as(CHAIR)
    where = {"school": OWN}
    page = Read(browser.get("/people/confirm", params=where).text).words
    assert page.count("A link to set their password, which Ivy Shaw asked for.") == 2
    empty = browser.post("/people/confirm/links", params=where, data={"do": "ticked"})
    assert (empty.status_code, "Tick whose link you confirm." in empty.text) == (422, True)
    waits = confirming.links_to_confirm(office, keys[OWN, CHAIR], OWN)
    shown = [one.key for one in waits]
    typed = {"do": "all", "shown": shown}
    answers = [browser.post("/people/confirm/links", params=where, data=typed) for _ in range(2)]
    codes = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}", Read(answers[-1].text).words)
    assert [one.status_code for one in answers] == [200, 200]
    assert "Nothing waits" in Read(browser.get("/people/confirm", params=where).text).words
    names = [person(office, keys, who).name for who in tokens]
    by_name = dict(zip(sorted(names), codes, strict=True))
    for who, token in tokens.items():
        code = by_name[person(office, keys, who).name]
        signing_in.use_link(office, token, "otter bramble kettle thimble", code)


def test_nobody_else_is_listed_when_everybody_has_a_password(web: Web) -> None:
    """Then the page says so, and no button asks for it."""
    browser = web.sign_in_as(REGISTRAR)
    assert "/people/invitations" not in browser.get("/people").text
    answer = browser.post("/people/invitations", data={})
    assert "There is nobody for whom you can make a link" in Read(answer.text).words
