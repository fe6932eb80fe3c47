"""What the demo's people propose, as the answers they would type."""

from datetime import date, timedelta
from typing import Any

from appendix_a.form import with_people
from appendix_a.proposal import Proposal
from service.demo.school import DOMAIN

Answers = dict[str, Any]


def class_blog(today: date, **changes: Any) -> Answers:
    """A class blog on the school's own server that meets every clause."""
    return {
        "title": "Primary 5 class blog",
        "public_purpose": "Shows families what Primary 5 learns from week to week.",
        "reason_kinds": ["pedagogical"],
        "reason_statement": "Children write better for readers whom they know, and families who "
        "cannot come to school see the work while it is fresh.",
        "aims": "To give the class a real audience, and families a window on the week.",
        "proposed_content": "Photographs of displays, pieces of writing, and the week's plan.",
        "success_measures": ["Two thirds of the families have read it by Christmas"],
        "why_not_existing": "The school's website is for the whole school; each class writes for "
        "its own families.",
        "audience": ["pupils", "families"],
        "relevance": [
            {"group": "pupils", "words": "They see their own work read."},
            {"group": "families", "words": "They can talk at home about the week."},
        ],
        "audience_pupils": {"youngest": 8, "oldest": 9},
        "contributors": ["staff"],
        "child_benefit": "Pupils write for readers who answer them.",
        "content_suitability": "The class teacher reads each piece with the children first.",
        "risks": [{"kind": kind, "mitigation": words} for kind, words in GUARDED.items()],
        "safeguarding_contact": "dara",
        "vulnerable_pupils": False,
        "confidential_service": False,
        "pupil_images": False,
        "naming": "first_name",
        "tags_pupils": False,
        "has_followers": False,
        "hours_per_week": 2,
        "posting": "weekly",
        "adviser": "paul",
        "advised_on": today - timedelta(days=7),
        "advice": "Keep it read-only in the first year, and show no faces.",
        "interaction": "none",
        "interaction_reason": "Reading is enough for what the blog is meant to do.",
        "comments": "off",
        "hosting": "school",
        "holding": "no_account",
        "address": "https://p5.laganvale.example",
        "visibility": "public",
        "house_rules": "Be kind, stay on the subject, and name no child by surname.",
        "terms_of_use": "Read and share it at home; copy nothing without asking the school.",
        "copyright_plan": "Our own photographs and writing; pictures from free collections.",
        "post_approval": "A second teacher reads it before it goes up.",
        "fact_checker": "conor",
        "administrators": ["aoife", "conor"],
        "moderators": ["aoife", "emma"],
        "moderation": "pre",
        "moderation_frequency": "daily",
        "holiday_cover": "The second moderator looks at it every Monday.",
        "already_exists": False,
        "go_live": today + timedelta(days=14),
        "closure": today + timedelta(days=270),
        "exit_plan": "It is taken down on its last day, and the writing goes home in print.",
        "archive_plan": "The writing is printed for each child; nothing else is kept.",
        "advertises": False,
        "links_organisations": False,
        "uses_logo": True,
        "brand_use": "In the heading, as on the school's letters.",
        "backlink": f"https://www.{DOMAIN}/classes",
    } | changes


GUARDED = {
    "oversharing": "Nothing is shown about a child but their work and first name.",
    "contact": "Nobody can write to a child through it.",
    "bullying": "Staff read everything before it shows.",
    "harmful_content": "Only staff publish, and a second teacher reads it first.",
    "commercial": "The pages that pupils open show no advertisements.",
}


def elsewhere(platform: str, address: str, today: date, **changes: Any) -> Answers:
    """What changes where another company hosts the site."""
    return {
        "hosting": "third_party",
        "platform": platform,
        "terms_url": TERMS.get(platform, f"{address}/terms"),
        "terms_read_on": today - timedelta(days=3),
        "account_email": "news@laganvale.example",
        "recovery_email": "office@laganvale.example",
        "credentials": "In the school's password safe, which the office and the principal open.",
        "two_step": True,
        "host_tools": "The provider filters spam and takes reports of abuse.",
        "extra_intervention": "A moderator looks every school day and takes down what slips by.",
        "holding": "organisation",
        "address": address,
        "underage_access": "The page is not shown to pupils in school, families are told the age "
        "that the terms ask for, and pupils who ask to follow it are refused.",
    } | changes


TERMS = {
    "facebook": "https://www.facebook.com/terms",
    "instagram": "https://help.instagram.com/581066165581870",
    "x": "https://x.com/en/tos",
}


def facebook_page(today: date, **changes: Any) -> Answers:
    """A Facebook page for parents, run by staff."""
    return class_blog(
        today,
        **elsewhere("facebook", "https://www.facebook.com/laganvaleips", today),
        title="Lagan Vale parents' page",
        public_purpose="News and reminders for the families of Lagan Vale.",
        reason_kinds=["business"],
        reason_statement="Most families read Facebook every day and miss letters; closures and "
        "reminders reach them there within the hour.",
        aims="That families know of closures, trips and dates in time.",
        proposed_content="Closures, reminders, dates and photographs of displays.",
        success_measures=["Half as many calls to the office on snow days"],
        audience=["families"],
        relevance=[{"group": "families", "words": "They learn of closures at once."}],
        audience_pupils=None,
        personal_logins=["niamh", "conor"],
        removal_procedure="A moderator hides it at once and tells the principal.",
        interaction="comment",
        interaction_reason="Families ask small questions that others have too.",
        comments="moderated",
        administrators=["niamh", "conor"],
        moderators=["conor", "emma"],
    ) | changes  # fmt: skip


def typed(answers: Answers, keys: dict[str, str]) -> Proposal:
    """The answers as the form would post them, with the people's keys in the record."""
    named = with_people(answers, keys.__getitem__)
    return Proposal.model_validate({k: v for k, v in named.items() if v is not None})
