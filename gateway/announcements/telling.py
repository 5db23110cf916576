"""Tells the clients of an announcement: the messages, their questions, and what becomes of rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from calendar_store.appointments import announcements
from calendar_store.conversations import alerts, conversation_state
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.messages import outbox, reminders, suppression
from calendar_store.model.announcements import Announcement, ToldAppointment
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.conversations import Alert, Conversation, ConversationKey
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import AlertKind, Channel, MessageKind, MessageStatus
from dialogs.answered_message import asked_anew
from dialogs.wording.privacy import named
from gateway.announcements import addressees, told_words
from gateway.announcements.addressees import Addressee, Visit
from gateway.announcements.offered_times import Barred, TimesToOffer
from gateway.announcements.told_words import Matter
from gateway.conversations.state_codec import remembered
from gateway.messaging.addresses import conversation
from gateway.messaging.channel import Channels, MessageChannel, RouteChoice
from gateway.messaging.compose import Envelope, compose_message
from gateway.policies import PracticeSettings
from gateway.reminders import caps, carrierless

_log = structlog.get_logger(__name__)

_ANSWERED_NOW = timedelta(seconds=1)
"""How long a message waits for a client who is being answered at this moment."""
_TOLD_OFF = Reason(ReasonCode.TOLD_OFF)


@dataclass(frozen=True, slots=True)
class _Outgoing:
    """A message with its question, before both are stored."""

    addressee: Addressee
    key: ConversationKey
    message: Message
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class _Undone:
    """Why an addressee is not told now; with `retry_at`, when it is tried again, UTC."""

    reason: Reason
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Round:
    """What the messages of a batch are made of.

    Attributes:
        tx: the transaction.
        announced: the announcement.
        policy: the settings of its practice.
        channels: the configured channels.
        times: the times to offer; None for none.
        now: UTC.
    """

    tx: Transaction
    announced: Announcement
    policy: PracticeSettings
    channels: Channels
    times: TimesToOffer | None
    now: datetime


def matter_of(announced: Announcement) -> Matter:
    """Return what an announcement tells."""
    return Matter(announced.words, announced.off, announced.offers_times)


def barred_by(announced: Announcement) -> Barred | None:
    """Return the times that an announcement does not offer; None for no such."""
    if not announced.off:
        return None
    return Barred(announced.starts_at, announced.ends_at, announced.practitioner_id)


async def tell(
    tx: Transaction,
    announced: Announcement,
    policy: PracticeSettings,
    rows: Sequence[tuple[ToldAppointment, Visit]],
    *,
    channels: Channels,
    now: datetime,
    by_mail: bool = False,
) -> list[ToldAppointment]:
    """Queue the messages about appointments of an announcement.

    Args:
        tx: the transaction that has claimed the rows; settle what is returned in it.
        announced: the announcement.
        policy: the settings of its practice.
        rows: the rows with their appointments, which stand and have not begun.
        channels: the configured channels.
        now: UTC.
        by_mail: whether only mails are sent, in place of texts that did not arrive.

    Returns:
        The rows as they stand then.
    """
    if not rows:
        return []
    practice = policy.practice
    by_start = sorted((visit for _, visit in rows), key=lambda each: each[0].starts_at)
    people = await addressees.find(tx, practice, by_start, channels, by_mail=by_mail)
    keys = {
        one.address: conversation(channels, practice, one.client, one.channel)
        for one in people
        if one.channel
    }
    held = await conversation_state.hold(tx, set(keys.values()))
    visits = [visit[0] for visit in by_start]
    times = await _times(tx, announced, policy, visits, now) if announced.offers_times else None
    batch = _Round(tx, announced, policy, channels, times, now)
    made: list[tuple[Addressee, _Outgoing | _Undone]] = []
    for one in people:
        key = keys.get(one.address)
        if one.channel is None or key is None:
            made.append((one, _Undone(one.why_not)))
        elif (at := addressees.due(practice, one, now)) > now:
            made.append((one, _Undone(NO_REASON, at)))
        elif key not in held:
            made.append((one, _Undone(NO_REASON, now + _ANSWERED_NOW)))
        else:
            made.append((one, await _made(batch, one, key)))
    made = await _within_bounds(tx, policy, made, now)
    await _store(tx, announced, [one for _, one in made if isinstance(one, _Outgoing)], now)
    waits = [practice for _, one in made if _lacks_carrier(one)]
    await carrierless.tell(tx, waits, now)
    became = {visit[0].id: one for who, one in made for visit in who.visits}
    return [_settled(row, became[row.appointment_id]) for row, _ in rows]


async def alert_in_vain(
    tx: Transaction,
    gone: Sequence[ToldAppointment],
    visits: Mapping[tuple[int, int], Visit],
    in_vain: Collection[ReasonCode],
    now: datetime,
) -> None:
    """Alert staff to appointments that have begun while their messages waited.

    Args:
        tx: a writing transaction.
        gone: rows that are not told of any more.
        visits: appointments with their clients.
        in_vain: the reasons of those that waited.
        now: UTC.
    """
    new = []
    for row in gone:
        if row.reason.code in in_vain and (row.practice_id, row.appointment_id) in visits:
            one, client = visits[row.practice_id, row.appointment_id]
            facts = {"client": client.name, "why": row.reason}
            reason = Reason(ReasonCode.NOT_REMINDED, facts)
            kind = AlertKind.NOT_DELIVERED
            new.append(Alert(row.practice_id, tx.ids.new(), kind, reason, now, client.id, one.id))
    await alerts.raise_all(tx, new)


async def _times(
    tx: Transaction,
    announced: Announcement,
    policy: PracticeSettings,
    visits: Sequence[Appointment],
    now: datetime,
) -> TimesToOffer:
    key = (announced.practice_id, announced.id)
    before = (await announcements.told_by(tx, [key])).get(announced.id, [])
    told = {one.id for one in visits}
    return await TimesToOffer.load(
        *(tx, policy.practice, visits),
        barred=barred_by(announced),
        now=now,
        # what was offered by a text that did not arrive is offered by the mail
        offered=[each for one in before if one.appointment_id not in told for each in one.offered],
    )


async def _made(batch: _Round, addressee: Addressee, key: ConversationKey) -> _Outgoing | _Undone:
    """Return the message to an addressee, or why there is none."""
    channel, policy = batch.channels.of(key.channel), batch.policy
    way = channel.way(key.our_address, key.their_address, batch.now) if channel else None
    if channel is None or way is None:
        return _no_way(policy, addressee, key, channel, batch.now)
    visits, times = addressee.visits, batch.times
    slots = await times.take(visits[0][0]) if times and len(visits) == 1 else ()
    matter = matter_of(batch.announced)
    try:
        text = told_words.render_told(matter, addressee, slots, policy.templates)
        message = _message(batch.tx, addressee, key, text, channel=channel, way=way, now=batch.now)
    except Exception:  # noqa: BLE001 (one practice's entries must not stop the others)
        _log.exception("an announcement could not be worded", announcement=batch.announced.id)
        return _Undone(Reason(ReasonCode.NOT_WORDED))
    if named(message.text, policy.services):
        return _Undone(Reason(ReasonCode.NOT_WORDED))
    return _Outgoing(addressee, key, message, slots)


def _no_way(
    policy: PracticeSettings,
    addressee: Addressee,
    key: ConversationKey,
    channel: MessageChannel | None,
    now: datetime,
) -> _Undone:
    """Return why no carrier takes a message, and when it is tried again."""
    if channel is None or key.our_address not in channel.ours:
        again = carrierless.retry_at(policy.practice, addressee.visits[0][0], now)
        return _Undone(Reason(carrierless.WAITS), again)
    return _Undone(channel.why_none(key.our_address))


def _lacks_carrier(one: _Outgoing | _Undone) -> bool:
    return isinstance(one, _Undone) and one.reason.code is carrierless.WAITS


def _message(
    tx: Transaction,
    addressee: Addressee,
    key: ConversationKey,
    text: str,
    *,
    channel: MessageChannel,
    way: RouteChoice,
    now: datetime,
) -> Message:
    appointment, client = addressee.visits[0]
    envelope = Envelope(
        addressee.practice.id,
        sender=key.our_address,
        recipient=key.their_address,
        client_id=client.id,
        # a change of one of several leaves the message about the others
        appointment_id=appointment.id if len(addressee.visits) == 1 else None,
    )
    return compose_message(
        *(tx.ids, MessageKind.ANNOUNCEMENT, text, envelope),
        channel=channel,
        now=now,
        way=way,
        expires_at=addressee.begins,
    )


async def _within_bounds(
    tx: Transaction,
    policy: PracticeSettings,
    made: Sequence[tuple[Addressee, _Outgoing | _Undone]],
    now: datetime,
) -> list[tuple[Addressee, _Outgoing | _Undone]]:
    """Postpone texts beyond the practice's bound of the month or the day."""
    texts = [
        (policy.practice, one.message)
        for _, one in made
        if isinstance(one, _Outgoing) and one.message.channel is Channel.SMS
    ]
    waits = await caps.waiting(tx, texts, now)
    found: list[tuple[Addressee, _Outgoing | _Undone]] = []
    for who, one in made:
        if isinstance(one, _Outgoing) and one.message.id in waits:
            why, retry_at = waits[one.message.id]
            found.append((who, _Undone(Reason(why), retry_at)))
        else:
            found.append((who, one))
    return found


async def _store(
    tx: Transaction, announced: Announcement, going: Sequence[_Outgoing], now: datetime
) -> None:
    """Queue messages, open their questions, and leave out the reminders of what is off."""
    if not going:
        return
    visits = [(announced.practice_id, v[0].id) for one in going for v in one.addressee.visits]
    if not announced.off:
        some = [appointment_id for _, appointment_id in visits]
        await announcements.remind_again(tx, announced.practice_id, some, now)
    else:
        await suppression.about_appointments(tx, visits, _TOLD_OFF, now)
        await reminders.cancel(tx, visits, _TOLD_OFF)
    await outbox.enqueue(tx, [one.message for one in going])
    matter = matter_of(announced)
    known = await conversation_state.load(tx, {(announced.practice_id, one.key) for one in going})
    changed = []
    for one in going:
        key = (announced.practice_id, one.key)
        before = known.get(key) or Conversation(*key, state={}, version=0)
        asked = told_words.question(matter, one.addressee, one.slots, one.message.text, now)
        state = told_words.state_after(remembered(before), matter, one.addressee, asked, now)
        if asked is not None:
            state = asked_anew(state, asked, one.key.channel, now)
        changed.append(replace(before, state=state.to_json(), last_outbound_at=now))
    await conversation_state.save(tx, changed, now)
    # texts received meanwhile were left until the lock on their conversations is released
    tx.notify(Topic.INBOUND)


def _settled(row: ToldAppointment, one: _Outgoing | _Undone) -> ToldAppointment:
    if isinstance(one, _Outgoing):
        offered = tuple((slot.practitioner_id, slot.starts_at) for slot in one.slots)
        return replace(
            row,
            status=MessageStatus.QUEUED,
            reason=NO_REASON,
            message_id=one.message.id,
            offered=offered,
        )
    if one.retry_at is not None:
        return replace(row, reason=one.reason, due_at=one.retry_at)
    return replace(row, status=MessageStatus.SKIPPED, reason=one.reason)
