"""Faxes by a mail-to-fax gateway: the mail that goes there, and what comes back for it."""

from dataclasses import replace
from datetime import timedelta
from email import policy
from email.parser import BytesParser

import pytest

from calendar_store.messages import attempt_outcomes, outbox
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind, MessageStatus
from gateway.channels.fax.fax_channel import FaxChannel
from gateway.channels.fax.hylafax.session import FaxServerAddress
from gateway.channels.mail.mail_channel import MAIL_CARRIER
from gateway.channels.mail.receiving.intake import MailIntake
from gateway.channels.mail.sending.composer import MailComposer, MailKeys
from gateway.channels.mail.sending.facts_of_mails import load_facts
from gateway.messaging.fax_receipts import FaxReceiptWords
from gateway.processes import WorkProcesses
from gateway.wording.reason_words import in_words
from tests.support.desk import Desk
from tests.support.fax_office import NUMBER, FaxOffice
from tests.support.mail_office import KEY, SENDER, MailOffice

WORDS = FaxReceiptWords(("successfully sent", "delivered"), ("not delivered", "failed"))
KEYS = MailKeys(SENDER, (KEY,), "https://book.example.org", fax_gateway="{digits}@fax.example.org")
pytestmark = pytest.mark.usefixtures("aurora")


class Gateway:
    """A practice that faxes by a gateway."""

    def __init__(self, desk):
        nowhere = FaxServerAddress("127.0.0.1", 1, "", "", 1.0)
        self.office = FaxOffice(desk.database, desk.practice, nowhere)
        self.mails = MailOffice(replace(desk, now=self.office.clock()))
        self.mails.intake = MailIntake(
            *(desk.database, self.mails.addresses, self.office.clock), faxes=WORDS
        )

    async def composed(self, message):
        async with self.office.database.read() as tx:
            loaded = await load_facts(tx, [message])
        composer = MailComposer(KEYS, WorkProcesses(0))
        (found,) = await composer.compose([message], loaded, self.office.clock())
        return found and found.mail

    async def taken(self):
        """A fax that the smarthost took for the gateway."""
        message = await self.office.queue(carrier=MAIL_CARRIER)
        now = self.office.clock()
        async with self.office.database.write() as tx:
            (leased,) = await outbox.lease(
                tx, MAIL_CARRIER, now=now, limit=1, owner="x", lasting=timedelta(minutes=3)
            )
            took = Outcome(leased, MessageStatus.ACCEPTED, awaits_receipt=False)
            await attempt_outcomes.record(tx, [took], now)
        return message

    async def comes(self, message, subject, text=""):
        """Let the gateway write to the address that the mail came from."""
        mail = await self.composed(message)
        sender = BytesParser(policy=policy.default).parsebytes(mail.content)["From"]
        address = sender.addresses[0].addr_spec
        raw = self.mails.answer(address, text, From="noreply@fax.example.org", Subject=subject)
        await self.mails.intake.take(raw, self.mails.addresses.read(address), "smtp")
        return await self.office.message(message)


@pytest.fixture
def gateway(database, practice, aurora, now):
    return Gateway(Desk(database, practice, aurora, now))


def test_the_channel_of_a_gateway_goes_over_the_smarthost(now):
    assert FaxChannel(MAIL_CARRIER).way("", NUMBER, now).carrier == MAIL_CARRIER
    assert FaxChannel(MAIL_CARRIER).way("", "02 CALL", now) is None


async def test_the_paper_goes_to_the_gateways_address_for_the_number(gateway):
    mail = await gateway.composed(await gateway.office.queue(carrier=MAIL_CARRIER))
    assert mail.recipient == "390212345678@fax.example.org"
    read = BytesParser(policy=policy.default).parsebytes(mail.content)
    assert read["To"].addresses[0].addr_spec == mail.recipient
    assert read["From"].addresses[0].addr_spec.startswith("calendar+r")
    (paper,) = [one for one in read.walk() if one.get_content_type() == "application/pdf"]
    assert paper.get_content() == gateway.office.content


async def test_what_is_no_number_is_no_address(gateway):
    assert await gateway.composed(await gateway.office.queue("evil@example.org")) is None


async def test_a_receipt_of_a_delivered_fax_is_believed(gateway):
    message = await gateway.taken()
    arrived = await gateway.comes(message, "Fax to +390212345678: successfully sent")
    assert arrived.status is MessageStatus.DELIVERED
    assert await gateway.office.alerts() == []
    assert await gateway.mails.inbox() == []


async def test_a_receipt_of_a_failed_fax_is_told(gateway):
    message = await gateway.taken()
    failed = await gateway.comes(message, "Your fax was NOT DELIVERED: line engaged")
    assert failed.status is MessageStatus.FAILED
    words = "the fax server says: Your fax was NOT DELIVERED: line engaged"
    assert in_words(failed.reason) == words
    assert [one.kind for one in await gateway.office.alerts()] == [AlertKind.NOT_DELIVERED]


async def test_words_that_are_not_known_are_noted_and_decide_nothing(gateway):
    message = await gateway.taken()
    waiting = await gateway.comes(message, "Your fax is in our queue")
    assert waiting.status is MessageStatus.ACCEPTED
    history = await gateway.office.history(message)
    assert history[-1].reason.code is ReasonCode.FAX_SAID
    assert (await gateway.comes(message, "Fax", "It was delivered.")).status == "delivered"


async def test_a_receipt_after_the_end_changes_nothing(gateway):
    message = await gateway.taken()
    await gateway.comes(message, "delivered")
    assert (await gateway.comes(message, "not delivered")).status is MessageStatus.DELIVERED
