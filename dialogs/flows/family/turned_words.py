"""Tests whether a family's text is a question, conditional, doubtful, put off or a quotation."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from dialogs.flows.family.family_words import Says
from dialogs.flows.family.said_words import COUNTS, IF, LEFT, SAYING, SUBJECTS, Token
from dialogs.flows.phrases import longest, phrases_in
from dialogs.languages.lexicon import Cue
from dialogs.normalise import Said

_THREE = 3
"""Least words of "all but the second", an article aside."""
_NEVER = frozenset({"never", "mai", "nie", "niemals", "jamais", "jamas", "nunca"})
_TURNING = frozenset({Cue.CONDITION, Cue.DEFERRAL, Cue.QUOTATION, Cue.EXCEPTION, Cue.UNDO})


def turns(said: Said, tokens: Sequence[Token], locale: str) -> bool:
    """Return whether something negates or limits a whole text, or stops it at its end."""
    if said.words[:1] and said.words[0] in _NEVER and said.words[1:2] != ("mind",):
        return True
    if any(_turns(tokens[at:]) for at in range(len(tokens))) or _is_turned(said, tokens, locale):
        return True
    if any(_leaves_out(tokens[at:]) for at in range(len(tokens))):
        return True
    speaking = [at for at, token in enumerate(tokens) if (SUBJECTS | SAYING) & set(token.says)]
    waits = [at for at, token in enumerate(tokens) if Says.WAIT in token]
    # "cancel Leo's, no wait"
    return any(at > speaking[0] and not _corrects(tokens, at) for at in waits if speaking)


def _corrects(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a name corrects "all": "we're all coming, oh wait, not Leo"."""
    of_all = COUNTS | {Says.COMES, Says.WE}
    told = [set(token.says) & (SUBJECTS | SAYING) for token in tokens[:at]]
    return all(each <= of_all for each in told) and any(token.who for token in tokens[at:])


def _says_yes(said: Said, locale: str, at: int) -> bool:
    """Return whether a Spanish "si" is a yes by its accent: "y sí para Leo"."""
    return locale == "es" and at in said.accented


def _is_turned(said: Said, tokens: Sequence[Token], locale: str) -> bool:
    """Return whether a condition, doubt, delay or quotation is outside of known phrases."""
    phrases, start, yes = phrases_in(locale, _TURNING), 0, partial(_says_yes, said, locale)
    later, excepting = _places(tokens, *LEFT), _places(tokens, Says.EXCEPT)
    counted = any(COUNTS & set(token.says) or Says.WE in token for token in tokens)
    for token in tokens:
        end = start + len(token.words)
        for at in range(start, end) if not token.yes else ():
            size = longest(said.words, at, phrases)
            stopped = any(said.marks[at : at + size - 1])
            known = at + size <= end and (Says.UNKNOWN not in token or len(token.words) > 1)
            # "all three of us" says no more of three of them
            known = known or (at > start and bool(COUNTS & set(token.says)))
            known = known or any(said.words[n] == IF and yes(n) for n in range(at, at + size))
            known = known or not excepting.isdisjoint(range(at, at + size))
            known = known or (Says.BUT in token and not counted)
            # "cancele la de Leo que está enfermo" has no "I read that"
            known = known or token.who is not None or (size == 1 and _writes_a_test(tokens, token))
            if size and not stopped and not known and later.isdisjoint(range(at, at + size)):
                return True
        start = end
    return False


def _writes_a_test(tokens: Sequence[Token], verb: Token) -> bool:
    """Return whether an obstacle follows a verb without a stop: "schreibt morgen Mathe"."""
    behind = tokens[next(at for at, token in enumerate(tokens) if token is verb) :]
    for token, next_ in pairwise(behind):
        if token.mark or Says.TROUBLE in next_:
            return not token.mark
        if not {Says.IDLE, Says.TIME} & set(next_.says):
            return False
    return False


def _turns(tokens: Sequence[Token]) -> bool:
    """Return whether the first token limits the rest, and begins no wish for a time."""
    first = tokens[0]
    if Says.TURNS not in first or LEFT & set(first.says):
        return False
    named = next((token for token in tokens[1:] if Says.IDLE not in token), None)
    if Says.EXCEPT in first and named is not None and named.who:
        return False  # "ausser Leo"
    mark = next((token.mark for token in tokens if token.mark), "")
    return not (Says.OFFERING in first and mark == "?")


def _leaves_out(tokens: Sequence[Token]) -> bool:
    """Return whether "all but" begins the tokens, and leaves out nobody by name: "the second"."""
    if Says.ALL not in tokens[0] or tokens[0].mark or len(tokens) < _THREE:
        return False
    if not {Says.EXCEPT, Says.BUT} & set(tokens[1].says):
        return False
    end = next((at for at, token in enumerate(tokens) if token.mark), len(tokens) - 1)
    left = tokens[2 : end + 1]
    strange = any({Says.TIME, Says.UNKNOWN} & set(token.says) for token in left)
    return strange and not any(token.who for token in left)


def _places(tokens: Sequence[Token], *says: Says) -> frozenset[int]:
    """Return the word indexes of the tokens with one of some meanings."""
    spread = [token for token in tokens for _ in token.words]
    return frozenset(at for at, token in enumerate(spread) if set(says) & set(token.says))
