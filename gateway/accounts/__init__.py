"""Passwords of accounts: which may be chosen, hashing, verifying. The store keeps hashes only."""
