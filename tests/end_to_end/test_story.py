"""An appointment from its booking to a STOP, told by a client's phone and the calendar."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.model.conversations import Alert
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import MessageStatus
from calendar_store.practices import practices
from calendar_store.schema import reminders
from gateway.wording.reason_words import in_words
from tests.end_to_end.installed import Installed
from tests.end_to_end.phones import Phones, Text

ADA = "+393471234567"
ROME = ZoneInfo("Europe/Rome")


@dataclass(frozen=True, slots=True)
class Phone:
    """Ada's phone, and the calendar beside it.

    Attributes:
        soon: until a reminder may fall due; the command that books takes its while before.
    """

    carrier: Phones
    textback: Installed
    soon: timedelta

    async def says(self, words: str) -> Text:
        """Text the practice; return its answer."""
        before = len(self.carrier.texts)
        assert await self.carrier.text(ADA, words.encode("ascii"))
        return await self.carrier.arrived(before + 1)

    async def appointment(self, status: str, *fates: str) -> dict[str, Any]:
        """Wait until the calendar shows the appointment so, its messages with these fates."""

        def has(shown: dict[str, Any]) -> bool:
            (one,) = shown["appointments"]
            told = sorted(f"{each['kind']} {each['status']}" for each in one["messages"])
            return one["status"] == status and (not fates or told == list(fates))

        shown = await self.textback.until("calendar", holds=has)
        (found,) = shown["appointments"]
        return dict(found)

    async def book(self) -> None:
        """Book so that the reminder of the day before falls due in a moment."""
        start = datetime.now(UTC) + timedelta(days=1) + self.soon
        await self.textback.ok("book", "--client", ADA, "--start", start.isoformat())


@pytest.mark.parametrize(
    ("textback_on_each", "each_carrier"),
    [("sqlite", "javascript"), ("postgresql", "rust")],
    indirect=True,
)
async def test_an_appointment_is_told_confirmed_moved_cancelled_restored_and_stopped(
    textback_on_each: Installed, each_carrier: Phones
) -> None:
    textback, carrier = textback_on_each, each_carrier
    textback.add_carrier(carrier.port)
    began = monotonic()
    await add_ada(textback, reminders="booked, 1d")
    two_commands = timedelta(seconds=monotonic() - began)
    ada = Phone(carrier, textback, two_commands + timedelta(seconds=1))
    async with textback.serving() as served:
        await carrier.bound()
        await is_told_and_confirms(ada)
        await moves(ada)
        before = await cancels_and_restores(ada)
        after = await stops_everything(ada)
        assert await served.stopped() == 0
    assert (after["id"], after["start"]) == (before["id"], before["start"])
    assert after["version"] == before["version"] + 1


async def is_told_and_confirms(ada: Phone) -> None:
    await ada.book()
    await ada.carrier.arrived(2)
    # the carrier hands over in any order what is on its way together
    booked, reminder = sorted(ada.carrier.texts, key=lambda text: "is booked" not in text.words)
    assert "is booked" in booked.words
    assert "Reply 1 to confirm" in reminder.words
    await ada.carrier.receipt(reminder)
    assert "confermat" in (await ada.says("si confermo")).words
    told = ("booked accepted", "reminder delivered", "reply accepted")
    await ada.appointment("confirmed", *told)


async def moves(ada: Phone) -> None:
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


async def cancels_and_restores(ada: Phone) -> dict[str, Any]:
    answer = await ada.says("CANCEL")
    assert "is cancelled" in answer.words
    assert "UNDO" in answer.words
    cancelled = await ada.appointment("cancelled")
    assert "is back on" in (await ada.says("UNDO")).words
    return cancelled


async def stops_everything(ada: Phone) -> dict[str, Any]:
    """Return the restored appointment as it stands at the end."""
    assert "no more texts" in (await ada.says("STOP")).words
    said = len(ada.carrier.texts)
    await ada.book()
    await ada.textback.until_stored(both_steps_skipped)
    # what a stopped number texts reaches a person, and is neither done nor answered
    assert await ada.carrier.text(ADA, b"cancel it, please")
    (alert,) = await ada.textback.until_stored(open_alerts)
    assert "has stopped our texts" in in_words(alert.reason)
    fresh, restored = (await ada.textback.json("calendar"))["appointments"]
    assert (fresh["status"], restored["status"]) == ("booked", "confirmed")
    for message in fresh["messages"]:
        assert (message["status"], message["words"]) == ("skipped", "opted out by STOP")
    assert ada.carrier.texts[said:] == []
    return dict(restored)


async def add_ada(textback: Installed, *, reminders: str) -> None:
    """Enter when reminders go out, also one after another, and a client who agreed to them."""
    await textback.ok(
        *("practice", "set", "Studio Aurora", "--quiet", "none", "--reminders", reminders),
        *("--gap", "0h"),
    )
    await textback.ok(
        *("client", "add", "--first", "Ada", "--last", "Byron", "--mobile", ADA),
        *("--consent", "spoken"),
    )


async def both_steps_skipped(tx: Transaction) -> bool:
    """Tell whether nothing of the booking after the STOP will be sent any more."""
    skipped = select(reminders.c.id).where(reminders.c.status == MessageStatus.SKIPPED)
    stopped = skipped.where(reminders.c.reason_code == ReasonCode.OPTED_OUT_BY)
    return len((await tx.execute(stopped)).all()) == 2


async def open_alerts(tx: Transaction) -> list[Alert]:
    """Return what needs a person of the only practice there is."""
    (practice,) = await practices.all_practices(tx)
    return await alerts.open_of(tx, practice.id)
