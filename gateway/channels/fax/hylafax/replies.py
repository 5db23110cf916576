"""Replies of the fax server: a code of three digits with one line or several (RFC 959 §4.2)."""

import asyncio
import re

from calendar_store.model.plain import plain
from gateway.channels.fax.hylafax.errors import FaxServerAway

_FIRST = re.compile(r"([1-5][0-9]{2})([ -]|$)(.*)")
_MOST_LINES = 500
"""A job's state is some eighty lines; more than this is no reply."""


@plain
class Reply:
    """One reply.

    Attributes:
        code: its code.
        lines: its lines, without the code.
    """

    code: int
    lines: tuple[str, ...]

    @property
    def said(self) -> str:
        """Code and words on one line, as people read it."""
        return f"{self.code} {' '.join(self.lines)}"

    @property
    def is_preliminary(self) -> bool:
        """Whether another reply follows (1yz)."""
        return self.code < 200

    @property
    def is_good(self) -> bool:
        """Whether the request was accepted (1yz, 2yz and 3yz)."""
        return self.code < 400

    @property
    def is_lasting(self) -> bool:
        """Whether the request would be refused again (5yz)."""
        return self.code >= 500


async def read_reply(reader: asyncio.StreamReader) -> Reply:
    """Read one reply.

    Args:
        reader: the control connection.

    Raises:
        FaxServerAway: if the connection ends before the reply does, or this is no reply.
    """
    first = _FIRST.fullmatch(await _line(reader))
    if first is None:
        raise FaxServerAway("what answers there is no fax server")
    code, more, words = first.groups()
    lines = [words]
    while more == "-":
        line = await _line(reader)
        last = _FIRST.fullmatch(line)
        if last is not None and last[1] == code and last[2] != "-":
            more, line = "", last[3]
        elif last is not None and last[1] == code:
            line = last[3]
        lines.append(line)
        if len(lines) > _MOST_LINES:
            raise FaxServerAway("a reply of the fax server has no end")
    return Reply(int(code), tuple(lines))


async def _line(reader: asyncio.StreamReader) -> str:
    try:
        line = await reader.readline()
    except ValueError as error:
        raise FaxServerAway("a line of the fax server has no end") from error
    if not line.endswith(b"\n"):
        raise FaxServerAway("the fax server ended the connection")
    return line.decode("utf-8", "replace").rstrip("\r\n")
