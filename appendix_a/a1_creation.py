"""Model Appendix A, part 1: creating a site with its end and its aims in view."""

from datetime import timedelta

from appendix_a.answers import Answer, Met, Unmet, spoken
from appendix_a.case import Step
from appendix_a.clause import Clause, Duty, Fact, Judgement, Question, Source, answered

# A.1.6 ----------------------------------------------------------------------------------------


def it_ends_or_is_reviewed(q: Question) -> Answer:
    start = q.proposal.go_live or q.on
    closure, review = q.proposal.closure, q.proposal.review
    latest = q.on + timedelta(days=q.review_days)
    if closure is None and review is None:
        return Unmet("The site has neither a closing day nor a day of review.")
    if closure is not None and closure <= start:
        return Unmet(f"It would close on {spoken(closure)}, before it has begun.", field="closure")
    if review is not None and review < max(start, q.on):
        return Unmet(f"The day of review, {spoken(review)}, is too early.")
    if closure is None and review is not None and review > latest:
        return Unmet(f"Without a closing day, it must be reviewed by {spoken(latest)}.")
    return Met("It is settled when the site ends or is looked at again.")


EXIT = Clause(
    id="A.1.6",
    title="How long it lives, and how it ends",
    words="From its first day a site has a closing day or a day of review, and a plan for its "
    "end. It is not left to decay.",
    source=Source.MODEL,
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
        Judgement(Step.FINAL, "Is the time planned for the site right, and its end thought out?"),
        Duty("The site is kept up to date until it closes, and then closed as planned."),
    ),
)

# A.1.7 ----------------------------------------------------------------------------------------


def there_is_a_measure_of_success(q: Question) -> Answer:
    if any(q.proposal.success_measures):
        return Met("It is said how success will be told.")
    return Unmet("It is not said how anyone will tell whether the site has worked.")


SUCCESS = Clause(
    id="A.1.7",
    title="Telling whether it worked",
    words="It is said beforehand how to tell whether the site has reached its aims.",
    source=Source.MODEL,
    checks=(
        Fact(
            there_is_a_measure_of_success,
            "Name one thing that will show it.",
            "success_measures",
        ),
        Judgement(Step.AIMS, "Would these signs show whether the site has reached its aims?"),
        Duty("At each review, every one of these signs is looked at and answered."),
    ),
)

CLAUSES: tuple[Clause, ...] = (EXIT, SUCCESS)
