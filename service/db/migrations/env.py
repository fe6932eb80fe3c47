"""Runs the migrations on the connection, and in the transaction, that `service.db.migrate` gives."""

from alembic import context
from sqlmodel import SQLModel

import service.db.tables  # noqa: F401 - fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite changes a table by building it anew
)
with context.begin_transaction():
    context.run_migrations()
