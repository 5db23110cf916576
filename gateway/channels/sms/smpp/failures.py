"""Why a text did not arrive, from the error code in its receipt, as tables.

Owns the class of every failure: whether the number is wrong, the phone
was off, the carrier is at fault, or the content was refused. Whose codes they are differs from
carrier to carrier, so its configuration says which table is its own. A code that is not in it is
never guessed at: it is shown as it came, beside what the receipt's state says.
"""

import re

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from gateway.channels.sms.smpp.carrier_config import ErrorCodes
from gateway.channels.sms.smpp.inbound_pdus import ReceiptState
from gateway.messaging.failures import Failure

_NUMBER, _PHONE, _CARRIER = Failure.NUMBER, Failure.PHONE, Failure.CARRIER

# The errors of a mobile network, by their local values (3GPP TS 29.002 §17.6), as carriers that
# hand them on write them: decimal, in err: or in a network_error_code of the GSM kind.
_GSM: dict[int, Failure] = {
    1: _NUMBER,
    3: _CARRIER,
    5: _PHONE,
    6: _PHONE,
    7: _PHONE,
    8: _PHONE,
    9: _NUMBER,
    10: _NUMBER,
    11: _NUMBER,
    12: _PHONE,
    13: _NUMBER,
    14: _NUMBER,
    15: _NUMBER,
    21: _CARRIER,
    27: _PHONE,
    28: _PHONE,
    31: _PHONE,
    32: _PHONE,
    33: _PHONE,
    34: _CARRIER,
    35: _CARRIER,
    36: _CARRIER,
    44: _NUMBER,
    51: _CARRIER,
}
_TABLES: dict[ErrorCodes, dict[int, Failure]] = {ErrorCodes.NONE: {}, ErrorCodes.GSM: _GSM}

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

_SHOWN = re.compile(r"-?[0-9A-Za-z_/]{1,16}")
_NUMBERED = re.compile(r"[0-9]{1,5}")


def reason_of_receipt(state: ReceiptState, error: str | None, codes: ErrorCodes) -> Reason:
    """Return what a receipt says of a part.

    Args:
        state: what it says.
        error: the error code as the carrier wrote it, None where there is none.
        codes: whose codes the carrier's are.
    """
    general = Reason(ReasonCode.RECEIPT, {"state": state.value})
    if state not in _STATES:
        return general
    number = _known_error(state, error, codes)
    if number is not None:
        return Reason(ReasonCode.NETWORK_ERROR, {"error": number})
    code = unknown_code(state, error, codes)
    if not code:
        return general
    return Reason(ReasonCode.WITH_CARRIERS_CODE, {"why": general, "error": code})


def unknown_code(state: ReceiptState, error: str | None, codes: ErrorCodes) -> str:
    """Return the code of a failure that the carrier's table does not have, "" where it does.

    Args:
        state: what the receipt says; of what did not fail, no code is of interest.
        error: as the carrier wrote it; what is no code at all is left out.
        codes: whose codes the carrier's are.
    """
    if state not in _STATES or error is None or _known_error(state, error, codes) is not None:
        return ""
    return "" if says_none(error) or not _SHOWN.fullmatch(error) else error


def says_none(error: str | None) -> bool:
    """Tell whether a code says nothing: nothing but zeros, of whichever network, is no error."""
    return error is None or not error.rpartition("/")[2].strip("0")


def failure_of(reason: Reason) -> Failure | None:
    """Return what a failure was owed to.

    Args:
        reason: of a message that failed; a carrier's refusal or a receipt.

    Returns:
        None for reasons of ours, that say nothing of the kind.
    """
    facts = reason.facts
    match reason.code:
        case ReasonCode.NETWORK_ERROR:
            return _GSM.get(facts["error"])
        case ReasonCode.RECEIPT:
            return _STATES.get(ReceiptState(facts["state"]))
        case ReasonCode.WITH_CARRIERS_CODE:
            return failure_of(facts["why"])
        case ReasonCode.CARRIER_ANSWERED:
            return _REFUSALS.get(facts["status"])
        case _:
            return None


def _known_error(state: ReceiptState, error: str | None, codes: ErrorCodes) -> int | None:
    """Return an error code as its number in the carrier's table, None where it is in none."""
    # of a message whose fate the carrier does not know, no code tells it
    if state is ReceiptState.UNKNOWN or error is None or not _NUMBERED.fullmatch(error):
        return None
    number = int(error)
    return number if number in _TABLES[codes] else None
