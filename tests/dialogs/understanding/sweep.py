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
from dialogs.languages.lexicon import Sign, lexicons
from dialogs.normalise import spell
from dialogs.understand import understand

from .labelled import frame

AGREEING = (Sign.YES, Sign.ACK, Sign.COMING, Sign.CONFIRM)
REFUSING = (Sign.CANCEL, Sign.CANNOT, Sign.UNSUITED)
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
    templates = _templates()[locale]
    for kind, signs in (("agreement", AGREEING), ("refusal", REFUSING)):
        for sign in signs:
            for phrase in phrases(locale, sign):
                for template in templates[kind]:
                    text = template.replace("{}", phrase)
                    if lexicons()[locale].phrases.get(spell(text)):
                        continue  # "no faltaré" has a meaning of its own
                    for question in (OpenQuestion.REMINDER, OpenQuestion.SLOTS):
                        read = understand(text, frame(question, locale, choices=1))
                        yield Swept(text, question, read.intent, read.intent in HARM[kind])


def phrases(locale: str, sign: Sign) -> list[str]:
    """Give phrases of a sign, evenly from the whole list; emoji stand by themselves."""
    words = sorted(lexicons()[locale].phrases.of(sign))
    spoken = [" ".join(each) for each in words if all(word.isalnum() for word in each)]
    return spoken[:: -(-len(spoken) // MOST)] if spoken else []


@cache
def _templates() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("sweep.toml").read_text(encoding="utf-8"))
