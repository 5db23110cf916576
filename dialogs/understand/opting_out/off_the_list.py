"""Reads a wish to leave the waiting list: "you can take me off the waiting list now".

"The list" alone is the waiting list only while one of its times is on offer; elsewhere it may be
that of our texts.
"""

from functools import cache

from dialogs.intents import Frame, Intent, OpenQuestion, Understanding
from dialogs.languages import table
from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.result import verdict

_ASKING = (Cue.QUESTION, Cue.CONDITION)


def off_the_list(heard: Heard, frame: Frame) -> Understanding | None:
    """Read a wish to leave the waiting list.

    Args:
        heard: the text.
        frame: the open question.

    Returns:
        The verdict, or None.
    """
    lists, verbs, have, them = _words(heard.lexicon.locale)
    if lists.isdisjoint(heard.words) or verbs.isdisjoint(heard.words):
        return None
    if not heard.lexicon.texts.isdisjoint(heard.words):
        return None
    for at, word in enumerate(heard.words):
        if word not in verbs or (at and heard.words[at - 1] in have):
            continue
        first, behind = heard.clauses.sentence(at)
        said = heard.words[first:behind]
        if heard.words[min(at + 1, behind - 1)] in them:
            continue
        waits = not heard.lexicon.waiting.isdisjoint(said)
        meant = waits or frame.question is OpenQuestion.OFFER
        if meant and not lists.isdisjoint(said) and not _turned(heard, first, behind):
            evidence = [f"“{' '.join(said)}”: off the waiting list"]
            return verdict(Intent.LEAVE_LIST, 0.9, evidence, heard.lexicon.locale)
    return None


def _turned(heard: Heard, first: int, behind: int) -> bool:
    """Say whether a sentence negates, asks or reports leaving; a polite request does not."""
    clauses, words = heard.clauses, heard.words
    if any(first <= at < behind for at in (*clauses.negations, *clauses.others)):
        return True
    if any(first <= each.first < behind for each in heard.found(Cue.WHEN, Cue.QUOTATION)):
        return True
    if not heard.lexicon.maybe.isdisjoint(words[first:behind]):
        return True
    polite = not heard.lexicon.requesting.isdisjoint(words[first:behind])
    asked = any(first <= each.first < behind for each in heard.found(*_ASKING))
    return not polite and (asked or "?" in heard.marks[first:behind])


@cache
def _words(locale: str) -> tuple[frozenset[str], ...]:
    """Return a language's words for the list, verbs, auxiliaries of the past, and other people."""
    written = table(locale, "opting")
    names = ("waiting_lists", "taking_off", "having", "them")
    return tuple(frozenset(written[name].split()) for name in names)
