"""A line manager signs, so a new one counts when a second person confirmed it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("membership", sa.Column("manager_asked", sa.String(), nullable=True))
    op.add_column("membership", sa.Column("manager_asked_by", sa.String(), nullable=True))
