"""Splits a family's text into tokens, with the meanings of each and the client that it names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from calendar_store.model.clients import Client
from dialogs.flows.family.family_words import Says, said_at
from dialogs.flows.phrases import AGREEING, left_over, said_apart, said_of
from dialogs.flows.turn_context import TurnContext
from dialogs.languages.lexicon import every_word
from dialogs.normalise import Said

GROUPS = frozenset(
    {Says.OTHERS, Says.OTHER_TWO, Says.BOTH, Says.THREE, Says.ALL, Says.THEIRS, Says.PRONOUN}
    | {Says.NONE, Says.ME, Says.THEIR_ALL}
)
COUNTS = frozenset({Says.BOTH, Says.THREE, Says.ALL})
SUBJECTS = GROUPS | {Says.NAME}
"""Meanings that can be the subject of a statement."""

SAYING = frozenset(
    {Says.COMES, Says.AWAY, Says.CANNOT, Says.CANCEL, Says.CANCEL_ASK, Says.MOVE, Says.NEVER}
    | {Says.YES_FOR, Says.NO_FOR}
)
"""Meanings of verbs in a statement."""

BEHIND = frozenset({Says.FITS, Says.NO, Says.NOT})
"""Meanings that make a statement only after a name."""

LIKE_BEFORE = frozenset({Says.ALSO, Says.SAME, Says.NEITHER})
"""Meanings that repeat the statement before for others."""

LEFT = frozenset({Says.LATER, Says.KEPT})
"""Meanings that keep a visit as it is, or leave open whether somebody comes."""

_UNBROKEN = SAYING | BEHIND | LIKE_BEFORE | {Says.ASKS, Says.NONE, Says.MYSELF, Says.MYSELF_AWAY}
"""Meanings whose phrases have no stop inside."""

_APOSTROPHE = re.compile("['’]")
_AT = "às"
_TWO = 2
IF = "si"
"""Spanish word: "if" without an accent, "yes" with one."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or phrase, its possible meanings, the stop after it and the client that it names."""

    words: tuple[str, ...]
    says: tuple[Says, ...]
    mark: str
    who: Client | None = None

    @property
    def yes(self) -> bool:
        """Whether the token is a "sí" with its accent."""
        return self.words == (IF,) and Says.FITS in self.says

    def __contains__(self, says: Says) -> bool:
        return says in self.says


def family_said(turn: TurnContext) -> Said:
    """Return the words of a text, with the accents that distinguish "sí" from "si"."""
    said = said_apart(turn)
    whole = said_of(_APOSTROPHE.sub(" ", turn.text))
    return replace(said, accented=whole.accented) if whole.words == said.words else said


def tokens_of(said: Said, clients: Sequence[Client], locale: str, text: str) -> tuple[Token, ...]:
    """Return the tokens of a text.

    Args:
        said: the words of the text, split at apostrophes.
        clients: the clients who may be named.
        locale: the language in which the text is read.
        text: the text as written.
    """
    plain = _no_names(text, clients, locale)
    tokens = _stopped(tuple(_tokens(said, clients, locale, plain)))
    tokens = _labels(_but_not(tokens, locale))
    return _settled(_hours(tokens) if _AT in text.casefold().split() else tokens)


def _tokens(
    said: Said, clients: Sequence[Client], locale: str, plain: frozenset[str]
) -> Iterator[Token]:
    names = {
        words: client
        for client in clients
        if (words := said_of(client.first).words) and " ".join(words) not in plain
    }
    at = 0
    while at < len(said.words):
        size, who = _name_at(said.words, at, names)
        says: tuple[Says, ...] = (Says.NAME,)
        if who is None:
            size, says = _said_at(locale, said, at)
        if locale == "es" and said.words[at] == IF and size == 1:
            says = (Says.FITS,) if _means_yes(said, at) else (Says.TURNS,)
        yield Token(said.words[at : at + size], says, said.marks[at + size - 1], who)
        at += size


def _said_at(locale: str, said: Said, at: int) -> tuple[int, tuple[Says, ...]]:
    """Return length and meanings of a phrase; phrases of coming end at a stop: "si. Puede"."""
    size, says = said_at(locale, said.words, at)
    ends = next((n + 1 for n in range(at, at + size - 1) if said.marks[n]), None)
    if ends is None or not _UNBROKEN & set(says):
        return size, says
    return said_at(locale, said.words[:ends], at)


def _stopped(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return tokens without emoji of no meaning, each replaced by a stop."""
    found: list[Token] = []
    for token in tokens:
        if not _is_face(token):
            found.append(token)
        elif found:
            found[-1] = replace(found[-1], mark=found[-1].mark or token.mark or ",")
    return tuple(found)


def _but_not(tokens: Sequence[Token], locale: str) -> tuple[Token, ...]:
    """Return tokens with "but not" split in two, unless it excludes somebody from several."""
    found: list[Token] = []
    for token in tokens:
        but = said_at(locale, token.words[:1], 0)[1]
        several = any(COUNTS & set(each.says) or Says.WE in each for each in found)
        if Says.EXCEPT in token and Says.BUT in but and len(token.words) == _TWO and not several:
            found.append(Token(token.words[:1], but, ""))
            found.append(Token(token.words[1:], said_at(locale, token.words[1:], 0)[1], token.mark))
        else:
            found.append(token)
    return tuple(found)


def _labels(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return tokens without the colon between a name and its statement: "Leo: yes"."""
    return tuple(
        replace(token, mark="") if _is_label(tokens, at) else token
        for at, token in enumerate(tokens)
    )


def _is_label(tokens: Sequence[Token], at: int) -> bool:
    first = at == 0 or bool(tokens[at - 1].mark) or Says.IDLE in tokens[at - 1]
    behind = (each for each in tokens[at + 1 :] if Says.IDLE not in each or Says.FITS in each)
    told = next(behind, None)
    says = told is not None and bool((SAYING | BEHIND) & set(told.says))
    named = tokens[at].who is not None or Says.ME in tokens[at]
    return first and says and named and tokens[at].mark == ":"


def _is_face(token: Token) -> bool:
    word = token.words[0]
    if word[:1].isalnum() or Says.UNKNOWN not in token:
        return False
    return word not in every_word() or not left_over((word,), AGREEING)


def _hours(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return tokens with "as 3" as an hour instead of a count, since "às" was written."""
    return tuple(
        replace(token, says=(Says.TIME,))
        if token.words[0] == "as" and COUNTS & set(token.says)
        else token
        for token in tokens
    )


def _settled(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return tokens, each ambiguous one settled as a pronoun or an article by the next word."""
    return tuple(
        replace(token, says=_but_one(token.says, tokens[at + 1 : at + 2], stop=bool(token.mark)))
        if {Says.PRONOUN, Says.IDLE} <= set(token.says)
        else token
        for at, token in enumerate(tokens)
    )


def _but_one(says: tuple[Says, ...], behind: Sequence[Token], *, stop: bool) -> tuple[Says, ...]:
    """Return the meanings of a pronoun or an article: "der hat Fieber", "der von Leo"."""
    speaks = bool(behind) and bool((SAYING | {Says.UNKNOWN}) & set(behind[0].says))
    out = Says.IDLE if speaks and not stop else Says.PRONOUN
    return tuple(each for each in says if each is not out)


def _name_at(
    words: tuple[str, ...], at: int, names: dict[tuple[str, ...], Client]
) -> tuple[int, Client | None]:
    for name, client in names.items():
        if words[at : at + len(name)] == name:
            return len(name), client
        # "Leos Termin"
        if len(name) == 1 and words[at] == f"{name[0]}s":
            return 1, client
    return 1, None


def _means_yes(said: Said, at: int) -> bool:
    return at in said.accented or bool(said.marks[at]) or at + 1 == len(said.words)


def _no_names(text: str, clients: Sequence[Client], locale: str) -> frozenset[str]:
    """Return names that identify nobody: shared names, or small words of the language: "mia"."""
    firsts = [" ".join(said_of(client.first).words) for client in clients]
    return frozenset(
        first
        for client, first in zip(clients, firsts, strict=True)
        if firsts.count(first) > 1
        or (
            client.first not in text
            and first
            and not {Says.UNKNOWN, Says.TIME} & set(said_at(locale, first.split(), 0)[1])
        )
    )
