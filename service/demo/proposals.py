"""What the demo's people propose: their choices stand here, and their words in `stories/`."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import Field

from appendix_a.reading.form import with_people
from appendix_a.reading.proposal import Proposal, YearGroup
from appendix_a.values.value import Value
from service.demo.school import DOMAIN

Answers = dict[str, Any]


class Story(Value):
    """What people write about one site, each in their own words."""

    proposal: Answers  # what its proposer types into the form, by the question
    answers: dict[str, str] = Field(default_factory=dict)  # the signatories', by the judgement
    reasons: dict[str, str] = Field(default_factory=dict)  # why it is rejected or withdrawn


@dataclass(frozen=True)
class Proposed:
    """The form as it is filled in, and the story that it belongs to."""

    given: Answers
    story: Story


STORIES = sorted(
    one.name.removesuffix(".toml")
    for one in files("service.demo").joinpath("stories").iterdir()
    if one.name.endswith(".toml")
)
"""The sites that are written about, each of which is proposed once."""


@cache
def story(site: str) -> Story:
    """Read what is written about a site."""
    file = files("service.demo").joinpath("stories", f"{site}.toml")
    return Story.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))


def typed(answers: Answers, keys: dict[str, str]) -> Proposal:
    """The answers as the form would post them, with the people's keys in the record."""
    named = with_people(answers, keys.__getitem__)
    return Proposal.model_validate({k: v for k, v in named.items() if v is not None})


# Where a site is, and what follows from it ----------------------------------------------------

TO_READ: Answers = {
    "reason_kinds": ["pedagogical"],
    "audience": ["pupils", "families"],
    "contributors": ["staff"],
    "interaction": "none",
    "comments": "off",
    "has_followers": False,
    "visibility": "public",
    "pupil_images": False,
    "naming": "none",
    "tags_pupils": False,
    "vulnerable_pupils": False,
    "confidential_service": False,
    "safeguarding_contact": "dara",
    "adviser": "paul",
    "fact_checker": "conor",
    "moderation": "pre",
    "moderation_frequency": "daily",
    "posting": "weekly",
    "hours_per_week": 2,
    "already_exists": False,
    "uses_logo": True,
    "advertises": False,
    "links_organisations": False,
}
ON_OUR_SERVER: Answers = {
    "hosting": "school",
    "holding": "no_account",
    "backlink": f"https://www.{DOMAIN}/classes",
}
PRIMARY_5: Answers = ON_OUR_SERVER | {
    "audience_years": ["p5"],
    "administrators": ["aoife", "conor"],
    "moderators": ["aoife", "emma"],
}
OLDER_PUPILS = ["p5", "p6", "p7"]
WHOLE_SCHOOL = [str(one) for one in YearGroup if one.youngest < YearGroup.Y8.youngest]


def _proposed(site: str, today: date, *choices: Answers) -> Proposed:
    """The form of a new site, filled in today: later choices stand, and the words are its own."""
    given = TO_READ | {
        "advised_on": today - timedelta(days=7),
        "go_live": today + timedelta(days=14),
        "closure": today + timedelta(days=270),
    }
    for one in (story(site).proposal, *choices):
        given |= one
    return Proposed(given, story(site))


def _with_a_company(today: date) -> Answers:
    return {
        "hosting": "third_party",
        "holding": "organisation",
        "terms_read_on": today - timedelta(days=3),
        "account_email": f"news@{DOMAIN}",
        "recovery_email": f"office@{DOMAIN}",
        "two_step": True,
    }


def _on_facebook(today: date) -> Answers:
    return _with_a_company(today) | {
        "platform": "facebook",
        "terms_url": "https://www.facebook.com/terms",
        "audience": ["families"],
        "interaction": "comment",
        "comments": "moderated",
    }


# The sites ------------------------------------------------------------------------------------


def school_website(today: date) -> Proposed:
    """The website, which the school has had for years."""
    return _proposed("school-website", today, ON_OUR_SERVER, {
        "request_kind": "register_existing",
        "reason_kinds": ["business"],
        "audience": ["families", "staff", "public"],
        "pupil_images": True,
        "names_with_pictures": False,
        "permission_names_site": True,
        "withdrawal_owner": "mary",
        "hours_per_week": 4,
        "moderation_frequency": "weekly",
        "administrators": ["sean", "mary"],
        "moderators": ["sean", "mary"],
        "fact_checker": "niamh",
        "already_exists": True,
        "existing_since": date(2019, 9, 2),
        "closure": date(today.year + 5, 6, 30),
        "address": f"https://www.{DOMAIN}",
        "backlink": f"https://www.{DOMAIN}",
    })  # fmt: skip


def parents_page(today: date) -> Proposed:
    """The page on Facebook, where parents may comment."""
    return _proposed("parents-page", today, _on_facebook(today), {
        "address": "https://www.facebook.com/laganvaleips",
        "reason_kinds": ["business"],
        "posting": "daily",
        "hours_per_week": 3,
        "administrators": ["niamh", "conor"],
        "personal_logins": ["niamh", "conor"],
        "moderators": ["conor", "emma"],
        "fact_checker": "emma",
        "closure": date(today.year + 4, 6, 30),
    })  # fmt: skip


def account_on_x(today: date) -> Proposed:
    """An account that only staff write in."""
    return _proposed("lagan-vale-on-x", today, _with_a_company(today), {
        "platform": "x",
        "terms_url": "https://x.com/en/tos",
        "address": "https://x.com/laganvaleips",
        "reason_kinds": ["business"],
        "audience": ["families", "public"],
        "hours_per_week": 1,
        "administrators": ["sean", "mary"],
        "moderators": ["conor", "emma"],
        "moderation_frequency": "weekly",
        "closure": date(today.year + 4, 6, 30),
    })  # fmt: skip


def class_blog(today: date, **changes: Any) -> Proposed:
    """A class blog on the school's own server that meets every clause."""
    chosen = {"address": f"https://p5.{DOMAIN}", "naming": "first_name"}
    return _proposed("primary-5-blog", today, PRIMARY_5, chosen, changes)


def science_fair(today: date) -> Proposed:
    """Pages about one afternoon, to open on the day after their approval."""
    return _proposed("primary-5-science-fair", today, PRIMARY_5, {
        "address": f"https://fair.{DOMAIN}",
        "posting": "less_often",
        "moderation_frequency": "weekly",
        "go_live": today + timedelta(days=1),
        "closure": today + timedelta(days=120),
    })  # fmt: skip


def podcast(today: date) -> Proposed:
    """Recordings of pupils, which staff put up for them."""
    return _proposed("playground-podcast", today, ON_OUR_SERVER, {
        "address": f"https://podcast.{DOMAIN}",
        "backlink": f"https://www.{DOMAIN}/clubs",
        "audience_years": WHOLE_SCHOOL,
        "contributors": ["pupils", "staff"],
        "contributor_years": OLDER_PUPILS,
        "pupil_routes": ["through_staff"],
        "learning_disabilities": False,
        "visibility": "unlisted",
        "dpia": "done",
        "posting": "less_often",
        "hours_per_week": 3,
        "administrators": ["david", "aoife"],
        "moderators": ["david", "emma"],
    })  # fmt: skip


def dance_page(today: date) -> Proposed:
    """A second page on Facebook, without the logo."""
    return _proposed("dance-club", today, _on_facebook(today), {
        "address": "https://www.facebook.com/laganvaledance",
        "hours_per_week": 1,
        "administrators": ["conor", "emma"],
        "personal_logins": ["conor", "emma"],
        "moderators": ["conor", "emma"],
        "uses_logo": False,
    })  # fmt: skip


def nature_diary(today: date) -> Proposed:
    """The diary of a class, which another teacher takes out."""
    return _proposed("primary-6-nature-diary", today, ON_OUR_SERVER, {
        "address": f"https://p6.{DOMAIN}",
        "audience_years": ["p6"],
        "naming": "first_name",
        "adviser": "sean",
        "fact_checker": "paul",
        "administrators": ["aoife", "paul"],
        "moderators": ["aoife", "emma"],
    })  # fmt: skip


def choir(today: date) -> Proposed:
    """Dates and songs for the choir, by those who lead it."""
    return _proposed("school-choir", today, ON_OUR_SERVER, {
        "address": f"https://choir.{DOMAIN}",
        "backlink": f"https://www.{DOMAIN}/music",
        "audience_years": OLDER_PUPILS,
        "hours_per_week": 1,
        "administrators": ["david", "emma"],
        "moderators": ["david", "emma"],
        "fact_checker": "mary",
    })  # fmt: skip


def story_corner(today: date) -> Proposed:
    """Stories that a class has told its teacher."""
    return _proposed("primary-3-stories", today, ON_OUR_SERVER, {
        "address": f"https://p3.{DOMAIN}",
        "audience_years": ["p3"],
        "hours_per_week": 1,
        "administrators": ["emma", "conor"],
        "moderators": ["emma", "david"],
    })  # fmt: skip


def principals_desk(today: date) -> Proposed:
    """A letter every week, by the principal."""
    return _proposed("principals-desk", today, ON_OUR_SERVER, {
        "address": f"https://principal.{DOMAIN}",
        "backlink": f"https://www.{DOMAIN}/letters",
        "reason_kinds": ["business"],
        "audience_years": WHOLE_SCHOOL,
        "hours_per_week": 1,
        "administrators": ["niamh", "sean"],
        "moderators": ["sean", "emma"],
        "fact_checker": "sean",
    })  # fmt: skip


def instagram_profile(today: date) -> Proposed:
    """A profile on which pupils would post themselves: they are too young for it."""
    return _proposed("p7-on-instagram", today, _with_a_company(today), {
        "platform": "instagram",
        "terms_url": "https://help.instagram.com/581066165581870",
        "address": "https://www.instagram.com/laganvalep7",
        "audience_years": ["p7"],
        "contributors": ["pupils", "staff"],
        "contributor_years": ["p7"],
        "pupil_routes": ["own_account"],
        "pupil_homes": ["northern_ireland"],
        "parental_agreement": True,
        "learning_disabilities": False,
        "visibility": "invited",
        "has_followers": True,
        "vetting_person": "david",
        "dpia": "done",
        "posting": "daily",
        "hours_per_week": 3,
        "administrators": ["david", "conor"],
        "moderators": ["david", "emma"],
    })  # fmt: skip


def reading_wall(today: date) -> Proposed:
    """A wall on a platform that is not in the list."""
    return _proposed("reading-wall", today, _with_a_company(today), {
        "terms_url": "https://storywall.example/terms",
        "address": "https://storywall.example/laganvale",
        "audience_years": WHOLE_SCHOOL,
        "administrators": ["emma", "conor"],
        "moderators": ["emma", "david"],
    })  # fmt: skip


# What was begun, and no more ------------------------------------------------------------------


def _begun(site: str, **choices: Any) -> Proposed:
    return Proposed(story(site).proposal | choices, story(site))


def chess_pages() -> Proposed:
    """The first pages of the form, and then other things came up."""
    return _begun(
        "chess-club",
        reason_kinds=["pedagogical"],
        audience=["pupils"],
        audience_years=OLDER_PUPILS,
        posting="weekly",
        hours_per_week=1,
    )


def eco_club() -> Proposed:
    """Thin answers, in which the form finds much to say."""
    return _begun(
        "eco-club",
        reason_kinds=["pedagogical"],
        audience=["public"],
        moderators=["aoife", "jim"],
    )
