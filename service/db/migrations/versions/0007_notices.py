"""What people are told, the mails that say so, and how often each person is written to."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("school", sa.Column("office_email", sa.String(), nullable=True))
    op.add_column("engine_state", sa.Column("mail_since", MOMENT, nullable=True))
    op.add_column("engine_state", sa.Column("mail_fault", sa.String(), nullable=True))
    op.add_column("engine_state", sa.Column("mail_again_at", MOMENT, nullable=True))
    _notices()
    _mails()
    op.create_table(
        "mail_choice",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("pace", sa.String(), nullable=False),
        sa.Column("commit_mac", sa.String(), nullable=True),
        sa.Column("commit_seq", sa.Integer(), nullable=True),
        sa.Column("commit_salt", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.key"]),
        sa.PrimaryKeyConstraint("person"),
    )


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("mail_at", MOMENT, nullable=True),
        sa.Column("mail", sa.String(), nullable=True),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("over_at", MOMENT, nullable=True),
        sa.Column("commit_mac", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.key"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("notice_to_mail", "notice", ["mail", "mail_at"])
    for column in ("school", "person", "subject"):
        op.create_index(f"ix_notice_{column}", "notice", [column])


def _mails() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("send_to", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("send_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("happened", sa.Text(), nullable=True),
        sa.Column("fault", sa.String(), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("set_aside_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("commit_mac", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.key"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("mail_to_send", "mail", ["done_at", "send_at"])
    for column in ("school", "person"):
        op.create_index(f"ix_mail_{column}", "mail", [column])
    op.create_table(
        "asked_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_asked_link_address", "asked_link", ["address"])
