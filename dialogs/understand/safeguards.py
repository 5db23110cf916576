"""What is read before any conversation: opting out and in, help, and emergencies.

Owns the first two steps of the order of decision. Opt-out words are looked for in every language,
whatever the client's, because a missed one is the harm that cannot be mended.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from rapidfuzz.distance import OSA

from dialogs.intents import Frame, Intent, OpenQuestion, Understanding
from dialogs.lexicon import Sign, lexicons
from dialogs.understand.signals import Heard
from dialogs.understand.verdict import verdict

_ABROAD_REGIONS = frozenset({"US", "CA"})  # CTIA Messaging Principles 5.1.3; CRTC short code rules
_SHORTEST_MISTYPED = 4
_STANDING = ((Sign.OPT_OUT, Intent.OPT_OUT), (Sign.OPT_IN, Intent.OPT_IN), (Sign.HELP, Intent.HELP))


def opting(heard: Heard, frame: Frame) -> Understanding | None:
    """Find an opt-out, an opt-in or a call for help.

    Args:
        heard: the text.
        frame: the appointment, the question and the region, which decide on CANCEL, END and QUIT.

    Returns:
        The verdict, or None where the text is about something else.
    """
    for reading in (_whole, _phrase, _foreign_phrase, _sentence):
        if (found := reading(heard)) is not None:
            return found
    core = heard.core
    if core in heard.lexicon.standing[Sign.OPT_OUT_ABROAD] and (found := _abroad(heard, frame)):
        return found
    if (word := _mistyped(core)) is not None:
        evidence = [f"“{core}” is one letter from “{word}”"]
        return verdict(Intent.OPT_OUT, 0.9, evidence, heard.lexicon.locale)
    return None


def _whole(heard: Heard) -> Understanding | None:
    """Read a text that is one of the words, courtesies and a wrong number aside."""
    core = _once(heard.core)
    if (intent := _standing().get(core)) is not None:
        return verdict(intent, 0.99, [f"the whole text is “{core}”"], heard.lexicon.locale)
    if not heard.found(Sign.WRONG_NUMBER, Sign.NO):
        return None
    core = heard.without(Sign.WRONG_NUMBER, Sign.NO)
    if _standing().get(core) is not Intent.OPT_OUT:
        return None
    evidence = [f"“{core}”, and little beside it"]
    return verdict(Intent.OPT_OUT, 0.95, evidence, heard.lexicon.locale, also=_stranger(heard))


def _phrase(heard: Heard) -> Understanding | None:
    """Read "stop texting me" wherever it stands, unless a negation turns it."""
    if all(each.turned for each in heard.found(Sign.OPT_OUT_PHRASE)):
        return None
    evidence = [f"{heard.quote(Sign.OPT_OUT_PHRASE)} asks for no more texts"]
    if heard.found(Sign.DECEASED):
        # both are done, and the bereaved are answered as such
        evidence.insert(0, f"{heard.quote(Sign.DECEASED)} tells of a death")
        also = [Intent.OPT_OUT]
        return verdict(Intent.DECEASED, 0.97, evidence, heard.lexicon.locale, also=also)
    return verdict(Intent.OPT_OUT, 0.97, evidence, heard.lexicon.locale, also=_stranger(heard))


def _foreign_phrase(heard: Heard) -> Understanding | None:
    """Read "stop texting me" in a text that is mostly in another language."""
    if (found := _abroad_in(heard, Sign.OPT_OUT_PHRASE)) is None:
        return None
    evidence = [f"“{found}” asks for no more texts"]
    return verdict(Intent.OPT_OUT, 0.95, evidence, heard.lexicon.locale, also=_stranger(heard))


def _sentence(heard: Heard) -> Understanding | None:
    """Read a first or last sentence that is an opt-out word."""
    for sentence in _sentences(heard):
        if _standing().get(_once(sentence)) is Intent.OPT_OUT:
            evidence = [f"“{sentence}” is a sentence of its own"]
            return verdict(Intent.OPT_OUT, 0.95, evidence, heard.lexicon.locale)
    return None


def _stranger(heard: Heard) -> list[Intent]:
    return [Intent.WRONG_NUMBER] if heard.found(Sign.WRONG_NUMBER) else []


def emergency(heard: Heard) -> Understanding | None:
    """Find words of an emergency.

    Args:
        heard: the text.

    Returns:
        The verdict, or None.
    """
    signals = [each for each in heard.found(Sign.EMERGENCY) if not each.turned]
    stems = _stems()
    found = [" ".join(heard.words[each.first : each.last + 1]) for each in signals]
    found += [word for word in heard.words if word.startswith(stems)]
    if not found and (foreign := _abroad_in(heard, Sign.EMERGENCY)):
        found = [foreign]
    if not found:
        return None
    evidence = [f"“{words}” speaks of an emergency" for words in found[:3]]
    return verdict(Intent.EMERGENCY, 0.95, evidence, heard.lexicon.locale)


def _abroad(heard: Heard, frame: Frame) -> Understanding | None:
    """Read CANCEL, END, QUIT: the appointment where one is ahead, else what the region says."""
    word, locale = heard.core, heard.lexicon.locale
    if frame.appointment is not None or frame.question is OpenQuestion.REMINDER:
        return verdict(Intent.CANCEL, 0.95, [f"“{word}”, and an appointment is ahead"], locale)
    if frame.region not in _ABROAD_REGIONS:
        return None
    evidence = [f"“{word}” opts out in {frame.region}, and no appointment is ahead"]
    return verdict(Intent.OPT_OUT, 0.9, evidence, locale)


def _abroad_in(heard: Heard, sign: Sign) -> str | None:
    """Find a phrase of several words that signals this in another language than the text's."""
    if _foreign_pairs().isdisjoint(pairwise(heard.words)):
        return None
    table = _foreign()
    for at, pair in enumerate(pairwise(heard.words)):
        for phrase, meant, locale in table.get(pair, ()):
            said = heard.words[at : at + len(phrase)]
            if meant is sign and said == phrase and locale != heard.lexicon.locale:
                return " ".join(phrase)
    return None


def _once(text: str) -> str:
    """Say "stop stop stop" once."""
    words = text.split()
    return words[0] if len(words) > 1 and len(set(words)) == 1 else text


def _sentences(heard: Heard) -> Iterator[str]:
    """Give the first and the last sentence of a text of several."""
    ends = [at for at, mark in enumerate(heard.marks) if mark]
    if not ends:
        return
    yield " ".join(heard.words[: ends[0] + 1])
    ends = [at for at in ends if at < len(heard.words) - 1]
    if ends:
        yield " ".join(heard.words[ends[-1] + 1 :])


def _mistyped(core: str) -> str | None:
    """Find the opt-out word that a single unknown word misses by one letter."""
    if len(core) < _SHORTEST_MISTYPED or not core.isalpha() or core in _vocabulary():
        return None
    near = [
        word
        for word, intent in _standing().items()
        if intent is Intent.OPT_OUT
        and len(word) >= _SHORTEST_MISTYPED
        and word[0] == core[0]
        and OSA.distance(word, core, score_cutoff=1) <= 1
    ]
    return near[0] if near else None


@cache
def _standing() -> Mapping[str, Intent]:
    """Give the words of every language that opt out, opt in or ask for help."""
    return MappingProxyType(
        {
            words: intent
            for sign, intent in reversed(_STANDING)
            for lexicon in lexicons().values()
            for words in lexicon.standing[sign]
        }
    )


@cache
def _foreign() -> Mapping[tuple[str, str], tuple[tuple[tuple[str, ...], Sign, str], ...]]:
    """Give the phrases that protect people, in every language, by their first two words.

    Single words are left out: "arret" and "urgence" are other words elsewhere.
    """
    tables: dict[tuple[str, str], list[tuple[tuple[str, ...], Sign, str]]] = {}
    for lexicon in lexicons().values():
        for words, entry in lexicon.phrases.items():
            if len(words) > 1 and entry.sign in {Sign.OPT_OUT_PHRASE, Sign.EMERGENCY}:
                told = (words, entry.sign, lexicon.locale)
                tables.setdefault((words[0], words[1]), []).append(told)
    return MappingProxyType({pair: tuple(phrases) for pair, phrases in tables.items()})


@cache
def _foreign_pairs() -> frozenset[tuple[str, str]]:
    """Give the first two words of each of these: most texts have none of them."""
    return frozenset(_foreign())


@cache
def _stems() -> tuple[str, ...]:
    return tuple(stem for lexicon in lexicons().values() for stem in lexicon.stems)


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(word for lexicon in lexicons().values() for word in lexicon.vocabulary)
