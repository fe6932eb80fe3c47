"""What may happen next to a proposal and to a site, and by whom: two tables, one door each.

`when` tells apart the outcomes of one action. An action without a row is refused.
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


class Action(Choice):
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
class Transition(Generic[S]):
    """One row: from these states, this action by one of these leads there."""

    states: tuple[S, ...]
    action: Action
    by: tuple[By, ...]
    to: S
    when: str = ""


@dataclass(frozen=True)
class Refused:
    """The action is not in the table. The words name both the action and the state."""

    words: str


_OPEN = (Status.CHECKING, Status.REFERRED, Status.IN_SIGN_OFF, Status.RETURNED)

# A flow that finds something wrong sends it to whoever can mend it, never back to the checks: from
# every state but REFERRED, where evidence is asked of a person, flows alone lead only onwards.
PROPOSAL: tuple[Transition[Status], ...] = (
    Transition((Status.DRAFT,), Action.SUBMIT, (By.PROPOSER,), Status.CHECKING),
    Transition((Status.CHECKING,), Action.RECORD_OUTCOMES, (By.ENGINE,), Status.RETURNED, "unmet"),
    Transition(
        (Status.CHECKING,), Action.RECORD_OUTCOMES, (By.ENGINE,), Status.REFERRED, "undetermined"
    ),
    Transition((Status.CHECKING,), Action.RECORD_OUTCOMES, (By.ENGINE,), Status.IN_SIGN_OFF, "met"),
    Transition(
        (Status.REFERRED,), Action.RECORD_EVIDENCE, (By.E_SAFETY, By.PRINCIPAL), Status.CHECKING
    ),
    Transition((Status.REFERRED,), Action.RETURN, (By.E_SAFETY, By.PRINCIPAL), Status.RETURNED),
    Transition((Status.IN_SIGN_OFF,), Action.SIGN, (By.ENGINE,), Status.IN_SIGN_OFF, "more owed"),
    Transition((Status.IN_SIGN_OFF,), Action.SIGN, (By.ENGINE,), Status.APPROVED, "last"),
    Transition((Status.IN_SIGN_OFF,), Action.VOID, (By.ENGINE,), Status.IN_SIGN_OFF, "not valid"),
    Transition((Status.IN_SIGN_OFF,), Action.VOID, (By.ENGINE,), Status.RETURNED, "unmet"),
    Transition((Status.IN_SIGN_OFF,), Action.VOID, (By.ENGINE,), Status.REFERRED, "undetermined"),
    Transition((Status.REFERRED,), Action.VOID, (By.ENGINE,), Status.CHECKING, "facts moved"),
    Transition((Status.IN_SIGN_OFF,), Action.RETURN, (By.SIGNATORY,), Status.RETURNED),
    Transition((Status.IN_SIGN_OFF,), Action.REJECT, (By.SIGNATORY,), Status.REJECTED),
    Transition((Status.IN_SIGN_OFF,), Action.DECLINE, (By.NAMED,), Status.RETURNED),
    Transition(_OPEN, Action.EDIT, (By.PROPOSER,), Status.DRAFT),
    Transition(
        (Status.DRAFT, *_OPEN),
        Action.WITHDRAW,
        (By.PROPOSER, By.PRINCIPAL, By.CHAIR),
        Status.WITHDRAWN,
    ),
    Transition((Status.DRAFT,), Action.DELETE, (By.PROPOSER,), Status.DELETED),
    Transition(
        (Status.IN_SIGN_OFF, Status.APPROVED), Action.UNDO, (By.SIGNATORY,), Status.IN_SIGN_OFF
    ),
    Transition((Status.APPROVED,), Action.REGISTER, (By.ENGINE,), Status.REGISTERED, "met"),
    Transition((Status.APPROVED,), Action.REGISTER, (By.ENGINE,), Status.RETURNED, "unmet"),
    Transition((Status.APPROVED,), Action.REGISTER, (By.ENGINE,), Status.REFERRED, "undetermined"),
    Transition((Status.APPROVED,), Action.REGISTER, (By.ENGINE,), Status.IN_SIGN_OFF, "owed"),
    Transition((Status.DRAFT, Status.RETURNED), Action.LAPSE, (By.TIME,), Status.LAPSED),
)

SANCTIONED = (SiteStatus.AWAITING_LAUNCH, SiteStatus.LIVE)
"""In these a site is approved: it counts as one of the school's own."""

HOLDS_ITS_ADDRESS = frozenset({*SANCTIONED, SiteStatus.SUSPENDED})
"""In these nobody else's site may have its address."""

_NOT_CLOSED = (SiteStatus.AWAITING_LAUNCH, SiteStatus.LIVE, SiteStatus.SUSPENDED, SiteStatus.LAPSED)

SITE: tuple[Transition[SiteStatus], ...] = (
    Transition((SiteStatus.AWAITING_LAUNCH,), Action.LAUNCH, (By.ADMINISTRATOR,), SiteStatus.LIVE),
    Transition((SiteStatus.AWAITING_LAUNCH,), Action.LAPSE, (By.TIME,), SiteStatus.LAPSED),
    Transition(
        (SiteStatus.LIVE,), Action.SUSPEND, (By.PRINCIPAL, By.CHAIR, By.TIME), SiteStatus.SUSPENDED
    ),
    Transition(
        (SiteStatus.SUSPENDED,), Action.REINSTATE, (By.PRINCIPAL, By.CHAIR), SiteStatus.LIVE
    ),
    Transition(
        (SiteStatus.SUSPENDED,), Action.REINSTATE, (By.ENGINE,), SiteStatus.LIVE, "attested"
    ),
    Transition(
        (SiteStatus.LIVE, SiteStatus.SUSPENDED), Action.LAPSE, (By.TIME,), SiteStatus.LAPSED
    ),
    Transition(
        (SiteStatus.LAPSED,), Action.RENEW, (By.ENGINE,), SiteStatus.AWAITING_LAUNCH, "never live"
    ),
    Transition((SiteStatus.LAPSED,), Action.RENEW, (By.ENGINE,), SiteStatus.LIVE, "was live"),
    Transition(
        (SiteStatus.LAPSED,), Action.RENEW, (By.ENGINE,), SiteStatus.SUSPENDED, "was suspended"
    ),
    Transition(_NOT_CLOSED, Action.CLOSE, (By.PRINCIPAL,), SiteStatus.CLOSED),
    Transition((SiteStatus.LIVE,), Action.CLOSE, (By.ENGINE,), SiteStatus.CLOSED, "approved again"),
)


def after(
    table: tuple[Transition[S], ...], status: S, action: Action, when: str = ""
) -> S | Refused:
    """Where `action` leads from `status`; Refused names both where no row fits."""
    rows = (
        row for row in table if status in row.states and row.action is action and row.when == when
    )
    found = next(rows, None)
    if found is None:
        return Refused(f"“{action.label}” cannot be done to what is “{status.label.lower()}”.")
    return found.to


def lawful(table: tuple[Transition[S], ...], status: S, action: Action, when: str = "") -> S:
    """Where `action` leads from `status`, for whoever has asked already; RuntimeError where nowhere."""
    to = after(table, status, action, when)
    if isinstance(to, Refused):
        raise RuntimeError(to.words)  # noqa: TRY004 - no wrong type was given: the action is not lawful
    return to


def actions(table: tuple[Transition[S], ...], status: S, by: frozenset[By]) -> tuple[Action, ...]:
    """What people in these relations may do next, in the table's order, once each."""
    rows = (row.action for row in table if status in row.states and by & set(row.by))
    return tuple(dict.fromkeys(rows))
