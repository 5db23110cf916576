"""A connection to PostgreSQL that closes quickly, even if the server does not answer."""

from contextlib import suppress

import asyncpg  # type: ignore[import-untyped]

_GOODBYE = 0.2
"""Seconds to wait for the server to close its side; the server needs nothing more from us."""


class BriefGoodbye(asyncpg.Connection):  # type: ignore[misc]  # asyncpg does not tell its types
    """A connection whose closing does not wait for a server that has stopped answering."""

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 (asyncpg's own)
        """Close the connection.

        Args:
            timeout: seconds to wait for the server to close its side; None: 0.2 seconds.
        """
        with suppress(OSError, TimeoutError):
            await super().close(timeout=_GOODBYE if timeout is None else timeout)
