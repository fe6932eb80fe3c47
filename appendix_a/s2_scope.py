"""Section 2 of the school's policy: whom and what it binds."""

from appendix_a.reading.applies import in_the_register
from appendix_a.reading.case import MembershipKind, Person
from appendix_a.reading.clause import Clause, Context, Duty, Evidence, Fact, Owner, Source
from appendix_a.values.answers import Answer, Met, Unmet

# 2.1 ------------------------------------------------------------------------------------------


def the_proposer_is_of_the_school(context: Context) -> Answer:
    person = context.school.people.get(context.case.proposer)
    if person is None:
        return Unmet("The proposer is not in the school's record now.")
    if not _serves(context, person):
        return Unmet(
            f"The school's record does not say that {person.name} works for the school or serves it."
        )
    return Met(f"{person.name} works for the school or serves it.")


def _serves(context: Context, person: Person) -> bool:
    """Whether the record ties somebody to the school: as what they are, by a role, or by a name."""
    by, on = person.authorised_by, person.authorised_on
    named = bool(by and on and on <= context.on)
    return person.standing is not MembershipKind.OTHER or bool(person.roles) or named


WHOM = Clause(
    id="2.1",
    title="Whom the policy binds",
    words="Governors, staff, volunteers and everyone else who works for the school or serves it "
    "are all bound by it, and any of them may propose a site. Pupils and parents as such may not.",
    source=Source.SCHOOL,
    cites=("School policy, 2.1",),
    checks=(
        Fact(
            the_proposer_is_of_the_school,
            "Let someone who works for the school or serves it propose the site.",
            "request_kind",
            applies=in_the_register,
        ),
    ),
    owners=(Owner.EVERYONE,),
    evidence=Evidence.SCHOOL,
)

# 2.2 ------------------------------------------------------------------------------------------

WHAT = Clause(
    id="2.2",
    title="What the policy covers",
    words="The policy covers every use of social media for the school, and a site that somebody "
    "else hosts and looks after on the school's behalf is an official site like any other.",
    source=Source.SCHOOL,
    cites=("School policy, 2.2",),
    checks=(
        Duty(
            "Whoever looks after a site on the school's behalf does so under this policy, and the "
            "site stands in the register like any other.",
        ),
    ),
    owners=(Owner.EVERYONE,),
    evidence=Evidence.SCHOOL,
    left="The policy also covers personal use that touches the school. The register looks at "
    "official sites alone, and never at anybody's personal account.",
)

# 2.3 ------------------------------------------------------------------------------------------

MEDIA = Clause(
    id="2.3",
    title="Whatever the medium",
    words="The same rules hold on social networks, blogs, forums, podcasts, video and picture "
    "sites, and on whatever comes next. A platform that nobody has listed is referred to a person, "
    "never passed.",
    source=Source.SCHOOL,
    cites=("School policy, 2.3",),
    checks=(),
    owners=(Owner.E_SAFETY_LEAD,),
    evidence=Evidence.SCHOOL,
    same_as="7.3",
)

CLAUSES: tuple[Clause, ...] = (WHOM, WHAT, MEDIA)
