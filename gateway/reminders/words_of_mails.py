"""What a planned mail says, as it will be composed: that is what staff read of it."""

from datetime import datetime

from calendar_store.model.messages import Message
from dialogs.wording.mail_content import MailOccasion
from dialogs.wording.mail_text import mail_text
from dialogs.wording.privacy import nameable
from gateway.messaging.channel import MessageChannel
from gateway.messaging.compose import reworded
from gateway.messaging.phone_words import readable_phone
from gateway.reminders.due_reminders import DueReminder


def in_mail(message: Message, due: DueReminder, channel: MessageChannel, now: datetime) -> Message:
    """Return a message with the words of its mail in place of those of a text.

    Args:
        message: the message as it was composed.
        due: the reminder that it is for.
        channel: the channel of mails.
        now: UTC.
    """
    practice, appointment = due.policy.practice, due.appointment
    occasion = MailOccasion(
        message=message,
        practice=practice,
        client=due.client,
        appointment=appointment,
        service=nameable(appointment),
        now=now,
        phone=readable_phone(practice.phone, practice.region),
        templates=due.policy.templates,
        restored=due.restored,
    )
    return reworded(message, mail_text(occasion), channel)
