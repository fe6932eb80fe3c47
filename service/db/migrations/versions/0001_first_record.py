"""The first record: people, roles, proposals, decisions, the register, the log, work items.

Plain column types stand here, not those of `service.db.columns`: a migration means the same for
good, whatever the code does later.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "engine_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("waiting_since", MOMENT, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "event",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("school", "seq"),
    )
    op.create_index("ix_event_subject", "event", ["subject"])
    op.create_table(
        "log_head",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("school"),
    )
    op.create_table(
        "person",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "school",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "text",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_text_school", "text", ["school"])
    op.create_table(
        "work_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("cause_seq", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("school", "subject_kind", "subject", "step", "cause_seq"),
    )
    op.create_index("work_item_due", "work_item", ["done_at", "due_at"])
    op.create_table(
        "failed_sign_in",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("wait_until", MOMENT, nullable=True),
        sa.Column("failed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("address"),
    )
    op.create_index("ix_failed_sign_in_failed_at", "failed_sign_in", ["failed_at"])
    op.create_table(
        "credential",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("notice_version", sa.String(), nullable=True),
        sa.Column("notice_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.key"]),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "link",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.key"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_link_person", "link", ["person"])
    op.create_table(
        "membership",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("line_manager", sa.String(), nullable=True),
        sa.Column("authorised_by", sa.String(), nullable=True),
        sa.Column("authorised_on", sa.Date(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["line_manager"], ["person.key"]),
        sa.ForeignKeyConstraint(["person"], ["person.key"]),
        sa.ForeignKeyConstraint(["school"], ["school.key"]),
        sa.PrimaryKeyConstraint("school", "person"),
    )
    op.create_index("ix_membership_person", "membership", ["person"])
    op.create_table(
        "platform_row",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("read_by", sa.String(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("needs_confirming", sa.Boolean(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["read_by"], ["person.key"]),
        sa.ForeignKeyConstraint(["school"], ["school.key"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_platform_row_school", "platform_row", ["school"])
    op.create_table(
        "proposal",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("proposer", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("checking_since", MOMENT, nullable=True),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("go_live", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["proposer"], ["person.key"]),
        sa.ForeignKeyConstraint(["school"], ["school.key"]),
        sa.PrimaryKeyConstraint("ref"),
    )
    op.create_index("ix_proposal_proposer", "proposal", ["proposer"])
    op.create_index("ix_proposal_school", "proposal", ["school"])
    op.create_table(
        "role_grant",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("given_by", sa.String(), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.key"]),
        sa.ForeignKeyConstraint(["school"], ["school.key"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_role_grant_person", "role_grant", ["person"])
    op.create_index("ix_role_grant_school", "role_grant", ["school"])
    op.create_table(
        "sign_in",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.key"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_sign_in_person", "sign_in", ["person"])
    op.create_table(
        "step_run",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("cause_seq", sa.Integer(), nullable=False),
        sa.Column("round_seq", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("findings", sa.String(), nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["findings"], ["text.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ref", "step", "cause_seq"),
    )
    op.create_index("ix_step_run_ref", "step_run", ["ref"])
    op.create_table(
        "decision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("catalogue_digest", sa.String(), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("counted_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["reason"], ["text.id"]),
        sa.ForeignKeyConstraint(["ref"], ["proposal.ref"]),
        sa.ForeignKeyConstraint(["signer"], ["person.key"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("nonce"),
    )
    op.create_index("ix_decision_ref", "decision", ["ref"])
    op.create_table(
        "entry",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("platform_name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("public_purpose", sa.String(), nullable=False),
        sa.Column("owner_role", sa.String(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("reason_kinds", sa.Text(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("go_live", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("close_reason", sa.String(), nullable=True),
        sa.Column("edition", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ref"], ["proposal.ref"]),
        sa.ForeignKeyConstraint(["school"], ["school.key"]),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("ref"),
    )
    op.create_index("ix_entry_address", "entry", ["address"])
    op.create_index("ix_entry_school", "entry", ["school"])
    op.create_table(
        "revision",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=True),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["ref"], ["proposal.ref"]),
        sa.ForeignKeyConstraint(["text"], ["text.id"]),
        sa.PrimaryKeyConstraint("ref", "number"),
    )
    op.create_table(
        "statement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("declined_clause", sa.String(), nullable=True),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.key"]),
        sa.ForeignKeyConstraint(["reason"], ["text.id"]),
        sa.ForeignKeyConstraint(["ref"], ["proposal.ref"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_statement_person", "statement", ["person"])
    op.create_index("ix_statement_ref", "statement", ["ref"])
    op.create_table(
        "answered",
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decision"], ["decision.id"]),
        sa.ForeignKeyConstraint(["text"], ["text.id"]),
        sa.PrimaryKeyConstraint("decision", "check"),
    )
    op.create_table(
        "entry_status",
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entry.key"]),
        sa.PrimaryKeyConstraint("entry", "seq"),
    )
