"""Decides which mail fits an occasion, and what a client can do at it."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import AppointmentStatus, MessageKind
from dialogs.wording.mail_content import MailAction, MailOccasion

CODE = re.compile(r"(?<!\d)\d{4,8}(?!\d)")
"""The digits of a code in a message."""


class MailVariant(StrEnum):
    """The mails of mail.toml.

    LAST: too late to cancel or move without a phone call. MESSAGE has the words of the message
    instead of words of mail.toml.
    """

    REMINDER = "reminder"
    REMINDER_CONFIRMED = "reminder_confirmed"
    REMINDER_LAST = "reminder_last"
    REMINDER_LAST_CONFIRMED = "reminder_last_confirmed"
    BOOKED = "booked"
    CHANGED = "changed"
    CHANGED_CONFIRMED = "changed_confirmed"
    RESTORED = "restored"
    RESTORED_CONFIRMED = "restored_confirmed"
    CANCELLED = "cancelled"
    OFFER = "offer"
    OFFER_INSTEAD = "offer_instead"
    CODE = "code"
    INVITATION = "invitation"
    RESET = "reset"
    MESSAGE = "message"


_ABOUT_ONE = frozenset({MessageKind.REMINDER, MessageKind.BOOKED, MessageKind.CHANGED})
_IN_TIME = (MailAction.MOVE, MailAction.CANCEL)
_ALL = (MailAction.CONFIRM, *_IN_TIME)
_ACTIONS: Mapping[MailVariant, tuple[MailAction, ...]] = {
    MailVariant.REMINDER: _ALL,
    MailVariant.REMINDER_CONFIRMED: _IN_TIME,
    MailVariant.REMINDER_LAST: (MailAction.CONFIRM,),
    MailVariant.REMINDER_LAST_CONFIRMED: (),
    MailVariant.BOOKED: _IN_TIME,
    MailVariant.CHANGED: _ALL,
    MailVariant.CHANGED_CONFIRMED: _IN_TIME,
    MailVariant.RESTORED: _ALL,
    MailVariant.RESTORED_CONFIRMED: _IN_TIME,
    MailVariant.CANCELLED: (),
    MailVariant.OFFER: (MailAction.TAKE, MailAction.KEEP),
    MailVariant.OFFER_INSTEAD: (MailAction.TAKE, MailAction.KEEP),
    MailVariant.CODE: (),
    MailVariant.INVITATION: (),
    MailVariant.RESET: (),
}
OF_ACCOUNTS: Mapping[str, MailVariant] = {
    one.value: one for one in (MailVariant.INVITATION, MailVariant.RESET)
}
"""The mails about accounts of staff, by the first line of the message; a link is its second."""
_OFFERS = frozenset({MailVariant.OFFER, MailVariant.OFFER_INSTEAD})


def variant_of(occasion: MailOccasion) -> MailVariant:
    """Return the mail that fits an occasion."""
    kind = occasion.message.kind
    if kind is MessageKind.CODE:
        return MailVariant.CODE if CODE.search(occasion.message.text) else MailVariant.MESSAGE
    if kind is MessageKind.ACCOUNT:
        return OF_ACCOUNTS.get(occasion.message.text.partition("\n")[0], MailVariant.MESSAGE)
    if kind is MessageKind.OFFER and occasion.offer:
        return MailVariant.OFFER_INSTEAD if occasion.appointment else MailVariant.OFFER
    if kind in _ABOUT_ONE and occasion.appointment:
        return _about_one(kind, occasion.appointment, occasion)
    return MailVariant.MESSAGE


def _about_one(kind: MessageKind, appointment: Appointment, occasion: MailOccasion) -> MailVariant:
    confirmed = appointment.status is AppointmentStatus.CONFIRMED
    if appointment.status is AppointmentStatus.CANCELLED:
        return MailVariant.CANCELLED
    if kind is MessageKind.BOOKED:
        return MailVariant.BOOKED
    if kind is MessageKind.CHANGED and occasion.restored:
        return MailVariant.RESTORED_CONFIRMED if confirmed else MailVariant.RESTORED
    if kind is MessageKind.CHANGED:
        return MailVariant.CHANGED_CONFIRMED if confirmed else MailVariant.CHANGED
    if _late(appointment, occasion):
        return MailVariant.REMINDER_LAST_CONFIRMED if confirmed else MailVariant.REMINDER_LAST
    return MailVariant.REMINDER_CONFIRMED if confirmed else MailVariant.REMINDER


def _late(appointment: Appointment, occasion: MailOccasion) -> bool:
    """Return whether it is too late to cancel or move without a phone call."""
    return occasion.now > appointment.starts_at - occasion.practice.minimum_notice


def actions_of(variant: MailVariant, occasion: MailOccasion) -> tuple[MailAction, ...]:
    """Return the buttons of a mail, the main one first.

    Args:
        variant: the mail.
        occasion: what it is about.
    """
    appointment = occasion.appointment
    actions = _ACTIONS.get(variant, (MailAction.SHOW,) if appointment else ())
    if appointment and variant not in _OFFERS and _late(appointment, occasion):
        return tuple(each for each in actions if each not in _IN_TIME)
    return actions


def hints_of(
    variant: MailVariant, actions: Sequence[MailAction], invitation: str
) -> tuple[str, ...]:
    """Return the names of the hints of a mail.

    Args:
        variant: the mail.
        actions: its buttons.
        invitation: the method of the calendar object in the mail, "" for none.
    """
    calendar = {"REQUEST": "calendar", "CANCEL": "calendar_cancelled"}.get(invitation)
    also = (calendar,) if calendar else ()
    if variant in _OFFERS:
        return ("answer_offer", *also)
    if MailAction.CONFIRM in actions and MailAction.MOVE in actions:
        return ("answer", *also)
    if MailAction.MOVE in actions:
        return ("answer_confirmed", *also)
    return also
