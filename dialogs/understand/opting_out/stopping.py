"""Wishes for no more texts, in words: "stop texting me", wherever it stands.

Owns what is no such wish: what somebody else wants, what is only asked or wondered about, a list
that is left, and texts that are unwanted at some hour only.
"""

from collections.abc import Mapping

from dialogs.intents import Frame, Intent, Understanding
from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.opting_out.asks_how import asks_how, told_how
from dialogs.understand.opting_out.only_mentioned import (
    names_none_of_ours,
    names_other_things,
    said_apart,
)
from dialogs.understand.result import verdict
from dialogs.understand.safety.bereavement import client_has_died, may_be_client
from dialogs.understand.stop_doubts import (
    against_stopping,
    dated_texts,
    only_enough,
    takes_others_off,
)

_REACH = 6  # words from "stop" to the texts that are to stop
_STRANGE = 2  # unknown words between them say that something else is to stop


def stopping(heard: Heard, frame: Frame, foreign: Mapping[Cue, str]) -> Understanding | None:
    """Read a wish for no more texts.

    Args:
        heard: the text.
        frame: the moment, against which an hour limits the wish.
        foreign: phrases in other languages than the text's, by what they signal.

    Returns:
        The verdict, or None where no such wish is spoken of.
    """
    if takes_others_off(heard):
        return _left_to_staff(heard, "somebody else is to be taken off a list")
    found = _phrase(heard, frame) if Cue.OPT_OUT_PHRASE in heard.kinds else None
    if found is None and foreign:
        found = _foreign(heard, foreign)
    if found is None:
        found = _put_together(heard, frame)
    if found is None and dated_texts(heard, frame):
        return _left_to_staff(heard, "texts are unwanted from a later day on")
    if found is not None and found.intent is Intent.OPT_OUT and _limited(heard, frame):
        return _left_to_staff(heard, "texts are unwanted at some time, or in some language, only")
    return found


def _left_to_staff(heard: Heard, reason: str) -> Understanding:
    """Leave a wish for no more texts to a person, for a reason."""
    return verdict(Intent.UNCLEAR, 0.4, [reason], heard.lexicon.locale)


def _phrase(heard: Heard, frame: Frame) -> Understanding | None:
    """Read "stop texting me" wherever it stands, unless a negation turns it."""
    found = heard.found(Cue.OPT_OUT_PHRASE)
    if all(each.turned or each.first < heard.clauses.retracted for each in found):
        return None
    if all(names_none_of_ours(heard, each, frame) for each in found):
        return None
    doubts = [against_stopping(heard, each.first, each.last, frame) for each in found]
    if all(doubts):
        return _left_to_staff(heard, f"{heard.quote(Cue.OPT_OUT_PHRASE)}, and {doubts[0]}")
    return _only_spoken_of(heard, found) or _asked_for(heard)


def _only_spoken_of(heard: Heard, found: tuple[Signal, ...]) -> Understanding | None:
    """Read what only asks how one opts out, or speaks of somebody's or something's stopping."""
    if all(asks_how(heard, each.first) for each in found):
        return told_how(heard, heard.quote(Cue.OPT_OUT_PHRASE))
    if all(said_apart(heard, each) for each in found):
        evidence = [f"{heard.quote(Cue.OPT_OUT_PHRASE)} is said of somebody or something else"]
        return verdict(Intent.UNCLEAR, 0.4, evidence, heard.lexicon.locale)
    return None


def _asked_for(heard: Heard) -> Understanding | None:
    """Say what a phrase asks for that stands: no more texts, or not to have the appointment."""
    if _off_a_list(heard) and heard.cues() & {Cue.CANCEL, Cue.CANNOT}:
        evidence = [f"{heard.quote(Cue.OPT_OUT_PHRASE)}: out of the appointment, or of all texts?"]
        return verdict(Intent.UNCLEAR, 0.4, evidence, heard.lexicon.locale)
    if _of_visit(heard):
        return _leaving(heard)
    evidence = [f"{heard.quote(Cue.OPT_OUT_PHRASE)} asks for no more texts"]
    if client_has_died(heard) or (heard.found(Cue.DECEASED) and may_be_client(heard)):
        # both are done, and the bereaved are answered as such
        evidence.insert(0, f"{heard.quote(Cue.DECEASED)} tells of a death")
        also = [Intent.OPT_OUT]
        return verdict(Intent.DECEASED, 0.97, evidence, heard.lexicon.locale, also=also)
    return verdict(Intent.OPT_OUT, 0.97, evidence, heard.lexicon.locale, also=stranger(heard))


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
    said = (heard.words[each.first : each.last + 1] for each in heard.found(Cue.OPT_OUT_PHRASE))
    return all(not heard.lexicon.lists.isdisjoint(words) for words in said)


def _foreign(heard: Heard, foreign: Mapping[Cue, str]) -> Understanding | None:
    """Read "stop texting me" in a text that is mostly in another language."""
    if (found := foreign.get(Cue.OPT_OUT_PHRASE)) is None:
        return None
    evidence = [f"“{found}” asks for no more texts"]
    return verdict(Intent.OPT_OUT, 0.95, evidence, heard.lexicon.locale, also=stranger(heard))


def _put_together(heard: Heard, frame: Frame) -> Understanding | None:
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
            if last is None or names_other_things(heard, last) or _of_visit(heard):
                continue
            if any(at < each < last for each in heard.clauses.negations):
                continue  # "n'arrêtez surtout pas les rappels"
            if _left_open(heard, at) or _told_before(heard, at) or only_enough(heard, at, last):
                continue
            if _plainly(heard, at, last):
                return _wished(heard, at, last, frame)
    return None


def _wished(heard: Heard, at: int, last: int, frame: Frame) -> Understanding:
    """Say what a wish that was put together comes to."""
    said = f"“{' '.join(heard.words[at : last + 1])}”"
    if asks_how(heard, at):
        return told_how(heard, said)
    if (doubt := against_stopping(heard, at, last, frame)) is not None:
        return _left_to_staff(heard, f"{said}, and {doubt}")
    evidence = [f"{said} asks for no more texts"]
    return verdict(Intent.OPT_OUT, 0.93, evidence, heard.lexicon.locale)


def _left_open(heard: Heard, at: int) -> bool:
    """Whether somebody else's stopping is told, or it is one of two things that are asked.

    "My daughter texted STOP, or do I still get reminders?"
    """
    first, behind = heard.clauses.sentence(at)
    others = any(first <= each < at for each in heard.clauses.others)
    others = others and not any(first <= each < at for each in heard.clauses.writers)
    doubts = any(first <= each.first < behind for each in heard.found(Cue.DOUBT, Cue.CONDITION))
    return others or (doubts and "?" in heard.marks[at:behind])


def _told_before(heard: Heard, at: int) -> bool:
    """Whether a word that nobody knows stands before: "my phone shows stop beside your texts"."""
    first, _ = heard.clauses.sentence(at)
    return any(each not in heard.covered for each in range(first, at))


def _limited(heard: Heard, frame: Frame) -> bool:
    """Whether texts are unwanted at some time or in some language only: "not at seven, please"."""
    told = [*heard.found(Cue.OPT_OUT_PHRASE)]
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
    tongue = (places[0] < each.first < behind for each in heard.found(Cue.LANGUAGE))
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
    return negated or bool(heard.found(Cue.KEEP, Cue.LEAVE_LIST, Cue.WAITLIST, Cue.CONDITION))


def stranger(heard: Heard) -> list[Intent]:
    """Say that the number is not the client's, where somebody who wants no texts says so, too.

    Args:
        heard: the text.
    """
    return [Intent.WRONG_NUMBER] if heard.found(Cue.WRONG_NUMBER) else []
