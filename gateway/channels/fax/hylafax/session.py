"""One log-in at a HylaFAX server: requests on the control connection, data on its own.

The protocol is FTP's (RFC 959) with requests of its own for jobs. Data connections are passive, and
always made to the host that we are connected to, whatever address the server names. Everything has
a time limit, and every answer a bound of its size. Foreign exceptions end here.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from calendar_store.model.plain import plain
from gateway.channels.fax.hylafax.errors import (
    FaxLogInRefused,
    FaxRequestRefused,
    FaxServerAway,
)
from gateway.channels.fax.hylafax.replies import Reply, read_reply

_PASSIVE = re.compile(r"\((?:\d{1,3},){4}(\d{1,3}),(\d{1,3})\)")
_STORED = re.compile(r"FILE: (/[\w./-]+)")
_PASSWORD_NEEDED = 331
_NOT_LOGGED_IN = 530
_MOST_LISTED = 4 << 20
"""Bytes of the list of jobs that are read at most."""
_SHARE = 64 << 10
_QUIT_WITHIN = 2.0


@plain
class FaxServerAddress:
    """Where the fax server is, and who we are there.

    Attributes:
        timeout: seconds that one answer of the server may take.
    """

    host: str
    port: int
    user: str
    password: str
    timeout: float


class HylafaxSession:
    """The requests of one log-in. Made by `logged_in`.

    Attributes:
        greeting: what the server says of itself.
    """

    def __init__(
        self,
        address: FaxServerAddress,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._address = address
        self._reader = reader
        self._writer = writer
        self.greeting = ""

    async def log_in(self) -> None:
        """Log in.

        Raises:
            FaxServerAway: if the server does not answer, or takes nobody now.
            FaxLogInRefused: if it refuses us.
        """
        greeting = await self._reply()
        if not greeting.is_good:
            raise FaxServerAway(greeting.said)
        self.greeting = greeting.said
        reply = await self._said("USER", self._address.user)
        if reply.code == _PASSWORD_NEEDED:
            reply = await self._said("PASS", self._address.password)
        if not reply.is_good and not reply.is_lasting:
            raise FaxServerAway(reply.said)
        if reply.code >= _PASSWORD_NEEDED:
            # 332 would ask for an account, of which the protocol knows nothing
            raise FaxLogInRefused(reply.said)
        for request, argument in (("TZONE", "GMT"), ("TYPE", "I"), ("MODE", "S")):
            await self.ask(request, argument)

    async def ask(self, request: str, argument: str = "") -> Reply:
        """Send a request and return the last reply to it.

        Raises:
            FaxServerAway: if the server does not answer.
            FaxRequestRefused: if it refuses the request.
        """
        return _accepted(await self._said(request, argument))

    async def store_document(self, content: bytes, form: str) -> str:
        """Store a document at the server for a job; return its name there.

        The server takes the end of the data connection for the end of the document, however it
        came about: so its size is asked for afterwards.

        Args:
            content: the document.
            form: its format in the protocol's words, as "PDF".

        Raises:
            FaxServerAway: if the document did not arrive whole.
            FaxRequestRefused: if the server refuses it.
        """
        await self.ask("FORM", form)
        async with self._data() as (_, data):
            await self._send("STOT", "")
            opening = _accepted(await self._reply())
            try:
                async with asyncio.timeout(self._address.timeout):
                    for at in range(0, len(content), _SHARE):
                        data.write(content[at : at + _SHARE])
                        await data.drain()
                    data.close()
                    await data.wait_closed()
            except (OSError, TimeoutError) as error:
                raise FaxServerAway("the document was not taken whole") from error
        ended = _accepted(await self._reply()) if opening.is_preliminary else opening
        name = _STORED.search(opening.said) or _STORED.search(ended.said)
        if name is None:
            raise FaxServerAway("the fax server does not name the stored document")
        size = (await self.ask("SIZE", name[1])).lines[0].strip()
        if size != str(len(content)):
            raise FaxServerAway(f"of {len(content)} bytes the fax server has {size}")
        return name[1]

    async def listing(self, folder: str) -> str:
        """Return the list of a folder, as "sendq", in the format set before.

        Raises:
            FaxServerAway: if the server does not answer, or the list is too long.
            FaxRequestRefused: if it refuses the request.
        """
        async with self._data() as (data, _):
            await self._send("LIST", folder)
            opening = _accepted(await self._reply())
            read = bytearray()
            try:
                async with asyncio.timeout(self._address.timeout):
                    while share := await data.read(_SHARE):
                        read += share
                        if len(read) > _MOST_LISTED:
                            raise FaxServerAway("the list of jobs is too long")
            except (OSError, TimeoutError) as error:
                raise FaxServerAway("the list of jobs did not arrive") from error
        if opening.is_preliminary:
            _accepted(await self._reply())
        return read.decode("utf-8", "replace")

    @asynccontextmanager
    async def _data(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """Open a data connection; the request that uses it is sent in the block."""
        passive = await self.ask("PASV")
        port = _PASSIVE.search(passive.said)
        if port is None:
            raise FaxServerAway("the fax server opens no data connection")
        reader, writer = await _connect(
            self._address.host, int(port[1]) * 256 + int(port[2]), self._address.timeout
        )
        try:
            yield reader, writer
        finally:
            writer.close()

    async def _said(self, request: str, argument: str) -> Reply:
        await self._send(request, argument)
        return await self._reply()

    async def _send(self, request: str, argument: str) -> None:
        line = f"{request} {argument}".rstrip()
        if not line.isprintable():
            # a line break would be a request of its own
            raise ValueError("a request to the fax server has a control character")
        try:
            self._writer.write(line.encode() + b"\r\n")
            async with asyncio.timeout(self._address.timeout):
                await self._writer.drain()
        except (OSError, TimeoutError) as error:
            raise FaxServerAway("the fax server ended the connection") from error

    async def _reply(self) -> Reply:
        try:
            async with asyncio.timeout(self._address.timeout):
                return await read_reply(self._reader)
        except TimeoutError as error:
            limit = self._address.timeout
            raise FaxServerAway(f"the fax server did not answer within {limit:.0f} s") from error
        except OSError as error:
            raise FaxServerAway("the fax server ended the connection") from error

    async def quit(self) -> None:
        """Say good-bye, where the server still listens; never raises."""
        try:
            async with asyncio.timeout(_QUIT_WITHIN):
                await self._said("QUIT", "")
        except (FaxServerAway, TimeoutError):
            pass
        self._writer.close()


def _accepted(reply: Reply) -> Reply:
    if reply.code == _NOT_LOGGED_IN:
        raise FaxLogInRefused(reply.said)
    if reply.code == 421:
        raise FaxServerAway(reply.said)
    if not reply.is_good:
        raise FaxRequestRefused(reply.said, lasting=reply.is_lasting)
    return reply


async def _connect(
    host: str,
    port: int,
    timeout: float,  # noqa: ASYNC109 (of the connection alone)
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        async with asyncio.timeout(timeout):
            return await asyncio.open_connection(host, port)
    except TimeoutError as error:
        raise FaxServerAway(f"{host}:{port} does not answer within {timeout:.0f} s") from error
    except OSError as error:
        raise FaxServerAway(f"{host}:{port}: {error.strerror or error}") from error


@asynccontextmanager
async def logged_in(address: FaxServerAddress) -> AsyncIterator[HylafaxSession]:
    """Connect, log in, and quit at the end of the block.

    Raises:
        FaxServerAway: if the server cannot be reached or does not answer.
        FaxLogInRefused: if it refuses us.
    """
    reader, writer = await _connect(address.host, address.port, address.timeout)
    session = HylafaxSession(address, reader, writer)
    try:
        await session.log_in()
        yield session
    finally:
        await session.quit()
