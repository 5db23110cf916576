"""The numbers that carriers answer with, as tables.

Owns what each command_status means for a part (SMPP 3.4 §5.1.3) and what each receipt state means
for a message (§5.2.28 and appendix B), with the words that staff read. A number that is not here is
never guessed at: it is called unknown, shown as a number, and worth a bounded number of tries.
"""

from enum import StrEnum
from typing import NamedTuple

from gateway.channels.sms.smpp.inbound_pdus import ReceiptState


class StatusKind(StrEnum):
    """What to do about a command_status."""

    OK = "ok"
    THROTTLED = "throttled"
    SESSION = "session"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNKNOWN = "unknown"


class Status(NamedTuple):
    """A command_status read.

    Attributes:
        kind: what to do about it.
        words: what staff read.
    """

    kind: StatusKind
    words: str


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

_STATUSES: dict[int, Status] = {
    0x00: Status(_OK, "accepted by the carrier"),
    0x01: Status(_PERMANENT, "the carrier finds the message too long"),
    0x02: Status(_TEMPORARY, "the carrier could not read the request"),
    0x03: Status(_PERMANENT, "the carrier does not know this kind of request"),
    0x04: Status(_SESSION, "the carrier does not let this connection send"),
    0x05: Status(_SESSION, "the carrier says this connection is already in use"),
    0x06: Status(_PERMANENT, "the carrier refuses the priority"),
    0x07: Status(_PERMANENT, "the carrier refuses to report delivery"),
    0x08: Status(_TEMPORARY, "the carrier has a fault of its own"),
    0x0A: Status(_PERMANENT, "the carrier does not allow this sender"),
    0x0B: Status(_PERMANENT, "the number is not one the carrier can reach"),
    0x0C: Status(_PERMANENT, "the carrier does not know the message id"),
    0x0D: Status(_SESSION, "the carrier refused the log-in"),
    0x0E: Status(_SESSION, "the carrier refused the password"),
    0x0F: Status(_SESSION, "the carrier does not know the account"),
    0x11: Status(_PERMANENT, "the carrier could not cancel the message"),
    0x13: Status(_PERMANENT, "the carrier could not replace the message"),
    0x14: Status(_THROTTLED, "the carrier's queue is full"),
    0x15: Status(_PERMANENT, "the carrier refuses the service type"),
    0x33: Status(_PERMANENT, "the carrier refuses the number of destinations"),
    0x34: Status(_PERMANENT, "the carrier does not know the distribution list"),
    0x40: Status(_PERMANENT, "the carrier refuses the kind of destination"),
    0x42: Status(_PERMANENT, "the carrier refuses to replace a message"),
    0x43: Status(_PERMANENT, "the carrier refuses the message class"),
    0x44: Status(_PERMANENT, "the carrier refuses the distribution list"),
    0x45: Status(_TEMPORARY, "the carrier could not take the message"),
    0x48: Status(_PERMANENT, "the carrier refuses this kind of sender"),
    0x49: Status(_PERMANENT, "the carrier refuses the sender's numbering plan"),
    0x50: Status(_PERMANENT, "the carrier refuses this kind of number"),
    0x51: Status(_PERMANENT, "the carrier refuses the number's numbering plan"),
    0x53: Status(_PERMANENT, "the carrier refuses the system type"),
    0x54: Status(_PERMANENT, "the carrier refuses the replace flag"),
    0x55: Status(_PERMANENT, "the carrier refuses the number of messages"),
    0x58: Status(_THROTTLED, "the carrier wants fewer messages at once"),
    0x61: Status(_PERMANENT, "the carrier refuses the delivery time"),
    0x62: Status(_PERMANENT, "the carrier refuses the validity"),
    0x63: Status(_PERMANENT, "the carrier does not know the predefined message"),
    0x64: Status(_TEMPORARY, "the receiving side has a passing fault"),
    0x65: Status(_PERMANENT, "the receiving side has a lasting fault"),
    0x66: Status(_PERMANENT, "the receiving side rejected the message"),
    0x67: Status(_TEMPORARY, "the carrier could not look the message up"),
    0xC0: Status(_PERMANENT, "the carrier could not read an optional parameter"),
    0xC1: Status(_PERMANENT, "the carrier does not allow an optional parameter"),
    0xC2: Status(_PERMANENT, "the carrier refuses the length of a parameter"),
    0xC3: Status(_PERMANENT, "the carrier misses an optional parameter"),
    0xC4: Status(_PERMANENT, "the carrier refuses an optional parameter's value"),
    0xFE: Status(_PERMANENT, "the carrier could not deliver the message"),
    0xFF: Status(_TEMPORARY, "the carrier reports an error without saying which"),
}

# Permanent answers of one carrier that say little of the next: whom it reaches, which senders and
# which optional things it allows. A text that is too long is so everywhere.
_OF_THE_CARRIER = frozenset(
    {0x06, 0x07, 0x0A, 0x0B, 0x15, 0x40, 0x43, 0x48, 0x49, 0x50, 0x51, 0x53}
    | {0x61, 0x62, 0x65, 0x66, 0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xFE}
)

# A wrong password or account does not mend itself: knocking every few seconds gets accounts locked.
# Many carriers say no more of it than that the bind failed.
REFUSED_ACCOUNT = frozenset({ESME_RBINDFAIL, ESME_RINVPASWD, ESME_RINVSYSID})


def status_of(number: int) -> Status:
    """What a command_status means.

    Args:
        number: as received, any 32-bit number; 0x400 to 0x4FF are the vendors' own (§5.1.3).

    Returns:
        Its kind and words; for a number not in the table, unknown and the number in words.
    """
    known = _STATUSES.get(number)
    if known is not None:
        return known
    return Status(StatusKind.UNKNOWN, f"the carrier answered with a code of its own, 0x{number:X}")


def another_may_take(number: int | None) -> bool:
    """Tell whether another carrier may take what this one refused.

    Args:
        number: the command_status; None where the message never left us.

    Returns:
        True for a refusal that may be the carrier's own: one of its route or its rules, a passing
        one, and one that only its vendor understands.
    """
    if number is None:
        return False
    passing = status_of(number).kind in {StatusKind.TEMPORARY, StatusKind.UNKNOWN}
    return passing or number in _OF_THE_CARRIER


class StateMeaning(NamedTuple):
    """A receipt state read.

    Attributes:
        final: whether nothing more is to be expected.
        words: what staff read.
    """

    final: bool
    words: str


STATE_MEANINGS: dict[ReceiptState, StateMeaning] = {
    ReceiptState.SCHEDULED: StateMeaning(final=False, words="waiting at the carrier"),
    ReceiptState.ENROUTE: StateMeaning(final=False, words="on its way to the phone"),
    ReceiptState.ACCEPTED: StateMeaning(final=False, words="taken by the network"),
    ReceiptState.DELIVERED: StateMeaning(final=True, words="delivered to the phone"),
    ReceiptState.EXPIRED: StateMeaning(
        final=True, words="not delivered: the phone was off or out of reach for too long"
    ),
    ReceiptState.DELETED: StateMeaning(
        final=True, words="not delivered: the carrier deleted the message"
    ),
    ReceiptState.UNDELIVERABLE: StateMeaning(
        final=True, words="not delivered: the number cannot be reached"
    ),
    ReceiptState.REJECTED: StateMeaning(
        final=True, words="not delivered: the network rejected the message"
    ),
    ReceiptState.SKIPPED: StateMeaning(
        final=True, words="not delivered: the carrier skipped the message"
    ),
    # "Invalid state" in the specification; carriers send it before a real state too.
    ReceiptState.UNKNOWN: StateMeaning(
        final=False, words="the carrier does not know what happened"
    ),
}

# message_state TLV, §5.3.2.35; 0 and 9 are of version 5.0 and seen in the field.
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

# The stat: field of a receipt's text. The second block is not in appendix B but is sent.
STATE_WORDS: dict[str, ReceiptState] = {
    "DELIVRD": ReceiptState.DELIVERED,
    "EXPIRED": ReceiptState.EXPIRED,
    "DELETED": ReceiptState.DELETED,
    "UNDELIV": ReceiptState.UNDELIVERABLE,
    "ACCEPTD": ReceiptState.ACCEPTED,
    "UNKNOWN": ReceiptState.UNKNOWN,
    "REJECTD": ReceiptState.REJECTED,
    # "Acked" is the network's word and not the phone's: it is not taken for a delivery.
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
