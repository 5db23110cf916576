"""What mails in place of texts say, as they will be composed: that is what staff read of them.

A mail in place of a text is planned with the words of the text. What the client reads is worded
for a mail ("Reply 1 to confirm" and "STOP" mean nothing there), so the row gets those words.
"""

from collections.abc import Sequence
from datetime import datetime

from calendar_store.appointments import agenda
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.messages import Message
from calendar_store.model.statuses import MessageKind
from calendar_store.practices import practices
from dialogs.wording.mail_content import MailOccasion
from dialogs.wording.mail_text import mail_text
from dialogs.wording.privacy import nameable
from gateway.messaging.channel import MessageChannel
from gateway.messaging.compose import reworded
from gateway.messaging.phone_words import readable_phone

_WORDED = frozenset({MessageKind.REMINDER, MessageKind.BOOKED})


async def in_mails(
    tx: Transaction, mails: Sequence[Message], channel: MessageChannel, now: datetime
) -> list[Message]:
    """Return mails with the words that their clients will read, where these are a mail's own.

    Args:
        tx: any transaction.
        mails: planned mails that are about to be queued.
        channel: the channel of mails.
        now: UTC.
    """
    some = [one for one in mails if one.kind in _WORDED]
    visits = await agenda.by_ids(tx, {(one.practice_id, one.appointment_id or 0) for one in some})
    people = await clients.get_many(tx, {(one.practice_id, one.client_id or 0) for one in some})
    ids = sorted({one.practice_id for one in some})
    known = {one.id: one for one in await practices.by_ids(tx, ids)}
    templates = await practices.templates(tx, ids) if ids else {}

    def worded(mail: Message) -> Message:
        visit = visits.get((mail.practice_id, mail.appointment_id or 0))
        if mail.kind not in _WORDED or visit is None:
            return mail
        practice = known[mail.practice_id]
        occasion = MailOccasion(
            message=mail,
            practice=practice,
            client=people.get((mail.practice_id, mail.client_id or 0)),
            appointment=visit,
            service=nameable(visit),
            now=now,
            phone=readable_phone(practice.phone, practice.region),
            templates=templates.get(practice.id, ()),
        )
        return reworded(mail, mail_text(occasion), channel)

    return [worded(mail) for mail in mails]
