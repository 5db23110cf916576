"""Recognises a client who leaves a booking or the offered times; asks whether more is meant.

A "cancel" while times are on offer may mean the new appointment or the existing one, and a wrong
guess could cost a visit.
"""

from dataclasses import replace

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked, Question
from dialogs.flows.answers.concluding import without_concluding
from dialogs.flows.offered_times.pointing import says_new
from dialogs.flows.phrases import (
    CANCELLING,
    NOES,
    POLITE,
    as_phrases,
    left_over,
    longest,
    phrases_of,
    said_whole,
    without,
)
from dialogs.flows.reading_parts import cues_of
from dialogs.flows.resolve_appointments import ask_again
from dialogs.flows.target import Resolution, Target
from dialogs.flows.turn_context import Decision, Flow, TurnContext
from dialogs.flows.visits.notice import too_late
from dialogs.intents import Intent
from dialogs.languages.after import words_after
from dialogs.languages.lexicon import Cue
from dialogs.wish import Wish

_OFFERED = frozenset({Asked.SLOTS, Asked.WHEN})
_CANCEL = frozenset({Cue.CANCEL})
NONE = as_phrases(
    *("none", "none of those", "none of these", "none of them", "none of the three"),
    *("neither", "nothing", "none of the times", "nessuno", "nessuna", "nessuno di questi"),
    *("nessuna di queste", "nessuno dei tre", "nessuna delle tre", "niente", "nessun orario"),
    *("ninguna", "ninguno", "ninguna de esas", "ninguno de esos", "ninguna de las tres", "nada"),
    *("ninguna de estas", "ninguno de estos", "aucun", "aucune", "aucun des trois", "rien"),
    *("aucun de ceux la", "aucune de ces heures", "keine", "keiner", "keins", "keine davon"),
    *("keiner davon", "keins davon", "keiner der drei", "keiner von den drei", "nichts davon"),
    *("nenhum", "nenhuma", "nenhum desses", "nenhum destes", "nenhuma dessas", "nenhum dos tres"),
    *("neither one", "neither of them", "none of the two", "nessuno dei due", "nessuna delle due"),
    *("ninguna de las dos", "ninguno de los dos", "aucun des deux", "aucune des deux", "keinen"),
    *("keinen davon", "keinen von beiden", "keiner von beiden", "keinen der beiden"),
    *("nenhum dos dois", "nenhuma das duas", "nenhuma delas", "nenhum deles"),
    *("none at all", "ninguna de ellas", "ninguno de ellos", "aucun deux", "aucune delles"),
    *("nessuno di loro", "gar keinen", "gar keiner", "gar keine", "nenhum desses horarios"),
)
"""Beginnings of a text that takes none of the offered times."""

_LETTING_BE = as_phrases(
    *("forget it", "never mind", "nevermind", "not now", "leave it", "lets leave it", "skip it"),
    *("dont bother", "no need", "lascio stare", "lasci stare", "lasciamo stare", "lasci perdere"),
    *("lascio perdere", "lasciamo perdere", "ci ripenso", "meglio di no", "non importa"),
    *("mejor lo dejo", "dejelo", "dejalo", "dejenlo", "lo dejo", "mejor no", "olvidelo"),
    *("olvidalo", "lo dejamos", "dejemoslo", "laissez tomber", "laisse tomber", "je laisse tomber"),
    *("tant pis", "oubliez", "oubliez ca", "laissez", "vergessen sie es", "vergiss es"),
    *("lieber nicht", "dann nicht", "dann lieber nicht", "lassen wir es", "lassen sie es"),
    *("lass mal", "lassen wir das", "schon gut", "esquece", "esqueca", "melhor nao", "deixa"),
    *("deixe", "deixa estar", "deixe estar", "deixa pra la", "deixa la"),
)
"""Phrases that leave an offer."""

_FILLING = frozenset(
    {
        *("just", "it", "then", "the", "my", "appointment", "work", "works", "fit", "fits", "suit"),
        *("suits", "me", "for", "that", "so", "and", "instead", "lo", "la", "allora", "solo"),
        *("mi", "va", "vanno", "bene", "quindi", "pure", "dann", "einfach", "den", "termin"),
        *("passt", "geht", "mir", "bitte", "alors", "simplement", "le", "rendez", "vous", "rdv"),
        *("convient", "ne", "entonces", "mejor", "cita", "sirve", "me", "entao", "a", "consulta"),
        *("serve", "mesmo", "l", "appuntamento", "lappuntamento", "c", "e"),
    }
)
"""Words without a meaning of their own beside such a phrase."""

_INSTEAD = frozenset(
    {
        *("actually", "ok", "oh", "ach", "anzi", "guardi", "guarda", "e", "basta", "doch", "ah"),
        *("finalement", "en", "fait", "al", "final", "afinal", "olhe", "mira", "mire", "ora"),
    }
)
"""Words that lead to something other than the offer."""

_IDIOMS = as_phrases(
    *("you know what", "know what", "wissen sie was", "weisst du was", "wissense was"),
    *("sa cosa", "sa che c e", "sai cosa", "sabe que", "sabes que", "sabe o que", "quer saber"),
    *("vous savez quoi", "tu sais quoi", "savez vous quoi"),
)
"""Phrases that lead to something else, and are no real questions."""

_INNER = frozenset(
    {"einfach", "halt", "ganz", "lieber", "bitte", "simplement", "simplemente", "just"}
)
"""Words inside a wish to cancel without a meaning of their own."""

_INFINITIVES = ("sagen", "ieren", "ichen", "celar", "nular", "arcar", "nnuler", "llare", "dire")
"""Endings of verbs of cancelling as they stand behind a "none" that is their object."""

_CANCELLED = frozenset(
    {"cancelled", "canceled", "annullato", "cancelado", "cancelada", "anulado", "anulada"}
)
"""Words that report a cancellation and do not ask for one."""


def leaving_or(otherwise: Flow) -> Flow:
    """Return a flow that asks what a client means who leaves a booking or offered times.

    "Forget it" after a list of other times may mean that the existing visit stays; only a text with
    a word for "cancel" cancels it.
    """

    def flow(turn: TurnContext) -> Decision:
        question = turn.question
        if question is None:
            return otherwise(turn)
        if question.wish is not None:
            return _from_booking(turn, question, otherwise)
        ahead = _asked_about(turn, question)
        if question.asked not in _OFFERED or len(ahead) != 1:
            return otherwise(turn)
        if question.then == Intent.BOOK.value:
            return _ask_both(turn, question, ahead)
        if says_cancel(turn):
            return otherwise(turn)
        return ask_again(turn, Target(Resolution.UNSURE, ahead), Intent.CANCEL)

    return flow


def cancels_instead(turn: TurnContext) -> bool:
    """Return whether a text refuses the offered times and cancels: "none, just cancel it".

    Every word has to belong to one of both: "none, and don't cancel" does not cancel.
    """
    said = said_whole(turn)
    if "?" in said.marks or turn.heard.intent is not Intent.UNCLEAR:
        return False
    if _CANCELLED & set(said.words) or Cue.OTHERS in cues_of(turn, turn.text):
        return False  # "cancela a babá": "baba" is a goodbye in another language
    led = 1 if said.words[:1] in phrases_of(NOES) and said.marks[:1] == (",",) else 0
    none = led < len(said.words) and longest(said.words, led, NONE)
    if none and led + none < len(said.words) and not said.marks[led + none - 1]:
        behind = said.words[led + none]
        if behind == "cancel" or behind.endswith(_INFINITIVES):
            return False  # "keinen absagen": none is to be cancelled
    # "sagen Sie einfach ab"
    spoken = without_concluding(said.words[led + none :], turn.heard.locale)
    rest = tuple(word for word in without(spoken, _IDIOMS) if word not in _INNER)
    left = left_over(rest, _CANCEL | POLITE)
    cancels = len(left_over(rest, _CANCEL)) < len(rest)
    # "anzi guardi, annulli e basta"
    plain = none or turn.heard.hint is None
    idle = _FILLING | _INSTEAD | words_after(turn.heard.locale, "entire")
    return bool(plain) and cancels and all(word in idle for word in left)


_CRIES = frozenset(
    {"uy", "ay", "oh", "ach", "nada", "no", "non", "nein", "ne", "nao", "oi", "hm", "sorry"}
    | {"niente", "rien", "well", "bueno", "bom", "bon", "mah", "na", "nee", "pues"}
)
"""Interjections before such a phrase."""


def lets_be(turn: TurnContext) -> bool:
    """Return whether a text only leaves the offer: "forget it"."""
    said = said_whole(turn)
    rest = without(said.words, _LETTING_BE)
    if "?" in said.marks or len(rest) == len(said.words):
        return False
    left = left_over(rest, POLITE | NOES)
    return all(word in _FILLING | _INSTEAD | _CRIES for word in left)


def leaves_booking(turn: TurnContext) -> bool:
    """Return whether a text leaves the booking of a new appointment: "forget it"."""
    question = turn.question
    if question is None or question.wish is None or question.asked is Asked.REMINDER:
        return False
    return turn.heard.intent is Intent.UNCLEAR and lets_be(turn)


def takes_none(turn: TurnContext) -> bool:
    """Return whether a text only says that no offered time suits."""
    words = said_whole(turn).words
    none = longest(words, 0, NONE)
    return bool(none) and all(word in _FILLING for word in left_over(words[none:], POLITE))


def means_new(turn: TurnContext) -> bool:
    """Return whether a text leaves only the new appointment, when asked about both."""
    question = turn.question
    asked = question is not None and question.asked is Asked.REMINDER and question.wish is not None
    return asked and says_new(turn)


def left(turn: TurnContext) -> Decision:
    """Book nothing; existing appointments do not change."""
    return Decision(
        trace=("the booking was left: nothing booked",),
        state=turn.state.asking(None),
        replies=(turn.say("book_left"),),
    )


def _from_booking(turn: TurnContext, question: Question, otherwise: Flow) -> Decision:
    if means_new(turn):
        return left(turn)
    if question.asked is Asked.REMINDER:
        return otherwise(turn)
    return _ask_both(turn, question, turn.ahead) if turn.ahead else left(turn)


def _ask_both(turn: TurnContext, question: Question, ahead: tuple[Appointment, ...]) -> Decision:
    """Leave the new appointment, and ask whether to cancel the existing one too."""
    asked = ask_again(turn, Target(Resolution.UNSURE, ahead), Intent.CANCEL)
    open_now = asked.state.question
    if open_now is None or len(ahead) != 1 or too_late(turn, ahead[0]):
        return asked
    # the wish records the new appointment, which the answer may be about
    kept = replace(open_now, wish=question.wish or Wish())
    return replace(
        asked,
        trace=("left the new one; the one that stands too? asked, nothing changed",),
        state=asked.state.asking(kept),
        replies=(turn.say("left_and_cancel", ahead[0]),),
    )


def _asked_about(turn: TurnContext, question: Question) -> tuple[Appointment, ...]:
    asked = {about.appointment_id for about in question.about}
    return tuple(each for each in turn.ahead if each.id in asked)


def says_cancel(turn: TurnContext) -> bool:
    """Return whether a text has a word for "cancel"."""
    words = said_whole(turn).words
    return any(word.startswith(CANCELLING) for word in words)
