"""`textback demo`, and the practice in it: alive at whatever hour it is begun."""

import html
import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from calendar_store.appointments import agenda, appointments
from calendar_store.clients import consent
from calendar_store.conversations import (
    canned_answers,
    closed_texts,
    conversation_notes,
    labelled_examples,
    staff_queue,
)
from calendar_store.database.connection import Database
from calendar_store.messages import message_rows, reminders
from calendar_store.model.practices import DEFAULT_STEPS
from calendar_store.model.statuses import STANDING, Channel, MessageKind, MessageStatus
from calendar_store.practices import services, staff
from calendar_store.views import day_view
from dialogs.wording import canned
from gateway.accounts import password_hashes
from gateway.demo import practice, sample
from gateway.offers.worker import WaitingList
from tests.support.actors import named
from tests.support.command_line import SCRIPT, CommandLine
from tests.support.ports import free_port
from tests.support.sms import texts

ROME = ZoneInfo("Europe/Rome")
HOURS = {
    "a weekday morning": datetime(2026, 11, 24, 9, tzinfo=ROME),
    "the middle of an appointment": datetime(2026, 11, 24, 11, 20, tzinfo=ROME),
    "the start of one": datetime(2026, 11, 24, 16, tzinfo=ROME),
    "a Sunday evening": datetime(2026, 11, 22, 21, 30, tzinfo=ROME),
    "just before midnight": datetime(2026, 11, 24, 23, 59, 59, 999999, tzinfo=ROME),
    "just after midnight": datetime(2026, 11, 25, 0, 0, 1, tzinfo=ROME),
    "the night the clocks go forward": datetime(2027, 3, 28, 1, 59, tzinfo=ROME),
    "the night the clocks go back": datetime(2026, 10, 25, 2, 30, tzinfo=ROME, fold=1),
    "the turn of the year": datetime(2026, 12, 31, 23, 30, tzinfo=ROME),
}


@pytest.fixture
def clock() -> None:
    """Here the clock is an argument, and the demo's own."""


@pytest.mark.parametrize("now", HOURS.values(), ids=HOURS)
async def test_the_calendar_is_alive(database: Database, now: datetime) -> None:
    now = now.astimezone(UTC)
    created = await practice.create(database, now)
    async with database.read() as tx:
        today = now.astimezone(ROME).date()
        entries = await day_view.load(tx, created.practice, today - timedelta(days=1), 9)
        due = await reminders.next_due(tx, [Channel.SMS])
    assert due is not None
    assert now <= due <= now + timedelta(seconds=10)
    ahead = [one for one in entries if one.appointment.starts_at > now]
    behind = [one for one in entries if one.appointment.ends_at <= now]
    assert len(ahead) >= 8
    assert len(behind) >= 2
    assert all(one.appointment.status in STANDING for one in ahead)
    assert not any(one.appointment.status in STANDING for one in behind)
    planned = [b.at for one in entries for b in one.badges if b.status is MessageStatus.PLANNED]
    assert all(at >= now for at in planned)


async def test_three_clients_are_asked_within_seconds(database: Database) -> None:
    now = HOURS["a Sunday evening"]
    created = await practice.create(database, now)
    soon = now + timedelta(seconds=10)
    async with database.write() as tx:
        asked = await reminders.claim_due(tx, soon, 100, [Channel.SMS])
        tomorrow = await day_view.load(
            tx, created.practice, now.astimezone(ROME).date() + timedelta(days=1), 1
        )
        everybody = [(c.practice_id, c.id, Channel.SMS, c.mobile) for c in created.clients]
        refused = await consent.gate(tx, everybody)
    names = {one.appointment.id: one.client.name for one in tomorrow}
    reminded = [names[one.appointment_id] for one in asked]
    # Emmy prefers mails
    assert sorted(reminded) == ["Ada Byron", "Emmy Noether", "Giuseppe Peano"]
    assert reminded.index("Ada Byron") < reminded.index("Giuseppe Peano")
    assert [client.name for client in created.clients[:2]] == ["Ada Byron", "Giuseppe Peano"]
    assert refused == {}


@pytest.mark.parametrize("now", HOURS.values(), ids=HOURS)
async def test_who_is_asked_has_no_earlier_appointment_to_come(
    database: Database, now: datetime
) -> None:
    """The page of a phone shows the day of the next appointment: the one that is asked about."""
    now = now.astimezone(UTC)
    created = await practice.create(database, now)
    tomorrow = now.astimezone(ROME).date() + timedelta(days=1)
    for plan in (*sample.ASKED, sample.ASKED_BY_MAIL):
        (asked,) = [one for one in created.clients if one.last == plan.client]
        async with database.read() as tx:
            coming = await agenda.of_clients(tx, [(asked.practice_id, asked.id)], now, now)
        start = datetime.combine(tomorrow, plan.at, ROME)
        assert coming[0].starts_at == start.astimezone(UTC), plan.client


async def test_the_inbox_is_as_it_is_in_life(database: Database) -> None:
    now = HOURS["a weekday morning"].astimezone(UTC)
    created = await practice.create(database, now)
    where = created.practice
    async with database.read() as tx:
        waits = await staff_queue.waiting(tx, where.id)
        seen_to = await closed_texts.closed(tx, where.id, now - timedelta(days=14))
        kept = await labelled_examples.listed(tx, where.id, limit=10)
        answers = await canned_answers.listed(tx, where.id)
        dogs = waits[-1]
        address = (dogs.key.channel, dogs.key.their_address)
        notes = await conversation_notes.of(tx, where.id, [address], [], 10)
        offered = await services.all_services(tx, where.id)
    texts_of = [one.texts[-1].text for one in waits]
    assert texts_of == ["Posso portare mia figlia?", "Can I bring my dog?"]
    assert {one.intent for one in kept} == {"late", "confirm"}
    assert [one for one in answers if canned.complaints(one.text, offered)] == []
    assert {one.locale for one in answers} >= {"en", "it", "fr", "de"}
    assert seen_to
    assert notes


async def test_a_practitioner_has_a_phone_among_the_phones(database: Database) -> None:
    created = await practice.create(database, HOURS["a weekday morning"])
    names = [name for name, _ in created.phones]
    assert names[-1] == "Aurora (Studio Aurora)"
    assert len(created.phones) == len({number for _, number in created.phones})
    async with database.read() as tx:
        offered = await services.all_services(tx, created.practice.id)
    assert len([one for one in offered if one.by_text and one.safe_to_name]) >= 2


@pytest.mark.parametrize("begun", ["a weekday morning", "just before midnight"])
async def test_when_the_first_one_asked_cancels_another_is_offered_her_time(
    database: Database, begun: str
) -> None:
    now = HOURS[begun].astimezone(UTC)
    created = await practice.create(database, now)
    ada, _, grace, *_ = created.clients
    steps = (created.practice, DEFAULT_STEPS)
    async with database.write() as tx:
        (hers,) = await agenda.of_clients(tx, [(ada.practice_id, ada.id)], now, now)
        cancelled = appointments.cancelled(hers, now)
        await appointments.change(tx, cancelled, steps, now=now, by=named("sms"))
    channels = texts(("sandbox", (created.practice.sender,)))
    assert await WaitingList(database, channels, lambda: now).step() > 0
    async with database.read() as tx:
        (offer,) = await message_rows.listed(
            tx, created.practice.id, recipient=(Channel.SMS, grace.mobile), limit=1
        )
    assert offer.kind is MessageKind.OFFER
    assert re.search(r"at 10:00( with Aurora)? is free, instead of", offer.text)


async def test_staff_log_in_with_the_password_given(database: Database) -> None:
    created = await practice.create(database, datetime.now(UTC))
    async with database.read() as tx:
        member = await staff.by_email(tx, created.staff_email)
    assert password_hashes.verify(member, created.staff_password)


@pytest.mark.parametrize("port", ["0", "a free one"])
def test_the_demo_serves_its_page_and_leaves_nothing_behind(
    nothing: CommandLine, port: str
) -> None:
    with _running(nothing.folder, port if port == "0" else str(free_port())) as demo:
        assert demo.stdout is not None
        told = json.loads(demo.stdout.readline())
        assert list(told) == ["url", "email", "password", "carrier", "number", "smarthost"]
        at = urlsplit(told["url"])
        assert at.port
        connection = HTTPConnection(at.hostname or "", at.port or 0, timeout=30)
        connection.request("GET", "/")
        answer = connection.getresponse()
        assert answer.status in {200, 303}
        # who looks from this machine is logged in already
        assert answer.getheader("Location") != "/login"
        answer.read()
        # the code of a booking comes by text or by mail, as with the service itself
        page = "/b/studio-aurora"
        for chosen in ("service=", "with=any", "at="):
            page = _link(_read(connection, page), chosen)
        details = _read(connection, page)
        assert 'name="by" value="sms"' in details
        assert 'name="by" value="email"' in details
        connection.close()
        host, _, port = told["carrier"].partition(":")
        socket.create_connection((host, int(port)), timeout=30).close()
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(30) == 0
        assert demo.stderr is not None
        assert demo.stderr.read() == ""
    assert [path.name for path in nothing.folder.iterdir()] == ["tmp"]
    assert list((nothing.folder / "tmp").iterdir()) == []


def test_a_taken_address_is_told_in_a_line(nothing: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        answer = nothing.script("demo", "--listen", taken)
    assert answer.code == 1
    assert answer.err.splitlines()[-1] == (
        f"textback: cannot listen on {taken}: another program listens there; choose another"
    )


def test_an_address_that_is_none_is_wrong_usage(nothing: CommandLine) -> None:
    assert "write host:port" in nothing.refused("demo", "--listen", "here", code=2)


def _read(connection: HTTPConnection, path: str) -> str:
    connection.request("GET", path)
    return connection.getresponse().read().decode()


def _link(page: str, chosen: str) -> str:
    """Return the first link of a page that chooses something."""
    return html.unescape(next(one for one in re.findall(r'href="([^"]+)"', page) if chosen in one))


@contextmanager
def _running(folder: Path, port: str) -> Iterator[subprocess.Popen[str]]:
    (folder / "tmp").mkdir()
    with subprocess.Popen(
        [SCRIPT, "demo", "--json", "--listen", f"127.0.0.1:{port}"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(folder / "tmp")},
    ) as demo:
        try:
            yield demo
        finally:
            demo.kill()
