"""The figures and lists that an edition may set, and how far from the policy's own each may go."""

from collections.abc import Mapping

from pydantic import Field

from appendix_a.values.value import Choice, Line, Value


class ImageKind(Choice):
    """The kinds of site of clause 6.7's closed list, and those a school may add to it."""

    WEBSITE = "website", "The school's website"
    FACEBOOK = "facebook", "The school's Facebook page"
    BLOG = "blog", "The school's blog"
    VIDEO = "video", "A video channel"
    PHOTO = "photo", "A site for sharing photographs"
    OTHER = "other", "Any other kind"


class Addition(Choice):
    """What a school may ask for beyond the model, each by its clause in `added.py`."""

    PROMOTION = "promotion", "S.3: whether the school pays to have a site shown to more people"
    CONTACT = "contact", "S.4: how readers reach the school, and what the site says about itself"
    ALTERNATIVE_TEXT = "alternative_text", "S.5: what pictures and films offer to everybody"


class Thresholds(Value):
    """Each with the policy's own figure (or the default where the policy is silent)."""

    fresh_months: int = Field(
        12, ge=1, le=60, title="Months for which the record of a platform's terms counts"
    )
    review_days: int = Field(365, ge=30, le=1_000, title="Days within which a site is reviewed")
    terms_days: int = Field(90, ge=1, le=365, title="Days for which a reading of the terms counts")
    reason_length: int = Field(40, ge=1, le=500, title="Fewest characters of a reason")
    administrators: int = Field(2, ge=1, le=10, title="Fewest administrators")
    moderators: int = Field(2, ge=1, le=10, title="Fewest members of staff who moderate")
    image_kinds: frozenset[ImageKind] = Field(
        frozenset({ImageKind.WEBSITE, ImageKind.FACEBOOK, ImageKind.BLOG}),
        title="Kinds of site on which pictures of pupils may be planned",
    )
    good_practice: Line = Field(
        "Good practice guidance for the providers of social networking and other user-interactive "
        "services, UKCCIS 2010",
        title="The guide to good practice that is followed",
    )
    added: frozenset[Addition] = Field(
        frozenset(), title="What the school asks for beyond the model"
    )
    account_words: tuple[Line, ...] = Field(
        (), max_length=10, title="Words of which the name of each account has one"
    )
    forbidden_platforms: tuple[Line, ...] = Field(
        (), max_length=100, title="Platforms on which the school has no site, whatever their terms"
    )


OWN = Thresholds()
AT_MOST: Mapping[str, int] = {
    "fresh_months": OWN.fresh_months,
    "review_days": OWN.review_days,
    "terms_days": OWN.terms_days,
}
AT_LEAST: Mapping[str, int] = {
    "reason_length": OWN.reason_length,
    "administrators": OWN.administrators,
    "moderators": OWN.moderators,
}


def looser(given: Thresholds) -> tuple[str, ...]:
    """The thresholds that ask for less than the policy's own: each needs a reason (edition)."""
    over = (name for name, most in AT_MOST.items() if getattr(given, name) > most)
    under = (name for name, least in AT_LEAST.items() if getattr(given, name) < least)
    wider = ("image_kinds",) if given.image_kinds - OWN.image_kinds else ()
    return (*over, *under, *wider)
