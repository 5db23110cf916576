"""Reads opt-outs in free words, wherever they stand: "stop texting me".

No opt-out: another person's request, a question, a doubt, leaving another list, or texts
unwanted only at some hour.
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
    names_unsent,
    said_apart,
)
from dialogs.understand.opting_out.told_number import tells_number
from dialogs.understand.result import verdict
from dialogs.understand.safety.bereavement import client_has_died, may_be_client
from dialogs.understand.safety.machines import out_of_office
from dialogs.understand.stop_doubts import (
    against_stopping,
    dated_texts,
    only_enough,
    takes_others_off,
)

_REACH = 6  # most words from "stop" to the texts that are to stop
_SOMEWHERE = frozenset({"ahi", "alli", "there", "dai", "dali", "li", "da", "raus", "la"})
"""Last words of "take me off there", which may mean the appointment as well."""
_ACTS = frozenset(
    {*(Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.CONFIRM, Cue.COMING, Cue.MOVE, Cue.BOOK)}
)
"""Cues of another act beside an opt-out."""
_STRANGE = 2  # as many unknown words between them mean that another thing is to stop


def stopping(heard: Heard, frame: Frame, foreign: Mapping[Cue, str]) -> Understanding | None:
    """Read an opt-out in free words.

    Args:
        heard: the text.
        frame: the moment, to which an hour in the text is relative.
        foreign: phrases in languages other than the text's, by cue.

    Returns:
        The verdict, or None where the text asks for no opt-out.
    """
    words, lexicon = heard.words, heard.lexicon
    if not lexicon.lists.isdisjoint(words) and takes_others_off(heard):
        return _left_to_staff(heard, "somebody else is to be taken off a list")
    found = _phrase(heard, frame) if Cue.OPT_OUT_PHRASE in heard.kinds else None
    if found is None and foreign:
        found = _foreign(heard, foreign)
    stops = not (lexicon.stopping.isdisjoint(words) and lexicon.leaving.isdisjoint(words))
    if found is None and stops:
        found = _put_together(heard, frame)
    if found is None and heard.times and dated_texts(heard, frame) and not out_of_office(heard):
        return _left_to_staff(heard, "texts are unwanted from a later day on")
    if found is not None and found.intent is Intent.OPT_OUT and _limited(heard, frame):
        return _left_to_staff(heard, "texts are unwanted at some time, or in some language, only")
    return found


def _left_to_staff(heard: Heard, reason: str) -> Understanding:
    """Leave an opt-out to a person, with a reason."""
    return verdict(Intent.UNCLEAR, 0.4, [reason], heard.lexicon.locale)


def _phrase(heard: Heard, frame: Frame) -> Understanding | None:
    """Read "stop texting me" wherever it stands, unless it is negated."""
    found = heard.found(Cue.OPT_OUT_PHRASE)
    if all(each.turned or each.first < heard.clauses.retracted for each in found):
        return None
    if all(names_none_of_ours(heard, each, frame) for each in found):
        return None
    if all(names_unsent(heard, each.first, each.last) for each in found):
        return _left_to_staff(heard, "no more of something else is wanted")
    if all(tells_number(heard, each.first, each.last) for each in found):
        return _left_to_staff(heard, "it tells how to stop the texts of another number")
    doubts = [against_stopping(heard, each.first, each.last, frame) for each in found]
    if all(doubts):
        return _left_to_staff(heard, f"{heard.quote(Cue.OPT_OUT_PHRASE)}, and {doubts[0]}")
    return _only_spoken_of(heard, found) or _asked_for(heard)


def _only_spoken_of(heard: Heard, found: tuple[Signal, ...]) -> Understanding | None:
    """Read a question about how to opt out, or a text about another's stopping."""
    if all(asks_how(heard, each.first) for each in found):
        return told_how(heard, heard.quote(Cue.OPT_OUT_PHRASE))
    if all(said_apart(heard, each) for each in found):
        evidence = [f"{heard.quote(Cue.OPT_OUT_PHRASE)} is said of somebody or something else"]
        return verdict(Intent.UNCLEAR, 0.4, evidence, heard.lexicon.locale)
    return None


def _asked_for(heard: Heard) -> Understanding | None:
    """Return the request of a phrase: an opt-out, or a cancelling of the appointment."""
    if (_off_a_list(heard) or _from_somewhere(heard)) and _refuses_visit(heard):
        evidence = [f"{heard.quote(Cue.OPT_OUT_PHRASE)}: out of the appointment, or of all texts?"]
        return verdict(Intent.UNCLEAR, 0.4, evidence, heard.lexicon.locale)
    if _of_visit(heard):
        return _leaving(heard)
    evidence = [f"{heard.quote(Cue.OPT_OUT_PHRASE)} asks for no more texts"]
    if client_has_died(heard) or (heard.found(Cue.DECEASED) and may_be_client(heard)):
        # both are done; the bereaved get a condolence
        evidence.insert(0, f"{heard.quote(Cue.DECEASED)} tells of a death")
        also = [Intent.OPT_OUT]
        return verdict(Intent.DECEASED, 0.97, evidence, heard.lexicon.locale, also=also)
    return verdict(Intent.OPT_OUT, 0.97, evidence, heard.lexicon.locale, also=stranger(heard))


def _of_visit(heard: Heard) -> bool:
    """Say whether the client wants to be taken off an appointment or the waiting list."""
    lexicon = heard.lexicon
    if not lexicon.texts.isdisjoint(heard.words):
        return False
    if not lexicon.waiting.isdisjoint(heard.words):
        return True
    timed = any(each.firm for each in heard.times) and _off_a_list(heard)
    return not lexicon.visits.isdisjoint(_beside(heard)) or timed


def _beside(heard: Heard) -> tuple[str, ...]:
    """Return the words of the clauses with such a phrase, or all words if there is none.

    "Yes, the appointment too, and write to me no more" is about texts, "take me off there" is not.
    """
    found = heard.found(Cue.OPT_OUT_PHRASE)
    if found and (_from_somewhere(heard) or _off_a_list(heard)):
        return heard.words
    bounds = [heard.clauses.bounds(each.first) for each in found]
    said = tuple(word for first, behind in bounds for word in heard.words[first:behind])
    return said if found else heard.words


def _leaving(heard: Heard) -> Understanding | None:
    """Read "unsubscribe me from the waiting list"; other texts are read elsewhere."""
    if heard.lexicon.waiting.isdisjoint(heard.words):
        return None
    evidence = ["off the waiting list"]
    return verdict(Intent.LEAVE_LIST, 0.9, evidence, heard.lexicon.locale)


def _off_a_list(heard: Heard) -> bool:
    """Say whether the client asks to be taken off a list."""
    said = (heard.words[each.first : each.last + 1] for each in heard.found(Cue.OPT_OUT_PHRASE))
    return all(not heard.lexicon.lists.isdisjoint(words) for words in said)


def _from_somewhere(heard: Heard) -> bool:
    """Say whether the client asks to be taken "off there", and names no texts, list or number."""
    lexicon = heard.lexicon
    said = [heard.words[each.first : each.last + 1] for each in heard.found(Cue.OPT_OUT_PHRASE)]
    named = lexicon.texts | lexicon.lists
    return all(words[-1] in _SOMEWHERE and named.isdisjoint(words) for words in said)


def _refuses_visit(heard: Heard) -> bool:
    """Say whether the text also refuses the visit, be it by a bare "no" of its own sentence."""
    if heard.cues() & {Cue.CANCEL, Cue.CANNOT}:
        return True
    noes, begins = heard.lexicon.standing[Cue.NAY], 0
    for stop in heard.clauses.stops:
        if " ".join(heard.words[begins : stop + 1]) in noes:
            return True
        begins = stop + 1
    return False


def _foreign(heard: Heard, foreign: Mapping[Cue, str]) -> Understanding | None:
    """Read "stop texting me" in a text that is mostly in another language."""
    if (found := foreign.get(Cue.OPT_OUT_PHRASE)) is None:
        return None
    evidence = [f"“{found}” asks for no more texts"]
    return verdict(Intent.OPT_OUT, 0.95, evidence, heard.lexicon.locale, also=stranger(heard))


def _put_together(heard: Heard, frame: Frame) -> Understanding | None:
    """Read "basta mandarmi sti messaggi": a word that stops, and after it the texts to stop."""
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
            if names_unsent(heard, at, last) or tells_number(heard, at, last):
                continue
            if any(at < each < last for each in heard.clauses.negations):
                continue  # "n'arrêtez surtout pas les rappels"
            if _left_open(heard, at) or _told_before(heard, at) or only_enough(heard, at, last):
                continue
            if _plainly(heard, at, last):
                return _wished(heard, at, last, frame)
    return None


def _wished(heard: Heard, at: int, last: int, frame: Frame) -> Understanding:
    """Return the verdict on an opt-out of several words."""
    said = f"“{' '.join(heard.words[at : last + 1])}”"
    if asks_how(heard, at):
        return told_how(heard, said)
    if (doubt := against_stopping(heard, at, last, frame)) is not None:
        return _left_to_staff(heard, f"{said}, and {doubt}")
    evidence = [f"{said} asks for no more texts"]
    return verdict(Intent.OPT_OUT, 0.93, evidence, heard.lexicon.locale)


def _left_open(heard: Heard, at: int) -> bool:
    """Say whether another person's stopping is told, or it is one of two alternatives asked.

    "My daughter texted STOP, or do I still get reminders?"
    """
    first, behind = heard.clauses.sentence(at)
    others = any(first <= each < at for each in heard.clauses.others)
    others = others and not any(first <= each < at for each in heard.clauses.writers)
    doubts = any(first <= each.first < behind for each in heard.found(Cue.DOUBT, Cue.CONDITION))
    return others or (doubts and "?" in heard.marks[at:behind])


def _told_before(heard: Heard, at: int) -> bool:
    """Say whether an unknown word stands before: "my phone shows stop beside your texts"."""
    first, _ = heard.clauses.sentence(at)
    return any(each not in heard.covered for each in range(first, at))


def _limited(heard: Heard, frame: Frame) -> bool:
    """Say whether texts are unwanted only at a time or in a language: "not at seven, please"."""
    told = [*heard.found(Cue.OPT_OUT_PHRASE)]
    places = [each.last for each in told]
    if not places:
        places = [at for at, word in enumerate(heard.words) if word in heard.lexicon.texts]
    if not places:
        return False
    ends = heard.clauses.sentence(places[0])[1]
    acts = [e.first for e in heard.signals if e.first > places[0] and e.cue in _ACTS]
    # "stop texting me and cancel Wednesday": the day belongs to the other act; German tells that
    # act at the end: "und sagen Sie den Mittwoch ab"
    joined = [at for at in range(places[0] + 1, ends) if heard.words[at] in heard.lexicon.adding]
    behind = min((ends, *acts, *(at for at in joined if acts and at < max(acts))))
    later = (
        places[0] < each.first < behind and all(span.start > frame.now for span in each.ranges)
        for each in heard.times
        if each.ranges
    )
    tongue = (places[0] < each.first < behind for each in heard.found(Cue.LANGUAGE))
    return any(later) or any(tongue)


def _inside_phrase(heard: Heard, at: int) -> bool:
    """Say whether "stop" is part of a phrase with another meaning: "nothing can stop us"."""
    return heard.neutral(at) or any(
        each.first <= at <= each.last and each.last > each.first for each in heard.signals
    )


def _plainly(heard: Heard, first: int, last: int) -> bool:
    """Say whether nothing else stands between, and the list is not the writer's own."""
    strange = sum(at not in heard.covered for at in range(first + 1, last))
    listed = heard.words[first] in heard.lexicon.leaving
    own = heard.words[last - 1] in heard.lexicon.possessive
    return not (own or strange) if listed else strange < _STRANGE


def _kept(heard: Heard, at: int) -> bool:
    """Say whether a negation stands before "stop", or the waiting list is named."""
    first, _ = heard.clauses.bounds(at)
    negated = any(first <= each < at for each in heard.clauses.negations)
    negated = negated or (at > 0 and heard.words[at - 1] in heard.lexicon.determiners)  # "our end"
    return negated or bool(heard.found(Cue.KEEP, Cue.LEAVE_LIST, Cue.WAITLIST, Cue.CONDITION))


def stranger(heard: Heard) -> list[Intent]:
    """Return WRONG_NUMBER if the text also says that the number is not the client's.

    Args:
        heard: the text.
    """
    return [Intent.WRONG_NUMBER] if heard.found(Cue.WRONG_NUMBER) else []
