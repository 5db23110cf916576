"""Which of several visits a text speaks of: both, the other one, Friday's, or one of them.

The reminder asks about one of them, so a "cancel" that plainly speaks of another must not reach
that one. Every word of such a text is known here; where it leaves open which is meant, it is asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from calendar_store.values import Appointment
from dialogs.conversation import Asked
from dialogs.flows.phrases import (
    AGREEING,
    POINTING,
    POLITE,
    Phrases,
    apart,
    as_phrases,
    left_over,
    longest,
    phrases_of,
    said_apart,
)
from dialogs.flows.scene import Scene
from dialogs.intents import Hint, Intent
from dialogs.lexicon import Sign, lexicons
from dialogs.times.terms import Role

_BOTH = as_phrases(
    *("both", "both of them", "the two", "all two", "the pair", "entrambi", "entrambe"),
    *("tutti e due", "tutte e due", "tutti e 2", "tutte e 2", "ambos", "ambas", "los dos"),
    *("las dos", "los 2", "las 2", "les deux", "les 2", "tous les deux", "toutes les deux"),
    *("beide", "beiden", "alle beide", "alle beiden", "beides", "die beiden", "os dois"),
    *("as duas", "os 2", "as 2", "todos os dois", "todas as duas"),
)
_ALL = as_phrases(
    *("all", "all of them", "everything", "them all", "the lot", "tutto", "tutti", "tutte"),
    *("todo", "todos", "todas", "tout", "tous", "toutes", "alles", "alle", "tudo"),
)
_OTHER = as_phrases(
    *("the other", "the other one", "the other appointment", "other one", "the second one"),
    *("l altro", "l altra", "altro", "altra", "el otro", "la otra", "otra", "otro", "l autre"),
    *("autre", "den anderen", "der andere", "die andere", "das andere", "anderen", "andere"),
    *("o outro", "a outra", "outro", "outra"),
)
_ONE = as_phrases(
    *("one", "one of them", "one of the two", "one of those", "one of these", "one of my"),
    *("just one", "only one", "either", "either one", "uno", "una", "uno dei due"),
    *("una delle due", "uno di questi", "ne uno", "una de ellas", "uno de ellos"),
    *("una de las dos", "uno de los dos", "una de las", "un", "une", "l un", "l une"),
    *("un des deux", "une des deux", "l un des deux", "l un d eux", "en un", "einen", "eine"),
    *("einen davon", "eine davon", "einen von beiden", "einen der beiden", "einen von den beiden"),
    *("eins", "eins davon", "um", "uma", "uma delas", "um deles", "uma das duas", "um dos dois"),
)
_EXCEPT = as_phrases(
    *("not", "not on", "not the", "but not", "but not the", "except", "non", "no", "ma non"),
    *("pero no", "pas", "mais pas", "nicht", "aber nicht", "nao", "mas nao", "tranne", "salvo"),
    *("sauf", "ausser", "menos", "exceto", "excepto"),
)
_AND = as_phrases("and", "ed", "y", "et", "und", "also", "too", "auch", "anche", "tambien", "aussi")
_COMING = as_phrases(
    *("coming", "are coming", "come", "be there", "will be there", "kommen", "wir kommen"),
    *("veniamo", "ci siamo", "ci saremo", "vamos", "iremos", "venimos", "venons", "vient"),
    *("on vient", "on sera la", "nous venons", "nous serons la", "seremos", "estaremos"),
    *("vamos la",),
)
_HAVING = as_phrases(
    *("o que tenho", "o que eu tenho", "lo que tengo", "quello che ho", "ce que j ai"),
    *("was ich habe", "i have with you", "i have booked", "i have"),
)
AROUND = frozenset(
    {
        *("i", "we", "my", "our", "need", "to", "have", "has", "had", "must", "will", "ll", "re"),
        *("m", "on", "with", "you", "u", "me", "us", "them", "appointment", "appointments"),
        *("visit", "visits", "booking", "bookings", "as", "well", "want", "would", "like", "d"),
        *("actually", "then", "booked", "got", "ve", "i'd", "at", "ich", "wir", "muss", "mussen"),
        *("muessen", "mochte", "moechte", "will", "meine", "meinen", "termin", "termine", "am"),
        *("bei", "ihnen", "was", "habe", "haben", "was", "mir", "bitte", "doch", "leider", "io"),
        *("ho", "abbiamo", "devo", "dobbiamo", "vorrei", "voglio", "i", "miei", "mio", "mia"),
        *("appuntamento", "appuntamenti", "che", "con", "voi", "quello", "quelli", "da", "yo"),
        *("tengo", "tenemos", "que", "debo", "quiero", "mi", "mis", "cita", "citas", "lo", "le"),
        *("ustedes", "usted", "je", "j", "nous", "on", "dois", "devons", "veux", "voudrais"),
        *("mon", "mes", "nos", "rdv", "rendez", "vous", "ai", "avons", "avec", "chez", "ce", "en"),
        *("preciso", "quero", "minha", "minhas", "meu", "meus", "consulta", "consultas", "tenho"),
        *("temos", "de", "vos", "voces", "marcado", "marcada", "marcacao", "marcacoes", "in"),
        *("na", "no", "em", "e", "celui", "celle", "ceux", "los", "las", "les", "dem", "im", "im"),
    }
)
"""Words that stand around it and say nothing of which is meant."""

_TOLD = frozenset(
    {
        *("is", "are", "was", "were", "been", "ist", "sind", "war", "waren", "est", "sont", "sono"),
        *("esta", "estan", "foi", "fue", "cancelled", "canceled", "cancelling", "cancellation"),
        *("annullato", "annullata", "cancelado", "cancelada", "anulado", "anulada", "abgesagt"),
    }
)
"""Words that tell how a visit stands and ask for nothing."""

_LINKS = frozenset(
    {
        *("on", "of", "for", "s", "di", "del", "della", "de", "la", "le", "du", "am", "vom", "von"),
        *("do", "da", "na", "d", "dem", "el"),
    }
)
"""Words between what points and the day: "la del viernes", "der am Freitag"."""

_POINTERS = frozenset(
    {
        *("one", "appointment", "visit", "booking", "slot", "quello", "quella", "appuntamento"),
        *("visita", "la", "el", "cita", "hora", "turno", "celui", "celle", "rdv", "vous", "seance"),
        *("der", "den", "das", "dem", "termin", "a", "o", "consulta", "marcacao", "sessao"),
    }
)
"""Words that point at a visit by its day."""

_BEHIND = frozenset({"one", "s", "appointment", "visit", "booking", "slot", "appt"})
"""Words behind a day that make it a visit: "the Friday one", "Friday's"."""

_SHORTEST = 4
"""Letters of a day of the week: "do" and "mar" are other words too."""

_TWO = 2

_CANCELLING = frozenset({Sign.CANCEL, Sign.CANCEL_ASK})
_CONFIRMING = frozenset({Sign.CONFIRM, Sign.COMING, Sign.COME})
_AGREEING = frozenset({Sign.YES, Sign.ACK})
_SAYING = POLITE | {Sign.ASK, Sign.FILLER}
_KEEPING = frozenset({Sign.STAY, Sign.KEEP})
_REFUSING = _CANCELLING | {Sign.CANNOT, Sign.CANT, Sign.UNSUITED}
_REACH = 2
"""How many words before a day a "not" may stand that is said of it."""

_ACTS = {"C": Intent.CANCEL, "K": Intent.CONFIRM}
_MAY_BE = frozenset({Intent.CANCEL, Intent.CONFIRM, Intent.UNCLEAR, Intent.RESCHEDULE})

_MANY = (("B", _BOTH), ("E", _ALL), ("O", _OTHER))
_HOLDING = {"C": _MANY, "K": _MANY[:1], "Y": _MANY[:1]}
"""Which of these a phrase may hold: "all good" is a yes, "yes to both" is one to both."""
_OF_THEM = "rne"
"""How an Italian verb ends that says "of them": "disdirne uno"."""

_SHAPES = re.compile(r"O|[OE]NI+|NI+O|I+|B|E|1")
"""What may be said of the visits: O the other, B both, E all, I one of a day, N but not, 1 one."""


@dataclass(frozen=True, slots=True)
class SpokenOf:
    """What a text plainly wants with some of several visits.

    Attributes:
        intent: to cancel or to confirm.
        visits: which; () where it is one of several, and has to be asked.
    """

    intent: Intent
    visits: tuple[Appointment, ...]


def spoken_of(scene: Scene) -> SpokenOf | None:
    """Return what a text wants with some of several visits, None where it speaks of none so."""
    question, heard = scene.question, scene.heard
    asked = question.asked if question else None
    if not scene.ahead or asked not in {None, Asked.REMINDER, Asked.WHICH}:
        return None
    if heard.intent not in _MAY_BE or heard.hint not in {None, Hint.REFUSAL, Hint.YES}:
        return None
    known = {one.id for one in scene.ahead} | _asked(scene)
    if len(known) < _TWO:
        return None
    return _read(scene) or _left_open(scene)


def named_day(scene: Scene) -> Appointment | None:
    """Return the visit that a text points at by its day, "the Friday one", or None."""
    words, ahead = apart(scene), scene.ahead
    if not names_day_plainly(scene):
        return None
    found = {
        one.id: one
        for at, word in enumerate(words)
        if _points(words, at)
        for one in on_weekday(scene, ahead, word)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def on_named_days(scene: Scene) -> tuple[Appointment, ...]:
    """Return the visits on the days of the week that a text names, each the only one of its day."""
    found = (on_weekday(scene, scene.ahead, word) for word in apart(scene))
    return tuple(dict.fromkeys(day[0] for day in found if len(day) == 1))


def names_other_day(scene: Scene, visits: tuple[Appointment, ...]) -> bool:
    """Return whether a text names days of the week, and none of them is that of any visit."""
    named = [word for word in apart(scene) if word in _weekdays()]
    known = (*visits, *scene.ahead)
    return bool(named) and not any(on_weekday(scene, known, word) for word in named)


def names_day_plainly(scene: Scene) -> bool:
    """Return whether no word sets a day against another: "not Friday", "keep Friday's"."""
    words = apart(scene)
    if any((word,) in _OTHER for word in words) or longest_of(words, _KEEPING):
        return False
    left = left_over(words, _REFUSING)
    days = _weekdays()
    return not any(
        word in days and any((each,) in _EXCEPT for each in left[max(0, at - _REACH) : at])
        for at, word in enumerate(left)
    )


def _asked(scene: Scene) -> frozenset[int]:
    about = scene.question.about if scene.question else ()
    return frozenset(each.appointment_id for each in about)


def _left_open(scene: Scene) -> SpokenOf | None:
    """Return that it is one of several, where a clear wish speaks of several in other words."""
    heard = scene.heard
    if heard.intent not in {Intent.CANCEL, Intent.CONFIRM} or not heard.several:
        return None
    if len(scene.ahead) < _TWO or heard.times:
        return None
    if heard.intent is Intent.CONFIRM:
        # "all good" is a yes
        left = left_over(apart(scene), AGREEING | _CONFIRMING)
        if not any((word,) in _OTHER | _BOTH | _ALL for word in left):
            return None
    return SpokenOf(heard.intent, ())


def _read(scene: Scene) -> SpokenOf | None:
    shape, items = _shape(scene)
    if not set(shape) & set(_ACTS) and _asked_which_not_to_confirm(scene):
        return None  # "all ok" does not choose which to cancel
    # "yes, cancel both"; "yes to both"
    said = shape
    shape = shape.replace("Y", "" if set(shape) & set(_ACTS) else "K")
    verbs = set(shape) & set(_ACTS)
    if len(verbs) != 1 or re.search(r"N[^I]|N$", shape):
        return None
    verb = verbs.pop()
    if not _agrees(scene, verb):
        return None
    if verb == "C" and len(items) >= _TWO and "Y" in said[said.index("I") :]:
        return SpokenOf(Intent.CANCEL, ())  # "cancel Thursday's, Friday ok" of one or of both?
    rest = shape.replace(verb, "")
    # "the Friday one"
    rest = rest.replace("1", "") if set(rest) - {"1"} else rest[:1]
    if not _SHAPES.fullmatch(rest):
        return None
    return _meant(scene, _ACTS[verb], rest, items)


def _asked_which_not_to_confirm(scene: Scene) -> bool:
    question = scene.question
    if question is None or question.asked is not Asked.WHICH:
        return False
    return question.then != Intent.CONFIRM.value


def _agrees(scene: Scene, verb: str) -> bool:
    """Return whether what was understood does not speak against an act."""
    said, intent = said_apart(scene), scene.heard.intent
    if verb == "K":
        return intent is not Intent.CANCEL and "?" not in said.marks
    asks = longest_of(said.words, frozenset({Sign.CANCEL_ASK})) if "?" in said.marks else True
    told = _TOLD & set(said.words)
    return intent is not Intent.CONFIRM and asks and not told


def longest_of(words: tuple[str, ...], signs: frozenset[Sign]) -> bool:
    """Return whether a phrase of those signs stands in a text."""
    return any(longest(words, at, phrases_of(signs)) for at in range(len(words)))


def _meant(scene: Scene, intent: Intent, rest: str, items: list[Appointment]) -> SpokenOf | None:
    ahead, asked = scene.ahead, _asked(scene)
    named = {one.id for one in items}
    listed = tuple(one for one in ahead if one.id in asked)
    among = listed if len(listed) >= _TWO else ahead
    if rest == "1":
        return SpokenOf(intent, ()) if len(ahead) >= _TWO else None
    if rest in {"B", "E"}:
        plain = rest == "E" or len(among) == _TWO
        return SpokenOf(intent, among if plain else ()) if len(among) >= _TWO else None
    if set(rest) == {"I"}:
        return SpokenOf(intent, tuple(one for one in ahead if one.id in named))
    left_out = named or (asked if len(listed) < _TWO else frozenset(one.id for one in ahead))
    others = tuple(one for one in ahead if one.id not in left_out)
    many = "E" in rest or len(others) == 1
    return SpokenOf(intent, others if many else ())


def _shape(scene: Scene) -> tuple[str, list[Appointment]]:
    """Return a text as letters, "?" for a word not known, and the visits whose day it names."""
    words = apart(scene)
    shape, items, at = "", [], 0
    while at < len(words):
        letter, size, item = _next(scene, words, at)
        shape += letter
        items += [item] if item else []
        at += size
    return shape, items


def _next(scene: Scene, words: tuple[str, ...], at: int) -> tuple[str, int, Appointment | None]:
    day = on_weekday(scene, scene.ahead, words[at])
    if len(day) == 1:
        return "I", 1, day[0]
    sizes = [(longest(words, at, phrases), letter) for letter, phrases in _letters()]
    size, letter = max(sizes, key=lambda each: each[0])
    if letter == "Y" and size == 1 and words[at] in POINTING | AROUND:
        return "", 1, None  # "o" is "the" more often than "ok"
    if letter in _HOLDING and size:
        letter += _within(words[at : at + size], _HOLDING[letter])
    if size:
        return letter, size, None
    if words[at].endswith(_OF_THEM) and longest((words[at][:-2] + "e",), 0, _cancelling()):
        return "C1", 1, None
    plain = words[at] in AROUND or words[at] in POINTING
    return ("" if plain else "?"), 1, None


def _within(words: tuple[str, ...], many: tuple[tuple[str, Phrases], ...]) -> str:
    """Return the letter of "all" or "both" that stands in a phrase: "annulez tout"."""
    return next(
        (letter for at in range(len(words)) for letter, some in many if longest(words, at, some)),
        "",
    )


def _cancelling() -> Phrases:
    return phrases_of(_CANCELLING)


@cache
def _letters() -> tuple[tuple[str, Phrases], ...]:
    """Return which letter stands for which phrases; of equally long ones the first counts."""
    signs = frozenset(Sign) - _CANCELLING - _CONFIRMING - _AGREEING - _SAYING
    return (
        *(("B", _BOTH), ("E", _ALL), ("O", _OTHER), ("1", _ONE), ("N", _EXCEPT), ("", _AND)),
        ("", _HAVING),
        *(("C", _cancelling()), ("K", _COMING | phrases_of(_CONFIRMING))),
        ("Y", phrases_of(_AGREEING)),
        ("", phrases_of(_SAYING)),
        # "don't cancel the other one" has a phrase that says something else
        ("?", frozenset(each for each in phrases_of(signs) if len(each) > 1)),
    )


def on_weekday(scene: Scene, visits: tuple[Appointment, ...], word: str) -> tuple[Appointment, ...]:
    """Return the visits on a day of the week that a word names."""
    weekday = _weekdays().get(word)
    if weekday is None:
        return ()
    zone = ZoneInfo(scene.practice.timezone)
    return tuple(one for one in visits if _local(one, zone).weekday() == weekday)


def _local(visit: Appointment, zone: ZoneInfo) -> date:
    return visit.starts_at.astimezone(zone).date()


def _points(words: tuple[str, ...], at: int) -> bool:
    """Return whether a word is the day of a visit that the words around it point at."""
    if words[at] not in _weekdays():
        return False
    if words[at + 1 : at + 2] and words[at + 1] in _BEHIND:
        return True
    before = list(_before(words, at))
    linked = len(before) > 1 or (before and before[0] in {"der", "den", "das"})
    return bool(linked) and before[-1] in _POINTERS


def _before(words: tuple[str, ...], at: int) -> Iterator[str]:
    """Yield the words before a day, back to the first that is no link, that one included."""
    for back in range(at - 1, max(-1, at - 4), -1):
        yield words[back]
        if words[back] not in _LINKS or words[back] in {"la", "el"}:
            return


@cache
def _weekdays() -> dict[str, int]:
    """Return the days of the week in every language, short forms aside."""
    return {
        term.words[0]: term.value
        for read in lexicons().values()
        for terms in read.terms.opening.values()
        for term in terms
        if term.role is Role.WEEKDAY
        and len(term.words) == 1
        and len(term.words[0]) >= _SHORTEST
        and isinstance(term.value, int)
    }
