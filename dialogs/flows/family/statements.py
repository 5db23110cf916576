"""Reads each part of a family's text as one statement, with the clients that it is about.

A statement says that somebody comes, does not come, is to be cancelled or moved, or why. A part
with two statements, or with an unknown word beside its statement, is UNKNOWN.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from calendar_store.model.clients import Client
from dialogs.flows.family.cutting import FamilyPart, cut, excepted
from dialogs.flows.family.family_words import Says, inverting, said_at
from dialogs.flows.family.reasons import beside, reason
from dialogs.flows.family.said_words import COUNTS, GROUPS, LEFT, LIKE_BEFORE, SAYING, tokens_of
from dialogs.flows.family.statement_kinds import StatementKind
from dialogs.flows.family.turned_words import turns
from dialogs.flows.family.writing_one import with_writer
from dialogs.normalise import Said

_CANCELS = frozenset({Says.CANCEL, Says.CANCEL_ASK})
_COMES = frozenset({Says.COMES, Says.YES_FOR})
_COMING = frozenset({Says.COMES, Says.AWAY, Says.CANNOT})


_VERBS = (Says.AWAY, Says.CANNOT, Says.COMES, Says.CANCEL, Says.CANCEL_ASK, Says.TROUBLE)
"""What says by itself whether somebody comes."""
_ABSENT = (Says.AWAY, Says.CANNOT)
_OF_OWN = frozenset({Says.MINE, Says.NO, Says.NOT, Says.IDLE, Says.AND, Says.BUT})

_FIRM = (SAYING - {Says.YES_FOR, Says.NO_FOR}) | {Says.ENDS, Says.THERE}
"""Meanings of statements with a verb."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a text.

    Attributes:
        kind: the kind of statement.
        named: the clients named.
        groups: other persons meant: the others, both, a client named before.
        words: its words.
        excepted: the clients excluded: "all but Leo".
        only: whether it has an "only".
        firm: whether it has a verb or is a yes for several, not just a yes or no after a name.
        timed: whether it names a time.
        asked: whether it ends in a question mark.
        joined: whether "so" or "but" joins it to the statement before.
        quotes: whether it ends in a colon, so that a quotation may follow.
        hinders: whether it tells of an obstacle to coming.
        denied: whether it has a "no" or a "not".
        yes: whether it begins with a yes, without a stop after it: "yes Leo and I".
        not_mine: whether it only denies the writer's own visit: "la mía no".
        own: whether it says that the writer does not come to a visit named as the writer's own.
        mine: whether it names the writer's own visit as such.
        bare: whether it only denies what others are told of: "Mia's not".
        writer_off: whether it says of the writer, and of nobody else, that they do not come.
    """

    kind: StatementKind
    named: tuple[Client, ...]
    groups: frozenset[Says]
    words: tuple[str, ...]
    excepted: tuple[Client, ...] = ()
    only: bool = False
    firm: bool = False
    timed: bool = False
    asked: bool = False
    joined: bool = False
    quotes: bool = False
    hinders: bool = False
    denied: bool = False
    yes: bool = False
    not_mine: bool = False
    own: bool = False
    mine: bool = False
    bare: bool = False
    writer_off: bool = False


def statements(
    said: Said, clients: Sequence[Client], locale: str, text: str
) -> tuple[Statement, ...] | None:
    """Return the statements of a text, None if something negates or limits the text.

    Args:
        said: the words of the text, split at apostrophes.
        clients: the clients who may be named.
        locale: the language in which the text is read.
        text: the text as written.
    """
    tokens = with_writer(tokens_of(said, clients, locale, text))
    if turns(said, tokens, locale):
        return None
    return tuple(_read(part, locale) for part in cut(tokens))


def _read(part: FamilyPart, locale: str) -> Statement:
    tokens = part.tokens
    named = tuple(dict.fromkeys(token.who for token in tokens if token.who))
    groups = {says for token in tokens for says in GROUPS & set(token.says)}
    # "they are both coming"
    held = (word for token in tokens if Says.COMES in token for word in token.words)
    groups |= {says for word in held for says in COUNTS & set(said_at(locale, (word,), 0)[1])}
    words = tuple(word for token in tokens for word in token.words)
    return Statement(
        _kind(part, words, locale, somebody=bool(named or groups)),
        named,
        frozenset(groups),
        words,
        excepted=excepted(tokens),
        firm=part.has(*_FIRM) or (part.has(Says.YES_FOR) and not named),
        only=part.has(Says.ONLY),
        timed=part.has(Says.TIME),
        asked=tokens[-1].mark == "?",
        joined=part.joined,
        quotes=tokens[-1].mark == ":",
        hinders=part.has(Says.TROUBLE) and not part.has(Says.NOT, Says.NO),
        denied=part.has(Says.NOT, Says.NO),
        yes=_begins_with_yes(part, locale),
        not_mine=_denies_own(part),
        mine=part.has(Says.MINE),
        bare=part.has(Says.NOT, Says.NO) and not part.has(*_VERBS),
        writer_off=not named and part.has(Says.ME, Says.WRITER) and part.has(*_ABSENT),
        own=any(Says.AWAY in token and Says.MINE in token for token in part.tokens),
    )


def _denies_own(part: FamilyPart) -> bool:
    """Return whether a part is only a no to the writer's own visit."""
    denies = part.has(Says.MINE) and part.has(Says.NO, Says.NOT)
    return denies and all(_OF_OWN & set(token.says) for token in part.tokens)


def _begins_with_yes(part: FamilyPart, locale: str) -> bool:
    first = part.tokens[0]
    yes = first.yes or {Says.FITS, Says.IDLE} <= set(first.says)
    return yes and first.words[0] not in inverting(locale) and not part.has(Says.ONLY)


def _kind(
    part: FamilyPart, words: tuple[str, ...], locale: str, *, somebody: bool
) -> StatementKind:
    asked = part.tokens[-1].mark == "?"
    said = _verbs(part)
    if (aside := beside(part, said, words, locale, somebody=somebody)) is not None:
        return aside
    offered = part.has(Says.OFFERING, Says.ASKS) and part.has(Says.TIME)
    if Says.MOVE in said or (asked and offered and said <= {Says.COMES}):
        return StatementKind.UNKNOWN if part.moves_not else StatementKind.MOVE
    unknown = part.has(Says.UNKNOWN, Says.PEOPLE, Says.WRITER)
    unknown = unknown or part.wishes_nothing or part.leaves_out_nobody
    if part.has(Says.BEGINS) and not part.has(Says.ENDS):
        return StatementKind.UNKNOWN  # "Leo sagt, Ada kommt"
    asks = part.inverted(inverting(locale)) or part.serves_another
    if (unknown or part.reason) and not said:
        return reason(part, words, locale)
    # "Leo can't come alone"
    alone = said & {Says.AWAY, Says.CANNOT} and Says.ONLY in part.tokens[-1]
    # "Ada kommt nicht sicher"
    unsure = said & {Says.AWAY, Says.CANNOT} and part.has(Says.SURE)
    if unknown or alone or unsure or (asks and not said <= _CANCELS):
        return StatementKind.UNKNOWN
    return _asked(part, said, somebody=somebody) if asked else _told(part, said, somebody=somebody)


def _verbs(part: FamilyPart) -> set[Says]:
    """Return the meanings of a part's verbs, with separated verbs put together."""
    verbs = (token for token in part.tokens if not LEFT & set(token.says))
    said = {says for token in verbs for says in SAYING & set(token.says)}
    if part.has(Says.BEGINS) and part.has(Says.ENDS):
        said.add(Says.CANCEL)
    if part.has(Says.IS) and part.has(Says.THERE):
        said.add(Says.COMES)
    return said


def _asked(part: FamilyPart, said: set[Says], *, somebody: bool) -> StatementKind:
    """Return the kind of a question: a polite wish to cancel, or a time."""
    requests = Says.CANCEL_ASK in said or (part.has(Says.ASKS) and Says.CANCEL in said)
    if requests and said <= _CANCELS and not part.has(Says.NOT, Says.NO):
        return StatementKind.CANCEL
    return (
        StatementKind.TIME
        if part.has(Says.TIME) and not said and not somebody
        else StatementKind.UNKNOWN
    )


def _told(part: FamilyPart, said: set[Says], *, somebody: bool) -> StatementKind:
    """Return the kind of a part without a question, whose words are all known."""
    if said:
        return _says(part, said, not_so=part.has(Says.NOT, Says.NO))
    if part.has(Says.NONE):
        return (
            StatementKind.UNKNOWN
            if part.has(Says.NAME) or part.ends_as_said()
            else StatementKind.NONE
        )
    if part.has(Says.EXCEPT) and part.has(Says.ALL):
        return StatementKind.COMES  # "all but Leo"
    if somebody:
        return _bare(part)
    return StatementKind.TIME if part.has(Says.TIME) else StatementKind.IDLE


def _says(part: FamilyPart, said: set[Says], *, not_so: bool) -> StatementKind:
    """Return the kind of a part by its verbs, which need to have one meaning."""
    if part.has(Says.NONE):
        # "none of us can come", "no va ninguno"
        away = said <= _COMING and not part.has(Says.NAME, Says.THEIRS, Says.PRONOUN, Says.ONLY)
        return StatementKind.AWAY if away else StatementKind.UNKNOWN
    if said <= _CANCELS:
        # "don't cancel Ada's" leaves it as it is
        return StatementKind.KEPT if not_so else StatementKind.CANCEL
    if said <= _COMES and not part.has(Says.NEITHER):
        # "Leo kommt am Donnerstag nicht"
        last = StatementKind.AWAY if Says.NOT in part.tokens[-1] else StatementKind.UNKNOWN
        return last if not_so else StatementKind.COMES
    if len(said) > 1 or said <= _COMES or not_so:
        return StatementKind.UNKNOWN
    if Says.NO_FOR in said:
        return StatementKind.NO
    return StatementKind.NEVER if Says.NEVER in said else StatementKind.AWAY


def _bare(part: FamilyPart) -> StatementKind:
    """Return the kind of a part about somebody without a verb: yes, no, the same, nothing."""
    no = part.has(Says.NO)
    if part.has(Says.NEITHER):
        return StatementKind.NEITHER
    if not part.ends_as_said():
        if part.denies:
            return StatementKind.NOT_THEM
        return StatementKind.LIKE if part.has(*LIKE_BEFORE) else StatementKind.NAMED
    if part.has(Says.NOT) or (no and part.has(Says.ONLY)):
        return StatementKind.AWAY
    return StatementKind.NO if no else StatementKind.COMES
