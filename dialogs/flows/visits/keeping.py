"""Recognises a client who keeps the existing visit, or regrets a move.

A text that keeps the visit only closes the offers. A move that is plainly regretted is undone; if
the regret is not plain, we ask.
"""

from dataclasses import replace
from datetime import timedelta

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked, Question
from dialogs.flows.answers.assent import defers, says_no
from dialogs.flows.family.whose import only_names_visit
from dialogs.flows.intents.confirm import confirm
from dialogs.flows.intents.undo import undo
from dialogs.flows.offered_times.leaving import lets_be, says_cancel
from dialogs.flows.offered_times.slot_list_reply import chosen_slot
from dialogs.flows.phrases import (
    NOES,
    POLITE,
    as_phrases,
    left_over,
    longest,
    phrases_in,
    said_apart,
    said_apart_of,
    said_whole,
)
from dialogs.flows.reading_parts import cues_of, read_alone
from dialogs.flows.remaining_questions import unanswered
from dialogs.flows.sentences import parts
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.asking_back import ask_back
from dialogs.flows.visits.by_itself import coming_end, confirms_kept
from dialogs.flows.visits.visit_days import covers
from dialogs.intents import Hint, Intent
from dialogs.languages.lexicon import Cue
from dialogs.normalise import Said
from dialogs.understand import BAR
from dialogs.wording.reminders import reminder_question

_KEEPING = as_phrases(
    *("keep", "keeping", "ill keep", "stick with", "stay with", "stick to", "leave it"),
    *("as it is", "as is", "what i have", "what ive got", "the one i have", "mine is fine"),
    *(
        "lo tengo",
        "mi tengo",
        "teniamo",
        "resto con",
        "resto a",
        "rimango",
        "lasciamo",
        "lasci cosi",
    ),
    *("lasciate cosi", "lasci com e", "lasciate com e", "lascia cosi", "va bene cosi com e"),
    *("me quedo con", "nos quedamos con", "dejamos", "lo dejamos", "la dejamos", "dejemos"),
    *(
        "dejemoslo",
        "dejelo asi",
        "dejelo como esta",
        "dejela como esta",
        "mantengo",
        "mantenemos",
        "je garde",
        "on garde",
    ),
    *("je conserve", "je reste", "on reste", "gardons", "laissons", "behalte"),
    *("laissez comme ca", "laissez comme c est", "laisse comme ca"),
    *("bleib ich bei", "bleibe ich bei", "bleib ich beim", "bleib ich doch lieber bei"),
    *("lass ma s beim", "lass ma s lieber beim", "lassen wir s beim", "lassen wirs beim"),
    *("lassen wir es beim", "lass mas lieber beim", "lass mas beim", "lassen wir es lieber beim"),
    *("bleiben wir beim", "bleiben wir lieber beim", "deixa na", "deixe na", "deixem na"),
    *("deixe ficar na", "deixa ficar na", "fico na", "ficamos na", "stay on", "leave me on"),
    *("dejemoslo en", "dejelo en", "dejalo en", "reste sur", "restons sur", "restiamo su"),
    *("behalten", "bleibe bei", "bleibe beim", "bleib bei", "bleib beim", "bleiben wir bei"),
    *("bleibt es bei", "bleibt bei", "lassen wir", "lassen sie es so", "fico com", "fica com"),
    *("ficamos com", "fica", "mantenho", "mantem", "mantemos", "deixa assim", "deixe assim"),
    *("deixa como esta", "deixe como esta", "deixamos"),
)
"""Phrases that keep something; the next words say which visit."""

_AS_BEFORE = as_phrases(
    *("where it was", "how it was", "as it was", "like it was", "like before", "as before"),
    *("what it was", "the old time", "the old one", "the first time", "the original time"),
    *("com era", "come era", "come prima", "l ora di prima", "l orario di prima", "dov era"),
    *("como estaba", "como estava", "como antes", "la hora de antes", "la de antes", "como era"),
    *("comme c etait", "comme avant", "l heure d avant", "comme cetait", "celui d avant"),
    *("wie vorher", "wie es war", "wie zuvor", "die alte zeit", "den alten termin", "wie gehabt"),
    *(
        "der alte termin",
        "como tava",
        "como era antes",
        "a hora de antes",
        "o de antes",
        "a de antes",
    ),
    *("the original", "the original one", "the old appointment", "where i had it", "l originale"),
    *("quello originale", "l orario originale", "l ora originale", "il vecchio orario"),
    *("l orario vecchio", "dove era", "dove stava", "donde estaba", "la original", "el original"),
    *("la hora original", "el horario original", "la hora anterior", "el horario de antes"),
    *("ou il etait", "ou elle etait", "ou c etait", "ou il est", "l original", "l ancien horaire"),
    *("l ancienne heure", "l ancien", "l ancien rendez vous", "l ancien rdv", "l horaire d avant"),
    *("l horaire initial", "l heure initiale", "wo er war", "wo es war", "wo er vorher war"),
    *("wie er war", "der ursprungliche", "den ursprunglichen", "die alte uhrzeit", "dem alten"),
    *("die ursprungliche zeit", "die ursprungliche uhrzeit", "onde estava", "onde tava"),
    *("a original", "o original", "o horario antigo", "a hora antiga", "o horario original"),
    *("a hora original", "o horario de antes", "a antiga", "der ursprungstermin"),
)
"""Phrases for the time before a move."""

_PUT_BACK = as_phrases(
    *("leave it", "leave", "put it back", "put me back", "move it back", "back to"),
    *("lasciate", "lasci", "lascia", "lasciamo", "lasciamolo", "rimetta", "rimettete", "rimettimi"),
    *("rimettetemi", "torniamo a", "dejela", "dejala", "dejelo", "dejalo", "dejenla"),
    *("dejamos", "la dejamos", "lo dejamos", "dejemosla", "vuelva a", "vuelvan a", "pongala"),
    *("laissez", "laisse", "laissons", "remettez", "remets", "revenez a"),
    *("lassen sie", "lass", "lasst", "lassen", "doch lieber", "lieber wieder"),
    *("lieber wie", "deixa", "deixe", "deixem", "volte a", "volta a", "voltem a"),
    *("ponha", "coloque", "lasciatelo", "lasciatela", "lascialo"),
    *("lasciala", "rimettetelo", "rimettetela", "rimettilo", "dejenlo", "ponganla", "ponganlo"),
    *("vuelve a ponerla", "vuelve a ponerlo", "vuelva a ponerla", "ponla", "ponlo", "gardons"),
    *("gardez", "remettez le", "deixe a", "deixe o", "deixem no"),
)
"""Phrases that ask for the time before a move, and do not only praise it."""

_COMING = frozenset({Cue.COMING, Cue.COME})
_OPEN = frozenset({Cue.CONDITION, Cue.QUOTATION})
"""Cues that make such a wish conditional: "if he can't, leave it as it was"."""

_CONFIRMED_WITHIN = timedelta(hours=12)
"""How long a plain yes confirms a visit after we said that it stays."""

_MAY_KEEP = frozenset(
    {
        *(Intent.UNCLEAR, Intent.RESCHEDULE, Intent.CANCEL, Intent.CONFIRM, Intent.MORE),
        *(Intent.UNDO, Intent.CHOICE),
    }
)
_NOT = frozenset(
    {"not", "t", "dont", "cant", "cannot", "wont", "non", "nicht", "kein", "keinen", "pas", "nao"}
)
_IDLE = frozenset({("non", "finalement"), ("ah", "non"), ("mais", "non"), ("non", "scusate")})
"""A "no" and the next word, without a stop, that negate nothing."""

_NO_OF = frozenset({"me", "nos", "lo", "la", "mantengo", "tengo"})
"""Words before which a Spanish "no" means "not", unless a stop is between them."""


def keeps_standing(turn: TurnContext) -> Appointment | None:
    """Return the visit that a text keeps while other times for it are on offer, or None."""
    question = turn.question
    if question is None or question.wish is not None or len(question.about) != 1:
        return None
    visit = turn.appointment(question.about[0])
    if question.asked not in {Asked.SLOTS, Asked.WHEN} or visit not in turn.ahead:
        return None
    end = coming_end(turn)
    apart = end is not None and not _keeps(said_apart_of(end).words)
    if apart or (visit is not None and confirms_kept(turn, visit)):
        return None  # a client who says "I come" keeps the visit, and confirms it too
    return visit if visit and _says_keep(turn, visit) else None


def as_kept(turn: TurnContext) -> TurnContext:
    """Return the turn of a text that keeps its visit, not understood as a wish to move it."""
    if turn.heard.intent is not Intent.RESCHEDULE:
        return turn
    evidence = (*turn.heard.evidence, "what stands is kept")
    kept = replace(
        turn.heard, intent=Intent.UNCLEAR, confidence=0.4, hint=Hint.KEPT, evidence=evidence
    )
    return replace(turn, heard=kept)


def _says_keep(turn: TurnContext, visit: Appointment) -> bool:
    said, heard = said_apart(turn), turn.heard
    if "?" in said.marks or heard.choice is not None or heard.intent not in _MAY_KEEP:
        return False
    if _declines_better(turn, visit):
        return True
    if says_cancel(turn) or chosen_slot(turn, heard.intent):
        return False
    # "I'll ask my husband" keeps nothing: the offers stay open
    kept = heard.hint is Hint.KEPT and not only_names_visit(turn) and not defers(turn)
    kept = kept or _keeps(said.words) or _as_before(said.words)
    let_be = heard.intent is not Intent.CANCEL and lets_be(turn)
    if not let_be and (_turned(said) or goes_on(turn) or not kept):
        return False
    # "wie vorher" is read as before the visit, too
    before = _as_before(said.words) and any(t.end == visit.starts_at for t in heard.times)
    return before or not heard.times or covers(heard.times, visit.starts_at)


def _declines_better(turn: TurnContext, visit: Appointment) -> bool:
    """Return whether a plain no declines times that were only asked for as better ones.

    "Anything sooner?" is no objection to the visit, so a "no" to the offers keeps it.
    """
    spans = turn.question.spans if turn.question else ()
    start = visit.starts_at
    sooner = any(end == start for _, end in spans) and all(end <= start for _, end in spans)
    return sooner and says_no(turn) and not left_over(said_whole(turn).words, NOES | POLITE)


def kept(turn: TurnContext, visit: Appointment) -> Decision:
    """Say that the visit stays; close the offers, so that a number takes none of them.

    A client who adds "I'm coming" confirms it too.
    """
    if _says_to_come(turn, visit):
        return confirm(turn, (visit,))
    several = len(turn.context.clients) > 1
    return Decision(
        trace=("keeps what stands: the offers are closed, nothing changed",),
        # a late "2" must neither take a time nor cancel: we ask about it
        state=turn.state.asking(unanswered(turn, (visit,)) or _confirmable(turn, visit)),
        replies=(turn.say("kept_of" if several else "kept", visit),),
        client_id=visit.client_id,
    )


def _says_to_come(turn: TurnContext, visit: Appointment) -> bool:
    """Return whether the last words of a text say plainly, by themselves, that the client comes."""
    *before, end = parts(turn.text)
    words = said_apart_of(end.text).words
    if not before or "?" in turn.text or _keeps(words) or _as_before(words):
        return False
    said = read_alone(turn, end.text, visit.starts_at)
    own = all(covers((each,), visit.starts_at) for each in said.times)
    plain = said.intent is Intent.CONFIRM and said.confidence >= BAR and not said.also
    return plain and own and not _COMING.isdisjoint(cues_of(turn, end.text, visit.starts_at))


def _confirmable(turn: TurnContext, visit: Appointment) -> Question:
    question = reminder_question((visit,), turn.now)
    until = min(question.expires_at, turn.now + _CONFIRMED_WITHIN)
    return replace(question, expires_at=until, yes_only=True)


def regrets(turn: TurnContext, intent: Intent) -> bool:
    """Return whether a text soon after a move wants the earlier time: "leave it as it was"."""
    if turn.just_moved() is None or intent is Intent.UNDO:
        return False
    if intent is Intent.WHERE and says_no(turn):
        return True
    said = said_apart(turn)
    may = intent in _MAY_KEEP or (intent is Intent.WHERE and wants_back(turn))
    return _as_before(said.words) and may and not _turned(said)


def wants_back(turn: TurnContext) -> bool:
    """Return whether a text plainly asks for the earlier time: "please put it back as it was".

    A client who only says that the old time was better is told how to get it back.
    """
    said = said_apart(turn)
    places = range(len(said.words))
    asks = any(longest(said.words, at, _PUT_BACK) for at in places)
    open_ones = phrases_in(turn.heard.locale, _OPEN)
    if any(longest(said.words, at, open_ones) for at in places):
        return False
    return asks and _as_before(said.words) and "?" not in said.marks


def regretted(turn: TurnContext) -> Decision:
    """Undo a move that is plainly regretted; else ask whether to undo it."""
    return undo(turn) if wants_back(turn) else ask_back(turn)


def _keeps(words: tuple[str, ...]) -> bool:
    """Return whether a text has a phrase of keeping."""
    return any(longest(words, at, _KEEPING) for at in range(len(words)))


def _as_before(words: tuple[str, ...]) -> bool:
    return any(longest(words, at, _AS_BEFORE) for at in range(len(words)))


def goes_on(turn: TurnContext) -> bool:
    """Return whether a text asks to continue with something: "keep looking"."""
    words = said_apart(turn).words
    sizes = ((at, longest(words, at, _KEEPING)) for at in range(len(words)))
    return any(size and "".join(words[at + size :][:1]).endswith("ing") for at, size in sizes)


def _turned(said: Said) -> bool:
    """Return whether a text has a "not"; a separate "no" is none: "no, I'll keep it"."""
    pairs = zip(said.words, (*said.words, "")[1:], said.marks, strict=True)
    return any(
        (word in _NOT and not mark) or (word == "no" and after in _NO_OF and not mark)
        for word, after, mark in pairs
        if (word, after) not in _IDLE
    )
