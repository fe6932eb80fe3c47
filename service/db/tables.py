"""The tables of the record. Rows are built only in `service.desk`, from validated facts.

Texts, names and salts stand in tables of their own (`text`, `person`), so that erasing them
leaves every event, and the chain over the events, as it was.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.notices import NoticeKind, Pace
from appendix_a.reading.case import MembershipKind, Role, SignOffStep, SiteStatus
from appendix_a.values.value import Choice
from service.db.columns import coded_field, json_field, utc_field


class WithCode(SQLModel):
    """A row with a code under the log key, which is not in the database."""

    commit_mac: str | None = None


class Proven(WithCode):
    """A row to which the log commits: by which closing event, and under which salt."""

    commit_seq: int | None = None
    commit_salt: str | None = None


class School(Proven, table=True):
    """One school. `facts` holds what a case reads of it: ages, domains, jurisdiction."""

    __tablename__: ClassVar[str] = "school"
    key: str = Field(primary_key=True)
    name: str
    time_zone: str = "Europe/London"
    facts: dict[str, Any] = json_field()
    created_at: datetime = utc_field()
    office_email: str | None = Field(default=None, description="Where an answer to a mail goes")


class Person(Proven, table=True):
    """A person. Erasing empties `name`, `email` and `former`; the key stays in the record."""

    __tablename__: ClassVar[str] = "person"
    key: str = Field(primary_key=True)
    name: str | None
    email: str | None = Field(unique=True)
    # Names and addresses before a correction: an erasure finds what was written with them.
    former: list[str] = json_field(default_factory=list)
    address_since: datetime | None = utc_field(default=None)  # empty: from the beginning
    created_at: datetime = utc_field()
    erased_at: datetime | None = utc_field(default=None)


class Credential(WithCode, table=True):
    """How a person signs in, and which notice they acknowledged."""

    __tablename__: ClassVar[str] = "credential"
    person: str = Field(primary_key=True, foreign_key="person.key")
    password_hash: str | None = None
    notice_version: str | None = None
    notice_at: datetime | None = utc_field(default=None)


class FailedSignIn(SQLModel, table=True):
    """How often in a row signing in failed with an address, whoever's it is (decision 10)."""

    __tablename__: ClassVar[str] = "failed_sign_in"
    address: str = Field(primary_key=True, description="The digest of what was typed")
    failures: int = 0
    wait_until: datetime | None = utc_field(default=None)
    failed_at: datetime = utc_field(index=True)


class SignIn(WithCode, table=True):
    """A session. Only the digest of its id is kept."""

    __tablename__: ClassVar[str] = "sign_in"
    digest: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.key", index=True)
    started_at: datetime = utc_field()
    seen_at: datetime = utc_field()
    ended_at: datetime | None = utc_field(default=None)


class Link(WithCode, table=True):
    """A one-time link to set a password: an invitation, or for a forgotten one."""

    __tablename__: ClassVar[str] = "link"
    digest: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.key", index=True)
    ends_at: datetime = utc_field()
    used_at: datetime | None = utc_field(default=None)


class LinkConfirmation(Proven, table=True):
    """A link of somebody who signs or keeps people: it works once a second person confirmed it.

    One has the link, the other the code that has to be typed with it. Of both only digests are kept.
    """

    __tablename__: ClassVar[str] = "link_confirmation"
    link: str = Field(primary_key=True)
    school: str | None = Field(default=None, foreign_key="school.key", index=True)
    person: str = Field(foreign_key="person.key", index=True)
    asked_by: str
    asked_at: datetime = utc_field()
    confirmed_by: str | None = None
    confirmed_at: datetime | None = utc_field(default=None)
    code: str | None = None
    wrong: int = 0  # codes that were typed and are not this one


class Membership(Proven, table=True):
    """What ties a person to a school. Kept by the registrar, never asked of a proposer."""

    __tablename__: ClassVar[str] = "membership"
    school: str = Field(primary_key=True, foreign_key="school.key")
    person: str = Field(primary_key=True, foreign_key="person.key", index=True)
    standing: MembershipKind = coded_field(MembershipKind)
    line_manager: str | None = Field(default=None, foreign_key="person.key")
    manager_asked: str | None = None  # who will be it once a second person has confirmed it
    manager_asked_by: str | None = None
    authorised_by: str | None = None
    authorised_on: date | None = None
    trained_on: date | None = None
    from_on: date
    until_on: date | None = None


class Grant(Proven, table=True):
    """A role, at one school or (school empty) at all. Counts once it is confirmed."""

    __tablename__: ClassVar[str] = "role_grant"
    id: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.key", index=True)
    school: str | None = Field(default=None, foreign_key="school.key", index=True)
    role: Role = coded_field(Role)
    from_on: date
    until_on: date | None = None
    given_by: str | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = utc_field(default=None)
    end_asked_by: str | None = None  # where its end waits for a second person
    end_asked_at: datetime | None = utc_field(default=None)
    ended_at: datetime | None = utc_field(default=None)


class Text(Proven, table=True):
    """What somebody wrote. Events hold only SHA-256(salt ‖ body)."""

    __tablename__: ClassVar[str] = "text"
    id: str = Field(primary_key=True)
    school: str = Field(index=True)
    salt: str | None
    body: str | None
    erased_at: datetime | None = utc_field(default=None)


class Event(SQLModel, table=True):
    """One line of a school's log. Append-only by the database (service.db.guards)."""

    __tablename__: ClassVar[str] = "event"
    school: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime = utc_field()
    kind: str
    subject: str = Field(index=True)
    actor: str
    body: dict[str, Any] = json_field()
    prev: str
    hash: str


class Receipt(SQLModel, table=True):
    """A form that was posted and done. Posted again, it is answered as the first time."""

    __tablename__: ClassVar[str] = "receipt"
    form: str = Field(primary_key=True, description="The digest of who posted what, and where")
    school: str
    subject: str = Field(description="What the act was done to, as its first event names it")
    seq: int = Field(description="The last event that the act logged there")
    at: datetime = utc_field()


class LogHead(SQLModel, table=True):
    """The newest line of a school's log; locked by whoever writes the next."""

    __tablename__: ClassVar[str] = "log_head"
    school: str = Field(primary_key=True)
    seq: int
    hash: str


class Proposal(Proven, table=True):
    """Where a proposal stands. `version` rises with each change and decides between rivals."""

    __tablename__: ClassVar[str] = "proposal"
    ref: str = Field(primary_key=True)
    school: str = Field(foreign_key="school.key", index=True)
    proposer: str = Field(foreign_key="person.key", index=True)
    title: str
    status: Status = coded_field(Status)
    revision: int = 1
    version: int = 1
    created_at: datetime = utc_field()
    changed_at: datetime = utc_field()
    checking_since: datetime | None = utc_field(default=None)
    approved_at: datetime | None = utc_field(default=None)
    go_live: date | None = None


class Revision(Proven, table=True):
    """One revision's facts (a text); sealed when it is submitted, then never changed."""

    __tablename__: ClassVar[str] = "revision"
    ref: str = Field(primary_key=True, foreign_key="proposal.ref")
    number: int = Field(primary_key=True)
    text: str = Field(foreign_key="text.id")
    seal: str | None = None
    submitted_at: datetime | None = utc_field(default=None)


class StepRun(Proven, table=True):
    """What a step's flow answered: recorded once for each act that asked for it."""

    __tablename__: ClassVar[str] = "step_run"
    __table_args__ = (UniqueConstraint("ref", "step", "cause_seq"),)
    id: str = Field(primary_key=True)
    ref: str = Field(index=True)
    revision: int
    step: str
    cause_seq: int
    round_seq: int = Field(description="The event that began this round of checks")
    run_id: str
    result: str
    findings: str | None = Field(default=None, foreign_key="text.id")
    started_at: datetime = utc_field()
    ended_at: datetime = utc_field()


class DecisionKind(Choice):
    SIGN = "sign", "Sign"
    RETURN = "return", "Return"
    REJECT = "reject", "Reject"


class DecisionState(Choice):
    GIVEN = "given", "Given"
    COUNTED = "counted", "Counted"
    VOID = "void", "Void"


class Decision(Proven, table=True):
    """A signature, return or rejection, pinned to what it was decided under."""

    __tablename__: ClassVar[str] = "decision"
    id: str = Field(primary_key=True)
    ref: str = Field(foreign_key="proposal.ref", index=True)
    revision: int
    step: SignOffStep = coded_field(SignOffStep)
    kind: DecisionKind = coded_field(DecisionKind)
    state: DecisionState = coded_field(DecisionState)
    signer: str = Field(foreign_key="person.key")
    capacity: str
    flags: list[str] = json_field()
    seal: str
    reason: str | None = Field(default=None, foreign_key="text.id")
    about: list[str] = json_field(default_factory=list)  # a return's question: which fields
    nonce: str = Field(unique=True)
    seq: int
    edition: str
    catalogue_digest: str
    code_digest: str
    run_id: str | None = None
    given_at: datetime = utc_field()
    counted_at: datetime | None = utc_field(default=None)


class Answered(Proven, table=True):
    """A signatory's answer to one judgement, in their words."""

    __tablename__: ClassVar[str] = "answered"
    decision: str = Field(primary_key=True, foreign_key="decision.id")
    check: str = Field(primary_key=True)
    text: str = Field(foreign_key="text.id")


class Statement(Proven, table=True):
    """A named person's declaration.

    `part` is the digest of all that it was made on. `ground` is that of what it stands on beside
    the statements, `covers` has a digest of each statement; both are empty where neither is known.
    """

    __tablename__: ClassVar[str] = "statement"
    id: str = Field(primary_key=True)
    ref: str = Field(foreign_key="proposal.ref", index=True)
    revision: int
    person: str = Field(foreign_key="person.key", index=True)
    accepted: bool
    declined_clause: str | None = None
    edition: str
    part: str
    ground: str | None = None
    covers: list[str] | None = json_field(default=None)
    reason: str | None = Field(default=None, foreign_key="text.id")
    conflict: str | None = Field(default=None, foreign_key="text.id")
    at: datetime = utc_field()


class Entry(Proven, table=True):
    """A site in the register. Never deleted: a closed one stays as "was official"."""

    __tablename__: ClassVar[str] = "entry"
    key: str = Field(primary_key=True)
    school: str = Field(foreign_key="school.key", index=True)
    ref: str = Field(foreign_key="proposal.ref", unique=True)
    title: str
    platform: str
    platform_name: str
    address: str = Field(index=True, description="Canonical (appendix_a.platforms.identity)")
    read_with: str | None = Field(
        None, index=True, description="The catalogue and suffix list that read its address last"
    )
    public_purpose: str
    owner_role: str
    audience: list[str] = json_field()
    reason_kinds: list[str] = json_field()
    listed: bool = Field(description="Shown in the public register")
    status: SiteStatus = coded_field(SiteStatus)
    version: int = 1
    registered_at: datetime = utc_field()
    go_live: date | None = None
    valid_until: date | None = None
    close_reason: str | None = None
    edition: str


class EntryName(SQLModel, table=True):
    """A text by which a site is found: its name, and what that shares with names like it."""

    __tablename__: ClassVar[str] = "entry_name"
    text: str = Field(primary_key=True, description="One of appendix_a.platforms.lookalikes.traces")
    entry: str = Field(primary_key=True, foreign_key="entry.key", index=True)


class RecordedHost(SQLModel, table=True):
    """A host for which a school recorded a platform of its own, or a form of address."""

    __tablename__: ClassVar[str] = "recorded_host"
    host: str = Field(primary_key=True)
    school: str = Field(primary_key=True, foreign_key="school.key")


class EntryStatus(Proven, table=True):
    """Since when a site has had a status: what the register answers for any day."""

    __tablename__: ClassVar[str] = "entry_status"
    entry: str = Field(primary_key=True, foreign_key="entry.key")
    seq: int = Field(primary_key=True)
    status: SiteStatus = coded_field(SiteStatus)
    from_on: date
    actor: str


class PlatformRow(Proven, table=True):
    """The school's own row of the catalogue, with who read it and who confirmed it."""

    __tablename__: ClassVar[str] = "platform_row"
    id: str = Field(primary_key=True)
    school: str = Field(foreign_key="school.key", index=True)
    key: str
    row: dict[str, Any] = json_field()
    read_by: str = Field(foreign_key="person.key")
    recorded_at: datetime = utc_field()
    needs_confirming: bool = False
    confirmed_by: str | None = None
    seq: int


class Edition(Proven, table=True):
    """An edition of the policy as a school adopted it. Never edited: the next one replaces it."""

    __tablename__: ClassVar[str] = "edition"
    school: str = Field(primary_key=True, foreign_key="school.key")
    number: int = Field(primary_key=True, description="From 1; the model itself has no row")
    adoption: dict[str, Any] = json_field()
    drafted_by: str = Field(foreign_key="person.key")
    adopted_by: str = Field(foreign_key="person.key")
    adopted_at: datetime = utc_field()
    seq: int


class EditionDraft(SQLModel, table=True):
    """The one edition that a school's registrar is drafting. `version` guards each save."""

    __tablename__: ClassVar[str] = "edition_draft"
    school: str = Field(primary_key=True, foreign_key="school.key")
    adoption: dict[str, Any] = json_field()
    drafted_by: str = Field(foreign_key="person.key")
    changed_at: datetime = utc_field()
    version: int = 1


class Closure(Proven, table=True):
    """Days in a row on which a school is closed, the last one included; they never overlap."""

    __tablename__: ClassVar[str] = "closure"
    id: str = Field(primary_key=True)
    school: str = Field(foreign_key="school.key", index=True)
    first: date
    last: date
    name: str


class OpenException(Proven, table=True):
    """A fact that fails on a live site: open until it is met again or the site ends."""

    __tablename__: ClassVar[str] = "site_exception"
    id: str = Field(primary_key=True)
    school: str = Field(foreign_key="school.key", index=True)
    entry: str = Field(foreign_key="entry.key", index=True)
    clause: str
    check: str
    answer: str
    words: str
    remedy: str
    cause_seq: int
    opened_on: date
    due_on: date
    closed_on: date | None = None


class Notice(WithCode, table=True):
    """What one person was told. Its words are made when it is read: it holds keys alone.

    `mail_at` is when it is to be mailed, `mail` the mail that tells it; both are empty where it
    stands in the application alone. `over_at` is when there was nothing more to do about it.
    """

    __tablename__: ClassVar[str] = "notice"
    __table_args__ = (Index("notice_to_mail", "mail", "mail_at"),)
    id: str = Field(primary_key=True)
    school: str = Field(index=True)
    person: str = Field(foreign_key="person.key", index=True)
    kind: NoticeKind = coded_field(NoticeKind)
    subject: str = Field(index=True)
    key: str = Field(default="", description="What tells it from others about its subject")
    at: datetime = utc_field()
    due_on: date | None = None
    mail_at: datetime | None = utc_field(default=None)
    mail: str | None = None
    seen_at: datetime | None = utc_field(default=None)
    over_at: datetime | None = utc_field(default=None)


class MailKind(Choice):
    NOTICES = "notices", "What somebody is told"
    INVITATION = "invitation", "An invitation to sign in"
    FORGOTTEN = "forgotten", "A link for a forgotten password"
    OLD_ADDRESS = "old_address", "To an address that was changed"


class Mail(WithCode, table=True):
    """A mail that is to be sent, or was. It is put together when it is sent: no body is kept.

    `send_to` is an address that no person has any more; empty for the person's own. `link` is the
    digest of the link that it brings. `happened` is what the last try came to, until a step has
    recorded it.
    """

    __tablename__: ClassVar[str] = "mail"
    __table_args__ = (Index("mail_to_send", "done_at", "send_at"),)
    id: str = Field(primary_key=True)
    school: str = Field(index=True)
    person: str = Field(foreign_key="person.key", index=True)
    kind: MailKind = coded_field(MailKind)
    send_to: str | None = None
    link: str | None = None
    made_at: datetime = utc_field()
    send_at: datetime = utc_field()
    attempts: int = 0
    happened: dict[str, Any] | None = json_field(default=None)
    fault: str | None = None
    lease_owner: str | None = None
    lease_until: datetime | None = utc_field(default=None)
    set_aside_at: datetime | None = utc_field(default=None)
    done_at: datetime | None = utc_field(default=None)
    run_id: str | None = None


class AskedLink(SQLModel, table=True):
    """Somebody asked for a link to set a password anew; `person` is empty for nobody's address."""

    __tablename__: ClassVar[str] = "asked_link"
    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(index=True, description="The digest of what was typed")
    person: str | None = None
    at: datetime = utc_field()
    done_at: datetime | None = utc_field(default=None)


class MailChoice(Proven, table=True):
    """How often a person is written to."""

    __tablename__: ClassVar[str] = "mail_choice"
    person: str = Field(primary_key=True, foreign_key="person.key")
    pace: Pace = coded_field(Pace)


class WorkItem(SQLModel, table=True):
    """Something a step has to be run for, once. The only durability there is."""

    __tablename__: ClassVar[str] = "work_item"
    __table_args__ = (
        UniqueConstraint("school", "subject_kind", "subject", "step", "cause_seq"),
        Index("work_item_due", "done_at", "due_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    school: str
    subject_kind: str
    subject: str
    step: str
    cause_seq: int
    due_at: datetime = utc_field()
    attempts: int = 0
    fault: str | None = None
    set_aside_at: datetime | None = utc_field(default=None)
    lease_owner: str | None = None
    lease_until: datetime | None = utc_field(default=None)
    done_at: datetime | None = utc_field(default=None)
    run_id: str | None = None


class EngineState(SQLModel, table=True):
    """One row: since when the engine has not been able to reach Prefect, or the mail server."""

    __tablename__: ClassVar[str] = "engine_state"
    id: int = Field(default=1, primary_key=True)
    waiting_since: datetime | None = utc_field(default=None)
    mail_since: datetime | None = utc_field(default=None)
    mail_fault: str | None = None
    mail_again_at: datetime | None = utc_field(default=None)


class Verification(SQLModel, table=True):
    """What was found when a log and its rows were last compared."""

    __tablename__: ClassVar[str] = "verification"
    log: str = Field(primary_key=True)
    at: datetime = utc_field()
    result: str
    lines: int
    rows: int
    signed: int = Field(description="How many lines the newest checkpoint was signed for")
    fault: str = ""
    differences: list[dict[str, str]] = json_field()
    more: int = Field(default=0, description="Differences beyond those that are kept here")
    run_id: str
