"""Phrases of after.toml: what a text means after something else was said."""

from functools import cache

from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.patterns import Pattern, Phrases, read_pattern


@cache
def phrases_after(locale: str, name: str) -> Phrases:
    """Return the phrases of a table of a language's after.toml.

    Args:
        locale: a language that we read.
        name: the name of the table.
    """
    written = map(read_pattern, table(locale, "after")[name])
    return Phrases(Pattern(each, Cue.NEUTRAL, "", firm=True) for each in written)


@cache
def words_after(locale: str, name: str) -> frozenset[str]:
    """Return the single words of a table of a language's after.toml.

    Args:
        locale: a language that we read.
        name: the name of the table.
    """
    return frozenset(str(table(locale, "after")[name]).split())
