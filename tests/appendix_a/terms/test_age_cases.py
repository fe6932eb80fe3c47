"""The platform check (7.3) on proposals whose answer is known beforehand, with the reason.

A school in Northern Ireland on 1 September 2026, which read each row again on 1 August, unless
the case says otherwise. Cases 1 to 29 are the first; those from 30 on go through places, years,
consent, law, and what a rule engine must tell apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

from appendix_a.assessing.assess import assess
from appendix_a.editions.policy import Policy
from appendix_a.platforms.catalogue import Platform
from appendix_a.platforms.law import Law, overlay
from appendix_a.platforms.places import Jurisdiction
from appendix_a.reading.host import host_of
from appendix_a.reading.proposal import (
    AgeRange,
    Comments,
    Group,
    Holding,
    Hosting,
    Naming,
    PupilRoute,
    YearGroup,
)
from appendix_a.values.answers import Assessment, Finding, Kind, Verdict
from tests.appendix_a.platforms.test_law import a_law
from tests.builders import SCHOOL_HOSTED, TODAY, a_case, a_policy, a_proposal, a_row, a_school

MET, UNMET, UNDETERMINED = Verdict.MET, Verdict.UNMET, Verdict.UNDETERMINED
UNTIL = Verdict.MET_UNTIL

DECLARED = "7.3/19"
NOTHING_ELSE = "7.3/31"
REREAD_TERMS, COMMENTS_STAY = "7.3/20", "7.3/21"
ANOTHER_HOST = (REREAD_TERMS, COMMENTS_STAY)
CONSENT_KEPT, NO_OLDER_FEATURES, LOOK_AGAIN = "7.3/22", "7.3/23", "7.3/24"
HOLDERS = (*ANOTHER_HOST, NO_OLDER_FEATURES)
ANNOUNCED = (*HOLDERS, LOOK_AGAIN)

OWN, SHARED, LINK = (
    frozenset({route})
    for route in (PupilRoute.OWN_ACCOUNT, PupilRoute.STAFF_LOGIN, PupilRoute.WITHOUT_ACCOUNT)
)
TENANT = {"holding": Holding.SCHOOL_EDITION}
FAMILIES = {"audience": {Group.FAMILIES}, "audience_pupils": None}
ALUMNI = {"audience": {Group.STAFF, Group.OTHERS}, "audience_pupils": None}

READ_IN_TENANT = a_row(
    "blogger",
    verified=True,
    checked_on=date(2026, 8, 1),
    checked_by="Paul Irwin",
    source="https://terms.example/",
    ages=(
        {"jurisdiction": "uk", "age": 13, "basis": "stated"},
        {"jurisdiction": "ireland", "age": 16, "basis": "stated"},
    ),
)


def on(platform: str | None, address: str | None) -> dict[str, Any]:
    """The proposal is for a site there."""
    return {"platform": platform, "address": address}


NI, GB, IRELAND = (
    Jurisdiction.NORTHERN_IRELAND,
    Jurisdiction.GREAT_BRITAIN,
    Jurisdiction.IRELAND,
)


def pupils(
    youngest: int, routes: frozenset[PupilRoute], *homes: Jurisdiction, **ages: Any
) -> dict[str, Any]:
    """Pupils of that age read it and add to it so; at home in Northern Ireland, or as named."""
    aged = AgeRange(youngest=youngest, oldest=youngest + 1, **ages)
    return {
        "contributors": {Group.STAFF, Group.PUPILS},
        "audience_pupils": aged,
        "contributor_pupils": aged,
        "pupil_routes": routes,
        "pupil_homes": frozenset(homes or {NI}),
    }


def years(*groups: YearGroup) -> dict[str, Any]:
    """The years of the pupils who add to it, instead of their ages."""
    return {
        "audience_pupils": None,
        "audience_years": frozenset(groups),
        "contributor_pupils": None,
        "contributor_years": frozenset(groups),
    }


@dataclass(frozen=True)
class AgeCase:
    """One proposal, the answer of 7.3, and what it leaves to people."""

    name: str
    changes: Mapping[str, Any]
    answer: Verdict
    duties: tuple[str, ...] = ()
    judged: bool = True  # A.2.5b is due: the school has pupils below the age
    declared: bool = False
    rows: tuple[Platform, ...] = field(default=())
    why: str = ""
    laws: tuple[Law, ...] = ()
    on: date = TODAY
    place: Jurisdiction = NI


BLOGSPOT = on("blogger", "https://p5class.blogspot.com") | TENANT
PODCAST = (
    on("spotify-for-creators", "https://creators.spotify.com/pod/show/year10")
    | pupils(13, OWN)
    | {"parental_agreement": True}
)
PADLET = on("padlet", "https://padlet.com/birchfield/p6") | pupils(9, LINK)
CANVA_SCHOOL = on("canva-education", "https://birchfield.my.canva.site") | TENANT | pupils(10, OWN)
WIKIPEDIA = on("wikipedia", "https://en.wikipedia.org/wiki/User:Birchfield") | pupils(10, OWN)
CHATROOM = on("chatroom-generic", None)
BECOMING_13 = on("instagram", "https://instagram.com/birchfield") | pupils(
    12, OWN, older_from=date(2027, 2, 1)
)

CASES = (
    AgeCase("1 class blog on WordPress.com", {}, MET, ANOTHER_HOST),
    AgeCase("2 the same at the school", SCHOOL_HOSTED, MET, judged=False),
    AgeCase("3 Blogger in the school's tenant", BLOGSPOT, UNDETERMINED, ANOTHER_HOST),
    AgeCase("3 with a verified row", BLOGSPOT, MET, ANOTHER_HOST, rows=(READ_IN_TENANT,)),
    AgeCase(
        "4 P5 log-ins on WordPress.com",
        pupils(8, OWN),
        UNMET,
        (*ANOTHER_HOST, NO_OLDER_FEATURES),
        declared=True,
    ),
    AgeCase(
        "5 YouTube channel of the school",
        on("youtube", "https://youtube.com/@birchfield"),
        MET,
        ANOTHER_HOST,
    ),
    AgeCase(
        "6 Facebook Page for parents",
        on("facebook", "https://facebook.com/birchfieldips")
        | FAMILIES
        | {"comments": Comments.MODERATED},
        MET,
        ANOTHER_HOST,
    ),
    AgeCase(
        "7 Facebook person profile",
        on("facebook", "https://facebook.com/st.marys.ps") | FAMILIES | {"holding": Holding.PERSON},
        UNMET,
        ANOTHER_HOST,
    ),
    AgeCase(
        "8 Instagram by P7",
        on("instagram", "https://instagram.com/birchfield") | pupils(11, OWN),
        UNMET,
        ANNOUNCED,
    ),
    AgeCase(
        "9 Instagram by the teacher",
        on("instagram", "https://instagram.com/birchfield"),
        MET,
        ANOTHER_HOST,
    ),
    AgeCase(
        "10 X for alumni", on("x", "https://twitter.com/birchfield") | ALUMNI, MET, ANOTHER_HOST
    ),
    AgeCase(
        "11 TikTok of the sixth form",
        on("tiktok", "https://tiktok.com/@birchfield")
        | pupils(16, OWN)
        | {"audience_pupils": AgeRange(youngest=16, oldest=18)},
        MET,
        ANNOUNCED,
    ),
    AgeCase(
        "12 TikTok from the teacher's phone",
        on("tiktok", "https://tiktok.com/@birchfield") | pupils(11, SHARED),
        UNMET,
        ANNOUNCED,
    ),
    AgeCase(
        "13 Flickr by a pupil of 17",
        on("flickr", "https://flickr.com/photos/birchfield") | pupils(17, OWN),
        UNMET,
        (*ANOTHER_HOST, NO_OLDER_FEATURES),
        declared=True,
    ),
    AgeCase(
        "14 Flickr by the secretary",
        on("flickr", "https://flickr.com/photos/birchfield"),
        MET,
        ANOTHER_HOST,
    ),
    AgeCase(
        "15 WhatsApp Channel for parents",
        on("whatsapp-channels", "https://whatsapp.com/channel/birchfield") | FAMILIES,
        MET,
        ANOTHER_HOST,
    ),
    AgeCase(
        "16 Mastodon server of the school",
        on("mastodon-instance", "https://social.birchfield.example/@p7class")
        | {"hosting": Hosting.SCHOOL},
        MET,
        judged=False,
    ),
    AgeCase(
        "17 an unknown server",
        on("mastodon-instance", "https://social.example/@p7class"),
        UNDETERMINED,
        ANOTHER_HOST,
        judged=False,
    ),
    AgeCase(
        "18 Substack by Year 10",
        on("substack", "https://year10.substack.com") | pupils(13, OWN),
        UNMET,
        (*ANOTHER_HOST, NO_OLDER_FEATURES),
        declared=True,
    ),
    AgeCase(
        "19 podcast by Year 10 with parents' agreement",
        PODCAST,
        MET,
        (*ANOTHER_HOST, NO_OLDER_FEATURES),
        declared=True,
    ),
    AgeCase("20 Padlet without accounts", PADLET, MET, (*ANOTHER_HOST, CONSENT_KEPT)),
    AgeCase(
        "21a Canva with personal accounts",
        on("canva", "https://birchfield.my.canva.site") | pupils(10, OWN),
        UNMET,
        (*ANOTHER_HOST, NO_OLDER_FEATURES),
    ),
    AgeCase(
        "21b Canva for Education",
        CANVA_SCHOOL,
        MET,
        (*ANOTHER_HOST, CONSENT_KEPT, NO_OLDER_FEATURES),
    ),
    AgeCase(
        "22 Wikipedia editing club",
        WIKIPEDIA,
        MET,
        (*ANOTHER_HOST, NO_OLDER_FEATURES),
        judged=False,
    ),
    AgeCase("23 “a chatroom”", CHATROOM, UNDETERMINED, ANOTHER_HOST, judged=False),
    AgeCase(
        "24 facebook.com as a label of another host",
        on("facebook", "https://facebook.com.evil.example/"),
        UNDETERMINED,
        ANOTHER_HOST,
        judged=False,
    ),
    AgeCase(
        "25 facebook.com as a path",
        on("facebook", "https://evil.example/facebook.com"),
        UNDETERMINED,
        ANOTHER_HOST,
        judged=False,
    ),
    *(
        AgeCase(f"26 {address}", on(platform, address) | FAMILIES, MET, ANOTHER_HOST)
        for platform, address in (
            ("facebook", "https://facebook.com./birchfieldips"),
            ("facebook", "FACEBOOK.com:443/birchfieldips"),
            ("facebook", "https://m.facebook.com/birchfieldips"),
            ("youtube", "//youtube.com/@school"),
            (None, "//youtube.com/@school"),
        )
    ),
    AgeCase(
        "27 a pupil who becomes 13",
        BECOMING_13,
        UNMET,
        ANNOUNCED,
    ),
    AgeCase(
        "28 P5 log-ins on Edublogs",
        on("edublogs", "https://p5class.edublogs.org") | pupils(8, OWN),
        UNDETERMINED,
        (*ANOTHER_HOST, NO_OLDER_FEATURES),
    ),
    AgeCase(
        "29 a row whose age is unknown",
        on("roblox", "https://roblox.com/groups/birchfield")
        | pupils(8, OWN)
        | {"parental_agreement": True},
        UNDETERMINED,
        ANNOUNCED,
        declared=True,
    ),
    AgeCase(
        "29 the same with staff alone",
        on("roblox", "https://roblox.com/groups/birchfield"),
        UNMET,
        ANNOUNCED,
        declared=True,
        why="Nobody reads there without an account, for which a parent is asked; whose they are is open.",
    ),
)

AGREED = {"parental_agreement": True}
INSTAGRAM = on("instagram", "https://instagram.com/birchfield")
YOUTUBE = on("youtube", "https://youtube.com/@birchfield")
BLUESKY = on("bluesky", "https://bsky.app/profile/birchfield")
ZOOM = on("zoom", "https://zoom.us/my/birchfield")
SUBSTACK = on("substack", "https://birchfield.substack.com")
COMMENTING = {"comments": Comments.ANY_ACCOUNT_HOLDER}
AUDIENCE_14 = {"audience_pupils": AgeRange(youngest=14, oldest=15)}
TAGGED = {"tags_pupils": True}

BLUESKY_IN_THE_EEA = a_row(
    "bluesky",
    checked_on=date(2026, 8, 1),
    checked_by="Paul Irwin",
    source="https://terms.example/",
    ages=tuple(
        {"jurisdiction": place, "age": 13, "basis": "stated"} for place in ("uk", "ireland", "eea")
    ),
)
OLD_LENDER = a_row("facebook", checked_on=date(2025, 8, 1))
RECALLED_IN_IRELAND = a_row(
    "tumblr",
    checked_on=date(2026, 8, 1),
    checked_by="Paul Irwin",
    source="https://terms.example/",
    ages=(
        {"jurisdiction": "uk", "age": 16, "basis": "stated"},
        {"jurisdiction": "ireland", "age": 16, "basis": "recalled"},
    ),
)
RENAMED = a_row("x", status="renamed", checked_on=date(2026, 8, 1))


FROM_APRIL = a_law(status="enacted", since=date(2027, 4, 1))
NO_DAY = a_law(status="enacted")
IN_FORCE = a_law(status="in_force", since=date(2026, 9, 1))
OVER = a_law(status="in_force", since=date(2026, 1, 1), until=TODAY)
PARENTS_MAY = a_law(status="in_force", since=date(2026, 1, 1), parents_may_consent=True)

PLACES = (
    AgeCase(
        "30 Instagram at 13, of whom one lives in Ireland",
        INSTAGRAM | pupils(13, OWN, NI, IRELAND),
        UNMET,
        ANNOUNCED,
        declared=True,
        why="The terms ask for 13 in both countries, but below 16 a child in Ireland has an "
        "account only if a parent agrees (section 31 of the Irish Act of 2018).",
    ),
    AgeCase(
        "31 the same, with each parent's agreement",
        INSTAGRAM | pupils(13, OWN, NI, IRELAND) | AGREED,
        MET,
        ANNOUNCED,
        declared=True,
        why="A parent's agreement is what the law of consent asks for.",
    ),
    AgeCase(
        "32 YouTube at 14 in Northern Ireland",
        YOUTUBE | pupils(14, OWN) | AGREED,
        MET,
        ANNOUNCED,
        declared=True,
        why="13 in the United Kingdom; to 18 the terms want a parent's agreement.",
    ),
    AgeCase(
        "33 YouTube at 14, of whom one lives in Ireland",
        YOUTUBE | pupils(14, OWN, NI, IRELAND) | AGREED,
        UNMET,
        ANNOUNCED,
        declared=True,
        why="The Irish text asks for 16: terms speak of where the user lives.",
    ),
    AgeCase(
        "34 YouTube at 16, at home in Germany",
        YOUTUBE | pupils(16, OWN, Jurisdiction.GERMANY) | AGREED,
        UNDETERMINED,
        HOLDERS,
        declared=True,
        why="No number is recorded for other countries of the EEA: unknown.",
    ),
    AgeCase(
        "35 WordPress.com at 16, at home in France",
        pupils(16, OWN, Jurisdiction.FRANCE) | AGREED,
        MET,
        HOLDERS,
        declared=True,
        why="16 in Europe is stated; to 18 with a parent's agreement.",
    ),
    AgeCase(
        "36 a row whose Irish age is from memory, at 16, at home in Ireland",
        on("tumblr", "https://birchfield.tumblr.com") | pupils(16, OWN, IRELAND),
        UNDETERMINED,
        HOLDERS,
        rows=(RECALLED_IN_IRELAND,),
        why="The Irish figure is from memory: not verified, and no pass.",
    ),
    AgeCase(
        "37 YouTube of a school in Ireland, by staff",
        YOUTUBE,
        MET,
        ANOTHER_HOST,
        place=IRELAND,
        why="Adults hold it; where nobody else touches it the school's own place counts.",
    ),
    AgeCase(
        "38 nobody says where the pupils live",
        WIKIPEDIA | {"pupil_homes": frozenset()},
        UNMET,
        HOLDERS,
        judged=False,
        why="Without the country neither terms nor law can be read.",
    ),
    AgeCase(
        "39 staff post for the pupils, who live anywhere",
        pupils(8, frozenset({PupilRoute.THROUGH_STAFF})) | {"pupil_homes": frozenset()},
        MET,
        ANOTHER_HOST,
        why="Only adults touch the platform.",
    ),
    AgeCase(
        "40 X at 13, at home in Great Britain",
        on("x", "https://x.com/birchfield") | pupils(13, OWN, GB),
        MET,
        ANNOUNCED,
        why="13, and the British age of consent is 13; X is named in the announced ban.",
    ),
)

YEARS = (
    AgeCase(
        "41 Instagram by a Year 9 class",
        INSTAGRAM | pupils(12, OWN) | years(YearGroup.Y9),
        UNMET,
        ANNOUNCED,
        why="A Year 9 class holds pupils of 12 in September; 13 by June is not 13 now.",
    ),
    AgeCase(
        "42 Instagram by a Year 10 class",
        INSTAGRAM | pupils(13, OWN) | years(YearGroup.Y10),
        MET,
        ANNOUNCED,
        why="The youngest of Year 10 is 13.",
    ),
    AgeCase(
        "43 ages of 13, but Year 9 is ticked",
        INSTAGRAM | pupils(13, OWN) | {"contributor_years": frozenset({YearGroup.Y9})},
        UNMET,
        ANNOUNCED,
        why="Of two answers the younger stands: 12.",
    ),
    AgeCase(
        "44 an age of 12, and Year 10 is ticked",
        INSTAGRAM | pupils(12, OWN) | {"contributor_years": frozenset({YearGroup.Y10})},
        UNMET,
        ANNOUNCED,
        why="Of two answers the younger stands: 12.",
    ),
    AgeCase(
        "45 neither ages nor years",
        INSTAGRAM | pupils(13, OWN) | years(),
        UNMET,
        HOLDERS,
        why="An age that is not given is no age.",
    ),
    AgeCase(
        "46 Substack by Year 13",
        SUBSTACK | pupils(16, OWN) | years(YearGroup.Y13) | AGREED,
        MET,
        HOLDERS,
        declared=True,
        why="16, which every pupil of Year 13 is; to 18 with a parent's agreement.",
    ),
    AgeCase(
        "47 Substack by Year 12",
        SUBSTACK | pupils(16, OWN) | years(YearGroup.Y12) | AGREED,
        UNMET,
        HOLDERS,
        declared=True,
        why="16 is passed in Year 12, and its youngest is 15.",
    ),
    AgeCase(
        "48 Flickr by Year 14",
        on("flickr", "https://flickr.com/photos/birchfield")
        | pupils(17, OWN)
        | years(YearGroup.Y14),
        UNMET,
        HOLDERS,
        declared=True,
        why="18 is passed in Year 14, and its youngest is 17.",
    ),
    AgeCase(
        "49 Tumblr by Year 10",
        on("tumblr", "https://birchfield.tumblr.com") | pupils(13, OWN) | years(YearGroup.Y10),
        UNMET,
        HOLDERS,
        why="Not 13 everywhere: 16 in the United Kingdom.",
    ),
    AgeCase(
        "50 LinkedIn by Year 13",
        on("linkedin", "https://linkedin.com/school/birchfield")
        | pupils(16, OWN)
        | years(YearGroup.Y13),
        MET,
        HOLDERS,
        why="16, and the terms want no parent's agreement.",
    ),
)

CONSENT = (
    AgeCase(
        "51 Facebook at 14, at home in Denmark",
        on("facebook", "https://facebook.com/birchfieldips")
        | pupils(14, OWN, Jurisdiction.DENMARK),
        UNMET,
        ANNOUNCED,
        declared=True,
        why="15 is the Danish age of consent; that no number is known for Facebook there would "
        "be undetermined alone.",
    ),
    AgeCase(
        "52 Mastodon at 16, at home in Bulgaria",
        on("mastodon-social", "https://mastodon.social/@birchfield")
        | pupils(16, OWN, Jurisdiction.BULGARIA),
        MET,
        HOLDERS,
        why="The sources differ between 14 and 16, and no country may ask for more than 16.",
    ),
    AgeCase(
        "53 Bluesky at 14, at home in Bulgaria",
        BLUESKY | pupils(14, OWN, Jurisdiction.BULGARIA),
        UNDETERMINED,
        ANNOUNCED,
        declared=True,
        rows=(BLUESKY_IN_THE_EEA,),
        why="One source says 14, two say 16: a conflict lets nobody through.",
    ),
    AgeCase(
        "54 the same, with each parent's agreement",
        BLUESKY | pupils(14, OWN, Jurisdiction.BULGARIA) | AGREED,
        MET,
        ANNOUNCED,
        declared=True,
        rows=(BLUESKY_IN_THE_EEA,),
        why="Whichever age is right, the parents have agreed.",
    ),
    AgeCase(
        "55 Bluesky at 14, at home in Slovenia",
        BLUESKY | pupils(14, OWN, Jurisdiction.SLOVENIA),
        UNDETERMINED,
        ANNOUNCED,
        declared=True,
        rows=(BLUESKY_IN_THE_EEA,),
        why="15 is from memory: not verified.",
    ),
    AgeCase(
        "56 Bluesky at 14, at home in Norway",
        BLUESKY | pupils(14, OWN, Jurisdiction.NORWAY),
        UNDETERMINED,
        ANNOUNCED,
        declared=True,
        rows=(BLUESKY_IN_THE_EEA,),
        why="13 was true in 2024, 15 was proposed, and what came of it is unknown.",
    ),
    AgeCase(
        "57 Bluesky at 15, at home in Denmark",
        BLUESKY | pupils(15, OWN, Jurisdiction.DENMARK),
        MET,
        ANNOUNCED,
        rows=(BLUESKY_IN_THE_EEA,),
        why="15 since 1 January 2024.",
    ),
    AgeCase(
        "58 Bluesky at 14, at home in Denmark, in December 2023",
        BLUESKY | pupils(14, OWN, Jurisdiction.DENMARK),
        UNTIL,
        ANNOUNCED,
        rows=(BLUESKY_IN_THE_EEA,),
        on=date(2023, 12, 31),
        why="13 to the last day of 2023, 15 from the first of 2024.",
    ),
    AgeCase(
        "59 Canva for Education, a P7 pupil at home in Ireland",
        CANVA_SCHOOL | {"pupil_homes": {IRELAND}},
        MET,
        (*ANOTHER_HOST, CONSENT_KEPT, NO_OLDER_FEATURES),
        why="Under the school's own agreement nobody's consent under Article 8 is the basis.",
    ),
    AgeCase(
        "60 Padlet accounts of their own, P6",
        on("padlet", "https://padlet.com/birchfield/p6") | pupils(9, OWN),
        UNMET,
        (*ANOTHER_HOST, CONSENT_KEPT, NO_OLDER_FEATURES),
        declared=True,
        why="Padlet lets them in by a school official, but the account is the child's own: below "
        "13 a parent must agree, and a school cannot stand in for a parent.",
    ),
    AgeCase(
        "61 the same, with each parent's agreement",
        on("padlet", "https://padlet.com/birchfield/p6") | pupils(9, OWN) | AGREED,
        MET,
        (*ANOTHER_HOST, CONSENT_KEPT, NO_OLDER_FEATURES),
        declared=True,
        why="Padlet's route and the law's are both kept.",
    ),
    AgeCase(
        "62 a WhatsApp group of P7, with each parent's agreement",
        on("whatsapp", "https://chat.whatsapp.com/birchfield") | pupils(11, OWN) | AGREED,
        UNMET,
        ANNOUNCED,
        why="Below 13 only through an account that a parent manages: no form of the school's "
        "cures that.",
    ),
    AgeCase(
        "63 Vimeo at 17, with each parent's agreement",
        on("vimeo", "https://vimeo.com/birchfield") | pupils(17, OWN) | AGREED,
        UNMET,
        HOLDERS,
        declared=True,
        why="16 or majority, whichever is greater: 18 here.",
    ),
    AgeCase(
        "64 Reddit at 14, and nobody has asked the parents",
        on("reddit", "https://reddit.com/r/birchfield") | pupils(14, OWN),
        UNMET,
        ANNOUNCED,
        declared=True,
        why="The account age of 13 is met, and to 18 the terms want a guardian's agreement.",
    ),
)

KINDS = (
    AgeCase(
        "65 Threads at 12",
        on("threads", "https://threads.com/@birchfield") | pupils(12, OWN),
        UNMET,
        ANNOUNCED,
        why="It borrows Instagram's 13; whether the announced ban reaches it is unclear.",
    ),
    AgeCase(
        "66 Messenger for families, Facebook's terms read too long ago",
        on("messenger", "https://m.me/j/AbZ1birchfield") | FAMILIES,
        UNDETERMINED,
        ANOTHER_HOST,
        rows=(OLD_LENDER,),
        why="A borrowed age is as old as its lender's.",
    ),
    AgeCase(
        "67 a WhatsApp Channel by Year 10",
        on("whatsapp-channels", "https://whatsapp.com/channel/birchfield") | pupils(13, OWN),
        MET,
        HOLDERS,
        why="It borrows WhatsApp's 13; no announcement names it.",
    ),
    AgeCase(
        "68 Flip",
        on("flip", "https://flip.com/birchfield"),
        UNMET,
        ANOTHER_HOST,
        why="It closed in 2024.",
    ),
    AgeCase(
        "69 a platform whose row says that it was renamed",
        on("x", "https://x.com/birchfield") | ALUMNI,
        UNMET,
        ANOTHER_HOST,
        rows=(RENAMED,),
        why="The row of the old name says nothing of the new one's terms.",
    ),
    AgeCase(
        "70 Kidblog under the school's agreement",
        on("fanschool-kidblog", "https://kidblog.org/birchfield") | TENANT | pupils(8, OWN),
        UNDETERMINED,
        HOLDERS,
        why="Renamed, perhaps closed, and nobody has verified the row.",
    ),
    AgeCase(
        "71 “a forum” that another company hosts",
        on("forum-self-hosted", None),
        UNMET,
        ANOTHER_HOST,
        judged=False,
        why="A kind without a platform never passes: the provider, or the school, must be named.",
    ),
    AgeCase(
        "72 Google Classroom without the school's agreement",
        on("google-workspace-education", "https://classroom.google.com/c/p7") | pupils(10, OWN),
        UNMET,
        (*ANOTHER_HOST, CONSENT_KEPT, NO_OLDER_FEATURES),
        declared=True,
        why="The row is that of the school's tenant; a private account is another edition, and "
        "below 13 the child's own, to which a parent must agree.",
    ),
    AgeCase(
        "73 Canva, edition not said",
        on(None, "https://birchfield.my.canva.site") | {"holding": None} | pupils(10, OWN),
        UNDETERMINED,
        HOLDERS,
        judged=False,
        why="One host, two ages: it is asked and never guessed.",
    ),
    AgeCase(
        "74 Minecraft Education under the school's agreement",
        on("minecraft-education", "https://education.minecraft.net/joinworld/MjEsMTgs")
        | TENANT
        | pupils(9, OWN),
        MET,
        (*ANOTHER_HOST, CONSENT_KEPT, NO_OLDER_FEATURES),
        why="The school holds the accounts; the route is the school's consent.",
    ),
)

TAKING_PART = (
    AgeCase(
        "75 Facebook through the secretary's log-in at 16",
        on("facebook", "https://facebook.com/birchfieldips") | pupils(16, SHARED),
        UNMET,
        ANNOUNCED,
        why="They are old enough, and the terms forbid sharing a log-in.",
    ),
    AgeCase(
        "76 X through a teacher's log-in at 16",
        on("x", "https://x.com/birchfield") | pupils(16, SHARED),
        MET,
        ANNOUNCED,
        why="The terms do not forbid it; the pupils count as holders, and are 13.",
    ),
    AgeCase(
        "77 TikTok from the teacher's phone at 14",
        on("tiktok", "https://tiktok.com/@birchfield") | pupils(14, SHARED),
        MET,
        ANNOUNCED,
        why="The terms forbid it to the under-age alone, and 14 is not below 13.",
    ),
    AgeCase(
        "78 Kahoot! through the teacher's log-in, P6",
        on("kahoot", "https://create.kahoot.it/profiles/birchfield") | pupils(9, SHARED),
        UNMET,
        HOLDERS,
        judged=False,
        why="No lowest age, but log-ins may not be shared.",
    ),
    AgeCase(
        "79 Kahoot! with a PIN, P5",
        on("kahoot", "https://create.kahoot.it/profiles/birchfield") | pupils(8, LINK),
        MET,
        ANOTHER_HOST,
        judged=False,
        why="Players need no account, and the terms bind account holders.",
    ),
    AgeCase(
        "80 Kahoot! with limited accounts of their own, P6",
        on("kahoot", "https://create.kahoot.it/profiles/birchfield") | pupils(9, OWN),
        MET,
        HOLDERS,
        judged=False,
        why="A limited account needs nobody's consent; sharing in public from 16 is the duty.",
    ),
    AgeCase(
        "81 guests in the teacher's own Zoom, P5",
        ZOOM | pupils(8, LINK),
        UNMET,
        ANOTHER_HOST,
        why="Its 16 is an age for use, and a private account has no route for pupils.",
    ),
    AgeCase(
        "82 guests in Zoom for Education, P5",
        ZOOM | TENANT | pupils(8, LINK),
        MET,
        (*ANOTHER_HOST, CONSENT_KEPT),
        why="Any age through a school that subscribes.",
    ),
    AgeCase(
        "83 DeviantArt at 16, with each parent's agreement",
        on("deviantart", "https://deviantart.com/birchfield") | pupils(16, OWN) | AGREED,
        UNMET,
        HOLDERS,
        declared=True,
        why="13 to hold an account, 18 to contribute.",
    ),
    AgeCase(
        "84 YouTube by staff, comments open, for pupils of 14",
        YOUTUBE | AUDIENCE_14 | COMMENTING,
        MET,
        (*ANOTHER_HOST, LOOK_AGAIN),
        why="Those who comment are account holders: 13; and the announced ban would reach them.",
    ),
    AgeCase(
        "85 YouTube by staff, comments open, for P5",
        YOUTUBE | COMMENTING,
        UNMET,
        (*ANOTHER_HOST, LOOK_AGAIN),
        why="Whoever comments there is an account holder, and 8 is below 13.",
    ),
    AgeCase(
        "86 the school's own blog with a Disqus box, for Year 12",
        SCHOOL_HOSTED
        | {"comments": Comments.EMBEDDED, "comment_service": "Disqus"}
        | {"audience_pupils": AgeRange(youngest=15, oldest=16)},
        UNMET,
        judged=False,
        why="A built-in box brings its own age: 18.",
    ),
    AgeCase(
        "87 comments that staff let through, P5",
        {"comments": Comments.MODERATED},
        MET,
        ANOTHER_HOST,
        why="Nothing shows that an adult has not read.",
    ),
    AgeCase(
        "88 Instagram by staff, tagging pupils of 8",
        INSTAGRAM | TAGGED,
        UNMET,
        ANNOUNCED,
        why="A tag needs an account, and 8 is below 13.",
    ),
    AgeCase(
        "89 Instagram by staff, tagging pupils of 14",
        INSTAGRAM | AUDIENCE_14 | TAGGED,
        MET,
        ANNOUNCED,
        why="They hold accounts, at 13 and over; the announced ban would reach them.",
    ),
    AgeCase(
        "90 Instagram by staff, pupils of 8 pictured and named",
        INSTAGRAM | {"pupil_images": True, "naming": Naming.FIRST_NAME},
        MET,
        ANOTHER_HOST,
        why="No platform sets an age for being shown; whether they may be is another clause's.",
    ),
    AgeCase(
        "91 YouTube by staff, tagging pupils of 14",
        YOUTUBE | AUDIENCE_14 | TAGGED,
        UNMET,
        ANNOUNCED,
        declared=True,
        why="To 18 the terms want a parent's agreement, and none is recorded.",
    ),
)

LAW = (
    AgeCase(
        "92 Instagram at 14, a ban enacted from April",
        INSTAGRAM | pupils(14, OWN),
        UNTIL,
        ANNOUNCED,
        laws=(FROM_APRIL,),
        why="It holds today, and a dated rule ends it.",
    ),
    AgeCase(
        "93 Instagram at 14, a ban enacted without a day",
        INSTAGRAM | pupils(14, OWN),
        MET,
        ANNOUNCED,
        laws=(NO_DAY,),
        why="What has no day cannot end anything: it warns.",
    ),
    AgeCase(
        "94 Instagram at 14, the ban in force",
        INSTAGRAM | pupils(14, OWN) | AGREED,
        UNMET,
        HOLDERS,
        laws=(IN_FORCE,),
        why="A law in force decides, and no parent's agreement is provided for.",
    ),
    AgeCase(
        "95 the same at 16",
        INSTAGRAM | pupils(16, OWN),
        MET,
        ANNOUNCED,
        laws=(IN_FORCE,),
        why="The rule is for those below 16.",
    ),
    AgeCase(
        "96 the same by staff alone",
        INSTAGRAM,
        MET,
        ANOTHER_HOST,
        laws=(IN_FORCE,),
        why="The rule is about who holds an account.",
    ),
    AgeCase(
        "97 Bluesky at 14, the ban in force",
        BLUESKY | pupils(14, OWN),
        UNDETERMINED,
        HOLDERS,
        laws=(IN_FORCE,),
        why="Whether the rule reaches Bluesky is unclear: unknown is never a pass.",
    ),
    AgeCase(
        "98 WhatsApp at 14, the ban in force",
        on("whatsapp", "https://chat.whatsapp.com/birchfield") | pupils(14, OWN),
        MET,
        ANNOUNCED,
        laws=(IN_FORCE,),
        why="Messaging is exempt from the ban; whether the announced limit on strangers' contact "
        "is about it too is not known, so that warns.",
    ),
    AgeCase(
        "99 Instagram at 14, all at home in Ireland, the ban in force",
        INSTAGRAM | pupils(14, OWN, IRELAND) | AGREED,
        MET,
        ANNOUNCED,
        declared=True,
        laws=(IN_FORCE,),
        why="A British rule is about those who live there; what the European Parliament asked for warns.",
    ),
    AgeCase(
        "100 Instagram at 15, all 16 in February, a ban enacted from April",
        INSTAGRAM | pupils(15, OWN, older_from=date(2027, 2, 1)),
        MET,
        ANNOUNCED,
        laws=(FROM_APRIL,),
        why="On the day of the rule nobody is below 16 any more.",
    ),
    AgeCase(
        "101 YouTube by staff, comments open, for pupils of 14, the ban in force",
        YOUTUBE | AUDIENCE_14 | COMMENTING,
        UNMET,
        ANOTHER_HOST,
        laws=(IN_FORCE,),
        why="Who comments holds an account, and nobody below 16 may.",
    ),
    AgeCase(
        "102 Instagram at 14, a ban that ended today",
        INSTAGRAM | pupils(14, OWN),
        MET,
        ANNOUNCED,
        laws=(OVER,),
        why="`until` is the first day on which a rule does not hold.",
    ),
    AgeCase(
        "103 Instagram at 14, a ban that parents may lift, and they agree",
        INSTAGRAM | pupils(14, OWN) | AGREED,
        MET,
        ANNOUNCED,
        laws=(PARENTS_MAY,),
        why="The rule lets a parent agree instead.",
    ),
    AgeCase(
        "104 Reddit by adults, while Australia's minimum age is in force",
        on("reddit", "https://reddit.com/r/birchfield") | ALUMNI,
        MET,
        ANOTHER_HOST,
        why="It binds nobody here, and no pupil holds an account.",
    ),
    AgeCase(
        "105 Kick at 16, while Australia's minimum age is in force",
        on("kick", "https://kick.com/birchfield") | pupils(13, OWN) | AGREED,
        MET,
        ANNOUNCED,
        declared=True,
        why="13 in the United Kingdom; the Australian rule is not about pupils who live here.",
    ),
)

ADDRESSES = tuple(
    AgeCase(name, on(platform, address), UNDETERMINED, ANOTHER_HOST, judged=False, why=why)
    for name, platform, address, why in (
        ("106 a nought for an o", "facebook", "https://facebo0k.com/birchfield", "another host"),
        ("107 the name with a hyphen", "wordpress-com", "https://wordpress-com.example/p5", "same"),
        ("108 a letter of another script", "facebook", "https://f\u0430cebook.com/p5", "same"),
        (
            "109 a way out of Facebook",
            "facebook",
            "https://l.facebook.com/l.php?u=x",
            "it leads on",
        ),
        ("110 a short link", None, "https://tinyurl.com/p5", "it leads on"),
    )
)

OF_OUR_OWN = (*PLACES, *YEARS, *CONSENT, *KINDS, *TAKING_PART, *LAW, *ADDRESSES)
EVERY_CASE = (*CASES, *OF_OUR_OWN)

AS_SHIPPED = (
    AgeCase("19 podcast", PODCAST, UNDETERMINED),
    AgeCase("20 Padlet", PADLET, UNDETERMINED),
    AgeCase("21b Canva for Education", CANVA_SCHOOL, UNDETERMINED),
    AgeCase("22 Wikipedia", WIKIPEDIA, MET),
)


def params(cases: tuple[AgeCase, ...]) -> list[ParameterSet]:
    mark = pytest.mark.clause(id="7.3")
    return [pytest.param(one, id=one.name, marks=mark) for one in cases]


def assessed(one: AgeCase, policy: Policy, day: date | None = None) -> Assessment:
    case = a_case(
        proposal=a_proposal(**one.changes),
        school=a_school(pupils=AgeRange(youngest=4, oldest=18), jurisdiction=one.place),
    )
    under = replace(policy, law=overlay(policy.law, one.laws))
    return assess(case, under, day or one.on, only=lambda id_: id_ in {"7.3", "A.2.5b"})


def terms(assessment: Assessment) -> Assessment:
    """What 7.3 alone answers."""
    return Assessment(assessment.of_clause("7.3"))


def names(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(one.check for one in findings)


@pytest.mark.parametrize("one", params(EVERY_CASE))
def test_age_case_answers_as_known_beforehand(one: AgeCase) -> None:
    """7.3 gives the known answer, and leaves to people exactly what the case leaves to them."""
    found = assessed(one, a_policy(*one.rows))
    judged = found.of(Kind.JUDGEMENT)
    assert (
        terms(found).worst(),
        names(terms(found).of(Kind.DUTY)),
        names(terms(found).of(Kind.DECLARATION)),
        tuple(finding.clause for finding in judged),
    ) == (
        one.answer,
        one.duties,
        (DECLARED, NOTHING_ELSE) if one.declared else (NOTHING_ELSE,),
        ("A.2.5b",) if one.judged else (),
    )


@pytest.mark.parametrize("one", params(AS_SHIPPED))
def test_shipped_dates_alone_do_not_pass_what_was_not_read_of_late(one: AgeCase) -> None:
    """With the packaged dates, what was read too long ago or at no known day is undetermined."""
    assert terms(assessed(one, a_policy(reread=None))).worst() == one.answer


@pytest.mark.parametrize(
    "address", ["https://facebook.com.evil.example/", "https://evil.example/facebook.com"]
)
@pytest.mark.clause(id="7.3")
def test_look_alike_is_not_the_platform(address: str) -> None:
    """An address that only contains the platform's name stands under no platform's terms."""
    proposal = a_proposal(platform="facebook", address=address)
    assert host_of(proposal, a_school(), a_policy().catalogue).row is None


@pytest.mark.clause(id="7.3")
def test_the_day_of_becoming_old_enough_is_shown_and_counts() -> None:
    """A pupil of 12 is told the day on which they are 13, and from that day it is met."""
    case = AgeCase("27", BECOMING_13, UNMET)
    before, after = (terms(assessed(case, a_policy(), day)) for day in (TODAY, date(2027, 2, 1)))
    assert ([one.words for one in before.having(UNMET)], after.worst()) == (
        [
            (
                "Instagram asks for 13 in the United Kingdom; the youngest pupil is 12. It would "
                "be met from 1 February 2027."
            )
        ],
        MET,
    )


NEVER_OLD_ENOUGH = tuple(
    one for one in CASES if one.answer is UNMET and one.changes is not BECOMING_13
)


@pytest.mark.parametrize("one", params(NEVER_OLD_ENOUGH))
def test_staleness_never_softens_unmet(one: AgeCase) -> None:
    """What is unmet stays so when nobody has read the terms for years."""
    assert terms(assessed(one, a_policy(), date(2031, 9, 1))).worst() == UNMET


@pytest.mark.clause(id="7.3")
def test_staleness_turns_met_into_undetermined() -> None:
    """What was met is undetermined when nobody has read the terms for years."""
    assert terms(assessed(CASES[0], a_policy(), date(2031, 9, 1))).worst() == UNDETERMINED


ELSEWHERE = tuple(
    one
    for one in (*PLACES, *CONSENT)
    if one.changes.get("pupil_homes", {NI}) - {NI, GB} and one.answer is not MET
)


@pytest.mark.parametrize("one", params(ELSEWHERE))
def test_the_same_pupils_at_home_here_are_let_in(one: AgeCase) -> None:
    """The control: it is the home, and nothing else, that these cases fail on."""
    here = replace(one, changes={**one.changes, "pupil_homes": {NI}})
    assert terms(assessed(here, a_policy(*one.rows))).worst() == MET


DECIDED = tuple(one for one in LAW if one.answer is not MET)


@pytest.mark.parametrize("one", params(DECIDED))
def test_the_same_without_the_law_is_met(one: AgeCase) -> None:
    """The control: it is the law, and nothing else, that these cases fail on."""
    assert terms(assessed(replace(one, laws=()), a_policy(*one.rows))).worst() == MET
