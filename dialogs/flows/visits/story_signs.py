"""Signs of a piece of a longer text: whether it only tells, only promises, or names the visit."""

from datetime import datetime

from calendar_store.model.appointments import Appointment
from dialogs.flows.visits.visit_days import covers
from dialogs.intents import Intent, Understanding
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.languages.stories import story_phrases
from dialogs.understand.frame.negated import CLOSING, Turning
from dialogs.understand.frame.telling import tells
from dialogs.understand.hearing.phrases import POLITE
from dialogs.understand.hearing.signals import Heard

_STATING = frozenset({Cue.CONFIRM, Cue.COMING, Cue.COME, Cue.KEEP, Cue.UNDO})
_ACTS = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})
_NEVER = (
    _STATING
    | _ACTS
    | {Cue.CONDITION, Cue.RETRACTION, Cue.WAITLIST, Cue.LEAVE_LIST, Cue.OPT_OUT_PHRASE}
    | {Cue.EMERGENCY, Cue.WRONG_NUMBER, Cue.DECEASED, Cue.LANGUAGE, Cue.LATE}
)
"""Cues that what is told may not have, said of the writer."""
_WISHES = frozenset({Cue.MOVE, Cue.BOOK, Cue.CALL_ME, Cue.ASK, Cue.QUESTION})
"""Cues that what is told may have only where it is about somebody or something else."""
_LEFT = frozenset({Cue.WHEN, Cue.DOUBT, Cue.DEFERRAL, Cue.AGENDA, Cue.WHERE, Cue.YES, Cue.NO})
"""Cues that what is told may have only there, or among words that are not known."""
_TELLING = frozenset({Cue.OTHERS, Cue.REASON, Cue.UNSUITED, Cue.FUNERAL, Cue.NOTICE})
_CHANGING = frozenset(
    {Intent.RESCHEDULE, Intent.BOOK, Intent.CHOICE, Intent.CONFIRM, Intent.UNDO, Intent.MORE}
)
_STRANGE = 2
"""Words that are not known, from which a piece is a story."""
_CLOSING = (CLOSING - {Turning.VAIN}) | {
    *(Turning.SPOKEN_OF, Turning.GIVEN_UP, Turning.WONDERED, Turning.EXCEPTED),
    Turning.DOUBTED,
}
_AHEAD = 5
"""Words at the head of a piece among which its subject stands."""


def closes(why: frozenset[Turning]) -> bool:
    """Return whether a piece limits the act of the text beside it."""
    return bool(why & _CLOSING)


def names_visit(words: tuple[str, ...], locale: str) -> bool:
    """Return whether words name the visit as such."""
    return not lexicons()[locale].visits.isdisjoint(words)


def ends_elsewhere(heard: Heard) -> bool:
    """Return whether an act ends in a word for another place: "my booking there"."""
    known, words = story_phrases(heard.lexicon.locale, "elsewhere"), heard.words
    ends = (at + known.size(words, at, len(words)) for at in range(len(words)))
    return any(at < end == len(words) for at, end in enumerate(ends))


def promises_only(heard: Heard) -> bool:
    """Return whether a promise to get in touch leaves the act as it is.

    "I'll let you know if I can come after all" and "I'll tell you for sure tomorrow" do not.
    """
    locale, words = heard.lexicon.locale, heard.words
    if "?" in heard.marks or any(
        e.cue in _STATING | _ACTS and not e.of_others for e in heard.signals
    ):
        return False
    return not (says("deciding", locale, words) or _turned_back(heard))


def only_tells(heard: Heard, said: Understanding, visit: Appointment, tomorrow: datetime) -> bool:
    """Return whether a piece tells something, and wishes, asks and leaves open nothing.

    Args:
        heard: the piece.
        said: its meaning as an answer to the reminder.
        visit: the visit.
        tomorrow: when the day of the text ends; no time before it is wished for in a statement.
    """
    locale, words = heard.lexicon.locale, heard.words
    if "?" in heard.marks or ":" in heard.marks or _turned_back(heard):
        return False
    greets = heard.kinds and heard.kinds <= POLITE and heard.unknown <= 1 and not heard.times
    if greets or heard.lexicon.daytimes.issuperset(words):
        return True
    if unknowing(heard) or says("passing", locale, words):
        return not any(e.cue in _STATING for e in heard.signals)
    others = _of_others(heard) or not heard.kinds.isdisjoint(_TELLING)
    if _wishes(heard, others=others) or ((heard.times or not others) and _proposes(heard)):
        return False
    elsewhen = [e for e in said.times if not covers((e,), visit.starts_at)]
    past = bool(elsewhen) and all(each.end <= tomorrow for each in elsewhen)
    own = not elsewhen and said.intent not in _CHANGING
    return past or own or others or heard.unknown >= _STRANGE


def _wishes(heard: Heard, *, others: bool) -> bool:
    """Return whether a piece states an act, or wishes or leaves open something of the writer's."""
    if any(e.cue is Cue.KEEP for e in heard.signals):
        return True
    told = {e.cue for e in heard.signals if tells(heard, e) and not (e.of_others or e.turned)}
    if says("rung", heard.lexicon.locale, heard.words):
        told.discard(Cue.CALL_ME)
    strange = others or heard.unknown >= _STRANGE
    if all(_counts_none(heard, e.last) for e in heard.found(Cue.NO)):
        told.discard(Cue.NO)
    return bool(told & _NEVER or (told & _WISHES and not others) or (told & _LEFT and not strange))


def _turned_back(heard: Heard) -> bool:
    """Return whether words of a condition, or words that take an act back, stand in a piece."""
    locale, words = heard.lexicon.locale, heard.words
    return says("limiting", locale, words) or says("retracting", locale, words)


def _counts_none(heard: Heard, at: int) -> bool:
    """Return whether a "no" leads to a thing that is not known: "no lifts going"."""
    return not heard.marks[at] and at + 1 < len(heard.words) and at + 1 not in heard.covered


def _proposes(heard: Heard) -> bool:
    """Return whether words stand in a piece with which another time is wished for."""
    return says("proposing", heard.lexicon.locale, heard.words)


def unknowing(heard: Heard) -> bool:
    """Return whether a piece says that it is not known when something else will be."""
    known, words = story_phrases(heard.lexicon.locale, "unknowing"), heard.words
    return any(known.size(words, at, len(words)) for at in range(min(2, len(words))))


def _of_others(heard: Heard) -> bool:
    """Return whether the subject of a piece is named, and neither the writer nor the visit."""
    lexicon, words = heard.lexicon, heard.words
    leading = lexicon.determiners | lexicon.articles | lexicon.possessive
    timed = {at for each in heard.times for at in range(each.first, each.last + 1)}
    for at in range(min(_AHEAD, len(words) - 1)):
        if at not in timed and words[at] in leading:
            return at + 1 not in timed and words[at + 1] not in lexicon.visits
    return False


def says(table: str, locale: str, words: tuple[str, ...]) -> bool:
    """Return whether words have a phrase of a table of stories.toml."""
    known = story_phrases(locale, table)
    return any(known.size(words, at, len(words)) for at in range(len(words)))
