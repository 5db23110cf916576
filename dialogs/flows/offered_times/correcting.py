"""Recognises a correction of a time just booked or moved: "ay no, perdona, mejor a las 4 y media".

The other time is offered. If it is in the list that was just chosen from, and is plainly named, it
is taken.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment, Slot
from dialogs.flows.offered_times.time_words import names_time_only
from dialogs.flows.phrases import (
    AGREEING,
    as_phrases,
    left_over,
    longest,
    phrases_in,
    phrases_of,
    said_apart,
    without,
)
from dialogs.flows.turn_context import TurnContext
from dialogs.intents import Intent, TimeRange
from dialogs.languages.lexicon import Cue

_CORRECTING = as_phrases(
    *("oh no", "ah no", "no", "nope", "wait", "hang on", "hold on", "sorry", "oops", "whoops"),
    *("i meant", "i mean", "meant", "my mistake", "my bad", "actually", "better", "rather"),
    *("instead", "i d rather", "make it", "make that", "scratch that", "wrong one", "wrong time"),
    *("ops", "aspetti", "aspetta", "aspettate", "scusi", "scusate", "scusa", "volevo dire"),
    *("intendevo", "ho sbagliato", "mi sono sbagliato", "mi sono sbagliata", "mi sono confusa"),
    *("mi sono confuso", "meglio", "anzi", "piuttosto", "invece", "facciamo", "oddio", "non"),
    *("ay", "uy", "espera", "espere", "perdon", "perdona", "perdone", "disculpe", "disculpa"),
    *("queria decir", "quise decir", "me equivoque", "me he equivocado", "mejor", "en realidad"),
    *("me confundi", "lo siento", "prefiero", "ups", "ah non", "non", "zut", "oups", "mince"),
    *("pardon", "attendez", "attends", "desole", "desolee", "je voulais dire", "je me suis trompe"),
    *("je me suis trompee", "j ai mal lu", "plutot", "mieux", "finalement", "en fait", "oh nein"),
    *("je prefere", "nein", "nee", "ne", "moment", "warten sie", "sorry", "entschuldigung"),
    *("entschuldigen sie", "tut mir leid", "ich meinte", "meinte", "ich hab mich vertan"),
    *("habe mich vertan", "hab mich vertan", "lieber", "besser", "doch", "eher", "doch lieber"),
    *("ai", "nao", "espere", "espera ai", "desculpe", "desculpa", "perdao", "queria dizer"),
    *("quis dizer", "me enganei", "enganei me", "me confundi", "errei", "melhor", "na verdade"),
    *("alias", "prefiro", "opa", "ach", "oh", "ah", "ach herrje", "nossa", "e melhor"),
)
"""Phrases that take a choice back and put another in its place."""

_NO = as_phrases("no", "nope", "non", "nein", "nee", "ne", "nao")

_TURNING = frozenset(
    {Cue.CONDITION, Cue.QUESTION, Cue.QUOTATION, Cue.DOUBT, Cue.CANCEL, Cue.CANCEL_ASK}
)
_MOST = 16
"""Most words of a correction."""
_MOST_TOLD = 30
"""Most words of a wish for another time of the list, with its reason."""


def says_correction(turn: TurnContext) -> bool:
    """Return whether a text has words that take a choice back."""
    return _says_so(said_apart(turn).words)


def corrects(turn: TurnContext) -> bool:
    """Return whether a text names another time soon after a booking or move by text."""
    done, named = _done(turn), turn.heard.times
    if done is None or turn.heard.intent not in {Intent.UNCLEAR, Intent.UNDO}:
        return False
    if len(named) != 1 or not named[0].exact or named[0].start == done.starts_at:
        return False
    words = said_apart(turn).words
    asks = any(longest(words, at, phrases_of(frozenset({Cue.ASK}))) for at in range(len(words)))
    return len(words) <= _MOST and (asks or _says_so(words))


def corrected(turn: TurnContext) -> Slot | None:
    """Return the time of the last list that a text plainly puts in place of the other, or None.

    A reason may stand before it; a question or a condition takes nothing.
    """
    done, named, said = _done(turn), turn.heard.times, said_apart(turn)
    if done is None or "?" in said.marks or not 0 < len(said.words) <= _MOST:
        return None
    if len(named) != 1 or not named[0].exact or named[0].start == done.starts_at:
        return None
    stops = [at for at, mark in enumerate(said.marks[:-1]) if mark]
    last = said.words[stops[-1] + 1 :] if stops else said.words
    before = said.words[: len(said.words) - len(last)]
    rest = left_over(without(last, _CORRECTING), AGREEING)
    rest = [word for word in rest if word not in _IDLE]
    turned = _turns(turn, without(said.words, _CORRECTING)) or _denies(last)
    if not names_time_only(turn, rest) or not _says_so(said.words) or turned:
        return None
    if any(word.isdigit() for word in before):
        return None
    return next((slot for slot in _offered(turn) if slot.starts_at == named[0].start), None)


def wished_instead(turn: TurnContext) -> Slot | None:
    """Return the other time of the last list that a wish to move names by its hour, or None.

    Beside it, only the day of the time just taken may be named, as a reason: "sorry, on Friday I
    have the notary, put me on Thursday at 10". A question or a condition takes nothing.
    """
    done, said = _done(turn), said_apart(turn)
    if done is None or turn.heard.intent is not Intent.RESCHEDULE or "?" in said.marks:
        return None
    if len(said.words) > _MOST_TOLD or _turns(turn, without(said.words, _CORRECTING)):
        return None
    zone = ZoneInfo(turn.practice.timezone)
    taken = done.starts_at.astimezone(zone).date()
    other = [each for each in turn.heard.times if not _lies_on(each, taken)]
    starts = {each.start for each in other if each.exact}
    if len(starts) != 1 or len(other) != 1:
        return None
    return next((slot for slot in _offered(turn) if slot.starts_at in starts), None)


def _lies_on(span: TimeRange, day: date) -> bool:
    """Return whether a span is of one day; the end of a whole day is the next midnight."""
    last = span.end - timedelta(minutes=0 if span.exact else 1)
    return span.start.date() == day == last.date()


def _offered(turn: TurnContext) -> tuple[Slot, ...]:
    """Return the times of the list that was just chosen from."""
    state = turn.state
    booked = state.booked.offered if turn.just_booked() and state.booked else ()
    return booked or (state.moved.offered if turn.just_moved() and state.moved else ())


_IDLE = frozenset({"then", "please", "allora", "entonces", "alors", "dann", "entao", "pues", "si"})


def _done(turn: TurnContext) -> Appointment | None:
    return turn.just_booked() or turn.just_moved() if turn.question is None else None


def _says_so(words: tuple[str, ...]) -> bool:
    return any(longest(words, at, _CORRECTING) for at in range(len(words)))


def _denies(words: tuple[str, ...]) -> bool:
    """Return whether a "no" refuses the named time, "alle 16 no", unlike "no, meglio"."""
    rather = _CORRECTING - _NO
    return any(
        (word,) in _NO and not (at + 1 < len(words) and longest(words, at + 1, rather))
        for at, word in enumerate(words)
    )


def _turns(turn: TurnContext, words: Sequence[str]) -> bool:
    spoken = (phrases_in(each, _TURNING) for each in (turn.heard.locale, turn.locale))
    return any(longest(words, at, each) for each in spoken for at in range(len(words)))
