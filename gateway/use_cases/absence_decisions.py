"""The decisions about an appointment in an absence; a room of its own, light enough for help."""

from enum import StrEnum


class AbsenceDecision(StrEnum):
    """What becomes of an appointment in an absence."""

    KEEP = "keep"
    CANCEL = "cancel"
    MOVE = "move"
