"""Finds the time of the list just chosen from that a text wants instead, in whatever words.

"Forgot my glasses, it should be the 1", "Friday is parents' evening, Thursday at ten would have
been better": likeness tells that the client wants another time, the rules which one it points at.
"""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from calendar_store.model.appointments import Appointment, Slot
from dialogs.conversation import Asked, Question
from dialogs.flows.answers.unasked import says_first
from dialogs.flows.likeness.settings import listed, stands_now
from dialogs.flows.likeness.shares import Wants, shares
from dialogs.flows.numbers import BARE_NUMBER, NOT_BEHIND, is_number
from dialogs.flows.offered_times.naming import picked
from dialogs.flows.offered_times.naming_words import IF_POSSIBLE
from dialogs.flows.phrases import POLITE, as_phrases, left_over, said_apart, said_of, without
from dialogs.flows.reading_parts import cues_of, read_alone
from dialogs.flows.sentences import parts
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.regretting import phrases_of_regret
from dialogs.flows.visits.visit_days import covers
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.times.terms import TermRole

_SURE = 0.8
"""Least share of the wishes for another time, or for that of before."""
_SURE_ASKING = 0.9
"""The same where the text asks, and has words of a request."""
_SEVERAL = 2
_THREE = 3
_MIDDLE = frozenset(
    {
        *(("the", "middle"), ("die", "mittlere"), ("den", "mittleren"), ("der", "mittlere")),
        *(("di", "mezzo"), ("nel", "mezzo"), ("del", "medio"), ("en", "medio")),
        *(("du", "milieu"), ("au", "milieu"), ("do", "meio"), ("no", "meio")),
    }
)
"""Words for the second of three."""
_MONDAY = ("pt", "segunda")
_INTERJECTIONS = {
    "en": frozenset({"no", "nope"}),
    "it": frozenset({"no"}),
    "de": frozenset({"nein", "nee", "ne"}),
    "fr": frozenset({"non", "nan"}),
}
"""Words that refuse what was done, and not what follows; elsewhere "no" negates as well."""
_TURNING = as_phrases(
    *("ah", "oh", "sorry", "wait", "oops", "actually", "anzi", "scusi", "scusa", "ops", "uff"),
    *("ach", "halt", "sorry", "upps", "oups", "pardon", "zut", "mince", "attendez"),
)
"""Words before such an interjection."""
_SHORT = 5
"""Most words of a part that only opposes two numbers."""
_LIMITING = frozenset({Cue.CONDITION, Cue.NEGATION, Cue.EXCEPTION, Cue.DOUBT})
_OF_TIMES = frozenset(
    {
        *(TermRole.AT, TermRole.OCLOCK, TermRole.MERIDIEM, TermRole.PART, TermRole.AFTER),
        *(TermRole.BEFORE, TermRole.AROUND, TermRole.DATE, TermRole.MONTH, TermRole.WEEKDAY),
    }
)
"""Roles of words beside an hour or a day."""
_BEFORE_NUMBER = frozenset(
    {*("number", "option", "la", "il", "die", "nummer", "el", "numero", "opcion", "opzione")}
    | {*("le", "o", "a", "opcao", "choix", "the")}
)
"""Words before a number in words that is a place of a list."""
_NO_NUMBER = frozenset({"one", "una", "un", "uno", "une", "um", "uma", "eins"})
"""Numbers that are other words too: "the one on Friday"."""
_MOST = 6
"""Most parts of such a text, between stops and commas."""


def other_of_list(turn: TurnContext) -> Slot | None:
    """Return the one time of the last list, beside that taken, that a text wants; else None."""
    slots, stands = listed(turn), stands_now(turn)
    if len(slots) < _SEVERAL or stands is None or turn.question is not None:
        return None
    locale = turn.heard.locale
    if BARE_NUMBER.fullmatch(turn.text) or is_number(turn.text, locale) or says_first(turn):
        return None  # it may answer an earlier text of ours
    said = said_of(turn.text)
    if "?" in said.marks and "asked" not in phrases_of_regret(said.words, locale):
        return None  # "is Thursday at 10 still free?"
    share, least = shares(turn), _SURE_ASKING if "?" in said.marks else _SURE
    if share[Wants.MOVE] + share[Wants.BACK] < least:
        return None
    other = tuple(each for each in slots if each.starts_at != stands.starts_at)
    rather_back = share[Wants.MOVE] < share[Wants.BACK]
    if rather_back and not any(slots[each - 1] in other for each in _digits(turn, len(slots))):
        return None  # "the first date I had is fine", and not "no, the 2"
    pieces = parts(turn.text)
    texts = [each.text for each in pieces[::-1]] if len(pieces) <= _MOST else []
    texts = [each for each in (turn.text, *texts) if not _turned(turn, each)]
    # of several times the last one counts: "my wife has the car on Thursday, so Friday morning"
    pointed = (_pointed(turn, text, slots, stands) for text in texts)
    found = (tuple(each for each in some if each in other) for some in pointed)
    return next((some[0] for some in found if len(some) == 1), None)


def _turned(turn: TurnContext, text: str) -> bool:
    """Return whether a text, or a part of one, refuses what it points at, or sets a condition."""
    locale = turn.heard.locale
    words, negating = said_of(text).words, lexicons()[locale].negating
    while words and (words[0] in _INTERJECTIONS.get(locale, ()) or (words[0],) in _TURNING):
        words = words[1:]  # "anzi no la 2"
    if len({each for each in words if each.isdigit()}) > 1 and len(words) <= _SHORT:
        return False  # "2 not 1"
    if not negating.isdisjoint(words) or (words[-1:] and words[-1] in NOT_BEHIND):
        return True
    wished = " ".join(without(words, IF_POSSIBLE))
    return bool(cues_of(turn, wished) & _LIMITING)


def _pointed(
    turn: TurnContext, text: str, slots: tuple[Slot, ...], taken: Appointment
) -> tuple[Slot, ...]:
    """Return the times of a list that a text, or a part of one, points at."""
    question = Question(Asked.SLOTS, (), turn.now, turn.now + timedelta(days=1), slots=slots)
    heard = read_alone(turn, text, slots[0].starts_at)
    alone = replace(turn, text=text, heard=heard, question=question)
    numbers = _digits(alone, len(slots)) | _in_words(alone, len(slots))
    if numbered := tuple(slots[each - 1] for each in sorted(numbers) if 0 < each <= len(slots)):
        return numbered
    exact = {each.start for each in heard.times if each.exact}
    if exact:
        return tuple(each for each in slots if each.starts_at in exact)
    if (chosen := picked(alone, question)) is not None:
        return (chosen,)
    # "on Thursday I'm on call until noon" is why not the time taken
    wished = tuple(each for each in heard.times if not covers((each,), taken.starts_at))
    return tuple(each for each in slots if covers(wished, each.starts_at))


def _digits(turn: TurnContext, many: int) -> set[int]:
    """Return the numbers of a text that are no hours: "the 3", but not "at 3" or "3 o'clock"."""
    words, lexicon = said_apart(turn).words, lexicons()[turn.heard.locale]
    opening = lexicon.terms.opening
    found = set()
    for at, word in enumerate(words):
        before, behind = words[at - 1 : at], words[at + 1 : at + 2]
        beside = {
            each.role
            for near in (*before, *behind)
            for each in opening.get(near, ())
            if each.words == (near,)
        }
        timed = bool(beside & _OF_TIMES) and _BEFORE_NUMBER.isdisjoint(before)
        owned = not lexicon.possessive.isdisjoint(before)  # "my 3 kids"
        if word.isdigit() and not (timed or owned):
            found.add(int(word))
    return {each for each in found if 0 < each <= many}


def _in_words(turn: TurnContext, many: int) -> set[int]:
    """Return the places of a list that a text names in words: "the second", "la due"."""
    locale = turn.heard.locale
    words, standing = said_apart(turn).words, lexicons()[locale].standing
    # "a second" is no place, and "segunda" is Monday
    leading = _BEFORE_NUMBER if locale == "pt" else _BEFORE_NUMBER - {"a", "o"}
    beside = [(before, word) for before, word in pairwise(words) if before in leading]
    found = [
        int(standing[kind].get(word) or 0)
        for _, word in beside
        for kind in (Cue.ORDINAL, Cue.NUMBERED)
        if word not in _NO_NUMBER and (locale, word) != _MONDAY
    ]
    if is_number(turn.text, turn.heard.locale):
        found.append(int(standing[Cue.NUMBERED].get(left_over(words, POLITE)[0]) or 0))
    if many == _THREE and any(pair in _MIDDLE for pair in pairwise(words)):
        found.append(2)
    return {many if each < 0 else each for each in found if each}
