"""The texts that are sent to probe a carrier, and the values for their results. Pure."""

from dataclasses import dataclass
from datetime import datetime

from config.choices import Alphabet
from gateway.channels.sms.smpp.body import Body
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.inbound import is_marked_receipt
from gateway.channels.sms.smpp.received_text import is_utf16
from gateway.channels.sms.smpp.submits import PreparedText, SubmitResult
from gateway.channels.sms.text.parts import prepare
from gateway.messaging.probe_findings import ProbedHabit, ProbeFinding, ProbeRemark

SIGNS = "@_é€{}[]"
# The person types the @ after the digit: it shows how received texts are encoded, even if the signs
# were not shown right.
_NAMED = "Textback: if these read at, underscore, {}braces, brackets, reply 1@ and the signs; else"
_ASKED = " 2@ and the signs as you see them: "
_LONG = "Textback: this is long, to see how parts travel. There is nothing to answer. "
_LONG_LENGTH = 330
_TELLING = 7


@dataclass(frozen=True, slots=True)
class SentPart:
    """A part that was sent.

    Attributes:
        long: whether the part belongs to the long text.
        number: number of the part, 1 for the first.
        total: number of parts of its text.
        result: the carrier's response.
        at: when the response was received, UTC.
    """

    long: bool
    number: int
    total: int
    result: SubmitResult
    at: datetime


@dataclass(frozen=True, slots=True)
class ProbeAnswer:
    """A received deliver_sm or data_sm.

    Attributes:
        at: when it was received, UTC.
        body: its fields.
    """

    at: datetime
    body: Body


def short_text(config: CarrierConfig) -> str:
    """Return the short text, with those of the signs that the carrier's alphabet has."""
    signs = signs_of(config.written_in)
    letters = "".join(
        f"{name}, " for sign, name in (("é", "e acute"), ("€", "euro")) if sign in signs
    )
    return _NAMED.format(letters) + _ASKED + signs


def long_text() -> str:
    """Return the long text, of three parts."""
    digits = "0123456789 " * 40
    return (_LONG + digits)[:_LONG_LENGTH]


def signs_of(alphabet: Alphabet) -> str:
    """Return the signs that can be sent in an alphabet."""
    config = CarrierConfig("", "", 0, "", "", default_alphabet=alphabet)
    return "".join(sign for sign in SIGNS if not is_utf16(prepare(sign, config).data_coding))


def is_from(heard: ProbeAnswer, number: str) -> bool:
    """Tell whether a phone sent a message: the last digits match, and it is no receipt."""
    digits = "".join(filter(str.isdigit, heard.body.source))
    same = len(digits) >= _TELLING and digits[-_TELLING:] == number[-_TELLING:]
    return same and not is_marked_receipt(heard.body.esm_class) and not _looks_receipt(heard)


def prepared_texts(config: CarrierConfig, reference: int) -> tuple[PreparedText, PreparedText]:
    """Return the short and the long text, prepared for the carrier.

    Args:
        config: the carrier's configuration.
        reference: reference number for the parts of the long text.
    """
    return prepare(short_text(config), config), prepare(long_text(), config, reference)


def with_line(
    habit: ProbedHabit,
    remarks: ProbeRemark | tuple[ProbeRemark, ...],
    key: str,
    value: str,
    configured: str,
) -> ProbeFinding:
    """Return a finding with the configuration line that fits.

    Args:
        habit: the carrier's habit.
        remarks: the observation.
        key: name of the setting.
        value: the value that fits.
        configured: the current value.
    """
    told = remarks if isinstance(remarks, tuple) else (remarks,)
    return ProbeFinding(habit, told, f'{key} = "{value}"', value != configured)


def _looks_receipt(heard: ProbeAnswer) -> bool:
    text = heard.body.user_data.replace(b"\0", b"").lower()
    return b"id:" in text and b"stat:" in text
