"""Receipts of what was posted, what each declaration covers, a nightly look at what waits.

The title of a draft that was submitted before is that of what was submitted.
"""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# The statements as every release before this one worded them: check, and the digest of both.
STATEMENTS = {
    "5.1/3": "60b393a88458d203",
    "5.3/1": "ea4132d03f07d3c9",
    "5.4/1": "c8310b147d7d22ab",
    "5.5/1": "6ef62c5205af448f",
    "6.7/10": "ebf359af82974553",
    "7.3/19": "5b8922f2b51fe97f",
    "7.4/2": "7e200c1c36bd1c96",
    "A.1.1/1": "1ccc15e4ba14f69e",
    "A.1.4/3": "9635f12a6712605e",
    "A.2.3/2": "338ba80504a1521c",
    "A.2.4/1": "91ea9f8adc1095ba",
    "A.3.7/1": "daac31ddd322b715",
    "A.4.2/1": "2ac14a518c7362bc",
    "A.4.3/2": "930c17d619291e51",
    "A.4.4/6": "febfbb9236073591",
    "A.4.5/1": "fc0a68e5722d69c7",
    "A.4.6/1": "2e0d21f682a60194",
    "A.4.8/1": "f967635c546ac371",
    "A.4.9/5": "09e31c940e194b70",
    "A.4.10/1": "8fac79758863da46",
    "A.5.2b/6": "32ea20bc5e0df7f4",
    "A.5.3/5": "5ea07337a5f4303c",
    "A.5.4a/2": "5db6b242b9701193",
    "A.5.4c/2": "f94f984579d098df",
    "A.5.6/1": "5162e9afff5ba023",
}

MADE = sa.text(
    "SELECT statement.id, statement.person, event.body, revision.text "
    "FROM statement JOIN proposal ON proposal.ref = statement.ref "
    "JOIN event ON event.school = proposal.school AND event.subject = statement.ref "
    "AND event.kind = 'declared' AND event.actor = statement.person "
    "JOIN revision ON revision.ref = statement.ref AND revision.number = statement.revision "
    "WHERE statement.accepted AND event.at = statement.at ORDER BY revision.text"
)
WAITING = sa.text(
    "INSERT INTO work_item (school, subject_kind, subject, step, cause_seq, due_at, attempts) "
    "SELECT event.school, 'proposal', proposal.ref, 'look_again', max(event.seq), max(event.at), 0 "
    "FROM proposal JOIN event ON event.school = proposal.school AND event.subject = proposal.ref "
    "WHERE proposal.status IN ('referred', 'in_sign_off') GROUP BY event.school, proposal.ref"
)
BODY = sa.text("SELECT body FROM text WHERE id = :id")
REOPENED = sa.text(
    "SELECT proposal.ref, text.body FROM proposal "
    "JOIN revision AS now ON now.ref = proposal.ref AND now.number = proposal.revision "
    "JOIN revision ON revision.ref = proposal.ref "
    "JOIN text ON text.id = revision.text "
    "WHERE now.seal IS NULL AND revision.seal IS NOT NULL ORDER BY revision.number"
)


def upgrade() -> None:
    op.create_table(
        "receipt",
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("form"),
    )
    op.add_column("statement", sa.Column("ground", sa.String(), nullable=True))
    op.add_column("statement", sa.Column("covers", sa.Text(), nullable=True))
    connection = op.get_bind()
    for row in list(_covered(connection)):
        connection.execute(
            sa.text("UPDATE statement SET ground = :ground, covers = :covers WHERE id = :id"), row
        )
    connection.execute(WAITING)
    for ref, body in connection.execute(REOPENED).all():
        if title := _read(body).get("title"):
            connection.execute(
                sa.text("UPDATE proposal SET title = :title WHERE ref = :ref"),
                {"ref": ref, "title": title},
            )


def _covered(connection: sa.Connection) -> Iterator[dict[str, str]]:
    made = connection.execute(MADE).all()  # keys and checks; of the texts one at a time
    for text, rows in groupby(made, key=itemgetter(3)):
        body = connection.execute(BODY, {"id": text}).scalar_one_or_none()
        yield from _of_one(_read(body), rows)


def _of_one(proposal: dict[str, Any], rows: Iterable[Any]) -> Iterator[dict[str, str]]:
    for id_, person, event, _ in rows:
        checks = _read(event).get("checks", ())
        if proposal:
            covers = sorted(STATEMENTS[one] for one in checks if one in STATEMENTS)
            yield {"id": id_, "ground": _ground(proposal, person), "covers": json.dumps(covers)}


def _read(body: Any) -> dict[str, Any]:
    """The JSON of a text; nothing where it holds something else, or was erased."""
    try:
        found = json.loads(body or "")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _ground(proposal: dict[str, Any], person: str) -> str:
    stands_on = {
        "administrator": person in proposal.get("administrators", ()),
        "moderator": person in proposal.get("moderators", ()),
        "platform": [proposal.get("platform"), proposal.get("platform_name")],
    }
    written = json.dumps(stands_on, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()
