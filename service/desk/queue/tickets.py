"""An item under lease is handed to a process elsewhere, which shows a ticket for it."""

from datetime import timedelta

from service.db.tables import WorkItem
from service.desk.office import Office, new_key
from service.desk.queue import work
from service.desk.queue.work import Claimed


def hand_out(office: Office, item: Claimed, owner: str, wait: timedelta) -> str | None:
    """Pass the lease on to whoever shows the ticket that this gives; None where it was lost.

    A ticket is of one handing-out. Step, item and attempt would not tell two apart: an attempt
    that was given back, and one that an operator asks for, begin with the same number.
    """
    ticket = f"{item.step}-{item.id}-{item.attempts}-{new_key()}"
    with office.transaction() as transaction:
        row = work.held(transaction.session, item, owner)
        if row is None:
            return None
        row.lease_owner, row.lease_until = ticket, transaction.now + wait
        transaction.session.add(row)
    return ticket


def take_up(office: Office, item: int, ticket: str, lease: timedelta) -> Claimed | None:
    """The item under the ticket's lease, which begins anew; None where the ticket is void.

    It is void when the item is done, or was given to somebody else after the lease had ended.
    """
    with office.transaction() as transaction:
        row = transaction.session.get(WorkItem, item, with_for_update=True)
        if row is None or row.done_at or row.lease_owner != ticket:
            return None
        row.lease_until = transaction.now + lease
        transaction.session.add(row)
        return work.claimed(row)
