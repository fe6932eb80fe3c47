"""The Givens of section 7: what is changed in the class blog."""

from typing import Any

from pytest_bdd import given, parsers

from appendix_a.platforms.places import Jurisdiction
from appendix_a.reading.proposal import (
    AgeRange,
    Comments,
    Group,
    Holding,
    Interaction,
    PupilRoute,
    Visibility,
    YearGroup,
)
from tests.builders import LINE_MANAGER, SCHOOL_HOSTED, TEACHER
from tests.features.conftest import Story

SITES: dict[str, dict[str, Any]] = {
    "Instagram": {"platform": "instagram", "address": "https://instagram.com/birchfield"},
    "Telegram": {"platform": "telegram", "address": "https://t.me/birchfieldips"},
    "YouTube": {"platform": "youtube", "address": "https://youtube.com/@birchfield"},
}
HOME = {one.label: one for one in Jurisdiction}
YEAR = {one.label: one for one in YearGroup}


@given(parsers.re(r"it is an? (?P<name>\w+) account of the school"))
def on_a_platform(story: Story, name: str) -> None:
    story.changes |= SITES[name]


@given(parsers.parse("pupils of {age:d}, who live in {home}, get accounts of their own"))
def pupils_of_an_age(story: Story, age: int, home: str) -> None:
    story.changes |= {
        "contributors": {Group.STAFF, Group.PUPILS},
        "contributor_pupils": AgeRange(youngest=age, oldest=age + 1),
        "pupil_routes": {PupilRoute.OWN_ACCOUNT},
        "pupil_homes": {HOME[one] for one in home.split(" and ")},
    }


@given(parsers.parse("a {year} class, all living in Northern Ireland, gets accounts of its own"))
def a_year_gets_accounts(story: Story, year: str) -> None:
    pupils_of_an_age(story, 13, "Northern Ireland")
    story.changes |= {"contributor_pupils": None, "contributor_years": {YEAR[year]}}


@given("each parent has agreed in writing")
def parents_agree(story: Story) -> None:
    story.changes["parental_agreement"] = True


@given("nobody says where the pupils live")
def no_homes(story: Story) -> None:
    story.changes["pupil_homes"] = ()


@given("pupils are tagged on it")
def pupils_are_tagged(story: Story) -> None:
    story.changes["tags_pupils"] = True


@given(parsers.parse("a comment box of {service} is built in"))
def comment_box(story: Story, service: str) -> None:
    story.changes |= {"comments": Comments.EMBEDDED, "comment_service": service}


@given(parsers.parse('its address is "{address}"'))
def at_an_address(story: Story, address: str) -> None:
    story.changes["address"] = address


@given("it is on Canva, under the school's own agreement")
def on_the_schools_canva(story: Story) -> None:
    story.changes |= {
        "platform": "canva-education",
        "address": "https://birchfield.my.canva.site",
        "holding": Holding.SCHOOL_EDITION,
    }


FACEBOOK: dict[str, Any] = {
    "platform": "facebook",
    "address": "https://www.facebook.com/birchfieldips",
    "personal_logins": (TEACHER, LINE_MANAGER),
}


@given("it is a public Facebook page")
def a_public_page(story: Story) -> None:
    story.changes |= FACEBOOK


@given("it is a closed Facebook group")
def a_closed_group(story: Story) -> None:
    address = "https://www.facebook.com/groups/1234567890"
    story.changes |= FACEBOOK | {"address": address, "visibility": Visibility.INVITED}


@given("its pupils live in Northern Ireland")
def at_home_here(story: Story) -> None:
    story.changes["pupil_homes"] = {Jurisdiction.NORTHERN_IRELAND}


@given("pupils are to comment, and staff read each comment first")
def pupils_comment(story: Story) -> None:
    story.changes |= {"interaction": Interaction.COMMENT, "comments": Comments.MODERATED}


@given(parsers.parse("pupils of {age:d} add to it without an account"))
def pupils_without_an_account(story: Story, age: int) -> None:
    pupils_of_an_age(story, age, "Northern Ireland")
    story.changes["pupil_routes"] = {PupilRoute.WITHOUT_ACCOUNT}


@given("the school hosts it itself")
def hosted_by_the_school(story: Story) -> None:
    story.changes |= SCHOOL_HOSTED


@given(parsers.parse('"{service}" is built into its pages'))
def built_in(story: Story, service: str) -> None:
    story.changes["embedded"] = (service,)


@given(parsers.parse('people sign in with "{service}"'))
def signed_in_elsewhere(story: Story, service: str) -> None:
    story.changes["other_accounts"] = (service,)


@given("it is a page of links")
def a_page_of_links(story: Story) -> None:
    story.changes |= {"platform": "linktree", "address": "https://linktr.ee/birchfieldips"}


@given("it is a site on Flip")
def on_flip(story: Story) -> None:
    story.changes |= {"platform": "flip", "address": "https://flip.com/groups/1234"}


@given(parsers.parse("the school teaches pupils of {youngest:d} to {oldest:d}"))
def the_school_teaches(story: Story, youngest: int, oldest: int) -> None:
    story.pupils = AgeRange(youngest=youngest, oldest=oldest)


@given(parsers.parse('the platform is called "{name}"'))
def called(story: Story, name: str) -> None:
    story.changes["platform"] = name
