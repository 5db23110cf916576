"""What a part of a text of a family tells and wants nothing by: a reason, or what is done."""

from dialogs.flows.family.cutting import Part
from dialogs.flows.family.family_words import Says
from dialogs.flows.family.statement_kinds import Kind
from dialogs.flows.phrases import longest, phrases_in
from dialogs.lexicon import Sign

_NO_REASON = frozenset(
    {Sign.KEEP, Sign.STAY, Sign.MOVE, Sign.BOOK, Sign.CONFIRM, Sign.WAITLIST, Sign.OPT_OUT_PHRASE}
    | {Sign.EMERGENCY, Sign.DECEASED, Sign.FUNERAL, Sign.CALL_ME, Sign.WRONG_NUMBER}
)
"""What makes a reason more than one."""

_BESIDE = {
    Says.LATER: Kind.OPEN,
    Says.KEPT: Kind.KEPT,
    Says.OVER: Kind.OVER,
    Says.NOTICED: Kind.ASIDE,
    Says.MISTAKEN: Kind.MISTAKEN,
}
"""What is no wish for a visit, by the word that says it."""


def beside(
    part: Part, said: set[Says], words: tuple[str, ...], locale: str, *, somebody: bool
) -> Kind | None:
    """Return what a part says that is no wish for a visit: that it is cancelled, or left open."""
    kind = next((kind for says, kind in _BESIDE.items() if part.has(says)), None)
    if kind is None:
        return None
    asked, people = part.tokens[-1].mark == "?", part.has(Says.PEOPLE)
    if kind is Kind.ASIDE:
        plain = not (said or asked or _wants(words, locale))
        told = Kind.REASON if somebody else Kind.ASIDE
        return told if plain and not part.of_a_relative else Kind.UNKNOWN
    if kind is Kind.KEPT and said == {Says.COMES} and not asked:
        return None  # "Ada keeps hers, confirmed"
    if said or asked or people or part.has(Says.UNKNOWN, Says.NO, Says.NOT):
        return Kind.UNKNOWN
    if kind is Kind.KEPT and all(Says.COMES in each for each in part.tokens if Says.KEPT in each):
        return Kind.STAYS
    writer = part.has(Says.WRITER) and kind is Kind.OVER
    of_nobody = kind is Kind.MISTAKEN and somebody
    return Kind.UNKNOWN if writer or of_nobody else kind


def reason(part: Part, words: tuple[str, ...], locale: str) -> Kind:
    """Return whether a part only tells something of somebody."""
    asked = part.tokens[-1].mark == "?"
    more = _wants(words, locale) or asked or part.has(Says.WRITER) or part.of_a_relative
    return Kind.UNKNOWN if more else Kind.REASON


def _wants(words: tuple[str, ...], locale: str) -> bool:
    """Return whether words want something, so that they are more than a reason."""
    phrases = phrases_in(locale, _NO_REASON)
    return any(longest(words, at, phrases) for at in range(len(words)))
