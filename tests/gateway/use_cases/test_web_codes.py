"""The message with a code: one part in every language, no link, no alert when it runs out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.messages import outbox
from calendar_store.model.booking_holds import BookingHold, HoldStatus
from calendar_store.model.statuses import Channel, MessageStatus
from dialogs.languages import writing
from gateway.links.codes import Codes
from gateway.use_cases.web_codes import code_message
from tests.support.sms import sweeper, texts

CHANNELS = texts(("primary", ("+390699000111",)))
MINUTES = timedelta(minutes=1)


def hold_of(practice, now, locale, *, waits=False):
    start = now + timedelta(days=300)
    return BookingHold(
        practice_id=practice.id,
        id=1,
        practitioner_id=1,
        service_id=1,
        starts_at=start,
        ends_at=start + 30 * MINUTES,
        busy_from=start,
        busy_until=start if waits else start + 30 * MINUTES,
        expires_at=now + 10 * MINUTES,
        channel=Channel.SMS,
        address="+393471234567",
        entered={"locale": locale},
        code_hash=b"",
        tries=0,
        visitor="",
        status=HoldStatus.HELD,
        created_at=now,
    )


async def message(database, practice, hold, now, *, stopped=False):
    async with database.write() as tx:
        return code_message(*(tx.ids, practice, hold, "042137", CHANNELS), now=now, stopped=stopped)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("locale", writing.spoken())
async def test_a_code_is_one_part_in_every_language(database, practice, now, locale):
    for name in (
        "Studio Aurora",
        "Praxis für Körper und Wohlbefinden Größenwahn " * 2,
        "诊所 " * 30,
    ):
        named = replace(practice, name=name)
        for waits in (False, True):
            hold = hold_of(practice, now, locale, waits=waits)
            made = await message(database, named, hold, now)
            assert made.parts == 1
            assert "042137" in made.text
            assert "http" not in made.text
            assert "10" in made.text.replace("042137", "")
    assert made.client_id is None


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_a_code_that_runs_out_alerts_nobody(database, practice, desk, now):
    made = await message(database, practice, hold_of(practice, now, "en"), now)
    async with database.write() as tx:
        await outbox.enqueue(tx, [made])
    later = now + 11 * MINUTES
    await sweeper(database, lambda: later).sweep()
    (kept,) = await desk.messages()
    assert kept.status is MessageStatus.EXPIRED
    assert await desk.alerts() == []


def test_codes_are_kept_as_keyed_hashes_and_checked_with_older_keys():
    old, new = Codes([b"old" * 11]), Codes([b"new" * 11, b"old" * 11])
    code = old.new()
    assert len(code) == 6
    assert code.isdecimal()
    kept = old.hashed(7, code)
    assert code.encode() not in kept
    assert new.is_right(kept, 7, f" {code[:3]} {code[3:]} ")
    assert not new.is_right(kept, 8, code)
    assert not new.is_right(b"", 7, code)
    assert not new.is_right(new.hashed(7, ""), 7, "")
    for odd in ("", "12345", "1234567", "٠٤٢١٣٧", "abcdef", "1" * 400):
        assert not new.is_right(kept, 7, odd)
    assert new.visitor("203.0.113.7") == old.visitor("203.0.113.7")
    assert "203" not in new.visitor("203.0.113.7")
