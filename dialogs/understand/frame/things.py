"""Finds the object of a verb, and the person who has to act.

Distinguishes "cancel my appointment" from "cancel the invoice", and "I confirm" from "I have to
confirm with my boss". An unlisted thing counts as another thing: the client is asked back.
"""

from collections.abc import Sequence

from dialogs.languages.lexicon import Cue, lexicons
from dialogs.times import Spoken
from dialogs.understand.frame.told_times import of_paper
from dialogs.understand.frame.turning_words import turners
from dialogs.understand.hearing.clauses import AGREEMENTS
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard

_THINGS = frozenset({Cue.NOTICE, Cue.MACHINE})
"""Cues of things that can be cancelled too: parcels, codes."""
_KNOWN_THINGS = _THINGS | {Cue.WHERE}
"""Cues of things that are asked for too: the parking, a wheelchair."""
_NAMING = _THINGS | {Cue.OTHERS}
_PEOPLE = frozenset({Cue.OTHERS, Cue.REASON, Cue.NOTICE})
"""Cues that may name the person who confirms: "with work", "with my boss"."""
_FOR_THINGS = frozenset(
    {"it", "that", "this", "them", "das", "es", "ihn", "diese", "diesen", "ele", "ela", "isso"}
    | {"eso", "esto", "ca", "cela", "questa", "quella", "questo", "quello", "essa", "esse", "esa"}
)
"""Pronouns for things."""
_QUIET = frozenset({Cue.FILLER, Cue.COURTESY})
"""Cues that may stand between a verb and its clause."""
_REACH = 5  # most words from a verb to the end of its object

_OF_VISITS = AGREEMENTS | {Cue.CANCEL, Cue.CANNOT, Cue.MOVE, Cue.LATE, Cue.AGENDA}
"""Cues of statements that may be confirmed."""
_INSIDE = frozenset(
    {"en", "in", "on", "auf", "im", "sur", "dans", "na", "nel", "nella", "sul", "sulla"}
)
_PLACE = 3  # words in "on your letter"
_CANCELLING = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})
_WAS = frozenset({"era", "was", "war", "etait"})


def of_another_thing(heard: Heard, signal: Signal) -> bool:
    """Say whether the object of a verb is a thing other than the appointment.

    Args:
        heard: the text.
        signal: the verb.

    Returns:
        Whether an article or "my" and an unknown word stand beside the verb; a day or a word for
        the appointment beside the verb makes its object the appointment again.
    """
    plainly = _plainly_another(heard, signal) or _of_paper_before(heard, signal)
    journeys = not heard.lexicon.journeys.isdisjoint(heard.words)
    if plainly or (
        heard.accounted
        and not journeys
        and _NAMING.isdisjoint([each.cue for each in heard.phrases])
    ):
        return plainly
    words, lexicon = heard.words, heard.lexicon
    at, behind = _object(heard, signal)
    if signal.cue is not Cue.CONFIRM and _of_journey(heard, at, behind):
        return True
    led = words[signal.last] in lexicon.determiners
    if any(e.cue is Cue.OTHERS and (e.first, e.last + 1) == (at, behind) for e in heard.phrases):
        return not _speaks_of_visit(heard, at, behind)
    at = _behind_modal(heard, at, behind)
    while at < behind and (words[at] in lexicon.determiners or words[at] in lexicon.away):
        led = led or words[at] in lexicon.determiners
        at += 1
    if led and at < behind and _is_thing(heard, at) and not _speaks_of_visit(heard, at, behind):
        return True
    last = heard.clauses.sentence(signal.last)[1] - 1
    if signal.cue is Cue.CANCEL and at == last == signal.last + 1 and _is_thing(heard, at):
        return words[at] not in lexicon.visits  # "cancel netflix"
    # the German order: "I want the invoice to call off"
    before = signal.first - 1
    led = before > 0 and words[before - 1] in lexicon.determiners and not heard.marks[before]
    return led and _is_thing(heard, before) and not _speaks_of_visit(heard, before, before + 1)


def _behind_modal(heard: Heard, at: int, behind: int) -> int:
    """Return where the object begins behind "wollte ich": "absagen wollte ich das Hotel"."""
    if at >= behind or heard.words[at] not in heard.lexicon.wanting:
        return at
    writer = heard.lexicon.writer - heard.lexicon.possessive
    while at < behind and (heard.words[at] in heard.lexicon.wanting or heard.words[at] in writer):
        at += 1
    return at


def _is_noun(heard: Heard, at: int) -> bool:
    """Say whether a word after an article may name a thing, and not the whole: "the lot"."""
    if turners(heard.lexicon.locale).size("wholes", heard.words, at):
        return False
    if at in heard.named or _counts(heard, at):
        return False
    lexicon, word = heard.lexicon, heard.words[at]
    if word in lexicon.several | lexicon.adverbs | lexicon.away:
        return False
    return any(
        e.cue in _KNOWN_THINGS or (e.cue is Cue.FILLER and e.first == e.last)
        for e in heard.phrases
        if e.first <= at <= e.last
    )


def _plainly_another(heard: Heard, signal: Signal) -> bool:
    """Say whether the object is another thing although every word is known."""
    if signal.cue is Cue.CONFIRM:
        return _of_another_clause(heard, signal)
    return signal.cue is Cue.CANCEL and (_of_texts(heard, signal) or _of_known_thing(heard, signal))


def _of_paper_before(heard: Heard, signal: Signal) -> bool:
    """Say whether a paper or an order named before is the object: "I got a fine, cancel it".

    A word for the visit, a name, or a day behind its clause makes the visit the object again.
    """
    if signal.cue not in _CANCELLING:
        return False
    found = (_paper_at(heard.words, at, heard.lexicon.locale) for at in range(signal.first))
    ends = [last for last in found if last is not None]
    if not ends or not (signal.cue is Cue.CANCEL_ASK or _has_pronoun(heard, signal)):
        return False
    behind = heard.clauses.sentence(signal.last)[1]
    dated = [e.last for e in heard.times if e.last < signal.first and of_paper(heard, e)]
    told = [e.last for e in heard.times if e.last < signal.first and _in_one(heard, ends[-1], e)]
    first = max(ends[-1], *dated, *told, 0) + 1
    named = (heard.words[at] in heard.lexicon.visits for at in range(ends[-1] + 1, first))
    return not any(named) and not _speaks_of_visit(heard, first, behind)


def names_paper(words: Sequence[str], locale: str) -> bool:
    """Say whether words name a paper or another thing that can be cancelled: "I got a fine".

    Args:
        words: the words.
        locale: their language.
    """
    return any(_paper_at(words, at, locale) is not None for at in range(len(words)))


def _paper_at(words: Sequence[str], at: int, locale: str) -> int | None:
    """Return the last word of a paper or of another thing that begins there, or None."""
    if words[at] in lexicons()[locale].unsent:
        return at
    size = turners(locale).size("objects", words, at)
    return at + size - 1 if size else None


def _in_one(heard: Heard, at: int, time: Spoken) -> bool:
    """Say whether a time stands in the clause of a word: "an order for Thursday, cancel it"."""
    first, last = sorted((at, time.first))
    return not any(heard.marks[first:last])


def may_be_pronoun(locale: str) -> frozenset[str]:
    """Return the words that may be a pronoun for a thing: "cancel it", "stornieren Sie das".

    Args:
        locale: the language.
    """
    return lexicons()[locale].clitics | lexicons()[locale].pronouns | _FOR_THINGS


def _has_pronoun(heard: Heard, signal: Signal) -> bool:
    """Say whether the object of a verb may be a pronoun, before, inside or behind the verb."""
    words, lexicon = heard.words, heard.lexicon
    beside = words[max(0, signal.first - 1) : signal.last + 2]
    if not (may_be_pronoun(lexicon.locale) | lexicon.determiners).isdisjoint(beside):
        return True
    ends = tuple(each for each in lexicon.clitics if len(each) > 1)
    return any(word.endswith(ends) for word in words[signal.first : signal.last + 1])


def _of_known_thing(heard: Heard, signal: Signal) -> bool:
    """Say whether a word without a meaning of its own is the object: "annulez la voiture"."""
    words, determiners = heard.words, heard.lexicon.determiners
    if words[signal.first].isdigit():
        return False  # "2 la grippe"
    at, behind = _object(heard, signal)
    first = at = _behind_modal(heard, at, behind)
    while at < behind and words[at] in determiners:
        at += 1
    led = first < at or words[signal.last] in determiners  # "desmarquem a" is one phrase
    if led and at < behind and _is_noun(heard, at):
        return not _speaks_of_visit(heard, at, behind)
    before, known = signal.first - 1, turners(heard.lexicon.locale)
    polite = {e.first for e in heard.phrases if e.cue is Cue.COURTESY}
    while before > 0 and before in polite:
        before -= 1  # "die Lastschrift bitte stornieren"
    if before < 1 or known.size("naming", words, signal.first) <= signal.last - signal.first:
        return False
    led = words[before - 1] in determiners and not any(heard.marks[before - 1 : before + 1])
    # the German order
    return led and _is_noun(heard, before) and not _speaks_of_visit(heard, before, before + 1)


def _of_another_clause(heard: Heard, signal: Signal) -> bool:
    """Say whether a confirmed statement is not about the visit: "I confirm that I'm over 18"."""
    words, lexicon, last = heard.words, heard.lexicon, signal.last
    at = last if words[last] in lexicon.content else _behind_verb(heard, last)
    behind = heard.clauses.sentence(at)[1]
    if at + 1 >= behind or words[at] not in lexicon.content:
        return False
    if words[at] in lexicon.determiners and words[at + 1] not in lexicon.writer:
        return False  # "I confirm that day"
    said = any(at < each.first < behind and each.cue in _OF_VISITS for each in heard.phrases)
    return not said and not _speaks_of_visit(heard, at + 1, behind)


def _behind_verb(heard: Heard, last: int) -> int:
    """Return where a clause may begin behind a verb: "bestätigen Sie mir bitte, dass"."""
    quiet = {at for e in heard.phrases if e.cue in _QUIET for at in range(e.first, e.last + 1)}
    at, size = last + 1, len(heard.words)
    while at + 1 < size and heard.words[at] not in heard.lexicon.content and at in quiet:
        at += 1
    stops = [each for each in range(last, at) if heard.marks[each]]
    led = all(heard.marks[each] == "," and each == at - 1 for each in stops)
    return min(at, size - 1) if led else last


def _of_texts(heard: Heard, signal: Signal) -> bool:
    """Say whether texts are what the client does not need: "non mi serve il promemoria"."""
    at, behind = _object(heard, signal)
    while at < behind and heard.words[at] in heard.lexicon.determiners:
        at += 1
    return at < behind and heard.words[at] in heard.lexicon.texts


def lacks_time_for_it(heard: Heard, signal: Signal) -> bool:
    """Say whether the client lacks time for a thing other than the visit: "no time to answer".

    Args:
        heard: the text.
        signal: the refusal.
    """
    words, lexicon, at = heard.words, heard.lexicon, signal.last + 1
    if words[signal.last] not in lexicon.spare or heard.marks[signal.last]:
        return False
    behind = heard.clauses.sentence(signal.last)[1]
    if at >= behind or words[at] not in lexicon.away:
        return False
    coming = any(at < each.first < behind and each.cue in AGREEMENTS for each in heard.phrases)
    return not coming and not _speaks_of_visit(heard, at, behind)


def _of_journey(heard: Heard, at: int, behind: int) -> bool:
    """Say whether a journey is the only object of a verb: "annuler la réservation du vol"."""
    lexicon = heard.lexicon
    while at < behind and heard.words[at] in lexicon.determiners | lexicon.away | lexicon.visits:
        at += 1
    return at < behind and heard.words[at] in lexicon.journeys


def governed_by_stranger(heard: Heard, signal: Signal) -> bool:
    """Say whether an unknown word governs a verb: "I've half a mind to cancel".

    Args:
        heard: the text.
        signal: the verb.
    """
    at = signal.first - 2
    if at < 0 or heard.words[at + 1] not in heard.lexicon.away or any(heard.marks[at : at + 2]):
        return False
    return at not in heard.covered and heard.words[at].isalpha()


def of_somebody_else(heard: Heard) -> bool:
    """Say whether somebody else has to confirm: "awaiting confirmation from my boss".

    Args:
        heard: the text.
    """
    return any(_asks_somebody(heard, each) for each in heard.found(Cue.CONFIRM))


def mistyped_digit(heard: Heard) -> bool:
    """Say whether a client sent a wrong digit, and is no wrong number: "pressed the wrong one".

    Args:
        heard: the text.
    """
    digits = any(word.isdigit() and len(word) == 1 for word in heard.words)
    return digits or not heard.lexicon.pressing.isdisjoint(heard.words)


def qualified(heard: Heard, signal: Signal) -> bool:
    """Say whether a thing after a set phrase narrows it: "wrong number of tablets".

    Args:
        heard: the text.
        signal: the phrase.
    """
    at, behind = _object(heard, signal)
    words, lexicon = heard.words, heard.lexicon
    if _stands_somewhere(heard, signal):
        return True
    unknown = [
        each
        for each in range(at, behind)
        if each not in heard.covered and words[each] not in lexicon.titles
    ]
    leading = at < behind and (words[at] in lexicon.away or words[at] in lexicon.determiners)
    things = any(
        _within(heard, each, _THINGS)
        or (words[each - 1] in lexicon.determiners and _names_thing(heard, each))
        for each in range(at, behind)
    )
    return len(unknown) > 1 or bool(unknown and leading) or things


def _stands_somewhere(heard: Heard, signal: Signal) -> bool:
    """Say whether the text says where a thing stands or what it was: "on my letter there's a …"."""
    first, behind = heard.clauses.sentence(signal.first)
    placed = heard.words[first] in _INSIDE and signal.first - first >= _PLACE
    return placed or (signal.last + 1 < behind and heard.words[signal.last + 1] in _WAS)


def _names_thing(heard: Heard, at: int) -> bool:
    """Say whether a word after an article is neither a person nor the appointment."""
    lexicon, word = heard.lexicon, heard.words[at]
    people = at in heard.named or word in lexicon.titles or word in lexicon.determiners
    return word.isalpha() and not people and word not in lexicon.visits


def _is_thing(heard: Heard, at: int) -> bool:
    """Say whether a word may be a thing: not a name, and without a signal."""
    if not heard.words[at].isalpha() or at in heard.named:
        return False
    return at not in heard.covered or _within(heard, at, _THINGS)


def _counts(heard: Heard, at: int) -> bool:
    """Say whether a word counts visits or is about time: "las dos", "both"."""
    lexicon, word = heard.lexicon, heard.words[at]
    return word in lexicon.terms.vocabulary or word in lexicon.standing[Cue.ALL]


def _object(heard: Heard, signal: Signal) -> tuple[int, int]:
    """Return the first word after a verb and the end of its sentence, at most `_REACH` words."""
    first = signal.last + 1
    if heard.marks[signal.last]:
        return first, first
    most = min(first + _REACH, len(heard.words))
    ends = (at + 1 for at in range(first, most) if heard.marks[at])
    return first, next(ends, most)


def _asks_somebody(heard: Heard, signal: Signal) -> bool:
    words, lexicon = heard.words, heard.lexicon
    to = signal.first if words[signal.first] in lexicon.away else signal.first - 1
    led = to > 0 and words[to] in lexicon.away - lexicon.adding
    if led and to - 1 in heard.named:
        return True  # "tell Marco to confirm"
    at, behind = _object(heard, signal)
    while at < behind and words[at] in lexicon.possessive:
        at += 1  # "confirm this with"
    if at == behind or words[at] not in lexicon.sources:
        return False
    if _within(heard, at, frozenset({Cue.OTHERS})):
        return True
    at += 1
    led = at < behind and words[at] in lexicon.determiners
    while at < behind and words[at] in lexicon.determiners:
        at += 1
    if at == behind or not words[at].isalpha() or at in heard.named:
        return False
    cues = _PEOPLE | {Cue.FILLER} if led else _PEOPLE  # "with the office"
    somebody = at not in heard.covered or _within(heard, at, cues)
    return somebody and not _speaks_of_visit(heard, at, at + 1)


def _speaks_of_visit(heard: Heard, first: int, behind: int) -> bool:
    """Say whether a time, a name or a word for the appointment stands in a range of words."""
    timed = {at for each in heard.times for at in range(each.first, each.last + 1)}
    return any(
        at in timed or at in heard.named or heard.words[at] in heard.lexicon.visits
        for at in range(first, behind)
    )


def _within(heard: Heard, at: int, cues: frozenset[Cue]) -> bool:
    """Say whether a word is part of a phrase with one of some cues."""
    return any(each.cue in cues and each.first <= at <= each.last for each in heard.phrases)
