"""All labelled texts but the scored ones, as features and the reading that they should have.

They are the texts of `learning/`, which nothing else reads, those that the lexicons are mended
against (`work/`), those on which nobody may act (`turned/`), and one in `EVERY` of the turned
phrases that the sweep makes. What is scored is never learnt from.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dialogs.intents import Intent, OpenQuestion
from dialogs.normalise import normalise
from dialogs.understand.learned.features import features
from dialogs.understand.learned.likely import READINGS

from .labelled import LOCALES, Part, labelled
from .sweep import combined

EVERY = 5
_HERE = Path(__file__).parent
_NAMES = frozenset(
    {
        *("ada", "byron", "leo", "jana", "vogt", "mia", "claire", "morel", "hugo", "giulia"),
        *("conti", "luca", "lucia", "ramos", "mateo", "ines", "duarte", "tomas"),
        *("aurora", "studio"),
    }
)
"""Folded names of the people and the practice that the texts were written for."""


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled text.

    Attributes:
        text: the text.
        question: what was asked.
        intent: one of `READINGS`.
        locale: its language.
        swept: it is one of the turned phrases that the sweep makes.
    """

    text: str
    question: OpenQuestion
    intent: Intent
    locale: str = ""
    swept: bool = False

    def features(self) -> list[int]:
        """Return the features of the text, in order."""
        return sorted(features(normalise(self.text), _NAMES, self.question.value))


def examples() -> list[Example]:
    """Return all texts to learn from, each once; of several labels the first counts."""
    found: dict[tuple[str, OpenQuestion], Example] = {}
    for locale in LOCALES:
        for source in (_learning, _work, _turned, _swept):
            for text, question, intent in source(locale):
                reading = intent if intent in READINGS else Intent.UNCLEAR
                one = Example(text, question, reading, locale, source is _swept)
                found.setdefault((text.casefold(), question), one)
    return list(found.values())


def _learning(locale: str) -> Iterator[tuple[str, OpenQuestion, Intent]]:
    path = _HERE / "learning" / f"{locale}.toml"
    for question, intents in tomllib.loads(path.read_text("utf-8")).items():
        for intent, texts in intents.items():
            for text in texts:
                yield text, OpenQuestion(question), Intent(intent)


def _work(locale: str) -> Iterator[tuple[str, OpenQuestion, Intent]]:
    for each in labelled(locale, Part.WORK):
        yield each.text, each.question, each.intent


def _turned(locale: str) -> Iterator[tuple[str, OpenQuestion, Intent]]:
    for path in sorted((_HERE / "turned").glob(f"{locale}*.toml")):
        for each in tomllib.loads(path.read_text("utf-8"))["text"]:
            may = [Intent(one) for one in each.get("may", ())]
            yield each["text"], OpenQuestion(each["question"]), may[0] if may else Intent.UNCLEAR


def _swept(locale: str) -> Iterator[tuple[str, OpenQuestion, Intent]]:
    """Give turned phrases, evenly from all of them."""
    for at, (_, text) in enumerate(combined(locale)):
        if at % EVERY == 0:
            yield text, OpenQuestion.REMINDER, Intent.UNCLEAR
