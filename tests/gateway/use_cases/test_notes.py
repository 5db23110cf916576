"""Notes of staff: kept beside an appointment, and in no message, whatever is sent."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.statuses import TO_CLIENTS, Role
from gateway.channels.mail.mail_channel import MailChannel
from gateway.use_cases import appointment_changes, notes
from tests.support.acts import takes
from tests.support.exchange import START, Exchange

ROOT = Path(__file__).parents[3]
WRITING = ("dialogs", "gateway/messaging", "gateway/channels", "gateway/reminders", "gateway/turns")
WRITING += ("gateway/offers", "gateway/conversations", "gateway/links", "gateway/web/client")
"""Rooms that write to clients."""
SECRET = "Zirkonium"


async def test_who_keeps_notes(desk):
    visit = await desk.book(await desk.client(), desk.now + timedelta(days=1))

    async def act(tx, actor):
        await notes.add(tx, actor, desk.practice, visit.id, "  rings\r\nthe bell ", now=desk.now)
        (note,) = await notes.listed(tx, actor, desk.practice, visit.id)
        assert (note.text, note.by) == ("rings\nthe bell", actor.label)
        await notes.remove(tx, actor, desk.practice, note.id, now=desk.now)
        assert await notes.listed(tx, actor, desk.practice, visit.id) == ()

    roles = {Role.ADMIN, Role.RECEPTION, Role.PRACTITIONER}
    await takes(desk, act, Permission.KEEP_NOTES, roles=roles)


async def test_a_note_has_words_and_an_appointment(desk):
    visit = await desk.book(await desk.client(), desk.now + timedelta(days=1))
    async with desk.database.write() as tx:
        for said in (" ", "x" * 2001):
            with pytest.raises(InvalidInput):
                await notes.add(tx, OPERATOR, desk.practice, visit.id, said, now=desk.now)
        with pytest.raises(NotFound):
            await notes.add(tx, OPERATOR, desk.practice, visit.id + 1, "x", now=desk.now)
        with pytest.raises(NotFound):
            await notes.remove(tx, OPERATOR, desk.practice, 17, now=desk.now)


def test_no_room_that_writes_to_clients_reads_notes():
    """Walks composing: neither the table nor what reads it is named there."""
    reading = {
        f"{path.relative_to(ROOT)}: {name}"
        for room in WRITING
        for path in (ROOT / room).rglob("*.py")
        for name in _names(path)
        if name in {"appointment_notes", "AppointmentNote"} or name.endswith(".notes")
    }
    assert reading == set()


def _names(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{one.name}" for one in node.names)
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.Attribute):
            yield node.attr


async def test_whatever_is_sent_about_a_visit_has_no_word_of_its_notes(desk):
    """By text and by mail: booked, reminded, answered, moved, cancelled."""
    for channel in TO_CLIENTS:
        exchange = Exchange(desk, beside=[MailChannel("calendar@example.org")])
        client = await desk.client(
            number=1 + len(channel), email="ada@example.org", agreed=TO_CLIENTS, prefers=channel
        )
        visit = await desk.book(client, START)
        async with desk.database.write() as tx:
            await notes.add(tx, OPERATOR, desk.practice, visit.id, SECRET, now=desk.now)
        await _all_sent(exchange)
        exchange.at(START - timedelta(days=2))
        await _all_sent(exchange)
        assert await exchange.says("where is it and when?", 1 + len(channel))
        for change, more in (
            (appointment_changes.move, (START + timedelta(hours=2),)),
            (appointment_changes.cancel, ()),
        ):
            version = (await desk.appointment(visit)).version
            async with desk.database.write() as tx:
                await change(
                    *(tx, OPERATOR, desk.practice, visit.id, *more),
                    version=version,
                    channels=exchange.channels,
                    now=exchange.now,
                )
            exchange.at(exchange.now + timedelta(minutes=1))
            await _all_sent(exchange)
    said = await desk.messages()
    assert {one.channel for one in said} == set(TO_CLIENTS)
    assert len(said) >= 8
    assert not any(SECRET in one.text for one in said)


async def _all_sent(exchange):
    while await exchange.planner.step():
        pass
    await exchange.taken()
