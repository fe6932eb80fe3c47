"""From each clause to its rule, its scenarios and its examples, and back."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest

from appendix_a import (
    a1_creation,
    a2_children,
    a3_approval,
    a4_content,
    a5_contributors,
    added,
    s2_scope,
    s5_principles,
    s6_images,
    s7_3_terms,
    s7_official_sites,
    s8_monitoring,
    s9_breaches,
)
from appendix_a.editions.policy import MODEL
from appendix_a.reading.clause import Check, Clause, Declaration, Duty, Fact, Judgement, Source
from appendix_a.reading.proposal import Proposal
from appendix_a.values.answers import Verdict
from tests import scenarios
from tests.appendix_a import (
    test_a1_creation,
    test_a2_children,
    test_a3_approval,
    test_a4_content,
    test_a5_contributors,
    test_added,
    test_s2_scope,
    test_s5_principles,
    test_s6_images,
    test_s7_3_terms,
    test_s7_official_sites,
    test_s8_monitoring,
    test_s9_breaches,
)
from tests.appendix_a.examples import Example
from tests.features import test_policy_rules

MODULES: tuple[tuple[ModuleType, tuple[Clause, ...], tuple[Example, ...]], ...] = (
    (s2_scope, s2_scope.CLAUSES, test_s2_scope.EXAMPLES),
    (s5_principles, s5_principles.CLAUSES, test_s5_principles.EXAMPLES),
    (s6_images, s6_images.CLAUSES, test_s6_images.EXAMPLES),
    (s7_official_sites, s7_official_sites.CLAUSES, test_s7_official_sites.EXAMPLES),
    (s7_3_terms, s7_3_terms.CLAUSES, test_s7_3_terms.EXAMPLES),
    (s8_monitoring, s8_monitoring.CLAUSES, test_s8_monitoring.EXAMPLES),
    (s9_breaches, s9_breaches.CLAUSES, test_s9_breaches.EXAMPLES),
    (a1_creation, a1_creation.CLAUSES, test_a1_creation.EXAMPLES),
    (a2_children, a2_children.CLAUSES, test_a2_children.EXAMPLES),
    (a3_approval, a3_approval.CLAUSES, test_a3_approval.EXAMPLES),
    (a4_content, a4_content.CLAUSES, test_a4_content.EXAMPLES),
    (a5_contributors, a5_contributors.CLAUSES, test_a5_contributors.EXAMPLES),
    (added, added.CLAUSES, test_added.EXAMPLES),
)
EXAMPLES = tuple(one for *_, examples in MODULES for one in examples)
CHECKS: dict[str, Check] = {
    f"{clause.id}/{number}": check
    for clause in MODEL
    for number, check in enumerate(clause.checks, 1)
}
FACTS = tuple(name for name, check in CHECKS.items() if isinstance(check, Fact))
FEATURES = test_policy_rules.FEATURES


def untried(examples: Iterable[Example]) -> list[str]:
    """The facts that lack an example of being met, or one of not being met."""
    tried = {(one.check, one.answer) for one in examples}
    return [
        name
        for name in FACTS
        if (name, Verdict.MET) not in tried
        or not tried & {(name, Verdict.UNMET), (name, Verdict.UNDETERMINED)}
    ]


def test_every_fact_has_an_example_of_each_side() -> None:
    """Met, and unmet (or undetermined where the fact knows no unmet), for every fact."""
    assert untried(EXAMPLES) == []


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_without_its_examples_would_be_named(fact: str) -> None:
    """The control: taking one side of one fact's examples away names that fact alone."""
    without_met = [one for one in EXAMPLES if (one.check, one.answer) != (fact, Verdict.MET)]
    only_met = [one for one in EXAMPLES if one.check != fact or one.answer is Verdict.MET]
    assert (untried(without_met), untried(only_met)) == ([fact], [fact])


def test_facts_without_an_unmet_example_are_about_what_others_know() -> None:
    """These two ask what the terms say: no answer of the form can make them unmet."""
    unmet = {one.check for one in EXAMPLES if one.answer is Verdict.UNMET}
    assert [name for name in FACTS if name not in unmet] == ["7.3/3", "7.3/9", "A.3.6/9"]


def test_examples_are_of_facts_that_exist() -> None:
    """No example is left over from a fact that has gone."""
    assert {one.check for one in EXAMPLES} - set(FACTS) == set()


def test_the_model_is_in_the_policys_order() -> None:
    """Every clause of sections 2, 5, 6.7, 7, 8, 9 and of Appendix A, and what a school may add, in order."""
    assert [clause.id for clause in MODEL] == [
        "2.1", "2.2", "2.3", "5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "6.7",
        "7.1", "7.2", "7.3", "7.4", "8.1", "8.2", "9.1",
        "A.1.1", "A.1.2", "A.1.3", "A.1.4", "A.1.5", "A.1.6", "A.1.7",
        "A.2.1", "A.2.2", "A.2.3", "A.2.4", "A.2.5a", "A.2.5b", "A.2.6", "A.2.7",
        "A.3.1a", "A.3.1b", "A.3.2", "A.3.3", "A.3.4", "A.3.5", "A.3.6", "A.3.7",
        "A.4.1a", "A.4.1b", "A.4.2", "A.4.3", "A.4.4", "A.4.5", "A.4.6", "A.4.7a", "A.4.7b",
        "A.4.8", "A.4.9", "A.4.10",
        "A.5.1", "A.5.2a", "A.5.2b", "A.5.3", "A.5.4a", "A.5.4b", "A.5.4c", "A.5.5", "A.5.6",
        "A.5.7", "A.5.8", "A.5.9", "S.1", "S.2", "S.3", "S.4", "S.5",
    ]  # fmt: skip


def test_the_model_says_whose_words_a_clause_stands_on() -> None:
    """Section 7 is the school's own policy, Appendix A the reconstructed model, S what is added."""
    sources = {"A": Source.MODEL, "S": Source.ADDED}
    assert {clause.id: clause.source for clause in MODEL} == {
        clause.id: sources.get(clause.id[0], Source.SCHOOL) for clause in MODEL
    }


def test_the_model_is_made_of_the_modules() -> None:
    """Each clause stands in the module of its part, and no module has one that is not in force."""
    standing = [clause.id for _, clauses, _ in MODULES for clause in clauses]
    assert sorted(standing) == sorted(clause.id for clause in MODEL)


def sentence(check: Check) -> str:
    match check:
        case Fact():
            return check.remedy
        case Declaration():
            return check.words
        case Judgement():
            return check.question
        case Duty():
            return check.watch


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_has_its_sentence(name: str) -> None:
    """A remedy, a statement or a duty is a sentence; a judgement is a question."""
    check = CHECKS[name]
    end = "?" if isinstance(check, Judgement) else "."
    assert re.fullmatch(r"[A-Z].{14,}", sentence(check))
    assert sentence(check)[-1] == end


def test_every_fact_is_about_a_question_of_the_form() -> None:
    """The form can show each finding beside the answer that it reads."""
    fields = {check.field for check in CHECKS.values() if isinstance(check, Fact)}
    assert fields - set(Proposal.model_fields) == set()


def test_every_clause_has_title_and_words() -> None:
    """A clause can be read on its own."""
    assert [one.id for one in MODEL if not one.title or not one.words.endswith(".")] == []


def tagged_rules(path: Path) -> list[str]:
    """The tags that stand on a rule, in the order of the file."""
    return re.findall(r"@(\S+)\n\s*Rule:", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("module", "clauses", "_"), MODULES, ids=[m.__name__ for m, *_ in MODULES])
def test_each_clause_has_one_rule_in_the_feature_of_its_module(
    module: ModuleType, clauses: tuple[Clause, ...], _: tuple[Example, ...]
) -> None:
    """The feature of the same name has one tagged rule a clause, in the policy's order."""
    feature = FEATURES / f"{module.__name__.rpartition('.')[2]}.feature"
    assert tagged_rules(feature) == [clause.id for clause in clauses]
    assert feature.read_text(encoding="utf-8").count("Rule:") == len(clauses)


def test_every_feature_of_the_policy_is_bound() -> None:
    """Whatever feature is found is bound: here the policy's, elsewhere only the journeys."""
    elsewhere = set(FEATURES.rglob("*.feature")) - set(test_policy_rules.BOUND)
    assert {path.stem for path in test_policy_rules.BOUND} == {
        module.__name__.rpartition(".")[2] for module, *_ in MODULES
    }
    assert {path.parent for path in elsewhere} <= {FEATURES / "journeys"}


def named_twice(text: str) -> list[str]:
    """Scenarios of one feature with one name: only the last of them would run."""
    names = Counter(re.findall(r"Scenario: (.+)", text))
    return [name for name, times in names.items() if times > 1]


@pytest.mark.parametrize("path", test_policy_rules.BOUND, ids=lambda path: path.stem)
def test_no_two_scenarios_of_a_feature_have_one_name(path: Path) -> None:
    """Each runs; and the control: a second of the same name is told."""
    text = path.read_text(encoding="utf-8")
    first = re.search(r"Scenario: .+\n", text)
    assert first is not None
    assert (named_twice(text), len(named_twice(text + first[0]))) == ([], 1)


TOLD: dict[type, str] = {
    Judgement: "waits for the",
    Declaration: "declare, under clause",
}


def untold(steps: dict[str, str]) -> list[str]:
    """Judgements and declarations that no scenario of their clause asks, duties that none names."""
    return [
        name
        for name, check in CHECKS.items()
        if not isinstance(check, Fact)
        and (check.watch if isinstance(check, Duty) else TOLD[type(check)])
        not in steps[name.partition("/")[0]]
    ]


STEPS = {
    id_: "\n".join(step for _, steps in told for step in steps)
    for id_, told in scenarios.by_clause().items()
}


def test_every_check_that_is_left_to_people_is_told_in_a_scenario() -> None:
    """Who is asked by a judgement or a declaration, and what each duty is, in its clause's rule."""
    assert untold(STEPS) == []


@pytest.mark.parametrize("id_", [one.id for one in MODEL if untold({**STEPS, one.id: ""})])
def test_a_rule_that_leaves_people_out_would_be_named(id_: str) -> None:
    """The control: with one clause's scenarios gone, its checks are missed, and no other's."""
    missed = untold({**STEPS, id_: ""})
    assert {name.partition("/")[0] for name in missed} == {id_}


def bound_scenarios() -> list[str]:
    """The clause on each scenario that runs; fails where one has no clause, or two."""
    marks = [
        [mark.kwargs["id"] for mark in test.pytestmark if mark.name == "clause"]
        for name, test in vars(test_policy_rules).items()
        if name.startswith("test_")
    ]
    return [clause for (clause,) in marks]


def test_every_scenario_runs_under_its_clause() -> None:
    """As many scenarios run under each clause's mark as stand in its rule."""
    written = Counter[str]()
    for path in test_policy_rules.BOUND:
        rules = re.split(r"@(\S+)\n\s*Rule:", path.read_text(encoding="utf-8"))[1:]
        for clause, text in zip(rules[::2], rules[1::2], strict=True):
            written[clause] = text.count("Scenario:")
    assert Counter(bound_scenarios()) == written
    assert set(written) == {clause.id for clause in MODEL}
