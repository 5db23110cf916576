"""Binds a text to the open question: what it wants, seen from what was asked."""

import re

from dialogs.conversation import Asked
from dialogs.flows.offered import chosen_slot
from dialogs.flows.scene import Scene
from dialogs.flows.target import chosen_which
from dialogs.intents import Intent
from dialogs.understand import BAR

_BARE_NUMBER = re.compile(r"\s*\d{1,2}\W*")

_OPPOSED = frozenset({Intent.CONFIRM, Intent.CANCEL})

# what a text with times may be when it answers "when?" or a list of times
_NAMES_TIMES = frozenset(
    {Intent.UNCLEAR, Intent.BOOK, Intent.CHOICE, Intent.RESCHEDULE, Intent.CONFIRM}
)


def wanted(scene: Scene) -> Intent:
    """Return what a text wants, UNCLEAR where acting would be a guess.

    CHOICE and MORE are only returned where a list of times is open, and an answer to WHICH
    becomes the intent that WHICH was asked for.
    """
    intent = _clear(scene)
    question = scene.question
    if question is None:
        return Intent.UNCLEAR if intent in {Intent.CHOICE, Intent.MORE} else intent
    if question.asked in {Asked.WHICH, Asked.SLOTS} and _BARE_NUMBER.fullmatch(scene.text):
        # one that is not in the list is no doubt a choice: the list is repeated
        intent = Intent.CHOICE
    if question.asked is Asked.WHICH and (
        chosen_which(scene) or intent in {Intent.CHOICE, Intent.MORE}
    ):
        return Intent(question.then)
    if question.asked in {Asked.SLOTS, Asked.WHEN}:
        return _from_times(scene, intent, question.asked)
    return Intent.UNCLEAR if intent in {Intent.CHOICE, Intent.MORE} else intent


def _clear(scene: Scene) -> Intent:
    heard = scene.heard
    if heard.intent is Intent.EMERGENCY:
        return heard.intent
    opposed = heard.intent in _OPPOSED and any(i in _OPPOSED - {heard.intent} for i in heard.also)
    return Intent.UNCLEAR if opposed or heard.confidence < BAR else heard.intent


def _from_times(scene: Scene, intent: Intent, asked: Asked) -> Intent:
    if asked is Asked.SLOTS and chosen_slot(scene, intent):
        return Intent.CHOICE
    if scene.heard.times and intent in _NAMES_TIMES:
        return Intent.RESCHEDULE
    if asked is Asked.SLOTS:
        return Intent.CHOICE if intent is Intent.CONFIRM else intent
    return Intent.UNCLEAR if intent in {Intent.CHOICE, Intent.MORE} else intent
