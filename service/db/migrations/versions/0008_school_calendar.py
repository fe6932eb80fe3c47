"""When a school is closed, beside the bank holidays of its place."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "closure",
        sa.Column("commit_mac", sa.String(), nullable=True),
        sa.Column("commit_seq", sa.Integer(), nullable=True),
        sa.Column("commit_salt", sa.String(), nullable=True),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.key"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_closure_school", "closure", ["school"])
