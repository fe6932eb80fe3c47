"""A forgotten password: the link goes to the person alone, and whoever asks learns nothing."""

import re
from datetime import timedelta

import pytest

from service.db.tables import AskedLink, Link
from service.desk.notices import asking
from service.desk.people import signing_in
from service.desk.refusals import NotFound
from tests.builders import TEACHER
from tests.databases import KINDS
from tests.schools import Birchfield
from tests.service.mail.posting import posted, to, with_relay
from tests.service.mail.server import Mails, serving
from tests.service.school import OWN, PASSWORD, email

pytestmark = pytest.mark.databases(*KINDS)
NEW = f"{PASSWORD} quite anew"


def link_in(mails: Mails) -> str:
    """The token of the link in the newest mail."""
    (text,) = [one for one in mails.taken[-1].walk() if one.get_content_type() == "text/plain"]
    found = re.search(r"/set-password/([0-9a-f]{64})", text.get_content())
    assert found
    return found.group(1)


def test_the_link_sets_a_new_password(school: Birchfield) -> None:
    """It comes to the address that was asked for, and works once."""
    mails = Mails()
    with serving(mails) as relay:
        school = with_relay(school, relay)
        asking.ask(school.office, f" {email(OWN, TEACHER).upper()} ")
        posted(school)
    assert to(mails.taken) == [TEACHER]
    signing_in.use_link(school.office, link_in(mails), NEW)
    signing_in.sign_in(school.office, email(OWN, TEACHER), NEW, "")
    with pytest.raises(NotFound):
        signing_in.use_link(school.office, link_in(mails), f"{NEW} again")


def test_for_nobodys_address_the_same_is_written_and_nothing_is_sent(school: Birchfield) -> None:
    """One row either way: not even its time tells a stranger who has an account."""
    mails = Mails()
    with serving(mails) as relay:
        school = with_relay(school, relay)
        asking.ask(school.office, "nobody@birchfield.example")
        asking.ask(school.office, email(OWN, TEACHER))
        posted(school)
    rows = school.rows(AskedLink)
    assert [one.person for one in rows] == [None, school.key(TEACHER)]
    assert {len(one.address) for one in rows} == {64}
    assert to(mails.taken) == [TEACHER]


def test_three_links_an_hour_are_enough(school: Birchfield) -> None:
    """A fourth is not sent; an hour later there is one again."""
    mails = Mails()
    with serving(mails) as relay:
        school = with_relay(school, relay)
        for _ in range(5):
            asking.ask(school.office, email(OWN, TEACHER))
            posted(school)
        assert len(mails.taken) == asking.MOST
        school.clock.now += asking.HOUR + timedelta(seconds=1)
        asking.ask(school.office, email(OWN, TEACHER))
        posted(school)
    assert len(mails.taken) == asking.MOST + 1


def test_no_token_stands_in_the_record(school: Birchfield) -> None:
    """Only its digest does, as of every link."""
    mails = Mails()
    with serving(mails) as relay:
        school = with_relay(school, relay)
        asking.ask(school.office, email(OWN, TEACHER))
        posted(school)
    token = link_in(mails)
    assert signing_in.digest_of(token) in {one.digest for one in school.rows(Link)}
    assert token not in {one.digest for one in school.rows(Link)}
