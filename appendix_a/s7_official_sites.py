"""Section 7 of the school's policy: what an official site is for, and on whose terms it stands."""

import re

from appendix_a.reading.applies import no_pupils_involved
from appendix_a.reading.case import Registered, SignOffStep, SiteStatus
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
    answered,
    unless,
)
from appendix_a.reading.proposal import THE_SCHOOL, Group
from appendix_a.values.answers import Answer, Met, Unmet
from appendix_a.values.wording import IDEOGRAPHS, is_a_repetition, words_of

# 7.1 ------------------------------------------------------------------------------------------


def no_audience(context: Context) -> str:
    return "" if context.proposal.audience else "The audience is not named yet."


def somebody_of_the_school_is_meant(context: Context) -> Answer:
    if context.proposal.audience & THE_SCHOOL:
        return Met("The site is for people of the school.")
    others = _listed(context.proposal.audience)
    return Unmet(f"The site is only for {others}; an official site serves the school's own people.")


def each_group_has_its_relevance(context: Context) -> Answer:
    told = {one.group for one in context.proposal.relevance if one.words}
    untold = context.proposal.audience - told
    if untold:
        return Unmet(f"The proposal does not say why the site matters to {_listed(untold)}.")
    return Met("The proposal says why the site matters to each group.")


def _listed(groups: frozenset[Group]) -> str:
    words = [one.label.lower() for one in Group if one in groups]
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


RELEVANCE = Clause(
    id="7.1",
    title="Relevant to the school",
    words="An official site publishes what belongs to the school's work and is of interest and "
    "use to pupils, families and staff.",
    source=Source.SCHOOL,
    cites=("School policy, 7.1",),
    owners=(Owner.PROPOSER, Owner.LINE_MANAGER),
    evidence=Evidence.SCHOOL,
    checks=(
        Fact(answered("audience"), "Tick who the site is for.", "audience"),
        Fact(
            somebody_of_the_school_is_meant,
            "Add pupils, families or staff if the site is for them too; otherwise it is not one "
            "for this register.",
            "audience",
            applies=no_audience,
        ),
        Fact(
            each_group_has_its_relevance,
            "Write one sentence for that group, or take the group out.",
            "relevance",
            applies=no_audience,
        ),
        Fact(answered("proposed_content"), "Say what will be published.", "proposed_content"),
        Judgement(
            SignOffStep.AIMS,
            "Does the content belong to the school's work, and is it of interest and use to each "
            "group that it is for?",
        ),
    ),
)

# 7.2 ------------------------------------------------------------------------------------------


def no_reason(context: Context) -> str:
    return "" if context.proposal.reason_statement else "The proposal gives no reason yet."


def the_reason_is_long_enough(context: Context) -> Answer:
    text, needed = context.proposal.reason_statement or "", context.thresholds.reason_length
    if _is_short(text, needed):
        return Unmet(f"The reason has {len(text)} characters; at least {needed} are needed.")
    return Met("The reason is long enough to be judged.")


def too_short_to_read(context: Context) -> str:
    text = context.proposal.reason_statement or ""
    short = _is_short(text, context.thresholds.reason_length)
    return "The reason is too short to be read as one." if short else ""


def _is_short(text: str, needed: int) -> bool:
    """An ideograph says as much as three letters."""
    return len(text) < needed and len(text) + 2 * len(IDEOGRAPHS.findall(text)) < needed


WORD = re.compile(r"\w+")


def the_reason_is_not_filler(context: Context) -> Answer:
    if is_a_repetition(words_of(context.proposal.reason_statement or "")):
        return Unmet("The reason repeats itself instead of saying something.")
    return Met("The reason is not the same few words again and again.")


def the_reason_is_not_the_aims_again(context: Context) -> Answer:
    if " ".join(context.cached(_reason)) in " ".join(_words(context.proposal.aims or "")):
        return Unmet("The reason is copied from the aims.")
    return Met("The reason stands on its own.")


def _reason(context: Context) -> list[str]:
    return _words(context.proposal.reason_statement or "")


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def no_other_site_does_this(context: Context) -> Answer:
    twin = next((site for site in context.case.register_ if _same_purpose(context, site)), None)
    if twin is None:
        return Met("No other official site has this audience and this kind of reason.")
    if context.proposal.why_not_existing:
        return Met(f"The proposal says why “{twin.title}” is not enough.")
    return Unmet(f"“{twin.title}” is for the same people and has the same kind of reason.")


def _same_purpose(context: Context, site: Registered) -> bool:
    return (
        site.status in {SiteStatus.AWAITING_LAUNCH, SiteStatus.LIVE}
        and site.address != context.identity.canonical  # the site itself, that is proposed anew
        and site.audience == context.proposal.audience
        and site.reason_kinds == context.proposal.reason_kinds
    )


REASON = Clause(
    id="7.2",
    title="A strong reason",
    words="A new official site needs a strong reason, pedagogical or business; leadership judges "
    "whether it is strong.",
    source=Source.SCHOOL,
    cites=("School policy, 7.2",),
    owners=(Owner.PROPOSER, Owner.PRINCIPAL),
    evidence=Evidence.SCHOOL,
    checks=(
        Fact(answered("reason_kinds"), "Tick pedagogical, business or both.", "reason_kinds"),
        Fact(answered("reason_statement"), "Say why the site is needed.", "reason_statement"),
        Fact(
            the_reason_is_long_enough,
            "Add what the site does that nothing else does.",
            "reason_statement",
            applies=no_reason,
        ),
        Fact(
            the_reason_is_not_filler,
            "Give the reason in plain sentences.",
            "reason_statement",
            applies=unless(no_reason, too_short_to_read),
        ),
        Fact(
            the_reason_is_not_the_aims_again,
            "Say why it takes a site of its own to reach the aims.",
            "reason_statement",
            applies=unless(
                no_reason, lambda context: "" if context.proposal.aims else "There are no aims."
            ),
        ),
        Fact(
            no_other_site_does_this,
            "Say why that site is not enough, or use it instead.",
            "why_not_existing",
        ),
        Judgement(SignOffStep.FINAL, "Is the reason strong enough for an official site?"),
    ),
)

# 7.3 is long, and stands in `s7_3_terms.py`.

# 7.4 ------------------------------------------------------------------------------------------


BEST_INTERESTS = Clause(
    id="7.4",
    title="In the best interests of children",
    words="Whoever creates an official site, or takes part in one, puts the interests of children "
    "first.",
    source=Source.SCHOOL,
    cites=("School policy, 7.4",),
    owners=(Owner.EVERYONE, Owner.PRINCIPAL),
    evidence=Evidence.SCHOOL,
    checks=(
        Fact(
            answered("child_benefit"),
            "Say what good the site does for the pupils it involves.",
            "child_benefit",
            applies=no_pupils_involved,
        ),
        Declaration(
            (Named.PROPOSER, Named.ADMINISTRATORS, Named.MODERATORS),
            "In everything I do for this site I put the interests of children and young people "
            "first.",
        ),
        Judgement(
            SignOffStep.FINAL, "Is the site in the best interests of the children it touches?"
        ),
        Duty("Whatever stands against a child's interests is taken down at once."),
    ),
)

CLAUSES: tuple[Clause, ...] = (RELEVANCE, REASON, BEST_INTERESTS)
