"""Texts that come after an act by text, with whether they regret it, and their features."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.regret_likeness import Done, features_of_regret
from dialogs.framing import hear
from tests.support.dialogs.after_acts import THURSDAY, WEDNESDAY, after, context_of

from .labelled import LOCALES

_SPOKEN_OF = "spoken_of"
"""Name of the files of texts that were written for a visit on Thursday, and regret nothing."""
LEARNING = Path(__file__).parent / "learning" / "regrets"
SCORED = Path(__file__).parent.parent / "flows" / "regretted"


@dataclass(frozen=True, slots=True)
class AfterAct:
    """A text that comes after an act.

    Attributes:
        locale: its language.
        done: what was done before.
        text: the text.
        regrets: whether it wants back what was before.
        before: the start of the visit before the act, UTC.
    """

    locale: str
    done: Done
    text: str
    regrets: bool
    before: datetime = WEDNESDAY

    def features(self) -> list[int]:
        """Return the features of the text, in order."""
        context = context_of(after(self.locale, self.done, self.before))
        turn = TurnContext(context, self.text, hear(context, self.text), self.locale, None)
        return sorted(features_of_regret(turn, self.done))


def texts_after(folder: Path) -> Iterator[AfterAct]:
    """Yield the texts of all languages in a folder."""
    for locale in LOCALES:
        for path in sorted(folder.glob(f"{locale}*.toml")):
            before = THURSDAY if _SPOKEN_OF in path.name else WEDNESDAY
            for done, kinds in tomllib.loads(path.read_text("utf-8")).items():
                for kind, texts in kinds.items():
                    for text in texts:
                        yield AfterAct(locale, Done(done), text, kind == "regret", before)
