"""The words that turn a sentence besides the operators of the lexicons, looked up in one language.

Owns the form of turning.toml.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.patterns import Pattern, Phrases, read_pattern


@dataclass(frozen=True, slots=True)
class Turners:
    """Such words of a language.

    Attributes:
        tables: the phrases, by the name of their table.
        people: words for people of whom one may speak.
        apart: those of them whose visit is as good as the writer's, or who only agree to it.
    """

    tables: Mapping[str, Phrases]
    people: frozenset[str]
    apart: frozenset[str]

    def size(self, name: str, words: Sequence[str], at: int) -> int:
        """Return how many words the longest phrase of a table has that begins there, 0 for none."""
        begun = self.tables[name].begun(words, at, len(words)) if at < len(words) else ()
        return len(begun[-1].words) if begun else 0

    def says(self, name: str, words: Sequence[str]) -> bool:
        """Return whether a phrase of a table stands anywhere in a sentence."""
        return any(self.size(name, words, at) for at in range(len(words)))

    def ends(self, name: str, words: Sequence[str]) -> bool:
        """Return whether a phrase of a table ends a sentence, and is not all of it."""
        sizes = ((at, self.size(name, words, at)) for at in range(1, len(words)))
        return any(size and at + size == len(words) for at, size in sizes)

    def person(self, words: Sequence[str], at: int) -> int:
        """Return how many words name somebody there, "my mother"; 0 where none do."""
        begun = at + self.size("owned", words, at)
        return begun + 1 - at if begun < len(words) and words[begun] in self.people else 0


@cache
def turners(locale: str) -> Turners:
    """Return the words of a language.

    Args:
        locale: its code.
    """
    document = table(locale, "turning")
    apart = frozenset(document["apart"].split())
    tables = {
        name: Phrases(Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True) for each in written)
        for name, written in document.items()
        if isinstance(written, list)
    }
    return Turners(tables, frozenset(document["people"].split()) | apart, apart)
