"""Parts of a text read alone: what one says, and whether others only tell something beside it."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from dialogs.flows.phrases import as_phrases, longest, said_apart_of
from dialogs.flows.sentences import TextPart
from dialogs.flows.turn_context import Scene
from dialogs.flows.visits.ways import ANYWAY, NO_MATTER, WAYS
from dialogs.frames import frame_of
from dialogs.intents import Frame, OpenQuestion, Understanding
from dialogs.languages.lexicon import Sign, lexicons
from dialogs.understand import understand
from dialogs.understand.frame.absent_others import tells_of_absence
from dialogs.understand.frame.reporting import agreed
from dialogs.understand.frame.telling import told

_DOUBT = frozenset({Sign.DOUBT})
_EXPLAINING = frozenset({Sign.BUT, Sign.REASON})
_BUTS = as_phrases("but", "ma", "pero", "mais", "aber", "mas", "e", "y", "et", "und", "and", "ist")
_MOST = 24
"""Most words that may stand before what a text says by itself."""
_LONGEST = 48
"""Most words of a story before an end that names the visit."""


def tells_only(
    scene: Scene,
    before: tuple[TextPart, ...],
    against: frozenset[Sign],
    *,
    reasoned: bool = False,
    content: bool = False,
    end: str = "",
) -> bool:
    """Return whether what stands before the end of a text only tells something.

    Args:
        scene: the turn.
        before: the parts that stand there.
        against: what may not be said in it.
        end: what is said then; a longer story may lead to it where it names the visit.
        reasoned: whether a doubt may stand in what explains: "but I may have to work".
        content: whether somebody may be told to be content: "my boss says it's fine, I'll come".
    """
    most = _LONGEST if _names_visit(scene, end) else _MOST
    if sum(len(part.text.split()) for part in before) > most:
        return False
    signs = [_signs_behind_never_mind(scene, part) for part in before]
    turning = (each - _DOUBT if reasoned and each & _EXPLAINING else each for each in signs)
    if any(each & against for each in turning):
        return False
    # "my boss said no. Please cancel", and not "my boss said, please cancel"
    quoted = (Sign.QUOTATION in each for each in signs)
    own = content and _is_own(scene, end)
    return all(
        part.ends or not each or (own and says_content(scene, part.text))
        for part, each in zip(before, quoted, strict=True)
    )


def says_content(scene: Scene, part: str) -> bool:
    """Return whether a part of a text tells that somebody is content, and no more."""
    said = said_apart_of(part)
    return agreed(said.words, scene.heard.locale, said.marks)


def _is_own(scene: Scene, end: str) -> bool:
    """Return whether the end of a text speaks of nobody else: "she's coming"."""
    lexicon = lexicons()[scene.heard.locale]
    # "el jueves voy"
    others = lexicon.pronouns - lexicon.articles - lexicon.determiners
    return others.isdisjoint(said_apart_of(end).words)


def _names_visit(scene: Scene, end: str) -> bool:
    """Return whether the end of a text says when its only visit is, or that it speaks of one."""
    if not end or len(scene.ahead) != 1:
        return False
    lexicon, visit = lexicons()[scene.heard.locale], scene.ahead[0]
    timed = bool(read_alone(scene, end, visit.starts_at).times)
    return timed or not lexicon.visits.isdisjoint(said_apart_of(end).words)


def _signs_behind_never_mind(scene: Scene, part: TextPart) -> frozenset[Sign]:
    """Return what a part signals behind a "never mind", or an "anyway" of by what one comes."""
    words = said_apart_of(part.text).words
    at = longest(words, 0, _BUTS) if words else 0
    known = NO_MATTER if WAYS.isdisjoint(words) else NO_MATTER | ANYWAY
    size = longest(words, at, known) if at < len(words) else 0
    if not size:
        return signs_of(scene, part.text)
    text = " ".join(words[at + size :]) + "?" * ("?" in part.text)
    return signs_of(scene, text) if text else frozenset()


def read_alone(scene: Scene, part: str, start: datetime) -> Understanding:
    """Return what a part of a text says, read as the answer to a reminder of a visit then."""
    frame = replace(frame_of(scene.context, None, start), question=OpenQuestion.REMINDER)
    return _read(part, frame)


@lru_cache(maxsize=64)
def _read(part: str, frame: Frame) -> Understanding:
    """Read a part once a turn, though several rooms ask for it."""
    return understand(part, frame)


def signs_of(scene: Scene, part: str, start: datetime | None = None) -> frozenset[Sign]:
    """Return what a part of a text signals, read with a visit that starts then; see `told`."""
    return _told(part, scene.heard.locale, frame_of(scene.context, None, start))


def absence_of_others(scene: Scene) -> bool:
    """Return whether a text tells that somebody else cannot, and not its writer."""
    return tells_of_absence(scene.text, scene.heard.locale, frame_of(scene.context, None, None))


@lru_cache(maxsize=64)
def _told(part: str, locale: str, frame: Frame) -> frozenset[Sign]:
    return told(part, locale, frame)
