"""The questions that reminders leave open in their conversations: whether the client comes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from calendar_store.conversations import conversation_state
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.model.appointments import Appointment
from calendar_store.model.conversations import Conversation, ConversationKey
from dialogs.answered_message import asked_anew
from dialogs.wording.reminders import reminder_question
from gateway.conversations.state_codec import remembered
from gateway.messaging.channel import Channels
from gateway.reminders.due_reminders import DueReminder


async def ask(
    tx: Transaction, asked: Iterable[tuple[DueReminder, str]], channels: Channels, now: datetime
) -> None:
    """Store the reminders' questions as open in their conversations.

    Appointments of one address that are due together are asked about together, each only once:
    several steps of one appointment may be due at the same time. A reaction to one of several
    texts does not tell which appointment it means, so the question keeps only a single text.
    """
    about: dict[tuple[int, ConversationKey], dict[int, Appointment]] = {}
    said: dict[tuple[int, ConversationKey], set[str]] = {}
    for due, text in asked:
        key = (due.policy.practice.id, due.conversation(channels))
        about.setdefault(key, {})[due.appointment.id] = due.appointment
        said.setdefault(key, set()).add(text)
    known = await conversation_state.load(tx, about)
    changed = []
    for key, appointments in about.items():
        before = known.get(key) or Conversation(*key, state={}, version=0)
        text = said[key].pop() if len(said[key]) == 1 else ""
        question = reminder_question(tuple(appointments.values()), now, text)
        state = asked_anew(remembered(before), question, before.key.channel, now)
        changed.append(replace(before, state=state.to_json(), last_outbound_at=now))
    await conversation_state.save(tx, changed, now)
    if changed:
        # texts received meanwhile were left until the lock on their conversations is released
        tx.notify(Topic.INBOUND)
