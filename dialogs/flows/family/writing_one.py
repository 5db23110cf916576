"""Finds where a text's statements include its writer: "Leo and I", "yes for me".

Elsewhere "I" and "me" are about somebody without a visit: "I have to work".
"""

from collections.abc import Sequence
from dataclasses import replace

from dialogs.flows.family.family_words import Says, read_in
from dialogs.flows.family.said_words import Token, family_said, tokens_of
from dialogs.flows.turn_context import TurnContext, once

_SAID_OF_ME = frozenset(
    {Says.COMES, Says.FITS, Says.NO, Says.NOT, Says.ALSO, Says.SAME, Says.NEITHER}
    | {Says.KEPT, Says.AWAY, Says.CANNOT}
)
"""Meanings of statements on the writer right after "me" or "I"."""

_SAID_BEFORE = frozenset({Says.COMES, Says.YES_FOR, Says.NO_FOR, Says.ALSO, Says.SAME})
_SAID_BEFORE |= {Says.NEITHER, Says.KEPT, Says.NOT, Says.NO}
"""Meanings of statements on the writer before a "me" at the end of a part."""

_AROUND_MINE = frozenset({Says.IDLE, Says.ONLY, Says.WISH, Says.IS, Says.ASKS, Says.FITS})
"""Meanings beside which "mine" and a cancelling are about each other."""
_JOINS = frozenset({Says.AND, Says.BUT, Says.SO})


def with_writer(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return tokens with each "me" settled as a subject of the statement, or as no subject."""
    return tuple(_settled(tokens, at) for at in range(len(tokens)))


@once
def joins_writer(turn: TurnContext) -> bool:
    """Return whether a text joins its writer with somebody: "Leo and I", "Leo's friend and I"."""
    said, clients = family_said(turn), turn.context.clients
    for locale in {turn.heard.locale, turn.locale} & read_in():
        tokens = tokens_of(said, clients, locale, turn.text)
        places = (at for at, token in enumerate(tokens) if {Says.ME, Says.MYSELF} & set(token.says))
        named = any(token.who for token in tokens)
        if named and any(_is_joined(tokens, at, Says.PEOPLE) for at in places):
            return True
    return False


def _settled(tokens: Sequence[Token], at: int) -> Token:
    token = tokens[at]
    if Says.MYSELF in token:
        return replace(token, says=(Says.COMES, Says.ME))
    if Says.OWN_AWAY in token:
        return replace(token, says=(Says.AWAY, Says.ME, Says.MINE))
    if Says.MYSELF_AWAY in token:
        return replace(token, says=(Says.AWAY, Says.ME))
    if Says.ME not in token:
        return token
    if not (_is_spoken_of(tokens, at) or _is_answer(tokens, at)):
        return replace(token, says=(Says.WRITER,))
    return replace(token, says=(Says.ME, Says.MINE) if Says.MINE in token else (Says.ME,))


def _is_answer(tokens: Sequence[Token], at: int) -> bool:
    """Return whether "mine" is all that a part says, or all but an "only"."""
    if Says.MINE not in tokens[at]:
        return False
    begin, end = at, at
    while begin and not tokens[begin - 1].mark:
        begin -= 1
    while end + 1 < len(tokens) and not tokens[end].mark:
        end += 1
    others = (*tokens[begin:at], *tokens[at + 1 : end + 1])
    return all({Says.ONLY, Says.IDLE} & set(each.says) for each in others)


def _is_spoken_of(tokens: Sequence[Token], at: int) -> bool:
    left, right = _near(tokens, at, -1), _near(tokens, at, 1)
    if _is_joined(tokens, at):
        return True
    said = set(tokens[right].says) if right is not None else set()
    # "I'm coming to mine", "la mia io la confermo"
    if _says_it_of_me(tokens, at, -1) or _says_it_of_me(tokens, at, 1):
        return True
    if _SAID_OF_ME & said and Says.ASKS not in said:
        return True
    if _is_cancelled(tokens, at):
        return True
    ends = right is None or Says.AND in tokens[right]
    return ends and left is not None and bool(_SAID_BEFORE & set(tokens[left].says))


def _is_cancelled(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a cancelling is right before "me", or before or behind "mine" alone."""
    if at and not tokens[at - 1].mark and Says.CANCEL in tokens[at - 1]:
        return True
    if Says.MINE not in tokens[at]:
        return False
    begin, end = _part(tokens, at)
    # "nur meinen bitte absagen", "annulli solo il mio"
    others = [each for n, each in enumerate(tokens[begin:end], begin) if n != at]
    said = [each for each in others if not _AROUND_MINE & set(each.says)]
    verbs = [each for each in said if not {Says.CANCEL, Says.CANCEL_ASK} & set(each.says)]
    halves = {says for each in verbs for says in each.says} & {Says.BEGINS, Says.ENDS}
    parted = {Says.BEGINS, Says.ENDS} == halves  # "sagen Sie meinen ab"
    return bool(said) and (not verbs or (parted and len(said) == len(halves)))


def _part(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """Return where the words between two stops begin and end, in which a place is.

    They end before an "and", a "but" or a "so", and begin behind one.
    """
    begin, end = at, at + 1
    while begin and not tokens[begin - 1].mark and not _JOINS & set(tokens[begin - 1].says):
        begin -= 1
    while end < len(tokens) and not tokens[end - 1].mark and not _JOINS & set(tokens[end].says):
        end += 1
    return begin, end


def _says_it_of_me(tokens: Sequence[Token], at: int, step: int) -> bool:
    """Return whether a statement on the writer is beside a place: "I'm coming to mine"."""
    beside = _near(tokens, at, step)
    if beside is None or not {Says.ME, Says.MYSELF} & set(tokens[beside].says):
        return False
    further = _near(tokens, beside, step)
    said = set(tokens[further].says) if further is not None else set()
    saying = {Says.MYSELF} | (_SAID_OF_ME if step > 0 else _SAID_BEFORE)
    return Says.MYSELF in tokens[beside] or bool(saying & said)


def _is_joined(tokens: Sequence[Token], at: int, somebody: Says = Says.NAME) -> bool:
    """Return whether an "and" joins the writer with a client, or with some other person."""
    for step in (-1, 1):
        beside = _near(tokens, at, step)
        joined = beside is not None and Says.AND in tokens[beside]
        other = _near(tokens, beside, step) if beside is not None and joined else None
        if other is not None and {Says.NAME, somebody} & set(tokens[other].says):
            return True
    return False


def _near(tokens: Sequence[Token], at: int, step: int) -> int | None:
    """Return the index of the next token with a meaning, before a stop, or None."""
    place = at
    while 0 <= place + step < len(tokens) and not tokens[min(place, place + step)].mark:
        place += step
        if Says.IDLE not in tokens[place] or ({Says.AND} | _SAID_OF_ME) & set(tokens[place].says):
            return place
    return None
