"""The connection to SQLite or PostgreSQL: transactions, group commits, ids, locks, migrations."""
