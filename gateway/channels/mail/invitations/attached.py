"""Tells which mails carry an invitation and writes it, and writes the file of clients' pages."""

from collections.abc import Callable
from datetime import datetime

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import STANDING, AppointmentStatus, MessageKind
from gateway.channels.mail.addresses import SignedAddresses
from gateway.channels.mail.composing.mail_facts import Invitation
from gateway.channels.mail.invitations.invitation import (
    InvitationMethod,
    calendar_file,
    invitation_of,
    uid_of,
)

CalendarFileWriter = Callable[[Appointment, Practice, str, datetime, str], bytes]
"""Writes the file of a client's page: (appointment, practice, language, now, URL) -> content."""

_OF_AN_APPOINTMENT = frozenset({MessageKind.BOOKED, MessageKind.REMINDER, MessageKind.CHANGED})


def invitation_for(
    message: Message,
    appointment: Appointment | None,
    practice: Practice,
    client: Client | None,
    organizer_address: str,
    *,
    now: datetime,
    link: str = "",
) -> Invitation | None:
    """Return the invitation that a mail carries, None for none.

    Args:
        message: the mail.
        appointment: the appointment that it is about, as it stands now; None for none or several.
        practice: the practice that writes.
        client: the recipient; None for somebody who is no client.
        organizer_address: our address that calendars answer to; its domain is that of the UID.
        now: the moment of sending, UTC.
        link: the address of the client's page about the appointment, "" for none.
    """
    if appointment is None or client is None or not client.email:
        return None
    method = _method(message, appointment)
    if method is None:
        return None
    uid = uid_of(appointment, organizer_address.rpartition("@")[2])
    return invitation_of(
        *(appointment, practice, client),
        organizer=organizer_address,
        uid=uid,
        method=method,
        now=now,
        link=link,
    )


def calendar_file_writer(addresses: SignedAddresses | None, host: str) -> CalendarFileWriter:
    """Return the function by which clients' pages write "add to calendar" files.

    Args:
        addresses: our signed addresses; None where no mails are sent. The file has the UID of the
            invitations, so that a calendar that has one keeps a single entry.
        host: the host of our pages, for the UID where no mails are sent.
    """

    def write(
        appointment: Appointment, practice: Practice, locale: str, now: datetime, link: str
    ) -> bytes:
        ours = addresses.organizer(practice.id, appointment.id) if addresses else ""
        domain = addresses.domain if addresses else host
        uid = uid_of(appointment, domain)
        return calendar_file(
            appointment, practice, locale, uid=uid, now=now, link=link, organizer=ours
        )

    return write


def _method(message: Message, appointment: Appointment) -> InvitationMethod | None:
    if message.kind not in _OF_AN_APPOINTMENT and not message.invites:
        return None
    if appointment.status in STANDING:
        return InvitationMethod.REQUEST
    # nothing is taken back that was never sent
    cancelled = appointment.status is AppointmentStatus.CANCELLED
    return InvitationMethod.CANCEL if cancelled and appointment.invited else None
