"""What the API answers with: keys, codes, dates, names and policy words.

Of what people wrote it has what a list needs (title, platform, address, public purpose); their
reasons, statements, answers and other texts stay on the pages.
"""

from datetime import date, datetime
from typing import Any, TypedDict

from pydantic import BaseModel, ConfigDict

from appendix_a.assessing.suggest import Suggestion
from appendix_a.platforms.identity import plain
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import SignOffStep, SiteStatus
from appendix_a.values.answers import Finding, Kind, Verdict
from service.api import examples
from service.desk.proposals.lists import Listed
from service.desk.views import (
    AskedAddress,
    Decided,
    Declared,
    Held,
    LogLine,
    Official,
    ProposalView,
    Ran,
    Record,
    Site,
    Waiting,
)


class Model(BaseModel):
    """Answers are read from the desk's views, and are never changed."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


def _like(**example: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [example]})


class Problem(Model):
    """RFC 9457."""

    model_config = _like(
        type="about:blank", title="Not Found", status=404,
        detail="There is nothing at this address.", instance="/api/v1/proposals/BIP-0404",
    )  # fmt: skip
    type: str
    title: str
    status: int
    detail: str
    instance: str


class PublicSite(Model):
    """What anyone may know of a listed site."""

    model_config = _like(**examples.PUBLIC)
    entry: str
    title: str
    platform: str
    address: str
    public_purpose: str
    owner_role: str
    status: SiteStatus
    official_from: date | None
    official_until: date | None

    @classmethod
    def of(cls, site: Site) -> "PublicSite":
        return cls(
            entry=site.key,
            title=site.title,
            platform=site.platform_name,
            address=site.address,
            public_purpose=site.public_purpose,
            owner_role=site.owner_role,
            status=site.status,
            official_from=site.official_from,
            official_until=site.official_until,
        )


class OfficialAnswer(Model):
    """Whether an address is official today. `site` and `named` only where they are listed."""

    model_config = _like(
        asked="birchfieldp5.wordpress.com", address="https://birchfieldp5.wordpress.com",
        official=True, says="official",
        words="This is an official site of Birchfield, since 1 October 2026.",
        advice=["This answer is for this address, today."],
        site=examples.PUBLIC | {"status": "live"}, named=[],
    )  # fmt: skip
    asked: str
    address: str
    official: bool
    says: str
    words: str
    advice: tuple[str, ...]
    site: PublicSite | None
    named: tuple[PublicSite, ...]

    @classmethod
    def of(cls, found: Official) -> "OfficialAnswer":
        listed = found.site if found.site and found.site.listed and found.answer else None
        return cls(
            asked=found.asked,
            address=found.address,
            official=found.answer,
            says=found.says,
            words=found.words,
            advice=found.advice,
            site=PublicSite.of(listed) if listed else None,
            named=tuple(PublicSite.of(one.site) for one in found.named),
        )


class AddressOut(Model):
    """What an address is. `key` is equal exactly where the account or site is the same.

    `belongs_to` is the listed site, official today, whose address or page it is.
    """

    model_config = _like(
        address="fb.com/birchfieldips/about", kind="page", platform="facebook",
        key="facebook.com/birchfieldips", canonical="https://facebook.com/birchfieldips",
        belongs_to=examples.PUBLIC | {"status": "live"},
    )  # fmt: skip
    address: str
    kind: str
    platform: str | None
    key: str | None
    canonical: str | None
    why: str | None = None
    belongs_to: PublicSite | None

    @classmethod
    def of(cls, found: AskedAddress) -> "AddressOut":
        site = found.site
        return cls(**plain(found.asked, found.identity), belongs_to=site and PublicSite.of(site))


class School(Model):
    model_config = _like(**examples.SCHOOL)
    key: str
    name: str


class Register(Model):
    """A school's public register."""

    model_config = _like(school=examples.SCHOOL, sites=[examples.PUBLIC])
    school: School
    sites: tuple[PublicSite, ...]


class SiteRow(PublicSite):
    """A site as its school's auditor and leaders list it."""

    model_config = _like(**examples.SITE)
    reference: str
    audience: tuple[str, ...]
    since: date
    valid_until: date | None
    signed_by: tuple[str, ...]
    edition: str

    @classmethod
    def of(cls, site: Site) -> "SiteRow":
        return cls(
            **PublicSite.of(site).model_dump(),
            reference=site.ref,
            audience=site.audience,
            since=site.since,
            valid_until=site.valid_until,
            signed_by=site.signed_by,
            edition=site.edition,
        )


class Sites(Model):
    """The register on a day, with the signed checkpoint of the log."""

    model_config = _like(
        school="bip", on="2026-10-01", sites=[examples.SITE], checkpoint=examples.CHECKPOINT
    )
    school: str
    on: date
    sites: tuple[SiteRow, ...]
    checkpoint: str


class StepRun(Model):
    """One run of a step's flow."""

    model_config = _like(**examples.RUN)
    step: FlowStep
    result: str
    run_id: str
    started_at: datetime
    ended_at: datetime
    revision: int


class Decision(Model):
    """A decision with what it was pinned to; its reason stays on the page."""

    model_config = _like(**examples.DECISION)
    step: SignOffStep
    kind: str
    state: str
    signer: str
    capacity: str
    flags: tuple[str, ...]
    given_at: datetime
    counted_at: datetime | None
    revision: int
    seal: str
    run_id: str | None
    edition: str
    catalogue_digest: str
    code_digest: str


class Declaration(Model):
    model_config = _like(**examples.DECLARATION)
    name: str
    state: str
    at: datetime | None


class StatusSince(Model):
    model_config = _like(**examples.STATUS)
    status: SiteStatus
    since: date
    by: str


class SiteRecord(Model):
    """How a site came to be sanctioned."""

    model_config = _like(
        site=examples.SITE, statuses=[examples.STATUS], revision=1, seal=examples.SEAL, steps=[examples.RUN],
        decisions=[examples.DECISION], declarations=[examples.DECLARATION],
    )  # fmt: skip
    site: SiteRow
    statuses: tuple[StatusSince, ...]
    revision: int
    seal: str
    steps: tuple[StepRun, ...]
    decisions: tuple[Decision, ...]
    declarations: tuple[Declaration, ...]

    @classmethod
    def of(cls, record: Record) -> "SiteRecord":
        return cls(
            site=SiteRow.of(record.site),
            statuses=tuple(
                StatusSince(status=status, since=since, by=by)
                for status, since, by in record.statuses
            ),
            revision=record.proposal.revision,
            seal=record.proposal.seal,
            steps=_steps(record.proposal.ran),
            decisions=_decisions(record.proposal.decided),
            declarations=_declarations(record.proposal.declared),
        )


def _steps(ran: tuple[Ran, ...]) -> tuple[StepRun, ...]:
    return tuple(StepRun.model_validate(one) for one in ran)


def _decisions(decided: tuple[Decided, ...]) -> tuple[Decision, ...]:
    return tuple(Decision.model_validate(one) for one in decided)


def _declarations(declared: tuple[Declared, ...]) -> tuple[Declaration, ...]:
    return tuple(Declaration.model_validate(one) for one in declared)


class ListedProposal(Model):
    model_config = _like(**examples.LISTED)
    reference: str
    title: str
    status: Status
    changed_at: datetime
    held_by: tuple[str, ...] = ()
    held_since: datetime | None = None
    expected_by: date | None = None

    @classmethod
    def of(cls, one: Listed) -> "ListedProposal":
        return cls(
            reference=one.ref,
            title=one.title,
            status=one.status,
            changed_at=one.changed_at,
            **_held(one.held),
        )


class _Holding(TypedDict):
    held_by: tuple[str, ...]
    held_since: datetime | None
    expected_by: date | None


def _held(one: Held | None) -> _Holding:
    """Who has a proposal, since when and by when; empty where nothing more comes of it."""
    return {
        "held_by": one.people if one else (),
        "held_since": one.since if one else None,
        "expected_by": one.by if one else None,
    }


class SuggestionOut(Model):
    """The smallest change after which a finding passes."""

    model_config = _like(**examples.SUGGESTION)
    changes: tuple[str, ...]
    or_any_of: tuple[str, ...]
    fields: tuple[str, ...]
    different_proposal: bool

    @classmethod
    def of(cls, way: Suggestion) -> "SuggestionOut":
        return cls(
            changes=tuple(edit.words for edit in way.edits),
            or_any_of=tuple(edit.words for edit in way.others),
            fields=tuple(edit.field for edit in way.edits),
            different_proposal=way.is_another_proposal,
        )


class FindingOut(Model):
    """What one check of one clause answers."""

    model_config = _like(**examples.FINDING)
    clause: str
    check: str
    kind: Kind
    answer: Verdict
    until: date | None
    words: str
    remedy: str
    warning: str
    suggestion: SuggestionOut | None = None

    @classmethod
    def of(cls, one: Finding, way: Suggestion | None = None) -> "FindingOut":
        found = cls.model_validate(one)
        return found.model_copy(update={"suggestion": SuggestionOut.of(way)}) if way else found


class ProposalOut(ListedProposal):
    """Where a proposal stands."""

    model_config = _like(
        **examples.LISTED, school="bip", revision=1, version=4, seal=examples.SEAL, proposer="Aoife Kerr",
        findings=[examples.FINDING], steps=[examples.RUN], decisions=[examples.DECISION], declarations=[examples.DECLARATION],
        waiting_since="2026-09-15T09:00:00Z", hold_until="2026-09-15T09:15:01Z",
    )  # fmt: skip
    school: str
    revision: int
    version: int
    seal: str
    proposer: str
    findings: tuple[FindingOut, ...]
    steps: tuple[StepRun, ...]
    decisions: tuple[Decision, ...]
    declarations: tuple[Declaration, ...]
    waiting_since: datetime | None
    hold_until: datetime | None

    @classmethod
    def of_view(cls, view: ProposalView) -> "ProposalOut":
        return cls(
            reference=view.ref,
            title=view.title,
            status=view.status,
            changed_at=view.history[-1].at,
            **_held(view.held),
            school=view.school,
            revision=view.revision,
            version=view.version,
            seal=view.seal,
            proposer=view.proposer_name,
            findings=tuple(
                FindingOut.of(one, view.suggestions.get(one.check))
                for one in view.assessment.findings
            ),
            steps=_steps(view.ran),
            decisions=_decisions(view.decided),
            declarations=_declarations(view.declared),
            waiting_since=view.waiting_since,
            hold_until=view.hold_until,
        )


class InboxItem(Model):
    model_config = _like(
        kind="decide", subject="BIP-0001", title="P5 class blog",
        href="/proposals/BIP-0001/sign-off/aims", since="2026-09-01T09:00:00Z",
        words="Decide: aims and content", reminded_on="2026-09-04", expected_by="2026-09-04",
    )  # fmt: skip
    kind: str
    subject: str
    title: str
    href: str
    since: datetime
    words: str
    reminded_on: date | None
    expected_by: date | None

    @classmethod
    def of(cls, one: Waiting) -> "InboxItem":
        return cls.model_validate(one)


class LogLineOut(Model):
    model_config = _like(
        seq=1, at="2026-09-01T09:00:00Z", kind="school_opened", subject="bip",
        actor="installation", hash="9f86d081884c7d65",
    )  # fmt: skip
    seq: int
    at: datetime
    kind: str
    subject: str
    actor: str
    hash: str

    @classmethod
    def of(cls, line: LogLine) -> "LogLineOut":
        return cls.model_validate(line)


class Checkpoint(Model):
    """The newest signed checkpoint, whole; empty where none was signed yet."""

    model_config = _like(checkpoint=examples.CHECKPOINT)
    checkpoint: str
