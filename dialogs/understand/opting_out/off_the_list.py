"""Reads a wish to leave the waiting list: "you can take me off the waiting list now".

"The list" alone may be that of our texts. It is the waiting list only while one of its times is on
offer, and the text also answers the offer or says "this list".
"""

from functools import cache

from dialogs.intents import Frame, Intent, OpenQuestion, Understanding
from dialogs.languages import table
from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.exact_phrases import covered_by
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.result import verdict
from dialogs.understand.safety.symptoms import denied_before
from dialogs.understand.stop_doubts import against_stopping, takes_others_off

_ASKING = (Cue.QUESTION, Cue.CONDITION)


def off_the_list(heard: Heard, frame: Frame, *, listed: bool = False) -> Understanding | None:
    """Read a wish to leave the waiting list.

    Args:
        heard: the text.
        frame: the open question.
        listed: whether "the list" is the waiting list while one of its times is on offer.

    Returns:
        The verdict, or None.
    """
    lists, verbs, have, there = _words(heard.lexicon.locale)
    if lists.isdisjoint(heard.words) or verbs.isdisjoint(heard.words):
        return None
    if not heard.lexicon.texts.isdisjoint(heard.words) or takes_others_off(heard):
        return None
    offered = frame.question is OpenQuestion.OFFER
    for at, word in enumerate(heard.words):
        if word not in verbs or (at and heard.words[at - 1] in have):
            continue
        first, behind = heard.clauses.sentence(at)
        named = [each for each in range(first, behind) if heard.words[each] in lists]
        said = heard.words[first:behind]
        if not named or _turned(heard, first, behind) or denied_before(heard, at):
            continue
        this = not there.isdisjoint(said[: named[-1] - first])
        meant = not heard.lexicon.waiting.isdisjoint(said)
        meant = meant or (offered and (listed or this or _answers(heard)))
        doubt = against_stopping(heard, min(at, *named), max(at, *named), frame)
        if meant and doubt is None:
            evidence = [f"“{' '.join(said)}”: off the waiting list"]
            return verdict(Intent.LEAVE_LIST, 0.9, evidence, heard.lexicon.locale)
    return None


def _answers(heard: Heard) -> bool:
    """Say whether the text also declines what is offered: "I keep mine, and take me off"."""
    refuses = heard.found(Cue.CANNOT, Cue.CANT, Cue.UNSUITED, Cue.NO, Cue.LEAVE_LIST)
    busy = any(each.excluded for each in heard.times)
    return bool(refuses or busy or heard.times or covered_by(heard, Cue.STAY))


def _turned(heard: Heard, first: int, behind: int) -> bool:
    """Say whether a sentence negates, asks or reports leaving; a polite request does not."""
    clauses, words = heard.clauses, heard.words
    if any(first <= at < behind for at in (*clauses.negations, *clauses.others)):
        return True
    if any(each.cue is Cue.KEEP and first <= each.first < behind for each in heard.phrases):
        return True  # "no me quiten"
    if not heard.lexicon.household.isdisjoint(words[first:behind]):
        return True
    if any(
        first <= each.first < behind for each in heard.found(Cue.WHEN, Cue.WHERE, Cue.QUOTATION)
    ):
        return True
    if not heard.lexicon.maybe.isdisjoint(words[first:behind]):
        return True
    polite = not heard.lexicon.requesting.isdisjoint(words[first:behind])
    asked = any(first <= each.first < behind for each in heard.found(*_ASKING))
    return not polite and (asked or "?" in heard.marks[first:behind])


@cache
def _words(locale: str) -> tuple[frozenset[str], ...]:
    """Return a language's words for the list, verbs, the past, and "this"."""
    written = table(locale, "opting")
    names = ("waiting_lists", "taking_off", "having", "this_list")
    return tuple(frozenset(written[name].split()) for name in names)
