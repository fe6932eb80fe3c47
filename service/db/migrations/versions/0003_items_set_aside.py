"""Work items that were tried too often are set aside. When an engine was seen is not kept."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("work_item", sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("engine_state") as table:
        table.drop_column("seen_at")
