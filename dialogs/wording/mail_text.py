"""The words of a mail without its buttons and footer: what staff see of it."""

from dialogs.wording.mail_content import MailCard, MailContent, MailOccasion
from dialogs.wording.mails import word_mail


def mail_text(occasion: MailOccasion) -> str:
    """Return what a mail says: greeting, sentences, and the visit line by line."""
    mail = word_mail(occasion)
    return "\n\n".join(block for block in opening(mail) if block)


def opening(mail: MailContent) -> tuple[str, ...]:
    """Return the blocks of a plain mail before its links; a block may be ""."""
    return (mail.greeting, *mail.paragraphs, mail.code, _card(mail.card) if mail.card else "")


def _card(card: MailCard) -> str:
    lines = (f"{label}: {value}" for label, value in card.lines)
    return "\n".join([f"{card.day}, {card.clock}", *lines])
