"""The loop with a real Prefect: killed within a run, and around it."""

import json
from collections.abc import Callable
from functools import partial

from prefect.client.orchestration import SyncPrefectClient

from appendix_a.procedure.lifecycle import Status
from service.db.tables import StepRun
from tests.faults.dying import Points, child, ended
from tests.faults.going_on import Going
from tests.faults.ground import LATER, Ground, Scene, at_school, copy, owed, watch_the_lane, wrong
from tests.workflows.server import speaking_to
from workflows import FLOWS


def _on_prefect(ground: Ground, points: Points) -> None:
    with at_school(ground) as school, speaking_to(ground.prefect.api, ground.prefect.home):
        for flow in FLOWS.values():
            points.around(flow, "fn", "the body of a flow")
        watch_the_lane(points)
        Going(school, ground.record.refs["checking"], ground.journal, points).carry_all()


def _by_itself(wrong: Callable[[Ground], list[str]], ground: Ground) -> list[str]:
    """The same in a child, whose threads end with it."""
    told = ground.folder / "wrong"
    if code := ended(child(lambda: told.write_text(json.dumps(wrong(ground)), encoding="utf-8"))):
        return [f"whoever went on ended with {code}"]
    found: list[str] = json.loads(told.read_text(encoding="utf-8"))
    return found


def _went_on_with_prefect(ground: Ground) -> list[str]:
    """Each step is recorded once, by a run that Prefect knows as completed."""
    ref = ground.record.refs["checking"]
    with at_school(ground, LATER) as school, speaking_to(ground.prefect.api, ground.prefect.home):
        found = wrong(ground, school, "after the kill")
        Going(school, ref, ground.journal).carry_all()
        if school.status(ref) is not Status.IN_SIGN_OFF:
            found.append(f"it came to {school.status(ref)}")
        with SyncPrefectClient(ground.prefect.api) as client:
            for one in school.rows(StepRun, ref=ref):
                state = client.read_flow_run(one.run_id).state
                if state is None or not state.is_completed():
                    found.append(f"{one.step} was recorded of a run that is {state}")
        return found + wrong(ground, school, "in the end") + owed(school.office)


ON_PREFECT = Scene(copy, _on_prefect, partial(_by_itself, _went_on_with_prefect))
