"""The texts that act in each state, made from the words of the flows where they can be counted up.

A phrase that is added to a table of a flow is swept by itself; of the long tables, every n-th is.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from dialogs.flows.family import family_words, own_words, picking
from dialogs.flows.family.family_words import Says
from dialogs.flows.offered_times import naming_words, place_words, taking_words
from dialogs.flows.phrases import Written, as_phrases
from dialogs.flows.visits import (
    all_the_same,
    coming_back_words,
    having_back,
    keeping,
    on_the_way,
    saying_to_come,
    suiting,
)
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.languages.patterns import expand
from tests.dialogs.flows import family_texts, family_whole, family_wishes, wanted_back
from tests.dialogs.flows.test_taking_one_time import TAKES

Table = Callable[[str], Iterable[str]]
"""Gives texts of a language."""

DAY = {
    "en": "{} on Thursday",
    "it": "{} giovedì",
    "es": "{} el jueves",
    "fr": "{} jeudi",
    "de": "{} am Donnerstag",
    "pt": "{} na quinta",
}
HOUR = {
    "en": "three o'clock {}",
    "it": "alle quindici {}",
    "es": "a las quince {}",
    "fr": "à quinze heures {}",
    "de": "um fünfzehn Uhr {}",
    "pt": "às quinze {}",
}
OF_LEO = {
    "en": "{} Leo's",
    "it": "{} quello di Leo",
    "es": "{} la de Leo",
    "fr": "{} celui de Leo",
    "de": "{} den von Leo",
    "pt": "{} a do Leo",
}
_OF_HIS = frozenset({Says.CANCEL, Says.CANCEL_ASK})
_EACH = 3
"""Phrases of one pattern that are swept."""
_WRITTEN = tomllib.loads(Path(__file__).with_name("by_itself.toml").read_text("utf-8"))


def bases(state: str, locale: str, most: int) -> Iterator[str]:
    """Yield texts that may act in a state.

    Args:
        state: its name.
        locale: the language.
        most: how many of one table there are.
    """
    for table in TABLES[state]:
        found = list(dict.fromkeys(table(locale)))
        yield from found[:: -(-len(found) // most)] if found else ()


def _known(locale: str, phrases: Written) -> list[str]:
    """Give the phrases whose words a language has: tables hold those of all languages."""
    words = lexicons()[locale].vocabulary
    return [" ".join(each) for each in sorted(phrases) if words.issuperset(each)]


def _coming_after_all(locale: str) -> Iterator[str]:
    turning = _known(locale, coming_back_words.AFTER_ALL)
    coming = _known(locale, coming_back_words.COMING)
    for at in range(max(len(turning), len(coming))):
        yield f"{turning[at % len(turning)]}, {coming[at % len(coming)]}"


def _wished_back(locale: str) -> Iterator[str]:
    words = lexicons()[locale].vocabulary
    for written in (*having_back._WISHES, *having_back._AGAIN, *having_back._KEPT):
        found = (" ".join(each.split()) for each in expand(written))
        yield from islice((each for each in found if words.issuperset(each.split())), _EACH)


def _signs(*cues: Cue) -> Table:
    def table(locale: str) -> list[str]:
        phrases = lexicons()[locale].phrases
        words = (each for cue in cues for each in sorted(phrases.of(cue)))
        return [" ".join(each) for each in words if all(word.isalnum() for word in each)]

    return table


def _in(form: Mapping[str, str], phrases: Written) -> Table:
    return lambda locale: [form[locale].format(each) for each in _known(locale, phrases)]


def _phrases(phrases: Written) -> Table:
    return lambda locale: _known(locale, phrases)


def _all_the_same(locale: str) -> list[str]:
    but, still = _known(locale, all_the_same._BUT), _known(locale, all_the_same._STILL)
    return [f"{but[0]} {each} {still[0]}" for each in _known(locale, all_the_same._COME)]


def _taking(locale: str) -> list[str]:
    return [" ".join(each) for each in sorted(taking_words.TAKING[locale])]


def _placed(locale: str) -> Iterable[str]:
    return place_words.PLACED[locale]


def _numbered(locale: str) -> list[str]:
    return [f"{each} 2" for each in _known(locale, naming_words.TAKING)]


def _as_before(locale: str) -> Iterator[str]:
    put, before = _known(locale, keeping._PUT_BACK), _known(locale, keeping._AS_BEFORE)
    for at in range(max(len(put), len(before))):
        yield f"{put[at % len(put)]} {before[at % len(before)]}"


def _said(locale: str, *kinds: Says) -> Iterator[tuple[Says, str]]:
    for kind in kinds:
        for written in family_words._read()[locale].get(kind.value, ()):
            yield from ((kind, each.strip()) for each in islice(expand(written), _EACH))


def _of_leo(locale: str) -> Iterator[str]:
    kinds = (Says.AWAY, Says.COMES, Says.CANCEL, Says.CANCEL_ASK, Says.FITS)
    for kind, phrase in _said(locale, *kinds):
        yield (OF_LEO[locale] if kind in _OF_HIS else "Leo {}").format(phrase)


def _all_come(locale: str) -> Iterator[str]:
    comes = [phrase for _, phrase in _said(locale, Says.COMES)]
    for at, (_, group) in enumerate(_said(locale, Says.ALL, Says.BOTH, Says.THREE)):
        yield f"{group} {comes[at % len(comes)]}"


def _picked(locale: str) -> list[str]:
    written = (*picking._EVERY, *picking._EXCEPT, *picking._MINE)
    return [f"{each} Leo" for each in _known(locale, as_phrases(*written))]


def _texts(*tables: Mapping[str, Iterable[str]]) -> Table:
    return lambda locale: [text for table in tables for text in table[locale]]


def _written(*kinds: str) -> Table:
    return lambda locale: [text for kind in kinds for text in _WRITTEN[kind].get(locale, ())]


_COMING = coming_back_words.COMING | saying_to_come._CAN | saying_to_come._UNTIL | own_words.I_DO
_OWN = _phrases(own_words.I_DO | own_words.EMPHATIC)
_ANY = _phrases(naming_words.ANY | naming_words.EARLIEST | naming_words.LATEST)
_BY_ITSELF = (
    *(_written("confirms"), _written("cancels")),
    *(_in(DAY, _COMING), _in(HOUR, suiting._SUITS)),
)
TABLES: dict[str, tuple[Table, ...]] = {
    "reminded": (
        *(*_BY_ITSELF, _written("suits"), _OWN, _all_the_same),
        _phrases(on_the_way._ON_THE_WAY),
    ),
    "unasked": _BY_ITSELF,
    "handed": _BY_ITSELF,
    "staff_said": _BY_ITSELF,
    "cancelled": (
        *(_coming_after_all, _wished_back, _signs(Cue.UNDO), _written("back")),
        _texts(*wanted_back.KINDS),
    ),
    "several_offered": (
        *(_written("kept"), _placed, _ANY, _numbered, _phrases(keeping._KEEPING)),
        *(_texts(TAKES), _in(DAY, _COMING)),
    ),
    "one_offered": (_taking, _placed, _numbered),
    "booking": (_placed, _ANY, _numbered, _texts(TAKES)),
    "moved": (_signs(Cue.UNDO), _as_before, _texts(TAKES)),
    "freed": (_signs(Cue.TAKE, Cue.SWAP, Cue.YES),),
    "two": (_of_leo, _OWN, _all_come, _texts(family_wishes.BOTH_COME)),
    "three": (_texts(family_texts.LEO_IS_OFF), _all_come, _texts(family_whole.NONE_COMES)),
    "three_which": (
        *(_texts({each: (form.format("").strip(),) for each, form in OF_LEO.items()}), _picked),
        _texts(family_texts.ONLY_LEOS),
    ),
    "three_after": (_texts(family_texts.THE_OTHERS_COME),),
}
"""By state, what may act there."""
