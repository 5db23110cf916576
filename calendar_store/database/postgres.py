"""Connection arguments for PostgreSQL: TLS as the URL says, and limits for every wait.

The TLS modes are libpq's (PostgreSQL documentation, 34.19): only `sslmode=verify-full` with
`sslrootcert` protects against both eavesdropping and a false server.
"""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from calendar_store.model.errors import StoreUnreachable

_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_FILES = ("sslrootcert", "sslcert", "sslkey")
_OTHERS = frozenset({"host", "port", "application_name"})
_MS = 1000


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Limits for waiting for the database, in seconds, and the size of the pool.

    Attributes:
        connect: limit for opening a connection.
        command: limit for a statement, including its locks; None: no limit.
        lock: limit for a lock that another transaction holds; None: no limit.
        pool: limit for a free connection of the pool.
        size: number of connections in the pool.
    """

    connect: float = 5.0
    command: float | None = 30.0
    lock: float | None = 15.0
    pool: float = 10.0
    size: int = 10


SERVICE = ConnectionLimits()
PAGES = ConnectionLimits(command=6.0, lock=3.0, pool=3.0, size=5)
"""For pages: a page reports that the store does not answer, rather than keep a person waiting."""
INTAKE = ConnectionLimits(connect=3.0, command=6.0, lock=5.0, pool=3.0, size=5)
"""For received texts: the carrier learns within about ten seconds whether a text was stored.

The carrier sends a text again that was not stored.
"""
PATIENT = ConnectionLimits(command=None, lock=None)
"""For work that may take long and for which nobody waits: a migration."""


def connected(url: URL, limits: ConnectionLimits) -> tuple[URL, dict[str, Any]]:
    """Split a URL into a URL without libpq's parameters and the driver's connection arguments.

    Args:
        url: a URL with libpq's parameters in its query.
        limits: time limits.

    Raises:
        StoreUnreachable: if a parameter is unknown, or its file cannot be used.
    """
    query = {name: value for name, value in url.query.items() if isinstance(value, str)}
    tls = {name: query.pop(name) for name in ("sslmode", *_FILES) if name in query}
    unknown = set(query) - _OTHERS
    if unknown:
        raise StoreUnreachable(
            f"[store] url: {', '.join(sorted(unknown))} is not known; "
            f"known are sslmode, {', '.join(_FILES)} and {', '.join(sorted(_OTHERS))}"
        )
    settings = {"application_name": query.pop("application_name", "textback")}
    if limits.lock is not None:
        settings["lock_timeout"] = str(int(limits.lock * _MS))
    arguments: dict[str, Any] = {
        "timeout": limits.connect,
        "command_timeout": limits.command,
        "server_settings": settings,
    }
    if tls:
        arguments["ssl"] = _tls(tls)
    return url.set(query=query), arguments


def _tls(given: dict[str, str]) -> ssl.SSLContext | str:
    """Return the TLS argument for the driver: a context, or a mode."""
    mode = given.get("sslmode", "verify-full" if "sslrootcert" in given else "prefer")
    if mode not in _MODES:
        raise StoreUnreachable(f'[store] url: sslmode "{mode}" is none of {", ".join(_MODES)}')
    files = [name for name in _FILES if name in given]
    if mode in {"disable", "allow", "prefer"} and files:
        raise StoreUnreachable(f"[store] url: {files[0]} needs sslmode=verify-full")
    if not mode.startswith("verify") and not files:
        return mode
    try:
        # without sslrootcert, the authorities that the machine trusts are used
        context = ssl.create_default_context(cafile=given.get("sslrootcert"))
        if "sslcert" in given:
            context.load_cert_chain(given["sslcert"], given.get("sslkey"))
    except (OSError, ssl.SSLError) as error:
        named = ", ".join(str(Path(given[name])) for name in files)
        raise StoreUnreachable(f"[store] url: {named} cannot be used: {error}") from error
    context.check_hostname = mode == "verify-full"
    if mode == "require" and "sslrootcert" not in given:
        context.verify_mode = ssl.CERT_NONE
    return context
