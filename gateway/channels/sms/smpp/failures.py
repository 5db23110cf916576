"""Why a text did not arrive, from the error code in its receipt, as tables.

Owns the words of the codes and the class of every failure: whether the number is wrong, the phone
was off, the carrier is at fault, or the content was refused. Whose codes they are differs from
carrier to carrier, so its configuration says which table is its own. A code that is not in it is
never guessed at: it is shown as it came, beside what the receipt's state says.
"""

import re
from typing import NamedTuple

from gateway.channels.sms.smpp.carrier_config import ErrorCodes
from gateway.channels.sms.smpp.codes import STATE_MEANINGS, status_of
from gateway.channels.sms.smpp.inbound_pdus import ReceiptState
from gateway.messaging.failures import Failure


class Meaning(NamedTuple):
    """An error code read.

    Attributes:
        failure: what it is owed to.
        words: what staff read.
    """

    failure: Failure
    words: str


_NUMBER, _PHONE, _CARRIER = Failure.NUMBER, Failure.PHONE, Failure.CARRIER

# The errors of a mobile network, by their local values (3GPP TS 29.002 §17.6), as carriers that
# hand them on write them: decimal, in err: or in a network_error_code of the GSM kind.
_GSM: dict[int, Meaning] = {
    1: Meaning(_NUMBER, "not delivered: the number is not in use"),
    3: Meaning(_CARRIER, "not delivered: the networks could not find the way to the phone"),
    5: Meaning(_PHONE, "not delivered: the network could not find the phone"),
    6: Meaning(_PHONE, "not delivered: the phone was switched off or out of coverage"),
    7: Meaning(_PHONE, "not delivered: the network does not know the phone"),
    8: Meaning(_PHONE, "not delivered: the phone was in a country where it has no service"),
    9: Meaning(_NUMBER, "not delivered: the number is not allowed in its network"),
    10: Meaning(_NUMBER, "not delivered: the number has no service for messages"),
    11: Meaning(_NUMBER, "not delivered: the number cannot receive texts"),
    12: Meaning(_PHONE, "not delivered: the phone is blocked by its network"),
    13: Meaning(_NUMBER, "not delivered: the number is barred from receiving texts"),
    14: Meaning(_NUMBER, "not delivered: the number may not be forwarded to"),
    15: Meaning(_NUMBER, "not delivered: the number takes texts from a closed group only"),
    21: Meaning(_CARRIER, "not delivered: the phone's network does not support it"),
    27: Meaning(_PHONE, "not delivered: the phone was switched off or out of coverage"),
    28: Meaning(_PHONE, "not delivered: the phone cannot take such a message"),
    31: Meaning(_PHONE, "not delivered: the phone was busy with another text"),
    32: Meaning(_PHONE, "not delivered: the phone could not take it, its memory may be full"),
    33: Meaning(_PHONE, "not delivered: too many texts wait for this phone"),
    34: Meaning(_CARRIER, "not delivered: the phone's network has a fault"),
    35: Meaning(_CARRIER, "not delivered: the networks did not understand each other"),
    36: Meaning(_CARRIER, "not delivered: the networks did not understand each other"),
    44: Meaning(_NUMBER, "not delivered: the number has changed"),
    51: Meaning(_CARRIER, "not delivered: the phone's network is overloaded"),
}
_TABLES: dict[ErrorCodes, dict[int, Meaning]] = {ErrorCodes.NONE: {}, ErrorCodes.GSM: _GSM}

# What a state alone says; these are the states in which a message failed.
_STATES: dict[ReceiptState, Failure] = {
    ReceiptState.EXPIRED: Failure.PHONE,
    ReceiptState.DELETED: Failure.CARRIER,
    ReceiptState.UNDELIVERABLE: Failure.NUMBER,
    ReceiptState.REJECTED: Failure.CONTENT,
    ReceiptState.SKIPPED: Failure.CARRIER,
    ReceiptState.UNKNOWN: Failure.CARRIER,
}
# Answers to a submit_sm (SMPP 3.4 §5.1.3) that say more than that the carrier did not want it.
_REFUSALS: dict[int, Failure] = {0x01: Failure.CONTENT, 0x0B: Failure.NUMBER, 0x66: Failure.CONTENT}

_BY_WORDS: dict[str, Failure] = (
    {meaning.words: meaning.failure for table in _TABLES.values() for meaning in table.values()}
    | {STATE_MEANINGS[state].words: failure for state, failure in _STATES.items()}
    | {status_of(number).words: failure for number, failure in _REFUSALS.items()}
)
_SHOWN = re.compile(r"-?[0-9A-Za-z_/]{1,16}")
_NUMBERED = re.compile(r"[0-9]{1,5}")
_BESIDE = " (the carrier's code "


def words_of(state: ReceiptState, error: str | None, codes: ErrorCodes) -> str:
    """Return what staff read of a receipt.

    Args:
        state: what it says.
        error: the error code as the carrier wrote it, None where there is none.
        codes: whose codes the carrier's are.
    """
    general = STATE_MEANINGS[state].words
    if state not in _STATES:
        return general
    meaning = _meaning(state, error, codes)
    if meaning is not None:
        return meaning.words
    code = unknown_code(state, error, codes)
    return f"{general}{_BESIDE}{code})" if code else general


def unknown_code(state: ReceiptState, error: str | None, codes: ErrorCodes) -> str:
    """Return the code of a failure that the carrier's table does not have, "" where it does.

    Args:
        state: what the receipt says; of what did not fail, no code is of interest.
        error: as the carrier wrote it; what is no code at all is left out.
        codes: whose codes the carrier's are.
    """
    if state not in _STATES or error is None or _meaning(state, error, codes) is not None:
        return ""
    return "" if says_none(error) or not _SHOWN.fullmatch(error) else error


def says_none(error: str | None) -> bool:
    """Tell whether a code says nothing: nothing but zeros, of whichever network, is no error."""
    return error is None or not error.rpartition("/")[2].strip("0")


def failure_of(words: str) -> Failure | None:
    """Return what a failure was owed to, by the words that it was recorded with.

    Args:
        words: of a message that failed; those of a carrier's refusal or of a receipt.

    Returns:
        None for words of ours, that say nothing of the kind.
    """
    return _BY_WORDS.get(words.partition(_BESIDE)[0])


def _meaning(state: ReceiptState, error: str | None, codes: ErrorCodes) -> Meaning | None:
    # of a message whose fate the carrier does not know, no code tells it
    if state is ReceiptState.UNKNOWN or error is None or not _NUMBERED.fullmatch(error):
        return None
    return _TABLES[codes].get(int(error))
