"""Work items that were tried too often, set aside until the operator says “again”."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("work_item", sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True))
