"""A connection to PostgreSQL that ends soon, whether or not the server still answers."""

from contextlib import suppress

import asyncpg  # type: ignore[import-untyped]

_GOODBYE = 0.2
"""Seconds for the server to end its side: it was told, and needs us no more for it."""


class BriefGoodbye(asyncpg.Connection):  # type: ignore[misc]  # asyncpg does not tell its types
    """A connection that keeps no stop waiting for a server that has stopped answering."""

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 (asyncpg's own)
        """Say good-bye to the server.

        Args:
            timeout: seconds to wait for it to end its side as well; None for a moment.
        """
        with suppress(OSError, TimeoutError):
            await super().close(timeout=_GOODBYE if timeout is None else timeout)
