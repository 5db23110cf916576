"""Addresses of outside calendars, as people paste them."""

from urllib.parse import urlsplit, urlunsplit

from calendar_store.model.errors import InvalidInput

_LONGEST = 2000
_BY_HTTPS = {"webcal": "https", "webcals": "https"}
"""Schemes by which calendar programs know an address; there is no such protocol."""


def parse(text: str) -> str:
    """Return the address of a calendar in the form in which it is asked for.

    Args:
        text: as it was pasted, as "webcal://calendar.example.org/private/abc.ics"; with
            "user:password@" before the host where a server asks for them.

    Raises:
        InvalidInput: if it is no such address; the error does not repeat it, since it is a secret.
    """
    written = text.strip()
    if len(written) > _LONGEST:
        raise InvalidInput(f"an address of a calendar has {_LONGEST} letters at most")
    try:
        parts = urlsplit(written)
        host, _ = parts.hostname or "", parts.port
        host.encode("idna")
    except (ValueError, UnicodeError):
        host, parts = "", urlsplit("")
    scheme = _BY_HTTPS.get(parts.scheme, parts.scheme)
    odd = any(letter.isspace() or not letter.isprintable() for letter in written)
    if scheme not in {"http", "https"} or not host or odd:
        raise InvalidInput(
            "that is no address of a calendar; paste its private address, which begins with"
            " https:// or webcal://"
        )
    return urlunsplit((scheme, parts.netloc, parts.path or "/", parts.query, ""))
