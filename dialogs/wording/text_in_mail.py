"""Turns the words of a text into words of a mail: what only a text can do is left out."""

import re
from dataclasses import dataclass

from dialogs.wording.mail_variants import MailVariant
from dialogs.wording.rendering import Overrides

_STOP = re.compile(r"(?:(?<=^)|(?<=[.!?])[^\S\n]+|(?<=\n))STOP\b[^.!?\n]*[.!?]?(?=\s|$)")
"""A sentence that says how to stop texts; in all our languages it begins with the word."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_CHOICE = re.compile(r"(?<![\w.,:/+-])[1-3](?![\w/-]|[.,:]\d)")
"""A number to answer with, "1" to "3" alone."""
_CHOICES = re.compile(r"(?<![\w.,:/+-])1\s*[=:)].*?(?<![\w.,:/+-])2\s*[=:)]")
"""Two numbers that are explained: "1 = I'm coming, 2 = cancel"."""
_TEXT_NAMES = {
    MailVariant.REMINDER: "reminder",
    MailVariant.REMINDER_CONFIRMED: "reminder_confirmed",
    MailVariant.REMINDER_LAST: "reminder_last",
    MailVariant.REMINDER_LAST_CONFIRMED: "reminder_last",
    MailVariant.BOOKED: "booked",
}
"""The text of messages.toml whose wording a practice may have changed, by variant of mail."""


@dataclass(frozen=True, slots=True)
class OwnText:
    """What stands in a practice's text beside its sentences.

    Attributes:
        variant: which mail the text becomes.
        code: the language.
        practice: the practice's name in messages.
        first: the client's first name.
        date: the date as the text writes it, whose digits are no choices.
        replying: beginnings of words that tell to answer a text.
    """

    variant: MailVariant
    code: str
    practice: str
    first: str
    date: str
    replying: tuple[str, ...]


def for_mail(text: str, practice: str) -> tuple[str, ...]:
    """Return the paragraphs of an answer as a mail has them, at least one.

    Left out are the practice's name before the text, which the mail's sender says, and the
    sentence that says how to stop texts, which has its place in the footer of a mail. Lines are
    kept, so that numbered choices stay below each other.

    Args:
        text: the text as the dialog worded it.
        practice: the practice's name in messages.
    """
    body = _STOP.sub("", _unnamed(text, practice)).strip()
    return tuple(re.split(r"\n\s*\n", body or text.strip()))


def own_sentences(text: str, own: OwnText, templates: Overrides) -> tuple[str, ...]:
    """Return what a practice's own wording says, without its instructions to answer a text.

    Args:
        text: the text as it was worded, perhaps by a template of the practice.
        own: what stands in the text beside the sentences of the practice.
        templates: the practice's own templates.

    Returns:
        One paragraph; () where the practice has no wording of its own, or nothing of it is left.
    """
    name = _TEXT_NAMES.get(own.variant)
    if name is None or not any(key == (own.code, name) for key, _ in templates):
        return ()
    body = _STOP.sub("", _unnamed(text, own.practice)).strip()
    body = body.removeprefix(f"{own.first},").strip() if own.first else body
    sentences = (one.strip() for one in _SENTENCE_END.split(body))
    kept = " ".join(one for one in sentences if one and not _instructs(one, own))
    return (kept[:1].upper() + kept[1:],) if kept else ()


def _instructs(sentence: str, own: OwnText) -> bool:
    """Return whether a sentence tells to answer a text with a number, or how to stop texts."""
    if "STOP" in sentence or _CHOICES.search(sentence):
        return True
    plain = sentence.replace(own.date, "") if own.date else sentence
    words = re.findall(r"\w+", plain.casefold())
    return bool(_CHOICE.search(plain)) and any(word.startswith(own.replying) for word in words)


def _unnamed(text: str, practice: str) -> str:
    return text.strip().removeprefix(f"{' '.join(practice.split())}:").strip()
