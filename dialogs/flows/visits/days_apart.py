"""Reads statements on several visits by their days: "cancel Thursday, Friday is fine".

Each part of such a text, up to a stop or a "but", names a day and makes one statement on it;
"cancel that one" is about the day before it. Every word has to be known. A text that says more, or
makes two statements on one day, is left to other flows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked, Question
from dialogs.flows.phrases import (
    CANCELLING,
    JOINING,
    POINTING,
    Phrases,
    as_phrases,
    longest,
    phrases_of,
    said_apart,
)
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.visit_days import on_weekday
from dialogs.flows.visits.visit_words import AROUND, OTHER, TOLD
from dialogs.intents import Hint, Intent
from dialogs.languages.lexicon import Cue
from dialogs.normalise import Said

_REFUSING = frozenset({Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.CANT})
_UNSUITED = frozenset({Cue.UNSUITED})
"""Cues that alone cancel nothing: another time may be wished for."""
_OF_OTHERS = frozenset({Cue.OTHERS, Cue.QUOTATION})
"""Cues of somebody else's acts or words."""
_AGREEING = frozenset({Cue.YES, Cue.ACK, Cue.CONFIRM, Cue.COMING, Cue.COME})
_STAYING = as_phrases(
    *("keep", "leave", "stays", "stay", "can keep", "tengo", "mantengo", "tenga", "resta"),
    *("lasci", "mantenga", "mantener", "deje", "dejo", "mantenga", "garde", "gardez", "je garde"),
    *("laissez", "reste", "behalte", "behalten", "bleibt", "lassen", "mantenho", "mantenha"),
    *("deixe", "deixo", "fica", "keeping", "i m keeping", "lo dejo", "la dejo", "como esta"),
    *("as it is", "come sta", "wie er ist", "remains", "remain", "stays put", "is unchanged"),
    *("rimane", "sigue", "sigue igual", "queda", "se queda", "queda igual", "sigue en pie"),
    *("ne change pas", "ne bouge pas", "on garde", "bleibt bestehen", "bleibt so", "fica igual"),
    *("fica na mesma", "mantem se", "se mantem"),
)
"""Phrases that leave a visit as it is."""
_SUITING = as_phrases(
    *("works", "is good", "is fine", "is ok", "geht", "passt", "esta ok", "komme ich", "kann ich"),
    *("c est bon", "ca va", "est bon", "esta bien", "va bene", "sta bene", "esta bem", "tudo bem"),
    *("fine", "good", "eu vou", "je viens", "je peux", "posso", "puedo"),
)
"""Phrases that a visit suits."""
_SAYING = frozenset({Cue.THANKS, Cue.COURTESY, Cue.FILLER, Cue.ASK})
_BUTS = frozenset({Cue.BUT})
_STOPS = frozenset({",", ".", ";", "!", ":"})
_DATED = re.compile(r"(\d{1,2})(?:th|st|nd|rd|º|°)?")
"""Pattern of a day of the month."""
_DAY_OF = frozenset(
    {"dia", "feira", "giorno", "jour", "dem", "day", "igual", "asi", "cosi", "as"}
    | {"too", "also", "anche", "tambien", "aussi", "auch", "tambem", "bestehen"}
)
"""Words beside a day or beside a visit that stays."""
_IDLE = _DAY_OF | frozenset({"lo", "la", "le", "ab", "s", "il", "c", "j", "est", "is", "at", "sie"})
_MOST = 30
"""Most words of a text that this module recognises."""
_MAY_BE = frozenset({Intent.CANCEL, Intent.CONFIRM, Intent.UNCLEAR, Intent.RESCHEDULE})
_TWO = 2


_Told = tuple[str, tuple[Appointment, ...]]
"""The statement of a part, and its visits: none if it is about the visit named last.

C: they are cancelled; K: the client comes to them; S: they stay; U: they do not suit. With _LEFT
after it the statement is about the other visit.
"""
_LEFT = "*"


@dataclass(frozen=True, slots=True)
class Apart:
    """The visits that a text cancels, those it confirms, and those it leaves as they are."""

    cancelled: tuple[Appointment, ...]
    kept: tuple[Appointment, ...]
    left: tuple[Appointment, ...] = ()

    def confirmed(self, question: Question | None) -> tuple[Appointment, ...]:
        """Return the kept visits that the reminder asked about: these are confirmed."""
        about = question.about if question and question.asked is Asked.REMINDER else ()
        return tuple(one for one in self.kept if one.id in {a.appointment_id for a in about})


@once
def days_apart(turn: TurnContext) -> Apart | None:
    """Return the statements of a text on several days, None if it is no such text."""
    said, question = said_apart(turn), turn.question
    if question is not None and question.asked not in {Asked.REMINDER, Asked.WHICH}:
        return None
    if len(turn.ahead) < _TWO or len(said.words) > _MOST or "?" in said.marks:
        return None
    if turn.heard.intent not in _MAY_BE or turn.heard.hint not in {None, Hint.REFUSAL, Hint.YES}:
        return None
    told = _told(turn, said)
    cancelled = _of(told, "C")
    kept, left = _of(told, "K"), _of(told, "S")
    if not (cancelled and (kept or left)) or set(cancelled) & {*kept, *left}:
        return None
    return Apart(cancelled, kept, left)


def keeps(turn: TurnContext, words: tuple[str, ...]) -> tuple[Appointment, ...]:
    """Return the visits that words only say to keep, or ()."""
    read = _read(turn, _with_nots(words))
    return read[1] if read and read[0] in {"K", "S"} else ()


def _told(turn: TurnContext, said: Said) -> list[_Told]:
    """Return the statement of each part with its visits, [] if a part says more."""
    told: list[_Told] = []
    for part in _parts(turn, said):
        read = _read(turn, _with_nots(part))
        if read is None:
            return []
        if read == ("C", ()):
            # "Monday doesn't suit me, cancel that one"
            if not told or told[-1][0] not in {"C", "U"}:
                return []
            told[-1] = ("C", told[-1][1])
        else:
            told.append(read)
    return [] if any(what == "U" for what, _ in told) else _with_other(turn, told)


def _with_other(turn: TurnContext, told: list[_Told]) -> list[_Told]:
    """Return the statements with "the other" replaced by the only visit not named."""
    named = {one for _, visits in told for one in visits}
    others = tuple(one for one in turn.ahead if one not in named)
    if not any(what.endswith(_LEFT) for what, _ in told):
        return told
    if len(others) != 1:
        return []
    return [(what[0], others) if what.endswith(_LEFT) else (what, some) for what, some in told]


def _of(told: list[_Told], letter: str) -> tuple[Appointment, ...]:
    return tuple(one for what, visits in told if what == letter for one in visits)


def _parts(turn: TurnContext, said: Said) -> Iterator[tuple[str, ...]]:
    """Yield the parts of a text: up to a stop, a "but", or an "and" before another day."""
    buts = phrases_of(_BUTS)
    ends = [
        at + 1
        for at, (word, mark) in enumerate(zip(said.words, said.marks, strict=True))
        if mark in _STOPS or (word,) in buts or (word in JOINING and _begins_day(turn, said, at))
    ]
    for start, end in pairwise((0, *ends, len(said.words))):
        words = said.words[start:end]
        if words and ((words[-1],) in buts or words[-1] in JOINING):
            words = words[:-1]
        if words:
            yield words


def _begins_day(turn: TurnContext, said: Said, at: int) -> bool:
    """Return whether a day, or "the other", soon follows an "and", and a day is before it."""
    before, behind = said.words[:at], said.words[at + 1 : at + 5]
    other = any(longest(behind, place, OTHER) for place in range(len(behind)))
    return (other or any(_day(turn, word) for word in behind)) and any(
        _day(turn, word) for word in before
    )


def _day(turn: TurnContext, word: str) -> tuple[Appointment, ...]:
    return on_weekday(turn, turn.ahead, word)


def _read(turn: TurnContext, words: tuple[str, ...]) -> _Told | None:
    """Return the statement of a part with its visits, "" for a courtesy, None if it says more."""
    told: set[str] = set()
    visits: list[Appointment] = []
    dates: set[int] = set()
    at = 0
    while at < len(words):
        sizes = [(longest(words, at, some), letter) for letter, some in _letters()]
        size, letter = max(sizes, key=lambda each: each[0])
        # "annulez jeudi" is a phrase with its day in it
        named = [day for word in words[at : at + max(1, size)] for day in _day(turn, word)]
        visits += named
        if not size and named:
            size, letter = 1, ""
        elif not size and words[at].startswith(CANCELLING):
            size, letter = 1, "C"
        elif not size and (date := _DATED.fullmatch(words[at])):
            size, letter = 1, ""
            dates.add(int(date[1]))
        elif not size and words[at] not in AROUND | POINTING | _IDLE | JOINING:
            return None
        elif not size:
            letter = ""
        told |= {letter} - {""}
        at += size or 1
    if "C" in told and TOLD & set(words):
        return None  # "Monday was cancelled"
    return _judged(turn, told, visits, dates)


def _judged(
    turn: TurnContext, told: set[str], visits: list[Appointment], dates: set[int]
) -> _Told | None:
    """Return the statement of a part, limited to the day of the month that it names."""
    told -= {"K"} if "S" in told else set()
    dated = tuple(one for one in visits if not dates or _day_of_month(turn, one) in dates)
    if (
        len(told - {_LEFT}) > 1
        or "X" in told
        or dates - {_day_of_month(turn, one) for one in visits}
    ):
        return None
    if told == {"C"} and not visits:
        return "C", ()
    if _LEFT in told:
        # "cancel the other one" is not read here
        kept = told - {_LEFT}
        return (f"{kept.pop()}{_LEFT}", ()) if kept <= {"K", "S"} and kept and not visits else None
    if bool(told) != bool(visits):
        return ("", ()) if not visits and not told & {"U"} else None
    return "".join(told), dated


def _with_nots(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words with the "t" of "can't" joined to its verb."""
    pairs = zip(words, (*words, "")[1:], strict=False)
    return tuple(word + "t" * (after == "t") for word, after in pairs if word != "t")


def _day_of_month(turn: TurnContext, visit: Appointment) -> int:
    return visit.starts_at.astimezone(ZoneInfo(turn.practice.timezone)).day


@cache
def _letters() -> tuple[tuple[str, Phrases], ...]:
    return (
        ("C", phrases_of(_REFUSING)),
        ("U", phrases_of(_UNSUITED)),
        ("X", phrases_of(_OF_OTHERS)),
        (_LEFT, OTHER),
        ("S", phrases_of(frozenset({Cue.KEEP})) | _STAYING),
        ("K", phrases_of(_AGREEING) | _SUITING),
        ("", phrases_of(_SAYING)),
    )
