"""Settings that have a closed list of values; those of carriers are what the link holds."""

from enum import IntEnum, StrEnum


class BindKind(StrEnum):
    """The types of bind to a carrier (SMPP 3.4 §2.2)."""

    TRANSCEIVER = "transceiver"
    PAIR = "pair"
    TRANSMITTER = "transmitter"
    RECEIVER = "receiver"


class InterfaceVersion(StrEnum):
    """The SMPP version that a bind request names (SMPP 3.4 §5.2.4)."""

    V3_3 = "3.3"
    V3_4 = "3.4"
    V5_0 = "5.0"


class Validity(StrEnum):
    """The form of the validity period in a submit_sm (SMPP 3.4 §7.1.1); NONE leaves it empty."""

    RELATIVE = "relative"
    ABSOLUTE = "absolute"
    NONE = "none"


class Alphabet(StrEnum):
    """A carrier's default alphabet: the meaning of octets where data_coding does not name one."""

    GSM = "gsm"
    LATIN1 = "latin1"
    ASCII = "ascii"


class MessageIdForm(StrEnum):
    """The difference between the message id in a receipt and in the submit_sm_resp."""

    AS_IS = "as-is"
    HEX_TO_DEC = "hex-to-dec"
    DEC_TO_HEX = "dec-to-hex"


class LongMessages(StrEnum):
    """How a text of several parts is sent (3GPP 23.040 §9.2.3.24, SMPP 3.4 §5.3.2).

    UDH8 and UDH16: with a user data header in each part, with an 8-bit or 16-bit reference. SAR:
    with SAR TLVs. PAYLOAD: whole, in one message_payload.
    """

    UDH8 = "udh8"
    UDH16 = "udh16"
    SAR = "sar"
    PAYLOAD = "payload"


class ReceiptParts(StrEnum):
    """The parts of a long text for which the carrier sends receipts."""

    ALL = "all"
    FIRST = "first"
    LAST = "last"


class ErrorCodes(StrEnum):
    """The list of error codes that a carrier's receipts use."""

    NONE = "none"
    GSM = "gsm"


class DefaultCoding(IntEnum):
    """The data_coding with which text of the GSM alphabet is sent (SMPP 3.4 §5.2.19)."""

    SMSC_DEFAULT = 0
    IA5 = 1
    LATIN1 = 3


class MailTls(StrEnum):
    """Encryption of a connection to a mail server; AUTO: STARTTLS, except on this machine."""

    AUTO = "auto"
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class LogFormat(StrEnum):
    """Form of the log: for people or for machines."""

    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    """The lowest level that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
