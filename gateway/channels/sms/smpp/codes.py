"""Tables of command_status values and receipt states.

Owns the meaning of each command_status for a part (SMPP 3.4 §5.1.3) and of each state of a receipt
(§5.2.28 and appendix B); the words for staff are in `gateway/wording`. A number that is not in the
table is never guessed at: its kind is UNKNOWN, staff see the number, and the part is tried again a
bounded number of times.
"""

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from gateway.channels.sms.smpp.inbound_pdus import ReceiptState


class StatusKind(StrEnum):
    """Category of a command_status, by the reaction that it needs."""

    OK = "ok"
    THROTTLED = "throttled"
    SESSION = "session"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNKNOWN = "unknown"


class Status(NamedTuple):
    """The meaning of a command_status.

    Attributes:
        kind: its category.
        reason: the reason to record for the part.
    """

    kind: StatusKind
    reason: Reason


ESME_ROK = 0x00
ESME_RINVCMDLEN = 0x02
ESME_RINVCMDID = 0x03
ESME_RINVBNDSTS = 0x04
ESME_RBINDFAIL = 0x0D
ESME_RINVPASWD = 0x0E
ESME_RINVSYSID = 0x0F
ESME_RX_T_APPN = 0x64
ESME_RUNKNOWNERR = 0xFF

_OK, _THROTTLED, _SESSION, _TEMPORARY, _PERMANENT = (
    StatusKind.OK,
    StatusKind.THROTTLED,
    StatusKind.SESSION,
    StatusKind.TEMPORARY,
    StatusKind.PERMANENT,
)

_KINDS: dict[int, StatusKind] = {
    0x00: _OK,
    0x01: _PERMANENT,
    0x02: _TEMPORARY,
    0x03: _PERMANENT,
    0x04: _SESSION,
    0x05: _SESSION,
    0x06: _PERMANENT,
    0x07: _PERMANENT,
    0x08: _TEMPORARY,
    0x0A: _PERMANENT,
    0x0B: _PERMANENT,
    0x0C: _PERMANENT,
    0x0D: _SESSION,
    0x0E: _SESSION,
    0x0F: _SESSION,
    0x11: _PERMANENT,
    0x13: _PERMANENT,
    0x14: _THROTTLED,
    0x15: _PERMANENT,
    0x33: _PERMANENT,
    0x34: _PERMANENT,
    0x40: _PERMANENT,
    0x42: _PERMANENT,
    0x43: _PERMANENT,
    0x44: _PERMANENT,
    0x45: _TEMPORARY,
    0x48: _PERMANENT,
    0x49: _PERMANENT,
    0x50: _PERMANENT,
    0x51: _PERMANENT,
    0x53: _PERMANENT,
    0x54: _PERMANENT,
    0x55: _PERMANENT,
    0x58: _THROTTLED,
    0x61: _PERMANENT,
    0x62: _PERMANENT,
    0x63: _PERMANENT,
    0x64: _TEMPORARY,
    0x65: _PERMANENT,
    0x66: _PERMANENT,
    0x67: _TEMPORARY,
    0xC0: _PERMANENT,
    0xC1: _PERMANENT,
    0xC2: _PERMANENT,
    0xC3: _PERMANENT,
    0xC4: _PERMANENT,
    0xFE: _PERMANENT,
    0xFF: _TEMPORARY,
}

# Permanent refusals after which another carrier may still accept: they concern the destinations
# that this carrier reaches, and the senders and options that it allows. A text that is too long is
# too long for every carrier, so that status is not here.
_OF_THE_CARRIER = frozenset(
    {0x06, 0x07, 0x0A, 0x0B, 0x15, 0x40, 0x43, 0x48, 0x49, 0x50, 0x51, 0x53}
    | {0x61, 0x62, 0x65, 0x66, 0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xFE}
)

# A wrong password or account does not repair itself, and a bind every few seconds gets accounts
# locked. Many carriers answer a wrong password only with "bind failed".
REFUSED_ACCOUNT = frozenset({ESME_RBINDFAIL, ESME_RINVPASWD, ESME_RINVSYSID})


@lru_cache(maxsize=512)  # carriers use few different values
def status_of(number: int) -> Status:
    """Return the meaning of a command_status.

    Args:
        number: as received, any 32-bit number; 0x400 to 0x4FF are vendor-specific (§5.1.3).

    Returns:
        Kind and reason; the kind is UNKNOWN for a number that is not in the table.
    """
    kind = _KINDS.get(number, StatusKind.UNKNOWN)
    return Status(kind, Reason(ReasonCode.CARRIER_ANSWERED, {"status": number}))


def another_may_take(number: int | None) -> bool:
    """Tell whether another carrier may accept a part that this carrier refused.

    Args:
        number: the command_status; None if the message was never sent.

    Returns:
        True for a refusal that may depend on the carrier: because of its routes or its rules, a
        temporary refusal, and an unknown status.
    """
    if number is None:
        return False
    passing = status_of(number).kind in {StatusKind.TEMPORARY, StatusKind.UNKNOWN}
    return passing or number in _OF_THE_CARRIER


FINAL_STATES = frozenset(
    {
        *(ReceiptState.DELIVERED, ReceiptState.EXPIRED, ReceiptState.DELETED),
        *(ReceiptState.UNDELIVERABLE, ReceiptState.REJECTED, ReceiptState.SKIPPED),
    }
)
"""States after which no further receipt is expected. UNKNOWN ("invalid state" in the specification)
is not among them: some carriers send UNKNOWN before the real state."""

# message_state TLV, §5.3.2.35; 0 and 9 are from SMPP 5.0, but 3.4 carriers send them, too.
STATE_NUMBERS: dict[int, ReceiptState] = {
    0: ReceiptState.SCHEDULED,
    1: ReceiptState.ENROUTE,
    2: ReceiptState.DELIVERED,
    3: ReceiptState.EXPIRED,
    4: ReceiptState.DELETED,
    5: ReceiptState.UNDELIVERABLE,
    6: ReceiptState.ACCEPTED,
    7: ReceiptState.UNKNOWN,
    8: ReceiptState.REJECTED,
    9: ReceiptState.SKIPPED,
}

# The stat: field of a receipt's text. The words of the second block are not in appendix B, but
# carriers send them.
STATE_WORDS: dict[str, ReceiptState] = {
    "DELIVRD": ReceiptState.DELIVERED,
    "EXPIRED": ReceiptState.EXPIRED,
    "DELETED": ReceiptState.DELETED,
    "UNDELIV": ReceiptState.UNDELIVERABLE,
    "ACCEPTD": ReceiptState.ACCEPTED,
    "UNKNOWN": ReceiptState.UNKNOWN,
    "REJECTD": ReceiptState.REJECTED,
    # "Acked" comes from the network and not from the phone: it is not taken for a delivery.
    "ACKED": ReceiptState.ACCEPTED,
    "BUFFRED": ReceiptState.ENROUTE,
    "BUFFERD": ReceiptState.ENROUTE,
    "ENROUTE": ReceiptState.ENROUTE,
    "FAILED": ReceiptState.UNDELIVERABLE,
    "SKIPPED": ReceiptState.SKIPPED,
    "ACCEPTED": ReceiptState.ACCEPTED,
    "DELIVERED": ReceiptState.DELIVERED,
    "REJECTED": ReceiptState.REJECTED,
    "UNDELIVERABLE": ReceiptState.UNDELIVERABLE,
}
