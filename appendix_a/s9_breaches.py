"""Section 9 of the school's policy: what follows when it is broken."""

from appendix_a.reading.clause import Clause, Evidence, Owner, Source

BREACH = Clause(
    id="9.1",
    title="When the policy is broken",
    words="Breaking the policy may lead to disciplinary action under the school's own procedures.",
    source=Source.SCHOOL,
    cites=("School policy, 9.1",),
    checks=(),
    owners=(Owner.PRINCIPAL,),
    evidence=Evidence.SCHOOL,
    left="Whether it comes to that is for people to decide under those procedures: the register "
    "refers and never decides. Leadership may suspend a site meanwhile.",
)

CLAUSES: tuple[Clause, ...] = (BREACH,)
