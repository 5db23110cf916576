"""The figures of understanding: what was handled, what should never happen, and how fast.

Owns how a text read wrongly is counted; the texts are those of `labelled`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median
from time import perf_counter_ns, process_time

from dialogs.intents import Frame, Intent
from dialogs.understand import understand

from .labelled import LOCALES, Part, frame_of, labelled

ROUNDS = 5
BINDING = frozenset({Intent.CONFIRM, Intent.CHOICE})
"""Both bind the client to a time."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, what it meant, and what it was understood as."""

    text: str
    meant: Intent
    found: Intent
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of the texts of one language.

    Attributes:
        texts: how many there are.
        answerable: how many of them need nobody at the practice.
        handled: how many of the answerable were understood as what they meant.
        covered: how many of the answerable were read as anything that needs nobody.
        false_confirmations: texts that would have bound their client to a time unasked.
        false_cancellations: texts that would have cancelled unasked.
        missed_opt_outs: wishes to be left alone that were not heard.
        false_opt_outs: texts that would have silenced their number unasked.
    """

    texts: int
    answerable: int
    handled: int
    covered: int
    false_confirmations: tuple[str, ...]
    false_cancellations: tuple[str, ...]
    missed_opt_outs: tuple[str, ...]
    false_opt_outs: tuple[str, ...]

    @property
    def share(self) -> float:
        """The part of the answerable that nobody at the practice had to handle, 0 to 1."""
        return self.handled / self.answerable

    @property
    def coverage(self) -> float:
        """The part of the answerable that did not go to a person, rightly read or not, 0 to 1."""
        return self.covered / self.answerable

    @property
    def harmful(self) -> tuple[str, ...]:
        """The texts that were read in a way that should never happen."""
        return (
            *self.false_confirmations,
            *self.false_cancellations,
            *self.missed_opt_outs,
            *self.false_opt_outs,
        )


def readings(locale: str, part: Part) -> list[Reading]:
    """Understand every labelled text of a part in a language."""
    return [
        Reading(each.text, each.intent, read.intent, read.confidence)
        for each in labelled(locale, part)
        for read in (understand(each.text, frame_of(each, locale)),)
    ]


def figures(read: Iterable[Reading]) -> Figures:
    """Count what became of texts."""
    every = list(read)
    wrong = [each for each in every if each.found is not each.meant]
    answerable = [each for each in every if each.meant is not Intent.UNCLEAR]
    return Figures(
        texts=len(every),
        answerable=len(answerable),
        handled=sum(each.found is each.meant for each in answerable),
        covered=sum(each.found is not Intent.UNCLEAR for each in answerable),
        false_confirmations=tuple(each.text for each in wrong if each.found in BINDING),
        false_cancellations=tuple(each.text for each in wrong if each.found is Intent.CANCEL),
        missed_opt_outs=tuple(each.text for each in wrong if each.meant is Intent.OPT_OUT),
        false_opt_outs=tuple(each.text for each in wrong if each.found is Intent.OPT_OUT),
    )


BANDS = (0.7, 0.8, 0.9, 0.95, 1.01)
"""Where one band of confidence ends and the next begins; below the first nothing is done."""


@dataclass(frozen=True, slots=True)
class Band:
    """Readings of about one confidence, and how often they were right.

    Attributes:
        begins: the lowest confidence in it.
        ends: the lowest confidence that is in it no more.
        readings: how many there are.
        right: how many of them were what the text meant.
    """

    begins: float
    ends: float
    readings: int
    right: int


def reliability(read: Iterable[Reading]) -> list[Band]:
    """Hold confidence against truth, over all that would be acted on."""
    acted = [each for each in read if each.found is not Intent.UNCLEAR]
    return [
        Band(begins, ends, len(inside), sum(each.found is each.meant for each in inside))
        for begins, ends in pairwise(BANDS)
        for inside in ([each for each in acted if begins <= each.confidence < ends],)
    ]


def microseconds(locale: str) -> tuple[float, float]:
    """Measure the median and the mean time of a labelled text of a language, each at its best."""
    framed = [(each.text, frame_of(each, locale)) for each in labelled(locale)]
    best = [min(_nanoseconds(text, frame) for _ in range(ROUNDS)) / 1000 for text, frame in framed]
    return median(best), mean(best)


def _nanoseconds(text: str, frame: Frame) -> int:
    started = perf_counter_ns()
    understand(text, frame)
    return perf_counter_ns() - started


def texts_per_second() -> float:
    """Measure how many texts without times one core understands in a second of its own time.

    The best of some rounds counts: the others tell how busy the machine was.
    """
    plain = [
        (each.text, frame)
        for locale in LOCALES
        for each in labelled(locale)
        for frame in (frame_of(each, locale),)
        if not understand(each.text, frame).times
    ]
    return len(plain) / min(_seconds(plain) for _ in range(ROUNDS))


def _seconds(plain: Iterable[tuple[str, Frame]]) -> float:
    started = process_time()
    for text, frame in plain:
        understand(text, frame)
    return process_time() - started
