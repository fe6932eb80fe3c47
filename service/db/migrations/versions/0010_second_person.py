"""What takes two people: a link for whoever signs or keeps people, the end of a leader's role."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("role_grant", sa.Column("end_asked_by", sa.String(), nullable=True))
    op.add_column("role_grant", sa.Column("end_asked_at", MOMENT, nullable=True))
    op.add_column("person", sa.Column("address_since", MOMENT, nullable=True))
    op.create_table(
        "link_confirmation",
        sa.Column("commit_mac", sa.String(), nullable=True),
        sa.Column("commit_seq", sa.Integer(), nullable=True),
        sa.Column("commit_salt", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=True),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.key"]),
        sa.ForeignKeyConstraint(["person"], ["person.key"]),
        sa.PrimaryKeyConstraint("link"),
    )
    for column in ("school", "person"):
        op.create_index(f"ix_link_confirmation_{column}", "link_confirmation", [column])
