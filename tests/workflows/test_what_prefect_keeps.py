"""Prefect's whole home is searched, byte by byte, for a person who went through the flows."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import cast
from unittest.mock import patch

import pytest
from prefect.client.orchestration import get_client

from appendix_a.case import Case
from appendix_a.steps import FlowStep, Result
from service.engine.run_step import RunFailedError, run_step
from service.desk.office import utc_now
from tests.builders import PEOPLE, TEACHER, a_case, a_proposal, a_school
from tests.workflows.cases import a_step_case
from tests.workflows.server import Server
from workflows.step_case import StepCase

NAME, EMAIL, WORDS = "Quentin Zephyrine", "zephyrine@birchfield.example", "Ozymandias kept bees"
CANARIES = (b"Zephyrine", b"zephyrine@", b"Ozymandias")


def canary() -> Case:
    """The class blog of a person whose name, address and words are found nowhere else."""
    person = PEOPLE[TEACHER].model_copy(update={"name": NAME})
    return a_case(
        school=a_school(people=PEOPLE | {TEACHER: person}),
        proposal=a_proposal(account_email=EMAIL, reason_statement=WORDS),
    )
