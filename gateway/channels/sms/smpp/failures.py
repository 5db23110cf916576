"""Tables of error codes in receipts: why a text did not arrive.

Owns the category of every failure: the number is wrong, the phone was off, the carrier is at fault,
or the content was refused. Carriers use different error codes, so a carrier's configuration names
its table. A code that is not in the table is never guessed at: the code is shown as received,
together with the meaning of the receipt's state.
"""

import re

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from config.choices import ErrorCodes
from gateway.channels.sms.smpp.inbound_pdus import ReceiptState
from gateway.messaging.failures import Failure

_NUMBER, _PHONE, _CARRIER = Failure.NUMBER, Failure.PHONE, Failure.CARRIER

# The errors of a mobile network, by their local values (3GPP TS 29.002 §17.6). Carriers that pass
# them on write them in decimal, in err: or in a network_error_code with network type GSM.
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

# The category of a state without an error code; these are the states of failed messages.
_STATES: dict[ReceiptState, Failure] = {
    ReceiptState.EXPIRED: Failure.PHONE,
    ReceiptState.DELETED: Failure.CARRIER,
    ReceiptState.UNDELIVERABLE: Failure.NUMBER,
    ReceiptState.REJECTED: Failure.CONTENT,
    ReceiptState.SKIPPED: Failure.CARRIER,
    ReceiptState.UNKNOWN: Failure.CARRIER,
}
# The command_status values of refusals (SMPP 3.4 §5.1.3) from which the category is known.
_REFUSALS: dict[int, Failure] = {0x01: Failure.CONTENT, 0x0B: Failure.NUMBER, 0x66: Failure.CONTENT}

_RECEIPTS = {state: Reason(ReasonCode.RECEIPT, {"state": state.value}) for state in ReceiptState}
"""One reason for each state: nearly all receipts say the same."""

_SHOWN = re.compile(r"-?[0-9A-Za-z_/]{1,16}")
_NUMBERED = re.compile(r"[0-9]{1,5}")


def reason_of_receipt(state: ReceiptState, error: str | None, codes: ErrorCodes) -> Reason:
    """Return the reason that a receipt gives for the state of a part.

    Args:
        state: state in the receipt.
        error: error code as the carrier wrote it, None if there is none.
        codes: the carrier's table of error codes.
    """
    general = _RECEIPTS[state]
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
    """Return an error code that is not in the carrier's table, "" if there is no unknown code.

    Args:
        state: state in the receipt; if it is no failure, the code is ignored.
        error: error code as the carrier wrote it; a text that cannot be a code is ignored.
        codes: the carrier's table of error codes.
    """
    if state not in _STATES or error is None or _known_error(state, error, codes) is not None:
        return ""
    return "" if says_none(error) or not _SHOWN.fullmatch(error) else error


def says_none(error: str | None) -> bool:
    """Tell whether a code means "no error": no code, or only zeros, with any network type."""
    return error is None or not error.rpartition("/")[2].strip("0")


def failure_of(reason: Reason) -> Failure | None:
    """Return the category of a failure.

    Args:
        reason: reason of a failed message: a carrier's refusal or a receipt.

    Returns:
        The category; None if the reason gives none, for example a reason of our own.
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
    """Return an error code as its number in the carrier's table, None if it is not in the table."""
    # if the carrier does not know the message's state, its error code tells nothing either
    if state is ReceiptState.UNKNOWN or error is None or not _NUMBERED.fullmatch(error):
        return None
    number = int(error)
    return number if number in _TABLES[codes] else None
