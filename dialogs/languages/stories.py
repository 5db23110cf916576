"""Phrases of stories.toml: what stands around a plain act in a longer text."""

from functools import cache

from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.patterns import Pattern, Phrases, read_pattern


@cache
def story_phrases(locale: str, name: str) -> Phrases:
    """Return the phrases of a table of a language's stories.toml.

    Args:
        locale: a language that we read.
        name: the name of the table.
    """
    written = map(read_pattern, table(locale, "stories")[name])
    return Phrases(Pattern(each, Cue.NEUTRAL, "", firm=True) for each in written)
