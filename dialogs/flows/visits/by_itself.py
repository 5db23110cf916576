"""What a text says by itself of the only visit there is, whatever was asked before.

"Sorry, that was my grandson. Yes, I'm coming on Thursday" after a hand-over to staff, while other
times are on offer, or when nothing is open: its end says what it is about, and what stands before
it tells why. The end is read as an answer to a reminder, every word of it; what is told first may
be anything that wants, asks and leaves open nothing.
"""

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.phrases import longest, said_apart, said_apart_of
from dialogs.flows.reading_parts import absence_of_others, read_alone, signs_of, tells_only
from dialogs.flows.sentences import TextPart, endings
from dialogs.flows.turn_context import Scene, once
from dialogs.flows.visits.coming_back_words import AFTER_ALL
from dialogs.flows.visits.saying_to_come import (
    keeps_until_then,
    other_days,
    says_to_come,
    says_to_come_elsewhen,
)
from dialogs.flows.visits.suiting import suits
from dialogs.flows.visits.visit_days import covers, on_named_days, weekdays
from dialogs.intents import Hint, Intent
from dialogs.languages.lexicon import Sign, lexicons
from dialogs.understand import BAR

_FOR_OTHERS = frozenset(
    {
        *(Intent.OPT_OUT, Intent.OPT_IN, Intent.EMERGENCY, Intent.HELP, Intent.AUTO_REPLY),
        *(Intent.WRONG_NUMBER, Intent.DECEASED, Intent.LANGUAGE),
    }
)
"""What a text is never taken for somebody's answer where it is read as that."""
_MAY_BE_MISTAKEN = frozenset({Intent.UNCLEAR, Intent.THANKS, Intent.RESCHEDULE})
_ANSWERS = frozenset({Intent.CONFIRM, Intent.CANCEL})
_HINTED = frozenset({None, Hint.YES, Hint.REFUSAL, Hint.KEPT, Hint.DEFERRAL})
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
_OF_OFFERS = _NOT_SUITING | {Sign.RETRACTION}
"""What may well be told of times on offer: they do not suit, and none is wanted after all."""
AGAINST_COMING = _OPEN | _NOT_SUITING | {Sign.CANCEL, Sign.CANCEL_ASK}
_AGAINST_CANCELLING = _OPEN | {Sign.COMING, Sign.COME, Sign.CONFIRM, Sign.KEEP, Sign.UNDO}
_TURNING = frozenset({Sign.BUT, Sign.CANNOT, Sign.CANT, Sign.UNSUITED})
"""What takes back, in a text that cancels in the end, all that was said before."""
_ASKING = frozenset({Sign.QUESTION, Sign.WHEN, Sign.CALL_ME})
_OF_MORE = frozenset(
    {
        *(Sign.WAITLIST, Sign.LEAVE_LIST, Sign.OPT_OUT_PHRASE, Sign.EMERGENCY, Sign.MACHINE),
        *(Sign.WRONG_NUMBER, Sign.DECEASED, Sign.LANGUAGE, Sign.MOVE, Sign.BOOK, Sign.UNDO),
    }
)
"""What wants something besides."""
AGAINST_BACK = _OPEN - {Sign.DOUBT, Sign.RETRACTION, Sign.MOVE, Sign.BOOK, Sign.DEFERRAL}
"""What may not be told before a wish to have back what was cancelled."""


def comes_by_itself(scene: Scene) -> Appointment | None:
    """Return the visit that a text says by itself to confirm, or None."""
    return scene.ahead[0] if coming_end(scene) is not None else None


@once
def coming_end(scene: Scene) -> str | None:
    """Return the shortest end of a text that says by itself to come to the only visit, or None."""
    visit = _only_visit(scene)
    if visit is None:
        return None
    if confirms_kept(scene, visit):
        return scene.text
    offered = scene.question is not None and scene.question.asked is not Asked.REMINDER
    against = AGAINST_COMING - _OF_OFFERS if offered else AGAINST_COMING
    found = None
    for before, end in endings(scene.text):
        kept = scene.heard.hint is Hint.KEPT and keeps_until_then(scene, end, visit)
        if kept or says_to_come(scene, end, visit):
            if offered and not _names_time(scene):
                return None  # "great, I'll be there" may be said of any of them
            since = before[_but(scene, before) :]
            if not (
                tells_only(scene, since, against, content=True, end=end)
                and _of_no_other_day(scene, since, end)
            ):
                return found
            found = end
        elif found is not None:
            return found
    return found


def confirms_kept(scene: Scene, visit: Appointment) -> bool:
    """Return whether who keeps a visit confirms it too: "I keep Thursday, and I confirm it"."""
    if scene.heard.hint is not Hint.KEPT or not scene.heard.times:
        return False
    signs = signs_of(scene, scene.text, visit.starts_at)
    own = all(covers((each,), visit.starts_at) for each in scene.heard.times)
    return own and Sign.CONFIRM in signs and not signs & (AGAINST_COMING - _OF_OFFERS)


def _but(scene: Scene, before: tuple[TextPart, ...]) -> int:
    """Return where the part with the last "but" stands: what is told before it is over.

    "I couldn't come because of a meeting, but it's off. So I'm coming on Thursday."
    """
    signs = [signs_of(scene, part.text) for part in before]
    at = max((at for at, each in enumerate(signs) if Sign.BUT in each), default=0)
    return 0 if any(each & (_OF_MORE | _ASKING) for each in signs[:at]) else at


def comes_elsewhen(scene: Scene) -> Appointment | None:
    """Return the visit where a text says by itself to come at another time than its own, or None.

    Who would like another time is offered it; this is somebody who thinks to have it.
    """
    visit = _only_visit(scene)
    if visit is None or (scene.question and scene.question.asked is not Asked.REMINDER):
        return None
    wishes = scene.heard.intent is Intent.RESCHEDULE and scene.question is not None
    if wishes or scene.heard.intent not in _MAY_BE_MISTAKEN:
        return None
    for before, end in endings(scene.text):
        if says_to_come_elsewhen(scene, end, visit):
            sure = tells_only(scene, (*before, TextPart(end, ends=True)), AGAINST_COMING)
            return visit if sure else None
    return None


def depends_at_own_time(scene: Scene) -> bool:
    """Return whether a text leaves open whether its writer comes at the visit's own time.

    "I can come on Thursday at three, but only if my niece gets her car" is no wish for another.
    """
    times = scene.heard.times
    if len(scene.ahead) != 1 or not times:
        return False
    own = all(each.exact and each.start == scene.ahead[0].starts_at for each in times)
    return own and Sign.CONDITION in signs_of(scene, scene.text)


def _names_time(scene: Scene) -> bool:
    """Return whether a text says when its writer comes, or that none of the offers is wanted."""
    words = said_apart(scene).words
    known = any(longest(words, at, AFTER_ALL) for at in range(len(words)))
    return known or bool(scene.heard.times) or not weekdays().keys().isdisjoint(words)


def _of_no_other_day(scene: Scene, before: tuple[TextPart, ...], end: str) -> bool:
    """Return whether the end of a text is not said of another day that stands before it.

    "Thursday at three, I'll be there" is said of Thursday; of what a stop ends, only what is said
    without a time is.
    """
    visit = scene.ahead[0]
    timed = bool(read_alone(scene, end, visit.starts_at).times)
    timed = timed or not weekdays().keys().isdisjoint(said_apart_of(end).words)
    if any(suits(scene, part.text, visit) is False for part in before):
        return False
    led = (part.text for part in before if not (timed and part.ends))
    if any(other_days(scene, said_apart_of(each).words, visit) for each in led):
        return False
    return timed or all(covers((each,), visit.starts_at) for each in scene.heard.times)


@once
def cancels_by_itself(scene: Scene) -> Appointment | None:
    """Return the visit that a text says by itself to cancel, with the reason before it, or None."""
    visit, question = _only_visit(scene), scene.question
    if visit is None or (question is not None and question.asked is not Asked.REMINDER):
        return None
    if _changed(scene, visit) and on_named_days(scene) != (visit,):
        return None  # what it was asked about is told first
    for before, end in endings(scene.text):
        said = read_alone(scene, end, visit.starts_at)
        agrees = all(covers((each,), visit.starts_at) for each in said.times) and not said.also
        if before and agrees and said.intent is Intent.CANCEL and said.confidence >= BAR:
            turned = _turned(scene, before, end)
            since = before[turned:]
            tells = tells_only(scene, since, _AGAINST_CANCELLING, reasoned=turned > 0, end=end)
            return visit if tells and not absence_of_others(scene) else None
    return None


def _turned(scene: Scene, before: tuple[TextPart, ...], end: str) -> int:
    """Return how many parts of a text a "but", or what hinders, takes back before it cancels.

    "I'd love to come on Thursday, and I confirm, but I'm in bed with flu and have to cancel".
    """
    if Sign.CANCEL not in signs_of(scene, end) or not _of_own_visit(scene, end):
        return 0
    signs = [signs_of(scene, part.text) for part in before]
    if any(each & _OF_MORE for each in signs):
        return 0
    if signs_of(scene, end) & _TURNING:
        return len(before)
    return max((at for at, each in enumerate(signs) if each & _TURNING), default=0)


def _of_own_visit(scene: Scene, end: str) -> bool:
    """Return whether nobody else's visit is spoken of: "but cancel hers"."""
    theirs = lexicons()[scene.heard.locale].theirs
    return theirs.isdisjoint(said_apart_of(end).words)


def _changed(scene: Scene, visit: Appointment) -> bool:
    """Return whether a visit was moved since it was asked about."""
    about = scene.question.about if scene.question else ()
    return any(
        each.appointment_id == visit.id and each.starts_at != visit.starts_at for each in about
    )


def _only_visit(scene: Scene) -> Appointment | None:
    """Return the only visit ahead, where a text may speak of it by itself, or None."""
    heard, question = scene.heard, scene.question
    if len(scene.ahead) != 1 or heard.quoted is not None:
        return None
    if heard.intent in _FOR_OTHERS or heard.hint not in _HINTED:
        return None
    visit = scene.ahead[0]
    if question is None:
        return visit
    if question.asked is Asked.REMINDER and not question.then and heard.intent in _ANSWERS:
        return None  # it was read as the answer that it is
    moving = question.asked in {Asked.SLOTS, Asked.WHEN} and question.wish is None
    about = any(each.appointment_id == visit.id for each in question.about)
    return visit if about and (moving or question.asked is Asked.REMINDER) else None
