"""Editions of the policy, exceptions of live sites, training, conflicts of interest."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("membership", sa.Column("trained_on", sa.Date(), nullable=True))
    op.add_column("decision", sa.Column("about", sa.Text(), nullable=False, server_default="[]"))
    with op.batch_alter_table("statement") as table:
        table.add_column(sa.Column("conflict", sa.String(), nullable=True))
        table.create_foreign_key("statement_conflict", "text", ["conflict"], ["id"])
    op.create_table(
        "edition",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("adoption", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("adopted_by", sa.String(), nullable=False),
        sa.Column("adopted_at", MOMENT, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.key"]),
        sa.ForeignKeyConstraint(["drafted_by"], ["person.key"]),
        sa.ForeignKeyConstraint(["adopted_by"], ["person.key"]),
        sa.PrimaryKeyConstraint("school", "number"),
    )
    op.create_table(
        "edition_draft",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("adoption", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.key"]),
        sa.ForeignKeyConstraint(["drafted_by"], ["person.key"]),
        sa.PrimaryKeyConstraint("school"),
    )
    op.create_table(
        "site_exception",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("remedy", sa.String(), nullable=False),
        sa.Column("cause_seq", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["school"], ["school.key"]),
        sa.ForeignKeyConstraint(["entry"], ["entry.key"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_site_exception_school", "site_exception", ["school"])
    op.create_index("ix_site_exception_entry", "site_exception", ["entry"])
