"""What the desk shows: frozen values, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from appendix_a.assessing.facts import Facts
from appendix_a.assessing.suggest import Ways
from appendix_a.platforms.catalogue import Catalogue, Platform
from appendix_a.platforms.identity import Identity
from appendix_a.procedure.lifecycle import Action, Status
from appendix_a.procedure.routing import Signatory, Unroutable
from appendix_a.procedure.signing import Turn
from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import Case, MembershipKind, Role, SignOffStep, SiteStatus
from appendix_a.reading.proposal import Proposal
from appendix_a.values.answers import Assessment, Finding
from appendix_a.values.value import Choice


@dataclass(frozen=True)
class Draft:
    """A proposal as its proposer writes it. `signatures` would be void after a change.

    `given` has every answer; `facts` only those that are asked for, as they would be submitted.
    `awaited` is what the final approval would wait for: the rest of what fails sends it back.
    """

    ref: str
    school: str
    status: Status
    version: int
    revision: int
    given: Proposal
    facts: Facts
    assessment: Assessment
    awaited: tuple[Finding, ...]
    route: tuple[Signatory | Unroutable, ...]
    signatures: int


@dataclass(frozen=True)
class Ran:
    """One run of a step's flow."""

    step: FlowStep
    result: str
    run_id: str
    started_at: datetime
    ended_at: datetime
    revision: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Decided:
    """A decision with its reason and the answers to the judgements."""

    step: SignOffStep
    kind: str
    state: str
    signer: str
    capacity: str
    flags: tuple[str, ...]
    reason: str
    about: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    given_at: datetime
    counted_at: datetime | None
    revision: int
    seal: str
    run_id: str | None
    edition: str
    catalogue_digest: str
    code_digest: str


@dataclass(frozen=True)
class Declared:
    """Where one named person's declaration stands."""

    person: str
    name: str
    state: str  # waiting, made, declined
    at: datetime | None = None
    conflict: str | None = None  # of interest, "" for none; None where it is kept or not said
    said_of_conflict: bool = False  # whether they have answered that question


@dataclass(frozen=True)
class Happened:
    """One event, in words. `reason` is what its author wrote, where they did."""

    seq: int
    at: datetime
    kind: str
    words: str
    who: str
    run_id: str | None = None
    reason: str = ""


class Has(Choice):
    """What somebody has a proposal for."""

    WRITES = "writes", "To be changed, or withdrawn"
    DECIDES = "decides", "To be signed, declared or settled"
    PROCEDURE = "procedure", "In the hands of the procedure"


@dataclass(frozen=True)
class Held:
    """Who has a proposal, since when and by when; `people` are names, none where the procedure has it.

    `by` is the day by which the procedure expects it, or after which an unchanged draft lapses;
    `late`: that day is over.
    """

    has: Has
    people: tuple[str, ...]
    since: datetime
    by: date | None
    late: bool = False


@dataclass(frozen=True)
class ProposalView:
    """Everything that someone involved may see of a proposal."""

    ref: str
    school: str
    title: str
    status: Status
    revision: int
    version: int
    seal: str
    proposer: str
    proposer_name: str
    case: Case
    assessment: Assessment
    ran: tuple[Ran, ...]
    decided: tuple[Decided, ...]
    declared: tuple[Declared, ...]
    turns: tuple[Turn, ...]  # each signature that is due, in the order of the route
    history: tuple[Happened, ...]
    may: frozenset[Action]
    sign: tuple[SignOffStep, ...]
    declare: bool
    entry: "Site | None"
    checking_since: datetime | None
    waiting_since: datetime | None
    since: datetime  # when it came to stand where it does
    held: Held | None  # who has it now; None where nothing more comes of it
    checked_before: bool  # whether its checks last ran under another release of the policy's code
    hold_until: datetime | None
    submitted_at: datetime | None
    suggestions: Ways  # for each check that fails, and for the whole, the way to yes
    zone: str  # the school's, in which its people read a time
    reader: str  # whose view it is
    catalogue: Catalogue  # the school's own, by which a platform is named
    questions: Mapping[str, str]  # the words of each question of judgement, by its check
    editions: Mapping[str, str]  # the title of each of the school's editions, by its key
    withheld: frozenset[str] = frozenset()  # answers that are kept from this reader

    @property
    def proposal(self) -> Proposal:
        return self.case.proposal

    @property
    def route(self) -> tuple[Signatory | Unroutable, ...]:
        """Who signs each step that is due."""
        return tuple(turn.by for turn in self.turns)

    @property
    def site(self) -> SiteStatus | None:
        """Where the site stands to which it led; None while it is not in the register."""
        return self.entry.status if self.entry else None

    @property
    def awaited(self) -> tuple[Finding, ...]:
        """What the final approval waits for, and the proposer alone can see to."""
        return next((turn.unready for turn in self.turns if turn.unready), ())

    @property
    def is_being_counted(self) -> bool:
        """Whether the final signature is given, and nothing has counted it yet."""
        return any(one.step is SignOffStep.FINAL and not one.counted for one in self.case.signed)


@dataclass(frozen=True)
class SignOff:
    """The one screen on which a signatory decides."""

    view: ProposalView
    step: SignOffStep
    signatory: Signatory
    questions: tuple[Finding, ...]
    behind: Mapping[str, tuple[str, ...]]  # by the question's check: the answers it is about
    not_yet: str  # why signing has to wait; empty where it need not
    nonce: str
    edition: str


@dataclass(frozen=True)
class Statements:
    """What a named person is asked to declare."""

    ref: str
    title: str
    version: int
    revision: int
    seal: str
    state: str
    edition: str
    statements: tuple[Finding, ...]
    asks_of_conflict: bool


@dataclass(frozen=True)
class Waiting:
    """One thing in an inbox.

    `kind` is a NoticeKind, of those that are owed.

    `reminded_on` is the day at the school of the last reminder; None before the first. `expected_by`
    is the day by which the procedure expects it; None where it expects it by none.
    """

    kind: str
    subject: str
    title: str
    href: str
    since: datetime
    words: str
    reminded_on: date | None = None
    expected_by: date | None = None


@dataclass(frozen=True)
class Site:
    """A register entry. `until` is the last day on which it was official, where that is known."""

    key: str
    school: str
    ref: str
    title: str
    platform: str
    platform_name: str
    address: str
    public_purpose: str
    owner_role: str
    audience: tuple[str, ...]
    status: SiteStatus
    version: int
    since: date
    official_from: date | None
    official_until: date | None
    valid_until: date | None
    go_live: date | None
    registered_at: datetime
    close_reason: str
    listed: bool
    signed_by: tuple[str, ...]
    edition: str


@dataclass(frozen=True)
class Record:
    """How a site came to be sanctioned."""

    site: Site
    statuses: tuple[tuple[SiteStatus, date, str], ...]
    proposal: ProposalView


class Says(Choice):
    """What the register says of an address."""

    OFFICIAL = "official", "Yes, this is an official site"
    PAGE = "page", "Yes, this is a page of an official site"
    APPROVED = "approved", "No, this site is not open yet"
    SUSPENDED = "suspended", "No, this site is suspended"
    ENDED = "was_official", "No, this site is not official any more"
    LEADS_ELSEWHERE = "leads_elsewhere", "We cannot tell: this address only leads on"
    CANNOT_TELL = "cannot_tell", "We cannot tell"
    RESEMBLES = "resembles", "No, but it looks like another address"
    NOT_REGISTERED = "not_registered", "No, this address is not on the register"


@dataclass(frozen=True)
class Named:
    """A listed site that an answer names, with its school's name."""

    site: Site
    school_name: str


@dataclass(frozen=True)
class Official:
    """Whether an address is a school's official site, or a page of one. Only a live one is a yes.

    `address` is the canonical one, empty where it could not be read. `words` say what it is, and
    `advice` what to do, in sentences. `named` are the sites that may be meant instead.
    """

    asked: str
    address: str
    says: Says
    words: str
    advice: tuple[str, ...]
    site: Site | None = None
    school_name: str = ""
    named: tuple[Named, ...] = ()

    @property
    def answer(self) -> bool:
        """Whether it is official today."""
        return self.says in {Says.OFFICIAL, Says.PAGE}


@dataclass(frozen=True)
class AskedAddress:
    """What an address is, and the listed site, official today, that it belongs to."""

    asked: str
    identity: Identity
    site: Site | None = None


@dataclass(frozen=True)
class Visitor:
    """Who is signed in: their roles at each school, and where they are members."""

    person: str
    name: str
    roles: dict[str, frozenset[Role]] = field(default_factory=dict)  # "" = at all schools
    schools: dict[str, str] = field(default_factory=dict)  # key -> name
    proved_at: datetime | None = None  # when they last typed their password in this session

    def roles_at(self, school: str) -> frozenset[Role]:
        """Roles that count at this school."""
        return self.roles.get(school, frozenset()) | self.roles.get("", frozenset())


@dataclass(frozen=True)
class GrantView:
    """A role that somebody holds, or will hold once it is confirmed."""

    id: str
    role: Role
    from_on: date
    until_on: date | None
    confirmed: bool
    end_asked_by: str | None = None  # whose wish that it ends waits for a second person


@dataclass(frozen=True)
class HandedLink:
    """A link to set a password, to be handed over. `waits`: for a second person.

    Without a token no link was made: it is not the school's to make.
    """

    name: str
    email: str
    token: str
    waits: bool


@dataclass(frozen=True)
class WaitingLink:
    """A link to set a password that works once a second person has confirmed it."""

    key: str
    asked_by: str
    asked_by_name: str
    asked_at: datetime


@dataclass(frozen=True)
class PersonView:
    """A person as the registrar keeps them."""

    key: str
    name: str
    email: str
    standing: MembershipKind
    line_manager: str | None
    grants: tuple[GrantView, ...]
    can_sign_in: bool
    until_on: date | None
    link_until: datetime | None = None  # a link to set a password works until then
    manager_asked: str | None = None  # who will be it once a second person confirmed it
    authorised_by: str = ""
    authorised_on: date | None = None
    trained_on: date | None = None


@dataclass(frozen=True)
class LogLine:
    """One line of the log with its hash."""

    seq: int
    at: datetime
    kind: str
    subject: str
    actor: str
    hash: str
    by_host: bool = False  # a command of the host did it, in the actor's name


@dataclass(frozen=True)
class Referral:
    """A proposal that waits for evidence, and the row of the catalogue that it is about."""

    ref: str
    title: str
    since: datetime
    version: int
    platform: str
    platform_name: str
    address: str
    findings: tuple[Finding, ...]
    row: Platform | None


@dataclass(frozen=True)
class Unconfirmed:
    """A row that lowers an age and waits for a second person."""

    id: str
    row: Platform
    read_by: str
    recorded_at: datetime
