"""When a clause, a check or a question of the form does not apply: each says why, or nothing.

The form and the clauses read the same table of reasons, so that it asks what they need.
"""

from appendix_a.reading.case import Stage
from appendix_a.reading.clause import Applies, Context
from appendix_a.reading.proposal import (
    CHILDREN,
    Assessing,
    Comments,
    Group,
    Holding,
    Hosting,
    Moderation,
    Naming,
    PupilRoute,
    RequestKind,
)
from appendix_a.reading.readers import pupils_sign_in_elsewhere, readers_hold_accounts
from appendix_a.reading.thresholds import Addition

OUTSIDERS = frozenset(Group) - {Group.STAFF, Group.PUPILS}


def _why(exempt: object, words: str) -> str:
    return words if exempt else ""


# What is asked for ----------------------------------------------------------------------------


def not_new(context: Context) -> str:
    return _why(context.proposal.request_kind is not RequestKind.NEW, "This is not a new site.")


def not_existing(context: Context) -> str:
    kind = context.proposal.request_kind
    return _why(
        kind is not RequestKind.REGISTER_EXISTING,
        "This does not register a site that is already running.",
    )


def not_taking_part(context: Context) -> str:
    kind = context.proposal.request_kind
    return _why(kind is not RequestKind.PARTICIPATE, "This is a site of the school's own.")


def of_no_site_of_its_own(context: Context) -> str:
    own = {RequestKind.NEW, RequestKind.REGISTER_EXISTING}
    return _why(
        context.proposal.request_kind not in own, "This does not ask for a site of its own."
    )


# When it is asked -----------------------------------------------------------------------------


def registered_already(context: Context) -> str:
    # Who has advised may leave, and the advice stands.
    return "That was settled before the site was registered." if context.stage is Stage.LIFE else ""


def in_the_register(context: Context) -> str:
    """Exempts what was settled when the site was proposed: people come and go afterwards."""
    return "The site is in the register already." if context.stage is Stage.LIFE else ""


def not_asked_then(field: str) -> Applies:
    """Exempts a site in the register from a question that came after its approval."""

    def exempts(context: Context) -> str:
        old = context.stage is Stage.LIFE and getattr(context.proposal, field) is None
        return "This was not asked when the site was approved." if old else ""

    return exempts


# Who it is for, and who takes part ------------------------------------------------------------


def no_children_meant(context: Context) -> str:
    return _why(not context.proposal.audience & CHILDREN, "The site is not for pupils.")


def no_children_add(context: Context) -> str:
    return _why(not _adding(context) & CHILDREN, "No pupils add to the site.")


def no_pupils_involved(context: Context) -> str:
    return _why(not context.proposal.children, "No pupils are involved.")


def no_pupils_shown(context: Context) -> str:
    """Exempts a site on which no pupil takes part, is pictured, named or tagged."""
    one = context.proposal
    named = one.naming not in {None, Naming.NONE}
    shown = one.pupil_images or one.tags_pupils or named
    return "" if shown else no_pupils_involved(context)


def no_other_schools(context: Context) -> str:
    return _why(Group.OTHER_SCHOOLS not in _anyone(context), "No other school takes part.")


def no_organisations(context: Context) -> str:
    return _why(Group.ORGANISATIONS not in _anyone(context), "No outside organisation takes part.")


def no_other_people(context: Context) -> str:
    return _why(Group.OTHERS not in _anyone(context), "Nobody else takes part.")


def no_outsiders_add(context: Context) -> str:
    return _why(
        not _adding(context) & OUTSIDERS, "Only staff and the school's own pupils add to it."
    )


def only_staff_add(context: Context) -> str:
    return _why(not _adding(context) - {Group.STAFF}, "Nobody but staff adds to the site.")


def not_open(context: Context) -> str:
    return _why(not context.proposal.is_open, "Nobody but staff can add to the site.")


def nobody_is_let_in(context: Context) -> str:
    followers = context.proposal.has_followers
    return _why(not followers, "No friends, members or followers are let in one by one.")


def nobody_to_vet(context: Context) -> str:
    return no_outsiders_add(context) and nobody_is_let_in(context)


def pupils_do_not_touch_it(context: Context) -> str:
    if readers_hold_accounts(context) or pupils_sign_in_elsewhere(context):
        return ""
    hands = context.proposal.pupil_routes - {PupilRoute.THROUGH_STAFF}
    return no_children_add(context) or _why(not hands, "Staff post for the pupils.")


def no_pupil_uses_an_account(context: Context) -> str:
    routes = {PupilRoute.OWN_ACCOUNT, PupilRoute.STAFF_LOGIN}
    used = context.proposal.pupil_routes & routes or context.proposal.tags_pupils
    used = used or readers_hold_accounts(context) or pupils_sign_in_elsewhere(context)
    return _why(not used, "No pupil holds or uses an account.")


def no_pupil_gives_data(context: Context) -> str:
    """Exempts the assessment of data protection: no pupil adds, and none holds an account."""
    read = readers_hold_accounts(context) or pupils_sign_in_elsewhere(context)
    return "" if read else no_children_add(context)


def no_vulnerable_pupils(context: Context) -> str:
    named = context.proposal.vulnerable_pupils or context.proposal.confidential_service
    return _why(not named, "No vulnerable pupils and no confidential help are involved.")


def no_learning_disabilities(context: Context) -> str:
    said = context.proposal.learning_disabilities
    return _why(not said, "Nobody with learning disabilities adds to the site.")


def no_pupil_images(context: Context) -> str:
    return _why(not context.proposal.pupil_images, "No pictures of pupils appear.")


def _adding(context: Context) -> frozenset[Group]:
    return context.proposal.contributors or frozenset()


def _anyone(context: Context) -> frozenset[Group]:
    return context.proposal.audience | _adding(context)


# Where it is ----------------------------------------------------------------------------------


def school_hosted(context: Context) -> str:
    mine = context.proposal.hosting is Hosting.SCHOOL
    return _why(mine, "The school is the provider: there are no other terms.")


def nobody_elses_pages(context: Context) -> str:
    """Exempts a site of the school's own with nothing of another company's in it."""
    return nothing_embedded(context) and school_hosted(context)


def nobody_elses_terms(context: Context) -> str:
    """Exempts what asks about other companies' terms where none are known to apply."""
    return nothing_embedded(context) and (school_hosted(context) or no_terms(context))


def not_added(addition: Addition) -> Applies:
    """Exempts what a school asks only where its edition adds it to the model."""

    def exempts(context: Context) -> str:
        return _why(
            addition not in context.thresholds.added, "The school's edition does not ask for it."
        )

    return exempts


def not_said_by_the_edition(name: str) -> Applies:
    """Exempts a rule of whose figures or lists the school's edition says nothing."""

    def exempts(context: Context) -> str:
        said = getattr(context.thresholds, name)
        return _why(not said, "The school's edition does not ask for it.")

    return exempts


def not_school_hosted(context: Context) -> str:
    mine = context.proposal.hosting is Hosting.SCHOOL
    return _why(not mine, "The school does not host it.")


def no_address(context: Context) -> str:
    return "" if context.proposal.address else "It has no address yet."


def no_terms(context: Context) -> str:
    """Exempts what reads a row until there is one: who hosts is then unmet or undetermined."""
    return "" if context.host.row else "It is not known yet whose terms apply."


def listed_platform(context: Context) -> str:
    return school_hosted(context) or _why(context.proposal.platform, "The platform is in the list.")


def no_account(context: Context) -> str:
    return _why(context.proposal.holding is Holding.NO_ACCOUNT, "There is no account to hold.")


def not_held_by_telephone(context: Context) -> str:
    row, said = context.host.row, context.proposal.account_telephone
    asked = row and (row.held_by == "telephone" or (row.held_by == "either" and said))
    return _why(not asked, "The account does not depend on a telephone number.")


def no_show(context: Context) -> str:
    row = context.host.row
    return _why(row is None or row.kind != "podcast", "It is not a podcast.")


def no_link_page(context: Context) -> str:
    row = context.host.row
    return _why(row is None or row.kind != "link page", "It is not a page of links.")


def one_kind_of_space(context: Context) -> str:
    row = context.host.row
    return _why(row is None or not row.spaces, "The platform does not tell pages from groups.")


def nothing_embedded(context: Context) -> str:
    return _why(not context.proposal.embedded, "Nothing of another company's is built in.")


def no_other_accounts(context: Context) -> str:
    return _why(not context.proposal.other_accounts, "Nobody signs in with another's account.")


def nobody_is_away(context: Context) -> str:
    return _why(not context.proposal.moderator_away, "No moderator is away.")


def nobody_says_who_sees_it(context: Context) -> str:
    return _why(context.proposal.visibility is None, "It is not said yet who can see it.")


def not_on_facebook(context: Context) -> str:
    row = context.host.row
    return _why(row is None or row.key != "facebook", "The site is not on Facebook.")


# How it is run --------------------------------------------------------------------------------


def comments_not_built_in(context: Context) -> str:
    built_in = context.proposal.comments is Comments.EMBEDDED
    # Whoever names a service means it, whatever else is said of comments.
    named = context.proposal.comment_service and context.proposal.comments is not Comments.OFF
    return _why(not (built_in or named), "No comment box of another service is built in.")


def read_before_it_shows(context: Context) -> str:
    before = context.proposal.moderation in {None, Moderation.PRE}
    return _why(before, "It is read before it shows.")


def assessment_not_begun(context: Context) -> str:
    return _why(context.proposal.dpia is None, "The proposal does not say whether one is needed.")


def assessment_not_needed(context: Context) -> str:
    given = context.proposal.dpia is Assessing.NOT_NEEDED
    return _why(given, "No assessment is needed.")


def no_logo(context: Context) -> str:
    return _why(not context.proposal.uses_logo, "The school's logo is not used.")


def it_leads_back(context: Context) -> str:
    return not_school_hosted(context) or _why(context.proposal.backlink, "The logo links back.")


def no_advertising(context: Context) -> str:
    return _why(not context.proposal.advertises, "Nobody advertises for contributors.")


def no_links(context: Context) -> str:
    return _why(not context.proposal.links_organisations, "No outside organisation is linked.")
