"""What is measured: (a) to (e) of the design, each on a store of its own."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from calendar_store.appointments import slot_search
from calendar_store.database.connection import Database
from calendar_store.schema import appointments, messages
from dialogs.intents import Frame, OpenQuestion
from dialogs.understand import understand
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.service import TextbackService
from tests.bench import seed
from tests.bench.carrier import WINDOW, LeanCarrier, deliver_sm

REPLIES = (
    "1",
    "yes",
    "si confermo",
    "ok",
    "Yes see you then",
    "confermo grazie",
    "2",
    "can't come",
)
_LOOK_EVERY = 0.05


async def reminders(path: Path, carrier: LeanCarrier, count: int) -> float:
    """(a) Due reminders in the store → accepted by the carrier and recorded, per second."""
    async with seed.sample(path) as sample:
        ids = await seed.people(sample, count)
        made = await seed.appointments_of(sample, ids, sample.now + timedelta(days=1))
        await seed.due_reminders(sample, made)
        began = time.perf_counter()
        async with _running(sample.database, carrier):
            await _until(sample.database, _with_status("accepted"), count)
            return count / (time.perf_counter() - began)


async def replies(path: Path, carrier: LeanCarrier, count: int) -> float:
    """(b) A client's text in → the calendar changed → the answer accepted, per second."""
    async with seed.sample(path) as sample:
        ids = await seed.people(sample, count)
        made = await seed.appointments_of(sample, ids, sample.now + timedelta(days=1))
        await seed.open_questions(sample, made)
        texts = [_reply(n, REPLIES[n % len(REPLIES)]) for n in range(count)]
        async with _running(sample.database, carrier):
            began = time.perf_counter()
            carrier.deliver(texts)
            await carrier.acknowledged()
            await _until(sample.database, _with_status("accepted"), count)
            took = time.perf_counter() - began
        async with sample.database.read() as tx:
            changed = select(func.count()).where(appointments.c.status != "booked")
            if (await tx.execute(changed)).scalar_one() != count:
                raise RuntimeError("not every reply changed its appointment")
        return count / took


async def receipts(path: Path, carrier: LeanCarrier, count: int) -> float:
    """(c) Receipts recorded, per second."""
    async with seed.sample(path) as sample:
        ids = await seed.people(sample, count)
        made = await seed.appointments_of(sample, ids, sample.now + timedelta(days=1))
        await seed.accepted_messages(sample, made)
        came = [_receipt(n) for n in range(count)]
        async with _running(sample.database, carrier):
            began = time.perf_counter()
            carrier.deliver(came)
            await carrier.acknowledged()
            await _until(sample.database, _with_status("delivered"), count)
            return count / (time.perf_counter() - began)


async def lone_text(path: Path, carrier: LeanCarrier, count: int) -> float:
    """Return the median milliseconds from a lone text to its answer at the carrier."""
    async with seed.sample(path) as sample:
        ids = await seed.people(sample, count)
        made = await seed.appointments_of(sample, ids, sample.now + timedelta(days=1))
        await seed.open_questions(sample, made)
        times = []
        async with _running(sample.database, carrier):
            for n in range(count):
                carrier.reset()
                began = time.time()
                carrier.deliver([_reply(n, "1")])
                await carrier.acknowledged()
                times.append((await carrier.first() - began) * 1000)
        return statistics.median(times)


async def reply_among_reminders(path: Path, carrier: LeanCarrier, count: int) -> list[float]:
    """Return the milliseconds from fresh texts to their answers while `count` reminders are due.

    Raises:
        RuntimeError: if the reminders were out before the last text was answered.
    """
    texts = max(5, count // 2_000)
    async with seed.sample(path) as sample:
        ids = await seed.people(sample, count + texts)
        made = await seed.appointments_of(sample, ids, sample.now + timedelta(days=1))
        # the first ones write; the reminders of the others fall due
        await seed.open_questions(sample, made[:texts])
        await seed.due_reminders(sample, made[texts:])
        times = []
        async with _running(sample.database, carrier):
            for n in range(texts):
                carrier.reset(seed.mobile(n)[1:])
                began = time.time()
                carrier.deliver([_reply(n, "1")])
                await carrier.acknowledged()
                times.append((await carrier.first() - began) * 1000)
                await asyncio.sleep(_LOOK_EVERY)
            async with sample.database.read() as tx:
                if (await tx.execute(_with_status("accepted"))).scalar_one() >= count:
                    raise RuntimeError("the reminders were out too soon to be in the way")
        return times


def understood(seconds: float = 2.0) -> float:
    """(d) Replies understood on one core, per second."""
    frame = Frame(
        now=datetime.now(UTC),
        timezone="Europe/Rome",
        locale="en",
        question=OpenQuestion.REMINDER,
        appointment=datetime.now(UTC) + timedelta(days=2),
    )
    texts = [*REPLIES, "no sorry", "where is it?", "thanks a lot", "nn posso venire", "STOP"]
    done, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < seconds:
        for text in texts:
            understand(text, frame)
        done += len(texts)
    return done / took


async def full_calendar(path: Path, count: int) -> float:
    """(e) Free times found per second, beside `count` appointments; pages are in `pages/`."""
    async with seed.sample(path, doctors=10, week="mon-sun 09:00-19:00") as sample:
        await seed.busy_years(sample, await seed.people(sample, count))
        return await _per_second(lambda: _free(sample))


async def _free(sample: seed.Sample) -> None:
    soon = sample.now + timedelta(days=1)
    async with sample.database.read() as tx:
        found = await slot_search.search(
            tx,
            sample.practice,
            practitioner_ids=[sample.practitioners[0].id],
            duration=timedelta(minutes=30),
            buffers=(timedelta(0), timedelta(0)),
            spans=[(soon, soon + timedelta(days=30))],
            limit=5,
            now=sample.now,
        )
    if len(found) != 5:
        raise RuntimeError("not as many free times as there are")


async def _per_second(work: Callable[[], Awaitable[None]], seconds: float = 2.0) -> float:
    done, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < seconds:
        await work()
        done += 1
    return done / took


@asynccontextmanager
async def _running(database: Database, carrier: LeanCarrier) -> AsyncIterator[TextbackService]:
    config = CarrierConfig(
        name="bench",
        host="127.0.0.1",
        port=carrier.port,
        system_id="bench",
        password="bench",
        window=WINDOW,
        numbers=(seed.OURS,),
    )
    service = TextbackService(database, [config])
    async with service.running():
        for one in service.carriers:
            await one.link.until_bound()
        yield service


async def _until(database: Database, count: object, wanted: int) -> None:
    while True:
        async with database.read() as tx:
            if (await tx.execute(count)).scalar_one() >= wanted:
                return
        await asyncio.sleep(_LOOK_EVERY)


def _with_status(status: str) -> object:
    return select(func.count()).select_from(messages).where(messages.c.status == status)


def _reply(client: int, text: str) -> bytes:
    return deliver_sm(seed.mobile(client)[1:], seed.OURS[1:], 0, text.encode())


def _receipt(number: int) -> bytes:
    text = (
        f"id:{number + 1} sub:001 dlvrd:001 submit date:2611221200 done date:2611221201"
        " stat:DELIVRD err:000 text:Studio Aurora"
    )
    return deliver_sm(seed.mobile(number)[1:], seed.OURS[1:], 0x04, text.encode())
