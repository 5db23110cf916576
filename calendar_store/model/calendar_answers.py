"""The value `CalendarAnswer`: what a client's calendar answered to an invitation of ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self


class CalendarReply(StrEnum):
    """The kinds of answers: the values of PARTSTAT (RFC 5545 §3.2.12), and a counter-proposal."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class CalendarAnswer:
    """An answer to an invitation.

    Attributes:
        reply: the kind of answer.
        uid: UID of the event, as it was sent back.
        practice_id: the practice that the UID names; 0 where the UID is none of ours.
        appointment_id: the appointment that the UID names; 0 where the UID is none of ours.
        sequence: SEQUENCE of the invitation that is answered.
        starts_at: the start in the answer, UTC: for COUNTER the time that the client proposes, else
            the time that was answered; None where the answer has none. Without a zone where the
            answer names none that is known: then it is local time of the practice.
        comment: what the client wrote beside the answer, "" for nothing.
    """

    reply: CalendarReply
    uid: str
    practice_id: int
    appointment_id: int
    sequence: int
    starts_at: datetime | None = None
    comment: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the answer as JSON; ids are texts, since JSON's numbers may lose digits."""
        return {
            "reply": self.reply.value,
            "uid": self.uid,
            "practice_id": str(self.practice_id),
            "appointment_id": str(self.appointment_id),
            "sequence": self.sequence,
            "starts_at": None if self.starts_at is None else self.starts_at.isoformat(),
            "comment": self.comment,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Return the answer that `to_json` wrote."""
        starts_at = kept["starts_at"]
        return cls(
            CalendarReply(kept["reply"]),
            kept["uid"],
            int(kept["practice_id"]),
            int(kept["appointment_id"]),
            kept["sequence"],
            None if starts_at is None else datetime.fromisoformat(starts_at),
            kept["comment"],
        )
