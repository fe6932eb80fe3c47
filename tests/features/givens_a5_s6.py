"""The Givens of part 5 of Appendix A and clause 6.7: what is changed in the class blog."""

from typing import Any

from pytest_bdd import given, parsers

from appendix_a.reading.proposal import (
    AgeRange,
    Comments,
    Group,
    Interaction,
    Naming,
    PupilRoute,
    Visibility,
)
from tests.builders import BRAND_OWNER, LINE_MANAGER, SECOND_TEACHER, TEACHER
from tests.features.conftest import Story

PICTURES: dict[str, Any] = {
    "pupil_images": True,
    "image_consent": "The class teacher looks in the office's list before each picture goes up.",
    "withdrawal": "The pictures come down on the same school day.",
    "withdrawal_owner": SECOND_TEACHER,
    "names_with_pictures": False,
    "permission_names_site": True,
}


@given("nobody says whether followers are let in")
def nothing_about_followers(story: Story) -> None:
    story.changes["has_followers"] = None


@given("pupils write through their teacher")
def pupils_write(story: Story) -> None:
    story.changes |= {
        "contributors": {Group.STAFF, Group.PUPILS},
        "contributor_pupils": AgeRange(youngest=8, oldest=9),
        "pupil_routes": {PupilRoute.THROUGH_STAFF},
    }


@given("only people who are let in can see it")
def by_invitation(story: Story) -> None:
    story.changes["visibility"] = Visibility.INVITED


@given(parsers.parse('its privacy settings are "{words}"'))
def privacy_settings(story: Story, words: str) -> None:
    story.changes["privacy_settings"] = words


@given("pupils are named in full")
def named_in_full(story: Story) -> None:
    story.changes["naming"] = Naming.FULL_NAME


@given("pictures of pupils are planned for it")
def pictures_are_planned(story: Story) -> None:
    story.changes |= PICTURES


@given("nobody says whether pictures of pupils will appear")
def nothing_about_pictures(story: Story) -> None:
    story.changes["pupil_images"] = None


@given("nobody says how each child's permission is checked")
def no_image_consent(story: Story) -> None:
    story.changes["image_consent"] = None


@given("somebody who has left is to take the pictures down")
def a_stranger_takes_them_down(story: Story) -> None:
    story.changes["withdrawal_owner"] = "left.long.ago"


@given("a pupil's name stands beside their picture")
def names_beside_pictures(story: Story) -> None:
    story.changes["names_with_pictures"] = True


@given("it is on Instagram")
def on_instagram(story: Story) -> None:
    story.changes |= {
        "platform": "instagram",
        "address": "https://www.instagram.com/birchfieldp5",
    }


@given("it is a Facebook page that its two administrators reach through their own accounts")
def on_facebook(story: Story) -> None:
    story.changes |= {
        "platform": "facebook",
        "address": "https://www.facebook.com/birchfieldschool",
        "personal_logins": (TEACHER, LINE_MANAGER),
    }


@given("nobody is named who reaches the page through an account of their own")
def nobody_logs_in(story: Story) -> None:
    story.changes["personal_logins"] = ()


@given("a teacher who moderates it uses her own account too")
def a_moderator_logs_in(story: Story) -> None:
    story.changes["personal_logins"] = (TEACHER, LINE_MANAGER, SECOND_TEACHER)


@given("a teacher who has nothing to do with it uses her own account too")
def a_third_logs_in(story: Story) -> None:
    story.changes["personal_logins"] = (TEACHER, LINE_MANAGER, BRAND_OWNER)


@given("one of the two is not named")
def one_logs_in(story: Story) -> None:
    story.changes["personal_logins"] = (TEACHER,)


@given("it is a LinkedIn page of the school")
def on_linkedin(story: Story) -> None:
    story.changes |= {
        "platform": "linkedin",
        "address": "https://www.linkedin.com/school/birchfieldips",
    }


@given("the families have said yes to the school's website alone")
def another_site_was_chosen(story: Story) -> None:
    story.changes["permission_names_site"] = False


@given("one of the moderators is on leave")
def a_moderator_is_away(story: Story) -> None:
    story.changes["moderator_away"] = SECOND_TEACHER


@given("another teacher moderates in the meantime")
def somebody_stands_in(story: Story) -> None:
    story.changes["stand_in"] = LINE_MANAGER


@given("it is said that readers may comment")
def readers_may_comment(story: Story) -> None:
    story.changes["interaction"] = Interaction.COMMENT


@given("a teacher reaches it through her own account")
def a_personal_account(story: Story) -> None:
    story.changes["personal_logins"] = (TEACHER,)


@given("one teacher moderates it alone")
def one_moderates(story: Story) -> None:
    story.changes["moderators"] = (TEACHER,)


@given("readers may comment, and staff read each comment first")
def comments_are_read(story: Story) -> None:
    story.changes |= {
        "comments": Comments.MODERATED,
        "removal_procedure": "A moderator hides it and tells the other one.",
    }


@given("nobody says how what breaks the rules is taken down")
def no_removal(story: Story) -> None:
    story.changes["removal_procedure"] = None


@given("nobody says what is done where the provider's own tools fall short")
def no_extra_intervention(story: Story) -> None:
    story.changes["extra_intervention"] = None


@given("contributors are sought by a note in the school's newsletter")
def advertised(story: Story) -> None:
    story.changes |= {"advertises": True, "advertising_plan": "A note in the school's newsletter."}


@given("contributors are sought, and nobody says how")
def advertised_somehow(story: Story) -> None:
    story.changes["advertises"] = True


@given("the town's library is to be a friend of it")
def linked(story: Story) -> None:
    story.changes |= {"links_organisations": True, "external_links": ("The town's library",)}


@given("outside organisations are to be friends of it, and none is named")
def linked_with_somebody(story: Story) -> None:
    story.changes["links_organisations"] = True
