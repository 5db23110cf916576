"""Tests whether a text takes an offered time in words: a yes to the only one, a place, an hour.

Every word has to agree, take, point, or name the time. So a question, a condition, a delay, a
statement about somebody else or the past takes nothing, and neither do thanks alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Slot
from dialogs.conversation import Question
from dialogs.flows.answers.assent import plain_yes, says_yes
from dialogs.flows.answers.unasked import MENU
from dialogs.flows.family.family_words import Says, read_in, said_at
from dialogs.flows.offered_times.beside_taking import BESIDE, THESE
from dialogs.flows.offered_times.leaving import NONE
from dialogs.flows.offered_times.local_days import is_exact
from dialogs.flows.offered_times.naming_words import IF_POSSIBLE
from dialogs.flows.offered_times.place_words import LISTED, PLACED
from dialogs.flows.offered_times.pointing import NEW
from dialogs.flows.offered_times.taking_words import TAKING, WISHED
from dialogs.flows.offered_times.time_words import names_time_only
from dialogs.flows.phrases import (
    AGREEING,
    APPROVING,
    POLITE,
    Phrases,
    Written,
    as_phrases,
    left_over,
    longest,
    phrases_of,
    said_apart,
    said_of,
    without,
)
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_days import covers, slots_on_day, weekdays
from dialogs.languages.lexicon import Cue
from dialogs.normalise import Said

_MOST = 12
"""Most words of an answer that takes a time."""

_POINTERS = frozenset({"creneau", "celui", "celle", "horaire", "rdv"})
_HALF_DAY = 12
_THREE = 3
_MIDDLES = frozenset({"middle", "mezzo", "centrale", "medio", "milieu", "meio"})
_OPTION = frozenset({"opcao", "proposta", "lista"})
_NOTHING: Written = frozenset()
_AGREEING = AGREEING | {Cue.COMING, Cue.COME, Cue.CONFIRM}
"""A yes, courtesies, and words of coming: "super, da komm ich"."""
_INVERTED = frozenset({"is", "are", "was", "does", "did", "will", "would", "has"})
"""First words of English questions without a question mark."""
_MEALS = frozenset(
    {"lunch", "dinner", "breakfast", "brunch", "pranzo", "cena", "colazione", "comida", "almuerzo"}
    | {"desayuno", "dejeuner", "diner", "mittagessen", "almoco", "jantar", "essen"}
)
_THANKING = as_phrases(
    *("merci bien", "merci bien a vous", "thanks lovely", "thank you lovely", "cheers lovely"),
    *("thanks so much lovely", "thank you so much lovely"),
)
"""Thanks whose words of approval are not about a time."""
_REFUSING = frozenset({Cue.CANNOT, Cue.CANT, Cue.UNSUITED, Cue.NEGATION, Cue.NO})
_TURNING = frozenset({Cue.NEGATION, Cue.CANNOT, Cue.CANT, Cue.UNSUITED, Cue.DEFERRAL})


def taken(turn: TurnContext, question: Question) -> Slot | None:
    """Return the time of a list that a text takes in words, or None.

    It is the only time, the time at a named place of the list, or at the named hour.
    """
    said = said_apart(turn)
    if "?" in said.marks or not 0 < len(said.words) <= _MOST:
        return None
    if said.words[0] in _INVERTED:
        return None
    if question.stale and not turn.heard.times and not _by_place(turn, said, question):
        return None  # a yes may be for staff, to whom the last question was passed
    if len(question.slots) == 1:
        said = _without_whose(turn, said, question)
        assents = _assents(turn, said, question.slots[0])
        return question.slots[0] if assents or _names_only_one(turn, said, question) else None
    return (
        _by_yes(turn, said, question)
        or _by_place(turn, said, question)
        or _by_time(turn, said, question)
    )


def takes_plainly(turn: TurnContext) -> bool:
    """Return whether a text takes the only time that it names, on offer or not.

    The text needs a verb of taking, "dann nehm ich Freitag halb elf": a mere wish takes none.
    """
    said, times = _behind_refusal(said_apart(turn)), turn.heard.times
    if "?" in said.marks or not 0 < len(said.words) <= _MOST or said.words[0] in _INVERTED:
        return False
    words = without(said.words, IF_POSSIBLE)
    wishes = _phrases(turn, WISHED)
    verbs = _phrases(turn, TAKING) - wishes
    takes = any(longest(words, at, verbs) for at in range(len(words)))
    exact = bool(times) and all(each.exact for each in times)
    if not (takes and exact) or _turned(words) or len(without(words, wishes)) < len(words):
        return False
    return names_time_only(turn, _unaccounted(turn, words, _NOTHING))


def _without_whose(turn: TurnContext, said: Said, question: Question) -> Said:
    """Return a text without "only Leo's", if the offered time is for Leo."""
    asked = {each.appointment_id for each in question.about}
    visits = [visit for visit in turn.ahead if visit.id in asked]
    client = turn.client_of(visits[0]) if len(visits) == 1 else None
    several = client is not None and len(turn.context.clients) > 1
    firsts = said_of(client.first).words if client is not None and several else ()
    names = {*firsts, *(f"{each}s" for each in firsts)}
    if names.isdisjoint(said.words):
        return said
    left = [at for at, word in enumerate(said.words) if word not in names]
    left = [at for at in left if not _says_only(turn, said.words[at])]
    words, marks = (tuple(each[at] for at in left) for each in (said.words, said.marks))
    return replace(said, words=words, marks=marks)


def _says_only(turn: TurnContext, word: str) -> bool:
    spoken = read_in() & set(_spoken(turn))
    return any(Says.ONLY in said_at(each, (word,), 0)[1] for each in spoken)


def _behind_refusal(said: Said) -> Said:
    """Return a text without a "none of those works" before its own choice."""
    end = next((at + 1 for at, mark in enumerate(said.marks) if mark), 0)
    led = said.words[:end]
    none = longest(led, 0, NONE) if led else 0
    # "can't" is split at its apostrophe
    refuses = (
        none or "t" in led or any(longest(led, at, phrases_of(_REFUSING)) for at in range(end))
    )
    left = [word for word in left_over(led[none:], _REFUSING | POLITE) if word != "t"]
    if not refuses or any(word not in THESE for word in left) or "?" in said.marks[:end]:
        return said
    return replace(said, words=said.words[end:], marks=said.marks[end:])


def _by_yes(turn: TurnContext, said: Said, question: Question) -> Slot | None:
    """Return the time of several that was exactly asked for, if the text is a plain yes."""
    # "ok" and a thumb may only say that the list was read
    letters = any(word[:1].isalpha() for word in said.words)
    if not is_exact(question.spans) or not (plain_yes(turn) and says_yes(turn.text) and letters):
        return None
    at = question.spans[0][0]
    return next((slot for slot in question.slots if slot.starts_at == at), None)


def _by_place(turn: TurnContext, said: Said, question: Question) -> Slot | None:
    """Return the time at the place that a text names, "the last one you wrote", or None."""
    places = {word: at for each in _spoken(turn) for word, at in PLACED.get(each, {}).items()}
    named = [places[word] for word in said.words if word in places]
    listed = _phrases(turn, LISTED)
    rest = _unaccounted(turn, [w for w in said.words if w not in places], listed)
    if len(set(named)) != 1 or rest or _turned(said.words):
        return None
    if "segunda" in said.words and turn.locale == "pt" and not _OPTION & set(said.words):
        return None  # a Monday
    if _MIDDLES & set(said.words) and len(question.slots) != _THREE:
        return None
    place = named[0]
    return question.slots[place] if place < len(question.slots) else None


def _names_only_one(turn: TurnContext, said: Said, question: Question) -> bool:
    """Return whether a text points at the only time like at one of several: "the first of these".

    A word for a place at the start may mean something else: "prima" is also "earlier".
    """
    placed = set().union(*(PLACED.get(each, {}) for each in _spoken(turn)))
    if not said.words or said.words[0] in placed or "si" in said.words[1:]:
        return False  # "el primero de esos si puedo"
    return _by_place(turn, said, question) is not None


def _by_time(turn: TurnContext, said: Said, question: Question) -> Slot | None:
    """Return the only time of a list at the hour that a text names and takes, or None."""
    times = turn.heard.times
    # "le créneau de 16h" is read as from four on
    from_then = bool(_POINTERS & set(said.words))
    exact = bool(times) and all(each.exact or from_then for each in times)
    if not exact or _turned(said.words):
        return None
    rest = _unaccounted(turn, said.words, _NOTHING)
    starts = {each.start for each in times}
    found = [slot for slot in question.slots if slot.starts_at in starts]
    return found[0] if len(found) == 1 and names_time_only(turn, rest) else None


def _assents(turn: TurnContext, said: Said, slot: Slot) -> bool:
    """Return whether a text agrees to a time, with every word known."""
    words = without(said.words, IF_POSSIBLE)
    # "oui, je garde jeudi" names a day, however it is read
    other = [w for w in words if w in weekdays() and not slots_on_day(turn, (slot,), w)]
    if _turned(words) or (other and not turn.heard.times):
        return False
    times = _unaccounted(turn, words, _NOTHING)
    if not names_time_only(turn, times) or not _is_time_of(turn, times, slot):
        return False
    # "that one" and "perfect thanks", and not only "thank you"
    words = without(words, _THANKING)
    approves = len(left_over(words, APPROVING)) < len(words)
    return approves or bool(left_over(words, POLITE))


def _unaccounted(turn: TurnContext, words: Sequence[str], also: Phrases) -> list[str]:
    """Return the words left without those that agree, take, point or have no meaning."""
    beside = {word for each in _spoken(turn) for word in BESIDE.get(each, ())}
    if turn.question is not None and turn.question.wish is not None:
        beside |= NEW  # "yes, the new one"
    rest = without(without(without(words, IF_POSSIBLE), _phrases(turn, TAKING)), also)
    return [word for word in left_over(rest, _AGREEING) if word not in beside]


def _turned(words: Sequence[str]) -> bool:
    """Return whether a text has a negation, or takes no time: "I'll have lunch on Friday"."""
    return not _MEALS.isdisjoint(words) or any(
        longest(words, at, phrases_of(_TURNING)) for at in range(len(words))
    )


def _spoken(turn: TurnContext) -> tuple[str, ...]:
    """Return the language of the text, and the language in which we answer."""
    return turn.heard.locale, turn.locale


def _phrases(turn: TurnContext, by_language: Mapping[str, Written]) -> Written:
    return frozenset().union(*(by_language.get(each, frozenset()) for each in _spoken(turn)))


def _is_time_of(turn: TurnContext, words: list[str], slot: Slot) -> bool:
    """Return whether the time that a text names, if any, is the offered one."""
    times = turn.heard.times
    if not words and not times:
        return True
    if not times:
        return all(_is_hour_of(turn, word, slot) for word in words if word.isdigit())
    return covers(times, slot.starts_at)


def _is_hour_of(turn: TurnContext, word: str, slot: Slot) -> bool:
    """Return whether a number is a time's hour, and not a menu's number: "let's go for 5"."""
    at = slot.starts_at.astimezone(ZoneInfo(turn.practice.timezone))
    hour = int(word) if len(word) <= len("17") else 0
    return hour not in MENU and at.minute == 0 and hour in {at.hour, at.hour - _HALF_DAY}
