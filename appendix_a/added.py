"""Clauses that a school's edition may add where section 7 and the model ask nothing.

Each is asked only at a school whose edition adds it: the naming rule and the forbidden platforms
by what the edition lists, the others by a tick in “What the school asks for beyond the model”.
"""

from appendix_a.reading.applies import (
    no_address,
    no_terms,
    not_added,
    not_asked_then,
    not_said_by_the_edition,
    school_hosted,
)
from appendix_a.reading.case import SignOffStep
from appendix_a.reading.clause import (
    Clause,
    Context,
    Duty,
    Fact,
    Judgement,
    Owner,
    Source,
    answered,
    unless,
)
from appendix_a.reading.host import named_row
from appendix_a.reading.thresholds import Addition
from appendix_a.values.answers import Answer, Met, Unmet
from appendix_a.values.wording import letters

# S.1 ------------------------------------------------------------------------------------------


def the_name_of_the_account_follows_the_rule(context: Context) -> Answer:
    words = context.thresholds.account_words
    where = letters(context.identity.canonical or context.proposal.address or "")
    if any(letters(one) in where for one in words if letters(one)):
        return Met("The address carries the name that the school asks for.")
    return Unmet(f"The address carries none of these: {', '.join(words)}.")


NAMING_RULE = Clause(
    id="S.1",
    title="The name of an account",
    words="Each account or address carries the name by which the school is known, as the school's "
    "edition lists it.",
    source=Source.ADDED,
    cites=("The school's edition",),
    applies=not_said_by_the_edition("account_words"),
    checks=(
        Fact(
            the_name_of_the_account_follows_the_rule,
            "Choose an address with the school's name in it.",
            "address",
            applies=no_address,
        ),
    ),
)

# S.2 ------------------------------------------------------------------------------------------


def the_platform_is_not_forbidden(context: Context) -> Answer:
    row = context.host.row
    assert row is not None  # `no_terms`
    listed = context.thresholds.forbidden_platforms
    barred = (named_row(context.catalogue, one) for one in listed)
    keys = {one.key for one in barred if one} | {one.casefold() for one in listed}
    if row.key in keys or row.called.casefold() in keys:
        return Unmet(f"The school has no site on {row.called}, whatever its terms say.")
    return Met(f"{row.called} is not on the list of platforms that the school rules out.")


FORBIDDEN_PLATFORMS = Clause(
    id="S.2",
    title="Platforms that the school rules out",
    words="On the platforms that the school or its authority has listed there is no official "
    "site, whatever their terms allow.",
    source=Source.ADDED,
    cites=("The school's edition",),
    applies=not_said_by_the_edition("forbidden_platforms"),
    checks=(
        Fact(
            the_platform_is_not_forbidden,
            "Choose another platform.",
            "platform",
            applies=unless(school_hosted, no_terms),
        ),
    ),
)

# S.3 ------------------------------------------------------------------------------------------


def no_promotion(context: Context) -> str:
    return "" if context.proposal.paid_promotion else "The school does not pay for promotion."


PAID_PROMOTION = Clause(
    id="S.3",
    title="Paid promotion",
    words="The school says beforehand whether it pays to have a site shown to more people, and "
    "leadership decides.",
    source=Source.ADDED,
    cites=("The school's edition",),
    owners=(Owner.PROPOSER, Owner.PRINCIPAL),
    applies=not_added(Addition.PROMOTION),
    checks=(
        Fact(
            answered("paid_promotion"),
            "Say whether the school will pay for it.",
            "paid_promotion",
            applies=not_asked_then("paid_promotion"),
        ),
        Judgement(
            SignOffStep.FINAL,
            "Is it right to pay for this, and who will it be shown to?",
            applies=no_promotion,
        ),
        Duty("Nothing is shown to children by paid promotion.", applies=no_promotion),
    ),
)

# S.4 ------------------------------------------------------------------------------------------

PUBLIC_CONTACT = Clause(
    id="S.4",
    title="What a site says about itself",
    words="A site says that it is the school's, who answers for it and how to reach the school.",
    source=Source.ADDED,
    cites=("The school's edition",),
    owners=(Owner.ADMINISTRATORS,),
    applies=not_added(Addition.CONTACT),
    checks=(
        Fact(
            answered("public_contact"),
            "Give an address or a number of the school's, never a personal one.",
            "public_contact",
            applies=not_asked_then("public_contact"),
        ),
        Fact(
            answered("account_statement"),
            "Write what it says there: whose site it is, and who looks at it and when.",
            "account_statement",
            applies=not_asked_then("account_statement"),
        ),
        Duty("What the site says about itself stays there, and stays true."),
    ),
)

# S.5 ------------------------------------------------------------------------------------------

ALTERNATIVE_TEXT = Clause(
    id="S.5",
    title="Pictures and films for everybody",
    words="Pictures have a description, and films have captions, so that everybody can follow.",
    source=Source.ADDED,
    cites=("The school's edition",),
    owners=(Owner.ADMINISTRATORS,),
    applies=not_added(Addition.ALTERNATIVE_TEXT),
    checks=(
        Fact(
            answered("alternative_text"),
            "Say who writes the descriptions and captions.",
            "alternative_text",
            applies=not_asked_then("alternative_text"),
        ),
        Duty("Each picture has its description, and each film its captions."),
    ),
)

CLAUSES: tuple[Clause, ...] = (
    NAMING_RULE,
    FORBIDDEN_PLATFORMS,
    PAID_PROMOTION,
    PUBLIC_CONTACT,
    ALTERNATIVE_TEXT,
)
