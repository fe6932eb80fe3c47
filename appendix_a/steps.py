"""The steps of the procedure (section 7 and Appendix A), and what goes in and out of each.

Facts in, outcome out. Both are values, so that the record and the engine need not know each
other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from appendix_a.answers import Finding
from appendix_a.case import Case, Signed
from appendix_a.catalogue import Platform
from appendix_a.lifecycle import Status
from appendix_a.policy import MODEL, Adoption, Policy, adopt
from appendix_a.value import Choice, Value


class FlowStep(Choice):
    """Each is run as a Prefect flow of the same name."""

    STATE_REASON = "state_reason", "The reason (7.1, 7.2, 7.4)"
    CHECK_PLATFORM = "check_platform", "The platform's terms and ages (7.3)"
    CHECK_REQUIREMENTS = "check_requirements", "Appendix A"
    SIGN_OFF = "sign_off", "Sign-off"
    REGISTER_SITE = "register_site", "Entering the register"
    LAPSE = "lapse", "Lapsing what nobody took further"
    LAPSE_SITE = "lapse_site", "Lapsing a site whose approval has ended"
    RECHECK = "recheck", "Testing registered sites again"
    REMIND = "remind", "Reminding whom a proposal waits for"
    LOOK_AGAIN = "look_again", "Looking whether what waits still stands"
    REVIEW = "review", "Asking for a review before an approval ends"


CHECKS: tuple[FlowStep, ...] = (
    FlowStep.STATE_REASON,
    FlowStep.CHECK_PLATFORM,
    FlowStep.CHECK_REQUIREMENTS,
)
"""The three check flows, in order. All always run."""

_CLAUSES: Mapping[FlowStep, frozenset[str]] = {
    FlowStep.STATE_REASON: frozenset({"7.1", "7.2", "7.4"}),
    FlowStep.CHECK_PLATFORM: frozenset({"7.3"}),
}


def clauses_of(step: FlowStep) -> Callable[[str], bool]:
    """Which clauses a check flow assesses; `check_requirements` takes everything but 7."""
    named = frozenset().union(*_CLAUSES.values())
    mine = _CLAUSES.get(step)
    return (lambda id_: id_ not in named) if mine is None else (lambda id_: id_ in mine)


class Facts(Value):
    """Everything a step may know of one case. `about` is the decision that a sign-off is for.

    `status` is where the proposal stands; None where that is not asked, as for a page of sites.
    `others` are the further cases of a page of sites that are tested again together.
    """

    case: Case
    others: tuple[Case, ...] = ()
    adoption: Adoption = Adoption()
    rows: tuple[Platform, ...] = ()
    on: date
    about: Signed | None = None
    status: Status | None = None

    def policy(self) -> Policy:
        """The edition in force, with the school's own catalogue rows."""
        return adopt(MODEL, self.adoption, self.rows)


class Result(Choice):
    """What a step answers for one case."""

    MET = "met", "Met"
    UNMET = "unmet", "Unmet"
    UNDETERMINED = "undetermined", "Undetermined"
    COUNTED = "counted", "The signature counts"
    VOID = "void", "The signature is void"
    FACTS_MOVED = "facts_moved", "The facts have moved since the checks"
    ENTER = "enter", "Enter in the register"
    LAPSE = "lapse", "Lapse"
    WAITED_FOR = "waited_for", "Somebody is waited for"
    ENDS_SOON = "ends_soon", "The approval ends soon"
    KEEP = "keep", "Nothing to do"
    FAULT = "fault", "Could not be worked out"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step's answer for one case. `fault` is a code, never a person's words.

    `people` are the keys of those whom a proposal waits for, in order.
    `sites` are the answers for each site of a page that was tested again.
    """

    reference: str
    seal: str
    result: Result
    findings: tuple[Finding, ...] = ()
    why: str = ""
    last: bool = False
    valid_until: date | None = None
    go_live: date | None = None
    fault: str = ""
    sites: tuple["Outcome", ...] = ()
    people: tuple[str, ...] = ()
