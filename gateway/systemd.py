"""Notifies systemd of the state of the service (sd_notify(3))."""

import socket
from collections.abc import Mapping
from contextlib import suppress

READY = "READY=1"
STOPPING = "STOPPING=1"


def notify(state: str, environ: Mapping[str, str]) -> None:
    """Send a state to systemd; do nothing if systemd does not ask for states.

    Args:
        state: READY or STOPPING.
        environ: the environment, with the address of systemd's socket in NOTIFY_SOCKET.
    """
    where = environ.get("NOTIFY_SOCKET", "")
    if not where:
        return
    # a name that begins with @ is abstract and not a file (unix(7))
    address = "\0" + where[1:] if where.startswith("@") else where
    # an error of the notification must not stop the service
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as teller:
        teller.sendto(state.encode(), address)
