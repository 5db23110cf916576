"""Loads turning.toml: words that stop the service from acting on a sentence, beside the operators.

`dialogs.understand.frame.negated` uses these words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.patterns import Pattern, Phrases, read_pattern


@dataclass(frozen=True, slots=True)
class Turners:
    """The words of turning.toml in a language.

    Attributes:
        tables: the phrases, by the name of their table.
        people: words for people whom a text may be about.
        apart: words of `people` whose visit counts as the writer's, or who only agree to a visit.
    """

    tables: Mapping[str, Phrases]
    people: frozenset[str]
    apart: frozenset[str]

    def size(self, name: str, words: Sequence[str], at: int) -> int:
        """Return the number of words of the longest phrase of a table at a position; 0 for none."""
        return self.tables[name].size(words, at, len(words)) if at < len(words) else 0

    def says(self, name: str, words: Sequence[str]) -> bool:
        """Return whether a phrase of a table stands anywhere in a sentence."""
        return any(self.size(name, words, at) for at in range(len(words)))

    def ends(self, name: str, words: Sequence[str]) -> bool:
        """Return whether a phrase of a table ends a sentence and is not the whole sentence."""
        sizes = ((at, self.size(name, words, at)) for at in range(1, len(words)))
        return any(size and at + size == len(words) for at, size in sizes)

    def person(self, words: Sequence[str], at: int) -> int:
        """Return the number of words that name a person there ("my mother"); 0 for none."""
        begun = at + self.size("owned", words, at)
        return begun + 1 - at if begun < len(words) and words[begun] in self.people else 0


@cache
def turners(locale: str) -> Turners:
    """Return the words of turning.toml in a language.

    Args:
        locale: the language's code.
    """
    document = table(locale, "turning")
    apart = frozenset(document["apart"].split())
    tables = {
        name: Phrases(Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True) for each in written)
        for name, written in document.items()
        if isinstance(written, list)
    }
    return Turners(tables, frozenset(document["people"].split()) | apart, apart)
