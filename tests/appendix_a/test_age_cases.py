"""The platform check (7.3) on 29 proposals whose answer is known beforehand.

A school in Northern Ireland on 1 September 2026, which read each row again on 1 August.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

from appendix_a.answers import Assessment, Finding, Kind, Said
from appendix_a.assess import assess
from appendix_a.catalogue import Platform
from appendix_a.host import host_of
from appendix_a.policy import Policy
from appendix_a.proposal import AgeRange, Comments, Group, Holding, Hosting, PupilRoute
from tests.builders import SCHOOL_HOSTED, TODAY, a_case, a_policy, a_proposal, a_row, a_school

MET, UNMET, UNDETERMINED = Said.MET, Said.UNMET, Said.UNDETERMINED

REREAD_TERMS, COMMENTS_STAY = "7.3/16", "7.3/17"
ANOTHER_HOST = (REREAD_TERMS, COMMENTS_STAY)
CONSENT_KEPT, NO_OLDER_FEATURES = "7.3/18", "7.3/19"

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


def pupils(youngest: int, routes: frozenset[PupilRoute], **ages: Any) -> dict[str, Any]:
    """Pupils of that age add to it so."""
    return {
        "contributors": {Group.STAFF, Group.PUPILS},
        "contributor_pupils": AgeRange(youngest=youngest, oldest=youngest + 1, **ages),
        "pupil_routes": routes,
    }


@dataclass(frozen=True)
class AgeCase:
    """One proposal, the answer of 7.3, and what it leaves to people."""

    name: str
    changes: Mapping[str, Any]
    answer: Said
    duties: tuple[str, ...] = ()
    judged: bool = True  # A.2.5b is due: the school has pupils below the age
    declared: bool = False
    rows: tuple[Platform, ...] = field(default=())


BLOGSPOT = on("blogger", "https://p5class.blogspot.com") | TENANT
PODCAST = (
    on("spotify-for-creators", "https://creators.spotify.com/pod/show/year10")
    | pupils(13, OWN)
    | {"parental_agreement": True}
)
PADLET = on("padlet", "https://padlet.com/birchfield/p6") | pupils(9, LINK)
CANVA_SCHOOL = on("canva-education", "https://canva.com/p7") | TENANT | pupils(10, OWN)
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
        (*ANOTHER_HOST, NO_OLDER_FEATURES),
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
        (*ANOTHER_HOST, NO_OLDER_FEATURES),
    ),
    AgeCase(
        "12 TikTok from the teacher's phone",
        on("tiktok", "https://tiktok.com/@birchfield") | pupils(11, SHARED),
        UNMET,
        (*ANOTHER_HOST, NO_OLDER_FEATURES),
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
        on("canva", "https://canva.com/p7") | pupils(10, OWN),
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
        (*ANOTHER_HOST, NO_OLDER_FEATURES),
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
        (*ANOTHER_HOST, NO_OLDER_FEATURES),
        declared=True,
    ),
    AgeCase(
        "29 the same with staff alone",
        on("roblox", "https://roblox.com/groups/birchfield"),
        UNDETERMINED,
        ANOTHER_HOST,
    ),
)

AS_SHIPPED = (
    AgeCase("19 podcast", PODCAST, UNDETERMINED),
    AgeCase("20 Padlet", PADLET, UNDETERMINED),
    AgeCase("21b Canva for Education", CANVA_SCHOOL, UNDETERMINED),
    AgeCase("22 Wikipedia", WIKIPEDIA, MET),
)


def params(cases: tuple[AgeCase, ...]) -> list[ParameterSet]:
    mark = pytest.mark.clause(id="7.3")
    return [pytest.param(one, id=one.name, marks=mark) for one in cases]


def assessed(one: AgeCase, policy: Policy, day: date = TODAY) -> Assessment:
    case = a_case(
        proposal=a_proposal(**one.changes), school=a_school(pupils=AgeRange(youngest=4, oldest=18))
    )
    return assess(case, policy, day, only=lambda id_: id_ in {"7.3", "A.2.5b"})


def terms(assessment: Assessment) -> Assessment:
    """What 7.3 alone answers."""
    return Assessment(assessment.of_clause("7.3"))


def names(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(one.check for one in findings)


@pytest.mark.parametrize("one", params(CASES))
def test_age_case_answers_as_known_beforehand(one: AgeCase) -> None:
    """7.3 gives the known answer, and leaves to people exactly what the case leaves to them."""
    found = assessed(one, a_policy(*one.rows))
    judged = found.of(Kind.JUDGEMENT)
    assert (
        terms(found).worst(),
        names(terms(found).of(Kind.DUTY)),
        names(terms(found).of(Kind.DECLARATION)),
        names(judged),
    ) == (
        one.answer,
        one.duties,
        ("7.3/15",) if one.declared else (),
        ("A.2.5b/2",) if one.judged else (),
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
