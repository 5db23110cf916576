"""The words of a mail without its buttons and footer: what staff see of it."""

from functools import cache

from dialogs.languages import writing
from dialogs.wording import privacy
from dialogs.wording.mail_content import MailAction, MailCard, MailContent, MailOccasion
from dialogs.wording.mail_variants import ACTIONS
from dialogs.wording.mail_words import mail_words
from dialogs.wording.mails import word_mail

_NAMED = frozenset({MailAction.TAKE, MailAction.KEEP})
"""Buttons that the plain text of a mail leaves out: their answer is a hint, in words."""


def mail_text(occasion: MailOccasion) -> str:
    """Return what a mail says: greeting, sentences, and the visit line by line."""
    mail = word_mail(occasion)
    return "\n\n".join(block for block in opening(mail) if block)


def opening(mail: MailContent) -> tuple[str, ...]:
    """Return the blocks of a plain mail before its links; a block may be ""."""
    return (mail.greeting, *mail.paragraphs, mail.code, _card(mail.card) if mail.card else "")


def labels_line(labels: tuple[str, ...]) -> str:
    """Return the line before the link that several buttons share."""
    return f"{' / '.join(labels)}:"


@cache
def fixed_lines() -> tuple[str, ...]:
    """Return the lines of plain mails that name no facts, in all languages: links and hints."""
    lines: list[str] = []
    for code in writing.spoken():
        words = mail_words(code)
        lines += (labels_line(tuple(words.buttons[one] for one in each)) for each in _shown())
        lines += words.hints.values()
        lines += (privacy.fill(one, {}) for one in words.footer.values())
    return tuple(dict.fromkeys(lines))


def _shown() -> set[tuple[MailAction, ...]]:
    """Return the sets of buttons that share a link."""
    found = {tuple(one for one in each if one not in _NAMED) for each in ACTIONS.values()}
    # too late to change the visit, and mails that only show it
    return {each for each in found if each} | {(MailAction.CONFIRM,), (MailAction.SHOW,)}


def _card(card: MailCard) -> str:
    lines = (f"{label}: {value}" for label, value in card.lines)
    return "\n".join([f"{card.day}, {card.clock}", *lines])
