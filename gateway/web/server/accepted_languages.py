"""The languages that a browser asks for."""

from collections.abc import Iterator

from aiohttp import hdrs, web

_MOST_TAGS = 10
"""Languages of a browser that are looked at."""


def accepted_languages(request: web.Request) -> list[str]:
    """Return the languages of Accept-Language (RFC 9110 §12.5.4), the most wanted first."""
    told = ",".join(request.headers.getall(hdrs.ACCEPT_LANGUAGE, []))
    tags = sorted(_weighted(told), key=lambda one: -one[1])
    return [tag for tag, weight in tags if weight > 0]


def _weighted(told: str) -> Iterator[tuple[str, float]]:
    for part in told.split(",")[:_MOST_TAGS]:
        tag, _, rest = part.partition(";")
        name, _, value = rest.strip().partition("=")
        try:
            weight = float(value) if name.strip().lower() == "q" else 1.0
        except ValueError:
            continue
        if tag.strip():
            yield tag.strip()[:35], weight
