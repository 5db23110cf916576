"""Words a mail: subject, greeting, sentence, card, buttons, hints and footer.

What the dialogs write for a text ("Reply 1 to confirm ... STOP to stop texts.") reads badly in a
mail. So reminders, bookings, changes, offers and codes have words of their own in mail.toml, made
from the facts when the mail is composed. Answers to clients keep the words of the dialog.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from calendar_store.model.appointments import Appointment, Offer
from calendar_store.model.clients import Client
from calendar_store.model.messages import Message
from calendar_store.model.plain import plain
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus, MessageKind
from dialogs.languages.writing import write_when
from dialogs.wording import privacy
from dialogs.wording.mail_words import MailWords, mail_words
from dialogs.wording.rendering import Overrides
from dialogs.wording.text_in_mail import OwnText, for_mail, own_sentences

_CODE = re.compile(r"(?<!\d)\d{4,8}(?!\d)")
_ANSWERS = frozenset({MessageKind.REPLY, MessageKind.STAFF})


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
        several: first name and appointment of each visit of a reminder about several.
        offer: the offered time.
        offered_with: the practitioner of the offered time.
        templates: the practice's own wordings of texts.
    """

    message: Message
    practice: Practice
    client: Client | None
    appointment: Appointment | None
    service: str
    now: datetime
    phone: str = ""
    several: tuple[tuple[str, Appointment], ...] = ()
    offer: Offer | None = None
    offered_with: str = ""
    templates: Overrides = ()


@plain
class MailCard:
    """A visit in a mail.

    Attributes:
        name: the first name, in a mail about several visits.
        day: the day in words.
        clock: the time of day.
        lines: label and value of each further line.
        void: whether the visit is cancelled.
    """

    name: str
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
        cards: the visits.
        about: label and value of lines that hold for all visits: where, phone.
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
    cards: tuple[MailCard, ...]
    about: tuple[tuple[str, str], ...]
    code: str
    actions: tuple[tuple[MailAction, str], ...]
    hints: tuple[str, ...]
    why: str
    preferences: str
    stop: str
    yes: str = ""
    no: str = ""


def word_mail(occasion: MailOccasion, invitation: str = "") -> MailContent:
    """Return a mail in words, in the client's language, else the practice's, else English.

    Args:
        occasion: what the mail is about.
        invitation: the method of the calendar object in the mail, "" for none.
    """
    client, practice = occasion.client, occasion.practice
    words = mail_words(client.locale if client else "", practice.locale)
    variant = _variant(occasion)
    values = _values(occasion, words)
    acts = _actions(variant, occasion)
    return MailContent(
        language=words.code,
        subject=privacy.fill(words.subjects[_SUBJECT.get(variant, variant)], values),
        greeting=_greeting(occasion, words, values),
        paragraphs=_paragraphs(variant, occasion, words, values),
        cards=_cards(variant, occasion, words),
        about=_about(variant, occasion, words),
        code=values["code"] if variant == "code" else "",
        actions=tuple((act, words.buttons[act]) for act in acts),
        hints=tuple(words.hints[each] for each in _hints(variant, acts, invitation)),
        why=privacy.fill(words.footer[_WHY.get(variant, "appointment")], values),
        preferences=words.footer["preferences"],
        stop=words.footer["stop"],
        yes=words.answers["yes"] if variant in _OFFERS else "",
        no=words.answers["no"] if variant in _OFFERS else "",
    )


_OFFERS = ("offer", "offer_instead")
_SUBJECT = {"several_text": "several"}
_WHY = {
    "offer": "offer",
    "offer_instead": "offer",
    "offer_text": "offer",
    "code": "code",
    "message": "message",
    "cancelled": "cancelled",
}


def _variant(occasion: MailOccasion) -> str:
    """Return which mail of mail.toml fits; "message" and "*_text" have the message's own words."""
    kind, appointment = occasion.message.kind, occasion.appointment
    if kind is MessageKind.CODE and _CODE.search(occasion.message.text):
        return "code"
    if kind is MessageKind.OFFER and occasion.offer:
        return "offer_instead" if appointment else "offer"
    if kind is MessageKind.REMINDER and occasion.several:
        return _urgency("several", tuple(each for _, each in occasion.several), occasion)
    if kind is MessageKind.REMINDER and appointment is None:
        return "several_text"
    if kind in _ABOUT_ONE and appointment is not None:
        if appointment.status is AppointmentStatus.CANCELLED:
            return "cancelled"
        if kind is MessageKind.REMINDER:
            return _urgency("reminder", (appointment,), occasion)
        confirmed = appointment.status is AppointmentStatus.CONFIRMED
        changed = "changed_confirmed" if confirmed else "changed"
        return "booked" if kind is MessageKind.BOOKED else changed
    return "message"


_ABOUT_ONE = frozenset({MessageKind.REMINDER, MessageKind.BOOKED, MessageKind.CHANGED})


def _urgency(name: str, appointments: Sequence[Appointment], occasion: MailOccasion) -> str:
    confirmed = all(each.status is AppointmentStatus.CONFIRMED for each in appointments)
    last = "_last" if _late(appointments[0], occasion) else ""
    if name == "several" and last:
        return "several_last"
    return f"{name}{last}{'_confirmed' if confirmed else ''}"


def _late(appointment: Appointment, occasion: MailOccasion) -> bool:
    """Return whether it is too late to cancel or move without a phone call."""
    return occasion.now > appointment.starts_at - occasion.practice.minimum_notice


def _values(occasion: MailOccasion, words: MailWords) -> dict[str, str]:
    practice, client = occasion.practice, occasion.client
    offer, appointment = occasion.offer, occasion.appointment
    start = offer.starts_at if offer else appointment.starts_at if appointment else None
    digits = _CODE.search(occasion.message.text)
    return {
        "practice": _one_line(practice.told_as),
        "phone": occasion.phone,
        "first": _one_line(client.first) if client else "",
        "short": words.short(start, practice) if start else "",
        "until": words.until(offer.expires_at, occasion.now, practice) if offer else "",
        "instead": words.when(appointment.starts_at, practice) if offer and appointment else "",
        "code": digits[0] if digits else "",
    }


def _greeting(occasion: MailOccasion, words: MailWords, values: dict[str, str]) -> str:
    if occasion.message.kind in _ANSWERS:
        return ""
    return privacy.fill(words.greetings["named" if values["first"] else "unnamed"], values)


def _paragraphs(
    variant: str, occasion: MailOccasion, words: MailWords, values: dict[str, str]
) -> tuple[str, ...]:
    if variant not in words.leads:
        return for_mail(occasion.message.text, values["practice"])
    own = _own_sentences(variant, occasion, words, values) if occasion.templates else ()
    return own or (privacy.fill(words.leads[variant], values),)


def _own_sentences(
    variant: str, occasion: MailOccasion, words: MailWords, values: dict[str, str]
) -> tuple[str, ...]:
    practice, appointment = occasion.practice, occasion.appointment
    if appointment is None:
        return ()
    date = write_when(appointment.starts_at, words.code, practice.timezone, practice.region)
    own = OwnText(variant, words.code, values["practice"], values["first"], date)
    return own_sentences(occasion.message.text, own, occasion.templates)


def _cards(variant: str, occasion: MailOccasion, words: MailWords) -> tuple[MailCard, ...]:
    practice, offer, appointment = occasion.practice, occasion.offer, occasion.appointment
    if variant in _OFFERS and offer:
        lines = _lines((("with", occasion.offered_with), ("service", occasion.service)), words)
        return (_card("", offer.starts_at, lines, practice, words),)
    if variant.startswith("several") and occasion.several:
        return tuple(
            _card(
                *(_one_line(first), each.starts_at),
                *(_lines((("with", each.practitioner),), words), practice, words),
            )
            for first, each in occasion.several
        )
    if appointment is None or variant not in words.leads or variant == "code":
        return ()
    lines = _lines((("with", appointment.practitioner), ("service", occasion.service)), words)
    card = _card("", appointment.starts_at, lines, practice, words)
    return (MailCard(card.name, card.day, card.clock, lines, void=variant == "cancelled"),)


def _card(
    name: str,
    start: datetime,
    lines: tuple[tuple[str, str], ...],
    practice: Practice,
    words: MailWords,
) -> MailCard:
    return MailCard(name, words.day(start, practice), words.clock(start, practice), lines)


def _about(variant: str, occasion: MailOccasion, words: MailWords) -> tuple[tuple[str, str], ...]:
    if variant not in words.leads or variant == "code":
        return ()
    where = "" if variant == "cancelled" else occasion.practice.address
    return _lines((("where", where), ("phone", occasion.phone)), words)


def _lines(pairs: Sequence[tuple[str, str]], words: MailWords) -> tuple[tuple[str, str], ...]:
    return tuple((words.labels[name], _one_line(value)) for name, value in pairs if value.strip())


def _actions(variant: str, occasion: MailOccasion) -> tuple[MailAction, ...]:
    acts = _ACTIONS.get(variant, (MailAction.SHOW,) if occasion.appointment else ())
    appointment = occasion.appointment
    if appointment and variant not in _OFFERS and _late(appointment, occasion):
        return tuple(each for each in acts if each not in _IN_TIME)
    return acts


_IN_TIME = (MailAction.MOVE, MailAction.CANCEL)
_ALL = (MailAction.CONFIRM, MailAction.MOVE, MailAction.CANCEL)
_ACTIONS: dict[str, tuple[MailAction, ...]] = {
    "reminder": _ALL,
    "reminder_confirmed": _IN_TIME,
    "reminder_last": (MailAction.CONFIRM,),
    "reminder_last_confirmed": (),
    "booked": _IN_TIME,
    "changed": _ALL,
    "changed_confirmed": _IN_TIME,
    "cancelled": (),
    "offer": (MailAction.TAKE, MailAction.KEEP),
    "offer_instead": (MailAction.TAKE, MailAction.KEEP),
    "code": (),
}


def _hints(variant: str, acts: Sequence[MailAction], invitation: str) -> tuple[str, ...]:
    calendar = {"REQUEST": "calendar", "CANCEL": "calendar_cancelled"}.get(invitation)
    also = (calendar,) if calendar else ()
    if variant in _OFFERS:
        return ("answer_offer", *also)
    if variant == "several" or (variant in ("reminder", "changed") and MailAction.MOVE in acts):
        return ("answer", *also)
    if variant == "several_confirmed" or MailAction.MOVE in acts:
        return ("answer_confirmed", *also)
    return also


def _one_line(text: str) -> str:
    return " ".join(text.split())
