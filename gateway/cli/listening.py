"""The address that pages are served on: finds a free port, and refuses a taken address."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from config.checked import Address

_NOT_OURS = frozenset({errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES})


def free(address: Address) -> Address:
    """Return the address, or the same host with a free port if the port is taken, or 0."""
    from config.checked import Address

    for port in (address.port, 0):
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        with socket.socket(family) as probe:
            # a port that another program has just closed counts as free (TIME_WAIT)
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address.host, port))
            except OSError:
                continue
            return Address(address.host, probe.getsockname()[1])
    return address


@contextmanager
def or_refused(address: Address) -> Iterator[None]:
    """Turn a failure to listen on an address in the block into an error of one line.

    Raises:
        TyperException: if listening failed; its text says where and why.
    """
    try:
        yield
    except socket.gaierror as error:
        raise typer.TyperException(
            f"cannot listen on {address}: no machine is known by that name; choose another"
        ) from error
    except OSError as error:
        if error.errno not in _NOT_OURS:
            raise
        why = "another program listens there" if error.errno == errno.EADDRINUSE else "not allowed"
        raise typer.TyperException(f"cannot listen on {address}: {why}; choose another") from error
