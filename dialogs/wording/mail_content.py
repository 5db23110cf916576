"""The values of wording a mail: what it is about, and the mail in words."""

from datetime import datetime
from enum import StrEnum

from calendar_store.model.appointments import Appointment, Offer
from calendar_store.model.clients import Client
from calendar_store.model.messages import Message
from calendar_store.model.plain import plain
from calendar_store.model.practices import Practice
from dialogs.wording.rendering import Overrides


class MailAction(StrEnum):
    """What a client can do at a mail; the names of its buttons in mail.toml."""

    CONFIRM = "confirm"
    CANCEL = "cancel"
    MOVE = "move"
    SHOW = "show"
    TAKE = "take"
    KEEP = "keep"


@plain
class MailOccasion:
    """What a mail is about.

    Attributes:
        message: the message; its text is the body where there are no other facts.
        practice: the practice that writes.
        client: the recipient, if known.
        appointment: the appointment, with the practitioner's name.
        service: the service's name if it is safe to name, else "".
        now: the moment of sending, aware.
        phone: the practice's phone number as people write it.
        offer: the offered time.
        offered_with: the practitioner of the offered time.
        templates: the practice's own wordings of texts.
        restored: whether the appointment stands because its cancellation was undone.
    """

    message: Message
    practice: Practice
    client: Client | None
    appointment: Appointment | None
    service: str
    now: datetime
    phone: str = ""
    offer: Offer | None = None
    offered_with: str = ""
    templates: Overrides = ()
    restored: bool = False


@plain
class MailCard:
    """A visit in a mail.

    Attributes:
        day: the day in words.
        clock: the time of day.
        lines: label and value of each further line.
        void: whether the visit is cancelled.
    """

    day: str
    clock: str
    lines: tuple[tuple[str, str], ...]
    void: bool = False


@plain
class MailContent:
    """A mail in words.

    Attributes:
        language: code of the language.
        subject: the subject.
        greeting: the greeting; "" in an answer.
        paragraphs: the sentences before the card; lines within a paragraph are kept.
        card: the visit; None in mails about no visit.
        code: digits to type; "" in other mails.
        actions: the buttons, each with its label; the first is the main one.
        hints: the sentences after the buttons.
        why: why the client gets the mail.
        preferences: words of the link to the client's preferences.
        stop: words of the link that stops mails.
        yes: what a client answers who takes an offer; with `no`, only in offers.
        no: what a client answers who does not take an offer.
    """

    language: str
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    card: MailCard | None
    code: str
    actions: tuple[tuple[MailAction, str], ...]
    hints: tuple[str, ...]
    why: str
    preferences: str
    stop: str
    yes: str = ""
    no: str = ""
