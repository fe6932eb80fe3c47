"""The Givens of sections 2, 5, 8 and 9: what is changed in the class blog."""

from pytest_bdd import given, parsers

from tests.builders import TEACHER
from tests.features.conftest import Story


@given("a parent who is not in the school's record proposes it")
def a_parent_proposes(story: Story) -> None:
    story.proposer = "some.parent"


@given("the teacher who proposed it has left the school")
def the_proposer_has_left(story: Story) -> None:
    story.left = {TEACHER}


@given(parsers.parse('it is called "{title}"'))
def it_is_called(story: Story, title: str) -> None:
    story.changes["title"] = title


@given(parsers.parse('its account is on "{mailbox}"'))
def its_account_is_on(story: Story, mailbox: str) -> None:
    story.changes["account_email"] = mailbox


@given(parsers.parse('it is to stand at "{address}"'))
def it_is_to_stand_at(story: Story, address: str) -> None:
    story.changes["address"] = address
