"""Ports of the loopback address, for programs that are told their port before they open it.

They are below those that the system gives to connections and to whoever asks for any port, and
each worker of a test run has its own, so that nobody opens one before its program does.
"""

import itertools
import os
import random
import socket

_LOWEST, _EACH, _LANES = 10_000, 2_500, 9
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_numbers = itertools.count(random.randrange(_EACH))  # another run may go on beside this one


def free_port() -> int:
    """Return a port that nobody listens on, and that was not returned before."""
    while True:
        port = _LOWEST + _worker % _LANES * _EACH + next(_numbers) % _EACH
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
