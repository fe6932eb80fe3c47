"""A proposal's life under people and the loop: begun, checked, signed, entered, taken back."""

from collections.abc import Mapping
from functools import partial

from tests.faults import going_on
from tests.faults.dying import Points
from tests.faults.going_on import WAYS, Going, to_the_end
from tests.faults.ground import LATER, Ground, Scene, at_school, copy, owed, watch_the_lane, wrong


def _live(way: str, ground: Ground, points: Points) -> None:
    with at_school(ground) as school, going_on.without_prefect():
        points.at_statements(school.office.db)
        watch_the_lane(points)
        going = Going(school, ground.record.refs[way], ground.journal, points)
        to_the_end(going, WAYS[way][0])


def _went_on(way: str, ground: Ground) -> list[str]:
    plan, end = WAYS[way]
    with at_school(ground, LATER) as school, going_on.without_prefect():
        found = wrong(ground, school, "after the kill")
        going = Going(school, ground.record.refs[way], ground.journal)
        to_the_end(going, plan)
        going.carry_all()
        if going.row.status is not end:
            found.append(f"it came to {going.row.status}, and should have come to {end}")
        return found + wrong(ground, school, "in the end") + owed(school.office)


def _way(name: str) -> Scene:
    return Scene(copy, partial(_live, name), partial(_went_on, name))


LIFE: Mapping[str, Scene] = {name: _way(name) for name in WAYS}
"""A scene for each part."""
