"""Recognises a yes to the writer's own visit only: "yes for me".

Which client of a family writes is not known, unless the text names the others: "for me yes, Leo I
don't know yet". Every word of the yes has to be known, and the words on the others must ask for
nothing.
"""

from dataclasses import dataclass, replace

from calendar_store.model.appointments import Appointment
from dialogs.flows.family.called_off import THEIRS
from dialogs.flows.family.clauses import Clause, clauses
from dialogs.flows.family.of_somebody import agrees, refuses
from dialogs.flows.family.own_words import EMPHATIC, FOR_ME, I_DO, ME_TOO, STAYS
from dialogs.flows.phrases import (
    AGREEING,
    JOINING,
    POLITE,
    left_over,
    longest,
    phrases_of,
    said_of,
    without,
)
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.reminded import of_their_days, reminded_visits
from dialogs.intents import Hint, Intent
from dialogs.languages.lexicon import Cue

_YES = frozenset({Cue.YES, Cue.ACK})
_TURNED = frozenset({Cue.BUT})
_COMES = frozenset({Cue.CONFIRM, Cue.COMING, Cue.COME})
_ASKING_FOR = frozenset(
    {
        *(Cue.CANCEL, Cue.CANCEL_ASK, Cue.MOVE, Cue.BOOK, Cue.UNDO, Cue.ASK, Cue.KEEP),
        *(Cue.OPT_OUT, Cue.OPT_OUT_PHRASE, Cue.CANNOT, Cue.CANT, Cue.UNSUITED),
        *(Cue.WRONG_NUMBER, Cue.DECEASED, Cue.FUNERAL, Cue.EMERGENCY, Cue.LATE),
    }
)
"""Cues that must not be beside such a yes: whom they are about would be a guess."""

_MAY_BE = frozenset(
    {Intent.CONFIRM, Intent.UNCLEAR, Intent.CHOICE, Intent.THANKS, Intent.CANCEL, Intent.RESCHEDULE}
)
_HINTS = frozenset({None, Hint.YES, Hint.DEFERRAL, Hint.REFUSAL})
_LATER = frozenset({Cue.DEFERRAL, Cue.DOUBT})
_UNKNOWN = frozenset(
    {
        *("know", "sure", "yet", "so", "ancora", "sapere", "se", "todavia", "sais", "encore"),
        *("weiss", "noch", "sei", "ainda", "later", "dopo", "luego", "depois", "verrai", "spater"),
    }
)
"""Words that say that something is not known yet."""

_TWO = 2
_MOST = 30
"""Most words of a text that this module recognises."""

_IDLE = frozenset(
    {
        "i",
        "ll",
        "m",
        "is",
        "s",
        "it",
        "its",
        "e",
        "es",
        "est",
        "ist",
        "va",
        "passt",
        "c",
        "ca",
        "si",
    }
)


@dataclass(frozen=True, slots=True)
class Own:
    """The reading of a "yes for me".

    Attributes:
        visits: the visits confirmed, or those that may be confirmed.
        known: whether all of `visits` are confirmed.
        refused: visits of the others that are given up: "I'm coming, Leo isn't".
        more: whether the text says something of the others that staff have to read.
    """

    visits: tuple[Appointment, ...]
    known: bool
    refused: tuple[Appointment, ...] = ()
    more: bool = False


@once
def own_visits(turn: TurnContext) -> Own | None:
    """Return the reading of a text as a yes of its writer, None if it is no such yes."""
    visits = reminded_visits(turn, _MAY_BE, _HINTS, _MOST)
    if visits is None or not of_their_days(turn, visits):
        return None
    if len({one.client_id for one in visits}) < _TWO:
        return None
    own = _meant(tuple(clauses(turn, _whole_yes)), visits)
    # a text that cancels counts only if it refuses somebody else's visit: "I can, Leo can't"
    cancels = turn.heard.intent is Intent.CANCEL
    return own if own and (own.refused or not cancels) else None


def says_me_too(text: str) -> bool:
    """Return whether a text says the same of its writer as of another: "me too"."""
    said = said_of(text.replace("'", " ").replace("’", " "))
    return bool(said.words) and "?" not in said.marks and _only(said.words, ME_TOO)


def says_own_yes(text: str) -> bool:
    """Return whether a text is a yes of its writer, after a text on others: "but I can"."""
    said = said_of(text.replace("'", " ").replace("’", " "))
    return "?" not in said.marks and _is_own_yes(tuple(left_over(said.words, _TURNED)), others=True)


def _only(words: tuple[str, ...], phrases: frozenset[tuple[str, ...]]) -> bool:
    """Return whether words have one of some phrases, and nothing more."""
    rest = without(words, phrases)
    left = left_over(rest, AGREEING)
    return len(rest) < len(words) and all(word in JOINING for word in left)


def _meant(parts: tuple[Clause, ...], visits: tuple[Appointment, ...]) -> Own | None:
    parts = _with_theirs(parts)
    others = any(each.named for each in parts)
    own = [each for each in parts if not each.named and _is_own_yes(each.words, others=others)]
    rest = [each for each in parts if each not in own]
    if len(own) != 1:
        return None
    if rest and rest[-1] is parts[-1] and rest[-1].is_name:
        return _left(visits, {one.client_id for one in visits} - {rest[-1].named[0].id})
    if not all(_is_idle(each, parts) for each in rest):
        return None
    named = [each for each in rest if each.named]
    left = _left(visits, {client.id for each in named for client in each.named})
    if left is None or not left.known:
        return left
    if named and all(agrees(each) for each in named):
        return Own(visits, known=True)  # "for me and for Leo"
    return replace(
        left,
        refused=_refused(named, visits),
        more=any(not (refuses(each) or agrees(each) or _defers(each)) for each in named),
    )


def _refused(named: list[Clause], visits: tuple[Appointment, ...]) -> tuple[Appointment, ...]:
    """Return the visits of the clients who do not come."""
    clients = {client.id for each in named if refuses(each) for client in each.named}
    return tuple(one for one in visits if one.client_id in clients)


def _with_theirs(parts: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Return the clauses, with "cancel hers" given the only name of the clause before."""
    found: list[Clause] = []
    for each in parts:
        before = found[-1].named if found else ()
        of_them = not each.named and len(before) == 1 and bool(THEIRS & set(each.words))
        found.append(replace(each, named=before) if of_them else each)
    return tuple(found)


def _left(visits: tuple[Appointment, ...], others: set[int]) -> Own | None:
    """Return the visits of all but some clients; known if only one client is left."""
    left = tuple(one for one in visits if one.client_id not in others)
    return Own(left, known=len({one.client_id for one in left}) == 1) if left else None


def _is_own_yes(words: tuple[str, ...], *, others: bool) -> bool:
    """Return whether words are the writer's yes; with others named, "I can" is one too."""
    whole = I_DO if others else EMPHATIC
    if _only(words, whole):
        return True
    rest = without(words, FOR_ME)
    if len(rest) == len(words):
        return False
    # "mine is fine, I'll be there"
    kept = without(rest, STAYS | I_DO)
    yes = len(left_over(rest, _YES | _COMES)) < len(rest) or len(kept) < len(rest)
    left = [word for word in left_over(kept, AGREEING | _COMES) if word not in _IDLE]
    return yes and not left


def _whole_yes(words: tuple[str, ...]) -> bool:
    return _is_own_yes(words, others=True)


def _is_idle(clause: Clause, parts: tuple[Clause, ...]) -> bool:
    """Return whether a clause asks for nothing: a courtesy, or words on somebody named."""
    if not left_over(clause.words, POLITE | _YES):
        return True
    at = parts.index(clause)
    before = parts[max(0, at - 1) : at]
    of_them = clause.named or (before and before[0].named)
    asks = phrases_of(_ASKING_FOR)
    wants = any(longest(clause.words, at, asks) for at in range(len(clause.words)))
    refused = bool(clause.named) and refuses(clause)
    return bool(of_them) and (refused or not wants)


def _defers(clause: Clause) -> bool:
    """Return whether a clause says that nothing is known yet of its clients."""
    return bool(set(clause.words) & _UNKNOWN) or any(
        longest(clause.words, at, phrases_of(_LATER)) for at in range(len(clause.words))
    )
