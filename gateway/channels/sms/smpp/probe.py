"""The texts that try a carrier, and what is kept of what comes of them. Pure."""

from dataclasses import dataclass
from datetime import datetime

from gateway.channels.sms.smpp.body import Body
from gateway.channels.sms.smpp.carrier_config import Alphabet, CarrierConfig
from gateway.channels.sms.smpp.inbound import is_marked_receipt
from gateway.channels.sms.smpp.received_text import is_utf16
from gateway.channels.sms.smpp.submits import PreparedText, SubmitResult
from gateway.channels.sms.text.parts import prepare

SIGNS = "@_é€{}[]"
# The first @ is typed by hand: it tells how texts come in, whatever the signs look like.
_NAMED = "Textback: if these read at, underscore, {}braces, brackets, reply 1@ and the signs; else"
_ASKED = " 2@ and the signs as you see them: "
_LONG = "Textback: this is long, to see how parts travel. There is nothing to answer. "
_LONG_LENGTH = 330
_TELLING = 7


@dataclass(frozen=True, slots=True)
class SentPart:
    """A part that was sent.

    Attributes:
        long: whether it is of the long text.
        number: which part it is, with
        total: of how many.
        result: the carrier's response.
        at: when that came, UTC.
    """

    long: bool
    number: int
    total: int
    result: SubmitResult
    at: datetime


@dataclass(frozen=True, slots=True)
class ProbeAnswer:
    """A deliver_sm or data_sm.

    Attributes:
        at: when it came, UTC.
        body: as it came.
    """

    at: datetime
    body: Body


@dataclass(frozen=True, slots=True)
class Finding:
    """Something measured.

    Attributes:
        what: of which habit.
        words: what was seen.
        line: the line of the configuration that fits, "" where there is none.
        differs: whether the configuration says otherwise.
    """

    what: str
    words: str
    line: str = ""
    differs: bool = False


def short_text(config: CarrierConfig) -> str:
    """Return the text with the signs, as far as the carrier's alphabet has them."""
    signs = signs_of(config.written_in)
    letters = "".join(
        f"{name}, " for sign, name in (("é", "e acute"), ("€", "euro")) if sign in signs
    )
    return _NAMED.format(letters) + _ASKED + signs


def long_text() -> str:
    """Return a text of three parts."""
    digits = "0123456789 " * 40
    return (_LONG + digits)[:_LONG_LENGTH]


def signs_of(alphabet: Alphabet) -> str:
    """Return those of the signs that can be sent in an alphabet."""
    config = CarrierConfig("", "", 0, "", "", default_alphabet=alphabet)
    return "".join(sign for sign in SIGNS if not is_utf16(prepare(sign, config).data_coding))


def is_from(heard: ProbeAnswer, number: str) -> bool:
    """Tell whether a phone sent this: the last digits are its, and it is no receipt."""
    digits = "".join(filter(str.isdigit, heard.body.source))
    same = len(digits) >= _TELLING and digits[-_TELLING:] == number[-_TELLING:]
    return same and not is_marked_receipt(heard.body.esm_class) and not _looks_receipt(heard)


def prepared_texts(config: CarrierConfig, reference: int) -> tuple[PreparedText, PreparedText]:
    """Return both texts as the carrier is sent them.

    Args:
        config: as configured.
        reference: marks the parts of the long one.
    """
    return prepare(short_text(config), config), prepare(long_text(), config, reference)


def with_line(what: str, words: str, key: str, value: str, configured: str) -> Finding:
    """Return a finding with the line of the configuration that fits.

    Args:
        what: of which habit.
        words: what was seen.
        key: of the configuration.
        value: that fits.
        configured: the value that is set.
    """
    return Finding(what, words, f'{key} = "{value}"', value != configured)


def _looks_receipt(heard: ProbeAnswer) -> bool:
    text = heard.body.user_data.replace(b"\0", b"").lower()
    return b"id:" in text and b"stat:" in text
