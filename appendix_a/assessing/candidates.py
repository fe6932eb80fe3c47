"""Other answers to a question of the form that a suggestion may try, and what it says of each.

`HOW` has a row for each question that is not *world*. What is so is never suggested as an answer:
what has to be done comes first. Who the site is for, where it is and what is asked for stay as
they are: a proposal that gives these up has not met a rule, but left it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Any, get_args, get_origin

from appendix_a.reading.case import MembershipKind
from appendix_a.reading.clause import Context
from appendix_a.reading.marks import Mark, mark_of
from appendix_a.reading.proposal import (
    Holding,
    Proposal,
    PupilRoute,
    Relevance,
    RequestKind,
    Risk,
    RiskKind,
    Space,
    Telephone,
    Visibility,
)
from appendix_a.reading.texts import TO_BE_WRITTEN
from appendix_a.values.answers import day_in_words
from appendix_a.values.value import Choice

OWN_WORDS = TO_BE_WRITTEN
DAYS_AHEAD = (90, 180, 300, 30, 14, 1, 364)
NONE, SOME = 0, 3  # people of whom one may do as well as another
MOST_PEOPLE = 40  # of a school, those first who are trained
FEW = 6  # of these, who are tried two at a time or in somebody's place


@dataclass(frozen=True, slots=True)
class Edit:
    """Another answer to one question. `said` says what to do, as the end of a sentence.

    `answer` is one that fits what is said. `is_another` says whether the answer that stood there
    was part of what the site is.
    """

    field: str
    answer: object
    said: str
    is_another: bool = False

    @property
    def title(self) -> str:
        """The question."""
        return str(Proposal.model_fields[self.field].title)

    @property
    def words(self) -> str:
        """What to do, as a sentence."""
        return f"At “{self.title}”, {self.said}."

    @property
    def asks_for_words(self) -> bool:
        """Whether it only asks to write something: what, the clause's remedy says better."""
        words = own_words(self.field)
        return self.answer in (words, (words,)) and self.field not in DEEDS

    def made_in(self, proposal: Proposal) -> Proposal:
        """The proposal with this answer; not validated."""
        return proposal.model_copy(update={self.field: self.answer})


Offer = tuple[object, str]
Offers = Callable[[str, Context], Iterator[Offer]]


@dataclass(frozen=True, slots=True)
class How:
    """How a question may be answered otherwise.

    `filling` is said where it is blank and any of the offers would do; where only some would,
    as many as `several` are named. With none, nothing is: which of them is so, is not for a
    suggestion to say.
    """

    offers: Offers
    filling: str = ""
    several: int = 1


def candidates(field: str, context: Context) -> Iterator[Edit]:
    """Every other answer worth trying, the nearest first; none about what is so (*world*)."""
    present, blank = getattr(context.proposal, field), is_blank(field, context.proposal)
    words = _is_text(field)
    another = mark_of(Proposal, field) is Mark.ESSENCE and not blank and not words
    return (
        Edit(field, answer, said, another)
        for answer, said in how(field).offers(field, context)
        if answer != present
    )


def how(field: str) -> How:
    """The row of a question; nothing is offered to one that has none."""
    return HOW.get(field, NOTHING)


def and_(names: Iterable[str]) -> str:
    """Names in a row: A, B and C."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def is_blank(field: str, proposal: Proposal) -> bool:
    """Whether nobody has answered the question."""
    return bool(getattr(proposal, field) == Proposal.model_fields[field].default)


def own_words(field: str) -> str:
    """Stands for words that only a person can find; no two questions get the same."""
    return f"{OWN_WORDS} ({field.replace('_', ' ')})."


def _is_text(field: str) -> bool:
    return _bare(Proposal.model_fields[field].annotation) is str


def _bare(annotation: Any) -> Any:
    """The type of an answer, without `None` and what pydantic is told about it."""
    inner = [one for one in get_args(annotation) if one is not type(None)]
    is_container = get_origin(annotation) in {frozenset, tuple}
    return annotation if is_container or not inner else _bare(inner[0])


# What is offered ------------------------------------------------------------------------------


def _nothing(_: str, __: Context) -> Iterator[Offer]:
    yield from ()


def _blank_only(offers: Offers) -> Offers:
    """Offered while the question is not answered: what is answered there stays."""

    def offered(field: str, context: Context) -> Iterator[Offer]:
        return (offers if is_blank(field, context.proposal) else _nothing)(field, context)

    return offered


def _texts(field: str, context: Context) -> Iterator[Offer]:
    again = "" if is_blank(field, context.proposal) else "again "
    yield own_words(field), f"answer {again}in your own words"


def _after(deed: str) -> Offers:
    """Words about what is so: what has to be done or found out is said first."""

    def offers(field: str, _: Context) -> Iterator[Offer]:
        yield own_words(field), deed

    return offers


def _lines(field: str, _: Context) -> Iterator[Offer]:
    yield (own_words(field),), "name at least one"


def _listed(deed: str) -> Offers:
    """What a list says is so: something is done about one of them, and then it is taken out."""

    def offers(field: str, context: Context) -> Iterator[Offer]:
        present: tuple[str, ...] = getattr(context.proposal, field) or ()
        for gone in present:
            kept = tuple(one for one in present if one != gone)
            yield kept or None, f"{deed.format(gone=f'“{gone}”')}, then take it out of the list"
        if len(present) > 1:
            every = and_(f"“{one}”" for one in present)
            yield None, f"{deed.format(gone=every)}, then empty the list"
        if not present:
            yield (own_words(field),), "name every one"

    return offers


def _numbers(_: str, __: Context) -> Iterator[Offer]:
    yield 1, "give a number"


def _days(_: str, context: Context) -> Iterator[Offer]:
    for ahead in DAYS_AHEAD:
        day = context.on + timedelta(days=ahead)
        yield day, f"give a day such as {day_in_words(day)}"


def _yes_no(deeds: Mapping[bool, str]) -> Offers:
    """Either while it is blank; then only the answer to which something has to be done."""

    def offers(field: str, context: Context) -> Iterator[Offer]:
        blank = is_blank(field, context.proposal)
        for answer in (True, False):
            word = "yes" if answer else "no"
            if deed := deeds.get(answer):
                yield answer, f"{deed}, then answer {word}"
            elif blank and deeds.keys() != {True}:
                yield answer, f"answer {word} if that is so"

    return offers


def _one_of(field: str, context: Context) -> Iterator[Offer]:
    """Any other; where the site exists and the question was answered, the site changes first."""
    choices: type[Choice] = _bare(Proposal.model_fields[field].annotation)
    first = "" if is_blank(field, context.proposal) or not _exists(context) else DO_IT_FIRST
    for one in choices:
        yield one, f"{first}choose “{one.label}”"


def _seen_by_fewer(field: str, context: Context) -> Iterator[Offer]:
    """Anything while it is blank, and then only what fewer people see: no site is opened wider."""
    present = context.proposal.visibility
    order = list(Visibility)
    narrower = order[order.index(present) + 1 :] if present else order
    labels = {one.label for one in narrower}
    for one, said in _one_of(field, context):
        if isinstance(one, Visibility) and one.label in labels:
            yield one, said


DO_IT_FIRST = "change it on the site, then "


def _exists(context: Context) -> bool:
    running = {RequestKind.REGISTER_EXISTING, RequestKind.CHANGE}
    return bool(context.proposal.already_exists) or context.proposal.request_kind in running


def _ticks(field: str, _: Context) -> Iterator[Offer]:
    for one in get_args(_bare(Proposal.model_fields[field].annotation))[0]:
        yield frozenset({one}), f"tick “{one.label}”"


def _arranged(deeds: Mapping[Any, str]) -> Offers:
    """Answers that are so once something has been done; no others."""

    def offers(_: str, __: Context) -> Iterator[Offer]:
        for one, deed in deeds.items():
            yield one, f"{deed}, then choose “{one.label}”"

    return offers


def _routes(field: str, context: Context) -> Iterator[Offer]:
    """Fewer ways to add, or through staff: the pupils still add to it."""
    present = context.proposal.pupil_routes
    if not present:
        yield from _ticks(field, context)
        return
    if len(present) > 1:
        for one in sorted(present):
            yield present - {one}, f"take out “{one.label}”"
    yield (
        frozenset({PupilRoute.THROUGH_STAFF}),
        f"choose “{PupilRoute.THROUGH_STAFF.label}” alone",
    )


def _apt(context: Context) -> tuple[str, ...]:
    """People of the school, those first who are employed there and trained for it."""
    people = context.school.people

    def rank(key: str) -> tuple[bool, bool]:
        return not _is_employed(key, context), people[key].trained_on is None

    return tuple(sorted(people, key=rank))[:MOST_PEOPLE]


def _is_employed(key: str, context: Context) -> bool:
    person = context.school.people.get(key)
    return person is not None and person.standing is MembershipKind.EMPLOYEE


def _person(_: str, context: Context) -> Iterator[Offer]:
    for key in _apt(context):
        yield key, f"choose {context.school.name_of(key)}"


def _people(field: str, context: Context) -> Iterator[Offer]:
    present: tuple[str, ...] = getattr(context.proposal, field)
    name, more = (
        context.school.name_of,
        [one for one in _apt(context) if one not in present],
    )
    too = " too" if present else ""
    for key in more:
        yield (*present, key), f"name {name(key)}{too}"
    for gone in present:
        kept = tuple(key for key in present if key != gone)
        yield kept, f"take out {name(gone)}"
        for key in more[:FEW]:
            yield (*kept, key), f"name {name(key)} in place of {name(gone)}"
    for one, other in combinations(more[:FEW], 2):
        yield (*present, one, other), f"name {name(one)} and {name(other)}{too}"
    if len(unfit := [key for key in present if not _is_employed(key, context)]) > 1:
        fit, gone = tuple(key for key in present if key not in unfit), and_(map(name, unfit))
        yield fit, f"take out {gone}"
        for several in (more[:1], more[:2]):
            yield (*fit, *several), f"name {and_(map(name, several))} in place of {gone}"


def _log_ins(_: str, context: Context) -> Iterator[Offer]:
    """Who opens the page through an account of their own is so: nobody is named or taken out."""
    present = context.proposal.personal_logins
    run = tuple(key for key in context.proposal.people() if key not in present)
    for several in (context.proposal.administrators, run):
        added = tuple(key for key in several if key not in present)
        if added:
            yield (*present, *added), "name everybody who does"
    for gone in present:
        kept = tuple(key for key in present if key != gone)
        who = context.school.name_of(gone)
        yield kept, f"give {who} another way to open it, then take {who} out"
    if len(present) > 1:
        everybody = and_(map(context.school.name_of, present))
        yield (), f"give {everybody} another way to open it, then take them out"


def _each_group(field: str, context: Context) -> Iterator[Offer]:
    told = {one.group: one for one in context.proposal.relevance}
    groups = sorted(context.proposal.audience)
    each = tuple(told.get(one) or Relevance(group=one, words=own_words(field)) for one in groups)
    yield each, "write a sentence for each group"


def _each_risk(field: str, context: Context) -> Iterator[Offer]:
    told = {one.kind: one for one in context.proposal.risks}
    each = tuple(
        told.get(one) or Risk(kind=one, mitigation=own_words(field)) for one in sorted(RiskKind)
    )
    yield each, "say for each risk what is done about it"


def _under(deed: str, form: str) -> Offers:
    """An address of the school's own: it has to be there before it is given."""

    def offers(_: str, context: Context) -> Iterator[Offer]:
        for domain in context.school.domains:
            yield form.format(domain=domain), deed.format(domain=domain)

    return offers


# The table ------------------------------------------------------------------------------------

NOTHING = How(_nothing)
STAYS = ("platform", "platform_name", "hosting", "address", "request_kind",
         "audience_pupils", "contributor_pupils")  # fmt: skip
"""Never suggested: where the site is, what is asked for, and how old the pupils are."""
FOR_WHOM = ("reason_kinds", "audience", "audience_years", "contributors", "contributor_years")
NAMED = ("other_schools", "organisations", "other_accounts")
WRITTEN = (
    "title", "public_purpose", "reason_statement", "aims", "proposed_content", "why_not_existing",
    "other_people", "interaction_reason", "child_benefit", "content_suitability", "consent_method",
    "vetting_method", "security_measures", "image_consent", "withdrawal", "underage_access",
    "house_rules", "terms_of_use", "extra_intervention", "copyright_plan", "moderation_reason",
    "holiday_cover", "removal_procedure", "post_approval", "exit_plan", "archive_plan",
    "brand_use", "no_backlink", "advertising_plan", "alternative_text", "public_contact",
)  # fmt: skip
"""Plans and reasons: they are so once the proposer has thought of them and written them down."""
CHOSEN = ("posting", "interaction", "comments", "naming", "moderation", "moderation_frequency")
SET = ("go_live", "closure", "review")
ONE_PERSON = ("safeguarding_contact", "vetting_person", "withdrawal_owner", "fact_checker",
              "stand_in")  # fmt: skip

DEEDS: Mapping[str, str] = {
    "credentials": "put the log-in details where a second person finds them, then say where that is",
    "privacy_settings": "set the strongest privacy that the host offers, then say which it is",
    "host_tools": "find out what the provider does, then say it in your own words",
    "account_statement": "let the account say it on its own page, then copy it here",
    "comment_service": "find out which service runs it, then name the service",
}
"""Words about what is so, and what comes before them."""
YES_NO: Mapping[str, Mapping[bool, str]] = {
    "has_followers": {False: "let nobody in one by one"},
    "pupil_images": {False: "show no picture of pupils or their families"},
    "names_with_pictures": {False: "put no pupil's name beside their picture"},
    "tags_pupils": {False: "tag no pupil"},
    "two_step": {True: "turn on the second step in the settings of the account"},
    "uses_logo": {True: "let the site carry the logo", False: "leave the logo out"},
    "advertises": {False: "advertise for nobody"},
    "paid_promotion": {False: "pay for no promotion"},
    "links_organisations": {False: "link it with no organisation"},
}
"""Each question of yes or no: to which answer something can be done, and what. No other is offered."""
LISTED: Mapping[str, str] = {
    "directories": "take the show out of {gone}",
    "leads_to": "take out the link to {gone}",
    "embedded": "take {gone} out of the pages",
}
"""What the site is tied to, and what is done to end that."""
ARRANGED: Mapping[str, Mapping[Choice, str]] = {
    "holding": {
        Holding.ORGANISATION: "open a page, channel or account in the school's name",
        Holding.SCHOOL_EDITION: "have an account opened under the school's own agreement",
    },
    "space": {Space.PAGE: "open a page that belongs to the school"},
    "account_telephone": {Telephone.SCHOOL: "let a number of the school's hold the account"},
}
"""To which answers something can be done, and what. No other is offered."""
UNDER: Mapping[str, Offers] = {
    "account_email": _under(
        "let a mailbox of the school's own, at {domain}, hold the account, then give its address",
        "site@{domain}",
    ),
    "recovery_email": _under(
        "let a mailbox of the school's own, at {domain}, recover the account, then give its address",
        "recovery@{domain}",
    ),
    "backlink": _under(
        "let the logo link to a page of the school's website, under {domain}, then give its address",
        "https://site.{domain}",
    ),
}

LEAVES_OUT = frozenset((
    *(field for field, deeds in YES_NO.items() if False in deeds),
    *LISTED, "comments", "pupil_routes", "personal_logins",
))  # fmt: skip
"""What the proposer may leave out: a rule about it then no longer applies, and nobody is given up.

Any other answer has to meet a rule about something else: nobody is told to open a site to
everyone because a parent has not agreed.
"""


def _either(deeds: Mapping[bool, str]) -> str:
    return "" if deeds.keys() == {True} else "answer yes or no"


HOW: Mapping[str, How] = {
    **dict.fromkeys(STAYS, NOTHING),
    **dict.fromkeys(FOR_WHOM, How(_blank_only(_ticks), "tick all that apply", NONE)),
    **dict.fromkeys(NAMED, How(_blank_only(_lines))),
    **dict.fromkeys(WRITTEN, How(_texts)),
    **dict.fromkeys(CHOSEN, How(_one_of, "choose the answer that fits", SOME)),
    **dict.fromkeys(SET, How(_days)),
    **dict.fromkeys(ONE_PERSON, How(_person, several=SOME)),
    **{field: How(_after(deed)) for field, deed in DEEDS.items()},
    **{field: How(_yes_no(deeds), _either(deeds), len(deeds)) for field, deeds in YES_NO.items()},
    **{field: How(_listed(deed)) for field, deed in LISTED.items()},
    **{field: How(_arranged(deeds)) for field, deeds in ARRANGED.items()},
    **{field: How(offers) for field, offers in UNDER.items()},
    "visibility": How(_seen_by_fewer, "choose the answer that fits", SOME),
    "confidential_service": How(_blank_only(_yes_no({})), "answer yes or no", NONE),
    "pupil_routes": How(_routes, "tick all that apply", NONE),
    "administrators": How(_people, several=SOME),
    "moderators": How(_people, several=SOME),
    "personal_logins": How(_log_ins),
    "relevance": How(_each_group),
    "risks": How(_each_risk),
    "success_measures": How(_lines),
    "external_links": How(_lines),
    "hours_per_week": How(_numbers),
}
