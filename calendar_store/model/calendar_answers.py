"""The value `CalendarAnswer`: what a client's calendar answered to an invitation of ours."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self


class CalendarReply(StrEnum):
    """What a calendar answers: yes, no, perhaps, or another time (RFC 5546, 3.2.3 and 3.2.7)."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class CalendarAnswer:
    """An answer to an invitation, as it was read.

    Attributes:
        reply: the answer.
        uid: the UID that it names, as written.
        practice_id: the practice that the UID names, None where the UID is not one of ours.
        appointment_id: the appointment that the UID names, None where it is not one of ours.
        sequence: the SEQUENCE of the invitation that is answered.
        starts_at: the start named; with COUNTER the time proposed. UTC; naive where the calendar
            gave no zone: the local time of the practice. None where none is named.
        comment: the client's own words, "" for none.
    """

    reply: CalendarReply
    uid: str
    practice_id: int | None
    appointment_id: int | None
    sequence: int = 0
    starts_at: datetime | None = None
    comment: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the answer as JSON-ready data, complete: from_json gives an equal answer."""
        return {
            "reply": self.reply.value,
            "uid": self.uid,
            "practice": str(self.practice_id) if self.practice_id is not None else None,
            "appointment": str(self.appointment_id) if self.appointment_id is not None else None,
            "sequence": self.sequence,
            "starts_at": self.starts_at.isoformat() if self.starts_at else None,
            "comment": self.comment,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the answer that `to_json` wrote."""
        practice, appointment = data["practice"], data["appointment"]
        starts_at = data["starts_at"]
        return cls(
            CalendarReply(data["reply"]),
            data["uid"],
            int(practice) if practice is not None else None,
            int(appointment) if appointment is not None else None,
            data["sequence"],
            datetime.fromisoformat(starts_at) if starts_at else None,
            data["comment"],
        )
