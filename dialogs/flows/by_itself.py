"""What a text says by itself of the only visit there is, whatever was asked before.

"Sorry, that was my grandson. Yes, I'm coming on Thursday" after a hand-over to staff, while other
times are on offer, or when nothing is open: its end says what it is about, and what stands before
it tells why. The end is read as an answer to a reminder, every word of it; what is told first may
be anything that wants, asks and leaves open nothing.
"""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from calendar_store.values import Appointment
from dialogs.conversation import Asked
from dialogs.flows.coming_back_words import COMING
from dialogs.flows.coming_that_day import says_to_come_on
from dialogs.flows.phrases import (
    POLITE,
    as_phrases,
    left_over,
    longest,
    phrases_in,
    said_apart_of,
    said_of,
)
from dialogs.flows.scene import Scene
from dialogs.flows.sentences import Part, endings
from dialogs.flows.visit_days import covers
from dialogs.frames import frame_of
from dialogs.intents import Frame, Hint, Intent, OpenQuestion, Understanding
from dialogs.lexicon import Sign, lexicons
from dialogs.understand import BAR, understand
from dialogs.understand.telling import told

_SURE = 0.88
"""How sure the end of a text has to be that confirms: no word of it is unknown."""
_FOR_OTHERS = frozenset(
    {
        *(Intent.OPT_OUT, Intent.OPT_IN, Intent.EMERGENCY, Intent.HELP, Intent.AUTO_REPLY),
        *(Intent.WRONG_NUMBER, Intent.DECEASED, Intent.LANGUAGE),
    }
)
"""What a text is never taken for somebody's answer where it is read as that."""
_HINTED = frozenset({None, Hint.YES, Hint.REFUSAL, Hint.KEPT, Hint.DEFERRAL})
_SAYING = frozenset({Sign.COMING, Sign.COME, Sign.CONFIRM})
_CONFIRMING = frozenset({Sign.CONFIRM})
_MAY_BE = frozenset({Intent.UNCLEAR, Intent.RESCHEDULE, Intent.AGENDA, Intent.CONFIRM})
"""What the end of a text may be that says to come on the day of the visit."""
_ABLE = frozenset({"puedo", "consigo", "posso", "peux", "kann", "riesco", "can"})
"""Verbs of who can come; without "come", or a day, they answer something."""
_STATING = frozenset(words for words in COMING if words[-1] not in _ABLE)
_UNTIL = as_phrases(
    *("see you", "see u", "see ya", "until", "till", "a", "ci vediamo", "ci si vede", "hasta"),
    *("hasta el", "nos vemos", "ahi nos vemos", "alli nos vemos", "on se voit", "bis", "bis am"),
    *("wir sehen uns", "ate", "vemo nos", "nos vemos na", "vemo nos na", "ate a"),
)
"""How one parts until a day; what follows is when."""
_OPEN = frozenset(
    {
        *(Sign.CONDITION, Sign.QUESTION, Sign.WHEN, Sign.EXCEPTION, Sign.DEFERRAL, Sign.DOUBT),
        *(Sign.RETRACTION, Sign.MOVE, Sign.BOOK, Sign.LATE, Sign.CALL_ME),
        *(Sign.WAITLIST, Sign.LEAVE_LIST, Sign.OPT_OUT_PHRASE, Sign.EMERGENCY, Sign.MACHINE),
        *(Sign.WRONG_NUMBER, Sign.DECEASED, Sign.FUNERAL, Sign.BUSY, Sign.LANGUAGE),
    }
)
"""What leaves open, or wants, something else."""
_NOT_SUITING = frozenset({Sign.CANNOT, Sign.CANT, Sign.UNSUITED})
_AGAINST_COMING = _OPEN | _NOT_SUITING | {Sign.CANCEL, Sign.CANCEL_ASK}
_AGAINST_CANCELLING = _OPEN | {Sign.COMING, Sign.COME, Sign.CONFIRM, Sign.KEEP, Sign.UNDO}
AGAINST_BACK = _OPEN - {Sign.DOUBT, Sign.RETRACTION, Sign.MOVE, Sign.BOOK, Sign.DEFERRAL}
"""What may not be told before a wish to have back what was cancelled."""
_MOST = 24
"""Most words that may stand before what a text says by itself."""


def comes_by_itself(scene: Scene) -> Appointment | None:
    """Return the visit that a text says by itself to confirm, or None."""
    visit = _only_visit(scene)
    if visit is None:
        return None
    # of times on offer it may well be told that they do not suit
    offered = scene.question is not None and scene.question.asked is not Asked.REMINDER
    against = _AGAINST_COMING - _NOT_SUITING if offered else _AGAINST_COMING
    for before, end in endings(scene.text):
        if _says_to_come(scene, end, visit):
            return visit if tells_only(scene, before, against) else None
    return None


def cancels_by_itself(scene: Scene) -> Appointment | None:
    """Return the visit that a text says by itself to cancel, with the reason before it, or None."""
    visit, question = _only_visit(scene), scene.question
    if visit is None or (question is not None and question.asked is not Asked.REMINDER):
        return None
    if _changed(scene, visit):
        return None  # what it was asked about is told first
    for before, end in endings(scene.text):
        said = read_alone(scene, end, visit.starts_at)
        if before and said.intent is Intent.CANCEL and said.confidence >= BAR and not said.also:
            return visit if tells_only(scene, before, _AGAINST_CANCELLING) else None
    return None


def _changed(scene: Scene, visit: Appointment) -> bool:
    """Return whether a visit was moved since it was asked about."""
    about = scene.question.about if scene.question else ()
    return any(
        each.appointment_id == visit.id and each.starts_at != visit.starts_at for each in about
    )


def tells_only(scene: Scene, before: tuple[Part, ...], against: frozenset[Sign]) -> bool:
    """Return whether what stands before the end of a text only tells something.

    Args:
        scene: the turn.
        before: the parts that stand there.
        against: what may not be said in it.
    """
    if sum(len(part.text.split()) for part in before) > _MOST:
        return False
    frame = frame_of(scene.context, None, None)
    signs = [told(part.text, scene.heard.locale, frame) for part in before]
    if any(each & against for each in signs):
        return False
    # "my boss said no. Please cancel", and not "my boss said, please cancel"
    quoted = (Sign.QUOTATION in each for each in signs)
    return all(part.ends or not each for part, each in zip(before, quoted, strict=True))


def read_alone(scene: Scene, part: str, start: datetime) -> Understanding:
    """Return what a part of a text says, read as the answer to a reminder of a visit then."""
    frame = replace(frame_of(scene.context, None, start), question=OpenQuestion.REMINDER)
    return _read(part, frame)


@lru_cache(maxsize=64)
def _read(part: str, frame: Frame) -> Understanding:
    """Read a part once a turn, though several rooms ask for it."""
    return understand(part, frame)


def _only_visit(scene: Scene) -> Appointment | None:
    """Return the only visit ahead, where a text may speak of it by itself, or None."""
    heard, question = scene.heard, scene.question
    if len(scene.ahead) != 1 or scene.context.partial or heard.quoted is not None:
        return None
    if heard.intent in _FOR_OTHERS or heard.hint not in _HINTED:
        return None
    visit = scene.ahead[0]
    if question is None:
        return visit
    moving = question.asked in {Asked.SLOTS, Asked.WHEN} and question.wish is None
    about = any(each.appointment_id == visit.id for each in question.about)
    return visit if about and (moving or question.asked is Asked.REMINDER) else None


def _says_to_come(scene: Scene, end: str, visit: Appointment) -> bool:
    """Return whether the end of a text says that its writer comes to a visit, or confirms it."""
    said, words = read_alone(scene, end, visit.starts_at), said_apart_of(end)
    if "?" in words.marks or said.also:
        return False
    if _parts_until(scene, words.words, visit):
        return True
    if not _agrees(scene, said, visit):
        return False
    if said.intent is Intent.CONFIRM and said.confidence >= _SURE:
        signs = told(end, said.locale, frame_of(scene.context, None, visit.starts_at))
        stated = said_of(end).words
        says = bool(signs & _SAYING) or any(
            longest(stated, at, COMING) for at in range(len(stated))
        )
        timed = bool(said.times) or (_states(scene, stated) and not _changed(scene, visit))
        return says and timed
    return said.intent in _MAY_BE and says_to_come_on(scene, words.words, visit)


def _agrees(scene: Scene, said: Understanding, visit: Appointment) -> bool:
    """Return whether all times are the visit's, and none is one on offer."""
    if any(not covers((each,), visit.starts_at) for each in said.times):
        return False
    exact = any(each.exact for each in said.times)
    slots = scene.question.slots if scene.question else ()
    return exact or not any(covers(said.times, slot.starts_at) for slot in slots)


def _parts_until(scene: Scene, words: tuple[str, ...], visit: Appointment) -> bool:
    """Return whether words part until the time of a visit: "see you on Thursday at three"."""
    left, locale = tuple(left_over(words, POLITE)), scene.heard.locale
    size = longest(left, 0, _UNTIL) if left else 0
    if not size or (left[0] == "a" and locale not in {"it", "fr"}):
        return False
    known = lexicons()[locale].terms.vocabulary
    if not all(word in known or word[0].isdigit() for word in left[size:]):
        return False
    said = read_alone(scene, " ".join(left[size:]), visit.starts_at)
    return bool(said.times) and _agrees(scene, said, visit)


def _states(scene: Scene, words: tuple[str, ...]) -> bool:
    """Return whether words say without a time that their writer confirms, or comes.

    "I'll be there" may answer what staff wrote last.
    """
    confirming = phrases_in(scene.heard.locale, _CONFIRMING)
    stating = confirming if scene.staff_spoke_last else confirming | _STATING
    return any(longest(words, at, stating) for at in range(len(words)))
