"""The state of a session that is ending: the carrier may still answer parts in flight."""

from dataclasses import dataclass, field

from gateway.channels.sms.smpp.frames import Pdu

LAST_ANSWERS = 10.0
"""Most seconds to wait for responses to parts in flight before a session ends."""


@dataclass(slots=True)
class SessionEnd:
    """Why and when a session ends.

    Attributes:
        trouble: why the session ends, in words.
        until: until when to wait for the last responses, loop time, seconds.
        unbinds: unbind PDUs of the carrier, which are answered last.
    """

    trouble: str
    until: float
    unbinds: list[Pdu] = field(default_factory=list)
