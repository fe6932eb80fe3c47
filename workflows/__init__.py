"""The procedure of clause 7 and Appendix A: one Prefect flow for each step, facts in, outcome out."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from prefect import Flow

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import FlowStep
from workflows.check_platform import check_platform
from workflows.check_requirements import check_requirements
from workflows.deliver import deliver
from workflows.lapse import lapse
from workflows.lapse_site import lapse_site
from workflows.look_again import look_again
from workflows.recheck import recheck
from workflows.register_site import register_site
from workflows.remind import remind
from workflows.review import review
from workflows.sign_off import sign_off
from workflows.state_reason import state_reason
from workflows.tell import tell
from workflows.verify_register import verify_register

StepFlow = Flow[[list[Any]], Iterator[Outcome]]

FLOWS: Mapping[FlowStep, StepFlow] = MappingProxyType(
    {
        FlowStep.STATE_REASON: state_reason,
        FlowStep.CHECK_PLATFORM: check_platform,
        FlowStep.CHECK_REQUIREMENTS: check_requirements,
        FlowStep.SIGN_OFF: sign_off,
        FlowStep.REGISTER_SITE: register_site,
        FlowStep.LAPSE: lapse,
        FlowStep.LAPSE_SITE: lapse_site,
        FlowStep.RECHECK: recheck,
        FlowStep.REMIND: remind,
        FlowStep.LOOK_AGAIN: look_again,
        FlowStep.REVIEW: review,
        FlowStep.VERIFY_REGISTER: verify_register,
        FlowStep.TELL: tell,
        FlowStep.DELIVER: deliver,
    }
)
"""The flow of each step."""
