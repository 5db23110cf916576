"""Finds texts that machines send: parcel notices, one-time codes, mailboxes, advertising.

Signs beside the set phrases: a link, and no "I" in the text.
"""

import re
from functools import cache

from dialogs.intents import Intent, Understanding
from dialogs.languages import table
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.languages.patterns import Pattern, Phrases, read_pattern
from dialogs.normalise import normalise
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.result import verdict

_LINK = re.compile(r"https?://|www\.\w|\b[\w-]+\.[a-z]{2,8}/\w", re.IGNORECASE)
_WHOLE_LINK = re.compile(r"\S*(?:https?://|www\.|/)\S*", re.IGNORECASE)
_NUMBER = re.compile(r"\+\d{3,}|\d{5,}")
_SERVICE = re.compile(r"^\W*(?:losai|chiamaora|ti ho cercato)\s*:", re.IGNORECASE)
"""Names that networks put before a notice of a missed call."""
_FEW = 4  # words beside a link that a person may send alone: "we are here"
_NOTICES = 2  # so many words of notices, or one and a long number, make a notice


def machine(heard: Heard, text: str) -> Understanding | None:
    """Find a text that a machine wrote.

    Args:
        heard: the text, read in its language.
        text: the text as it was received.

    Returns:
        The verdict, or None.
    """
    locale = heard.lexicon.locale
    if _SERVICE.match(text) and "?" not in heard.marks:
        evidence = ["a notice of a missed call: a machine"]
        return verdict(Intent.AUTO_REPLY, 0.9, evidence, locale)
    if _out_of_office(heard):
        evidence = ["away, and whom to turn to in urgent cases: a machine"]
        return verdict(Intent.AUTO_REPLY, 0.9, evidence, locale)
    if not heard.lexicon.writer.isdisjoint(heard.words):
        return None
    linked = len(heard.words) > _FEW and ("/" in text or "." in text)
    if linked and _LINK.search(text):
        return _with_link(text, locale)
    if _is_notice(heard, text):
        evidence = [f"{heard.quote(Cue.NOTICE)}, and nobody who writes: a machine"]
        return verdict(Intent.AUTO_REPLY, 0.9, evidence, locale)
    return None


def _out_of_office(heard: Heard) -> bool:
    """Say whether a text tells an absence with its dates, and whom to turn to meanwhile."""
    urgent, away, turn_to = _absences(heard.lexicon.locale)
    if urgent.isdisjoint(heard.words) or "?" in heard.marks or not heard.times:
        return False
    words, size = heard.words, len(heard.words)
    first = next((at for at, word in enumerate(words) if word in urgent), size)
    told = any(away.begun(words, at, size) for at in range(first))
    return told and any(turn_to.begun(words, at, size) for at in range(first, size))


@cache
def _absences(locale: str) -> tuple[frozenset[str], Phrases, Phrases]:
    """Return a language's words for urgent cases, and its phrases of absence and of contact."""
    written = table(locale, "absences")
    away, turn_to = (
        Phrases(Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True) for each in written[name])
        for name in ("away", "turn_to")
    )
    return frozenset(written["urgent"].split()), away, turn_to


def _with_link(text: str, locale: str) -> Understanding:
    """Read a text with a link and without "I"; after a yes or no a person sent it."""
    beside = normalise(_WHOLE_LINK.sub(" ", text)).words
    if 0 < len(beside) <= _FEW and any(beside[0] in each.accepting for each in lexicons().values()):
        return verdict(Intent.UNCLEAR, 0.4, ["an answer, and a link: a person's"], locale)
    evidence = ["a link, and nobody who writes: a machine"]
    return verdict(Intent.AUTO_REPLY, 0.9, evidence, locale)


def _is_notice(heard: Heard, text: str) -> bool:
    """Say whether a text is only a machine's notice: "missed call from +44…", "code: 48…"."""
    if (
        Cue.NOTICE not in heard.kinds
        or "?" in heard.marks
        or heard.found(Cue.WHERE, Cue.AGENDA, Cue.CALL_ME, Cue.QUESTION, Cue.WHEN)
    ):
        return False
    notices = {heard.words[each.first] for each in heard.found(Cue.NOTICE)}
    return len(notices) + (_NUMBER.search(text) is not None) >= _NOTICES
