"""Model Appendix A, part 2: children and young people."""

from appendix_a.ages import asked, too_young
from appendix_a.case import Step
from appendix_a.clause import Clause, Duty, Fact, Judgement, Question, Source, answered, unless
from appendix_a.s7_3_terms import no_terms, school_hosted

# A.2.5b ---------------------------------------------------------------------------------------


def every_pupil_is_old_enough(q: Question) -> str:
    row = q.host.row
    young = row and too_young(q.school.pupils.youngest_on(q.on), asked(q, row))
    return "" if young else "No pupil of the school is below the age that the terms ask for."


UNDER_AGE_ACCESS = Clause(
    id="A.2.5b",
    title="Children below the age of the terms",
    words="Where the school has pupils who are too young for the platform, it is thought out what "
    "happens if they reach the site all the same.",
    source=Source.MODEL,
    applies=unless(school_hosted, no_terms, every_pupil_is_old_enough),
    checks=(
        Fact(
            answered("underage_access"),
            "Say how pupils who are too young are kept from the platform, or see the site safely.",
            "underage_access",
        ),
        Judgement(
            Step.FINAL,
            "May younger children come across this site, and is enough done about it?",
        ),
        Duty("What was promised about younger children is kept up."),
    ),
)

CLAUSES: tuple[Clause, ...] = (UNDER_AGE_ACCESS,)
