"""The proposal: the approval form (Appendix B of the model) as one typed value.

`None` means that a question has not been answered. A proposal may be as incomplete as a
draft is; what is missing is found by the clauses, what is contradictory is refused here.
"""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from appendix_a.platforms.addresses import AddressFault, parse
from appendix_a.platforms.places import Jurisdiction
from appendix_a.reading.marks import choice, essence, world
from appendix_a.values.value import (
    Choice,
    Day,
    Line,
    OptionalLine,
    OptionalLines,
    OptionalText,
    Text,
    Value,
)

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
    ORGANISATIONS = "external_organisations", "Outside organisations, and staff of other schools"
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
    PERSON = "person", "A personal profile that carries the school's name"
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


class YearGroup(Choice):
    """The years of a school in Northern Ireland. A pupil of Primary 1 is at least four."""

    P1 = "p1", "Primary 1"
    P2 = "p2", "Primary 2"
    P3 = "p3", "Primary 3"
    P4 = "p4", "Primary 4"
    P5 = "p5", "Primary 5"
    P6 = "p6", "Primary 6"
    P7 = "p7", "Primary 7"
    Y8 = "y8", "Year 8"
    Y9 = "y9", "Year 9"
    Y10 = "y10", "Year 10"
    Y11 = "y11", "Year 11"
    Y12 = "y12", "Year 12"
    Y13 = "y13", "Year 13"
    Y14 = "y14", "Year 14"

    @property
    def youngest(self) -> int:
        """Age of its youngest possible pupil, at any time of the school year."""
        return int(self.value[1:]) + 3


class RiskKind(Choice):
    """What a site can do to a child (A.2.2; the four Cs of online safety)."""

    OVERSHARING = "oversharing", "Giving away too much about themselves"
    CONTACT = "contact", "Contact with strangers, and grooming"
    BULLYING = "bullying", "Bullying"
    CONTENT = "harmful_content", "Harmful content"
    COMMERCE = "commercial", "Advertising and being sold to"


class Visibility(Choice):
    PUBLIC = "public", "Anyone"
    UNLISTED = "unlisted", "Anyone who has the link"
    INVITED = "invited", "Only people who are let in"


class Space(Choice):
    """The kinds of place that some platforms tell apart."""

    PAGE = "page", "A page, which belongs to the school"
    GROUP = "group", "A group, which people join"
    PROFILE = "profile", "A profile, as a person has"


class Telephone(Choice):
    """On whose telephone number an account depends (A.4.9)."""

    SCHOOL = "school", "A number of the school's"
    PERSONAL = "personal", "Somebody's own number"


class Naming(Choice):
    NONE = "none", "Not at all"
    FIRST_NAME = "first_name", "By first name only"
    PSEUDONYM = "pseudonym", "By a made-up name"
    FULL_NAME = "full_name", "By full name"


class Assessing(Choice):
    """How far a data protection impact assessment is."""

    NOT_NEEDED = "not_needed", "It is not needed"
    IN_PROGRESS = "in_progress", "It is being done"
    DONE = "done", "It is done"


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


class Risk(Value):
    """One thing that could go wrong for pupils, and what is done about it (A.2.2)."""

    kind: RiskKind
    mitigation: Text


class Relevance(Value):
    """Why the site matters to one audience group (clause 7.1)."""

    group: Group
    words: Text


class Proposal(Value):
    """Every answer that a clause reads. The title of a field is the question a person reads.

    Each is marked (`appendix_a.reading.marks`): *world* is never suggested, *choice* may be, *essence*
    would make it a different proposal.
    """

    request_kind: RequestKind = essence("What do you want to propose?", RequestKind.NEW)
    title: OptionalLine = choice("What will the site be called?")
    public_purpose: OptionalLine = choice(
        "In one sentence, what is the site for? (shown to the public)"
    )
    already_exists: bool | None = world("Does the site exist already?")
    existing_since: Day | None = world("Since when has it existed?")
    other_owner: OptionalLine = world("Whose site will the school take part in?")

    reason_kinds: frozenset[ReasonKind] = essence("What kind of reason is there?", frozenset())
    reason_statement: OptionalText = essence("Why does the school need this site?")
    aims: OptionalText = choice("What is it meant to achieve?")
    proposed_content: OptionalText = choice("What will be published there?")
    success_measures: tuple[Line, ...] = choice(
        "How will you tell whether it has worked?", (), max_length=10
    )
    why_not_existing: OptionalText = choice("Why is an existing school site not enough?")
    hours_per_week: int | None = choice(
        "How many hours a week will it take altogether?", ge=1, le=40
    )
    posting: Frequency | None = choice("How often will something new appear?")
    adviser: PersonKey | None = world("Who did you talk to about readers and risks?")
    advised_on: Day | None = world("On what day did you talk?")
    advice: OptionalText = world("What did they advise?")

    audience: frozenset[Group] = essence("Who is the site for?", frozenset())
    relevance: tuple[Relevance, ...] = choice("Why does it matter to them?", ())
    audience_years: frozenset[YearGroup] = essence("Which year groups is it for?", frozenset())
    audience_pupils: AgeRange | None = essence("How old are the pupils it is for?")
    other_schools: tuple[Line, ...] = essence("Which other schools take part?", (), max_length=10)
    organisations: tuple[Line, ...] = essence(
        "Which outside organisations take part?", (), max_length=10
    )
    other_people: OptionalText = essence("Who are the others?")
    contributors: frozenset[Group] | None = essence("Who will add to the site?")
    contributor_years: frozenset[YearGroup] = essence(
        "Which year groups will add to it?", frozenset()
    )
    contributor_pupils: AgeRange | None = essence("How old are the pupils who will add to it?")
    pupil_routes: frozenset[PupilRoute] = essence("How will pupils add to the site?", frozenset())
    pupil_homes: frozenset[Jurisdiction] = world(
        "In which countries do these pupils live?", frozenset()
    )
    parental_agreement: bool | None = world(
        "Has a parent or guardian of each of these pupils agreed in writing?"
    )
    interaction: Interaction | None = choice("What can readers do on the site?")
    interaction_reason: OptionalText = choice("Why did you choose this level of involvement?")
    comments: Comments | None = choice("Who may comment?")
    comment_service: OptionalLine = choice("Which service runs the comment box?")
    has_followers: bool | None = choice("Do you let in friends, members or followers one by one?")

    child_benefit: OptionalText = choice("How does the site benefit the pupils it involves?")
    content_suitability: OptionalText = choice(
        "How do you make sure that the content suits their age?"
    )
    risks: tuple[Risk, ...] = choice(
        "What could go wrong for the pupils, and what is done about it?", ()
    )
    safeguarding_contact: PersonKey | None = choice(
        "Who is told at once if something on the site causes concern?"
    )
    vulnerable_pupils: bool | None = world("Could vulnerable pupils be involved?")
    confidential_service: bool | None = essence("Does the site offer pupils confidential help?")
    dt_adviser: PersonKey | None = world("Who advised on these pupils?")
    dt_advised_on: Day | None = world("On what day was that advice given?")
    dt_advice: OptionalText = world("What was the advice about these pupils?")
    learning_disabilities: bool | None = world(
        "Will children or adults with learning disabilities add to the site?"
    )
    consent_method: OptionalText = choice(
        "How are their parents or responsible adults told, and how do they consent?"
    )
    vetting_person: PersonKey | None = choice("Who decides which outsiders are let in?")
    vetting_method: OptionalText = choice("How are they checked before they are let in?")
    security_measures: OptionalText = choice("How are unsuitable people kept out?")

    pupil_images: bool | None = choice("Will pictures of pupils or their families appear?")
    image_consent: OptionalText = choice(
        "How is each child's permission checked before a picture goes up, and by whom?"
    )
    withdrawal: OptionalText = choice(
        "What happens, and how soon, when a family takes its permission back?"
    )
    withdrawal_owner: PersonKey | None = choice("Who takes the pictures down then?")
    naming: Naming | None = choice("How are pupils named on the site?")
    names_with_pictures: bool | None = choice("Will a pupil's name appear beside their picture?")
    tags_pupils: bool | None = choice("Will pupils be tagged, or linked to accounts of their own?")
    permission_names_site: bool | None = world(
        "Has each of these families said yes to pictures on this very site or kind of site?"
    )
    alternative_text: OptionalText = choice(
        "How do people who cannot see or hear get what pictures and films show?"
    )

    hosting: Hosting | None = essence("Who hosts the site?")
    platform: OptionalLine = essence("Which platform is it on?")
    platform_name: OptionalLine = essence("What is the platform called?")
    holding: Holding | None = essence("What kind of account or page does the site use there?")
    space: Space | None = essence("Is it a page, a group or a profile?")
    address: OptionalLine = essence("What is, or will be, its address?")
    directories: OptionalLines = choice("In which directories is the show listed?", max_length=10)
    leads_to: OptionalLines = choice("Which pages does it lead to?", max_length=30)
    embedded: OptionalLines = choice(
        "Which other companies' maps, videos, forms or players are built into its pages?",
        max_length=10,
    )
    other_accounts: OptionalLines = essence(
        "With which other company's accounts do people sign in?", max_length=5
    )
    terms_url: OptionalLine = world("Where did you read the provider's terms?")
    terms_read_on: Day | None = world("On what day did you read them?")
    account_email: OptionalLine = choice("Which e-mail address holds the account?")
    account_telephone: Telephone | None = choice("Whose telephone number holds the account?")
    recovery_email: OptionalLine = choice("Which e-mail address recovers the account?")
    credentials: OptionalText = choice(
        "Where are the log-in details kept? (never write a password here)"
    )
    two_step: bool | None = choice("Does signing in to the account need a second step?")
    personal_logins: tuple[PersonKey, ...] = choice(
        "Who opens the page through their own personal account?", (), max_length=20
    )
    visibility: Visibility | None = choice("Who can see the site?")
    privacy_settings: OptionalText = choice("Which privacy settings are used?")
    underage_access: OptionalText = choice(
        "What will be done about children who are too young for the platform?"
    )
    house_rules: OptionalText = choice("What are the house rules for those who take part?")
    terms_of_use: OptionalText = choice("What are the site's own terms of use?")
    host_tools: OptionalText = choice("What does the provider itself do about bad content?")
    extra_intervention: OptionalText = choice("What will you do where that is not enough?")
    dpia: Assessing | None = world("Has the effect on data protection been assessed (DPIA)?")
    dpia_reference: OptionalLine = world("Where is that assessment kept, or why is none needed?")
    copyright_plan: OptionalText = choice("Where do pictures, music and texts come from?")

    administrators: tuple[PersonKey, ...] = choice("Who administers it?", (), max_length=20)
    moderators: tuple[PersonKey, ...] = choice("Who moderates it?", (), max_length=20)
    moderator_away: PersonKey | None = world("Which of the moderators is away for a time?")
    stand_in: PersonKey | None = choice("Who moderates in the meantime?")
    moderation: Moderation | None = choice("When do staff read what others add?")
    moderation_reason: OptionalText = choice("Why is it safe not to read it before it shows?")
    moderation_frequency: Frequency | None = choice("How often is the site looked at?")
    holiday_cover: OptionalText = choice("Who looks at it in the holidays?")
    removal_procedure: OptionalText = choice("How do you take down anything that breaks the rules?")
    post_approval: OptionalText = choice("Who approves what is published?")
    fact_checker: PersonKey | None = choice("Who checks that it is accurate?")

    go_live: Day | None = choice("When should it go live?")
    closure: Day | None = choice("When will it close?")
    review: Day | None = choice("When will it be reviewed?")
    exit_plan: OptionalText = choice("What happens to it and to its content at the end?")
    archive_plan: OptionalText = choice("What content is kept, and where?")

    uses_logo: bool | None = choice("Will it carry the school's logo or name as a brand?")
    brand_use: OptionalText = choice("How will the logo be used?")
    backlink: OptionalLine = choice("Which page of the school's website does the logo link to?")
    no_backlink: OptionalText = choice("Why can it not link there?")
    advertises: bool | None = choice("Will you advertise for people to contribute?")
    advertising_plan: OptionalText = choice("How will you advertise for them?")
    paid_promotion: bool | None = choice("Will the school pay to have it shown to more people?")
    public_contact: OptionalLine = choice("How does a reader reach the school about it?")
    account_statement: OptionalText = choice("What does it say about itself on its own page?")
    links_organisations: bool | None = choice(
        "Will the site be linked, as a friend or partner, with an outside organisation?"
    )
    external_links: tuple[Line, ...] = choice(
        "Which organisations will it be linked with?", (), max_length=10
    )

    @field_validator("administrators", "moderators", "personal_logins")
    @classmethod
    def _distinct(cls, people: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(people)) != len(people):
            raise ValueError("names one person twice. Name another person, or remove one")
        return people

    @field_validator("contributors")
    @classmethod
    def _somebody(cls, groups: frozenset[Group] | None) -> frozenset[Group] | None:
        if groups is not None and not groups:
            raise ValueError("names nobody. Say who will add to the site; staff alone is enough")
        return groups

    @field_validator("address", "backlink", "terms_url")
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
            raise ValueError("has two statements for one group. Put them together")
        return tuple(sorted(relevance, key=lambda one: one.group))

    @field_validator("risks")
    @classmethod
    def _each_risk_once(cls, risks: tuple[Risk, ...]) -> tuple[Risk, ...]:
        if len({one.kind for one in risks}) != len(risks):
            raise ValueError("has two answers for one risk. Put them together")
        return tuple(sorted(risks, key=lambda one: one.kind))

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

    @property
    def pupils_meant(self) -> AgeRange | None:
        """Ages of the pupils it is for: as given, or of the years, at the youngest possible."""
        return _ages(self.audience_pupils, self.audience_years)

    @property
    def pupils_adding(self) -> AgeRange | None:
        """Ages of the pupils who add to it: as given, or of the years, at the youngest possible."""
        return _ages(self.contributor_pupils, self.contributor_years)

    @property
    def is_open(self) -> bool:
        """Whether anyone but staff can add to the site, or comment there unread."""
        others = (self.contributors or frozenset()) - {Group.STAFF}
        return bool(others) or self.comments not in {None, Comments.OFF}

    @property
    def moderating(self) -> tuple[str, ...]:
        """Everyone named to moderate, and whoever stands in."""
        return tuple(dict.fromkeys((*self.moderators, *filter(None, (self.stand_in,)))))

    def people(self) -> tuple[str, ...]:
        """Everyone named to run the site, once each, administrators first."""
        return tuple(dict.fromkeys((*self.administrators, *self.moderating)))


def _ages(given: AgeRange | None, years: frozenset[YearGroup]) -> AgeRange | None:
    ages = [one.youngest for one in years]
    if not ages:
        return given
    # A year's oldest pupils have had their next birthday.
    named = AgeRange(youngest=min(ages), oldest=max(ages) + 1)
    if given is None or named.youngest < given.youngest:
        return named
    return given
