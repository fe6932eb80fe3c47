"""People and platforms have their names on every page that somebody reads, never their keys."""

import re

import pytest

from service.desk.office import Office
from service.desk.platforms import referrals
from tests.builders import (
    BRAND_OWNER,
    LINE_MANAGER,
    PRINCIPAL,
    REREAD,
    SECOND_TEACHER,
    TEACHER,
    a_row,
)
from tests.schools import Birchfield, at_birchfield
from tests.service.conftest import Keys, Web
from tests.service.school import AUDITOR, OWN, Clock
from tests.service.stepping import run_all
from tests.templates.views import Page

KEY, NAME = "own-birchfield-0001", "Classroom Pages"
ADDRESS = "https://p5.classroom-pages.example"


@pytest.fixture
def school(office: Office, keys: Keys, clock: Clock) -> Birchfield:
    """Birchfield, which has recorded a platform of its own."""
    found = at_birchfield(office, keys, clock, run_all)
    reading = {"checked_on": REREAD, "checked_by": "Paul Irwin", "verified": True}
    own = {"key": KEY, "name": NAME, "hostnames": ("classroom-pages.example",)}
    row = a_row("wordpress-com", **reading | own).model_dump(mode="json")
    referrals.record_row(office, found.key("paul.irwin"), OWN, row)
    return found


def words(web: Web, who: str, path: str) -> str:
    answer = web.sign_in_as(who).get(path)
    assert (path, answer.status_code) == (path, 200)
    return Page(answer.text).words()


def codes(school: Birchfield, told: str) -> list[str]:
    """The keys of people, the platform's key and the codes of checks that a page shows."""
    people = [key for key in school.keys.values() if re.search(rf"\b{re.escape(key)}\b", told)]
    return [*people, *[KEY] * told.count(KEY), *re.findall(r"\b[A-Z0-9]+(?:\.\d+\w?)+/\d+", told)]


def test_a_platform_of_the_school_s_own_is_called_by_its_name(web: Web, school: Birchfield) -> None:
    """To whoever proposes, signs, declares and audits; and no other key or code is on the page."""
    ref = school.checked(platform=KEY, address=ADDRESS, terms_url=f"{ADDRESS}/terms")
    here = f"/proposals/{ref}"
    for who, path in (
        (TEACHER, here),
        (TEACHER, f"{here}/check"),
        (TEACHER, f"{here}/revisions/1"),
        (SECOND_TEACHER, f"{here}/declaration"),
        (LINE_MANAGER, f"{here}/sign-off/aims"),
        (BRAND_OWNER, f"{here}/sign-off/brand"),
        (PRINCIPAL, f"{here}/sign-off/final"),
    ):
        told = words(web, who, path)
        assert (path, NAME in told, codes(school, told)) == (path, True, [])
    school.sign(school.declare(ref), *(one.step for one in school.view(ref).route))
    school.carry(school.office)
    told = words(web, AUDITOR, f"/sites/{school.site(ref).key}/record")
    assert (NAME in told, codes(school, told)) == (True, [])


def test_keys_and_codes_would_be_found(school: Birchfield) -> None:
    """The control: each kind of them is seen where it stands."""
    key = school.key(TEACHER)
    assert codes(school, f"By {key} on {KEY}, A.5.4a/1 and 7.1/5.") == [
        key, KEY, "A.5.4a/1", "7.1/5",
    ]  # fmt: skip
