"""What a person was called before a correction, so that an erasure finds it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("person", sa.Column("former", sa.Text(), nullable=False, server_default="[]"))
    with op.batch_alter_table("person") as table:
        table.alter_column("former", server_default=None)
