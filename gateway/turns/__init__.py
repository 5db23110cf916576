"""Clients' texts answered: facts loaded, turns decided by `dialogs` and performed."""
