"""The figures of this process and of the record, in the text format of Prometheus.

No label is about a person or a school; routes are templates. Counted per process: where many web
processes stand behind one address, each is asked by its own.
"""

import platform
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from itertools import accumulate
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from service.access.gate import office
from service.access.watched import BOUNDS, Tally
from service.db.migrate import head
from service.desk.office import Office
from service.desk.operations import watching
from service.desk.operations.watching import Figures, Watch

router = APIRouter()
PREFIX = "official_sites"
BUCKETS = (*map(str, BOUNDS), "+Inf")


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """All there is now; of a record that cannot be read, only that it cannot."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Found(list(_families(office(request), request.app.state.tally))))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class _Found(Collector):
    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        return self._families


def _families(desk: Office, tally: Tally) -> Iterator[Metric]:
    parts, seen = watching.look(desk)
    yield _build()
    yield _counts(
        "well", "Whether a part is well", {(one.name,): one.well for one in parts}, "part"
    )
    yield from _requests(tally)
    if seen:
        yield from _of_watch(seen)
        yield from _of_figures(watching.figures(desk))


def _build() -> Metric:
    said = {
        "version": version("official-sites"),
        "python": platform.python_version(),
        "tables": head(),
    }
    return InfoMetricFamily(f"{PREFIX}_build", "What runs here", value=said)


def _requests(tally: Tally) -> Iterator[Metric]:
    requests = CounterMetricFamily(
        f"{PREFIX}_requests", "Answers by route and class of status", labels=["route", "status"]
    )
    for (route, status), count in sorted(tally.answered.copy().items()):
        requests.add_metric([route, status], count)
    yield requests
    sums = accumulate(tally.soon[place] for place in range(len(BUCKETS)))
    yield HistogramMetricFamily(
        f"{PREFIX}_request_seconds",
        "How long an answer took",
        buckets=list(zip(BUCKETS, map(float, sums), strict=True)),
        sum_value=tally.seconds,
    )


def _of_watch(seen: Watch) -> Iterator[Metric]:
    yield _gauge(
        "oldest_due_age_seconds", "Age of the oldest due item", _age(seen, seen.oldest_due)
    )
    yield _gauge(
        "prefect_wait_seconds", "How long steps wait for Prefect", _age(seen, seen.prefect_since)
    )
    yield _gauge("room_bytes", "Bytes free where the record and its checkpoints are", seen.room)
    yield _time("last_outcome", "When a step's outcome was last recorded", seen.last_outcome)
    yield _time("last_proven_backup", "When a backup was last proven", seen.proven)


def _of_figures(found: Figures) -> Iterator[Metric]:
    yield _counts("items", "Work items that are owed", found.items, "step", "state")
    yield _gauge("attempts", "Attempts at the items that are owed", found.attempts)
    yield _counts(
        "proposals", "Proposals", {(one,): n for one, n in found.proposals.items()}, "status"
    )
    yield _counts(
        "sites", "Sites in the register", {(one,): n for one, n in found.sites.items()}, "status"
    )


def _age(seen: Watch, since: datetime | None) -> float:
    return (seen.at - since).total_seconds() if since else 0


def _time(name: str, words: str, moment: datetime | None) -> Metric:
    value = moment.timestamp() if moment else 0
    return _gauge(f"{name}_timestamp_seconds", f"{words}; 0 where it never was", value)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}_{name}", words, value=value)


def _counts(name: str, words: str, counts: Mapping[Any, float], *labels: str) -> Metric:
    family = GaugeMetricFamily(f"{PREFIX}_{name}", words, labels=labels)
    for values, count in counts.items():
        family.add_metric([str(one) for one in values], count)
    return family
