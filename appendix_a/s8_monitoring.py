"""Section 8 of the school's policy: what is recorded."""

from appendix_a.reading.clause import Clause, Evidence, Owner, Source

RECORDED = Clause(
    id="8.1",
    title="Use of the school's systems is recorded",
    words="The school monitors how its systems are used, this register among them.",
    source=Source.SCHOOL,
    cites=("School policy, 8.1",),
    checks=(),
    owners=(Owner.PRINCIPAL,),
    evidence=Evidence.SCHOOL,
    left="No proposal can break it: the register itself records every sign-in, reading, change, "
    "decision and export, and nobody can switch that off or rewrite it.",
)

NO_PRIVACY = Clause(
    id="8.2",
    title="No expectation of privacy there",
    words="Nobody can expect privacy in what they do on the school's systems, and they are told so.",
    source=Source.SCHOOL,
    cites=("School policy, 8.2",),
    checks=(),
    owners=(Owner.PRINCIPAL,),
    evidence=Evidence.SCHOOL,
    left="A notice at sign-in says it. Only the school's own systems are meant: nothing is "
    "gathered from anybody's personal account.",
)

CLAUSES: tuple[Clause, ...] = (RECORDED, NO_PRIVACY)
