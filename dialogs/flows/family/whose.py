"""Finds whose appointment a text is about, by a client's first name.

A name is an answer only if nothing contradicts it, so every other word of the text has to be
without a meaning of its own.
"""

from collections.abc import Iterator, Sequence

from dialogs.flows.numbers import BEING
from dialogs.flows.phrases import (
    AGREEING,
    JOINING,
    POINTING,
    POLITE,
    WISHING,
    apart,
    as_phrases,
    left_over,
    said_apart,
    said_of,
    said_whole,
    without,
)
from dialogs.flows.turn_context import TurnContext
from dialogs.languages.lexicon import Cue, lexicons

_BELONGING = frozenset(
    {"for", "of", "per", "di", "para", "de", "pour", "d", "fur", "von", "do", "da"}
)
"""Possessive words before a name."""

_FOR = frozenset({"for", "per", "para", "pour", "fur", "fuer", "pra"})
_ARTICLES = frozenset(
    {"the", "la", "el", "il", "lo", "le", "l", "der", "die", "den", "das", "dem", "o", "a"}
    | {"quella", "quello", "celui", "celle", "que", "s", "one", "appointment", "also", "anche"}
)
"""Words between two names for their visits: "anule la de Marie y la de Leo"."""

_ANDS = JOINING - {"s"}

_OWNED = 2
"""Distance from a name back to the word for the visit: "cita de Marie"."""

_APPOINTMENT = (
    *("appointment", "visit", "slot", "session", "booking", "appuntament", "sedut", "prenotazion"),
    *("cita", "turno", "hora", "sesion", "reserva", "rendez", "vous", "rdv", "seance", "termin"),
    *("consulta", "agendament", "marcaca", "sessao"),
)
"""Beginnings of the words for an appointment."""

_ASKING = frozenset(
    {
        *("what", "how", "about", "when", "appointment", "visit", "che", "ne", "quello", "quella"),
        *(
            "appuntamento",
            "que",
            "y",
            "cita",
            "hay",
            "quoi",
            "quid",
            "celui",
            "celle",
            "rdv",
            "was",
        ),
        *("mit", "wie", "termin", "der", "consulta", "quanto"),
    }
)
"""Words of questions about somebody's appointment."""

_MY = frozenset(
    {"my", "mio", "mia", "il", "mi", "mis", "mon", "ma", "mein", "meine", "meinen", "meinem"}
    | {"minha", "meu", "about", "regarding", "su", "sobre", "wegen", "meines", "concernant", "un"}
)
_GREETING = frozenset({Cue.COURTESY, Cue.THANKS, Cue.FILLER})

TOO = frozenset({"too", "also", "well", "anche", "pure", "tambien", "aussi", "auch", "tambem"})
"""Words for "too"."""

_LIKEWISE = as_phrases(
    *("as well", "same for", "the same for", "same goes for", "ditto for", "lo stesso per"),
    *("stessa cosa per", "idem per", "lo mismo para", "lo mismo con", "igual para", "idem para"),
    *("pareil pour", "de meme pour", "la meme chose pour", "idem pour", "das gleiche fur"),
    *("dasselbe fur", "genauso fur", "gleiches fur", "o mesmo para", "igual para", "o mesmo com"),
)
"""Phrases that say the same of somebody as of another."""

_BEHIND = frozenset({"s", "one"})
"""Words after a name that still point, "Leo's one"; "is" and "c'est" begin a judgement."""


_GOES = {"es": frozenset({"va"}), "pt": frozenset({"vai"})}
"""Words that alone mean "ok", and beside a name mean that the person comes: "va Leo"."""

_INTRODUCING = frozenset(
    {
        *("i", "m", "am", "im", "this", "here", "speaking", "btw", "sono", "io", "qui", "soy"),
        *("yo", "aqui", "je", "suis", "ici", "ich", "bin", "hier", "sou", "eu", "fala", "habla"),
    }
)
"""Words that introduce the writer: "it's Ada btw"."""


def only_names(turn: TurnContext, name: str, *, introduced: bool = False) -> bool:
    """Return whether a text is only a name, with pointing words, courtesies and a yes.

    Args:
        turn: the turn.
        name: a first name.
        introduced: whether the text may introduce its writer, who then says yes.
    """
    called = set(said_of(name).words)
    # "Leo's" and "d'Ada" are a name with something before or after it
    said = said_apart(turn)
    if not called or not called <= set(said.words) or "?" in said.marks:
        return False
    adding = called | POINTING | (_INTRODUCING if introduced else frozenset())
    rest = [word for word in said.words if word not in adding and not word.startswith(_APPOINTMENT)]
    return not left_over(rest, AGREEING)


def approves(turn: TurnContext, name: str) -> bool:
    """Return whether a judgement follows a name: "Leo is fine", "Leo va bene".

    A client who is asked which visit to give up, and calls one fine, keeps that one. A yes before
    the name agrees with the question instead.
    """
    called, words = set(said_of(name).words), apart(turn)
    last = max((at for at, word in enumerate(words) if word in called), default=len(words))
    if _GOES.get(turn.heard.locale, frozenset()) & set(words[:last]):
        return True
    behind = [word for word in words[last + 1 :] if word not in _BEHIND]
    behind = [word for word in behind if not word.startswith(_APPOINTMENT)]
    return bool(left_over(behind, POLITE))


def only_names_visit(turn: TurnContext) -> bool:
    """Return whether a text is only a greeting and "my appointment"."""
    said = said_apart(turn)
    named = [word for word in said.words if word.startswith(_APPOINTMENT)]
    left = left_over(said.words, _GREETING)
    return bool(named) and all(
        word in POINTING | _MY or word.startswith(_APPOINTMENT) for word in left
    )


def asks_whether(turn: TurnContext) -> bool:
    """Return whether a text asks about a named client's appointment: "is Leo's at 3?"."""
    said = said_whole(turn)
    said_words = set(apart(turn))
    firsts = (set(said_of(client.first).words) for client in turn.context.clients)
    named = any(first and first <= said_words for first in firsts)
    return named and "?" in said.marks and said.words[0] in BEING


def asks_about(turn: TurnContext) -> bool:
    """Return whether a text only asks about a client's appointment: "and Leo's?"."""
    said = said_apart(turn)
    called = {word for c in turn.context.clients for word in said_of(c.first).words}
    if "?" not in said.marks or not called & set(said.words):
        return False
    rest = [word for word in said.words if word not in called | POINTING | JOINING | _ASKING]
    return not left_over(rest, POLITE)


def says_too(turn: TurnContext) -> bool:
    """Return whether a text says the same of a client as of another: "and Leo's too"."""
    said = said_apart(turn)
    called = {word for c in turn.context.clients for word in said_of(c.first).words}
    words = set(said.words)
    told = without(said.words, _LIKEWISE)
    likewise = len(told) < len(said.words)
    if "?" in said.marks or not called & words or not (TOO & words or likewise):
        return False
    rest = [word for word in told if word not in called | POINTING | JOINING | TOO]
    return not left_over(rest, AGREEING)


def in_one_breath(turn: TurnContext, names: Sequence[str]) -> bool:
    """Return whether names are listed together, with only "and" between them."""
    words = apart(turn)
    called = {word for name in names for word in said_of(name).words}
    places = [at for at, word in enumerate(words) if word in called]
    between = words[places[0] : places[-1]] if places else ()
    known = called | JOINING | _BELONGING | _ARTICLES
    # "yes for Ada and Mia, for Leo cancel it" names two things
    stops = [at for at in places[:-1] if said_apart(turn).marks[at]]
    ands = [at for at in range(places[0], places[-1]) if words[at] in _ANDS] if places else []
    ended = bool(stops and ands) and max(stops) > min(ands)
    return bool(places) and not ended and all(word in known for word in between)


def joined(turn: TurnContext, name: str) -> bool:
    """Return whether a name follows another name and an "and": "cancel Marie and Grace".

    Such a name at the end of a text is meant too, and is no signature.
    """
    return any(second == said_of(name).words for _, second in _pairs(turn))


def _pairs(turn: TurnContext) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield pairs of names with an "and" between them."""
    words = [word for word in apart(turn) if word not in _BELONGING | _ARTICLES]
    firsts = {each for c in turn.context.clients if (each := said_of(c.first).words)}
    for one in firsts:
        for two in firsts - {one}:
            size = len(one) + 1 + len(two)
            for at in range(len(words) - size + 1):
                part = tuple(words[at : at + size])
                and_them = part[: len(one)] == one and part[len(one) + 1 :] == two
                if and_them and part[len(one)] in _ANDS:
                    yield one, two


def wished(turn: TurnContext, name: str) -> bool:
    """Return whether a wish names the client of its appointment.

    Args:
        turn: the turn.
        name: a client's first name.
    """
    called = said_of(name).words
    words = apart(turn)
    at = next((n for n in range(len(words)) if words[n : n + len(called)] == called), None)
    if not called or at is None:
        return False
    beside = any(called in pair for pair in _pairs(turn))
    if _ordinary(called) and name not in turn.text[1:] and not beside:
        return False
    after = words[at + len(called) :]
    if after:
        return True
    before = words[:at]
    pointed = bool(before) and before[-1] in _BELONGING
    return pointed or joined(turn, name) or not left_over(before, WISHING)


def belongs(turn: TurnContext, name: str) -> bool:
    """Return whether a text has a client's appointment by name: "la cita de Marie".

    "Saludos de Marie" is a signature, so the word before "of" has to be the appointment.
    """
    called, words = said_of(name).words, apart(turn)
    at = next((n for n in range(len(words)) if words[n : n + len(called)] == called), 0)
    if at < _OWNED or words[at - 1] not in _BELONGING:
        return False
    owned = words[at - _OWNED]
    return owned in POINTING or owned.startswith(_APPOINTMENT)


def is_for(turn: TurnContext, name: str) -> bool:
    """Return whether a text ends in "for" and a name, which is then no signature."""
    called, words = said_of(name).words, apart(turn)
    before = words[: len(words) - len(called)]
    if words[len(before) :] != called or not before:
        return False
    return before[-1] in _FOR or (before[-1] in {"a", "o"} and bool(_FOR & set(before[-2:])))


def asks_for(turn: TurnContext) -> bool:
    """Return whether a text has a "for": "an appointment for Leo"."""
    return bool(_FOR & set(apart(turn)))


def belongs_to(words: Sequence[str], name: str) -> bool:
    """Return whether a name follows a "for" or an "of"."""
    called = said_of(name).words
    places = (n for n in range(1, len(words)) if tuple(words[n : n + len(called)]) == called)
    return any(words[at - 1] in _BELONGING for at in places)


def _ordinary(name: Sequence[str]) -> bool:
    """Return whether a name is also an ordinary word: "mia" is Italian for "my"."""
    return any(word in read.vocabulary for read in lexicons().values() for word in name)
