"""Model Appendix A, part 4: what stands on a site."""

from appendix_a.addresses import within
from appendix_a.answers import Answer, Met, Undetermined, Unmet
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
from appendix_a.proposal import Holding

# A.4.9 ----------------------------------------------------------------------------------------


def no_account(q: Question) -> str:
    without = q.proposal.holding is Holding.NO_ACCOUNT
    return "There is no account to hold." if without else ""


def no_mailbox(q: Question) -> str:
    return "" if q.proposal.account_email else "No address is given yet."


def no_recovery(q: Question) -> str:
    return "" if q.proposal.recovery_email else "There is no second address for recovery."


def the_account_is_on_a_school_address(q: Question) -> Answer:
    return _of_the_school(q, q.proposal.account_email or "")


def recovery_is_on_a_school_address(q: Question) -> Answer:
    return _of_the_school(q, q.proposal.recovery_email or "")


def _of_the_school(q: Question, email: str) -> Answer:
    if not q.school.domains:
        return Undetermined(
            "The school's own e-mail domains are not recorded.", "The registrar", "record them."
        )
    host = email.rpartition("@")[2].casefold()
    if any(within(host, domain) for domain in q.school.domains):
        return Met("It is one of the school's own addresses.")
    return Unmet(f"{host} is not one of the school's own e-mail domains.")


NO_PERSONAL_DETAILS = Clause(
    id="A.4.9",
    title="No personal contact details",
    words="Staff never give personal contact details on a site, and its account is held on a "
    "school address.",
    source=Source.MODEL,
    checks=(
        Fact(
            answered("account_email"),
            "Give the school address that holds the account.",
            "account_email",
            applies=no_account,
        ),
        Fact(
            the_account_is_on_a_school_address,
            "Use a school e-mail address.",
            "account_email",
            applies=unless(no_account, no_mailbox),
        ),
        Fact(
            recovery_is_on_a_school_address,
            "Use a school e-mail address for recovery too.",
            "recovery_email",
            applies=unless(no_account, no_recovery),
        ),
        Declaration(
            (Named.ADMINISTRATORS, Named.MODERATORS),
            "I give no personal contact details on this site, neither mine nor anyone else's.",
        ),
        Duty("No personal contact details of staff appear on the site."),
    ),
)

CLAUSES: tuple[Clause, ...] = (NO_PERSONAL_DETAILS,)
