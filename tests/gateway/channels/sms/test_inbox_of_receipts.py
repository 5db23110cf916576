"""Receipts that a carrier hands over: what becomes of the messages, and what staff hear."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from calendar_store.conversations import alerts
from calendar_store.messages.attempt_outcomes import Outcome as Attempt
from calendar_store.messages.attempt_outcomes import PartSent
from calendar_store.model.statuses import AlertKind, MessageStatus
from config.choices import ReceiptParts
from gateway.channels.sms.smpp.failures import failure_of
from gateway.channels.sms.smpp.inbound_pdus import (
    ReceiptState,
)
from gateway.messaging.outcomes import record_attempts
from gateway.wording.reason_words import in_words
from tests.support.exchange import CARRIER
from tests.support.intake import Intake
from tests.support.office import Office


@pytest.fixture
def office(database, practice, now):
    return Office(database, practice.id, now)


async def _accepted(office, keys=("17",)):
    await office.queue()
    (leased,) = await office.lease()
    parts = tuple(PartSent(n, key, key) for n, key in enumerate(keys, start=1))
    attempt = Attempt(leased, MessageStatus.ACCEPTED, parts=parts, billed=len(parts))
    async with office.database.write() as tx:
        await record_attempts(tx, [attempt], office.now, failure_of=failure_of)
    return leased


async def _alerts(office):
    async with office.database.read() as tx:
        return await alerts.open_of(tx, office.practice_id)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (ReceiptState.DELIVERED, MessageStatus.DELIVERED),
        (ReceiptState.UNDELIVERABLE, MessageStatus.FAILED),
        (ReceiptState.EXPIRED, MessageStatus.EXPIRED),
        (ReceiptState.ENROUTE, MessageStatus.ACCEPTED),
    ],
)
async def test_a_receipt_becomes_the_messages_fate_and_staff_hear_of_bad_ones(
    intake, office, state, status
):
    leased = await _accepted(office)
    await intake.inbox.receive([intake.receipt(state)])
    await intake.inbox.receive([intake.receipt(state)])
    message, _ = await office.fate(leased)
    assert message.status is status
    bad = status in {MessageStatus.FAILED, MessageStatus.EXPIRED}
    told = [
        (alert.kind, alert.message_id, in_words(alert.reason)) for alert in await _alerts(office)
    ]
    expected = (AlertKind.NOT_DELIVERED, leased.id, "the phone was switched off")
    assert told == ([expected] if bad else [])


async def test_a_bad_receipt_that_came_before_its_response_alerts_staff_too(intake, office):
    await intake.inbox.receive([intake.receipt(ReceiptState.REJECTED)])
    leased = await _accepted(office)
    assert (await office.fate(leased))[0].status is MessageStatus.FAILED
    assert len(await _alerts(office)) == 1


async def test_an_error_code_of_no_table_is_logged_as_it_came(intake, office):
    await _accepted(office)
    failed = replace(intake.receipt(ReceiptState.UNDELIVERABLE), error="77")
    with capture_logs() as logs:
        await intake.inbox.receive([failed])
    (line,) = [line for line in logs if "code" in line]
    assert (line["carrier"], line["code"], line["state"]) == ("primary", "77", "undeliverable")


async def test_a_receipt_without_an_id_changes_nothing(intake, office):
    leased = await _accepted(office)
    await intake.inbox.receive([intake.receipt(key="")])
    assert (await office.fate(leased))[0].status is MessageStatus.ACCEPTED


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        (ReceiptParts.ALL, MessageStatus.ACCEPTED),
        (ReceiptParts.FIRST, MessageStatus.DELIVERED),
        (ReceiptParts.LAST, MessageStatus.DELIVERED),
    ],
)
@pytest.mark.row("3.long-first", "3.long-last")
async def test_one_receipt_decides_about_a_long_text_where_the_carrier_sends_one(
    database, office, now, parts, status
):
    intake = Intake(database, now, replace(CARRIER, receipt_parts=parts))
    leased = await _accepted(office, ("a", "b"))
    await intake.inbox.receive([intake.receipt(key="b" if parts is ReceiptParts.LAST else "a")])
    assert (await office.fate(leased))[0].status is status
