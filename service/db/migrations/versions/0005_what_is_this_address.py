"""By what a site is found: its name and what is like it, and what read its address last.

The addresses themselves are read again when the record is next opened, each change an event
(`service.desk.register.rereading`).
"""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("entry", sa.Column("read_with", sa.String(), nullable=True))
    op.create_index("ix_entry_read_with", "entry", ["read_with"])
    op.create_table(
        "entry_name",
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), sa.ForeignKey("entry.key"), nullable=False),
        sa.PrimaryKeyConstraint("text", "entry"),
    )
    op.create_index("ix_entry_name_entry", "entry_name", ["entry"])
    op.create_table(
        "recorded_host",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("school", sa.String(), sa.ForeignKey("school.key"), nullable=False),
        sa.PrimaryKeyConstraint("host", "school"),
    )
    connection = op.get_bind()
    recorded = connection.execute(sa.text("SELECT school, row FROM platform_row")).all()
    known = sorted({(school, host) for school, row in recorded for host in _hosts(row)})
    for school, host in known:
        connection.execute(
            sa.text("INSERT INTO recorded_host (host, school) VALUES (:host, :school)"),
            {"host": host, "school": school},
        )


def _hosts(row: str) -> Iterator[str]:
    try:
        found = json.loads(row)
    except ValueError:
        return
    places = found.get("hostnames", ()) if isinstance(found, dict) else ()
    yield from (place.partition("/")[0] for place in places)
