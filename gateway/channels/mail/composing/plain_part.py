"""Writes the plain text of a mail: the same words and links as its HTML."""

from dialogs.languages.writing import labelled
from dialogs.wording.mail_content import MailContent
from dialogs.wording.mail_text import opening
from gateway.channels.mail.composing.html_part import MailFrame, MailLink

_SIGNATURE = "-- "
"""The line before a signature (RFC 3676 §4.3); mail programs leave what follows out of answers."""


def plain_part(mail: MailContent, frame: MailFrame) -> str:
    """Return the plain text of a mail, lines ended by a line feed.

    Args:
        mail: the mail in words.
        frame: what stands around the words.
    """
    blocks = [
        *opening(mail),
        *_buttons(frame.buttons, mail.language),
        *mail.hints,
    ]
    footer = [
        _SIGNATURE,
        frame.practice,
        *([frame.address] if frame.address else []),
        mail.why,
        *(f"{labelled(link.label, mail.language)} {link.href}" for link in frame.links),
    ]
    body = "\n\n".join(block for block in blocks if block)
    return f"{body}\n\n" + "\n".join(footer) + "\n"


def _buttons(buttons: tuple[MailLink, ...], language: str) -> list[str]:
    """Return the links of the buttons, those to one page together."""
    labels: dict[str, list[str]] = {}
    for button in buttons:
        labels.setdefault(button.href.partition("#")[0], []).append(button.label)
    return [
        f"{labelled(' / '.join(each), language)}\n{href}"
        for href, each in labels.items()
        # the answer that a button would write is in the hint, in words
        if not href.startswith("mailto:")
    ]
