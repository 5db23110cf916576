"""A DNS server and addresses as they are given to commands that check mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config.checked import Address


def server(written: str | None) -> Address | None:
    """Return a server; None for this machine's.

    Raises:
        InvalidInput: if it is none.
    """
    from calendar_store.model.errors import InvalidInput
    from config.checked import Address

    if written is None:
        return None
    try:
        return Address.parse(written)
    except ValueError as error:
        raise InvalidInput(f"--resolver: {error}") from error


def ip_addresses(written: Sequence[str]) -> tuple[str, ...]:
    """Return IP addresses.

    Raises:
        InvalidInput: if one is none.
    """
    from ipaddress import ip_address

    from calendar_store.model.errors import InvalidInput

    try:
        return tuple(str(ip_address(one.strip())) for one in written)
    except ValueError as error:
        raise InvalidInput(f"--address: {error}") from error
