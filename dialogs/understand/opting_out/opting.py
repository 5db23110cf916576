"""Reads opt-outs, opt-ins and calls for help, before anything else of a conversation.

Opt-out words are looked up in every language, whatever the client's language, because the harm of
a missed opt-out cannot be undone.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from rapidfuzz.distance import OSA

from dialogs.intents import Frame, Intent, OpenQuestion, Understanding
from dialogs.languages.lexicon import Cue, every_word, lexicons
from dialogs.times.terms import TermRole
from dialogs.understand.hearing.exact_phrases import placed
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.opting_out.amending import amends
from dialogs.understand.opting_out.off_the_list import off_the_list
from dialogs.understand.opting_out.only_mentioned import jokes
from dialogs.understand.opting_out.stopping import stopping, stranger
from dialogs.understand.opting_out.wanted_again import wanted_again
from dialogs.understand.result import verdict
from dialogs.understand.stop_doubts import denied

_ABROAD_REGIONS = frozenset({"US", "CA"})  # CTIA Messaging Principles 5.1.3; CRTC short code rules
_SHORTEST_MISTYPED = 4
_REACH = 6  # most words from "stop" to the texts that are to stop
_NEAR = 2  # words between "why would I" and an opt-out
_DAY = 24 * 60  # minutes
_OF_DAYS = frozenset({TermRole.WEEKDAY, TermRole.DAY, TermRole.WEEK, TermRole.PART})
_STRANGE = 2  # as many unknown words between them mean that another thing is to stop
_BESIDE_OPT_OUT = frozenset({Cue.WRONG_NUMBER, Cue.NO})
_STANDING = ((Cue.OPT_OUT, Intent.OPT_OUT), (Cue.OPT_IN, Intent.OPT_IN), (Cue.HELP, Intent.HELP))
_OF_THE_VISIT = frozenset(
    {Cue.KEEP, Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.UNSUITED, Cue.MOVE, Cue.BOOK}
    | {Cue.CONFIRM, Cue.COMING, Cue.YES, Cue.ASK, Cue.UNDO, Cue.WHERE, Cue.AGENDA}
    | {Cue.LATE, Cue.WAITLIST, Cue.CALL_ME, Cue.DEFERRAL, Cue.WHEN, Cue.DECEASED}
    | {Cue.RETRACTION}
)
"""Cues that "stop" may introduce at the beginning of a text: then it stops no texts."""


def opting(heard: Heard, frame: Frame, foreign: Mapping[Cue, str]) -> Understanding | None:
    """Find an opt-out, an opt-in or a call for help.

    Args:
        heard: the text.
        frame: the appointment, the question and the region, which decide about CANCEL, END, QUIT.
        foreign: phrases in languages other than the text's, by cue.

    Returns:
        The verdict, or None where the text is about another subject.
    """
    spoken = not _telling().isdisjoint(heard.words)
    found = (_whole(heard) or _before_courtesy(heard)) if spoken else None
    found = found or (_asks_twice(heard) if spoken and heard.clauses.stops else None)
    found = found or off_the_list(heard, frame) or stopping(heard, frame, foreign)
    found = found or off_the_list(heard, frame, listed=True)
    if found is None and spoken and heard.clauses.stops:
        found = _head(heard) or _tail(heard)
    found = found or wanted_again(heard)
    if found is not None:
        return found
    core = heard.core
    if core in heard.lexicon.standing[Cue.OPT_OUT_ABROAD] and (found := _abroad(heard, frame)):
        return found
    if core.isalpha() and (word := _mistyped(core)) is not None:
        evidence = [f"“{core}” is one letter from “{word}”"]
        return verdict(Intent.OPT_OUT, 0.9, evidence, heard.lexicon.locale)
    return None


def _whole(heard: Heard) -> Understanding | None:
    """Read a text that is one of the words, with courtesies or a wrong number beside it."""
    core = _once(heard.core)
    if jokes(heard, core) and _standing().get(core) is Intent.OPT_OUT:
        evidence = [f"“{core}”, and laughing"]
        return verdict(Intent.UNCLEAR, 0.4, evidence, heard.lexicon.locale)
    if (intent := _standing().get(core)) is not None:
        return verdict(intent, 0.99, [f"the whole text is “{core}”"], heard.lexicon.locale)
    # "unsubscribe? yes please"
    beside = _BESIDE_OPT_OUT | {Cue.YES} if "?" in heard.marks else _BESIDE_OPT_OUT
    if heard.kinds.isdisjoint(beside):
        return None
    core = heard.without(*beside)
    if _standing().get(core) is not Intent.OPT_OUT:
        return None
    if "?" in heard.marks and denied(heard, heard.marks.index("?")):
        evidence = [f"“{core}” is asked, and denied"]
        return verdict(Intent.UNCLEAR, 0.4, evidence, heard.lexicon.locale)
    evidence = [f"“{core}”, and little beside it"]
    return verdict(Intent.OPT_OUT, 0.95, evidence, heard.lexicon.locale, also=stranger(heard))


def _asks_twice(heard: Heard) -> Understanding | None:
    """Read sentences that each call for help: "I don't get it, what do I write?"."""
    begins, size = 0, len(heard.words)
    for stop in (*heard.clauses.stops, size - 1):
        sentence = " ".join(heard.words[begins : stop + 1])
        if sentence and _standing().get(sentence) is not Intent.HELP:
            return None
        begins = stop + 1
    return verdict(Intent.HELP, 0.95, ["each sentence asks how to answer"], heard.lexicon.locale)


def _before_courtesy(heard: Heard) -> Understanding | None:
    """Read "plus de sms svp c'est pénible": several words that opt out, and a "please" after."""
    end = next((e.first for e in heard.found(Cue.COURTESY, Cue.THANKS) if e.first), 0)
    opening = " ".join(heard.words[:end])
    if " " not in opening or _standing().get(opening) is not Intent.OPT_OUT:
        return None
    about = not heard.kinds.isdisjoint(_OF_THE_VISIT) or bool(heard.times) or bool(heard.named)
    strange = sum([at not in heard.covered for at in range(end, len(heard.words))])
    if about or "?" in heard.marks or strange > _STRANGE or amends(heard, end):
        return None
    evidence = [f"“{opening}”, and a courtesy behind it"]
    return verdict(Intent.OPT_OUT, 0.9, evidence, heard.lexicon.locale)


def speaks_of_stopping(heard: Heard) -> bool:
    """Say whether a text has an opt-out word that is rare in everyday speech: "STOP was a mistake".

    Args:
        heard: the text.
    """
    return any(_standing().get(word) is Intent.OPT_OUT for word in heard.words)


def _head(heard: Heard) -> Understanding | None:
    """Read a first sentence that is an opt-out word, unless the rest is about the visit."""
    ends = heard.clauses.stops
    if ends[0] + 1 == len(heard.words):
        return None
    sentence = " ".join(heard.words[: ends[0] + 1])
    if _standing().get(_once(sentence)) is not Intent.OPT_OUT:
        return None
    about = any(each.first > ends[0] and each.cue in _OF_THE_VISIT for each in heard.signals)
    about = about or any(e.first > ends[0] for e in heard.phrases if e.cue is Cue.COME)
    about = about or any(each.first > ends[0] for each in heard.times)
    about = about or any(_names_day(heard, word) for word in heard.words[ends[0] + 1 :])
    about = about or _able(heard, ends[0] + 1)
    keeps = placed(heard, Cue.STAY)
    # "stop, change nothing", "stop, we had said 80 and not 90"
    quoted = any(each.first == ends[0] + 1 for each in heard.found(Cue.QUOTATION))
    if about or quoted or (keeps is not None and keeps.start > ends[0]):
        return None
    if amends(heard, ends[0] + 1):
        evidence = [f"“{sentence}”, and what takes it back or reassures: no more texts?"]
        return verdict(Intent.UNCLEAR, 0.4, evidence, heard.lexicon.locale)
    strange = [at for at in range(ends[0] + 1, len(heard.words)) if at not in heard.covered]
    asked = heard.marks[ends[0]] == "?"
    # "enough, Leo", "halt! who goes there?"
    called = ends[0] + 1 in heard.named or "?" in heard.marks[ends[0] + 1 :]
    called = called and sentence not in _STRONG and heard.lexicon.texts.isdisjoint(heard.words)
    if asked or called or (len(strange) >= _STRANGE and sentence not in _STRONG):
        return None  # "enough, Leo, go and brush your teeth"
    evidence = [f"“{sentence}” is a sentence of its own"]
    return verdict(Intent.OPT_OUT, 0.95, evidence, heard.lexicon.locale)


def _able(heard: Heard, begins: int) -> bool:
    """Say whether the writer says to be able to, from a position on: "stop, I can after all"."""
    behind, lexicon = heard.words[begins:], heard.lexicon
    return lexicon.nots.isdisjoint(behind) and not lexicon.able.isdisjoint(behind)


def _names_day(heard: Heard, word: str) -> bool:
    """Say whether a word is about days: "stop, wrong day"."""
    return any(
        term.words == (word,)
        and (term.role in _OF_DAYS or (term.role is TermRole.UNIT and term.value == _DAY))
        for term in heard.lexicon.terms.opening.get(word, ())
    )


def _tail(heard: Heard) -> Understanding | None:
    """Read a last sentence that is an opt-out word, except "basta", which may end any speech."""
    ends = [at for at in heard.clauses.stops if at + 1 < len(heard.words)]
    if not ends:
        return None
    sentence = _once(" ".join(heard.words[ends[-1] + 1 :]))
    if sentence not in _STRONG:
        about = not heard.kinds.isdisjoint(_OF_THE_VISIT)
        if about or _standing().get(sentence) is not Intent.OPT_OUT:
            return None
    evidence = [f"“{sentence}” is a sentence of its own"]
    return verdict(Intent.OPT_OUT, 0.95, evidence, heard.lexicon.locale)


_STRONG = frozenset({"stop", "stopall", "stop all", "unsubscribe", "optout", "opt out"})
"""Opt-out words that are rare in everyday speech (CTIA Messaging Principles 5.1.3)."""


def _abroad(heard: Heard, frame: Frame) -> Understanding | None:
    """Read CANCEL, END, QUIT as a cancelling where an appointment is ahead, else by the region."""
    word, locale = heard.core, heard.lexicon.locale
    if frame.appointment is not None or frame.question is OpenQuestion.REMINDER:
        return verdict(Intent.CANCEL, 0.95, [f"“{word}”, and an appointment is ahead"], locale)
    if frame.region not in _ABROAD_REGIONS:
        return None
    evidence = [f"“{word}” opts out in {frame.region}, and no appointment is ahead"]
    return verdict(Intent.OPT_OUT, 0.9, evidence, locale)


def _once(text: str) -> str:
    """Reduce a repeated word to one: "stop stop stop"."""
    first, _, rest = text.partition(" ")
    return first if rest.startswith(first) and set(rest.split()) == {first} else text


def _mistyped(core: str) -> str | None:
    """Find the opt-out word that differs by one letter from a single unknown word."""
    if len(core) < _SHORTEST_MISTYPED or core in every_word():
        return None
    near = [
        word
        for word, intent in _standing().items()
        if intent is Intent.OPT_OUT
        and len(word) >= _SHORTEST_MISTYPED
        and word[0] == core[0]
        and OSA.distance(word, core, score_cutoff=1) <= 1
    ]
    return near[0] if near else None


@cache
def _telling() -> frozenset[str]:
    """Return the longest word of each of these: a text without these words has none of them."""
    return frozenset(max(words.split(), key=len) for words in {*_standing(), *_STRONG})


@cache
def _standing() -> Mapping[str, Intent]:
    """Return the words of every language that opt out, opt in or ask for help."""
    return MappingProxyType(
        {
            words: intent
            for cue, intent in reversed(_STANDING)
            for lexicon in lexicons().values()
            for words in lexicon.standing[cue]
        }
    )
