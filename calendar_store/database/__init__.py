"""The connection to SQLite or PostgreSQL: transactions, group commits, keys, migrations."""
