"""Words a mail: subject, greeting, sentence, card, buttons, hints and footer.

What the dialogs write for a text ("Reply 1 to confirm ... STOP to stop texts.") reads badly in a
mail. So reminders, bookings, changes, offers and codes have words of their own in mail.toml, made
from the facts when the mail is composed. Answers to clients keep the words of the dialog.
"""

from calendar_store.model.statuses import MessageKind
from dialogs.languages.writing import write_when
from dialogs.wording import privacy
from dialogs.wording.mail_content import MailCard, MailContent, MailOccasion
from dialogs.wording.mail_names import name_in_mail, text_in_mail
from dialogs.wording.mail_variants import (
    CODE,
    OF_ACCOUNTS,
    MailVariant,
    actions_of,
    hints_of,
    variant_of,
)
from dialogs.wording.mail_words import MailWords, mail_words
from dialogs.wording.reminders import render_reminder
from dialogs.wording.text_in_mail import OwnText, for_mail, own_sentences

_CONVERSING = frozenset(
    {
        *(MessageKind.REPLY, MessageKind.STAFF, MessageKind.ANNOUNCEMENT),
        *(MessageKind.FOLLOW_UP, MessageKind.RECALL),
    }
)
_OFFERS = frozenset({MailVariant.OFFER, MailVariant.OFFER_INSTEAD})
_RESTORED = frozenset({MailVariant.RESTORED, MailVariant.RESTORED_CONFIRMED})
_WHY = {
    MailVariant.OFFER: "offer",
    MailVariant.OFFER_INSTEAD: "offer",
    MailVariant.CODE: "code",
    MailVariant.INVITATION: "account",
    MailVariant.RESET: "account",
    MailVariant.MESSAGE: "message",
    MailVariant.CANCELLED: "cancelled",
}
"""The sentence of the footer, where it is not "appointment"."""


def word_mail(occasion: MailOccasion, invitation: str = "") -> MailContent:
    """Return a mail in words, in the client's language, else the practice's, else English.

    Args:
        occasion: what the mail is about.
        invitation: the method of the calendar object in the mail, "" for none.
    """
    client, practice = occasion.client, occasion.practice
    words = mail_words(client.locale if client else "", practice.locale)
    variant = variant_of(occasion)
    values = _values(occasion, words)
    actions = actions_of(variant, occasion)
    offers = variant in _OFFERS
    return MailContent(
        language=words.code,
        subject=_subject(variant, occasion, words, values),
        greeting=_greeting(occasion, words, values),
        paragraphs=_paragraphs(variant, occasion, words, values),
        card=_card(variant, occasion, words),
        code=values["code"] if variant is MailVariant.CODE else "",
        actions=tuple((each, words.buttons[each]) for each in actions),
        hints=tuple(words.hints[each] for each in hints_of(variant, actions, invitation)),
        why=privacy.fill(words.footer[_why(variant, occasion)], values),
        preferences=words.footer["preferences"],
        stop=words.footer["stop"],
        yes=words.answers["yes"] if offers else "",
        no=words.answers["no"] if offers else "",
    )


def _values(occasion: MailOccasion, words: MailWords) -> dict[str, str]:
    practice, client = occasion.practice, occasion.client
    offer, appointment = occasion.offer, occasion.appointment
    start = offer.starts_at if offer else appointment.starts_at if appointment else None
    digits = CODE.search(occasion.message.text)
    return {
        "practice": name_in_mail(practice.told_as),
        "phone": occasion.phone,
        "first": name_in_mail(client.first) if client else "",
        "short": words.short(start, practice) if start else "",
        "until": words.until(offer.expires_at, occasion.now, practice) if offer else "",
        "instead": words.when(appointment.starts_at, practice) if offer and appointment else "",
        "code": digits[0] if digits else "",
    }


def _subject(
    variant: MailVariant, occasion: MailOccasion, words: MailWords, values: dict[str, str]
) -> str:
    if occasion.message.kind is MessageKind.PAPER:
        return text_in_mail(occasion.message.text).partition("\n")[0]
    return privacy.fill(words.subjects[variant], values)


def _why(variant: MailVariant, occasion: MailOccasion) -> str:
    """Return the name of the sentence that says why the mail came."""
    if occasion.message.kind is MessageKind.PAPER:
        return MessageKind.PAPER.value
    return _WHY.get(variant, "appointment")


def _greeting(occasion: MailOccasion, words: MailWords, values: dict[str, str]) -> str:
    if occasion.message.kind in _CONVERSING:
        return ""
    return privacy.fill(words.greetings["named" if values["first"] else "unnamed"], values)


def _paragraphs(
    variant: MailVariant, occasion: MailOccasion, words: MailWords, values: dict[str, str]
) -> tuple[str, ...]:
    if occasion.message.kind is MessageKind.PAPER:
        return (text_in_mail(occasion.message.text).partition("\n")[2],)
    if variant not in words.leads:
        return for_mail(text_in_mail(occasion.message.text), occasion.practice.told_as)
    # a practice's wording of changes tells of a new time, which a restored visit has not
    worded = occasion.templates and variant not in _RESTORED
    own = _own_sentences(variant, occasion, words, values) if worded else ()
    lead = privacy.fill(words.leads[variant], values)
    if variant in OF_ACCOUNTS.values():
        return lead, text_in_mail(occasion.message.text).partition("\n")[2]
    return own or (lead,)


def _own_sentences(
    variant: MailVariant, occasion: MailOccasion, words: MailWords, values: dict[str, str]
) -> tuple[str, ...]:
    practice, client, appointment = occasion.practice, occasion.client, occasion.appointment
    if client is None or appointment is None:
        return ()
    about = (practice, client, appointment, occasion.message.kind)
    text = render_reminder(*about, occasion.templates, now=occasion.now)
    own = OwnText(
        variant=variant,
        code=words.code,
        practice=practice.told_as,
        first=values["first"],
        date=write_when(appointment.starts_at, words.code, practice.timezone, practice.region),
        replying=words.replying,
    )
    return own_sentences(text_in_mail(text), own, occasion.templates)


def _card(variant: MailVariant, occasion: MailOccasion, words: MailWords) -> MailCard | None:
    offer, appointment, practice = occasion.offer, occasion.appointment, occasion.practice
    if variant in _OFFERS and offer:
        start, with_whom = offer.starts_at, occasion.offered_with
    elif appointment and variant in words.leads:
        start, with_whom = appointment.starts_at, appointment.practitioner
    else:
        return None
    void = variant is MailVariant.CANCELLED
    lines = (
        ("with", with_whom),
        ("service", occasion.service),
        ("where", "" if void else practice.address),
        ("phone", occasion.phone),
    )
    return MailCard(
        day=words.day(start, practice),
        clock=words.clock(start, practice),
        lines=tuple(
            (words.labels[name], name_in_mail(value)) for name, value in lines if value.strip()
        ),
        void=void,
    )
