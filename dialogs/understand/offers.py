"""Answers to an offer of a free time: it is taken, or they keep what they have.

Owns what a yes is worth here. A wrong yes moves an appointment, so only a plain one is read as
such: nothing else is wished for, and the only time named is the offered one.
"""

from dialogs.intents import Frame, Intent, Understanding
from dialogs.lexicon import Sign
from dialogs.understand.answers import number_of, phrase
from dialogs.understand.clauses import OPERATORS
from dialogs.understand.roles import meets
from dialogs.understand.signals import Heard
from dialogs.understand.verdict import verdict

TAKES, KEEPS = 1, 2
"""The choices of an offer, as it numbers them."""

_YES = frozenset({Sign.YES, Sign.ACK})
_SOFT_YES = frozenset({Sign.CONFIRM, Sign.COMING, Sign.COME})
_NO = frozenset({Sign.NO, Sign.CANNOT, Sign.UNSUITED, Sign.CANT})
_ANSWERING = _YES | _SOFT_YES | _NO | {Sign.THANKS, Sign.COURTESY, Sign.NEUTRAL, Sign.REASON}
_PER_UNKNOWN = {TAKES: 0.09, KEEPS: 0.05}


def offer_answer(heard: Heard, frame: Frame) -> Understanding | None:
    """Read a text as the answer to an offer.

    Args:
        heard: the text.
        frame: `appointment` is the offered start.

    Returns:
        A choice of `TAKES` or `KEEPS`, or None where the text is more, or less, than an answer.
    """
    number = number_of(heard) or _leading(heard)
    if number in {TAKES, KEEPS}:
        evidence = [f"{number} answers the offer"]
        return verdict(Intent.CHOICE, 0.99, evidence, heard.lexicon.locale, choice=number)
    choice = _in_words(heard, frame) if number is None else None
    if choice is None:
        return None
    evidence = [f"“{heard.core}” {'takes' if choice == TAKES else 'declines'} the offer"]
    sure = 0.95 - _PER_UNKNOWN[choice] * heard.unknown - 0.04 * heard.corrected
    return verdict(Intent.CHOICE, sure, evidence, heard.lexicon.locale, choice=choice)


def _leading(heard: Heard) -> int | None:
    """Read "2, I'd rather keep Thursday": the number answers, what follows does not turn it."""
    first = heard.words[0]
    if first not in {str(TAKES), str(KEEPS)} or not heard.marks[0] or "?" in heard.marks:
        return None
    against = _NO | {Sign.CANCEL} if first == str(TAKES) else _YES
    numbers = [at for at, word in enumerate(heard.words) if word.isdigit() and at]
    turned = heard.kinds & (against | OPERATORS) or numbers
    strange = first == str(TAKES) and heard.unknown > 1
    return None if turned or strange else int(first)


def _in_words(heard: Heard, frame: Frame) -> int | None:
    turned = any(each.turned or each.asked for each in heard.signals if each.sign in _ANSWERING)
    asked = "?" in heard.marks
    numbers = any(word.isdigit() for word in _bare(heard))
    if heard.kinds - _allowed(heard) or turned or asked or numbers:
        return None
    signs = heard.signs()
    own = phrase(heard, Sign.STAY) is not None
    offered = [meets(each.ranges, frame.appointment) for each in heard.times]
    if signs & _NO or own:
        # "yes, I keep mine" and "no, Monday is fine" may mean either
        plain = not (signs & _YES or any(offered)) if own else not signs & _YES
        aside = Sign.NO in signs or own or all(offered)
        return KEEPS if plain and aside else None
    if not all(offered):
        return None
    takes = phrase(heard, Sign.TAKE) is not None
    if signs & _YES or takes or (signs & _SOFT_YES and (offered or Sign.CONFIRM in signs)):
        return TAKES
    return None


def _allowed(heard: Heard) -> frozenset[Sign]:
    """Give what may stand in an answer: "yes, I want it" ends in a wish, "but I'll keep mine"."""
    allowed = _ANSWERING
    asks = heard.found(Sign.ASK)
    if asks and asks[-1].last == len(heard.words) - 1 and heard.signs() & _YES:
        allowed |= {Sign.ASK}
    if phrase(heard, Sign.STAY) is not None and not heard.signs() & _YES:
        allowed |= {Sign.BUT}
    return allowed


def _bare(heard: Heard) -> list[str]:
    """Give the words that no signal and no time accounts for."""
    return [word for at, word in enumerate(heard.words) if at not in heard.covered]
