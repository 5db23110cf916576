"""Finds the clause that wishes for a time, where the other clauses only tell of times.

"School told me today that there is a meeting. Can we do Friday at 11?" wishes for Friday at 11, and
for no time today.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from dialogs.conversation import Asked
from dialogs.flows.phrases import (
    as_phrases,
    longest,
    phrases_in,
    phrases_of,
    said_apart_of,
    said_of,
)
from dialogs.flows.reading_parts import cues_of, read_alone, tells_only
from dialogs.flows.sentences import TextPart, parts
from dialogs.flows.turn_context import TurnContext
from dialogs.intents import Intent, TimeRange, Understanding
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.times.terms import TermRole
from dialogs.understand import BAR

_WHY = re.compile(
    r"\s(?=(?:because|cause|cos|coz|since|perch[eé]|xk[eé]|porque|ya que|pq|car|parce que|puisque|"
    r"vu que|weil|denn|pois|j[aá] que)\s)",
    re.IGNORECASE,
)
"""Pattern of the border before a reason without a stop."""
_READ = frozenset({Intent.RESCHEDULE, Intent.BOOK, Intent.UNCLEAR, Intent.MORE})
_ASKED = frozenset({Asked.REMINDER, Asked.SLOTS, Asked.WHEN})
_ASKING = frozenset({Cue.ASK, Cue.MOVE, Cue.BOOK})
_DOING_MORE = frozenset(
    {
        *(Cue.COMING, Cue.COME, Cue.CONFIRM, Cue.YES, Cue.ACK, Cue.CANCEL, Cue.UNDO, Cue.KEEP),
        *(Cue.CANCEL_ASK, Cue.CONDITION, Cue.WAITLIST),
    }
)
"""Cues of a clause that does more than tell."""
_TURNING = frozenset(
    {
        *(Cue.NEGATION, Cue.NO, Cue.CANNOT, Cue.CANT, Cue.UNSUITED, Cue.CANCEL, Cue.CANCEL_ASK),
        *(Cue.KEEP, Cue.CONFIRM, Cue.UNDO, Cue.CONDITION),
    }
)
"""Cues of a clause that wishes for none of its times, or not only for them."""
_OF_MORE = frozenset(
    {
        *(Cue.OPT_OUT_PHRASE, Cue.EMERGENCY, Cue.MACHINE, Cue.WRONG_NUMBER, Cue.DECEASED),
        *(Cue.CANCEL, Cue.CONFIRM, Cue.CONDITION, Cue.KEEP, Cue.UNDO, Cue.WAITLIST),
    }
)
"""Cues that news before a wish may not have, for the whole text to be that wish."""
_IDLE = frozenset({Cue.THANKS, Cue.COURTESY})
_ABLE = frozenset(
    {
        *("can", "could", "free", "fine", "good", "ok", "okay", "works", "suits", "available"),
        *("posso", "potrei", "libero", "libera", "bene", "meglio", "puedo", "podria", "libre"),
        *("bien", "mejor", "viene", "peux", "pourrais", "disponible", "mieux", "arrange", "kann"),
        *("konnte", "frei", "gut", "passt", "ginge", "geht", "klappt", "poderia", "livre", "bem"),
        *("melhor", "jeito", "serve", "dava", "prefer", "prefiero", "prefiro", "lieber"),
        *(
            "preferisco",
            "prefere",
            "va",
            "vai",
            "convient",
            "either",
            "also",
            "anche",
            "tambien",
            "aussi",
            "auch",
            "tambem",
        ),
    }
)
"""Words of a clause that says which times would suit."""
_HELD = frozenset({TermRole.RELEASE, TermRole.RELEASED, TermRole.BUSY})
"""Roles of the words with which the writer tells of hours that are taken: "I work until"."""
_NO_REQUEST = as_phrases(
    *("i need", "we need", "c e", "ci sono", "ha", "hay", "ha", "il y a", "y a", "tem", "tenemos"),
    *("hat", "haben sie", "necesito", "preciso", "a", "e"),
)
"""Phrases of requests that tell of events, too."""
_ORS = frozenset({"or", "o", "oppure", "u", "ou", "oder"})
_NEWS = 2
"""Fewest words of news in a clause, beside its time."""
_BEFORE = 3
"""Fewest words before a wish that no stop parts from them."""


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause with a time.

    Attributes:
        text: its words.
        times: its times, read alone.
        intent: its intent, read alone, UNCLEAR below the bar.
        news: whether it only tells of its times.
        dated: whether it names one exact hour of a day of its own.
        bare: whether it has only an hour, and no day and no other word.
    """

    text: str
    times: tuple[TimeRange, ...]
    intent: Intent
    news: bool
    dated: bool
    bare: bool


def of_wish(turn: TurnContext, heard: Understanding) -> Understanding:
    """Return the meaning of a text without the times that it only tells.

    Args:
        turn: the turn.
        heard: the meaning of the whole text.
    """
    question = turn.question
    if heard.intent not in _READ or len(turn.ahead) > 1 or heard.hint or not heard.times:
        return heard
    if question is not None and question.asked not in _ASKED:
        return heard
    pieces = tuple(_pieces(turn))
    if len(pieces) == 1:
        return heard
    timed = [clause for piece in pieces if (clause := _timed(turn, piece)) is not None]
    timed = [
        # "they close early on Thursday, at 2"
        replace(one, news=True) if one.bare and before is not None and before.news else one
        for before, one in zip((None, *timed), timed, strict=False)
    ]
    wishes = [each for each in timed if not each.news]
    if len(wishes) != 1 or len(timed) == 1 or cues_of(turn, wishes[0].text) & _TURNING:
        return heard
    wish = wishes[0]
    told = {span for each in timed if each.news for span in each.times}
    left = tuple(span for span in heard.times if span not in told)
    times = wish.times if wish.dated else left or heard.times
    if _is_whole_wish(turn, heard, wish, pieces):
        evidence = (*heard.evidence, f"only tells around “{wish.text}”")
        sure = max(heard.confidence, BAR)
        return replace(
            heard,
            intent=Intent.RESCHEDULE,
            confidence=sure,
            times=times,
            evidence=evidence,
            nearest=None,
        )
    return replace(heard, times=times)


def _is_whole_wish(
    turn: TurnContext, heard: Understanding, wish: _Clause, pieces: tuple[str, ...]
) -> bool:
    """Return whether an unclear text is the wish of its last clause, for one visit."""
    if heard.intent is not Intent.UNCLEAR or len(turn.ahead) != 1 or turn.context.partial:
        return False
    before = tuple(TextPart(each, ends=True) for each in pieces[:-1])
    last = pieces[-1] == wish.text and wish.dated and wish.intent is Intent.RESCHEDULE
    return last and len(turn.context.clients) == 1 and tells_only(turn, before, _OF_MORE)


def _timed(turn: TurnContext, text: str) -> _Clause | None:
    """Return a clause with the times that it names, or None where it names none."""
    start = turn.ahead[0].starts_at if turn.ahead else turn.now
    said = read_alone(turn, text, start)
    if not said.times:
        return None
    # the hour of a clause without a day is one of the visit's day
    later = read_alone(turn, text, start + timedelta(days=1)).times
    dated = len(said.times) == 1 and said.times[0].exact and said.times == later
    intent = said.intent if said.confidence >= BAR else Intent.UNCLEAR
    news = _tells(turn, text, dated=dated)
    bare = said.times != later and "?" not in text and not _content(turn, said_of(text).words)
    return _Clause(text, said.times, intent, news, dated, bare)


def _tells(turn: TurnContext, text: str, *, dated: bool) -> bool:
    """Return whether a clause only tells of its times, in words beside them."""
    words = said_of(text).words
    apart = said_apart_of(text).words
    if words[0] in _ORS or not _ABLE.isdisjoint(apart) or "?" in text:
        return False
    if cues_of(turn, text) & _DOING_MORE or _asks(turn, apart, dated=dated):
        return False
    terms = lexicons()[turn.heard.locale].terms
    for at, word in enumerate(words):
        for each in terms.opening.get(word, ()):
            if each.role in _HELD and words[at : at + len(each.words)] == each.words:
                return True
    return _content(turn, words) >= _NEWS


def _content(turn: TurnContext, words: tuple[str, ...]) -> int:
    """Return how many words are no words of time and of no courtesy."""
    terms, idle, at, found = lexicons()[turn.heard.locale].terms, phrases_of(_IDLE), 0, 0
    while at < len(words):
        size = longest(words, at, idle)
        found += not size and words[at] not in terms.alone and not words[at][0].isdigit()
        at += size or 1
    return found


def _asks(turn: TurnContext, words: tuple[str, ...], *, dated: bool) -> bool:
    """Return whether a clause asks for something; "there is" and "I need to" ask for nothing."""
    asking = phrases_in(turn.heard.locale, _ASKING)
    for at in range(len(words)):
        size = longest(words, at, asking)
        idle = words[at : at + size] in _NO_REQUEST or words[at + size : at + size + 1] == ("to",)
        if size > (0 if dated else 1) and not idle:
            return True
    return False


def _pieces(turn: TurnContext) -> Iterator[str]:
    """Yield the clauses of a text; stops, commas, reasons, and a late request begin another."""
    for part in parts(turn.text):
        for text in _WHY.split(part.text):
            if text.strip():
                yield from _cut(turn, text.strip())


def _cut(turn: TurnContext, text: str) -> Iterator[str]:
    """Yield a clause in two where a request follows news with a time and without a stop."""
    said, asking = said_of(text), phrases_in(turn.heard.locale, _ASKING)
    for at in range(_BEFORE, len(said.words)):
        if longest(said.words, at, asking) > 1:
            before = " ".join(said.words[:at])
            wish = " ".join(said.words[at:]) + "?" * ("?" in said.marks)
            first, second = _timed(turn, before), _timed(turn, wish)
            if first is not None and second is not None and first.news and second.dated:
                yield from (before, wish)
                return
    yield text
