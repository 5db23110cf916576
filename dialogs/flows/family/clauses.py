"""Splits a text into clauses, with the clients of a family that each clause names.

A clause ends at a stop and at a "but". A new clause begins before a name if the words before it are
complete.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from calendar_store.model.clients import Client
from dialogs.flows.family.whose import TOO
from dialogs.flows.phrases import JOINING, POINTING, phrases_of, said_apart, said_of
from dialogs.flows.turn_context import TurnContext
from dialogs.languages.lexicon import Cue

_STOPS = frozenset({",", ".", ";", "!", ":"})
_BUTS = frozenset({Cue.BUT})


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a text, with the clients that it names."""

    words: tuple[str, ...]
    named: tuple[Client, ...]

    @property
    def pointing(self) -> frozenset[str]:
        """The names in the clause, and words that point at a person or add one."""
        called = {word for client in self.named for word in said_of(client.first).words}
        return frozenset(called | POINTING | JOINING | TOO | {"bei"})

    @property
    def is_name(self) -> bool:
        """Whether the clause is only a name: at the end of a text, the signature."""
        return len(self.named) == 1 and self.words == said_of(self.named[0].first).words


def clauses(turn: TurnContext, whole: Callable[[tuple[str, ...]], bool]) -> Iterator[Clause]:
    """Yield the clauses of a text.

    Args:
        turn: the turn.
        whole: returns whether the words before a name are a clause of their own.
    """
    said = said_apart(turn)
    names = {c: said_of(c.first).words for c in turn.context.clients if c.first}
    begun: list[str] = []
    named: list[Client] = []
    for at, (word, mark) in enumerate(zip(said.words, said.marks, strict=True)):
        called = [c for c, name in names.items() if said.words[at : at + len(name)] == name]
        if called and not named:
            before, lead = _without_lead(begun)
            if before and whole(tuple(before)):
                yield Clause(tuple(before), ())
                begun = lead
        named += called
        turns = (word,) in phrases_of(_BUTS)
        if turns and begun:
            yield Clause(tuple(begun), tuple(named))
        if turns:
            begun, named = [], []
        else:
            begun.append(word)
        if begun and mark in _STOPS:
            yield Clause(tuple(begun), tuple(named))
            begun, named = [], []
    if begun:
        yield Clause(tuple(begun), tuple(named))


def _without_lead(words: list[str]) -> tuple[list[str], list[str]]:
    """Return (words, words that lead to a following name), as "and for", "de la"."""
    at = len(words)
    while at and words[at - 1] in POINTING | JOINING | {"bei"}:
        at -= 1
    return words[:at], words[at:]
