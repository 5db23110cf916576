"""Actors of tests: somebody with a label, who may do what a test says."""

from calendar_store.model.actors import Actor, ActorKind, Permission


def named(label: str, *permissions: Permission, practice_id: int | None = None) -> Actor:
    """Return a member of staff with these permissions alone, at one practice or at all."""
    return Actor(ActorKind.STAFF, label, None, practice_id, frozenset(permissions))
