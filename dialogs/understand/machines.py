"""Texts that machines send: parcel notices, one-time codes, mailboxes, advertising.

Owns what gives them away beside their set phrases: a link, and nobody who says "I".
"""

import re

from dialogs.intents import Intent, Understanding
from dialogs.lexicon import Sign
from dialogs.understand.signals import Heard
from dialogs.understand.verdict import verdict

_LINK = re.compile(r"https?://|www\.\w|\b[\w-]+\.[a-z]{2,8}/\w", re.IGNORECASE)
_FEW = 4  # words beside a link that a person may send alone: "we are here"
_NOTICES = 2  # words of machines' business that make a notice together


def machine(heard: Heard, text: str) -> Understanding | None:
    """Find a text that no person wrote.

    Args:
        heard: the text, read in its language.
        text: as it came.

    Returns:
        The verdict, or None.
    """
    if not heard.lexicon.writer.isdisjoint(heard.words):
        return None
    locale = heard.lexicon.locale
    linked = len(heard.words) > _FEW and ("/" in text or "." in text)
    if linked and _LINK.search(text):
        evidence = ["a link, and nobody who writes: a machine"]
        return verdict(Intent.AUTO_REPLY, 0.9, evidence, locale)
    if (
        Sign.NOTICE not in heard.kinds
        or "?" in heard.marks
        or heard.found(Sign.WHERE, Sign.AGENDA, Sign.CALL_ME)
    ):
        return None
    notices = {heard.words[each.first] for each in heard.found(Sign.NOTICE)}
    if len(notices) >= _NOTICES:
        evidence = [f"{heard.quote(Sign.NOTICE)}, and nobody who writes: a machine"]
        return verdict(Intent.AUTO_REPLY, 0.9, evidence, locale)
    return None
