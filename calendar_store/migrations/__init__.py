"""The store's versions, oldest first, as Alembic reads them."""
