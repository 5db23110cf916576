"""Types of values that only a carrier's keys hold, each checked while it is read.

As in `config.checked`, every check raises `ValueError` with a text that says what to write instead.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from ssl import PROTOCOL_TLS_CLIENT, SSLContext, SSLError
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo

from config.checked import HIGHEST_PORT, Address, beside, require_host, text_of

# SMPP 3.4 §5.2.5 and §5.2.6; other plans have no numbers to send to
_PLANS = (0, 1, 3, 4, 6, 8, 9, 10, 14, 18)
# set by the service itself: message_payload, and the numbering of the parts of long texts
_OURS = frozenset({0x0424, 0x020C, 0x020E, 0x020F})
_PORT = re.compile("[0-9]{1,5}")
_TAG = re.compile(r"0x[0-9a-fA-F]{1,4}")
_HEX = re.compile(r"hex:((?:[0-9a-fA-F]{2})*)")
_LONGEST_VALUE = 255
_ADDRESS = re.compile(r"[+0-9A-Za-z .\-]{1,20}")


def _host(value: str) -> str:
    bare = value[1:-1] if value.startswith("[") and value.endswith("]") else value
    require_host(bare, "write a host name or an address, as smsc.example.net or [::1]")
    if bare.count(":") == 1:
        raise ValueError("write the port under port, or the whole in hosts")
    return bare


def _endpoint(value: Any) -> Any:
    """Read `host` or `host:port`; port 0 stands for the value of `port`."""
    if isinstance(value, Address):
        return value
    value = text_of(value, "write host or host:port in quotes, as smsc.example.net:2775")
    bracketed = re.fullmatch(r"\[([0-9A-Fa-f:.%]+)\](?::(.*))?", value)
    host, port = bracketed.groups() if bracketed else (value.partition(":")[::2])
    port = port or ""
    if not bracketed and ":" in port:
        raise ValueError("put an IPv6 address in brackets, as [::1]:2775")
    named = bracketed or ":" in value
    if named and value.endswith(":"):
        raise ValueError("write host or host:port, as smsc.example.net:2775")
    if port and not (_PORT.fullmatch(port) and 1 <= int(port) <= HIGHEST_PORT):
        raise ValueError("write host or host:port, as smsc.example.net:2775")
    return Address(_host(host), int(port or 0))


def _plan(value: int) -> int:
    if value not in _PLANS:
        raise ValueError(f"is no numbering plan of SMPP: use {', '.join(map(str, _PLANS))}")
    return value


def _country(value: str) -> str:
    # imported here, because the module loads thousands of numbering plans
    from phonenumbers import SUPPORTED_REGIONS

    if value not in SUPPORTED_REGIONS:
        raise ValueError("write the country's two letters, as IT")
    return value


def _alias(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise ValueError("write the other form as it comes: digits, or a name of plain letters")
    return value


def _printable(value: str) -> str:
    if not (value.isascii() and (not value or value.isprintable())):
        raise ValueError("use plain letters, digits and signs only")
    return value


def _printable_secret(value: SecretStr) -> SecretStr:
    _printable(value.get_secret_value())
    return value


def _tag(value: str) -> str:
    if not _TAG.fullmatch(value):
        raise ValueError('a parameter stands under its tag, as "0x1401"')
    if int(value, 16) in _OURS:
        raise ValueError("this parameter is set by long_messages")
    return value.lower()


def _octets(value: Any) -> Any:
    if isinstance(value, bytes):
        return value
    value = text_of(value, 'write its octets in quotes, as "abc" or "hex:0a1b"')
    found = _HEX.fullmatch(value)
    if value.startswith("hex:") and found is None:
        raise ValueError('write its octets in pairs, as "hex:0a1b"')
    octets = bytes.fromhex(found[1]) if found else value.encode("utf-8")
    if not found and not value.isascii():
        raise ValueError('use plain letters, or its octets, as "hex:0a1b"')
    if len(octets) > _LONGEST_VALUE:
        raise ValueError(f"must not be longer than {_LONGEST_VALUE} octets")
    return octets


def _writable(path: Path, info: ValidationInfo) -> Path:
    found = beside(info, path)
    try:
        possible = found.parent.is_dir() and (found.is_file() or not found.exists())
    except OSError:
        possible = False
    if not possible:
        raise ValueError("write the path of a file in a folder that exists")
    return found


def require_key_pair(certificate: Path, key: Path | None) -> None:
    """Refuse a client certificate that cannot be used for a connection.

    Args:
        certificate: PEM file.
        key: PEM file with its key, None if the key is in the same file.

    Raises:
        ValueError: if the two do not belong together, or the key needs a passphrase.
    """
    context = SSLContext(PROTOCOL_TLS_CLIENT)
    try:
        # without a passphrase here, the library would ask for one at the terminal
        context.load_cert_chain(certificate, key, password="")
    except (SSLError, OSError, ValueError):
        raise ValueError(
            "tls_cert and tls_key are not a certificate and its key; "
            "give both as PEM, the key without a passphrase"
        ) from None


Host = Annotated[str, AfterValidator(_host)]
Endpoint = Annotated[Address, BeforeValidator(_endpoint)]
TypeOfNumber = Annotated[int, Field(ge=0, le=6)]
NumberingPlan = Annotated[int, AfterValidator(_plan)]
Country = Annotated[str, AfterValidator(_country)]
Alias = Annotated[str, AfterValidator(_alias)]
Printable = Annotated[str, AfterValidator(_printable)]
PrintableSecret = Annotated[SecretStr, AfterValidator(_printable_secret)]
Parameters = Annotated[
    Mapping[Annotated[str, AfterValidator(_tag)], Annotated[bytes, BeforeValidator(_octets)]],
    AfterValidator(MappingProxyType),
]
WritableFile = Annotated[Path, AfterValidator(_writable)]
