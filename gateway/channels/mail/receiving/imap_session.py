"""One connection to an IMAP mailbox (RFC 3501): aioimaplib, with what it leaves to its users.

aioimaplib waits for ever where the connection is lost within a command, and has no STARTTLS. Here
every command ends in time, or with an error of this module.
"""

import asyncio
import re
import ssl
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from aioimaplib import aioimaplib  # type: ignore[import-untyped]

IMAP4, Command, quoted = aioimaplib.IMAP4, aioimaplib.Command, aioimaplib.quoted

_T = TypeVar("_T")

_COMMAND = 60.0
_LARGE = 900.0
"""Seconds for a command, and for a large mail, as long as octets come."""
_GOODBYE = 3.0
_UID = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_VALIDITY = re.compile(rb"\[UIDVALIDITY (\d+)\]")
_NEWS = re.compile(rb"\d+ (?:EXISTS|RECENT)", re.IGNORECASE)
_PRINTABLE = re.compile("[^\x20-\x7e]+|&")


class MailboxAway(Exception):
    """The mailbox cannot be reached now, or the connection was lost."""


class MailboxRefused(Exception):
    """The server refuses the log-in, the folder or the encryption; a person has to see to it."""


@dataclass(frozen=True, slots=True)
class MailboxConfig:
    """Where a mailbox is, and how to get in.

    Attributes:
        host: the server's name.
        port: its TCP port.
        tls: the context; None: the connection is not encrypted.
        starttls: whether the connection begins without TLS.
        username: the account.
        password: its password.
        folder: the folder that is read.
    """

    host: str
    port: int
    tls: ssl.SSLContext | None
    starttls: bool
    username: str
    password: str = field(repr=False)
    folder: str = "INBOX"


@dataclass(frozen=True, slots=True)
class MailHead:
    """What is fetched of every mail: whether it is ours is seen without its body."""

    uid: int
    size: int
    header: bytes


class ImapSession:
    """A mailbox, logged in and with its folder selected.

    Attributes:
        validity: UIDVALIDITY of the folder; UIDs count only with the same one (RFC 3501 §2.3.1.1).
    """

    def __init__(self, config: MailboxConfig) -> None:
        self._config = config
        self._lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._client = IMAP4(
            config.host,
            config.port,
            timeout=_COMMAND,
            conn_lost_cb=self._is_lost,
            ssl_context=None if config.starttls else config.tls,
        )
        self._looks_only = False
        self.validity = 0

    @classmethod
    async def opened(cls, config: MailboxConfig, *, looks_only: bool = False) -> Self:
        """Connect, log in and select the folder.

        Args:
            config: the mailbox.
            looks_only: whether the folder is opened by EXAMINE, which changes nothing in it.

        Raises:
            MailboxAway: if the server does not answer.
            MailboxRefused: if it refuses the log-in, the folder or TLS.
        """
        session = cls(config)
        session._looks_only = looks_only
        try:
            await session._enter()
        except BaseException:
            await session.close()
            raise
        return session

    async def _enter(self) -> None:
        await self._run(self._client.wait_hello_from_server())
        if self._config.starttls:
            await self._encrypt()
        if self._client.has_capability("LOGINDISABLED"):
            raise MailboxRefused("the server takes no log-in without encryption")
        user, password = self._config.username, self._config.password
        said = await self._run(self._client.login(quoted(user), password))
        if said.result != "OK":
            raise MailboxRefused(f"the server refuses the log-in: {_words(said)}")
        if not any(name.startswith("IDLE") for name in self._client.protocol.capabilities):
            # some servers name all capabilities only after the log-in
            await self._run(self._client.protocol.capability())
        await self.select()

    @property
    def encryption(self) -> ssl.SSLObject | None:
        """The encryption of the connection, with the server's certificate; None for none."""
        transport = self._client.protocol.transport
        held: ssl.SSLObject | None = transport.get_extra_info("ssl_object") if transport else None
        return held

    async def select(self) -> None:
        """Open the folder, also again: it may have been renamed and made anew.

        Raises:
            MailboxAway: if the server does not answer.
            MailboxRefused: if it refuses the folder.
        """
        opens = self._client.examine if self._looks_only else self._client.select
        said = await self._run(opens(quoted(_folder_name(self._config.folder))))
        if said.result != "OK":
            raise MailboxRefused(f"the folder cannot be opened: {_words(said)}")
        found = [match for line in said.lines if (match := _VALIDITY.search(line))]
        self.validity = int(found[0][1]) if found else 0

    async def _encrypt(self) -> None:
        """STARTTLS (RFC 2595 §3); what the server said before it does not count."""
        protocol = self._client.protocol
        if not self._client.has_capability("STARTTLS"):
            raise MailboxRefused("the server offers no STARTTLS")
        said = await self._run(protocol.execute(Command("STARTTLS", protocol.new_tag())))
        if said.result != "OK" or self._config.tls is None:
            raise MailboxRefused(f"the server refuses STARTTLS: {_words(said)}")
        if protocol.incomplete_line:
            raise MailboxRefused("the server sent something unencrypted after STARTTLS")
        loop = asyncio.get_running_loop()
        encrypted = loop.start_tls(
            protocol.transport,
            protocol,
            self._config.tls,
            server_hostname=self._config.host,
        )
        protocol.transport = await self._run(encrypted)
        await self._run(protocol.capability())

    async def uids(self, *criteria: str) -> list[int]:
        """Return the UIDs of the mails that a search finds, in their order."""
        said = await self._run(self._client.uid_search(*criteria, charset=None))
        if said.result != "OK":
            raise MailboxAway(f"the search was refused: {_words(said)}")
        words = said.lines[0].split() if len(said.lines) > 1 else []
        return sorted(int(word) for word in words if word.isdigit())

    async def heads(self, uids: Sequence[int], headers: str) -> list[MailHead]:
        """Return size and some headers of mails; mails that are gone are absent.

        Args:
            uids: the mails.
            headers: names of headers, separated by spaces.
        """
        wanted = f"(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS ({headers})])"
        said = await self._run(self._client.uid("FETCH", ",".join(map(str, uids)), wanted))
        if said.result != "OK" and len(uids) > 1:
            # one mail that the server cannot read must not keep the others waiting
            return [head for uid in uids for head in await self.heads([uid], headers)]
        return [
            MailHead(uid, size, literal) for uid, size, literal in _fetched(said) if uid in uids
        ]

    async def mail(self, uid: int, most: int) -> bytes | None:
        """Return a mail, at most its first octets; None for one that is gone or damaged.

        Args:
            uid: the mail.
            most: octets.
        """
        wanted = f"(UID BODY.PEEK[]<0.{most}>)"
        said = await self._run(self._client.uid("FETCH", str(uid), wanted), _LARGE)
        return next((literal for found, _, literal in _fetched(said) if found == uid), None)

    async def flag_seen(self, uids: Sequence[int]) -> bool:
        """Mark mails as seen; return whether the server lets us."""
        said = await self._run(
            self._client.uid("STORE", ",".join(map(str, uids)), "+FLAGS.SILENT", r"(\Seen)")
        )
        return bool(said.result == "OK")

    async def until_news(self, idle: float, poll: float) -> None:
        """Wait until the server tells of a new mail, or the time is over.

        Args:
            idle: seconds, with IDLE (RFC 2177); servers end one that lasts half an hour.
            poll: seconds, where the server has no IDLE.
        """
        if not self._client.has_capability("IDLE"):
            await self._run(asyncio.sleep(poll), poll + 1)
            await self._run(self._client.noop())
            return
        waiting = await self._run(self._client.idle_start(idle + _COMMAND))
        push = self._client.wait_server_push
        with suppress(TimeoutError):
            async with asyncio.timeout(idle):
                while not _tells_news(await self._run(push(idle + 1), idle + 2)):
                    pass
        self._client.idle_done()
        await self._run(waiting)

    async def close(self) -> None:
        """Log out and close."""
        client = self._client
        with suppress(Exception):
            if client.protocol.transport is not None and not self._lost.done():
                async with asyncio.timeout(_GOODBYE):
                    if client.has_pending_idle():
                        client.idle_done()
                    await client.logout()
        client._client_task.cancel()  # noqa: SLF001 (a connection that is still being opened)
        if client.protocol.transport is not None:
            client.protocol.transport.abort()
        if not self._lost.done():
            self._lost.set_result(None)

    async def _run(self, command: Awaitable[_T], within: float = _COMMAND) -> _T:
        """Return the result of a command.

        Args:
            command: the command.
            within: seconds.

        Raises:
            MailboxAway: if the connection is lost, or the time is over.
        """
        task = asyncio.ensure_future(command)
        both: set[asyncio.Future[Any]] = {task, self._lost}
        try:
            await asyncio.wait(both, timeout=within, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                lost = self._lost.done()
                raise MailboxAway(
                    "the connection was lost" if lost else "the server does not answer"
                )
            return task.result()
        except TimeoutError:
            raise MailboxAway("the server does not answer") from None
        except ssl.SSLCertVerificationError as error:
            raise MailboxRefused(
                f"its certificate is not trusted: {error.verify_message}"
            ) from None
        except (OSError, aioimaplib.AioImapException) as error:
            raise MailboxAway(str(error) or type(error).__name__) from None
        finally:
            task.cancel()

    def _is_lost(self, _error: Exception | None) -> None:
        if not self._lost.done():
            self._lost.set_result(None)


def _fetched(said: Any) -> list[tuple[int, int, bytes]]:
    """Return UID, size (0 if it was not asked for) and octets of each fetched mail."""
    found = []
    literal: bytes | None = None
    text = b""
    for line in said.lines[:-1]:
        if isinstance(line, bytearray):
            literal = bytes(line)
            continue
        if re.match(rb"\d+ FETCH", line):
            text, literal = b"", None
        text += b" " + line
        uid, size = _UID.search(text), _SIZE.search(text)
        if literal is not None and uid and line.rstrip().endswith(b")"):
            found.append((int(uid[1]), int(size[1]) if size else 0, literal))
            literal = None
    return found


def _tells_news(push: Any) -> bool:
    lines = push if isinstance(push, list) else [push]
    return any(_NEWS.match(line) for line in lines)


def _words(said: Any) -> str:
    last = said.lines[-1] if said.lines else b""
    return bytes(last).decode("ascii", "replace")[:200]


def _folder_name(name: str) -> str:
    """Return a folder's name in modified UTF-7 (RFC 3501 §5.1.3)."""

    def encoded(found: re.Match[str]) -> str:
        if found[0] == "&":
            return "&-"
        in_utf7 = found[0].encode("utf-16-be")
        coded = aioimaplib.b64encode(in_utf7).decode().rstrip("=").replace("/", ",")
        return f"&{coded}-"

    return _PRINTABLE.sub(encoded, name)
