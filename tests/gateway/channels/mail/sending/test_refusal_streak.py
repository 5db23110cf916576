"""A smarthost that refuses everybody is at fault, and no address is held against its owner."""

from datetime import timedelta

import pytest

from calendar_store.clients import clients
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import MessageStatus
from gateway.wording.reason_words import in_words

M = MessageStatus
HOUR = timedelta(hours=1)
WRONG = [
    "553 5.6.7 non-ASCII addresses are not permitted",
    "550 5.1.1 Recipient address rejected: unverified",
    "550 sender verify failed",
    "550 5.7.1 Client host rejected: blocked",
]


async def _due(mail_office, count, first=1, domain="d{}.example"):
    for number in range(first, first + count):
        client = await mail_office.client(number, f"ada@{domain.format(number)}")
        appointment = await mail_office.book(client, mail_office.now + HOUR * (24 + number))
        await mail_office.remind(client, appointment)


async def _bad(mail_office):
    async with mail_office.database.read() as tx:
        everybody = await clients.page(tx, mail_office.practice.id, limit=1000)
    return {client.email for client in everybody if client.email_bad}


@pytest.mark.parametrize("reply", WRONG)
async def test_a_relay_that_refuses_everybody_is_told_once_and_marks_nobody(mail_office, reply):
    await _due(mail_office, 8)
    refusing = True
    mail_office.host.judge = lambda stage, _: reply if refusing and stage == "rcpt" else None
    async with mail_office.running() as carrier:
        sweeper = mail_office.sweeper(with_refusals=True)
        await mail_office.until_so(lambda m: m.status is M.QUEUED and m.attempt == 1, 7)
        await mail_office.until_so(lambda m: m.status is M.FAILED, 1)

        async def recanted():
            return not await _bad(mail_office)

        await mail_office.until_true(recanted)
        await sweeper.sweep()
        told = [one.reason for one in await mail_office.alerts()]
        codes = {ReasonCode.LOG_IN_REFUSED, ReasonCode.SMTP_REFUSED}
        assert (len(told), {one.code for one in told}) == (2, codes)
        (of_all,) = [one for one in told if one.code is ReasonCode.LOG_IN_REFUSED]
        told_words = in_words(of_all)
        assert told_words.startswith("No email goes out: the mail server refuses mails to several")
        assert reply.rsplit(" ", 1)[-1] in told_words
        assert carrier.status(mail_office.now)["hindrance"]
        # the relay is corrected: what waited goes out, and the alert closes by itself
        refusing = False
        await mail_office.pass_time(2 * HOUR)
        await mail_office.until(M.ACCEPTED, 7)
        await sweeper.sweep()
    assert ReasonCode.LOG_IN_REFUSED not in {r.reason.code for r in await mail_office.alerts()}
    assert not await _bad(mail_office)


async def test_addresses_that_do_not_exist_are_marked_beside_a_mail_that_is_taken(mail_office):
    await _due(mail_office, 2)
    mail_office.host.judge = lambda stage, _: "550 5.1.1 User unknown" if stage == "rcpt" else None
    async with mail_office.running():
        await mail_office.until_so(lambda m: m.status is M.QUEUED and m.attempt == 1, 1)
        mail_office.host.judge = lambda stage, argument: (
            "550 5.1.1 User unknown" if stage == "rcpt" and "@good" not in argument else None
        )
        await _due(mail_office, 1, first=3, domain="good{}.example")
        await mail_office.until(M.ACCEPTED, 1)
        await mail_office.pass_time(2 * HOUR)
        await mail_office.until(M.FAILED, 2)
    assert await _bad(mail_office) == {"ada@d1.example", "ada@d2.example"}


async def test_two_bad_addresses_and_no_other_mail_fail_in_the_end(mail_office):
    await _due(mail_office, 2)
    mail_office.host.judge = lambda stage, _: "550 5.1.1 User unknown" if stage == "rcpt" else None
    async with mail_office.running():
        for attempt in range(1, 6):
            await mail_office.until_so(lambda m, a=attempt: m.attempt == a, 1)
            await mail_office.until_so(lambda m: m.status is M.QUEUED, 1)
            await mail_office.pass_time(HOUR)
        await mail_office.until(M.FAILED, 2)
    assert await _bad(mail_office) == {"ada@d1.example", "ada@d2.example"}
