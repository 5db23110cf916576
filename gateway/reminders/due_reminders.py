"""Due reminders with what is known about them, and the channel that each one goes by.

A step names a channel. A text goes by mail to a client who prefers email; a mail goes as a text to
a client without a usable email, unless a later text is planned anyway. Two steps that would then
say the same by the same channel at the same time become one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from calendar_store.appointments import agenda
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.messages import reminders
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.messages import Reminder
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus, StepRule
from gateway import policies
from gateway.messaging import reach
from gateway.messaging.addresses import conversation
from gateway.messaging.channel import Channels
from gateway.messaging.reach import Reach
from gateway.policies import PracticeSettings

_KINDS = {StepRule.BOOKED: MessageKind.BOOKED, StepRule.CHANGED: MessageKind.CHANGED}
_ON_ITS_WAY = (MessageStatus.PLANNED, MessageStatus.QUEUED)


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A due reminder with its appointment, client and practice settings.

    Attributes:
        channel: the channel that it goes by, which need not be the step's.
        why_not: why it is not sent by any channel; a false reason if nothing speaks against it.
        restored: whether the appointment stands because its cancellation was undone; known of
            changes alone.
        changed_hands: whether it had another practitioner before; known of changes alone.
    """

    reminder: Reminder
    appointment: Appointment
    client: Client
    policy: PracticeSettings
    channel: Channel
    why_not: Reason = NO_REASON
    restored: bool = False
    changed_hands: bool = False

    @property
    def kind(self) -> MessageKind:
        """The kind of its message."""
        return _KINDS.get(self.reminder.rule, MessageKind.REMINDER)

    def conversation(self, channels: Channels) -> ConversationKey:
        """Return the conversation in which it is said."""
        return conversation(channels, self.policy.practice, self.client, self.channel)

    def conversations(self, channels: Channels) -> set[ConversationKey]:
        """Return the conversations in which it may be said, before its channel is decided."""
        practice = self.policy.practice
        kinds = reach.asked_about(self.client, channels, self.reminder.channel)
        return {conversation(channels, practice, self.client, kind) for kind in kinds}


async def load(tx: Transaction, claimed: Sequence[Reminder]) -> list[DueReminder]:
    """Load appointments, clients and settings of claimed reminders; channels are the steps' own."""
    appointments = await agenda.by_ids(tx, {(r.practice_id, r.appointment_id) for r in claimed})
    found = await clients.get_many(
        tx, {(a.practice_id, a.client_id) for a in appointments.values()}
    )
    known = await policies.load(tx, {reminder.practice_id for reminder in claimed})
    changes = {
        (one.practice_id, one.appointment_id) for one in claimed if one.rule is StepRule.CHANGED
    }
    back, handed = await agenda.restored(tx, changes), await agenda.changed_hands(tx, changes)
    dues = []
    for one in claimed:
        appointment = appointments[one.practice_id, one.appointment_id]
        client = found[one.practice_id, appointment.client_id]
        policy = known[one.practice_id]
        key = (one.practice_id, one.appointment_id)
        due = DueReminder(one, appointment, client, policy, one.channel)
        dues.append(replace(due, restored=key in back, changed_hands=key in handed))
    return dues


async def decide(
    tx: Transaction, dues: Sequence[DueReminder], channels: Channels
) -> list[DueReminder]:
    """Return the reminders with the channel that each goes by, or why it goes by none.

    Args:
        tx: the transaction that settles the reminders; their conversations are locked in it.
        dues: the reminders as they were loaded.
        channels: the configured channels.
    """
    asked = [
        (due.client, reach.asked_about(due.client, channels, due.reminder.channel)) for due in dues
    ]
    known = await reach.load(tx, asked, channels)
    siblings = await _siblings(tx, [due for due in dues if _is_doubtful(due, known)])
    return [_decided(due, known, siblings.get(_key(due), ())) for due in dues]


def _is_doubtful(due: DueReminder, known: Reach) -> bool:
    """Tell whether the channel depends on the other reminders of the visit."""
    step = due.reminder.channel
    if step is Channel.SMS:
        return known.preferred(due.client, step, due.kind) is not step
    return bool(known.refusal(due.client, step))


def _decided(due: DueReminder, known: Reach, siblings: Sequence[Reminder]) -> DueReminder:
    client, step, kind = due.client, due.reminder.channel, due.kind
    channel = known.preferred(client, step, kind)
    if channel is not step and any(_says_the_same(one, due.reminder) for one in siblings):
        return replace(due, channel=channel, why_not=Reason(ReasonCode.SAID_BY_EMAIL))
    refused = known.why_not(client, channel, kind)
    falls_back = step is Channel.EMAIL and known.refusal(client, step)
    if not falls_back or kind is MessageKind.CHANGED:
        return replace(due, channel=channel, why_not=refused)
    if any(_is_later_text(one, due.reminder) for one in siblings):
        return replace(due, why_not=Reason(ReasonCode.TEXT_FOLLOWS, {"why": refused}))
    if known.why_not(client, Channel.SMS, kind):
        return replace(due, why_not=refused)
    return replace(due, channel=Channel.SMS)


def _says_the_same(other: Reminder, text: Reminder) -> bool:
    """Tell whether a mail is planned by the same rule as a text that would go by mail."""
    return (
        other.channel is Channel.EMAIL
        and other.status in _ON_ITS_WAY
        and other.planned_by.rule_key[1:] == text.planned_by.rule_key[1:]
    )


def _is_later_text(other: Reminder, mail: Reminder) -> bool:
    return (
        other.channel is Channel.SMS
        and other.status is MessageStatus.PLANNED
        and other.due_at >= mail.due_at
    )


async def _siblings(
    tx: Transaction, dues: Sequence[DueReminder]
) -> Mapping[tuple[int, int], Sequence[Reminder]]:
    """Return all reminders of the same versions of the appointments, by appointment."""
    versions = {_key(due): due.reminder.version for due in dues}
    found: dict[tuple[int, int], list[Reminder]] = {}
    for one in await reminders.of_many(tx, versions):
        key = (one.practice_id, one.appointment_id)
        if one.version == versions[key]:
            found.setdefault(key, []).append(one)
    return found


def _key(due: DueReminder) -> tuple[int, int]:
    return due.reminder.practice_id, due.appointment.id
