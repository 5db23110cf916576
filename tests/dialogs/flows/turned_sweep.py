"""The sweep over whole turns: what acts in a state, turned in every way, may do nothing there.

`python -m tests.dialogs.turned_sweep` turns each text in every way and prints how many act.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from dialogs import effects as do
from dialogs.effects import Effect
from dialogs.flows.phrases import longest
from dialogs.flows.sentences import parts
from dialogs.flows.visits.coming_back_words import COMING
from dialogs.flows.visits.having_back import without_wish
from dialogs.languages.lexicon import lexicons
from dialogs.normalise import spell
from tests.dialogs.flows.turned_bases import bases
from tests.dialogs.flows.turned_states import BINDING, STATES, state

LOCALES = ("en", "it", "es", "fr", "de", "pt")
HARMS = (*BINDING, do.CancelAppointment)
_NEGATING = frozenset({"not", "none_of", "would_but", "all_but"})
_ALL = 40
"""Texts of a table in the whole sweep."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A text turned, and what was done on it."""

    kind: str
    text: str
    done: tuple[Effect, ...]


def acting(name: str, locale: str, texts: int) -> Iterator[tuple[str, tuple[Effect, ...]]]:
    """Yield the texts that act in a state, and what they do.

    Args:
        name: of the state.
        locale: the language.
        texts: how many of one table are tried.
    """
    for text in bases(name, locale, texts):
        turn = state(name, locale).turn(text)
        done = tuple(each for each in turn.effects if isinstance(each, HARMS))
        if done and turn.understanding.locale == locale:
            yield text, done


def turned(name: str, locale: str, *, texts: int = _ALL, ways: int = 0) -> Iterator[Turned]:
    """Yield the texts that act in a state, turned in the ways of its language.

    Args:
        name: of the state.
        locale: the language.
        texts: how many of one table are tried.
        ways: in how many each is turned, in others than the one before; 0 for all.
    """
    for number, (text, done) in enumerate(acting(name, locale, texts)):
        refuses = any(isinstance(each, do.CancelAppointment) for each in done)
        before = _done_before_end(name, locale, text)
        fitting = [way for way in operators(locale) if _fits(*way, text, refuses=refuses)]
        step = len(fitting) // ways if ways and len(fitting) > ways else 1
        for kind, template in fitting[number % step :: step]:
            whole = template.replace("{}", text.rstrip(" .!?¿" if "?" in template else " .!"))
            if lexicons()[locale].phrases.get(spell(whole)):
                continue  # "no faltaré" has a meaning of its own
            # "I'm not coming", a turned agreement, does refuse
            harms = BINDING if kind in _NEGATING and not refuses else HARMS
            apart = before if template.startswith("{}") else frozenset()
            found = state(name, locale).turn(whole).effects
            harm = (each for each in found if isinstance(each, harms) and each not in apart)
            yield Turned(kind, whole, tuple(harm))


def _done_before_end(name: str, locale: str, text: str) -> frozenset[Effect]:
    """Return what is done on a text without its last sentence, which alone is turned behind."""
    *before, _ = parts(text)
    while before and not before[-1].ends:
        before.pop()
    start = " ".join(each.text for each in before)
    return frozenset(state(name, locale).turn(start).effects) if start else frozenset()


def _fits(kind: str, template: str, text: str, *, refuses: bool) -> bool:
    """Return whether a way to turn governs all of a text, and turns it.

    "Please put me back in?" is no less a wish with its mark, and who cancels may tell why later.
    """
    words = spell(text)
    states = any(longest(words, at, COMING) for at in range(len(words)))
    wishes = len(without_wish(words, timed=True, alone=True)) < len(words)
    if kind in {"asked", "not"} and (wishes or refuses or "?" in text or not states):
        return False
    if kind in {"later", "none_of"} and refuses:
        return False
    one = len(parts(text)) == 1
    whole = one or template.startswith("{}") or ": {}" in template
    single = {"asked", "not", "would_but", *({"for_another"} if refuses else ())}
    return whole and (one or kind not in single)


@cache
def operators(locale: str) -> tuple[tuple[str, str], ...]:
    """Return the ways to turn a text, each with its kind."""
    path = Path(__file__).with_name("turned_turns.toml")
    kinds = tomllib.loads(path.read_text(encoding="utf-8"))[locale]
    return tuple((kind, each) for kind, templates in kinds.items() for each in templates)


def _figures() -> Iterator[str]:
    """Yield each that acts, and how many do, by kind and language."""
    total: Counter[str] = Counter()
    acts: Counter[tuple[str, str]] = Counter()
    for locale, name in product(LOCALES, STATES):
        for each in turned(name, locale):
            total[locale] += 1
            if each.done:
                acts[each.kind, locale] += 1
                yield f"{locale} {name} {each.kind}: {each.text}"
    yield _row("kind", LOCALES)
    for kind in sorted({kind for kind, _ in acts}):
        yield _row(kind, [acts[kind, locale] for locale in LOCALES])
    yield _row("turned", [total[locale] for locale in LOCALES])


def _row(name: str, cells: Iterable[object]) -> str:
    return name.ljust(12) + "".join(f"{cell!s:>7}" for cell in cells)


if __name__ == "__main__":
    for line in _figures():
        sys.stdout.write(f"{line}\n")
