"""The time of the record: this machine's, or in the demo one that can stand in the past."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

OFFSET = "clock-offset"


def now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


def moment_in_words(moment: datetime, zone: str) -> str:
    """A moment as people in that time zone write it; one in UTC says that it is."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{there:%-d %B %Y, %H:%M}{' UTC' if zone == 'UTC' else ''}"


def demo_clock(data: Path) -> Callable[[], datetime]:
    """The machine's time less the seconds that the demo's folder names; every process reads them.

    Only ever moves forward, so that the record's events stay in order.
    """
    file = data / OFFSET

    def shifted() -> datetime:
        seconds = file.read_text(encoding="ascii") if file.exists() else "0"
        return now() - timedelta(seconds=int(seconds or 0))

    return shifted


def stand(data: Path, days_ago: int, later: timedelta = timedelta(0)) -> None:
    """Set the demo's clock to so many days ago, and so much later than that."""
    draft = data / f"{OFFSET}.new"
    ago = timedelta(days=days_ago) - later
    draft.write_text(f"{max(ago, timedelta(0)).total_seconds():.0f}", encoding="ascii")
    draft.replace(data / OFFSET)
