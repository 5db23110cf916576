"""What comes back about a mail: a bounce fails its message once, a delay is noted."""

import pytest

from calendar_store.conversations import alerts
from calendar_store.messages import message_rows
from calendar_store.messages.attempt_outcomes import Outcome, PartSent
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind, Channel, MessageStatus, PartStatus
from gateway.channels.mail.sending.mail_failures import failure_of
from gateway.messaging.failures import Failure
from gateway.messaging.mail_reports import MailReport, apply_reports
from gateway.wording.reason_words import in_words
from tests.support.office import Office

M = MessageStatus


@pytest.fixture
def office(database, practice, now):
    return Office(database, practice.id, now)


async def sent(office, status=M.ACCEPTED, part=PartStatus.ACCEPTED, **changes):
    """Return a mail that was sent, and stands so."""
    usual = {"channel": Channel.EMAIL, "carrier": "mail", "recipient": "ada@example.org"}
    await office.queue(**usual | changes)
    (leased,) = await office.lease(carrier="mail")
    again = office.now if status is M.UNKNOWN else None
    parts = (PartSent(1, "4XyZ", "", total=1, status=part),)
    await office.record(Outcome(leased, status, parts=parts, retry_at=again, awaits_receipt=False))
    return leased


async def reported(
    office, message, *, permanent=True, given_up=True, status="5.1.1", diagnostic="no such user"
):
    key = (message.practice_id, message.id)
    report = MailReport(*key, permanent, status, diagnostic, given_up=given_up)
    async with office.database.write() as tx:
        return await apply_reports(tx, [report], office.now, failure_of=failure_of)


async def test_a_bounce_fails_the_mail_and_tells_staff_once(office):
    message = await sent(office)
    (moved,) = await reported(office, message, diagnostic="550 5.1.1\r\n no such user")
    assert failure_of(moved.reason) is Failure.NUMBER
    found, history = await office.fate(message)
    assert (found.status, history[-2:]) == (M.FAILED, ["accepted", "failed"])
    assert in_words(found.reason) == "the mail came back (5.1.1): 550 5.1.1 no such user"
    assert await reported(office, message) == []
    async with office.database.read() as tx:
        told = await alerts.open_of(tx, office.practice_id)
    assert [one.kind for one in told].count(AlertKind.NOT_DELIVERED) == 1


async def test_a_server_that_gives_up_after_days_fails_the_mail_as_a_passing_fault(office):
    message = await sent(office)
    said = {"permanent": False, "status": "4.4.7", "diagnostic": "delivery time expired"}
    (moved,) = await reported(office, message, **said)
    assert failure_of(moved.reason) is Failure.PHONE
    found, _ = await office.fate(message)
    assert found.status is M.FAILED
    assert in_words(found.reason) == (
        "a mail server tried for some time and gave up (4.4.7): delivery time expired"
    )
    assert await reported(office, message, given_up=False, **said) == []


async def test_a_delay_is_noted_and_changes_nothing(office):
    message = await sent(office)
    assert await reported(office, message, permanent=False, given_up=False, status="4.4.1") == []
    found, history = await office.fate(message)
    assert (found.status, history[-2:]) == (M.ACCEPTED, ["accepted", "accepted"])
    async with office.database.read() as tx:
        events = await message_rows.histories(tx, message.practice_id, [message.id])
    assert events[message.id][-1].reason.code is ReasonCode.MAIL_DELAYED


async def test_a_bounce_of_a_mail_that_waits_to_be_sent_again_ends_it(office):
    message = await sent(office, M.UNKNOWN, PartStatus.DOUBT)
    assert (await office.fate(message))[0].status is M.QUEUED
    assert len(await reported(office, message)) == 1
    assert await office.lease(carrier="mail") == []


async def test_reports_about_texts_unsent_and_unknown_mails_change_nothing(office):
    (unsent,) = await office.queue(channel=Channel.EMAIL, carrier="mail")
    (text,) = await office.queue()
    await office.lease()
    for message in (unsent, text):
        assert await reported(office, message) == []
    stray = MailReport(office.practice_id, 4711, True, "5.1.1", "")
    async with office.database.write() as tx:
        assert await apply_reports(tx, [stray], office.now, failure_of=failure_of) == []


@pytest.mark.parametrize(
    ("status", "failure"),
    [("5.1.1", Failure.NUMBER), ("5.2.2", Failure.PHONE), ("5.7.1", Failure.CONTENT), ("", None)],
)
async def test_the_status_tells_whose_fault_it_is(office, status, failure):
    (moved,) = await reported(office, await sent(office), status=status)
    assert failure_of(moved.reason) is failure
