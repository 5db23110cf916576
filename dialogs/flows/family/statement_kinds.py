"""The kinds of statements in a family's text."""

from enum import StrEnum


class StatementKind(StrEnum):
    """The kind of a statement."""

    COMES = "comes"
    AWAY = "away"
    NO = "no"  # a bare no: whether to cancel or to move is open
    CANCEL = "cancel"
    MOVE = "move"
    NAMED = "named"  # only names
    TIME = "time"  # only a time
    REASON = "reason"
    ASIDE = "aside"  # words about nobody of the family, without a wish
    OVER = "over"  # the visit is cancelled already
    OPEN = "open"  # the answer will follow later
    KEPT = "kept"  # the visit is only to be left as it is
    STAYS = "stays"  # the visit stays: kept where another is given up, else confirmed
    LIKE = "like"  # repeats the statement before for others: "Leo too"
    NEITHER = "neither"  # repeats the negative statement before for others
    NOT_THEM = "not_them"  # only "not Leo"
    NEVER = "never"  # nothing is to be cancelled
    NONE = "none"  # only "none"
    MISTAKEN = "mistaken"  # the wish before was a mistake
    IDLE = "idle"
    UNKNOWN = "unknown"


TAKING_BACK = frozenset({StatementKind.NEVER, StatementKind.NONE, StatementKind.MISTAKEN})
"""Kinds that take a cancellation back: nothing is to be cancelled after all."""
