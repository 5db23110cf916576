"""Received mails for tests, written as mail programs and servers write them."""

from collections.abc import Mapping

DEFAULTS = {
    "From": "Anna Huber <anna@example.org>",
    "To": "calendar@example.org",
    "Message-ID": "<1@example.org>",
    "Date": "Sun, 29 Nov 2026 10:00:00 +0100",
}


def written(subject: str, body: str, headers: Mapping[str, str] | None = None) -> bytes:
    """Return a mail; its text is UTF-8 unless `headers` name another type.

    Args:
        subject: the subject, as it stands in the header.
        body: what stands below the header.
        headers: further fields; they replace the usual ones.
    """
    fields = {**DEFAULTS, "Subject": subject, "Content-Type": "text/plain; charset=utf-8"}
    fields.update(headers or {})
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"{head}\n{body}".encode()


def html(body: str, headers: Mapping[str, str] | None = None) -> bytes:
    """Return a mail of HTML alone."""
    return written("Re: Your appointment", body, {"Content-Type": "text/html", **(headers or {})})
