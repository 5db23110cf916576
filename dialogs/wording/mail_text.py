"""The words of a mail without its buttons and footer: what staff see of it."""

from dialogs.languages.writing import labelled
from dialogs.wording.mail_content import MailCard, MailContent, MailOccasion
from dialogs.wording.mails import word_mail


def mail_text(occasion: MailOccasion) -> str:
    """Return what a mail says: greeting, sentences, and the visit line by line."""
    mail = word_mail(occasion)
    return "\n\n".join(block for block in opening(mail) if block)


def opening(mail: MailContent) -> tuple[str, ...]:
    """Return the blocks of a plain mail before its links; a block may be ""."""
    card = _card(mail.card, mail.language) if mail.card else ""
    return (mail.greeting, *mail.paragraphs, mail.code, card)


def _card(card: MailCard, language: str) -> str:
    lines = (f"{labelled(label, language)} {value}" for label, value in card.lines)
    return "\n".join([f"{card.day}, {card.clock}", *lines])
