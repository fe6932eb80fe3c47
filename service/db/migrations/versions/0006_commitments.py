"""The proof of each row: by which closing event, under which salt, and its code under the log key.

The rows that are there are committed to when the record is next opened, which is logged
(`service.desk.operations.from_here_on`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

PROVEN = (
    *("school", "person", "membership", "role_grant", "text", "proposal", "revision", "step_run"),
    *("decision", "answered", "statement", "entry", "entry_status", "platform_row", "edition"),
    "site_exception",
)
BY_CODE_ALONE = ("credential", "sign_in", "link")


def upgrade() -> None:
    for table in (*PROVEN, *BY_CODE_ALONE):
        op.add_column(table, sa.Column("commit_mac", sa.String(), nullable=True))
    for table in PROVEN:
        op.add_column(table, sa.Column("commit_seq", sa.Integer(), nullable=True))
        op.add_column(table, sa.Column("commit_salt", sa.String(), nullable=True))
    op.create_table(
        "verification",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("signed", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("differences", sa.Text(), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("log"),
    )
