"""The words of the pages for clients in each language: pages.toml, by section and name."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from dialogs.languages import table, writing
from dialogs.wording import privacy

_SENT = frozenset({"code_text", "test_text"})
"""Words that are sent as a text."""


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of the pages in one language.

    Attributes:
        code: the language.
        texts: templates by "section.name", with placeholders and optional parts as in texts.
    """

    code: str
    texts: Mapping[str, str]

    def say(self, name: str, values: Mapping[str, str] | None = None) -> str:
        """Return a text, filled in.

        Args:
            name: "section.name".
            values: by placeholder; one that is "" leaves out the bracketed part around it.

        Raises:
            KeyError: if no text has that name.
        """
        return privacy.fill(self.texts[name], dict(values or {}))


def page_words(*locales: str) -> PageWords:
    """Return the words in the first of some languages that we write, else in English.

    Args:
        locales: the languages wanted, the most wanted first; "" is ignored.
    """
    return _words(writing.first_spoken(*locales))


@cache
def _words(code: str) -> PageWords:
    return PageWords(code, MappingProxyType(_flat(writing.DEFAULT) | _flat(code)))


def _flat(code: str) -> dict[str, str]:
    try:
        sections = table(code, "pages")
    except FileNotFoundError:
        # a language in work: its pages are English until it has words of its own
        return {}
    return {
        f"{section}.{name}": text if name in _SENT else writing.unbroken(text, code)
        for section, texts in sections.items()
        for name, text in texts.items()
    }
