"""Clause 7.3: a site keeps to its provider's terms, above all to the lowest age they ask for.

What nobody has read, verified or answered is never a pass.
"""

from appendix_a.ages import (
    ADULT,
    READ_AGAIN,
    admitted,
    asked,
    by_school,
    doubt,
    parents_asked,
    too_young,
    usable,
)
from appendix_a.answers import Answer, Met, Undetermined, Unmet
from appendix_a.catalogue import Platform, resolve
from appendix_a.clause import (
    Clause,
    Declaration,
    Duty,
    Fact,
    Named,
    Question,
    Source,
    answered,
    unless,
)
from appendix_a.host import E_SAFETY, EDITION, called
from appendix_a.proposal import CHILDREN, Comments, Holding, Hosting, PupilRoute

HANDS_ON = frozenset({PupilRoute.OWN_ACCOUNT, PupilRoute.STAFF_LOGIN})


def no_children_meant(q: Question) -> str:
    return "" if q.proposal.audience & CHILDREN else "The site is not for pupils."


def no_children_add(q: Question) -> str:
    return "" if (q.proposal.contributors or set()) & CHILDREN else "No pupils add to the site."


def school_hosted(q: Question) -> str:
    third_party = q.proposal.hosting is not Hosting.SCHOOL
    return "" if third_party else "The school is the provider: there are no other terms."


def no_terms(q: Question) -> str:
    """Spares what reads a row until there is one: who hosts is then unmet or undetermined."""
    return "" if q.host.row else "It is not known yet whose terms apply."


def no_usable_terms(q: Question) -> str:
    """Spares what reads a row's numbers while nobody has verified them."""
    row = q.host.row
    return "" if row and usable(q, row) else "Nobody has verified these terms yet."


def the_host_is_known(q: Question) -> Answer:
    return q.host.answer


def the_edition_is_known(q: Question) -> Answer:
    row, holding = _row(q), q.proposal.holding
    if holding is None:
        return Unmet(f"It is not said how the site is held on {called(row)}.")
    edition = EDITION[holding]
    if edition is None or edition in row.editions:
        return Met(f"{called(row)} has terms for a site held so.")
    if edition == "personal":
        return Unmet(f"{called(row)} can only be held under the school's own agreement.")
    return Undetermined(
        f"No terms are recorded of a school edition of {called(row)}.", E_SAFETY, READ_AGAIN
    )


def the_terms_are_known_and_current(q: Question) -> Answer:
    row = _row(q)
    if found := doubt(q, row):
        return found
    by_agreement = EDITION[q.proposal.holding] == "school" and row.min_age_with_consent
    if asked(q, row) == "unknown" and not by_agreement:
        return Undetermined(
            f"It is not known what age {called(row)} asks for.", E_SAFETY, READ_AGAIN
        )
    return Met(f"The terms of {called(row)} are verified and recent.")


def the_terms_allow_how_it_is_held(q: Question) -> Answer:
    row = _row(q)
    banned = {"organisation_as_person", "invented_name"} & set(row.terms_forbid)
    if q.proposal.holding is Holding.PERSON and banned:
        return Unmet(f"{called(row)} forbids a personal profile that stands for a school.")
    return Met(f"The terms of {called(row)} do not forbid it.")


def no_pupil_accounts(q: Question) -> str:
    return "" if q.proposal.pupil_routes & HANDS_ON else "No pupil holds or uses an account."


def staff_are_old_enough(q: Question) -> Answer:
    row = _row(q)
    if too_young(ADULT, row.admin_min_age):
        return Undetermined(
            f"It is not known from what age {called(row)} lets a person run a site.",
            E_SAFETY,
            READ_AGAIN,
        )
    return Met("The staff who run the site are adults.")


def pupils_are_old_enough_for_an_account(q: Question) -> Answer:
    return admitted(q, _row(q), q.proposal.contributor_pupils)


def no_shared_log_in(q: Question) -> str:
    shared = PupilRoute.STAFF_LOGIN in q.proposal.pupil_routes
    return "" if shared else "No pupil uses a member of staff's log-in."


def nobody_shares_a_log_in(q: Question) -> Answer:
    row = _row(q)
    if any(one.startswith("shared_login") for one in row.terms_forbid):
        return Unmet(f"{called(row)} forbids that pupils use a member of staff's log-in.")
    return Met("The terms do not forbid it; the pupils count as account holders.")


def nobody_without_account(q: Question) -> str:
    without = PupilRoute.WITHOUT_ACCOUNT in q.proposal.pupil_routes
    return "" if without else "No pupil adds to the site without an account."


def pupils_may_add_without_an_account(q: Question) -> Answer:
    row = _row(q)
    if row.scope in {"by_host", "unknown"}:
        return Undetermined(
            f"It is not known whether the age of {called(row)} binds people without an account.",
            E_SAFETY,
            READ_AGAIN,
        )
    if row.scope in {"account", "none"} and not row.min_age_to_contribute:
        return Met(f"{called(row)} asks an age of account holders alone.")
    return admitted(q, row, q.proposal.contributor_pupils)


def parents_agree_where_the_terms_want_it(q: Question) -> Answer:
    if q.proposal.parental_agreement:
        return Met("A parent or guardian of each of these pupils has agreed.")
    said = "has not agreed" if q.proposal.parental_agreement is False else "is not said to agree"
    return Unmet(f"{called(_row(q))} wants a parent's agreement, and each parent {said}.")


def _uses(q: Question) -> bool:
    row, routes = q.host.row, q.proposal.pupil_routes
    without = PupilRoute.WITHOUT_ACCOUNT in routes and row is not None and row.scope != "account"
    return bool(routes & HANDS_ON) or without


def parents_not_wanted(q: Question) -> str:
    row, pupils = q.host.row, q.proposal.contributor_pupils
    wanted = row and pupils and _uses(q) and parents_asked(q, row, pupils.youngest_on(q.on))
    return "" if wanted else "The terms want no parent's agreement here."


def not_let_in_by_the_school(q: Question) -> str:
    row, pupils = q.host.row, q.proposal.contributor_pupils
    if row and pupils and _uses(q):
        youngest = pupils.youngest_on(q.on)
        if too_young(youngest, asked(q, row)) and by_school(q, row, youngest):
            return ""
    return "No pupil is let in by the school's consent."


STAFF_LET_THROUGH = frozenset({Comments.OFF, Comments.MODERATED})


def commenters_are_old_enough(q: Question) -> Answer:
    comments = q.proposal.comments
    if comments is None:
        return Unmet("It is not said who may comment.", "Say who may comment.")
    if comments in STAFF_LET_THROUGH:
        return Met("Nobody comments unless staff let the comment through.")
    if comments is Comments.EMBEDDED:
        return _may_comment(q, _comment_service(q))
    if q.proposal.hosting is Hosting.SCHOOL:
        return Met("The accounts are the school's own.")
    return _may_comment(q, q.host.row)


def _comment_service(q: Question) -> Platform | None:
    typed = (q.proposal.comment_service or "").casefold()
    rows = q.catalogue.platforms
    found = next((row for row in rows if typed in {row.key, called(row).casefold()}), None)
    return resolve(q.catalogue, found.key) if found else None


def _may_comment(q: Question, row: Platform | None) -> Answer:
    if row is None:
        return _commenting_is_unknown(q)
    if not q.proposal.children:
        return doubt(q, row) or Met(f"The site is for adults, whom {called(row)} admits.")
    pupils = [one for one in (q.proposal.audience_pupils, q.proposal.contributor_pupils) if one]
    youngest = min(pupils, key=lambda one: one.youngest_on(q.on), default=None)
    answer = admitted(q, row, youngest)
    certain = isinstance(answer, Unmet) and usable(q, row)
    return answer if certain else doubt(q, row) or answer


def _commenting_is_unknown(q: Question) -> Answer:
    if q.proposal.comments is Comments.EMBEDDED and not q.proposal.comment_service:
        return Unmet(
            "It is not said which service runs the comment box.",
            "Name the service.",
            "comment_service",
        )
    return Undetermined("It is not known whose terms bind those who comment.", E_SAFETY, READ_AGAIN)


def _row(q: Question) -> Platform:
    """Return the row that the site stands under; `no_terms` has spared every case without one."""
    assert q.host.row is not None
    return q.host.row


TERMS = Clause(
    id="7.3",
    title="The provider's terms and ages",
    words="An official site keeps to the terms of whoever provides it, above all to the lowest "
    "age that they ask for.",
    source=Source.SCHOOL,
    checks=(
        Fact(the_host_is_known, "Say who hosts the site, on which platform, where.", "platform"),
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
            answered("audience_pupils"),
            "Give the age of the youngest and of the oldest.",
            "audience_pupils",
            applies=no_children_meant,
        ),
        Fact(
            answered("contributor_pupils"),
            "Give the age of the youngest and of the oldest.",
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
            applies=unless(school_hosted, no_terms, no_usable_terms, no_pupil_accounts),
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
            "Switch comments off, or let staff read each one before it shows.",
            "comments",
        ),
        Fact(
            parents_agree_where_the_terms_want_it,
            "Ask each parent or guardian in writing first, or let staff post for the pupils.",
            "parental_agreement",
            applies=unless(school_hosted, no_terms, no_usable_terms, parents_not_wanted),
        ),
        Declaration(
            (Named.ADMINISTRATORS,),
            "I hold the written agreement of a parent or guardian of every pupil who uses the "
            "site, and nobody uses it before.",
            applies=unless(school_hosted, no_terms, no_usable_terms, parents_not_wanted),
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
            applies=unless(school_hosted, no_pupil_accounts),
        ),
    ),
)
