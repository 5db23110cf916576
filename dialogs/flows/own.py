"""Whether a text of a family is a yes to the writer's own visit alone: "yes for me".

Who of a family writes is not known, but for who names the others: "for me yes, Leo I don't know
yet". Every word of the yes has to be known, and what is said of the others must ask for nothing.
"""

from dataclasses import dataclass, replace

from calendar_store.values import Appointment
from dialogs.conversation import Asked
from dialogs.flows.absent import CANNOT_COME, COMES
from dialogs.flows.clauses import Clause, clauses
from dialogs.flows.phrases import (
    AGREEING,
    JOINING,
    POLITE,
    TURNING,
    as_phrases,
    left_over,
    longest,
    phrases_of,
    said_apart,
    without,
)
from dialogs.flows.scene import Scene
from dialogs.intents import Hint, Intent
from dialogs.lexicon import Sign
from dialogs.normalise import normalise

_FOR_ME = as_phrases(
    *("for me", "from me", "mine", "my one", "my appointment", "per me", "il mio", "la mia"),
    *("da parte mia", "para mi", "la mia", "el mio", "de mi parte", "pour moi", "le mien"),
    *("la mienne", "pour ma part", "de mon cote", "fur mich", "fuer mich", "bei mir", "meiner"),
    *("mein termin", "meinen", "para mim", "pra mim", "a minha", "o meu", "da minha parte"),
)
"""Words of the writer's own visit, beside which a yes is said of it."""

_I_DO = as_phrases(
    *("me yes", "yes me", "i can", "i will", "i do", "io si", "si io", "io ci sono", "io vengo"),
    *("yo si", "si yo", "yo si voy", "yo si puedo", "yo voy", "moi oui", "oui moi", "moi ok"),
    *("moi je viens", "moi je serai la", "moi c est bon", "moi ca va", "ich ja", "ich schon"),
    *("i am coming", "im coming", "i m coming", "io invece vengo", "io invece si", "io vengo"),
    *(
        "io pero vengo",
        "ich komme aber",
        "aber ich komme",
        "ja ich",
        "ich komme",
        "eu sim",
        "sim eu",
        "eu vou",
        "eu posso",
    ),
)
"""A yes of the writer's own, said whole."""

_EMPHATIC = as_phrases(
    *("me yes", "yes me", "io si", "si io", "yo si", "si yo", "yo si voy", "yo si puedo"),
    *("moi oui", "oui moi", "moi ok", "moi je viens", "moi je serai la", "moi c est bon"),
    *("moi ca va", "ich ja", "ich schon", "ja ich", "eu sim", "sim eu"),
)
"""Of these, the ones that speak of the writer alone though no other is named."""

_ME_TOO = as_phrases(
    *("me too", "and me", "and me too", "me as well", "and i", "i will too", "so will i"),
    *("so am i", "io anche", "anch io", "anche io", "pure io", "e io", "e io pure", "anche per me"),
    *("yo tambien", "y yo", "tambien yo", "para mi tambien", "moi aussi", "et moi"),
    *("pour moi aussi", "moi egalement", "ich auch", "und ich", "ich ebenfalls", "fur mich auch"),
    *("eu tambem", "e eu", "tambem eu", "para mim tambem", "pra mim tambem", "mine too"),
    *("and i too", "e io anche", "y yo tambien", "et moi aussi", "und ich auch", "e eu tambem"),
    *("anche il mio", "la mia tambien", "le mien aussi", "meiner auch", "a minha tambem"),
)

_STAYS = as_phrases(
    *("stays", "still stands", "stands", "resta", "rimane", "se mantiene", "se queda", "sigue"),
    *("reste", "est maintenu", "bleibt", "mantem se", "fica", "mantem"),
)
_YES = frozenset({Sign.YES, Sign.ACK})
_TURNED = frozenset({Sign.BUT})
_COMES = frozenset({Sign.CONFIRM, Sign.COMING, Sign.COME})
_ASKING_FOR = frozenset(
    {
        *(Sign.CANCEL, Sign.CANCEL_ASK, Sign.MOVE, Sign.BOOK, Sign.UNDO, Sign.ASK, Sign.KEEP),
        *(Sign.OPT_OUT, Sign.OPT_OUT_PHRASE, Sign.CANNOT, Sign.CANT, Sign.UNSUITED),
        *(Sign.WRONG_NUMBER, Sign.DECEASED, Sign.FUNERAL, Sign.EMERGENCY, Sign.LATE),
    }
)
"""What must not be said beside such a yes; whose it is would be a guess."""

_MAY_BE = frozenset({Intent.CONFIRM, Intent.UNCLEAR, Intent.CHOICE, Intent.THANKS, Intent.CANCEL})
_HINTS = frozenset({None, Hint.YES, Hint.DEFERRAL, Hint.REFUSAL})
_CANNOT = as_phrases("can t", "isn t", "won t", "is not", "will not")
_NOT = frozenset({Sign.NEGATION, Sign.NO, Sign.CANNOT, Sign.CANT})
_LATER = frozenset({Sign.DEFERRAL, Sign.DOUBT})
_UNKNOWN = frozenset(
    {
        *("know", "sure", "yet", "so", "ancora", "sapere", "se", "todavia", "sais", "encore"),
        *("weiss", "noch", "sei", "ainda", "later", "dopo", "luego", "depois", "verrai", "spater"),
    }
)
"""Words with which one says that something is not known yet."""

_TWO = 2
_MOST = 30
"""Most words of such a text."""

_IDLE = frozenset({"is", "s", "it", "its", "e", "es", "est", "ist", "va", "passt", "c", "ca", "si"})


@dataclass(frozen=True, slots=True)
class Own:
    """What a "yes for me" says.

    Attributes:
        visits: those it is said of, or those that it may be said of.
        known: whether it is said of all of `visits`.
        refused: visits of the others that it says are not kept: "I'm coming, Leo isn't".
        more: whether it says of the others what a person has to read.
    """

    visits: tuple[Appointment, ...]
    known: bool
    refused: tuple[Appointment, ...] = ()
    more: bool = False


def own_visits(scene: Scene) -> Own | None:
    """Return which visits a text says yes to for its writer, None where it says no such yes."""
    said, heard, question = said_apart(scene), scene.heard, scene.question
    if question is None or question.asked is not Asked.REMINDER or "?" in said.marks:
        return None
    if len(said.words) > _MOST or heard.intent not in _MAY_BE:
        return None
    if heard.hint not in _HINTS or heard.times:
        return None
    asked = {each.appointment_id for each in question.about}
    visits = tuple(one for one in scene.ahead if one.id in asked)
    if len({one.client_id for one in visits}) < _TWO:
        return None
    own = _meant(tuple(clauses(scene, _whole_yes)), visits)
    # a refusal is only one of somebody else's: "I can, Leo can't"
    cancels = heard.intent is Intent.CANCEL
    return own if own and (own.refused or not cancels) else None


def says_me_too(text: str) -> bool:
    """Return whether a text says of the writer what was said of another: "me too"."""
    said = normalise(text.replace("'", " ").replace("’", " "))
    return bool(said.words) and "?" not in said.marks and _only(said.words, _ME_TOO)


def says_own_yes(text: str) -> bool:
    """Return whether a text is a yes of its writer, whoever else was spoken of: "but I can"."""
    said = normalise(text.replace("'", " ").replace("’", " "))
    return "?" not in said.marks and _is_own_yes(tuple(left_over(said.words, _TURNED)), others=True)


def _only(words: tuple[str, ...], phrases: frozenset[tuple[str, ...]]) -> bool:
    """Return whether words are one of some phrases, and else add nothing."""
    rest = without(words, phrases)
    left = left_over(rest, AGREEING)
    return len(rest) < len(words) and all(word in JOINING for word in left)


def _meant(parts: tuple[Clause, ...], visits: tuple[Appointment, ...]) -> Own | None:
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
    if named and all(_agrees(each) for each in named):
        return Own(visits, known=True)  # "for me and for Leo"
    return replace(
        left,
        refused=tuple(
            one
            for each in named
            if _refuses(each)
            for one in visits
            if one.client_id in {client.id for client in each.named}
        ),
        more=any(not (_refuses(each) or _agrees(each) or _defers(each)) for each in named),
    )


def _left(visits: tuple[Appointment, ...], others: set[int]) -> Own | None:
    """Return the visits of all but some clients; they are known where they are one client's."""
    left = tuple(one for one in visits if one.client_id not in others)
    return Own(left, known=len({one.client_id for one in left}) == 1) if left else None


def _is_own_yes(words: tuple[str, ...], *, others: bool) -> bool:
    """Return whether words are a yes for the writer; with others named, "I can" is one too."""
    whole = _I_DO if others else _EMPHATIC
    if _only(words, whole):
        return True
    rest = without(words, _FOR_ME)
    if len(rest) == len(words):
        return False
    kept = without(rest, _STAYS)
    yes = len(left_over(rest, _YES | _COMES)) < len(rest) or len(kept) < len(rest)
    left = [word for word in left_over(kept, AGREEING | _COMES) if word not in _IDLE]
    return yes and not left


def _whole_yes(words: tuple[str, ...]) -> bool:
    return _is_own_yes(words, others=True)


def _is_idle(clause: Clause, parts: tuple[Clause, ...]) -> bool:
    """Return whether a part asks for nothing: a courtesy, or what is said of somebody named."""
    if not left_over(clause.words, POLITE | _YES):
        return True
    at = parts.index(clause)
    before = parts[max(0, at - 1) : at]
    of_them = clause.named or (before and before[0].named)
    asks = phrases_of(_ASKING_FOR)
    wants = any(longest(clause.words, at, asks) for at in range(len(clause.words)))
    return bool(of_them) and not wants


def _agrees(clause: Clause) -> bool:
    """Return whether a part says yes of those it names, or nothing else of them."""
    rest = [word for word in clause.words if word not in clause.pointing]
    turned = any(longest(rest, at, phrases_of(TURNING)) for at in range(len(rest)))
    return not turned and not left_over(rest, AGREEING | _COMES)


def _refuses(clause: Clause) -> bool:
    """Return whether a part says of those it names that they do not come, and nothing else."""
    rest = [word for word in clause.words if word not in clause.pointing]
    left = left_over(without(rest, COMES | CANNOT_COME | _CANNOT), _NOT | POLITE)
    return bool(rest) and not left and not _agrees(clause)


def _defers(clause: Clause) -> bool:
    """Return whether a part says that nothing is known yet of those it names."""
    return bool(set(clause.words) & _UNKNOWN) or any(
        longest(clause.words, at, phrases_of(_LATER)) for at in range(len(clause.words))
    )
