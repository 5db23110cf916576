"""A mail is composed of what the store knows at its sending."""

from datetime import timedelta
from email import message_from_bytes, policy

from calendar_store.appointments import offers, waiting_list
from calendar_store.model.appointments import Offer
from calendar_store.model.statuses import Channel, MessageKind, OfferStatus
from gateway.channels.mail.addresses import SignedAddresses
from gateway.channels.mail.composing.compose import compose
from gateway.channels.mail.sending.facts_of_mails import MailIdentity, facts_of, load_facts
from gateway.links.links import Links
from tests.support.desk import BY, HALF_HOUR, Desk
from tests.support.office import Office

KEYS = (b"k" * 32,)
OURS = "calendar@example.org"
IDENTITY = MailIdentity(SignedAddresses(OURS, KEYS), Links("https://book.example.org", KEYS))
DAY = timedelta(days=1)


async def test_an_offer_by_mail_tells_the_offered_time(database, practice, aurora, now):
    desk = Desk(database, practice, aurora, now)
    client = await desk.client()
    async with database.write() as tx:
        entry = await waiting_list.join(
            *(tx, practice.id, client.id), starts_at=now, ends_at=now + 7 * DAY, by=BY, now=now
        )
        made = Offer(
            practice_id=practice.id,
            id=tx.ids.new(),
            entry_id=entry.id,
            client_id=client.id,
            practitioner_id=aurora.id,
            starts_at=now + DAY,
            ends_at=now + DAY + HALF_HOUR,
            status=OfferStatus.OFFERED,
            offered_at=now,
            expires_at=now + timedelta(hours=4),
        )
        assert await offers.make(tx, made)
    usual = {
        "kind": MessageKind.OFFER,
        "channel": Channel.EMAIL,
        "sender": OURS,
        "recipient": "ada@example.org",
        "client_id": client.id,
    }
    office = Office(database, practice.id, now)
    (message,) = await office.queue(**usual, expires_at=made.expires_at)
    (other,) = await office.queue(**usual, expires_at=now + DAY)
    async with database.read() as tx:
        loaded = await load_facts(tx, [message, other])
    facts, without = (facts_of(one, loaded, IDENTITY, now) for one in (message, other))
    assert (facts.offer, facts.offered_with) == (made, aurora.name)
    assert (without.offer, without.offered_with) == (None, "")
    mail = message_from_bytes(compose(facts).data, policy=policy.default)
    assert mail["Subject"].startswith("Si è liberato un orario: ")
    assert b"See you." in compose(without).data
    async with database.write() as tx:
        await offers.close(tx, practice.id, made.id, OfferStatus.EXPIRED, now)
    async with database.read() as tx:
        loaded = await load_facts(tx, [message])
    late = facts_of(message, loaded, IDENTITY, now)
    assert late.offer is None
