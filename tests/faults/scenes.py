"""What a process is in the middle of when it is killed, and what must be so afterwards."""

from collections.abc import Mapping

from tests.faults.ground import Scene
from tests.faults.scene_life import LIFE
from tests.faults.scene_pages import PAGES
from tests.faults.scene_prefect import ON_PREFECT
from tests.faults.scene_upkeep import BACKING_UP, MIGRATING

SCENES: Mapping[str, Scene] = {
    **LIFE,
    "migrate": MIGRATING,
    "back up": BACKING_UP,
    "pages": PAGES,
    "prefect": ON_PREFECT,
}
"""What may be under way when the process is killed."""
