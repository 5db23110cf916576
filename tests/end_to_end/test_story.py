"""An appointment from its booking to a STOP, told by a client's phone and the calendar."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from calendar_store import alerts
from calendar_store.database import Transaction
from calendar_store.schema import reminders
from calendar_store.statuses import MessageStatus
from tests.end_to_end.installed import Installed
from tests.end_to_end.rust_carrier import RustCarrier, Text

ADA = "+393471234567"
ROME = ZoneInfo("Europe/Rome")


@dataclass(frozen=True, slots=True)
class Phone:
    """Ada's phone, and the calendar beside it.

    Attributes:
        soon: until a reminder may fall due; the command that books takes its while before.
    """

    carrier: RustCarrier
    textback: Installed
    soon: timedelta

    async def says(self, words: str) -> Text:
        """Text the practice; return its answer."""
        before = len(self.carrier.texts)
        assert await self.carrier.text(ADA, words.encode("ascii"))
        return await self.carrier.arrived(before + 1)

    async def appointment(self, status: str) -> dict[str, Any]:
        """Return the appointment as the calendar shows it, which has to be in a status."""
        (found,) = (await self.textback.json("calendar"))["appointments"]
        assert found["status"] == status
        shown: dict[str, Any] = found
        return shown

    async def fates(self, *wanted: str) -> None:
        """Wait until the calendar shows these messages about the appointment, each so far."""

        def has(shown: dict[str, Any]) -> bool:
            messages = shown["appointments"][0]["messages"]
            return sorted(f"{one['kind']} {one['status']}" for one in messages) == list(wanted)

        await self.textback.until("calendar", holds=has)

    async def book(self) -> None:
        """Book so that the reminder of the day before falls due in a moment."""
        start = datetime.now(UTC) + timedelta(days=1) + self.soon
        await self.textback.ok("book", "--client", ADA, "--start", start.isoformat())


async def test_an_appointment_is_told_confirmed_moved_cancelled_restored_and_stopped(
    empty: Installed, empty_url: str, carrier: RustCarrier
) -> None:
    await empty.set_up(empty_url)
    empty.add_carrier(carrier.port)
    began = monotonic()
    await add_ada(empty, reminders="booked, 1d")
    two_commands = timedelta(seconds=monotonic() - began)
    ada = Phone(carrier, empty, two_commands + timedelta(seconds=1))
    async with empty.serving() as served:
        await carrier.bound()
        await is_told_and_reminded(ada)
        await confirms_and_moves(ada)
        await cancels_and_restores(ada)
        await stops_everything(ada)
        assert await served.stopped() == 0


async def is_told_and_reminded(ada: Phone) -> None:
    await ada.book()
    booked, reminder = await ada.carrier.arrived(1), await ada.carrier.arrived(2)
    assert "is booked" in booked.words
    assert "Reply 1 to confirm" in reminder.words
    await ada.carrier.receipt(reminder)
    await ada.fates("booked accepted", "reminder delivered")


async def confirms_and_moves(ada: Phone) -> None:
    assert "confermat" in (await ada.says("si confermo")).words
    await ada.fates("booked accepted", "reminder delivered", "reply accepted")
    await ada.appointment("confirmed")
    day = datetime.now(ROME).date() + timedelta(days=3)
    offer = await ada.says(f"can't make it, {day:%A} afternoon?")
    second = re.search(r"^2\) .*?(\d\d:\d\d)$", offer.words, re.MULTILINE)
    assert second, offer
    moved = await ada.says("2")
    assert second[1] in moved.words
    shown = await ada.appointment("confirmed")
    start = datetime.fromisoformat(shown["start"])
    assert (start.date(), f"{start:%H:%M}") == (day, second[1])
    assert start.hour >= 12


async def cancels_and_restores(ada: Phone) -> None:
    answer = await ada.says("CANCEL")
    assert "is cancelled" in answer.words
    assert "UNDO" in answer.words
    before = await ada.appointment("cancelled")
    assert "stands again" in (await ada.says("UNDO")).words
    after = await ada.appointment("confirmed")
    assert (after["id"], after["start"]) == (before["id"], before["start"])
    assert after["version"] == before["version"] + 1


async def stops_everything(ada: Phone) -> None:
    assert "no more texts" in (await ada.says("STOP")).words
    said = len(ada.carrier.texts)
    await ada.book()
    await ada.textback.until_stored(both_steps_skipped)
    calendar = await ada.textback.json("calendar")
    for message in calendar["appointments"][0]["messages"]:
        assert (message["status"], message["words"]) == ("skipped", "opted out by STOP")
    # what a stopped number texts reaches a person, and is neither done nor answered
    assert await ada.carrier.text(ADA, b"CANCEL")
    practice = int(calendar["appointments"][0]["practice_id"])
    (alert,) = await ada.textback.until_stored(partial(alerts.open_of, practice_id=practice))
    assert "has stopped our texts" in alert.words
    shown = await ada.textback.json("calendar")
    assert [one["status"] for one in shown["appointments"]] == ["booked", "confirmed"]
    assert ada.carrier.texts[said:] == []


async def add_ada(textback: Installed, *, reminders: str) -> None:
    """Enter when reminders go out, and a client who agreed to them."""
    await textback.ok(
        *("practice", "set", "Studio Aurora", "--quiet", "none", "--reminders", reminders)
    )
    await textback.ok(
        *("client", "add", "--first", "Ada", "--last", "Byron", "--mobile", ADA),
        *("--consent", "spoken"),
    )


async def both_steps_skipped(tx: Transaction) -> bool:
    """Tell whether nothing of the booking after the STOP will be sent any more."""
    skipped = select(reminders.c.id).where(reminders.c.status == MessageStatus.SKIPPED)
    return len((await tx.execute(skipped)).all()) == 2
