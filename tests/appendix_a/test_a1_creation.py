"""Appendix A, part 1: what each fact answers, and in which words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from appendix_a.assessing.assess import assess
from appendix_a.editions.policy import Policy
from appendix_a.reading.case import Capacities, Case, Role, Stage
from appendix_a.reading.proposal import Group, YearGroup
from appendix_a.reading.thresholds import Thresholds
from appendix_a.values.answers import Kind, Verdict
from tests.appendix_a.examples import Example, example, found, params, said
from tests.builders import (
    APPROVED,
    BRAND_OWNER,
    CHAIR,
    COMPLIANT,
    DESIGNATED,
    E_SAFETY_LEAD,
    GOVERNOR,
    LINE_MANAGER,
    PRINCIPAL,
    SCHOOL_HOSTED,
    SECOND_TEACHER,
    TEACHER,
    TODAY,
    VICE_PRINCIPAL,
    VOLUNTEER,
    a_case,
    a_policy,
    a_proposal,
    a_school,
    people,
    signed_off,
)

MET, UNMET, EXEMPT = Verdict.MET, Verdict.UNMET, Verdict.DOES_NOT_APPLY
LATER = date(2026, 9, 2)
SETTLED = "The proposal says when the site ends or is reviewed."

ANSWERED = (
    ("A.1.2/1", "aims", "“What is it meant to achieve?”"),
    ("A.1.3/8", "advice", "“What did they advise?”"),
    ("A.1.4/1", "hours_per_week", "“How many hours a week will it take altogether?”"),
    ("A.1.4/2", "posting", "“How often will something new appear?”"),
    (
        "A.1.5/3",
        "credentials",
        "“Where are the log-in details kept? (never write a password here)”",
    ),
    ("A.1.6/2", "exit_plan", "“What happens to it and to its content at the end?”"),
    ("A.1.6/3", "archive_plan", "“What content is kept, and where?”"),
)


def joined_by(group: Group, **more: Any) -> dict[str, Any]:
    """The class blog is for this group too."""
    return {"audience": COMPLIANT["audience"] | {group}} | more


A_1_3_READERS = (
    example("A.1.3/1", MET, "The proposal says the ages of the pupils that the site is for."),
    example(
        "A.1.3/1",
        MET,
        "The proposal says the ages of the pupils that the site is for.",
        {"audience_pupils": None, "audience_years": {YearGroup.P5}},
    ),
    example(
        "A.1.3/1",
        UNMET,
        "The proposal does not say the ages of the pupils that the site is for.",
        {"audience_pupils": None},
    ),
    example("A.1.3/1", EXEMPT, "The site is not for pupils.", {"audience": {Group.FAMILIES}}),
    example("A.1.3/2", EXEMPT, "No pupils add to the site."),
    example(
        "A.1.3/2",
        MET,
        "The proposal says the ages of the pupils who add to the site.",
        {"contributors": {Group.STAFF, Group.PUPILS}, "contributor_years": {YearGroup.P5}},
    ),
    example(
        "A.1.3/2",
        UNMET,
        "The proposal does not say the ages of the pupils who add to the site.",
        {"contributors": {Group.STAFF, Group.OTHER_SCHOOLS}},
    ),
    *(
        one
        for check, group, field, title, answer, exempt in (
            (
                "A.1.3/3",
                Group.OTHER_SCHOOLS,
                "other_schools",
                "“Which other schools take part?”",
                ("Oakfield Primary School",),
                "No other school takes part.",
            ),
            (
                "A.1.3/4",
                Group.ORGANISATIONS,
                "organisations",
                "“Which outside organisations take part?”",
                ("The library",),
                "No outside organisation takes part.",
            ),
            (
                "A.1.3/5",
                Group.OTHERS,
                "other_people",
                "“Who are the others?”",
                "Former pupils of the class.",
                "Nobody else takes part.",
            ),
        )
        for one in (
            example(check, MET, f"{title} is answered.", joined_by(group, **{field: answer})),
            example(check, UNMET, f"{title} is not answered.", joined_by(group)),
            example(
                check,
                UNMET,
                f"{title} is not answered.",
                {"contributors": {Group.STAFF, group}},
            ),
            example(check, EXEMPT, exempt),
        )
    ),
)


def proposed_by(key: str) -> Case:
    """The class blog, advised on by the e-safety lead, when this person proposes it."""
    return a_case(proposer=key)


def advised_by(key: str, **person: Any) -> Case:
    """The case with this adviser, who is as `person` says in the school's record."""
    school = a_school(people=people(**{key.replace(".", "__"): person}))
    return a_case(proposal=a_proposal(adviser=key), school=school)


NO_ADVISER = "is neither e-safety lead nor principal nor vice principal."
GONE = signed_off(a_case(school=a_school(people=people(paul__irwin={"roles": frozenset()}))))

FOR_A_PRINCIPAL = (
    "is neither e-safety lead nor principal nor vice principal nor chair of governors."
)


def meaning(role: Role, key: str) -> tuple[Policy, Case]:
    """An edition that means this role by the adviser, and the case on which this person advised."""
    policy = a_policy(roles=Capacities(e_safety_adviser=role))
    return policy, a_case(proposal=a_proposal(adviser=key))


A_1_3_ADVICE = (
    example(
        "A.1.3/6",
        MET,
        "The proposer discussed readers and risks with Ruth Adair.",
        case=a_case(proposer=PRINCIPAL, proposal=a_proposal(adviser=CHAIR)),
    ),
    example("A.1.3/6", UNMET, f"Ruth Adair {NO_ADVISER}", {"adviser": CHAIR}),
    example(
        "A.1.3/6",
        UNMET,
        f"Lena Moss {FOR_A_PRINCIPAL}",
        case=a_case(proposer=PRINCIPAL, proposal=a_proposal(adviser=GOVERNOR)),
    ),
    example(
        "A.1.3/6",
        UNMET,
        "The proposer cannot be the one who advises.",
        case=a_case(proposer=PRINCIPAL, proposal=a_proposal(adviser=PRINCIPAL)),
    ),
    example("A.1.3/6", MET, "The proposer discussed readers and risks with Paul Irwin."),
    *(
        example(
            "A.1.3/6",
            MET,
            f"The proposer discussed readers and risks with {name}.",
            {"adviser": key},
        )
        for key, name in ((PRINCIPAL, "Niamh Hart"), (VICE_PRINCIPAL, "Sean Boyle"))
    ),
    *(
        example("A.1.3/6", UNMET, f"{name} {NO_ADVISER}", {"adviser": key})
        for key, name in (
            (BRAND_OWNER, "Mary Quinn"),
            (GOVERNOR, "Lena Moss"),
        )
    ),
    example(
        "A.1.3/6",
        UNMET,
        f"Paul Irwin {NO_ADVISER}",
        case=advised_by(E_SAFETY_LEAD, roles=frozenset()),
    ),
    example(
        "A.1.3/6",
        UNMET,
        "Nobody is named who discussed readers and risks with the proposer.",
        {"adviser": None},
    ),
    example(
        "A.1.3/6",
        UNMET,
        "The proposer cannot be the one who advises.",
        case=proposed_by(E_SAFETY_LEAD),
    ),
    example(
        "A.1.3/6",
        UNMET,
        f"Paul Irwin {NO_ADVISER}",
        case=GONE,
        stage=Stage.REGISTRATION,
    ),
    example(
        "A.1.3/6",
        EXEMPT,
        "That was settled before the site was registered.",
        case=GONE,
        stage=Stage.LIFE,
    ),
    example("A.1.3/7", MET, "Readers and risks were discussed on 20 August 2026."),
    example(
        "A.1.3/7",
        MET,
        "Readers and risks were discussed on 1 September 2026.",
        {"advised_on": TODAY},
    ),
    example("A.1.3/7", UNMET, "2 September 2026 is in the future.", {"advised_on": LATER}),
    example(
        "A.1.3/7",
        UNMET,
        "The proposal does not say on what day readers and risks were discussed.",
        {"advised_on": None},
    ),
)


def run_by(administrators: tuple[str, ...], moderators: tuple[str, ...] = ()) -> dict[str, Any]:
    """These people run the blog."""
    return {"administrators": administrators, "moderators": moderators}


def without(*keys: str) -> Case:
    """The signed case after these people have left the school."""
    kept = {key: one for key, one in people().items() if key not in keys}
    return signed_off().model_copy(update={"school": a_school(people=kept)})


def accepted_by(*keys: str) -> Case:
    """The signed case in which these people have accepted."""
    return signed_off().model_copy(update={"accepted": frozenset(keys)})


ENOUGH = "Enough people administer the site."
ONE_LEFT = "Administrators who are at the school: 1. Needed: 2."
ONE_WILLING = "Administrators who have accepted: 1. Needed: 2."

A_1_5_ADMINISTRATORS = (
    example("A.1.5/1", MET, ENOUGH),
    example("A.1.5/1", MET, ENOUGH, stage=Stage.SIGN_OFF),
    *(
        example("A.1.5/1", UNMET, ONE_LEFT, run_by(named))
        for named in ((TEACHER,), (TEACHER, "nobody"))
    ),
    example(
        "A.1.5/1",
        UNMET,
        "Administrators who are at the school: 0. Needed: 2.",
        run_by(()),
    ),
    *(
        example("A.1.5/1", answer, words, case=case, stage=stage, on=APPROVED)
        for stage in (Stage.REGISTRATION, Stage.LIFE)
        for answer, words, case in (
            (MET, ENOUGH, accepted_by(TEACHER, LINE_MANAGER)),
            (UNMET, ONE_WILLING, accepted_by(TEACHER, SECOND_TEACHER)),
            (UNMET, ONE_LEFT, without(LINE_MANAGER)),
        )
    ),
)


def trained_on(**days: date | None) -> Case:
    """The case in which these people are trained on these days."""
    changed = {key: {"trained_on": day} for key, day in days.items()}
    return a_case(school=a_school(people=people(**changed)))


TWO_TRAINED = "At least two of those who run the site are trained for it."
TOO_FEW = "Fewer than two of those who run the site are trained for it"

A_1_5_TRAINING = (
    example("A.1.5/2", MET, TWO_TRAINED),
    example("A.1.5/2", MET, TWO_TRAINED, run_by((TEACHER, VOLUNTEER), (SECOND_TEACHER,))),
    example("A.1.5/2", MET, TWO_TRAINED, case=trained_on(aoife__kerr=TODAY, emma__walsh=None)),
    example(
        "A.1.5/2",
        UNMET,
        f"{TOO_FEW}; not trained yet: Aoife Kerr, Emma Walsh.",
        case=trained_on(aoife__kerr=LATER, emma__walsh=None),
    ),
    example("A.1.5/2", UNMET, f"{TOO_FEW}.", run_by((TEACHER,), (TEACHER,))),
    example("A.1.5/2", UNMET, f"{TOO_FEW}.", run_by(())),
    *(
        example("A.1.5/2", answer, words, case=case, stage=stage, on=APPROVED)
        for stage in (Stage.REGISTRATION, Stage.LIFE)
        for answer, words, case in (
            (MET, TWO_TRAINED, accepted_by(TEACHER, SECOND_TEACHER)),
            (UNMET, f"{TOO_FEW}.", accepted_by(TEACHER)),
            (UNMET, f"{TOO_FEW}.", without(TEACHER, LINE_MANAGER)),
        )
    ),
)

NO_ACCOUNT = "There is no account to hold."

A_1_5_ACCOUNT = (
    example("A.1.5/3", EXEMPT, NO_ACCOUNT, SCHOOL_HOSTED | {"credentials": None}),
    example("A.1.5/4", MET, "A password alone does not open the account."),
    example(
        "A.1.5/4",
        UNMET,
        "Whoever learns the password can sign in to the account.",
        {"two_step": False},
    ),
    example(
        "A.1.5/4",
        UNMET,
        "The proposal does not say whether a second step is needed to sign in.",
        {"two_step": None},
    ),
    example("A.1.5/4", EXEMPT, NO_ACCOUNT, SCHOOL_HOSTED | {"two_step": None}),
)

A_1_6_LIFETIME = (
    example("A.1.6/1", MET, SETTLED),
    example("A.1.6/1", MET, SETTLED, {"closure": None, "review": date(2027, 9, 1)}),
    example("A.1.6/1", MET, SETTLED, {"closure": date(2030, 6, 30), "review": date(2028, 6, 30)}),
    example(
        "A.1.6/1",
        MET,
        SETTLED,
        {"go_live": None, "closure": None, "review": date(2027, 9, 1)},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "The site has neither a closing day nor a day of review.",
        {"closure": None},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "It would close on 1 October 2026, before it has begun.",
        {"closure": date(2026, 10, 1)},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "Without a closing day, it must be reviewed by 1 September 2027.",
        {"closure": None, "review": date(2027, 9, 2)},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "Without a closing day, it must be reviewed by 1 September 2027.",
        {"go_live": date(2031, 9, 1), "closure": None, "review": date(2031, 9, 1)},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "It would close on 30 June 2027, before it has begun.",
        {"go_live": date(2100, 12, 31)},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "Without a closing day, it must be reviewed by 1 September 2027.",
        {"go_live": None, "closure": None, "review": date(2027, 9, 2)},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "The day of review, 30 September 2026, is too early.",
        {"review": date(2026, 9, 30)},
    ),
    example(
        "A.1.6/1",
        UNMET,
        "The day of review, 15 October 2026, is too early.",
        {"review": date(2026, 10, 15)},
        on=date(2026, 10, 16),
    ),
)

EXAMPLES = (
    *(example(check, MET, f"{title} is answered.") for check, _, title in ANSWERED),
    *(
        example(check, UNMET, f"{title} is not answered.", {field: None})
        for check, field, title in ANSWERED
    ),
    *A_1_3_READERS,
    *A_1_3_ADVICE,
    *A_1_5_ADMINISTRATORS,
    *A_1_5_TRAINING,
    *A_1_5_ACCOUNT,
    *A_1_6_LIFETIME,
    example("A.1.7/1", MET, "The proposal says how to tell whether the site has worked."),
    *(
        example(
            "A.1.7/1",
            UNMET,
            "The proposal does not say how anyone will tell whether the site has worked.",
            {"success_measures": measures},
        )
        for measures in ((), ("  ",))
    ),
)


@pytest.mark.clause(id="A.1.3")
@pytest.mark.parametrize(
    ("role", "adviser", "answer"),
    [
        (Role.DESIGNATED_TEACHER, DESIGNATED, MET),
        (Role.DESIGNATED_TEACHER, E_SAFETY_LEAD, UNMET),
        (Role.DESIGNATED_TEACHER, PRINCIPAL, MET),
        (Role.E_SAFETY_LEAD, DESIGNATED, UNMET),
        (Role.E_SAFETY_LEAD, E_SAFETY_LEAD, MET),
    ],
)
def test_the_edition_says_who_advises(role: Role, adviser: str, answer: Verdict) -> None:
    """Whom it means may advise beside principal and vice principal, and nobody in their place."""
    policy, case = meaning(role, adviser)
    [finding] = [
        one for one in assess(case, policy, TODAY).of_clause("A.1.3") if one.check == "A.1.3/6"
    ]
    assert finding.answer is answer


@pytest.mark.clause(id="A.1.3")
def test_it_names_whom_the_edition_means() -> None:
    """Words and remedy say the edition's role."""
    policy, case = meaning(Role.DESIGNATED_TEACHER, E_SAFETY_LEAD)
    [finding] = assess(case, policy, TODAY).having(UNMET)
    assert (finding.words, finding.remedy) == (
        "Paul Irwin is neither designated teacher nor principal nor vice principal.",
        "Talk with the designated teacher, the principal or the vice principal, and name them.",
    )


@pytest.mark.parametrize("one", params(EXAMPLES))
def test_clause_answers_in_its_own_words(one: Example) -> None:
    """Each example's check gives the answer and the sentence that the table states."""
    assert said(found(one)) == (one.clause, one.answer, one.words)


@pytest.mark.parametrize(
    ("check", "changes", "field", "remedy"),
    [
        pytest.param(*row, marks=pytest.mark.clause(id=row[0].partition("/")[0]))
        for row in (
            ("A.1.3/7", {"advised_on": LATER}, "advised_on", "Talk first, and give the day then."),
            ("A.1.5/1", run_by((TEACHER,)), "administrators", "Name another administrator."),
            (
                "A.1.5/2",
                run_by((TEACHER, VOLUNTEER)),
                "administrators",
                "Have two of them trained at least, and ask the registrar to record the day.",
            ),
            (
                "A.1.5/2",
                run_by((TEACHER,), (TEACHER,)),
                "administrators",
                "Name another person who is trained for it.",
            ),
            (
                "A.1.5/4",
                {"two_step": False},
                "two_step",
                "Switch on two-step sign-in in the settings of the account.",
            ),
            (
                "A.1.5/4",
                {"two_step": None},
                "two_step",
                "Look at the settings of the account, and say whether it asks for a code as well.",
            ),
        )
    ],
)
def test_the_remedy_says_what_to_do(
    check: str, changes: Mapping[str, Any], field: str, remedy: str
) -> None:
    """Each way of failing has the smallest step that mends it, beside its question."""
    finding = found(example(check, UNMET, "", changes))
    assert (finding.answer, finding.field, finding.remedy) == (UNMET, field, remedy)


@pytest.mark.clause(id="A.1.5")
def test_an_administrator_who_has_not_answered_yet_is_waited_for() -> None:
    """On entering the register, the remedy for one who has not accepted is their answer."""
    finding = found(
        example("A.1.5/1", UNMET, ONE_WILLING, case=accepted_by(TEACHER), stage=Stage.REGISTRATION)
    )
    assert finding.remedy == "Wait for their answers, or name another administrator."


@pytest.mark.clause(id="A.1.5")
@pytest.mark.parametrize(("needed", "answer"), [(2, MET), (3, UNMET)])
def test_the_edition_says_how_many_administer(needed: int, answer: Verdict) -> None:
    """Two administrators are enough for an edition that asks for two, and not for three."""
    policy = a_policy(thresholds=Thresholds(administrators=needed))
    (finding,) = (
        one for one in assess(a_case(), policy, TODAY).of_clause("A.1.5") if one.check == "A.1.5/1"
    )
    assert finding.answer is answer


ASKED = (
    ("A.1.1", Kind.DECLARATION, ("proposer", "administrators", "moderators")),
    ("A.1.2", Kind.JUDGEMENT, ("aims",)),
    ("A.1.3", Kind.JUDGEMENT, ("aims",)),
    ("A.1.4", Kind.DECLARATION, ("proposer",)),
    ("A.1.5", Kind.JUDGEMENT, ("final",)),
    ("A.1.6", Kind.JUDGEMENT, ("final",)),
    ("A.1.7", Kind.JUDGEMENT, ("aims",)),
)


@pytest.mark.parametrize(
    ("clause", "kind", "owners"),
    [pytest.param(*row, marks=pytest.mark.clause(id=row[0])) for row in ASKED],
)
def test_what_no_fact_decides_waits_for_a_person(
    clause: str, kind: Kind, owners: tuple[str, ...]
) -> None:
    """However complete the proposal, each of these waits for exactly those who are asked."""
    found_of = assess(a_case(), a_policy(), TODAY).of_clause(clause)
    asked = [one for one in found_of if one.kind in {Kind.DECLARATION, Kind.JUDGEMENT}]
    assert [(one.kind, one.answer, one.owners) for one in asked] == [
        (kind, Verdict.WAITING, owners)
    ]
