"""Answers the question with whom the offered times are: "who would it be with?".

Every word has to be about the practitioner or the offer. Other modules answer other questions, such
as with whom the existing visit is.
"""

from dataclasses import dataclass

from dialogs.conversation import Asked, Question
from dialogs.flows.offered_times.slot_list_text import numbered
from dialogs.flows.phrases import POLITE, left_over, said_apart, said_of
from dialogs.flows.turn_context import Decision, TurnContext

_MOST = 10
"""Most words of this question."""


@dataclass(frozen=True, slots=True)
class _Words:
    """A language's words: question words, words of visiting a person, words without meaning."""

    asking: frozenset[str]
    linking: frozenset[str]
    beside: frozenset[str]


def _words(asking: str, linking: str, beside: str) -> _Words:
    return _Words(*(frozenset(each.split()) for each in (asking, linking, beside)))


_BY_LANGUAGE = {
    "en": _words(
        "who whom which what",
        "with see seeing doctor dr dentist practitioner therapist",
        "would that be is it s am i and will then the one ones appointment for these those times"
        " slot slots are they do by actually so ok there of",
    ),
    "it": _words(
        "chi quale",
        "con da dottore dottoressa medico dentista visita visiterebbe riceve vedrebbe",
        "sarebbe sarebbero sono e ma mi il lo la l appuntamento sarei vengo ce ho in quei quegli"
        " orari ora scusi ok di questi poi",
    ),
    "es": _words(
        "quien quienes que cual",
        "con medico medica doctor doctora dentista atiende atenderia atendera ve",
        "seria serian es son y me la cita el de voy a esas esos horas seria pero ok tengo",
    ),
    "fr": _words(
        "qui quel quelle",
        "avec chez medecin docteur dentiste recevrait recoit verrait",
        "ce serait seraient c est et le la rdv me ca alors sera rendez vous je serais suis les"
        " mais creneaux horaires ok sont",
    ),
    "de": _words(
        "wem welchem welcher wer",
        "bei zu mit arzt arztin aerztin zahnarzt behandelt",
        "bin ich da eigentlich ist das ware waere waren waeren war denn der termin komm komme und"
        " dann die termine sind mich aber ok den",
    ),
    "pt": _words(
        "quem qual que",
        "com medico medica doutor doutora dentista atende atender atendera",
        "e seria seriam a o vai me consulta ser mas esses essas horarios sao ok entao eu vou",
    ),
}


def asks_whom(turn: TurnContext) -> bool:
    """Return whether a text only asks with whom the offered times are."""
    question, said = turn.question, said_apart(turn)
    if question is None or question.asked is not Asked.SLOTS or turn.heard.times:
        return False
    known = _BY_LANGUAGE.get(turn.heard.locale) or _BY_LANGUAGE.get(turn.locale)
    words = tuple(left_over(said.words, POLITE))
    if known is None or not 0 < len(words) <= _MOST or not known.linking & set(words):
        return False
    names = {word for one in turn.context.practitioners for word in said_of(one.name).words}
    asked = known.asking & set(words) or (names & set(words) and "?" in said.marks)
    return bool(asked) and all(
        word in known.asking | known.linking | known.beside | names for word in words
    )


def told_whom(turn: TurnContext, question: Question) -> Decision:
    """Say with whom the offered times are; they stay on offer."""
    who = dict.fromkeys(slot.practitioner for slot in question.slots)
    one = len(who) == 1 and len(question.slots) > 1
    says = (
        turn.say("offered_with", practitioner=next(iter(who))) if one else numbered(turn, question)
    )
    return Decision(
        trace=("told with whom the times on offer are",),
        state=turn.state,
        replies=(says,),
        asks=True,
    )
