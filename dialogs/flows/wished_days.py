"""Which of the days that a text names are wished for: "Thursday I have a meeting, is Monday free?".

The visit's own day, told in a part of its own, is the reason; and a week around a day that is named
too is no wish beside it.
"""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from dialogs.conversation import Asked
from dialogs.flows.local_days import (
    DAY,
    Span,
    days_offered,
    is_whole_day,
    on_days,
    without_day,
)
from dialogs.flows.phrases import JOINING, longest, phrases_of, said_apart
from dialogs.flows.refused_times import without_refused
from dialogs.flows.scene import Scene
from dialogs.flows.visit_days import on_weekday, weekdays
from dialogs.intents import Intent
from dialogs.lexicon import Sign

_ASKING = frozenset({Sign.ASK, Sign.MOVE, Sign.BOOK})
_BUTS = frozenset({Sign.BUT})
_ORS = frozenset({"or", "o", "oder", "ou"})
_TELLING = 3
"""Fewest words of a part that tells why."""
_FEW = 3
"""How many days a text names one by one."""
_WIDE = 3
"""From so many days on a range is wide."""


def wished(scene: Scene, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the times that are wished for of those that a text names."""
    spans = without_refused(scene, _on_day_named(scene, _without_wide(spans)))
    days = days_offered(scene, (start for start, _ in spans))
    visits = days_offered(scene, (one.starts_at for one in scene.ahead)) & days
    if not visits or visits == days or not _tells_of_visit(scene):
        return spans
    return tuple(each for each in spans if not days_offered(scene, each[:1]) & visits)


def _on_day_named(scene: Scene, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return a time of every day as one of the day named apart: "tomorrow? mornings are best"."""
    days = tuple(span for span in spans if is_whole_day(scene, span))
    rest = tuple(span for span in spans if span not in days)
    if not days or len(days) > _FEW:
        return spans
    named = tuple(start.astimezone(ZoneInfo(scene.practice.timezone)).date() for start, _ in days)
    return on_days(scene, named, rest[-1]) if without_day(scene, rest) else spans


def asks_for_another(scene: Scene) -> bool:
    """Return whether an unclear text tells why the visit's day does not suit, and asks another."""
    heard, question = scene.heard, scene.question
    if heard.intent is not Intent.UNCLEAR or heard.hint is not None or not scene.ahead:
        return False
    if question is not None and question.asked is not Asked.REMINDER:
        return False
    named = days_offered(scene, (each.start for each in heard.times))
    others = named - days_offered(scene, (one.starts_at for one in scene.ahead))
    return bool(others) and _tells_of_visit(scene)


def _without_wide(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return times without the weeks that hold others: "one of these days, Friday morning"."""
    wide = [each for each in spans if each[1] - each[0] >= _WIDE * DAY]
    narrow = tuple(each for each in spans if each not in wide)
    inside = all(any(w[0] <= n[0] and n[1] <= w[1] for n in narrow) for w in wide)
    return narrow if wide and narrow and inside else spans


def _tells_of_visit(scene: Scene) -> bool:
    """Return whether the day of a visit is told in a part that asks nothing, before another's."""
    told = asked = False
    for words, mark in _parts(scene):
        named = [word for word in words if word in weekdays()]
        visits = any(on_weekday(scene, scene.ahead, word) for word in named)
        size = max(longest(words, at, phrases_of(_ASKING)) for at in range(len(words)))
        asks = mark == "?" or size > 0
        # "ha" is "there is" too, so that a word alone asks nothing
        plain = mark != "?" and size <= 1 and not _ORS & set(words)
        if visits and (not plain or len(named) > 1 or len(words) < _TELLING):
            return False
        told = told or visits
        asked = asked or (bool(named) and not visits and asks)
    return told and asked


def _parts(scene: Scene) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the parts of a text and the stop behind each; an "and" and a "but" divide too."""
    said, begun = said_apart(scene), 0
    buts = phrases_of(_BUTS)
    for at, (word, mark) in enumerate(zip(said.words, said.marks, strict=True)):
        last = at + 1 == len(said.words)
        if mark or last or word in JOINING or (word,) in buts:
            yield said.words[begun : at + 1], mark
            begun = at + 1
