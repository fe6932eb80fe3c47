"""Clause 6.7 of the school's policy: pictures of pupils, and who reaches the Facebook page."""

from collections.abc import Mapping
from dataclasses import replace
from functools import wraps

from appendix_a.reading.applies import (
    in_the_register,
    no_account,
    no_pupil_images,
    no_terms,
    not_asked_then,
    not_on_facebook,
    school_hosted,
)
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
from appendix_a.reading.host import E_SAFETY
from appendix_a.reading.pictured import speaks_of_pictured_pupils
from appendix_a.reading.proposal import Holding, Proposal
from appendix_a.reading.thresholds import ImageKind
from appendix_a.terms.ages import managed
from appendix_a.values.answers import Answer, Met, Undetermined, Unmet

# Whether they appear at all -------------------------------------------------------------------

CONTENT = ("proposed_content", "aims", "public_purpose")
"""Where somebody says what is published."""
pictures_are_answered_for = answered("pupil_images")


@wraps(pictures_are_answered_for)
def it_is_said_whether_pupils_are_pictured(context: Context) -> Answer:
    answer = pictures_are_answered_for(context)
    if not isinstance(answer, Met) or context.proposal.pupil_images or in_the_register(context):
        return answer
    for plan in CONTENT:
        if speaks_of_pictured_pupils(getattr(context.proposal, plan) or ""):
            return replace(
                answer, flag=NOT_AS_PLANNED.format(_question("pupil_images"), _question(plan))
            )
    return answer


NOT_AS_PLANNED = "“{}” is answered no, and “{}” speaks of pictures of pupils."


def _question(field: str) -> str:
    return Proposal.model_fields[field].title or ""


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


def only_those_who_run_a_facebook_page_use_a_personal_account(context: Context) -> Answer:
    named, row = context.proposal.personal_logins, context.host.row
    if not_on_facebook(context):
        where = row.called if row else "The school's own site"
        return Unmet(
            f"{where} does not require a personal account. The proposal names: "
            f"{_names(context, named)}.",
            "Take them out, and reach the site through an account of the school's.",
        )
    runs = context.proposal.people()
    if others := tuple(one for one in named if one not in runs):
        return Unmet(f"Not named to run the page: {_names(context, others)}.")
    return Met("Only those who run the page use a personal account.")


def perhaps_forced_elsewhere(context: Context) -> str:
    """Exempts platforms other than Facebook that may force people: the check below says so."""
    row = context.host.row
    elsewhere = row is not None and row.key != "facebook" and row.administering != "account"
    return "Whether a personal account is needed is asked by itself." if elsewhere else ""


def no_platform_to_ask(context: Context) -> str:
    """Exempts what has no account, and what nobody but the school provides."""
    return school_hosted(context) or no_account(context) or no_terms(context)


def nobody_is_forced_through_a_personal_account(context: Context) -> Answer:
    row = context.host.row
    assert row is not None  # `no_platform_to_ask`
    if row.administering == "unknown" and not managed(context, row):
        return Undetermined(
            f"It is not known whether {row.called} forces those who run a site there through "
            "personal accounts.",
            E_SAFETY,
            "look at the platform's help pages, and record it.",
            "platform",
        )
    if row.administering != "personal":
        return Met("Nobody needs a personal account to run the site.")
    if not_on_facebook(context):
        return Unmet(
            f"{row.called} lets nobody run a site except through a personal account, and clause 6.7 "
            "allows that for the school's Facebook page alone.",
            "Choose a platform where the school has an account of its own.",
            "platform",
        )
    named = context.proposal.personal_logins
    missing = tuple(one for one in context.proposal.administrators if one not in named)
    if named and missing:
        return Unmet(
            f"Each administrator reaches the page through a personal account. Not named: "
            f"{_names(context, missing)}.",
            "Name every administrator, and each moderator who needs one too.",
        )
    return Met("Everyone who reaches the page through a personal account is named.")


def the_permission_names_this_site(context: Context) -> Answer:
    said = context.proposal.permission_names_site
    if said is None:
        return Unmet("It is not said whether the families chose this very site or kind of site.")
    if not said:
        return Unmet("Not every family has agreed to pictures on this very site or kind of site.")
    return Met("Each family has agreed to pictures on this very site or kind of site.")


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
            it_is_said_whether_pupils_are_pictured,
            "Say whether pictures of pupils or their families will appear.",
            "pupil_images",
        ),
        Fact(
            pictures_of_pupils_may_appear_there,
            "Show no pictures of pupils, use a site in the list, or ask the principal whether the school's "
            "edition may add this kind of site.",
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
            only_those_who_run_a_facebook_page_use_a_personal_account,
            "Name them as administrators or moderators too, or take them out.",
            "personal_logins",
            applies=unless(nobody_is_named, host_unknown, perhaps_forced_elsewhere),
        ),
        Declaration(
            (Named.PERSONAL,),
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
        Fact(
            nobody_is_forced_through_a_personal_account,
            "Name every administrator, and each moderator who needs one too.",
            "personal_logins",
            applies=no_platform_to_ask,
        ),
        Fact(
            the_permission_names_this_site,
            "Ask each family about this very site or kind of site first.",
            "permission_names_site",
            applies=unless(no_pupil_images, not_asked_then("permission_names_site")),
        ),
    ),
    owners=(Owner.ADMINISTRATORS, Owner.PRINCIPAL),
    evidence=Evidence.SCHOOL,
    left="The school's logo on somebody's personal webspace is refused unless the principal has "
    "permitted it in writing; the register sees no personal webspace and so cannot test it.",
)

CLAUSES: tuple[Clause, ...] = (IMAGES,)
