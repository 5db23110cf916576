"""A yes to a reminder with a question beside it that only a person can answer.

"Yes, do I need to fast before?" confirms, and the question goes to staff. Only questions of what to
do or to bring are such ones: "yes, who is this?" and "yes, is it still on?" are no plain yes.
"""

import re

from dialogs.conversation import Asked
from dialogs.flows.phrases import AGREEING, left_over, phrases_of
from dialogs.flows.scene import Scene
from dialogs.intents import Intent
from dialogs.lexicon import Sign
from dialogs.normalise import normalise

_FIRST_STOP = re.compile(r"[.!;,:\n]+\s*")
_SAYS_YES = frozenset({Sign.YES, Sign.CONFIRM, Sign.COMING})

_ASKING = tuple(
    tuple(phrase.split())
    for phrase in (
        *("do i need", "do we need", "should i", "should we", "do i have to", "do we have to"),
        *("must i", "can i bring", "can we bring", "may i bring", "can i eat", "can i drink"),
        *("may i eat", "can i drive", "what should i bring", "what do i need", "what do i bring"),
        *("what should i wear", "shall i bring", "do i bring", "is there anything i should"),
        *("devo", "dobbiamo", "posso mangiare", "posso bere", "posso portare", "cosa devo"),
        *("che cosa devo", "bisogna", "e necessario", "serve portare", "devo portare"),
        *("muss ich", "mussen wir", "soll ich", "sollen wir", "darf ich", "brauche ich"),
        *("was muss ich", "was soll ich", "kann ich etwas essen", "kann ich vorher"),
        *(
            "est ce que je dois",
            "dois je",
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


def yes_and_a_question(scene: Scene) -> bool:
    """Return whether a text says yes to a reminder and asks what to do or to bring besides."""
    question, heard = scene.question, scene.heard
    if question is None or question.asked is not Asked.REMINDER or question.then:
        return False
    if heard.intent is not Intent.UNCLEAR or heard.hint or heard.times or question.aside:
        return False
    head, *rest = _FIRST_STOP.split(scene.text.strip(), maxsplit=1)
    return _is_yes(head) and bool(rest) and _asks_what_to_do(rest[0])


def _is_yes(text: str) -> bool:
    """Return whether a part of a text is a yes and nothing else, and no question."""
    said = normalise(text)
    if said.words == ("1",):
        return "?" not in said.marks
    plain = bool(said.words) and not left_over(said.words, AGREEING | _SAYS_YES)
    yes = len(left_over(said.words, _SAYS_YES)) < len(said.words)
    return plain and yes and "?" not in said.marks


def _asks_what_to_do(text: str) -> bool:
    """Return whether a part of a text asks what to do or to bring, and nothing turns it."""
    said = normalise(text)
    words = said.words
    begun = max((len(each) for each in _ASKING if words[: len(each)] == each), default=0)
    rest = words[begun:]
    if "?" not in said.marks or not begun or _COMING & set(rest[-2:]):
        return False
    turning = phrases_of(_TURNING)
    return not any(
        rest[at : at + size] in turning
        for at in range(len(rest))
        for size in range(1, _LONGEST + 1)
    )
