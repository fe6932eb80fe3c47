"""The most serious acts ask for the password again, where it was typed a while ago; nothing is lost."""

from datetime import timedelta

import pytest
from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from appendix_a.reading.case import Role, SignOffStep
from service.access.gate import PROOF
from service.access.permissions import ASKS_AGAIN, TABLE
from service.db.tables import SignIn
from service.desk.office import Office
from service.desk.people import people
from service.desk.people.signing_in import FREE_FAILURES, PROVED
from tests.builders import LINE_MANAGER, PRINCIPAL, TEACHER, VOLUNTEER
from tests.service.conftest import Keys, Web
from tests.service.journey import declare_all, sign, submitted
from tests.service.pages.proposals.test_sign_off import filled
from tests.service.pages.reading import Read
from tests.service.school import OWN, PASSWORD, REGISTRAR
from tests.service.stepping import run_all

HERE = {"school": OWN}
GIVE = {"do": "grant", "role": "governor", "once": "a" * 32}


def long_ago(office: Office) -> None:
    """Everybody who is signed in typed their password longer ago than a quarter of an hour."""
    with office.transaction() as transaction:
        for one in transaction.session.exec(select(SignIn)):
            one.started_at -= PROVED + timedelta(seconds=1)
            transaction.session.add(one)


def roles(office: Office, keys: Keys) -> set[Role]:
    """What the volunteer holds."""
    return {one.role for one in people.person(office, OWN, keys[OWN, VOLUNTEER]).grants}


def give(browser: TestClient, keys: Keys, **typed: str) -> Response:
    """The registrar gives the volunteer a role."""
    where = f"/people/{keys[OWN, VOLUNTEER]}/roles"
    return browser.post(where, params=HERE, data=GIVE | typed)


def test_each_address_that_asks_is_one_that_takes_a_form() -> None:
    """None of them is misspelt, so that it would never ask."""
    assert {one.path for one in TABLE if one.method == "POST"} >= ASKS_AGAIN


def test_within_a_quarter_of_an_hour_nothing_is_asked(web: Web, office: Office, keys: Keys) -> None:
    """The control: whoever has just signed in goes on."""
    assert give(web.sign_in_as(REGISTRAR), keys).status_code == 303
    assert Role.GOVERNOR in roles(office, keys)


def test_later_it_is_asked_and_what_was_filled_in_is_kept(
    web: Web, office: Office, keys: Keys
) -> None:
    """Nothing is done before; with the password it is done once, and for a while not asked again."""
    browser = web.sign_in_as(REGISTRAR)
    long_ago(office)
    asked = give(browser, keys)
    page = Read(asked.text)
    assert (asked.status_code, page.heading) == (403, "Type your password again")
    assert {name: page.fields[name] for name in GIVE} == GIVE
    assert Role.GOVERNOR not in roles(office, keys)
    wrong = give(browser, keys, **{PROOF: "three unrelated lanterns"})
    assert (wrong.status_code, "This is not your password." in wrong.text) == (422, True)
    assert "three unrelated lanterns" not in wrong.text
    assert Role.GOVERNOR not in roles(office, keys)
    answers = [give(browser, keys, **{PROOF: PASSWORD}) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    again = give(browser, keys, role="designated_teacher", once="b" * 32)
    assert again.status_code == 303
    assert {Role.GOVERNOR, Role.DESIGNATED_TEACHER} <= roles(office, keys)


def test_guessing_it_there_is_no_easier_than_at_signing_in(
    web: Web, office: Office, keys: Keys
) -> None:
    """After as many wrong ones the address waits, and the right one does too."""
    browser = web.sign_in_as(REGISTRAR)
    long_ago(office)
    for _ in range(FREE_FAILURES):
        give(browser, keys, **{PROOF: "three unrelated lanterns"})
    waits = give(browser, keys, **{PROOF: PASSWORD})
    assert (waits.status_code, "Wait" in Read(waits.text).words) == (422, True)
    assert Role.GOVERNOR not in roles(office, keys)


def test_the_final_signature_asks_and_the_others_do_not(
    web: Web, office: Office, keys: Keys
) -> None:
    """Nor does what gives nobody anything."""
    ref = submitted(office, keys)
    teacher = keys[OWN, TEACHER]
    declare_all(office, ref, teacher)
    browser = web.sign_in_as(LINE_MANAGER)
    typed = filled(browser, f"/proposals/{ref}/sign-off/aims")
    long_ago(office)
    assert browser.post(f"/proposals/{ref}/sign-off/aims", data=typed).status_code == 303
    run_all(office)
    sign(office, ref, SignOffStep.BRAND, teacher)
    run_all(office)
    principal = web.sign_in_as(PRINCIPAL)
    typed = filled(principal, f"/proposals/{ref}/sign-off/final")
    long_ago(office)
    asked = principal.post(f"/proposals/{ref}/sign-off/final", data=typed)
    assert (asked.status_code, Read(asked.text).heading) == (403, "Type your password again")
    typed |= {PROOF: PASSWORD}
    assert principal.post(f"/proposals/{ref}/sign-off/final", data=typed).status_code == 303
    office_ = {"office": "office@birchfield.example"}
    registrar = web.sign_in_as(REGISTRAR)
    long_ago(office)
    assert registrar.post("/people/office", params=HERE, data=office_).status_code == 303


@pytest.mark.parametrize("where", ["/people/confirm", "/people/confirm/links", "/edition/adopt"])
def test_whoever_may_not_do_it_is_not_asked(web: Web, office: Office, where: str) -> None:
    """The refusal comes first: a password is not typed in vain."""
    browser = web.sign_in_as(LINE_MANAGER)
    long_ago(office)
    answer = browser.post(where, params=HERE, data={"do": "all"})
    assert (answer.status_code, "Type your password again" in answer.text) == (403, False)
