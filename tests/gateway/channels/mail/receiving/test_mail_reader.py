"""Mails are read together, and one that stops the reader keeps none of the others from it."""

import asyncio

import pytest

from gateway.channels.mail.receiving import mail_reader
from gateway.channels.mail.receiving.mail_reader import MailReader
from gateway.processes import WorkProcesses

ANSWER = b"From: ada@example.org\r\nContent-Type: text/plain\r\n\r\nYes, I will come.\r\n"


async def test_an_answer_that_cannot_be_read_takes_no_other_with_it():
    reader = MailReader()
    try:
        read = await reader.read(ANSWER)
        told = await reader.answers([(read, None), (read, "no facts"), (read, None)])
        assert told == ["Yes, I will come.", None, "Yes, I will come."]
        assert await reader.answers([]) == []
    finally:
        reader.close()


class Held(MailReader):
    """A reader that counts what it reads together, and holds the first reading until told."""

    def __init__(self, **changes):
        super().__init__(**changes)
        self.batches, self.began, self.free = [], asyncio.Event(), asyncio.Event()

    async def _read_batch(self, mails):
        self.batches.append(len(mails))
        self.began.set()
        if len(self.batches) == 1:
            await self.free.wait()
        return await super()._read_batch(mails)


def numbered(number):
    return ANSWER.replace(b"Yes", b"Yes %d" % number)


async def test_mails_that_come_meanwhile_are_read_together_and_each_gets_its_own():
    reader = Held()
    try:
        reading = [asyncio.create_task(reader.read(numbered(0)))]
        await reader.began.wait()
        reading += [asyncio.create_task(reader.read(numbered(n))) for n in range(1, 100)]
        await asyncio.sleep(0)
        reader.free.set()
        read = await asyncio.gather(*reading)
        assert [one.text for one in read] == [f"Yes {n}, I will come." for n in range(100)]
        assert reader.batches == [1, 64, 35]
    finally:
        reader.close()


async def test_no_mail_waits_long_for_others_that_are_being_read(monkeypatch):
    monkeypatch.setattr(mail_reader, "_SLOW", 0.0)
    reader = Held()
    try:
        slow = asyncio.create_task(reader.read(numbered(1)))
        await reader.began.wait()
        async with asyncio.timeout(10):
            assert (await reader.read(numbered(2))).text == "Yes 2, I will come."
        assert not slow.done()
        reader.free.set()
        assert (await slow).text == "Yes 1, I will come."
    finally:
        reader.close()


async def test_a_mail_that_stops_the_reader_takes_no_other_with_it(monkeypatch):
    usual = mail_reader.read_mail

    def breaks(raw):
        if b"Yes 3" in raw:
            raise RecursionError("too deep")
        return usual(raw)

    monkeypatch.setattr(mail_reader, "read_mail", breaks)
    reader = MailReader()
    try:
        read = await asyncio.gather(*(reader.read(numbered(n)) for n in range(6)))
        assert [one is None for one in read] == [n == 3 for n in range(6)]
    finally:
        reader.close()


async def test_a_reader_that_closes_gives_no_mail_up():
    reader = Held()
    reading = [asyncio.create_task(reader.read(numbered(n))) for n in range(3)]
    await asyncio.sleep(0)
    reader.close()
    reader.free.set()
    for one in await asyncio.gather(*reading, return_exceptions=True):
        assert isinstance(one, RuntimeError)
    with pytest.raises(RuntimeError):
        await reader.read(ANSWER)


async def test_many_mails_are_read_in_processes_as_in_a_thread():
    processes = WorkProcesses(1)
    reader = MailReader(processes=processes)
    try:
        here = await reader.read(ANSWER)
        await asyncio.wrap_future(processes._opened)
        there = await asyncio.gather(*(reader.read(ANSWER) for _ in range(3)))
        assert there == [here] * 3
        assert await reader.answers([(here, None)] * 2) == ["Yes, I will come."] * 2
    finally:
        reader.close()
        processes.close()
