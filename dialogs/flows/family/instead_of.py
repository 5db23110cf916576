"""Recognises that the writer comes although somebody else cannot: "he can't, I can".

Such a client is not asked whether they cannot come: we say what stands, and ask to be sure.
"""

from calendar_store.model.appointments import Appointment
from dialogs.flows.phrases import as_phrases, longest, phrases_in, said_apart
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.reminded import asked_ahead
from dialogs.languages.lexicon import Cue

_THEY_CANNOT = as_phrases(
    *("can t", "cannot", "can not", "won t", "isn t coming", "kann nicht", "kann leider nicht"),
    *("kommt nicht", "hat keine zeit", "non puo", "non riesce", "no puede", "ne peut pas"),
    *("peut pas", "ne pourra pas", "nao pode", "nao consegue", "no podra"),
)
_I_COME = as_phrases(
    *("i can", "i do", "i ll come", "i m coming", "i am coming", "i ll be there", "i m bringing"),
    *("i am bringing", "i ll bring", "bringing the", "bringing my", "so i bring", "i ll take"),
    *(
        "ich schon",
        "ich aber schon",
        "ich kann",
        "ich komme",
        "komme ich",
        "bringe die",
        "bring die",
    ),
    *("ich bringe", "bringe ich", "bringe meine", "io si", "io posso", "posso io", "porto io"),
    *("porto i", "porto le", "vengo io", "io vengo", "ci sono io", "li porto", "yo si", "yo puedo"),
    *("llevo yo", "yo llevo", "voy yo", "yo voy", "voy con", "llevo a", "traigo a", "los llevo"),
    *("moi si", "moi oui", "moi je peux", "je peux", "j amene", "je viens", "je serai la"),
    *("j emmene", "eu sim", "eu posso", "eu consigo", "levo eu", "eu levo", "vou eu", "eu vou"),
    *("vou com", "levo as", "levo os", "trago as", "trago os"),
)
_OPEN = frozenset(
    {Cue.CONDITION, Cue.DEFERRAL, Cue.QUOTATION, Cue.CANCEL, Cue.CANCEL_ASK, Cue.MOVE}
)
_NOTS = frozenset(
    {"not", "t", "nicht", "kein", "keine", "keinen", "non", "no", "pas", "nao", "either", "neither"}
    | {"anche", "auch", "tampoco", "plus", "nur", "only", "solo", "seulement", "so"}
)
"""Words after it that negate or limit it: "I can only on Friday"."""


def comes_instead(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visits asked about if the writer comes though somebody else cannot; else ()."""
    said = said_apart(turn)
    words, places = said.words, range(len(said.words))
    cannot = next((at for at in places if longest(words, at, _THEY_CANNOT)), None)
    if cannot is None or "?" in said.marks or turn.heard.times:
        return ()
    if words[max(0, cannot - 1) : cannot] in {("i",), ("we",), ("ich",), ("wir",)}:
        return ()
    behind = range(cannot + longest(words, cannot, _THEY_CANNOT), len(words))
    come = next((at for at in behind if longest(words, at, _I_COME)), None)
    open_ones = phrases_in(turn.heard.locale, _OPEN)
    # "moi si" is no "if"
    if come is None or any(longest(words[:come], at, open_ones) for at in range(come)):
        return ()
    behind = range(come + longest(words, come, _I_COME), len(words))
    if any(longest(words, at, open_ones) for at in behind):
        return ()
    return asked_ahead(turn) if _NOTS.isdisjoint(words[come + 2 :]) else ()
