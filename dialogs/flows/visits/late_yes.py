"""Recognises a yes with a delay: "yes, but ten minutes late".

The visit is confirmed, and staff are alerted. The text must say nothing else.
"""

from dialogs.conversation import Asked
from dialogs.flows.phrases import AGREEING, POINTING, left_over, phrases_of, said_apart
from dialogs.flows.turn_context import TurnContext, once
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue

_YES = frozenset({Cue.YES, Cue.ACK, Cue.CONFIRM, Cue.COMING, Cue.COME})
_LATE = frozenset({Cue.LATE})
_BUTS = frozenset({Cue.BUT})
_LATER = frozenset(
    {
        *("late", "later", "ritardo", "tardi", "tarde", "retraso", "retard", "spater", "spaeter"),
        *("verspatung", "verspaetung", "atraso", "atrasada", "atrasado", "tard"),
    }
)
_AROUND = frozenset(
    {
        *("i", "ll", "will", "be", "might", "maybe", "about", "around", "a", "bit", "running"),
        *("min", "mins", "minutes", "minute", "forse", "con", "di", "arrivo", "circa", "minuti"),
        *("sono", "saro", "in", "llego", "llegare", "con", "unos", "minutos", "un", "poco", "de"),
        *("j", "aurai", "je", "serai", "en", "peu", "peut", "etre", "bin", "ich", "da", "minuten"),
        *("komme", "etwa", "ca", "chego", "vou", "chegar", "uns", "posso", "mas", "pero", "ma"),
        *("mais", "aber", "but", "quiza", "talvez", "vielleicht", "eu", "yo", "io", "though", "so"),
    }
)
_MAY_BE = frozenset({Intent.UNCLEAR, Intent.LATE, Intent.RESCHEDULE, Intent.CONFIRM})
_MOST = 16
"""Most words of a text that this module recognises."""


@once
def comes_late(turn: TurnContext) -> bool:
    """Return whether an answer to a reminder is a yes and names its writer's delay."""
    said, question = said_apart(turn), turn.question
    if question is None or question.asked is not Asked.REMINDER or question.then:
        return False
    if turn.heard.intent not in _MAY_BE or "?" in said.marks or len(said.words) > _MOST:
        return False
    ends = [at for at, mark in enumerate(said.marks) if mark]
    ends += [at - 1 for at, word in enumerate(said.words) if (word,) in phrases_of(_BUTS)]
    return any(
        _is_yes(said.words[: at + 1]) and _is_late(said.words[at + 1 :]) for at in ends if at >= 0
    )


def _is_yes(words: tuple[str, ...]) -> bool:
    yes = len(left_over(words, _YES)) < len(words)
    left = left_over(words, AGREEING | _YES)
    return yes and all(word in POINTING | _AROUND for word in left)


def _is_late(words: tuple[str, ...]) -> bool:
    # "but later" wishes for another time
    timed = any(word.startswith("min") for word in words) and any(map(str.isdigit, words))
    rest = left_over(words, _LATE | AGREEING)
    return (
        timed
        and bool(_LATER & set(words))
        and all(word in _LATER | _AROUND | POINTING or word.isdigit() for word in rest)
    )
