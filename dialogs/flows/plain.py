"""Whether a text says one thing and nothing else: a plain yes, or a name.

A name or an agreement is an answer only where nothing is against it (REPLIES, "The frame"), so
every other word of the text has to be one that adds nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dialogs.flows.scene import Scene
from dialogs.lexicon import Sign, lexicons
from dialogs.normalise import fold, normalise

BARE_NUMBER = re.compile(r"\s*\d{1,2}\W*")
"""A text that is a number and nothing else."""

_APOSTROPHE = re.compile(r"['’]")
_AGREEING = frozenset({Sign.YES, Sign.ACK, Sign.THANKS, Sign.COURTESY})
_READING = frozenset({Sign.ACK, Sign.THANKS, Sign.COURTESY})
_POLITE = frozenset({Sign.THANKS, Sign.COURTESY})
POLITE = _AGREEING
_APPROVING = frozenset({Sign.YES, Sign.ACK})
_LONGEST = 6
"""Most words of a phrase."""

_WISHING = frozenset({Sign.CANCEL, Sign.CANCEL_ASK, Sign.MOVE, Sign.ASK, Sign.COURTESY})
_YES = frozenset({Sign.YES})
_NOES = frozenset({Sign.NO, Sign.KEEP})
_TURNING = frozenset({Sign.NEGATION, Sign.NO, Sign.CANNOT, Sign.CANT, Sign.BUT})
_ASKED_FOR = _AGREEING | _YES | _NOES | _WISHING | _TURNING
_POINTS = 6
"""Most words of a text that points at one of a list by its time."""

_BELONGING = frozenset(
    {"for", "of", "per", "di", "para", "de", "pour", "d", "fur", "von", "do", "da"}
)
"""Words before a name that say whose something is."""

_OWNED = 2
"""How many words before a name that which is somebody's stands: "cita de Marie"."""

_APPOINTMENT = (
    *("appointment", "visit", "slot", "session", "booking", "appuntament", "sedut", "prenotazion"),
    *("cita", "turno", "hora", "sesion", "reserva", "rendez", "vous", "rdv", "seance", "termin"),
    *("consulta", "agendament", "marcaca", "sessao"),
)
"""How the words for an appointment begin."""

_BEING = frozenset({"is", "ist", "e", "est", "es", "are", "sind", "sono", "son", "sont", "sao"})
"""Words that begin a question about what is."""

_JUDGING = _BEING | {"too", "trop", "troppo", "zu", "demasiado", "muy", "muito", "doesnt", "wont"}
"""Words behind a number that begin to say how it is: "le 2 c'est trop tard"."""

_BUT = frozenset(
    {"but", "except", "tranne", "salvo", "menos", "excepto", "sauf", "ausser", "exceto"}
)
"""Words before a number that leave it out: "anything but 2"."""

_JOINING = frozenset({"and", "e", "ed", "y", "et", "und", "s"})
"""Words between two names that are meant together."""

_POINTING = frozenset(
    {
        *("for", "the", "one", "of", "s", "that", "it", "its", "is", "and"),
        *("per", "il", "la", "lo", "l", "di", "del", "della", "quello", "quella"),
        *("para", "por", "el", "de", "esa", "ese", "pour", "le", "celui", "celle", "d", "c", "est"),
        *("fur", "fuer", "von", "vom", "der", "die", "das", "den", "dem", "es", "ist"),
        *("o", "a", "do", "da", "e"),
    }
)
"""Words that point at somebody's appointment: "the one for Leo", "celui de Leo", "der von Leo"."""

_NEW = frozenset(
    {
        *("new", "nuovo", "nuova", "nuevo", "nueva", "nouveau", "nouvelle", "novo", "nova"),
        *("neu", "neue", "neuen", "neuer", "neues"),
    }
)
"""Words for the new one of two."""

_DAYS = frozenset(
    {
        *("day", "days", "giorno", "giorni", "giornata", "dia", "dias", "jour", "jours", "journee"),
        *("tag", "tage", "tagen"),
    }
)
"""Words for days."""

_BEHIND = frozenset({"s", "one"})
"""Words behind a name that still point: "Leo's one"; "is" and "c'est" begin to say how it is."""

_BOTH = frozenset(
    (*words,)
    for words in (
        *(("both",), ("both", "of", "them"), ("the", "two"), ("all", "two")),
        *(("entrambi",), ("entrambe",), ("tutti", "e", "due"), ("tutte", "e", "due")),
        *(("ambos",), ("ambas",), ("los", "dos"), ("las", "dos")),
        *(("les", "deux"), ("tous", "les", "deux"), ("toutes", "les", "deux")),
        *(("beide",), ("alle", "beide"), ("alle", "beiden"), ("beides",), ("die", "beiden")),
        *(("os", "dois"), ("as", "duas"), ("todos", "os", "dois"), ("ambos", "os", "dois")),
    )
)
"""How two are named together."""


def plain_yes(scene: Scene) -> bool:
    """Return whether a text is a yes in some words and nothing else: no digit, no act named."""
    words = normalise(scene.text).words
    return bool(words) and not _left(words, _AGREEING)


def acknowledges(scene: Scene) -> bool:
    """Return whether thanks, a courtesy or an "ok" stand in a text, whatever else it says."""
    words = normalise(scene.text).words
    return len(_left(words, _READING)) < len(words)


def only_acknowledges(scene: Scene) -> bool:
    """Return whether a text says that something was read, "ok" or "perfect thanks", and no yes."""
    words = normalise(scene.text).words
    return bool(words) and not _left(words, _READING) and words[:1] not in phrases_of(_YES)


def more_than_thanks(scene: Scene) -> bool:
    """Return whether a plain yes says yes, and not only that something was read."""
    return any((word,) in phrases_of(_YES) for word in normalise(scene.text).words)


def only_names(scene: Scene, name: str) -> bool:
    """Return whether a text is a name, with what points at it, courtesies and a yes."""
    called = set(normalise(name).words)
    # "Leo's" and "d'Ada" are a name with something before or behind it
    said = normalise(_APOSTROPHE.sub(" ", fold(scene.text)))
    if not called or not called <= set(said.words) or "?" in said.marks:
        return False
    rest = [word for word in said.words if word not in called and word not in _POINTING]
    return not _left(rest, _AGREEING)


def approves(scene: Scene, name: str) -> bool:
    """Return whether more than courtesy stands behind a name: "Leo is fine", "Leo va bene".

    Who is asked which one to give up and says that one is well means to keep it; a yes before the
    name agrees to what was asked.
    """
    called, words = set(normalise(name).words), _apart(scene)
    last = max((at for at, word in enumerate(words) if word in called), default=len(words))
    behind = [word for word in words[last + 1 :] if word not in _BEHIND]
    return bool(_left(behind, _POLITE))


def approves_number(scene: Scene) -> bool:
    """Return whether an agreement stands behind a number chosen: "2 is fine", "le 2 c'est bon"."""
    words = _apart(scene)
    first = next((at for at, word in enumerate(words) if word[:1].isdigit()), None)
    if first is None:
        return False  # "tutti e due"
    behind = words[first + 1 :]
    # "e" is "and" more often than "is" behind a number: "tutti e due"
    being = any(word in _BEING and word not in _JOINING for word in behind)
    return being or len(_left(behind, _APPROVING)) < len(behind)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number in a text: which, whether it is left out, and whether something is said of it."""

    number: int
    left_out: bool
    judged: bool


def numbers_spoken_of(scene: Scene) -> tuple[Numbered, ...]:
    """Return the numbers of a text, "2" and not "2nd" or "14:00", in order."""
    words = _apart(scene)
    return tuple(
        Numbered(
            int(word),
            bool(_BUT & set(words[max(0, at - 2) : at])),
            bool(_JUDGING & set(words[at + 1 : at + 3])),
        )
        for at, word in enumerate(words)
        if word[:1].isdigit() and BARE_NUMBER.fullmatch(word)
    )


def only_points(scene: Scene) -> bool:
    """Return whether a short text may point at one of a list by its time: nothing turns it."""
    said = normalise(scene.text)
    if "?" in said.marks or len(said.words) > _POINTS:
        return False
    return not any((word,) in phrases_of(_TURNING) for word in said.words)


def asks_whether(scene: Scene) -> bool:
    """Return whether a text asks how an appointment of somebody named stands: "is Leo's at 3?"."""
    said = normalise(scene.text)
    said_words = set(_apart(scene))
    firsts = (set(normalise(client.first).words) for client in scene.context.clients)
    named = any(first and first <= said_words for first in firsts)
    return named and "?" in said.marks and said.words[0] in _BEING


def _apart(scene: Scene) -> tuple[str, ...]:
    """Return the words of a text, what an apostrophe joins apart: "Leo's" and "d'Ada"."""
    return normalise(_APOSTROPHE.sub(" ", fold(scene.text))).words


def in_one_breath(scene: Scene, names: Sequence[str]) -> bool:
    """Return whether names stand side by side, with nothing between them but "and"."""
    words = _apart(scene)
    called = {word for name in names for word in normalise(name).words}
    places = [at for at, word in enumerate(words) if word in called]
    between = words[places[0] : places[-1]] if places else ()
    return bool(places) and all(word in called | _JOINING | _BELONGING for word in between)


def says_new(scene: Scene) -> bool:
    """Return whether a text speaks of the new one of two."""
    return any(word in _NEW for word in normalise(scene.text).words)


def says_other_day(scene: Scene) -> bool:
    """Return whether a text asks for a day, "any other day?", and names none."""
    return any(word in _DAYS for word in normalise(scene.text).words)


def says_no(scene: Scene) -> bool:
    """Return whether a no stands in a text that asks nothing."""
    said = normalise(scene.text)
    return "?" not in said.marks and any((word,) in phrases_of(_NOES) for word in said.words)


def wished(scene: Scene, name: str) -> bool:
    """Return whether a wish names whose appointment it is about.

    Args:
        scene: the turn.
        name: a client's first name.
    """
    called = normalise(name).words
    plain = _APOSTROPHE.sub(" ", fold(scene.text))
    words = normalise(plain).words
    at = next((n for n in range(len(words)) if words[n : n + len(called)] == called), None)
    if not called or at is None:
        return False
    if _ordinary(called) and name not in scene.text[1:]:
        return False
    after = words[at + len(called) :]
    if after:
        return True
    before = words[:at]
    pointed = bool(before) and before[-1] in _BELONGING
    return pointed or not _left(before, _WISHING)


def belongs(scene: Scene, name: str) -> bool:
    """Return whether a text speaks of somebody's appointment, "la cita de Marie", by that name.

    "Saludos de Marie" says who wrote it, so what comes before "of" has to be the appointment.
    """
    called, words = normalise(name).words, _apart(scene)
    at = next((n for n in range(len(words)) if words[n : n + len(called)] == called), 0)
    if at < _OWNED or words[at - 1] not in _BELONGING:
        return False
    owned = words[at - _OWNED]
    return owned in _POINTING or owned.startswith(_APPOINTMENT)


def says_both(scene: Scene) -> bool:
    """Return whether a text names two together and says nothing else: "both please"."""
    words = normalise(scene.text).words
    for size in range(min(4, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            if words[at : at + size] in _BOTH:
                rest = [word for word in (*words[:at], *words[at + size :]) if word != "1"]
                return not _left(rest, _AGREEING)
    return False


def _left(words: Sequence[str], signs: frozenset[Sign]) -> list[str]:
    """Return the words that are in no phrase of those signs, the longest phrases first."""
    phrases = phrases_of(signs)
    left, at = [], 0
    while at < len(words):
        sizes = range(min(_LONGEST, len(words) - at), 0, -1)
        size = next((n for n in sizes if tuple(words[at : at + n]) in phrases), 0)
        if not size:
            left.append(words[at])
        at += size or 1
    return left


def _ordinary(name: Sequence[str]) -> bool:
    """Return whether a name is a word of one of our languages: "mia" is Italian for "my"."""
    return any(word in read.vocabulary for read in lexicons().values() for word in name)


@cache
def phrases_of(signs: frozenset[Sign]) -> frozenset[tuple[str, ...]]:
    """Return the phrases of all languages with one of some signs: who says "ja" means yes."""
    return frozenset().union(*(_by_sign()[sign] for sign in signs))


@cache
def _by_sign() -> dict[Sign, frozenset[tuple[str, ...]]]:
    """Return the phrases of all languages by their sign, for the signs that are asked for here."""
    found: dict[Sign, set[tuple[str, ...]]] = {sign: set() for sign in _ASKED_FOR}
    for lexicon in lexicons().values():
        for words, entry in lexicon.phrases.items():
            if entry.sign in found:
                found[entry.sign].add(words)
    return {sign: frozenset(words) for sign, words in found.items()}
