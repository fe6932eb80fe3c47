"""What else of other companies a site has to do with: who may look, what is built in, who lists it.

Whoever only looks needs no account; what the terms ask of viewers goes to a person, by A.2.5b.
"""

from collections.abc import Mapping
from types import MappingProxyType

from appendix_a.platforms.addresses import within
from appendix_a.platforms.catalogue import Age, Platform
from appendix_a.platforms.identity import Kind, identify, rows_of
from appendix_a.reading.applies import no_other_accounts, no_pupils_involved, no_show
from appendix_a.reading.case import SiteStatus
from appendix_a.reading.clause import Context
from appendix_a.reading.host import E_SAFETY, named_row
from appendix_a.reading.proposal import AgeRange, Holding, Space, Visibility
from appendix_a.reading.readers import involved, to_read_it
from appendix_a.terms.ages import (
    PASSING,
    TRY_IT,
    admitted,
    agree_alone,
    asked,
    doubt,
    homes,
    strictest,
    the_row,
    too_young,
    under_law,
)
from appendix_a.values.answers import Answer, Met, Undetermined, Unmet

# Who reads it ---------------------------------------------------------------------------------


def pupils_may_read_it(context: Context) -> Answer:
    row, meant, asks = the_row(context), context.proposal.pupils_meant, to_read_it(context)
    if asks == "open":
        return _may_look(context, row, meant)
    answer = admitted(context, row, meant)
    if asks == "unknown" and not (meant and _may_hold_one(context, meant, answer)):
        return Undetermined(
            f"It is not known whether reading on {row.called} takes an account.", E_SAFETY, TRY_IT
        )
    if isinstance(answer, Unmet):
        closed = "where it is closed " if row.reading == "account_when_closed" else ""
        return Unmet(f"Nobody reads {row.called} {closed}without an account. {answer.because}")
    return answer


def _may_hold_one(context: Context, pupils: AgeRange, admitted_: Answer) -> bool:
    """Whether they may hold an account by themselves, so that it does not matter if it takes one."""
    alone = (agree_alone(context, pupils, home) for home in homes(context))
    return all(isinstance(one, PASSING) for one in (admitted_, *alone))


def _may_look(context: Context, row: Platform, pupils: AgeRange | None) -> Answer:
    """Whether terms that reach viewers too admit them: a person decides that, by A.2.5b."""
    wanted = asked_of_viewers(context, row)
    if pupils and too_young(pupils.youngest_on(context.on), wanted):
        of = "an age that nobody knows" if wanted == "unknown" else wanted
        return Met(
            f"Anybody can read it without an account, but the terms of {row.called} ask for {of} "
            f"of readers too, and the youngest pupil it is for is {pupils.youngest_on(context.on)}. "
            "Whoever gives the final approval judges that, under A.2.5b."
        )
    return Met("Nobody needs an account to read it.")


def asked_of_viewers(context: Context, row: Platform) -> Age:
    """The highest age that the terms ask of those who only look; none where they do not reach them."""
    if row.scope != "access" and row.view_rule != "barred":
        return "none"
    ages = [asked(context, row, home) for home in homes(context)]
    return (
        "unknown"
        if "unknown" in ages
        else max((one for one in ages if one != "none"), default="none")
    )


# What else of other companies is there --------------------------------------------------------


def each_service_built_in_has_known_terms(context: Context) -> Answer:
    return strictest(_known(context, one, BUILT_IN) for one in context.proposal.embedded or ())


def each_directory_has_known_terms(context: Context) -> Answer:
    return strictest(_known(context, one, LISTED) for one in _directories(context))


BUILT_IN, LISTED, SIGNED_IN = "is built into its pages", "is to list the show", "opens it"


def _directories(context: Context) -> tuple[str, ...]:
    """Those that are named, and the one at whose page the show is found."""
    there = [row.key for row in rows_of(context.catalogue, context.identity) if row.lists_shows]
    return (*(context.proposal.directories or ()), *there)


def no_directory(context: Context) -> str:
    return no_show(context) or ("" if _directories(context) else "No directory lists the show.")


def _known(context: Context, typed: str, what: str) -> Answer:
    row = named_row(context.catalogue, typed)
    if row is None:
        return Undetermined(
            f"“{typed}” {what}, and nothing is recorded about its terms.",
            E_SAFETY,
            "find the provider's terms, and record its ages with their source and the day.",
        )
    if found := doubt(context, row):
        return found
    youngest = involved(context) if context.proposal.children else None
    viewed = asked_of_viewers(context, row)
    if youngest and too_young(youngest.youngest_on(context.on), viewed):
        return Met(
            f"{row.called} {what}, and its terms ask for {viewed} of viewers too. Whoever gives the "
            "final approval judges that, under A.2.5b."
        )
    return Met(f"The terms of {row.called}, which {what}, are verified and recent.")


def pupils_are_old_enough_for_the_other_accounts(context: Context) -> Answer:
    return strictest(
        _may_sign_in(context, typed) for typed in context.proposal.other_accounts or ()
    )


def _may_sign_in(context: Context, typed: str) -> Answer:
    row, pupils = named_row(context.catalogue, typed), involved(context)
    known = _known(context, typed, SIGNED_IN)
    if row is None or pupils is None or isinstance(known, Unmet):
        return known
    return strictest([admitted(context, row, pupils), under_law(context, row, pupils)])


def no_pupil_signs_in_elsewhere(context: Context) -> str:
    return no_other_accounts(context) or no_pupils_involved(context)


def each_page_it_leads_to_is_the_schools(context: Context) -> Answer:
    named = context.proposal.leads_to
    if not named:
        return Unmet(
            f"{the_row(context).called} shows a page of links. Each page that it leads to is a site of "
            "its own, and none is named.",
            "Name each page that it leads to.",
        )
    strange = [one for one in named if not _is_the_schools(context, one)]
    if strange:
        return Unmet(
            f"Neither in the register nor at the school's own addresses: {', '.join(strange)}.",
            "Propose each of them first, or take it out.",
        )
    return Met("Each account that it leads to is in the register or is the school's own.")


def _is_the_schools(context: Context, typed: str) -> bool:
    """Whether it is official, or no site in anybody's name: a shop, a service, a page of a company."""
    read = identify(context.catalogue, typed)
    if read.kind is Kind.NOT_AN_ACCOUNT or (read.is_a_site and not read.platform):
        return True
    own = read.address and any(within(read.address.host, one) for one in context.school.domains)
    open_ = {SiteStatus.AWAITING_LAUNCH, SiteStatus.LIVE}
    there = {one.address for one in context.case.register_ if one.status in open_}
    return bool(own) or read.canonical in there


# What kind of place it is ---------------------------------------------------------------------

SPACES: Mapping[str, Space] = MappingProxyType(
    {
        **dict.fromkeys(("group", "groups"), Space.GROUP),
        **dict.fromkeys(("company", "school", "showcase", "pages", "page"), Space.PAGE),
        **dict.fromkeys(("in", "people"), Space.PROFILE),
    }
)
"""What the first part of an address's path says, on platforms that tell pages from groups."""


def its_kind_of_place_is_one_story(context: Context) -> Answer:
    said, holding = context.proposal.space, context.proposal.holding
    read = context.identity.address
    told = SPACES.get(read.segments[0].casefold()) if read and read.segments else None
    if said and told and said is not told:
        return Unmet(f"Its address is that of a {told.value}, and it is said to be a {said.value}.")
    place = said or told
    if place is Space.PROFILE and holding is Holding.ORGANISATION:
        return Unmet(
            "A profile belongs to a person, and it is said to be held in the school's name."
        )
    if place in {Space.PAGE, Space.GROUP} and holding is Holding.PERSON:
        return Unmet(f"It is said to be a {place.value}, and to be held as a personal profile.")
    if place is Space.PAGE and context.proposal.visibility is Visibility.INVITED:
        return Unmet(
            "Anybody can read a page, and it is said that only people who are let in can see it."
        )
    return Met("What kind of place it is agrees with its address and with how it is held.")
