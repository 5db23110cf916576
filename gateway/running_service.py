"""Asks a running service on this machine how it fares; what it answers is not believed blindly."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from typing import Any, Self

from config.checked import Address

ASK_SECONDS = 2.0
"""Timeout in seconds for the running service's answer: it is on this machine or near it."""
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (listened on, never by us)


@dataclass(frozen=True, slots=True)
class RunningService:
    """What a running service says of itself.

    Attributes:
        carriers: the state of each carrier, by name.
        version: of its program; "" from one that does not tell.
        failing: loops that keep failing.
        failures: faults of loops since its start, by name.
        loops: how many loops it has.
        log_copied_at: when all of the store's log was last copied, UTC; None: never, or untold.
        log_trouble: why the store's log is not copied; "" for nothing.
    """

    carriers: Mapping[str, Mapping[str, Any]]
    version: str = ""
    failing: tuple[str, ...] = ()
    failures: Mapping[str, int] = field(default_factory=dict)
    loops: int = 0
    log_copied_at: datetime | None = None
    log_trouble: str = ""

    @classmethod
    def parse(cls, answer: Mapping[str, Any]) -> Self:
        """Read the answer of a service.

        Raises:
            ValueError, KeyError, TypeError, AttributeError: if it is none.
        """
        told = answer.get("service") or {}
        copied = told.get("log_copied_at")
        return cls(
            {str(one["carrier"]): one for one in answer["carriers"]},
            str(told.get("version", "")),
            tuple(map(str, told.get("failing", ()))),
            {str(name): int(count) for name, count in told.get("failures", {}).items()},
            int(told.get("loops", 0)),
            datetime.fromisoformat(copied) if copied else None,
            str(told.get("log_trouble", "")),
        )


def ask(listen: Address) -> RunningService | None:
    """Ask the service whose pages listen at an address; None if it does not answer.

    Args:
        listen: address and port of the service's pages.
    """
    connection = HTTPConnection(here(listen), listen.port, timeout=ASK_SECONDS)
    try:
        connection.request("GET", "/status")
        return RunningService.parse(json.loads(connection.getresponse().read()))
    except (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError):
        # another program listens there, or nothing does
        return None
    finally:
        connection.close()


def here(listen: Address) -> str:
    """Return the host at which this machine reaches an address that is listened on."""
    return _EVERYWHERE.get(listen.host, listen.host)
