"""The kinds of statements in a family's text."""

from enum import StrEnum


class StatementKind(StrEnum):
    """The kind of a statement."""

    COMES = "comes"
    AWAY = "away"
    NO = "no"  # a bare no: not whether to cancel or to move
    CANCEL = "cancel"
    MOVE = "move"
    NAMED = "named"  # whom, and nothing of them
    TIME = "time"  # a time, and nothing else
    REASON = "reason"
    ASIDE = "aside"  # told of nobody of them, and wanting nothing
    OVER = "over"  # that it is cancelled
    OPEN = "open"  # that it will be told later
    KEPT = "kept"  # that it is to be left as it is, and no more
    STAYS = "stays"  # that it stays: as it is, where another's does not, else that they come
    LIKE = "like"  # that what was said before is so of more: "Leo too"
    NEITHER = "neither"  # that what was denied before is so of more
    NOT_THEM = "not_them"  # "not Leo", and nothing else of them
    NEVER = "never"  # that nothing is to be cancelled
    NONE = "none"  # "none", and nothing of them
    MISTAKEN = "mistaken"  # that what was wanted before was a mistake
    IDLE = "idle"
    UNKNOWN = "unknown"


TAKING_BACK = frozenset({StatementKind.NEVER, StatementKind.NONE, StatementKind.MISTAKEN})
"""Kinds that take a cancellation back: nothing is to be cancelled after all."""
