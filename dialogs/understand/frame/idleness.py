"""Whether a text tells nothing beside its thanks, its greeting or its yes.

Owns what such a text may hold: what is signalled in it, names, times, and the few words of each
language that tell nothing. "Thanks, I'll bring the x-rays" tells something: a person has to see it.
"""

from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.signals import Heard


def tells_nothing(heard: Heard) -> bool:
    """Whether every word that signals nothing is one that tells nothing.

    Args:
        heard: the text; words that merely look familiar are not enough.
    """
    signals = [each for each in heard.signals if each.cue is not Cue.REASON]
    told = {at for each in signals for at in range(each.first, each.last + 1)}
    told |= {at for each in heard.times for at in range(each.first, each.last + 1)}
    told |= heard.named | heard.owning | heard.parting
    idle = heard.lexicon.idle
    return all(at in told or word in idle for at, word in enumerate(heard.words))
