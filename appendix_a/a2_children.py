"""Model Appendix A, part 2: children and young people."""

from appendix_a.reading.applies import (
    no_learning_disabilities,
    no_pupils_involved,
    no_vulnerable_pupils,
    nobody_elses_terms,
    nobody_is_let_in,
    nobody_to_vet,
    only_staff_add,
    registered_already,
    school_hosted,
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
    unless,
)
from appendix_a.reading.host import named_row
from appendix_a.reading.predicates import any_of, holds_one_of
from appendix_a.reading.proposal import Interaction, RiskKind
from appendix_a.terms.ages import asked, too_young
from appendix_a.values.answers import Answer, Met, Unmet

# A.2.1 ----------------------------------------------------------------------------------------

CHILDREN_FIRST = Clause(
    id="A.2.1",
    title="Children first",
    words="Everyone who has to do with a site puts the interests of children first, at all times.",
    source=Source.MODEL,
    cites=(
        "School policy, 7.4",
        "Model Appendix A, A.2.1",
    ),
    owners=(Owner.EVERYONE,),
    evidence=Evidence.SCHOOL,
    same_as="7.4",
    left="Staff who are not named to run the site make no declaration: whoever leads them sees "
    "to it.",
    applies=no_pupils_involved,
    checks=(),
)

# A.2.2 ----------------------------------------------------------------------------------------


def each_risk_has_its_answer(context: Context) -> Answer:
    answers = {one.kind for one in context.proposal.risks if one.mitigation}
    missing = [one.label.lower() for one in RiskKind if one not in answers]
    if missing:
        return Unmet(f"The proposal does not say what is done about this: {'; '.join(missing)}.")
    return Met("The proposal says what is done about each risk to pupils.")


RISKS = Clause(
    id="A.2.2",
    title="The risks to children",
    words="Those who run a site know what can happen to children there, and what they do about it. "
    "Being good with computers does not make somebody wise with people.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.2.2",
        "Keeping Children Safe in Education, the four Cs",
    ),
    owners=(Owner.PROPOSER, Owner.E_SAFETY_LEAD),
    evidence=Evidence.RELATIVE,
    applies=no_pupils_involved,
    checks=(
        Fact(
            each_risk_has_its_answer,
            "Write one sentence for each risk that is named; “it cannot happen, because …” is an "
            "answer too.",
            "risks",
        ),
        Judgement(
            SignOffStep.AIMS,
            "Do those who run the site see what could happen to pupils, and do they do enough "
            "about it?",
        ),
    ),
)

# A.2.3 ----------------------------------------------------------------------------------------

DESIGNATED = frozenset({Role.DESIGNATED_TEACHER})


def a_designated_teacher_is_told(context: Context) -> Answer:
    contact = context.proposal.safeguarding_contact
    if contact is None:
        return Unmet("Nobody is named to be told of a concern.")
    name = context.school.name_of(contact)
    if holds_one_of(context, contact, DESIGNATED):
        return Met(f"{name}, a designated teacher, is told of a concern.")
    if not context.school.holders(Role.DESIGNATED_TEACHER):
        return Unmet(
            "The school's record has no designated teacher.",
            "Ask the registrar to record who it is, and name them here.",
        )
    if contact not in context.school.people:
        return Unmet(context.school.absent([contact]))
    return Unmet(f"{name} is not a designated teacher of the school.")


PASSED_ON = Clause(
    id="A.2.3",
    title="Concerns are passed on at once",
    words="What a child discloses on a site, and anything worrying there, is passed on at once to "
    "the designated teacher.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.2.3",
        "New College School, policy",
    ),
    owners=(Owner.EVERYONE, Owner.DESIGNATED_TEACHER),
    evidence=Evidence.PUBLISHED,
    applies=no_pupils_involved,
    checks=(
        Fact(
            a_designated_teacher_is_told,
            "Name a designated teacher of the school.",
            "safeguarding_contact",
        ),
        Declaration(
            (Named.ADMINISTRATORS, Named.MODERATORS),
            "I pass on at once, to the person named for it, whatever on this site gives cause for "
            "worry about a child.",
        ),
        Duty(
            "A concern is passed on at once, and somebody records when it was seen and when it was "
            "reported."
        ),
    ),
)

# A.2.4 ----------------------------------------------------------------------------------------

GOOD_PRACTICE = Clause(
    id="A.2.4",
    title="Good practice",
    words="A site that children use follows the guide to good practice that the school has chosen.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.2.4",
        "Home Office Task Force, good practice guidance for moderated interactive services",
    ),
    owners=(Owner.PROPOSER, Owner.E_SAFETY_LEAD),
    left="Only someone who knows both can say whether the site follows the guide: no check reads it.",
    applies=no_pupils_involved,
    checks=(
        Declaration(
            (Named.PROPOSER,),
            "I know the guide to good practice that the school has chosen, and this site follows "
            "it.",
        ),
    ),
)

# A.2.5a ---------------------------------------------------------------------------------------

LOWEST_AGE = Clause(
    id="A.2.5a",
    title="The lowest age of the terms",
    words="Where another company hosts the site, the school keeps to the lowest age in its terms.",
    source=Source.MODEL,
    cites=(
        "School policy, 7.3",
        "Model Appendix A, A.2.5a",
    ),
    evidence=Evidence.SCHOOL,
    same_as="7.3",
    applies=school_hosted,
    checks=(),
)

# A.2.5b ---------------------------------------------------------------------------------------


def every_pupil_is_old_enough(context: Context) -> str:
    youngest = context.school.pupils.youngest_on(context.on)
    built_in = (named_row(context.catalogue, one) for one in context.proposal.embedded or ())
    rows = (None if school_hosted(context) else context.host.row, *built_in)
    young = any(row and too_young(youngest, asked(context, row)) for row in rows)
    return "" if young else "No pupil of the school is below the age that the terms ask for."


UNDER_AGE_ACCESS = Clause(
    id="A.2.5b",
    title="Children below the age of the terms",
    words="Where the school has pupils who are too young for the platform, somebody has thought "
    "out what happens if they reach the site anyway.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.2.5b",),
    owners=(Owner.PROPOSER, Owner.PRINCIPAL),
    applies=unless(nobody_elses_terms, every_pupil_is_old_enough),
    checks=(
        Fact(
            answered("underage_access"),
            "Say how pupils who are too young are kept from the platform, or see the site safely.",
            "underage_access",
        ),
        Judgement(
            SignOffStep.FINAL,
            "Children who are too young for the platform may come across this site, or it may be "
            "meant for them: is enough done about it?",
        ),
        Duty("The school keeps to what was promised about younger children."),
    ),
)

# A.2.6 ----------------------------------------------------------------------------------------


def neither_pupils_nor_outsiders(context: Context) -> str:
    exempt = no_pupils_involved(context) and nobody_to_vet(context)
    return "Neither pupils nor anybody to be let in is involved." if exempt else ""


REACTING = frozenset({Interaction.REACT, Interaction.COMMENT})
ONLY_COMMENTING = (
    "If those from outside only comment or react, take them out of “Who will add to the site?”: "
    "nobody is let in then. Otherwise name someone who is in the school's record."
)


def somebody_of_the_school_vets(context: Context) -> Answer:
    vetting = context.proposal.vetting_person
    if vetting is None:
        # The form does not ask whether somebody from outside only comments: they may also write.
        only_comment = nobody_is_let_in(context) and context.proposal.interaction in REACTING
        return Unmet(
            "Nobody is named who decides which outsiders are let in.",
            ONLY_COMMENTING if only_comment else "",
        )
    if vetting not in context.school.people:
        return Unmet(context.school.absent([vetting]))
    return Met(f"{context.school.name_of(vetting)} decides which outsiders are let in.")


FIT_FOR_CHILDREN = Clause(
    id="A.2.6",
    title="Suitable for the children it reaches",
    words="The content suits the age of the pupils, and nobody from outside takes part or is let "
    "in as a friend unless somebody of the school has checked them.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.2.6",
        "BBC, guidance",
    ),
    owners=(Owner.PROPOSER, Owner.MODERATORS),
    evidence=Evidence.RELATIVE,
    checks=(
        Fact(
            answered("content_suitability"),
            "Say who sees to it that the content suits the pupils' age, and how.",
            "content_suitability",
            applies=no_pupils_involved,
        ),
        Fact(
            answered("has_followers"),
            "Say whether people are let in one by one.",
            "has_followers",
        ),
        Fact(
            somebody_of_the_school_vets,
            "Name someone who is in the school's record.",
            "vetting_person",
            applies=nobody_to_vet,
        ),
        Fact(
            answered("vetting_method"),
            "Say how you make sure that they are who they say they are.",
            "vetting_method",
            applies=nobody_to_vet,
        ),
        Fact(
            answered("security_measures"),
            "Say what keeps everybody else out.",
            "security_measures",
            applies=nobody_to_vet,
        ),
        Judgement(
            SignOffStep.AIMS,
            "Does the content suit the pupils' age, and is whoever is let in checked well enough?",
            applies=neither_pupils_nor_outsiders,
        ),
        Duty(
            "The content keeps suiting the pupils' age; whoever is let in was checked first, and "
            "the check is written down.",
            applies=neither_pupils_nor_outsiders,
        ),
    ),
)

# A.2.7 ----------------------------------------------------------------------------------------

# The answers here are restricted. No finding repeats one, and a fact that is met reads the same
# whether advice or consent was needed and is there, or was not needed.

ADVICE_TAKEN = Met("Advice is recorded wherever it is needed.")


def not_said_yet(context: Context) -> str:
    said = (context.proposal.vulnerable_pupils, context.proposal.confidential_service)
    return (
        "The proposal does not say yet whether that is needed."
        if None in said and True not in said
        else ""
    )


def advice_comes_from_who_may_give_it(context: Context) -> Answer:
    able = tuple(dict.fromkeys((Role.DESIGNATED_TEACHER, context.adviser)))
    if no_vulnerable_pupils(context) or holds_one_of(context, context.proposal.dt_adviser, able):
        return ADVICE_TAKEN
    nobody = " and ".join(f"no {one.label.lower()}" for one in able)
    return Unmet(
        f"N{nobody[1:]} is named as having advised on these pupils.",
        f"Ask {any_of(able)}, and name who has advised.",
        "dt_adviser",
    )


def the_day_of_the_advice_has_come(context: Context) -> Answer:
    day = context.proposal.dt_advised_on
    if no_vulnerable_pupils(context) or (day is not None and day <= context.on):
        return ADVICE_TAKEN
    return Unmet(
        "The day on which advice on these pupils was given is missing or in the future.",
        field="dt_advised_on",
    )


def the_advice_is_written_down(context: Context) -> Answer:
    if no_vulnerable_pupils(context) or context.proposal.dt_advice:
        return ADVICE_TAKEN
    return Unmet("The advice on these pupils is not written down.", field="dt_advice")


def no_answer_on_consent(context: Context) -> str:
    unknown = context.proposal.learning_disabilities is None
    return "The proposal does not say yet whether that is needed." if unknown else ""


def consent_is_settled_where_it_is_needed(context: Context) -> Answer:
    if no_learning_disabilities(context) or context.proposal.consent_method:
        return Met("The proposal settles how consent is given wherever it is needed.")
    return Unmet(
        "The proposal does not settle how parents or responsible adults are told and how they "
        "consent.",
        field="consent_method",
    )


RIGHT_CHANNEL = Clause(
    id="A.2.7",
    title="The right way for these pupils",
    words="The school thinks about whether a website is right for the pupils it involves, above "
    "all where they are vulnerable or are to get help in confidence. Where it may not be right, "
    "the school takes advice first.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.2.7",),
    owners=(Owner.PROPOSER, Owner.DESIGNATED_TEACHER, Owner.E_SAFETY_LEAD),
    left="Whether the site is right for these pupils is weighed by whoever advises on them; the "
    "record keeps that they did.",
    checks=(
        Fact(
            answered("vulnerable_pupils"),
            "Answer yes or no; if you are not sure, answer yes and ask for advice.",
            "vulnerable_pupils",
            applies=no_pupils_involved,
        ),
        Fact(
            answered("confidential_service"),
            "Answer yes or no; if you are not sure, answer yes and ask for advice.",
            "confidential_service",
            applies=no_pupils_involved,
        ),
        Fact(
            advice_comes_from_who_may_give_it,
            "Ask the designated teacher or the e-safety lead, and name who has advised.",
            "vulnerable_pupils",
            applies=unless(no_pupils_involved, not_said_yet, registered_already),
        ),
        Fact(
            the_day_of_the_advice_has_come,
            "Give the day on which the advice was given.",
            "vulnerable_pupils",
            applies=unless(no_pupils_involved, not_said_yet),
        ),
        Fact(
            the_advice_is_written_down,
            "Write down what was advised, without naming a child.",
            "vulnerable_pupils",
            applies=unless(no_pupils_involved, not_said_yet),
        ),
        Fact(
            answered("learning_disabilities"),
            "Answer yes or no; if you are not sure, ask whoever works with them.",
            "learning_disabilities",
            applies=only_staff_add,
        ),
        Fact(
            consent_is_settled_where_it_is_needed,
            "Say how they are told, and how they give their consent.",
            "learning_disabilities",
            applies=unless(only_staff_add, no_answer_on_consent),
        ),
    ),
)

CLAUSES: tuple[Clause, ...] = (
    CHILDREN_FIRST,
    RISKS,
    PASSED_ON,
    GOOD_PRACTICE,
    LOWEST_AGE,
    UNDER_AGE_ACCESS,
    FIT_FOR_CHILDREN,
    RIGHT_CHANNEL,
)
