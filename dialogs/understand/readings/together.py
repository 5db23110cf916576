"""Reads phrases that mean an act only together: a reason and "leave it", "her son" and "she comes".

One of them alone may be about something else: "my tooth doesn't hurt any more" cancels nothing,
and "leave it" keeps as often as it cancels. The words are in together.toml of each language.
"""

from collections.abc import Mapping

from dialogs.intents import Frame, Intent, OpenQuestion, Understanding
from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.times import Spoken
from dialogs.understand.frame.detained import tells_of_journey
from dialogs.understand.frame.habits import habitual
from dialogs.understand.frame.roles import meets
from dialogs.understand.frame.spoken_of import only_spoken_of
from dialogs.understand.frame.things import of_another_thing
from dialogs.understand.frame.turning_words import turners
from dialogs.understand.hearing.phrases import POLITE, Signal
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.readings.together_phrases import found_phrases, opening, places, tables
from dialogs.understand.result import verdict

_LEADING = ("reason", "abandoning", "relaying", "declined", "feared")
"""Tables without whose phrases no act is told."""
_REFUSING = frozenset({Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT})
_SAYING = frozenset({Cue.YES, Cue.COMING, Cue.CONFIRM})
_FAILING = _REFUSING | {Cue.NEGATION, Cue.NO, Cue.CANT, Cue.UNSUITED}
_BESIDE = POLITE | {Cue.REASON, Cue.ACK, Cue.FILLER}
"""Cues that may stand beside such phrases, wherever."""
_RELAYING = _BESIDE | {Cue.YES, Cue.QUOTATION, Cue.OTHERS}
"""Cues that may stand between a messenger and what the client lets us know."""
_MOST_STRANGE = 4  # most words outside of the phrases that are not known
_MOST_RELAYED = 6  # most words between "I'm her daughter" and "she comes"
_MOST_EXPLAINED = 20  # most words between "I'm her daughter" and "she can't come"
_EXPLAINING = _RELAYING | {Cue.UNSUITED, Cue.NEGATION, Cue.EXCEPTION, Cue.ASK}
"""Cues that may stand between a messenger and what the client can't do."""
_HEAD = 8  # words of a text within which its writer is introduced
_OF_JOURNEY = _BESIDE | {Cue.DOUBT, Cue.QUOTATION, Cue.LATE, Cue.MOVE, Cue.UNSUITED, Cue.CANNOT}
"""Cues that may stand in the story of a journey that keeps the client away."""
_WHOLE_REASON = 2  # words of a reason that is told in full, behind its first
_MOST_BETWEEN = 14  # most words from a fear to what became of it
_SURE = 0.85


def told_together(heard: Heard, frame: Frame) -> Understanding | None:
    """Read several phrases that mean an act together.

    Args:
        heard: the text.
        frame: the open question and the appointment.

    Returns:
        A cancelling, a confirmation, or None.
    """
    if "?" in heard.marks:
        return _agreed(heard, frame)
    opened = not opening(heard.lexicon.locale, _LEADING).isdisjoint(heard.words)
    found = found_phrases(heard) if opened else {}
    if (why := _given_up(heard, frame, found)) is not None:
        return verdict(Intent.CANCEL, _SURE, [why], heard.lexicon.locale)
    if not found or frame.question is not OpenQuestion.REMINDER:
        return None
    if _relays(heard, frame, found) or _overcame(heard, frame, found):
        evidence = ["several phrases together: confirm"]
        return verdict(Intent.CONFIRM, _SURE, evidence, heard.lexicon.locale)
    return None


def _given_up(heard: Heard, frame: Frame, found: Mapping[str, list[range]]) -> str | None:
    """Return the evidence where several phrases together cancel."""
    if heard.times and Cue.CANCEL in heard.kinds and (away := _kept_away(heard, frame)):
        return away
    if not found:
        return None
    why = _cancels(heard, frame, found) or _abandons(heard, frame, found)
    return why or _declines(heard, frame, found)


def _agreed(heard: Heard, frame: Frame) -> Understanding | None:
    """Read "Wednesday at three, right? deal": the visit's own time, a tag, and a yes behind it."""
    tags, size = tables(heard.lexicon.locale)["tags"], len(heard.words)
    ends = heard.marks.index("?") + 1
    if frame.question is not OpenQuestion.REMINDER or "?" in heard.marks[ends:]:
        return None
    if not heard.times or tags.lacking(heard.words):
        return None
    tag = next((at for at in range(ends) if tags.size(heard.words, at, ends)), ends)
    if tag == ends or tag + tags.size(heard.words, tag, ends) != ends:
        return None
    known = _yeses(heard, ends)
    if not known or not all(_own(each, frame) and each.last < tag for each in heard.times):
        return None
    known |= {at for each in heard.times for at in range(each.first, each.last + 1)}
    known |= {at for e in heard.phrases if e.cue in _BESIDE for at in range(e.first, e.last + 1)}
    if not (known | heard.named).issuperset((*range(tag), *range(ends, size))):
        return None
    evidence = ["the visit's time, and a yes behind it"]
    return verdict(Intent.CONFIRM, _SURE, evidence, heard.lexicon.locale)


def _yeses(heard: Heard, begins: int) -> set[int]:
    """Return the positions of words of agreement from a position on."""
    size, deals = len(heard.words), tables(heard.lexicon.locale)["deals"]
    told = [range(at, at + deals.size(heard.words, at, size)) for at in range(begins, size)]
    signals = heard.found(Cue.ACK, *_SAYING)
    told += [range(e.first, e.last + 1) for e in signals if e.first >= begins and not e.turned]
    return places(told)


def _own(time: Spoken, frame: Frame) -> bool:
    """Say whether a time in a text may be nothing but the visit's."""
    return time.firm and not time.excluded and meets(time.ranges, frame.appointment)


def _cancels(heard: Heard, frame: Frame, found: Mapping[str, list[range]]) -> str | None:
    """Return the evidence where a reason stands beside a plain refusal, or beside "leave it"."""
    if not found["reason"]:
        return None
    inside = places(found["reason"])
    refusals = [
        each
        for each in heard.found(*_REFUSING)
        if each.first not in inside and not (each.turned or each.asked or each.of_others)
    ]
    dropped = [each for each in found["dropping"] if inside.isdisjoint(each)]
    dropped = [e for e in dropped if not (_leads_on(heard, e) or _led_by_thing(heard, e, inside))]
    parts = _parts_at(heard, max(each.stop for each in found["reason"]))
    if parts is not None or not (refusals or dropped):
        return None  # "..., see you Wednesday" keeps the visit
    inside |= places(dropped)
    inside |= {at for each in refusals for at in range(each.first, each.last + 1)}
    another = any(of_another_thing(heard, e) for e in refusals if e.cue is not Cue.CANNOT)
    if another or only_spoken_of(heard) or habitual(heard, _REFUSING):
        return None
    if not _nothing_else(heard, frame, inside, _BESIDE):
        return None
    return "a reason not to come, and a refusal: cancel"


def _abandons(heard: Heard, frame: Frame, found: Mapping[str, list[range]]) -> str | None:
    """Return the evidence where what does not suit is given up: "something came up, drop it"."""
    given_up = [each for each in found["abandoning"] if not _leads_on(heard, each)]
    if not given_up:
        return None
    inside = places(given_up)
    unsuited = [e for e in heard.found(Cue.UNSUITED) if not (e.turned or e.asked)]
    unsuited += [e for e in heard.found(Cue.REASON) if e.last - e.first >= _WHOLE_REASON]
    told = [range(_begins_at(heard, each), each.last + 1) for each in unsuited] + found["reason"]
    told = [each for each in told if inside.isdisjoint(each)]
    if not told or _parts_at(heard, max(each.stop for each in told)) is not None:
        return None
    if only_spoken_of(heard) or habitual(heard, _REFUSING):
        return None
    if not _nothing_else(heard, frame, inside | places(told), _BESIDE):
        return None
    return "it does not suit, and it is given up: cancel"


def _begins_at(heard: Heard, signal: Signal) -> int:
    """Return where a reason begins: with the person of whom it is told, "my son has chickenpox"."""
    return heard.clauses.sentence(signal.first)[0] if signal.of_others else signal.first


def _kept_away(heard: Heard, frame: Frame) -> str | None:
    """Return the evidence where a journey is told, and then a plain cancelling."""
    if not tells_of_journey(heard, frame.appointment):
        return None
    told = [e for e in heard.found(Cue.CANCEL) if not (e.turned or e.asked or e.of_others)]
    if len(told) != 1 or not _plainly_behind(heard, told[0]):
        return None
    story = [each for each in heard.signals if each.last < told[0].first]
    journeys = heard.lexicon.journeys
    if any(
        each.cue not in _OF_JOURNEY
        or (each.cue is Cue.DOUBT and journeys.isdisjoint(heard.words[each.first : each.last + 1]))
        for each in story
    ):
        return None
    inside = {*range(told[0].last + 1)}
    if of_another_thing(heard, told[0]) or not _nothing_else(heard, frame, inside, _BESIDE):
        return None
    return "a journey that keeps the client away, and a cancelling"


def _plainly_behind(heard: Heard, cancel: Signal) -> bool:
    """Say whether a cancelling stands by itself behind a story: "..., so please cancel"."""
    times = [each.last + 1 for each in heard.times if each.last < cancel.first]
    begins = max(heard.clauses.sentence(cancel.first)[0], *times)
    joining = heard.lexicon.joining | heard.lexicon.adding
    polite = places([range(e.first, e.last + 1) for e in heard.phrases if e.cue in POLITE])
    between = range(begins, cancel.first)
    return all(at in polite or heard.words[at] in joining for at in between)


def _ends_there(heard: Heard, place: range) -> bool:
    """Say whether nothing but the visit follows in the sentence: not "can't come to the phone"."""
    lexicon = heard.lexicon
    _, ends = heard.clauses.sentence(place.stop - 1)
    reasons = [e.first for e in heard.found(Cue.REASON) if e.first >= place.stop]
    ends = min([ends, *reasons])
    known = {at for each in heard.times for at in range(each.first, each.last + 1)} | heard.named
    known |= places([range(e.first, e.last + 1) for e in heard.phrases if e.cue in POLITE])
    passing = lexicon.visits | lexicon.determiners | lexicon.articles | lexicon.away
    return all(at in known or heard.words[at] in passing for at in range(place.stop, ends))


def _declines(heard: Heard, frame: Frame, found: Mapping[str, list[range]]) -> str | None:
    """Return the evidence where somebody writes for the client that she can't come."""
    leading = found["relaying"] + _named_kin(heard)
    if not (leading and found["declined"]):
        return None
    lead = min(leading, key=lambda each: each.start)
    told = [each for each in found["declined"] if each.start >= lead.stop]
    if not told or not _ends_there(heard, max(told, key=lambda each: each.stop)):
        return None
    between = range(lead.stop, told[-1].start)
    people = turners(heard.lexicon.locale).people
    led = places(leading)
    led |= {at for at in range(1, len(heard.words)) if at - 1 in led and heard.words[at] in people}
    known = led | places(found["clients"])  # "my mother", from a son, is the client
    if len(between) > _MOST_EXPLAINED or any(
        (heard.words[at] in people and at not in known) or "?" in heard.marks[at] for at in between
    ):
        return None
    inside = led | places(told)
    behind = [each for each in heard.times if each.first - 1 in inside]
    own = [each for each in behind if each.excluded or meets(each.ranges, frame.appointment)]
    inside |= {at for each in own for at in range(each.first, each.last + 1)}  # "n'ira pas lundi"
    if any(
        each.first in between and each.first not in inside and each.cue not in _EXPLAINING
        for each in heard.signals
    ):
        return None
    if not _nothing_else(heard, frame, inside | {*between}, _BESIDE | {Cue.UNSUITED}):
        return None
    return "somebody writes for the client that she can't come: cancel"


def _named_kin(heard: Heard) -> list[range]:
    """Return where the writer says whose husband it is, at the head: "it's Ada's husband"."""
    if not heard.named and not heard.owning:
        return []
    lexicon = heard.lexicon
    people = turners(lexicon.locale).people
    found: list[range] = []
    for at, word in enumerate(heard.words[:_HEAD]):
        if word not in people:
            continue
        if at and at - 1 in heard.owning:
            found.append(range(at - 1, at + 1))
        behind = [n for n in range(at + 1, min(at + 3, len(heard.words))) if n in heard.named]
        if behind and all(heard.words[n] in lexicon.away for n in range(at + 1, behind[0])):
            found.append(range(at, behind[0] + 1))
    return found


def _relays(heard: Heard, frame: Frame, found: Mapping[str, list[range]]) -> bool:
    """Say whether somebody writes for the client that she comes, and nobody comes beside her."""
    leading = found["relaying"] + _named_kin(heard)
    if not (leading and found["relayed"]):
        return False
    inside = places([each for ranges in found.values() for each in ranges])
    doubts = heard.found(Cue.DOUBT, Cue.RETRACTION)  # "yes, and Santa is coming, too"
    if any(not inside.issuperset(range(each.first, each.last + 1)) for each in doubts):
        return False
    leads = min(leading, key=lambda each: each.start)
    told = [each for each in found["relayed"] if each.start > leads.start]
    if not told or any(_with_writer(heard, each) for each in told):
        return False
    between = range(leads.stop, told[0].start)
    if len(between) > _MOST_RELAYED or _comes_between(heard, between, told[0]):
        return False
    inside = places(leading + told) | {*between}
    return _nothing_else(heard, frame, inside, _BESIDE | _SAYING)


def _comes_between(heard: Heard, between: range, told: range) -> bool:
    """Say whether a "not" or another matter stands before "she comes": "he is not coming"."""
    if any(e.first in between and e.cue not in _RELAYING for e in heard.signals):
        return True
    if any(each.first in between and each.cue in _FAILING for each in heard.phrases):
        return True
    return not heard.lexicon.nots.isdisjoint(heard.words[between.start : told.stop])


def _overcame(heard: Heard, frame: Frame, found: Mapping[str, list[range]]) -> bool:
    """Say whether a plain yes stands beside a fear that has not come true."""
    for fear in found["feared"]:
        behind = [
            each
            for each in found["overcome"]
            if fear.stop <= each.start <= fear.stop + _MOST_BETWEEN
        ]
        if not behind:
            continue
        _, ends = heard.clauses.sentence(behind[-1].stop - 1)
        parts = _parts_at(heard, behind[-1].stop)
        inside = set(range(fear.start, min(ends, parts or ends)))
        agreed = [each for each in heard.found(*_SAYING) if each.first not in inside]
        cancelled = any(each.first in fear for each in heard.phrases if each.cue in _REFUSING)
        if cancelled and any(
            each.cue in _FAILING and each.first in inside and each.first >= fear.stop
            for each in heard.phrases
        ):
            continue  # "I wanted to cancel, but it didn't work" is no coming
        plain = bool(agreed or parts) and not any(each.asked or each.of_others for each in agreed)
        if plain and _nothing_else(heard, frame, inside, _BESIDE | _SAYING):
            return True
    return False


def _parts_at(heard: Heard, begins: int) -> int | None:
    """Return where a text takes leave at its end, behind some words: "..., see you Wednesday"."""
    last = [at + 1 for at in range(begins - 1, len(heard.words) - 1) if heard.marks[at]]
    tail = " ".join(heard.words[last[-1] :]) if last else ""
    return last[-1] if tail in heard.lexicon.standing[Cue.PARTING] else None


def _nothing_else(heard: Heard, frame: Frame, inside: set[int], beside: frozenset[Cue]) -> bool:
    """Say whether nothing outside of some words changes their meaning."""
    if any(_changes(each, inside, beside) for each in heard.signals):
        return False
    if any(at not in inside for at in (*heard.clauses.negations, *heard.clauses.others)):
        return False
    times = [
        each for each in heard.times if not inside.issuperset(range(each.first, each.last + 1))
    ]
    if any(each.excluded or not meets(each.ranges, frame.appointment) for each in times):
        return False
    strange = [at for at in range(len(heard.words)) if at not in heard.covered | inside]
    return len(strange) <= _MOST_STRANGE


def _changes(signal: Signal, inside: set[int], beside: frozenset[Cue]) -> bool:
    """Say whether a signal outside of some words means something else."""
    return signal.cue not in beside and not (signal.first in inside or signal.last in inside)


def _leads_on(heard: Heard, place: range) -> bool:
    """Say whether an unknown word follows, which may be what is left: "leave it with Anna"."""
    at = place.stop
    return at < len(heard.words) and not heard.marks[at - 1] and at not in heard.covered


def _led_by_thing(heard: Heard, place: range, inside: set[int]) -> bool:
    """Say whether an unknown word before it is what is not needed: "the brace isn't needed"."""
    at = place.start - 1
    return at >= 0 and not heard.marks[at] and at not in heard.covered | inside


def _with_writer(heard: Heard, place: range) -> bool:
    """Say whether "with me" follows in the sentence: the writer is the client."""
    _, ends = heard.clauses.sentence(place.stop - 1)
    behind = f" {' '.join(heard.words[place.stop : ends])} "
    return any(f" {each} " in behind for each in table(heard.lexicon.locale, "absences")["beside"])
