"""The values of composing: the facts of one mail, loaded by the sender, and the composed mail.

The facts are complete: composing reads no store, no clock and no configuration.
"""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.model.appointments import Appointment, Offer
from calendar_store.model.clients import Client
from calendar_store.model.messages import Message
from calendar_store.model.plain import plain
from calendar_store.model.practices import Practice
from dialogs.wording.rendering import Overrides


@dataclass(frozen=True, slots=True)
class MailAddresses:
    """The addresses of ours in a mail, all bare, as "calendar@example.org".

    Attributes:
        sender: our address, in From. Its domain is that of the Message-ID.
        reply_to: the signed address to which the client answers; "" for none.
        envelope_sender: the signed address to which the mail is returned when it bounces.
        unsubscribe: the signed address of List-Unsubscribe; "" for none.
    """

    sender: str
    reply_to: str
    envelope_sender: str
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class MailLinks:
    """Signed links to the client's own pages; each is "" where there is none.

    Attributes:
        appointment: the page of the appointment.
        preferences: the page where the client chooses what to receive.
        unsubscribe: the page that stops mails; it takes the POST of RFC 8058 as well.
    """

    appointment: str = ""
    preferences: str = ""
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class MailThread:
    """The client's mail that is answered.

    Attributes:
        subject: its subject, with or without "Re:".
        message_id: its Message-ID, with the angle brackets.
        references: the message ids of its References, oldest first.
    """

    subject: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invitation:
    """A calendar object that goes with a mail (RFC 5546).

    Attributes:
        method: "REQUEST" or "CANCEL".
        content: the iCalendar object, UTF-8, folded, with CRLF line ends.
    """

    method: str
    content: bytes


@dataclass(frozen=True, slots=True)
class AttachedPaper:
    """A PDF that goes with a mail.

    Attributes:
        name: its file name, in ASCII.
        content: the PDF.
    """

    name: str
    content: bytes


@plain
class MailFacts:
    """All that composing has to know of one mail.

    Attributes:
        message: the message of the outbox. Its id is the Message-ID, its text is the body of
            answers, and of every kind whose facts below are missing.
        practice: the practice that writes.
        client: the recipient; None for somebody who is no client.
        appointment: the appointment that the mail is about, as it stands now, with the
            practitioner's name. For an offer: the appointment that the time would replace.
        service: the service's name, "" unless it is safe to name.
        sent_at: the moment of sending, aware: the Date.
        addresses: our addresses.
        links: links to the client's pages.
        thread: the client's mail that is answered; None where the mail begins a conversation.
        invitation: the calendar object to attach; None for none.
        offer: the offered time, for kind OFFER.
        offered_with: the practitioner of the offered time, "" not to name one.
        templates: the practice's own wordings of texts, as `render_reminder` takes them. What
            they say is kept, but for their instructions to answer a text.
        restored: whether the appointment stands because its cancellation was undone.
        attachment: the PDF to attach; None for none.
    """

    message: Message
    practice: Practice
    client: Client | None
    appointment: Appointment | None
    service: str
    sent_at: datetime
    addresses: MailAddresses
    links: MailLinks = MailLinks()
    thread: MailThread | None = None
    invitation: Invitation | None = None
    offer: Offer | None = None
    offered_with: str = ""
    templates: Overrides = ()
    restored: bool = False
    attachment: AttachedPaper | None = None


@dataclass(frozen=True, slots=True)
class ComposedMail:
    """A mail for the smarthost.

    Attributes:
        envelope_sender: the address of MAIL FROM.
        recipient: the address of RCPT TO, as in the store; IDNA is the sender's matter.
        data: the mail with CRLF line ends, not dot-stuffed. Seven-bit, but for addresses that
            need SMTPUTF8.
    """

    envelope_sender: str
    recipient: str
    data: bytes
