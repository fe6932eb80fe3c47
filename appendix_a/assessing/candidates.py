"""Candidate answers to a question of the form, by its type: what a suggestion may try."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, get_args, get_origin

from appendix_a.reading.clause import Context
from appendix_a.reading.marks import Mark, mark_of
from appendix_a.reading.proposal import Proposal, Relevance, Risk, RiskKind
from appendix_a.values.answers import day_in_words
from appendix_a.values.value import Choice

OWN_WORDS = "To be answered in the proposer's own words, once this question has been thought about."
DAYS_AHEAD = (90, 180, 300, 30, 14, 1, 364)
PEOPLE = frozenset({"administrators", "moderators", "personal_logins"})


@dataclass(frozen=True, slots=True)
class Edit:
    """Another answer to one question. `said` says what to do, as the end of a sentence."""

    field: str
    answer: object
    said: str

    @property
    def words(self) -> str:
        """What to do, as a sentence."""
        return f"At “{Proposal.model_fields[self.field].title}”, {self.said}."

    def made_in(self, proposal: Proposal) -> Proposal:
        """The proposal with this answer; not validated."""
        return proposal.model_copy(update={self.field: self.answer})


def candidates(field: str, context: Context) -> Iterator[Edit]:
    """Every other answer worth trying, the nearest first; none about what is so (*world*)."""
    present = getattr(context.proposal, field)
    return (
        Edit(field, answer, said)
        for answer, said in _offers(field)(field, context)
        if answer != present
    )


Offer = tuple[object, str]
Offers = Callable[[str, Context], Iterator[Offer]]


def _texts(_: str, __: Context) -> Iterator[Offer]:
    yield OWN_WORDS, "answer in your own words"


def _lines(_: str, __: Context) -> Iterator[Offer]:
    yield (OWN_WORDS,), "name at least one"


def _numbers(_: str, __: Context) -> Iterator[Offer]:
    yield 1, "give a number"


def _yes_no(_: str, __: Context) -> Iterator[Offer]:
    yield True, "say yes"
    yield False, "say no"


def _days(_: str, context: Context) -> Iterator[Offer]:
    for ahead in DAYS_AHEAD:
        day = context.on + timedelta(days=ahead)
        yield day, f"give a day such as {day_in_words(day)}"


def _one_of(choices: type[Choice]) -> Offers:
    def offers(_: str, __: Context) -> Iterator[Offer]:
        for one in choices:
            yield one, f"choose “{one.label}”"

    return offers


def _some_of(choices: type[Choice]) -> Offers:
    def offers(field: str, context: Context) -> Iterator[Offer]:
        present: frozenset[Choice] = getattr(context.proposal, field) or frozenset()
        for one in choices:
            if present == {one}:
                continue
            if one in present:
                yield present - {one}, f"take out “{one.label}”"
            else:
                yield present | {one}, f"add “{one.label}”"
        for one in choices:
            yield frozenset({one}), f"choose “{one.label}” alone"

    return offers


def _person(_: str, context: Context) -> Iterator[Offer]:
    for key, one in context.school.people.items():
        yield key, f"choose {one.name}"


def _people(field: str, context: Context) -> Iterator[Offer]:
    present: tuple[str, ...] = getattr(context.proposal, field)
    for key, one in context.school.people.items():
        if key not in present:
            yield (*present, key), f"name {one.name} too"
    for gone in present:
        kept = tuple(key for key in present if key != gone)
        yield kept, f"take out {context.school.name_of(gone)}"
        for key, one in context.school.people.items():
            if key not in present:
                named = f"name {one.name} in place of {context.school.name_of(gone)}"
                yield (*kept, key), named


def _each_group(_: str, context: Context) -> Iterator[Offer]:
    told = {one.group: one for one in context.proposal.relevance}
    groups = sorted(context.proposal.audience)
    each = tuple(told.get(one) or Relevance(group=one, words=OWN_WORDS) for one in groups)
    yield each, "write a sentence for each group"


def _each_risk(_: str, context: Context) -> Iterator[Offer]:
    told = {one.kind: one for one in context.proposal.risks}
    each = tuple(told.get(one) or Risk(kind=one, mitigation=OWN_WORDS) for one in sorted(RiskKind))
    yield each, "say for each risk what is done about it"


def _addresses(_: str, context: Context) -> Iterator[Offer]:
    for domain in context.school.domains:
        yield f"https://site.{domain}", f"give an address of the school's own, under {domain}"


def _mailboxes(_: str, context: Context) -> Iterator[Offer]:
    for domain in context.school.domains:
        yield f"site@{domain}", f"give a mailbox of the school's own, at {domain}"


def _nothing(_: str, __: Context) -> Iterator[Offer]:
    yield from ()


OF_A_FIELD: Mapping[str, Offers] = {
    **dict.fromkeys(PEOPLE, _people),
    "relevance": _each_group,
    "risks": _each_risk,
    "address": _addresses,
    "backlink": _addresses,
    "account_email": _mailboxes,
    "recovery_email": _mailboxes,
    "platform": _nothing,
    "platform_name": _nothing,
    "audience_pupils": _nothing,
    "contributor_pupils": _nothing,
    "safeguarding_contact": _person,
    "vetting_person": _person,
    "withdrawal_owner": _person,
    "fact_checker": _person,
    "stand_in": _person,
}
OF_A_TYPE: Mapping[type, Offers] = {
    bool: _yes_no,
    int: _numbers,
    date: _days,
    str: _texts,
}


@cache
def _offers(field: str) -> Offers:
    if mark_of(Proposal, field) is Mark.WORLD:
        return _nothing
    return OF_A_FIELD.get(field) or _of_type(_bare(Proposal.model_fields[field].annotation))


def _bare(annotation: Any) -> Any:
    """The type of an answer, without `None` and what pydantic is told about it."""
    inner = [one for one in get_args(annotation) if one is not type(None)]
    is_container = get_origin(annotation) in {frozenset, tuple}
    return annotation if is_container or not inner else _bare(inner[0])


def _of_type(kind: Any) -> Offers:
    if get_origin(kind) is frozenset:
        return _some_of(get_args(kind)[0])
    if get_origin(kind) is tuple:
        return _lines
    if issubclass(kind, Choice):
        return _one_of(kind)
    return OF_A_TYPE[kind]
