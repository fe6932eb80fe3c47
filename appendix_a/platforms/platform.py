"""One platform of the catalogue: its row, the age it asks for on a day, and whether to rely on it."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from appendix_a.platforms.forms import Forms
from appendix_a.values.value import Value

Years = Annotated[int, Field(strict=True, ge=1, le=25)]
# "none": the terms state no age (a reading like any number), or the school is the provider.
# "unknown": nobody has found one.
Age = Years | Literal["none", "unknown"]
Jurisdiction = Literal["uk", "ireland", "eea", "general"]
Basis = Literal[
    "stated",
    "inferred",
    "derived",
    "secondary",
    "recalled",
    "ambiguous",
    "not_found",
    "provider",
]
Kind = Literal[
    "blog",
    "chatroom",
    "education platform",
    "encyclopaedia",
    "forum",
    "messaging",
    "microblog",
    "link page",
    "own website",
    "photo sharing",
    "podcast",
    "social network",
    "video",
    "website builder",
]
Status = Literal["active", "retired", "renamed"]
AccountModel = Literal[
    "self_registered",
    "school_managed",
    "tenant",
    "either",
    "provider_is_school",
    "resolve_first",
]
Edition = Literal["personal", "school"]
Scope = Literal["account", "use", "access", "none", "by_host", "unknown"]
ConsentBy = Literal["nobody", "parent", "school", "either", "both", "unknown"]
ViewRule = Literal[
    "free",
    "terms_set_age_for_use",
    "barred",
    "parent_enables",
    "by_setting",
    "not_public",
    "unknown",
]
Forbidden = Literal[
    "account_for_others",
    "account_for_others_without_permission",
    "impersonation",
    "inaccurate_registration",
    "invented_name",
    "letting_under_age_person_use_account",
    "multiple_accounts",
    "needless_multiple_accounts",
    "organisation_as_person",
    "shared_login",
    "shared_login_except_guardian",
    "transfer_of_account",
]
Reading = Literal["open", "account_when_closed", "account", "unknown"]
"""What it takes to read there: an account never, in a closed space, always, or nobody knows."""
YesNo = Literal["yes", "no", "unknown"]
Administering = Literal["personal", "account", "unknown"]
"""Whether whoever runs a site there is forced through a personal account of their own."""
SchoolConsent = Literal["managed", "any", "unknown"]
"""In which accounts a school's consent counts: those it manages, or any."""
HeldBy = Literal["email", "telephone", "either", "unknown"]
"""What an account depends on: an e-mail address, a telephone number, or one of the two."""
Space = Literal["page", "group", "profile"]
Evidence = Literal["archived_terms", "source_code", "help_page", "secondary", "recalled"]
AnnouncedBan = Literal["named", "exempt", "unknown"]
Doubt = Literal["retired", "renamed", "resolve_first", "unverified", "never_read", "stale"]
# A host, or a host and the beginning of a path, in canonical form.
Place = Annotated[str, Field(pattern=r"^([a-z0-9-]+\.)+[a-z0-9-]+(/[^\s/?#]+)*$")]
Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]

EDITIONS: dict[AccountModel, tuple[Edition, ...]] = {
    "self_registered": ("personal",),
    "school_managed": ("school",),
    "tenant": ("school",),
    "either": ("personal", "school"),
    "provider_is_school": (),
    "resolve_first": (),
}


class AgeEntry(Value):
    """One age in one jurisdiction, from `since` up to and not including `until`."""

    jurisdiction: Jurisdiction
    age: Age
    basis: Basis
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        return (self.since or date.min) <= on < (self.until or date.max)


class ConsentRoute(Value):
    """The lowest age that somebody's consent opens; whose consent is the row's `consent_by`."""

    age: Age
    condition: str


class Platform(Value):
    """One row: the facts about one platform, their source and the day on which they were read."""

    key: Key
    name: str
    kind: Kind
    status: Status = "active"
    hostnames: tuple[Place, ...] = ()
    # Places under this row that only point elsewhere: short links and wrappers.
    redirects: tuple[Place, ...] = ()
    # How its accounts' addresses are written; None where it has none of its own.
    forms: Forms | None = None
    account_model: AccountModel
    # Its hosts also serve an edition that this row does not cover.
    shares_hosts: bool = False
    resolves_to: Key | None = None
    ages: tuple[AgeEntry, ...] = ()
    min_age_with_consent: ConsentRoute | None = None
    consent_by: ConsentBy
    age_free_of_parent_agreement: Years | None = None
    min_age_to_contribute: Years | None = None
    min_age_unrestricted: Years | None = None
    admin_min_age: Age
    scope: Scope
    view_rule: ViewRule
    # How it is used, which its help pages say rather than its terms.
    reading: Reading = "unknown"
    adds_without_account: YesNo = "unknown"
    administering: Administering = "unknown"
    school_consent: SchoolConsent = "unknown"
    # Whether an account that somebody's consent opened can publish.
    consented_may_publish: YesNo = "unknown"
    held_by: HeldBy = "unknown"
    # Whether the members of a closed space see each other's telephone numbers.
    shows_numbers: YesNo = "unknown"
    # The kinds of place that it tells apart, where it does.
    spaces: tuple[Space, ...] = ()
    # A podcast directory: it lists shows that somebody else hosts.
    lists_shows: bool = False
    use_source: str = ""
    use_held_on: str = ""
    terms_forbid: tuple[Forbidden, ...] = ()
    uk_under16_ban_announced: AnnouncedBan = "unknown"
    verified: bool
    checked_on: date | None = None
    checked_by: str = ""
    source: str = ""
    held_on: str
    evidence: Evidence
    attribution: str = ""
    notes: str = ""

    @property
    def called(self) -> str:
        """Its name in a sentence, without what its row adds in brackets."""
        return self.name.partition(" (")[0]

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The editions whose ages this row states; empty where the question has no meaning."""
        return EDITIONS[self.account_model]

    @property
    def ask_edition(self) -> bool:
        """Whether the host alone does not tell which ages count: the proposer must say."""
        return self.account_model == "either" or self.shares_hosts

    @model_validator(mode="after")
    def _ages_are_one_story(self) -> Self:
        stated = {entry.jurisdiction for entry in self.ages}
        forced = {"provider_is_school": "none", "resolve_first": "unknown"}.get(self.account_model)
        if self.resolves_to is not None and self.ages:
            raise ValueError(f"{self.key} borrows its ages. Take out its own")
        if self.resolves_to is None and not {"uk", "ireland"} <= stated:
            raise ValueError(f"{self.key} lacks an age for uk or ireland. Add it, or say unknown")
        if forced and any(entry.age != forced for entry in self.ages):
            raise ValueError(f"{self.key} is {self.account_model}. Make its ages {forced}")
        if not _periods_in_order(self.ages):
            raise ValueError(f"{self.key} has ages whose dates overlap. Correct since and until")
        return self

    @model_validator(mode="after")
    def _reading_has_a_source(self) -> Self:
        if self.checked_on and not (self.source and self.checked_by):
            raise ValueError(f"{self.key} was read, but where or by whom is missing. Add it")
        return self


USE = (
    "reading",
    "adds_without_account",
    "administering",
    "school_consent",
    "consented_may_publish",
    "held_by",
    "shows_numbers",
    "spaces",
    "lists_shows",
    "use_source",
    "use_held_on",
)
"""The fields that say how a platform is used. A row that is silent about one keeps what stood there."""


def keeps_use(before: Platform | None, row: Platform) -> Platform:
    """The row, with what the one before says of the platform's use where it is silent."""
    silent = [one for one in USE if one not in row.model_fields_set] if before else []
    kept = {one: getattr(before, one) for one in silent}
    return row.model_copy(update=kept) if kept else row


def _periods_in_order(ages: Iterable[AgeEntry]) -> bool:
    ordered = sorted(ages, key=lambda entry: (entry.jurisdiction, entry.since or date.min))
    return all(
        first.jurisdiction != second.jurisdiction
        or (first.until or date.max) <= (second.since or date.min)
        for first, second in pairwise(ordered)
    )


def _entry(row: Platform, jurisdiction: str, on: date) -> AgeEntry | None:
    return next((e for e in row.ages if e.jurisdiction == jurisdiction and e.holds(on)), None)


def age(row: Platform, jurisdiction: str, on: date) -> Age:
    """Return the account age on that day; no entry for the place or the day is unknown."""
    entry = _entry(row, jurisdiction, on)
    return "unknown" if entry is None else entry.age


def later_ages(row: Platform, jurisdiction: str, on: date) -> tuple[tuple[date, Age], ...]:
    """Return each day after `on` from which another age is known to hold, with it, in order."""
    days = {
        day
        for entry in row.ages
        if entry.jurisdiction == jurisdiction
        for day in (entry.since, entry.until)
        if day is not None and day > on
    }
    held = [(on, age(row, jurisdiction, on))]
    held += [(day, age(row, jurisdiction, day)) for day in sorted(days)]
    return tuple(later for before, later in pairwise(held) if later[1] != before[1])


def next_age(row: Platform, jurisdiction: str, on: date) -> tuple[date, Age] | None:
    """Return the next day after `on` from which another age is known to hold, and that age."""
    return next(iter(later_ages(row, jurisdiction, on)), None)


def fresh_through(row: Platform, months: int = 12) -> date | None:
    """Return the last day on which the row is fresh; None where its terms were never read."""
    if row.checked_on is None:
        return None
    year, month = divmod(row.checked_on.month - 1 + months, 12)
    year, month = row.checked_on.year + year, month + 1
    return date(year, month, min(row.checked_on.day, monthrange(year, month)[1]))


def is_fresh(row: Platform, on: date, months: int = 12) -> bool:
    """Whether the terms were read in the `months` up to `on`, the last day included."""
    last = fresh_through(row, months)
    return last is not None and on <= last


def doubts(row: Platform, jurisdiction: str, on: date, months: int = 12) -> tuple[Doubt, ...]:
    """Why the (resolved) row cannot carry *met* on that day; empty where it can.

    The school as provider is exempt; an age of none that the terms state is not, for terms change.
    An age known from memory alone counts as unverified.
    """
    if row.account_model == "provider_is_school":
        return ()
    entry = _entry(row, jurisdiction, on)
    recalled = entry is not None and entry.basis == "recalled"
    reasons: tuple[tuple[Doubt, bool], ...] = (
        ("retired", row.status == "retired"),
        ("renamed", row.status == "renamed"),
        ("resolve_first", row.account_model == "resolve_first"),
        ("unverified", recalled or not row.verified),
        ("never_read", row.checked_on is None),
        ("stale", row.checked_on is not None and not is_fresh(row, on, months)),
    )
    return tuple(reason for reason, applies in reasons if applies)
