"""An appointment from its booking to a STOP, told by a client's phone and the calendar."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from calendar_store import alerts
from tests.end_to_end.installed import Installed
from tests.end_to_end.rust_carrier import RustCarrier, Text

ADA = "+393471234567"
SOON = timedelta(seconds=6)
"""Until the reminder falls due: the booking before it is a command, and takes its while."""
ROME = ZoneInfo("Europe/Rome")


@dataclass(frozen=True, slots=True)
class Phone:
    """Ada's phone, and the calendar beside it."""

    carrier: RustCarrier
    textback: Installed

    async def says(self, words: str) -> Text:
        """Text the practice; return its answer."""
        before = len(self.carrier.texts)
        assert await self.carrier.text(ADA, words.encode("ascii"))
        return await self.carrier.arrived(before + 1)

    async def appointment(self, status: str, number: int = 0) -> dict[str, Any]:
        """Wait until the calendar shows an appointment in a status; return it."""

        def has(shown: dict[str, Any]) -> bool:
            return bool(shown["appointments"][number]["status"] == status)

        shown = await self.textback.until("calendar", holds=has)
        found: dict[str, Any] = shown["appointments"][number]
        return found

    async def book(self) -> None:
        """Book so that the reminder of the day before falls due in a moment."""
        start = datetime.now(UTC) + timedelta(days=1) + SOON
        await self.textback.ok("book", "--client", ADA, "--start", start.isoformat())


async def test_an_appointment_is_told_confirmed_moved_cancelled_restored_and_stopped(
    empty: Installed, empty_url: str, carrier: RustCarrier
) -> None:
    await empty.set_up(empty_url)
    empty.add_carrier(carrier.port)
    await add_ada(empty, reminders="booked, 1d")
    ada = Phone(carrier, empty)
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
    assert fates(await ada.appointment("booked")) == ["booked accepted", "reminder accepted"]
    await ada.carrier.receipt(reminder)
    assert fates(await ada.appointment("booked")) == ["booked accepted", "reminder delivered"]


async def confirms_and_moves(ada: Phone) -> None:
    assert "confermat" in (await ada.says("si confermo")).words
    shown = await ada.appointment("confirmed")
    assert fates(shown)[-1] == "reply accepted"
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
    before = await ada.appointment("confirmed")
    answer = await ada.says("CANCEL")
    assert "is cancelled" in answer.words
    assert "UNDO" in answer.words
    await ada.appointment("cancelled")
    assert "stands again" in (await ada.says("UNDO")).words
    after = await ada.appointment("confirmed")
    assert (after["id"], after["start"]) == (before["id"], before["start"])
    assert after["version"] > before["version"]


async def stops_everything(ada: Phone) -> None:
    assert "no more texts" in (await ada.says("STOP")).words
    said = len(ada.carrier.texts)
    await ada.book()
    calendar = await ada.textback.until("calendar", holds=both_steps_skipped)
    for message in calendar["appointments"][0]["messages"]:
        assert "opted out" in message["words"], message
    # what a stopped number texts reaches a person, and is neither done nor answered
    assert await ada.carrier.text(ADA, b"CANCEL")
    practice = int(calendar["appointments"][0]["practice_id"])
    (alert,) = await ada.textback.until_stored(partial(alerts.open_of, practice_id=practice))
    assert "has stopped our texts" in alert.words
    shown = await ada.textback.json("calendar")
    assert [one["status"] for one in shown["appointments"]] == ["booked", "confirmed"]
    assert ada.carrier.texts[said:] == []


async def test_steps_that_fall_due_together_ask_about_their_appointment_once(
    textback: Installed, carrier: RustCarrier
) -> None:
    textback.add_carrier(carrier.port)
    await add_ada(textback, reminders="booked, booked")
    ada = Phone(carrier, textback)
    await ada.book()
    async with textback.serving():
        await carrier.arrived(2)
        assert "1)" not in (await ada.says("yes")).words
        await ada.appointment("confirmed")


async def add_ada(textback: Installed, *, reminders: str) -> None:
    """Enter when reminders go out, and a client who agreed to them."""
    await textback.ok(
        *("practice", "set", "Studio Aurora", "--quiet", "none", "--reminders", reminders)
    )
    await textback.ok(
        *("client", "add", "--first", "Ada", "--last", "Byron", "--mobile", ADA),
        *("--consent", "spoken"),
    )


def fates(appointment: dict[str, Any]) -> list[str]:
    """Return the kind and status of each message about an appointment, by time."""
    return sorted(f"{one['kind']} {one['status']}" for one in appointment["messages"])


def both_steps_skipped(calendar: dict[str, Any]) -> bool:
    """Tell whether the booking after the STOP has come to its two ends."""
    messages = calendar["appointments"][0]["messages"]
    return [one["status"] for one in messages] == ["skipped", "skipped"]
