"""The steps of the procedure (section 7 and Appendix A), and what each may answer for a case."""

from collections.abc import Callable, Mapping

from appendix_a.values.value import Choice


class FlowStep(Choice):
    """Each is run as a Prefect flow of the same name."""

    STATE_REASON = "state_reason", "The reason (7.1, 7.2, 7.4)"
    CHECK_PLATFORM = "check_platform", "The platform's terms and ages (7.3)"
    CHECK_REQUIREMENTS = "check_requirements", "Appendix A"
    SIGN_OFF = "sign_off", "Sign-off"
    REGISTER_SITE = "register_site", "Entering the register"
    LAPSE = "lapse", "Lapsing proposals that nobody changed"
    LAPSE_SITE = "lapse_site", "Lapsing a site whose approval has ended"
    RECHECK = "recheck", "Testing registered sites again"
    REMIND = "remind", "Reminding people that a proposal is waiting for them"
    LOOK_AGAIN = "look_again", "Checking whether a waiting proposal still passes"
    REVIEW = "review", "Asking for a review before an approval ends"
    VERIFY_REGISTER = "verify_register", "Comparing every row with the log"
    TELL = "tell", "Telling people what has come to wait for them"
    DELIVER = "deliver", "Delivering mails"


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


class Result(Choice):
    """What a step answers for one case."""

    MET = "met", "Met"
    UNMET = "unmet", "Unmet"
    UNDETERMINED = "undetermined", "Undetermined"
    COUNTED = "counted", "The signature counts"
    VOID = "void", "The signature is void"
    FACTS_MOVED = "facts_moved", "The facts have changed since the checks"
    OWED = "owed", "A signature or a declaration is owed again"
    ENTER = "enter", "Enter in the register"
    LAPSE = "lapse", "Lapse"
    WAITED_FOR = "waited_for", "Somebody still has to act"
    ENDS_SOON = "ends_soon", "The approval ends soon"
    KEEP = "keep", "Nothing to do"
    WHOLE = "whole", "Every row agrees with the log"
    DIFFERS = "differs", "Something differs from the log"
    TOLD = "told", "People were told"
    SENT = "sent", "Sent, or there is nothing more to send"
    LATER = "later", "Tried again later"
    SET_ASIDE = "set_aside", "Set aside for the operator"
    FAULT = "fault", "Could not finish"
