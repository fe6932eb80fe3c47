"""Birchfield at work, with the flows' own functions for an engine and a quarter of an hour to undo."""

from dataclasses import replace

import pytest

from service.desk.office import Office
from tests.schools import HOLD, Birchfield, at_birchfield
from tests.service.conftest import Keys
from tests.service.school import Clock
from tests.service.stepping import run_all


@pytest.fixture
def school(office: Office, keys: Keys, clock: Clock) -> Birchfield:
    return at_birchfield(replace(office, hold=HOLD), keys, clock, run_all)
