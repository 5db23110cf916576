"""A yes to a reminder with a question beside it that only a person can answer.

"Yes, do I need to fast before?" confirms, and the question goes to staff. Only questions of what to
do or to bring are such ones: "yes, who is this?" and "yes, is it still on?" are no plain yes.
"""

import re
from itertools import islice

from dialogs.conversation import Asked
from dialogs.flows.phrases import AGREEING, left_over, phrases_of
from dialogs.flows.scene import Scene
from dialogs.intents import Intent
from dialogs.lexicon import Sign
from dialogs.normalise import normalise

_STOP = re.compile(r"[.!;,:\n]+[\s¿]*")
_SAYS_YES = frozenset({Sign.YES, Sign.CONFIRM, Sign.COMING})

_ASKING = tuple(
    tuple(phrase.split())
    for phrase in (
        *("do i need", "do we need", "should i", "should we", "do i have to", "do we have to"),
        *("must i", "can i bring", "can we bring", "may i bring", "can i eat", "can i drink"),
        *("may i eat", "can i drive", "what should i bring", "what do i need", "what do i bring"),
        *("what should i wear", "shall i bring", "do i bring", "is there anything i should"),
        *(
            "is there anywhere to park",
            "is there parking",
            "is there a car park",
            "where can i park",
        ),
        *(
            "where do i park",
            "can i park",
            "can i pay",
            "do you take",
            "how much",
            "is there a lift",
        ),
        *("c e parcheggio", "c e un parcheggio", "dove posso parcheggiare", "dove si parcheggia"),
        *("si parcheggia", "posso pagare", "quanto costa", "quanto viene", "accettate", "c e l"),
        *("hay aparcamiento", "hay parking", "donde puedo aparcar", "puedo pagar", "cuanto cuesta"),
        *("hay donde aparcar", "hay estacionamiento", "se puede aparcar", "y a t il un parking"),
        *(
            "est ce qu il y a un parking",
            "ou puis je me garer",
            "on peut se garer",
            "je peux payer",
        ),
        *(
            "combien",
            "c est combien",
            "est ce que je peux",
            "est ce qu on peut",
            "il y a un parking",
        ),
        *("gibt es parkplatze", "gibt es einen parkplatz", "wo kann ich parken", "kann ich parken"),
        *("kann ich mit karte", "was kostet", "gibt es einen aufzug", "kann man parken"),
        *("ha estacionamento", "tem estacionamento", "onde posso estacionar", "posso pagar"),
        *("quanto custa", "da para estacionar", "devo portare", "e possibile parcheggiare"),
        *("devo", "dobbiamo", "posso mangiare", "posso bere", "posso portare", "cosa devo"),
        *("che cosa devo", "bisogna", "e necessario", "serve portare", "devo portare"),
        *("muss ich", "mussen wir", "soll ich", "sollen wir", "darf ich", "brauche ich"),
        *("was muss ich", "was soll ich", "kann ich etwas essen", "kann ich vorher"),
        *(
            "est ce que je dois",
            "dois je",
            "il faut",
            "faut il",
            "est ce qu il faut",
            "je dois",
            "que dois je",
        ),
        *("puis je manger", "puis je apporter", "qu est ce que je dois", "je peux manger"),
        *("tengo que", "debo", "hay que", "puedo comer", "puedo beber", "puedo llevar"),
        *("que tengo que llevar", "que debo", "necesito llevar", "tenemos que"),
        *("tenho que", "tenho de", "devo", "preciso", "posso comer", "posso beber"),
        *("posso levar", "o que devo", "o que tenho de", "e preciso", "e necessario"),
    )
)
"""How questions of what to do or to bring begin."""

_COMING = frozenset(
    {
        *("come", "attend", "confirm", "venire", "confermare", "kommen", "bestatigen", "venir"),
        *("ir", "confirmar", "vir", "confirmer"),
    }
)
"""Words with which questions whether to come at all end."""

_AT_ALL = frozenset(
    {
        *("in", "at", "all", "again", "still", "really", "denn", "noch", "uberhaupt", "auch"),
        *("wirklich", "vraiment", "encore", "davvero", "ancora", "per", "forza", "realmente"),
        *("a", "de", "zu", "mesmo", "ainda", "now", "too", "that", "day", "alone", "both"),
    }
)
"""Words that say no more of coming."""

_TURNING = frozenset(
    {
        *(
            Sign.CANCEL,
            Sign.CANCEL_ASK,
            Sign.CANNOT,
            Sign.CANT,
            Sign.UNSUITED,
            Sign.MOVE,
            Sign.UNDO,
        ),
        *(Sign.BOOK, Sign.KEEP, Sign.LATE, Sign.CALL_ME, Sign.WAITLIST, Sign.BUT),
        *(Sign.OPT_OUT, Sign.OPT_OUT_PHRASE, Sign.EMERGENCY, Sign.WRONG_NUMBER, Sign.DECEASED),
        *(Sign.FUNERAL, Sign.CONDITION, Sign.DEFERRAL, Sign.QUOTATION, Sign.EXCEPTION),
        *(Sign.ANOTHER, Sign.NEGATION),
    }
)
"""What may turn the yes, or asks for more than an answer."""

_LONGEST = 8
"""Most words of a phrase that is looked for."""

_MOST_STOPS = 8
"""How many stops are looked at, of which one divides the yes from the question."""


def yes_and_a_question(scene: Scene) -> bool:
    """Return whether a text says yes to a reminder and asks what to do or to bring besides."""
    question, heard = scene.question, scene.heard
    if question is None or question.asked is not Asked.REMINDER or question.then:
        return False
    if heard.intent is not Intent.UNCLEAR or heard.hint or heard.times or question.aside:
        return False
    text = scene.text.strip()
    # "yes, I'll be there. Can I bring my baby?"
    stops = (stop.span() for stop in islice(_STOP.finditer(text), _MOST_STOPS))
    return any(_is_yes(text[:end]) and _asks_what_to_do(text[on:]) for end, on in stops)


def _is_yes(text: str) -> bool:
    """Return whether a part of a text is a yes and nothing else, and no question."""
    if "?" in text:
        return False
    parts = [words for part in _STOP.split(text) if (words := normalise(part).words)]
    if parts == [("1",)]:
        return True
    plain = bool(parts) and not any(left_over(part, AGREEING | _SAYS_YES) for part in parts)
    return plain and any(len(left_over(part, _SAYS_YES)) < len(part) for part in parts)


def _asks_what_to_do(text: str) -> bool:
    """Return whether a part of a text asks what to do or to bring, and nothing turns it."""
    said = normalise(text)
    words = said.words
    begun = max((len(each) for each in _ASKING if words[: len(each)] == each), default=0)
    rest = words[begun:]
    # "do I have to come at all?" asks something else than "do I have to come fasting?"
    only_comes = bool(rest) and not set(rest) - _COMING - _AT_ALL
    if "?" not in said.marks or not begun or only_comes:
        return False
    turning = phrases_of(_TURNING)
    return not any(
        rest[at : at + size] in turning
        for at in range(len(rest))
        for size in range(1, _LONGEST + 1)
    )
