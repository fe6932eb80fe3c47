"""Who has to do with a site, and what it takes to read it (7.3)."""

from typing import Literal

from appendix_a.reading.clause import Context
from appendix_a.reading.proposal import CHILDREN, AgeRange, Hosting, Visibility


def to_read_it(context: Context) -> Literal["open", "account", "unknown"]:
    """What it takes to read the site as it is to be seen; a closed space may ask for more."""
    row = context.host.row
    if row is None or context.proposal.hosting is Hosting.SCHOOL:
        return "open"
    if row.reading == "account_when_closed":
        return "account" if context.proposal.visibility is Visibility.INVITED else "open"
    return row.reading


def readers_hold_accounts(context: Context) -> bool:
    """Whether the pupils it is for read it through accounts of their own."""
    return bool(context.proposal.audience & CHILDREN) and to_read_it(context) == "account"


def pupils_sign_in_elsewhere(context: Context) -> bool:
    """Whether pupils get in through an account that another company gives them."""
    return bool(context.proposal.other_accounts and context.proposal.children)


def involved(context: Context) -> AgeRange | None:
    """The younger of the pupils it is for and of those who add to it."""
    return younger(context, context.proposal.pupils_meant, context.proposal.pupils_adding)


def younger(context: Context, *pupils: AgeRange | None) -> AgeRange | None:
    given = (one for one in pupils if one)
    return min(given, key=lambda one: one.youngest_on(context.on), default=None)
