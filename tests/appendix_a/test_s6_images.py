"""Clause 6.7: what each fact answers, and in which words."""

from typing import Any

import pytest

from appendix_a.reading.case import Stage
from appendix_a.reading.clause import Context
from appendix_a.reading.proposal import Holding
from appendix_a.reading.thresholds import ImageKind, Thresholds
from appendix_a.s6_images import image_kind, pictures_of_pupils_may_appear_there
from appendix_a.values.answers import Answer, Met, Unmet, Verdict
from tests.appendix_a.examples import Example, example, found, params, said
from tests.builders import (
    LINE_MANAGER,
    SCHOOL_HOSTED,
    SECOND_TEACHER,
    TEACHER,
    TODAY,
    a_case,
    a_catalogue_reread,
    a_proposal,
    a_row,
)

MET, UNMET, EXEMPT, UNKNOWN = (
    Verdict.MET,
    Verdict.UNMET,
    Verdict.DOES_NOT_APPLY,
    Verdict.UNDETERMINED,
)

PICTURES: dict[str, Any] = {
    "pupil_images": True,
    "image_consent": "The class teacher looks in the office's list before each picture goes up.",
    "withdrawal": "The pictures come down on the same school day.",
    "withdrawal_owner": SECOND_TEACHER,
    "names_with_pictures": False,
    "permission_names_site": True,
}
FACEBOOK: dict[str, Any] = {
    "platform": "facebook",
    "address": "https://www.facebook.com/birchfieldschool",
    "personal_logins": (TEACHER, LINE_MANAGER),
}


def on(platform: str, address: str) -> dict[str, Any]:
    return PICTURES | {"platform": platform, "address": address}


LISTED = "{} is in the list of where pictures of pupils may appear."
OUTSIDE = (
    "{} is not in the list of where pictures of pupils may appear "
    "(The school's website, The school's Facebook page, The school's blog)."
)
KIND_UNKNOWN = "It is not known yet what kind of site the pictures would be on."
NO_PICTURES, NOT_FACEBOOK = "No pictures of pupils appear.", "The site is not on Facebook."

WHERE = (
    example("6.7/2", EXEMPT, NO_PICTURES),
    example("6.7/2", MET, LISTED.format("WordPress.com"), PICTURES),
    example("6.7/2", MET, LISTED.format("The school's website"), PICTURES | SCHOOL_HOSTED),
    example("6.7/2", MET, LISTED.format("Facebook"), PICTURES | FACEBOOK),
    *(
        example("6.7/2", UNMET, OUTSIDE.format(name), on(key, address))
        for key, name, address in (
            ("instagram", "Instagram", "https://www.instagram.com/birchfieldp5"),
            ("flickr", "Flickr", "https://www.flickr.com/photos/birchfieldp5"),
            ("youtube", "YouTube", "https://www.youtube.com/@birchfieldp5"),
            ("padlet", "Padlet", "https://padlet.com/birchfield/p5"),
        )
    ),
    *(
        example("6.7/2", UNKNOWN, KIND_UNKNOWN, PICTURES | unknown)
        for unknown in (
            {"hosting": None},
            {"address": None},
            {
                "platform": None,
                "platform_name": "Classwall",
                "address": "https://classwall.example",
            },
            SCHOOL_HOSTED | {"address": "https://birchfield-news.example"},
        )
    ),
    example("6.7/3", EXEMPT, NO_PICTURES, {"holding": Holding.PERSON}),
    example("6.7/3", MET, "The site is not a personal profile.", PICTURES),
    example(
        "6.7/3",
        EXEMPT,
        "The proposal does not say yet what kind of account or page the site uses.",
        PICTURES | {"holding": None},
    ),
    example(
        "6.7/3",
        UNMET,
        "A personal profile is personal webspace, where no picture of pupils stands.",
        PICTURES | {"holding": Holding.PERSON},
    ),
)

ASKED = (
    ("6.7/1", "pupil_images", "Will pictures of pupils or their families appear?"),
    (
        "6.7/4",
        "image_consent",
        "How is each child's permission checked before a picture goes up, and by whom?",
    ),
    (
        "6.7/5",
        "withdrawal",
        "What happens, and how soon, when a family takes its permission back?",
    ),
    ("6.7/6", "withdrawal_owner", "Who takes the pictures down then?"),
)

PERMISSION = (
    *(example(check, MET, f"“{title}” is answered.", PICTURES) for check, _, title in ASKED),
    *(
        example(check, UNMET, f"“{title}” is not answered.", PICTURES | {field: None})
        for check, field, title in ASKED
    ),
    *(
        example(check, EXEMPT, NO_PICTURES, {field: None, "pupil_images": given})
        for check, field, _ in ASKED[1:]
        for given in (False, None)
    ),
    example("6.7/7", MET, "Emma Walsh takes them down.", PICTURES),
    example(
        "6.7/7",
        UNMET,
        "Somebody named here is not in the school's record.",
        PICTURES | {"withdrawal_owner": "somebody"},
    ),
    example(
        "6.7/7",
        EXEMPT,
        "The proposal does not say yet who takes them down.",
        PICTURES | {"withdrawal_owner": None},
    ),
    example("6.7/7", EXEMPT, NO_PICTURES, {"withdrawal_owner": "somebody"}),
)

LOGINS = "“Who opens the page through their own personal account?”"
ELSEWHERE = "{} does not require a personal account. The proposal names: Aoife Kerr."

PERSONAL_ACCOUNTS = (
    example("6.7/8", MET, f"{LOGINS} is answered.", FACEBOOK),
    example("6.7/8", UNMET, f"{LOGINS} is not answered.", FACEBOOK | {"personal_logins": ()}),
    example("6.7/8", EXEMPT, NOT_FACEBOOK),
    example("6.7/9", MET, "Only those who run the page use a personal account.", FACEBOOK),
    example(
        "6.7/9",
        UNMET,
        "Not named to run the page: a former member of the school.",
        FACEBOOK | {"personal_logins": (TEACHER, SECOND_TEACHER, "somebody")},
    ),
    example(
        "6.7/9",
        EXEMPT,
        "Nobody is named who uses a personal account.",
        FACEBOOK | {"personal_logins": ()},
    ),
    example("6.7/9", EXEMPT, "Nobody is named who uses a personal account."),
    example("6.7/9", UNMET, ELSEWHERE.format("WordPress.com"), {"personal_logins": (TEACHER,)}),
    example(
        "6.7/9",
        UNMET,
        ELSEWHERE.format("The school's own site"),
        SCHOOL_HOSTED | {"personal_logins": (TEACHER,)},
    ),
    example(
        "6.7/9",
        EXEMPT,
        "It is not known yet on which platform the site is.",
        {"personal_logins": (TEACHER,), "address": None},
    ),
)

LINKEDIN = {"platform": "linkedin", "address": "https://www.linkedin.com/company/birchfield"}
FORCED, FREE, UNSURE = ({"administering": how} for how in ("personal", "account", "unknown"))
NOBODY = "Nobody needs a personal account to run the site."
EXCEPTION = (
    example(
        "6.7/14",
        MET,
        "Everyone who reaches the page through a personal account is named.",
        FACEBOOK,
        rows=(a_row("facebook", **FORCED),),
    ),
    example(
        "6.7/14",
        UNMET,
        "Each administrator reaches the page through a personal account. Not named: Conor Daly.",
        FACEBOOK | {"personal_logins": (TEACHER,)},
        rows=(a_row("facebook", **FORCED),),
    ),
    example(
        "6.7/14",
        UNMET,
        "LinkedIn lets nobody run a site except through a personal account, and clause 6.7 allows "
        "that for the school's Facebook page alone.",
        LINKEDIN,
        rows=(a_row("linkedin", **FORCED),),
    ),
    example(
        "6.7/14",
        UNKNOWN,
        "It is not known whether LinkedIn forces those who run a site there through personal "
        "accounts.",
        LINKEDIN,
        rows=(a_row("linkedin", **UNSURE),),
    ),
    example("6.7/14", MET, NOBODY, rows=(a_row("wordpress-com", **FREE),)),
    example(
        "6.7/14", EXEMPT, "The school is the provider: there are no other terms.", SCHOOL_HOSTED
    ),
)
THIS_SITE = "Each family has agreed to pictures on this very site or kind of site."
CHOSEN = (
    example("6.7/15", MET, THIS_SITE, PICTURES),
    example(
        "6.7/15",
        UNMET,
        "It is not said whether the families chose this very site or kind of site.",
        PICTURES | {"permission_names_site": None},
    ),
    example(
        "6.7/15",
        UNMET,
        "Not every family has agreed to pictures on this very site or kind of site.",
        PICTURES | {"permission_names_site": False},
    ),
    example("6.7/15", EXEMPT, NO_PICTURES),
    example(
        "6.7/15",
        EXEMPT,
        "This was not asked when the site was approved.",
        PICTURES | {"permission_names_site": None},
        stage=Stage.LIFE,
    ),
)

EXAMPLES = (*EXCEPTION, *CHOSEN, *WHERE, *PERMISSION, *PERSONAL_ACCOUNTS)


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)


@pytest.mark.clause(id="6.7")
@pytest.mark.parametrize(
    ("changes", "who"),
    [
        ({"platform": None, "platform_name": "Classwall", "address": "https://classwall.example"},
         "The e-safety lead"),
        ({"hosting": None}, "The proposer"),
    ],
)  # fmt: skip
def test_whoever_can_name_the_host_can_settle_the_kind(changes: dict[str, Any], who: str) -> None:
    """An unlisted platform waits for the e-safety lead, an open answer for the proposer."""
    finding = found(example("6.7/2", UNKNOWN, "", PICTURES | changes))
    assert finding.remedy == f"{who}: settle who provides the site; its kind follows from that."


def asked(changes: dict[str, Any], kinds: frozenset[ImageKind]) -> Context:
    """The question about the class blog so changed, where a school lists these kinds."""
    return Context(
        a_case(proposal=a_proposal(**PICTURES | changes)),
        a_catalogue_reread(),
        TODAY,
        Stage.DRAFT,
        Thresholds(image_kinds=kinds),
    )


FLICKR = {"platform": "flickr", "address": "https://www.flickr.com/photos/birchfieldp5"}
YOUTUBE = {"platform": "youtube", "address": "https://www.youtube.com/@birchfieldp5"}
PADLET = {"platform": "padlet", "address": "https://padlet.com/birchfield/p5"}


@pytest.mark.clause(id="6.7")
@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        (SCHOOL_HOSTED, ImageKind.WEBSITE),
        (FACEBOOK, ImageKind.FACEBOOK),
        ({}, ImageKind.BLOG),
        (YOUTUBE, ImageKind.VIDEO),
        (FLICKR, ImageKind.PHOTO),
        (PADLET, ImageKind.OTHER),
        ({"hosting": None}, None),
    ],
)
def test_each_site_is_of_one_kind(changes: dict[str, Any], kind: ImageKind | None) -> None:
    """The kind follows from who provides the site, and is not asked of anybody."""
    assert image_kind(asked(changes, frozenset())) == kind


@pytest.mark.clause(id="6.7")
@pytest.mark.parametrize(
    ("changes", "kinds", "answer"),
    [
        (FLICKR, {ImageKind.PHOTO}, Met(LISTED.format("Flickr"))),
        (
            {},
            {ImageKind.PHOTO},
            Unmet(
                "WordPress.com is not in the list of where pictures of pupils may appear "
                "(A site for sharing photographs)."
            ),
        ),
        (
            SCHOOL_HOSTED,
            set(),
            Unmet(
                "The school's website is not in the list of where pictures of pupils may appear "
                "(nowhere)."
            ),
        ),
    ],
)
def test_a_school_sets_the_list(
    changes: dict[str, Any], kinds: set[ImageKind], answer: Answer
) -> None:
    """The list is the edition's: a school may add a kind, or take any away."""
    assert pictures_of_pupils_may_appear_there(asked(changes, frozenset(kinds))) == answer


@pytest.mark.clause(id="6.7")
@pytest.mark.parametrize(
    ("changes", "owed"),
    [
        ({}, []),
        (PICTURES, ["6.7/11", "6.7/12"]),
        (FACEBOOK, ["6.7/10", "6.7/13"]),
        (PICTURES | FACEBOOK, ["6.7/10", "6.7/11", "6.7/12", "6.7/13"]),
    ],
)
def test_what_is_promised_and_kept_follows_from_pictures_and_facebook(
    changes: dict[str, Any], owed: list[str]
) -> None:
    """Two duties for pictures; a declaration and a duty for the Facebook page."""
    checks = [f"6.7/{number}" for number in range(10, 14)]
    waiting = [
        check
        for check in checks
        if found(example(check, Verdict.WAITING, "", changes)).answer is Verdict.WAITING
    ]
    assert waiting == owed
