"""Section 5 of the school's policy: how people behave in its name."""

from urllib.parse import unquote

from appendix_a.reading.applies import in_the_register, no_account, no_address
from appendix_a.reading.case import SignOffStep
from appendix_a.reading.clause import (
    Clause,
    Context,
    Declaration,
    Duty,
    Evidence,
    Fact,
    Judgement,
    Named,
    Owner,
    Source,
    unless,
)
from appendix_a.reading.names import Bearer, Likeness, bearer, spoken
from appendix_a.values.answers import Answer, Met, Unmet

ALL_NAMED = (Named.PROPOSER, Named.ADMINISTRATORS, Named.MODERATORS)
THOSE_WHO_RUN_IT = (Named.ADMINISTRATORS, Named.MODERATORS)

# 5.1 ------------------------------------------------------------------------------------------


def no_title(context: Context) -> str:
    return "" if context.proposal.title else "It has no title yet."


def no_mailbox(context: Context) -> str:
    return "" if context.proposal.account_email else "No address is given yet."


def no_recovery(context: Context) -> str:
    return "" if context.proposal.recovery_email else "There is no second address for recovery."


def the_title_names_nobody(context: Context) -> Answer:
    return _nobodys("title", _bearer(context, context.proposal.title or ""))


def the_address_names_nobody(context: Context) -> Answer:
    return _nobodys("address", _bearer(context, unquote(context.proposal.address or "")))


def the_account_is_on_nobodys_own_mailbox(context: Context) -> Answer:
    return _shared("account", _bearer(context, _mailbox(context.proposal.account_email)))


def recovery_is_on_nobodys_own_mailbox(context: Context) -> Answer:
    return _shared("recovery", _bearer(context, _mailbox(context.proposal.recovery_email)))


def _nobodys(what: str, found: Bearer | None) -> Answer:
    if found is None:
        return Met(f"The {what} does not carry the name of anybody at the school.")
    if found.likeness is Likeness.MAYBE:
        return Met(f"Nothing in the {what} is plainly somebody's name.", flag=_asks(what, found))
    return Unmet(f"The {what} carries the name of {found.whose}.")


def _shared(what: str, found: Bearer | None) -> Answer:
    """A mailbox is one person's where it is called by their full name, and asked about otherwise."""
    if found is None:
        return Met(f"The mailbox of the {what} is not called after anybody at the school.")
    if found.likeness is Likeness.FULL:
        return Unmet(f"The mailbox of the {what} is {found.whose}'s own.")
    return Met(
        f"The mailbox of the {what} is not plainly one person's own.",
        flag=_asks(f"mailbox of the {what}", found),
    )


def _asks(what: str, found: Bearer) -> str:
    return f"“{found.word}” in the {what} may be the name of {found.whose}."


def _mailbox(email: str | None) -> str:
    return (email or "").partition("@")[0]


def _bearer(context: Context, text: str) -> Bearer | None:
    """Who at the school has their name in this text; the school's own words are nobody's."""
    return bearer(text, context.cached(_names), context.cached(_schools_own))


def _schools_own(context: Context) -> frozenset[str]:
    return frozenset(spoken(" ".join((context.school.name, *context.school.domains))))


def _names(context: Context) -> tuple[str, ...]:
    return tuple(one.name for one in context.school.people.values())


SHARED = (
    "Give a mailbox that stays with the school when somebody leaves, such as that of the office or "
    "of the class."
)

APART = Clause(
    id="5.1",
    title="Personal and professional apart",
    words="People keep their work for the school and their personal life apart, and avoid conflicts "
    "of interest. A site is the school's: it carries nobody's own name, and its account does not "
    "depend on anybody's own mailbox.",
    source=Source.SCHOOL,
    cites=("School policy, 5.1",),
    checks=(
        Fact(
            the_title_names_nobody,
            "Choose a title that says what class or work it is about, and no person.",
            "title",
            applies=unless(in_the_register, no_title),
        ),
        Fact(
            the_address_names_nobody,
            "Choose an address that says what class or work it is about, and no person.",
            "address",
            applies=unless(in_the_register, no_address),
        ),
        Declaration(
            THOSE_WHO_RUN_IT,
            "I keep this site apart from my personal life, and have no conflict of interest in it "
            "but what I state here.",
        ),
        Fact(
            the_account_is_on_nobodys_own_mailbox,
            SHARED,
            "account_email",
            applies=unless(in_the_register, no_account, no_mailbox),
        ),
        Fact(
            recovery_is_on_nobodys_own_mailbox,
            SHARED,
            "recovery_email",
            applies=unless(in_the_register, no_account, no_recovery),
        ),
    ),
    owners=(Owner.ADMINISTRATORS, Owner.MODERATORS),
    evidence=Evidence.SCHOOL,
    left="That the account is held on an address of the school's is tested with the account, in "
    "part 4 of Appendix A.",
)

# 5.2 ------------------------------------------------------------------------------------------

PUBLISHING = Clause(
    id="5.2",
    title="Writing there is publishing",
    words="Whatever is on social media is published. What is unfit, offensive or brings the school "
    "into disrepute has consequences.",
    source=Source.SCHOOL,
    cites=("School policy, 5.2",),
    checks=(
        Judgement(
            SignOffStep.AIMS,
            "Is the planned content free of anything that could offend or harm the school's good "
            "name?",
            about=("proposed_content",),
        ),
    ),
    owners=(Owner.LINE_MANAGER,),
    evidence=Evidence.SCHOOL,
)

# 5.3 ------------------------------------------------------------------------------------------

OWN_VIEWS = Clause(
    id="5.3",
    title="Personal views",
    words="Nobody presents a personal view as the school's.",
    source=Source.SCHOOL,
    cites=("School policy, 5.3",),
    checks=(
        Declaration(ALL_NAMED, "I present no view of my own as the school's."),
        Duty("A personal view that stands there as the school's is taken down or put right."),
    ),
    owners=(Owner.EVERYONE,),
    evidence=Evidence.SCHOOL,
)

# 5.4 ------------------------------------------------------------------------------------------

CONFIDENTIAL = Clause(
    id="5.4",
    title="Personal information",
    words="Nobody discloses personal information about pupils, about staff or about professionals "
    "of other bodies.",
    source=Source.SCHOOL,
    cites=("School policy, 5.4",),
    checks=(
        Declaration(
            ALL_NAMED,
            "I disclose no personal information about pupils, colleagues or other professionals.",
        ),
        Duty("Personal information that should not stand there is taken down at once."),
    ),
    owners=(Owner.EVERYONE,),
    evidence=Evidence.SCHOOL,
)

# 5.5 ------------------------------------------------------------------------------------------

NO_COMMENT = Clause(
    id="5.5",
    title="No comment on people",
    words="Nobody comments on pupils, their families, colleagues or other professionals, let alone "
    "defames them.",
    source=Source.SCHOOL,
    cites=("School policy, 5.5",),
    checks=(
        Declaration(
            ALL_NAMED,
            "I neither comment on pupils, families, colleagues or other professionals, nor defame "
            "anybody.",
        ),
        Duty("A comment on such a person is taken down at once."),
    ),
    owners=(Owner.EVERYONE,),
    evidence=Evidence.SCHOOL,
)

# 5.6 ------------------------------------------------------------------------------------------

TRANSPARENT = Clause(
    id="5.6",
    title="Accurate, fair and transparent",
    words="Whoever creates or changes an online source for the school is accurate and fair, and "
    "makes plain for whom they write.",
    source=Source.SCHOOL,
    cites=("School policy, 5.6",),
    checks=(
        Judgement(
            SignOffStep.AIMS,
            "Will what is written be accurate and fair, and plain to readers as the school's?",
            about=("proposed_content", "fact_checker", "account_statement"),
        ),
        Duty("Mistakes are corrected openly, there and in other people's sources."),
    ),
    owners=(Owner.EVERYONE,),
    evidence=Evidence.SCHOOL,
    left="The public register shows whose a site is, what it is for, where it is hosted and "
    "whether it is in force. Writing in other people's sources is a request of its own kind.",
)

CLAUSES: tuple[Clause, ...] = (APART, PUBLISHING, OWN_VIEWS, CONFIDENTIAL, NO_COMMENT, TRANSPARENT)
