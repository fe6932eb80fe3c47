"""Who comments on a site, and what the terms ask of their age (7.3)."""

from appendix_a.platforms.catalogue import Platform
from appendix_a.reading.applies import comments_not_built_in
from appendix_a.reading.clause import Context
from appendix_a.reading.host import E_SAFETY, named_row
from appendix_a.reading.proposal import AgeRange, Comments, Hosting
from appendix_a.reading.readers import involved
from appendix_a.terms.ages import READ_AGAIN, admitted, doubt, strictest, under_law
from appendix_a.values.answers import Answer, Met, Undetermined, Unmet


def commenters_are_old_enough(context: Context) -> Answer:
    comments = context.proposal.comments
    if comments is None:
        return Unmet("The proposal does not say who may comment.", "Say who may comment.")
    return Met("Nobody comments.") if comments is Comments.OFF else _commenting(context, comments)


def _commenting(context: Context, comments: Comments) -> Answer:
    if context.proposal.hosting is Hosting.SCHOOL and comments_not_built_in(context):
        return Met("The accounts are the school's own.")
    if comments is Comments.MODERATED and not context.proposal.children:
        return Met("Nobody comments unless staff let the comment through.")
    row = comment_row(context)
    if comments is Comments.MODERATED and row and row.adds_without_account == "yes":
        # The school answers for what it lets through; of another's box it agrees to the terms.
        if comments_not_built_in(context):
            return Met("Staff let each comment through, and nobody needs an account to write one.")
        return without_an_account(context, row, involved(context))
    return _may_comment(context, row)


def comment_row(context: Context) -> Platform | None:
    """The platform on which those who comment hold accounts, as far as it is known."""
    if comments_not_built_in(context):
        return context.host.row
    return named_row(context.catalogue, context.proposal.comment_service or "")


def commenting_needs_an_account(context: Context) -> bool:
    """Whether children may comment, and hold an account where they do."""
    comments, row = context.proposal.comments, comment_row(context)
    if not context.proposal.children or comments in {None, Comments.OFF}:
        return False
    free = row is not None and row.adds_without_account == "yes"
    return not (comments is Comments.MODERATED and free)


def _may_comment(context: Context, row: Platform | None) -> Answer:
    if row is None:
        return _commenting_is_unknown(context)
    if not context.proposal.children:
        return doubt(context, row) or Met(f"The site is for adults, whom {row.called} admits.")
    pupils = involved(context)
    answer = strictest(
        [admitted(context, row, pupils), *([under_law(context, row, pupils)] if pupils else [])]
    )
    if isinstance(answer, Unmet):
        return Unmet(f"Whoever comments there holds an account. {answer.because}")
    return doubt(context, row) or answer


def _commenting_is_unknown(context: Context) -> Answer:
    if context.proposal.comments is Comments.EMBEDDED and not context.proposal.comment_service:
        return Unmet(
            "The proposal does not say which service runs the comment box.",
            "Name the service.",
            "comment_service",
        )
    return Undetermined(
        "It is not known whose terms apply to people who comment.", E_SAFETY, READ_AGAIN
    )


def without_an_account(context: Context, row: Platform, pupils: AgeRange | None) -> Answer:
    """Whether the terms let these pupils add something without an account of their own."""
    if row.scope in {"by_host", "unknown"}:
        return Undetermined(
            f"It is not known whether the age of {row.called} binds people without an account.",
            E_SAFETY,
            READ_AGAIN,
        )
    if row.scope in {"account", "none"} and not row.min_age_to_contribute:
        return Met(f"{row.called} asks an age of account holders alone.")
    return admitted(context, row, pupils)
