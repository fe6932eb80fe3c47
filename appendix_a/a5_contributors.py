"""Model Appendix A, part 5: who adds to a site, and who watches over what they add."""

from appendix_a.answers import Answer, Met, Unmet
from appendix_a.case import Stage, Standing
from appendix_a.clause import (
    Clause,
    Declaration,
    Duty,
    Fact,
    Named,
    Question,
    Source,
    answered,
)
from appendix_a.proposal import Moderation
from appendix_a.s7_3_terms import no_children_add

# A.5.1 ----------------------------------------------------------------------------------------

TAKING_PART = Clause(
    id="A.5.1",
    title="How far others take part",
    words="How far readers take part, from reading only to sending pictures, is a choice that "
    "somebody has thought about.",
    source=Source.MODEL,
    checks=(
        Fact(answered("interaction"), "Choose what readers can do.", "interaction"),
        Fact(
            answered("interaction_reason"),
            "Say in a sentence why you chose this.",
            "interaction_reason",
        ),
    ),
)

# A.5.3 ----------------------------------------------------------------------------------------


def what_pupils_add_is_read_first(q: Question) -> Answer:
    if q.proposal.moderation is Moderation.PRE:
        return Met("Staff read what pupils add before it shows.")
    if q.proposal.moderation_reason:
        return Met("It is said why it is safe not to read it first.")
    return Unmet("What pupils add would show before a member of staff has read it.")


MODERATED = Clause(
    id="A.5.3",
    title="What others add is moderated",
    words="What is added to a site is read by staff. Those who started the site see to it, in the "
    "holidays too.",
    source=Source.MODEL,
    checks=(
        Fact(answered("moderation"), "Say when staff read what others add.", "moderation"),
        Fact(
            what_pupils_add_is_read_first,
            "Let staff read it before it shows, or say why that is not needed.",
            "moderation",
            applies=no_children_add,
        ),
        Fact(
            answered("moderation_frequency"),
            "Say how often the site is looked at.",
            "moderation_frequency",
        ),
        Fact(answered("holiday_cover"), "Say who looks at it in the holidays.", "holiday_cover"),
        Declaration(
            (Named.MODERATORS,),
            "I read what is added to this site, as often and as early as the proposal says.",
        ),
        Duty("The site is looked at as often as the proposal says, in the holidays too."),
    ),
)

# A.5.4a ---------------------------------------------------------------------------------------

ENOUGH = 2
ONLY_WHO_ACCEPTED = frozenset({Stage.REGISTRATION, Stage.LIFE})


def two_members_of_staff_moderate(q: Question) -> Answer:
    staff = [key for key in q.proposal.moderators if _is_employee(q, key)]
    if len(staff) < ENOUGH:
        return Unmet(f"{_how_many(len(staff))} named as moderator; two are needed.")
    accepted = [key for key in staff if key in q.case.accepted]
    if q.stage in ONLY_WHO_ACCEPTED and len(accepted) < ENOUGH:
        return Unmet(
            f"{_how_many(len(accepted))} willing to moderate; two are needed.",
            "Wait for their answers, or name another member of staff.",
        )
    return Met("At least two members of staff moderate the site.")


def _is_employee(q: Question, key: str) -> bool:
    person = q.school.people.get(key)
    return person is not None and person.standing is Standing.EMPLOYEE


def _how_many(count: int) -> str:
    return "One member of staff is" if count else "No member of staff is"


TWO_MODERATORS = Clause(
    id="A.5.4a",
    title="Two members of staff moderate",
    words="At least two members of staff are named to read and moderate what is added to a site.",
    source=Source.MODEL,
    checks=(
        Fact(two_members_of_staff_moderate, "Name another member of staff.", "moderators"),
        Declaration((Named.MODERATORS,), "I am willing to moderate this site."),
        Duty("Whenever a moderator leaves, another takes their place."),
    ),
)

CLAUSES: tuple[Clause, ...] = (TAKING_PART, MODERATED, TWO_MODERATORS)
