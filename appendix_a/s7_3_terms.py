"""Clause 7.3: a site keeps to its provider's terms, above all to the lowest age they ask for.

What nobody has read, verified or answered is never a pass.
"""

from appendix_a.platforms.places import Jurisdiction
from appendix_a.reading.applies import (
    no_children_add,
    no_children_meant,
    no_link_page,
    no_pupil_uses_an_account,
    no_terms,
    nobody_says_who_sees_it,
    not_asked_then,
    nothing_embedded,
    one_kind_of_space,
    pupils_do_not_touch_it,
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
from appendix_a.reading.host import E_SAFETY, EDITION
from appendix_a.reading.proposal import (
    CHILDREN,
    AgeRange,
    Group,
    Holding,
    PupilRoute,
)
from appendix_a.reading.readers import involved, readers_hold_accounts, younger
from appendix_a.terms.ages import (
    ADULT,
    NO_LAW,
    PASSING,
    READ_AGAIN,
    TRY_IT,
    admitted,
    agree_alone,
    asked,
    below_somewhere,
    by_school,
    doubt,
    homes,
    not_known,
    parents_asked,
    strictest,
    the_row,
    too_young,
    under_law,
    usable,
)
from appendix_a.terms.commenting import (
    comment_row,
    commenters_are_old_enough,
    commenting_needs_an_account,
    without_an_account,
)
from appendix_a.terms.elsewhere import (
    each_directory_has_known_terms,
    each_page_it_leads_to_is_the_schools,
    each_service_built_in_has_known_terms,
    its_kind_of_place_is_one_story,
    no_directory,
    no_pupil_signs_in_elsewhere,
    pupils_are_old_enough_for_the_other_accounts,
    pupils_may_read_it,
)
from appendix_a.values.answers import Answer, Met, Undetermined, Unmet

OWN = frozenset({PupilRoute.OWN_ACCOUNT})
HANDS_ON = OWN | {PupilRoute.STAFF_LOGIN}


def no_usable_terms(context: Context) -> str:
    """Exempts what reads a row's numbers while nobody has verified them."""
    return context.cached(_no_usable_terms)


def _no_usable_terms(context: Context) -> str:
    row = context.host.row
    return "" if row and usable(context, row) else "Nobody has verified these terms yet."


def the_host_is_known(context: Context) -> Answer:
    return context.host.answer


def the_edition_is_known(context: Context) -> Answer:
    row, holding = the_row(context), context.proposal.holding
    if holding is None:
        return Unmet(
            f"The proposal does not say what kind of account or page the site uses on {row.called}."
        )
    edition = EDITION[holding]
    if edition is None or edition in row.editions:
        return Met(f"{row.called} has terms for this kind of account or page.")
    if edition == "personal":
        return Unmet(f"{row.called} can only be held under the school's own agreement.")
    return Undetermined(
        f"No terms are recorded of a school edition of {row.called}.", E_SAFETY, READ_AGAIN
    )


def the_terms_are_known_and_current(context: Context) -> Answer:
    row = the_row(context)
    if found := doubt(context, row):
        return found
    by_agreement = EDITION[context.proposal.holding] == "school" and row.min_age_with_consent
    unknown = next(
        (home for home in homes(context) if asked(context, row, home) == "unknown"), None
    )
    if unknown and not by_agreement:
        return not_known(row, unknown)
    return Met(f"The terms of {row.called} are verified and recent.")


def the_terms_allow_how_it_is_held(context: Context) -> Answer:
    row = the_row(context)
    banned = {"organisation_as_person", "invented_name"} & set(row.terms_forbid)
    if context.proposal.holding is Holding.PERSON and banned:
        return Unmet(f"{row.called} forbids a personal profile that stands for a school.")
    return Met(f"The terms of {row.called} do not forbid it.")


def staff_are_old_enough(context: Context) -> Answer:
    row = the_row(context)
    if too_young(ADULT, row.admin_min_age):
        return Undetermined(
            f"It is not known from what age {row.called} lets a person run a site.",
            E_SAFETY,
            READ_AGAIN,
        )
    return Met("The staff who run the site are adults.")


def the_ages_of_the_pupils_it_is_for_are_known(context: Context) -> Answer:
    proposal = context.proposal
    return _ages_known(context, proposal.pupils_meant, proposal.audience, "it is for")


def the_ages_of_the_pupils_who_add_are_known(context: Context) -> Answer:
    proposal = context.proposal
    adding = proposal.contributors or frozenset()
    return _ages_known(context, proposal.pupils_adding, adding, "who add to it")


def _ages_known(
    context: Context, pupils: AgeRange | None, groups: frozenset[Group], whom: str
) -> Answer:
    if pupils is None:
        return Unmet(f"Neither the ages nor the year groups of the pupils {whom} are given.")
    if groups & CHILDREN == {Group.PUPILS} and _strange_to(context.school.pupils, pupils):
        taught = context.school.pupils
        return Unmet(
            f"The pupils {whom} are said to be {pupils.youngest} to {pupils.oldest}, and the school "
            f"teaches pupils of {taught.youngest} to {taught.oldest}.",
            "Correct the ages or the years, or tick the pupils of other schools.",
        )
    return Met(f"The ages of the pupils {whom} are known; the youngest can be {pupils.youngest}.")


def _strange_to(taught: AgeRange, pupils: AgeRange) -> bool:
    """Whether a school has no pupils of these ages; the oldest may have had a birthday."""
    return not (
        taught.youngest <= pupils.oldest
        and pupils.youngest <= taught.oldest
        and pupils.oldest <= taught.oldest + 1
    )


def no_hands_on(context: Context) -> str:
    return (
        "" if context.proposal.pupil_routes & HANDS_ON else "No pupil uses an account to add to it."
    )


def pupils_are_old_enough_for_an_account(context: Context) -> Answer:
    return admitted(context, the_row(context), context.proposal.pupils_adding)


def nobody_is_tagged(context: Context) -> str:
    """Being shown or named takes no account. Whether pupils are tagged is asked under A.5.2b."""
    return "" if context.proposal.tags_pupils else "No pupil is said to be tagged."


def tagged_pupils_are_old_enough_for_an_account(context: Context) -> Answer:
    # Of a tagged pupil whose age nobody gives, any pupil of the school may be meant.
    return admitted(context, the_row(context), involved(context) or context.school.pupils)


def no_shared_log_in(context: Context) -> str:
    shared = PupilRoute.STAFF_LOGIN in context.proposal.pupil_routes
    return "" if shared else "No pupil uses a member of staff's log-in."


def nobody_shares_a_log_in(context: Context) -> Answer:
    row = the_row(context)
    if any(one.startswith("shared_login") for one in row.terms_forbid):
        return Unmet(f"{row.called} forbids that pupils use a member of staff's log-in.")
    return Met("The terms do not forbid it; the pupils count as account holders.")


def nobody_without_account(context: Context) -> str:
    without = PupilRoute.WITHOUT_ACCOUNT in context.proposal.pupil_routes
    return "" if without else "No pupil adds to the site without an account."


def pupils_may_add_without_an_account(context: Context) -> Answer:
    row = the_row(context)
    if row.adds_without_account == "no":
        return Unmet(f"Nobody adds anything to {row.called} without an account.")
    if row.adds_without_account == "unknown":
        return Undetermined(
            f"It is not known whether anybody can add to {row.called} without an account.",
            E_SAFETY,
            TRY_IT,
        )
    return without_an_account(context, row, context.proposal.pupils_adding)


def parents_agree_where_the_terms_want_it(context: Context) -> Answer:
    if context.proposal.parental_agreement:
        return AGREED
    wants = f"{the_row(context).called} asks for a parent's agreement, and {_unsaid(context)}."
    return _or_the_tags(context, Unmet(wants))


AGREED = Met("A parent or guardian of each of these pupils has agreed.")


def _unsaid(context: Context) -> str:
    return (
        "not every parent has agreed"
        if context.proposal.parental_agreement is False
        else "the proposal does not say whether every parent has agreed"
    )


def _or_the_tags(context: Context, answer: Answer) -> Answer:
    """Where pupils are only tagged, the tags are what to change: nothing else is asked."""
    if pupils_do_not_touch_it(context) and isinstance(answer, Unmet):
        return Unmet(answer.because, "Tag no pupil, and link to no pupil's account.", "tags_pupils")
    return answer


def _pupils(context: Context, routes: frozenset[PupilRoute]) -> AgeRange | None:
    """The youngest who add by one of these routes, are tagged, or read through an account."""
    adding = context.proposal.pupils_adding if context.proposal.pupil_routes & routes else None
    reading = context.proposal.pupils_meant if readers_hold_accounts(context) else None
    tagged = (involved(context) or context.school.pupils) if context.proposal.tags_pupils else None
    return younger(context, adding, reading, tagged)


def _taking_part(context: Context) -> AgeRange | None:
    """The youngest pupils whom the terms count as using the platform; None where nobody does."""
    of_account = context.host.row is None or context.host.row.scope == "account"
    return _pupils(context, HANDS_ON if of_account else HANDS_ON | {PupilRoute.WITHOUT_ACCOUNT})


def parents_not_wanted(context: Context) -> str:
    row, pupils = context.host.row, _taking_part(context)
    wanted = row and pupils and parents_asked(context, row, pupils.youngest_on(context.on))
    return "" if wanted else "The terms do not ask for a parent's agreement here."


def not_let_in_by_the_school(context: Context) -> str:
    row, pupils = context.host.row, _taking_part(context)
    if row and pupils:
        youngest = pupils.youngest_on(context.on)
        if below_somewhere(context, row, youngest) and by_school(context, row, youngest):
            return ""
    return "No pupil is let in by the school's consent."


def parents_agree_where_the_law_wants_it(context: Context) -> Answer:
    if context.proposal.parental_agreement:
        return AGREED
    return _or_the_tags(context, _agree_alone(context))


def _agree_alone(context: Context) -> Answer:
    pupils = _pupils(context, OWN)
    if pupils is None:
        return Met("No pupil holds an account of their own.")
    return strictest(agree_alone(context, pupils, home) for home in _homes_that_ask(context))


def _homes_that_ask(context: Context) -> tuple[Jurisdiction, ...]:
    """Where the terms state no age there is no consent to give (Wikipedia, Kahoot's players)."""
    row = the_row(context)
    return tuple(home for home in homes(context) if asked(context, row, home) != "none")


def nobody_agrees_for_themselves(context: Context) -> str:
    """Exempts the age of consent where the account is not a pupil's own to agree to."""
    row, pupils = context.host.row, _pupils(context, OWN)
    if row is None or pupils is None:
        return "No pupil holds an account of their own."
    if EDITION[context.proposal.holding] == "school":
        return "The accounts stand under the school's own agreement."
    if not _homes_that_ask(context):
        return "The terms state no lowest age, and ask for no consent."
    if isinstance(admitted(context, row, pupils), Unmet):
        return "The terms do not admit these pupils, whoever agrees."
    return ""


def no_parent_agrees(context: Context) -> str:
    """Exempts the administrators' statement while neither terms nor law want an agreement."""
    if not parents_not_wanted(context):
        return ""
    alone = nobody_agrees_for_themselves(context) or isinstance(_agree_alone(context), PASSING)
    return "Neither the terms nor the law ask for a parent's agreement." if alone else ""


def no_holders_are_known(context: Context) -> str:
    return "" if _pupils(context, HANDS_ON) else "No pupil of a known age holds an account."


def the_law_lets_pupils_hold_accounts(context: Context) -> Answer:
    pupils = _pupils(context, HANDS_ON)
    return _or_the_tags(context, under_law(context, the_row(context), pupils) if pupils else NO_LAW)


def nothing_announced(context: Context) -> str:
    accounts = [(context.host.row, _pupils(context, HANDS_ON))]
    if commenting_needs_an_account(context):
        accounts += [(comment_row(context), involved(context))]
    answers = (under_law(context, row, pupils) for row, pupils in accounts if row and pupils)
    warned = any(one.warning for one in answers if isinstance(one, PASSING))
    return "" if warned else "No law that is only announced bears on these pupils."


TERMS = Clause(
    id="7.3",
    title="The provider's terms and ages",
    words="An official site keeps to the terms of whoever provides it, above all to the lowest "
    "age that they ask for. A parent's consent lowers that age only where the terms say so.",
    source=Source.SCHOOL,
    cites=("School policy, 7.3",),
    owners=(Owner.PROPOSER, Owner.ADMINISTRATORS, Owner.E_SAFETY_LEAD),
    evidence=Evidence.SCHOOL,
    left="Whether a pupil has given a platform their true age and country cannot be tested here.",
    checks=(
        Fact(
            the_host_is_known,
            "Say who hosts the site, which platform it is on, and its address.",
            "platform",
        ),
        Fact(
            the_edition_is_known,
            "Say that the account stands under the school's own agreement.",
            "holding",
            applies=unless(school_hosted, no_terms),
        ),
        Fact(
            the_terms_are_known_and_current,
            "Ask the e-safety lead to read the terms again.",
            "platform",
            applies=unless(school_hosted, no_terms),
        ),
        Fact(
            the_terms_allow_how_it_is_held,
            "Use a page or channel in the school's name, run from the staff's own accounts.",
            "holding",
            applies=unless(school_hosted, no_terms, no_usable_terms),
        ),
        Fact(answered("contributors"), "Say who will add to the site.", "contributors"),
        Fact(
            the_ages_of_the_pupils_it_is_for_are_known,
            "Tick their years, or give the age of the youngest and of the oldest.",
            "audience_pupils",
            applies=no_children_meant,
        ),
        Fact(
            the_ages_of_the_pupils_who_add_are_known,
            "Tick their years, or give the age of the youngest and of the oldest.",
            "contributor_pupils",
            applies=no_children_add,
        ),
        Fact(
            answered("pupil_routes"),
            "Say how the pupils will add to it.",
            "pupil_routes",
            applies=no_children_add,
        ),
        Fact(
            staff_are_old_enough,
            "Ask the e-safety lead to read the terms again.",
            "platform",
            applies=unless(school_hosted, no_terms, no_usable_terms),
        ),
        Fact(
            pupils_are_old_enough_for_an_account,
            "Let staff post for the pupils, or choose a platform whose terms admit their age.",
            "pupil_routes",
            applies=unless(school_hosted, no_terms, no_usable_terms, no_hands_on),
        ),
        Fact(
            nobody_shares_a_log_in,
            "Let staff post for the pupils, and keep the log-in to themselves.",
            "pupil_routes",
            applies=unless(school_hosted, no_terms, no_usable_terms, no_shared_log_in),
        ),
        Fact(
            pupils_may_add_without_an_account,
            "Let staff post for the pupils, or choose a platform whose terms admit their age.",
            "pupil_routes",
            applies=unless(school_hosted, no_terms, no_usable_terms, nobody_without_account),
        ),
        Fact(
            commenters_are_old_enough,
            "Switch comments off.",
            "comments",
        ),
        Fact(
            parents_agree_where_the_terms_want_it,
            "Ask each parent or guardian in writing first, or let staff post for the pupils.",
            "parental_agreement",
            applies=unless(school_hosted, no_terms, no_usable_terms, parents_not_wanted),
        ),
        Fact(
            answered("pupil_homes"),
            "Tick each country in which one of these pupils lives.",
            "pupil_homes",
            applies=pupils_do_not_touch_it,
        ),
        Fact(
            tagged_pupils_are_old_enough_for_an_account,
            "Tag no pupil, and link to no pupil's account.",
            "tags_pupils",
            applies=unless(school_hosted, no_terms, no_usable_terms, nobody_is_tagged),
        ),
        Fact(
            parents_agree_where_the_law_wants_it,
            "Ask each parent or guardian in writing first; the school cannot agree in their place.",
            "parental_agreement",
            applies=unless(school_hosted, no_terms, no_usable_terms, nobody_agrees_for_themselves),
        ),
        Fact(
            the_law_lets_pupils_hold_accounts,
            "Let staff post for the pupils, or choose a platform that the law leaves open to them.",
            "pupil_routes",
            applies=unless(school_hosted, no_terms, no_holders_are_known),
        ),
        Declaration(
            (Named.ADMINISTRATORS,),
            "I hold the written agreement of a parent or guardian of every pupil who uses the "
            "site, and nobody uses it before.",
            applies=unless(school_hosted, no_terms, no_usable_terms, no_parent_agrees),
        ),
        Duty(
            "The provider's terms are read again at least every 12 months, and whenever it says "
            "that they change.",
            applies=school_hosted,
        ),
        Duty("Who may comment stays as it was approved.", applies=school_hosted),
        Duty(
            "The school's consent for each of these pupils is kept, and staff supervise them.",
            applies=unless(school_hosted, no_terms, no_usable_terms, not_let_in_by_the_school),
        ),
        Duty(
            "Pupils use no part of the platform for which its terms ask a higher age.",
            applies=unless(school_hosted, no_pupil_uses_an_account),
        ),
        Duty(
            "Each announced law is looked at again by the day that its warning names, and the "
            "site is changed before the law is in force.",
            applies=nothing_announced,
        ),
        Fact(
            pupils_may_read_it,
            "Choose a platform that pupils of this age may use, or one that people read without an "
            "account.",
            "visibility",
            applies=unless(
                school_hosted,
                no_terms,
                no_usable_terms,
                no_children_meant,
                nobody_says_who_sees_it,
            ),
        ),
        Fact(
            each_service_built_in_has_known_terms,
            "Take it out, or ask the e-safety lead to read its terms.",
            "embedded",
            applies=nothing_embedded,
        ),
        Fact(
            pupils_are_old_enough_for_the_other_accounts,
            "Let pupils in without these accounts, or choose accounts that their age may hold.",
            "other_accounts",
            applies=no_pupil_signs_in_elsewhere,
        ),
        Fact(
            each_directory_has_known_terms,
            "List it elsewhere, or ask the e-safety lead to read the terms of the directory.",
            "directories",
            applies=unless(school_hosted, no_directory),
        ),
        Fact(
            each_page_it_leads_to_is_the_schools,
            "Propose each of them first, or take it out.",
            "leads_to",
            applies=unless(school_hosted, no_link_page, not_asked_then("leads_to")),
        ),
        Fact(
            its_kind_of_place_is_one_story,
            "Say whether it is a page, a group or a profile, as its address and its settings have it.",
            "space",
            applies=unless(school_hosted, no_terms, one_kind_of_space),
        ),
        Declaration(
            (Named.ADMINISTRATORS,),
            "Nothing of another company's is built into this site, and nobody signs in to it through "
            "another company, but what the proposal names.",
        ),
    ),
)

CLAUSES: tuple[Clause, ...] = (TERMS,)
