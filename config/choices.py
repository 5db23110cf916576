"""The closed choices among a setting's values."""

from enum import IntEnum, StrEnum


class BindSetting(StrEnum):
    """How sessions are bound to a carrier (SMPP 3.4 §2.2)."""

    TRANSCEIVER = "transceiver"
    PAIR = "pair"
    TRANSMITTER = "transmitter"
    RECEIVER = "receiver"


class InterfaceVersion(StrEnum):
    """The version of SMPP that is said when binding (SMPP 3.4 §5.2.4)."""

    V3_3 = "3.3"
    V3_4 = "3.4"
    V5_0 = "5.0"


class ValiditySetting(StrEnum):
    """How the carrier is told until when a text is of use (SMPP 3.4 §7.1.1)."""

    RELATIVE = "relative"
    ABSOLUTE = "absolute"
    NONE = "none"


class AlphabetSetting(StrEnum):
    """What octets mean to a carrier where data_coding names no alphabet of its own."""

    GSM = "gsm"
    LATIN1 = "latin1"
    ASCII = "ascii"


class MessageIdSetting(StrEnum):
    """How a receipt's message id differs from the one in the submit_sm_resp."""

    AS_IS = "as-is"
    HEX_TO_DEC = "hex-to-dec"
    DEC_TO_HEX = "dec-to-hex"


class LongMessagesSetting(StrEnum):
    """How a text of several parts travels (3GPP 23.040 §9.2.3.24, SMPP 3.4 §5.3.2)."""

    UDH8 = "udh8"
    UDH16 = "udh16"
    SAR = "sar"
    PAYLOAD = "payload"


class ReceiptPartsSetting(StrEnum):
    """Which parts of a long text the carrier sends receipts for."""

    ALL = "all"
    FIRST = "first"
    LAST = "last"


class ErrorCodesSetting(StrEnum):
    """Whose error codes stand in a carrier's receipts."""

    NONE = "none"
    GSM = "gsm"


class DefaultCodingSetting(IntEnum):
    """The data_coding under which the carrier takes the default alphabet (SMPP 3.4 §5.2.19)."""

    GSM = 0
    IA5 = 1
    LATIN1 = 3


class MailTls(StrEnum):
    """How the way to the smarthost is encrypted."""

    AUTO = "auto"
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class LogFormat(StrEnum):
    """For people or for machines."""

    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    """The least that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
