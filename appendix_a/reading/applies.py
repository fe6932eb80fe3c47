"""When a clause, a check or a question of the form does not bite: each says why, or nothing.

The form and the clauses read the same table of reasons, so that it asks what they need.
"""

from appendix_a.reading.case import Stage
from appendix_a.reading.clause import Question
from appendix_a.reading.proposal import (
    CHILDREN,
    Assessing,
    Comments,
    Group,
    Holding,
    Hosting,
    Moderation,
    PupilRoute,
    RequestKind,
)

OUTSIDERS = frozenset(Group) - {Group.STAFF, Group.PUPILS}


def _why(spared: object, words: str) -> str:
    return words if spared else ""


# What is asked for ----------------------------------------------------------------------------


def not_new(q: Question) -> str:
    return _why(q.proposal.request_kind is not RequestKind.NEW, "This is not a new site.")


def not_existing(q: Question) -> str:
    kind = q.proposal.request_kind
    return _why(
        kind is not RequestKind.REGISTER_EXISTING,
        "This does not register a site that is already running.",
    )


def not_taking_part(q: Question) -> str:
    kind = q.proposal.request_kind
    return _why(kind is not RequestKind.PARTICIPATE, "This is a site of the school's own.")


def of_no_site_of_its_own(q: Question) -> str:
    own = {RequestKind.NEW, RequestKind.REGISTER_EXISTING}
    return _why(q.proposal.request_kind not in own, "This does not ask for a site of its own.")


# When it is asked -----------------------------------------------------------------------------


def registered_already(q: Question) -> str:
    # Who has advised may leave, and the advice stands.
    return "That was settled before the site was registered." if q.stage is Stage.LIFE else ""


def in_the_register(q: Question) -> str:
    """Spares what was settled when the site was proposed: people come and go afterwards."""
    return "The site is in the register already." if q.stage is Stage.LIFE else ""


# Who it is for, and who takes part ------------------------------------------------------------


def no_children_meant(q: Question) -> str:
    return _why(not q.proposal.audience & CHILDREN, "The site is not for pupils.")


def no_children_add(q: Question) -> str:
    return _why(not _adding(q) & CHILDREN, "No pupils add to the site.")


def no_pupils_involved(q: Question) -> str:
    return _why(not q.proposal.children, "No pupils are involved.")


def no_other_schools(q: Question) -> str:
    return _why(Group.OTHER_SCHOOLS not in _anyone(q), "No other school takes part.")


def no_organisations(q: Question) -> str:
    return _why(Group.ORGANISATIONS not in _anyone(q), "No outside organisation takes part.")


def no_other_people(q: Question) -> str:
    return _why(Group.OTHERS not in _anyone(q), "Nobody else takes part.")


def no_outsiders_add(q: Question) -> str:
    return _why(not _adding(q) & OUTSIDERS, "Only staff and the school's own pupils add to it.")


def only_staff_add(q: Question) -> str:
    return _why(not _adding(q) - {Group.STAFF}, "Nobody but staff adds to the site.")


def not_open(q: Question) -> str:
    return _why(not q.proposal.is_open, "Nobody but staff can add to the site.")


def nobody_is_let_in(q: Question) -> str:
    followers = q.proposal.has_followers
    return _why(not followers, "No friends, members or followers are let in one by one.")


def nobody_to_vet(q: Question) -> str:
    return no_outsiders_add(q) and nobody_is_let_in(q)


def pupils_do_not_touch_it(q: Question) -> str:
    hands = q.proposal.pupil_routes - {PupilRoute.THROUGH_STAFF}
    return no_children_add(q) or _why(not hands, "Staff post for the pupils.")


def no_pupil_uses_an_account(q: Question) -> str:
    routes = {PupilRoute.OWN_ACCOUNT, PupilRoute.STAFF_LOGIN}
    used = q.proposal.pupil_routes & routes or q.proposal.tags_pupils
    return _why(not used, "No pupil holds or uses an account.")


def no_vulnerable_pupils(q: Question) -> str:
    named = q.proposal.vulnerable_pupils or q.proposal.confidential_service
    return _why(not named, "No vulnerable pupils and no confidential help are involved.")


def no_learning_disabilities(q: Question) -> str:
    said = q.proposal.learning_disabilities
    return _why(not said, "Nobody with learning disabilities adds to the site.")


def no_pupil_images(q: Question) -> str:
    return _why(not q.proposal.pupil_images, "No pictures of pupils appear.")


def _adding(q: Question) -> frozenset[Group]:
    return q.proposal.contributors or frozenset()


def _anyone(q: Question) -> frozenset[Group]:
    return q.proposal.audience | _adding(q)


# Where it is ----------------------------------------------------------------------------------


def school_hosted(q: Question) -> str:
    mine = q.proposal.hosting is Hosting.SCHOOL
    return _why(mine, "The school is the provider: there are no other terms.")


def not_school_hosted(q: Question) -> str:
    mine = q.proposal.hosting is Hosting.SCHOOL
    return _why(not mine, "The school does not host it.")


def no_address(q: Question) -> str:
    return "" if q.proposal.address else "It has no address yet."


def no_terms(q: Question) -> str:
    """Spares what reads a row until there is one: who hosts is then unmet or undetermined."""
    return "" if q.host.row else "It is not known yet whose terms apply."


def listed_platform(q: Question) -> str:
    return school_hosted(q) or _why(q.proposal.platform, "The platform is in the list.")


def no_account(q: Question) -> str:
    return _why(q.proposal.holding is Holding.NO_ACCOUNT, "There is no account to hold.")


def not_on_facebook(q: Question) -> str:
    row = q.host.row
    return _why(row is None or row.key != "facebook", "The site is not on Facebook.")


# How it is run --------------------------------------------------------------------------------


def comments_not_built_in(q: Question) -> str:
    built_in = q.proposal.comments is Comments.EMBEDDED
    return _why(not built_in, "No comment box of another service is built in.")


def read_before_it_shows(q: Question) -> str:
    before = q.proposal.moderation in {None, Moderation.PRE}
    return _why(before, "It is read before it shows.")


def assessment_not_begun(q: Question) -> str:
    return _why(q.proposal.dpia is None, "It is not said whether one is needed.")


def assessment_not_needed(q: Question) -> str:
    given = q.proposal.dpia is Assessing.NOT_NEEDED
    return _why(given, "No assessment is needed.")


def no_logo(q: Question) -> str:
    return _why(not q.proposal.uses_logo, "The school's logo is not used.")


def it_leads_back(q: Question) -> str:
    return not_school_hosted(q) or _why(q.proposal.backlink, "The logo leads back.")


def no_advertising(q: Question) -> str:
    return _why(not q.proposal.advertises, "Nobody advertises for contributors.")


def no_links(q: Question) -> str:
    return _why(not q.proposal.links_organisations, "No outside organisation is linked.")
