"""Finds texts that machines send: parcel notices, one-time codes, mailboxes, advertising.

Signs beside the set phrases: a link, and no "I" in the text.
"""

import re
from dataclasses import dataclass
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
_OF_VISIT = frozenset({Cue.CANCEL, Cue.CANCEL_ASK, Cue.MOVE, Cue.YES, Cue.CONFIRM, Cue.BOOK})
"""Cues of a person who writes about the visit beside the absence."""
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
    if heard.times and out_of_office(heard):
        evidence = ["away, and whom to turn to or when it is answered: a machine"]
        return verdict(Intent.AUTO_REPLY, 0.9, evidence, locale)
    if not heard.lexicon.writer.isdisjoint(heard.words):
        return None
    linked = len(heard.words) > _FEW and ("/" in text or "." in text)
    if linked and _LINK.search(text):
        return _with_link(text, locale)
    if Cue.NOTICE in heard.kinds and _is_notice(heard, text):
        evidence = [f"{heard.quote(Cue.NOTICE)}, and nobody who writes: a machine"]
        return verdict(Intent.AUTO_REPLY, 0.9, evidence, locale)
    return None


def out_of_office(heard: Heard) -> bool:
    """Say whether a text tells an absence with its dates, and what happens to texts meanwhile.

    It tells whom to turn to in urgent cases, or that the answer comes after the return, or it
    opens with a mailbox's thanks for the message.

    Args:
        heard: the text.
    """
    if "?" in heard.marks or not heard.times:
        return False
    known = _absences(heard.lexicon.locale)
    words, size = heard.words, len(heard.words)
    lacking = known.back.lacking(words) and known.received.lacking(words)
    if known.urgent.isdisjoint(words) and lacking:
        return False
    told = range(size) if heard.kinds.isdisjoint(_OF_VISIT) else range(0)
    back = _begins(heard, known.back, told) or _begins(heard, known.received, told[:1])
    first = next((at for at, word in enumerate(words) if word in known.urgent), size)
    turned = first < size and _begins(heard, known.turn_to, range(first, size))
    if not (back or turned):
        return False
    return bool(_begins(heard, known.away, range(first)))


def _begins(heard: Heard, phrases: Phrases, places: range) -> list[int]:
    """Return the places at which some phrases begin."""
    return [at for at in places if phrases.begun(heard.words, at, len(heard.words))]


@dataclass(frozen=True, slots=True)
class _Absences:
    """The words of absences.toml by which a mailbox answers.

    Attributes:
        urgent: words for urgent cases.
        away: phrases of absence.
        turn_to: phrases before the person to turn to.
        back: phrases by which the answer comes after the return.
        received: thanks for a message, at the head of a mailbox's answer.
    """

    urgent: frozenset[str]
    away: Phrases
    turn_to: Phrases
    back: Phrases
    received: Phrases


@cache
def _absences(locale: str) -> _Absences:
    """Return a language's words of absence."""
    written = table(locale, "absences")
    away, turn_to, back, received = (
        Phrases(Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True) for each in written[name])
        for name in ("away", "turn_to", "back", "received")
    )
    return _Absences(frozenset(written["urgent"].split()), away, turn_to, back, received)


def _with_link(text: str, locale: str) -> Understanding:
    """Read a text with a link and without "I"; after a yes or no a person sent it."""
    beside = normalise(_WHOLE_LINK.sub(" ", text)).words
    if 0 < len(beside) <= _FEW and any(beside[0] in each.accepting for each in lexicons().values()):
        return verdict(Intent.UNCLEAR, 0.4, ["an answer, and a link: a person's"], locale)
    evidence = ["a link, and nobody who writes: a machine"]
    return verdict(Intent.AUTO_REPLY, 0.9, evidence, locale)


def _is_notice(heard: Heard, text: str) -> bool:
    """Say whether a text is only a machine's notice: "missed call from +44…", "code: 48…"."""
    if "?" in heard.marks or heard.found(
        Cue.WHERE, Cue.AGENDA, Cue.CALL_ME, Cue.QUESTION, Cue.WHEN
    ):
        return False
    notices = {heard.words[each.first] for each in heard.found(Cue.NOTICE)}
    return len(notices) + (_NUMBER.search(text) is not None) >= _NOTICES
