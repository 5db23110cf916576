"""Recognises a text that cancels all of several visits and then says why.

"Both of them, we're all down with flu", "cancel both, I'm moving away". The rest of the text asks
for nothing, keeps nothing and limits nothing.
"""

from functools import cache

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import STANDING
from dialogs.conversation import Asked, Question
from dialogs.flows.answers.assent import THREE
from dialogs.flows.family.family_words import Says, said_at
from dialogs.flows.phrases import (
    POLITE,
    Phrases,
    as_phrases,
    longest,
    phrases_in,
    phrases_of,
    said_apart,
    said_of,
)
from dialogs.flows.referring.explaining import only_explains
from dialogs.flows.referring.reference_words import reference_words, size_of
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.visit_words import ALL, AROUND, BOTH, NEITHER
from dialogs.intents import Hint, Intent
from dialogs.languages import codes
from dialogs.languages.lexicon import Cue
from dialogs.normalise import Said

_TWO, _THREE = 2, 3
_MOST = 30
"""Most words of a text that this module recognises."""

_MAY_BE = frozenset(
    {Intent.CANCEL, Intent.UNCLEAR, Intent.RESCHEDULE, Intent.MORE, Intent.LATE, Intent.CHOICE}
    | {Intent.CONFIRM, Intent.THANKS}
)
_HINTS = frozenset({None, Hint.REFUSAL, Hint.CANCELS, Hint.KEPT, Hint.YES})
_NEGATING = frozenset({Cue.NEGATION, Cue.NO, Cue.CONDITION, Cue.DOUBT, Cue.DEFERRAL})
_NEGATING |= frozenset({Cue.QUOTATION, Cue.EXCEPTION, Cue.KEEP, Cue.STAY, Cue.BUT})
_CANCELLING = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})
_LIMITING = frozenset({Says.COMES, Says.KEPT, Says.LATER, Says.NEVER, Says.TURNS, Says.EXCEPT})
_LIMITING |= frozenset({Says.MISTAKEN, Says.OFFERING, Says.WAIT, Says.MOVE, Says.BUT})
_HINDERING = frozenset({Says.TROUBLE, Says.CANNOT, Says.AWAY})
_OF_US = as_phrases(
    *("of them", "of us", "of ours", "of those", "appointments", "di noi", "gli appuntamenti"),
    *(
        "de nosotros",
        "de ellas",
        "citas",
        "las citas",
        "termine",
        "davon",
        "von uns",
        "d entre nous",
    ),
    *("rdv", "rendez vous", "consultas", "marcacoes", "the", "them", "please", "los", "las", "les"),
    *(
        "die",
        "le",
        "gli",
        "os",
        "as",
        "both",
        "per favore",
        "von beiden",
        "de los dos",
        "de las dos",
    ),
    *("delle due", "dei due", "des deux", "dos dois", "das duas", "of the two"),
)


@once
def all_with_reason(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visits that a text cancels together, with a reason after that; () for none."""
    visits, said = _asked_about(turn), said_apart(turn)
    locale = turn.heard.locale if turn.heard.locale in codes() else turn.locale
    if len(visits) < _TWO or not 1 < len(said.words) <= _MOST or "?" in said.marks:
        return ()
    if turn.heard.intent not in _MAY_BE or turn.heard.hint not in _HINTS:
        return ()
    head = _Head(said, locale)
    rest = said.words[head.end :]
    asked = _asks_which_to_cancel(turn.question) or bool(_rest_after_one(turn))
    if not rest or not head.fits(len(visits)) or _names_some(turn):
        return ()
    told = (asked and _hinders(rest, locale)) if head.neither else (head.cancels or asked)
    negated = not head.neither and _negates(said.words[: head.end], locale)
    begins = said.marks[head.end - 1] or rest[0] in reference_words(locale).because
    if not told or negated or not begins or _limits(rest, locale):
        return ()
    standing = tuple(one for one in visits if one.status in STANDING)
    return standing if only_explains(" ".join(rest), locale) else ()


class _Head:
    """The beginning of a text, up to its reason."""

    def __init__(self, said: Said, locale: str) -> None:
        self.counts: set[int] = set()
        self.cancels = self.neither = False
        self.end = 0
        words, off = said.words, reference_words(locale)
        while self.end < len(words):
            counted = bool(self.counts) or self.neither
            # the reason begins after a stop, or with a "because" or a "we"
            if counted and (said.marks[self.end - 1] or words[self.end] in off.because):
                return
            sizes = [(longest(words, self.end, phrases), letter) for letter, phrases in _letters()]
            sizes.append((size_of(words, self.end, off.calling_off), "C"))
            sizes.append((size_of(words, self.end, off.beside), ""))
            size, letter = max(sizes, key=lambda each: each[0])
            if not size and (counted or words[self.end] not in AROUND):
                return
            self._take(letter if size else "", words[self.end : self.end + (size or 1)])
            self.end += size or 1

    def _take(self, letter: str, words: tuple[str, ...]) -> None:
        self.cancels = self.cancels or letter == "C"
        self.neither = self.neither or letter == "N"
        if letter.isdigit():
            self.counts.add(int(letter))
        for at in range(len(words)) if letter == "C" else ():
            # "cancela las dos" may be one phrase
            self.counts |= {n for n, some in _COUNTS if longest(words, at, some)}

    def fits(self, number: int) -> bool:
        """Return whether the count named, if any, is that of the visits."""
        counts = self.counts - {0}
        named = bool(self.counts) or self.neither
        return named and counts <= {number}


_COUNTS = ((_TWO, BOTH), (_THREE, THREE), (0, ALL))


@cache
def _letters() -> tuple[tuple[str, Phrases], ...]:
    return (
        ("2", BOTH),
        ("3", THREE),
        ("0", ALL),
        ("N", NEITHER),
        ("C", phrases_of(_CANCELLING)),
        ("", phrases_of(POLITE)),
        ("", _OF_US),
    )


def _asked_about(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the listed visits, or those that the reminder asked about if several, or all."""
    question = turn.question
    if rest := _rest_after_one(turn):
        return (*turn.undoable(), *rest)
    if question is not None and question.asked not in {Asked.REMINDER, Asked.WHICH}:
        return ()
    asked = {each.appointment_id for each in question.about} if question else set()
    about = tuple(one for one in turn.ahead if one.id in asked)
    return about if len(about) > 1 else turn.ahead


def _rest_after_one(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visits ahead, right after another was cancelled: "both, I'm moving away"."""
    question = turn.question
    asks = question is not None and question.asked not in {Asked.REMINDER, Asked.WHICH}
    return () if asks or not turn.undoable() else turn.ahead


def _asks_which_to_cancel(question: Question | None) -> bool:
    if question is None or question.asked is not Asked.WHICH:
        return False
    return question.then == Intent.CANCEL.value


def _names_some(turn: TurnContext) -> bool:
    """Return whether a text names some of the clients: "cancel both, Ada's"."""
    words, clients = set(said_apart(turn).words), turn.context.clients
    named = [client for client in clients if words & set(said_of(client.first).words)]
    return 0 < len(named) < len(clients)


def _negates(words: tuple[str, ...], locale: str) -> bool:
    phrases = phrases_in(locale, _NEGATING)
    return any(longest(words, at, phrases) for at in range(len(words)))


def _limits(words: tuple[str, ...], locale: str) -> bool:
    house = reference_words(locale).moving_house
    at = 0
    while at < len(words):
        moved = size_of(words, at, house)
        size, says = said_at(locale, words, at)
        if not moved and _LIMITING & set(says) and not {Says.IDLE, Says.TROUBLE} & set(says):
            return True
        at += moved or size
    return False


def _hinders(words: tuple[str, ...], locale: str) -> bool:
    return any(_HINDERING & set(said_at(locale, words, at)[1]) for at in range(len(words)))
