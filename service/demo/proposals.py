"""What the demo's people propose, as the answers they would type."""

from datetime import date, timedelta
from typing import Any

from appendix_a.proposal import Proposal

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
        "interaction": "none",
        "interaction_reason": "Reading is enough for what the blog is meant to do.",
        "comments": "off",
        "hosting": "school",
        "platform": "self-hosted-wordpress",
        "holding": "no_account",
        "address": "https://p5.laganvale.example",
        "account_email": "p5@laganvale.example",
        "recovery_email": "office@laganvale.example",
        "administrators": ["aoife", "conor"],
        "moderators": ["aoife", "emma"],
        "moderation": "pre",
        "moderation_frequency": "daily",
        "holiday_cover": "The second moderator looks at it every Monday.",
        "already_exists": False,
        "go_live": today + timedelta(days=14),
        "closure": today + timedelta(days=270),
        "exit_plan": "It is taken down on its last day, and the writing goes home in print.",
        "uses_logo": True,
        "brand_use": "In the heading, as on the school's letters.",
    } | changes


def elsewhere(platform: str, address: str, **changes: Any) -> Answers:
    """What changes where another company hosts the site."""
    return {
        "hosting": "third_party",
        "platform": platform,
        "holding": "organisation",
        "address": address,
        "underage_access": "The page is not shown to pupils in school, families are told the age "
        "that the terms ask for, and pupils who ask to follow it are refused.",
    } | changes


def facebook_page(today: date, **changes: Any) -> Answers:
    """A Facebook page for parents, run by staff."""
    return class_blog(
        today,
        **elsewhere("facebook", "https://www.facebook.com/laganvaleips"),
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
        child_benefit=None,
        interaction="comment",
        interaction_reason="Families ask small questions that others have too.",
        comments="moderated",
        administrators=["niamh", "conor"],
        moderators=["conor", "emma"],
        account_email="news@laganvale.example",
    ) | changes  # fmt: skip


def typed(answers: Answers, keys: dict[str, str]) -> Proposal:
    """The answers as the form would post them, with the people's keys in the record."""
    people = {
        field: [keys[name] for name in answers[field]]
        for field in ("administrators", "moderators")
        if field in answers
    }
    return Proposal.model_validate({k: v for k, v in (answers | people).items() if v is not None})
