"""A session that comes to its end: what is still out is answered first, for a while."""

from dataclasses import dataclass, field

from gateway.channels.sms.smpp.frames import Pdu

LAST_ANSWERS = 10.0
"""Most seconds that the answers to what is out are waited for when a session is to end."""


@dataclass(slots=True)
class SessionEnd:
    """How a session ends.

    Attributes:
        trouble: why, in words.
        until: when its last responses are waited for no longer, loop time.
        unbinds: of the carrier, to be answered last.
    """

    trouble: str
    until: float
    unbinds: list[Pdu] = field(default_factory=list)
