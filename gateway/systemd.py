"""What systemd is told of a service that it has started (sd_notify(3))."""

import socket
from collections.abc import Mapping
from contextlib import suppress

READY = "READY=1"
STOPPING = "STOPPING=1"


def notify(state: str, environ: Mapping[str, str]) -> None:
    """Tell systemd a state; do nothing where nobody asks.

    Args:
        state: READY or STOPPING.
        environ: says where to tell it, under NOTIFY_SOCKET.
    """
    where = environ.get("NOTIFY_SOCKET", "")
    if not where:
        return
    # a name that begins with @ is not a file's (unix(7), abstract)
    address = "\0" + where[1:] if where.startswith("@") else where
    # who cannot be told does not keep the service from its work
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as teller:
        teller.sendto(state.encode(), address)
