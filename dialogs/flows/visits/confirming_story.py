"""Reads longer texts that confirm the only visit plainly, and tell something around it.

"My knee is much better and I did all the exercises, so yes, I confirm Thursday": one clause says
that the writer comes, and every other clause agrees, is a courtesy, or a story. A wish, a question,
a condition, a doubt or a refusal of the writer's in any clause leaves the text to other flows.
"""

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.phrases import said_of
from dialogs.flows.reading_parts import read_alone
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.story_parts import StoryPiece, leads, pieces_of
from dialogs.flows.visits.story_signs import says
from dialogs.flows.visits.visit_days import covers
from dialogs.flows.visits.with_story import asked_about, leaves, tomorrow
from dialogs.frames import frame_of
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue, Lexicon, lexicons
from dialogs.normalise import normalise
from dialogs.times.terms import TermRole
from dialogs.understand import BAR
from dialogs.understand.frame.negated import Turning, turnings
from dialogs.understand.frame.telling import tells
from dialogs.understand.hearing.signals import LONGEST, Heard, hear

_LEAST, _MOST = 8, 40
"""Least words, and most pieces, of such a text."""
_COMING = (Cue.CONFIRM, Cue.COMING, Cue.COME, Cue.YES)
_AGREEING = frozenset({Cue.ACK, *_COMING})
_AGAINST = frozenset(
    {Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.CANT, Cue.UNSUITED, Cue.NO, Cue.MOVE, Cue.BOOK}
    | {Cue.DEFERRAL, Cue.WHEN, Cue.CONDITION, Cue.LATE, Cue.BUT}
)
"""Cues that no clause of such a text may have, said of the writer."""
_ASKING = frozenset({Cue.QUESTION, Cue.CONDITION, Cue.MOVE, Cue.BOOK, Cue.CANCEL, Cue.CANCEL_ASK})
"""Cues that not even a reason may have."""
_CANCELLING = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})
_OF_OTHERS = frozenset({Cue.CONFIRM, Cue.CANNOT, Cue.CANT, Cue.UNSUITED})
_SHORT = 4
"""Most words of a yes beside the act."""
_OPEN = frozenset({Turning.LATER, Turning.DEPENDS, Turning.DOUBTED, Turning.OPEN})


@once
def confirms_with_story(turn: TurnContext) -> Appointment | None:
    """Return the visit that a text confirms plainly with a story around it, or None."""
    visit, question = asked_about(turn), turn.question
    text = turn.whole or turn.text
    size = len(text.split())
    if visit is None or question is None or question.asked is not Asked.REMINDER:
        return None
    if not _LEAST <= size <= LONGEST or "?" in text:
        return None
    if says("limiting", turn.heard.locale, said_of(text).words):
        return None  # "I'm coming so long as it doesn't snow" is cut at its "as"
    pieces = pieces_of(text, turn.heard.locale)
    acts = [each for each in pieces if _confirms(turn, each, visit)]
    rest = [each for each in pieces if each not in acts]
    if not acts or not rest or len(pieces) > _MOST:
        return None
    return visit if all(_leaves(turn, each, visit, acts[0]) for each in rest) else None


def _confirms(turn: TurnContext, piece: StoryPiece, visit: Appointment) -> bool:
    """Return whether a piece says that the writer comes, and nothing else."""
    said = read_alone(turn, piece.text, visit.starts_at)
    if said.intent is not Intent.CONFIRM or said.confidence < BAR or said.also:
        return False
    if not all(covers((each,), visit.starts_at) for each in said.times):
        return False
    heard = _heard(turn, piece, visit)
    told = (each for each in heard.found(*_COMING) if each.first not in heard.parting)
    stated = any(not (each.turned or each.of_others) for each in told)
    frame = frame_of(turn.context, None, visit.starts_at)
    return stated and not turnings(piece.text, turn.heard.locale, frame)


def _leaves(turn: TurnContext, piece: StoryPiece, visit: Appointment, act: StoryPiece) -> bool:
    """Return whether a piece agrees, or leaves what the writer has said as it is."""
    heard, locale = _heard(turn, piece, visit), turn.heard.locale
    if _is_agreement(heard):
        return True
    if says("limiting", locale, heard.words) or _is_of_act(heard) or _numbers(heard):
        return False
    if ":" in heard.marks or Cue.QUOTATION in heard.kinds:
        return False
    if leads("because", piece.text, locale) and piece.place > act.place:
        # what explains the yes leaves it as it is: "because I still can't drive"
        return not heard.times and not _cues(heard) & _ASKING
    return not says("wavering", locale, heard.words) and _tells(turn, piece, visit, act)


def _tells(turn: TurnContext, piece: StoryPiece, visit: Appointment, act: StoryPiece) -> bool:
    """Return whether a piece names the visit's day again, or only tells something."""
    heard, locale = _heard(turn, piece, visit), turn.heard.locale
    ahead = (each for each in heard.times if not covers(each.ranges, visit.starts_at))
    if any(one.end > tomorrow(turn) for each in ahead for one in each.ranges):
        return False
    if heard.times and not heard.kinds:
        # "see you on Thursday then"
        return all(covers(each.ranges, visit.starts_at) for each in heard.times)
    if says("given", locale, heard.words):
        return not _cues(heard) & (_AGAINST | _ASKING)
    frame = frame_of(turn.context, None, visit.starts_at)
    if _cues(heard) & _AGAINST or turnings(piece.text, locale, frame) & _OPEN:
        return False
    return not piece.promised and leaves(turn, piece, visit, act)


def _is_agreement(heard: Heard) -> bool:
    """Return whether a piece is a yes, whatever fills it up: "so yes"."""
    agreeing = bool(heard.kinds) and heard.kinds <= _AGREEING and not heard.times
    turned = any(each.turned or each.asked for each in heard.signals)
    return agreeing and not turned and len(heard.words) <= _SHORT


def _is_of_act(heard: Heard) -> bool:
    """Return whether somebody else answers, or cannot come, or the writer speaks of cancelling."""
    own = any(each.cue in _CANCELLING and not each.of_others for each in heard.signals)
    if Cue.OTHERS in heard.kinds and not heard.lexicon.nots.isdisjoint(heard.words):
        return True  # "mio marito non può"
    return own or any(each.cue in _OF_OTHERS and each.of_others for each in heard.signals)


def _numbers(heard: Heard) -> bool:
    """Return whether a number stands in a piece that is no time: perhaps it is an hour."""
    timed = {at for each in heard.times for at in range(each.first, each.last + 1)}
    left = (word for at, word in enumerate(heard.words) if at not in timed)
    return any(word.isdigit() or _counts(heard.lexicon, word) for word in left)


def _counts(lexicon: Lexicon, word: str) -> bool:
    """Return whether a word is a number over one, which is an article too: "un"."""
    terms = lexicon.terms.opening.get(word, ())
    of_word = (each for each in terms if each.role is TermRole.NUMBER and each.words == (word,))
    return any(each.value != 1 for each in of_word)


def _cues(heard: Heard) -> set[Cue]:
    """Return the cues of the writer's own statements in a piece."""
    return {each.cue for each in heard.signals if tells(heard, each) and not each.of_others}


def _heard(turn: TurnContext, piece: StoryPiece, visit: Appointment) -> Heard:
    frame = frame_of(turn.context, None, visit.starts_at)
    return hear(normalise(piece.text), lexicons()[turn.heard.locale], frame)
