"""Whatever fails, and whenever: a proposal comes to rest with whoever can mend it.

Each fact of the model is broken in turn, at each moment of the procedure, while everybody does what
their inbox asks of them and nights pass. Each fact has its share of the moments; all of them with
EVERY_MOMENT=1, which takes ten minutes on two cores.
"""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from appendix_a.assessing import at_signing as signing
from appendix_a.assessing import facts as assessing
from appendix_a.assessing.assess import assess
from appendix_a.assessing.at_signing import AtSigning
from appendix_a.editions.policy import MODEL, Policy
from appendix_a.procedure.lifecycle import PROPOSAL, Action, Status, Transition
from appendix_a.reading.case import Case, SignOffStep, Stage
from appendix_a.reading.clause import Clause, Context, Fact
from appendix_a.reading.proposal import Assessing
from appendix_a.values.answers import FAILS, Answer, Undetermined, Unmet
from service.desk.notices import inbox, owed
from service.desk.proposals import outcomes, proposals, status
from service.desk.queue import reminders, work
from service.desk.refusals import Refusal
from service.pages.proposals.proposal_words import what_next
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    TODAY,
)
from tests.schools import HOLD, Birchfield
from tests.service.desk.notices.test_inbox import visitor
from tests.service.desk.policy.test_editions import adopted
from tests.service.desk.proposals.test_decisions import grows_stale, leave
from tests.service.desk.queue.test_rechecks import CLASSWALL as CLASSROOM
from tests.service.desk.queue.test_rechecks import PUPILS_WRITE, ages
from tests.service.desk.stepwise import LEASE, answer, record
from tests.service.school import NOON, OWN
from workflows import shared

DAY = timedelta(days=1)
PEOPLE = (TEACHER, SECOND_TEACHER, LINE_MANAGER, BRAND_OWNER, E_SAFETY_LEAD, PRINCIPAL, CHAIR)
FACTS = tuple(one for clause in MODEL for one in clause.asked if isinstance(one.check, Fact))
EVERY_MOMENT = bool(os.environ.get("EVERY_MOMENT"))
ROUNDS = 8  # nights after which a proposal has to have come to rest
STEPS = 40  # flows that may run before it has
OVER = frozenset({Status.REGISTERED, Status.REJECTED})
MENDS = {
    (TEACHER, "edit"),
    (TEACHER, "mend"),
    (E_SAFETY_LEAD, "refer"),
    (PRINCIPAL, "refer"),
}
"""Who can change what fails here, and what their inbox calls it."""


class NeverRestsError(AssertionError):
    """Flows or people go round."""


# What is broken, and when ---------------------------------------------------------------------


@dataclass
class Break:
    """One fact of the model that holds until it is broken, and answers this ever after."""

    check: str
    answer: Answer
    broken: bool = False

    def model(self) -> tuple[Clause, ...]:
        """The model with that fact in place of its own."""
        return tuple(replace(one, checks=self._checks(one)) for one in MODEL)

    def _checks(self, clause: Clause) -> tuple[Any, ...]:
        return tuple(
            self._fact(asked.check) if asked.waiting.check == self.check else asked.check
            for asked in clause.asked
        )

    def _fact(self, fact: Any) -> Fact:
        assert isinstance(fact, Fact)

        def test(context: Context) -> Answer:
            return self.answer if self.broken else fact.test(context)

        def applies(context: Context) -> str:
            return "" if self.broken else fact.applies(context)

        return replace(fact, test=test, applies=applies)


UNMET = Unmet("It fails.", "Change it.")
UNKNOWN = Undetermined("It is not known.", "The e-safety lead", "record it.")


def submitted(school: Birchfield, **changes: Any) -> str:
    return school.submitted(**changes)


def in_sign_off(school: Birchfield, **changes: Any) -> str:
    return carried(school, school.submitted(**changes))


def half_signed(school: Birchfield, **changes: Any) -> str:
    ref = in_sign_off(school, **changes)
    school.give(ref, SignOffStep.AIMS)
    return carried(school, ref)


def not_counted(school: Birchfield, **changes: Any) -> str:
    ref = in_sign_off(school, **changes)
    school.give(ref, SignOffStep.AIMS)
    return ref


def last_not_counted(school: Birchfield, **changes: Any) -> str:
    ref = school.ready(**changes)
    school.give(ref, SignOffStep.FINAL)
    return ref


def in_the_hold(school: Birchfield, **changes: Any) -> str:
    return carried(school, last_not_counted(school, **changes))


MOMENTS = (submitted, in_sign_off, not_counted, half_signed, last_not_counted, in_the_hold)


# What everybody does --------------------------------------------------------------------------


def carried(school: Birchfield, ref: str) -> str:
    """Run what is due, and what follows from it; it has to end."""
    steps = 0
    while items := work.claim(school.office, "one", 1, LEASE):
        for item in items:
            steps += item.subject == ref
            if work.facts_for(school.office, item) is None:
                work.settle(school.office, item, "one")
            else:
                record(school.office, item, answer(school.office, item))
        if steps > STEPS:
            raise NeverRestsError(f"{ref}: flows lead on and on, now to {school.status(ref)}")
    return ref


def asked(school: Birchfield, ref: str) -> list[tuple[str, str]]:
    """Whose inbox has this proposal, and as what."""
    return [
        (who, item.kind)
        for who in PEOPLE
        for item in inbox.inbox(school.office, visitor(school, who), OWN)
        if item.subject == ref
    ]


def act(school: Birchfield, ref: str) -> bool:
    """Everybody who is asked to declare or to sign does; whether anybody was."""
    found = [one for one in asked(school, ref) if one[1] in ("declare", "decide")]
    for who, kind in found:
        with suppress(Refusal, KeyError):  # another's act has changed it meanwhile
            if kind == "declare":
                school.answer(ref, who)
            for step in SignOffStep if kind == "decide" else ():
                if (
                    school.signer(ref, step) == school.key(who)
                    and step in school.view(ref, who).sign
                ):
                    school.give(ref, step)
        carried(school, ref)
    return bool(found)


def at_rest(school: Birchfield, ref: str) -> list[tuple[str, str]]:
    """Let people act and nights pass until nothing changes; who has it then, and as what."""
    carried(school, ref)
    for _ in range(ROUNDS):
        before = school.row(ref)
        acted = act(school, ref)
        school.clock.now += DAY
        carried(school, ref)
        after = school.row(ref)
        if not acted and (after.status, after.version) == (before.status, before.version):
            return asked(school, ref)
    raise NeverRestsError(f"{ref} is {school.status(ref)} after {ROUNDS} nights")


def ends_well(school: Birchfield, ref: str) -> bool:
    """Whether it is over, or rests with whoever can mend it and with nobody who cannot."""
    items = at_rest(school, ref)
    return school.status(ref) in OVER or (items != [] and set(items) <= MENDS)


def every_fact(
    school: Birchfield,
    patch: pytest.MonkeyPatch,
    moment: Callable[..., str],
    answer: Answer,
    facts: Iterable[str],
) -> list[str]:
    """The facts that, broken at this moment, leave a proposal where nobody can mend it."""
    badly = []
    for number, check in enumerate(facts):
        broken = Break(check, answer)
        patch.setattr(assessing, "MODEL", broken.model())
        school.clock.now = (
            NOON  # or in time the terms of all of them would have been read too long ago
        )
        ref = moment(
            school,
            **FAR_AHEAD
            | {
                "address": f"https://{moment.__name__.replace('_', '')}{type(answer).__name__}{number}.wordpress.com"
            },
        )
        broken.broken = True
        try:
            well = ends_well(school, ref)
        except NeverRestsError:
            well = False
        if not well:
            badly.append(check)
        if school.status(ref) not in OVER:
            proposals.withdraw(school.office, school.key(TEACHER), ref, school.row(ref).version, "")
    return badly


FAR_AHEAD: dict[str, Any] = {
    "terms_read_on": date(2026, 9, 1),
    "go_live": date(2027, 6, 1),
    "why_not_existing": "Each class writes for its own families.",
}


# The property ---------------------------------------------------------------------------------

CHECKS = tuple(one.waiting.check for one in FACTS)
LATE = tuple(
    one.waiting.check for one in FACTS if one.check.stage in (Stage.SIGN_OFF, Stage.REGISTRATION)
)
SOME_LATE = 4  # of these, one in so many at each moment
ANSWERS = (UNMET, UNKNOWN)
AT = tuple(product(MOMENTS, ANSWERS))
each_moment = pytest.mark.parametrize(
    ("moment", "answer"), AT, ids=[f"{one.__name__} {type(two).__name__}" for one, two in AT]
)


def test_every_fact_is_broken_at_some_moment_in_each_way() -> None:
    """The quick shares of the facts are all of them, once each."""
    shares = [one for number in range(len(AT)) for one in CHECKS[number :: len(AT)]]
    assert (sorted(shares), len(shares)) == (sorted(CHECKS), len(set(CHECKS)))


@each_moment
def test_whatever_fails_it_rests_with_whoever_can_mend_it(
    school: Birchfield, monkeypatch: pytest.MonkeyPatch, moment: Callable[..., str], answer: Answer
) -> None:
    """Each fact at one moment, and those of the later stages at three."""
    place = AT.index((moment, answer))
    share = CHECKS[place :: len(AT)] + LATE[place % SOME_LATE :: SOME_LATE]
    facts = dict.fromkeys(CHECKS if EVERY_MOMENT else share)
    assert every_fact(school, monkeypatch, moment, answer, facts) == []


# The controls ---------------------------------------------------------------------------------


def sends_back_to_the_checks(row: Transition[Status]) -> bool:
    return (row.action, row.when) in {
        (act, when)
        for act in (Action.VOID, Action.REGISTER)
        for when in ("unmet", "undetermined", "owed")
    }


def as_it_was(patch: pytest.MonkeyPatch) -> None:
    """What has moved goes back to the checks, which ask only what is asked of a draft."""
    table = tuple(
        replace(row, to=Status.CHECKING) if sends_back_to_the_checks(row) else row
        for row in PROPOSAL
    )
    patch.setattr(status, "PROPOSAL", table)

    def unforeseeing(
        case: Case, policy: Policy, on: date, only: Callable[[str], bool] | None = None
    ) -> AtSigning:
        if only is None:
            return signing.at_signing(case, policy, on)
        found = assess(case, policy, on, only=only)
        return AtSigning(found, found, ())

    patch.setattr(shared, "at_signing", unforeseeing)


@pytest.mark.parametrize("moment", [in_sign_off, in_the_hold])
def test_the_old_way_goes_round_and_is_caught(
    school: Birchfield, monkeypatch: pytest.MonkeyPatch, moment: Callable[..., str]
) -> None:
    """Without foretelling, checks and signatures follow each other for ever on a later fact."""
    as_it_was(monkeypatch)
    late = ["A.3.1a/1", "A.3.5/3"]
    assert every_fact(school, monkeypatch, moment, UNMET, late) == late


WAITED_FOR = ("A.4.4/4",)
"""For these the final approval waits."""


def test_without_an_item_for_its_proposer_a_wait_is_caught(
    school: Birchfield, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The final approval waits, and nobody's inbox says so."""
    monkeypatch.setitem(owed._ASKED, Status.IN_SIGN_OFF, owed._nobody)
    assert every_fact(school, monkeypatch, in_sign_off, UNMET, WAITED_FOR) == list(WAITED_FOR)


# What happens in a school ---------------------------------------------------------------------


@dataclass(frozen=True)
class Story:
    """A proposal, what happens to it at a moment, and where it comes to rest with whom."""

    moment: Callable[..., str]
    happens: Callable[[Birchfield], object]
    ends: Status
    with_: list[tuple[str, str]]
    clauses: set[str]
    changes: dict[str, Any] = field(default_factory=dict)


def nothing(_: Birchfield) -> None:
    """Only time passes."""


def nights_pass(school: Birchfield) -> None:
    """Five nights, in which nobody signs."""
    for _ in range(5):
        school.after(DAY)


def leaves(who: str) -> Callable[[Birchfield], None]:
    return lambda school: leave(school, who)


def one_more_declaration(school: Birchfield) -> None:
    adopted(school, {"switched_off": {}})


BACK, EVIDENCE = [(TEACHER, "edit")], [(E_SAFETY_LEAD, "refer"), (PRINCIPAL, "refer")]
STORIES = {
    "terms read 200 days ago": Story(
        submitted, nothing, Status.RETURNED, BACK, {"A.4.1b"},
        changes={"terms_read_on": TODAY - 200 * DAY},
    ),
    "terms grow too old while nobody signs": Story(
        in_sign_off, nights_pass, Status.RETURNED, BACK, {"A.4.1b"},
        changes={"terms_read_on": TODAY - 88 * DAY},
    ),
    "it goes live today": Story(
        submitted, nothing, Status.RETURNED, BACK, {"A.3.6"}, changes={"go_live": TODAY}
    ),
    "its day comes while nobody signs": Story(
        in_sign_off, nights_pass, Status.RETURNED, BACK, {"A.3.6"},
        changes={"go_live": TODAY + 3 * DAY},
    ),
    "it is approved on the eve of its day": Story(
        in_the_hold, nothing, Status.REGISTERED, [], set(), changes={"go_live": TODAY + DAY}
    ),
    "the assessment is being made": Story(
        submitted, nothing, Status.IN_SIGN_OFF, [(TEACHER, "mend")], {"A.4.4"},
        changes=PUPILS_WRITE | {"dpia": Assessing.IN_PROGRESS},
    ),
    "the assessment is made": Story(
        submitted, nothing, Status.REGISTERED, [], set(), changes=PUPILS_WRITE
    ),
    "a moderator leaves before declaring": Story(
        in_sign_off, leaves(SECOND_TEACHER), Status.RETURNED, BACK, {"A.3.1b", "A.5.4a", "A.5.4b"}
    ),
    "a moderator leaves between the last signature and the register": Story(
        in_the_hold, leaves(SECOND_TEACHER), Status.RETURNED, BACK, {"A.3.1b", "A.5.4a", "A.5.4b"}
    ),
    "the brand owner leaves, having signed": Story(
        last_not_counted, leaves(BRAND_OWNER), Status.REGISTERED, [], set(),
        changes={"advertises": True, "advertising_plan": "In the letter to families."},
    ),
    "the principal leaves before the final approval": Story(
        half_signed, leaves(PRINCIPAL), Status.REGISTERED, [], set()
    ),
    "what is known of the platform turns out to be old": Story(
        in_the_hold, grows_stale, Status.REFERRED, EVIDENCE, {"7.3"}
    ),
    "an edition asks for one more declaration": Story(
        in_the_hold, one_more_declaration, Status.REGISTERED, [], set()
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
def test_what_happens_in_a_school_comes_to_rest(school: Birchfield, story: Story) -> None:
    """Each ends in the register, or with whoever can mend it and the clause that says what."""
    school.reread(**CLASSROOM, ages=ages(7))
    adopted(school, {"switched_off": {"A.4.10": "We ask for it on paper."}})
    ref = story.moment(school, **FAR_AHEAD | story.changes)
    story.happens(school)
    items = at_rest(school, ref)
    failing = school.view(ref).assessment.having(*FAILS)
    found = (school.status(ref), items, {one.clause for one in failing})
    assert found == (story.ends, story.with_, story.clauses)


# A release that asks more ---------------------------------------------------------------------

ASKED_SINCE = (
    "It had passed its checks before this program was last updated. Some of what is listed below "
    "may be asked only since then."
)


@pytest.mark.parametrize("moment", [in_sign_off, half_signed, in_the_hold])
def test_what_is_under_way_when_a_release_asks_more_goes_back_with_a_sentence(
    school: Birchfield, monkeypatch: pytest.MonkeyPatch, moment: Callable[..., str]
) -> None:
    """At the start of the new release, and not only at night, it is with its proposer."""
    newly = Break("7.1/1", UNMET)
    monkeypatch.setattr(assessing, "MODEL", newly.model())
    with monkeypatch.context() as before:
        before.setattr(outcomes, "code_digest", lambda: "0" * 64)
        ref = moment(school, **FAR_AHEAD)
    newly.broken = True
    reminders.look_again_now(school.office)
    school.after(HOLD)
    assert (school.status(ref), asked(school, ref)) == (Status.RETURNED, BACK)
    assert what_next(school.view(ref)).endswith(ASKED_SINCE)


def test_what_goes_back_under_the_release_that_checked_it_is_told_nothing_of_releases(
    school: Birchfield,
) -> None:
    """The control: a moderator has left, and no update comes into it."""
    ref = in_sign_off(school, **FAR_AHEAD)
    leave(school, SECOND_TEACHER)
    carried(school, ref)
    assert (school.status(ref), ASKED_SINCE in what_next(school.view(ref))) == (
        Status.RETURNED,
        False,
    )


def test_without_the_look_at_the_start_it_would_wait_for_the_night(
    school: Birchfield, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the release alone moves nothing."""
    newly = Break("7.1/1", UNMET)
    monkeypatch.setattr(assessing, "MODEL", newly.model())
    ref = in_sign_off(school, **FAR_AHEAD)
    newly.broken = True
    school.after(HOLD)
    assert school.status(ref) is Status.IN_SIGN_OFF
