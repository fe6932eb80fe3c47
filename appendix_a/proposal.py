"""The proposal: the approval form (Appendix B of the model) as one typed value.

`None` means that a question has not been answered. A proposal may be as incomplete as a
draft is; what is missing is found by the clauses, what is contradictory is refused here.
"""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from appendix_a.addresses import AddressFault, parse
from appendix_a.value import Choice, Day, Line, OptionalLine, OptionalText, Text, Value

YOUNGEST, OLDEST = 2, 19  # nursery to the end of Year 14
PersonKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")]


class RequestKind(Choice):
    NEW = "new", "A new site"
    REGISTER_EXISTING = "register_existing", "A site that the school already runs"
    CHANGE = "change", "A change to a registered site"
    PARTICIPATE = "participate", "Taking part in someone else's site for the school"


class Group(Choice):
    PUPILS = "pupils", "Pupils of the school"
    STAFF = "staff", "School staff"
    FAMILIES = "families", "Pupils' families"
    OTHER_SCHOOLS = "other_schools", "Pupils of other schools"
    ORGANISATIONS = "external_organisations", "Outside organisations"
    PUBLIC = "public", "Members of the public"
    OTHERS = "others", "Others"


CHILDREN = frozenset({Group.PUPILS, Group.OTHER_SCHOOLS})
THE_SCHOOL = frozenset({Group.PUPILS, Group.FAMILIES, Group.STAFF})


class ReasonKind(Choice):
    PEDAGOGICAL = "pedagogical", "Pedagogical: it helps teaching or learning"
    BUSINESS = "business", "Business: it helps the school to run"


class Hosting(Choice):
    SCHOOL = "school", "The school hosts it"
    THIRD_PARTY = "third_party", "Another company hosts it"


class Holding(Choice):
    """Under what kind of account the site is held (age_check, distinctions 1 and 7)."""

    ORGANISATION = "organisation", "A page, channel or account in the school's name, run by staff"
    SCHOOL_EDITION = "school_edition", "An account under the school's own agreement (tenant)"
    PERSON = "person", "A personal profile that bears the school's name"
    NO_ACCOUNT = "no_account", "No account is needed"


class PupilRoute(Choice):
    """How a pupil adds something (age_check, distinctions 1 to 3)."""

    OWN_ACCOUNT = "own_account", "With an account of their own"
    STAFF_LOGIN = "staff_login", "Through a member of staff's log-in or device"
    WITHOUT_ACCOUNT = "without_account", "Without an account, by a link or a code"
    THROUGH_STAFF = "through_staff", "Staff post for them; pupils never touch the site"


class Interaction(Choice):
    NONE = "none", "Read only"
    REACT = "react", "Readers may react"
    COMMENT = "comment", "Readers may comment"
    POST = "post", "Others may post"
    UPLOAD = "upload", "Others may upload pictures or files"
    MESSAGE = "message", "Others may send messages"


class Comments(Choice):
    OFF = "off", "Comments are switched off"
    MODERATED = "moderated", "Each comment is read by staff before it shows"
    ANY_ACCOUNT_HOLDER = "any_account_holder", "Anyone with an account there may comment"
    EMBEDDED = "embedded", "A comment box of another service is built in"


class Moderation(Choice):
    PRE = "pre", "Before it shows"
    POST = "post", "Soon after it shows"
    REACTIVE = "reactive", "When somebody complains"


class Frequency(Choice):
    DAILY = "daily", "Every school day"
    WEEKLY = "weekly", "Every week"
    LESS = "less_often", "Less often"


class AgeRange(Value):
    """Ages in whole years of the pupils meant, judged at the youngest."""

    youngest: int = Field(ge=YOUNGEST, le=OLDEST, title="Age of the youngest pupil")
    oldest: int = Field(ge=YOUNGEST, le=OLDEST, title="Age of the oldest pupil")
    older_from: Day | None = Field(
        None, title="Day from which every one of them is a year older (if it matters)"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.oldest < self.youngest:
            raise ValueError("has an oldest pupil younger than the youngest. Correct the two ages")
        return self

    def youngest_on(self, day: date) -> int:
        """Age of the youngest pupil on `day`, a year more from `older_from` on."""
        return self.youngest + (self.older_from is not None and day >= self.older_from)


class Relevance(Value):
    """Why the site matters to one audience group (clause 7.1)."""

    group: Group
    words: Text


class Proposal(Value):
    """Every answer that a clause reads. The title of a field is the question a person reads."""

    request_kind: RequestKind = Field(RequestKind.NEW, title="What do you want to propose?")
    title: OptionalLine = Field(None, title="What will the site be called?")
    public_purpose: OptionalLine = Field(
        None, title="In one sentence, what is the site for? (shown to the public)"
    )

    reason_kinds: frozenset[ReasonKind] = Field(frozenset(), title="What kind of reason is there?")
    reason_statement: OptionalText = Field(None, title="Why does the school need this site?")
    aims: OptionalText = Field(None, title="What is it meant to achieve?")
    proposed_content: OptionalText = Field(None, title="What will be published there?")
    success_measures: tuple[Line, ...] = Field(
        (), max_length=10, title="How will you tell whether it has worked?"
    )
    why_not_existing: OptionalText = Field(
        None, title="Why is a site that the school already has not enough?"
    )

    audience: frozenset[Group] = Field(frozenset(), title="Who is the site for?")
    relevance: tuple[Relevance, ...] = Field((), title="Why does it matter to them?")
    audience_pupils: AgeRange | None = Field(None, title="How old are the pupils it is for?")
    contributors: frozenset[Group] | None = Field(None, title="Who will add to the site?")
    contributor_pupils: AgeRange | None = Field(
        None, title="How old are the pupils who will add to it?"
    )
    pupil_routes: frozenset[PupilRoute] = Field(
        frozenset(), title="How will pupils add to the site?"
    )
    parental_agreement: bool | None = Field(
        None, title="Has a parent or guardian of each of these pupils agreed in writing?"
    )
    child_benefit: OptionalText = Field(
        None, title="What good does the site do for the pupils it involves?"
    )
    interaction: Interaction | None = Field(None, title="What can readers do on the site?")
    interaction_reason: OptionalText = Field(None, title="Why this level of taking part?")
    comments: Comments | None = Field(None, title="Who may comment?")
    comment_service: OptionalLine = Field(None, title="Which service runs the comment box?")

    hosting: Hosting | None = Field(None, title="Who hosts the site?")
    platform: OptionalLine = Field(None, title="On which platform?")
    platform_name: OptionalLine = Field(None, title="What is the platform called?")
    holding: Holding | None = Field(None, title="How is the site held there?")
    address: OptionalLine = Field(None, title="What is, or will be, its address?")
    account_email: OptionalLine = Field(None, title="Which e-mail address holds the account?")
    recovery_email: OptionalLine = Field(None, title="Which e-mail address recovers the account?")
    underage_access: OptionalText = Field(
        None, title="What will be done about children who are too young for the platform?"
    )

    administrators: tuple[PersonKey, ...] = Field((), max_length=20, title="Who administers it?")
    moderators: tuple[PersonKey, ...] = Field((), max_length=20, title="Who moderates it?")
    moderation: Moderation | None = Field(None, title="When is what others add read by staff?")
    moderation_reason: OptionalText = Field(
        None, title="Why is it safe not to read it before it shows?"
    )
    moderation_frequency: Frequency | None = Field(None, title="How often is the site looked at?")
    holiday_cover: OptionalText = Field(None, title="Who looks at it in the holidays?")

    already_exists: bool | None = Field(None, title="Does the site exist already?")
    existing_since: Day | None = Field(None, title="Since when has it existed?")
    go_live: Day | None = Field(None, title="When should it go live?")
    closure: Day | None = Field(None, title="When will it close?")
    review: Day | None = Field(None, title="When will it be reviewed?")
    exit_plan: OptionalText = Field(None, title="What happens to it and to its content at the end?")

    uses_logo: bool | None = Field(
        None, title="Will it carry the school's logo or name as a brand?"
    )
    brand_use: OptionalText = Field(None, title="How will the logo be used?")

    @field_validator("administrators", "moderators")
    @classmethod
    def _distinct(cls, people: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(people)) != len(people):
            raise ValueError("names one person twice. Name another person, or take one away")
        return people

    @field_validator("contributors")
    @classmethod
    def _somebody(cls, groups: frozenset[Group] | None) -> frozenset[Group] | None:
        if groups is not None and not groups:
            raise ValueError("names nobody. Say who will add to the site; staff alone is enough")
        return groups

    @field_validator("address")
    @classmethod
    def _readable(cls, address: str | None) -> str | None:
        read = parse(address) if address else None
        if isinstance(read, AddressFault):
            raise ValueError(read.sentence)  # noqa: TRY004
        return address

    @field_validator("account_email", "recovery_email")
    @classmethod
    def _mailbox(cls, email: str | None) -> str | None:
        name, _, host = (email or "x@y").partition("@")
        if not name or not host or " " in (email or "") or "@" in host:
            raise ValueError("is not an e-mail address. Write it like class5@school.example")
        return email

    @field_validator("relevance")
    @classmethod
    def _one_each(cls, relevance: tuple[Relevance, ...]) -> tuple[Relevance, ...]:
        if len({one.group for one in relevance}) != len(relevance):
            raise ValueError("speaks twice of one group. Put the two statements together")
        return tuple(sorted(relevance, key=lambda one: one.group))

    @model_validator(mode="after")
    def _pupils_post_only_if_they_take_part(self) -> Self:
        hands_on = self.pupil_routes - {PupilRoute.THROUGH_STAFF}
        if hands_on and self.contributors is not None and not self.contributors & CHILDREN:
            raise ValueError(
                "pupil_routes: pupils add to the site, but who adds to it leaves pupils out. "
                "Tick pupils there, or untick how they add"
            )
        return self

    @property
    def children(self) -> frozenset[Group]:
        """The groups of children whom the site is for, or who add to it."""
        return (self.audience | (self.contributors or frozenset())) & CHILDREN

    def people(self) -> tuple[str, ...]:
        """Everyone named to run the site, once each, administrators first."""
        return tuple(dict.fromkeys(self.administrators + self.moderators))
