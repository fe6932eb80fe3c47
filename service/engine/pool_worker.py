"""What a worker of the pool runs: it takes up one item that was handed out, and does it.

The same flow, recorded in the same way, as in the loop.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from prefect import flow

from service import process_log
from service.desk.office import Office
from service.desk.opening import open_desk
from service.desk.queue.tickets import take_up
from service.engine.loop import work_through
from service.engine.run_step import session
from service.settings import Settings

LEASE = timedelta(minutes=10)  # for a page of 500 sites


class ItemNotDoneError(Exception):
    """The item could not be carried. Names the cause by its class: its words may name a person."""


@flow(name="carry", persist_result=False, log_prints=False, retries=0)
def do_item(item: int, ticket: str) -> None:
    """Do the item that this ticket is for, in the record that the environment names."""
    process_log.begin()
    try:
        with _office() as office, session():
            take(office, item, ticket)
    except Exception as error:  # noqa: BLE001 - of any kind: Prefect keeps an exception's words
        process_log.fault("item not carried", error, item=item)
        raise ItemNotDoneError(type(error).__name__) from None


@contextmanager
def _office() -> Iterator[Office]:
    office = open_desk(Settings.from_env())
    try:
        yield office
    finally:
        office.db.dispose()


def take(office: Office, item: int, ticket: str) -> bool:
    """Do the item, where the ticket still holds its lease; False where there is nothing to do."""
    taken = take_up(office, item, ticket, LEASE)
    if taken:
        work_through(office, ticket, (taken,))
    return taken is not None
