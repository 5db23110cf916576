"""Recognises parts of a family's text that ask for nothing: a reason, or a reported state."""

from dialogs.flows.family.cutting import FamilyPart
from dialogs.flows.family.family_words import Says
from dialogs.flows.family.statement_kinds import StatementKind
from dialogs.flows.phrases import longest, phrases_in
from dialogs.languages.lexicon import Cue

_NO_REASON = frozenset(
    {Cue.KEEP, Cue.STAY, Cue.MOVE, Cue.BOOK, Cue.CONFIRM, Cue.WAITLIST, Cue.OPT_OUT_PHRASE}
    | {Cue.EMERGENCY, Cue.DECEASED, Cue.FUNERAL, Cue.CALL_ME, Cue.WRONG_NUMBER}
)
"""Cues that a mere reason does not have."""

_BESIDE = {
    Says.LATER: StatementKind.OPEN,
    Says.KEPT: StatementKind.KEPT,
    Says.OVER: StatementKind.OVER,
    Says.NOTICED: StatementKind.ASIDE,
    Says.MISTAKEN: StatementKind.MISTAKEN,
}
"""Kinds of statements that wish for nothing, by the meaning of their word."""


def beside(
    part: FamilyPart, said: set[Says], words: tuple[str, ...], locale: str, *, somebody: bool
) -> StatementKind | None:
    """Return the kind of a part that wishes for nothing: cancelled already, left open, kept."""
    kind = next((kind for says, kind in _BESIDE.items() if part.has(says)), None)
    if kind is None:
        return None
    asked, people = part.tokens[-1].mark == "?", part.has(Says.PEOPLE)
    if kind is StatementKind.ASIDE:
        plain = not (said or asked or _wants(words, locale))
        told = StatementKind.REASON if somebody else StatementKind.ASIDE
        return told if plain and not part.of_a_relative else StatementKind.UNKNOWN
    if kind is StatementKind.KEPT and said == {Says.COMES} and not asked:
        return None  # "Ada keeps hers, confirmed"
    if said or asked or people or part.has(Says.UNKNOWN, Says.NO, Says.NOT):
        return StatementKind.UNKNOWN
    if kind is StatementKind.KEPT and all(
        Says.COMES in each for each in part.tokens if Says.KEPT in each
    ):
        return StatementKind.STAYS
    writer = part.has(Says.WRITER) and kind is StatementKind.OVER
    of_nobody = kind is StatementKind.MISTAKEN and somebody
    return StatementKind.UNKNOWN if writer or of_nobody else kind


def reason(part: FamilyPart, words: tuple[str, ...], locale: str) -> StatementKind:
    """Return REASON if a part only tells something of somebody, else UNKNOWN."""
    asked = part.tokens[-1].mark == "?"
    more = _wants(words, locale) or asked or part.has(Says.WRITER) or part.of_a_relative
    return StatementKind.UNKNOWN if more else StatementKind.REASON


def _wants(words: tuple[str, ...], locale: str) -> bool:
    """Return whether words ask for something, and are more than a reason."""
    phrases = phrases_in(locale, _NO_REASON)
    return any(longest(words, at, phrases) for at in range(len(words)))
