"""Clause 7.3: each check with its examples, and what a platform's row says word by word."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from appendix_a.editions.policy import Policy
from appendix_a.platforms.catalogue import Platform
from appendix_a.platforms.law import Law
from appendix_a.platforms.places import Jurisdiction
from appendix_a.reading.proposal import (
    AgeRange,
    Comments,
    Group,
    Holding,
    Hosting,
    PupilRoute,
    Space,
    Visibility,
    YearGroup,
)
from appendix_a.values.answers import Verdict
from tests.appendix_a.examples import Example, example, found, params, said
from tests.appendix_a.platforms.test_law import a_law
from tests.builders import (
    SCHOOL_HOSTED,
    a_case,
    a_proposal,
    a_registered_site,
    a_row,
    a_school,
)

PRIMARY = AgeRange(youngest=4, oldest=11)
KNOWN_AGES: dict[str, Any] = {
    "verified": True,
    "ages": tuple(
        {"jurisdiction": place, "age": 13, "basis": "stated"} for place in ("uk", "ireland")
    ),
    "checked_on": date(2026, 8, 1),
    "checked_by": "Paul Irwin",
    "source": "https://terms.example/",
}
MET, UNMET, UNDETERMINED = Verdict.MET, Verdict.UNMET, Verdict.UNDETERMINED
EXEMPT = Verdict.DOES_NOT_APPLY
PUPILS_ADD = {
    "contributors": {Group.STAFF, Group.PUPILS},
    "contributor_pupils": AgeRange(youngest=8, oldest=9),
    "pupil_homes": {Jurisdiction.NORTHERN_IRELAND},
}

OWN_ACCOUNTS = PUPILS_ADD | {"pupil_routes": {PupilRoute.OWN_ACCOUNT}}

BY_LINK = PUPILS_ADD | {"pupil_routes": {PupilRoute.WITHOUT_ACCOUNT}}

AGED_16 = {"contributor_pupils": AgeRange(youngest=16, oldest=17)}

AGED_14 = {"contributor_pupils": AgeRange(youngest=14, oldest=15)}

MEANT_14 = {"audience_pupils": AgeRange(youngest=14, oldest=15)}

NI, IRELAND = Jurisdiction.NORTHERN_IRELAND, Jurisdiction.IRELAND

LIVING_IN_IRELAND = {"pupil_homes": {IRELAND}}

AGREED = {"parental_agreement": True}

INSTAGRAM = {"platform": "instagram", "address": "https://instagram.com/birchfield"}

YOUTUBE = {"platform": "youtube", "address": "https://youtube.com/@birchfield"}

PODCASTS = {"platform": "apple-podcasts", "address": "https://podcasts.apple.com/birchfield"}

BLUESKY = {"platform": "bluesky", "address": "https://bsky.app/profile/birchfield"}

FACEBOOK = {"platform": "facebook", "address": "https://facebook.com/birchfieldips"}

SEESAW = {"platform": "seesaw", "address": "https://app.seesaw.me/p5"}

PADLET = {"platform": "padlet", "address": "https://padlet.com/birchfield/p5"}

DISQUS = {"comments": Comments.EMBEDDED, "comment_service": "Disqus"}


def of_wordpress(*uk: dict[str, object]) -> Platform:
    """WordPress.com with other ages in the United Kingdom, read on 1 August 2026."""
    return a_row(
        "wordpress-com",
        checked_on=date(2026, 8, 1),
        checked_by="Paul Irwin",
        source="https://terms.example/",
        ages=(
            *({"jurisdiction": "uk", "basis": "stated"} | one for one in uk),
            {"jurisdiction": "ireland", "age": 16, "basis": "stated"},
        ),
    )


RISING = of_wordpress(
    {"age": 16, "until": date(2027, 3, 1)}, {"age": 18, "since": date(2027, 3, 1)}
)

ENDING = of_wordpress({"age": 16, "until": date(2027, 3, 1)})

DOWN_AND_UP = of_wordpress(
    {"age": 16, "until": date(2027, 3, 1)},
    {"age": 13, "since": date(2027, 3, 1), "until": date(2027, 5, 1)},
    {"age": 18, "since": date(2027, 5, 1)},
)

APPLE_BY_PARENTS = a_row("apple-podcasts", consent_by="parent", min_age_with_consent=None)

BLUESKY_EEA = a_row(
    "bluesky",
    ages=tuple(
        {"jurisdiction": place, "age": 13, "basis": "stated"} for place in ("uk", "ireland", "eea")
    ),
)

UNVERIFIED = a_row("wordpress-com", verified=False)

UNKNOWN_AGE = a_row(
    "wordpress-com",
    ages=(
        {"jurisdiction": "uk", "age": "unknown", "basis": "not_found"},
        {"jurisdiction": "ireland", "age": 16, "basis": "stated"},
    ),
)

UNKNOWN_SCOPE = a_row("wordpress-com", scope="unknown")

UNKNOWN_STAFF_AGE = a_row("wordpress-com", admin_min_age="unknown")

ADULTS_ADD = a_row("wordpress-com", scope="account", min_age_to_contribute=18)

HOST = (
    example("7.3/1", MET, "The site is on WordPress.com."),
    example("7.3/1", MET, "The site is on WordPress.com.", {"platform": None}),
    example(
        "7.3/1", MET, "The school is the provider: no other company's terms apply.", SCHOOL_HOSTED
    ),
    example("7.3/1", UNMET, "The proposal does not say who hosts the site.", {"hosting": None}),
    example("7.3/1", UNMET, "The site has no address yet.", {"address": None}),
    example("7.3/1", UNMET, "The site has no address yet.", SCHOOL_HOSTED | {"address": None}),
    example("7.3/1", UNMET, "No platform is named.", {"address": None, "platform": None}),
    example(
        "7.3/1",
        UNMET,
        "The school is to host the site, but birchfieldp5.wordpress.com belongs to WordPress.com.",
        {"hosting": Hosting.SCHOOL},
    ),
    example(
        "7.3/1",
        UNMET,
        "Self-hosted WordPress is run by the school itself, but another company is to host the "
        "site.",
        {"platform": "self-hosted-wordpress"},
    ),
    example(
        "7.3/1",
        UNMET,
        "birchfieldp5.wordpress.com belongs to WordPress.com, not to Tumblr.",
        {"platform": "tumblr"},
    ),
    example(
        "7.3/1",
        UNDETERMINED,
        "This link only leads on to another address.",
        {"address": "https://bit.ly/p5"},
    ),
    example(
        "7.3/1",
        UNDETERMINED,
        "blog.example is not among the school's own addresses.",
        SCHOOL_HOSTED | {"address": "https://blog.example/p5"},
    ),
    example(
        "7.3/1",
        UNDETERMINED,
        "birchfieldp5.example is not known as an address of WordPress.com.",
        {"address": "https://birchfieldp5.example"},
    ),
    example(
        "7.3/1",
        UNDETERMINED,
        "Classwall: nothing is recorded about its terms.",
        {"platform": None, "platform_name": "Classwall", "address": "https://classwall.example"},
    ),
    example(
        "7.3/1",
        UNDETERMINED,
        "classwall.example: nothing is recorded about its terms.",
        {"platform": None, "address": "https://classwall.example"},
    ),
    example(
        "7.3/1",
        UNDETERMINED,
        "Several editions of this platform share the address, and they ask for different ages.",
        {"platform": None, "address": "https://birchfield.my.canva.site", "holding": None},
    ),
    example(
        "7.3/1",
        MET,
        "The site is on Canva for Education.",
        {
            "platform": None,
            "address": "https://birchfield.my.canva.site",
            "holding": Holding.SCHOOL_EDITION,
        },
    ),
)

TERMS = (
    example("7.3/2", MET, "WordPress.com has terms for this kind of account or page."),
    example(
        "7.3/2",
        UNMET,
        "The proposal does not say what kind of account or page the site uses on WordPress.com.",
        {"holding": None},
    ),
    example("7.3/2", UNMET, "Seesaw can only be held under the school's own agreement.", SEESAW),
    example(
        "7.3/2",
        UNDETERMINED,
        "No terms are recorded of a school edition of WordPress.com.",
        {"holding": Holding.SCHOOL_EDITION},
    ),
    example(
        "7.3/2",
        EXEMPT,
        "The school is the provider: there are no other terms.",
        SCHOOL_HOSTED,
    ),
    example("7.3/2", EXEMPT, "It is not known yet whose terms apply.", {"hosting": None}),
    example("7.3/3", MET, "The terms of WordPress.com are verified and recent."),
    example(
        "7.3/3",
        MET,
        "The terms of Seesaw are verified and recent.",
        SEESAW | {"holding": Holding.SCHOOL_EDITION},
    ),
    example(
        "7.3/3",
        MET,
        "The terms of WordPress.com are verified and recent.",
        on=date(2027, 8, 1),
    ),
    example(
        "7.3/3",
        UNDETERMINED,
        "The terms of WordPress.com were last read on 1 August 2026, which is too long ago.",
        on=date(2027, 8, 2),
    ),
    example(
        "7.3/3",
        UNDETERMINED,
        "Nobody has verified what is recorded of the terms of WordPress.com.",
        rows=(UNVERIFIED,),
    ),
    example(
        "7.3/3",
        UNDETERMINED,
        "It is not recorded when the terms of Canva were read.",
        {"platform": "canva", "address": "https://birchfield.my.canva.site"},
        rows=(a_row("canva"),),
    ),
    example(
        "7.3/3",
        UNDETERMINED,
        "It is not known what age WordPress.com asks for in the United Kingdom.",
        rows=(UNKNOWN_AGE,),
    ),
    example("7.3/4", MET, "The terms of WordPress.com do not forbid it."),
    example(
        "7.3/4",
        UNMET,
        "Facebook forbids a personal profile that stands for a school.",
        FACEBOOK | {"holding": Holding.PERSON},
    ),
    example("7.3/4", EXEMPT, "Nobody has verified these terms yet.", rows=(UNVERIFIED,)),
)

PEOPLE = (
    example("7.3/5", MET, "“Who will add to the site?” is answered."),
    example("7.3/5", UNMET, "“Who will add to the site?” is not answered.", {"contributors": None}),
    example("7.3/6", MET, "The ages of the pupils it is for are known; the youngest can be 8."),
    example(
        "7.3/6",
        MET,
        "The ages of the pupils it is for are known; the youngest can be 12.",
        {"audience_pupils": None, "audience_years": {YearGroup.Y9, YearGroup.Y10}},
    ),
    example(
        "7.3/6",
        UNMET,
        "Neither the ages nor the year groups of the pupils it is for are given.",
        {"audience_pupils": None},
    ),
    example(
        "7.3/6",
        EXEMPT,
        "The site is not for pupils.",
        {"audience": {Group.FAMILIES}, "audience_pupils": None},
    ),
    example(
        "7.3/7",
        MET,
        "The ages of the pupils who add to it are known; the youngest can be 8.",
        OWN_ACCOUNTS,
    ),
    example(
        "7.3/7",
        MET,
        "The ages of the pupils who add to it are known; the youngest can be 15.",
        OWN_ACCOUNTS | {"contributor_pupils": None, "contributor_years": {YearGroup.Y12}},
    ),
    example(
        "7.3/7",
        UNMET,
        "Neither the ages nor the year groups of the pupils who add to it are given.",
        {"contributors": {Group.PUPILS}},
    ),
    example("7.3/8", MET, "“How will pupils add to the site?” is answered.", OWN_ACCOUNTS),
    example("7.3/8", UNMET, "“How will pupils add to the site?” is not answered.", PUPILS_ADD),
    example("7.3/9", MET, "The staff who run the site are adults."),
    example(
        "7.3/9",
        UNDETERMINED,
        "It is not known from what age WordPress.com lets a person run a site.",
        rows=(UNKNOWN_STAFF_AGE,),
    ),
)

AGES = (
    example(
        "7.3/10",
        MET,
        "WordPress.com asks for 16 in the United Kingdom; the youngest pupil is 16.",
        OWN_ACCOUNTS | AGED_16,
    ),
    example(
        "7.3/10",
        Verdict.MET_UNTIL,
        "WordPress.com asks for 18 in the United Kingdom from 1 March 2027.",
        OWN_ACCOUNTS | AGED_16,
        rows=(RISING,),
    ),
    example(
        "7.3/10",
        UNMET,
        "WordPress.com asks for 16 in the United Kingdom; the youngest pupil is 8.",
        OWN_ACCOUNTS,
    ),
    example(
        "7.3/10",
        UNMET,
        "WordPress.com asks for 16 in Ireland; the youngest pupil is 8.",
        OWN_ACCOUNTS | LIVING_IN_IRELAND,
    ),
    example(
        "7.3/10",
        MET,
        "WordPress.com asks for 16 in Italy; the youngest pupil is 16.",
        OWN_ACCOUNTS | AGED_16 | {"pupil_homes": {Jurisdiction.ITALY}},
    ),
    example(
        "7.3/10",
        UNDETERMINED,
        "It is not known what age YouTube asks for in Italy.",
        YOUTUBE | OWN_ACCOUNTS | AGED_16 | {"pupil_homes": {NI, Jurisdiction.ITALY}},
    ),
    example(
        "7.3/10",
        UNMET,
        "YouTube asks for 16 in Ireland; the youngest pupil is 14. A parent can open it to them only "
        "to look: nobody publishes there with such an account.",
        YOUTUBE | OWN_ACCOUNTS | AGED_14 | {"pupil_homes": {NI, IRELAND, Jurisdiction.ITALY}},
    ),
    example(
        "7.3/10",
        UNDETERMINED,
        "Nobody has verified what is recorded of the terms of Apple Podcasts.",
        PODCASTS | OWN_ACCOUNTS | AGED_14 | {"pupil_homes": {NI, IRELAND}},
    ),
    example(
        "7.3/10",
        UNMET,
        "Apple Podcasts asks for 13 in the United Kingdom; the youngest pupil is 8.",
        PODCASTS | OWN_ACCOUNTS | {"pupil_homes": {NI, IRELAND}, "parental_agreement": True},
        rows=(APPLE_BY_PARENTS,),
    ),
    example(
        "7.3/10",
        Verdict.MET_UNTIL,
        "WordPress.com asks for an age that nobody knows in the United Kingdom from 1 March 2027.",
        OWN_ACCOUNTS | AGED_16,
        rows=(ENDING,),
    ),
    example(
        "7.3/10",
        MET,
        "WordPress.com asks for 16 in the United Kingdom; the youngest pupil is 17.",
        OWN_ACCOUNTS
        | {"contributor_pupils": AgeRange(youngest=17, oldest=18, older_from=date(2027, 1, 1))},
        rows=(RISING,),
    ),
    example(
        "7.3/10",
        Verdict.MET_UNTIL,
        "WordPress.com asks for 18 in the United Kingdom from 1 May 2027.",
        OWN_ACCOUNTS | AGED_16,
        rows=(DOWN_AND_UP,),
    ),
    example(
        "7.3/10",
        UNMET,
        "WordPress.com asks for 16 in the United Kingdom; the youngest pupil is 8.",
        OWN_ACCOUNTS,
        on=date(2028, 1, 1),
    ),
    example(
        "7.3/10",
        UNMET,
        "WordPress.com asks for 16 in the United Kingdom; the youngest pupil is 9.",
        OWN_ACCOUNTS
        | {"contributor_pupils": AgeRange(youngest=8, oldest=9, older_from=date(2026, 8, 31))},
    ),
    example(
        "7.3/10",
        UNMET,
        "The age of the pupils is not given.",
        {"contributors": {Group.PUPILS}, "pupil_routes": {PupilRoute.OWN_ACCOUNT}},
    ),
    example(
        "7.3/10",
        UNDETERMINED,
        "It is not known what age WordPress.com asks for in the United Kingdom.",
        OWN_ACCOUNTS,
        rows=(UNKNOWN_AGE,),
    ),
    example(
        "7.3/11",
        MET,
        "The terms do not forbid it; the pupils count as account holders.",
        PUPILS_ADD | {"pupil_routes": {PupilRoute.STAFF_LOGIN}},
    ),
    example(
        "7.3/11",
        UNMET,
        "Facebook forbids that pupils use a member of staff's log-in.",
        FACEBOOK | PUPILS_ADD | {"pupil_routes": {PupilRoute.STAFF_LOGIN}},
    ),
    example(
        "7.3/12",
        MET,
        "Padlet lets pupils of 8 in with the school's consent.",
        PADLET | BY_LINK,
    ),
    example(
        "7.3/12",
        MET,
        "Seesaw asks an age of account holders alone.",
        SEESAW | BY_LINK | {"holding": Holding.SCHOOL_EDITION},
        rows=(a_row("seesaw", adds_without_account="yes"),),
    ),
    example(
        "7.3/12",
        UNMET,
        "WordPress.com asks for 16 in the United Kingdom; the youngest pupil is 8.",
        BY_LINK,
    ),
    example(
        "7.3/12",
        UNMET,
        "WordPress.com asks for 18 in the United Kingdom; the youngest pupil is 16.",
        BY_LINK | AGED_16,
        rows=(ADULTS_ADD,),
    ),
    example(
        "7.3/12",
        UNDETERMINED,
        "It is not known whether the age of WordPress.com binds people without an account.",
        BY_LINK,
        rows=(UNKNOWN_SCOPE,),
    ),
)

COMMENTS = (
    *(
        example(
            "7.3/13",
            MET,
            words,
            {"comments": comments},
        )
        for comments, words in (
            (Comments.OFF, "Nobody comments."),
            (
                Comments.MODERATED,
                "Staff let each comment through, and nobody needs an account to write one.",
            ),
        )
    ),
    example("7.3/13", UNMET, "The proposal does not say who may comment.", {"comments": None}),
    example(
        "7.3/13",
        UNMET,
        "Whoever comments there holds an account. WordPress.com asks for 16 in the United Kingdom; the "
        "youngest pupil is 8.",
        {"comments": Comments.ANY_ACCOUNT_HOLDER},
    ),
    example(
        "7.3/13",
        UNMET,
        "Whoever comments there holds an account. The age of the pupils is not given.",
        {"audience_pupils": None, "comments": Comments.ANY_ACCOUNT_HOLDER},
    ),
    example(
        "7.3/13",
        MET,
        "The accounts are the school's own.",
        SCHOOL_HOSTED | {"comments": Comments.ANY_ACCOUNT_HOLDER},
    ),
    example(
        "7.3/13",
        MET,
        "The site is for adults, whom WordPress.com admits.",
        {"audience": {Group.FAMILIES}, "comments": Comments.ANY_ACCOUNT_HOLDER},
    ),
    example(
        "7.3/13",
        UNMET,
        "Whoever comments there holds an account. Disqus asks for 18 in the United Kingdom; the youngest "
        "pupil is 8.",
        SCHOOL_HOSTED | DISQUS,
    ),
    example(
        "7.3/13",
        UNMET,
        "The proposal does not say which service runs the comment box.",
        {"comments": Comments.EMBEDDED},
    ),
    example(
        "7.3/13",
        UNDETERMINED,
        "It is not known whose terms apply to people who comment.",
        {"comments": Comments.EMBEDDED, "comment_service": "Chatbox"},
    ),
    example(
        "7.3/13",
        UNDETERMINED,
        "Nobody has verified what is recorded of the terms of Disqus.",
        DISQUS,
        rows=(a_row("disqus", verified=False),),
    ),
    example(
        "7.3/13",
        UNMET,
        "Whoever comments there holds an account. Disqus asks for 18 in the United Kingdom; the youngest "
        "pupil is 8.",
        DISQUS,
        on=date(2028, 1, 1),
    ),
    example(
        "7.3/13",
        UNDETERMINED,
        "The terms of Disqus were last read on 1 August 2026, which is too long ago.",
        DISQUS | {"audience": {Group.FAMILIES}},
        on=date(2028, 1, 1),
    ),
    # Moderated or not: where commenting takes an account, whoever comments holds one.
    example(
        "7.3/13",
        UNMET,
        "Whoever comments there holds an account. YouTube asks for 13 in the United Kingdom; the "
        "youngest pupil is 8.",
        YOUTUBE | {"comments": Comments.MODERATED},
        rows=(a_row("youtube", adds_without_account="no", min_age_with_consent=None),),
    ),
    example(
        "7.3/13",
        MET,
        "Nobody comments unless staff let the comment through.",
        YOUTUBE | {"comments": Comments.MODERATED, "audience": {Group.FAMILIES}},
    ),
    example(
        "7.3/13",
        MET,
        "Disqus asks an age of account holders alone.",
        {"comments": Comments.MODERATED, "comment_service": "Disqus"},
        rows=(a_row("disqus", adds_without_account="yes", scope="account"),),
    ),
    # A service that is named counts, whatever else is said, by its name or by its host.
    *(
        example(
            "7.3/13",
            UNMET,
            "Disqus asks for 18 in the United Kingdom; the youngest pupil is 8.",
            {"comments": Comments.MODERATED, "comment_service": named},
        )
        for named in ("Disqus", "disqus", "disqus.com", "https://disqus.com/")
    ),
)

PARENTS = (
    example(
        "7.3/14",
        MET,
        "A parent or guardian of each of these pupils has agreed.",
        OWN_ACCOUNTS | AGED_16 | {"parental_agreement": True},
    ),
    example(
        "7.3/14",
        UNMET,
        "WordPress.com asks for a parent's agreement, and not every parent has agreed.",
        OWN_ACCOUNTS | AGED_16 | {"parental_agreement": False},
    ),
    example(
        "7.3/14",
        UNMET,
        "WordPress.com asks for a parent's agreement, and the proposal does not say whether every parent has agreed.",
        OWN_ACCOUNTS | AGED_16,
    ),
    example("7.3/14", EXEMPT, "The terms do not ask for a parent's agreement here."),
    example(
        "7.3/14",
        UNMET,
        "YouTube asks for a parent's agreement, and the proposal does not say whether every parent has agreed.",
        YOUTUBE | MEANT_14 | {"tags_pupils": True},
    ),
)

PLACES = (
    example("7.3/15", MET, "“In which countries do these pupils live?” is answered.", OWN_ACCOUNTS),
    example(
        "7.3/15",
        UNMET,
        "“In which countries do these pupils live?” is not answered.",
        BY_LINK | {"pupil_homes": ()},
    ),
    example("7.3/15", EXEMPT, "No pupils add to the site."),
    example(
        "7.3/15",
        EXEMPT,
        "Staff post for the pupils.",
        PUPILS_ADD | {"pupil_routes": {PupilRoute.THROUGH_STAFF}, "pupil_homes": ()},
    ),
)

TAGS = (
    example("7.3/16", EXEMPT, "No pupil is said to be tagged."),
    example(
        "7.3/16",
        MET,
        "Instagram asks for 13 in the United Kingdom; the youngest pupil is 14.",
        INSTAGRAM | MEANT_14 | {"tags_pupils": True},
    ),
    example(
        "7.3/16",
        UNMET,
        "Instagram asks for 13 in the United Kingdom; the youngest pupil is 8.",
        INSTAGRAM | {"tags_pupils": True},
    ),
    example(
        "7.3/16",
        UNMET,
        "Instagram asks for 13 in the United Kingdom; the youngest pupil is 8.",
        INSTAGRAM | MEANT_14 | PUPILS_ADD | {"tags_pupils": True},
    ),
    example(
        "7.3/16",
        UNMET,
        "Instagram asks for 13 in the United Kingdom; the youngest pupil is 4.",
        INSTAGRAM | {"tags_pupils": True, "audience_pupils": None},
    ),
)

CONSENT = (
    example(
        "7.3/17",
        MET,
        "A parent or guardian of each of these pupils has agreed.",
        INSTAGRAM | OWN_ACCOUNTS | AGED_14 | LIVING_IN_IRELAND | AGREED,
    ),
    example(
        "7.3/17",
        MET,
        "At 14, a child in the United Kingdom can agree without a parent.",
        INSTAGRAM | OWN_ACCOUNTS | AGED_14,
    ),
    example(
        "7.3/17",
        UNMET,
        "Below 16, a child in Ireland has an account only if a parent agrees. The youngest pupil "
        "is 14.",
        INSTAGRAM | OWN_ACCOUNTS | AGED_14 | {"pupil_homes": {NI, IRELAND}},
    ),
    example(
        "7.3/17",
        UNMET,
        "Below 13, a child in the United Kingdom has an account only if a parent agrees. The "
        "youngest pupil is 8.",
        PADLET | OWN_ACCOUNTS | {"parental_agreement": False},
    ),
    example(
        "7.3/17",
        UNMET,
        "Below 13, a child in Bulgaria has an account only if a parent agrees. The youngest pupil "
        "is 8.",
        PADLET | OWN_ACCOUNTS | {"pupil_homes": {Jurisdiction.BULGARIA}},
    ),
    example(
        "7.3/17",
        UNDETERMINED,
        "It is not known for certain from what age a child in Bulgaria can agree without a parent.",
        BLUESKY | OWN_ACCOUNTS | AGED_14 | {"pupil_homes": {NI, Jurisdiction.BULGARIA}},
        rows=(BLUESKY_EEA,),
    ),
    example(
        "7.3/17",
        Verdict.MET_UNTIL,
        "A different age for agreeing without a parent applies in Denmark from 1 January 2024.",
        BLUESKY | OWN_ACCOUNTS | AGED_14 | {"pupil_homes": {Jurisdiction.DENMARK}},
        rows=(BLUESKY_EEA,),
        on=date(2023, 9, 1),
    ),
    example(
        "7.3/17",
        UNMET,
        "Below 13, a child in the United Kingdom has an account only if a parent agrees. The "
        "youngest pupil is 8.",
        PADLET | {"tags_pupils": True},
    ),
    example(
        "7.3/17",
        EXEMPT,
        "No pupil holds an account of their own.",
        FACEBOOK | PUPILS_ADD | AGED_14 | {"pupil_routes": {PupilRoute.STAFF_LOGIN}},
    ),
    example(
        "7.3/17",
        EXEMPT,
        "The accounts stand under the school's own agreement.",
        SEESAW | OWN_ACCOUNTS | {"holding": Holding.SCHOOL_EDITION},
    ),
    example(
        "7.3/17",
        EXEMPT,
        "The terms state no lowest age, and ask for no consent.",
        {"platform": "wikipedia", "address": "https://en.wikipedia.org/wiki/User:Birchfield"}
        | OWN_ACCOUNTS,
    ),
    example(
        "7.3/17",
        EXEMPT,
        "The terms do not admit these pupils, whoever agrees.",
        INSTAGRAM | OWN_ACCOUNTS,
    ),
)


@dataclass(frozen=True)
class UnderLaw(Example):
    """An example for which the law stands otherwise than in the packaged rows."""

    law: Law = field(default_factory=a_law)

    @property
    def policy(self) -> Policy:
        return replace(super().policy, law=(self.law,))


def under(law: Law, answer: Verdict, words: str, proposal: Mapping[str, Any]) -> Example:
    """An example of the fact that reads the law, under that law alone."""
    case = a_case(proposal=a_proposal(**proposal))
    return UnderLaw("7.3/18", answer, words, case, law=law)


FREE = "No law prevents these pupils from having an account there."

UNDER_LAW = (
    example("7.3/18", MET, FREE, INSTAGRAM | OWN_ACCOUNTS | AGED_16),
    example("7.3/18", MET, FREE, INSTAGRAM | OWN_ACCOUNTS | AGED_14),
    example("7.3/18", EXEMPT, "No pupil of a known age holds an account."),
    under(
        a_law(status="enacted", since=date(2027, 4, 1)),
        Verdict.MET_UNTIL,
        "From 1 April 2027, by the announced ban on social media for under-16s, nobody below 16 "
        "in the United Kingdom may hold an account on Instagram.",
        INSTAGRAM | OWN_ACCOUNTS | AGED_14,
    ),
    under(
        a_law(status="in_force", since=date(2026, 9, 1)),
        UNMET,
        "By the announced ban on social media for under-16s, nobody below 16 in the United "
        "Kingdom may hold an account on Instagram. The youngest pupil is 15. It would be met "
        "from 1 February 2028.",
        INSTAGRAM
        | OWN_ACCOUNTS
        | {"contributor_pupils": AgeRange(youngest=15, oldest=15, older_from=date(2028, 2, 1))},
    ),
    under(
        a_law(status="in_force"),
        UNDETERMINED,
        "It is not known whether the announced ban on social media for under-16s applies to Bluesky "
        "for anybody below 16 in the United Kingdom.",
        BLUESKY | OWN_ACCOUNTS | AGED_14,
    ),
)

CLOSED = {"visibility": Visibility.INVITED}
OPEN_ROW, CLOSED_ROW, ACCOUNT_ROW, UNSURE_ROW = (
    a_row("facebook", reading=reading)
    for reading in ("open", "account_when_closed", "account", "unknown")
)
NO_ACCOUNT = "Nobody needs an account to read it."
CLOSED_TO_THEM = (
    "Nobody reads Facebook where it is closed without an account. Facebook asks for 13 in the "
    "United Kingdom; the youngest pupil is 8."
)
READING = (
    example("7.3/25", MET, NO_ACCOUNT, FACEBOOK, rows=(CLOSED_ROW,)),
    example("7.3/25", UNMET, CLOSED_TO_THEM, FACEBOOK | CLOSED, rows=(CLOSED_ROW,)),
    example(
        "7.3/25",
        MET,
        "Facebook asks for 13 in the United Kingdom; the youngest pupil is 14.",
        FACEBOOK | CLOSED | MEANT_14,
        rows=(CLOSED_ROW,),
    ),
    example(
        "7.3/25",
        UNMET,
        "Nobody reads Facebook without an account. Facebook asks for 13 in the United Kingdom; the "
        "youngest pupil is 8.",
        FACEBOOK,
        rows=(ACCOUNT_ROW,),
    ),
    example("7.3/25", MET, NO_ACCOUNT, FACEBOOK | CLOSED, rows=(OPEN_ROW,)),
    example(
        "7.3/25",
        UNDETERMINED,
        "It is not known whether reading on Facebook takes an account.",
        FACEBOOK,
        rows=(UNSURE_ROW,),
    ),
    example(
        "7.3/25",
        MET,
        "Anybody can read it without an account, but the terms of WordPress.com ask for 16 of "
        "readers too, and the youngest pupil it is for is 8. Whoever gives the final approval "
        "judges that, under A.2.5b.",
    ),
    example(
        "7.3/25",
        EXEMPT,
        "The site is not for pupils.",
        FACEBOOK | CLOSED | {"audience": {Group.FAMILIES}},
    ),
    example("7.3/25", EXEMPT, "It is not said yet who can see it.", {"visibility": None}),
    # Whoever reads through an account holds one: where they live is asked, and law and consent are.
    example(
        "7.3/15",
        UNMET,
        "“In which countries do these pupils live?” is not answered.",
        FACEBOOK | CLOSED,
        rows=(CLOSED_ROW,),
    ),
    example(
        "7.3/17",
        UNMET,
        "Below 16, a child in Ireland has an account only if a parent agrees. The youngest pupil is "
        "14.",
        FACEBOOK | CLOSED | MEANT_14 | LIVING_IN_IRELAND,
        rows=(CLOSED_ROW,),
    ),
)
MAPS = {"embedded": ("YouTube",)}
BUILT_IN = (
    example("7.3/26", EXEMPT, "Nothing of another company's is built in."),
    example(
        "7.3/26",
        MET,
        "The terms of YouTube, which is built into its pages, are verified and recent.",
        MAPS,
    ),
    example(
        "7.3/26",
        MET,
        "The terms of YouTube, which is built into its pages, are verified and recent.",
        SCHOOL_HOSTED | {"embedded": ("https://www.youtube.com/@birchfield",)},
    ),
    example(
        "7.3/26",
        UNDETERMINED,
        "“Mapwise” is built into its pages, and nothing is recorded about its terms.",
        {"embedded": ("YouTube", "Mapwise")},
    ),
    example(
        "7.3/26",
        MET,
        "Disqus is built into its pages, and its terms ask for 18 of viewers too. Whoever gives the "
        "final approval judges that, under A.2.5b.",
        {"embedded": ("Disqus",)},
    ),
    example("7.3/26", UNMET, "Flip has closed.", {"embedded": ("Flip",)}),
)
SIGNED_IN = (
    example("7.3/27", EXEMPT, "Nobody signs in with another's account."),
    example(
        "7.3/27",
        UNMET,
        "Instagram asks for 13 in the United Kingdom; the youngest pupil is 8.",
        SCHOOL_HOSTED | {"other_accounts": ("Instagram",)},
    ),
    example(
        "7.3/27",
        MET,
        "Instagram asks for 13 in the United Kingdom; the youngest pupil is 14.",
        SCHOOL_HOSTED | MEANT_14 | {"other_accounts": ("Instagram",)},
    ),
    example(
        "7.3/27",
        UNDETERMINED,
        "“Passport” opens it, and nothing is recorded about its terms.",
        SCHOOL_HOSTED | {"other_accounts": ("Passport",)},
    ),
)
SHOW = {
    "platform": "spotify-for-creators",
    "address": "https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk",
}
LISTENING = a_row("spotify", lists_shows=True, scope="account", view_rule="free")
DIRECTORIES = (
    example("7.3/1", MET, "The site is on Spotify for Creators.", SHOW, rows=(LISTENING,)),
    example(
        "7.3/1",
        UNMET,
        "Spotify is a directory: it lists a show, and somebody else hosts it.",
        SHOW | {"platform": None},
        rows=(LISTENING,),
    ),
    example(
        "7.3/1",
        UNMET,
        "Spotify is a directory: it lists a show, and somebody else hosts it.",
        SHOW | {"platform": "spotify"},
        rows=(LISTENING,),
    ),
    example("7.3/28", EXEMPT, "It is not a podcast."),
    example(
        "7.3/28",
        MET,
        "The terms of Spotify, which is to list the show, are verified and recent.",
        SHOW,
        rows=(a_row("spotify", lists_shows=True, **KNOWN_AGES, scope="account", view_rule="free"),),
    ),
    example(
        "7.3/28",
        UNDETERMINED,
        "“Podbox” is to list the show, and nothing is recorded about its terms.",
        SHOW | {"directories": ("Podbox",)},
        rows=(a_row("spotify", lists_shows=True, **KNOWN_AGES),),
    ),
    example("7.3/28", UNMET, "Flip has closed.", SHOW | {"directories": ("Flip",)}),
)
LINKS = {"platform": "linktree", "address": "https://linktr.ee/birchfieldips"}
LINK_PAGE = a_row("linktree", kind="link page")
LEADS_TO = (
    example("7.3/29", EXEMPT, "It is not a page of links."),
    example(
        "7.3/29",
        UNMET,
        "Linktree shows a page of links. Each page that it leads to is a site of its own, and none "
        "is named.",
        LINKS,
        rows=(LINK_PAGE,),
    ),
    example(
        "7.3/29",
        MET,
        "Each account that it leads to is in the register or is the school's own.",
        case=a_case(
            proposal=a_proposal(
                **LINKS,
                leads_to=("www.birchfield.example/news", "https://birchfieldp6.wordpress.com/"),
            ),
            register=(a_registered_site(),),
        ),
        rows=(LINK_PAGE,),
    ),
    example(
        "7.3/29",
        UNMET,
        "Neither in the register nor at the school's own addresses: https://birchfieldp6.wordpress.com.",
        LINKS | {"leads_to": ("www.birchfield.example", "https://birchfieldp6.wordpress.com")},
        rows=(LINK_PAGE,),
    ),
)
SPACES = a_row("facebook", spaces=("page", "group", "profile"))
AGREES = "What kind of place it is agrees with its address and with how it is held."
GROUP = {"platform": "facebook", "address": "https://www.facebook.com/groups/birchfieldp5"}
PLACES_THERE = (
    example("7.3/30", EXEMPT, "The platform does not tell pages from groups."),
    example("7.3/30", MET, AGREES, FACEBOOK, rows=(SPACES,)),
    example("7.3/30", MET, AGREES, GROUP | {"space": Space.GROUP} | CLOSED, rows=(SPACES,)),
    example(
        "7.3/30",
        UNMET,
        "Its address is that of a group, and it is said to be a page.",
        GROUP | {"space": Space.PAGE},
        rows=(SPACES,),
    ),
    example(
        "7.3/30",
        UNMET,
        "A profile belongs to a person, and it is said to be held in the school's name.",
        FACEBOOK | {"space": Space.PROFILE},
        rows=(SPACES,),
    ),
    example(
        "7.3/30",
        UNMET,
        "It is said to be a page, and to be held as a personal profile.",
        FACEBOOK | {"space": Space.PAGE, "holding": Holding.PERSON},
        rows=(SPACES,),
    ),
    example(
        "7.3/30",
        UNMET,
        "Anybody can read a page, and it is said that only people who are let in can see it.",
        FACEBOOK | {"space": Space.PAGE} | CLOSED,
        rows=(SPACES,),
    ),
)
NAMES_ = (
    # A platform by its name, a name that nobody has, and a name that contradicts the address.
    example("7.3/1", MET, "The site is on WordPress.com.", {"platform": "WordPress.com"}),
    example("7.3/1", MET, "The site is on WordPress.com.", {"platform": "wordpress com"}),
    example(
        "7.3/1", UNMET, "The site has no address yet.", {"platform": "TikTok", "address": None}
    ),
    example(
        "7.3/1",
        UNMET,
        "birchfieldp5.wordpress.com belongs to WordPress.com, not to Instagram.",
        {"platform": "Instagram"},
    ),
    example(
        "7.3/1",
        UNMET,
        "The platform is called “Instagramm”, but birchfieldp5.wordpress.com belongs to "
        "WordPress.com.",
        {"platform": "Instagramm"},
    ),
    example(
        "7.3/1",
        UNMET,
        "The platform is called “Classwall”, but birchfieldp5.wordpress.com belongs to "
        "WordPress.com.",
        {"platform": None, "platform_name": "Classwall"},
    ),
    example(
        "7.3/1",
        MET,
        "The site is on WordPress.com.",
        {"platform": None, "platform_name": "A blog on WordPress.com"},
    ),
    example(
        "7.3/1",
        UNDETERMINED,
        "No platform in the list is called “Instagramm”. Is it Instagram?",
        {"platform": None, "platform_name": "Instagramm", "address": None},
    ),
    example(
        "7.3/1",
        UNDETERMINED,
        "No platform in the list is called “Google”. Is it Google Sites or Google Workspace for "
        "Education?",
        {"platform": "Google", "address": None},
    ),
    *(
        example(
            "7.3/1",
            UNDETERMINED,
            f"{name}: nothing is recorded about its terms.",
            {"platform": None, "platform_name": name, "address": None},
        )
        for name in ("Project X", "Glow")
    ),
)
OF_THE_SCHOOL = (
    example(
        "7.3/7",
        UNMET,
        "The pupils who add to it are said to be 16 to 17, and the school teaches pupils of 4 to 11.",
        case=a_case(proposal=a_proposal(**OWN_ACCOUNTS | AGED_16), school=a_school(pupils=PRIMARY)),
    ),
    example(
        "7.3/6",
        UNMET,
        "The pupils it is for are said to be 14 to 15, and the school teaches pupils of 4 to 11.",
        case=a_case(proposal=a_proposal(**MEANT_14), school=a_school(pupils=PRIMARY)),
    ),
    # The oldest may have had a birthday, and other schools have other pupils.
    example(
        "7.3/6",
        MET,
        "The ages of the pupils it is for are known; the youngest can be 10.",
        case=a_case(
            proposal=a_proposal(audience_pupils=None, audience_years={YearGroup.P7}),
            school=a_school(pupils=AgeRange(youngest=4, oldest=10)),
        ),
    ),
    example(
        "7.3/6",
        MET,
        "The ages of the pupils it is for are known; the youngest can be 14.",
        case=a_case(
            proposal=a_proposal(**MEANT_14, audience={Group.PUPILS, Group.OTHER_SCHOOLS}),
            school=a_school(pupils=PRIMARY),
        ),
    ),
)
NOBODY_ADDS = a_row("wordpress-com", adds_without_account="no")
UNSURE_WHO_ADDS = a_row("wordpress-com", adds_without_account="unknown")
WITHOUT = (
    example(
        "7.3/12",
        UNMET,
        "Nobody adds anything to WordPress.com without an account.",
        BY_LINK,
        rows=(NOBODY_ADDS,),
    ),
    example(
        "7.3/12",
        UNDETERMINED,
        "It is not known whether anybody can add to WordPress.com without an account.",
        BY_LINK,
        rows=(UNSURE_WHO_ADDS,),
    ),
)
SUITE = {
    "consent_by": "either",
    "min_age_with_consent": {"age": "none", "condition": "The school's."},
}
APPLE = PODCASTS | OWN_ACCOUNTS | {"contributor_pupils": AgeRange(youngest=10, oldest=11)}
THE_SCHOOLS_CONSENT = (
    example(
        "7.3/10",
        UNMET,
        "WordPress.com asks for 16 in the United Kingdom; the youngest pupil is 8. The school's "
        "consent counts only in accounts that the school itself manages.",
        OWN_ACCOUNTS,
        rows=(a_row("wordpress-com", **SUITE, school_consent="managed"),),
    ),
    example(
        "7.3/10",
        UNDETERMINED,
        "WordPress.com asks for 16 in the United Kingdom, and it is not known in which accounts the "
        "school's consent lets younger pupils in.",
        OWN_ACCOUNTS,
        rows=(a_row("wordpress-com", **SUITE, school_consent="unknown"),),
    ),
    example(
        "7.3/10",
        MET,
        "WordPress.com lets pupils of 8 in with the school's consent.",
        OWN_ACCOUNTS,
        rows=(a_row("wordpress-com", **SUITE, school_consent="any"),),
    ),
    example(
        "7.3/10",
        MET,
        "WordPress.com lets pupils of 8 in with the school's consent.",
        OWN_ACCOUNTS | {"holding": Holding.SCHOOL_EDITION},
        rows=(a_row("wordpress-com", **SUITE, school_consent="managed", account_model="either"),),
    ),
    example(
        "7.3/10",
        UNMET,
        "YouTube asks for 13 in the United Kingdom; the youngest pupil is 8. A parent can open it to "
        "them only to look: nobody publishes there with such an account.",
        YOUTUBE | OWN_ACCOUNTS,
        rows=(a_row("youtube", consented_may_publish="no"),),
    ),
)
NEWER = (
    *READING, *BUILT_IN, *SIGNED_IN, *DIRECTORIES, *LEADS_TO, *PLACES_THERE, *NAMES_,
    *OF_THE_SCHOOL, *WITHOUT, *THE_SCHOOLS_CONSENT,
)  # fmt: skip
EXAMPLES: tuple[Example, ...] = (
    *NEWER,
    *HOST,
    *TERMS,
    *PEOPLE,
    *AGES,
    *COMMENTS,
    *PARENTS,
    *PLACES,
    *TAGS,
    *CONSENT,
    *UNDER_LAW,
)


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)


@pytest.mark.clause(id="7.3")
def test_undetermined_names_who_can_end_it() -> None:
    """An unlisted medium says what is missing, who can supply it and what to record."""
    unlisted = example(
        "7.3/1", UNDETERMINED, "", {"platform": None, "address": "https://x.example"}
    )
    assert (found(unlisted).words, found(unlisted).remedy) == (
        "x.example: nothing is recorded about its terms.",
        (
            "The e-safety lead: find the provider's terms, and record its ages with their source "
            "and the day."
        ),
    )


@pytest.mark.clause(id="7.3")
def test_evidence_ends_undetermined() -> None:
    """The same unlisted medium is met as soon as the school's own row names its address."""
    row = a_row(
        "github",
        key="classwall",
        name="Classwall",
        hostnames=("classwall.example",),
    )
    changed = {"platform_name": "Classwall", "platform": "classwall-typo"}
    before = example("7.3/1", MET, "", changed | {"address": "https://classwall.example/p5"})
    after = Example(before.check, MET, "", before.case, rows=(row,))
    assert [found(before).answer, found(after).answer] == [UNDETERMINED, MET]


BAN = (
    "Not in force yet: by the announced ban on social media for under-16s, nobody below "
    "16 in the United Kingdom may hold an account on Instagram. Look at it again by "
    "31 December 2026."
)
STRANGERS = (
    "Not in force yet: by the announced limit on strangers' contact and livestreams, nobody below "
    "18 in the United Kingdom may be contacted by strangers or stream live freely on Instagram. "
    "Look at it again by 31 December 2026."
)


@pytest.mark.clause(id="7.3")
def test_what_is_announced_warns_and_says_when_to_look_again() -> None:
    """Pupils of 14 on Instagram are warned of the ban and of the limit, of 16 of the limit alone."""
    young, old = (
        found(example("7.3/18", MET, FREE, INSTAGRAM | OWN_ACCOUNTS | ages))
        for ages in (AGED_14, AGED_16)
    )
    assert (young.warning, old.warning) == (f"{BAN} {STRANGERS}", STRANGERS)


@pytest.mark.clause(id="7.3")
def test_what_is_not_settled_warns_too_and_a_missed_day_is_said() -> None:
    """Bluesky may be reached; after the day the warning says that somebody was to look."""
    case = example("7.3/18", MET, FREE, BLUESKY | OWN_ACCOUNTS | AGED_14, on=date(2027, 1, 1))
    assert found(case).warning == " ".join(
        f"Not in force yet: it is not known whether {law} applies to Bluesky for anybody below "
        f"{age} in the United Kingdom. Somebody should have looked at it again by 31 December 2026."
        for law, age in (
            ("the announced ban on social media for under-16s", 16),
            ("the announced limit on strangers' contact and livestreams", 18),
        )
    )


@pytest.mark.clause(id="7.3")
def test_pupils_who_are_only_tagged_are_helped_by_leaving_out_the_tags() -> None:
    """The remedy is about a question that the form asks: nobody asks for their agreement."""
    tagged = YOUTUBE | MEANT_14 | {"tags_pupils": True}
    one = found(example("7.3/14", UNMET, "", tagged))
    assert (one.field, one.remedy) == (
        "tags_pupils",
        "Tag no pupil, and link to no pupil's account.",
    )


BIRCHFIELD = a_registered_site(title="P6 blog", address="https://birchfieldp6.wordpress.com")

LIKENESSES = (
    (
        "https://birchfie1dp6.wordpress.com",
        (MET, "The site is on WordPress.com."),
        "The address looks like that of “P6 blog”, but it is a different one.",
    ),
    ("https://birchfieldp5.wordpress.com", (MET, "The site is on WordPress.com."), ""),
    ("https://birchfieldp6.wordpress.com", (MET, "The site is on WordPress.com."), ""),
    (
        "https://birchfield.w0rdpress.com",
        (
            UNDETERMINED,
            (
                "birchfield.w0rdpress.com is not known as an address of WordPress.com. The address "
                "looks like wordpress.com, but it is a different one: find out whose it is."
            ),
        ),
        "",
    ),
    (
        "https://birchfleld.example/p5",
        (
            UNDETERMINED,
            (
                "birchfleld.example is not known as an address of WordPress.com. The address looks "
                "like birchfield.example, but it is a different one: find out whose it is."
            ),
        ),
        "",
    ),
)


@pytest.mark.clause(id="7.3")
@pytest.mark.parametrize(("address", "expected", "warning"), LIKENESSES)
def test_look_alike_warns_and_never_decides(
    address: str, expected: tuple[Verdict, str], warning: str
) -> None:
    """What looks like a platform, the school or a registered site says so, met or not."""
    case = a_case(proposal=a_proposal(address=address), register=(BIRCHFIELD,))
    one = found(Example("7.3/1", *expected, case))
    assert ((one.answer, one.words), one.warning) == (expected, warning)


@pytest.mark.clause(id="7.3")
def test_look_alike_address_that_nobody_hosts_keeps_its_answer() -> None:
    """What is unmet for another reason stays so, with the likeness in its words."""
    case = a_case(proposal=a_proposal(hosting=None, address="https://faceb00k.com/p5"))
    one = found(Example("7.3/1", UNMET, "", case))
    words = "The proposal does not say who hosts the site. The address looks like facebook.com, but it is a different one: find out whose it is."
    assert (one.answer, one.words, one.field) == (UNMET, words, "hosting")
