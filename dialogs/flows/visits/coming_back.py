"""Recognises that a client who has cancelled comes after all, which undoes the cancellation.

"Ok", "see you" and thanks only acknowledge the cancellation. So a text needs words of two kinds and
no others: a statement that the writer comes, and words that take back what was said before. A
"not", a question, another person or another day leaves words over, and nothing is undone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import chain

from dialogs.flows.numbers import number_meant_in
from dialogs.flows.phrases import (
    AGREEING,
    POLITE,
    Phrases,
    as_phrases,
    left_over,
    longest,
    phrases_of,
    said_apart_of,
    said_of,
    said_whole,
    without,
)
from dialogs.flows.reading_parts import read_alone, tells_only
from dialogs.flows.sentences import beginnings, endings, parts
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.by_itself import AGAINST_BACK, AGAINST_COMING
from dialogs.flows.visits.coming_back_words import (
    AFTER_ALL,
    AS_BEFORE,
    COMING,
    CONFIRMING,
    CONFIRMING_VISIT,
    CONTINUING,
    CRIES,
    FILLING,
    OF_WHAT_WAS,
    SORRY,
)
from dialogs.flows.visits.having_back import (
    may_keep,
    only_remembers,
    without_uncancelling,
    without_wish,
)
from dialogs.flows.visits.saying_to_come import SURE, of_another, of_times
from dialogs.flows.visits.still_holding import asks_of_holding
from dialogs.flows.visits.visit_days import covers, is_on, weekdays
from dialogs.flows.visits.visit_words import BOTH
from dialogs.flows.visits.wrong_button import WRONG_BUTTON, pressed_wrong
from dialogs.intents import Intent, Understanding
from dialogs.languages.after import phrases_after
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.normalise import Said

_TO_BOTH = BOTH | as_phrases(
    *("to both", "aux deux", "a las dos", "a los dos", "a entrambi", "a tutti e due"),
    *("zu beiden", "as duas", "aos dois", "a ambas", "a ambos", "to them both"),
    *("ninguna", "ninguno", "nessuno", "nessuna", "aucun", "aucune", "keinen", "nenhuma", "nenhum"),
)
"""Phrases for "to both", and that none is to be cancelled."""

_MISTAKEN = AFTER_ALL | WRONG_BUTTON

_NO_VERB = frozenset({("fr", "non"), ("en", "no"), ("it", "no"), ("de", "nein")})
"""Words for "no", by language, that do not negate the verb after them."""
_TWO = 2
_SAYS_MORE = frozenset(
    {Intent.OPT_OUT, Intent.OPT_IN, Intent.EMERGENCY, Intent.CANCEL, Intent.WAITLIST}
)
"""Intents of texts that are never read as coming after all."""


@once
def comes_after_all(turn: TurnContext) -> bool:
    """Return whether a text wants the cancelled visit back, or says "I come after all".

    The whole text, its end or its beginning has to say so; the rest is the reason.
    """
    heard, state = turn.heard, turn.state
    more = not _SAYS_MORE.isdisjoint((heard.intent, *heard.also))
    uncancelled = without_uncancelling(turn)
    if len(state.cancelled) != 1 or (more and uncancelled != []):
        return uncancelled is not None and len(state.cancelled) == 1 and _undoes_plainly(turn)
    if _asked_about_another(turn) or asks_of_holding(turn):
        return False
    if _means_one(turn) or uncancelled == [] or (uncancelled and _undoes_plainly(turn)):
        return True
    if any(wishes_back(turn, part) for _, part in chain(endings(turn.text), beginnings(turn.text))):
        return _wishes_plainly(turn)
    comes = (before for before, end in endings(turn.text) if _comes(turn, end))
    before = next(comes, None)
    return before is not None and tells_only(turn, before, AGAINST_COMING)


def _undoes_plainly(turn: TurnContext) -> bool:
    """Return whether what stands beside "undo the cancellation?" only tells why."""
    known = phrases_after(turn.heard.locale, "uncancel")
    beside = [
        part
        for part in parts(turn.text)
        if not any(
            known.begun(said, at, len(said))
            for said in (said_apart_of(part.text).words,)
            for at in range(len(said))
        )
    ]
    return bool(beside) and tells_only(turn, tuple(beside), AGAINST_COMING)


def _means_one(turn: TurnContext) -> bool:
    """Return whether the client meant 1 instead of 2, which cancelled: "oops, I meant 1!"."""
    parted = chain((((), turn.text),), beginnings(turn.text))
    behind = next((rest for rest, part in parted if number_meant_in(part) == 1), None)
    return behind is not None and tells_only(turn, behind, AGAINST_COMING)


def _wishes_plainly(turn: TurnContext) -> bool:
    """Return whether the words beside a wish to have a visit back only explain."""
    before = next((why for why, part in endings(turn.text) if wishes_back(turn, part)), None)
    if before is not None:
        return tells_only(turn, before, AGAINST_BACK)
    behind = next(why for why, part in beginnings(turn.text) if wishes_back(turn, part))
    return tells_only(turn, behind, AGAINST_COMING)


def wants_old_time(turn: TurnContext) -> datetime | None:
    """Return the start of the cancelled visit, UTC, if it is wanted back too late, or None."""
    if turn.undoable() or turn.ahead or not comes_after_all(turn):
        return None
    start = turn.state.cancelled[0].starts_at
    return start if start > turn.now else None


def wishes_back(turn: TurnContext, part: str) -> bool:
    """Return whether a part of a text is only a wish to have the appointment back."""
    whole = list(_without_no(said_of(part), turn.heard.locale))
    words = left_over(whole, POLITE)
    said = _read(turn, part) or _read_beside(turn, part, words)
    if said is None or only_remembers(whole, turn.heard.locale):
        return False
    idle = _idle_beside(turn, whole, said)
    turning = AFTER_ALL | AS_BEFORE
    for each in (whole, words, *_untimed(turn, words, said)):
        rest = without_wish(each, timed=bool(said.times), alone=False)
        if len(rest) < len(each) and _idle_but_for(rest, turning | COMING, idle):
            return True
        rest = without_wish(each, timed=bool(said.times), alone=may_keep(turn, part))
        if len(rest) < len(each) and _idle_but_for(rest, turning, idle):
            return True
    return False


def _read_beside(turn: TurnContext, part: str, words: Sequence[str]) -> Understanding | None:
    """Return the meaning of a part, None if a time is beside the wish: "ter" may be Tuesday."""
    rest = without_wish(words, timed=False, alone=not turn.ahead)
    if of_times(rest, turn.heard.locale):
        return None
    return replace(read_alone(turn, part, turn.state.cancelled[0].starts_at), times=())


def _comes(turn: TurnContext, part: str) -> bool:
    """Return whether a part says "I come after all", or names the cancelled time."""
    said = _read(turn, part)
    if said is None or "?" in said_of(part).marks:
        return False
    if of_another(said_of(part).words, turn.heard.locale):
        return False
    words = tuple(_without_no(said_of(part), turn.heard.locale))
    start = turn.state.cancelled[0].starts_at
    confirms = said.intent is Intent.CONFIRM and said.confidence >= SURE
    # "I'm coming on Thursday" is about a standing visit on Thursday, if there is one
    confirms = confirms and all(
        each.starts_at != start and not covers(said.times, each.starts_at) for each in turn.ahead
    )
    mistaken = pressed_wrong(turn)
    told = without(words, CONTINUING) if _others_stand(turn) else words
    turned = len(without(told, AFTER_ALL)) < len(told) or (confirms and bool(said.times))
    polite = _untimed(turn, left_over(words, POLITE), said)
    rests = (without(without(each, _MISTAKEN), _TO_BOTH) for each in (words, *polite))
    idle, known, needed = _idle_beside(turn, words, said), COMING, COMING
    if confirms and (mistaken or any(each.exact for each in said.times)):
        known = COMING | CONFIRMING | CONFIRMING_VISIT
        needed = known if mistaken else COMING | CONFIRMING_VISIT
    if not (turned or mistaken):
        return False
    return any(_says_only(each, known, idle, needed=needed) for each in rests)


def _others_stand(turn: TurnContext) -> bool:
    """Return whether a visit of somebody else is ahead: "I'm still coming" is about that one."""
    client = turn.client_of(turn.appointment(turn.state.cancelled[0]))
    return client is None or any(one.client_id != client.id for one in turn.ahead)


def _read(turn: TurnContext, part: str) -> Understanding | None:
    """Return the meaning of a part, None if it names another time than the cancelled one."""
    start = turn.state.cancelled[0].starts_at
    said = read_alone(turn, part, start)
    if _speaks_of_both(turn):
        return replace(said, times=())
    return said if all(covers((each,), start) for each in said.times) else None


def _untimed(turn: TurnContext, words: Sequence[str], said: Understanding) -> tuple[list[str], ...]:
    """Return the words without their time, "my Thursday three o'clock back"; () without times."""
    return (_of_no_time(words, turn.heard.locale),) if said.times else ()


def _idle_beside(turn: TurnContext, words: Sequence[str], said: Understanding) -> frozenset[str]:
    """Return the words without a meaning beside phrases that undo a cancellation."""
    locale, start = turn.heard.locale, turn.state.cancelled[0].starts_at
    if said.times:
        return _idle(locale) | frozenset(words).difference(_of_no_time(words, locale))
    return _idle(locale) | {
        word for word in words if word in weekdays() and is_on(turn, start, word)
    }


def says_to_come(turn: TurnContext) -> bool:
    """Return whether a text only says that its writer comes, or comes after all."""
    said, locale = said_whole(turn), turn.heard.locale
    timed = bool(turn.heard.times) and not _speaks_of_both(turn)
    if "?" in said.marks or timed or turn.heard.choice is not None:
        return False
    words = without(without(_without_no(said, locale), AFTER_ALL), _TO_BOTH)
    return _says_only(words, COMING, _idle(locale), needed=COMING)


def _speaks_of_both(turn: TurnContext) -> bool:
    """Return whether "a las dos" is "to both" and not an hour: there are, or were, two visits."""
    words = said_whole(turn).words
    two = len(turn.ahead) + len(turn.undoable()) == _TWO
    return two and any(longest(words, at, _TO_BOTH) for at in range(len(words)))


def wants_back_perhaps(turn: TurnContext) -> bool:
    """Return whether a text has a wish to have a cancelled visit back, among other words.

    Such a text undoes nothing; its writer is told how to undo.
    """
    words = _of_no_time(left_over(said_whole(turn).words, POLITE), turn.heard.locale)
    return len(without_wish(words, timed=True, alone=not turn.ahead)) < len(words)


def _of_no_time(words: Sequence[str], locale: str) -> list[str]:
    """Return the words without those of the cancelled visit's time, which was compared already."""
    timed, leading = of_times(words, locale), lexicons()[locale].away  # "a consulta de quinta"
    return [
        word
        for at, word in enumerate(words)
        if word not in timed
        and not (word in leading and timed.intersection(words[at + 1 : at + 2]))
    ]


def _without_no(said: Said, locale: str) -> Sequence[str]:
    """Return the words of a text without a separate "no" at its beginning.

    That is the "no" of "no, I'm coming after all", not that of "al final no voy".
    """
    at = next((n for n, word in enumerate(said.words) if word not in CRIES), len(said.words))
    if said.words[at : at + 1] not in {("no",), ("non",), ("nein",), ("nao",)}:
        return said.words
    # "no no, vengo"
    at += not said.marks[at] and said.words[at + 1 : at + 2] == said.words[at : at + 1]
    alone = said.marks[at] in {",", ":"} or said.words[at + 1 : at + 2] == ()
    alone = alone or bool(SORRY & set(said.words[at + 1 : at + 2]))
    behind = said.words[at + 1 :]
    if (locale, said.words[at]) in _NO_VERB:
        # "no, leave it as it was", and not "no way I can keep it"
        wish = without_wish(behind, timed=True, alone=True)[:1] != list(behind[:1])
        alone = alone or locale == "fr" or wish or longest(behind, 0, COMING | AFTER_ALL) > 0
    return behind if alone else said.words


def _asked_about_another(turn: TurnContext) -> bool:
    """Return whether a question about a standing appointment is open."""
    ahead = {each.id for each in turn.ahead}
    about = turn.question.about if turn.question else ()
    return any(each.appointment_id in ahead for each in about)


def _says_only(
    words: Sequence[str], phrases: Phrases, idle: frozenset[str], *, needed: Phrases
) -> bool:
    """Return whether a text has only some phrases and words without meaning."""
    return len(without(words, needed)) < len(words) and _idle_but_for(words, phrases, idle)


def _idle_but_for(words: Sequence[str], phrases: Phrases, idle: frozenset[str]) -> bool:
    """Return whether all words outside of some phrases are without meaning."""
    return all(word in idle for word in without(words, _and_agreeing(phrases)))


@cache
def _idle(locale: str) -> frozenset[str]:
    """Return a language's words without meaning, except those for "was" and "would be"."""
    lexicon = lexicons()[locale]
    people = lexicon.phrases.inside(Cue.OTHERS) - lexicon.determiners
    idle = lexicon.phrases.alone(Cue.FILLER)
    return FILLING | (idle - OF_WHAT_WAS - lexicon.household - people)


@cache
def _and_agreeing(phrases: Phrases) -> Phrases:
    return phrases | phrases_of(AGREEING)
