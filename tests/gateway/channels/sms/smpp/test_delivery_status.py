"""What the carrier's answers to a message make of it, from the socket to the store."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from calendar_store.model.practices import Practitioner
from calendar_store.model.statuses import MessageStatus
from gateway.channels.sms.smpp.codes import StatusKind, status_of
from gateway.messaging.attempts import MAX_ATTEMPTS
from gateway.wording.reason_words import in_words
from tests.support.carrier import BIND_TRX, SUBMIT_SM, Carrier, Got, submitted
from tests.support.desk import Desk
from tests.support.studio import Studio

M = MessageStatus
DEFINED = [
    *(*range(0x09), *range(0x0A, 0x10), 0x11, 0x13, 0x14, 0x15, 0x33, 0x34, 0x40, 0x42, 0x43),
    *(0x44, 0x45, 0x48, 0x49, 0x50, 0x51, 0x53, 0x54, 0x55, 0x58, *range(0x61, 0x68)),
    *(*range(0xC0, 0xC5), 0xFE, 0xFF),
]
"""Every command_status that SMPP 3.4 §5.1.3 gives a meaning."""


@pytest.mark.row("2.statuses-are-a-table")
def test_every_status_of_the_specification_has_a_meaning_in_words() -> None:
    read = {number: status_of(number) for number in DEFINED}
    assert [hex(n) for n, one in read.items() if one.kind is StatusKind.UNKNOWN] == []
    assert len({in_words(one.reason) for one in read.values()}) == len(DEFINED)
    others = {number for number in range(0x600) if number not in read}
    assert {status_of(number).kind for number in others} == {StatusKind.UNKNOWN}


@pytest.mark.row("2.permanent-status")
@pytest.mark.parametrize("status", [0x0A, 0x0B, 0x01, 0x62])
async def test_a_permanent_refusal_fails_the_message_at_once_in_words(
    studio: Studio, status: int
) -> None:
    studio.carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, status)
    async with studio.running():
        sent = await studio.stands(await studio.sends(), M.FAILED)
    assert (sent.attempt, sent.reason) == (1, status_of(status).reason)
    assert await studio.alerts() == [in_words(sent.reason)]


@pytest.mark.row("2.temporary-status", "2.unknown-status")
@pytest.mark.parametrize("status", [0x45, 0x08, 0x64, 0x4FF, 0xDEADBEEF])
async def test_a_temporary_or_unknown_refusal_is_tried_again_a_bounded_number_of_times(
    studio: Studio, status: int
) -> None:
    studio.carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, status)
    with capture_logs() as logs:
        async with studio.running():
            first = await studio.sends()
            last = await studio.sends(attempt=MAX_ATTEMPTS - 1)
            await studio.stands(last, M.FAILED)
            waiting = await studio.stands(first, M.QUEUED)
            assert waiting.not_before > studio.now
    assert waiting.reason == status_of(status).reason
    told = {entry["status"] for entry in logs if entry["event"] == "smpp.unknown_status"}
    assert told == ({status} if status > 0x400 else set())


@pytest.mark.row("2.unknown-goes-again", "2.silence-is-unknown")
async def test_what_a_cut_left_unknown_is_recorded_so_and_sent_again(studio: Studio) -> None:
    def cut_once(got: Got) -> None:
        if studio.carrier.count(SUBMIT_SM) == 1:
            got.peer.cut()
        else:
            studio.carrier.behave(got)

    studio.carrier.rules[SUBMIT_SM] = cut_once
    async with studio.running():
        sent = await studio.sends()
        await studio.carrier.until(lambda: studio.carrier.count(BIND_TRX) == 2)
        await studio.bound()
        await studio.accepted("The next")  # wakes the sender, which else looks after seconds
        await studio.stands(sent, M.ACCEPTED)
    history = await studio.history(sent)
    assert history == ["queued", "sending", "unknown", "queued", "sending", "accepted"]
    assert studio.carrier.count(BIND_TRX) == 2


def texts(carrier: Carrier) -> Iterator[bytes]:
    for got in carrier.of(SUBMIT_SM):
        yield submitted(got.body)["octets"]


@pytest.mark.row("2.doubled-by-a-cut", "2.window")
async def test_cuts_double_no_more_than_a_window_each_and_lose_nothing(studio: Studio) -> None:
    window, cuts = 5, 3

    def cut_now_and_then(got: Got) -> None:
        if studio.carrier.count(SUBMIT_SM) in {12, 31, 50}:
            got.peer.cut()
        else:
            studio.carrier.behave(got)

    studio.carrier.rules[SUBMIT_SM] = cut_now_and_then
    async with studio.running(window=window):
        queued = [await studio.sends(f"No. {n}") for n in range(60)]
        for one in queued:
            await studio.stands(one, M.ACCEPTED)
    seen = list(texts(studio.carrier))
    assert set(seen) == {b"No. %d" % n for n in range(60)}
    assert cuts <= len(seen) - 60 <= cuts * window


@pytest.mark.row("4.answerable-sender", "2.several-carriers")
async def test_a_message_goes_over_the_carrier_that_has_our_number(
    studio: Studio, practice: object, aurora: Practitioner
) -> None:
    desk = Desk(studio.database, practice, aurora, studio.now)
    second = Carrier()
    await second.start()
    async with studio.running(
        second, numbers=("+390699000222",), second_numbers=(practice.sender,)
    ):
        await desk.book(await desk.client(), datetime(2026, 1, 15, 9, tzinfo=UTC))
        studio.now += timedelta(days=2)
        await second.until(lambda: second.count(SUBMIT_SM))
    assert studio.carrier.count(SUBMIT_SM) == 0
    await second.stop()
