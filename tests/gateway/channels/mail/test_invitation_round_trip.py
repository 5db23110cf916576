"""From the mail about a booking to the answer of a calendar and back, as octets both ways."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import vobject

from calendar_store.model.messages import Message
from calendar_store.model.statuses import AppointmentStatus, Channel, MessageKind
from calendar_store.model.transitions import restored
from gateway.channels.mail.addresses import SignedAddresses
from gateway.channels.mail.composing.compose import compose
from gateway.channels.mail.mail_channel import MailChannel
from gateway.channels.mail.receiving.intake import MailIntake, Taken
from gateway.channels.mail.sending.facts_of_mails import MailIdentity, facts_of, load_facts
from gateway.links.links import Links
from tests.support.calendar_samples import OUTLOOK, OUTLOOK_COUNTER, crlf
from tests.support.exchange import START, Exchange

OURS, ADA, KEY = "calendar@example.org", "ada@example.com", b"k" * 32
LATER = START + timedelta(days=1)


class Post:
    """Mails between a practice and a client: composed and read, without a server between them."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.addresses = SignedAddresses(OURS, [KEY])
        links = Links("https://book.example.org", [KEY])
        self.identity = MailIdentity(self.addresses, links)
        self.intake = MailIntake(exchange.database, self.addresses, exchange.clock)
        self._known: set[int] = set()

    async def newest(self) -> tuple[Message, EmailMessage]:
        """The mail that was written since the last one, as its receiver reads it."""
        messages = await self.exchange.desk.messages()
        (new,) = [
            one for one in messages if one.id not in self._known and one.channel is Channel.EMAIL
        ]
        self._known |= {one.id for one in messages}
        async with self.exchange.database.read() as tx:
            loaded = await load_facts(tx, [new])
        facts = facts_of(new, loaded, self.identity, self.exchange.now)
        data = compose(facts).data
        return new, message_from_bytes(data, policy=policy.default)

    async def answers(self, invitation, calendar: str) -> None:
        """Let a calendar answer an invitation as Outlook does."""
        event = invitation.vevent
        start = event.dtstart.value.strftime("%Y%m%dT%H%M%S")
        said = (
            calendar.replace("4711.12@example.org", event.uid.value)
            .replace("SEQUENCE:2", f"SEQUENCE:{event.sequence.value}")
            .replace("Grazie\\, ci sarò\\n", "")
            .replace("Standard Time:20261203T100000", f"Standard Time:{start}")
        )
        to = event.organizer.value.removeprefix("mailto:")
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "a@else.example", to, "Accettato: Studio"
        mail["Message-ID"] = f"<{len(self._known)}-{self.exchange.now.timestamp()}@else.example>"
        mail.set_content("")
        method = "COUNTER" if "METHOD:COUNTER" in said else "REPLY"
        mail.add_alternative(
            crlf(said), maintype="text", subtype="calendar", params={"method": method}
        )
        signed = self.addresses.read(to)
        assert signed is not None
        assert await self.intake.take(mail.as_bytes(), signed, "smtp") is Taken.NEW
        await self.exchange.handled()


def invitation_in(mail: EmailMessage):
    """The invitation, if there is one; it is the same as alternative and as attachment."""
    found = [
        part.get_payload(decode=True)
        for part in mail.walk()
        if part.get_content_type() in {"text/calendar", "application/ics"}
    ]
    assert len(found) in {0, 2}
    assert len(set(found)) <= 1
    return vobject.readOne(found[0].decode()) if found else None


@pytest.fixture
async def post(desk):
    post = Post(Exchange(desk.steps_of("email booked"), beside=[MailChannel(OURS)]))
    yield post
    post.intake.close()


@pytest.fixture
async def visit(post):
    both = (Channel.SMS, Channel.EMAIL)
    client = await post.exchange.desk.client(email=ADA, agreed=both)
    booked = await post.exchange.desk.book(client, START)
    await post.exchange.planner.step()
    return booked


async def test_an_invitation_is_answered_moved_and_cancelled(post, visit):
    exchange = post.exchange
    _, mail = await post.newest()
    first = invitation_in(mail)
    assert first.method.value == "REQUEST"
    assert first.vevent.attendee.value == f"mailto:{ADA}"
    await post.answers(first, OUTLOOK)
    assert (await exchange.stands(visit))[0] is AppointmentStatus.CONFIRMED
    _, thanks = await post.newest()
    assert invitation_in(thanks) is None

    await exchange.desk.move(await exchange.desk.appointment(visit), LATER)
    await exchange.planner.step()
    message, mail = await post.newest()
    assert message.kind is MessageKind.CHANGED
    second = invitation_in(mail)
    for name in ("uid", "organizer"):
        assert getattr(second.vevent, name).value == getattr(first.vevent, name).value
    assert (first.vevent.sequence.value, second.vevent.sequence.value) == ("0", "1")
    assert second.vevent.dtstart.value == LATER
    assert second.vevent.attendee.params["PARTSTAT"] == ["NEEDS-ACTION"]

    # an answer to the first invitation is told what stands, with the current one
    await post.answers(first, OUTLOOK)
    assert (await exchange.stands(visit))[0] is AppointmentStatus.BOOKED
    _, told = await post.newest()
    assert invitation_in(told).vevent.sequence.value == "1"

    await exchange.desk.cancel(await exchange.desk.appointment(visit))
    await exchange.planner.step()
    _, mail = await post.newest()
    last = invitation_in(mail)
    assert (last.method.value, last.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert last.vevent.sequence.value == "2"

    # the cancellation is undone: no new time, and the calendar has the event back
    await exchange.desk.change(restored(await exchange.desk.appointment(visit)))
    await exchange.planner.step()
    message, mail = await post.newest()
    assert mail["Subject"].startswith("Your appointment stands again: ")
    assert "no longer cancelled" in message.text
    assert "new time" not in message.text
    again = invitation_in(mail)
    assert (again.method.value, again.vevent.status.value) == ("REQUEST", "CONFIRMED")
    assert again.vevent.sequence.value == "3"
    assert again.vevent.dtstart.value == LATER

    # a later move tells of a new time as before
    await exchange.desk.move(await exchange.desk.appointment(visit), START)
    await exchange.planner.step()
    assert (await post.newest())[1]["Subject"].startswith("New time for your appointment")


async def test_another_time_by_calendar_is_offered_by_mail(post, visit):
    _, mail = await post.newest()
    proposed = OUTLOOK_COUNTER.replace("20261204T113000", "20260116T100000")
    await post.answers(invitation_in(mail), proposed)
    message, _ = await post.newest()
    assert "Fri 16 Jan at 10:00" in message.text
    assert "is free" in message.text
