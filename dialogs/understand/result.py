"""Makes the verdict on a text: an `Understanding`, UNCLEAR below the confidence bar.

A verdict below the bar is UNCLEAR and names the nearest reading in its evidence: the service never
acts on a guess.
"""

from collections.abc import Sequence
from datetime import datetime

from calendar_store.model.plain import changed
from dialogs.intents import Hint, Intent, TimeRange, Understanding

BAR = 0.7
"""Lowest confidence at which the service may act on a text."""


def verdict(
    intent: Intent,
    confidence: float,
    evidence: Sequence[str],
    locale: str,
    *,
    times: Sequence[TimeRange] = (),
    also: Sequence[Intent] = (),
    choice: int | None = None,
    minutes: int | None = None,
    language: str | None = None,
    hint: Hint | None = None,
    quoted: str | None = None,
) -> Understanding:
    """Make a verdict, UNCLEAR where the confidence is too low.

    Args:
        intent: the probable intent of the text.
        confidence: 0 to 1.
        evidence: the words and rules that led to the intent.
        locale: the language of those words.
        times: the spans of time said.
        also: further intents.
        choice: the number of the choice.
        minutes: the minutes of delay.
        language: the requested language.
        hint: a fact beside the intent.
        quoted: for a phone's reaction, the text that it quotes.

    Returns:
        The understanding; below the bar the intent is UNCLEAR.
    """
    sure = round(confidence, 2) if 0.0 < confidence < 1.0 else float(confidence > 0.0)
    nearest = intent if sure < BAR and intent is not Intent.UNCLEAR else None
    if nearest is not None:
        evidence = (*evidence, f"nearest {intent} at {sure:.2f}, below the bar of {BAR}")
        intent, choice = Intent.UNCLEAR, None
    ordered = tuple(sorted(set(times), key=_by_start)) if times else ()
    kept = tuple(dict.fromkeys([each for each in also if each is not intent])) if also else ()
    found = Understanding(
        *(intent, sure, tuple(evidence), choice, ordered, kept, locale, minutes, language),
        *((), None, hint, quoted),
    )
    return found if nearest is None else changed(found, nearest=nearest)


def _by_start(span: TimeRange) -> tuple[datetime, datetime]:
    return span.start, span.end
