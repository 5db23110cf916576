"""Types of values that a key can hold, each checked while it is read.

Every check raises `ValueError` with a text that says what to write instead; `config.complaints`
adds the place of the fault.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from config import files

HIGHEST_PORT = 65535
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}|[0-9]{3,6}")  # E.164, or a short code
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)")
_LONGEST_DURATION = timedelta(days=366)
_LONGEST_HOST = 253  # RFC 1035 section 2.3.4, without the last dot
_PORT = re.compile("[0-9]{1,5}")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_WANTED = "write host:port, as 127.0.0.1:8080"
SQLITE = "sqlite:///"
POSTGRESQL = "postgresql://"


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a TCP port, to listen on or to connect to."""

    host: str
    port: int

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read `host:port`; an IPv6 host is in brackets, as in a URL.

        Raises:
            ValueError: if there is no host, or no port between 0 and 65535.
        """
        host, _, port = written.rpartition(":")
        if host.startswith("[") and host.endswith("]"):
            host = host[1:-1]
        elif ":" in host:
            raise ValueError("put an IPv6 address in brackets, as [::1]:8080")
        if not host or not _PORT.fullmatch(port) or int(port) > HIGHEST_PORT:
            raise ValueError(_WANTED)
        require_host(host, _WANTED)
        return cls(host, int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def require_host(host: str, wanted: str) -> None:
    """Refuse a text that is neither a host name nor an address, in letters of any script.

    Args:
        host: without brackets and without a port.
        wanted: what to write instead, for the error.

    Raises:
        ValueError: if the host cannot be looked up.
    """
    try:
        host.encode("idna")
        known = True
    except UnicodeError:
        known = False
    odd = any(char.isspace() or char in "/[]" for char in host)
    named = host == "::" or any(map(str.isalnum, host))
    if not known or not named or odd or len(host) > _LONGEST_HOST:
        raise ValueError(wanted)


def text_of(value: Any, wanted: str) -> str:
    """Return a value that has to be text.

    Args:
        value: the value as it was read.
        wanted: what to write instead, for the error.

    Raises:
        ValueError: if the value is no text.
    """
    if isinstance(value, str):
        return value
    raise ValueError(wanted)


def _address(value: Any) -> Any:
    if isinstance(value, Address):
        return value
    return Address.parse(text_of(value, _WANTED.replace("host:port", "host:port in quotes")))


def _duration(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError('write a time with its unit (ms, s, m, h, d), as "30s" or "72h"')
    amount, unit = float(found[1]), _UNITS[found[2]]
    if amount > _LONGEST_DURATION / unit:
        raise ValueError(f"must be at most {_LONGEST_DURATION.days}d")
    length = amount * unit
    if not length:
        raise ValueError("must be longer than nothing")
    return length


def _number(value: str) -> str:
    if not _NUMBER.fullmatch(value):
        raise ValueError("write it internationally (E.164), as +390699000111, or a short code")
    return value


def _price_prefix(value: str) -> str:
    if value and not (value.isascii() and value.isdecimal()):
        raise ValueError('a price stands under digits without a plus, as "39", or "" for the rest')
    return value


def _web_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        wrong = parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0
        require_host(parts.hostname or "", "")
    except ValueError:
        wrong = True
    if wrong or parts.query or parts.fragment or parts.username:
        raise ValueError("write the address that browsers open, as https://book.example.org")
    return value.rstrip("/")


def beside(info: ValidationInfo, path: Path) -> Path:
    """Return a relative path as seen from the configuration's folder, not the current folder."""
    directory: Path = (info.context or {}).get("directory", Path())
    return directory / path


def _store_url(value: str, info: ValidationInfo) -> str:
    if value.startswith(SQLITE) and value != SQLITE:
        path = value.removeprefix(SQLITE)
        return value if path == ":memory:" else f"{SQLITE}{_store_file(beside(info, Path(path)))}"
    try:
        parts = urlsplit(value)
        named = bool(parts.hostname and parts.path.strip("/")) and parts.port != 0
    except ValueError:
        named = False
    if not named or not value.startswith(POSTGRESQL):
        raise ValueError("write sqlite:///textback.db or postgresql://user@host/database")
    return value


def _store_file(file: Path) -> Path:
    """Refuse a path that cannot be a store; its folder is checked when the store is opened."""
    try:
        taken = file.exists() and not file.is_file()
    except OSError as error:
        raise ValueError(f"no file can have this path ({error.strerror})") from None
    if taken:
        raise ValueError("the store has to be a regular file; write another path")
    return file


def _readable(path: Path, info: ValidationInfo) -> Path:
    found = beside(info, path)
    try:
        files.require_regular(found)
    except ValueError as error:
        raise ValueError(f"the file cannot be read ({error})") from None
    return found


def _mailbox(value: str) -> str:
    _, address = parseaddr(value)
    local, _, domain = address.rpartition("@")
    if not local or "." not in domain.strip("."):
        raise ValueError("write a mailbox, as Studio Aurora <calendar@example.org>")
    return value


def _proxies(value: Any) -> Any:
    if isinstance(value, IPv4Network | IPv6Network):
        return value
    try:
        return ip_network(text_of(value, ""), strict=False)
    except ValueError:
        raise ValueError("write an address or a network, as 10.0.0.5 or 172.17.0.0/16") from None


def _host_name(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise ValueError("write a host's name without port or path, as book.example.org")
    return value.lower()


ProxyNetwork = Annotated[IPv4Network | IPv6Network, BeforeValidator(_proxies)]
HostName = Annotated[str, AfterValidator(_host_name)]
HostAndPort = Annotated[Address, BeforeValidator(_address)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Number = Annotated[str, AfterValidator(_number)]
PricePrefix = Annotated[str, AfterValidator(_price_prefix)]
WebUrl = Annotated[str, AfterValidator(_web_url)]
StoreUrl = Annotated[str, AfterValidator(_store_url)]
ReadableFile = Annotated[Path, AfterValidator(_readable)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
