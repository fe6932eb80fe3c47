"""What terms and law ask of the age of those who take part, read for one case on one day.

Both speak of where a pupil lives: the strictest answer of the pupils' homes stands.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from appendix_a.platforms.catalogue import Age, Doubt, Platform, age, doubts, later_ages
from appendix_a.platforms.consent import HIGHEST, LOWEST, changes
from appendix_a.platforms.law import Law
from appendix_a.platforms.places import UNITED_KINGDOM, Jurisdiction
from appendix_a.reading.applies import pupils_do_not_touch_it
from appendix_a.reading.clause import Context
from appendix_a.reading.host import E_SAFETY, EDITION
from appendix_a.reading.proposal import AgeRange, PupilRoute
from appendix_a.values.answers import Answer, Met, MetUntil, Undetermined, Unmet, day_in_words

ADULT = 18
READ_AGAIN = "read the terms again, and record the row with its source and the day."

TRY_IT = "look at the platform's help pages, or try it, and record what it asks for."
PASSING = Met | MetUntil

GONE: dict[Doubt, tuple[str, str]] = {
    "retired": ("{name} has closed.", "Choose another platform."),
    "renamed": (
        "{name} goes by another name now.",
        "Choose it in the list under the name that it has now.",
    ),
}
"""What no reading of the terms can mend: the site has to be somewhere else."""
SETTLED_BY: dict[Doubt, str] = {
    "unverified": "read the provider's own terms, and record what they say, with their address "
    "and the day.",
}
"""Who ends a doubt reads the terms again, or for the first time in the provider's own words."""
DOUBTS: dict[Doubt, str] = {
    **{one: said for one, (said, _) in GONE.items()},
    "resolve_first": "“{name}” is a kind of site, not a platform.",
    "unverified": "Nobody has verified what is recorded of the terms of {name}.",
    "never_read": "It is not recorded when the terms of {name} were read.",
    "stale": "The terms of {name} were last read on {day}, which is too long ago.",
}
UNUSABLE: frozenset[Doubt] = frozenset({"resolve_first", "unverified"})
"""Doubts under which a row's number says nothing, not even that something is unmet."""


def the_row(context: Context) -> Platform:
    """The row that the site stands under; `no_terms` has exempted every case without one."""
    assert context.host.row is not None
    return context.host.row


def homes(context: Context) -> tuple[Jurisdiction, ...]:
    """Where the pupils live who touch the site; the school's place where that is not asked."""
    return context.cached(_homes)


def _homes(context: Context) -> tuple[Jurisdiction, ...]:
    lived_in = () if pupils_do_not_touch_it(context) else sorted(context.proposal.pupil_homes)
    return tuple(lived_in) or (context.school.jurisdiction,)


def spoken_place(home: Jurisdiction) -> str:
    """Name the country whose terms and law hold there."""
    return "the United Kingdom" if home in UNITED_KINGDOM else home.label


def strictest(answers: Iterable[Answer]) -> Answer:
    """The weightiest answer, the first of its weight, with the warnings of all.

    Raises ValueError where there is none.
    """
    given = list(answers)
    found = min(given, key=_weight)
    warnings = [one.warning for one in given if isinstance(one, Met | MetUntil) and one.warning]
    if warnings and isinstance(found, Met | MetUntil):
        return replace(found, warning=" ".join(dict.fromkeys(warnings)))
    return found


def _weight(answer: Answer) -> tuple[int, date]:
    match answer:
        case Unmet():
            return 0, date.min
        case Undetermined():
            return 1, date.min
        case MetUntil(day):
            return 2, day
        case Met():
            return 3, date.min


# What the terms ask ---------------------------------------------------------------------------


def doubt(context: Context, row: Platform) -> Undetermined | Unmet | None:
    """Say why the row cannot carry *met* today; None where it can."""
    return next((found for home in homes(context) if (found := _doubt(context, row, home))), None)


def _doubt(context: Context, row: Platform, home: Jurisdiction) -> Undetermined | Unmet | None:
    found = _doubts(context, row, home)
    if not found:
        return None
    day = day_in_words(row.checked_on) if row.checked_on else ""
    words = DOUBTS[found[0]].format(name=row.called, day=day)
    if found[0] in GONE:
        return Unmet(words, GONE[found[0]][1], "platform")
    return Undetermined(words, E_SAFETY, SETTLED_BY.get(found[0], READ_AGAIN))


def _doubts(context: Context, row: Platform, home: Jurisdiction) -> tuple[Doubt, ...]:
    return doubts(row, home.terms_place, context.on, context.thresholds.fresh_months)


def usable(context: Context, row: Platform) -> bool:
    """Whether the row's numbers can be read for at least one of the homes."""
    return any(_usable(context, row, home) for home in homes(context))


def _usable(context: Context, row: Platform, home: Jurisdiction) -> bool:
    return not UNUSABLE.intersection(_doubts(context, row, home))


def asked(context: Context, row: Platform, home: Jurisdiction | None = None) -> Age:
    """Return the lowest age at which a person who lives there may hold an account and add.

    Without a home it is that of the school's own place.
    """
    account = age(row, (home or context.school.jurisdiction).terms_place, context.on)
    return _with_more(row, account)


def _with_more(row: Platform, account: Age) -> Age:
    more = row.min_age_to_contribute
    if more is None or account == "unknown":
        return account
    return more if account == "none" else max(account, more)


def not_known(row: Platform, home: Jurisdiction) -> Undetermined:
    """Nobody has found what age the terms ask for there, however often they were read."""
    return Undetermined(
        f"It is not known what age {row.called} asks for in {spoken_place(home)}.",
        E_SAFETY,
        ASK_THEM,
    )


ASK_THEM = (
    "find the age in the terms, or ask the provider in writing, and record the number. Record "
    "“none” only where the terms themselves say that there is none."
)


def by_school(context: Context, row: Platform, youngest: int) -> bool:
    """Whether the school's own consent or agreement lets in pupils of this age.

    It counts in the accounts that the school manages, and in others only where the terms say so.
    """
    route = row.min_age_with_consent
    if route is None or route.age == "unknown" or _below(youngest, route.age):
        return False
    if row.consent_by == "either" and row.school_consent == "any":
        return True
    return managed(context, row) and row.consent_by in {"school", "both", "either"}


def managed(context: Context, row: Platform) -> bool:
    """Whether the accounts are the school's to manage: by the kind of account, or by the platform."""
    chosen = EDITION[context.proposal.holding] == "school"
    return "school" in row.editions and (chosen or row.editions == ("school",))


def _perhaps_by_school(row: Platform, youngest: int) -> bool:
    """Whether the school's consent might let them in, and nobody knows in which accounts."""
    route = row.min_age_with_consent
    opens = route is not None and not too_young(youngest, route.age)
    return opens and row.consent_by == "either" and row.school_consent == "unknown"


def parents_asked(context: Context, row: Platform, youngest: int) -> bool:
    """Whether the terms want a parent's agreement for pupils of this age who are let in."""
    free = row.age_free_of_parent_agreement
    jointly = row.consent_by == "both" and below_somewhere(context, row, youngest)
    return jointly or (free is not None and youngest < free)


def below_somewhere(context: Context, row: Platform, youngest: int) -> bool:
    """Whether somebody of this age is below what the terms ask at one of the homes."""
    return any(too_young(youngest, asked(context, row, home)) for home in homes(context))


def too_young(youngest: int, age_asked: Age) -> bool:
    """Whether somebody of this age is below it; an unknown age is above everyone."""
    return age_asked == "unknown" or _below(youngest, age_asked)


def _below(youngest: int, age_asked: Age) -> bool:
    return isinstance(age_asked, int) and youngest < age_asked


def admitted(context: Context, row: Platform, pupils: AgeRange | None) -> Answer:
    """Whether the terms let the youngest of these pupils take part, wherever they live."""
    if pupils is None:
        return Unmet("The age of the pupils is not given.", "Give their ages, or their years.")
    return strictest(_admitted(context, row, pupils, home) for home in homes(context))


def _admitted(context: Context, row: Platform, pupils: AgeRange, home: Jurisdiction) -> Answer:
    if not _usable(context, row, home):
        return _doubt(context, row, home) or not_known(row, home)
    youngest, wanted = pupils.youngest_on(context.on), asked(context, row, home)
    if by_school(context, row, youngest) and too_young(youngest, wanted):
        return Met(f"{row.called} lets pupils of {youngest} in with the school's consent.")
    if wanted == "unknown":
        return not_known(row, home)
    if too_young(youngest, wanted) and _perhaps_by_school(row, youngest):
        return Undetermined(
            f"{row.called} asks for {wanted} in {spoken_place(home)}, and it is not known in which "
            "accounts the school's consent lets younger pupils in.",
            E_SAFETY,
            READ_AGAIN,
        )
    if too_young(youngest, wanted):
        return Unmet(_too_young(context, row, pupils, home, wanted))
    return _until_it_rises(context, row, pupils, home) or _old_enough(row, youngest, home, wanted)


def _old_enough(row: Platform, youngest: int, home: Jurisdiction, wanted: Age) -> Met:
    if wanted == "none":
        return Met(f"The terms of {row.called} state no lowest age.")
    where = spoken_place(home)
    return Met(f"{row.called} asks for {wanted} in {where}; the youngest pupil is {youngest}.")


def _until_it_rises(
    context: Context, row: Platform, pupils: AgeRange, home: Jurisdiction
) -> MetUntil | None:
    for day, account in later_ages(row, home.terms_place, context.on):
        youngest, wanted = pupils.youngest_on(day), _with_more(row, account)
        if too_young(youngest, wanted) and not by_school(context, row, youngest):
            years = "an age that nobody knows" if wanted == "unknown" else wanted
            where = spoken_place(home)
            return MetUntil(
                day, f"{row.called} asks for {years} in {where} from {day_in_words(day)}."
            )
    return None


def _too_young(
    context: Context, row: Platform, pupils: AgeRange, home: Jurisdiction, wanted: Age
) -> str:
    where, youngest = spoken_place(home), pupils.youngest_on(context.on)
    said = f"{row.called} asks for {wanted} in {where}; the youngest pupil is {youngest}."
    route = row.min_age_with_consent
    if route and row.consent_by == "parent" and not too_young(youngest, route.age):
        said += _opened_by_a_parent(context, row)
    if (
        route
        and row.consent_by in {"school", "either", "both"}
        and not too_young(youngest, route.age)
    ):
        said += " The school's consent counts only in accounts that the school itself manages."
    return said + _met_from(pupils, wanted, context.on)


def _opened_by_a_parent(context: Context, row: Platform) -> str:
    routes = context.proposal.pupil_routes
    if routes and PupilRoute.OWN_ACCOUNT not in routes:
        return ""  # the account is the school's: no parent opens it
    if routes and row.consented_may_publish == "no":
        return (
            " A parent can open it to them only to look: nobody publishes there with such an "
            "account."
        )
    return " Only a parent can open it to them, and no school can do that for a parent."


def _met_from(pupils: AgeRange, wanted: Age, on: date) -> str:
    """Say from which day they are old enough, where that is to come and known."""
    day = pupils.older_from
    if day is None or day <= on or too_young(pupils.youngest_on(day), wanted):
        return ""
    return f" It would be met from {day_in_words(day)}."


# What the law asks ----------------------------------------------------------------------------

NO_LAW = Met("No law prevents these pupils from having an account there.")


def under_law(context: Context, row: Platform, pupils: AgeRange) -> Answer:
    """Whether the law lets these pupils hold accounts there; what is coming warns."""
    binding = ((law, home) for home in homes(context) for law in context.law if home in law.binds)
    return strictest([NO_LAW, *(_under(context, law, row, pupils, home) for law, home in binding)])


def _under(
    context: Context, law: Law, row: Platform, pupils: AgeRange, home: Jurisdiction
) -> Answer:
    agreed = law.parents_may_consent and context.proposal.parental_agreement
    if law.reach(row.key) == "exempt" or law.ended(context.on) or agreed:
        return NO_LAW
    day = max(law.starts or context.on, context.on)
    if not _below(pupils.youngest_on(day), law.age):
        return NO_LAW
    if law.starts is None:
        return replace(NO_LAW, warning=_coming(context, law, row, home))
    said = _said(law, row, home)
    if law.starts > context.on:
        return MetUntil(law.starts, f"From {day_in_words(law.starts)}, {said}")
    if law.reach(row.key) == "unclear":
        return Undetermined(_begun(said), E_SAFETY, "find out, and record the law with its source.")
    return Unmet(
        f"{_begun(said)} {_youngest(pupils, context.on)}{_met_from(pupils, law.age, context.on)}"
    )


def _said(law: Law, row: Platform, home: Jurisdiction) -> str:
    where, platform = spoken_place(home), row.called
    if law.reach(row.key) == "unclear":
        return f"it is not known whether {law.name} applies to {platform} for anybody below {law.age} in {where}."
    return f"by {law.name}, nobody below {law.age} in {where} may {law.bars} on {platform}."


def _begun(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _coming(context: Context, law: Law, row: Platform, home: Jurisdiction) -> str:
    """Warn of a law without a day. `look_again` stands on every such row that binds anybody."""
    assert law.look_again is not None
    day = day_in_words(law.look_again)
    overdue = f"Somebody should have looked at it again by {day}."
    again = f"Look at it again by {day}." if context.on <= law.look_again else overdue
    return f"Not in force yet: {_said(law, row, home)} {again}"


def _youngest(pupils: AgeRange, on: date) -> str:
    return f"The youngest pupil is {pupils.youngest_on(on)}."


def agree_alone(context: Context, pupils: AgeRange, home: Jurisdiction) -> Answer:
    """Whether a pupil who lives there may agree to an account without a parent (Article 8)."""
    country, youngest = context.consent.get(home), pupils.youngest_on(context.on)
    wanted: Age = country.age(context.on) if country else "unknown"
    least = LOWEST if wanted == "unknown" else wanted
    where = spoken_place(home)
    if too_young(youngest, least):
        return Unmet(
            f"Below {least}, a child in {where} has an account only if a parent agrees. "
            f"{_youngest(pupils, context.on)}"
        )
    if wanted == "unknown" and youngest < HIGHEST:
        return Undetermined(
            f"It is not known for certain from what age a child in {where} can agree without a parent.",
            E_SAFETY,
            "ask each parent or guardian, and record that all have agreed.",
        )
    for day, later in changes(country, context.on) if country else ():
        if _below(pupils.youngest_on(day), HIGHEST if later == "unknown" else later):
            return MetUntil(
                day,
                f"A different age for agreeing without a parent applies in {where} from {day_in_words(day)}.",
            )
    return Met(f"At {youngest}, a child in {where} can agree without a parent.")
