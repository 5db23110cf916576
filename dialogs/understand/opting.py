"""What is read before any conversation: opting out and in, and help.

Owns the first step of the order of decision. Opt-out words are looked for in every language,
whatever the client's, because a missed one is the harm that cannot be mended.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from rapidfuzz.distance import OSA

from dialogs.intents import Frame, Intent, OpenQuestion, Understanding
from dialogs.lexicon import Sign, every_word, lexicons
from dialogs.times.terms import Role
from dialogs.understand.answers import placed
from dialogs.understand.bereavement import client_has_died, may_be_client
from dialogs.understand.manner import asks_how, told_how
from dialogs.understand.phrases import Signal
from dialogs.understand.signals import Heard
from dialogs.understand.verdict import verdict

_ABROAD_REGIONS = frozenset({"US", "CA"})  # CTIA Messaging Principles 5.1.3; CRTC short code rules
_SHORTEST_MISTYPED = 4
_REACH = 6  # words from "stop" to the texts that are to stop
_NEAR = 2  # words between "why would I" and an opting out
_DAY = 24 * 60  # minutes
_OF_DAYS = frozenset({Role.WEEKDAY, Role.DAY, Role.WEEK, Role.PART})
_STRANGE = 2  # unknown words between them say that something else is to stop
_BESIDE_OPT_OUT = frozenset({Sign.WRONG_NUMBER, Sign.NO})
_STANDING = ((Sign.OPT_OUT, Intent.OPT_OUT), (Sign.OPT_IN, Intent.OPT_IN), (Sign.HELP, Intent.HELP))
_OF_THE_VISIT = frozenset(
    {Sign.KEEP, Sign.CANCEL, Sign.CANCEL_ASK, Sign.CANNOT, Sign.UNSUITED, Sign.MOVE, Sign.BOOK}
    | {Sign.CONFIRM, Sign.COMING, Sign.YES, Sign.ASK, Sign.UNDO, Sign.WHERE, Sign.AGENDA}
    | {Sign.LATE, Sign.WAITLIST, Sign.CALL_ME, Sign.DEFERRAL, Sign.WHEN, Sign.DECEASED}
    | {Sign.RETRACTION}
)
"""What "stop" at the head of a text may introduce: then it stops no texts."""


def opting(heard: Heard, frame: Frame, foreign: Mapping[Sign, str]) -> Understanding | None:
    """Find an opt-out, an opt-in or a call for help.

    Args:
        heard: the text.
        frame: the appointment, the question and the region, which decide on CANCEL, END and QUIT.
        foreign: phrases in other languages than the text's, by what they signal.

    Returns:
        The verdict, or None where the text is about something else.
    """
    found = _phrase(heard) or _foreign(heard, foreign) or _put_together(heard)
    if found is not None and found.intent is Intent.OPT_OUT and _limited(heard, frame):
        evidence = ["texts are unwanted at some time, or in some language, only"]
        found = verdict(Intent.UNCLEAR, 0.4, evidence, heard.lexicon.locale)
    found = _whole(heard) or found
    if found is None and heard.clauses.stops:
        found = _head(heard) or _tail(heard)
    if found is not None:
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
    if heard.kinds.isdisjoint(_BESIDE_OPT_OUT):
        return None
    core = heard.without(*_BESIDE_OPT_OUT)
    if _standing().get(core) is not Intent.OPT_OUT:
        return None
    evidence = [f"“{core}”, and little beside it"]
    return verdict(Intent.OPT_OUT, 0.95, evidence, heard.lexicon.locale, also=_stranger(heard))


def _phrase(heard: Heard) -> Understanding | None:
    """Read "stop texting me" wherever it stands, unless a negation turns it."""
    if Sign.OPT_OUT_PHRASE not in heard.kinds:
        return None
    found = heard.found(Sign.OPT_OUT_PHRASE)
    if all(each.turned or each.first < heard.clauses.retracted for each in found):
        return None
    return _only_spoken_of(heard, found) or _asked_for(heard)


def _only_spoken_of(heard: Heard, found: tuple[Signal, ...]) -> Understanding | None:
    """Read what only asks how one opts out, or speaks of somebody's or something's stopping."""
    if all(asks_how(heard, each.first) for each in found):
        return told_how(heard, heard.quote(Sign.OPT_OUT_PHRASE))
    if all(_said_apart(heard, each) for each in found):
        evidence = [f"{heard.quote(Sign.OPT_OUT_PHRASE)} is said of somebody or something else"]
        return verdict(Intent.UNCLEAR, 0.4, evidence, heard.lexicon.locale)
    return None


def _asked_for(heard: Heard) -> Understanding | None:
    """Say what a phrase asks for that stands: no more texts, or not to have the appointment."""
    if _off_a_list(heard) and heard.signs() & {Sign.CANCEL, Sign.CANNOT}:
        evidence = [f"{heard.quote(Sign.OPT_OUT_PHRASE)}: out of the appointment, or of all texts?"]
        return verdict(Intent.UNCLEAR, 0.4, evidence, heard.lexicon.locale)
    if _of_visit(heard):
        return _leaving(heard)
    evidence = [f"{heard.quote(Sign.OPT_OUT_PHRASE)} asks for no more texts"]
    if client_has_died(heard) or (heard.found(Sign.DECEASED) and may_be_client(heard)):
        # both are done, and the bereaved are answered as such
        evidence.insert(0, f"{heard.quote(Sign.DECEASED)} tells of a death")
        also = [Intent.OPT_OUT]
        return verdict(Intent.DECEASED, 0.97, evidence, heard.lexicon.locale, also=also)
    return verdict(Intent.OPT_OUT, 0.97, evidence, heard.lexicon.locale, also=_stranger(heard))


def _said_apart(heard: Heard, signal: Signal) -> bool:
    """Whether it is said of somebody or something else, or only wondered about."""
    if _of_somebody(heard, signal) or _names_other_things(heard, signal.last):
        return True
    first, _ = heard.clauses.sentence(signal.first)
    asked = "?" in heard.marks[signal.last :]  # "if I want no more of this, what do I write?"
    supposed = asked and any(first <= e.first < signal.first for e in heard.found(Sign.CONDITION))
    return supposed or _why_should_they(heard, signal) or _asked_of(heard, signal)


def _asked_of(heard: Heard, signal: Signal) -> bool:
    """Whether a question without its mark asks it of somebody: "why did you stop texting me".

    "Could you stop texting me" is a request, and "who is this stop texting me" are two sentences.
    """
    lexicon, first = heard.lexicon, heard.clauses.sentence(signal.first)[0]
    subjects = lexicon.subjects - lexicon.determiners
    if signal.first == first or heard.words[signal.first - 1] not in subjects:
        return False
    asks = [e for e in heard.found(Sign.QUESTION, Sign.WHEN) if first <= e.first < signal.first]
    requests = not lexicon.requesting.isdisjoint(heard.words[first : signal.first])
    behind = heard.clauses.sentence(signal.first)[1]
    supposed = any(signal.last < each.first < behind for each in heard.found(Sign.CONDITION))
    return bool(asks) and (supposed or not requests)


def _why_should_they(heard: Heard, signal: Signal) -> bool:
    """Whether the writer wonders why they should: "why would I want to unsubscribe"."""
    near = (e for e in heard.found(Sign.QUESTION) if 0 <= signal.first - e.last - 1 < _NEAR)
    asked = [heard.words[each.first : signal.first] for each in near]
    return any(not heard.lexicon.writer.isdisjoint(words) for words in asked)


def _of_somebody(heard: Heard, signal: Signal) -> bool:
    """Whether somebody else is the subject: "Mum wants no more texts from my aunt"."""
    first, _ = heard.clauses.bounds(signal.first)
    others = [at for at in heard.clauses.others if first <= at < signal.first]
    return bool(others) and not any(others[0] < at < signal.first for at in heard.clauses.writers)


def _names_other_things(heard: Heard, last: int) -> bool:
    """Whether a thing that nobody knows is what is to stop: "stop sending stickers"."""
    behind = last + 1
    if heard.marks[last] or behind == len(heard.words):
        return False
    if behind in heard.named or (behind + 1 in heard.named and not heard.marks[behind]):
        return heard.lexicon.texts.isdisjoint(heard.words[behind:])  # "stop sending me Sara"
    strange = behind not in heard.covered and heard.words[behind].isalpha()
    return strange and heard.words[last] in heard.lexicon.sending


def _of_visit(heard: Heard) -> bool:
    """Whether it is an appointment or the waiting list that somebody wants to be taken off."""
    lexicon = heard.lexicon
    if not lexicon.texts.isdisjoint(heard.words):
        return False
    named = lexicon.visits | lexicon.waiting
    timed = any(each.firm for each in heard.times) and _off_a_list(heard)
    return not named.isdisjoint(heard.words) or timed


def _leaving(heard: Heard) -> Understanding | None:
    """Read "unsubscribe me from the waiting list"; the rest is read as it stands."""
    if heard.lexicon.waiting.isdisjoint(heard.words):
        return None
    evidence = ["off the waiting list"]
    return verdict(Intent.LEAVE_LIST, 0.9, evidence, heard.lexicon.locale)


def _off_a_list(heard: Heard) -> bool:
    """Whether what is asked for is to be taken off a list."""
    said = (heard.words[each.first : each.last + 1] for each in heard.found(Sign.OPT_OUT_PHRASE))
    return all(not heard.lexicon.lists.isdisjoint(words) for words in said)


def _foreign(heard: Heard, foreign: Mapping[Sign, str]) -> Understanding | None:
    """Read "stop texting me" in a text that is mostly in another language."""
    if (found := foreign.get(Sign.OPT_OUT_PHRASE)) is None:
        return None
    evidence = [f"“{found}” asks for no more texts"]
    return verdict(Intent.OPT_OUT, 0.95, evidence, heard.lexicon.locale, also=_stranger(heard))


def _put_together(heard: Heard) -> Understanding | None:
    """Read "basta mandarmi sti messaggi": a word that stops, and behind it what is to stop."""
    lexicon = heard.lexicon
    for openers, named in ((lexicon.stopping, lexicon.texts), (lexicon.leaving, lexicon.lists)):
        if openers.isdisjoint(heard.words):
            continue
        for at, word in enumerate(heard.words):
            if word not in openers or _inside_phrase(heard, at) or _kept(heard, at):
                continue
            _, behind = heard.clauses.bounds(at)
            reach = range(at + 1, min(behind, at + 1 + _REACH))
            last = next((each for each in reach if heard.words[each] in named), None)
            if last is None or _names_other_things(heard, last) or _of_visit(heard):
                continue
            if any(at < each < last for each in heard.clauses.negations):
                continue  # "n'arrêtez surtout pas les rappels"
            if _left_open(heard, at) or _told_before(heard, at):
                continue
            if _plainly(heard, at, last):
                said = f"“{' '.join(heard.words[at : last + 1])}”"
                if asks_how(heard, at):
                    return told_how(heard, said)
                evidence = [f"{said} asks for no more texts"]
                return verdict(Intent.OPT_OUT, 0.93, evidence, lexicon.locale)
    return None


def _left_open(heard: Heard, at: int) -> bool:
    """Whether somebody else's stopping is told, or it is one of two things that are asked.

    "My daughter texted STOP, or do I still get reminders?"
    """
    first, behind = heard.clauses.sentence(at)
    others = any(first <= each < at for each in heard.clauses.others)
    others = others and not any(first <= each < at for each in heard.clauses.writers)
    doubts = any(first <= each.first < behind for each in heard.found(Sign.DOUBT, Sign.CONDITION))
    return others or (doubts and "?" in heard.marks[at:behind])


def _told_before(heard: Heard, at: int) -> bool:
    """Whether a word that nobody knows stands before: "my phone shows stop beside your texts"."""
    first, _ = heard.clauses.sentence(at)
    return any(each not in heard.covered for each in range(first, at))


def _limited(heard: Heard, frame: Frame) -> bool:
    """Whether texts are unwanted at some time or in some language only: "not at seven, please"."""
    told = [*heard.found(Sign.OPT_OUT_PHRASE)]
    places = [each.last for each in told]
    if not places:
        places = [at for at, word in enumerate(heard.words) if word in heard.lexicon.texts]
    if not places:
        return False
    behind = heard.clauses.sentence(places[0])[1]
    later = (
        places[0] < each.first < behind and all(span.start > frame.now for span in each.ranges)
        for each in heard.times
        if each.ranges
    )
    tongue = (places[0] < each.first < behind for each in heard.found(Sign.LANGUAGE))
    return any(later) or any(tongue)


def _inside_phrase(heard: Heard, at: int) -> bool:
    """Whether "stop" is part of a phrase that says something else: "nothing can stop us"."""
    return heard.neutral(at) or any(
        each.first <= at <= each.last and each.last > each.first for each in heard.signals
    )


def _plainly(heard: Heard, first: int, last: int) -> bool:
    """Whether nothing else stands between, and the list is not the writer's own."""
    strange = sum(at not in heard.covered for at in range(first + 1, last))
    listed = heard.words[first] in heard.lexicon.leaving
    own = heard.words[last - 1] in heard.lexicon.possessive
    return not (own or strange) if listed else strange < _STRANGE


def _kept(heard: Heard, at: int) -> bool:
    """Whether a negation stands before "stop", or a waiting list is spoken of."""
    first, _ = heard.clauses.bounds(at)
    negated = any(first <= each < at for each in heard.clauses.negations)
    negated = negated or (at > 0 and heard.words[at - 1] in heard.lexicon.determiners)  # "our end"
    return negated or bool(heard.found(Sign.KEEP, Sign.LEAVE_LIST, Sign.WAITLIST, Sign.CONDITION))


def speaks_of_stopping(heard: Heard) -> bool:
    """Whether a text has an opt-out word that is none of everyday speech: "STOP was a mistake".

    Args:
        heard: the text.
    """
    return any(_standing().get(word) is Intent.OPT_OUT for word in heard.words)


def _head(heard: Heard) -> Understanding | None:
    """Read a first sentence that is an opt-out word, unless the rest is about the visit."""
    ends = heard.clauses.stops
    if ends[0] + 1 == len(heard.words):
        return None
    sentence = " ".join(heard.words[: ends[0] + 1])
    if _standing().get(_once(sentence)) is not Intent.OPT_OUT:
        return None
    about = any(each.first > ends[0] and each.sign in _OF_THE_VISIT for each in heard.signals)
    about = about or any(each.first > ends[0] for each in heard.times)
    about = about or any(_names_day(heard, word) for word in heard.words[ends[0] + 1 :])
    keeps = placed(heard, Sign.STAY)
    if about or (keeps is not None and keeps.start > ends[0]):  # "stop, change nothing"
        return None
    strange = [at for at in range(ends[0] + 1, len(heard.words)) if at not in heard.covered]
    asked = heard.marks[ends[0]] == "?"
    # "enough, Leo", "halt! who goes there?"
    called = ends[0] + 1 in heard.named or "?" in heard.marks[ends[0] + 1 :]
    called = called and sentence not in _STRONG and heard.lexicon.texts.isdisjoint(heard.words)
    if asked or called or (len(strange) >= _STRANGE and sentence not in _STRONG):
        return None  # "enough, Leo, go and brush your teeth"
    evidence = [f"“{sentence}” is a sentence of its own"]
    return verdict(Intent.OPT_OUT, 0.95, evidence, heard.lexicon.locale)


def _names_day(heard: Heard, word: str) -> bool:
    """Whether a word speaks of days: "stop, wrong day"."""
    return any(
        term.words == (word,)
        and (term.role in _OF_DAYS or (term.role is Role.UNIT and term.value == _DAY))
        for term in heard.lexicon.terms.opening.get(word, ())
    )


def _tail(heard: Heard) -> Understanding | None:
    """Read a last sentence that is an opt-out word; "basta" may end any speech."""
    ends = [at for at in heard.clauses.stops if at + 1 < len(heard.words)]
    if not ends:
        return None
    sentence = _once(" ".join(heard.words[ends[-1] + 1 :]))
    if sentence not in _STRONG:
        about = not heard.kinds.isdisjoint(_OF_THE_VISIT)
        if about or _standing().get(sentence) is not Intent.OPT_OUT:
            return None
    evidence = [f"“{sentence}” is a sentence of its own"]
    return verdict(Intent.OPT_OUT, 0.95, evidence, heard.lexicon.locale)


_STRONG = frozenset({"stop", "stopall", "stop all", "unsubscribe", "optout", "opt out"})
"""Opt-out words that are none of everyday speech (CTIA Messaging Principles 5.1.3)."""


def _stranger(heard: Heard) -> list[Intent]:
    return [Intent.WRONG_NUMBER] if heard.found(Sign.WRONG_NUMBER) else []


def _abroad(heard: Heard, frame: Frame) -> Understanding | None:
    """Read CANCEL, END, QUIT: the appointment where one is ahead, else what the region says."""
    word, locale = heard.core, heard.lexicon.locale
    if frame.appointment is not None or frame.question is OpenQuestion.REMINDER:
        return verdict(Intent.CANCEL, 0.95, [f"“{word}”, and an appointment is ahead"], locale)
    if frame.region not in _ABROAD_REGIONS:
        return None
    evidence = [f"“{word}” opts out in {frame.region}, and no appointment is ahead"]
    return verdict(Intent.OPT_OUT, 0.9, evidence, locale)


def _once(text: str) -> str:
    """Say "stop stop stop" once."""
    first, _, rest = text.partition(" ")
    return first if rest.startswith(first) and set(rest.split()) == {first} else text


def _mistyped(core: str) -> str | None:
    """Find the opt-out word that a single unknown word misses by one letter."""
    if len(core) < _SHORTEST_MISTYPED or not core.isalpha() or core in every_word():
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
