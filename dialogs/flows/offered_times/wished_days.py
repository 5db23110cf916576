"""Selects the wished days of a text: "Thursday I have a meeting, is Monday free?".

The visit's own day, in a part of its own, is the reason. A week around a day that is named too is
not wished for.
"""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from dialogs.conversation import Asked
from dialogs.flows.offered_times.local_days import (
    DAY,
    Span,
    days_offered,
    is_whole_day,
    on_days,
    without_day,
)
from dialogs.flows.offered_times.refused_times import without_refused
from dialogs.flows.offered_times.time_words import asks_time_only
from dialogs.flows.phrases import as_phrases, longest, phrases_in, phrases_of, said_apart, without
from dialogs.flows.reading_parts import cues_of
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_days import on_weekday, weekdays
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue, lexicons

_ASKING = frozenset({Cue.ASK, Cue.MOVE, Cue.BOOK})
_BUTS = frozenset({Cue.BUT})
_MOVING = frozenset({Cue.MOVE, Cue.BOOK})
_WISHING = _ASKING | {
    *(Cue.COURTESY, Cue.THANKS, Cue.YES, Cue.ACK, Cue.DOUBT, Cue.COMING, Cue.COME),
    *(Cue.ANOTHER, Cue.AGENDA),
}
_DOING = frozenset(
    {"do", "come", "get", "have", "fit", "me", "in", "you", "is", "to", "ok", "possible", "could"}
    | {"i", "we", "can", "fare", "venire", "se", "al", "pasar", "ir", "hacer", "faire", "venir"}
    | {"vous", "machen", "kommen", "haben", "fazer", "vir", "como", "ter", "would", "may", "puo"}
    | {"potete", "potrebbe", "potreste", "posso", "puede", "pueden", "puedo", "podria", "podrian"}
    | {"pouvez", "pourriez", "peut", "peux", "kann", "konnen", "konnten", "konnte", "sie", "ich"}
    | {
        "wir",
        "pode",
        "podem",
        "poderia",
        "poderiam",
        "mettere",
        "mettre",
        "mover",
        "legen",
        "passar",
    }
    | {"d", "rather", "could", "fit", "put", "move", "come", "instead", "please", "dareste", "dare"}
    | {"preferirei", "preferisco", "passare", "spostare", "sposta", "spostate", "cambias", "dar"}
    | {"cambiarme", "podriais", "podeis", "dais", "das", "ponerme", "pongas", "prefiero", "passer"}
    | {"prefere", "pourrait", "mettez", "on", "prefiro", "marcar", "por", "dava", "podiamos"}
    | {"lieber", "mich", "vorbeikommen", "nehmen", "geben", "tauschen", "verlegen", "verschieben"}
)
"""Words of coming, in a question for another time."""
_FREE = frozenset(
    {"anything", "something", "free", "available", "any", "there", "are", "got", "space", "room"}
    | {"qualcosa", "posto", "libero", "liberi", "avete", "algo", "hueco", "libre", "hay", "tienen"}
    | {"quelque", "chose", "avez", "auriez", "etwas", "was", "frei", "hatten", "hat", "noch"}
    | {"alguma", "coisa", "livre", "vaga", "tem", "teria", "e", "est", "il", "a", "y"}
)
"""Words for a free time, in a question for another time."""
_JOINING = {
    "en": frozenset({"and"}),
    "it": frozenset({"e", "ed"}),
    "es": frozenset({"y", "e"}),
    "fr": frozenset({"et"}),
    "de": frozenset({"und"}),
    "pt": frozenset({"e"}),
}
_ANOTHER = as_phrases(
    *("do you have another", "have you another", "have you got another", "you have another"),
    *("got another", "have any other", "got any other", "any other day", "any other time"),
    *("vous avez un autre", "vs avez un autre", "avez vous un autre", "vous auriez un autre"),
    *("auriez vous un autre", "y a un autre", "vous avez une autre", "vs avez une autre"),
    *("teneis otro", "tienes otro", "tiene otro", "tienen otro", "hay otro", "teneis otra"),
    *("tienes otra", "tiene otra", "tienen otra", "hay otra", "tem outro", "tem outra"),
    *("tens outro", "tens outra", "ha outro", "ha outra", "haben sie einen anderen"),
    *("haben sie eine andere", "avete un altro", "avete un altra", "ha un altro", "c e un altro"),
)
"""Words that ask whether there is another time."""
_CANCELLING = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})
_ORS = frozenset({"or", "o", "oder", "ou"})
_TELLING = 3
"""Fewest words of a part that gives a reason."""
_FEW = 3
"""Most days that a text names singly."""
_WIDE = 3
"""Fewest days of a wide range."""


def wished(turn: TurnContext, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the wished times of those that a text names."""
    spans = without_refused(turn, _on_day_named(turn, _without_wide(spans)))
    days = days_offered(turn, (start for start, _ in spans))
    visits = days_offered(turn, (one.starts_at for one in turn.ahead)) & days
    if not visits or visits == days or not _tells_of_visit(turn):
        return spans
    return tuple(each for each in spans if not days_offered(turn, each[:1]) & visits)


def _on_day_named(turn: TurnContext, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return a time of every day as a time of the named day: "tomorrow? mornings are best"."""
    days = tuple(span for span in spans if is_whole_day(turn, span))
    rest = tuple(span for span in spans if span not in days)
    if not days or len(days) > _FEW:
        return spans
    named = tuple(start.astimezone(ZoneInfo(turn.practice.timezone)).date() for start, _ in days)
    return on_days(turn, named, rest[-1]) if without_day(turn, rest) else spans


def asks_for_another(turn: TurnContext) -> bool:
    """Return whether an unclear text explains why a day does not suit, and asks for another."""
    heard, question = turn.heard, turn.question
    if heard.intent is not Intent.UNCLEAR or heard.hint is not None or not turn.ahead:
        return False
    if question is not None and question.asked is not Asked.REMINDER:
        return False
    named = days_offered(turn, (each.start for each in heard.times))
    others = named - days_offered(turn, (one.starts_at for one in turn.ahead))
    return bool(others) and _tells_of_visit(turn) and _asks_for_time_alone(turn)


def cannot_and_asks(turn: TurnContext) -> bool:
    """Return whether a refusal, without a word of cancelling, asks for another time.

    "Can't do Wednesday do you have another day".
    """
    if turn.heard.intent is not Intent.CANCEL or not turn.ahead:
        return False
    words = said_apart(turn).words
    asks = any(longest(words, at, _ANOTHER) for at in range(len(words)))
    return asks and cues_of(turn, turn.text).isdisjoint(_CANCELLING)


def asks_beside(turn: TurnContext) -> bool:
    """Return whether the question beside the visit's day is about more than another time.

    The reason may be anything. "Thursday is the recital. Can my sister have Friday at two?" is no
    wish to move.
    """
    wishes = turn.heard.intent is Intent.RESCHEDULE
    return wishes and _tells_of_visit(turn) and not _asks_for_time_alone(turn)


def _asks_for_time_alone(turn: TurnContext) -> bool:
    """Return whether every part with another day only asks for that time."""
    read = lexicons().get(turn.heard.locale)
    known = _DOING | _FREE | (read.visits if read else frozenset())
    for words, _ in _parts(turn):
        named = [word for word in words if word in weekdays()]
        if not named or any(on_weekday(turn, turn.ahead, word) for word in named):
            continue
        left = without(words, phrases_in(turn.heard.locale, _WISHING))
        if not asks_time_only(turn, [word for word in left if word not in known]):
            return False
    return True


def _without_wide(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return times without weeks that contain others: "one of these days, Friday morning"."""
    wide = [each for each in spans if each[1] - each[0] >= _WIDE * DAY]
    narrow = tuple(each for each in spans if each not in wide)
    inside = all(any(w[0] <= n[0] and n[1] <= w[1] for n in narrow) for w in wide)
    return narrow if wide and narrow and inside else spans


def _tells_of_visit(turn: TurnContext) -> bool:
    """Return whether a visit's day is in a part without a question, before another day's."""
    told, asked, marks = False, False, said_apart(turn).marks
    for words, mark in _parts(turn):
        named = [word for word in words if word in weekdays()]
        visits = any(on_weekday(turn, turn.ahead, word) for word in named)
        size = max(longest(words, at, phrases_of(_ASKING)) for at in range(len(words)))
        asks = mark == "?" or size > 0
        # "ha" is "there is" too, so that a word alone asks nothing; nor does "c'è" before a "?"
        idle = size <= 1 or ("?" in marks and not _moves(words))
        plain = mark != "?" and idle and not _ORS & set(words)
        if visits and (not plain or len(named) > 1 or len(words) < _TELLING):
            return False
        told = told or visits
        asked = asked or (bool(named) and not visits and asks)
    return told and asked


def _moves(words: tuple[str, ...]) -> bool:
    return any(longest(words, at, phrases_of(_MOVING)) > 1 for at in range(len(words)))


def _parts(turn: TurnContext) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the parts of a text with their stops; "and" and "but" end a part too."""
    said, begun = said_apart(turn), 0
    locale = turn.heard.locale
    buts, joining = phrases_in(locale, _BUTS), _JOINING.get(locale, frozenset())
    for at, (word, mark) in enumerate(zip(said.words, said.marks, strict=True)):
        last = at + 1 == len(said.words)
        if mark or last or word in joining or (word,) in buts:
            yield said.words[begun : at + 1], mark
            begun = at + 1
