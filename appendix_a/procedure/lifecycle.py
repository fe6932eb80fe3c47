"""What may happen next to a proposal and to a site, and by whom: two tables, one door each.

`when` tells apart the outcomes of one act. An act without a row is refused.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from appendix_a.reading.case import SiteStatus
from appendix_a.values.value import Choice


class Status(Choice):
    DRAFT = "draft", "Draft"
    CHECKING = "checking", "Being checked"
    REFERRED = "referred", "Referred: evidence is needed"
    IN_SIGN_OFF = "in_sign_off", "Waiting for signatures"
    RETURNED = "returned", "Returned to the proposer"
    APPROVED = "approved", "Approved"
    REGISTERED = "registered", "In the register"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"
    LAPSED = "lapsed", "Lapsed"
    DELETED = "deleted", "Deleted"


class Act(Choice):
    SUBMIT = "submit", "Submit"
    RECORD_OUTCOMES = "record_outcomes", "Record the outcomes"
    RECORD_EVIDENCE = "record_evidence", "Record evidence"
    SIGN = "sign", "Sign"
    RETURN = "return", "Return"
    REJECT = "reject", "Reject"
    DECLINE = "decline", "Decline a declaration"
    VOID = "void", "Void a signature"
    EDIT = "edit", "Edit"
    WITHDRAW = "withdraw", "Withdraw"
    DELETE = "delete", "Delete the draft"
    UNDO = "undo", "Undo the final signature"
    REGISTER = "register", "Enter in the register"
    LAPSE = "lapse", "Lapse"
    LAUNCH = "launch", "Launch"
    SUSPEND = "suspend", "Suspend"
    REINSTATE = "reinstate", "Reinstate"
    RENEW = "renew", "Renew"
    CLOSE = "close", "Close"


class By(Choice):
    """Who may act, by relation to the proposal or site."""

    PROPOSER = "proposer", "the proposer"
    SIGNATORY = "signatory", "the signatory of this step"
    E_SAFETY = "e_safety_lead", "the e-safety lead"
    PRINCIPAL = "principal", "the principal"
    CHAIR = "chair_of_governors", "the chair of governors"
    NAMED = "named", "a named administrator or moderator"
    ADMINISTRATOR = "administrator", "a site administrator"
    ENGINE = "engine", "a step's flow"
    TIME = "time", "time"


S = TypeVar("S", Status, SiteStatus)


@dataclass(frozen=True)
class Move(Generic[S]):
    """One row: from these states, this act by one of these leads there."""

    states: tuple[S, ...]
    act: Act
    by: tuple[By, ...]
    to: S
    when: str = ""


@dataclass(frozen=True)
class Refused:
    """The act is not in the table. The words name both the act and the state."""

    words: str


_OPEN = (Status.CHECKING, Status.REFERRED, Status.IN_SIGN_OFF, Status.RETURNED)

PROPOSAL: tuple[Move[Status], ...] = (
    Move((Status.DRAFT,), Act.SUBMIT, (By.PROPOSER,), Status.CHECKING),
    Move((Status.CHECKING,), Act.RECORD_OUTCOMES, (By.ENGINE,), Status.RETURNED, "unmet"),
    Move((Status.CHECKING,), Act.RECORD_OUTCOMES, (By.ENGINE,), Status.REFERRED, "undetermined"),
    Move((Status.CHECKING,), Act.RECORD_OUTCOMES, (By.ENGINE,), Status.IN_SIGN_OFF, "met"),
    Move((Status.REFERRED,), Act.RECORD_EVIDENCE, (By.E_SAFETY, By.PRINCIPAL), Status.CHECKING),
    Move((Status.REFERRED,), Act.RETURN, (By.E_SAFETY, By.PRINCIPAL), Status.RETURNED),
    Move((Status.IN_SIGN_OFF,), Act.SIGN, (By.ENGINE,), Status.IN_SIGN_OFF, "more owed"),
    Move((Status.IN_SIGN_OFF,), Act.SIGN, (By.ENGINE,), Status.APPROVED, "last"),
    Move((Status.IN_SIGN_OFF,), Act.VOID, (By.ENGINE,), Status.IN_SIGN_OFF, "not valid"),
    Move(
        (Status.REFERRED, Status.IN_SIGN_OFF),
        Act.VOID,
        (By.ENGINE,),
        Status.CHECKING,
        "facts moved",
    ),
    Move((Status.IN_SIGN_OFF,), Act.RETURN, (By.SIGNATORY,), Status.RETURNED),
    Move((Status.IN_SIGN_OFF,), Act.REJECT, (By.SIGNATORY,), Status.REJECTED),
    Move((Status.IN_SIGN_OFF,), Act.DECLINE, (By.NAMED,), Status.RETURNED),
    Move(_OPEN, Act.EDIT, (By.PROPOSER,), Status.DRAFT),
    Move(
        (Status.DRAFT, *_OPEN),
        Act.WITHDRAW,
        (By.PROPOSER, By.PRINCIPAL, By.CHAIR),
        Status.WITHDRAWN,
    ),
    Move((Status.DRAFT,), Act.DELETE, (By.PROPOSER,), Status.DELETED),
    Move((Status.IN_SIGN_OFF, Status.APPROVED), Act.UNDO, (By.SIGNATORY,), Status.IN_SIGN_OFF),
    Move((Status.APPROVED,), Act.REGISTER, (By.ENGINE,), Status.REGISTERED, "met"),
    Move((Status.APPROVED,), Act.REGISTER, (By.ENGINE,), Status.CHECKING, "facts moved"),
    Move((Status.DRAFT, Status.RETURNED), Act.LAPSE, (By.TIME,), Status.LAPSED),
)

_STANDING = (SiteStatus.AWAITING_LAUNCH, SiteStatus.LIVE, SiteStatus.SUSPENDED, SiteStatus.LAPSED)

SITE: tuple[Move[SiteStatus], ...] = (
    Move((SiteStatus.AWAITING_LAUNCH,), Act.LAUNCH, (By.ADMINISTRATOR,), SiteStatus.LIVE),
    Move((SiteStatus.AWAITING_LAUNCH,), Act.LAPSE, (By.TIME,), SiteStatus.LAPSED),
    Move((SiteStatus.LIVE,), Act.SUSPEND, (By.PRINCIPAL, By.CHAIR, By.TIME), SiteStatus.SUSPENDED),
    Move((SiteStatus.SUSPENDED,), Act.REINSTATE, (By.PRINCIPAL, By.CHAIR), SiteStatus.LIVE),
    Move((SiteStatus.SUSPENDED,), Act.REINSTATE, (By.ENGINE,), SiteStatus.LIVE, "attested"),
    Move((SiteStatus.LIVE, SiteStatus.SUSPENDED), Act.LAPSE, (By.TIME,), SiteStatus.LAPSED),
    Move((SiteStatus.LAPSED,), Act.RENEW, (By.ENGINE,), SiteStatus.AWAITING_LAUNCH, "never live"),
    Move((SiteStatus.LAPSED,), Act.RENEW, (By.ENGINE,), SiteStatus.LIVE, "was live"),
    Move((SiteStatus.LAPSED,), Act.RENEW, (By.ENGINE,), SiteStatus.SUSPENDED, "was suspended"),
    Move(_STANDING, Act.CLOSE, (By.PRINCIPAL,), SiteStatus.CLOSED),
    Move((SiteStatus.LIVE,), Act.CLOSE, (By.ENGINE,), SiteStatus.CLOSED, "approved again"),
)


def after(table: tuple[Move[S], ...], status: S, act: Act, when: str = "") -> S | Refused:
    """Where `act` leads from `status`; Refused names both where no row fits."""
    rows = (row for row in table if status in row.states and row.act is act and row.when == when)
    found = next(rows, None)
    if found is None:
        return Refused(f"“{act.label}” cannot be done to what is “{status.label.lower()}”.")
    return found.to


def lawful(table: tuple[Move[S], ...], status: S, act: Act, when: str = "") -> S:
    """Where `act` leads from `status`, for whoever has asked already; RuntimeError where nowhere."""
    to = after(table, status, act, when)
    if isinstance(to, Refused):
        raise RuntimeError(to.words)  # noqa: TRY004 - no wrong type was given: the act is not lawful
    return to


def acts(table: tuple[Move[S], ...], status: S, by: frozenset[By]) -> tuple[Act, ...]:
    """What people in these relations may do next, in the table's order, once each."""
    rows = (row.act for row in table if status in row.states and by & set(row.by))
    return tuple(dict.fromkeys(rows))
