"""Reads texts that themselves confirm or cancel the only visit, whatever question is open.

Example: "Sorry, that was my grandson. Yes, I'm coming on Thursday" after a hand-over to staff,
while other times are on offer, or without an open question. The end of the text names the act, and
the part before it explains. Every word of the end is read as an answer to a reminder. The part
before it may be anything that wishes for nothing, asks nothing and leaves nothing open.
"""

import re
from collections.abc import Iterator
from functools import cache

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.numbers import is_number
from dialogs.flows.phrases import longest, said_apart, said_apart_of, said_of
from dialogs.flows.reading_parts import absence_of_others, cues_of, read_alone, tells_only
from dialogs.flows.sentences import TextPart, endings
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.coming_back_words import AFTER_ALL
from dialogs.flows.visits.retracting import without_retraction
from dialogs.flows.visits.saying_to_come import (
    keeps_until_then,
    other_days,
    says_to_come,
    says_to_come_elsewhen,
)
from dialogs.flows.visits.suiting import suits
from dialogs.flows.visits.visit_days import covers, on_named_days, weekdays
from dialogs.intents import Hint, Intent
from dialogs.languages.after import phrases_after
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.understand import BAR
from dialogs.understand.frame.things import may_be_pronoun, names_paper

_FOR_OTHERS = frozenset(
    {
        *(Intent.OPT_OUT, Intent.OPT_IN, Intent.EMERGENCY, Intent.HELP, Intent.AUTO_REPLY),
        *(Intent.WRONG_NUMBER, Intent.DECEASED, Intent.LANGUAGE),
    }
)
"""Intents of texts that are never read as an answer about the visit."""
_MAY_BE_MISTAKEN = frozenset({Intent.UNCLEAR, Intent.THANKS, Intent.RESCHEDULE})
_ANSWERS = frozenset({Intent.CONFIRM, Intent.CANCEL})
_HINTED = frozenset({None, Hint.YES, Hint.REFUSAL, Hint.KEPT, Hint.DEFERRAL})
_OPEN = frozenset(
    {
        *(Cue.CONDITION, Cue.QUESTION, Cue.WHEN, Cue.EXCEPTION, Cue.DEFERRAL, Cue.DOUBT),
        *(Cue.RETRACTION, Cue.MOVE, Cue.BOOK, Cue.LATE, Cue.CALL_ME),
        *(Cue.WAITLIST, Cue.LEAVE_LIST, Cue.OPT_OUT_PHRASE, Cue.EMERGENCY, Cue.MACHINE),
        *(Cue.WRONG_NUMBER, Cue.DECEASED, Cue.FUNERAL, Cue.BUSY, Cue.LANGUAGE),
    }
)
"""Cues that leave something open, or wish for something else."""
_NOT_SUITING = frozenset({Cue.CANNOT, Cue.CANT, Cue.UNSUITED})
_REFUSING = _NOT_SUITING | {Cue.CANCEL, Cue.CANCEL_ASK, Cue.COMING, Cue.COME}
"""Cues of an end that refuses in words: "I can't come on the 2nd"."""
_OF_OFFERS = _NOT_SUITING | {Cue.RETRACTION}
"""Cues that may be about offered times: they do not suit, or none is wanted any more."""
AGAINST_COMING = _OPEN | _NOT_SUITING | {Cue.CANCEL, Cue.CANCEL_ASK}
_AGAINST_CANCELLING = _OPEN | {Cue.COMING, Cue.COME, Cue.CONFIRM, Cue.KEEP, Cue.UNDO}
_TURNING = frozenset({Cue.BUT, Cue.CANNOT, Cue.CANT, Cue.UNSUITED})
"""Cues that take back all words before, in a text that ends in a cancellation."""
_BUTS = frozenset({"but", "ma", "pero", "mais", "aber", "mas"})
"""Words for "but" that begin a clause; others limit a word, "only" and "except"."""
_CONCLUDING = 3
"""Least words of such an end: a "so" and a statement."""
_JOINED = re.compile(r"\w-(?:l|n)?[aeo]s?\b")
"""A pronoun behind its verb: "annulez-la", "cancelem-na"."""
_ORDERING = frozenset({"then", "dann"})
"""Words for "so" that may also say what is done afterwards."""
_ASKING = frozenset({Cue.QUESTION, Cue.WHEN, Cue.CALL_ME})
_OF_MORE = frozenset(
    {
        *(Cue.WAITLIST, Cue.LEAVE_LIST, Cue.OPT_OUT_PHRASE, Cue.EMERGENCY, Cue.MACHINE),
        *(Cue.WRONG_NUMBER, Cue.DECEASED, Cue.LANGUAGE, Cue.MOVE, Cue.BOOK, Cue.UNDO),
    }
)
"""Cues that wish for something more."""
AGAINST_BACK = _OPEN - {Cue.DOUBT, Cue.RETRACTION, Cue.MOVE, Cue.BOOK, Cue.DEFERRAL}
"""Cues that may not come before a wish to have a cancelled visit back."""


def comes_by_itself(turn: TurnContext) -> Appointment | None:
    """Return the visit that a text itself confirms, or None."""
    return turn.ahead[0] if coming_end(turn) is not None else None


def confirms_named_visit(turn: TurnContext) -> bool:
    """Return whether a text confirms the only visit and says when it is: "I confirm Wednesday".

    Where staff have named a time, only the visit's exact time tells that no other is meant.
    """
    if not _names_time(turn) or comes_by_itself(turn) is None:
        return False
    return not turn.state.staff_timed or any(each.exact for each in turn.heard.times)


@once
def coming_end(turn: TurnContext) -> str | None:
    """Return the shortest end of a text that confirms the only visit, or None."""
    visit = _only_visit(turn)
    if visit is None:
        return None
    if confirms_kept(turn, visit):
        return turn.text
    offered = turn.question is not None and turn.question.asked is not Asked.REMINDER
    against = AGAINST_COMING - _OF_OFFERS if offered else AGAINST_COMING
    found = None
    for before, end in endings(turn.text):
        kept = turn.heard.hint is Hint.KEPT and keeps_until_then(turn, end, visit)
        if kept or says_to_come(turn, end, visit) or _concludes_to_come(turn, end, visit):
            if offered and not _names_time(turn):
                return None  # "great, I'll be there" may be about any of them
            since = before[_but(turn, before) :]
            if not (
                tells_only(turn, since, against, content=True, end=end)
                and _of_no_other_day(turn, since, end)
            ):
                return found
            found = end
        elif found is not None:
            return found
    return found


def _concludes_to_come(turn: TurnContext, end: str, visit: Appointment) -> bool:
    """Return whether an end says "I come" beside a word like "so": "ich komme also"."""
    words, known = said_of(end).words, phrases_after(turn.heard.locale, "concluding")
    if "?" in end or len(words) < _CONCLUDING:
        return False
    led = known.begun(words, 0, len(words) - 1)
    if led and led[-1].words[-1] not in _ORDERING:
        return says_to_come(turn, " ".join(words[len(led[-1].words) :]), visit)
    if known.begun(words, len(words) - 1, len(words)) and words[-1] not in _ORDERING:
        return says_to_come(turn, " ".join(words[:-1]), visit)
    return False


def confirms_kept(turn: TurnContext, visit: Appointment) -> bool:
    """Return whether a text keeps and confirms a visit: "I keep Thursday, and I confirm it"."""
    if turn.heard.hint is not Hint.KEPT or not turn.heard.times:
        return False
    cues = cues_of(turn, turn.text, visit.starts_at)
    own = all(covers((each,), visit.starts_at) for each in turn.heard.times)
    return own and Cue.CONFIRM in cues and not cues & (AGAINST_COMING - _OF_OFFERS)


def _but(turn: TurnContext, before: tuple[TextPart, ...]) -> int:
    """Return the index of the part with the last "but": the story before it is over.

    "I couldn't come because of a meeting, but it's off. So I'm coming on Thursday."
    """
    cues = [cues_of(turn, part.text) for part in before]
    at = max((at for at, each in enumerate(cues) if Cue.BUT in each), default=0)
    return 0 if any(each & (_OF_MORE | _ASKING) for each in cues[:at]) else at


def comes_elsewhen(turn: TurnContext) -> Appointment | None:
    """Return the visit to which a text says to come at another time than its own, or None.

    A wish for another time is different: here the client believes to have that time.
    """
    visit = _only_visit(turn)
    if visit is None or (turn.question and turn.question.asked is not Asked.REMINDER):
        return None
    wishes = turn.heard.intent is Intent.RESCHEDULE and turn.question is not None
    if wishes or turn.heard.intent not in _MAY_BE_MISTAKEN:
        return None
    for before, end in endings(turn.text):
        if says_to_come_elsewhen(turn, end, visit):
            sure = tells_only(turn, (*before, TextPart(end, ends=True)), AGAINST_COMING)
            return visit if sure else None
    return None


def depends_at_own_time(turn: TurnContext) -> bool:
    """Return whether a text makes coming at the visit's own time conditional.

    "I can come on Thursday at three, but only if my niece gets her car" asks for no other time.
    """
    times = turn.heard.times
    if len(turn.ahead) != 1 or not times:
        return False
    own = all(each.exact and each.start == turn.ahead[0].starts_at for each in times)
    return own and Cue.CONDITION in cues_of(turn, turn.text)


def _names_time(turn: TurnContext) -> bool:
    """Return whether a text says when its writer comes, or "after all"."""
    words = said_apart(turn).words
    known = any(longest(words, at, AFTER_ALL) for at in range(len(words)))
    return known or bool(turn.heard.times) or not weekdays().keys().isdisjoint(words)


def _of_no_other_day(turn: TurnContext, before: tuple[TextPart, ...], end: str) -> bool:
    """Return whether the end of a text is not about another day named before it.

    In "Thursday at three, I'll be there" the end is about Thursday. If a stop ends the sentence
    with the day, only an end without a time is about that day.
    """
    visit = turn.ahead[0]
    timed = bool(read_alone(turn, end, visit.starts_at).times)
    timed = timed or not weekdays().keys().isdisjoint(said_apart_of(end).words)
    if any(suits(turn, part.text, visit) is False for part in before):
        return False
    led = (part.text for part in before if not (timed and part.ends))
    if any(other_days(turn, said_apart_of(each).words, visit) for each in led):
        return False
    return timed or all(covers((each,), visit.starts_at) for each in turn.heard.times)


@once
def cancels_by_itself(turn: TurnContext) -> Appointment | None:
    """Return the visit that a text cancels at its end, with a reason before it, or None."""
    visit, question = _only_visit(turn), turn.question
    if visit is None or (question is not None and question.asked is not Asked.REMINDER):
        return None
    if _changed(turn, visit) and on_named_days(turn) != (visit,):
        return None  # the client is told the changed time first
    for before, end in _endings(turn):
        said = read_alone(turn, end, visit.starts_at)
        agrees = all(covers((each,), visit.starts_at) for each in said.times) and not said.also
        if before and agrees and said.intent is Intent.CANCEL and said.confidence >= BAR:
            if question is None and _only_numbers(turn, end):
                return None  # "sorry! two", "2 not 1" are of a list, and answer no reminder
            turned = _turned(turn, before, end)
            since = without_retraction(before[turned:], turn.heard.locale)
            against = _against_cancelling(turn, end)
            reasoned = turned > 0 or against != _AGAINST_CANCELLING
            tells = tells_only(turn, since, against, reasoned=reasoned, end=end)
            paper = not said.times and _of_paper(turn, before, end)
            return visit if tells and not (paper or absence_of_others(turn)) else None
    return None


def _only_numbers(turn: TurnContext, end: str) -> bool:
    """Return whether an end says no more of a visit than a number does."""
    if is_number(end, turn.heard.locale):
        return True
    numbered = any(word.isdigit() for word in said_apart_of(end).words)
    return numbered and cues_of(turn, end).isdisjoint(_REFUSING)


def _of_paper(turn: TurnContext, before: tuple[TextPart, ...], end: str) -> bool:
    """Return whether an end may cancel a thing named before: "the invoice is wrong, cancel it"."""
    words = said_apart_of(end).words
    spoken = {turn.heard.locale, turn.locale}
    return any(_cancels_paper(each, before, end, words) for each in spoken)


def _cancels_paper(
    locale: str, before: tuple[TextPart, ...], end: str, words: tuple[str, ...]
) -> bool:
    lexicon, pronouns = lexicons()[locale], may_be_pronoun(locale)
    if not lexicon.visits.isdisjoint(words):
        return False
    if not any(names_paper(said_apart_of(part.text).words, locale) for part in before):
        return False
    ends = tuple(each for each in lexicon.clitics if len(each) > 1)
    named = not pronouns.isdisjoint(words) or _JOINED.search(end) is not None
    return "?" in end or named or any(word.endswith(ends) for word in words)


def _against_cancelling(turn: TurnContext, end: str) -> frozenset[Cue]:
    """Return the cues that the story before an end may not have.

    "Nobody can swap my shift, so cancel it, please": the conclusion wants no more than it says.
    """
    words, locale = said_apart_of(end).words, turn.heard.locale
    if not phrases_after(locale, "concluding").begun(words, 0, len(words)):
        return _AGAINST_CANCELLING
    asked = frozenset() if "?" in turn.text else _ASKING
    return _AGAINST_CANCELLING - {Cue.MOVE, Cue.BOOK} - asked


def _endings(turn: TurnContext) -> Iterator[tuple[tuple[TextPart, ...], str]]:
    """Return the splits of a text into a story and its end, also at a "but" without a comma."""
    if Cue.EXCEPTION in cues_of(turn, turn.text):
        return endings(turn.text)  # "all but mine"
    return endings(_but_of(turn.heard.locale).sub(r", \1 ", turn.text))


@cache
def _but_of(locale: str) -> re.Pattern[str]:
    """Return the pattern of a language's words for "but" with no comma before them."""
    words = "|".join(sorted(lexicons()[locale].phrases.alone(Cue.BUT) & _BUTS))
    return re.compile(rf"(?<![,.;!?\s])\s({words})\s", re.IGNORECASE)


def _turned(turn: TurnContext, before: tuple[TextPart, ...], end: str) -> int:
    """Return how many parts of a text a "but", or an obstacle, takes back before the end.

    "I'd love to come on Thursday, and I confirm, but I'm in bed with flu and have to cancel".
    """
    if Cue.CANCEL not in cues_of(turn, end) or not _of_own_visit(turn, end):
        return 0
    cues = [cues_of(turn, part.text) for part in before]
    if any(each & _OF_MORE for each in cues):
        return 0
    if cues_of(turn, end) & _TURNING:
        return len(before)
    return max((at for at, each in enumerate(cues) if each & _TURNING), default=0)


def _of_own_visit(turn: TurnContext, end: str) -> bool:
    """Return whether the end is not about somebody else's visit: "but cancel hers" is."""
    theirs = lexicons()[turn.heard.locale].theirs
    return theirs.isdisjoint(said_apart_of(end).words)


def _changed(turn: TurnContext, visit: Appointment) -> bool:
    """Return whether a visit was moved since it was asked about."""
    about = turn.question.about if turn.question else ()
    return any(
        each.appointment_id == visit.id and each.starts_at != visit.starts_at for each in about
    )


def _only_visit(turn: TurnContext) -> Appointment | None:
    """Return the only visit ahead, if a text may be about it by itself, or None."""
    heard, question = turn.heard, turn.question
    if len(turn.ahead) != 1 or heard.quoted is not None:
        return None
    if heard.intent in _FOR_OTHERS or heard.hint not in _HINTED:
        return None
    visit = turn.ahead[0]
    if question is None:
        return visit
    if question.asked is Asked.REMINDER and not question.then and heard.intent in _ANSWERS:
        return None  # the text was understood as an answer already
    moving = question.asked in {Asked.SLOTS, Asked.WHEN} and question.wish is None
    about = any(each.appointment_id == visit.id for each in question.about)
    return visit if about and (moving or question.asked is Asked.REMINDER) else None
