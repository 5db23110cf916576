"""The sweep: every phrase that agrees or refuses, turned in every way, may do nothing.

Owns the combinations: the phrases come from the lexicons as they are, so a new one is swept by
itself, and the ways to turn one from sweep.toml.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dialogs.intents import Intent, OpenQuestion
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.normalise import spell
from dialogs.understand import understand

from .labelled import frame

AGREEING = (Cue.YES, Cue.ACK, Cue.COMING, Cue.CONFIRM)
REFUSING = (Cue.CANCEL, Cue.CANNOT, Cue.UNSUITED)
BINDS = frozenset({Intent.CONFIRM, Intent.CHOICE, Intent.UNDO, Intent.OPT_OUT, Intent.DECEASED})
HARM = {"agreement": BINDS, "refusal": BINDS | {Intent.CANCEL}}
"""What may not be done; "no voy", a turned agreement, does refuse."""
MOST = 70
"""Phrases of one kind that are swept: of the long lists, every n-th."""


@dataclass(frozen=True, slots=True)
class Swept:
    """A turned phrase and what it was taken for."""

    text: str
    question: OpenQuestion
    found: Intent
    harmful: bool


def swept(locale: str) -> Iterator[Swept]:
    """Understand every combination of a language, with a reminder and with an offer open."""
    for kind, text in combined(locale):
        for question in (OpenQuestion.REMINDER, OpenQuestion.SLOTS):
            read = understand(text, frame(question, locale, choices=1))
            yield Swept(text, question, read.intent, read.intent in HARM[kind])


def combined(locale: str) -> Iterator[tuple[str, str]]:
    """Give every combination of a language, and whether it turns an agreement or a refusal."""
    templates = _templates()[locale]
    for kind, cues in (("agreement", AGREEING), ("refusal", REFUSING)):
        for cue in cues:
            for phrase in phrases(locale, cue):
                for template in templates[kind]:
                    text = template.replace("{}", phrase)
                    if not lexicons()[locale].phrases.get(spell(text)):
                        yield kind, text  # "no faltaré" has a meaning of its own


def phrases(locale: str, cue: Cue) -> list[str]:
    """Give phrases of a cue, evenly from the whole list; emoji stand by themselves."""
    words = sorted(lexicons()[locale].phrases.of(cue))
    spoken = [" ".join(each) for each in words if all(word.isalnum() for word in each)]
    return spoken[:: -(-len(spoken) // MOST)] if spoken else []


@cache
def _templates() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("sweep.toml").read_text(encoding="utf-8"))
