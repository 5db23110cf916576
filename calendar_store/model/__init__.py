"""The value classes of the store, their statuses and allowed moves, permissions and errors."""
