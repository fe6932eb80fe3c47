"""The columns of an exported register, the same in CSV and JSON. Keys and codes; no free texts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from appendix_a.reading.case import FORMER
from service.desk.views import Site

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

COLUMNS: Mapping[str, Callable[[Site], Any]] = MappingProxyType(
    {
        "entry": lambda site: site.key,
        "proposal": lambda site: site.ref,
        "title": lambda site: site.title,
        "platform": lambda site: site.platform_name,
        "address": lambda site: site.address,
        "audience": lambda site: list(site.audience),
        "owner_role": lambda site: site.owner_role,
        "status": lambda site: site.status.value,
        "since": lambda site: _iso(site.since),
        "official_from": lambda site: _iso(site.official_from),
        "official_until": lambda site: _iso(site.official_until),
        "valid_until": lambda site: _iso(site.valid_until),
        "close_reason": lambda site: site.close_reason,
        "edition": lambda site: site.edition,
    }
)
CHECKPOINT = ("log_origin", "log_size", "log_root")
EXPORTED = (*COLUMNS, "signed_by", *CHECKPOINT)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula (ASVS 1.2.10), even behind spaces."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


@dataclass(frozen=True)
class Export:
    """A register on one day, with the checkpoint of the log that it can be proved against."""

    school: str
    on: date
    sites: tuple[Site, ...]
    names: Mapping[str, str]
    checkpoint: str

    def _values(self, site: Site) -> dict[str, Any]:
        signed = [self.names.get(key, FORMER) for key in site.signed_by]
        return {name: read(site) for name, read in COLUMNS.items()} | {"signed_by": signed}

    def csv_rows(self) -> Iterator[dict[str, str]]:
        """Each row stands for itself, so each has the checkpoint's three lines as columns."""
        lines = (self.checkpoint.splitlines() + [""] * len(CHECKPOINT))[: len(CHECKPOINT)]
        proof = dict(zip(CHECKPOINT, lines, strict=True))
        for site in self.sites:
            cells = (self._values(site) | proof).items()
            yield {
                name: inert("; ".join(cell) if isinstance(cell, list) else str(cell))
                for name, cell in cells
            }

    def as_json(self) -> dict[str, Any]:
        """School, day, sites, and the signed checkpoint whole."""
        return {
            "school": self.school,
            "on": self.on.isoformat(),
            "sites": [self._values(site) for site in self.sites],
            "checkpoint": self.checkpoint,
        }
