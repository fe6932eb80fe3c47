"""The inbox: what waits for this person, and where it is done."""

import re
from datetime import timedelta

import pytest

from appendix_a.reading.case import SignOffStep
from service.db.tables import Membership
from service.desk.office import Office
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    TODAY,
)
from tests.service.conftest import Web
from tests.service.journey import (
    Keys,
    declare_all,
    registered,
    sign,
    site_behind,
    submitted,
    the_day_comes,
)
from tests.service.school import OTHER, OWN, Clock
from tests.templates.views import Page


def waits(web: Web, name: str, school: str = OWN) -> list[str]:
    """Where the inbox leads, without the frame's own links."""
    page = Page(web.sign_in_as(name, school).get("/inbox").text)
    return [one for one in page.values("href") if one.count("/") > 2 and "static" not in one and "policy" not in one]  # fmt: skip


def test_each_finds_their_own_part(web: Web, office: Office, keys: Keys) -> None:
    """Declarations and decisions are with whoever owes them now; what has to wait is with nobody."""
    ref = submitted(office, keys)
    here = f"/proposals/{ref}"
    people = (TEACHER, LINE_MANAGER, SECOND_TEACHER, BRAND_OWNER, PRINCIPAL, CHAIR)
    assert {name: waits(web, name) for name in people} == {
        TEACHER: [f"{here}/declaration"],
        LINE_MANAGER: [f"{here}/declaration", f"{here}/sign-off/aims"],
        SECOND_TEACHER: [f"{here}/declaration"],
        BRAND_OWNER: [f"{here}/sign-off/brand"],
        PRINCIPAL: [],
        CHAIR: [],
    }
    assert waits(web, TEACHER, OTHER) == []


def test_what_is_done_waits_no_more(web: Web, office: Office, keys: Keys) -> None:
    """After the declarations and the aims, the line manager's inbox is empty, and says so."""
    ref = submitted(office, keys)
    declare_all(office, ref, keys[OWN, TEACHER])
    sign(office, ref, SignOffStep.AIMS, keys[OWN, TEACHER])
    sign(office, ref, SignOffStep.BRAND, keys[OWN, TEACHER])
    assert waits(web, LINE_MANAGER) == []
    words = Page(web.sign_in_as(LINE_MANAGER).get("/inbox").text).words()
    assert "Nothing is waiting for you." in words
    assert waits(web, PRINCIPAL) == [f"/proposals/{ref}/sign-off/final"]
    one = Page(web.sign_in_as(PRINCIPAL).get("/inbox").text).words()
    assert "One thing is waiting for you, oldest first." in one


def test_what_waits_is_counted_in_a_sentence(web: Web, office: Office, keys: Keys) -> None:
    """Two proposals that wait for the same person are two things, with a space before and after."""
    submitted(office, keys)
    submitted(office, keys)
    words = Page(web.sign_in_as(LINE_MANAGER).get("/inbox").text).words()
    count = len(waits(web, LINE_MANAGER))
    assert f"{count} things are waiting for you, oldest first." in words


def test_a_launch_waits_for_the_administrators(web: Web, office: Office, keys: Keys) -> None:
    """From its day on the launch is in the inbox of those who administer it, with since when."""
    ref, _ = registered(office, keys)
    assert f'href="/proposals/{ref}"' not in web.sign_in_as(LINE_MANAGER).get("/inbox").text
    the_day_comes(office, site_behind(office, ref))
    page = web.sign_in_as(LINE_MANAGER).get("/inbox").text
    assert f'href="/proposals/{ref}"' in page
    assert "Waiting since 1 September 2026, 13:00" in Page(page).words()


def test_each_link_names_the_site_and_what_is_to_be_done(
    web: Web, office: Office, keys: Keys
) -> None:
    """Two proposals with the same task are told apart by their links alone."""
    for title in ("P5 class blog", "P5 maths diary"):
        submitted(
            office, keys, title=title, address=f"https://blogs.birchfield.example/{title[-1]}"
        )
    page = web.sign_in_as(BRAND_OWNER).get("/inbox").text
    assert re.findall(r'<a href="/proposals/[^"]+">([^<]+)</a>', page) == [
        "P5 class blog – Decide: name and logo",
        "P5 maths diary – Decide: name and logo",
    ]


@pytest.mark.parametrize("who", [PRINCIPAL, CHAIR])
def test_what_somebody_left_behind_reads_as_a_task(
    web: Web, office: Office, keys: Keys, clock: Clock, who: str
) -> None:
    """The leaders are told of what, why, and what they and others can do; the link leads there."""
    ref = submitted(office, keys)
    with office.transaction() as transaction:
        member = transaction.session.get_one(Membership, (OWN, keys[OWN, TEACHER]))
        member.until_on = TODAY
    clock.now += timedelta(days=1)
    page = web.sign_in_as(who).get("/inbox").text
    told = (
        "P5 class blog – Its proposer has left the school: withdraw it. "
        "Somebody else can propose it again"
    )
    assert f'<a href="/proposals/{ref}">{told}</a>' in page
