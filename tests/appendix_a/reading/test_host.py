"""Whose terms bind a site: found by platform and address together, or said to be unknown."""

from typing import Any

import pytest

from appendix_a.reading.host import host_of
from appendix_a.reading.proposal import Holding, Hosting
from appendix_a.values.answers import Met, Undetermined, Unmet
from tests.builders import a_policy, a_proposal, a_registered_site, a_school

CANVA = {"platform": None, "address": "https://birchfield.my.canva.site"}
MINE = {"hosting": Hosting.SCHOOL, "platform": None}
KIND_OF_SITE = "“Chatroom” is a kind of site, not a provider: nothing is recorded about its terms."
EDITIONS = "Several editions of this platform share the address, and they ask for different ages."

# What is answered, the platform that is found, and the sentence.
HOSTS: tuple[tuple[dict[str, Any], str | None, str], ...] = (
    ({}, "wordpress-com", "The site is on WordPress.com."),
    ({"platform": "chatroom-generic"}, "wordpress-com", "The site is on WordPress.com."),
    ({"platform": "chatroom-generic", "address": "https://chat.example/p5"}, None, KIND_OF_SITE),
    ({"platform": "chatroom-generic", "address": None}, None, KIND_OF_SITE),
    (CANVA | {"holding": Holding.PERSON}, "canva", "The site is on Canva."),
    (CANVA | {"holding": Holding.ORGANISATION}, "canva", "The site is on Canva."),
    (
        CANVA | {"holding": Holding.SCHOOL_EDITION},
        "canva-education",
        "The site is on Canva for Education.",
    ),
    (CANVA | {"holding": Holding.NO_ACCOUNT}, None, EDITIONS),
    (CANVA | {"holding": None}, None, EDITIONS),
    (
        {"platform": None, "holding": Holding.SCHOOL_EDITION},
        "wordpress-com",
        "The site is on WordPress.com.",
    ),
)


@pytest.mark.parametrize(("changes", "key", "words"), HOSTS)
def test_platform_and_address_tell_whose_terms_apply(
    changes: dict[str, Any], key: str | None, words: str
) -> None:
    """The row that is found, and what is said of it."""
    host = host_of(a_proposal(**changes), a_school(), a_policy().catalogue)
    said = host.answer.missing if isinstance(host.answer, Undetermined) else host.answer.because
    assert (host.row and host.row.key, said) == (key, words)


# What is answered, and the question beside which the finding stands.
BESIDE: tuple[tuple[dict[str, Any], str], ...] = (
    ({"hosting": None}, "hosting"),
    ({"address": "https://bit.ly/abc"}, "address"),
    ({"address": None}, "address"),
    (MINE, "hosting"),
    (MINE | {"address": "https://elsewhere.example"}, "address"),
    ({"platform": "self-hosted-wordpress"}, "hosting"),
    ({"address": "https://p5.blogspot.com"}, "platform"),
    ({"address": "https://elsewhere.example"}, "address"),
    ({"platform": None, "address": None}, "platform"),
    (CANVA | {"holding": None}, "platform"),
    ({"platform": None, "address": None, "platform_name": "Chatbox"}, "platform"),
)


@pytest.mark.parametrize(("changes", "field"), BESIDE)
def test_what_is_wrong_stands_beside_its_question(changes: dict[str, Any], field: str) -> None:
    """The answer to correct is named."""
    answer = host_of(a_proposal(**changes), a_school(), a_policy().catalogue).answer
    assert isinstance(answer, Unmet | Undetermined)
    assert answer.field == field


@pytest.mark.parametrize(
    ("domain", "warning"),
    [
        ("faceb00k.com", ""),
        (
            "elsewhere.example",
            " The address looks like facebook.com, but it is a different one: find out whose it is.",
        ),
    ],
)
def test_the_schools_own_address_is_taken_for_nobody_elses(domain: str, warning: str) -> None:
    """An address that looks like a platform's is warned of, unless it is the school's own."""
    proposal = a_proposal(**MINE, address="https://faceb00k.com/p5")
    answer = host_of(proposal, a_school(domains=(domain,)), a_policy().catalogue).answer
    own = Met("The school is the provider: no other company's terms apply.")
    foreign = f"faceb00k.com is not among the school's own addresses.{warning}"
    said = answer.missing if isinstance(answer, Undetermined) else answer
    assert said == (foreign if warning else own)


def test_an_address_like_that_of_another_official_site_is_warned_of() -> None:
    """A capital I for an l: the site in the register is named."""
    proposal = a_proposal(address="https://birchfieIdp6.wordpress.com")
    host = host_of(proposal, a_school(), a_policy().catalogue, [a_registered_site()])
    assert host.answer == Met(
        "The site is on WordPress.com.",
        warning="The address looks like that of “P6 class blog”, but it is a different one.",
    )
