"""Says whether the times beside a cancelling only tell of a journey, and ask for no other visit.

"My flight has been moved to Saturday, please cancel" wants nothing on Saturday, and "stuck in Oslo
until Friday, cancel it" nothing on Friday. The words are in turning.toml, and the journeys' own in
cues.toml.
"""

from datetime import datetime, timedelta

from dialogs.languages.lexicon import Cue
from dialogs.times import Spoken
from dialogs.understand.frame.roles import meets
from dialogs.understand.frame.turning_words import turners
from dialogs.understand.hearing.signals import Heard

_CANCELLING = (Cue.CANCEL, Cue.CANCEL_ASK)
_WISHING = (Cue.MOVE, Cue.BOOK, Cue.ASK)
_DAY = timedelta(days=1, hours=1)  # the longest day, with a change of the clock


def tells_of_journey(heard: Heard, visit: datetime | None) -> bool:
    """Say whether all times but the visit's tell of a journey, before a plain cancelling.

    Args:
        heard: the text.
        visit: the visit's start, aware; None where unknown.
    """
    told = [e.first for e in heard.found(*_CANCELLING) if not (e.turned or e.of_others)]
    if not told or "?" in heard.marks:
        return False
    first = min(told)
    others = [e for e in heard.times if not _is_of_visit(e, visit)]
    wishes = [each.first for each in heard.found(*_WISHING)]
    places = [each.first for each in others] + wishes
    return bool(others) and all(at < first and _on_journey(heard, at) for at in places)


def _is_of_visit(spoken: Spoken, visit: datetime | None) -> bool:
    """Say whether a time is the visit's, and no longer than a day: not "until Friday"."""
    short = all(each.end - each.start <= _DAY for each in spoken.ranges)
    return spoken.firm and short and meets(spoken.ranges, visit)


def _on_journey(heard: Heard, at: int) -> bool:
    """Say whether a word of a journey stands before a position, in its sentence."""
    begins, _ = heard.clauses.sentence(at)
    said, words = turners(heard.lexicon.locale), heard.words[:at]
    return any(
        word in heard.lexicon.journeys or said.size("detained", words, place)
        for place, word in enumerate(words)
        if place >= begins
    )
