"""Clause 6.7 of the school's policy: pictures of pupils, and who reaches the Facebook page."""

from collections.abc import Mapping

from appendix_a.reading.applies import no_pupil_images, not_on_facebook
from appendix_a.reading.clause import (
    Clause,
    Context,
    Declaration,
    Duty,
    Evidence,
    Fact,
    Named,
    Owner,
    Source,
    answered,
    unless,
)
from appendix_a.reading.proposal import Holding
from appendix_a.reading.thresholds import ImageKind
from appendix_a.values.answers import Answer, Met, Undetermined, Unmet

# Where they may appear ------------------------------------------------------------------------

KINDS: Mapping[str, ImageKind] = {
    "blog": ImageKind.BLOG,
    "video": ImageKind.VIDEO,
    "photo sharing": ImageKind.PHOTO,
}
"""The kind of a platform's row, as clause 6.7 speaks of it; every other row is `OTHER`."""


def image_kind(context: Context) -> ImageKind | None:
    """Which kind of site this is; None while nobody knows who provides it."""
    if not isinstance(context.host.answer, Met):
        return None
    row = context.host.row
    if row is None:
        return ImageKind.WEBSITE
    return ImageKind.FACEBOOK if row.key == "facebook" else KINDS.get(row.kind, ImageKind.OTHER)


def pictures_of_pupils_may_appear_there(context: Context) -> Answer:
    kind = image_kind(context)
    if kind is None:
        return _unknown_kind(context)
    what = context.host.row.called if context.host.row else kind.label
    if kind in context.thresholds.image_kinds:
        return Met(f"{what} is in the list of where pictures of pupils may appear.")
    listed = [one.label for one in ImageKind if one in context.thresholds.image_kinds]
    return Unmet(
        f"{what} is not in the list of where pictures of pupils may appear "
        f"({', '.join(listed) or 'nowhere'})."
    )


def _unknown_kind(context: Context) -> Undetermined:
    host = context.host.answer
    who = host.who if isinstance(host, Undetermined) else "The proposer"
    return Undetermined(
        "It is not known yet what kind of site the pictures would be on.",
        who,
        "settle who provides the site; its kind follows from that.",
    )


def not_said_how_it_is_held(context: Context) -> str:
    return (
        ""
        if context.proposal.holding
        else "The proposal does not say yet what kind of account or page the site uses."
    )


def pictures_stay_off_personal_webspace(context: Context) -> Answer:
    if context.proposal.holding is Holding.PERSON:
        return Unmet("A personal profile is personal webspace, where no picture of pupils stands.")
    return Met("The site is not a personal profile.")


# Permission -----------------------------------------------------------------------------------


def nobody_takes_down(context: Context) -> str:
    return (
        ""
        if context.proposal.withdrawal_owner
        else "The proposal does not say yet who takes them down."
    )


def who_takes_them_down_is_known(context: Context) -> Answer:
    owner = context.proposal.withdrawal_owner or ""
    if owner in context.school.people:
        return Met(f"{context.school.name_of(owner)} takes them down.")
    return Unmet(context.school.absent([owner]))


# Personal accounts ----------------------------------------------------------------------------


def nobody_is_named(context: Context) -> str:
    return (
        "" if context.proposal.personal_logins else "Nobody is named who uses a personal account."
    )


def host_unknown(context: Context) -> str:
    known = isinstance(context.host.answer, Met)
    return "" if known else "It is not known yet on which platform the site is."


def only_administrators_of_a_facebook_page_use_a_personal_account(context: Context) -> Answer:
    named, administrators = context.proposal.personal_logins, context.proposal.administrators
    if not_on_facebook(context):
        return Unmet(
            "Only Facebook requires a personal account, and this is not Facebook. The proposal names: "
            f"{_names(context, named)}.",
            "Take them out, and reach the site through an account of the school's.",
        )
    if others := tuple(one for one in named if one not in administrators):
        return Unmet(f"Not an administrator of the page: {_names(context, others)}.")
    return Met("Only administrators of the page use a personal account.")


def _names(context: Context, keys: tuple[str, ...]) -> str:
    return ", ".join(context.school.name_of(one) for one in keys)


IMAGES = Clause(
    id="6.7",
    title="Pictures of pupils, and the Facebook page",
    words="Pictures of pupils and their families appear only on the school's website, Facebook page "
    "or blog, for children with permission, and never on personal webspace. Administrators reach "
    "the Facebook page through their personal account because Facebook requires it.",
    source=Source.SCHOOL,
    cites=("School policy, 6.7",),
    checks=(
        Fact(
            answered("pupil_images"),
            "Say whether pictures of pupils or their families will appear.",
            "pupil_images",
        ),
        Fact(
            pictures_of_pupils_may_appear_there,
            "Show no pictures of pupils, or use a site in the list, which only the school's edition can widen.",
            "pupil_images",
            applies=no_pupil_images,
        ),
        Fact(
            pictures_stay_off_personal_webspace,
            "Show no pictures of pupils, or hold the site in the school's name.",
            "holding",
            applies=unless(no_pupil_images, not_said_how_it_is_held),
        ),
        Fact(
            answered("image_consent"),
            "Say who checks each child's permission before a picture goes up, and how.",
            "image_consent",
            applies=no_pupil_images,
        ),
        Fact(
            answered("withdrawal"),
            "Say what happens, and how soon, when permission is taken back.",
            "withdrawal",
            applies=no_pupil_images,
        ),
        Fact(
            answered("withdrawal_owner"),
            "Name who takes the pictures down.",
            "withdrawal_owner",
            applies=no_pupil_images,
        ),
        Fact(
            who_takes_them_down_is_known,
            "Name someone who is in the school's record.",
            "withdrawal_owner",
            applies=unless(no_pupil_images, nobody_takes_down),
        ),
        Fact(
            answered("personal_logins"),
            "Name the administrators who reach the page through their own account.",
            "personal_logins",
            applies=not_on_facebook,
        ),
        Fact(
            only_administrators_of_a_facebook_page_use_a_personal_account,
            "Name them as administrators too, or take them out.",
            "personal_logins",
            applies=unless(nobody_is_named, host_unknown),
        ),
        Declaration(
            (Named.ADMINISTRATORS,),
            "My personal account opens this page to me and nothing more: I publish nothing of the "
            "school's on webspace of my own, and through that account I neither contact pupils nor "
            "accept them as friends.",
            applies=not_on_facebook,
        ),
        Duty(
            "Before each picture of a child goes up, the permission for that child is checked.",
            applies=no_pupil_images,
        ),
        Duty(
            "When a permission is taken back, the pictures come down in the time promised, and the "
            "day is noted.",
            applies=no_pupil_images,
        ),
        Duty(
            "Whoever leaves, or no longer runs the page, loses their access to it at once.",
            applies=not_on_facebook,
        ),
    ),
    owners=(Owner.ADMINISTRATORS, Owner.PRINCIPAL),
    evidence=Evidence.SCHOOL,
    left="The school's logo on somebody's personal webspace is refused unless the principal has "
    "permitted it in writing; the register sees no personal webspace and so cannot test it.",
)

CLAUSES: tuple[Clause, ...] = (IMAGES,)
