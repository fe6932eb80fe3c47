"""What holds for all inputs; for each property a broken variant that the search finds."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from appendix_a import s7_3_terms
from appendix_a.assessing.assess import assess
from appendix_a.assessing.candidates import Edit
from appendix_a.assessing.suggest import Suggestion, suggest
from appendix_a.editions.policy import Policy
from appendix_a.platforms import addresses
from appendix_a.platforms.addresses import Address, AddressFault, parse
from appendix_a.platforms.catalogue import doubts
from appendix_a.reading import seal
from appendix_a.reading.case import Case, Stage
from appendix_a.reading.clause import Clause, Context, Fact, Test
from appendix_a.reading.marks import Mark, mark_of
from appendix_a.reading.proposal import AgeRange, Hosting, Proposal, YearGroup
from appendix_a.values.answers import Answer, Kind, Met, Unmet, Verdict
from tests.appendix_a.strategies import answers_to, blank, cases, proposals
from tests.builders import TEACHER, TODAY, a_policy

POLICY = a_policy()
THOROUGH = settings(
    max_examples=200, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
SEARCHING = settings(THOROUGH, max_examples=12_000, phases=[Phase.generate])
"""For a broken variant: found is enough, the smallest is not needed."""
PASSES = frozenset({Verdict.MET, Verdict.MET_UNTIL})
FAILS = frozenset({Verdict.UNMET, Verdict.UNDETERMINED})

Property = Callable[[settings, Policy], None]


def caught(property_: Property, policy: Policy = POLICY) -> None:
    """The search finds a case that breaks the property."""
    with pytest.raises(AssertionError):
        property_(SEARCHING, policy)


def with_test(real: Test, variant: Test) -> Policy:
    """The policy with a broken variant in place of one fact's test."""

    def clause(one: Clause) -> Clause:
        checks = (
            replace(check, test=variant)
            if isinstance(check, Fact) and check.test is real
            else check
            for check in one.checks
        )
        return replace(one, checks=tuple(checks))

    broken = replace(POLICY, clauses=tuple(clause(one) for one in POLICY.clauses))
    assert broken != POLICY
    return broken


def fact_test(check: str) -> Test:
    """The test of a fact, by its name."""
    id_, _, number = check.partition("/")
    fact = POLICY.clause(id_).checks[int(number) - 1]
    assert isinstance(fact, Fact)
    return fact.test


def answers(policy: Policy, case: Case, stage: Stage = Stage.DRAFT) -> dict[str, Verdict]:
    found = assess(case, policy, TODAY, stage=stage).findings
    return {one.check: one.answer for one in found}


def changed(case: Case, **answers: Any) -> Case:
    return case.model_copy(update={"proposal": case.proposal.model_copy(update=answers)})


# Age ------------------------------------------------------------------------------------------


def older(pupils: AgeRange | None) -> AgeRange | None:
    return pupils and AgeRange(
        youngest=min(19, pupils.youngest + 1),
        oldest=min(19, pupils.oldest + 1),
        older_from=pupils.older_from,
    )


def a_year_up(years: frozenset[YearGroup]) -> frozenset[YearGroup]:
    every = list(YearGroup)
    return frozenset(every[min(every.index(one) + 1, len(every) - 1)] for one in years)


def raising_every_age(thoroughly: settings, policy: Policy) -> None:
    @thoroughly
    @given(cases())
    def holds(case: Case) -> None:
        proposal = case.proposal
        raised = changed(
            case,
            audience_pupils=older(proposal.audience_pupils),
            contributor_pupils=older(proposal.contributor_pupils),
            audience_years=a_year_up(proposal.audience_years),
            contributor_years=a_year_up(proposal.contributor_years),
        )
        before, after = answers(policy, case), answers(policy, raised)
        assert [
            check
            for check, said in before.items()
            if check.startswith("7.3/") and said is Verdict.MET and after[check] is Verdict.UNMET
        ] == []

    holds()


def test_raising_every_age_never_loses_what_was_met() -> None:
    """Whatever 7.3 finds met for younger pupils it does not find unmet for older ones."""
    raising_every_age(THOROUGH, POLICY)


def test_an_age_read_the_wrong_way_round_is_caught() -> None:
    """The control: pupils who are ten or older are sent away."""

    def wrong(context: Context) -> Answer:
        pupils = context.proposal.pupils_meant
        old = pupils is not None and pupils.youngest > 10
        return Unmet("They are too old.") if old else Met("They are young enough.")

    caught(raising_every_age, with_test(fact_test("7.3/1"), wrong))


# Missing answers ------------------------------------------------------------------------------


def taking_an_answer_away(
    thoroughly: settings, policy: Policy, fields: Iterable[str] = Proposal.model_fields
) -> None:
    @thoroughly
    @given(cases(), st.sampled_from(sorted(fields)))
    def holds(case: Case, field: str) -> None:
        before = answers(policy, case)
        after = answers(policy, changed(case, **{field: blank(field)}))
        assert [
            check
            for check, said in after.items()
            if said in PASSES and before[check] not in PASSES | {Verdict.DOES_NOT_APPLY}
            if (check, field) not in BETTER_LEFT_OUT and not over_again(policy, case, check)
        ] == []

    holds()


def over_again(policy: Policy, case: Case, check: str) -> bool:
    """Whether it fails on a copy: that one of two equal answers goes leaves the other standing."""
    found = assess(case, policy, TODAY)
    return any(one.check == check and "over again" in one.words for one in found.findings)


BETTER_LEFT_OUT = {
    ("A.1.6/1", "closure"),
    ("A.1.6/1", "review"),
    ("A.1.6/1", "go_live"),
    ("7.3/1", "platform"),
}
"""A wrong answer beside another that tells the same: an end or a review, an address or a platform."""


def test_a_missing_answer_never_helps() -> None:
    """Taking an answer away turns nothing that is not met into met or met until."""
    taking_an_answer_away(settings(THOROUGH, max_examples=600), POLICY)


def test_an_answer_that_is_met_when_missing_is_caught() -> None:
    """The control: readers whom nobody names pass where the site has no title."""
    real = fact_test("7.1/1")

    def variant(context: Context) -> Answer:
        return real(context) if context.proposal.title else Met("Nothing is said against it.")

    policy = with_test(real, variant)
    with pytest.raises(AssertionError):
        taking_an_answer_away(SEARCHING, policy, ("title",))


# What nobody knows ----------------------------------------------------------------------------


def nothing_doubtful_passes(thoroughly: settings, policy: Policy) -> None:
    @thoroughly
    @given(cases())
    def holds(case: Case) -> None:
        context = policy.context(case, TODAY, Stage.DRAFT)
        row = context.host.row
        doubtful = row is None or doubts(row, case.school.jurisdiction.terms_place, TODAY)
        if case.proposal.hosting is Hosting.SCHOOL or not doubtful:
            return
        said = assess(case, policy, TODAY, only=lambda id_: id_ == "7.3").worst()
        assert said in FAILS

    holds()


AS_SHIPPED = a_policy(reread=None)


def test_nothing_unknown_stale_or_unverified_is_met() -> None:
    """Under the shipped rows, many of them old or never verified, 7.3 never passes on one."""
    nothing_doubtful_passes(THOROUGH, AS_SHIPPED)


def test_a_stale_row_that_passes_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: doubts are not asked for."""
    monkeypatch.setattr(s7_3_terms, "doubt", lambda *_: None)
    caught(nothing_doubtful_passes, AS_SHIPPED)


# People ---------------------------------------------------------------------------------------


OPINIONS = (Kind.DECLARATION, Kind.JUDGEMENT, Kind.DUTY)


def people_are_left_to_answer(thoroughly: settings, policy: Policy) -> None:
    @thoroughly
    @given(cases(), st.sampled_from(Stage))
    def holds(case: Case, stage: Stage) -> None:
        found = assess(case, policy, TODAY, stage=stage).findings
        said = {one.answer for one in found if one.kind in OPINIONS}
        assert said <= {Verdict.WAITING, Verdict.DOES_NOT_APPLY}

    holds()


def test_no_judgement_or_declaration_is_answered_without_a_person() -> None:
    """Assessing leaves each of them waiting, at every stage."""
    people_are_left_to_answer(THOROUGH, POLICY)


def test_a_judgement_that_answers_itself_is_caught() -> None:
    """The control: what is asked of people comes back as answered."""

    def hasty(clause: Clause) -> Clause:
        copy = replace(clause)
        asked = (
            replace(one, waiting=replace(one.waiting, answer=Verdict.ANSWERED))
            for one in clause.asked
        )
        vars(copy)["asked"] = tuple(asked)
        return copy

    hasty_policy = replace(POLICY, clauses=tuple(hasty(one) for one in POLICY.clauses))
    caught(people_are_left_to_answer, hasty_policy)


# Order ----------------------------------------------------------------------------------------

LISTS = ("administrators", "moderators", "personal_logins", "success_measures", "organisations")


def order_is_not_seen(thoroughly: settings, policy: Policy) -> None:
    @thoroughly
    @given(cases(), st.randoms(use_true_random=False))
    def holds(case: Case, dice: random.Random) -> None:
        def shuffled(several: Any) -> tuple[Any, ...]:
            return tuple(dice.sample(list(several), len(several)))

        other = changed(case, **{one: shuffled(getattr(case.proposal, one)) for one in LISTS})
        everyone = dict(shuffled(case.school.people.items()))
        school = case.school.model_copy(update={"people": everyone})
        moved = other.model_copy(update={"school": school, "register_": shuffled(case.register_)})
        assert answers(policy, moved) == answers(policy, case) == answers(policy, case)

    holds()


def test_assessing_is_deterministic_and_blind_to_order() -> None:
    """The order of people, measures and sites changes no answer; asking again changes none."""
    order_is_not_seen(THOROUGH, POLICY)


def test_a_test_that_looks_at_the_first_only_is_caught() -> None:
    """The control: only the first administrator is looked up in the record."""

    def variant(context: Context) -> Answer:
        first = context.proposal.administrators[:1]
        known = all(key in context.school.people for key in first)
        return Met("Known.") if known else Unmet("Not in the record.")

    caught(order_is_not_seen, with_test(fact_test("7.1/1"), variant))


# Addresses ------------------------------------------------------------------------------------

TYPED = st.text(max_size=60) | st.builds(
    "{}{}{}{}".format,
    st.sampled_from(("", "https://", "HTTP://", "//", "javascript:")),
    st.sampled_from(("facebook.com", "FACEBOOK.com.", "m.facebook.com:443", "bücher.example", "a")),
    st.sampled_from(("", "/", "/Birchfield", "//x/../y", "/%41", "/é")),
    st.sampled_from(("", "?utm_source=x&b=1&a=2", "#top", "?", "?id=7&id=8")),
)


def canonical_addresses(thoroughly: settings, _: Policy) -> None:
    @thoroughly
    @given(TYPED)
    def holds(typed: str) -> None:
        read = addresses.parse(typed)
        if isinstance(read, AddressFault):
            return
        again = addresses.parse(read.canonical)
        assert isinstance(again, Address)
        assert again.canonical == read.canonical

    holds()


def test_canonical_addresses_are_stable_and_reading_one_never_raises() -> None:
    """Whatever is typed is an address or a fault; the canonical form is its own canonical form."""
    canonical_addresses(settings(THOROUGH, max_examples=1_000), POLICY)


def test_an_address_that_changes_each_time_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a reading that loses a letter of the path each time."""

    def variant(typed: str) -> Address | AddressFault:
        read = parse(typed)
        return read if isinstance(read, AddressFault) else replace(read, path=read.path[:-1])

    monkeypatch.setattr(addresses, "parse", variant)
    caught(canonical_addresses)


# Suggestions ----------------------------------------------------------------------------------

Suggesting = Callable[[Case, Policy, date], Any]


def suggestions_pass(how: Suggesting, thoroughly: settings, policy: Policy) -> None:
    @thoroughly
    @given(cases())
    def holds(case: Case) -> None:
        before = answers(policy, case)
        for one in how(case, policy, TODAY).values():
            proposal = case.proposal
            for edit in one.edits:
                assert mark_of(Proposal, edit.field) is not Mark.WORLD
                proposal = edit.made_in(proposal)
            others = [edit.made_in(case.proposal) for edit in one.others]
            for made in (proposal, *others):
                Proposal.model_validate(made.model_dump())
                after = answers(policy, case.model_copy(update={"proposal": made}))
                failing = {check for check, said in after.items() if said in FAILS}
                assert failing <= {check for check, said in before.items() if said in FAILS}
                assert one.check not in failing

    holds()


def test_a_suggestion_passes_and_touches_nothing_that_is_so() -> None:
    """Each way applied, its finding passes, nothing else begins to fail, and no *world* moves."""
    suggestions_pass(suggest, settings(THOROUGH, max_examples=60), POLICY)


@pytest.mark.parametrize("spoil", ["nothing done", "the world moved", "another does not help"])
def test_a_suggestion_that_does_not_help_is_caught(spoil: str) -> None:
    """The controls: without its last edit, saying that the parents agreed, and an idle other."""

    def variant(case: Case, policy: Policy, on: date) -> dict[str, Suggestion]:
        found = suggest(case, policy, on)
        if spoil == "nothing done":
            return {check: replace(one, edits=one.edits[:-1]) for check, one in found.items()}
        world = Edit("parental_agreement", True, "say yes")
        if spoil == "another does not help":
            idle = Edit("archive_plan", "Nothing is kept of it.", "say so")
            return {check: replace(one, others=(idle,)) for check, one in found.items()}
        return {check: replace(one, edits=(*one.edits, world)) for check, one in found.items()}

    with pytest.raises(AssertionError):
        suggestions_pass(variant, settings(SEARCHING, max_examples=100), POLICY)


# The seal -------------------------------------------------------------------------------------


def every_change_is_sealed(thoroughly: settings, _: Policy) -> None:
    @thoroughly
    @given(proposals(), st.data())
    def holds(proposal: Proposal, data: st.DataObject) -> None:
        field = data.draw(st.sampled_from(sorted(Proposal.model_fields)))
        other = proposal.model_copy(update={field: data.draw(answers_to(field))})
        same = getattr(other, field) == getattr(proposal, field)
        assert (seal.seal(other, TEACHER) == seal.seal(proposal, TEACHER)) is same

    holds()


def test_changing_any_fact_changes_the_seal_and_nothing_else_does() -> None:
    """Two proposals have one seal exactly where every answer is the same."""
    every_change_is_sealed(settings(THOROUGH, max_examples=1_000), POLICY)


def test_a_seal_that_leaves_a_fact_out_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the closing day is not sealed."""
    real = seal.facts
    monkeypatch.setattr(
        seal,
        "facts",
        lambda proposal: {k: v for k, v in real(proposal).items() if k != "closure"},
    )
    caught(every_change_is_sealed)
