"""The desk of an installed practice: the service as a process, its pages in a browser.

Beside it stand the carrier with the clients' phones and the mail server with their mailboxes.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from playwright.async_api import Page, expect

from calendar_store.appointments import agenda
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Appointment
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.demo.carrier import SandboxCarrier
from gateway.demo.mail_server import SandboxMailServer
from tests.end_to_end.installed import OURS, PATIENCE, Installed

T = TypeVar("T")
ROME = ZoneInfo("Europe/Rome")
"""Where the practice is."""
_AHEAD = timedelta(days=30)


@dataclass(slots=True)
class DeskInBrowser:
    """Somebody at the desk, with everything around them.

    Attributes:
        textback: the folder, its commands and its store.
        carrier: the carrier, with the phones.
        mails: the mail server, with the mailboxes.
        page: the page in the browser.
        complaints: what the browser complained of.
    """

    textback: Installed
    carrier: SandboxCarrier
    mails: SandboxMailServer
    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Collect what the browser complains of."""
        self.page.on("console", lambda said: self._hear(f"{said.text} {said.location}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, said: str) -> None:
        """Keep a complaint; that a page was left while it renewed itself is none."""
        if not said.startswith(("htmx:afterRequest", "htmx:sendAbort", "htmx:sendError")):
            self.complaints.append(said)

    @staticmethod
    async def answering(url: str) -> None:
        """Wait until the service answers at its address."""
        where = urlsplit(url)
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    _, writer = await asyncio.open_connection(where.hostname, where.port)
                except ConnectionRefusedError:
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    return

    async def stored(self, look: Callable[[Transaction, Practice], Awaitable[T]]) -> T:
        """Look into the store until there is something to see; return that.

        Args:
            look: looks for it, in a transaction, of the practice.
        """

        async def seen(tx: Transaction) -> T:
            (practice,) = await practices.all_practices(tx)
            return await look(tx, practice)

        return await self.textback.until_stored(seen)

    async def texted(self, number: str, words: str, *, after: int = 0) -> str:
        """Wait for a text on a phone; return it.

        Args:
            number: the phone's.
            words: words of the text.
            after: how many texts of the phone are not looked at.
        """
        with self.carrier.subscribe() as changes:
            try:
                async with asyncio.timeout(PATIENCE):
                    while True:
                        for one in self.carrier.texts(number)[after:]:
                            if not one.outgoing and words in one.text:
                                return one.text
                        await changes.get()
            except TimeoutError:
                there = [one.text for one in self.carrier.texts(number)]
                raise AssertionError(f'no "{words}" on {number}: {there}') from None

    async def says(self, number: str, text: str, answer: str = "") -> str:
        """Let a client text the practice; wait for an answer with these words."""
        before = len(self.carrier.texts(number))
        await self.carrier.send(number, OURS, text)
        return await self.texted(number, answer, after=before)

    async def mailed(self, address: str, words: str) -> str:
        """Wait for a mail in a mailbox; return its words."""
        with self.mails.mailboxes.subscribe() as changes:
            async with asyncio.timeout(PATIENCE):
                while True:
                    for one in self.mails.mailboxes.of(address):
                        part = one.mail.get_body(("plain",))
                        said = str(part.get_content()) if part else ""
                        if words in said or words in str(one.mail["Subject"]):
                            return said
                    await changes.get()

    async def visit(self, number: str, holds: Callable[[Appointment], bool]) -> Appointment:
        """Wait until the store has a visit of a client that is as wanted; return it."""
        now = datetime.now(UTC)

        async def look(tx: Transaction, practice: Practice) -> Appointment | None:
            client = await clients.find(tx, practice, number)
            ahead = await agenda.between(tx, practice.id, now, now + _AHEAD)
            theirs = [one for one in ahead if one.client_id == client.id]
            return next((one for one in theirs if holds(one)), None)

        found = await self.stored(look)
        assert found is not None
        return found

    async def toast(self, *words: str) -> None:
        """Wait for a toast with these words."""
        for each in words:
            await expect(self.page.locator(".toast")).to_contain_text(each)
