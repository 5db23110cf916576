"""The verdict on a text: how sure is sure enough, and how it is put.

Owns the bar. Whatever stays below it is UNCLEAR, with the nearest reading named in the evidence:
nothing is ever done on a guess.
"""

from collections.abc import Sequence
from datetime import datetime

from dialogs.intents import Hint, Intent, TimeRange, Understanding

BAR = 0.7
"""Confidence from which the service may act on a text."""


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
    """Put a verdict, or say that the text is not clear enough.

    Args:
        intent: what the text seems to want.
        confidence: 0 to 1.
        evidence: which words and rules led here.
        locale: the language they were found in.
        times: spans spoken of.
        also: further intents.
        choice: the number chosen.
        minutes: how late.
        language: the language asked for.
        hint: what is to be known beside the intent.
        quoted: with a phone's reaction, the text that it quotes.

    Returns:
        The understanding; below the bar its intent is UNCLEAR.
    """
    sure = round(confidence, 2) if 0.0 < confidence < 1.0 else float(confidence > 0.0)
    if sure < BAR and intent is not Intent.UNCLEAR:
        evidence = (*evidence, f"nearest {intent} at {sure:.2f}, below the bar of {BAR}")
        intent, choice = Intent.UNCLEAR, None
    ordered = tuple(sorted(set(times), key=_by_start)) if times else ()
    kept = tuple(dict.fromkeys([each for each in also if each is not intent])) if also else ()
    return Understanding(
        *(intent, sure, tuple(evidence), choice, ordered, kept, locale, minutes, language),
        hint=hint,
        quoted=quoted,
    )


def _by_start(span: TimeRange) -> tuple[datetime, datetime]:
    return span.start, span.end
