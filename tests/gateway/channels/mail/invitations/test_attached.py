"""Which mails carry an invitation."""

from dataclasses import replace

import pytest

from calendar_store.model.messages import Message
from calendar_store.model.statuses import (
    AppointmentStatus,
    Channel,
    MessageKind,
    MessageStatus,
)
from gateway.channels.mail.addresses import SignedAddresses
from gateway.channels.mail.invitations.attached import calendar_file_writer, invitation_for
from tests.support.dialogs.samples import ADA, NOW, PRACTICE, appointment

CLIENT = replace(ADA, email="ada@example.com")
MAIL = Message(
    *(1, 1, MessageKind.REPLY, Channel.EMAIL, "calendar@example.org", "ada@example.com", "Hi"),
    *(MessageStatus.QUEUED, NOW, NOW, None, 0),
)
STANDS, GONE = AppointmentStatus.BOOKED, AppointmentStatus.CANCELLED


@pytest.mark.parametrize(
    ("kind", "invites", "status", "invited", "method"),
    [
        (MessageKind.BOOKED, False, STANDS, False, "REQUEST"),
        (MessageKind.REMINDER, False, STANDS, True, "REQUEST"),
        (MessageKind.CHANGED, False, STANDS, True, "REQUEST"),
        (MessageKind.CHANGED, False, GONE, True, "CANCEL"),
        (MessageKind.REPLY, False, STANDS, False, None),
        (MessageKind.REPLY, True, STANDS, True, "REQUEST"),
        (MessageKind.REPLY, True, GONE, True, "CANCEL"),
        (MessageKind.REPLY, True, GONE, False, None),
        (MessageKind.REPLY, True, AppointmentStatus.ATTENDED, True, None),
        (MessageKind.STAFF, False, STANDS, True, None),
        (MessageKind.OFFER, False, STANDS, True, None),
        (MessageKind.CODE, False, STANDS, False, None),
    ],
)
def test_a_mail_about_an_appointment_carries_its_invitation(kind, invites, status, invited, method):
    mail = replace(MAIL, kind=kind, invites=invites)
    visit = appointment(status=status, invited=invited, sequence=2)
    found = invitation_for(mail, visit, PRACTICE, CLIENT, "calendar+r1@example.org", now=NOW)
    assert (found and found.method) == method
    if found is not None:
        assert b"UID:1.1@example.org\r\n" in found.content
        assert b"SEQUENCE:2\r\n" in found.content


@pytest.mark.parametrize(
    ("visit", "client"), [(None, CLIENT), (appointment(), None), (appointment(), ADA)]
)
def test_without_a_client_with_an_address_nobody_is_invited(visit, client):
    mail = replace(MAIL, kind=MessageKind.BOOKED)
    assert invitation_for(mail, visit, PRACTICE, client, "c@example.org", now=NOW) is None


def test_a_page_gives_a_file_with_the_uid_of_the_invitations():
    ours = SignedAddresses("calendar@example.org", [b"k" * 32])
    visit = appointment(id=4711)
    file = calendar_file_writer(ours, "book.example.org")(
        visit, PRACTICE, "it", NOW, "https://a.b/c"
    )
    mail = replace(MAIL, kind=MessageKind.BOOKED)
    organizer = ours.organizer(1, 4711)
    invitation = invitation_for(mail, visit, PRACTICE, CLIENT, organizer, now=NOW)
    assert invitation is not None
    for content in (file, invitation.content):
        unfolded = content.replace(b"\r\n ", b"")
        assert b"UID:4711.1@example.org\r\n" in unfolded
        assert f":mailto:{organizer}\r\n".encode() in unfolded
    assert b"METHOD:PUBLISH" in file
    assert b"disdire" in file


def test_without_mails_the_file_belongs_to_the_host_of_the_pages():
    file = calendar_file_writer(None, "book.example.org")(appointment(), PRACTICE, "en", NOW, "")
    assert b"UID:1.1@book.example.org\r\n" in file
    assert b"METHOD" not in file
