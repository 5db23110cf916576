"""Texts that come after something, with what they want, and their features."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dialogs.flows.likeness.settings import After
from dialogs.flows.likeness.shares import Wants, features_after
from dialogs.flows.turn_context import TurnContext
from dialogs.framing import hear, open_question
from dialogs.intents import Intent, OpenQuestion
from tests.support.dialogs.after_acts import (
    THURSDAY,
    WEDNESDAY,
    after,
    after_choice,
    before_visit,
    context_of,
)

from .corpus import examples
from .labelled import LOCALES

_SPOKEN_OF = "spoken_of"
"""Name of the files of texts that were written for a visit on Thursday, and want nothing."""
_TOOK = "took"
"""Begins the name of a setting in which one of three times was chosen."""
LEARNING = Path(__file__).parent / "learning" / "after"
SCORED = Path(__file__).parent.parent / "flows" / "likeness" / "scored"


@dataclass(frozen=True, slots=True)
class AfterText:
    """A text that comes after something.

    Attributes:
        locale: its language.
        setting: what came before.
        text: the text.
        wants: what it wants.
        before: the start of the visit before the act, UTC.
        taken: the number that was chosen of three times; 0 where there was no list.
        instead: the number of the list that the text wants instead; 0 for none.
    """

    locale: str
    setting: After
    text: str
    wants: Wants
    before: datetime = WEDNESDAY
    taken: int = 0
    instead: int = 0

    def features(self) -> list[int]:
        """Return the features of the text, in order."""
        practice = (
            after_choice(self.locale, self.taken)
            if self.taken
            else after(self.locale, self.setting, self.before)
        )
        context = context_of(practice)
        question = open_question(context, self.text)
        turn = TurnContext(context, self.text, hear(context, self.text), self.locale, question)
        return sorted(features_after(turn, self.setting))


@dataclass(frozen=True, slots=True)
class AskedText:
    """A text before a visit that the rules do not understand.

    Attributes:
        features: its features, in order.
        wants: what it wants.
    """

    features: list[int]
    wants: Wants


_BEFORE_VISIT = (After.ASKED, After.PUT_OFF, After.CONFIRMED)
_ACTS = {
    Intent.CANCEL: Wants.CANCEL,
    Intent.RESCHEDULE: Wants.MOVE,
    Intent.CONFIRM: Wants.CONFIRM,
}
_EVERY = 6
"""One in so many of the phrases of the sweep: they are alike."""


def texts_asked() -> Iterator[AskedText]:
    """Yield the labelled texts with and without a reminder that no rule understands.

    What wants nothing then wants nothing after a put-off answer or a confirmation either.
    """
    for at, one in enumerate(examples()):
        if one.question not in {OpenQuestion.REMINDER, OpenQuestion.NONE}:
            continue
        if one.swept and at % _EVERY:
            continue
        context = before_visit(one.locale, reminded=one.question is OpenQuestion.REMINDER)
        heard = hear(context, one.text)
        if heard.intent is Intent.UNCLEAR:
            question = open_question(context, one.text)
            turn = TurnContext(context, one.text, heard, one.locale, question)
            wants = _ACTS.get(one.intent, Wants.NOTHING)
            for setting in _BEFORE_VISIT if wants is Wants.NOTHING else (After.ASKED,):
                if found := features_after(turn, setting):
                    yield AskedText(sorted(found), wants)


def texts_after(folder: Path) -> Iterator[AfterText]:
    """Yield the texts of all languages in a folder."""
    for locale in LOCALES:
        for path in sorted(folder.glob(f"{locale}*.toml")):
            before = THURSDAY if _SPOKEN_OF in path.name else WEDNESDAY
            for name, kinds in tomllib.loads(path.read_text("utf-8")).items():
                taken = int(name.split()[1]) if name.startswith(_TOOK) else 0
                setting = After.MOVED if taken else After(name)
                for kind, texts in kinds.items():
                    wants, _, number = kind.partition(" ")
                    for text in texts:
                        yield AfterText(
                            *(locale, setting, text, Wants[wants.upper()], before, taken),
                            instead=int(number or 0),
                        )
