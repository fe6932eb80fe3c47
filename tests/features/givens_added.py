"""The Givens of what a school's edition adds."""

from pytest_bdd import given, parsers

from appendix_a.reading.thresholds import Addition
from tests.features.conftest import Story


@given(parsers.parse('the school asks for "{word}" in the name of each account'))
def a_naming_rule(story: Story, word: str) -> None:
    story.thresholds["account_words"] = (word,)


@given(parsers.parse('the school leaves "{platform}" alone'))
def a_forbidden_platform(story: Story, platform: str) -> None:
    story.thresholds["forbidden_platforms"] = (platform,)


@given("the school asks about promotion")
def asks_about_promotion(story: Story) -> None:
    story.thresholds["added"] = {Addition.PROMOTION}


@given("the school will pay to have it shown")
def pays(story: Story) -> None:
    story.changes["paid_promotion"] = True


@given("the school asks what a site says about itself")
def asks_for_a_contact(story: Story) -> None:
    story.thresholds["added"] = {Addition.CONTACT}


@given("it says on its own page whose it is")
def says_whose(story: Story) -> None:
    story.changes["account_statement"] = "The blog of Primary 5 at Birchfield."


@given("the school asks for pictures that everybody can follow")
def asks_for_alternative_text(story: Story) -> None:
    story.thresholds["added"] = {Addition.ALTERNATIVE_TEXT}
