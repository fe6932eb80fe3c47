"""What goes into a step of the procedure, and what comes out: facts in, outcome out.

Both are values, so that the record and the engine need not know each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from appendix_a.editions.policy import MODEL, Adoption, Policy, adopt
from appendix_a.platforms.platform import Platform
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.notices import Told
from appendix_a.procedure.steps import Result
from appendix_a.reading.case import Case, Signed
from appendix_a.values.answers import Finding
from appendix_a.values.value import Value


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


class Compared(Value):
    """What came of holding one log's rows against it.

    `lines` and `rows` are how many there were, `signed` how many lines the newest checkpoint was
    signed for, `fault` what is wrong with the lines themselves; `with_key`: whether codes were
    looked at.
    """

    log: str
    lines: int
    rows: int
    signed: int
    fault: str = ""
    differences: tuple[Mapping[str, str], ...] = ()
    with_key: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step's answer for one case. `fault` is a code, never a person's words.

    `people` are the keys of those whom a proposal waits for, in order, `above` of those who stand
    next.
    `sites` are the answers for each site of a page that was tested again. `compared` is what a log
    was found to be. `told` are those who hear of something that waits for them, `over` those for
    whom nothing more waits of what they were told.
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
    above: tuple[str, ...] = ()
    compared: Compared | None = None
    told: tuple[Told, ...] = ()
    over: tuple[Told, ...] = ()
