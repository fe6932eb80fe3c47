"""Opens the office as the programs use it: what people are told follows from each act."""

from dataclasses import replace

from service.desk.notices.telling import tell
from service.desk.office import Office, open_office
from service.settings import Settings


def open_desk(settings: Settings) -> Office:
    """Open the record; raises UnsoundDatabaseError where it cannot be trusted."""
    return replace(open_office(settings), tells=tell)
