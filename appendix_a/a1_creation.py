"""Model Appendix A, part 1: creating a site with its readers, its end and its aims in view."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from appendix_a.reading.applies import (
    no_account,
    no_children_add,
    no_children_meant,
    no_organisations,
    no_other_people,
    no_other_schools,
    registered_already,
)
from appendix_a.reading.case import Role, SignOffStep
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
)
from appendix_a.reading.predicates import any_of, holds_one_of, takes_part
from appendix_a.values.answers import Answer, Met, Unmet, day_in_words

# A.1.1 ----------------------------------------------------------------------------------------

CONDUCT = Clause(
    id="A.1.1",
    title="As anywhere else in public",
    words="Anyone who uses social media for the school behaves there as they do anywhere else when "
    "they represent it in public.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.1.1",),
    owners=(Owner.PROPOSER, Owner.ADMINISTRATORS, Owner.MODERATORS),
    checks=(
        Declaration(
            (Named.PROPOSER, Named.ADMINISTRATORS, Named.MODERATORS),
            "On this site I behave as I do anywhere else where I stand for the school in public.",
        ),
    ),
)

# A.1.2 ----------------------------------------------------------------------------------------

WORTH_IT = Clause(
    id="A.1.2",
    title="Worth the effort",
    words="Before a site is created, somebody has thought out what it is meant to achieve, and "
    "that it is worth the effort. Clause 7.2 asks whether the reason is strong.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.1.2",
        "BBC, guidance",
        "Facebook, guide",
    ),
    owners=(Owner.PROPOSER, Owner.LINE_MANAGER, Owner.PRINCIPAL),
    evidence=Evidence.RELATIVE,
    checks=(
        Fact(answered("aims"), "Say what the site is meant to achieve.", "aims"),
        Judgement(
            SignOffStep.AIMS,
            "Is what the site is meant to achieve worth the effort it takes?",
            about=("aims", "hours_per_week", "posting"),
        ),
    ),
)

# A.1.3 ----------------------------------------------------------------------------------------


def _advisers(context: Context) -> tuple[Role, ...]:
    """Who may advise; a principal who proposes may have nobody else than the chair."""
    chair = (Role.CHAIR,) if context.school.holds(context.case.proposer, Role.PRINCIPAL) else ()
    return tuple(dict.fromkeys((context.adviser, Role.PRINCIPAL, Role.VICE_PRINCIPAL, *chair)))


def the_pupils_it_is_for_have_ages(context: Context) -> Answer:
    if context.proposal.pupils_meant is None:
        return Unmet("The proposal does not say the ages of the pupils that the site is for.")
    return Met("The proposal says the ages of the pupils that the site is for.")


def the_pupils_who_add_to_it_have_ages(context: Context) -> Answer:
    if context.proposal.pupils_adding is None:
        return Unmet("The proposal does not say the ages of the pupils who add to the site.")
    return Met("The proposal says the ages of the pupils who add to the site.")


def the_adviser_is_one_who_may_advise(context: Context) -> Answer:
    adviser, able = context.proposal.adviser, _advisers(context)
    if adviser != context.case.proposer and holds_one_of(context, adviser, able):
        return Met(
            f"The proposer discussed readers and risks with {context.school.name_of(adviser or '')}."
        )
    return Unmet(_why_not(context, adviser, able), f"Talk with {any_of(able)}, and name them.")


def _why_not(context: Context, adviser: str | None, able: Iterable[Role]) -> str:
    if adviser is None:
        return "Nobody is named who discussed readers and risks with the proposer."
    if adviser == context.case.proposer:
        return "The proposer cannot be the one who advises."
    if adviser not in context.school.people:
        return context.school.absent([adviser])
    neither = " nor ".join(one.label.lower() for one in able)
    return f"{context.school.name_of(adviser)} is neither {neither}."


def the_day_of_the_talk_has_come(context: Context) -> Answer:
    day = context.proposal.advised_on
    if day is None:
        return Unmet("The proposal does not say on what day readers and risks were discussed.")
    if day > context.on:
        return Unmet(f"{day_in_words(day)} is in the future.", "Talk first, and give the day then.")
    return Met(f"Readers and risks were discussed on {day_in_words(day)}.")


TALKED_ABOUT = Clause(
    id="A.1.3",
    title="Readers talked about with an adviser",
    words="Who the site is for, and how far they take part, is talked about beforehand with the "
    "e-safety lead, the principal or the vice principal.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.1.3",
        "BBC, guidance",
    ),
    owners=(Owner.PROPOSER, Owner.E_SAFETY_LEAD),
    evidence=Evidence.RELATIVE,
    checks=(
        Fact(
            the_pupils_it_is_for_have_ages,
            "Tick the years they are in, or give their ages.",
            "audience_years",
            applies=no_children_meant,
        ),
        Fact(
            the_pupils_who_add_to_it_have_ages,
            "Tick the years they are in, or give their ages.",
            "contributor_years",
            applies=no_children_add,
        ),
        Fact(
            answered("other_schools"),
            "Name the other schools, or untick their pupils.",
            "other_schools",
            applies=no_other_schools,
        ),
        Fact(
            answered("organisations"),
            "Name the organisations, or untick them.",
            "organisations",
            applies=no_organisations,
        ),
        Fact(
            answered("other_people"),
            "Say who the others are, or untick them.",
            "other_people",
            applies=no_other_people,
        ),
        Fact(
            the_adviser_is_one_who_may_advise,
            "Talk with the e-safety lead, the principal or the vice principal, and name them.",
            "adviser",
            applies=registered_already,
        ),
        Fact(
            the_day_of_the_talk_has_come, "Give the day on which you talked about it.", "advised_on"
        ),
        Fact(answered("advice"), "Write down what they advised.", "advice"),
        Judgement(
            SignOffStep.AIMS,
            "Are these the right readers, do they take part as far as they should and no further, "
            "and is the advice followed?",
            about=("audience", "relevance", "contributors", "interaction", "interaction_reason"),
        ),
    ),
)

# A.1.4 ----------------------------------------------------------------------------------------

TIME = Clause(
    id="A.1.4",
    title="The time that it takes",
    words="The proposer of a site has allowed for the time that it takes, week after week.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.1.4",
        "Cornell, guidance",
        "Norwich, guidance",
    ),
    evidence=Evidence.RELATIVE,
    checks=(
        Fact(
            answered("hours_per_week"), "Say how many hours a week it will take.", "hours_per_week"
        ),
        Fact(answered("posting"), "Say how often something new will appear.", "posting"),
        Declaration(
            (Named.PROPOSER,),
            "I have reckoned with the time that this site takes, in every week in which it lives.",
        ),
    ),
)

# A.1.5 ----------------------------------------------------------------------------------------

TRAINED = 2


def enough_people_administer_it(context: Context) -> Answer:
    needed, named = (
        context.thresholds.administrators,
        _of_the_school(context, context.proposal.administrators),
    )
    if len(named) < needed:
        return Unmet(f"Administrators who are at the school: {len(named)}. Needed: {needed}.")
    willing = _willing(context, named)
    if len(willing) < needed:
        return Unmet(
            f"Administrators who have accepted: {len(willing)}. Needed: {needed}.",
            "Wait for their answers, or name another administrator.",
        )
    return Met("Enough people administer the site.")


def two_of_those_who_run_it_are_trained(context: Context) -> Answer:
    running = _willing(context, _of_the_school(context, context.proposal.people()))
    untrained = [key for key in running if not _trained(context, key)]
    if len(running) - len(untrained) >= TRAINED:
        return Met("At least two of those who run the site are trained for it.")
    short = "Fewer than two of those who run the site are trained for it"
    if not untrained:
        return Unmet(f"{short}.", "Name another person who is trained for it.")
    names = ", ".join(context.school.name_of(key) for key in untrained)
    return Unmet(f"{short}; not trained yet: {names}.")


def _of_the_school(context: Context, keys: Sequence[str]) -> list[str]:
    return [key for key in keys if key in context.school.people]


def _willing(context: Context, keys: list[str]) -> list[str]:
    return [key for key in keys if takes_part(context, key)]


def _trained(context: Context, key: str) -> bool:
    day = context.school.people[key].trained_on
    return day is not None and day <= context.on


def a_second_step_is_needed_to_sign_in(context: Context) -> Answer:
    if context.proposal.two_step is None:
        return Unmet(
            "The proposal does not say whether a second step is needed to sign in.",
            "Look at the settings of the account, and say whether it asks for a code as well.",
        )
    if not context.proposal.two_step:
        return Unmet("Whoever learns the password can sign in to the account.")
    return Met("A password alone does not open the account.")


CONTINUITY = Clause(
    id="A.1.5",
    title="Enough trained people",
    words="The principal answers for what the site needs: enough trained people to keep it going "
    "when somebody is away or leaves, and an account that the school does not lose.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.1.5",
        "Norwich, guidance",
        "NI Cyber Security Centre, guidance of the NCSC",
    ),
    owners=(Owner.PRINCIPAL,),
    evidence=Evidence.RELATIVE,
    checks=(
        Fact(enough_people_administer_it, "Name another administrator.", "administrators"),
        Fact(
            two_of_those_who_run_it_are_trained,
            "Have two of them trained at least, and ask the registrar to record the day.",
            "administrators",
        ),
        Fact(
            answered("credentials"),
            "Say where a second person finds the log-in details, without writing any of them here.",
            "credentials",
            applies=no_account,
        ),
        Fact(
            a_second_step_is_needed_to_sign_in,
            "Switch on two-step sign-in in the settings of the account.",
            "two_step",
            applies=no_account,
        ),
        Judgement(
            SignOffStep.FINAL,
            "Are there enough trained people to keep the site going when somebody is away or "
            "leaves?",
        ),
        Duty("Whenever too few administrators or too few trained people are left, others join."),
    ),
)

# A.1.6 ----------------------------------------------------------------------------------------


def it_ends_or_is_reviewed(context: Context) -> Answer:
    start = context.proposal.go_live or context.on
    closure, review = context.proposal.closure, context.proposal.review
    latest = context.on + timedelta(days=context.thresholds.review_days)
    if closure is None and review is None:
        return Unmet("The site has neither a closing day nor a day of review.")
    if closure is not None and closure <= start:
        return Unmet(
            f"It would close on {day_in_words(closure)}, before it has begun.", field="closure"
        )
    if review is not None and review < max(start, context.on):
        return Unmet(f"The day of review, {day_in_words(review)}, is too early.")
    if closure is None and review is not None and review > latest:
        return Unmet(f"Without a closing day, it must be reviewed by {day_in_words(latest)}.")
    return Met("The proposal says when the site ends or is reviewed.")


EXIT = Clause(
    id="A.1.6",
    title="How long it lives, and how it ends",
    words="From its first day a site has a closing day or a day of review, and a plan for its "
    "end. It is not left to decay.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.1.6",
        "BBC, guidance",
        "ABC, children and young people: managing their participation online",
    ),
    owners=(Owner.PROPOSER, Owner.PRINCIPAL),
    evidence=Evidence.RELATIVE,
    checks=(
        Fact(
            it_ends_or_is_reviewed,
            "Give a closing day after it goes live, or a day of review within a year from now.",
            "review",
        ),
        Fact(
            answered("exit_plan"),
            "Say what happens to the site and to its content at the end.",
            "exit_plan",
        ),
        Fact(
            answered("archive_plan"),
            "Say what is kept of the content, and where; “nothing” is an answer too.",
            "archive_plan",
        ),
        Judgement(
            SignOffStep.FINAL, "Is the time planned for the site right, and its end thought out?"
        ),
        Duty("The site is kept up to date until it closes, and then closed as planned."),
    ),
)

# A.1.7 ----------------------------------------------------------------------------------------


def there_is_a_measure_of_success(context: Context) -> Answer:
    if any(context.proposal.success_measures):
        return Met("The proposal says how to tell whether the site has worked.")
    return Unmet("The proposal does not say how anyone will tell whether the site has worked.")


SUCCESS = Clause(
    id="A.1.7",
    title="Telling whether it worked",
    words="The proposal says in advance how to tell whether the site has reached its aims.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.1.7",
        "Cornell, guidance",
    ),
    owners=(Owner.PROPOSER, Owner.LINE_MANAGER),
    evidence=Evidence.RELATIVE,
    checks=(
        Fact(
            there_is_a_measure_of_success,
            "Name one thing that will show it.",
            "success_measures",
        ),
        Judgement(
            SignOffStep.AIMS, "Would these signs show whether the site has reached its aims?"
        ),
        Duty("At each review, every one of these signs is looked at and answered."),
    ),
)

CLAUSES: tuple[Clause, ...] = (
    CONDUCT,
    WORTH_IT,
    TALKED_ABOUT,
    TIME,
    CONTINUITY,
    EXIT,
    SUCCESS,
)
