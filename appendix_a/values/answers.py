"""The four answers that a fact can give, and the finding that carries one out."""

from dataclasses import dataclass
from datetime import date

from appendix_a.values.value import Choice


def day_in_words(day: date) -> str:
    """Write a day as in a letter: 1 September 2026."""
    return f"{day.day} {day:%B} {day.year}"


@dataclass(frozen=True, slots=True)
class Met:
    """The fact holds. `warning` says what is coming that may end it, and never decides.

    `flag` says what whoever signs should look at, and never decides either.
    """

    because: str
    warning: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True)
class MetUntil:
    """It holds today; a dated rule ends it on `day`, the first day on which it does not hold."""

    day: date
    because: str
    warning: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Unmet:
    """It does not hold. `remedy` is the smallest change, where the clause's own is too general."""

    because: str
    remedy: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Undetermined:
    """Not knowable from what is recorded: ended by evidence, never by waiver."""

    missing: str
    who: str
    record: str
    field: str = ""


Answer = Met | MetUntil | Unmet | Undetermined


class Kind(Choice):
    FACT = "fact", "Fact"
    DECLARATION = "declaration", "Declaration"
    JUDGEMENT = "judgement", "Judgement"
    DUTY = "duty", "Duty"


class Verdict(Choice):
    """Every word that a finding may answer with (docs/definitions.md, “Answers”)."""

    MET = "met", "Met"
    MET_UNTIL = "met_until", "Met until"
    UNMET = "unmet", "Unmet"
    UNDETERMINED = "undetermined", "Undetermined"
    WAITING = "waiting", "Waiting"
    MADE = "made", "Made"
    DECLINED = "declined", "Declined"
    ANSWERED = "answered", "Answered"
    KEPT = "kept", "Kept"
    BROKEN = "broken", "Broken"
    DOES_NOT_APPLY = "does_not_apply", "Does not apply"


FAILS = frozenset({Verdict.UNMET, Verdict.UNDETERMINED})
"""The answers of a fact with which nothing goes on."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check of one clause answers for one case on one day."""

    clause: str
    printed: str
    title: str
    check: str
    kind: Kind
    answer: Verdict
    words: str
    field: str = ""
    remedy: str = ""
    until: date | None = None
    owners: tuple[str, ...] = ()
    warning: str = ""
    flag: str = ""

    def not_applying(self, why: str) -> "Finding":
        """The same check, where it does not apply."""
        return self.answered(Verdict.DOES_NOT_APPLY, why, self.field)

    def answered(
        self,
        answer: Verdict,
        words: str,
        field: str,
        remedy: str = "",
        until: date | None = None,
        warning: str = "",
        flag: str = "",
    ) -> "Finding":
        """The same check with this answer."""
        return Finding(
            self.clause, self.printed, self.title, self.check, self.kind,
            answer, words, field, remedy, until, self.owners, warning, flag,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assessment:
    """Every finding, in the policy's order."""

    findings: tuple[Finding, ...]

    def having(self, *answers: Verdict) -> tuple[Finding, ...]:
        """The findings with one of these answers, in order."""
        return tuple(one for one in self.findings if one.answer in answers)

    def of(self, *kinds: Kind) -> tuple[Finding, ...]:
        """The findings of these kinds that apply, in order."""
        applying = (one for one in self.findings if one.answer is not Verdict.DOES_NOT_APPLY)
        return tuple(one for one in applying if one.kind in kinds)

    def of_clause(self, clause: str) -> tuple[Finding, ...]:
        """The findings of one clause."""
        return tuple(one for one in self.findings if one.clause == clause)

    def flagged(self) -> tuple[Finding, ...]:
        """The findings that whoever signs should look at; what several say of one answer, once."""
        first: dict[str, Finding] = {}
        for one in self.findings:
            if one.flag:
                first.setdefault(one.flag, one)
        return tuple(first.values())

    def worst(self) -> Verdict:
        """Unmet before undetermined before met until before met; only facts weigh."""
        given = {one.answer for one in self.of(Kind.FACT)}
        order = (Verdict.UNMET, Verdict.UNDETERMINED, Verdict.MET_UNTIL)
        return next((answer for answer in order if answer in given), Verdict.MET)
