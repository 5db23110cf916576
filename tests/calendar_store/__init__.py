"""The store: one suite, run on SQLite and on PostgreSQL."""
